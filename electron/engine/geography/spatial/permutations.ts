import type { Adjacency } from '../../areas/outlines/neighbours.ts';

export interface PermutationTask {
  /** Values of the analysed areas. */
  readonly values: Float64Array;
  readonly adjacency: Adjacency;
  readonly permutations: number;
  readonly seed: number;
}

/**
 * Pseudo p of local Moran's I: the share of random neighbourhoods at least as extreme, on the side on which the area
 * lies: (extreme + 1)/(permutations + 1). One-sided. NaN for an area without a neighbour.
 */
export interface PermutationResult {
  readonly local: Float64Array;
  /** Pseudo p of global Moran's I over `globalPermutations` random maps, one-sided; NaN where values do not vary. */
  readonly global: number;
  readonly globalPermutations: number;
}

/**
 * Conditional permutations: an area keeps its value, its neighbours are drawn from all others without repeats. One draw
 * of places serves all areas, so areas share their random maps. A place that is the area itself is passed over, which
 * leaves a uniform draw of the others. Ties count on both sides. Seeded by xoshiro128** (Blackman and Vigna, 2021);
 * sources: Anselin (1995), Geographical Analysis 27:93; North and others (2002), American Journal of Human Genetics 71:439.
 */
export function permuted(task: PermutationTask, tell: (done: number) => void): PermutationResult {
  const { values, permutations, seed } = task;
  const { starts, indices } = task.adjacency;
  const n = values.length;
  // splitmix32 fills the state from the seed.
  let mixed = seed | 0;
  const state = Array.from({ length: 4 }, () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let t = mixed ^ (mixed >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  });
  let [a, b, c, d] = state as [number, number, number, number];
  const below = (limit: number): number => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return Math.floor((result * limit) / 4294967296);
  };

  const local = new Float64Array(n).fill(NaN);
  const degree = new Int32Array(n);
  const atLeast = new Float64Array(n);
  const atMost = new Float64Array(n);
  const high = new Int32Array(n);
  const low = new Int32Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let scale = 0;
  let longest = 0;
  for (let i = 0; i < n; i++) {
    degree[i] = starts[i + 1]! - starts[i]!;
    longest = Math.max(longest, degree[i]!);
    scale = Math.max(scale, Math.abs(values[i]! - mean));
  }
  const z = values.map(value => value - mean);
  for (let i = 0; i < n; i++) {
    let lag = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) lag += z[indices[k]!]!;
    // Sums that are equal but for the last bits are ties.
    const slack = 1e-11 * scale * (degree[i]! + 1);
    atLeast[i] = lag - slack;
    atMost[i] = lag + slack;
  }
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const draws = Math.min(n, longest + 1);
  const prefix = new Float64Array(n + 2);
  const every = Math.max(1, Math.floor(permutations / 50));
  if (scale > 0 && n > 1)
    for (let step = 0; step < permutations; step++) {
      for (let k = 0; k < draws; k++) {
        const other = k + below(n - k);
        const drawn = order[other]!;
        order[other] = order[k]!;
        order[k] = drawn;
        prefix[k + 1] = prefix[k]! + z[drawn]!;
      }
      for (let i = 0; i < n; i++) {
        const sum = prefix[degree[i]!]!;
        if (sum >= atLeast[i]!) high[i]!++;
        if (sum <= atMost[i]!) low[i]!++;
      }
      // Areas that drew themselves: take that back and count the draw without them.
      for (let k = 0; k < draws; k++) {
        const i = order[k]!;
        const size = degree[i]!;
        if (k >= size) continue;
        const wrong = prefix[size]!;
        if (wrong >= atLeast[i]!) high[i]!--;
        if (wrong <= atMost[i]!) low[i]!--;
        const sum = prefix[size + 1]! - z[i]!;
        if (sum >= atLeast[i]!) high[i]!++;
        if (sum <= atMost[i]!) low[i]!++;
      }
      if ((step + 1) % every === 0 || step + 1 === permutations) tell(step + 1);
    }
  let moran = 0;
  for (let i = 0; i < n; i++) {
    if (degree[i] === 0 || scale === 0 || n < 2) continue;
    const extreme = Math.abs(z[i]!) <= 1e-12 * scale ? permutations : Math.min(high[i]!, low[i]!);
    local[i] = (extreme + 1) / (permutations + 1);
    moran += (z[i]! * (atLeast[i]! + atMost[i]!)) / 2 / degree[i]!;
  }

  const globalPermutations = scale > 0 ? Math.min(permutations, 9999) : 0;
  let above = 0;
  let under = 0;
  const slack = 1e-11 * scale * scale * (n + 1);
  const dealt = Float64Array.from(z);
  for (let step = 0; step < globalPermutations; step++) {
    for (let k = n - 1; k > 0; k--) {
      const other = below(k + 1);
      const kept = dealt[other]!;
      dealt[other] = dealt[k]!;
      dealt[k] = kept;
    }
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let lag = 0;
      for (let k = starts[i]!; k < starts[i + 1]!; k++) lag += dealt[indices[k]!]!;
      if (degree[i]! > 0) sum += (dealt[i]! * lag) / degree[i]!;
    }
    if (sum >= moran - slack) above++;
    if (sum <= moran + slack) under++;
  }
  const global = scale > 0 && longest > 0 ? (Math.min(above, under) + 1) / (globalPermutations + 1) : NaN;
  return { local, global, globalPermutations };
}
