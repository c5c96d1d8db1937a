import { countLimits } from './poisson-rate.ts';

/**
 * Indirectly standardised ratio: observed over expected, with the limits of the observed count over expected.
 * @param observed events, ≥ 0 @param expected at the rates of the standard, > 0 @returns ratios, 1 for as expected
 * Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC; PHE Technical Briefing 3.
 */
export function indirectRatio(
  observed: number,
  expected: number,
  level = 0.95,
): { readonly ratio: number; readonly lower: number; readonly upper: number; readonly method: 'exact' | 'byar' } {
  const { lower, upper, method } = countLimits(observed, level);
  return { ratio: observed / expected, lower: lower / expected, upper: upper / expected, method };
}
