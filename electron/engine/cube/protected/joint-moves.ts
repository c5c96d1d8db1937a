import type { PlanCells } from '../../disclosure/joint/plan-cells.ts';
import type { PlanEdit } from '../../disclosure/joint/plan-effects.ts';
import type { PlanAnswer } from '../../disclosure/joint/plan.ts';

/** A record becomes, in one dimension, like another: `[row, dimension, row that it becomes like]`, rows of the facts. */
export type Likeness = readonly [row: number, dimension: string, like: number];

/** The moves by which an answer proved its cells, in words that every system over the same rows understands. */
export function movesKept(
  cells: PlanCells,
  { moves, proofs }: PlanAnswer,
  rowOf: ArrayLike<number> | null,
): (readonly Likeness[])[] {
  const factsRow = (row: number) => (rowOf ? rowOf[cells.given[row]!]! : cells.given[row]!);
  const examples = new Map<string, number>();
  const exampleOf = (column: number, member: number): number => {
    const name = `${column} ${member}`;
    const known = examples.get(name) ?? cells.codes[column]!.indexOf(member);
    examples.set(name, known);
    return known;
  };
  const used = new Set([...proofs.values()].flatMap(proof => [...proof.up, ...proof.down]));
  return [...used]
    .toSorted((a, b) => a - b)
    .map(number => moves[number]!.edits)
    .filter(edits => edits.every(({ column, to }) => exampleOf(column, to) >= 0))
    .map(edits =>
      edits.map(({ row, column, to }): Likeness => [
        factsRow(row),
        cells.names[column]!,
        factsRow(exampleOf(column, to)),
      ]),
    );
}

/** Kept moves as edits of these cells. What cannot be put in their dimensions is left out: it only saves work. */
export function movesRecalled(
  cells: PlanCells,
  kept: readonly (readonly Likeness[])[],
  rowOf: ArrayLike<number> | null,
): (readonly PlanEdit[])[] {
  if (!kept.length) return [];
  const canonical = new Map<number, number>();
  cells.given.forEach((unitRow, row) => canonical.set(rowOf ? rowOf[unitRow]! : unitRow, row));
  return kept.flatMap(edits => {
    const made = edits.flatMap(([row, dimension, like]): PlanEdit[] => {
      const column = cells.names.indexOf(dimension);
      const [at, other] = [canonical.get(row), canonical.get(like)];
      if (column < 0 || at === undefined || other === undefined) return [];
      return [{ row: at, column, to: cells.codes[column]![other]! }];
    });
    return made.length === edits.length ? [made] : [];
  });
}
