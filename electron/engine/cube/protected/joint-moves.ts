import type { PlanCells } from '../../disclosure/joint/plan-cells.ts';
import type { PlanEdit } from '../../disclosure/joint/plan-effects.ts';
import type { PlanAnswer } from '../../disclosure/joint/plan.ts';
import { absent, isThere, presence, turnedMember } from './box-units.ts';

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

/** Other records that may have been corrected for each that was, and pairs of an old and a new version looked at. */
const most = { others: 3, pairs: 300 };
/** Dimensions that a correction changes at most. */
const mostCorrected = 2;

/**
 * Moves by which something else was corrected since earlier tables were given out, while all that they say stays true: a
 * record that was taken out is there, one that came in later is not, or another one came; a record was not changed, or
 * another was changed alike.
 * @param members of presence, in the order of its codes
 * @param moments at which earlier tables were given out
 */
export function correctionMoves(
  cells: PlanCells,
  members: readonly string[],
  moments: number,
): (readonly PlanEdit[])[] {
  const column = cells.names.indexOf(presence);
  const presenceOf = cells.codes[column]!;
  const always = members.indexOf('yes');
  const rowsWhere = (is: (member: number) => boolean) =>
    Array.from(presenceOf.keys()).filter(row => is(presenceOf[row]!));
  const corrected = rowsWhere(member => member !== always && member !== absent);
  if (!corrected.length) return [];
  const turned = members.map(member => members.indexOf(turnedMember(member, moments)));
  const turn = (row: number): PlanEdit => ({ row, column, to: turned[presenceOf[row]!]! });
  const columns = Array.from(cells.names.keys()).filter(one => one !== column);
  const differing = (a: number, b: number) => columns.filter(one => cells.codes[one]![a] !== cells.codes[one]![b]);
  const another = new Map(rowsWhere(member => member === absent).map(row => [textOf(cells, columns, row), row]));
  const later = corrected.filter(row => isThere(members[presenceOf[row]!]!));
  const pairs = corrected
    .filter(row => !later.includes(row))
    .flatMap(old => later.map(now => ({ old, now, apart: differing(old, now) })))
    .filter(({ apart }) => apart.length <= mostCorrected)
    .slice(0, most.pairs);
  const candidates = rowsWhere(member => member === always);
  /** Another record that was there all the time is changed as this one was. */
  const changedAlike = ({ old, now, apart }: (typeof pairs)[number]): (readonly PlanEdit[])[] => {
    const row = another.get(textOf(cells, columns, now));
    if (row === undefined) return [];
    return candidates
      .filter(other => apart.every(one => cells.codes[one]![other] === cells.codes[one]![old]))
      .map(other => ({ other, distance: differing(other, old).length }))
      .toSorted((a, b) => a.distance - b.distance || a.other - b.other)
      .slice(0, most.others)
      .map(({ other }) => [
        turn(other),
        turn(row),
        ...differing(other, row)
          .filter(one => !apart.includes(one))
          .map((one): PlanEdit => ({ row, column: one, to: cells.codes[one]![other]! })),
      ]);
  };
  return [
    ...corrected.map(row => [turn(row)]),
    ...[...another.values()].map(row => [turn(row)]),
    ...pairs.map(({ old, now }) => [turn(old), turn(now)]),
    ...pairs.flatMap(changedAlike),
  ];
}

const textOf = ({ codes }: PlanCells, columns: readonly number[], row: number): string =>
  columns.map(one => codes[one]![row]!).join();
