import type { ClaimStrength } from '../model/claim.ts';
import { formatDate, formatNumber } from './format.ts';

/** The words of slides about several districts or wards. Nothing is worked out here: what is named was tested before. */

export interface Standing {
  readonly name: string;
  readonly direction: 'up' | 'down';
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

const namesOf = (standing: readonly Standing[], direction: Standing['direction']): readonly string[] =>
  standing.filter(one => one.direction === direction).map(one => one.name);

const are = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are');

/** "Stoke-on-Trent is above the rest of the area; Lichfield and Tamworth are below it, all beyond chance". */
function apartWords(standing: readonly Standing[]): string {
  const [above, below] = [namesOf(standing, 'up'), namesOf(standing, 'down')];
  const clauses = [
    ...(above.length ? [`${listed(above)} ${are(above)} above the rest of the area`] : []),
    ...(below.length ? [`${listed(below)} ${are(below)} below ${above.length ? 'it' : 'the rest of the area'}`] : []),
  ].join('; ');
  const all = standing.length === 2 ? 'both' : 'all';
  return above.length && below.length ? `${clauses}, ${all} beyond chance` : `${clauses} beyond chance`;
}

/** "no district", or where some are hidden: "no district that is shown". How many is a number that a table may hide. */
const noneOf = (one: string, hasHidden: boolean): string => (hasHidden ? `no ${one} that is shown` : `no ${one}`);

/**
 * Whether districts stand apart from the rest of the area over a span of quarters.
 * @param hasHidden whether others are hidden, and were not tested
 */
export function districtsTitle(
  subject: string,
  [first, last]: readonly [string, string],
  standing: readonly Standing[],
  hasHidden: boolean,
): string {
  const when = `${first} to ${last}`;
  return standing.length
    ? `${subject}: ${apartWords(standing)}, ${when}`
    : `${subject}: ${noneOf('district', hasHidden)} stands out beyond chance, ${when}`;
}

/**
 * Whether single districts changed between two like spans: on those who sent both, where the suppliers differ.
 * @param of `hasHidden` as above; `lacking` who did not send both, and why, without a full stop: null where everybody did
 */
export function districtChangesTitle(
  subject: string,
  [before, after]: readonly [string, string],
  standing: readonly Standing[],
  { hasHidden, lacking }: { readonly hasHidden: boolean; readonly lacking: string | null },
): string {
  const [up, down] = [namesOf(standing, 'up'), namesOf(standing, 'down')];
  const on = lacking === null ? '' : 'on those who sent both, ';
  const all = lacking === null ? '' : `; of all it cannot be told: ${lacking}`;
  if (!standing.length)
    return `${subject}: ${on}in ${noneOf('district', hasHidden)} did ${after} differ from ${before} beyond chance${all}`;
  const moved = [
    ...(up.length ? [`more in ${listed(up)}`] : []),
    ...(down.length ? [`fewer in ${listed(down)}`] : []),
  ].join(', ');
  return `${subject}: ${on}${moved} in ${after} than in ${before}, beyond chance${all}`;
}

/** What would have been seen of a district of middling size. */
export function districtPower(part: 'level' | 'change', times: number | null): string | null {
  if (times === null) return null;
  const what =
    part === 'level'
      ? `${formatNumber(times, 1)} times the rate of the rest`
      : `${formatNumber(times, 1)} times its count`;
  return `In a district of middling size, ${what} would have been seen four times in five.`;
}

/** Found of a district of which the table may not tell: it is not named. */
export const hiddenDistrict = 'A district whose figures are hidden is not named, whatever its test says.';

/** Districts on a map, over all whole quarters; `hasHidden` as above. */
export function districtMapTitle(subject: string, standing: readonly Standing[], hasHidden: boolean): string {
  return standing.length
    ? `${subject}: ${apartWords(standing)}, over all whole quarters`
    : `${subject}: ${noneOf('district', hasHidden)} stands out beyond chance, over all whole quarters`;
}

/** Which hour or age group is first is not told while some are hidden: one of those may be it. */
export const firstNotTold = (what: string): string =>
  `Which ${what} comes first is not told: some are hidden, and one of those may be it.`;

/** More names than these are not read in a title: then their number is, with the first of them. */
const mostNamed = 4;
const firstNamed = 3;

/** Wards that stand above the rest, the surest first; only those whose counts are shown. `hasHidden` as above, of wards. */
export function placesTitle(many: string, above: readonly string[], hasHidden: boolean): string {
  const beyond = `above the rest of the wards in ${many}, beyond chance`;
  const among = hasHidden ? ' (of those shown)' : '';
  // Names of wards hold "and", so that something else has to stand between them.
  if (above.length <= mostNamed) return `${above.join('; ')} ${are(above)} ${beyond}${among}`;
  const wards = hasHidden ? 'of the wards shown' : 'wards';
  return `${formatNumber(above.length)} ${wards} are ${beyond}, most clearly ${above.slice(0, firstNamed).join('; ')}`;
}

/** Over which days a slide counts whose title names no period. Days are ISO. */
export const countedOver = (from: string, to: string): string =>
  `Counted from ${formatDate(from)} to ${formatDate(to)}.`;

/** Wards that have no test because their counts are hidden. */
export function hiddenWards(hidden: number): string {
  return hidden === 1
    ? 'One ward has a hidden count: nothing is tested or said of it.'
    : `${formatNumber(hidden)} wards have a hidden count: nothing is tested or said of them.`;
}

/** "No ward stands out beyond chance in children who went missing, children referred or offences". */
export function noWardTitle(many: readonly string[], hasHidden: boolean): string {
  const all = many.length < 2 ? many.join('') : `${many.slice(0, -1).join(', ')} or ${many.at(-1)!}`;
  const none = noneOf('ward', hasHidden);
  return `${none[0]!.toUpperCase()}${none.slice(1)} stands out beyond chance in ${all}`;
}

export function wardPower(times: number | null): string {
  return times === null
    ? 'A single ward would hardly be seen here, whatever its rate.'
    : `In a ward of middling size, ${formatNumber(times, 1)} times the rate of the rest would have been seen four times in five.`;
}

/** What would have been seen of one ward. */
export const ownWardPower = (times: number | null): string =>
  times === null
    ? 'So few live there that hardly any rate would have been seen.'
    : `${formatNumber(times, 1)} times the rate of the rest would have been seen there four times in five.`;

/** What is said of one ward beside the rest. `times` is null where the rest has none. */
export function wardWords(name: string, many: string, times: number | null, strength: ClaimStrength): string {
  if (strength === 'cannot-tell')
    return `Whether ${name} is above the rest of the wards in ${many} cannot be told: nobody of that age lives there`;
  if (strength === 'none')
    return `${name} is no further above the rest of the wards in ${many} than chance would bring`;
  if (times === null) return `All ${many} are in ${name}`;
  return `${name} has ${formatNumber(times, 1)} times the rate of the rest of the wards in ${many}`;
}
