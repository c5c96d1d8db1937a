import type { Rows } from './solver.ts';

/**
 * What somebody who reads the table knows: cells between bounds, tied by rows. Published exactly: both bounds are the
 * value. Rounded: the bounds of the rounding. Hidden: the known lower bound and no upper one.
 */
export interface Knowledge {
  readonly relations: Rows;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A connected block of cells that are not known exactly, with the rows that tie them; the known are moved into bounds. */
export interface Block {
  /** Cells of the whole table, by column of the block. */
  readonly cells: Int32Array;
  readonly rows: Rows;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Rows that touch each cell: those of cell c are `rows` from starts[c] to starts[c + 1], each with its factor of c. */
export interface Touching {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly factors: Float64Array;
}

export function touchingRows(relations: Rows): Touching {
  const starts = new Int32Array(relations.columns + 1);
  for (const cell of relations.indices) starts[cell + 1]!++;
  for (let c = 0; c < relations.columns; c++) starts[c + 1]! += starts[c]!;
  const rows = new Int32Array(relations.indices.length);
  const factors = new Float64Array(relations.indices.length);
  const at = starts.slice();
  for (let r = 0; r < relations.lower.length; r++)
    for (let k = relations.starts[r]!; k < relations.starts[r + 1]!; k++) {
      const place = at[relations.indices[k]!]!++;
      rows[place] = r;
      factors[place] = relations.values[k]!;
    }
  return { starts, rows, factors };
}

const sums = new WeakMap<Rows, { readonly truth: Float64Array; readonly ofRows: Float64Array }>();

/** What each row comes to for these values; worked out once for the same rows and the same array of values. */
export function rowSums(relations: Rows, truth: Float64Array): Float64Array {
  const known = sums.get(relations);
  if (known?.truth === truth) return known.ofRows;
  const ofRows = new Float64Array(relations.lower.length);
  for (let r = 0; r < ofRows.length; r++)
    for (let k = relations.starts[r]!; k < relations.starts[r + 1]!; k++)
      ofRows[r]! += relations.values[k]! * truth[relations.indices[k]!]!;
  sums.set(relations, { truth, ofRows });
  return ofRows;
}

const slack = 1e-9;

/**
 * Tightens bounds by looking at one row at a time until nothing moves (the "shuttle" of L. Buzzigoli and A. Giusti,
 * 1999). Every value that fits the rows stays within. With `whole`, bounds of counts move to whole numbers.
 * Returns false when nothing fits.
 */
export function tightenedBounds(
  { relations, lower, upper }: Knowledge,
  touching: Touching,
  whole: boolean,
  most = 40,
): boolean {
  const { starts, indices, values } = relations;
  const waiting = new Uint8Array(relations.lower.length).fill(1);
  let queue = Array.from({ length: relations.lower.length }, (_, r) => r);
  for (let round = 0; round < most && queue.length; round++) {
    const next: number[] = [];
    for (const r of queue) {
      waiting[r] = 0;
      let least = 0;
      let largest = 0;
      let openBelow = 0;
      let openAbove = 0;
      for (let k = starts[r]!; k < starts[r + 1]!; k++) {
        const a = values[k]!;
        const low = a > 0 ? a * lower[indices[k]!]! : a * upper[indices[k]!]!;
        const high = a > 0 ? a * upper[indices[k]!]! : a * lower[indices[k]!]!;
        if (low === -Infinity) openBelow++;
        else least += low;
        if (high === Infinity) openAbove++;
        else largest += high;
      }
      if (openBelow > 1 && openAbove > 1) continue;
      for (let k = starts[r]!; k < starts[r + 1]!; k++) {
        const cell = indices[k]!;
        const a = values[k]!;
        if (lower[cell] === upper[cell]) continue;
        const low = a > 0 ? a * lower[cell]! : a * upper[cell]!;
        const high = a > 0 ? a * upper[cell]! : a * lower[cell]!;
        // a·x is at most the row's upper bound less what the others must be, and at least likewise.
        const most1 =
          openBelow === 0
            ? relations.upper[r]! - (least - low)
            : openBelow === 1 && low === -Infinity
              ? relations.upper[r]! - least
              : Infinity;
        const least1 =
          openAbove === 0
            ? relations.lower[r]! - (largest - high)
            : openAbove === 1 && high === Infinity
              ? relations.lower[r]! - largest
              : -Infinity;
        let newUpper = a > 0 ? most1 / a : least1 / a;
        let newLower = a > 0 ? least1 / a : most1 / a;
        if (whole) {
          newUpper = Math.floor(newUpper + 1e-6);
          newLower = Math.ceil(newLower - 1e-6);
        }
        let moved = false;
        if (newUpper < upper[cell]! - slack) {
          upper[cell] = newUpper;
          moved = true;
        }
        if (newLower > lower[cell]! + slack) {
          lower[cell] = newLower;
          moved = true;
        }
        if (!moved) continue;
        if (lower[cell]! > upper[cell]! + 1e-6) return false;
        if (lower[cell]! > upper[cell]! - slack)
          upper[cell] = lower[cell] =
            Math.abs(Math.round(lower[cell]!) - lower[cell]!) < 1e-6 ? Math.round(lower[cell]!) : lower[cell]!;
        for (let t = touching.starts[cell]!; t < touching.starts[cell + 1]!; t++) {
          const row = touching.rows[t]!;
          if (row !== r && !waiting[row]) {
            waiting[row] = 1;
            next.push(row);
          }
        }
        // The sums of this row are stale now; it is looked at again.
        if (!waiting[r]) {
          waiting[r] = 1;
          next.push(r);
        }
        break;
      }
    }
    queue = next;
  }
  return true;
}

/** The unknown cells in connected blocks; a row among known cells alone ties nothing and is left out. */
export function blocksOf({ relations, lower, upper }: Knowledge, touching: Touching): Block[] {
  const { starts, indices, values } = relations;
  const column = new Int32Array(relations.columns).fill(-1);
  const open = (cell: number) => upper[cell]! - lower[cell]! > slack;
  const blocks: Block[] = [];
  const rowSeen = new Uint8Array(relations.lower.length);
  for (let first = 0; first < relations.columns; first++) {
    if (column[first] !== -1 || !open(first)) continue;
    const cells = [first];
    const rows: number[] = [];
    column[first] = 0;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      for (let t = touching.starts[cell]!; t < touching.starts[cell + 1]!; t++) {
        const row = touching.rows[t]!;
        if (rowSeen[row]) continue;
        rowSeen[row] = 1;
        rows.push(row);
        for (let k = starts[row]!; k < starts[row + 1]!; k++) {
          const other = indices[k]!;
          if (column[other] !== -1 || !open(other)) continue;
          column[other] = cells.length;
          cells.push(other);
        }
      }
    }
    const blockStarts = [0];
    const blockIndices: number[] = [];
    const blockValues: number[] = [];
    const rowLower: number[] = [];
    const rowUpper: number[] = [];
    for (const row of rows) {
      let known = 0;
      for (let k = starts[row]!; k < starts[row + 1]!; k++) {
        const cell = indices[k]!;
        if (open(cell)) {
          blockIndices.push(column[cell]!);
          blockValues.push(values[k]!);
        } else known += values[k]! * lower[cell]!;
      }
      blockStarts.push(blockIndices.length);
      rowLower.push(relations.lower[row]! - known);
      rowUpper.push(relations.upper[row]! - known);
    }
    blocks.push({
      cells: Int32Array.from(cells),
      rows: {
        columns: cells.length,
        starts: Int32Array.from(blockStarts),
        indices: Int32Array.from(blockIndices),
        values: Float64Array.from(blockValues),
        lower: Float64Array.from(rowLower),
        upper: Float64Array.from(rowUpper),
      },
      lower: Float64Array.from(cells, cell => lower[cell]!),
      upper: Float64Array.from(cells, cell => upper[cell]!),
    });
  }
  return blocks;
}
