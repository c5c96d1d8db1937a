import type { Solver } from '../solver.ts';
import type { PlanCells } from './plan-cells.ts';
import { PlanEffects } from './plan-effects.ts';
import type { PlanMove, PricedPlanMove } from './plan-effects.ts';
import { PlanProgrammes } from './plan-programmes.ts';
import { PlanSearch, usualPairs } from './plan-search.ts';
import { PlanBook } from './plan-book.ts';
import type { KnownBounds, PlanProof } from './plan-book.ts';

export interface PlanRule {
  /** Counts in this range are hidden. */
  readonly hide: { readonly from: number; readonly to: number };
  /** Largest less smallest possible value of each small cell, at least. */
  readonly width: number;
  /** `shown`: every zero of a printed table is printed, so that a hidden cell is known to be 1 or more. */
  readonly zeros: 'shown' | 'may-be-hidden';
  /** Columns in every table, in the order in which near is near: such as district and quarter. */
  readonly ground: readonly string[];
}

export interface PlanLimits {
  /** Moves weighed in all. When they are used up, cells without a proof are told as such. */
  readonly weighed: number;
  /** Pairs of records weighed in one search; fewer are quicker and hide rather more. */
  readonly pairs?: number;
  /** Questions to programmes in all. */
  readonly programmes?: number;
}

export const usualPlanLimits: PlanLimits = { weighed: 60_000_000 };

/** What stands from an earlier round. */
export interface PlanEarlier {
  /** Keys of cells that were given out with their value: never hidden, never moved. */
  readonly held: ReadonlySet<string>;
  /** Keys of cells that were hidden; hidden again, until they are shown last. */
  readonly hidden: ReadonlySet<string>;
  /** Moves of the earlier proofs, of which those are used that still hold. */
  readonly moves: readonly PlanMove['edits'][];
  /** Keys of cells that stay as hidden as they are: they were given out so, or are hidden for another reason. */
  readonly stays?: ReadonlySet<string>;
  /** Keys of cells that are to be shown now, and may be hidden all together where a cell has no proof otherwise. */
  readonly own?: ReadonlySet<string>;
  /** Keys of cells that must not be known although they are not small, such as a count that changed by a few. */
  readonly secrets?: ReadonlySet<string>;
  /** Keys of those secrets of which two values are enough where there is no proof of more. */
  readonly narrow?: ReadonlySet<string>;
  /** By key of a cell, between what it is known to be: it was given out rounded. */
  readonly within?: ReadonlyMap<string, { readonly lower: number; readonly upper: number }>;
}

export interface PlanAnswer {
  readonly hidden: Uint8Array;
  readonly moves: readonly PlanMove[];
  readonly proofs: ReadonlyMap<number, PlanProof>;
  /** Small cells without a proof. While there is one, its row may not be shown: see the fallbacks. */
  readonly unproven: readonly number[];
  /** Small cells for which more was hidden than at the beginning. */
  readonly needing: readonly number[];
  /** Moves weighed. */
  readonly steps: number;
}

export interface PlanQuestion {
  readonly cells: PlanCells;
  readonly rule: PlanRule;
  readonly earlier?: PlanEarlier;
  readonly limits?: PlanLimits;
  /** With a solver, programmes look for a proof where exchanges and boxes have none. */
  readonly solver?: Solver;
  readonly onProgress?: (done: number, of: number) => void;
  /** Asked between cells; an answer of true ends the work with null. */
  readonly isCancelled?: () => boolean;
}

/** A question that can be sent to another thread. */
export type PlanTask = Pick<PlanQuestion, 'cells' | 'rule' | 'earlier' | 'limits'>;

/** What a change of a held cell costs while moves are composed. */
const heldPrice = 1000;
/** Moves put together for one proof at most, for each unit of width. */
const mostRounds = 3;

