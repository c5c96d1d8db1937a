import { binomialAtLeast, binomialLimits } from './binomial.ts';
import { falseDiscovery } from './fdr.ts';
import { rateRatio } from './against-rest.ts';
import type { CountedRate } from './against-rest.ts';

/** A place with its count; one that is not tested counts among the others alone. */
export interface ComparedPlace extends CountedRate {
  readonly isTested?: boolean;
}

/** A single place against all others. */
export interface PlaceAboveRest {
  /** Ratio of its rate to that of all others with its 95 % interval; null where it has no residents. */
  readonly ratio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** One-sided: the chance of so many children or more at the rate of the others. Null where nobody lives there. */
  readonly p: number | null;
  /** Corrected for all places together. */
  readonly adjusted: number | null;
  readonly isAbove: boolean;
}

/**
 * Which single places stand above the rest, from distinct children of each: a child counts once in a place, so that one child
 * with thirty episodes is no hot spot. Given all children, those of a place are binomial with its share of the residents
 * (Poisson counts at one rate); one-sided, as only an excess is asked for; corrected for all places together. It asks about a
 * place by itself and borrows nothing from its neighbours: Gi* asks about neighbourhoods, and finds one ward at three times
 * its rate far more rarely.
 * @param places in one level of areas; children of a place without residents are left out. One that is not tested may have an
 * estimated count; it is corrected for all the same, as if it had shown nothing, because what is tested was chosen by its size
 * @param alpha of the false discovery rate over all places
 * Source: Przyborowski and Wilenski (1940), Biometrika 31:313; Benjamini and Hochberg (1995), JRSS B 57:289.
 */
export function placesAboveRest(places: readonly ComparedPlace[], alpha = 0.05): readonly PlaceAboveRest[] {
  const peopled = places.filter(place => place.residents > 0);
  const count = peopled.reduce((sum, place) => sum + place.count, 0);
  const residents = peopled.reduce((sum, place) => sum + place.residents, 0);
  const p = places.map(place =>
    place.isTested !== false && place.residents > 0 && residents > place.residents
      ? binomialAtLeast(place.count, count, place.residents / residents)
      : null,
  );
  const { adjusted, rejected } = falseDiscovery(
    places.map((place, i) => (place.isTested === false && place.residents > 0 ? 1 : p[i]!)),
    alpha,
  );
  // Many places have the same count of the one total, and so the same limits.
  const limitsOf = new Map(
    [...new Set(peopled.map(place => place.count))].map(own => [own, binomialLimits(own, count)]),
  );
  return places.map((place, i): PlaceAboveRest => {
    if (p[i] === null) return { ratio: null, lower: null, upper: null, p: null, adjusted: null, isAbove: false };
    const rest = { count: count - place.count, residents: residents - place.residents };
    const { value, lower, upper } = rateRatio(place, rest, limitsOf.get(place.count)!);
    return { ratio: value, lower, upper, p: p[i]!, adjusted: adjusted[i]!, isAbove: rejected[i]! };
  });
}

/**
 * The chance that a place at so many times the rate of the rest would be found above it, were it the only one: that its count
 * reaches the smallest that a p of `threshold` allows. The threshold of one place among n is alpha / n.
 */
export function placePower(expected: number, total: number, times: number, threshold: number): number {
  const share = expected / total;
  const raised = (share * times) / (share * times + 1 - share);
  let needed = Math.ceil(expected);
  while (needed <= total && binomialAtLeast(needed, total, share) > threshold) needed++;
  return binomialAtLeast(needed, total, raised);
}

/** The smallest excess that would be found with this chance; null where a hundred times would not be. */
export function smallestExcess(expected: number, total: number, threshold: number, power = 0.8): number | null {
  let [low, high] = [1, 100];
  if (placePower(expected, total, high, threshold) < power) return null;
  while (high - low > 0.005) {
    const middle = (low + high) / 2;
    if (placePower(expected, total, middle, threshold) >= power) high = middle;
    else low = middle;
  }
  return high;
}
