import { betaProbability, betaQuantile } from './beta.ts';

/** P(X ≤ x) of a binomial count; n and x whole, 0 ≤ x ≤ n. */
export function binomialAtMost(x: number, n: number, chance: number): number {
  if (x < 0) return 0;
  if (x >= n || chance <= 0) return 1;
  if (chance >= 1) return 0;
  return betaProbability(1 - chance, n - x, x + 1);
}

/** P(X ≥ x) of a binomial count, accurate where it is small. */
export function binomialAtLeast(x: number, n: number, chance: number): number {
  if (x <= 0) return 1;
  if (x > n || chance <= 0) return 0;
  if (chance >= 1) return 1;
  return betaProbability(chance, x, n - x + 1);
}

/** Twice the smaller tail, at most 1: the test whose acceptance is Clopper and Pearson's interval. */
export function binomialTwoSided(x: number, n: number, chance: number): number {
  return Math.min(1, 2 * Math.min(binomialAtMost(x, n, chance), binomialAtLeast(x, n, chance)));
}

/** Exact limits of the chance behind x of n. Source: Clopper and Pearson (1934), Biometrika 26:404. */
export function binomialLimits(x: number, n: number, level = 0.95): { readonly lower: number; readonly upper: number } {
  const outside = (1 - level) / 2;
  return {
    lower: x <= 0 ? 0 : betaQuantile(outside, x, n - x + 1).x,
    upper: x >= n ? 1 : betaQuantile(1 - outside, x + 1, n - x).x,
  };
}
