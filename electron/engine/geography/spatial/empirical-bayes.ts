import { adjacencyOf } from '../../areas/outlines/neighbours.ts';
import type { Adjacency, Neighbours } from '../../areas/outlines/neighbours.ts';

/**
 * Empirical Bayes rates: each rate drawn towards a mean rate, the more the smaller its population.
 * θ₁ = ΣE/ΣP, θ₂ = ΣP(r − θ₁)²/ΣP − θ₁/mean(P), floored at 0; w = θ₂/(θ₂ + θ₁/P); w·r + (1 − w)·θ₁. With `neighbours`
 * θ₁ and θ₂ are taken over the area and its neighbours. Null where events are unknown or nobody lives: such an area
 * takes no part in any mean. Source: Marshall (1991), Applied Statistics 40:283.
 */
export function empiricalBayes(
  events: readonly (number | null)[],
  population: readonly (number | null)[],
  neighbours?: Neighbours | Adjacency,
): (number | null)[] {
  const counted = (i: number) => events[i] !== null && population[i] !== null && population[i]! > 0;
  const all = events.flatMap((_, i) => (counted(i) ? [i] : []));
  if (!neighbours) {
    const prior = priorOver(all, events, population);
    return events.map((_, i) => (counted(i) ? smoothed(events[i]!, population[i]!, prior) : null));
  }
  const { starts, indices } = 'starts' in neighbours ? neighbours : adjacencyOf(neighbours);
  return events.map((_, i) => {
    if (!counted(i)) return null;
    const around = [i, ...indices.subarray(starts[i]!, starts[i + 1]!)].filter(counted);
    return smoothed(events[i]!, population[i]!, priorOver(around, events, population));
  });
}

interface Prior {
  readonly mean: number;
  readonly variance: number;
}

function priorOver(
  places: readonly number[],
  events: readonly (number | null)[],
  population: readonly (number | null)[],
): Prior {
  let e = 0;
  let p = 0;
  for (const i of places) {
    e += events[i]!;
    p += population[i]!;
  }
  const mean = e / p;
  let squares = 0;
  for (const i of places) squares += population[i]! * (events[i]! / population[i]! - mean) ** 2;
  return { mean, variance: Math.max(0, squares / p - mean / (p / places.length)) };
}

function smoothed(events: number, population: number, { mean, variance }: Prior): number {
  if (mean === 0) return 0;
  const weight = variance / (variance + mean / population);
  return weight * (events / population) + (1 - weight) * mean;
}
