import { binomialLimits, binomialTwoSided } from './binomial.ts';
import { falseDiscovery } from './fdr.ts';
import { normalQuantile } from './normal.ts';
import { twoSided } from './probability.ts';
import { shareChange } from './share-change.ts';

/** One area of several: a count among its residents. */
export interface CountedRate {
  /** Events, or distinct children of this area. */
  readonly count: number;
  readonly residents: number;
}

/** What a test of one area against all others says. */
export interface AgainstRest {
  /** Of rates their ratio, of shares their difference; null where the rest has none. */
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/**
 * Ratio of the rate of an area to that of the rest, with the interval that belongs to limits of the chance that one of both
 * counts falls into the area. Null where there is no count, or the rest has none.
 */
export function rateRatio(
  area: CountedRate,
  rest: CountedRate,
  limits: { readonly lower: number; readonly upper: number },
): Omit<AgainstRest, 'p'> {
  const all = area.count + rest.count;
  if (all === 0) return { value: null, lower: null, upper: null };
  const ratio = (chance: number) => (chance >= 1 ? null : (chance / (1 - chance)) * (rest.residents / area.residents));
  return { value: ratio(area.count / all), lower: ratio(limits.lower), upper: ratio(limits.upper) };
}

/**
 * The rate of one area against that of the rest, from counts that are independent: events each by itself, or distinct children
 * each of one area. Given both counts together, the area's is binomial with its share of the residents, which is exact. The
 * area is no part of what it is set against: against a whole that holds it, a large district is compared with itself.
 * @returns ratio of rates with its exact interval
 * Source: Przyborowski and Wilenski (1940), Biometrika 31:313; limits by Clopper and Pearson (1934), Biometrika 26:404.
 */
export function rateAgainstRest(area: CountedRate, rest: CountedRate, level = 0.95): AgainstRest {
  const all = area.count + rest.count;
  const share = area.residents / (area.residents + rest.residents);
  if (all === 0) return { value: null, lower: null, upper: null, p: 1 };
  const limits = binomialLimits(area.count, all, level);
  return { ...rateRatio(area, rest, limits), p: binomialTwoSided(area.count, all, share) };
}

/** Distinct children of an area, of the rest, and of both: a child who lived or was found in two places counts in each. */
export interface ChildrenOfArea {
  readonly here: number;
  readonly elsewhere: number;
  readonly both: number;
}

/**
 * The same for distinct children, some of whom are in two areas: they say nothing of a difference. With equal rates they are
 * among the children expected in both, so that of the others the area's share is (π·T − c)/(T − 2c), with T the children of both
 * counts together, c those in both, and π the area's share of the residents.
 */
export function childrenAgainstRest(
  { here, elsewhere, both }: ChildrenOfArea,
  residents: { readonly here: number; readonly elsewhere: number },
  level = 0.95,
): AgainstRest {
  if (both === 0)
    return rateAgainstRest(
      { count: here, residents: residents.here },
      { count: elsewhere, residents: residents.elsewhere },
      level,
    );
  const [own, others] = [here + both, elsewhere + both];
  const share = residents.here / (residents.here + residents.elsewhere);
  const alone = here + elsewhere;
  const expected = (share * (own + others) - both) / Math.max(1, own + others - 2 * both);
  const p = alone === 0 ? 1 : binomialTwoSided(here, alone, Math.min(1, Math.max(0, expected)));
  const value = ((own / others) * residents.elsewhere) / residents.here;
  const variance = here / own ** 2 + elsewhere / others ** 2 + both * (1 / own - 1 / others) ** 2;
  const reach = Math.exp(normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance));
  return { value, lower: value / reach, upper: value * reach, p };
}

/** Contributions of children to the events of an area and of the rest. */
export interface EventsOfArea {
  readonly here: number;
  readonly elsewhere: number;
  readonly children: number;
}

/**
 * The rate of repeat events of one area against the rest: what one child brings is one draw. Without a difference
 * Σ(hᵢ·(1 − π) − eᵢ·π) is 0 on average, with variance the sum of its squares. Where a count of children will do, it sees more.
 * Source: as `clusteredChange`, with residents as exposure.
 */
export function eventsAgainstRest(
  contributions: readonly EventsOfArea[],
  residents: { readonly here: number; readonly elsewhere: number },
  level = 0.95,
): AgainstRest {
  const sum = (of: (one: EventsOfArea) => number) =>
    contributions.reduce((all, one) => all + of(one) * one.children, 0);
  const [own, others] = [sum(one => one.here), sum(one => one.elsewhere)];
  const share = residents.here / (residents.here + residents.elsewhere);
  const surplus = sum(one => one.here * (1 - share) - one.elsewhere * share);
  const spread = Math.sqrt(sum(one => (one.here * (1 - share) - one.elsewhere * share) ** 2));
  const p = spread > 0 ? twoSided(surplus / spread) : 1;
  if (!(own > 0) || !(others > 0)) return { value: others > 0 ? 0 : null, lower: null, upper: null, p };
  const value = ((own / others) * residents.elsewhere) / residents.here;
  const reach = Math.exp(
    normalQuantile(1 - (1 - level) / 2) * Math.sqrt(sum(one => (one.here / own - one.elsewhere / others) ** 2)),
  );
  return { value, lower: value / reach, upper: value * reach, p };
}

/** Children with the same numbers in an area and elsewhere: with it, and in all. Single rows are children of their own. */
export interface SharesOfArea {
  readonly here: { readonly x: number; readonly n: number };
  readonly elsewhere: { readonly x: number; readonly n: number };
  readonly children: number;
}

/** A share of one area against that of the rest: their difference, as `shareChange` has it. */
export function shareAgainstRest(contributions: readonly SharesOfArea[], level = 0.95): AgainstRest {
  const { difference, lower, upper, p } = shareChange(
    contributions.map(({ here, elsewhere, children }) => ({ before: elsewhere, after: here, children })),
    level,
  );
  return { value: difference, lower, upper, p };
}

/** What is said of an area beside the others, corrected for how many there are. */
export type Standing = 'higher' | 'lower' | 'similar' | 'not-tested';

export interface CorrectedArea {
  /** p at which it would just be said, after the correction; null where it was not tested. */
  readonly adjusted: number | null;
  /** At 95 %, and at 99.8 %. */
  readonly standing: Standing;
  readonly standing998: Standing;
}

/**
 * Areas against their rests, corrected for their number: at most one in twenty of what is called different is expected to be
 * so by chance, at the second level one in five hundred. Null where an area was not tested.
 * Source: Benjamini and Hochberg (1995), JRSS B 57:289.
 */
export function correctedAreas(
  areas: readonly ((Pick<AgainstRest, 'p'> & { readonly isHigher: boolean }) | null)[],
): readonly CorrectedArea[] {
  const p = areas.map(area => area?.p ?? null);
  const [usual, strict] = [falseDiscovery(p, 0.05), falseDiscovery(p, 0.002)];
  return areas.map((area, i): CorrectedArea => {
    if (area === null) return { adjusted: null, standing: 'not-tested', standing998: 'not-tested' };
    const side = area.isHigher ? 'higher' : 'lower';
    return {
      adjusted: usual.adjusted[i]!,
      standing: usual.rejected[i] ? side : 'similar',
      standing998: strict.rejected[i] ? side : 'similar',
    };
  });
}
