import { betaProbability, betaQuantile } from './beta.ts';
import { chiSquaredQuantile, normalQuantile } from './normal.ts';
import { rootOf } from './root.ts';
import type { Distribution } from '../../../shared/model/appraisal.ts';

/** A distribution with its parameters worked out; all in the unit of the quantity. */
export interface Fitted {
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  /** By name, as text books have them: mu and sigma, shape and scale, alpha and beta. */
  readonly parameters: Readonly<Record<string, number>>;
  /**
   * The value that p of the probability does not exceed, p in [0, 1]. Rises with p, so that a uniform draw becomes a draw
   * of the quantity, whatever links it to other quantities. At 0 and 1 an unbounded kind answers ±Infinity.
   */
  quantile(p: number): number;
}

/** Why a distribution cannot be, and at which of its fields; null when it can. */
export function distributionFault(d: Distribution): { readonly field: string; readonly message: string } | null {
  const fault = (field: string, message: string) => ({ field, message });
  switch (d.kind) {
    case 'point':
      return Number.isFinite(d.value) ? null : fault('value', 'Expected a number.');
    case 'uniform':
      return d.low <= d.high ? null : fault('high', 'The upper end is below the lower end.');
    case 'triangular':
    case 'pert':
      if (!(d.minimum <= d.maximum)) return fault('maximum', 'The maximum is below the minimum.');
      return d.mode >= d.minimum && d.mode <= d.maximum
        ? null
        : fault('mode', 'The most likely value is not between minimum and maximum.');
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'beta':
      if (!(d.low <= d.high)) return fault('high', 'The upper end is below the lower end.');
      if (!(d.coverage > 0 && d.coverage < 1)) return fault('coverage', 'Expected a coverage between 0 and 1.');
      if (d.kind === 'lognormal' || d.kind === 'gamma')
        return d.low > 0 ? null : fault('low', `A ${d.kind} range lies above 0.`);
      if (d.kind === 'beta' && !(d.low > 0 && d.high < 1))
        return d.low > 0
          ? fault('high', 'A range of shares lies between 0 and 1, ends excluded.')
          : fault('low', 'A range of shares lies between 0 and 1, ends excluded.');
      return null;
    case 'empirical':
      return d.values.length > 0 && d.values.every(Number.isFinite)
        ? null
        : fault('values', 'Expected at least one number.');
    case 'discrete':
      if (d.values.length === 0 || d.values.length !== d.probabilities.length)
        return fault('probabilities', 'Expected as many probabilities as values.');
      if (d.probabilities.some(p => !(p >= 0)) || Math.abs(d.probabilities.reduce((a, b) => a + b, 0) - 1) > 1e-6)
        return fault('probabilities', 'Probabilities add up to 1.');
      return null;
  }
}

const point = (value: number): Fitted => ({
  mean: value,
  sd: 0,
  median: value,
  parameters: { value },
  quantile: () => value,
});

/** Normal by its mean and standard deviation. */
function normalOf(mean: number, sd: number): Fitted {
  return { mean, sd, median: mean, parameters: { mean, sd }, quantile: p => mean + sd * normalQuantile(p) };
}

/** Lognormal by mean and standard deviation of the logarithm. */
function lognormalOf(mu: number, sigma: number): Fitted {
  const mean = Math.exp(mu + (sigma * sigma) / 2);
  return {
    mean,
    sd: mean * Math.sqrt(Math.expm1(sigma * sigma)),
    median: Math.exp(mu),
    parameters: { mu, sigma },
    quantile: p => Math.exp(mu + sigma * normalQuantile(p)),
  };
}

function gammaOf(shape: number, scale: number): Fitted {
  const quantile = (p: number) => (scale * chiSquaredQuantile(p, 2 * shape)) / 2;
  return {
    mean: shape * scale,
    sd: Math.sqrt(shape) * scale,
    median: quantile(0.5),
    parameters: { shape, scale },
    quantile,
  };
}

