/** For each area the places in the list of its neighbours, each once and never itself. */
export type Neighbours = readonly (readonly number[])[];

/** Who is next to whom in compressed rows: the neighbours of i are `indices[starts[i]]` to `indices[starts[i + 1] - 1]`. */
export interface Adjacency {
  readonly size: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/** Compressed rows of neighbour lists: ascending, repeats and an area's own place left out. */
export function adjacencyOf(neighbours: Neighbours): Adjacency {
  const starts = new Int32Array(neighbours.length + 1);
  const rows = neighbours.map((list, i) => [...new Set(list)].filter(j => j !== i).sort((a, b) => a - b));
  rows.forEach((row, i) => (starts[i + 1] = starts[i]! + row.length));
  return { size: neighbours.length, starts, indices: Int32Array.from(rows.flat()) };
}

/**
 * Neighbours among the areas that have a value. Areas without one take no part: they are nobody's neighbour.
 * `kept` holds their places in the whole list.
 */
export interface Analysed {
  readonly kept: Int32Array;
  readonly values: Float64Array;
  readonly adjacency: Adjacency;
}

/** Leaves out areas whose value is null or not finite. */
export function analysedAreas(values: readonly (number | null)[], adjacency: Adjacency): Analysed {
  const kept: number[] = [];
  const place = new Int32Array(values.length).fill(-1);
  values.forEach((value, i) => {
    if (value !== null && Number.isFinite(value)) place[i] = kept.push(i) - 1;
  });
  const taken = Float64Array.from(kept, i => values[i]!);
  if (kept.length === values.length) return { kept: Int32Array.from(kept), values: taken, adjacency };
  const starts = new Int32Array(kept.length + 1);
  const indices: number[] = [];
  kept.forEach((i, at) => {
    for (let k = adjacency.starts[i]!; k < adjacency.starts[i + 1]!; k++) {
      const j = place[adjacency.indices[k]!]!;
      if (j >= 0) indices.push(j);
    }
    starts[at + 1] = indices.length;
  });
  return {
    kept: Int32Array.from(kept),
    values: taken,
    adjacency: { size: kept.length, starts, indices: Int32Array.from(indices) },
  };
}

/** Results of the analysed areas at their places in the whole list; null for the others. */
export function spread<T>(size: number, kept: Int32Array, results: ArrayLike<T>): (T | null)[] {
  const whole: (T | null)[] = Array.from({ length: size }, () => null);
  kept.forEach((i, at) => (whole[i] = results[at]!));
  return whole;
}

/** Places of areas without a neighbour. */
export function islandsOf(adjacency: Adjacency): number[] {
  const found: number[] = [];
  for (let i = 0; i < adjacency.size; i++) if (adjacency.starts[i] === adjacency.starts[i + 1]) found.push(i);
  return found;
}

/** How many areas have 0, 1, 2 … neighbours. */
export function connectivityHistogram(adjacency: Adjacency): number[] {
  const counts: number[] = [];
  for (let i = 0; i < adjacency.size; i++) {
    const n = adjacency.starts[i + 1]! - adjacency.starts[i]!;
    while (counts.length <= n) counts.push(0);
    counts[n]! += 1;
  }
  return counts;
}
