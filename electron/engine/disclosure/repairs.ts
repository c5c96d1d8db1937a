import type { Move } from './move.ts';
import { roles } from './protection-question.ts';
import type { ProtectionQuestion } from './protection-question.ts';
import { Repair } from './repair.ts';
import type { Cells } from './repair.ts';
import type { Solver } from './solver.ts';
import type { Work } from './work.ts';

/** Whether a published cell may move so within its rounding. */
export function stays(cells: Cells, cell: number, by: number): boolean {
  const value = cells.truth[cell]! + by;
  return value >= cells.publishedLower[cell]! - 1e-9 && value <= cells.publishedUpper[cell]! + 1e-9;
}

/** The repair programme of one attempt, built when first needed; its prices follow what is hidden. */
export class Repairs {
  readonly #solver: Solver;
  readonly #question: ProtectionQuestion;
  readonly #hidden: Uint8Array;
  readonly #cost: (cell: number) => number;
  readonly #widest: number;
  #made: Repair | null = null;

  constructor(solver: Solver, question: ProtectionQuestion, hidden: Uint8Array, cost: (cell: number) => number) {
    this.#solver = solver;
    this.#question = question;
    this.#hidden = hidden;
    this.#cost = cost;
    this.#widest = question.sensitive.reduce((most, cell) => Math.max(most, question.width(cell)), 1);
  }

  #repair(): Repair {
    if (!this.#made) {
      const movable = Uint8Array.from(this.#question.role, one => Number(one !== roles.known));
      const reach = Math.max(8, 2 * this.#widest);
      this.#made = new Repair(this.#solver, this.#question.relations, this.#question, movable, reach);
      this.#made.prices(cell => (this.#hidden[cell] ? 1e-3 : this.#cost(cell)));
    }
    return this.#made;
  }

  cheapest(cell: number, work: Work): Move | null {
    return this.#repair().cheapest(cell, this.#question.width(cell), work);
  }

  together(cells: readonly number[], turn: number, work: Work): Move | null {
    const upwards = (cell: number) => ((cell * 2654435761 + turn * 40503) >>> 7) % 2 === 0;
    return this.#repair().together(cells, upwards, this.#widest, 40 * this.#widest, work);
  }

  /** Hides what a move needs hidden; false when that is nothing new. */
  hide(move: Move): boolean {
    let any = false;
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      if (this.#hidden[cell] || stays(this.#question, cell, move.by[i]!)) continue;
      this.#hidden[cell] = 1;
      this.#made?.price(cell, 1e-3);
      any = true;
    }
    return any;
  }

  dispose(): void {
    this.#made?.dispose();
  }
}
