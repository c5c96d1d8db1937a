import type { AudienceRules } from '../../../../shared/contract/disclosure.ts';
import type { PlanCells, PlanCondition, UnprintedCell } from '../../disclosure/joint/plan-cells.ts';
import { isTooSmall } from '../../disclosure/pivot.ts';
import { owned } from './box-units.ts';

/** Members of two columns, or of one, that are looked at as counts of their own; more than these are too many to be read. */
const mostPairs = 1000;
/** A column of more members stands for several fields at once, such as year, weekday and hour; nobody asks for these. */
const mostMembers = 60;

/**
 * Small counts of one member, and of two members of different columns, that no table has to print: what is printed of
 * others must not tell them either.
 * @param there limits every count: records that are there now
 * @param owners limits every count of children where some record is nobody's; else null
 */
export function smallPairs(
  cells: PlanCells,
  there: PlanCondition,
  owners: PlanCondition | null,
  rules: AudienceRules,
): readonly UnprintedCell[] {
  const isOfBoth = cells.ofRows.includes(1);
  return [false, ...(isOfBoth ? [true] : [])].flatMap(ofRows => {
    const present = ofRows || !owners ? [there] : [there, owners];
    return pairsOf(cells, present, ofRows, rules).map(conditions => ({ conditions, ofRows }));
  });
}

function pairsOf(
  cells: PlanCells,
  present: readonly PlanCondition[],
  ofRows: boolean,
  rules: AudienceRules,
): (readonly PlanCondition[])[] {
  const { names, sizes, codes } = cells;
  const isLimited = (column: number) => present.some(one => one.column === column) || names[column] === owned;
  const columns = Array.from(names.keys()).filter(column => !isLimited(column) && sizes[column]! <= mostMembers);
  const memberOf = columns.map(column =>
    Array.from({ length: sizes[column]! }, (_, member) => ({
      column,
      inside: Uint8Array.from({ length: sizes[column]! }, (_one, other) => Number(other === member)),
    })),
  );
  const units = distinctUnits(cells, ofRows, row =>
    present.every(({ column, inside }) => inside[codes[column]![row]!] === 1),
  );
  return columns.flatMap((column, a) =>
    columns.slice(a).flatMap((other, i) => {
      const isOne = i === 0;
      const size = isOne ? sizes[column]! : sizes[column]! * sizes[other]!;
      if (size > mostPairs) return [];
      const counts = units(
        row => (isOne ? codes[column]![row]! : codes[column]![row]! * sizes[other]! + codes[other]![row]!),
        size,
      );
      return Array.from(counts.keys())
        .filter(at => isTooSmall(counts[at]!, rules))
        .map(at =>
          isOne
            ? [memberOf[a]![at]!, ...present]
            : [memberOf[a]![Math.floor(at / sizes[other]!)]!, memberOf[a + i]![at % sizes[other]!]!, ...present],
        );
    }),
  );
}

/** Counts the units that are there, or their rows, each once in a place. */
function distinctUnits(
  { rowsOf }: PlanCells,
  ofRows: boolean,
  isHere: (row: number) => boolean,
): (placeOf: (row: number) => number, size: number) => Int32Array {
  const here = rowsOf.map(rows => rows.filter(isHere)).filter(rows => rows.length > 0);
  return (placeOf, size) => {
    const counts = new Int32Array(size);
    for (const rows of here) {
      const first = placeOf(rows[0]!);
      counts[first]! += 1;
      if (rows.length === 1) continue;
      const seen = new Set([first]);
      for (const row of rows.subarray(1)) {
        const place = placeOf(row);
        if (!ofRows && seen.has(place)) continue;
        seen.add(place);
        counts[place]! += 1;
      }
    }
    return counts;
  };
}
