import { fits, movesFor, swapMove } from './moves.ts';
import type { Move, MoveSearch } from './moves.ts';
import { Repair } from './repair.ts';
import type { Cells } from './repair.ts';
import { hiddenBySpan, leavesOf } from './span.ts';
import type { Rows, Solver } from './solver.ts';
import { Swaps } from './swaps.ts';
import type { Product } from './swaps.ts';
import { touchingRows } from './system.ts';
import type { Knowledge } from './system.ts';
import type { Work } from './work.ts';

/** free: may be published or hidden. hidden: must be. known: published whatever happens. unseen: never displayed. */
export const roles = { free: 0, hidden: 1, known: 2, unseen: 3 } as const;

export interface ProtectionQuestion extends Cells {
  readonly relations: Rows;
  readonly role: Uint8Array;
  /** Which cells are products of trees; the search for moves is quicker there. */
  readonly products?: readonly Product[];
  readonly companions?: readonly Int32Array[];
  /** Cells that must not be derivable: those that are hidden first, and unseen ones such as a complement. */
  readonly sensitive: readonly number[];
  /** Values of a sensitive cell must be at least this far apart; 1 for a count. */
  readonly width: (cell: number) => number;
  readonly whole: boolean;
  /** What may still be done; what is not proven when it is used up stays exposed. */
  readonly work: Work;
  readonly stopped?: () => boolean;
  readonly progress?: (done: number, of: number) => void;
}

export interface Protection {
  /** 1 where a cell is not published (sensitive, secondary or unseen). */
  readonly hidden: Uint8Array;
  /** Cells hidden only to protect others. */
  readonly secondary: readonly number[];
  /** Sensitive cells that could not be shown safe: the table must not be given out. */
  readonly exposed: readonly number[];
  /** Another table for each sensitive cell that fits all that is published. */
  readonly proofs: ReadonlyMap<number, readonly Move[]>;
}

interface Strategy {
  readonly start: 'span' | 'swaps' | 'programmes';
  /** The price of hiding a cell. */
  readonly cost: (cell: number) => number;
}

/**
 * Up to this many cells a table is protected in several ways, and the one that hides least is kept; above it swaps come
 * first. The choice follows the table and never the clock, so that the same table is always protected alike: two
 * patterns for one table could be set against each other.
 */
const smallTable = 130;

