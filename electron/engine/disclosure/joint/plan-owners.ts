import type { PlanCells } from './plan-cells.ts';
import { inCell } from './plan-cells.ts';
import { newUnit, whose } from './plan-effects.ts';
import type { PlanEdit } from './plan-effects.ts';

/** Records that are given to others in one search, others that each is given to, and records that make up for it. */
const usual = { records: 12, others: 12, madeUp: 4 };
const thorough = { records: 30, others: 12, madeUp: 30 };

const byNumber = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Moves that change no count of rows: a record is of another child. Where rows are printed beside children, these tell how
 * many children there are apart from how many records.
 */
export class PlanOwners {
  readonly #cells: PlanCells;
  /** By row, in how many columns it differs from the nearest other one of its child. */
  readonly #fromNext: Float64Array;

  constructor(cells: PlanCells) {
    this.#cells = cells;
    this.#fromNext = Float64Array.from(cells.unitOf, (unit, row) => {
      let nearest = Infinity;
      for (const other of cells.rowsOf[unit]!)
        if (other !== row) nearest = Math.min(nearest, this.#distance(row, other));
      return nearest;
    });
  }

  /** Moves by which the target, a count of children, may change in this direction; the nearest records first. */
  *moves(
    target: number,
    direction: 1 | -1,
    excluded: ReadonlySet<number>,
    isThorough: boolean,
  ): Generator<readonly PlanEdit[]> {
    const most = isThorough ? thorough : usual;
    const { unitOf, rowsOf } = this.#cells;
    const limits = this.#cells.conditions[target]!;
    const inside = this.#rowsIn(limits);
    const within = Map.groupBy(inside, row => unitOf[row]!);
    const isOpen = (row: number) => !excluded.has(unitOf[row]!);
    const isStaying = (row: number) => within.get(unitOf[row]!)!.length > 1;
    const given = this.#different(
      inside.filter(row => isOpen(row) && isStaying(row) === direction > 0),
      most.records,
    );
    if (!given.length) return;
    const outside = this.#besides(limits).map(rows => rows.filter(isOpen));
    if (direction > 0) {
      const others = outside.map(rows => rows.filter(row => !within.has(unitOf[row]!)));
      for (const row of given) {
        yield [{ row, column: whose, to: newUnit(this.#cells, row) }];
        for (const to of this.#nearestUnits(row, others, most.others)) yield [{ row, column: whose, to }];
      }
      return;
    }
    // Whoever loses the only record gets one of somebody who keeps one: there are as many children as before.
    const spare = outside.map(rows => rows.filter(row => rowsOf[unitOf[row]!]!.length > 1));
    for (const row of given) {
      const owner = unitOf[row]!;
      for (const to of this.#nearestUnits(row, [inside.filter(isOpen)], most.others)) {
        const edit = { row, column: whose, to };
        yield [edit];
        if (rowsOf[owner]!.length === 1)
          for (const rows of spare)
            for (const other of this.#nearest(row, rows).slice(0, most.madeUp))
              yield [edit, { row: other, column: whose, to: owner }];
      }
    }
  }

  /** By limit, rows that are outside the target for it alone; and last all that are outside. */
  #besides(limits: PlanCells['conditions'][number]): readonly (readonly number[])[] {
    const { codes, unitOf } = this.#cells;
    const lists: number[][] = [...limits, null].map(() => []);
    for (let row = 0; row < unitOf.length; row++) {
      const outside = limits.flatMap(({ column, inside }, i) => (inside[codes[column]![row]!] ? [] : [i]));
      if (outside.length === 1) lists[outside[0]!]!.push(row);
      if (outside.length) lists.at(-1)!.push(row);
    }
    return lists;
  }

  #rowsIn(conditions: PlanCells['conditions'][number]): readonly number[] {
    const { codes, unitOf } = this.#cells;
    return Array.from(unitOf.keys()).filter(row => inCell(conditions, column => codes[column]![row]!));
  }

  /** Records that differ in some column, the first of each kind. */
  #different(rows: readonly number[], most: number): readonly number[] {
    const { codes } = this.#cells;
    const kinds = new Map<string, number>();
    for (const row of rows) {
      const kind = codes.map(list => list[row]!).join();
      if (!kinds.has(kind)) kinds.set(kind, row);
      if (kinds.size >= most) break;
    }
    return [...kinds.values()];
  }

  #distance(row: number, other: number): number {
    let apart = 0;
    for (const list of this.#cells.codes) if (list[row] !== list[other]) apart++;
    return apart;
  }

  /** The nearest first; of those as near, such whose child has another like them: it is hardly missed anywhere. */
  #nearest(row: number, others: readonly number[]): readonly number[] {
    const fromNext = this.#fromNext;
    return others
      .map(other => ({ other, apart: this.#distance(row, other) }))
      .toSorted((a, b) => a.apart - b.apart || byNumber(fromNext[a.other]!, fromNext[b.other]!) || a.other - b.other)
      .map(({ other }) => other);
  }

  /** Units of the nearest rows of each list, but for the row's own. */
  #nearestUnits(row: number, lists: readonly (readonly number[])[], most: number): readonly number[] {
    const { unitOf } = this.#cells;
    const units = new Set<number>();
    for (const list of lists) {
      const before = units.size;
      for (const other of this.#nearest(row, list)) {
        if (unitOf[other] !== unitOf[row]) units.add(unitOf[other]!);
        if (units.size - before >= most) break;
      }
    }
    return [...units];
  }
}
