import type { PlanCells } from '../../disclosure/joint/plan-cells.ts';
import type { PlanEdit } from '../../disclosure/joint/plan-effects.ts';
import type { PlanAnswer } from '../../disclosure/joint/plan.ts';
import type { Facts } from '../columns/facts.ts';

/** A record becomes, in one dimension, like another: the same in every system over the same rows. */
interface Likeness {
  readonly row: number;
  readonly dimension: string;
  readonly like: number;
}

/**
 * Moves that proved something, by the facts that they are over and by what is counted. They only save work: each is
 * weighed anew before it proves anything again.
 */
const remembered = new WeakMap<Facts, Map<string | null, readonly (readonly Likeness[])[]>>();

/** Moves kept at most for each thing that is counted. */
const mostMoves = 20_000;

/** Keeps the moves by which an answer proved its cells. */
export function rememberMoves(
  facts: Facts,
  key: string | null,
  cells: PlanCells,
  { moves, proofs }: PlanAnswer,
  rowOf: ArrayLike<number> | null,
): void {
  const factsRow = (row: number) => (rowOf ? rowOf[cells.given[row]!]! : cells.given[row]!);
  const examples = new Map<string, number>();
  const like = (column: number, member: number): number => {
    const name = `${column} ${member}`;
    let row = examples.get(name);
    if (row === undefined) examples.set(name, (row = cells.codes[column]!.indexOf(member)));
    return row;
  };
  const used = new Set([...proofs.values()].flatMap(proof => [...proof.up, ...proof.down]));
  const kept = [...used]
    .slice(0, mostMoves)
    .map(number =>
      moves[number]!.edits.map(({ row, column, to }) => ({
        row: factsRow(row),
        dimension: cells.names[column]!,
        like: like(column, to),
      })),
    )
    .filter(edits => edits.every(edit => edit.like >= 0))
    .map(edits => edits.map(edit => ({ ...edit, like: factsRow(edit.like) })));
  const byKey = remembered.get(facts) ?? new Map<string | null, readonly (readonly Likeness[])[]>();
  byKey.set(key, kept);
  remembered.set(facts, byKey);
}

/** The moves that were kept, as edits of these cells; those that cannot be put in their dimensions are left out. */
export function recalledMoves(
  facts: Facts,
  key: string | null,
  cells: PlanCells,
  rowOf: ArrayLike<number> | null,
): (readonly PlanEdit[])[] {
  const kept = remembered.get(facts)?.get(key);
  if (!kept) return [];
  const canonical = new Map<number, number>();
  cells.given.forEach((unitRow, row) => canonical.set(rowOf ? rowOf[unitRow]! : unitRow, row));
  return kept.flatMap(edits => {
    const made = edits.flatMap(({ row, dimension, like }): PlanEdit[] => {
      const column = cells.names.indexOf(dimension);
      const [at, other] = [canonical.get(row), canonical.get(like)];
      if (column < 0 || at === undefined || other === undefined) return [];
      return [{ row: at, column, to: cells.codes[column]![other]! }];
    });
    return made.length === edits.length ? [made] : [];
  });
}
