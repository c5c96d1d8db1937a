import type { PlanCells } from './plan-cells.ts';
import type { PlanMove, PricedPlanMove } from './plan-effects.ts';

/** Numbers of moves, no two with a unit in common: all together are one world. */
export interface PlanProof {
  readonly up: readonly number[];
  readonly down: readonly number[];
}

/** What readers know each hidden cell to be at least, and at most. */
export interface KnownBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Moves weighed for one proof. */
const mostWeighed = 300;

/** All moves of a plan and what they prove; a move holds while every cell that it changes is hidden. */
export class PlanBook {
  readonly moves: PlanMove[] = [];
  readonly proofs = new Map<number, PlanProof>();
  readonly #cells: PlanCells;
  readonly #hidden: Uint8Array;
  readonly #small: Uint8Array;
  /** Largest less smallest possible value of each cell, at least; may be lowered. */
  readonly #widths: ArrayLike<number>;
  readonly #bounds: KnownBounds | null;
  readonly #shownCells: number[] = [];
  readonly #byTarget = new Map<number, number[]>();
  readonly #byCell = new Map<number, number[]>();
  readonly #known = new Set<string>();

  constructor(
    cells: PlanCells,
    hidden: Uint8Array,
    small: Uint8Array,
    widths: ArrayLike<number>,
    bounds: KnownBounds | null,
  ) {
    this.#cells = cells;
    this.#hidden = hidden;
    this.#small = small;
    this.#widths = widths;
    this.#bounds = bounds;
  }

  /** Enters a move; false where it is known. */
  learn(move: PlanMove): boolean {
    const key = move.edits
      .map(edit => `${edit.row} ${edit.column} ${edit.to}`)
      .sort()
      .join();
    if (this.#known.has(key) || !move.cells.length) return false;
    this.#known.add(key);
    const number = this.moves.push(move) - 1;
    let shown = 0;
    for (const cell of move.cells) {
      if (!this.#hidden[cell]) shown++;
      append(this.#byCell, cell, number);
      if (this.#small[cell]) append(this.#byTarget, cell, number);
    }
    this.#shownCells.push(shown);
    return true;
  }

  setHidden(cell: number, hidden: boolean): void {
    if ((this.#hidden[cell] === 1) === hidden) return;
    this.#hidden[cell] = hidden ? 1 : 0;
    for (const move of this.#byCell.get(cell) ?? [])
      this.#shownCells[move] = this.#shownCells[move]! + (hidden ? -1 : 1);
  }

  /** Targets whose proof changes the cell. */
  affected(cell: number): number[] {
    const touching = new Set(this.#byCell.get(cell) ?? []);
    if (!touching.size) return [];
    return [...this.proofs]
      .filter(([, proof]) => proof.up.some(one => touching.has(one)) || proof.down.some(one => touching.has(one)))
      .map(([target]) => target);
  }

  /**
   * The cheapest known move that the target needs and that does not hold yet: what it changes would have to be hidden.
   * Null where none costs less than `most`.
   */
  cheapestKnown(target: number, direction: 1 | -1, prices: Float64Array, most: number): PricedPlanMove | null {
    const { units } = this.#world(target, direction, this.#widths[target]!);
    let least = most;
    let best: PlanMove | null = null;
    for (const number of this.#byTarget.get(target) ?? []) {
      if (!this.#shownCells[number]) continue;
      const move = this.moves[number]!;
      const by = direction * move.by[move.cells.indexOf(target)]!;
      if (by < 1 || move.units.some(unit => units.has(unit))) continue;
      let cost = 0;
      for (let i = 0; i < move.cells.length && cost < least; i++) cost += prices[move.cells[i]!]!;
      if (cost >= least) continue;
      least = cost;
      best = move;
    }
    return best && { move: best, cost: least };
  }

  /** Units of the moves that are put together for the target's farthest world this way. */
  usedUnits(target: number, direction: 1 | -1): ReadonlySet<number> {
    return this.#world(target, direction, this.#widths[target]!).units;
  }

  /** Whether known moves prove the target; the proof is kept. */
  prove(target: number): boolean {
    const width = this.#widths[target]!;
    const down = this.#farthest(target, -1, width);
    const up = down.reached >= width ? null : this.#farthest(target, 1, width - down.reached);
    if (down.reached + (up?.reached ?? 0) < width) return false;
    this.proofs.set(target, { down: down.moves, up: up?.moves ?? [] });
    return true;
  }

  /** Moves together from the first known one on; where these do not reach far enough, from the last one on. */
  #farthest(target: number, direction: 1 | -1, wanted: number) {
    const first = this.#world(target, direction, wanted);
    if (first.reached >= wanted) return first;
    const last = this.#world(target, direction, wanted, this.#byTarget.get(target)?.toReversed());
    return last.reached > first.reached ? last : first;
  }

  #world(target: number, direction: 1 | -1, wanted: number, known = this.#byTarget.get(target)) {
    const units = new Set<number>();
    const moves: number[] = [];
    const sums = new Map<number, number>();
    let reached = 0;
    let weighed = 0;
    for (const number of known ?? []) {
      if (reached >= wanted || ++weighed > mostWeighed) break;
      if (this.#shownCells[number]) continue;
      const move = this.moves[number]!;
      const by = direction * move.by[move.cells.indexOf(target)]!;
      if (by < 1 || move.units.some(unit => units.has(unit)) || !this.#fits(move, sums)) continue;
      for (const unit of move.units) units.add(unit);
      if (this.#bounds) move.cells.forEach((cell, i) => sums.set(cell, (sums.get(cell) ?? 0) + move.by[i]!));
      moves.push(number);
      reached += by;
    }
    return { units, moves, reached };
  }

  /** Whether every hidden cell stays within what is known of it. */
  #fits(move: PlanMove, sums: ReadonlyMap<number, number>): boolean {
    if (!this.#bounds) return true;
    const { lower, upper } = this.#bounds;
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      const value = this.#cells.values[cell]! + (sums.get(cell) ?? 0) + move.by[i]!;
      if (value < lower[cell]! || value > upper[cell]!) return false;
    }
    return true;
  }
}

function append(lists: Map<number, number[]>, key: number, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
