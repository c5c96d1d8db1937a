import { chiSquaredQuantile, normalQuantile } from './normal.ts';

export interface CountLimits {
  readonly lower: number;
  readonly upper: number;
  readonly method: 'exact' | 'byar';
}

/**
 * Limits of a Poisson count. Below 10 exact: χ²⁻¹(α/2, 2x)/2 and χ²⁻¹(1 − α/2, 2x + 2)/2, lower 0 for x = 0. From 10
 * Byar: x(1 − 1/(9x) − z/(3√x))³, and with x + 1 and +z above.
 * Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC; PHE Technical Briefing 3.
 */
export function countLimits(x: number, level = 0.95): CountLimits {
  const alpha = 1 - level;
  if (x < 10)
    return {
      lower: x === 0 ? 0 : chiSquaredQuantile(alpha / 2, 2 * x) / 2,
      upper: chiSquaredQuantile(1 - alpha / 2, 2 * x + 2) / 2,
      method: 'exact',
    };
  const z = normalQuantile(1 - alpha / 2);
  return {
    lower: x * (1 - 1 / (9 * x) - z / (3 * Math.sqrt(x))) ** 3,
    upper: (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * Math.sqrt(x + 1))) ** 3,
    method: 'byar',
  };
}

export interface PoissonRate extends CountLimits {
  readonly rate: number;
}

/**
 * A crude rate x / n × per with its limits. When the same person can have several events, `personsByEventFrequency` gives
 * how many persons had 1, 2, … events: the variance of the count is then Σ f² × persons with f events instead of x, and
 * each limit moves away from the count by the square root of their ratio.
 * @param x events; with frequencies, Σ f × persons
 * @param n population at risk, > 0
 * @param per 100,000, 10,000 …
 * Source: PHE Technical Briefing 3; Dobson and others (1991), Statistics in Medicine 10:457, for the rescaled limits.
 */
export function poissonRate(
  x: number,
  n: number,
  per: number,
  level = 0.95,
  personsByEventFrequency?: Readonly<Record<string, number>>,
): PoissonRate {
  const { lower, upper, method } = countLimits(x, level);
  const variance = personsByEventFrequency
    ? Object.entries(personsByEventFrequency).reduce((sum, [f, persons]) => sum + Number(f) ** 2 * persons, 0)
    : x;
  const widening = x > 0 ? Math.sqrt(variance / x) : 1;
  return {
    rate: (x / n) * per,
    lower: (Math.max(0, x + (lower - x) * widening) / n) * per,
    upper: ((x + (upper - x) * widening) / n) * per,
    method,
  };
}