/** Small cells by size, largest first, those of the ground alone before others. */
function targetOrder({ cells, rule }: PlanQuestion, targets: readonly number[]): number[] {
  const ground = new Set(rule.ground.map(name => cells.names.indexOf(name)));
  const isGround = (cell: number) => (cells.conditions[cell]!.every(one => ground.has(one.column)) ? 0 : 1);
  return targets.toSorted((a, b) => isGround(a) - isGround(b) || cells.values[b]! - cells.values[a]! || a - b);
}

/** What is known of hidden cells; null where nothing is. */
function knownBounds({ cells, rule, earlier }: PlanQuestion): KnownBounds | null {
  if (rule.zeros !== 'shown' && !earlier?.within?.size) return null;
  const lower = Float64Array.from(cells.weights, (weight, cell) =>
    rule.zeros === 'shown' && weight && cells.values[cell] ? 1 : 0,
  );
  const upper = new Float64Array(lower.length).fill(Infinity);
  cells.keys.forEach((key, cell) => {
    const within = earlier?.within?.get(key);
    if (!within) return;
    lower[cell] = Math.max(lower[cell]!, within.lower);
    upper[cell] = within.upper;
  });
  return { lower, upper };
}

/**
 * One hidden pattern for all tables together: every small cell hidden and with a proof that holds against everything
 * shown. Null when cancelled. Pure, the same for every order of input and on every machine: all limits are counted.
 * Method: exchanges of one member between two records, boxes that cancel totals, then each cell that was hidden for
 * others is shown again where every proof can be had without it.
 */
export function solvePlan(question: PlanQuestion): PlanAnswer | null {
  return new PlanSolving(question).run();
}

class PlanSolving {
  readonly #question: PlanQuestion;
  readonly #cells: PlanCells;
  readonly #hidden: Uint8Array;
  readonly #held: Uint8Array;
  readonly #targets: readonly number[];
  readonly #small: Uint8Array;
  readonly #prices: Float64Array;
  /** What a change of each cell costs now, and where nothing more may be hidden. */
  readonly #pricesNow: Float64Array;
  readonly #pricesFree: Float64Array;
  readonly #effects: PlanEffects;
  readonly #search: PlanSearch;
  readonly #book: PlanBook;
  readonly #fixed: Uint8Array;
  readonly #stays: Uint8Array;
  /** Small cells for which more had to be hidden. */
  readonly #needing: number[] = [];
  readonly #programmes: PlanProgrammes | null;
  /** Largest less smallest possible value of each cell, at least. */
  readonly #widths: Float64Array;

