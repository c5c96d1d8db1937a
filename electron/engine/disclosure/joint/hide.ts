import type { Solver } from '../solver.ts';
import { JointProgramme } from './programme.ts';
import { TransferSearch } from './transfers.ts';
import { ProofBook } from './proofs.ts';
import type { Proof } from './proofs.ts';
import type { JointMove, JointSystem } from './system.ts';

/** Work limits, all counted; none depends on the clock or the machine. */
export interface HideLimits {
  /** Simplex pivots in all. When they are used up, cells stay hidden that might have been shown. */
  readonly pivots: number;
  /** Simplex pivots of one programme, and its branches where fractions do not do. */
  readonly pivotsEach: number;
  readonly branches: number;
}

export const usualLimits: HideLimits = { pivots: 400_000, pivotsEach: 3_000, branches: 200 };

export interface HideQuestion {
  readonly system: JointSystem;
  /** Cells that must be hidden and proven. */
  readonly sensitive: readonly number[];
  /** Largest less smallest possible value of each sensitive cell, at least. */
  readonly width: number;
  /** What hiding a cell costs; above 0. */
  readonly price: (cell: number) => number;
  /** Sensitive cells in the order in which they are protected. */
  readonly order: readonly number[];
  /** Where it begins: with transfers of records, or with programmes, which fit small systems better. */
  readonly first: 'transfers' | 'programmes';
  readonly limits: HideLimits;
}

export interface HideAnswer {
  readonly hidden: Uint8Array;
  readonly moves: readonly JointMove[];
  readonly proofs: ReadonlyMap<number, Proof>;
  /** Sensitive cells without a proof. */
  readonly unproven: readonly number[];
  readonly steps: { readonly pivots: number; readonly programmes: number; readonly weighed: number };
  readonly cost: number;
}

/** Above this many atoms programmes take longer than they gain. */
const mostForProgrammes = 300;

/**
 * Hides more cells until every sensitive one has a proof. Cheapest way first: moves that are known; transfers
 * that change nothing shown; then for each cell the cheapest move that is found, whose cells are hidden. Last, each cell that was hidden for others is shown again where every proof can be had without it, dearest first.
 * Method: the "attacker's problem" solved with prices (M. Fischetti and J.-J. Salazar 1999; J. Kelly and others 1992).
 */
export class Hiding {
  readonly hidden: Uint8Array;
  readonly book: ProofBook;
  readonly #question: HideQuestion;
  readonly #programme: JointProgramme | null;
  readonly #sensitive: Uint8Array;
  readonly #transfers: TransferSearch;

  constructor(solver: Solver, question: HideQuestion) {
    const { system, sensitive, width, limits } = question;
    this.#question = question;
    this.hidden = new Uint8Array(system.cells.length);
    this.#sensitive = new Uint8Array(system.cells.length);
    for (const cell of sensitive) this.hidden[cell] = this.#sensitive[cell] = 1;
    this.book = new ProofBook(system, this.hidden, sensitive, width);
    this.#transfers = new TransferSearch(system, this.hidden, question.price);
    this.#programme =
      system.atoms.length > mostForProgrammes
        ? null
        : new JointProgramme(solver, {
            system,
            limits: { pivots: limits.pivotsEach, branches: limits.branches },
          });
  }

  run(): HideAnswer {
    const { order } = this.#question;
    try {
      if (this.#question.first === 'transfers')
        for (const cell of order) if (!this.#proveFreely(cell)) this.#protectByTransfers(cell);
      for (const cell of order) if (!this.#proveFreely(cell)) this.#protect(cell);
      this.#showAgain();
      return this.#answer();
    } finally {
      this.#programme?.dispose();
    }
  }

  #answer(): HideAnswer {
    const { sensitive, price } = this.#question;
    let cost = 0;
    this.hidden.forEach((hidden, cell) => {
      if (hidden && !this.#sensitive[cell]) cost += price(cell);
    });
    return {
      hidden: this.hidden,
      moves: this.book.moves,
      proofs: this.book.proofs,
      unproven: sensitive.filter(cell => !this.book.proofs.has(cell)),
      steps: {
        pivots: this.#programme?.steps ?? 0,
        programmes: this.#programme?.asked ?? 0,
        weighed: this.book.steps + this.#transfers.steps,
      },
      cost,
    };
  }

  /** Prices for a question: hidden cells free, others at their price. */
  #prices(free: ReadonlySet<number> = new Set()): Float64Array {
    const { price, system } = this.#question;
    return Float64Array.from(system.cells, (_, cell) => (this.hidden[cell] || free.has(cell) ? 0 : price(cell)));
  }

  /** A proof from moves that are known or that change nothing shown. */
  #proveFreely(cell: number): boolean {
    if (this.book.proofs.has(cell) || this.book.prove(cell)) return true;
    for (const direction of [-1, 1] as const)
      for (let round = 0; round < this.#question.width; round++) {
        const move = this.#transfers.free(cell, direction, this.book.world(cell, direction));
        const before = this.book.moves.length;
        if (!move || this.book.learn(move) < before) break;
        if (this.book.prove(cell)) return true;
      }
    return false;
  }

  /** Hides what cheap transfers change, one after the other, until the cell has a proof. */
  #protectByTransfers(cell: number): void {
    for (let round = 0; round < 2 * this.#question.width && !this.#proveFreely(cell); round++) {
      const up = this.#transfers.cheap(cell, 1, this.book.world(cell, 1));
      const down = this.#transfers.cheap(cell, -1, this.book.world(cell, -1));
      const cheapest = up && down ? (up.cost < down.cost ? up : down) : (up ?? down);
      if (!cheapest) return;
      this.#hideCells(cheapest.move);
      const before = this.book.moves.length;
      if (this.book.learn(cheapest.move) < before) return;
    }
  }

