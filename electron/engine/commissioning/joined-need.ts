import type { AudienceRules } from '../../../shared/contract/disclosure.ts';
import type { Note } from '../../../shared/contract/cube.ts';
import type {
  Appraisal,
  Basis,
  Contract,
  DistrictNeed,
  InputValue,
  InputValues,
} from '../../../shared/model/appraisal.ts';
import { needStandingOf } from '../../../shared/model/appraisal-standing.ts';
import { listed } from '../../../shared/text/appraisal.ts';
import { isSmall } from '../disclosure/primary.ts';

/** Districts whose own count of a kind is not told: it is counted together with that of the others here. */
export interface JoinedNeed {
  readonly episodes: readonly string[];
  readonly referrals: readonly string[];
  readonly acceptance: readonly string[];
}

type Kind = keyof JoinedNeed;

const kindWords: Readonly<Record<Kind, string>> = {
  episodes: 'Missing episodes',
  referrals: 'CSE referrals',
  acceptance: 'Offers accepted',
};

/** A sentence for each kind of count that is not told by district. */
export const joinedNotes = ({ districts }: Appraisal, joined: JoinedNeed): readonly Note[] =>
  (Object.keys(kindWords) as Kind[]).flatMap(kind =>
    joined[kind].length === 0
      ? []
      : [
          {
            code: 'joined-need',
            text: `${kindWords[kind]} of ${listed(districts.filter(({ code }) => joined[kind].includes(code)).map(({ name }) => name))} are counted together and shared out by the number of children: by themselves they could tell of a few children.`,
          },
        ],
  );

/** Counts of a kind: those that are told of a district, and what is left between them. */
function countsOf(kind: Kind, { episodes, referrals, acceptance }: DistrictNeed): readonly number[] {
  if (kind === 'episodes') return [episodes];
  if (kind === 'referrals') return [referrals];
  return acceptance
    ? [acceptance.offers, acceptance.accepted, acceptance.offers - acceptance.accepted, episodes - acceptance.offers]
    : [];
}

const sumOf = (kind: Kind, districts: readonly DistrictNeed[]): readonly number[] =>
  districts
    .map(district => countsOf(kind, district))
    .reduce((sums, counts) => counts.map((count, at) => count + (sums[at] ?? 0)), []);

/**
 * Districts whose counts are small, with as many others, the smallest first, as are needed until none can be worked out
 * from what is told of the rest: two at least, of whom together no count is small.
 */
function joinedOf(kind: Kind, districts: readonly DistrictNeed[], rules: AudienceRules): readonly DistrictNeed[] {
  // A part that was shared out before is no count of anybody.
  const hides = (counts: readonly number[]) =>
    counts.some(count => Number.isInteger(count) && isSmall(Math.max(0, count), rules));
  const known = districts.filter(district => countsOf(kind, district).length > 0);
  const group = known.filter(district => hides(countsOf(kind, district)));
  if (group.length === 0) return [];
  const size = (district: DistrictNeed) => countsOf(kind, district)[0]!;
  const others = known
    .filter(district => !group.includes(district) && size(district) > 0)
    .toSorted((a, b) => size(a) - size(b) || a.code.localeCompare(b.code));
  while (others.length > 0 && (group.length < 2 || hides(sumOf(kind, group)))) group.push(others.shift()!);
  return group;
}

/** A count of all of them that is small still is told as the middle of what may be hidden. */
const heldCount = (count: number, rules: AudienceRules): number =>
  isSmall(count, rules) && rules.hide ? (rules.hide.from + rules.hide.to) / 2 : count;

/** Each has its part of what they counted together, by the number of children. */
function sharedOut(
  district: DistrictNeed,
  groups: Readonly<Record<Kind, readonly DistrictNeed[]>>,
  rules: AudienceRules,
): DistrictNeed {
  const part = (kind: Kind, counted: (one: DistrictNeed) => number): number => {
    const group = groups[kind];
    if (!group.includes(district)) return counted(district);
    const children = group.reduce((sum, one) => sum + one.children, 0);
    const all = heldCount(
      group.reduce((sum, one) => sum + counted(one), 0),
      rules,
    );
    return (all * district.children) / children;
  };
  return {
    ...district,
    episodes: part('episodes', one => one.episodes),
    referrals: part('referrals', one => one.referrals),
    acceptance:
      district.acceptance === null
        ? null
        : {
            offers: part('acceptance', one => one.acceptance!.offers),
            accepted: part('acceptance', one => one.acceptance!.accepted),
          },
  };
}

/** A small count that was pulled from the data is told as the range that it lies in. */
export function heldInput(value: InputValue, rules: AudienceRules): InputValue {
  const { distribution, link } = value;
  if (link === null || distribution.kind !== 'point' || !Number.isInteger(distribution.value) || !rules.hide)
    return value;
  if (!isSmall(distribution.value, rules)) return value;
  const { from, to } = rules.hide;
  return {
    ...value,
    text: `${from} to ${to}`,
    distribution: { kind: 'uniform', low: from, high: to },
    link: { ...link, value: (from + to) / 2 },
  };
}

const heldInputs = (inputs: InputValues, rules: AudienceRules): InputValues =>
  Object.fromEntries(Object.entries(inputs).map(([id, value]) => [id, heldInput(value, rules)]));

/** What was pulled for a contract whose districts are counted together with others falls back to the whole area's value. */
function heldContract(contract: Contract, joined: ReadonlySet<string>, all: number, rules: AudienceRules): Contract {
  const isApart = contract.districts.length < all && contract.districts.some(code => joined.has(code));
  const inputs = Object.fromEntries(
    Object.entries(contract.inputs).filter(([, value]) => value.link === null || !isApart),
  );
  return { ...contract, inputs: heldInputs(inputs, rules) };
}

/** Whether children were counted for it, here or in rows of elsewhere. */
const isCountedSomewhere = (basis: Basis): boolean => basis.state !== 'placeholder' || basis.from === 'other-rows';

/**
 * An appraisal of whose counts from the data none is small: districts with small counts are counted together and share
 * them out by the number of children, and inputs that would tell a small count do not. All of its answers are worked out from
 * this, for whomever they are: so screen and paper agree, and no answer tells what is hidden. Need that is a placeholder
 * counts nobody.
 */
export function joinedAppraisal(
  appraisal: Appraisal,
  rules: AudienceRules,
): { readonly appraisal: Appraisal; readonly joined: JoinedNeed } {
  const { districts } = appraisal;
  // Offers and what was accepted of them are counted with the episodes.
  const isCounted = (kind: Kind) =>
    isCountedSomewhere(needStandingOf(appraisal, kind === 'referrals' ? 'referrals' : 'episodes').basis);
  const of = (kind: Kind) => (isCounted(kind) ? joinedOf(kind, districts, rules) : []);
  const groups = { episodes: of('episodes'), referrals: of('referrals'), acceptance: of('acceptance') };
  const codes = (kind: Kind) => groups[kind].map(district => district.code);
  const joined: JoinedNeed = {
    episodes: codes('episodes'),
    referrals: codes('referrals'),
    acceptance: codes('acceptance'),
  };
  const held = new Set(Object.values(joined).flat());
  return {
    joined,
    appraisal: {
      ...appraisal,
      districts: districts.map(district => sharedOut(district, groups, rules)),
      inputs: heldInputs(appraisal.inputs, rules),
      options: appraisal.options.map(option => ({
        ...option,
        inputs: heldInputs(option.inputs, rules),
        contracts: option.contracts.map(contract => heldContract(contract, held, districts.length, rules)),
      })),
    },
  };
}
