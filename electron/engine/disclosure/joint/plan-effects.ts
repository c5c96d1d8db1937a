import type { PlanCells } from './plan-cells.ts';

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

/** Cells that limit the same columns, found by the members of a row. */
interface Shape {
  readonly columns: readonly number[];
  readonly strides: readonly number[];
  /** By column: how far a place moves when its member is the next; 0 for a column that the shape does not have. */
  readonly strideOf: Int32Array;
  /** The place of each row as it is. */
  readonly places: Int32Array;
  readonly cells: readonly (readonly number[])[];
}

/** Cells of one shape by place: the mixed number of the members of its columns. */
function shapeOf(cells: PlanCells, columns: readonly number[], numbers: readonly number[]): Shape {
  const strides: number[] = [];
  let size = 1;
  for (const column of columns) {
    strides.push(size);
    size *= cells.sizes[column]!;
  }
  const lists: number[][] = Array.from({ length: size }, () => []);
  for (const cell of numbers) {
    let places = [0];
    cells.conditions[cell]!.forEach(({ inside }, i) => {
      const members = Array.from(inside.keys()).filter(member => inside[member]);
      places = places.flatMap(place => members.map(member => place + member * strides[i]!));
    });
    for (const place of places) lists[place]!.push(cell);
  }
  const strideOf = new Int32Array(cells.names.length);
  columns.forEach((column, i) => (strideOf[column] = strides[i]!));
  const places = Int32Array.from(cells.unitOf, (_, row) =>
    columns.reduce((place, column, i) => place + cells.codes[column]![row]! * strides[i]!, 0),
  );
  return { columns, strides, strideOf, places, cells: lists };
}

/** What edits of rows do to cells, counted exactly, for children too. */
export class PlanEffects {
  /** Moves weighed so far. */
  steps = 0;
  readonly cells: PlanCells;
  /** For each column the shapes that have it. */
  readonly #shapes: readonly (readonly Shape[])[];
  readonly #delta: Int32Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #touched: number[] = [];
  readonly #isTouched: Uint8Array;

  constructor(cells: PlanCells) {
    this.cells = cells;
    const groups = new Map<string, number[]>();
    cells.conditions.forEach((conditions, cell) => {
      const key = conditions.map(one => one.column).join();
      const group = groups.get(key);
      if (group) group.push(cell);
      else groups.set(key, [cell]);
    });
    const shapes = [...groups]
      .filter(([key]) => key !== '')
      .map(([key, numbers]) => shapeOf(cells, key.split(',').map(Number), numbers));
    this.#shapes = cells.names.map((_, column) => shapes.filter(shape => shape.columns.includes(column)));
    this.#delta = new Int32Array(cells.keys.length);
    this.#isTouched = new Uint8Array(cells.keys.length);
    this.#before = new Int32Array(cells.keys.length);
    this.#after = new Int32Array(cells.keys.length);
  }

  /** Columns that stand in a cell together with this one, itself among them. */
  columnsBeside(column: number): number[] {
    return [...new Set(this.#shapes[column]!.flatMap(shape => shape.columns))].sort((a, b) => a - b);
  }

  /** The move that the edits are. Each row and column at most once among them. */
  moveOf(edits: readonly PlanEdit[]): PlanMove {
    this.#apply(edits);
    const cells = this.#touched.filter(cell => this.#delta[cell] !== 0).sort((a, b) => a - b);
    const { unitOf } = this.cells;
    const move = {
      edits,
      units: [...new Set(edits.map(edit => unitOf[edit.row]!))].sort((a, b) => a - b),
      cells: Int32Array.from(cells),
      by: Int32Array.from(cells, cell => this.#delta[cell]!),
    };
    this.#clear();
    return move;
  }

  /**
   * What the edits cost, Infinity where they do not move the target in this direction or where they cost `most` or more.
   * Far quicker than making the move.
   */
  costOf(
    edits: readonly PlanEdit[],
    target: number,
    direction: 1 | -1,
    price: (cell: number) => number,
    most: number,
  ): number {
    this.#apply(edits);
    let cost = this.#delta[target]! * direction < 1 ? Infinity : 0;
    for (let i = 0; i < this.#touched.length && cost < most; i++)
      if (this.#delta[this.#touched[i]!] !== 0) cost += price(this.#touched[i]!);
    this.#clear();
    return cost < most ? cost : Infinity;
  }

  #apply(edits: readonly PlanEdit[]): void {
    this.steps++;
    const { unitOf, rowsOf } = this.cells;
    for (let i = 0; i < edits.length; i++) {
      const unit = unitOf[edits[i]!.row]!;
      let first = true;
      let last = true;
      for (let j = 0; j < edits.length; j++) {
        if (j === i || unitOf[edits[j]!.row] !== unit) continue;
        if (j < i) first = false;
        else last = false;
      }
      if (first && last && rowsOf[unit]!.length === 1) this.#row(edits[i]!);
      else if (first) this.#unit(unit, edits);
    }
  }

  #clear(): void {
    for (const cell of this.#touched) this.#delta[cell] = this.#isTouched[cell] = 0;
    this.#touched.length = 0;
  }

  #change(cell: number, by: number): void {
    if (!this.#isTouched[cell]) {
      this.#isTouched[cell] = 1;
      this.#touched.push(cell);
    }
    this.#delta[cell] = this.#delta[cell]! + by;
  }

  /** A unit of one row, with one edit. */
  #row({ row, column, to }: PlanEdit): void {
    const by = to - this.cells.codes[column]![row]!;
    if (by === 0) return;
    const shapes = this.#shapes[column]!;
    for (let s = 0; s < shapes.length; s++) {
      const shape = shapes[s]!;
      const old = shape.places[row]!;
      const before = shape.cells[old]!;
      const after = shape.cells[old + by * shape.strideOf[column]!]!;
      for (let i = 0; i < before.length; i++) this.#change(before[i]!, -1);
      for (let i = 0; i < after.length; i++) this.#change(after[i]!, 1);
    }
  }

  /** Any unit: it counts once in each cell in which one of its rows is. */
  #unit(unit: number, edits: readonly PlanEdit[]): void {
    const rows = this.cells.rowsOf[unit]!;
    const own = edits.filter(edit => this.cells.unitOf[edit.row] === unit);
    const shapes = new Set(own.flatMap(edit => this.#shapes[edit.column]!));
    const seen: number[] = [];
    for (const row of rows)
      for (const shape of shapes) {
        let old = 0;
        let place = 0;
        for (let i = 0; i < shape.columns.length; i++) {
          const column = shape.columns[i]!;
          const code = this.cells.codes[column]![row]!;
          const to = own.find(edit => edit.row === row && edit.column === column)?.to ?? code;
          old += code * shape.strides[i]!;
          place += to * shape.strides[i]!;
        }
        for (const cell of shape.cells[old]!) this.#mark(this.#before, cell, seen);
        for (const cell of shape.cells[place]!) this.#mark(this.#after, cell, seen);
      }
    for (const cell of seen) {
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
