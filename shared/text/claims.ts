import type { ClaimFigure, ClaimStrength } from '../model/claim.ts';
import { formatCount, formatNumber, formatPercent, formatSigned, lowerFirst, upperFirst } from './format.ts';

/** The words of findings. Nothing is worked out here: what is said was tested before. */

export type ChangeKind = 'distinct' | 'events' | 'share';

/** The same change on the suppliers that sent both spans, where the suppliers differ: what is said is said of them. */
export interface ThroughoutSaid {
  readonly suppliers: readonly string[];
  /** Who did not send both, and why, without a full stop. */
  readonly lacking: string;
  /** A ratio for counts, a difference for shares. */
  readonly ratio: number;
  /** At 95 %. */
  readonly interval: readonly [number, number];
}

interface ChangeSaid {
  readonly about: { readonly subject: string };
  readonly kind: ChangeKind;
  readonly before: { readonly label: string; readonly figure: ClaimFigure | null };
  readonly after: { readonly label: string; readonly figure: ClaimFigure | null; readonly part?: string | null };
  readonly tested: {
    readonly estimate: number;
    readonly interval: readonly [number, number];
    readonly detectable: number;
  } | null;
  readonly strength: ClaimStrength;
  /** Of a "no": whether by itself it would stand out. */
  readonly standsAlone: boolean;
  readonly because: string | null;
  readonly throughout: ThroughoutSaid | null;
  /** At which level it was tested, where that is not the report's: "the 5 % of this table". */
  readonly level?: string;
  /** Decimals of the change; none of a large one unless said. */
  readonly decimals?: number;
}

const percent = (share: number, decimals = 0): string => `${formatSigned(share * 100, decimals)}\u00a0%`;
const points = (share: number, decimals = 0): string => `${formatSigned(share * 100, decimals)} points`;
const plain = (share: number): string => formatNumber(Math.abs(share) * 100, Math.abs(share) < 0.1 ? 1 : 0);

/** "+41 %" of a ratio, "+12 points" of a difference of shares. Small changes keep a decimal. */
export function changeText(kind: ChangeKind, estimate: number, places?: number): string {
  const share = kind === 'share' ? estimate : estimate - 1;
  const decimals = places ?? (Math.abs(share) < 0.1 ? 1 : 0);
  return kind === 'share' ? points(share, decimals) : percent(share, decimals);
}

/** "12 % up or 11 % down" of a ratio, whose falls are smaller than its rises; "9 points" of a difference of shares. */
export function sizeText(kind: ChangeKind, share: number): string {
  return kind === 'share'
    ? `${plain(share)} points`
    : `${plain(share)}\u00a0% up or ${plain(1 - 1 / (1 + share))}\u00a0% down`;
}

/**
 * What is said of a difference that by itself would stand out, and does not among all that is tested beside it: neither that
 * it is there nor that it is chance.
 */
export const notTold = 'not told from chance among so many comparisons';

/** "95 % interval +28 to +55 %". */
export function intervalText(kind: ChangeKind, [lower, upper]: readonly [number, number]): string {
  const from = kind === 'share' ? lower : lower - 1;
  const to = kind === 'share' ? upper : upper - 1;
  const unit = kind === 'share' ? ' points' : '\u00a0%';
  return `95\u00a0% interval ${formatSigned(from * 100)} to ${formatSigned(to * 100)}${unit}`;
}

/** "+41 %; +33 % on those who sent both": a change is never said without that of the suppliers who sent both spans. */
export const bothChangesText = (change: string, throughout: string | null): string =>
  throughout === null ? change : `${change}; ${throughout} on those who sent both`;

/** Names that hold "and" or a comma of their own stand apart by semicolons. */
const isPlain = (name: string): boolean => !/ and |,/.test(name);

const listed = (names: readonly string[]): string =>
  names.length < 2
    ? names.join('')
    : names.every(isPlain)
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
      : names.join('; ');

export interface ChangeWords {
  readonly title: string;
  readonly sentence: string;
  readonly power: string | null;
  readonly throughout: string | null;
}