/** Protects a table: hides more cells until every sensitive one has a proof that it cannot be known. */
export function protectionOf(solver: Solver, question: ProtectionQuestion): Protection {
  const { relations, truth, role } = question;
  const size = relations.columns;
  const small = role.reduce((count, one) => count + Number(one !== roles.known), 0) <= smallTable;
  const touching = touchingRows(relations);
  const swaps = question.products?.length ? new Swaps(question.products) : null;
  const exact = truth.every((_, cell) => question.publishedLower[cell] === question.publishedUpper[cell]);
  const leaves = small && exact ? leavesOf(relations) : null;
  /** What a reader would know if all was hidden that may be. */
  const open = knowledgeOf(
    question,
    role.map(one => Number(one !== roles.known)),
  );
  const value = (cell: number) => 1 + Math.log2(1 + Math.abs(truth[cell]!));
  /** One for each cell; of as many cells, the smaller ones. */
  const count = (cell: number) => 1 + value(cell) / 1000;
  const breadth = (cell: number) => 1 + leaves![cell]!.size / 4;
  const strategies: Strategy[] = small
    ? [
        ...(swaps ? [{ start: 'swaps', cost: count } as const] : []),
        { start: 'programmes', cost: count },
        ...(leaves ? [{ start: 'span', cost: breadth } as const] : []),
      ]
    : [{ start: swaps ? 'swaps' : 'programmes', cost: value }];
  let best: Protection | null = null;
  for (const strategy of strategies) {
    // None or one more hidden cell cannot be bettered: the first way found that some are needed.
    if (best && !best.exposed.length && best.secondary.length <= 1) break;
    const found = attempt(strategy);
    if (!best || rank(found, truth) < rank(best, truth)) best = found;
  }
  // Out of work: what was not proven may be known, so nothing is told.
  if (question.work.isOut || question.stopped?.()) return { ...best!, exposed: question.sensitive };
  // The last word is addition, not a solver: every proof once more against all that is published.
  const published = knowledgeOf(question, best!.hidden);
  const exposed = question.sensitive.filter(cell => !best!.hidden[cell] && role[cell] === roles.hidden);
  /** One move proves many cells. */
  const checked = new Map<Move, boolean>();
  const holds = (move: Move): boolean => {
    const known = checked.get(move) ?? fits(published, touching, truth, move);
    checked.set(move, known);
    return known;
  };
  for (const [cell, list] of best!.proofs) {
    const moved = list.map(move => move.by[move.cells.indexOf(cell)] ?? 0);
    const width = Math.max(0, ...moved) - Math.min(0, ...moved);
    if (width < question.width(cell) - 1e-7 || !list.every(holds)) exposed.push(cell);
  }
  return { ...best!, exposed: [...new Set([...best!.exposed, ...exposed])] };

  function attempt(strategy: Strategy): Protection {
    const hidden = Uint8Array.from(role, one => Number(one === roles.hidden || one === roles.unseen));
    const out = () => question.work.isOut || question.stopped?.() === true;
    const quick = strategy.start === 'swaps';
    if (strategy.start === 'span') {
      const all = Array.from({ length: size }, (_, cell) => cell);
      const order = all
        .filter(cell => role[cell] === roles.free)
        .sort((a, b) => strategy.cost(b) - strategy.cost(a) || truth[b]! - truth[a]! || a - b);
      const known = all.filter(cell => role[cell] === roles.known);
      for (const cell of hiddenBySpan(leaves!, order, question.sensitive, known) ?? []) hidden[cell] = 1;
    }
    const search = (
      targets: readonly number[],
      earlier: readonly Move[],
      swapsOnly: boolean,
      holding: readonly Move[] = [],
    ) =>
      movesFor(solver, {
        knowledge: knowledgeOf(question, hidden),
        truth,
        targets,
        width: question.width,
        whole: question.whole,
        earlier,
        holding,
        swaps,
        companions: question.companions,
        quick: swapsOnly,
        touching,
        work: question.work,
      });
    const repairs = new Repairs(solver, question, hidden, strategy.cost);
    let moves: readonly Move[] = [];
    let proofs = new Map<number, readonly Move[]>();
    const lost = new Set<number>();
    try {
      let withSwaps = quick;
      for (let round = 0; round < 200; round++) {
        const found = search(question.sensitive, moves, withSwaps);
        moves = found.moves;
        proofs = proofsOf(found);
        question.progress?.(proofs.size, question.sensitive.length);
        const left = found.exposed.filter(cell => !lost.has(cell));
        if (!left.length || out()) break;
        const learned: Move[] = [];
        const done = (cell: number) => learned.some(move => covers(question, cell, move));
        let unmoved = left;
        if (withSwaps && swaps) {
          unmoved = [];
          for (const cell of left) {
            if (out()) break;
            const move = swapFor(swaps, cell, hidden, strategy.cost);
            if (move) {
              hide(move, hidden);
              learned.push(move);
            } else unmoved.push(cell);
          }
          if (unmoved.length) withSwaps = false;
          moves = [...moves, ...learned];
          continue;
        }
        if (left.length > 8) {
          const move = repairs.together(left, round, question.work);
          if (move) {
            repairs.hide(move);
            learned.push(move);
          }
        }
        for (const cell of left) {
          if (out()) break;
          if (done(cell)) continue;
          const move = repairs.cheapest(cell, question.work);
          if (!move) lost.add(cell);
          else {
            const before = learned.length;
            if (!repairs.hide(move) && round > 3 && !widen(cell, hidden)) lost.add(cell);
            learned.splice(before, 0, move);
          }
        }
        moves = [...moves, ...learned];
      }
    } finally {
      repairs.dispose();
    }
    if (question.sensitive.every(cell => proofs.has(cell)))
      proofs = publishedAgain(hidden, proofs, search, quick && !small);
    return {
      hidden,
      secondary: Array.from({ length: size }, (_, cell) => cell).filter(
        cell => hidden[cell] && role[cell] === roles.free,
      ),
      exposed: question.sensitive.filter(cell => !proofs.has(cell)),
      proofs,
    };
  }

  /** Publishes each secondary cell again, dearest first, where every sensitive cell keeps a proof without it. */
  function publishedAgain(
    hidden: Uint8Array,
    proven: ReadonlyMap<number, readonly Move[]>,
    search: (
      targets: readonly number[],
      earlier: readonly Move[],
      swapsOnly: boolean,
      holding: readonly Move[],
    ) => MoveSearch,
    swapsOnly: boolean,
  ): Map<number, readonly Move[]> {
    const proofs = new Map(proven);
    const secondaries = Array.from({ length: size }, (_, cell) => cell)
      .filter(cell => hidden[cell] && role[cell] === roles.free)
      .sort((a, b) => truth[b]! - truth[a]! || a - b);
    /** Which targets a move proves, and which of these moves move a cell; a move that proves nothing any more stays. */
    const provenBy = new Map<Move, Set<number>>();
    const movesOf = new Map<number, Move[]>();
    const use = (target: number, list: readonly Move[], add: boolean) => {
      for (const move of list) {
        let proven = provenBy.get(move);
        if (!proven) {
          provenBy.set(move, (proven = new Set()));
          for (const cell of move.cells) {
            const here = movesOf.get(cell);
            if (here) here.push(move);
            else movesOf.set(cell, [move]);
          }
        }
        if (add) proven.add(target);
        else proven.delete(target);
      }
    };
    for (const [target, list] of proofs) use(target, list, true);
    for (const cell of secondaries) {
      if (question.work.isOut || question.stopped?.()) break;
      hidden[cell] = 0;
      const affected = [...new Set((movesOf.get(cell) ?? []).flatMap(move => [...provenBy.get(move)!]))];
      if (!affected.length) continue;
      // Every proof holds as things stand, so one that does not move the cell holds without it too.
      const kept = swapsOnly
        ? []
        : [...new Set(affected.flatMap(target => movesOf.get(target) ?? []))].filter(
            move => provenBy.get(move)!.size > 0 && !move.cells.includes(cell),
          );
      const again = search(affected, [], swapsOnly, kept);
      if (again.exposed.length) {
        hidden[cell] = 1;
        continue;
      }
      for (const target of affected) use(target, proofs.get(target)!, false);
      for (const [target, list] of proofsOf(again)) {
        proofs.set(target, list);
        use(target, list, true);
      }
    }
    return proofs;
  }

  function swapFor(found: Swaps, cell: number, hidden: Uint8Array, cost: (cell: number) => number): Move | null {
    const step = question.width(cell);
    const price = (other: number, sign: number) => {
      const value = truth[other]! + sign * step;
      const within = value >= question.hiddenLower[other]!;
      if (hidden[other]) return within ? 1e-3 : Infinity;
      if (value >= question.publishedLower[other]! && value <= question.publishedUpper[other]!) return 1e-3;
      return role[other] === roles.free && within ? cost(other) : Infinity;
    };
    return swapMove(found, cell, step, price, 0.1, question.companions, move => fits(open, touching, truth, move));
  }

  function hide(move: Move, hidden: Uint8Array): boolean {
    let any = false;
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      if (hidden[cell] || stays(question, cell, move.by[i]!)) continue;
      hidden[cell] = 1;
      any = true;
    }
    return any;
  }

  /** Hides the cells that share a row with a cell; false when all of them are hidden already. */
  function widen(cell: number, hidden: Uint8Array): boolean {
    let any = false;
    for (let r = 0; r < relations.lower.length; r++) {
      let here = false;
      for (let k = relations.starts[r]!; k < relations.starts[r + 1]! && !here; k++)
        here = relations.indices[k] === cell;
      if (!here) continue;
      for (let k = relations.starts[r]!; k < relations.starts[r + 1]!; k++) {
        const other = relations.indices[k]!;
        if (hidden[other] || role[other] !== roles.free) continue;
        hidden[other] = 1;
        any = true;
      }
    }
    return any;
  }
}

