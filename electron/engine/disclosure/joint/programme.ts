import { Programme } from '../solver.ts';
import type { Outcome, Solver } from '../solver.ts';
import { moveOfAtoms, partsOf } from './system.ts';
import type { JointMove, JointSystem } from './system.ts';

/** What may be spent on one question to the solver, in its own steps. */
export interface ProgrammeLimits {
  readonly pivots: number;
  readonly branches: number;
}

export interface ProgrammeQuestion {
  readonly system: JointSystem;
  /** What readers know a hidden cell to be at least; 0 when not given. */
  readonly floors?: ArrayLike<number>;
  /** And at most; without a limit when not given. */
  readonly ceilings?: ArrayLike<number>;
  readonly limits: ProgrammeLimits;
}

/** What an atom costs to move: little beside any cell, so that few move and most solutions are whole. */
const stillness = 1e-3;

/** Times that a question is asked with other weights before it is branched. */
const reweightings = 5;

/** Small differences need no chance, only variety: the same everywhere. */
function variety(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

/** Whole within the solver's tolerance, else NaN. */
const whole = (value: number): number => {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-6 ? near + 0 : NaN;
};

/**
 * The linear programme of one joint system, kept in the solver's memory. Unknown is the difference of another world from
 * the true one: for each atom how much it moves, for each cell how much up and how much down. Cells with a price may
 * move at that price for each unit; free cells cost nothing; fixed cells do not move.
 */
export class JointProgramme {
  /** Simplex pivots used so far. */
  steps = 0;
  /** Questions asked so far, and those that needed whole-number branching. */
  asked = 0;
  branched = 0;
  readonly #system: JointSystem;
  readonly #programme: Programme;
  readonly #atoms: number;
  /** Atoms that can fall: the columns after those by which atoms rise. */
  readonly #falls: readonly number[];
  /** Where the columns of cells begin. */
  readonly #cells: number;
  readonly #random = variety(1);
  readonly #costs: Float64Array;
  /** How far each cell may fall, and rise. */
  readonly #room: Float64Array;
  readonly #headroom: Float64Array;
  readonly #fixed: Uint8Array;

  constructor(solver: Solver, { system, floors, ceilings, limits }: ProgrammeQuestion) {
    const { atoms, cells, values } = system;
    this.#system = system;
    this.#atoms = atoms.length;
    this.#falls = Array.from(atoms.keys()).filter(a => atoms[a]! > 0);
    this.#cells = atoms.length + this.#falls.length;
    const columns = this.#cells + 2 * cells.length;
    this.#costs = new Float64Array(columns);
    this.#fixed = new Uint8Array(cells.length);
    this.#room = Float64Array.from(values, (value, k) => Math.max(0, value - (floors?.[k] ?? 0)));
    this.#headroom = Float64Array.from(values, (value, k) => Math.max(0, (ceilings?.[k] ?? Infinity) - value));
    const lower = new Float64Array(columns);
    const upper = new Float64Array(columns).fill(Infinity);
    this.#falls.forEach((a, i) => (upper[atoms.length + i] = atoms[a]!));
    for (let column = 0; column < this.#cells; column++) this.#costs[column] = stillness * (1 + 0.1 * this.#random());
    for (let k = 0; k < cells.length; k++) {
      upper[this.#down(k)] = this.#room[k]!;
      upper[this.#up(k)] = this.#headroom[k]!;
    }
    this.#programme = new Programme(solver, rowsOf(system, this.#falls, columns), lower, upper);
    this.#programme.branches(limits.branches);
    this.#programme.pivots(limits.pivots);
  }

  #up(cell: number): number {
    return this.#cells + 2 * cell;
  }

  #down(cell: number): number {
    return this.#cells + 2 * cell + 1;
  }

  /** Prices a unit of each cell: 0 is free, Infinity holds the cell still. */
  prices(prices: ArrayLike<number>): void {
    for (let k = 0; k < prices.length; k++) {
      const price = prices[k]!;
      this.#hold(k, price === Infinity);
      this.#costs[this.#up(k)] = this.#costs[this.#down(k)] = price === Infinity ? 0 : price;
    }
    this.#programme.costs(this.#costs);
  }

  #hold(cell: number, fixed: boolean): void {
    if ((this.#fixed[cell] === 1) === fixed) return;
    this.#fixed[cell] = fixed ? 1 : 0;
    this.#open(cell);
  }

  #open(cell: number): void {
    const fixed = this.#fixed[cell] === 1;
    this.#programme.bounds(this.#up(cell), 0, fixed ? 0 : this.#headroom[cell]!);
    this.#programme.bounds(this.#down(cell), 0, fixed ? 0 : this.#room[cell]!);
  }

  /** The cheapest move by which the target changes by exactly `by`; null when there is none or a limit is reached. */
  ask(target: number, by: number): JointMove | null {
    if (-by > this.#room[target]! || by > this.#headroom[target]!) return null;
    this.#programme.bounds(this.#up(target), Math.max(by, 0), Math.max(by, 0));
    this.#programme.bounds(this.#down(target), Math.max(-by, 0), Math.max(-by, 0));
    const move = this.#wholeMove(by);
    this.#open(target);
    return move;
  }

  #solve(): Outcome {
    const outcome = this.#programme.solve();
    this.asked++;
    this.steps += this.#programme.pivotsUsed;
    return outcome;
  }

  /**
   * The move of the cheapest solution. Where that is a fraction, it is asked again with what hardly moved made dearer,
   * so that fewer cells move further, which soon gives whole numbers; then the same cells in whole numbers.
   * Method: E. Candès, M. Wakin and S. Boyd (2008), reweighted minimisation of absolute values.
   */
  #wholeMove(by: number): JointMove | null {
    let move: JointMove | null = null;
    let round = 0;
    for (; round < reweightings && !move; round++) {
      if (this.#solve() !== 'optimal') break;
      move = this.#moveOf(this.#programme.solution);
      if (!move) this.#reweigh(Math.abs(by));
    }
    if (!move && round === reweightings) {
      move = this.#branch();
    }
    if (round > 1) this.#programme.costs(this.#costs);
    return move;
  }

  /** What hardly moves is made dearer, so that less moves. */
  #reweigh(by: number): void {
    const { solution } = this.#programme;
    const costs = this.#costs.slice();
    const weigh = (column: number, moved: number) => {
      costs[column] = (costs[column]! * by) / (moved + 0.2 * by);
    };
    for (let column = 0; column < this.#cells; column++) weigh(column, Math.abs(solution[column]!));
    for (let k = 0; k < this.#fixed.length; k++) {
      const moved = Math.abs(solution[this.#up(k)]! - solution[this.#down(k)]!);
      weigh(this.#up(k), moved);
      weigh(this.#down(k), moved);
    }
    this.#programme.costs(costs);
  }

  /** Whole numbers for what the last solution moves, with everything else that has a price held still. */
  #branch(): JointMove | null {
    this.branched++;
    const { solution } = this.#programme;
    const still: number[] = [];
    for (let k = 0; k < this.#fixed.length; k++) {
      const moved = Math.abs(solution[this.#up(k)]! - solution[this.#down(k)]!) > 1e-7;
      if (this.#fixed[k] || moved || this.#costs[this.#up(k)] === 0) continue;
      still.push(k);
      this.#hold(k, true);
    }
    this.#programme.whole(true);
    const move = this.#solve() === 'optimal' ? this.#moveOf(this.#programme.solution) : null;
    this.#programme.whole(false);
    for (const k of still) this.#hold(k, false);
    return move;
  }

  /** By how much each atom moves. */
  #atomsBy(solution: Float64Array): Float64Array {
    const by = solution.slice(0, this.#atoms);
    this.#falls.forEach((atom, i) => (by[atom] = by[atom]! - solution[this.#atoms + i]!));
    return by;
  }

  /** The move that a solution is; null when it is not whole. */
  #moveOf(solution: Float64Array): JointMove | null {
    const by = this.#atomsBy(solution).map(whole);
    return by.some(Number.isNaN) ? null : moveOfAtoms(this.#system, Int32Array.from(by));
  }

  dispose(): void {
    this.#programme.dispose();
  }
}

/** One row for each cell: atoms and parts less what the cell moves is nothing. */
function rowsOf(system: JointSystem, falls: readonly number[], columns: number) {
  const offset = system.atoms.length + falls.length;
  const fallOf = new Map(falls.map((atom, i) => [atom, system.atoms.length + i]));
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const cellTerm = (cell: number, sign: number) => {
    indices.push(offset + 2 * cell, offset + 2 * cell + 1);
    values.push(sign, -sign);
  };
  const row = (cell: number, atoms: readonly number[], parts: readonly number[]) => {
    for (const atom of atoms) {
      indices.push(atom);
      values.push(1);
      const fall = fallOf.get(atom);
      if (fall === undefined) continue;
      indices.push(fall);
      values.push(-1);
    }
    for (const part of parts) cellTerm(part, 1);
    cellTerm(cell, -1);
    starts.push(indices.length);
  };
  partsOf(system).forEach((parts, cell) => row(cell, parts.atoms, parts.cells));
  const rows = starts.length - 1;
  return {
    columns,
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    lower: new Float64Array(rows),
    upper: new Float64Array(rows),
  };
}