/** What would have been seen of a change, and at which level. */
function changePower({ kind, before, tested, level }: ChangeSaid): string {
  const room = kind === 'share' ? Math.max(before.figure?.value ?? 0, 1 - (before.figure?.value ?? 0)) : Infinity;
  const at = level ? ` at ${level}; a report, which tests more, needs more` : '';
  if (tested!.detectable > room)
    return `There are so few that no change of this share would have been seen four times in five${at}.`;
  return kind === 'share'
    ? `A change of ${plain(tested!.detectable)} points or more would have been seen four times in five${at}.`
    : `A change of ${sizeText(kind, tested!.detectable)} would have been seen four times in five${at}.`;
}

/** A change that may not be said. Where the suppliers differ it is that of those who sent both, and of all nothing is told. */
function unsaidWords(said: ChangeSaid, figures: string, steady: string | null): ChangeWords {
  const { about, kind, tested, standsAlone, throughout, decimals } = said;
  const power = changePower(said);
  const verdict = standsAlone ? notTold : 'no change beyond chance';
  const clause = standsAlone ? notTold : 'no more than chance makes';
  if (throughout) {
    const change = changeText(kind, throughout.ratio, decimals);
    return {
      title: `${about.subject}: ${change} on those who sent both, ${verdict}; of all it cannot be told: ${throughout.lacking}`,
      sentence: `${steady!.slice(0, -1)}: ${clause}. Of all, ${figures}, it cannot be told: ${throughout.lacking}. ${power}`,
      power,
      throughout: steady,
    };
  }
  return {
    title: `${about.subject}: ${figures}, ${verdict}`,
    sentence: `${figures}: ${changeText(kind, tested!.estimate, decimals)} (${intervalText(kind, tested!.interval)}), ${clause}. ${power}`,
    power,
    throughout: null,
  };
}

/** What is said of a change between two like spans. */
export function changeWords(said: ChangeSaid): ChangeWords {
  const { about, kind, before, after, tested, strength, because } = said;
  const subject = about.subject;
  const throughout = said.throughout
    ? `${changeText(kind, said.throughout.ratio, said.decimals)} on ${listed(said.throughout.suppliers)}, who returned throughout (${intervalText(kind, said.throughout.interval)}).`
    : null;
  if (!tested || strength === 'cannot-tell')
    return {
      title: after.figure
        ? `${subject}: ${after.figure.text} in ${after.part ?? after.label}`
        : `${subject}: no figure to compare`,
      sentence: `Whether this changed cannot be told. ${because ?? ''}`.trim(),
      power: null,
      throughout,
    };
  const figures = `${after.figure!.text} in ${after.label}, ${before.figure!.text} in ${before.label}`;
  if (strength === 'none') return unsaidWords(said, figures, throughout);
  const interval = intervalText(kind, tested.interval);
  const change = changeText(kind, tested.estimate, said.decimals);
  const found = said.level
    ? `, more than chance makes at ${said.level}; a report, which tests more, may not find it`
    : '';
  const up = kind === 'share' ? tested.estimate > 0 : tested.estimate > 1;
  const amount =
    kind === 'share'
      ? `${plain(tested.estimate)} points ${up ? 'more' : 'less'}`
      : `${plain(tested.estimate - 1)}\u00a0% ${up ? 'more' : 'fewer'}`;
  return {
    title: said.throughout
      ? `${subject}: ${before.figure!.text} in ${before.label}, ${after.figure!.text} in ${after.label}: ${bothChangesText(change, changeText(kind, said.throughout.ratio, said.decimals))} (${said.throughout.lacking})`
      : `${subject}: ${after.figure!.text} in ${after.label}, ${amount} than in ${before.label} (${before.figure!.text})`,
    sentence: said.throughout
      ? `${figures}: ${change}, not of the same suppliers: ${said.throughout.lacking}. ${throughout!.slice(0, -1)}${found}.`
      : `${figures}: ${change} (${interval})${found}.`,
    power: null,
    throughout,
  };
}

interface DistrictWords {
  readonly about: { readonly subject: string; readonly period: string | null };
  readonly name: string;
  readonly isShare: boolean;
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly strength: ClaimStrength;
  readonly standsAlone: boolean;
  readonly power: string | null;
}

/** What would have been seen of a district beside the rest. */
export const districtPowerWords = (isShare: boolean, seen: number): string =>
  isShare
    ? `${formatNumber(seen * 100, seen < 0.1 ? 1 : 0)} points apart would have been seen four times in five.`
    : `${formatNumber(seen, 1)} times the rate of the rest would have been seen four times in five.`;

