import type { PlanCells } from './plan-cells.ts';
import { shapesOf } from './plan-shapes.ts';
import type { Shape } from './plan-shapes.ts';

/** In place of a column: the row is of another child, `to` its unit; a unit that has no row yet is somebody new. */
export const whose = -1;

const none = new Int32Array(0);

/** The unit of a child of whom there is no row yet, and who gets this one. */
export const newUnit = ({ rowsOf }: Pick<PlanCells, 'rowsOf'>, row: number): number => rowsOf.length + row;

/** A row gets another member of one column, or another child. Worlds are true units with some edits. */
export interface PlanEdit {
  readonly row: number;
  readonly column: number;
  readonly to: number;
}

/** A possible other world: what is edited, and by how much each cell changes for it. */
export interface PlanMove {
  readonly edits: readonly PlanEdit[];
  /** Units of the edited rows, and those that get one: moves without a unit in common add up. */
  readonly units: readonly number[];
  readonly cells: Int32Array;
  readonly by: Int32Array;
}

export interface PricedPlanMove {
  readonly move: PlanMove;
  readonly cost: number;
}

/** What edits of rows do to cells, counted exactly, for children too. */
export class PlanEffects {
  /** Moves weighed so far. */
  steps = 0;
  readonly cells: PlanCells;
  readonly #shapes: readonly Shape[];
  /** For each column the shapes that have it. */
  readonly #shapesOf: readonly (readonly Shape[])[];
  readonly #shapesOfChildren: readonly Shape[];
  readonly #shapeOfCell: Int32Array;
  readonly #delta: Int32Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #isTouched: Uint8Array;
  /** Cells changed by what is being weighed, as many as `#count`. */
  readonly #touched: Int32Array;
  #count = 0;
  /** Places that rows leave and come to, while one shape is looked at. */
  readonly #left: number[] = [];
  readonly #entered: number[] = [];
  /** Units that edits concern, and cells that one of them is in: kept, so that weighing makes nothing. */
  readonly #units: number[] = [];
  readonly #seen: number[] = [];

  constructor(cells: PlanCells) {
    this.cells = cells;
    const size = cells.keys.length;
    const { shapes, shapeOfCell } = shapesOf(cells);
    this.#shapes = shapes;
    // What rows do is seen sooner than what children do, and most moves cost too much by then.
    const soonest = shapes.toSorted((a, b) => Number(b.ofRows) - Number(a.ofRows));
    this.#shapesOf = cells.names.map((_, column) => soonest.filter(shape => shape.columns.includes(column)));
    this.#shapesOfChildren = shapes.filter(shape => !shape.ofRows);
    this.#shapeOfCell = shapeOfCell;
    this.#delta = new Int32Array(size);
    this.#isTouched = new Uint8Array(size);
    this.#touched = new Int32Array(size);
    this.#before = new Int32Array(size);
    this.#after = new Int32Array(size);
  }

