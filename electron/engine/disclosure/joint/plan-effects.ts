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
  return { columns, strides, cells: lists };
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
    this.#before = new Int32Array(cells.keys.length);
    this.#after = new Int32Array(cells.keys.length);
  }

  /** Columns that stand in a cell together with this one, itself among them. */
  columnsBeside(column: number): number[] {
    return [...new Set(this.#shapes[column]!.flatMap(shape => shape.columns))].sort((a, b) => a - b);
  }

  /** The move that the edits are. Each row and column at most once among them. */
  moveOf(edits: readonly PlanEdit[]): PlanMove {
    this.steps++;
    const { unitOf } = this.cells;
    const units = [...new Set(edits.map(edit => unitOf[edit.row]!))].sort((a, b) => a - b);
    const columns = new Set(edits.map(edit => edit.column));
    const shapes = [...new Set([...columns].flatMap(column => this.#shapes[column]!))];
    for (const unit of units) this.#unit(unit, edits, shapes);
    const cells = [...new Set(this.#touched)].filter(cell => this.#delta[cell] !== 0).sort((a, b) => a - b);
    const move = { edits, units, cells: Int32Array.from(cells), by: Int32Array.from(cells, cell => this.#delta[cell]!) };
    for (const cell of this.#touched) this.#delta[cell] = 0;
    this.#touched.length = 0;
    return move;
  }

  #unit(unit: number, edits: readonly PlanEdit[], shapes: readonly Shape[]): void {
    const rows = this.cells.rowsOf[unit]!;
    const seen: number[] = [];
    for (const row of rows) {
      const own = edits.filter(edit => edit.row === row);
      for (const shape of shapes) {
        let old = 0;
        let place = 0;
        for (let i = 0; i < shape.columns.length; i++) {
          const column = shape.columns[i]!;
          const code = this.cells.codes[column]![row]!;
          old += code * shape.strides[i]!;
          place += (own.find(edit => edit.column === column)?.to ?? code) * shape.strides[i]!;
        }
        if (rows.length === 1 && old === place) continue;
        for (const cell of shape.cells[old]!) this.#mark(this.#before, cell, seen);
        for (const cell of shape.cells[place]!) this.#mark(this.#after, cell, seen);
      }
    }
    for (const cell of seen) {
      const by = (this.#after[cell] ? 1 : 0) - (this.#before[cell] ? 1 : 0);
      if (by !== 0) {
        this.#touched.push(cell);
        this.#delta[cell] = this.#delta[cell]! + by;
      }
      this.#after[cell] = this.#before[cell] = 0;
    }
  }

  #mark(counts: Int32Array, cell: number, seen: number[]): void {
    if (this.#before[cell] === 0 && this.#after[cell] === 0) seen.push(cell);
    counts[cell] = counts[cell]! + 1;
  }
}