/** What is said of a district beside the rest of the area. */
export function districtWords(said: DistrictWords): { readonly title: string; readonly sentence: string } {
  const { about, name, isShare, value, interval, strength, standsAlone, power } = said;
  const when = about.period ? ` in ${about.period}` : '';
  if (strength === 'cannot-tell')
    return {
      title: `${about.subject}: whether ${name} differs from the rest of the area${when} cannot be told`,
      sentence: `Whether ${name} differs from the rest of the area${when} cannot be told: nothing was counted there or elsewhere, so nothing was tested.`,
    };
  if (strength === 'none' && standsAlone)
    return {
      title: `${about.subject}: ${name} beside the rest of the area${when} is ${notTold}`,
      sentence: `${name} beside the rest of the area${when} is ${notTold}.${power ? ` ${power}` : ''}`,
    };
  if (strength === 'none')
    return {
      title: `${about.subject}: ${name} is similar to the rest of the area${when}`,
      sentence: `${name} is similar to the rest of the area${when}: no difference beyond chance.${power ? ` ${power}` : ''}`,
    };
  if (value === null)
    return {
      title: `${about.subject}: all of it lies in ${name}${when}`,
      sentence: `All that was counted${when} lies in ${name}, and none in the rest of the area.`,
    };
  if (isShare) {
    const amount = `${plain(value)} points ${value > 0 ? 'above' : 'below'} the rest of the area`;
    const range = interval
      ? ` (95\u00a0% interval ${formatSigned(interval[0] * 100)} to ${formatSigned(interval[1] * 100)})`
      : '';
    return { title: `${about.subject}: ${name} is ${amount}${when}`, sentence: `${name} is ${amount}${when}${range}.` };
  }
  const ratio = `${formatNumber(value, 2)} times the rate of the rest of the area`;
  const range = interval
    ? ` (95\u00a0% interval ${formatNumber(interval[0], 2)} to ${formatNumber(interval[1], 2)})`
    : '';
  return { title: `${about.subject}: ${name} has ${ratio}${when}`, sentence: `${name} has ${ratio}${when}${range}.` };
}

interface ShiftWords {
  readonly about: { readonly subject: string };
  readonly shift: {
    readonly points: number;
    readonly before: number;
    readonly after: number;
    readonly difference: number;
  };
  readonly points: readonly string[];
  readonly valueWords: (value: number) => string;
  readonly isSaid: boolean;
  readonly standsAlone: boolean;
  readonly reach: string | null;
  /** Those who sent every quarter, where the suppliers differ: what is said is said of them. */
  readonly throughout: SeriesSuppliers | null;
}

/** Who sent every quarter of a series, and who did not and why, without a full stop. */
export interface SeriesSuppliers {
  readonly suppliers: readonly string[];
  readonly lacking: string;
}

/** "Tested on Staffordshire Police, who sent every quarter: Housing sends nothing from 1 Apr 2017 on." */
export const seriesSuppliersText = ({ suppliers, lacking }: SeriesSuppliers): string =>
  `Tested on ${listed(suppliers)}, who sent every quarter: ${lacking}.`;

/** A series of which nobody sent every quarter: a step in it is who sent, and no test can tell it from another. */
export const untestedSeriesWords = (subject: string, lacking: string) => ({
  title: `${subject}, quarter by quarter: not tested, because the suppliers differ`,
  sentence: `Quarter by quarter nothing is tested, because nobody sent every quarter: ${lacking}.`,
});

/** What is said of figures whose test is that of another one over the same rows. */
export const sameTestText = (things: string, subject: string): string =>
  `Not tested by itself, the same ${things} as ${subject}`;

