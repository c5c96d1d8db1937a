import type { Tuples } from './axis.ts';
import type { Facts, NumberColumn } from './facts.ts';
import {
  addAll,
  addRecorded,
  blockRows,
  countMasked,
  countRows,
  foldSums,
  markKeys,
  Numbering,
  placeIndexes,
  stretch,
} from './kernels.ts';
import type { Digit } from './kernels.ts';
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
  readonly selected: number;
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
  /** Cell of each selected row; null when blocks are placed as they come. */
  readonly all: Int32Array | null;
  place(ids: Int32Array, from: number, count: number): void;
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
      place: (ids, from, n) => placeIndexes(ids, digits, rows, from, n),
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
      place: () => undefined,
      rowIndex: slot => rowAxis.index(Math.floor(slot / width)),
      columnIndex: slot => columnAxis.index(slot % width),
    };
  }
  const numbering = new Numbering(1 << 16);
  for (let i = 0; i < count; i++) ids[i] = numbering.place(ids[i]! * width + columnAxis.ids[i]!);
  return {
    slots: numbering.size,
    all: ids,
    place: () => undefined,
    rowIndex: slot => rowAxis.index(Math.floor(numbering.met(slot) / width)),
    columnIndex: slot => columnAxis.index(numbering.met(slot) % width),
  };
}

