import type { Rows } from './solver.ts';

/** Below 2²⁶, so that a product of two residues is exact in a double. */
const prime = 67_108_859;

type Column = Map<number, number>;

const inverse = (value: number): number => {
  let [a, b, x, y] = [value, prime, 1, 0];
  while (a > 1) {
    const q = Math.floor(b / a);
    [a, b] = [b - q * a, a];
    [x, y] = [y - q * x, x];
  }
  return ((x % prime) + prime) % prime;
};

/** Each cell as a sum of leaves: cells that no relation splits. Null where a relation is not "parent = Σ children". */
export function leavesOf(relations: Rows): readonly Column[] | null {
  const parts = Array.from<readonly number[] | undefined>({ length: relations.columns });
  for (let r = 0; r < relations.lower.length; r++) {
    if (relations.lower[r] !== 0 || relations.upper[r] !== 0) return null;
    const from = relations.starts[r]!;
    if (relations.values[from] !== 1) return null;
    const children: number[] = [];
    for (let k = from + 1; k < relations.starts[r + 1]!; k++) {
      if (relations.values[k] !== -1) return null;
      children.push(relations.indices[k]!);
    }
    parts[relations.indices[from]!] ??= children;
  }
  const columns = Array.from<Column | undefined>({ length: relations.columns });
  const columnOf = (cell: number, depth: number): Column => {
    const known = columns[cell];
    if (known) return known;
    const column: Column = new Map();
    const children = parts[cell];
    if (!children || depth > 100) column.set(cell, 1);
    else
      for (const child of children)
        for (const [leaf, count] of columnOf(child, depth + 1)) column.set(leaf, (column.get(leaf) ?? 0) + count);
    columns[cell] = column;
    return column;
  };
  return Array.from({ length: relations.columns }, (_, cell) => columnOf(cell, 0));
}

/**
 * Which cells can be published, taken in the given order, without a sensitive cell falling into the span of the
 * published ones: Gaussian elimination on the incidence of cells over leaves, in integers modulo a prime. `known` cells
 * count as published whatever they reveal. Source: Ø. Langsrud (2024), "Secondary cell suppression by Gaussian
 * elimination", PSD 2024, as in the R package GaussSuppression. Returns the cells that must be hidden, or null when the
 * work exceeds `mostSteps` entries.
 */
export function hiddenBySpan(
  columns: readonly Column[],
  order: readonly number[],
  sensitive: readonly number[],
  known: readonly number[],
  mostSteps = 3e7,
): number[] | null {
  const pivots: { readonly row: number; readonly column: Column }[] = [];
  const byRow = new Map<number, number>();
  let steps = 0;
  /** Takes the pivots out of a column; each pivot column is 1 at its own row and 0 at the rows of earlier pivots. */
  const reduced = (cell: number): Column => {
    const column = new Map(columns[cell]!);
    for (;;) {
      let first = Infinity;
      for (const row of column.keys()) {
        const at = byRow.get(row);
        if (at !== undefined && at < first) first = at;
      }
      steps += column.size;
      if (first === Infinity) return column;
      subtract(column, pivots[first]!.column, column.get(pivots[first]!.row)!);
    }
  };
  const subtract = (column: Column, pivot: Column, factor: number) => {
    steps += pivot.size;
    for (const [row, value] of pivot) {
      const left = ((column.get(row) ?? 0) + prime - ((value * factor) % prime)) % prime;
      if (left === 0) column.delete(row);
      else column.set(row, left);
    }
  };
  const guarded = new Map<number, Column>(sensitive.map(cell => [cell, new Map(columns[cell]!)]));
  /** Sensitive columns by each row in which they have an entry. */
  const holders = new Map<number, Set<number>>();
  const hold = (cell: number, column: Column) => {
    for (const row of column.keys()) {
      let set = holders.get(row);
      if (!set) holders.set(row, (set = new Set()));
      set.add(cell);
    }
  };
  for (const [cell, column] of guarded) hold(cell, column);
  const reveals = (column: Column): boolean => {
    let rarest: Set<number> | undefined;
    for (const row of column.keys()) {
      const set = holders.get(row);
      if (!set?.size) return false;
      if (!rarest || set.size < rarest.size) rarest = set;
    }
    const [row, value] = column.entries().next().value!;
    const back = inverse(value);
    for (const cell of rarest ?? []) {
      const other = guarded.get(cell)!;
      if (other.size !== column.size || !other.has(row)) continue;
      const factor = (other.get(row)! * back) % prime;
      let multiple = true;
      for (const [r, x] of column)
        if (other.get(r) !== (x * factor) % prime) {
          multiple = false;
          break;
        }
      if (multiple) return true;
    }
    return false;
  };
  const publish = (column: Column) => {
    let row = -1;
    let least = Infinity;
    for (const candidate of column.keys()) {
      const held = holders.get(candidate)?.size ?? 0;
      if (held < least) {
        least = held;
        row = candidate;
      }
    }
    const back = inverse(column.get(row)!);
    const pivot: Column = new Map([...column].map(([r, x]) => [r, (x * back) % prime]));
    byRow.set(row, pivots.length);
    pivots.push({ row, column: pivot });
    for (const cell of Array.from(holders.get(row) ?? [])) {
      const other = guarded.get(cell)!;
      for (const r of other.keys()) holders.get(r)?.delete(cell);
      subtract(other, pivot, other.get(row)!);
      if (other.size) hold(cell, other);
      else guarded.delete(cell);
    }
  };
  for (const cell of known) {
    const column = reduced(cell);
    if (column.size) publish(column);
    if (steps > mostSteps) return null;
  }
  const hidden: number[] = [];
  for (const cell of order) {
    const column = reduced(cell);
    if (!column.size) continue;
    if (reveals(column)) hidden.push(cell);
    else publish(column);
    if (steps > mostSteps) return null;
  }
  return hidden;
}
