import type { Tuples } from './axis.ts';
import { crew } from './columns/crew.ts';
import type { Facts } from './columns/facts.ts';
import type { KeyOrder, NumberColumn } from './columns/column-types.ts';
import { blockRows } from './columns/kernels/block.ts';
import type { Digit } from './columns/kernels/digit.ts';
import { distinctPairs, putInPlace } from './columns/kernels/distinct.ts';
import { Numbering } from './columns/kernels/numbering.ts';
import { placeIndexes } from './columns/kernels/place.ts';
import type { Dimension } from './plan.ts';

/** Where one way of placing rows in cells gives way to the next. The answers are the same; only time and memory differ. */
export interface Limits {
  /** Cells up to which the mixed-radix index of both axes is itself the place of a cell. */
  readonly direct: number;
  /** Cells up to which an array has a place for each; above it cells are numbered by hashing. */
  readonly dense: number;
  /** Bytes up to which distinct keys are marked in a table instead of read in key order. */
  readonly marks: number;
}

export const usualLimits: Limits = { direct: 1 << 20, dense: 10_000_000, marks: 1 << 22 };

/** What a pass over the rows adds up, by name. Everything else is computed from these. */
export interface Wanted {
  readonly masks: ReadonlyMap<string, Uint8Array>;
  readonly sums: ReadonlyMap<string, NumberColumn>;
  readonly extremes: ReadonlyMap<string, NumberColumn>;
  readonly distinct: ReadonlyMap<string, string>;
  readonly quantiles: ReadonlyMap<string, NumberColumn>;
}

/** Distinct pairs of cell and key, in order of key. */
export interface Pairs {
  readonly cells: Int32Array;
  readonly keys: Int32Array;
  readonly count: number;
}

/** Cells and numbers of the rows that have one, in ascending order of number. */
export interface Ordered {
  readonly cells: Int32Array;
  readonly numbers: Float64Array;
  readonly count: number;
}

/** The leaf cube: only cells that a row lies in; every array has one place for each of them. */
export interface BaseCube {
  readonly rowTuples: Tuples;
  readonly columnTuples: Tuples;
  readonly cells: number;
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly counts: Int32Array;
  readonly masks: ReadonlyMap<string, Int32Array>;
  readonly sums: ReadonlyMap<string, { readonly sums: Float64Array; readonly recorded: Int32Array }>;
  readonly extremes: ReadonlyMap<string, { readonly low: Float64Array; readonly high: Float64Array }>;
  readonly distinct: ReadonlyMap<string, Pairs>;
  readonly quantiles: ReadonlyMap<string, Ordered>;
}

interface Radix {
  readonly digits: readonly Digit[];
  readonly size: number;
}

/** Strides of a mixed-radix index over dimensions, the last varying fastest, times `unit`. */
function radixOf(dimensions: readonly Dimension[], unit: number): Radix {
  let stride = unit;
  const digits: Digit[] = [];
  for (let d = dimensions.length - 1; d >= 0; d--) {
    digits.unshift({ codes: dimensions[d]!.column.codes, stride });
    stride *= dimensions[d]!.order.length;
  }
  return { digits, size: stride / unit };
}

function tuplesOf(dimensions: readonly Dimension[], indexes: ArrayLike<number>): Tuples {
  const codes = dimensions.map(() => new Int32Array(indexes.length));
  for (let t = 0; t < indexes.length; t++) {
    let rest = indexes[t]!;
    for (let d = dimensions.length - 1; d >= 0; d--) {
      const radix = dimensions[d]!.order.length;
      codes[d]![t] = rest % radix;
      rest = Math.floor(rest / radix);
    }
  }
  return { count: indexes.length, codes };
}

/** Cells of the rows, block by block or all at once. */
interface Placing {
  readonly slots: number;
  /** The index of a row; used where `all` is null. */
  readonly digits: readonly Digit[];
  /** Cell of each selected row; null when blocks are placed as they come. */
  readonly all: Int32Array | null;
  /** Row tuple and column tuple of a slot, as raw indexes of its axis. */
  rowIndex(slot: number): number;
  columnIndex(slot: number): number;
}

