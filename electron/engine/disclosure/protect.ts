import { fits } from './move.ts';
import type { Move } from './move.ts';
import { ProtectionAttempt } from './protection-attempt.ts';
import type { AttemptGround, Strategy } from './protection-attempt.ts';
import { knowledgeOf, roles } from './protection-question.ts';
import type { Protection, ProtectionQuestion } from './protection-question.ts';
import { leavesOf } from './span.ts';
import type { Solver } from './solver.ts';
import { Swaps } from './swaps.ts';
import { touchingRows } from './system.ts';
import type { Touching } from './system.ts';

/**
 * Up to this many cells a table is protected in several ways, and the one that hides least is kept; above it swaps come
 * first. The choice follows the table and never the clock, so that the same table is always protected alike: two
 * patterns for one table could be set against each other.
 */
const smallTable = 130;

/** Protects a table: hides more cells until every sensitive one has a proof that it cannot be known. */
export function protectionOf(solver: Solver, question: ProtectionQuestion): Protection {
  const { truth } = question;
  const ground = attemptGround(solver, question);
  let best: Protection | null = null;
  for (const strategy of strategiesFor(ground)) {
    // None or one more hidden cell cannot be bettered: the first way found that some are needed.
    if (best && !best.exposed.length && best.secondary.length <= 1) break;
    const found = new ProtectionAttempt(ground, strategy).run();
    if (!best || rank(found, truth) < rank(best, truth)) best = found;
  }
  // Out of work: what was not proven may be known, so nothing is told.
  if (question.work.isOut || question.stopped?.()) return { ...best!, exposed: question.sensitive };
  return { ...best!, exposed: [...new Set([...best!.exposed, ...refuted(question, best!, ground.touching)])] };
}

function attemptGround(solver: Solver, question: ProtectionQuestion): AttemptGround {
  const { relations, truth, role, publishedLower, publishedUpper } = question;
  const mayHide = role.map(one => Number(one !== roles.known));
  const small = mayHide.reduce((count, one) => count + one, 0) <= smallTable;
  const exact = truth.every((_, cell) => publishedLower[cell] === publishedUpper[cell]);
  return {
    solver,
    question,
    touching: touchingRows(relations),
    swaps: question.products?.length ? new Swaps(question.products) : null,
    leaves: small && exact ? leavesOf(relations) : null,
    open: knowledgeOf(question, mayHide),
    small,
  };
}

/** The ways to try, in order. */
function strategiesFor({ question, swaps, leaves, small }: AttemptGround): readonly Strategy[] {
  const value = (cell: number) => 1 + Math.log2(1 + Math.abs(question.truth[cell]!));
  if (!small) return [{ start: swaps ? 'swaps' : 'programmes', cost: value }];
  /** One for each cell; of as many cells, the smaller ones. */
  const count = (cell: number) => 1 + value(cell) / 1000;
  return [
    ...(swaps ? [{ start: 'swaps', cost: count } as const] : []),
    { start: 'programmes', cost: count },
    ...(leaves ? [{ start: 'span', cost: (cell: number) => 1 + leaves[cell]!.size / 4 } as const] : []),
  ];
}

/** The last word is addition, not a solver: every proof once more against all that is published; what has none. */
function refuted(question: ProtectionQuestion, best: Protection, touching: Touching): readonly number[] {
  const { truth, role } = question;
  const published = knowledgeOf(question, best.hidden);
  const exposed = question.sensitive.filter(cell => !best.hidden[cell] && role[cell] === roles.hidden);
  /** One move proves many cells. */
  const checked = new Map<Move, boolean>();
  const holds = (move: Move): boolean => {
    const known = checked.get(move) ?? fits(published, touching, truth, move);
    checked.set(move, known);
    return known;
  };
  for (const [cell, list] of best.proofs) {
    const moved = list.map(move => move.by[move.cells.indexOf(cell)] ?? 0);
    const width = Math.max(0, ...moved) - Math.min(0, ...moved);
    if (width < question.width(cell) - 1e-7 || !list.every(holds)) exposed.push(cell);
  }
  return exposed;
}

/** Fewest exposed, then fewest hidden, then the smallest sum hidden. */
function rank(protection: Protection, truth: Float64Array): number {
  const sum = protection.secondary.reduce((total, cell) => total + Math.abs(truth[cell]!), 0);
  return protection.exposed.length * 1e12 + protection.secondary.length * 1e4 + 1e4 * (1 - 1 / (1 + sum));
}
