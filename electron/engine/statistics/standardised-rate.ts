import { countLimits } from './poisson-rate.ts';

export interface StandardisedRate {
  /** Null when withheld. */
  readonly rate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly events: number;
  /** Fewer than ten events say nothing about a rate by age. */
  readonly withheld: boolean;
}

/** Events below which neither rate nor limits are given. PHE Technical Briefing 3. */
const fewest = 10;

/**
 * Directly standardised rate Σ w·x/n / Σ w with Dobson's limits: those of the total count, scaled by the standard error of
 * the rate over that of the count.
 * @param persons number of events of a person → persons with so many, by age band; {1: counts} when events are independent
 * @param population by age band, > 0 @param standard weights by age band, ≥ 0, any scale
 * Source: Dobson and others (1991), Statistics in Medicine 10:457; PHE Technical Briefing 3.
 */
export function standardisedRate(
  persons: Readonly<Record<number, readonly number[]>>,
  population: readonly number[],
  standard: readonly number[],
  per: number,
  level = 0.95,
): StandardisedRate {
  const frequencies = Object.entries(persons).map(([f, counts]) => [Number(f), counts] as const);
  const moment = (band: number, power: number) =>
    frequencies.reduce((sum, [f, counts]) => sum + f ** power * counts[band]!, 0);
  const weights = standard.reduce((a, b) => a + b, 0);
  let events = 0;
  let rate = 0;
  let variance = 0;
  population.forEach((n, band) => {
    const share = standard[band]! / weights;
    events += moment(band, 1);
    rate += (share * moment(band, 1)) / n;
    variance += (share / n) ** 2 * moment(band, 2);
  });
  if (events < fewest) return { rate: null, lower: null, upper: null, events, withheld: true };
  const limits = countLimits(events, level);
  const scale = Math.sqrt(variance / events);
  return {
    rate: rate * per,
    lower: Math.max(0, rate + scale * (limits.lower - events)) * per,
    upper: (rate + scale * (limits.upper - events)) * per,
    events,
    withheld: false,
  };
}
