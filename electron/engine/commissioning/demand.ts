import { betaQuantile } from '../statistics/beta.ts';
import { negativeBinomialQuantile } from '../statistics/count-quantiles.ts';

export interface RateRatio {
  /** Second rate over first. Null when the first count is 0. */
  readonly ratio: number | null;
  readonly lower: number;
  readonly upper: number | null;
}

/**
 * Ratio of two Poisson rates with exact limits: given both counts together, the second is binomial, and Clopper and
 * Pearson's limits of its share become limits of the ratio.
 * @param count1,count2 whole, ≥ 0 @param exposure1,exposure2 person-years or years, > 0
 * Source: Przyborowski and Wilenski (1940), Biometrika 31:313; Clopper and Pearson (1934), Biometrika 26:404.
 */
export function rateRatio(
  count1: number,
  exposure1: number,
  count2: number,
  exposure2: number,
  level: number,
): RateRatio {
  const outside = (1 - level) / 2;
  const scale = exposure1 / exposure2;
  const low = count2 === 0 ? null : betaQuantile(outside, count2, count1 + 1);
  const high = count1 === 0 ? null : betaQuantile(1 - outside, count2 + 1, count1);
  return {
    ratio: count1 === 0 ? null : (count2 / count1) * scale,
    lower: low ? (low.x / low.rest) * scale : 0,
    upper: high ? (high.x / high.rest) * scale : null,
  };
}

export interface DemandPosterior {
  /** Posterior mean rate for one unit of exposure. */
  readonly rate: number;
  /** Share of the weight that the district's own count has against the prior. */
  readonly ownWeight: number;
  /** Gamma posterior of the rate; null when the prior leaves nothing open. */
  readonly shape: number | null;
  readonly inverseScale: number | null;
  readonly predictiveMean: number;
  readonly predictiveVariance: number;
}

/**
 * What a district's count says of its next count when it borrows strength from all: a gamma prior of the rate, a Poisson
 * count, a negative binomial prediction.
 * @param count ≥ 0 over `exposure` ≥ 0 @param nextExposure ≥ 0, in the same unit
 * @param priorMean > 0, events for one unit of exposure @param priorSd ≥ 0
 * Source: Clayton and Kaldor (1987), Biometrics 43:671; Gelman and others (2013), Bayesian Data Analysis, 3rd ed., 2.6.
 */
export function demandPosterior(
  count: number,
  exposure: number,
  nextExposure: number,
  priorMean: number,
  priorSd: number,
): DemandPosterior {
  if (priorSd === 0) {
    const predictiveMean = priorMean * nextExposure;
    return {
      rate: priorMean,
      ownWeight: 0,
      shape: null,
      inverseScale: null,
      predictiveMean,
      predictiveVariance: predictiveMean,
    };
  }
  const before = priorMean / (priorSd * priorSd);
  const shape = priorMean * before + count;
  const inverseScale = before + exposure;
  const rate = shape / inverseScale;
  const predictiveMean = rate * nextExposure;
  return {
    rate,
    ownWeight: exposure / inverseScale,
    shape,
    inverseScale,
    predictiveMean,
    predictiveVariance: predictiveMean * (1 + nextExposure / inverseScale),
  };
}

/** The smallest next count that p of the prediction does not exceed, p in (0, 1). */
export function predictedCount(posterior: DemandPosterior, p: number): number {
  const { predictiveMean, predictiveVariance } = posterior;
  return negativeBinomialQuantile(p, predictiveMean, predictiveMean > 0 ? predictiveVariance / predictiveMean : 1);
}

/**
 * Mean and standard deviation of the true rates behind districts' counts, by moments: what is left of their variance after
 * chance. A prior for each of them.
 * @param counts ≥ 0 @param exposures > 0
 * Source: Marshall (1991), Applied Statistics 40:283.
 */
export function priorOfDistricts(
  counts: readonly number[],
  exposures: readonly number[],
): { readonly mean: number; readonly sd: number } {
  const exposure = exposures.reduce((a, b) => a + b, 0);
  const mean = counts.reduce((a, b) => a + b, 0) / exposure;
  const between = counts.reduce((sum, x, i) => sum + exposures[i]! * (x / exposures[i]! - mean) ** 2, 0) / exposure;
  const chance = mean / (exposure / counts.length);
  return { mean, sd: Math.sqrt(Math.max(0, between - chance)) };
}
