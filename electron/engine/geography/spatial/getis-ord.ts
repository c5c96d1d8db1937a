import { falseDiscovery } from '../../statistics/fdr.ts';
import { adjacencyOf, analysedAreas, spread } from '../../areas/outlines/neighbours.ts';
import type { Adjacency, Neighbours } from '../../areas/outlines/neighbours.ts';
import { twoSided } from '../../statistics/probability.ts';

/** -3 to 3: a cold (negative) or hot (positive) spot at 90, 95 or 99 %; 0 not significant; null not tested. */
export type Bin = -3 | -2 | -1 | 0 | 1 | 2 | 3;

export interface HotSpots {
  /** Standard score; null where it is not defined: no value, no variation, no neighbour (Gi), or every area a neighbour. */
  readonly z: readonly (number | null)[];
  /** Two-sided normal p of each area on its own. */
  readonly p: readonly (number | null)[];
  readonly bins: readonly (Bin | null)[];
  /** Bins after Benjamini–Hochberg over all tested areas, at each of the three levels. */
  readonly binsFdr: readonly (Bin | null)[];
  readonly adjusted: readonly (number | null)[];
}

/** The bin of a score whose (adjusted) two-sided p is given. */
export function binOf(z: number | null, p: number | null): Bin | null {
  if (z === null || p === null) return null;
  const limit = 1 + 1e-12;
  const size = p <= 0.01 * limit ? 3 : p <= 0.05 * limit ? 2 : p <= 0.1 * limit ? 1 : 0;
  return (size === 0 ? 0 : z < 0 ? -size : size) as Bin;
}

/**
 * Local Gi (`star` false: the area itself left out) or Gi* (itself included) with weights 1, as standard scores.
 * Gi*: z = (Σw·x − x̄·Σw) / (s·√((n·Σw² − (Σw)²)/(n − 1))), x̄ and s over all n areas, s with divisor n. Gi: the same
 * with the n − 1 other areas. Row-standardised weights give the same z. Areas whose value is null take no part.
 * Source: Getis and Ord (1992), Geographical Analysis 24:189; Ord and Getis (1995), Geographical Analysis 27:286.
 */
export function getisOrd(
  values: readonly (number | null)[],
  neighbours: Neighbours | Adjacency,
  star: boolean,
): HotSpots {
  const whole = 'starts' in neighbours ? neighbours : adjacencyOf(neighbours);
  const { kept, values: x, adjacency } = analysedAreas(values, whole);
  const z = spread(values.length, kept, scores(x, adjacency, star)).map(one =>
    one === null || Number.isNaN(one) ? null : one,
  );
  const p = z.map(one => (one === null ? null : twoSided(one)));
  const { adjusted } = falseDiscovery(p, 0.05);
  return {
    z,
    p,
    bins: z.map((one, i) => binOf(one, p[i]!)),
    binsFdr: z.map((one, i) => binOf(one, adjusted[i]!)),
    adjusted,
  };
}

function scores(x: Float64Array, { starts, indices }: Adjacency, star: boolean): Float64Array {
  const n = x.length;
  const z = new Float64Array(n).fill(NaN);
  if (n < (star ? 2 : 3)) return z;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const centred = x.map(value => value - mean);
  const squares = centred.reduce((sum, value) => sum + value * value, 0);
  if (x.every(value => value === x[0])) return z;
  for (let i = 0; i < n; i++) {
    const others = starts[i + 1]! - starts[i]!;
    let sum = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) sum += centred[indices[k]!]!;
    if (star) {
      const w = others + 1;
      const spreadOfSum = (n * w - w * w) / (n - 1);
      if (spreadOfSum > 0) z[i] = (sum + centred[i]!) / Math.sqrt((squares / n) * spreadOfSum);
    } else {
      const m = n - 1;
      const meanOfOthers = -centred[i]! / m;
      const variance = (squares - centred[i]! ** 2) / m - meanOfOthers ** 2;
      const spreadOfSum = (m * others - others * others) / (m - 1);
      if (others > 0 && spreadOfSum > 0 && !(variance <= 1e-9 * (squares / n) && othersAlike(x, i)))
        z[i] = (sum - others * meanOfOthers) / Math.sqrt(variance * spreadOfSum);
    }
  }
  return z;
}

/** Whether all areas but one have the same value, so that the others do not vary at all. */
function othersAlike(x: Float64Array, but: number): boolean {
  const first = x[but === 0 ? 1 : 0];
  return x.every((value, i) => i === but || value === first);
}

export interface GlobalG {
  readonly g: number | null;
  readonly expected: number | null;
  readonly variance: number | null;
  readonly z: number | null;
  /** Two-sided. */
  readonly p: number | null;
}

const noGlobalG: GlobalG = { g: null, expected: null, variance: null, z: null, p: null };

/**
 * General G over pairs of neighbours with weights 1: whether high values (z above 0) or low ones lie together. Defined
 * for values of 0 or more; all null where a value is negative, where they do not vary, or with fewer than 4 areas.
 * Source: Getis and Ord (1992), Geographical Analysis 24:189, moments under randomisation.
 */
export function generalG(values: readonly (number | null)[], neighbours: Neighbours | Adjacency): GlobalG {
  const whole = 'starts' in neighbours ? neighbours : adjacencyOf(neighbours);
  const { values: x, adjacency } = analysedAreas(values, whole);
  const n = x.length;
  if (n < 4 || x.some(value => value < 0) || x.every(value => value === x[0])) return noGlobalG;
  const { starts, indices } = adjacency;
  const incoming = new Float64Array(n);
  const pairs = new Set<number>();
  for (let i = 0; i < n; i++)
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      incoming[indices[k]!]! += 1;
      pairs.add(i * n + indices[k]!);
    }
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let joint = 0;
  for (let i = 0; i < n; i++) {
    s2 += (starts[i + 1]! - starts[i]! + incoming[i]!) ** 2;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const j = indices[k]!;
      s0 += 1;
      s1 += pairs.has(j * n + i) ? 2 : 1;
      joint += x[i]! * x[j]!;
    }
  }
  if (s0 === 0) return noGlobalG;
  const m = [0, 0, 0, 0, 0];
  for (const value of x) for (let k = 1; k <= 4; k++) m[k]! += value ** k;
  const [, m1, m2, m3, m4] = m as [number, number, number, number, number];
  const b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0;
  const b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0);
  const b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0 * s0);
  const b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0 * s0;
  const b4 = s1 - s2 + s0 * s0;
  const g = joint / (m1 * m1 - m2);
  const expected = s0 / (n * (n - 1));
  const square =
    (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 ** 4) /
    ((m1 * m1 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3));
  const variance = square - expected * expected;
  if (!(variance > 0)) return { g, expected, variance: null, z: null, p: null };
  const z = (g - expected) / Math.sqrt(variance);
  return { g, expected, variance, z, p: twoSided(z) };
}
