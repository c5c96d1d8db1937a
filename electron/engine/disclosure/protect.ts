import { movesFor } from './moves.ts';
import type { Move } from './moves.ts';
import { Repair } from './repair.ts';
import type { Cells } from './repair.ts';
import { hiddenBySpan, leavesOf } from './span.ts';
import type { Rows, Solver } from './solver.ts';
import type { Knowledge } from './system.ts';

/** free: may be published or hidden. hidden: must be. known: published whatever happens. unseen: never displayed. */
export const roles = { free: 0, hidden: 1, known: 2, unseen: 3 } as const;

export interface ProtectionQuestion extends Cells {
  readonly relations: Rows;
  readonly role: Uint8Array;
  /** Cells that must not be derivable: those that are hidden first, and unseen ones such as a complement. */
  readonly sensitive: readonly number[];
  /** Values of a sensitive cell must be at least this far apart; 1 for a count. */
  readonly width: (cell: number) => number;
  readonly whole: boolean;
  /** Milliseconds of `performance.now()` at which work stops; what is not proven then stays exposed. */
  readonly deadline: number;
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
  readonly start: 'span' | 'nothing';
  /** The price of hiding a cell. */
  readonly cost: (cell: number) => number;
}

/** Tables up to this size are protected in several ways, and the one that hides least is kept. */
const smallTable = 900;

