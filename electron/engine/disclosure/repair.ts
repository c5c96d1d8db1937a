import { Programme } from './solver.ts';
import type { Rows, Solver } from './solver.ts';
import type { Move } from './move.ts';
import type { Work } from './work.ts';

/** The cells of a table as the protection sees them. Index is the cell. */
export interface Cells {
  readonly truth: Float64Array;
  /** What a reader knows of a cell that is published: its value, or the bounds of its rounding. */
  readonly publishedLower: Float64Array;
  readonly publishedUpper: Float64Array;
  /** What a reader knows of a cell that is hidden. */
  readonly hiddenLower: Float64Array;
}

/**
 * Finds which cells to hide so that an exposed cell can move: the table nearest to the true one, by the sum of weighted
 * differences, in which the cell has another value. Cells that are hidden already move almost free of charge.
 * Source: M. Fischetti and J. J. Salazar (1999), Mathematical Programming 84:283, heuristic part; J. P. Kelly and others
 * (1992), Networks 22:397.
 */
export class Repair {
  readonly #programme: Programme;
  readonly #cells: Int32Array;
  readonly #columnOf: Int32Array;
  readonly #loose: readonly { readonly column: number; readonly at: number }[];
  readonly #up: Float64Array;
  readonly #down: Float64Array;
  readonly #cost: Float64Array;

