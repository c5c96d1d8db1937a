import { fits } from './move.ts';
import type { ProofBook } from './proof-book.ts';
import { Programme, openBound } from './solver.ts';
import type { Rows, Solver } from './solver.ts';
import type { Block, Knowledge, Touching } from './system.ts';
import type { Work } from './work.ts';

/** What is the same for every block of a search. */
export interface SearchGround {
  readonly solver: Solver;
  readonly knowledge: Knowledge;
  readonly truth: Float64Array;
  readonly touching: Touching;
  /** Values of a target must lie this far apart. */
  readonly width: (cell: number) => number;
  readonly whole: boolean;
  readonly work: Work;
  readonly book: ProofBook;
}

/** Looks for proofs by linear programmes among cells that share no row with others. */
export class BlockSearch {
  readonly #ground: SearchGround;
  readonly #block: Block;
  /** True values of the block's cells. */
  readonly #here: Float64Array;
  /** The rows of the block for differences from the true values. */
  readonly #rows: Rows;
  /** Near moves are proof enough and keep the numbers small. */
  readonly #reach: number;
  readonly #near: Programme;
  /** Without the limit; made when first needed. */
  #far: Programme | null = null;

  /** `columns`: the targets among the block's cells. */
  constructor(ground: SearchGround, block: Block, columns: readonly number[]) {
    const { truth, whole, width, solver } = ground;
    this.#ground = ground;
    this.#block = block;
    this.#here = Float64Array.from(block.cells, cell => truth[cell]!);
    const widest = columns.reduce((most, c) => Math.max(most, width(block.cells[c]!)), 1);
    this.#reach = whole ? Math.max(6, 2 * Math.ceil(widest)) : Math.max(6, 3 * widest);
    this.#rows = differenceRows(block.rows, this.#here);
    const { lower, upper } = this.#bounds(this.#reach);
    this.#near = new Programme(solver, this.#rows, lower, upper);
    this.#near.branches(1000);
  }

