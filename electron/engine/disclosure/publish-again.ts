import type { Move } from './move.ts';
import type { MoveSearch } from './moves.ts';
import { roles } from './protection-question.ts';
import type { ProtectionQuestion } from './protection-question.ts';

/** The moves that prove each target safe. */
export type Proofs = ReadonlyMap<number, readonly Move[]>;

export const proofsOf = (found: MoveSearch): Map<number, readonly Move[]> =>
  new Map([...found.proofs].map(([cell, list]) => [cell, list.map(move => found.moves[move]!)]));

/** Which targets each move proves, and which of these moves move a cell; a move that proves nothing any more stays. */
class ProofUse {
  readonly #provenBy = new Map<Move, Set<number>>();
  readonly #movesOf = new Map<number, Move[]>();

  use(target: number, list: readonly Move[], add: boolean): void {
    for (const move of list) {
      let proven = this.#provenBy.get(move);
      if (!proven) {
        this.#provenBy.set(move, (proven = new Set()));
        for (const cell of move.cells) {
          const here = this.#movesOf.get(cell);
          if (here) here.push(move);
          else this.#movesOf.set(cell, [move]);
        }
      }
      if (add) proven.add(target);
      else proven.delete(target);
    }
  }

  /** Targets with a proof that moves a cell. */
  targetsOf(cell: number): readonly number[] {
    return [...new Set((this.#movesOf.get(cell) ?? []).flatMap(move => [...this.#provenBy.get(move)!]))];
  }

  /** Moves in use that move one of the targets and do not move a cell. */
  movesWithout(cell: number, targets: readonly number[]): readonly Move[] {
    return [...new Set(targets.flatMap(target => this.#movesOf.get(target) ?? []))].filter(
      move => this.#provenBy.get(move)!.size > 0 && !move.cells.includes(cell),
    );
  }
}

/**
 * Publishes each secondary cell again, dearest first, where every sensitive cell keeps a proof without it.
 * @param hidden marks of the cells, which are changed
 * @param searchAgain looks for proofs of targets with `hidden` as it is; given moves are known to hold
 */
export function publishAgain(
  { truth, role, work, stopped }: ProtectionQuestion,
  hidden: Uint8Array,
  proven: Proofs,
  swapsOnly: boolean,
  searchAgain: (targets: readonly number[], holding: readonly Move[]) => MoveSearch,
): Proofs {
  const proofs = new Map(proven);
  const secondaries = Array.from(hidden.keys())
    .filter(cell => hidden[cell] && role[cell] === roles.free)
    .sort((a, b) => truth[b]! - truth[a]! || a - b);
  const used = new ProofUse();
  for (const [target, list] of proofs) used.use(target, list, true);
  for (const cell of secondaries) {
    if (work.isOut || stopped?.()) break;
    hidden[cell] = 0;
    const affected = used.targetsOf(cell);
    if (!affected.length) continue;
    // Every proof holds as things stand, so one that does not move the cell holds without it too.
    const again = searchAgain(affected, swapsOnly ? [] : used.movesWithout(cell, affected));
    if (again.exposed.length) {
      hidden[cell] = 1;
      continue;
    }
    for (const target of affected) used.use(target, proofs.get(target)!, false);
    for (const [target, list] of proofsOf(again)) {
      proofs.set(target, list);
      used.use(target, list, true);
    }
  }
  return proofs;
}