/** What is said of the latest points of a series beside those before them. */
export function shiftWords(said: ShiftWords): { readonly title: string; readonly sentence: string } {
  const { about, shift, points, valueWords, isSaid, standsAlone, reach, throughout } = said;
  const on = throughout ? ` ${seriesSuppliersText(throughout)}` : '';
  const those = throughout ? ' on those who sent every quarter' : '';
  if (!isSaid) {
    const latest = points.length === 1 ? points[0]! : `${points[0]!} to ${points.at(-1)!}`;
    const verdict = standsAlone ? `${latest} beside the quarters before is ${notTold}` : 'no more than chance is found';
    return {
      title: `${about.subject}, quarter by quarter${those}: ${verdict}`,
      sentence: `Quarter by quarter${standsAlone ? ',' : ''} ${verdict}.${on}${reach ? ` ${reach}` : ''}`,
    };
  }
  const side = shift.difference > 0 ? 'above' : 'below';
  const which =
    points.length === 1
      ? `${points[0]!} lies`
      : `${points[0]!} to ${points.at(-1)!} (${formatNumber(points.length)} quarters) lie`;
  const amount = `${valueWords(shift.after)}${points.length === 1 ? '' : ' on average'} against ${valueWords(shift.before)} before`;
  return {
    title: `${about.subject}: ${which} ${side} the quarters before${those}, ${amount}`,
    sentence: `${which} ${side} the quarters before by more than chance: ${amount}.${on}`,
  };
}
/** What happened in the places of a map: "more children went missing", "31 children went missing". */
interface Happening {
  readonly more: string;
  readonly counted: (count: number) => string;
}

const things =
  (one: string, many: string, done: string) =>
  (count: number): string =>
    `${formatCount(count, one, many)} ${count === 1 ? done.replace(/^were /, 'was ') : done}`;

const happenings: Readonly<Record<string, Happening>> = {
  'missing-episodes children': {
    more: 'more children went missing',
    counted: things('child', 'children', 'went missing'),
  },
  'missing-episodes rows': {
    more: 'more episodes were recorded',
    counted: things('episode', 'episodes', 'were recorded'),
  },
  'referrals children': { more: 'more children were referred', counted: things('child', 'children', 'were referred') },
  'referrals rows': { more: 'more referrals were made', counted: things('referral', 'referrals', 'were made') },
  'offences rows': { more: 'more offences were recorded', counted: things('offence', 'offences', 'were recorded') },
  'street-crime rows': {
    more: 'more incidents were recorded',
    counted: things('incident', 'incidents', 'were recorded'),
  },
};

const happeningOf = (dataset: string, measure: string, label: string): Happening =>
  happenings[`${dataset} ${measure}`] ?? {
    more: `more ${lowerFirst(label)} were counted`,
    counted: things(lowerFirst(label), lowerFirst(label), 'were counted'),
  };

/** What a claim about a map speaks of. */
export interface MapSubject {
  readonly dataset: string;
  readonly measure: string;
  /** What a reader calls what is counted: "Children". */
  readonly label: string;
  /** An area of its level: "ward", "wards". */
  readonly level: readonly [one: string, many: string];
}

/** The test of a single place, by one name wherever it is told. */
export const placeTest = {
  name: 'Poisson test',
  method:
    'Poisson test of what is counted once in a place against all others, one-sided, corrected for all places together',
  source: 'Przyborowski and Wilenski (1940), Biometrika 31:313; Benjamini and Hochberg (1995), JRSS B 57:289',
} as const;

/** Sizes of ratios and chances in words. */
const times = (ratio: number): string => `${formatNumber(ratio, ratio < 10 ? 1 : 0)} times`;
/** "p = 0.15", "p below 0.001". */
export const chanceText = (p: number): string =>
  p < 0.001 ? 'p below 0.001' : `p = ${formatNumber(p, p < 0.01 ? 3 : 2)}`;

/** "0.5 %": what a test may get wrong. */
const levelText = (alpha: number): string => formatPercent(alpha, alpha < 0.01 ? 2 : 0);

/** "chance alone draws as much in about one map in 7". */
function mapsByChance(p: number): string {
  if (p >= 0.95) return 'chance alone draws as much in nearly every map';
  if (p > 0.4) return `chance alone draws as much in about ${formatNumber(Math.max(4, Math.round(p * 10)))} maps in 10`;
  return `chance alone draws as much in about one map in ${formatNumber(Math.round(1 / p))}`;
}

/** The first few names, and how many more. */
function someNames(names: readonly string[], most: number): string {
  if (names.length <= most) return listed(names);
  const some = names.slice(0, most);
  return `${some.join(some.every(isPlain) ? ', ' : '; ')} and ${formatNumber(names.length - most)} more`;
}

export interface PlaceWords {
  readonly name: string;
  readonly count: number;
  /** Null where all that was counted lies in it; the upper end as well. */
  readonly ratio: number | null;
  readonly interval: readonly [lower: number, upper: number | null];
}

const ratioText = (ratio: number | null): string =>
  ratio === null ? 'none anywhere else' : `${times(ratio)} the rate of the rest`;

