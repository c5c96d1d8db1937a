import { adjacencyOf, analysedAreas, spread } from '../../areas/outlines/neighbours.ts';
import type { Adjacency, Neighbours } from '../../areas/outlines/neighbours.ts';
import { twoSided } from '../../statistics/probability.ts';

export interface GlobalMoran {
  readonly i: number | null;
  readonly expected: number | null;
  readonly varianceNormal: number | null;
  readonly zNormal: number | null;
  /** Two-sided, were the values drawn from one normal distribution. */
  readonly pNormal: number | null;
  readonly varianceRandomised: number | null;
  readonly zRandomised: number | null;
  /** Two-sided, were the values dealt out over the areas at random. */
  readonly pRandomised: number | null;
}

export type Standardisation = 'row' | 'binary';

/**
 * Global Moran's I = n/S₀ · ΣΣ w·(xᵢ − x̄)(xⱼ − x̄) / Σ(x − x̄)² with its moments under normality and under
 * randomisation. n counts every area with a value, islands among them; their weights are 0. Null where values do not
 * vary, where nobody has a neighbour, or where there are too few areas (4 for randomisation).
 * Source: Moran (1950), Biometrika 37:17; Cliff and Ord (1981), Spatial Processes.
 */
export function globalMoran(
  values: readonly (number | null)[],
  neighbours: Neighbours | Adjacency,
  standardisation: Standardisation = 'row',
): GlobalMoran {
  const whole = 'starts' in neighbours ? neighbours : adjacencyOf(neighbours);
  const { values: x, adjacency } = analysedAreas(values, whole);
  const { starts, indices } = adjacency;
  const n = x.length;
  const none: GlobalMoran = {
    i: null,
    expected: n > 1 ? -1 / (n - 1) : null,
    varianceNormal: null,
    zNormal: null,
    pNormal: null,
    varianceRandomised: null,
    zRandomised: null,
    pRandomised: null,
  };
  if (n < 2 || indices.length === 0 || x.every(value => value === x[0])) return none;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const centred = x.map(value => value - mean);
  const weight = (i: number) => (standardisation === 'binary' ? 1 : 1 / (starts[i + 1]! - starts[i]!));
  const weightOfPair = new Map<number, number>();
  const incoming = new Float64Array(n);
  const outgoing = new Float64Array(n);
  let s0 = 0;
  let cross = 0;
  for (let i = 0; i < n; i++)
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const j = indices[k]!;
      const w = weight(i);
      weightOfPair.set(i * n + j, w);
      incoming[j]! += w;
      outgoing[i]! += w;
      s0 += w;
      cross += w * centred[i]! * centred[j]!;
    }
  // Each ordered pair with a weight: half of (w + w')², and the whole where only one direction has a weight.
  let s1 = 0;
  for (const [pair, w] of weightOfPair) {
    const back = weightOfPair.get((pair % n) * n + Math.floor(pair / n));
    s1 += back === undefined ? w * w : (w + back) ** 2 / 2;
  }
  let s2 = 0;
  for (let i = 0; i < n; i++) s2 += (incoming[i]! + outgoing[i]!) ** 2;
  let second = 0;
  let fourth = 0;
  for (const value of centred) {
    second += value ** 2;
    fourth += value ** 4;
  }
  const i = ((n / s0) * cross) / second;
  const expected = -1 / (n - 1);
  const varianceNormal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected ** 2;
  const kurtosis = fourth / n / (second / n) ** 2;
  const varianceRandomised =
    n < 4
      ? null
      : (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0) -
          kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)) /
          ((n - 1) * (n - 2) * (n - 3) * s0 * s0) -
        expected ** 2;
  const score = (variance: number | null) =>
    variance !== null && variance > 1e-15 ? (i - expected) / Math.sqrt(variance) : null;
  const chance = (z: number | null) => (z === null ? null : twoSided(z));
  const zNormal = score(varianceNormal);
  const zRandomised = score(varianceRandomised);
  return {
    i,
    expected,
    varianceNormal,
    zNormal,
    pNormal: chance(zNormal),
    varianceRandomised,
    zRandomised,
    pRandomised: chance(zRandomised),
  };
}

/** High or low (first letter) among high or low neighbours (second letter): HH and LL are clusters, LH and HL outliers. */
export type Quadrant = 'HH' | 'LH' | 'LL' | 'HL';

export interface LocalMoran {
  /** (x − x̄)/s² times the mean of the neighbours' x − x̄, s² with divisor n − 1; null without a value or a neighbour. */
  readonly i: readonly (number | null)[];
  /** A value at the mean counts as low. Null where `i` is. */
  readonly quadrant: readonly (Quadrant | null)[];
}

/** Local Moran's I with row-standardised weights. Source: Anselin (1995), Geographical Analysis 27:93. */
export function localMoran(values: readonly (number | null)[], neighbours: Neighbours | Adjacency): LocalMoran {
  const whole = 'starts' in neighbours ? neighbours : adjacencyOf(neighbours);
  const { kept, values: x, adjacency } = analysedAreas(values, whole);
  const { starts, indices } = adjacency;
  const n = x.length;
  const i: (number | null)[] = Array.from({ length: n }, () => null);
  const quadrant: (Quadrant | null)[] = Array.from({ length: n }, () => null);
  if (n > 1 && !x.every(value => value === x[0])) {
    const mean = x.reduce((sum, value) => sum + value, 0) / n;
    const centred = x.map(value => value - mean);
    const variance = centred.reduce((sum, value) => sum + value * value, 0) / (n - 1);
    for (let at = 0; at < n; at++) {
      const count = starts[at + 1]! - starts[at]!;
      if (count === 0) continue;
      let lag = 0;
      for (let k = starts[at]!; k < starts[at + 1]!; k++) lag += centred[indices[k]!]!;
      lag /= count;
      i[at] = (centred[at]! * lag) / variance;
      quadrant[at] = `${centred[at]! > 0 ? 'H' : 'L'}${lag > 0 ? 'H' : 'L'}`;
    }
  }
  return { i: spread(values.length, kept, i), quadrant: spread(values.length, kept, quadrant) };
}