  constructor(question: PlanQuestion) {
    const { cells, rule, earlier } = question;
    this.#question = question;
    this.#cells = cells;
    const size = cells.keys.length;
    const { from, to } = rule.hide;
    this.#small = Uint8Array.from(cells.values, (value, cell) =>
      (value >= from && value <= to) || earlier?.secrets?.has(cells.keys[cell]!) ? 1 : 0,
    );
    this.#stays = Uint8Array.from(cells.keys, key => (earlier?.stays?.has(key) ? 1 : 0));
    this.#targets = Array.from(this.#small.keys()).filter(cell => this.#small[cell]);
    this.#held = Uint8Array.from(cells.keys, key => (earlier?.held.has(key) ? 1 : 0));
    this.#hidden = Uint8Array.from(cells.keys, (key, cell) =>
      this.#small[cell] ||
      !cells.weights[cell] ||
      ((earlier?.hidden.has(key) || this.#stays[cell]) && !this.#held[cell])
        ? 1
        : 0,
    );
    this.#fixed = Uint8Array.from(cells.values, (value, cell) =>
      rule.zeros === 'shown' && value === 0 && cells.weights[cell] && !this.#hidden[cell] ? 1 : 0,
    );
    this.#prices = Float64Array.from(
      { length: size },
      (_, cell) =>
        cells.weights[cell]! *
        (1 + 0.12 * Math.log1p(cells.values[cell]!)) *
        (cells.conditions[cell]!.length < 2 ? 2 : 1),
    );
    this.#pricesNow = new Float64Array(size);
    this.#pricesFree = new Float64Array(size);
    for (let cell = 0; cell < size; cell++) this.#setPrice(cell);
    this.#effects = new PlanEffects(cells);
    const ground = rule.ground.map(name => cells.names.indexOf(name));
    this.#search = new PlanSearch(this.#effects, ground, question.limits?.pairs ?? usualPairs);
    const known = knownBounds(question);
    this.#programmes = question.solver ? new PlanProgrammes(question.solver, this.#effects, ground, known) : null;
    this.#widths = new Float64Array(size).fill(rule.width);
    this.#book = new PlanBook(cells, this.#hidden, this.#small, this.#widths, known);
  }

  run(): PlanAnswer | null {
    try {
      return this.#solve();
    } finally {
      this.#programmes?.dispose();
    }
  }

  #solve(): PlanAnswer | null {
    const { earlier } = this.#question;
    for (const edits of earlier?.moves ?? []) this.#book.learn(this.#effects.moveOf(edits));
    const order = targetOrder(this.#question, this.#targets);
    for (let at = 0; at < order.length; at++) {
      if (this.#cancelled(at, 2 * order.length)) return null;
      this.#protect(order[at]!);
    }
    for (const cell of order) {
      if (this.#book.proofs.has(cell) || this.#book.prove(cell)) continue;
      if (this.#cancelled(order.length, 2 * order.length)) return null;
      this.#search.isThorough = true;
      this.#protect(cell);
      this.#search.isThorough = false;
      this.#protectNarrowly(cell);
      if (!this.#book.proofs.has(cell)) this.#protectByProgramme(cell);
    }
    for (const cell of order) this.#protect(cell);
    if (!this.#showAgain()) return null;
    const left = this.#unproven();
    if (left.length) this.#proveWithoutView(left);
    return {
      hidden: this.#hidden,
      moves: this.#book.moves,
      proofs: this.#book.proofs,
      unproven: this.#unproven(),
      needing: [...new Set(this.#needing)],
      steps: this.#effects.steps,
    };
  }

  #unproven(): number[] {
    return this.#targets.filter(cell => !this.#book.proofs.has(cell));
  }

  /** The cheapest whole table of the attribute in which the cell is lower, and one in which it is higher. */
  #protectByProgramme(cell: number): void {
    const { width } = this.#question.rule;
    const price = (one: number) => (this.#held[one] && !this.#hidden[one] ? Infinity : this.#pricesNow[one]!);
    const fall = Math.min(width, this.#cells.values[cell]!);
    const most = this.#question.limits?.programmes ?? Infinity;
    for (const by of [-fall, width - fall, width]) {
      if ((this.#programmes?.asked ?? 0) >= most) return;
      const move = by === 0 ? null : this.#programmes?.ask(cell, by, price);
      if (!move) continue;
      for (const one of move.cells) this.#setHidden(one, true);
      this.#book.learn(move);
      if (this.#book.prove(cell)) return;
    }
  }

  #cancelled(done: number, of: number): boolean {
    this.#question.onProgress?.(done, of);
    return this.#question.isCancelled?.() === true;
  }

  #spent(): boolean {
    return this.#effects.steps > (this.#question.limits ?? usualPlanLimits).weighed;
  }

  /** What a change of a cell costs: nothing where it is hidden, much where it is held, no end where a zero is shown. */
  #setPrice(cell: number): void {
    const isHidden = this.#hidden[cell] === 1;
    this.#pricesFree[cell] = isHidden ? 0 : Infinity;
    const shown = this.#fixed[cell] ? Infinity : this.#held[cell] ? heldPrice : this.#prices[cell]!;
    this.#pricesNow[cell] = isHidden ? 0 : shown;
  }

  #setHidden(cell: number, hidden: boolean): void {
    this.#book.setHidden(cell, hidden);
    this.#setPrice(cell);
  }

  /** A proof from known moves, then from moves that cost nothing, then from the cheapest ones, known or new. */
  #protect(cell: number): void {
    for (let round = 0; round < mostRounds * this.#question.rule.width; round++) {
      if (this.#book.proofs.has(cell) || this.#book.prove(cell)) return;
      const best = this.#cheapest(cell, false);
      if (!best || best.cost >= heldPrice) return;
      if (best.cost > 0) this.#needing.push(cell);
      for (const one of best.move.cells) this.#setHidden(one, true);
      if (!this.#book.learn(best.move) && !this.#book.prove(cell) && best.cost === 0) return;
    }
    this.#book.prove(cell);
  }

  /** A proof of two values, of a cell of which these are enough and more cannot be had. */
  #protectNarrowly(cell: number): void {
    if (this.#book.proofs.has(cell) || !this.#question.earlier?.narrow?.has(this.#cells.keys[cell]!)) return;
    this.#widths[cell] = Math.min(1, this.#widths[cell]!);
    this.#protect(cell);
  }

  #cheapest(cell: number, free: boolean): PricedPlanMove | null {
    const prices = free ? this.#pricesFree : this.#pricesNow;
    let best: PricedPlanMove | null = null;
    const least = () => best?.cost ?? Infinity;
    if (!free)
      for (const direction of [-1, 1] as const)
        best = this.#book.cheapestKnown(cell, direction, prices, least()) ?? best;
    for (const direction of [-1, 1] as const) {
      if (least() === 0 || this.#spent()) break;
      const used = this.#book.usedUnits(cell, direction);
      best = this.#search.cheapest(cell, direction, prices, used, !free, least()) ?? best;
    }
    return best;
  }

  /** Whether each has a proof without hiding more. */
  #proveFreely(targets: readonly number[]): boolean {
    return targets.every(target => {
      for (let round = 0; round <= 2 * this.#question.rule.width; round++) {
        if (this.#book.prove(target)) return true;
        const best = this.#cheapest(target, true);
        if (!best || best.cost > 0 || !this.#book.learn(best.move)) return false;
      }
      return false;
    });
  }

  /** With all of the view hidden, those are proven that can be; then it is shown again as far as no proof needs it. */
  #proveWithoutView(unproven: readonly number[]): void {
    const { own } = this.#question.earlier ?? {};
    if (!own?.size) return;
    const shown = this.#cells.keys.flatMap((key, cell) => (own.has(key) && !this.#hidden[cell] ? [cell] : []));
    for (const cell of shown) this.#setHidden(cell, true);
    this.#search.isThorough = true;
    for (const cell of unproven) this.#protect(cell);
    this.#search.isThorough = false;
    if (unproven.some(cell => this.#book.proofs.has(cell))) this.#showAgain();
    else for (const cell of shown) this.#setHidden(cell, false);
  }

  /** Shows again what no proof needs, dearest first. False when cancelled. */
  #showAgain(): boolean {
    const extra = Array.from(this.#hidden.keys())
      .filter(cell => this.#hidden[cell] && !this.#small[cell] && !this.#stays[cell] && this.#cells.weights[cell])
      .sort((a, b) => this.#prices[b]! - this.#prices[a]! || a - b);
    for (let at = 0; at < extra.length; at++) {
      if (this.#cancelled(extra.length + at, 2 * extra.length)) return false;
      const cell = extra[at]!;
      const affected = this.#book.affected(cell);
      const kept = affected.map(target => this.#book.proofs.get(target)!);
      this.#setHidden(cell, false);
      for (const target of affected) this.#book.proofs.delete(target);
      if (this.#proveFreely(affected)) continue;
      this.#setHidden(cell, true);
      affected.forEach((target, i) => this.#book.proofs.set(target, kept[i]!));
    }
    return true;
  }
}