  #hideCells(move: JointMove): void {
    for (const cell of move.cells) this.#setHidden(cell, true);
  }

  #setHidden(cell: number, hidden: boolean): void {
    if ((this.hidden[cell] === 1) === hidden) return;
    this.book.setHidden(cell, hidden);
    this.#transfers.changed(cell, hidden);
  }

  /** Hides what the cheapest move of the cell changes: all the way up, or down and then up. */
  #protect(cell: number): void {
    const { width } = this.#question;
    const ways = this.#programme ? this.#waysOf(this.#programme, cell) : [];
    const single = this.#transfers.single(cell, width);
    if (single) ways.push([single]);
    const priced = ways.map(moves => ({ moves, cost: this.#added(moves) })).sort((a, b) => a.cost - b.cost);
    priced.some(({ moves }) => this.#take(moves, cell));
  }

  #waysOf(programme: JointProgramme, cell: number): JointMove[][] {
    const { width, system } = this.#question;
    programme.prices(this.#prices());
    const up = programme.ask(cell, width);
    const ways: JointMove[][] = up ? [[up]] : [];
    if (up && this.#added([up]) === 0) return ways;
    const fall = Math.min(width, system.values[cell]!);
    const down = programme.ask(cell, -fall);
    if (!down) return ways;
    if (fall === width) return [...ways, [down]];
    programme.prices(this.#prices(new Set(down.cells)));
    const rest = programme.ask(cell, width - fall);
    return rest ? [...ways, [down, rest]] : ways;
  }

  #added(moves: readonly JointMove[]): number {
    const cells = new Set(moves.flatMap(move => Array.from(move.cells)));
    let cost = 0;
    for (const cell of cells) if (!this.hidden[cell]) cost += this.#question.price(cell);
    return cost;
  }

  /** Hides what the moves change. Answers whether they prove the cell. */
  #take(moves: readonly JointMove[], cell: number): boolean {
    const numbers = moves.map(move => {
      this.#hideCells(move);
      return this.book.learn(move);
    });
    return this.book.prove(cell, numbers);
  }

  /** Shows again what no proof needs, dearest first. */
  #showAgain(): void {
    const { price } = this.#question;
    const extra = Array.from(this.hidden.keys())
      .filter(cell => this.hidden[cell] && !this.#sensitive[cell])
      .sort((a, b) => price(b) - price(a) || b - a);
    for (const cell of extra) {
      const affected = this.book.affected(cell);
      const kept = affected.map(target => this.book.proofs.get(target)!);
      this.#setHidden(cell, false);
      for (const target of affected) this.book.proofs.delete(target);
      if (this.#proveAll(affected)) continue;
      this.#setHidden(cell, true);
      affected.forEach((target, i) => this.book.proofs.set(target, kept[i]!));
    }
  }

  /** Proofs of all these through what is hidden; the first without one ends it. */
  #proveAll(targets: readonly number[]): boolean {
    const { width, system } = this.#question;
    const programme = this.#programme;
    let priced = false;
    return targets.every(target => {
      if (this.#proveFreely(target)) return true;
      if (!programme || programme.steps > this.#question.limits.pivots) return false;
      if (!priced) programme.prices(this.#prices().map(price => (price > 0 ? Infinity : 0)));
      priced = true;
      const fall = Math.min(width, system.values[target]!);
      for (const by of [width, -fall, width - fall]) {
        const move = by === 0 ? null : programme.ask(target, by);
        if (move) this.book.learn(move);
        if (this.book.prove(target)) return true;
      }
      return false;
    });
  }
}