/** Beta on [minimum, maximum]. */
function betaOf(alpha: number, beta: number, minimum = 0, maximum = 1): Fitted {
  const width = maximum - minimum;
  const quantile = (p: number) => {
    const { x, rest } = betaQuantile(p, alpha, beta);
    return x < rest ? minimum + width * x : maximum - width * rest;
  };
  return {
    mean: minimum + (width * alpha) / (alpha + beta),
    sd: (width * Math.sqrt((alpha * beta) / (alpha + beta + 1))) / (alpha + beta),
    median: quantile(0.5),
    parameters: { alpha, beta },
    quantile,
  };
}

function triangularOf(minimum: number, mode: number, maximum: number): Fitted {
  const width = maximum - minimum;
  const atMode = (mode - minimum) / width;
  const quantile = (p: number) =>
    p <= atMode
      ? minimum + Math.sqrt(p * width * (mode - minimum))
      : maximum - Math.sqrt((1 - p) * width * (maximum - mode));
  const spread = minimum ** 2 + mode ** 2 + maximum ** 2 - minimum * mode - minimum * maximum - mode * maximum;
  return {
    mean: (minimum + mode + maximum) / 3,
    sd: Math.sqrt(spread / 18),
    median: quantile(0.5),
    parameters: { minimum, mode, maximum },
    quantile,
  };
}

/** Equal or given weights on single values; a quantile is always one of them. */
function valuesOf(values: readonly number[], weights: readonly number[]): Fitted {
  const total = weights.reduce((a, b) => a + b, 0);
  const order = values.map((value, i) => [value, weights[i]! / total] as const).toSorted((a, b) => a[0] - b[0]);
  const upTo = new Float64Array(order.length);
  let sum = 0;
  order.forEach(([, weight], i) => (upTo[i] = sum += weight));
  const mean = order.reduce((all, [value, weight]) => all + value * weight, 0);
  const quantile = (p: number) => {
    let low = 0;
    let high = order.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      // Sums of weights such as 0.1 fall short of p by their last digit.
      if (upTo[middle]! >= p - 1e-12) high = middle;
      else low = middle + 1;
    }
    return order[low]![0];
  };
  return {
    mean,
    sd: Math.sqrt(order.reduce((all, [value, weight]) => all + weight * (value - mean) ** 2, 0)),
    median: quantile(0.5),
    parameters: {},
    quantile,
  };
}

/** Shape and scale of the gamma distribution with `outside` of the probability below low, and as much above high. */
function gammaFrom(low: number, high: number, outside: number): Fitted {
  const ratioAt = (logShape: number) => {
    const freedom = 2 * Math.exp(logShape);
    return (
      Math.log(chiSquaredQuantile(1 - outside, freedom)) -
      Math.log(chiSquaredQuantile(outside, freedom)) -
      Math.log(high / low)
    );
  };
  // For large shapes the logarithm is nearly normal, with standard deviation 1/√shape.
  const guess = 2 * Math.log((2 * normalQuantile(1 - outside)) / Math.log(high / low));
  const logShape = rootOf(ratioAt, Math.max(-6, Math.min(guess - 4, 20)), Math.min(40, guess + 4), 1e-13);
  // Narrower than a gamma can be told from a normal.
  if (logShape === null || logShape > 25) return normalFrom(low, high, outside);
  const shape = Math.exp(logShape);
  return gammaOf(shape, (2 * high) / chiSquaredQuantile(1 - outside, 2 * shape));
}

function normalFrom(low: number, high: number, outside: number): Fitted {
  return normalOf((low + high) / 2, (high - low) / (2 * normalQuantile(1 - outside)));
}