  /** `movable` marks the cells that are hidden or may be; the others stay as they are. */
  constructor(solver: Solver, relations: Rows, cells: Cells, movable: Uint8Array, reach: number) {
    const { truth } = cells;
    this.#cells = Int32Array.from(movable.keys()).filter(cell => movable[cell] === 1);
    const n = this.#cells.length;
    this.#columnOf = new Int32Array(relations.columns).fill(-1);
    this.#cells.forEach((cell, i) => (this.#columnOf[cell] = i));
    // Rounded cells that stay published may still move inside their rounding, at no cost.
    const looseCells = Array.from({ length: relations.columns }, (_, cell) => cell).filter(
      cell => cells.publishedUpper[cell]! > cells.publishedLower[cell]!,
    );
    const looseColumn = new Map(looseCells.map((cell, i) => [cell, 2 * n + i]));
    this.#loose = looseCells.map((cell, i) => ({ column: 2 * n + i, at: cell }));
    const columns = 2 * n + looseCells.length;
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    const lower: number[] = [];
    const upper: number[] = [];
    for (let r = 0; r < relations.lower.length; r++) {
      let activity = 0;
      const before = indices.length;
      for (let k = relations.starts[r]!; k < relations.starts[r + 1]!; k++) {
        const cell = relations.indices[k]!;
        const a = relations.values[k]!;
        activity += a * truth[cell]!;
        const i = this.#columnOf[cell]!;
        if (i >= 0) {
          indices.push(i, n + i);
          values.push(a, -a);
        }
        const loose = looseColumn.get(cell);
        if (loose !== undefined) {
          indices.push(loose);
          values.push(a);
        }
      }
      if (indices.length === before) continue;
      starts.push(indices.length);
      const bound = (b: number) => (Math.abs(b - activity) < 1e-9 ? 0 : b - activity);
      lower.push(bound(relations.lower[r]!));
      upper.push(bound(relations.upper[r]!));
    }
    this.#up = new Float64Array(n).fill(reach);
    this.#down = Float64Array.from(this.#cells, cell =>
      Math.max(0, Math.min(reach, truth[cell]! - cells.hiddenLower[cell]!)),
    );
    this.#cost = new Float64Array(n).fill(1);
    this.#programme = new Programme(
      solver,
      {
        columns,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
        lower: Float64Array.from(lower),
        upper: Float64Array.from(upper),
      },
      Float64Array.from({ length: columns }, (_, c) =>
        c < 2 * n ? 0 : cells.publishedLower[looseCells[c - 2 * n]!]! - truth[looseCells[c - 2 * n]!]!,
      ),
      Float64Array.from({ length: columns }, (_, c) =>
        c < n
          ? this.#up[c]!
          : c < 2 * n
            ? this.#down[c - n]!
            : cells.publishedUpper[looseCells[c - 2 * n]!]! - truth[looseCells[c - 2 * n]!]!,
      ),
    );
  }

  /** What it costs to move a cell by one. */
  price(cell: number, cost: number): void {
    const i = this.#columnOf[cell]!;
    if (i < 0 || this.#cost[i] === cost) return;
    this.#cost[i] = cost;
    this.#programme.cost(i, cost);
    this.#programme.cost(this.#cells.length + i, cost);
  }

  prices(costOf: (cell: number) => number): void {
    const n = this.#cells.length;
    const costs = new Float64Array(this.#programme.columns);
    this.#cells.forEach((cell, i) => {
      this.#cost[i] = costOf(cell);
      costs[i] = costs[n + i] = this.#cost[i]!;
    });
    this.#programme.costs(costs);
  }

  /** The cheapest move that changes one cell by `width`, up or down; null when there is none. */
  cheapest(cell: number, width: number, work: Work): Move | null {
    const n = this.#cells.length;
    const i = this.#columnOf[cell]!;
    if (i < 0) return null;
    let best: { readonly cost: number; readonly move: Move } | null = null;
    for (const side of [0, n]) {
      const limit = side === 0 ? this.#up[i]! : this.#down[i]!;
      if (limit < width) continue;
      const other = side === 0 ? n : 0;
      this.#programme.bounds(i + side, width, limit);
      this.#programme.bounds(i + other, 0, 0);
      const outcome = this.#programme.solve(work);
      if (outcome === 'optimal' && (!best || this.#programme.objective < best.cost - 1e-9))
        best = { cost: this.#programme.objective, move: this.#moveOf(this.#programme.solution) };
      this.#programme.bounds(i + side, 0, limit);
      this.#programme.bounds(i + other, 0, other === 0 ? this.#up[i]! : this.#down[i]!);
    }
    return best?.move ?? null;
  }

  /** One move that changes as many of the cells as it can, each in the given direction. */
  together(
    cells: readonly number[],
    upwards: (cell: number) => boolean,
    width: number,
    reward: number,
    work: Work,
  ): Move | null {
    const n = this.#cells.length;
    const chosen = cells.flatMap(cell => {
      const i = this.#columnOf[cell]!;
      if (i < 0) return [];
      const up = upwards(cell) || this.#down[i]! < width;
      return [{ i, up }];
    });
    for (const { i, up } of chosen) {
      this.#programme.bounds(up ? i : n + i, 0, width);
      this.#programme.bounds(up ? n + i : i, 0, 0);
      this.#programme.cost(up ? i : n + i, -reward);
    }
    const move = this.#programme.solve(work) === 'optimal' ? this.#moveOf(this.#programme.solution) : null;
    for (const { i, up } of chosen) {
      this.#programme.cost(up ? i : n + i, this.#cost[i]!);
      this.#programme.bounds(i, 0, this.#up[i]!);
      this.#programme.bounds(n + i, 0, this.#down[i]!);
    }
    return move;
  }

  #moveOf(solution: Float64Array): Move {
    const n = this.#cells.length;
    const moved = new Map<number, number>();
    this.#cells.forEach((cell, i) => {
      const by = solution[i]! - solution[n + i]!;
      if (Math.abs(by) > 1e-7) moved.set(cell, by);
    });
    for (const { column, at } of this.#loose)
      if (Math.abs(solution[column]!) > 1e-7) moved.set(at, (moved.get(at) ?? 0) + solution[column]!);
    const near = (by: number) => (Math.abs(by - Math.round(by)) < 1e-6 ? Math.round(by) : by);
    const list = [...moved].map(([cell, by]) => [cell, near(by)] as const).filter(([, by]) => by !== 0);
    return { cells: Int32Array.from(list, ([cell]) => cell), by: Float64Array.from(list, ([, by]) => by) };
  }

  dispose(): void {
    this.#programme.dispose();
  }
}
