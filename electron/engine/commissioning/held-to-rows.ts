import type { Note } from '../../../shared/contract/cube.ts';
import type { AudienceRules } from '../../../shared/contract/disclosure.ts';
import type {
  Appraisal,
  Basis,
  Distribution,
  InputValue,
  InputValues,
  Standing,
} from '../../../shared/model/appraisal.ts';
import { placeholder } from '../../../shared/model/appraisal.ts';
import { needStandingOf } from '../../../shared/model/appraisal-standing.ts';
import { listed } from '../../../shared/text/appraisal.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { isPulled, needOf } from './draft.ts';
import type { Model } from './inputs.ts';
import { heldInput, joinedAppraisal } from './joined-need.ts';
import { countsOf, pullable, pulledInput, returnsHere } from './pulled.ts';
import type { NeedKind, Pulled } from './pulled.ts';

/** What a workspace has to hold an appraisal against. */
interface Rows {
  readonly pulled: Pulled;
  /** By which small counts are told. */
  readonly rules: AudienceRules;
}

/** Something that was pulled from these rows before they changed. */
interface MovedOn {
  readonly what: string;
  /** In words; none of need by district. */
  readonly was: string;
  readonly now: string;
}

interface HeldToRows {
  readonly appraisal: Appraisal;
  /** What does not come from the rows of this workspace, each once. */
  readonly elsewhere: readonly string[];
  readonly moved: readonly MovedOn[];
}

const otherRows: Basis = { state: 'placeholder', from: 'other-rows' };
const returnsElsewhere = 'Returns elsewhere';

const isPulledBasis = (basis: Basis): boolean =>
  basis.state === 'data' || (basis.state === 'placeholder' && basis.from === 'other-rows');

const isLinkedAnywhere = ({ inputs, options }: Appraisal): boolean =>
  [inputs, ...options.flatMap(option => [option.inputs, ...option.contracts.map(contract => contract.inputs)])].some(
    set => Object.values(set).some(value => value.link !== null),
  );

/** Whether anything in an appraisal is said to come from rows. */
export const isPulledAnywhere = (appraisal: Appraisal): boolean =>
  isLinkedAnywhere(appraisal) ||
  (['episodes', 'referrals'] as const).some(kind => isPulledBasis(needStandingOf(appraisal, kind).basis));

/** Whether a distribution can be of what was pulled, which lies in its range. */
function holds(distribution: Distribution, value: number): boolean {
  if (distribution.kind === 'point') return Math.abs(distribution.value - value) < 1e-9;
  return 'low' in distribution && value >= distribution.low && value <= distribution.high;
}

const areAlike = (a: InputValue, b: InputValue, rules: AudienceRules): boolean =>
  JSON.stringify(heldInput(a, rules).distribution) === JSON.stringify(heldInput(b, rules).distribution);

type Found = { readonly value: InputValue; readonly is: 'here' | 'elsewhere' } | { readonly now: InputValue };

/** What a linked value is beside what the rows give now. @param isOwn whether it was pulled in this workspace */
function foundInput(value: InputValue, now: InputValue | null, isOwn: boolean, { pulled, rules }: Rows): Found {
  const { link, basis, distribution } = value;
  if (now && areAlike(value, now, rules))
    return {
      is: 'here',
      value: basis.state === 'data' ? value : { ...value, basis: now.basis, source: now.source, grade: now.grade },
    };
  if (
    now &&
    isOwn &&
    basis.state === 'data' &&
    link!.dataVersion < pulled.dataVersion &&
    holds(distribution, link!.value)
  )
    return { now };
  return { is: 'elsewhere', value: { ...value, basis: otherRows, grade: null, owner: '', source: returnsElsewhere } };
}

const needWords: Readonly<Record<NeedKind, string>> = {
  episodes: 'missing episodes by district',
  referrals: 'CSE referrals by district',
};

/** Where need of a kind comes from, beside what the rows give now. */
function foundNeed(
  appraisal: Appraisal,
  kind: NeedKind,
  isOwn: boolean,
  { pulled, rules }: Rows,
): { readonly standing: Standing; readonly is: 'as said' | 'here' | 'elsewhere' | 'moved' } {
  const standing = needStandingOf(appraisal, kind);
  if (!isPulledBasis(standing.basis)) return { standing, is: 'as said' };
  const places = appraisal.districts;
  const toldOf = (districts: Appraisal['districts']) =>
    joinedAppraisal({ ...appraisal, districts }, rules).appraisal.districts.map(district => district[kind]);
  if (isPulled(pulled, places, kind)) {
    const [own, now] = [toldOf(places), toldOf(needOf(places, pulled))];
    if (pulled.years === appraisal.yearsCounted && own.every((count, at) => Math.abs(count - now[at]!) < 1e-6)) {
      const source = standing.source.replace(returnsElsewhere, returnsHere);
      return { standing: { basis: { state: 'data' }, source }, is: 'here' };
    }
    if (isOwn && standing.basis.state === 'data' && appraisal.pulledFrom!.dataVersion < pulled.dataVersion)
      return { standing, is: 'moved' };
  }
  const source = standing.source.replace(returnsHere, returnsElsewhere);
  return { standing: { basis: otherRows, source }, is: 'elsewhere' };
}