/** Numbers the distinct values of a list in order of first appearance. */
function distinctIndexes(list: Float64Array): { readonly places: Int32Array; readonly indexes: number[] } {
  const known = new Map<number, number>();
  const indexes: number[] = [];
  const places = new Int32Array(list.length);
  let last = NaN;
  let lastPlace = 0;
  for (let i = 0; i < list.length; i++) {
    const index = list[i]!;
    if (index !== last) {
      const found = known.get(index);
      if (found === undefined) {
        lastPlace = indexes.push(index) - 1;
        known.set(index, lastPlace);
      } else lastPlace = found;
      last = index;
    }
    places[i] = lastPlace;
  }
  return { places, indexes };
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
  const orders = wanted.quantiles.size > 0;
  // Keys of few values are marked as the rows pass; keys of many are read in order of key, which needs every row's cell.
  const size = radixOf(rowDimensions, 1).size * radixOf(columnDimensions, 1).size;
  const marked = new Map<string, Uint8Array>();
  const inOrder: [string, string][] = [];
  for (const [name, field] of wanted.distinct) {
    const keys = facts.keys(field);
    if (size <= limits.direct && keys.size * size <= limits.marks) marked.set(name, new Uint8Array(keys.size * size));
    else inOrder.push([name, field]);
  }
  const placing = placingOf(rowDimensions, columnDimensions, rows, count, orders || inOrder.length > 0, limits);
  const { slots } = placing;

  const counts = new Int32Array(slots);
  const masks = [...wanted.masks].map(([name, mask]) => ({ name, mask, counts: new Int32Array(slots) }));
  const sums = [...wanted.sums].map(([name, column]) => ({
    name,
    column,
    partial: new Float64Array(slots),
    totals: new Float64Array(slots),
    lost: new Float64Array(slots),
    recorded: column.complete ? counts : new Int32Array(slots),
  }));
  const extremes = [...wanted.extremes].map(([name, column]) => ({
    name,
    column,
    low: new Float64Array(slots).fill(Infinity),
    high: new Float64Array(slots).fill(-Infinity),
  }));
  const keysMarked = [...marked].map(([name, seen]) => ({ seen, keys: facts.keys(wanted.distinct.get(name)!).keys }));

  const scratch = new Int32Array(blockRows);
  const foldEvery = Math.max(1 << 16, slots * 4);
  let unfolded = 0;
  for (let from = 0; from < count; from += blockRows) {
    const n = Math.min(blockRows, count - from);
    const ids = placing.all ? placing.all.subarray(from, from + n) : scratch;
    if (!placing.all) placing.place(ids, from, n);
    countRows(counts, ids, n);
    for (const one of masks) countMasked(one.counts, ids, one.mask, rows, from, n);
    for (const one of sums) {
      if (one.column.complete) addAll(one.partial, ids, one.column.numbers, rows, from, n);
      else addRecorded(one.partial, one.recorded, ids, one.column.numbers, rows, from, n);
    }
    for (const one of extremes) stretch(one.low, one.high, ids, one.column.numbers, rows, from, n);
    for (const one of keysMarked) markKeys(one.seen, slots, ids, one.keys, rows, from, n);
    unfolded += n;
    if (unfolded >= foldEvery) {
      for (const one of sums) foldSums(one.totals, one.lost, one.partial);
      unfolded = 0;
    }
  }
  for (const one of sums) foldSums(one.totals, one.lost, one.partial);

  let cells = 0;
  const cellOf = new Int32Array(slots).fill(-1);
  for (let s = 0; s < slots; s++) if (counts[s] !== 0) cellOf[s] = cells++;
  const live = new Int32Array(cells);
  for (let s = 0; s < slots; s++) if (cellOf[s]! >= 0) live[cellOf[s]!] = s;
  const rowIndexes = new Float64Array(cells);
  const columnIndexes = new Float64Array(cells);
  for (let c = 0; c < cells; c++) {
    rowIndexes[c] = placing.rowIndex(live[c]!);
    columnIndexes[c] = placing.columnIndex(live[c]!);
  }
  const byRow = distinctIndexes(rowIndexes);
  const byColumn = distinctIndexes(columnIndexes);
  const pick = (array: Int32Array) => {
    const picked = new Int32Array(cells);
    for (let c = 0; c < cells; c++) picked[c] = array[live[c]!]!;
    return picked;
  };
  const pickNumbers = (array: Float64Array, lost?: Float64Array) => {
    const picked = new Float64Array(cells);
    for (let c = 0; c < cells; c++) picked[c] = array[live[c]!]! + (lost ? lost[live[c]!]! : 0);
    return picked;
  };

  // Cells of rows by row number, for readings in another order than that of the rows.
  let cellOfRow: Int32Array | null = null;
  const cellsByRow = (): Int32Array => {
    if (cellOfRow) return cellOfRow;
    cellOfRow = new Int32Array(facts.rows).fill(-1);
    const all = placing.all!;
    for (let i = 0; i < count; i++) cellOfRow[rows === null ? i : rows[i]!] = cellOf[all[i]!]!;
    return cellOfRow;
  };
  const distinct = new Map<string, Pairs>();
  for (const [name, seen] of marked) {
    const pairCells: number[] = [];
    const pairKeys: number[] = [];
    const keys = seen.length / slots;
    for (let k = 1; k < keys; k++) {
      const start = k * slots;
      for (let c = 0; c < cells; c++)
        if (seen[start + live[c]!] === 1) {
          pairCells.push(c);
          pairKeys.push(k);
        }
    }
    distinct.set(name, { cells: Int32Array.from(pairCells), keys: Int32Array.from(pairKeys), count: pairCells.length });
  }
  for (const [name, field] of inOrder) {
    const { keys } = facts.keys(field);
    const byRow = cellsByRow();
    const order = facts.rowsByKey(field);
    const lastKey = new Int32Array(cells);
    const pairCells = new Int32Array(order.length);
    const pairKeys = new Int32Array(order.length);
    let pairs = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      const cell = byRow[row]!;
      if (cell < 0) continue;
      const key = keys[row]!;
      if (lastKey[cell] === key) continue;
      lastKey[cell] = key;
      pairCells[pairs] = cell;
      pairKeys[pairs] = key;
      pairs += 1;
    }
    distinct.set(name, { cells: pairCells, keys: pairKeys, count: pairs });
  }
  const quantiles = new Map<string, Ordered>();
  for (const [name, column] of wanted.quantiles) {
    const byRow = cellsByRow();
    const order = facts.rowsByNumber(name, column);
    const numberCells = new Int32Array(order.length);
    const numbers = new Float64Array(order.length);
    let n = 0;
    for (let i = 0; i < order.length; i++) {
      const cell = byRow[order[i]!]!;
      if (cell < 0) continue;
      numberCells[n] = cell;
      numbers[n] = column.numbers[order[i]!]!;
      n += 1;
    }
    quantiles.set(name, { cells: numberCells, numbers, count: n });
  }
  const pickedCounts = pick(counts);
  return {
    rowTuples: tuplesOf(rowDimensions, byRow.indexes),
    columnTuples: tuplesOf(columnDimensions, byColumn.indexes),
    cells,
    rowOf: byRow.places,
    columnOf: byColumn.places,
    counts: pickedCounts,
    masks: new Map(masks.map(one => [one.name, pick(one.counts)])),
    sums: new Map(
      sums.map(one => [
        one.name,
        {
          sums: pickNumbers(one.totals, one.lost),
          recorded: one.recorded === counts ? pickedCounts : pick(one.recorded),
        },
      ]),
    ),
    extremes: new Map(extremes.map(one => [one.name, { low: pickNumbers(one.low), high: pickNumbers(one.high) }])),
    distinct,
    quantiles,
    selected: count,
  };
}