/** Numbers the tuples of an axis that the selected rows meet; answers the tuple of each row. */
function numberAxis(
  dimensions: readonly Dimension[],
  rows: Int32Array | null,
  count: number,
  limits: Limits,
): { readonly ids: Int32Array; readonly size: number; index(place: number): number } {
  const radix = radixOf(dimensions, 1);
  const ids = new Int32Array(count);
  if (radix.size <= limits.dense) {
    placeIndexes(ids, radix.digits, rows, 0, count);
    const places = new Int32Array(radix.size);
    const indexes: number[] = [];
    for (let i = 0; i < count; i++) {
      const index = ids[i]!;
      let place = places[index]!;
      if (place === 0) {
        place = indexes.push(index);
        places[index] = place;
      }
      ids[i] = place - 1;
    }
    return { ids, size: indexes.length, index: place => indexes[place]! };
  }
  if (radix.size > Number.MAX_SAFE_INTEGER) {
    // Two halves are numbered by themselves first, so that their product stays exact.
    const half = dimensions.length >> 1;
    const outer = numberAxis(dimensions.slice(0, half), rows, count, limits);
    const inner = numberAxis(dimensions.slice(half), rows, count, limits);
    const innerSize = radixOf(dimensions.slice(half), 1).size;
    const numbering = new Numbering(1024);
    for (let i = 0; i < count; i++) ids[i] = numbering.place(outer.ids[i]! * inner.size + inner.ids[i]!);
    return {
      ids,
      size: numbering.size,
      index: place => {
        const pair = numbering.met(place);
        return outer.index(Math.floor(pair / inner.size)) * innerSize + inner.index(pair % inner.size);
      },
    };
  }
  const numbering = new Numbering(1024);
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    let index = 0;
    for (let d = 0; d < radix.digits.length; d++) index += radix.digits[d]!.codes[row]! * radix.digits[d]!.stride;
    ids[i] = numbering.place(index);
  }
  return { ids, size: numbering.size, index: place => numbering.met(place) };
}

function placingOf(
  rowDimensions: readonly Dimension[],
  columnDimensions: readonly Dimension[],
  rows: Int32Array | null,
  count: number,
  whole: boolean,
  limits: Limits,
): Placing {
  const columns = radixOf(columnDimensions, 1);
  const both = radixOf(rowDimensions, columns.size);
  if (both.size * columns.size <= limits.direct) {
    const digits = [...both.digits, ...columns.digits];
    const all = whole ? new Int32Array(count) : null;
    if (all)
      for (let from = 0; from < count; from += blockRows)
        placeIndexes(
          all.subarray(from, Math.min(count, from + blockRows)),
          digits,
          rows,
          from,
          Math.min(blockRows, count - from),
        );
    return {
      slots: both.size * columns.size,
      all,
      digits,
      rowIndex: slot => Math.floor(slot / columns.size),
      columnIndex: slot => slot % columns.size,
    };
  }
  const rowAxis = numberAxis(rowDimensions, rows, count, limits);
  const columnAxis = numberAxis(columnDimensions, rows, count, limits);
  const width = columnAxis.size;
  const ids = rowAxis.ids;
  if (rowAxis.size * width <= limits.dense) {
    for (let i = 0; i < count; i++) ids[i] = ids[i]! * width + columnAxis.ids[i]!;
    return {
      slots: rowAxis.size * width,
      all: ids,
      digits: [],
      rowIndex: slot => rowAxis.index(Math.floor(slot / width)),
      columnIndex: slot => columnAxis.index(slot % width),
    };
  }
  const numbering = new Numbering(1 << 16);
  for (let i = 0; i < count; i++) ids[i] = numbering.place(ids[i]! * width + columnAxis.ids[i]!);
  return {
    slots: numbering.size,
    all: ids,
    digits: [],
    rowIndex: slot => rowAxis.index(Math.floor(numbering.met(slot) / width)),
    columnIndex: slot => columnAxis.index(numbering.met(slot) % width),
  };
}

/** Numbers the distinct values of a list in order of first appearance. `bound` is above the largest of them. */
function distinctIndexes(
  list: Float64Array,
  bound: number,
): { readonly places: Int32Array; readonly indexes: Float64Array } {
  const places = new Int32Array(list.length);
  const indexes = new Float64Array(Math.min(list.length, bound));
  let size = 0;
  if (bound <= 1 << 20) {
    const known = new Int32Array(bound);
    for (let i = 0; i < list.length; i++) {
      const index = list[i]!;
      if (known[index] === 0) {
        indexes[size++] = index;
        known[index] = size;
      }
      places[i] = known[index]! - 1;
    }
  } else {
    const known = new Map<number, number>();
    for (let i = 0; i < list.length; i++) {
      let place = known.get(list[i]!);
      if (place === undefined) {
        place = size++;
        indexes[place] = list[i]!;
        known.set(list[i]!, place);
      }
      places[i] = place;
    }
  }
  return { places, indexes: indexes.subarray(0, size) };
}

