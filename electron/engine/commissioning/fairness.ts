import { RandomStream } from '../statistics/random.ts';

/** Indices of unequal access, met over need by district. Null where they are not defined: no need, or nothing met. */
export interface Fairness {
  /** Met over need; null for a district without need. */
  readonly access: readonly (number | null)[];
  readonly overall: number | null;
  /** Share of what is met that would have to move to another district for equal access. Hoover (1936). */
  readonly hoover: number | null;
  /** Mean of the same under chance alone: every child has the overall probability of being met. */
  readonly hooverByChance: number | null;
  /** Need-weighted: Σ need·need·|access − access| / 2 need²·access. Gini (1912). */
  readonly gini: number | null;
  /** Theil's T, need-weighted. Theil (1967). */
  readonly theil: number | null;
  /** From the most deprived: above 0 when the less deprived have more. Kakwani, Wagstaff and van Doorslaer (1997). */
  readonly concentration: number | null;
  /** Access of the least less that of the most deprived on the fitted line, and their ratio. Mackenbach and Kunst (1997). */
  readonly sii: number | null;
  readonly rii: number | null;
  readonly maxMin: number | null;
  /** Highest less lowest access. */
  readonly range: number | null;
  /** Σ (met − expected)² / expected, one degree of freedom less than districts. */
  readonly chiSquared: number | null;
  /** Distance from the overall access in standard deviations of chance; null without need, or when all or none are met. */
  readonly funnel: readonly (number | null)[];
}

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Half of Σ |share of met − share of need|; null when nothing is met. */
export function hooverIndex(need: readonly number[], met: readonly number[]): number | null {
  const allNeed = sumOf(need);
  const allMet = sumOf(met);
  if (!(allNeed > 0) || !(allMet > 0)) return null;
  return need.reduce((sum, n, i) => sum + Math.abs(met[i]! / allMet - n / allNeed), 0) / 2;
}

/** Cumulative binomial probabilities between ten standard deviations, from `first` on. */
function binomialTable(n: number, p: number): { first: number; upTo: Float64Array } {
  const mean = n * p;
  const reach = 10 * Math.sqrt(mean * (1 - p)) + 10;
  const first = Math.max(0, Math.floor(mean - reach));
  const last = Math.min(n, Math.ceil(mean + reach));
  const upTo = new Float64Array(last - first + 1);
  const mode = Math.min(last, Math.max(first, Math.floor((n + 1) * p)));
  upTo[mode - first] = 1;
  const odds = p / (1 - p);
  for (let k = mode; k < last; k++) upTo[k + 1 - first] = upTo[k - first]! * ((n - k) / (k + 1)) * odds;
  for (let k = mode; k > first; k--) upTo[k - 1 - first] = (upTo[k - first]! * k) / ((n - k + 1) * odds);
  const total = upTo.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let k = 0; k < upTo.length; k++) upTo[k] = sum += upTo[k]! / total;
  return { first, upTo };
}

/**
 * Mean of Hoover's index when each child of need is met with the same probability: what a lottery among equals would show.
 * Seeded, so that it is the same on every computer. Parts of a child count with their probability.
 * @param rate overall, 0 to 1; null outside, or when nothing can be met
 */
export function hooverByChance(need: readonly number[], rate: number, replications = 20_000): number | null {
  if (!(rate > 0 && rate <= 1) || !(sumOf(need) > 0)) return null;
  if (rate === 1) return 0;
  const tables = need.map(n => [binomialTable(Math.floor(n), rate), binomialTable(Math.ceil(n), rate)] as const);
  const stream = new RandomStream(1, 'fairness');
  const met = Array.from({ length: need.length }, () => 0);
  let sum = 0;
  let counted = 0;
  for (let replication = 0; replication < replications; replication++) {
    stream.seat(replication, 0);
    for (let i = 0; i < need.length; i++) {
      const u = stream.uniform();
      const part = need[i]! - Math.floor(need[i]!);
      const { first, upTo } = tables[i]![part > 0 && stream.uniform() < part ? 1 : 0]!;
      let low = 0;
      let high = upTo.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (upTo[middle]! > u) high = middle;
        else low = middle + 1;
      }
      met[i] = first + low;
    }
    const index = hooverIndex(need, met);
    if (index === null) continue;
    sum += index;
    counted++;
  }
  return counted > 0 ? sum / counted : null;
}

/**
 * All indices together. Splitting a district into parts of equal access leaves every one of them as it is, but chance, the
 * test of chance and the funnel.
 * @param need ≥ 0 @param met ≥ 0, in the same order
 * @param deprivationRank largest is most deprived; districts of one rank share their place
 * @param chance replications of `hooverByChance`; 0 leaves it out
 */