  /** Columns that stand in a cell together with this one, itself among them. */
  columnsBeside(column: number): number[] {
    return [...new Set(this.#shapesOf[column]!.flatMap(shape => shape.columns))].sort((a, b) => a - b);
  }

  /**
   * For each row what its member of `beside` is to cells that limit `column` too: members that no such cell tells apart
   * are one. Rows that are alike in this way in all columns do the same when their member of `column` changes.
   */
  memberBeside(column: number, beside: number): Uint16Array {
    const places = new Map<string, number>();
    const shapes = this.#shapesOf[column]!.filter(shape => shape.columns.includes(beside));
    const marks = shapes.map(shape => shape.marks[shape.columns.indexOf(beside)]!);
    const memberOf = Array.from({ length: this.cells.sizes[beside]! }, (_, member) => {
      const key = marks.map(list => list[member]).join();
      const place = places.get(key) ?? places.size;
      places.set(key, place);
      return place;
    });
    return this.cells.codes[beside]!.map(member => memberOf[member]!);
  }

  #unitsOf({ row, column, to }: PlanEdit): number[] {
    const own = this.cells.unitOf[row]!;
    return column === whose ? [own, to] : [own];
  }

  /** The move that the edits are. Each row and column at most once among them. */
  moveOf(edits: readonly PlanEdit[]): PlanMove {
    this.steps++;
    const simple = this.#isSimple(edits);
    for (const shape of this.#shapesTouched(edits)) this.#apply(shape, edits, simple);
    const cells = this.#touched
      .slice(0, this.#count)
      .filter(cell => this.#delta[cell] !== 0)
      .sort();
    const by = Int32Array.from(cells, cell => this.#delta[cell]!);
    this.#clear();
    const units = [...new Set(edits.flatMap(edit => this.#unitsOf(edit)))].sort((a, b) => a - b);
    return { edits, units, cells, by };
  }

  /**
   * What the edits cost, Infinity where they do not move the target in this direction or where they cost `most` or more.
   * Far quicker than making the move: it goes shape by shape, that of the target first, and ends when it costs too much.
   * @param prices what a change of each cell costs
   */
  costOf(edits: readonly PlanEdit[], target: number, direction: 1 | -1, prices: Float64Array, most: number): number {
    this.steps++;
    const own = this.#shapes[this.#shapeOfCell[target]!]!;
    const simple = this.#isSimple(edits);
    this.#apply(own, edits, simple);
    const moves = this.#delta[target]! * direction >= 1;
    let cost = this.#priced(prices);
    if (!moves) return Infinity;
    const shapes = this.#shapesTouched(edits);
    for (let s = 0; s < shapes.length && cost < most; s++) {
      if (shapes[s] === own) continue;
      this.#apply(shapes[s]!, edits, simple);
      cost += this.#priced(prices);
    }
    return cost < most ? cost : Infinity;
  }

  #shapesTouched(edits: readonly PlanEdit[]): readonly Shape[] {
    const column = edits[0]?.column;
    if (column === undefined) return [];
    if (edits.every(edit => edit.column === column)) return this.#shapesWith(column);
    return [...new Set(edits.flatMap(edit => this.#shapesWith(edit.column)))];
  }

  #shapesWith(column: number): readonly Shape[] {
    return column === whose ? this.#shapesOfChildren : this.#shapesOf[column]!;
  }

  /** Whether all edits are of different units of one row. */
  #isSimple(edits: readonly PlanEdit[]): boolean {
    const { unitOf, rowsOf } = this.cells;
    for (let i = 0; i < edits.length; i++) {
      const unit = unitOf[edits[i]!.row]!;
      if (rowsOf[unit]!.length !== 1 || edits[i]!.column === whose) return false;
      for (let j = 0; j < i; j++) if (unitOf[edits[j]!.row] === unit) return false;
    }
    return true;
  }

  /** Enters what the edits do to the cells of one shape. */
  #apply(shape: Shape, edits: readonly PlanEdit[], simple: boolean): void {
    if (simple) {
      this.#applyRows(shape, edits);
      return;
    }
    if (shape.ofRows) {
      this.#applyRecords(shape, edits);
      return;
    }
    const units = this.#units;
    units.length = 0;
    for (let i = 0; i < edits.length; i++) {
      const { row, column, to } = edits[i]!;
      const unit = this.cells.unitOf[row]!;
      if (!units.includes(unit)) units.push(unit);
      if (column === whose && !units.includes(to)) units.push(to);
    }
    for (let i = 0; i < units.length; i++) this.#applyUnit(shape, units[i]!, edits);
  }

  /** Rows by themselves, each edited in any columns. */
  #applyRecords(shape: Shape, edits: readonly PlanEdit[]): void {
    const { places, starts, cells } = shape;
    for (let i = 0; i < edits.length; i++) {
      const { row } = edits[i]!;
      let isFirst = true;
      for (let j = 0; j < i; j++) if (edits[j]!.row === row) isFirst = false;
      if (!isFirst) continue;
      const old = places[row]!;
      const place = this.#placeAfter(shape, row, edits);
      if (place === old) continue;
      for (let at = starts[old]!; at < starts[old + 1]!; at++) this.#change(cells[at]!, -1);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) this.#change(cells[at]!, 1);
    }
  }

  /** Where a row is after the edits. */
  #placeAfter({ strideOf, places }: Shape, row: number, edits: readonly PlanEdit[]): number {
    let place = places[row]!;
    for (let e = 0; e < edits.length; e++) {
      const { row: edited, column, to } = edits[e]!;
      if (edited === row && column !== whose) place += (to - this.cells.codes[column]![row]!) * strideOf[column]!;
    }
    return place;
  }

  /** Rows that leave a place to which another comes cancel it: only what is left over changes. */
  #applyRows({ strideOf, places, starts, cells }: Shape, edits: readonly PlanEdit[]): void {
    const { codes } = this.cells;
    const left = this.#left;
    const entered = this.#entered;
    left.length = entered.length = 0;
    for (let i = 0; i < edits.length; i++) {
      const { row, column, to } = edits[i]!;
      const by = (to - codes[column]![row]!) * strideOf[column]!;
      if (by === 0) continue;
      const place = places[row]!;
      const again = entered.indexOf(place);
      if (again >= 0) entered.splice(again, 1);
      else left.push(place);
      const back = left.indexOf(place + by);
      if (back >= 0) left.splice(back, 1);
      else entered.push(place + by);
    }
    for (let i = 0; i < left.length; i++)
      for (let at = starts[left[i]!]!; at < starts[left[i]! + 1]!; at++) this.#change(cells[at]!, -1);
    for (let i = 0; i < entered.length; i++)
      for (let at = starts[entered[i]!]!; at < starts[entered[i]! + 1]!; at++) this.#change(cells[at]!, 1);
  }

  /** The price of all that changed; nothing is left of it. */
  #priced(prices: Float64Array): number {
    let cost = 0;
    for (let i = 0; i < this.#count; i++) {
      const cell = this.#touched[i]!;
      if (this.#delta[cell] !== 0) cost += prices[cell]!;
      this.#delta[cell] = this.#isTouched[cell] = 0;
    }
    this.#count = 0;
    return cost;
  }

  #clear(): void {
    for (let i = 0; i < this.#count; i++) this.#delta[this.#touched[i]!] = this.#isTouched[this.#touched[i]!] = 0;
    this.#count = 0;
  }

  #change(cell: number, by: number): void {
    if (!this.#isTouched[cell]) {
      this.#isTouched[cell] = 1;
      this.#touched[this.#count++] = cell;
    }
    this.#delta[cell] = this.#delta[cell]! + by;
  }

  /** Any unit: it counts once in each cell in which one of its rows is. */
  #applyUnit(shape: Shape, unit: number, edits: readonly PlanEdit[]): void {
    const single = this.#onlyEdited(unit, edits);
    if (single >= 0) {
      this.#applyOneOf(shape, single, edits);
      return;
    }
    const { places, starts, cells } = shape;
    const rows = this.cells.rowsOf[unit] ?? none;
    const seen = this.#seen;
    seen.length = 0;
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r]!;
      const old = places[row]!;
      for (let at = starts[old]!; at < starts[old + 1]!; at++) this.#mark(this.#before, cells[at]!, seen);
      if (this.#unitAfter(row, edits) !== unit) continue;
      const place = this.#placeAfter(shape, row, edits);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) this.#mark(this.#after, cells[at]!, seen);
    }
    for (let e = 0; e < edits.length; e++) {
      const { row, column, to } = edits[e]!;
      if (column !== whose || to !== unit || this.cells.unitOf[row] === unit) continue;
      const place = this.#placeAfter(shape, row, edits);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) this.#mark(this.#after, cells[at]!, seen);
    }
    for (let i = 0; i < seen.length; i++) {
      const cell = seen[i]!;
      const by = (this.#after[cell] ? 1 : 0) - (this.#before[cell] ? 1 : 0);
      if (by !== 0) this.#change(cell, by);
      this.#after[cell] = this.#before[cell] = 0;
    }
  }

  /** The one row of a unit that the edits are of; −1 where there are several, or where it comes or goes. */
  #onlyEdited(unit: number, edits: readonly PlanEdit[]): number {
    let found = -1;
    for (let e = 0; e < edits.length; e++) {
      const { row, column, to } = edits[e]!;
      const isOwn = this.cells.unitOf[row] === unit;
      if (column === whose && (isOwn || to === unit)) return -1;
      if (!isOwn || row === found) continue;
      if (found >= 0) return -1;
      found = row;
    }
    return found;
  }

  /** One row of a unit: it leaves cells in which no other is, and comes to cells in which none was. */
  #applyOneOf(shape: Shape, row: number, edits: readonly PlanEdit[]): void {
    const { places, starts, cells } = shape;
    const old = places[row]!;
    const place = this.#placeAfter(shape, row, edits);
    if (place === old) return;
    // Cells of a place ascend.
    let [a, b] = [starts[old]!, starts[place]!];
    const [lastOld, lastNew] = [starts[old + 1]!, starts[place + 1]!];
    while (a < lastOld || b < lastNew) {
      const left = a < lastOld ? cells[a]! : Infinity;
      const entered = b < lastNew ? cells[b]! : Infinity;
      if (left === entered) {
        a++;
        b++;
      } else if (left < entered) {
        if (!this.#isAnotherIn(left, row)) this.#change(left, -1);
        a++;
      } else {
        if (!this.#isAnotherIn(entered, row)) this.#change(entered, 1);
        b++;
      }
    }
  }

  /** Whether another row of the same unit is in a cell. */
  #isAnotherIn(cell: number, row: number): boolean {
    const { rowsOf, unitOf, conditions, codes } = this.cells;
    const rows = rowsOf[unitOf[row]!]!;
    const limits = conditions[cell]!;
    for (let r = 0; r < rows.length; r++) {
      const other = rows[r]!;
      if (other === row) continue;
      let isIn = true;
      for (let i = 0; isIn && i < limits.length; i++) isIn = limits[i]!.inside[codes[limits[i]!.column]![other]!] === 1;
      if (isIn) return true;
    }
    return false;
  }

  /** Whose a row is after the edits. */
  #unitAfter(row: number, edits: readonly PlanEdit[]): number {
    for (let e = 0; e < edits.length; e++) if (edits[e]!.row === row && edits[e]!.column === whose) return edits[e]!.to;
    return this.cells.unitOf[row]!;
  }

  #mark(counts: Int32Array, cell: number, seen: number[]): void {
    if (this.#before[cell] === 0 && this.#after[cell] === 0) seen.push(cell);
    counts[cell] = counts[cell]! + 1;
  }
}
