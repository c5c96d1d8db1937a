import { fits, swapMove } from './move.ts';
import type { Move } from './move.ts';
import { movesFor } from './moves.ts';
import type { MoveSearch } from './moves.ts';
import { knowledgeOf, roles } from './protection-question.ts';
import type { Protection, ProtectionQuestion } from './protection-question.ts';
import { proofsOf, publishAgain } from './publish-again.ts';
import type { Proofs } from './publish-again.ts';
import { Repairs, stays } from './repairs.ts';
import { hiddenBySpan } from './span.ts';
import type { leavesOf } from './span.ts';
import type { Solver } from './solver.ts';
import type { Swaps } from './swaps.ts';
import type { Knowledge, Touching } from './system.ts';

export interface Strategy {
  readonly start: 'span' | 'swaps' | 'programmes';
  /** The price of hiding a cell. */
  readonly cost: (cell: number) => number;
}

/** What every attempt at a table starts from. */
export interface AttemptGround {
  readonly solver: Solver;
  readonly question: ProtectionQuestion;
  readonly touching: Touching;
  readonly swaps: Swaps | null;
  /** Each cell as a sum of leaves; null where the table is large or no such sum. */
  readonly leaves: ReturnType<typeof leavesOf>;
  /** What a reader would know if all was hidden that may be. */
  readonly open: Knowledge;
  readonly small: boolean;
}

/** Protects a table in one way. */
export class ProtectionAttempt {
  readonly #ground: AttemptGround;
  readonly #strategy: Strategy;
  readonly #hidden: Uint8Array;
  readonly #repairs: Repairs;
  /** Proofs that were found or planned so far. */
  #moves: readonly Move[] = [];
  /** Sensitive cells that nothing helps. */
  readonly #lost = new Set<number>();

  constructor(ground: AttemptGround, strategy: Strategy) {
    const { solver, question } = ground;
    this.#ground = ground;
    this.#strategy = strategy;
    this.#hidden = Uint8Array.from(question.role, one => Number(one === roles.hidden || one === roles.unseen));
    this.#repairs = new Repairs(solver, question, this.#hidden, strategy.cost);
  }

  run(): Protection {
    const { question, small } = this.#ground;
    const hidden = this.#hidden;
    if (this.#strategy.start === 'span') this.#hideBySpan();
    let proofs: Proofs;
    try {
      proofs = this.#hideUntilProven();
    } finally {
      this.#repairs.dispose();
    }
    const quick = this.#strategy.start === 'swaps' && !small;
    const proven = proofs;
    if (question.sensitive.every(cell => proven.has(cell)))
      proofs = publishAgain(question, hidden, proven, quick, (targets, holding) =>
        this.#search(targets, [], quick, holding),
      );
    return {
      hidden,
      secondary: Array.from(hidden.keys()).filter(cell => hidden[cell] && question.role[cell] === roles.free),
      exposed: question.sensitive.filter(cell => !proofs.has(cell)),
      proofs,
    };
  }

  #isOut(): boolean {
    const { work, stopped } = this.#ground.question;
    return work.isOut || stopped?.() === true;
  }

