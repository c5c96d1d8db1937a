import { normalQuantile } from './normal.ts';

export interface Wilson {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson score interval of a proportion: (2x + z² ∓ z√(z² + 4x(1 − x/n))) / 2(n + z²).
 * @param x numerator, 0 ≤ x ≤ n (need not be whole)
 * @param n denominator, > 0
 * @param level confidence, such as 0.95
 * @returns fractions of 1
 * Source: E. B. Wilson (1927), JASA 22:209; public health practice: PHE Technical Briefing 3, "Commonly used public health
 * statistics and their confidence intervals".
 */
export function wilson(x: number, n: number, level = 0.95): Wilson {
  const z = normalQuantile(1 - (1 - level) / 2);
  const middle = 2 * x + z * z;
  const half = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
  const scale = 2 * (n + z * z);
  // At the ends the limits are the ends themselves; the last digit of a division must not say otherwise.
  return {
    estimate: x / n,
    lower: x === 0 ? 0 : Math.max(0, (middle - half) / scale),
    upper: x === n ? 1 : Math.min(1, (middle + half) / scale),
  };
}
