import { binomialTwoSided } from './binomial.ts';
import { normalQuantile } from './normal.ts';
import { rootOf } from './root.ts';

/** Distinct children of two spans of equal length: only in the first, only in the second, in both. */
export interface SpanOverlap {
  readonly before: number;
  readonly after: number;
  readonly both: number;
}

export interface RatioChange {
  /** After over before; null over none. */
  readonly ratio: number | null;
  /** Null where there is no limit: nobody in the span. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided, of no change. */
  readonly p: number;
  readonly method: 'log' | 'score' | 'exact' | 'none';
}

/** With fewer children than these in a span the logarithm of the ratio is not nearly normal. */
const fewest = 10;

/**
 * Change of a number of distinct children between two spans of equal length, knowing who is in both.
 *
 * Children who are only before (a), only after (b) and in both (c) are separate counts, so that the ratio (b + c)/(a + c) has
 * log variance a/(a + c)² + b/(b + c)² + c·(1/(b + c) − 1/(a + c))². Two counts taken as independent would be too wide where
 * many children stay. In simulations of 20,000 draws it holds 94.8 to 95.5 % at 95 % from ten children in each span on (8 and 8
 * children with 4 of both: 95.5 %); below, 97 to 99 %, and at none it has no limit: there the score interval stands in, with
 * the counts fitted to each ratio (94.7 to 95.7 %), which ends where one span is empty. A child counts once, so that how
 * often children come back widens neither.
 *
 * The test is exact whatever the overlap: without a change a child who is in one span alone is as likely to be in either
 * (McNemar 1947, Psychometrika 12:153).
 * Source: variance by the delta method over independent Poisson counts; score interval after Nam and Blackwelder (2002),
 * Statistics in Medicine 21:689, for counts.
 */
export function distinctChange({ before, after, both }: SpanOverlap, level = 0.95): RatioChange {
  const [first, second] = [before + both, after + both];
  const p = before + after === 0 ? 1 : binomialTwoSided(after, before + after, 0.5);
  if (first + second === 0) return { ratio: null, lower: null, upper: null, p, method: 'none' };
  const ratio = first === 0 ? null : second / first;
  const z = normalQuantile(1 - (1 - level) / 2);
  if (first < fewest || second < fewest)
    return { ratio, ...scoreLimits({ before, after, both }, z), p, method: 'score' };
  const variance = before / first ** 2 + after / second ** 2 + both * (1 / second - 1 / first) ** 2;
  const reach = Math.exp(z * Math.sqrt(variance));
  return { ratio, lower: second / first / reach, upper: (second / first) * reach, p, method: 'log' };
}

/** Ratios outside these are as good as none. */
const smallest = 1e-6;

/** Ratios that the score test does not reject. */
function scoreLimits(counts: SpanOverlap, z: number): { readonly lower: number | null; readonly upper: number | null } {
  const [first, second] = [counts.before + counts.both, counts.after + counts.both];
  const at = (wanted: number) => (logRatio: number) => scoreAt(counts, Math.exp(logRatio)) - wanted;
  const [from, to] = [Math.log(smallest), -Math.log(smallest)];
  const limit = (wanted: number) => {
    const root = rootOf(at(wanted), from, to, 1e-10);
    return root === null ? null : Math.exp(root);
  };
  return { lower: second === 0 ? 0 : limit(z), upper: first === 0 ? null : limit(-z) };
}

/**
 * Standardised difference of the second span from `ratio` times the first, with the most likely Poisson means that have this
 * ratio. With u the share of the first span's mean that is in both: before ∝ 1 − u, after ∝ ratio − u, both ∝ u.
 */
function scoreAt({ before, after, both }: SpanOverlap, ratio: number): number {
  const all = before + after + both;
  const slope = (u: number) => -before / (1 - u) - after / (ratio - u) + both / u + all / (1 + ratio - u);
  let low = 0;
  let high = both === 0 ? 0 : Math.min(1, ratio);
  for (let step = 0; step < 60 && high > low; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  const shared = (low + high) / 2;
  const mean = all / (1 + ratio - shared);
  const variance = mean * (ratio - shared + ratio ** 2 * (1 - shared) + (1 - ratio) ** 2 * shared);
  return (after + both - ratio * (before + both)) / Math.sqrt(variance);
}