/** Protects a table: hides more cells until every sensitive one has a proof that it cannot be known. */
export function protectionOf(solver: Solver, question: ProtectionQuestion): Protection {
  const { relations, truth, role } = question;
  const size = relations.columns;
  const free = role.reduce((count, one) => count + Number(one === roles.free), 0);
  const leaves = leavesOf(relations);
  const value = (cell: number) => 1 + Math.log2(1 + Math.abs(truth[cell]!));
  const breadth = (cell: number) => 1 + (leaves ? leaves[cell]!.size : 1) / 4;
  const uniform = () => 1;
  const strategies: Strategy[] =
    free <= smallTable
      ? [
          { start: 'nothing', cost: uniform },
          { start: 'nothing', cost: value },
          { start: 'span', cost: value },
          { start: 'span', cost: breadth },
        ]
      : [{ start: 'nothing', cost: value }];
  let best: Protection | null = null;
  for (const strategy of strategies) {
    if (best && !best.exposed.length && (!best.secondary.length || performance.now() > question.deadline)) break;
    if (strategy.start === 'span' && !leaves) continue;
    const found = attempt(strategy);
    if (!best || rank(found, truth) < rank(best, truth)) best = found;
  }
  return best!;

  function attempt(strategy: Strategy): Protection {
    const hidden = Uint8Array.from(role, one => Number(one === roles.hidden || one === roles.unseen));
    const movable = Uint8Array.from(role, one => Number(one !== roles.known));
    const out = () => performance.now() > question.deadline || question.stopped?.() === true;
    const seconds = () => Math.max(0.01, (question.deadline - performance.now()) / 1000);
    if (strategy.start === 'span') {
      const order = Array.from({ length: size }, (_, cell) => cell)
        .filter(cell => role[cell] === roles.free)
        .sort((a, b) => strategy.cost(b) - strategy.cost(a) || truth[b]! - truth[a]! || a - b);
      const known = Array.from({ length: size }, (_, cell) => cell).filter(cell => role[cell] === roles.known);
      for (const cell of hiddenBySpan(leaves!, order, question.sensitive, known) ?? []) hidden[cell] = 1;
    }
    let moves: readonly Move[] = [];
    const search = (targets: readonly number[], earlier: readonly Move[]) =>
      movesFor(solver, {
        knowledge: knowledgeOf(question, hidden),
        truth,
        targets,
        width: question.width,
        whole: question.whole,
        earlier,
        deadline: question.deadline,
      });
    let found = search(question.sensitive, moves);
    const lost = new Set<number>();
    let repair: Repair | null = null;
    const widest = question.sensitive.reduce((most, cell) => Math.max(most, question.width(cell)), 1);
    try {
      for (let round = 0; round < 200 && !out(); round++) {
        moves = found.moves;
        let open = found.exposed.filter(cell => !lost.has(cell));
        question.progress?.(question.sensitive.length - found.exposed.length, question.sensitive.length);
        if (!open.length) break;
        if (!repair) {
          repair = new Repair(solver, relations, question, movable, Math.max(8, 2 * widest), question.whole);
          repair.prices(cell => (hidden[cell] ? 1e-3 : strategy.cost(cell)));
        }
        const learned: Move[] = [];
        const hide = (move: Move) => {
          for (let i = 0; i < move.cells.length; i++) {
            const cell = move.cells[i]!;
            if (hidden[cell] || stays(question, cell, move.by[i]!)) continue;
            hidden[cell] = 1;
            repair!.price(cell, 1e-3);
          }
          learned.push(move);
        };
        const covered = (cell: number, move: Move) => {
          const at = move.cells.indexOf(cell);
          return at >= 0 && Math.abs(move.by[at]!) >= question.width(cell) - 1e-7;
        };
        if (open.length > 8) {
          let turn = round;
          for (let k = 0; k < 4 && open.length > 3 && !out(); k++) {
            turn++;
            const move = repair.together(
              open,
              cell => ((cell * 2654435761 + turn * 40503) >>> 7) % 2 === 0,
              widest,
              40 * widest,
              seconds(),
            );
            if (!move) break;
            hide(move);
            open = open.filter(cell => !covered(cell, move));
          }
        }
        for (const cell of open) {
          if (out()) break;
          if (learned.some(move => covered(cell, move))) continue;
          const move = repair.cheapest(cell, question.width(cell), seconds());
          if (move) hide(move);
          else lost.add(cell);
        }
        const before = found;
        found = search(question.sensitive, [...moves, ...learned]);
        // A cell that stays exposed although its repair is in place has no whole-number table: hide its neighbours too.
        for (const cell of found.exposed)
          if (before.exposed.includes(cell) && !lost.has(cell) && round > 2) {
            if (!widen(cell, hidden)) lost.add(cell);
          }
      }
    } finally {
      repair?.dispose();
    }
    moves = found.moves;
    let proofs = new Map(
      [...found.proofs].map(([cell, list]) => [cell, list.map(move => found.moves[move]!)] as const),
    );
    if (!found.exposed.length) {
      const secondaries = Array.from({ length: size }, (_, cell) => cell)
        .filter(cell => hidden[cell] && role[cell] === roles.free)
        .sort((a, b) => truth[b]! - truth[a]! || a - b);
      const until = performance.now() + 0.6 * (question.deadline - performance.now());
      const stop = free > smallTable ? Math.min(until, performance.now() + 400) : until;
      for (const cell of secondaries) {
        if (performance.now() > stop || out()) break;
        hidden[cell] = 0;
        const moves1 = (move: Move) =>
          !move.cells.includes(cell) || stays(question, cell, move.by[move.cells.indexOf(cell)]!);
        const affected = [...proofs].filter(([, list]) => !list.every(moves1)).map(([target]) => target);
        if (!affected.length) continue;
        const kept = [...new Set([...proofs.values()].flat())].filter(moves1);
        const again = search(affected, kept);
        if (again.exposed.length) {
          hidden[cell] = 1;
          continue;
        }
        proofs = new Map(proofs);
        for (const [target, list] of again.proofs)
          proofs.set(
            target,
            list.map(move => again.moves[move]!),
          );
      }
    }
    return {
      hidden,
      secondary: Array.from({ length: size }, (_, cell) => cell).filter(
        cell => hidden[cell] && role[cell] === roles.free,
      ),
      exposed: question.sensitive.filter(cell => !proofs.has(cell)),
      proofs,
    };
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
