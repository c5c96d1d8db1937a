export interface FalseDiscovery {
  /** Critical value k·α/n of the last rejected test; 0 when none is rejected. */
  readonly threshold: number;
  readonly rejected: readonly boolean[];
  /** Adjusted p: the smallest α at which the test is rejected; null where there was no test. */
  readonly adjusted: readonly (number | null)[];
}

/** A p that sits on its limit but for the last bits of arithmetic counts as on it. */
const roundOff = 1 + 1e-12;

/**
 * Benjamini–Hochberg step-up control of the false discovery rate. With p(1) ≤ … ≤ p(n), all tests up to the largest k
 * with p(k) ≤ k·α/n are rejected, whatever failed before k. Null is a test that could not be made: it is not counted.
 * Source: Benjamini and Hochberg (1995), JRSS B 57:289.
 */
export function falseDiscovery(p: readonly (number | null)[], alpha: number): FalseDiscovery {
  const order = p.flatMap((value, i) => (value === null ? [] : [i])).sort((a, b) => p[a]! - p[b]!);
  const n = order.length;
  const adjusted: (number | null)[] = p.map(() => null);
  let least = 1;
  for (let k = n; k >= 1; k--) {
    const i = order[k - 1]!;
    least = Math.min(least, (p[i]! * n) / k);
    adjusted[i] = least;
  }
  const rejected = adjusted.map(value => value !== null && value <= alpha * roundOff);
  return { threshold: (rejected.filter(Boolean).length * alpha) / Math.max(1, n), rejected, adjusted };
}
