import type { Move } from './move.ts';

/** How far a move takes a cell from its true value, and which of the book's moves that is. */
interface Extreme {
  readonly by: number;
  readonly move: number;
}

/** The moves that are known to fit, and the lowest and the highest value to which they take each target. */
export class ProofBook {
  readonly moves: Move[] = [];
  readonly #targets: readonly number[];
  readonly #wanted: ReadonlySet<number>;
  readonly #width: (cell: number) => number;
  readonly #slack: number;
  readonly #lowest = new Map<number, Extreme>();
  readonly #highest = new Map<number, Extreme>();

  /** `width`: values of a target must lie this far apart; `whole`: exactly so. */
  constructor(targets: readonly number[], width: (cell: number) => number, whole: boolean) {
    this.#targets = targets;
    this.#wanted = new Set(targets);
    this.#width = width;
    this.#slack = whole ? 0 : 1e-7;
  }

  isWanted(cell: number): boolean {
    return this.#wanted.has(cell);
  }

  isSafe(cell: number): boolean {
    const reach = (this.#highest.get(cell)?.by ?? 0) - (this.#lowest.get(cell)?.by ?? 0);
    return reach >= this.#width(cell) - this.#slack;
  }

  /** Keeps a move that takes a target that is not safe further than before; false when there is none. */
  learn(move: Move): boolean {
    let useful = false;
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      if (!this.#wanted.has(cell)) continue;
      const by = move.by[i]!;
      const extremes = by < 0 ? this.#lowest : this.#highest;
      const isFurther = Math.abs(by) > Math.abs(extremes.get(cell)?.by ?? 0);
      if (!isFurther || this.isSafe(cell)) continue;
      useful = true;
      extremes.set(cell, { by, move: this.moves.length });
    }
    if (useful) this.moves.push(move);
    return useful;
  }

  /** For each target that is safe: which moves prove it. */
  proofs(): Map<number, readonly number[]> {
    const proofs = new Map<number, readonly number[]>();
    for (const cell of this.#targets)
      if (this.isSafe(cell))
        proofs.set(
          cell,
          [this.#lowest.get(cell)?.move, this.#highest.get(cell)?.move].filter(move => move !== undefined),
        );
    return proofs;
  }
}
