import { normalProbability, normalQuantile } from './normal.ts';

/** What a test would have seen, for the sentence beside every "no": from its standard error and the p that it needed. */

/**
 * The smallest ratio above 1 that would be found with this chance: exp((z₁ + z₂)·error), z₁ of the two-sided threshold and z₂ of
 * the power.
 * @param error standard error of the logarithm of the ratio; of an interval ln(upper/lower)/(2 · 1.96)
 * @param threshold p that was needed, such as `threshold` of `withinBudget`
 * Source: Armitage, Berry and Matthews (2002), Statistical Methods in Medical Research, 4.5.
 */
export function detectableRatio(error: number, threshold: number, power = 0.8): number {
  return Math.exp(detectableDifference(error, threshold, power));
}

/** The same for a difference, in the unit of its standard error. */
export function detectableDifference(error: number, threshold: number, power = 0.8): number {
  return (normalQuantile(1 - threshold / 2) + normalQuantile(power)) * error;
}

/** The chance that a true ratio (not 1) is found, in its own direction. */
export function powerOfRatio(ratio: number, error: number, threshold: number): number {
  return normalProbability(Math.abs(Math.log(ratio)) / error - normalQuantile(1 - threshold / 2));
}
