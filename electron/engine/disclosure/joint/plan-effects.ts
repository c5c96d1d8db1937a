import type { PlanCells } from './plan-cells.ts';
import { shapesOf } from './plan-shapes.ts';
import type { Shape } from './plan-shapes.ts';

/** A row gets another member of one column. Worlds are true units with some edits. */
export interface PlanEdit {
  readonly row: number;
  readonly column: number;
  readonly to: number;
}

/** A possible other world: what is edited, and by how much each cell changes for it. */
export interface PlanMove {
  readonly edits: readonly PlanEdit[];
  /** Units of the edited rows: moves without a unit in common add up. */
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
  /** The shape of each cell; −1 for one that limits nothing. */
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

  constructor(cells: PlanCells) {
    this.cells = cells;
    const size = cells.keys.length;
    const { shapes, shapeOfCell } = shapesOf(cells);
    this.#shapes = shapes;
    this.#shapesOf = cells.names.map((_, column) => this.#shapes.filter(shape => shape.columns.includes(column)));
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
    const { unitOf } = this.cells;
    const units = [...new Set(edits.map(edit => unitOf[edit.row]!))].sort((a, b) => a - b);
    return { edits, units, cells, by };
  }

  /**
   * What the edits cost, Infinity where they do not move the target in this direction or where they cost `most` or more.
   * Far quicker than making the move: it goes shape by shape, that of the target first, and ends when it costs too much.
   * @param prices what a change of each cell costs
   */
  costOf(edits: readonly PlanEdit[], target: number, direction: 1 | -1, prices: Float64Array, most: number): number {
    this.steps++;
    const own = this.#shapes[this.#shapeOfCell[target]!];
    if (!own) return Infinity;
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
    if (edits.every(edit => edit.column === column)) return this.#shapesOf[column]!;
    return [...new Set(edits.flatMap(edit => this.#shapesOf[edit.column]!))];
  }

  /** Whether all edits are of different units of one row. */
  #isSimple(edits: readonly PlanEdit[]): boolean {
    const { unitOf, rowsOf } = this.cells;
    for (let i = 0; i < edits.length; i++) {
      const unit = unitOf[edits[i]!.row]!;
      if (rowsOf[unit]!.length !== 1) return false;
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
    const { unitOf } = this.cells;
    for (let i = 0; i < edits.length; i++) {
      const unit = unitOf[edits[i]!.row]!;
      let isFirst = true;
      for (let j = 0; j < i; j++) if (unitOf[edits[j]!.row] === unit) isFirst = false;
      if (isFirst) this.#applyUnit(shape, unit, edits);
    }
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
  #applyUnit({ columns, strides, places, starts, cells }: Shape, unit: number, edits: readonly PlanEdit[]): void {
    const rows = this.cells.rowsOf[unit]!;
    const { codes } = this.cells;
    const seen: number[] = [];
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r]!;
      const old = places[row]!;
      let place = old;
      for (let e = 0; e < edits.length; e++) {
        const edit = edits[e]!;
        if (edit.row !== row) continue;
        const at = columns.indexOf(edit.column);
        if (at >= 0) place += (edit.to - codes[edit.column]![row]!) * strides[at]!;
      }
      for (let at = starts[old]!; at < starts[old + 1]!; at++) this.#mark(this.#before, cells[at]!, seen);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) this.#mark(this.#after, cells[at]!, seen);
    }
    for (let i = 0; i < seen.length; i++) {
      const cell = seen[i]!;
      const by = (this.#after[cell] ? 1 : 0) - (this.#before[cell] ? 1 : 0);
      if (by !== 0) this.#change(cell, by);
      this.#after[cell] = this.#before[cell] = 0;
    }
  }

  #mark(counts: Int32Array, cell: number, seen: number[]): void {
    if (this.#before[cell] === 0 && this.#after[cell] === 0) seen.push(cell);
    counts[cell] = counts[cell]! + 1;
  }
}
