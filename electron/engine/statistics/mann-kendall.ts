import { twoSided } from './probability.ts';

export interface MannKendall {
  readonly s: number;
  /** With the correction for ties. */
  readonly variance: number;
  /** With the correction for continuity; 0 where nothing varies. */
  readonly z: number;
  /** Two-sided normal. */
  readonly p: number;
}

/**
 * Test for a monotonic trend, oldest value first; nulls are left out.
 * Source: Mann (1945), Econometrica 13:245; Kendall (1975), Rank Correlation Methods.
 */
export function mannKendall(given: readonly (number | null)[]): MannKendall {
  const values = given.filter(value => value !== null);
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign(values[j]! - values[i]!);
  const ties = Map.groupBy(values, value => value);
  let total = n * (n - 1) * (2 * n + 5);
  for (const { length: t } of ties.values()) total -= t * (t - 1) * (2 * t + 5);
  const variance = total / 18;
  const z = s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { s, variance, z, p: twoSided(z) };
}
