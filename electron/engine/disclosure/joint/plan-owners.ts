import type { PlanCells } from './plan-cells.ts';
import { inCell } from './plan-cells.ts';
import { newUnit, whose } from './plan-effects.ts';
import type { PlanEdit } from './plan-effects.ts';

/** Records that are given to others in one search, others that each is given to, and records that make up for it. */
const most = { records: 12, others: 24, madeUp: 8 };

/**
 * Moves that change no count of rows: a record is of another child. Where rows are printed beside children, these tell how
 * many children there are apart from how many records.
 */
export class PlanOwners {
  readonly #cells: PlanCells;

  constructor(cells: PlanCells) {
    this.#cells = cells;
  }

  /** Moves by which the target, a count of children, may change in this direction; the nearest records first. */
  *moves(target: number, direction: 1 | -1, excluded: ReadonlySet<number>): Generator<readonly PlanEdit[]> {
    const { unitOf, conditions } = this.#cells;
    const rowsIn = this.#rowsIn(conditions[target]!);
    const within = Map.groupBy(rowsIn, row => unitOf[row]!);
    const isStaying = (row: number) => within.get(unitOf[row]!)!.length > 1;
    const given = rowsIn.filter(row => !excluded.has(unitOf[row]!) && isStaying(row) === direction > 0);
    const isOther = (row: number) => !excluded.has(unitOf[row]!) && within.has(unitOf[row]!) === direction < 0;
    const others = Array.from(unitOf.keys()).filter(isOther);
    for (const row of this.#different(given)) {
      if (direction > 0) yield [{ row, column: whose, to: newUnit(this.#cells, row) }];
      for (const to of this.#nearestUnits(row, others)) {
        const edit = { row, column: whose, to };
        yield [edit];
        if (direction < 0) for (const second of this.#inPlaceOf(row, excluded)) yield [edit, second];
      }
    }
  }

  #rowsIn(conditions: PlanCells['conditions'][number]): readonly number[] {
    const { codes, unitOf } = this.#cells;
    return Array.from(unitOf.keys()).filter(row => inCell(conditions, column => codes[column]![row]!));
  }

  /** Records that differ in some column, the first of each kind. */
  #different(rows: readonly number[]): readonly number[] {
    const { codes } = this.#cells;
    const kinds = new Map<string, number>();
    for (const row of rows) {
      const kind = codes.map(list => list[row]!).join();
      if (!kinds.has(kind)) kinds.set(kind, row);
      if (kinds.size >= most.records) break;
    }
    return [...kinds.values()];
  }

  #distance(row: number, other: number): number {
    let apart = 0;
    for (const list of this.#cells.codes) if (list[row] !== list[other]) apart++;
    return apart;
  }

  #nearest(row: number, others: readonly number[]): readonly number[] {
    return others
      .map(other => ({ other, apart: this.#distance(row, other) }))
      .toSorted((a, b) => a.apart - b.apart || a.other - b.other)
      .map(({ other }) => other);
  }

  #nearestUnits(row: number, others: readonly number[]): readonly number[] {
    const { unitOf } = this.#cells;
    const units = new Set<number>();
    for (const other of this.#nearest(row, others)) {
      if (unitOf[other] !== unitOf[row]) units.add(unitOf[other]!);
      if (units.size >= most.others) break;
    }
    return [...units];
  }

  /** Another record that whoever loses this one gets, of somebody who keeps one: there are as many children as before. */
  #inPlaceOf(row: number, excluded: ReadonlySet<number>): readonly PlanEdit[] {
    const { unitOf, rowsOf } = this.#cells;
    const owner = unitOf[row]!;
    if (rowsOf[owner]!.length > 1) return [];
    const spare = rowsOf.flatMap((rows, unit) => (rows.length > 1 && !excluded.has(unit) ? [...rows] : []));
    return this.#nearest(row, spare)
      .slice(0, most.madeUp)
      .map(other => ({ row: other, column: whose, to: owner }));
  }
}
