import { betaProbability } from './beta.ts';
import { logGamma, normalQuantile, upperGamma } from './normal.ts';

/**
 * Smallest whole k with P(X ≤ k) ≥ p, stepping from the guess by the ratio of neighbouring probabilities.
 * @param up P(k + 1) / P(k)
 */
function stepped(
  p: number,
  guess: number,
  atMost: (k: number) => number,
  exactly: (k: number) => number,
  up: (k: number) => number,
): number {
  let k = Math.max(0, Math.round(guess));
  let sum = atMost(k);
  let one = exactly(k);
  if (sum >= p) {
    while (k > 0 && sum - one >= p) {
      sum -= one;
      k--;
      one /= up(k);
    }
    return k;
  }
  for (let step = 0; sum < p && step < 1_000_000; step++) {
    one *= up(k);
    k++;
    sum += one;
    // The last digits of the sum may never reach a p next to 1.
    if (one < 1e-18) break;
  }
  return k;
}

/** Cornish and Fisher's correction of the normal guess for skewness. */
function guessOf(p: number, mean: number, sd: number, skewness: number): number {
  const z = normalQuantile(p);
  return mean + sd * (z + (skewness * (z * z - 1)) / 6);
}

/** Quantile of a Poisson count: the smallest k with P(X ≤ k) ≥ p. p in (0, 1), mean ≥ 0. Rises with p and with the mean. */
export function poissonQuantile(p: number, mean: number): number {
  if (!(mean > 0)) return 0;
  if (mean < 25) {
    let k = 0;
    let one = Math.exp(-mean);
    let sum = one;
    while (sum < p && k < 1000) {
      k++;
      one *= mean / k;
      sum += one;
      if (one < 1e-18 && k > mean) break;
    }
    return k;
  }
  return stepped(
    p,
    guessOf(p, mean, Math.sqrt(mean), 1 / Math.sqrt(mean)),
    k => upperGamma(k + 1, mean),
    k => Math.exp(k * Math.log(mean) - mean - logGamma(k + 1)),
    k => mean / (k + 1),
  );
}

/**
 * Quantile of a negative binomial count with the given mean and variance / mean (`dispersion`; 1 or less is Poisson): the
 * smallest k with P(X ≤ k) ≥ p. p in (0, 1).
 */
export function negativeBinomialQuantile(p: number, mean: number, dispersion: number): number {
  if (!(mean > 0)) return 0;
  if (!(dispersion > 1 + 1e-9)) return poissonQuantile(p, mean);
  const size = mean / (dispersion - 1);
  const ratio = 1 - 1 / dispersion;
  const none = -size * Math.log(dispersion);
  if (mean < 25 && none > -600) {
    let k = 0;
    let one = Math.exp(none);
    let sum = one;
    while (sum < p && k < 1_000_000) {
      one *= ((size + k) / (k + 1)) * ratio;
      k++;
      sum += one;
      if (one < 1e-18 && k > mean) break;
    }
    return k;
  }
  const sd = Math.sqrt(mean * dispersion);
  return stepped(
    p,
    guessOf(p, mean, sd, (1 + ratio) / Math.sqrt(ratio * size)),
    k => betaProbability(1 / dispersion, size, k + 1),
    k => Math.exp(logGamma(size + k) - logGamma(size) - logGamma(k + 1) + none + k * Math.log(ratio)),
    k => ((size + k) / (k + 1)) * ratio,
  );
}
