import { normalProbability, normalQuantile } from '../statistics/normal.ts';

/** Turns independent uniforms into uniforms with the wanted rank correlations. */
export interface Copula {
  /** Lower triangle of Cholesky's factor, row by row; one row for each quantity. */
  readonly factor: readonly Float64Array[];
  /** Which rows stand alone: their uniforms stay as they are, to the last bit. */
  readonly alone: readonly boolean[];
  /** What was changed because the correlations contradict one another, in plain sentences. */
  readonly notes: readonly string[];
}

/** Cholesky's factor, lower; null when the matrix is not positive definite. */
function choleskyFactor(matrix: readonly Float64Array[]): Float64Array[] | null {
  const n = matrix.length;
  const factor = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      if (i === j) {
        if (!(sum > 1e-12)) return null;
        factor[i]![i] = Math.sqrt(sum);
      } else factor[i]![j] = sum / factor[j]![j]!;
    }
  return factor;
}

/** Eigenvalues and vectors (columns) of a symmetric matrix by Jacobi's rotations. */
function eigen(matrix: readonly Float64Array[]): { values: number[]; vectors: Float64Array[] } {
  const n = matrix.length;
  const a = matrix.map(row => Float64Array.from(row));
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p]![q]! ** 2;
    if (off < 1e-26) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p]![q]!) < 1e-300) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
          const [v, w] = [vectors[k]![p]!, vectors[k]![q]!];
          vectors[k]![p] = c * v - s * w;
          vectors[k]![q] = s * v + c * w;
        }
      }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** The matrix without its negative eigenvalues, scaled back to ones on the diagonal. Rebonato and Jäckel (1999). */
function withoutNegative(matrix: readonly Float64Array[]): Float64Array[] {
  const { values, vectors } = eigen(matrix);
  const n = matrix.length;
  const kept = values.map(value => Math.max(value, 1e-6));
  const out = matrix.map(row => new Float64Array(row.length));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += vectors[i]![k]! * kept[k]! * vectors[j]![k]!;
      out[i]![j] = sum;
    }
  const scale = out.map((row, i) => Math.sqrt(row[i]!));
  return out.map((row, i) => row.map((value, j) => (i === j ? 1 : value / (scale[i]! * scale[j]!))));
}

/**
 * Gaussian copula for quantities with rank (Spearman) correlations ρ: normal correlations are 2 sin(πρ/6). A matrix that is
 * not positive definite is replaced by the nearest kind that is, and `notes` says what has changed. A quantity depends on
 * those listed before it alone, so that one more at the end changes no draw of the others.
 * @param ids names of the quantities in their order
 * @param correlations pairs of names with ρ in [−1, 1]; pairs of unknown names are left out, the last of a pair counts
 * Source: Iman and Conover (1982), Communications in Statistics B 11:311; Kruskal (1958), JASA 53:814.
 */
export function gaussianCopula(
  ids: readonly string[],
  correlations: readonly { readonly a: string; readonly b: string; readonly rank: number }[],
): Copula {
  const at = new Map(ids.map((id, i) => [id, i]));
  const n = ids.length;
  const matrix = ids.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const given: { i: number; j: number; rank: number }[] = [];
  for (const { a, b, rank } of correlations) {
    const i = at.get(a);
    const j = at.get(b);
    if (i === undefined || j === undefined || i === j || rank === 0) continue;
    // Full correlation would leave nothing of the second quantity's own draw.
    const r = Math.max(-1 + 1e-9, Math.min(1 - 1e-9, 2 * Math.sin((Math.PI * rank) / 6)));
    matrix[i]![j] = matrix[j]![i] = r;
    given.push({ i, j, rank });
  }
  const alone = matrix.map((row, i) => row.every((value, j) => i === j || value === 0));
  const members = ids.flatMap((_, i) => (alone[i] ? [] : [i]));
  const small = members.map(i => Float64Array.from(members, j => matrix[i]![j]!));
  const notes: string[] = [];
  let factor = choleskyFactor(small);
  if (!factor) {
    const repaired = withoutNegative(small);
    factor = choleskyFactor(repaired)!;
    const place = new Map(members.map((i, k) => [i, k]));
    const changes = given
      .map(({ i, j, rank }) => {
        const now = (6 / Math.PI) * Math.asin(repaired[place.get(i)!]![place.get(j)!]! / 2);
        return { words: `${ids[i]} and ${ids[j]} ${rank.toFixed(2)} to ${now.toFixed(2)}`, by: Math.abs(now - rank) };
      })
      .filter(change => change.by >= 0.005)
      .toSorted((x, y) => y.by - x.by);
    notes.push(
      `The rank correlations contradict one another, so the nearest that fit together are used${
        changes.length
          ? `: ${changes
              .slice(0, 5)
              .map(change => change.words)
              .join(', ')}`
          : ''
      }.`,
    );
  }
  const whole = ids.map(() => new Float64Array(n));
  members.forEach((i, row) => {
    members.forEach((j, column) => {
      whole[i]![j] = factor[row]![column]!;
    });
  });
  alone.forEach((single, i) => {
    if (single) whole[i]![i] = 1;
  });
  return { factor: whole, alone, notes };
}

/** Uniforms with the correlations of the copula from independent ones, in the order of its quantities. */
export function correlated(copula: Copula, uniforms: ArrayLike<number>): Float64Array {
  const normals = Float64Array.from(uniforms, normalQuantile);
  return Float64Array.from(uniforms, (uniform, i) => {
    if (copula.alone[i]) return uniform;
    const row = copula.factor[i]!;
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += row[j]! * normals[j]!;
    return Math.min(1 - 2 ** -53, Math.max(2 ** -1074, normalProbability(sum)));
  });
}