/** ", 3.2 times the rate of the rest (95 % interval 2.1 to 4.6)". */
const placeText = ({ ratio, interval: [lower, upper] }: PlaceWords): string =>
  `, ${ratioText(ratio)} (95\u00a0% interval ${upper === null ? `from ${formatNumber(lower, 1)} times` : `${formatNumber(lower, 1)} to ${formatNumber(upper, 1)}`})`;

const namedPlaceText = (place: PlaceWords): string => `${place.name}: ${formatNumber(place.count)}${placeText(place)}`;

/** What is said of one place that stands above the rest. */
export function placeWords(
  subject: MapSubject,
  place: PlaceWords,
): { readonly title: string; readonly sentence: string } {
  const { counted } = happeningOf(subject.dataset, subject.measure, subject.label);
  return {
    title: `${place.name}: ${counted(place.count)}, ${ratioText(place.ratio)}`,
    sentence: `${namedPlaceText(place)}.`,
  };
}

/** What is said of all single places of a map. `detectable`: null where even a hundred times would not have been seen. */
export function placesWords(
  subject: MapSubject,
  found: {
    readonly places: readonly PlaceWords[];
    readonly tested: number;
    readonly hidden: number;
    /** Whether each child counts once. */
    readonly isOnce: boolean;
    readonly smallestP: number | null;
    /** Of the false discovery rate over all places. */
    readonly alpha: number;
    readonly detectable: number | null;
  },
): { readonly title: string; readonly sentence: string; readonly power: string; readonly caveats: readonly string[] } {
  const { more, counted } = happeningOf(subject.dataset, subject.measure, subject.label);
  const [one, many] = subject.level;
  const { places, tested, hidden, isOnce, smallestP, alpha, detectable } = found;
  const shown = hidden > 0 ? ` of the ${formatNumber(tested)} shown` : '';
  const power =
    detectable === null
      ? `Too few are counted: not even a ${one} of usual size at a hundred times the rate of the rest would have been seen four times in five.`
      : `A ${one} of usual size at ${times(detectable)} the rate of the rest would have been seen four times in five.`;
  const caveats = [
    ...(hidden > 0
      ? [
          `${formatCount(hidden, `${one} has`, `${many} have`)} a hidden count and ${hidden === 1 ? 'was' : 'were'} not tested.`,
        ]
      : []),
    ...(isOnce
      ? []
      : [`${subject.label} are taken as independent of each other: several of one child make a place look surer.`]),
  ];
  const test = `Each of ${formatCount(tested, one, many)} was set against all others by itself (${placeTest.name}, all corrected together, at ${levelText(alpha)}${smallestP === null ? '' : `; smallest corrected ${chanceText(smallestP)}`}).`;
  const [first] = places;
  if (tested === 0)
    return {
      title: `Whether there is a ${one} where ${more} than elsewhere cannot be told`,
      sentence: [`No ${one} could be tested.`, ...caveats].join(' '),
      power: `No ${one} could be tested, so nothing would have been seen.`,
      caveats,
    };
  if (!first)
    return {
      title: `No ${one}${shown} where ${more} than elsewhere`,
      sentence: [`No ${one}${shown} stands above the rest by more than chance.`, power, test, ...caveats].join(' '),
      power,
      caveats,
    };
  const only = places.length === 1;
  return {
    title: only
      ? placeWords(subject, first).title
      : `${formatNumber(places.length)} ${many}${shown} where ${more} than elsewhere`,
    sentence: [
      only
        ? `${first.name}: ${counted(first.count)}${placeText(first)}.`
        : `${places.slice(0, 3).map(namedPlaceText).join('; ')}${places.length > 3 ? `; and ${formatNumber(places.length - 3)} more` : ''}.`,
      test,
      ...caveats,
    ].join(' '),
    power,
    caveats,
  };
}