  /** Looks for a proof of each target of the block; returns the cells that have none. */
  search(columns: readonly number[]): readonly number[] {
    const { book } = this.#ground;
    const exposed: number[] = [];
    for (const c of this.#pushTogether(columns)) {
      const cell = this.#block.cells[c]!;
      if (book.isSafe(cell)) continue;
      const bound = this.#pushAlone(c, cell);
      if (book.isSafe(cell)) continue;
      // Not within reach: once more without the limit, before the cell is called exposed.
      if (bound < this.#reach && !this.#ground.whole) this.#pushFar(c);
      if (!book.isSafe(cell)) exposed.push(cell);
    }
    return exposed;
  }

  dispose(): void {
    this.#far?.dispose();
    this.#near.dispose();
  }

  #bounds(limit: number): { readonly lower: Float64Array; readonly upper: Float64Array } {
    const here = this.#here;
    return {
      lower: Float64Array.from(this.#block.lower, (low, i) => openBound(Math.max(low - here[i]!, -limit))),
      upper: Float64Array.from(this.#block.upper, (high, i) => openBound(Math.min(high - here[i]!, limit))),
    };
  }

  /** Pushes many targets at once, up or down by chance; returns those that are left. */
  #pushTogether(columns: readonly number[]): readonly number[] {
    const { book, work } = this.#ground;
    const { cells } = this.#block;
    const random = signs(cells.length * 7919 + columns.length);
    const costs = new Float64Array(cells.length);
    let left = columns.slice();
    let idle = 0;
    for (let round = 0; left.length > 1 && idle < 2 && round < 60 && !work.isOut; round++) {
      costs.fill(0);
      for (const c of left) costs[c] = (random() < 0.5 ? -1 : 1) * (0.5 + random());
      this.#near.costs(costs);
      if (this.#near.solve(work) === 'optimal') this.#learn(this.#near.solution);
      const still = left.filter(c => !book.isSafe(cells[c]!));
      idle = still.length < left.length ? 0 : idle + 1;
      left = still;
    }
    costs.fill(0);
    this.#near.costs(costs);
    return left;
  }

  /** Pushes one target down and up; returns how far apart its values lie. */
  #pushAlone(column: number, cell: number): number {
    const { book, whole, work } = this.#ground;
    const near = this.#near;
    let bound = 0;
    for (const direction of [1, -1]) {
      if (book.isSafe(cell)) break;
      near.cost(column, direction);
      if (near.solve(work) === 'optimal') {
        bound += Math.abs(near.objective);
        this.#learn(near.solution);
        if (whole && !book.isSafe(cell) && Math.abs(near.objective) > 1e-6) {
          near.whole(true);
          if (near.solve(work) === 'optimal') this.#learn(near.solution);
          near.whole(false);
        }
      }
      near.cost(column, 0);
    }
    return bound;
  }

  #pushFar(column: number): void {
    const { solver, work } = this.#ground;
    if (this.#far === null) {
      const { lower, upper } = this.#bounds(1e7);
      this.#far = new Programme(solver, this.#rows, lower, upper);
    }
    for (const direction of [1, -1]) {
      this.#far.cost(column, direction);
      if (this.#far.solve(work) === 'optimal') this.#learn(this.#far.solution);
      this.#far.cost(column, 0);
    }
  }

  /** Learns a solution, in the connected pieces of what it moves, so that a fraction in one does not spoil another. */
  #learn(solution: Float64Array): void {
    const { knowledge, touching, truth, whole, book } = this.#ground;
    const { cells } = this.#block;
    const moved = new Float64Array(cells.length);
    let allWhole = true;
    for (let i = 0; i < cells.length; i++) {
      const near = Math.round(solution[i]!);
      moved[i] = Math.abs(solution[i]! - near) < 1e-6 ? near : solution[i]!;
      if (moved[i] !== near) allWhole = false;
    }
    const pieces =
      whole && !allWhole ? piecesOf(this.#block, moved) : [Array.from(moved.keys()).filter(i => moved[i] !== 0)];
    for (const piece of pieces) {
      if (!piece.length || (whole && piece.some(i => !Number.isInteger(moved[i]!)))) continue;
      const move = {
        cells: Int32Array.from(piece, i => cells[i]!),
        by: Float64Array.from(piece, i => moved[i]!),
      };
      if (fits(knowledge, touching, truth, move)) book.learn(move);
    }
  }
}

/** The bounds of rows less what the true values add up to in them. */
function differenceRows(rows: Rows, here: Float64Array): Rows {
  const { starts, indices, values } = rows;
  const activity = Array.from({ length: starts.length - 1 }, (_, r) => {
    let sum = 0;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) sum += values[k]! * here[indices[k]!]!;
    return sum;
  });
  const left = (bound: number, r: number) => {
    const rest = bound - activity[r]!;
    const near = Math.round(rest);
    return Math.abs(rest - near) < 1e-9 ? near + 0 : rest;
  };
  return { ...rows, lower: rows.lower.map(left), upper: rows.upper.map(left) };
}

/** Small, fixed and the same everywhere: which direction a cell is tried in does not need chance, only variety. */
function signs(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

/** Columns that move, in groups that share rows. */
function piecesOf(block: Block, moved: Float64Array): number[][] {
  const { starts, indices } = block.rows;
  const root = Int32Array.from(moved.keys());
  const find = (i: number): number => {
    while (root[i] !== i) i = root[i] = root[root[i]!]!;
    return i;
  };
  for (let r = 0; r < starts.length - 1; r++) {
    let first = -1;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      const column = indices[k]!;
      if (moved[column] === 0) continue;
      if (first < 0) first = find(column);
      else root[find(column)] = first;
    }
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < moved.length; i++)
    if (moved[i] !== 0) {
      const group = groups.get(find(i));
      if (group) group.push(i);
      else groups.set(find(i), [i]);
    }
  return [...groups.values()];
}