export function fairness(
  need: readonly number[],
  met: readonly number[],
  deprivationRank: readonly number[] | null,
  chance = 20_000,
): Fairness {
  const allNeed = sumOf(need);
  const allMet = sumOf(met);
  const access = need.map((n, i) => (n > 0 ? met[i]! / n : null));
  const overall = allNeed > 0 ? allMet / allNeed : null;
  const none = {
    access,
    overall,
    hoover: null,
    hooverByChance: null,
    gini: null,
    theil: null,
    concentration: null,
    sii: null,
    rii: null,
    maxMin: null,
    range: null,
    chiSquared: null,
    funnel: need.map(() => null),
  };
  if (overall === null) return none;
  const places = need.flatMap((n, i) => (n > 0 ? [i] : []));
  const known = places.map(i => access[i]!);
  const largest = Math.max(...known);
  const smallest = Math.min(...known);
  const range = largest - smallest;
  if (overall === 0) return { ...none, range };
  let differences = 0;
  let theil = 0;
  for (const i of places) {
    for (const j of places) differences += need[i]! * need[j]! * Math.abs(access[i]! - access[j]!);
    const ratio = access[i]! / overall;
    if (ratio > 0) theil += (need[i]! / allNeed) * ratio * Math.log(ratio);
  }
  const byDeprivation = deprivationRank
    ? slopeOf(
        places.map(i => need[i]!),
        known,
        places.map(i => deprivationRank[i]!),
        overall,
      )
    : { concentration: null, sii: null, rii: null };
  return {
    access,
    overall,
    hoover: hooverIndex(need, met),
    hooverByChance: chance > 0 ? hooverByChance(need, overall, chance) : null,
    gini: differences / (2 * allNeed * allNeed * overall),
    theil: Math.max(0, theil),
    ...byDeprivation,
    maxMin: smallest > 0 ? largest / smallest : null,
    range,
    chiSquared: sumOf(places.map(i => (met[i]! - need[i]! * overall) ** 2 / (need[i]! * overall))),
    funnel: access.map((rate, i) =>
      rate === null || overall >= 1 ? null : (rate - overall) / Math.sqrt((overall * (1 - overall)) / need[i]!),
    ),
  };
}

/** Ridits from the most deprived: the share of need before, and half of its own. Bross (1958). */
function slopeOf(need: readonly number[], access: readonly number[], rank: readonly number[], overall: number) {
  const allNeed = sumOf(need);
  const ridits = rank.map(own => {
    let before = 0;
    let same = 0;
    rank.forEach((other, j) => {
      if (other > own) before += need[j]!;
      else if (other === own) same += need[j]!;
    });
    return (before + same / 2) / allNeed;
  });
  const meanOf = (value: (i: number) => number) => need.reduce((sum, n, i) => sum + (n / allNeed) * value(i), 0);
  const spread = meanOf(i => (ridits[i]! - 0.5) ** 2);
  const together = meanOf(i => (ridits[i]! - 0.5) * (access[i]! - overall));
  const sii = spread > 1e-15 ? together / spread : null;
  const most = sii === null ? null : overall - sii / 2;
  return {
    concentration: (2 * together) / overall,
    sii,
    rii: sii === null || most === null || !(most > 0) ? null : (most + sii) / most,
  };
}

/** What it takes to make access equal, in children. */
export interface Levelling {
  /** Share by share: moved from where access is above the overall to where it is below. */
  readonly toMove: number;
  /** More children met so that every district has the access of the best. */
  readonly levelUp: number;
  /** More children met so that no district is below the standard. */
  readonly minimumStandard: number;
  /** The same by district. */
  readonly byDistrict: readonly {
    readonly toMove: number;
    readonly levelUp: number;
    readonly minimumStandard: number;
  }[];
}

/**
 * Levelling options. `toMove` by district is below 0 where it is taken from; the total counts each child once.
 * @param standard share of need, 0 to 1
 */
export function levelling(need: readonly number[], met: readonly number[], standard: number): Levelling {
  const allNeed = sumOf(need);
  const overall = allNeed > 0 ? sumOf(met) / allNeed : 0;
  const best = need.reduce((most, n, i) => (n > 0 ? Math.max(most, met[i]! / n) : most), 0);
  const byDistrict = need.map((n, i) => ({
    toMove: n * overall - met[i]!,
    levelUp: Math.max(0, n * best - met[i]!),
    minimumStandard: Math.max(0, n * standard - met[i]!),
  }));
  return {
    toMove: sumOf(byDistrict.map(one => Math.max(0, one.toMove))),
    levelUp: sumOf(byDistrict.map(one => one.levelUp)),
    minimumStandard: sumOf(byDistrict.map(one => one.minimumStandard)),
    byDistrict,
  };
}

/**
 * Where unequal access comes from, step by step (offered, accepted, completed, in time): Hoover's index if only that step
 * differed between districts, and the index that would be left if that step alone were made equal. The overall share of a
 * step is that of all children who reached it.
 * @param need by district @param steps step × district, share of those who reached it, 0 to 1
 */
export function accessSteps(
  need: readonly number[],
  steps: readonly (readonly number[])[],
): readonly { readonly overall: number | null; readonly alone: number | null; readonly without: number | null }[] {
  let reached = [...need];
  const overalls = steps.map(shares => {
    const passed = reached.map((n, i) => n * shares[i]!);
    const before = sumOf(reached);
    const overall = before > 0 ? sumOf(passed) / before : null;
    reached = passed;
    return overall;
  });
  return steps.map((shares, step) => ({
    overall: overalls[step]!,
    alone: hooverIndex(
      need,
      need.map((n, i) => n * shares[i]!),
    ),
    without: hooverIndex(
      need,
      need.map((n, i) => steps.reduce((left, other, k) => (k === step ? left : left * other[i]!), n)),
    ),
  }));
}