/** Slots that a row lies in, ascending. */
function liveSlots(counts: Int32Array): Int32Array {
  let size = 0;
  for (let s = 0; s < counts.length; s++) if (counts[s] !== 0) size += 1;
  const live = new Int32Array(size);
  size = 0;
  for (let s = 0; s < counts.length; s++) if (counts[s] !== 0) live[size++] = s;
  return live;
}

function pickedCounts(array: Int32Array, live: Int32Array): Int32Array {
  const picked = new Int32Array(live.length);
  for (let c = 0; c < live.length; c++) picked[c] = array[live[c]!]!;
  return picked;
}

function pickedNumbers(array: Float64Array, live: Int32Array): Float64Array {
  const picked = new Float64Array(live.length);
  for (let c = 0; c < live.length; c++) picked[c] = array[live[c]!]!;
  return picked;
}

function pickedSums(totals: Float64Array, lost: Float64Array, live: Int32Array): Float64Array {
  const picked = new Float64Array(live.length);
  for (let c = 0; c < live.length; c++) picked[c] = totals[live[c]!]! + lost[live[c]!]!;
  return picked;
}

/** Pairs from a table of marks, keys outermost. */
function markedPairs(seen: Uint8Array, slots: number, live: Int32Array): Pairs {
  const keys = seen.length / slots;
  let size = 0;
  for (let i = slots; i < seen.length; i++) size += seen[i]!;
  const pairCells = new Int32Array(size);
  const pairKeys = new Int32Array(size);
  size = 0;
  for (let k = 1; k < keys; k++) {
    const start = k * slots;
    for (let c = 0; c < live.length; c++)
      if (seen[start + live[c]!] === 1) {
        pairCells[size] = c;
        pairKeys[size] = k;
        size += 1;
      }
  }
  return { cells: pairCells, keys: pairKeys, count: size };
}

/** Pairs of the selected rows: their cells are put in order of key, where each pair is met together. */
function orderedPairs(order: KeyOrder, rows: Int32Array | null, slotOf: Int32Array, cellOf: Int32Array): Pairs {
  // One more than the cell, so that 0 stands for a row that is not selected.
  const cellsInOrder = new Int32Array(order.places.length);
  for (let from = 0; from < slotOf.length; from += blockRows)
    putInPlace(cellsInOrder, order.places, slotOf, cellOf, rows, from, Math.min(slotOf.length, from + blockRows));
  const cells = new Int32Array(slotOf.length + 1);
  const keys = new Int32Array(slotOf.length + 1);
  const lastKey = new Int32Array(cellOf.length + 1);
  let count = 0;
  for (let from = order.unrecorded; from < cellsInOrder.length; from += blockRows) {
    const to = Math.min(cellsInOrder.length, from + blockRows);
    count = distinctPairs(cells, keys, count, lastKey, cellsInOrder, order.keys, from, to);
  }
  return { cells, keys, count };
}

function orderedNumbers(order: Int32Array, column: Float64Array, cellOfRow: Int32Array): Ordered {
  const cells = new Int32Array(order.length);
  const numbers = new Float64Array(order.length);
  let size = 0;
  for (let i = 0; i < order.length; i++) {
    const cell = cellOfRow[order[i]!]!;
    if (cell < 0) continue;
    cells[size] = cell;
    numbers[size] = column[order[i]!]!;
    size += 1;
  }
  return { cells, numbers, count: size };
}

/** Cell of each slot that a row lies in. */
function cellsOfSlots(slots: number, live: Int32Array): Int32Array {
  const cellOf = new Int32Array(slots);
  for (let c = 0; c < live.length; c++) cellOf[live[c]!] = c;
  return cellOf;
}

