import { twoSided } from './probability.ts';
import { wilson } from './wilson.ts';

/** Children who have the same numbers: with it and in all, in each of two spans. Single rows are children of their own. */
export interface ShareContributions {
  readonly before: { readonly x: number; readonly n: number };
  readonly after: { readonly x: number; readonly n: number };
  readonly children: number;
}

export interface ShareChange {
  readonly before: number | null;
  readonly after: number | null;
  /** After less before, a fraction of 1. */
  readonly difference: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided, of no change. */
  readonly p: number;
  /** Times the variance of independent rows; 1 at least. */
  readonly designEffect: number;
}

/**
 * Change of a share between two spans, or its difference between two groups, where rows of one child are alike.
 *
 * What one child brings is one draw. Without a change the difference is Σuᵢ with uᵢ = (x₂ᵢ − p·n₂ᵢ)/N₂ − (x₁ᵢ − p·n₁ᵢ)/N₁, p the
 * share of both spans; its variance is Σuᵢ². Over that of independent rows, p(1 − p)(1/N₁ + 1/N₂), it is the design effect: 1.3
 * where three episodes of a child agree somewhat. A smaller one is not believed. The test is the score test with that variance,
 * corrected for continuity by half a row, so that few rows do not speak too loudly; the interval is Newcombe's from Wilson's
 * of both shares, at the sizes that the design effect leaves.
 * Source: Rao and Scott (1992), Biometrics 48:577, for sizes over the design effect; Newcombe (1998), Statistics in Medicine
 * 17:873, method 10.
 */
export function shareChange(contributions: readonly ShareContributions[], level = 0.95): ShareChange {
  const sum = (of: (one: ShareContributions) => number) =>
    contributions.reduce((all, one) => all + of(one) * one.children, 0);
  const [x1, n1] = [sum(one => one.before.x), sum(one => one.before.n)];
  const [x2, n2] = [sum(one => one.after.x), sum(one => one.after.n)];
  const shares = { before: n1 > 0 ? x1 / n1 : null, after: n2 > 0 ? x2 / n2 : null };
  if (shares.before === null || shares.after === null)
    return { ...shares, difference: null, lower: null, upper: null, p: 1, designEffect: 1 };
  const difference = shares.after - shares.before;
  const pooled = (x1 + x2) / (n1 + n2);
  const independent = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  const clustered = sum(
    ({ before, after }) => ((after.x - pooled * after.n) / n2 - (before.x - pooled * before.n) / n1) ** 2,
  );
  const designEffect = independent > 0 ? Math.max(1, clustered / independent) : 1;
  const halfRow = (1 / n1 + 1 / n2) / 2;
  const p =
    independent > 0 ? twoSided(Math.max(0, Math.abs(difference) - halfRow) / Math.sqrt(independent * designEffect)) : 1;
  const [one, two] = [
    wilson(x1 / designEffect, n1 / designEffect, level),
    wilson(x2 / designEffect, n2 / designEffect, level),
  ];
  return {
    ...shares,
    difference,
    lower: difference - Math.hypot(shares.after - two.lower, one.upper - shares.before),
    upper: difference + Math.hypot(two.upper - shares.after, shares.before - one.lower),
    p,
    designEffect,
  };
}
