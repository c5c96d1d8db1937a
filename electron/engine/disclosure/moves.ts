import { BlockSearch } from './block-search.ts';
import type { SearchGround } from './block-search.ts';
import { fits, swapMove } from './move.ts';
import type { Move } from './move.ts';
import { ProofBook } from './proof-book.ts';
import type { Solver } from './solver.ts';
import { blocksOf, tightenedBounds, touchingRows } from './system.ts';
import type { Knowledge, Touching } from './system.ts';
import type { Swaps } from './swaps.ts';
import type { Work } from './work.ts';

export interface MoveSearch {
  /** Moves that prove cells safe. */
  readonly moves: readonly Move[];
  /** For each target that is proven safe, which moves prove it: the lowest and the highest of its values. */
  readonly proofs: ReadonlyMap<number, readonly number[]>;
  /** Targets without a proof: exposed, or not decided in time. */
  readonly exposed: readonly number[];
}

export interface MoveQuestion {
  readonly knowledge: Knowledge;
  readonly truth: Float64Array;
  readonly targets: readonly number[];
  /** Values of a target must lie this far apart. */
  readonly width: (cell: number) => number;
  /** Counts: only whole tables are taken as proof. */
  readonly whole: boolean;
  /** Proofs found earlier, of which those that still hold are taken. */
  readonly earlier?: readonly Move[];
  /** Proofs found earlier that are known to hold, because nothing that they move has changed. */
  readonly holding?: readonly Move[];
  readonly swaps?: Swaps | null;
  /** Earlier proofs and swaps alone: a target without one is called exposed although it may be safe. */
  readonly quick?: boolean;
  /** Cells of other tables that must often move along, such as the rows behind a count of children; −1 is none. */
  readonly companions?: readonly Int32Array[];
  /** Rows by cell, when the caller has them. */
  readonly touching?: Touching;
  /** What the search may still do; a target that it does not reach is called exposed. */
  readonly work: Work;
}

/**
 * Looks for proofs that the targets are safe, cheapest way first: proofs that still hold; one programme that pushes many
 * cells at once; then one or two programmes for each cell that is left, in whole numbers where the fractions do not do.
 */
export function movesFor(solver: Solver, question: MoveQuestion): MoveSearch {
  const { knowledge, truth, targets, width, whole, work } = question;
  const touching = question.touching ?? touchingRows(knowledge.relations);
  const book = new ProofBook(targets, width, whole);
  for (const move of question.holding ?? []) book.learn(move);
  for (const move of question.earlier ?? []) if (fits(knowledge, touching, truth, move)) book.learn(move);
  const ground = { solver, knowledge, truth, touching, width, whole, work, book };
  if (question.swaps) learnSwaps(ground, targets, question.swaps, question.companions);
  const open = targets.filter(cell => !book.isSafe(cell));
  const exposed = question.quick ? open : learnFromProgrammes(ground, open);
  return {
    moves: book.moves,
    proofs: book.proofs(),
    exposed: [...new Set(exposed)].filter(cell => !book.isSafe(cell)),
  };
}

/** Looks for a swap for each target that is not safe yet. */
function learnSwaps(
  { knowledge, truth, touching, width, work, book }: SearchGround,
  targets: readonly number[],
  swaps: Swaps,
  companions: readonly Int32Array[] | undefined,
): void {
  const fitting = (move: Move) => fits(knowledge, touching, truth, move);
  for (const cell of targets) {
    if (book.isSafe(cell)) continue;
    work.spend(1);
    const step = width(cell);
    const price = (other: number, sign: number) => {
      const value = truth[other]! + sign * step;
      return value >= knowledge.lower[other]! && value <= knowledge.upper[other]! ? 0 : Infinity;
    };
    const move = swapMove(swaps, cell, step, price, 0, companions, fitting);
    if (move) book.learn(move);
  }
}

/** Looks for proofs block by block; returns the targets for which none came up. */
function learnFromProgrammes(ground: SearchGround, open: readonly number[]): readonly number[] {
  if (!open.length) return [];
  const { knowledge, touching, width, whole, book } = ground;
  const tight = { relations: knowledge.relations, lower: knowledge.lower.slice(), upper: knowledge.upper.slice() };
  // Nothing can be impossible: the truth fits. If rounding of values makes it look so, the cells stay exposed.
  const isPossible = tightenedBounds(tight, touching, whole);
  const exposed: number[] = [];
  const inBlock = new Set<number>();
  for (const block of isPossible ? blocksOf(tight, touching) : []) {
    const columns: number[] = [];
    for (let c = 0; c < block.cells.length; c++) {
      const cell = block.cells[c]!;
      inBlock.add(cell);
      if (!book.isWanted(cell) || book.isSafe(cell)) continue;
      if (tight.upper[cell]! - tight.lower[cell]! < width(cell) - 1e-7) exposed.push(cell);
      else columns.push(c);
    }
    if (!columns.length) continue;
    const search = new BlockSearch(ground, block, columns);
    try {
      exposed.push(...search.search(columns));
    } finally {
      search.dispose();
    }
  }
  return [...exposed, ...open.filter(cell => !inBlock.has(cell))];
}