  #hideBySpan(): void {
    const { question, leaves } = this.#ground;
    const { role, truth } = question;
    const { cost } = this.#strategy;
    const cells = Array.from(role.keys());
    const order = cells
      .filter(cell => role[cell] === roles.free)
      .sort((a, b) => cost(b) - cost(a) || truth[b]! - truth[a]! || a - b);
    const known = cells.filter(cell => role[cell] === roles.known);
    for (const cell of hiddenBySpan(leaves!, order, question.sensitive, known) ?? []) this.#hidden[cell] = 1;
  }

  #search(
    targets: readonly number[],
    earlier: readonly Move[],
    quick: boolean,
    holding: readonly Move[] = [],
  ): MoveSearch {
    const { solver, question, swaps, touching } = this.#ground;
    const { truth, width, whole, companions, work } = question;
    const knowledge = knowledgeOf(question, this.#hidden);
    return movesFor(solver, {
      knowledge,
      truth,
      targets,
      width,
      whole,
      earlier,
      holding,
      swaps,
      companions,
      quick,
      touching,
      work,
    });
  }

  /** Hides more in rounds, by swaps while they do, then by programmes, until what can have a proof has one. */
  #hideUntilProven(): Proofs {
    const { question, swaps } = this.#ground;
    let proofs: Proofs = new Map();
    let withSwaps = this.#strategy.start === 'swaps';
    for (let round = 0; round < 200; round++) {
      const found = this.#search(question.sensitive, this.#moves, withSwaps);
      this.#moves = found.moves;
      proofs = proofsOf(found);
      question.progress?.(proofs.size, question.sensitive.length);
      const left = found.exposed.filter(cell => !this.#lost.has(cell));
      if (!left.length || this.#isOut()) break;
      if (withSwaps && swaps) withSwaps = this.#hideForSwaps(swaps, left);
      else this.#hideForRepairs(left, round);
    }
    return proofs;
  }

  /** Hides what a swap for each of the cells needs; false where one has none. */
  #hideForSwaps(swaps: Swaps, left: readonly number[]): boolean {
    const learned: Move[] = [];
    let all = true;
    for (const cell of left) {
      if (this.#isOut()) break;
      const move = this.#swapFor(swaps, cell);
      if (move) {
        this.#hide(move);
        learned.push(move);
      } else all = false;
    }
    this.#moves = [...this.#moves, ...learned];
    return all;
  }

  /** Hides what the cheapest repair of each of the cells needs, after one for many at once. */
  #hideForRepairs(left: readonly number[], round: number): void {
    const { question } = this.#ground;
    const repairs = this.#repairs;
    const learned: Move[] = [];
    if (left.length > 8) {
      const move = repairs.together(left, round, question.work);
      if (move) {
        repairs.hide(move);
        learned.push(move);
      }
    }
    for (const cell of left) {
      if (this.#isOut()) break;
      if (learned.some(move => covers(question, cell, move))) continue;
      const move = repairs.cheapest(cell, question.work);
      if (move) {
        if (!repairs.hide(move) && round > 3 && !this.#widen(cell)) this.#lost.add(cell);
        learned.push(move);
      } else this.#lost.add(cell);
    }
    this.#moves = [...this.#moves, ...learned];
  }

  #swapFor(swaps: Swaps, cell: number): Move | null {
    const { question, open, touching } = this.#ground;
    const { truth, role, hiddenLower, publishedLower, publishedUpper } = question;
    const hidden = this.#hidden;
    const step = question.width(cell);
    const price = (other: number, sign: number) => {
      const value = truth[other]! + sign * step;
      const within = value >= hiddenLower[other]!;
      if (hidden[other]) return within ? 1e-3 : Infinity;
      if (value >= publishedLower[other]! && value <= publishedUpper[other]!) return 1e-3;
      return role[other] === roles.free && within ? this.#strategy.cost(other) : Infinity;
    };
    return swapMove(swaps, cell, step, price, 0.1, question.companions, move => fits(open, touching, truth, move));
  }

  /** Hides the cells that a move takes out of what is published of them. */
  #hide(move: Move): void {
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      if (!stays(this.#ground.question, cell, move.by[i]!)) this.#hidden[cell] = 1;
    }
  }

  /** Hides the cells that share a row with a cell; false when all of them are hidden already. */
  #widen(cell: number): boolean {
    const { relations, role } = this.#ground.question;
    const hidden = this.#hidden;
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

const covers = (question: ProtectionQuestion, cell: number, move: Move): boolean => {
  const at = move.cells.indexOf(cell);
  return at >= 0 && Math.abs(move.by[at]!) >= question.width(cell) - 1e-7;
};