/** A hot group of places and the one that may have made it. Null is a name that is not told. */
export interface NeighbourhoodWords {
  readonly areas: number;
  /** The hottest of them with its neighbours. */
  readonly centre: string | null;
  readonly strongest: string | null;
  /** Of the areas but the strongest, how many stay hot without it. */
  readonly without: number;
  /** Names of the areas but the strongest, as far as they are told. */
  readonly others: readonly string[];
  /** Those that are above the average by themselves, the highest first, and those that are not, as far as they are told. */
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** A group that is hot only beside one place. */
function drivenText({ strongest, others }: NeighbourhoodWords, one: string): string {
  const driver = strongest ?? `a ${one} whose count is hidden`;
  return others.length > 0
    ? `${someNames(others, 3)} ${others.length === 1 ? 'is' : 'are'} hot only beside ${driver}`
    : `${driver} is high by itself, without a neighbourhood`;
}

/** A group that is hot without its strongest place as well: which places make it, and which only lie in it. */
function standingText(group: NeighbourhoodWords, level: MapSubject['level']): string {
  const { areas, centre, strongest, without, above, below } = group;
  const [one] = level;
  const around = `${formatCount(areas, ...level)}${centre === null ? '' : ` around ${centre}`}`;
  const makers = above.length > 0 ? `, made by ${someNames(above, 4)}` : '';
  const carried =
    below.length > 0
      ? ` Below the average, and in it by ${below.length === 1 ? 'its' : 'their'} neighbours alone: ${someNames(below, 4)}.`
      : '';
  const driver = strongest ?? `the strongest ${one}, whose count is hidden,`;
  return `${around}${makers}.${carried} Without ${driver} ${formatNumber(without)} ${without === 1 ? 'is' : 'are'} still hot.`;
}

/** What is said of the neighbourhoods of a map. */
export function neighbourhoodWords(
  subject: MapSubject,
  found: {
    readonly strength: ClaimStrength;
    /** p of the whole map; null where it cannot be tested. */
    readonly wholeMap: number | null;
    readonly isWholeMapFound: boolean;
    readonly groups: readonly NeighbourhoodWords[];
    readonly detectable: number | null;
  },
): { readonly title: string; readonly sentence: string; readonly power: string } {
  const { more } = happeningOf(subject.dataset, subject.measure, subject.label);
  const { strength, wholeMap, isWholeMapFound, groups, detectable } = found;
  const [one, many] = subject.level;
  const power =
    detectable === null
      ? 'What would have been seen cannot be told of these values.'
      : `A ${one} of usual size with its neighbours at ${times(detectable)} the rate of the rest would have been seen four times in five.`;
  if (strength === 'cannot-tell' || wholeMap === null)
    return {
      title: `Whether there is a neighbourhood where ${more} than elsewhere cannot be told`,
      sentence: 'The map as a whole cannot be tested: the values do not vary, or too few areas have a neighbour.',
      power,
    };
  const standing = groups.filter(group => group.without > 0);
  const driven = groups.filter(group => group.without === 0);
  const drivers = driven.map(group => drivenText(group, one));
  const whole = `whole map: Moran’s I, ${chanceText(wholeMap)}`;
  if (strength === 'none') {
    const because = !isWholeMapFound
      ? `Taken as a whole this map does not stand out from what chance would draw${wholeMap < 0.05 ? ' among all that a report tests' : ''}: ${mapsByChance(wholeMap)} (${whole}).`
      : driven.length > 0
        ? `No group of ${many} is hot by itself: ${drivers.join('; ')} (${whole}).`
        : `Similar values lie beside each other more than chance would have it (${whole}), but no ${one} with its neighbours stands out.`;
    return { title: `No neighbourhood found where ${more} than elsewhere`, sentence: `${because} ${power}`, power };
  }
  const areas = standing.reduce((sum, group) => sum + group.areas, 0);
  const texts = standing.slice(0, 3).map(group => standingText(group, subject.level));
  const around = standing.length === 1 ? standing[0]!.centre : null;
  const which =
    around === null
      ? `${formatCount(standing.length, 'neighbourhood')} of ${formatCount(areas, one, many)}`
      : `A neighbourhood of ${formatCount(areas, one, many)} around ${around}`;
  return {
    title: `${which} where ${more} than elsewhere`,
    sentence: `${[...texts, ...drivers.map(text => `${text}.`)].join(' ')} ${upperFirst(whole)}; each ${one} is corrected for many tests.`,
    power,
  };
}

/** ", 1.8 to 3.2 times" of the ratios of the places that stand above the rest, for a legend; nothing of none. */
export function ratiosText(all: readonly (number | null)[]): string {
  const ratios = all.filter(ratio => ratio !== null);
  if (ratios.length === 0) return '';
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map(ratio => formatNumber(ratio, 1));
  return low === high ? `, ${low} times` : `, ${low} to ${high} times`;
}