/** Fewest exposed, then fewest hidden, then the smallest sum hidden. */
function rank(protection: Protection, truth: Float64Array): number {
  const sum = protection.secondary.reduce((total, cell) => total + Math.abs(truth[cell]!), 0);
  return protection.exposed.length * 1e12 + protection.secondary.length * 1e4 + 1e4 * (1 - 1 / (1 + sum));
}

/** Whether a published cell may move so within its rounding. */
function stays(cells: Cells, cell: number, by: number): boolean {
  const value = cells.truth[cell]! + by;
  return value >= cells.publishedLower[cell]! - 1e-9 && value <= cells.publishedUpper[cell]! + 1e-9;
}

/** What a reader of the table with these cells hidden knows. */
export function knowledgeOf(question: Cells & { readonly relations: Rows }, hidden: Uint8Array): Knowledge {
  return {
    relations: question.relations,
    lower: question.publishedLower.map((low, cell) => (hidden[cell] ? question.hiddenLower[cell]! : low)),
    upper: question.publishedUpper.map((high, cell) => (hidden[cell] ? Infinity : high)),
  };
}

const covers = (question: ProtectionQuestion, cell: number, move: Move): boolean => {
  const at = move.cells.indexOf(cell);
  return at >= 0 && Math.abs(move.by[at]!) >= question.width(cell) - 1e-7;
};

const proofsOf = (found: MoveSearch): Map<number, readonly Move[]> =>
  new Map([...found.proofs].map(([cell, list]) => [cell, list.map(move => found.moves[move]!)]));

/** The repair programme of one attempt, built when first needed; its prices follow what is hidden. */
class Repairs {
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
