import type { Adjacency } from '../../areas/outlines/neighbours.ts';
import { normalQuantile } from '../../statistics/normal.ts';
import { getisOrd } from './getis-ord.ts';
import { globalMoran } from './moran.ts';

/** Hot areas that hang together, with the one place that may have made them hot. Places in the list of areas. */
export interface HotCluster {
  readonly areas: readonly number[];
  /** The highest value among them and their neighbours. */
  readonly strongest: number;
  /** Those that are still hot when the strongest is left out of the map. */
  readonly without: readonly number[];
  /** The hottest of them with its neighbours. */
  readonly centre: number;
  /** Those that lie above the mean of the map by themselves, the highest first; and those that do not. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

const neighboursOf = ({ starts, indices }: Adjacency, i: number): Int32Array =>
  indices.subarray(starts[i]!, starts[i + 1]!);

/** Groups of hot areas, each with its place in order; a link in one direction joins. */
function groupsOf(isHot: readonly boolean[], adjacency: Adjacency): number[][] {
  const joined = isHot.map((): number[] => []);
  isHot.forEach((hot, i) => {
    if (!hot) return;
    for (const j of neighboursOf(adjacency, i)) {
      if (!isHot[j]) continue;
      joined[i]!.push(j);
      joined[j]!.push(i);
    }
  });
  const seen = new Set<number>();
  const groups: number[][] = [];
  isHot.forEach((hot, start) => {
    if (!hot || seen.has(start)) return;
    const group = [start];
    seen.add(start);
    for (const i of group)
      for (const j of joined[i]!)
        if (!seen.has(j)) {
          seen.add(j);
          group.push(j);
        }
    groups.push(group.toSorted((a, b) => a - b));
  });
  return groups;
}

/**
 * The clusters of hot areas, each tested once more without its strongest place. Gi* sums an area with its neighbours, so that
 * one extreme place makes all that lie beside it hot, an empty one among them; a neighbourhood is what stays. The test without
 * the place is Gi* with Benjamini–Hochberg over all areas that are left.
 * @param values null takes no part
 * @param alpha of the false discovery rate
 * Source: Getis and Ord (1992), Geographical Analysis 24:189; leaving out as in Anselin (1995), Geographical Analysis 27:93.
 */
export function hotClusters(
  values: readonly (number | null)[],
  adjacency: Adjacency,
  isHot: readonly boolean[],
  alpha: number,
): readonly HotCluster[] {
  const known = values.filter(value => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const scores = getisOrd(values, adjacency, true).z;
  const valueOf = (i: number) => values[i] ?? -Infinity;
  return groupsOf(isHot, adjacency).map((areas): HotCluster => {
    const about = new Set(areas.flatMap(i => [i, ...neighboursOf(adjacency, i)]));
    const strongest = [...about].reduce((best, i) => (valueOf(i) > valueOf(best) ? i : best));
    const { z, adjusted } = getisOrd(values.with(strongest, null), adjacency, true);
    const without = areas.filter(i => i !== strongest && (z[i] ?? 0) > 0 && (adjusted[i] ?? 1) <= alpha);
    const centre = areas.reduce((best, i) => ((scores[i] ?? -Infinity) > (scores[best] ?? -Infinity) ? i : best));
    return {
      areas,
      strongest,
      without,
      centre,
      above: areas.filter(i => valueOf(i) > mean).toSorted((a, b) => valueOf(b) - valueOf(a)),
      below: areas.filter(i => valueOf(i) <= mean),
    };
  });
}

/** A neighbourhood of usual size, away from what stands out: the area whose mean with its neighbours is most ordinary. */
function usualNeighbourhood(values: readonly (number | null)[], adjacency: Adjacency): readonly number[] | null {
  const known = values.flatMap((value, i) => (value === null ? [] : [i]));
  const around = (i: number) => [i, ...[...neighboursOf(adjacency, i)].filter(j => values[j] !== null)];
  const sizes = known.map(i => around(i).length).toSorted((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)];
  if (usual === undefined || usual < 2) return null;
  const meanOf = (list: readonly number[]) => list.reduce((sum, i) => sum + values[i]!, 0) / list.length;
  const mean = meanOf(known);
  const distance = (i: number) => Math.abs(meanOf(around(i)) - mean);
  const candidates = known.filter(i => around(i).length === usual);
  return around(candidates.reduce((best, i) => (distance(i) < distance(best) ? i : best)));
}

/**
 * How many times the rate of the rest an area of usual size with all of its neighbours would need to be found with the chance
 * `power`, by the test of the whole map and by Gi* together: by how much both scores rise when so much is added to the values
 * there are, set against their limits. Null where a hundred times would not do, or nothing can be tested.
 * @param values of 0 or more; null takes no part
 */
export function smallestNeighbourhood(
  values: readonly (number | null)[],
  adjacency: Adjacency,
  { wholeMap, local, power = 0.8 }: { readonly wholeMap: number; readonly local: number; readonly power?: number },
): number | null {
  const hood = usualNeighbourhood(values, adjacency);
  const known = values.filter(value => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (!hood || !(mean > 0)) return null;
  const inside = new Set(hood);
  const scores = (times: number) => {
    const raised = values.map((value, i) => (value !== null && inside.has(i) ? value + (times - 1) * mean : value));
    return {
      whole: globalMoran(raised, adjacency).zRandomised,
      local: getisOrd(raised, adjacency, true).z[hood[0]!]!,
    };
  };
  const before = scores(1);
  const reach = normalQuantile(power);
  const limits = {
    whole: normalQuantile(1 - wholeMap / 2) + reach,
    local: normalQuantile(1 - local / (2 * known.length)) + reach,
  };
  const isFound = (times: number) => {
    const after = scores(times);
    if (after.whole === null || before.whole === null || after.local === null || before.local === null) return false;
    return after.whole - before.whole >= limits.whole && after.local - before.local >= limits.local;
  };
  let [low, high] = [1, 100];
  if (!isFound(high)) return null;
  while (high - low > 0.05) {
    const middle = (low + high) / 2;
    if (isFound(middle)) high = middle;
    else low = middle;
  }
  return high;
}