/** Where need of each kind comes from: in one where both do from the same place, else in one each. */
export function withNeedStandings(appraisal: Appraisal, episodes: Standing, referrals: Standing): Appraisal {
  const { needStandings: _, ...rest } = appraisal;
  if (JSON.stringify(episodes) === JSON.stringify(referrals)) return { ...rest, needStanding: episodes };
  return { ...rest, needStanding: { basis: placeholder, source: '' }, needStandings: { episodes, referrals } };
}

/**
 * An appraisal in which only that comes from the data which the rows of this workspace give, or gave before they changed: what
 * was pulled from other rows, or was changed since, is a placeholder that says so, and is from the data again where its rows are.
 */
export function heldToRows(appraisal: Appraisal, rows: Rows, model: Model): HeldToRows {
  const { pulled } = rows;
  const isOwn = appraisal.pulledFrom?.workspace === pulled.workspace;
  const elsewhere: string[] = [];
  const moved: MovedOn[] = [];
  const held = (inputs: InputValues, codes: readonly string[] | null): InputValues =>
    Object.fromEntries(
      Object.entries(inputs).map(([id, value]) => {
        if (value.link === null) return [id, value];
        const label = model.inputs[model.slots.get(id) ?? -1]?.label ?? id;
        const counts = codes ? countsOf(pulled, codes) : pulled.all;
        const found = foundInput(value, pullable(id) ? pulledInput(id, counts, pulled, value) : null, isOwn, rows);
        if ('now' in found) {
          const told = heldInput(found.now, rows.rules);
          moved.push({ what: label, was: heldInput(value, rows.rules).text, now: told.text });
          return [id, value];
        }
        if (found.is === 'elsewhere') elsewhere.push(label);
        return [id, found.value];
      }),
    );
  const inputs = held(appraisal.inputs, null);
  const options = appraisal.options.map(option => ({
    ...option,
    inputs: held(option.inputs, null),
    contracts: option.contracts.map(contract => ({ ...contract, inputs: held(contract.inputs, contract.districts) })),
  }));
  const need = {
    episodes: foundNeed(appraisal, 'episodes', isOwn, rows),
    referrals: foundNeed(appraisal, 'referrals', isOwn, rows),
  };
  for (const kind of ['episodes', 'referrals'] as const) {
    if (need[kind].is === 'elsewhere') elsewhere.push(needWords[kind]);
    if (need[kind].is === 'moved') moved.push({ what: needWords[kind], was: '', now: '' });
  }
  const isAsSaid =
    need.episodes.standing.basis.state === needStandingOf(appraisal, 'episodes').basis.state &&
    need.referrals.standing.basis.state === needStandingOf(appraisal, 'referrals').basis.state;
  const next = { ...appraisal, inputs, options };
  return {
    appraisal: isAsSaid ? next : withNeedStandings(next, need.episodes.standing, need.referrals.standing),
    elsewhere: [...new Set(elsewhere)],
    moved,
  };
}

/** More than these are counted. */
const mostTold = 4;

const listOf = (items: readonly string[]): string =>
  items.length > mostTold
    ? `${items.slice(0, mostTold - 1).join('; ')}; and ${formatNumber(items.length - mostTold + 1)} more`
    : items.join('; ');

/** A sentence for what the data have left behind, and one for what is of other rows. */
export function rowsNotes({ elsewhere, moved }: Pick<HeldToRows, 'elsewhere' | 'moved'>): Note[] {
  // The value of the whole area before those of its contracts.
  const changed = moved
    .filter(({ what }, at) => moved.findIndex(one => one.what === what) === at)
    .map(({ what, was, now }) => (was === now ? what : `${what}, ${was} then and ${now} now`));
  return [
    ...(changed.length > 0
      ? [
          {
            code: 'moved-on',
            text: `The data have moved on since they were pulled for this: ${listOf(changed)}. Pull again for what they give now.`,
          },
        ]
      : []),
    ...(elsewhere.length > 0
      ? [
          {
            code: 'other-rows',
            text: `Not what the rows of this workspace give, and so placeholders: ${listed(elsewhere)}. Pull again from the data, or say who gave them.`,
          },
        ]
      : []),
  ];
}
