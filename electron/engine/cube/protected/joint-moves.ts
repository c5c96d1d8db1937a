import type { PlanCells } from '../../disclosure/joint/plan-cells.ts';
import type { PlanEdit } from '../../disclosure/joint/plan-effects.ts';
import type { PlanAnswer } from '../../disclosure/joint/plan.ts';
import { absent, presence } from './box-units.ts';

/**
 * A record becomes, in one dimension, like another: `[row, dimension, row that it becomes like]`, rows of the facts. Where
 * it would not be there at all, no row is like it: −1.
 */
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
  /** A record of the move that is now what another becomes: they exchange, and do so in finer counts too. */
  const partnersOf = (edits: readonly PlanEdit[]): number[] => {
    const isTaken = edits.map(() => false);
    return edits.map(({ row, column, to }) => {
      const codes = cells.codes[column]!;
      const fits = (mutual: boolean) =>
        edits.findIndex(
          (other, o) =>
            !isTaken[o] && other.column === column && codes[other.row] === to && (!mutual || other.to === codes[row]),
        );
      const mutual = fits(true);
      const partner = mutual >= 0 ? mutual : fits(false);
      if (partner < 0) return exampleOf(column, to);
      isTaken[partner] = true;
      return edits[partner]!.row;
    });
  };
  const used = new Set([...proofs.values()].flatMap(proof => [...proof.up, ...proof.down]));
  return [...used]
    .toSorted((a, b) => a - b)
    .map(number => moves[number]!.edits)
    .filter(edits => edits.every(({ column, to }) => isAbsence(cells, column, to) || exampleOf(column, to) >= 0))
    .map(edits => {
      const partners = partnersOf(edits);
      return edits.map(({ row, column, to }, i): Likeness => [
        factsRow(row),
        cells.names[column]!,
        isAbsence(cells, column, to) ? -1 : factsRow(partners[i]!),
      ]);
    });
}

const isAbsence = ({ names }: PlanCells, column: number, to: number): boolean =>
  names[column] === presence && to === absent;

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
      const at = canonical.get(row);
      if (like < 0) return column < 0 || at === undefined ? [] : [{ row: at, column, to: absent }];
      const other = canonical.get(like);
      if (column < 0 || at === undefined || other === undefined) return [];
      return [{ row: at, column, to: cells.codes[column]![other]! }];
    });
    return made.length === edits.length ? [made] : [];
  });
}