/** Cell of each row of the facts, −1 where it is not selected: for readings in another order than that of the rows. */
function cellsByRow(facts: Facts, rows: Int32Array | null, slotOf: Int32Array, cellOf: Int32Array): Int32Array {
  const cells = new Int32Array(facts.rows).fill(-1);
  if (rows === null) for (let i = 0; i < slotOf.length; i++) cells[i] = cellOf[slotOf[i]!]!;
  else for (let i = 0; i < slotOf.length; i++) cells[rows[i]!] = cellOf[slotOf[i]!]!;
  return cells;
}

/**
 * One pass over the selected rows (null: all) into the cells of two axes. Counts are exact; sums carry their rounding
 * apart, so that they do not depend on how many rows came before.
 */
export function baseCubeOf(
  facts: Facts,
  rowDimensions: readonly Dimension[],
  columnDimensions: readonly Dimension[],
  rows: Int32Array | null,
  wanted: Wanted,
  limits: Limits = usualLimits,
): BaseCube {
  const count = rows === null ? facts.rows : rows.length;
  // Keys of few values are marked as the rows pass; keys of many are read in order of key, which needs every row's cell.
  const size = radixOf(rowDimensions, 1).size * radixOf(columnDimensions, 1).size;
  const distinctFields = [...wanted.distinct].map(([name, field]) => ({ name, field, column: facts.keys(field) }));
  const canMark = ({ column }: (typeof distinctFields)[number]) =>
    size <= limits.direct && column.size * size <= limits.marks;
  const inOrder = distinctFields.filter(one => !canMark(one));
  const placing = placingOf(
    rowDimensions,
    columnDimensions,
    rows,
    count,
    inOrder.length > 0 || wanted.quantiles.size > 0,
    limits,
  );
  const { slots } = placing;
  const marked = distinctFields.filter(canMark);
  const { counts, ...tallies } = crew.tallied({
    slots,
    digits: placing.digits,
    all: placing.all,
    rows,
    count,
    masks: [...wanted.masks.values()],
    sums: [...wanted.sums.values()],
    extremes: [...wanted.extremes.values()],
    marks: marked.map(one => one.column),
  });

  const live = liveSlots(counts);
  const cells = live.length;
  const rowIndexes = new Float64Array(cells);
  const columnIndexes = new Float64Array(cells);
  for (let c = 0; c < cells; c++) {
    rowIndexes[c] = placing.rowIndex(live[c]!);
    columnIndexes[c] = placing.columnIndex(live[c]!);
  }
  const byRow = distinctIndexes(rowIndexes, radixOf(rowDimensions, 1).size);
  const byColumn = distinctIndexes(columnIndexes, radixOf(columnDimensions, 1).size);
  const cellOf = placing.all ? cellsOfSlots(slots, live) : null;
  const byNumber = wanted.quantiles.size ? cellsByRow(facts, rows, placing.all!, cellOf!) : null;
  const ownCounts = pickedCounts(counts, live);
  return {
    rowTuples: tuplesOf(rowDimensions, byRow.indexes),
    columnTuples: tuplesOf(columnDimensions, byColumn.indexes),
    cells,
    rowOf: byRow.places,
    columnOf: byColumn.places,
    counts: ownCounts,
    masks: new Map([...wanted.masks.keys()].map((name, i) => [name, pickedCounts(tallies.masks[i]!, live)])),
    sums: new Map(
      [...wanted.sums.keys()].map((name, i) => {
        const { totals, lost, recorded } = tallies.sums[i]!;
        return [
          name,
          {
            sums: pickedSums(totals, lost, live),
            recorded: recorded === counts ? ownCounts : pickedCounts(recorded, live),
          },
        ];
      }),
    ),
    extremes: new Map(
      [...wanted.extremes.keys()].map((name, i) => {
        const { low, high } = tallies.extremes[i]!;
        return [name, { low: pickedNumbers(low, live), high: pickedNumbers(high, live) }];
      }),
    ),
    distinct: new Map([
      ...marked.map((one, i) => [one.name, markedPairs(tallies.seen[i]!, slots, live)] as const),
      ...inOrder.map(
        one => [one.name, orderedPairs(facts.orderByKey(one.field), rows, placing.all!, cellOf!)] as const,
      ),
    ]),
    quantiles: new Map(
      [...wanted.quantiles].map(([name, column]) => [
        name,
        orderedNumbers(facts.rowsByNumber(name, column), column.numbers, byNumber!),
      ]),
    ),
  };
}
