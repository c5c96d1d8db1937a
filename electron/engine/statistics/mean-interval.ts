import { studentQuantile } from './beta.ts';

/**
 * Mean with its interval by Student's t; standard deviation with divisor n − 1. One value alone has neither.
 * Source: Student (1908), Biometrika 6:1; PHE Technical Briefing 3.
 */
export function meanInterval(
  values: readonly number[],
  level = 0.95,
): {
  readonly mean: number;
  readonly sd: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
} {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, sd: null, lower: null, upper: null };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const reach = (studentQuantile(1 - (1 - level) / 2, n - 1) * sd) / Math.sqrt(n);
  return { mean, sd, lower: mean - reach, upper: mean + reach };
}
