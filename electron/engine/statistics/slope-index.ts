import { normalQuantile } from './normal.ts';

export const slopeKinds = ['default', 'rate', 'proportion'] as const;
export type SlopeKind = (typeof slopeKinds)[number];

export interface SlopeIndex {
  /** Value of the least less that of the most deprived on the fitted line. */
  readonly sii: number;
  /** The first over the second; null unless the line is above 0 at the most deprived. */
  readonly rii: number | null;
  /** Of the line at the most deprived. */
  readonly intercept: number;
  /** Null without limits of the values. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Standard deviation of a value between its limits: rates are taken as lognormal, proportions on the logit scale. */
function deviation(kind: SlopeKind, value: number, lower: number, upper: number, z: number): number {
  if (kind === 'rate' && lower > 0) {
    const spread = Math.log(upper / lower) / (2 * z);
    return value * Math.sqrt(Math.exp(spread ** 2) * Math.expm1(spread ** 2));
  }
  if (kind === 'proportion' && lower > 0 && upper < 1) {
    const logit = (p: number) => Math.log(p / (1 - p));
    return (value * (1 - value) * (logit(upper) - logit(lower))) / (2 * z);
  }
  return (upper - lower) / (2 * z);
}

/**
 * Slope and relative index of inequality: least squares of the values on ridits, weighted by population.
 * @param population of each group, > 0, most deprived first @param value of each group
 * @param limits of the values at `level`, for an interval of the slope; every group's chance is its own
 * Source: Mackenbach and Kunst (1997), Social Science and Medicine 44:757; Pamuk (1985), Population Studies 39:17.
 */
export function slopeIndex(
  kind: SlopeKind,
  population: readonly number[],
  value: readonly number[],
  limits: {
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly level: number;
  } | null = null,
): SlopeIndex {
  const all = population.reduce((a, b) => a + b, 0);
  let before = 0;
  const ridits = population.map(n => {
    const ridit = (before + n / 2) / all;
    before += n;
    return ridit;
  });
  const meanOf = (of: (i: number) => number) => population.reduce((sum, n, i) => sum + (n / all) * of(i), 0);
  const middle = meanOf(i => value[i]!);
  // Ridits have the mean one half.
  const spread = meanOf(i => (ridits[i]! - 0.5) ** 2);
  const sii = meanOf(i => (ridits[i]! - 0.5) * (value[i]! - middle)) / spread;
  const intercept = middle - sii / 2;
  let reach: number | null = null;
  if (limits) {
    const z = normalQuantile(1 - (1 - limits.level) / 2);
    const variance = population.reduce((sum, n, i) => {
      const leverage = ((n / all) * (ridits[i]! - 0.5)) / spread;
      return sum + (leverage * deviation(kind, value[i]!, limits.lower[i]!, limits.upper[i]!, z)) ** 2;
    }, 0);
    reach = z * Math.sqrt(variance);
  }
  return {
    sii,
    rii: intercept > 0 ? (intercept + sii) / intercept : null,
    intercept,
    lower: reach === null ? null : sii - reach,
    upper: reach === null ? null : sii + reach,
  };
}