/** Alpha and beta with `outside` of the probability below low, and as much above high: for each total the mean, then the total. */
function betaFrom(low: number, high: number, outside: number): Fitted {
  const logit = (mean: number) => Math.log(mean / (1 - mean));
  const meanAt = (total: number) => {
    const answer = rootOf(
      x => {
        const mean = 1 / (1 + Math.exp(-x));
        return betaProbability(low, mean * total, (1 - mean) * total) - outside;
      },
      logit(low) - 5,
      logit(high) + 8,
      1e-15,
    );
    return answer === null ? null : 1 / (1 + Math.exp(-answer));
  };
  const excess = (logTotal: number) => {
    const total = Math.exp(logTotal);
    const mean = meanAt(total);
    return mean === null ? NaN : betaProbability(high, mean * total, (1 - mean) * total) - (1 - outside);
  };
  const middle = (low + high) / 2;
  const sd = (high - low) / (2 * normalQuantile(1 - outside));
  const guess = Math.log(Math.max(0.5, (middle * (1 - middle)) / (sd * sd)));
  let logTotal: number | null = null;
  for (const reach of [1, 3, 6]) {
    logTotal = rootOf(excess, guess - reach, guess + reach, 1e-14);
    if (logTotal !== null) break;
  }
  if (logTotal === null || logTotal > 25) return normalFrom(low, high, outside);
  const total = Math.exp(logTotal);
  const mean = meanAt(total)!;
  return betaOf(mean * total, (1 - mean) * total);
}

function fit(d: Distribution): Fitted {
  switch (d.kind) {
    case 'point':
      return point(d.value);
    case 'uniform': {
      const { low, high } = d;
      const mean = low + (high - low) / 2;
      return {
        mean,
        sd: (high - low) / Math.sqrt(12),
        median: mean,
        parameters: { low, high },
        quantile: p => low + p * (high - low),
      };
    }
    case 'triangular':
    case 'pert': {
      const { minimum, mode, maximum } = d;
      if (minimum === maximum) return point(minimum);
      if (d.kind === 'triangular') return triangularOf(minimum, mode, maximum);
      const width = maximum - minimum;
      return betaOf(1 + (4 * (mode - minimum)) / width, 1 + (4 * (maximum - mode)) / width, minimum, maximum);
    }
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'beta': {
      const { low, high } = d;
      if (low === high) return point(low);
      const outside = (1 - d.coverage) / 2;
      if (d.kind === 'normal') return normalFrom(low, high, outside);
      if (d.kind === 'gamma') return gammaFrom(low, high, outside);
      if (d.kind === 'beta') return betaFrom(low, high, outside);
      return lognormalOf(
        (Math.log(low) + Math.log(high)) / 2,
        Math.log(high / low) / (2 * normalQuantile(1 - outside)),
      );
    }
    case 'empirical':
      return valuesOf(
        d.values,
        d.values.map(() => 1),
      );
    case 'discrete':
      return valuesOf(d.values, d.probabilities);
  }
}

const known = new WeakMap<Distribution, Fitted>();

/**
 * A distribution with its parameters worked out, kept for as long as the object lives. Bounds of `normal`, `lognormal`,
 * `gamma` and `beta` hold `coverage` of the probability, with equal tails outside. PERT: the beta distribution with
 * mean (minimum + 4 mode + maximum) / 6. `distributionFault` must be null.
 * Source: Vose (2008), Risk Analysis, 3rd ed.; O’Hagan and others (2006), Uncertain Judgements, for two quantiles.
 */
export function fitted(d: Distribution): Fitted {
  let found = known.get(d);
  if (!found) known.set(d, (found = fit(d)));
  return found;
}

/** By mean and standard deviation instead of a range; for beta within 0 and 1. */
export function fittedFromMoments(kind: 'normal' | 'lognormal' | 'gamma' | 'beta', mean: number, sd: number): Fitted {
  if (sd === 0) return point(mean);
  switch (kind) {
    case 'normal':
      return normalOf(mean, sd);
    case 'lognormal': {
      const variance = Math.log1p((sd / mean) ** 2);
      return lognormalOf(Math.log(mean) - variance / 2, Math.sqrt(variance));
    }
    case 'gamma':
      return gammaOf((mean / sd) ** 2, (sd * sd) / mean);
    case 'beta': {
      const total = (mean * (1 - mean)) / (sd * sd) - 1;
      return betaOf(mean * total, (1 - mean) * total);
    }
  }
}

/** A draw: the quantile of a uniform in (0, 1). */
export function drawn(d: Distribution, uniform: number): number {
  return fitted(d).quantile(uniform);
}
