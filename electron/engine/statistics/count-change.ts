import { binomialLimits, binomialTwoSided } from './binomial.ts';
import type { RatioChange } from './distinct-change.ts';
import { normalQuantile } from './normal.ts';
import { studentTwoSided } from './probability.ts';
import { studentQuantile } from './beta.ts';

/** How much more counts scatter than chance alone would make them, and from how many it is known. */
export interface Dispersion {
  /** Variance over mean; 1 at least. */
  readonly factor: number;
  /** Degrees of freedom behind it. */
  readonly freedom: number;
}

/**
 * Dispersion of a series of counts whose mean does not move: Pearson's χ² over its degrees of freedom. Scatter below that of
 * chance is not believed. Null with fewer than three counts, or where all are 0.
 * @param counts of equal periods, without those that are to be tested
 * Source: McCullagh and Nelder (1989), Generalized Linear Models, 6.2.3.
 */
export function dispersionOf(counts: readonly number[]): Dispersion | null {
  if (counts.length < 3) return null;
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  if (!(mean > 0)) return null;
  const freedom = counts.length - 1;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return { factor: Math.max(1, squares / freedom), freedom };
}

/**
 * Change of a count of events without a child behind them (offences) between two spans of equal length. Events that come each by
 * itself are tested exactly; where the periods before scatter more than that, offences of one investigation recorded together,
 * the variance is multiplied by the dispersion and held against Student's t of its degrees of freedom (quasi-Poisson).
 * Source: Przyborowski and Wilenski (1940), Biometrika 31:313; McCullagh and Nelder (1989), chapter 9.
 */
export function countChange(
  before: number,
  after: number,
  dispersion: Dispersion | null = null,
  level = 0.95,
): RatioChange {
  const all = before + after;
  if (all === 0) return { ratio: null, lower: null, upper: null, p: 1, method: 'none' };
  const ratio = before === 0 ? null : after / before;
  const factor = dispersion?.factor ?? 1;
  if (factor === 1 || before === 0 || after === 0) {
    const { lower, upper } = binomialLimits(after, all, level);
    const odds = (share: number) => (share >= 1 ? null : share / (1 - share));
    const p = binomialTwoSided(after, all, 0.5);
    // With one span empty there is no scatter to multiply: fewer events speak for each of them.
    const own = factor === 1 ? p : binomialTwoSided(Math.floor(after / factor), Math.ceil(all / factor), 0.5);
    return { ratio, lower: odds(lower), upper: odds(upper), p: Math.max(p, own), method: 'exact' };
  }
  const error = Math.sqrt(factor * (1 / before + 1 / after));
  const quantile = Math.max(
    studentQuantile(1 - (1 - level) / 2, dispersion!.freedom),
    normalQuantile(1 - (1 - level) / 2),
  );
  const reach = Math.exp(quantile * error);
  return {
    ratio,
    lower: ratio! / reach,
    upper: ratio! * reach,
    p: studentTwoSided((after - before) / Math.sqrt(factor * all), dispersion!.freedom),
    method: 'log',
  };
}
