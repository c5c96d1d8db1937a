import type { Codes } from './column-types.ts';

/*
 * The loops that see every row. Each is written once for every width of code, because a loop that meets arrays of
 * several kinds is several times slower than one that meets a single kind.
 *
 * `rows` is the list of selected row numbers, or null when all rows count; `from` and `count` bound the block: positions
 * in `rows`, or row numbers. `ids` holds one integer a row of the block.
 */

/** Rows of a block: enough to spread the cost of a call, few enough to stay in the first-level cache. */
export const blockRows = 4096;

function first8(ids: Int32Array, codes: Uint8Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[from + i]!, stride);
}
function first16(ids: Int32Array, codes: Uint16Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[from + i]!, stride);
}
function first32(ids: Int32Array, codes: Uint32Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[from + i]!, stride);
}
function firstOf8(
  ids: Int32Array,
  codes: Uint8Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[rows[from + i]!]!, stride);
}
function firstOf16(
  ids: Int32Array,
  codes: Uint16Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[rows[from + i]!]!, stride);
}
function firstOf32(
  ids: Int32Array,
  codes: Uint32Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = Math.imul(codes[rows[from + i]!]!, stride);
}
function next8(ids: Int32Array, codes: Uint8Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[from + i]!, stride)) | 0;
}
function next16(ids: Int32Array, codes: Uint16Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[from + i]!, stride)) | 0;
}
function next32(ids: Int32Array, codes: Uint32Array, stride: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[from + i]!, stride)) | 0;
}
function nextOf8(
  ids: Int32Array,
  codes: Uint8Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[rows[from + i]!]!, stride)) | 0;
}
function nextOf16(
  ids: Int32Array,
  codes: Uint16Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[rows[from + i]!]!, stride)) | 0;
}
function nextOf32(
  ids: Int32Array,
  codes: Uint32Array,
  stride: number,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) ids[i] = (ids[i]! + Math.imul(codes[rows[from + i]!]!, stride)) | 0;
}

/** A column and its weight in a mixed-radix index. */
export interface Digit {
  readonly codes: Codes;
  readonly stride: number;
}

/** ids[i] = Σ code × stride over the digits; 0 without digits. The largest index must fit 31 bits. */
export function placeIndexes(
  ids: Int32Array,
  digits: readonly Digit[],
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  if (!digits.length) {
    ids.fill(0, 0, count);
    return;
  }
  digits.forEach(({ codes, stride }, d) => {
    if (rows === null) {
      if (codes instanceof Uint8Array) (d === 0 ? first8 : next8)(ids, codes, stride, from, count);
      else if (codes instanceof Uint16Array) (d === 0 ? first16 : next16)(ids, codes, stride, from, count);
      else (d === 0 ? first32 : next32)(ids, codes, stride, from, count);
    } else if (codes instanceof Uint8Array) (d === 0 ? firstOf8 : nextOf8)(ids, codes, stride, rows, from, count);
    else if (codes instanceof Uint16Array) (d === 0 ? firstOf16 : nextOf16)(ids, codes, stride, rows, from, count);
    else (d === 0 ? firstOf32 : nextOf32)(ids, codes, stride, rows, from, count);
  });
}

function tally2(
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  counts: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) counts[(Math.imul(a[i]!, sa) + Math.imul(b[i]!, sb)) | 0]! += 1;
}
function tally3(
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  c: Uint8Array,
  sc: number,
  counts: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++)
    counts[(Math.imul(a[i]!, sa) + Math.imul(b[i]!, sb) + Math.imul(c[i]!, sc)) | 0]! += 1;
}
function tallySum2(
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  numbers: Float64Array,
  counts: Int32Array,
  sums: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const id = (Math.imul(a[i]!, sa) + Math.imul(b[i]!, sb)) | 0;
    counts[id]! += 1;
    sums[id]! += numbers[i]!;
  }
}
function tallySum3(
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  c: Uint8Array,
  sc: number,
  numbers: Float64Array,
  counts: Int32Array,
  sums: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const id = (Math.imul(a[i]!, sa) + Math.imul(b[i]!, sb) + Math.imul(c[i]!, sc)) | 0;
    counts[id]! += 1;
    sums[id]! += numbers[i]!;
  }
}

function tallySumOf3(
  ids: Int32Array,
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  c: Uint8Array,
  sc: number,
  numbers: Float64Array,
  counts: Int32Array,
  sums: Float64Array,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[from + i]!;
    const id = (Math.imul(a[row]!, sa) + Math.imul(b[row]!, sb) + Math.imul(c[row]!, sc)) | 0;
    ids[i] = id;
    counts[id]! += 1;
    sums[id]! += numbers[row]!;
  }
}
function tallySumOf2(
  ids: Int32Array,
  a: Uint8Array,
  sa: number,
  b: Uint8Array,
  sb: number,
  numbers: Float64Array,
  counts: Int32Array,
  sums: Float64Array,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[from + i]!;
    const id = (Math.imul(a[row]!, sa) + Math.imul(b[row]!, sb)) | 0;
    ids[i] = id;
    counts[id]! += 1;
    sums[id]! += numbers[row]!;
  }
}

/** As `tallyRows`, over selected rows; keeps their places in `ids` for what else is added up. */
export function tallySelected(
  ids: Int32Array,
  digits: readonly Digit[],
  numbers: Float64Array,
  counts: Int32Array,
  sums: Float64Array,
  rows: Int32Array,
  from: number,
  count: number,
): void {
  const [first, second, third] = digits as readonly { readonly codes: Uint8Array; readonly stride: number }[];
  const a = first!.codes;
  const b = second?.codes ?? a;
  const sb = second?.stride ?? 0;
  if (third)
    tallySumOf3(ids, a, first!.stride, b, sb, third.codes, third.stride, numbers, counts, sums, rows, from, count);
  else tallySumOf2(ids, a, first!.stride, b, sb, numbers, counts, sums, rows, from, count);
}

/**
 * Whether rows can be placed, counted and summed in one loop: up to three digits of a byte each. Three loops over a
 * block cost twice as much, and most tables are of this shape.
 */
export function canTally(digits: readonly Digit[]): boolean {
  return digits.length >= 1 && digits.length <= 3 && digits.every(digit => digit.codes instanceof Uint8Array);
}

/** Places, counts and (unless null) sums rows from `from` to before `to`, all of them; none of the numbers is missing. */
export function tallyRows(
  digits: readonly Digit[],
  numbers: Float64Array | null,
  counts: Int32Array,
  sums: Float64Array,
  from: number,
  to: number,
): void {
  const [first, second, third] = digits as readonly { readonly codes: Uint8Array; readonly stride: number }[];
  const a = first!.codes;
  const b = second?.codes ?? a;
  const sb = second?.stride ?? 0;
  if (third) {
    if (numbers) tallySum3(a, first!.stride, b, sb, third.codes, third.stride, numbers, counts, sums, from, to);
    else tally3(a, first!.stride, b, sb, third.codes, third.stride, counts, from, to);
  } else if (numbers) tallySum2(a, first!.stride, b, sb, numbers, counts, sums, from, to);
  else tally2(a, first!.stride, b, sb, counts, from, to);
}

function select8(
  found: Int32Array,
  length: number,
  codes: Uint8Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    found[n] = i;
    n += allowed[codes[i]!]!;
  }
  return n;
}
function narrow8(
  found: Int32Array,
  length: number,
  codes: Uint8Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    const row = found[i]!;
    found[n] = row;
    n += allowed[codes[row]!]!;
  }
  return n;
}
function select16(
  found: Int32Array,
  length: number,
  codes: Uint16Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    found[n] = i;
    n += allowed[codes[i]!]!;
  }
  return n;
}
function narrow16(
  found: Int32Array,
  length: number,
  codes: Uint16Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    const row = found[i]!;
    found[n] = row;
    n += allowed[codes[row]!]!;
  }
  return n;
}
function select32(
  found: Int32Array,
  length: number,
  codes: Uint32Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    found[n] = i;
    n += allowed[codes[i]!]!;
  }
  return n;
}
function narrow32(
  found: Int32Array,
  length: number,
  codes: Uint32Array,
  allowed: Uint8Array,
  from: number,
  to: number,
): number {
  let n = length;
  for (let i = from; i < to; i++) {
    const row = found[i]!;
    found[n] = row;
    n += allowed[codes[row]!]!;
  }
  return n;
}

/**
 * Writes to `found` the rows whose code is allowed (1) and returns how many. `length` null: looks at every row; else
 * only at the first `length` rows of `found`, in place. `found` needs one place more than there are rows.
 */
export function selectRows(found: Int32Array, length: number | null, codes: Codes, allowed: Uint8Array): number {
  const end = length ?? codes.length;
  let n = 0;
  // In blocks: a function that is called often is compiled well sooner than a loop that is entered once.
  for (let from = 0; from < end; from += blockRows) {
    const to = Math.min(end, from + blockRows);
    if (codes instanceof Uint8Array) n = (length === null ? select8 : narrow8)(found, n, codes, allowed, from, to);
    else if (codes instanceof Uint16Array)
      n = (length === null ? select16 : narrow16)(found, n, codes, allowed, from, to);
    else n = (length === null ? select32 : narrow32)(found, n, codes, allowed, from, to);
  }
  return n;
}

export function countRows(counts: Int32Array, ids: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) counts[ids[i]!]! += 1;
}

export function countMasked(
  counts: Int32Array,
  ids: Int32Array,
  mask: Uint8Array,
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  if (rows === null) for (let i = 0; i < count; i++) counts[ids[i]!]! += mask[from + i]!;
  else for (let i = 0; i < count; i++) counts[ids[i]!]! += mask[rows[from + i]!]!;
}

/** Adds numbers of which none is missing. */
export function addAll(
  sums: Float64Array,
  ids: Int32Array,
  numbers: Float64Array,
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  if (rows === null) for (let i = 0; i < count; i++) sums[ids[i]!]! += numbers[from + i]!;
  else for (let i = 0; i < count; i++) sums[ids[i]!]! += numbers[rows[from + i]!]!;
}

/** Adds the numbers that are there and counts them. */
export function addRecorded(
  sums: Float64Array,
  recorded: Int32Array,
  ids: Int32Array,
  numbers: Float64Array,
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const n = numbers[rows === null ? from + i : rows[from + i]!]!;
    if (n === n) {
      const id = ids[i]!;
      sums[id]! += n;
      recorded[id]! += 1;
    }
  }
}

/** Lowers `low` and raises `high` to the numbers of each cell. */
export function stretch(
  low: Float64Array,
  high: Float64Array,
  ids: Int32Array,
  numbers: Float64Array,
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const n = numbers[rows === null ? from + i : rows[from + i]!]!;
    const id = ids[i]!;
    if (n < low[id]!) low[id] = n;
    if (n > high[id]!) high[id] = n;
  }
}

/** Folds partial sums into running totals with the rounding that they lose kept apart (Neumaier 1974), and empties them. */
export function foldSums(totals: Float64Array, lost: Float64Array, partial: Float64Array): void {
  for (let i = 0; i < partial.length; i++) {
    const part = partial[i]!;
    if (part === 0) continue;
    const total = totals[i]!;
    const next = total + part;
    lost[i]! += Math.abs(total) >= Math.abs(part) ? total - next + part : part - next + total;
    totals[i] = next;
    partial[i] = 0;
  }
}

/** Notes that a key was met in a cell: one byte for each key and cell, keys outermost. */
export function markKeys(
  seen: Uint8Array,
  cells: number,
  ids: Int32Array,
  keys: Codes,
  rows: Int32Array | null,
  from: number,
  count: number,
): void {
  if (rows === null) for (let i = 0; i < count; i++) seen[(Math.imul(keys[from + i]!, cells) + ids[i]!) | 0] = 1;
  else for (let i = 0; i < count; i++) seen[(Math.imul(keys[rows[from + i]!]!, cells) + ids[i]!) | 0] = 1;
}

/** Puts one more than the cell of each selected row at the row's place; `slotOf` has the slot of each of them. */
export function putInPlace(
  inOrder: Int32Array,
  places: Int32Array,
  slotOf: Int32Array,
  cellOf: Int32Array,
  rows: Int32Array | null,
  from: number,
  to: number,
): void {
  if (rows === null) for (let i = from; i < to; i++) inOrder[places[i]!] = cellOf[slotOf[i]!]! + 1;
  else for (let i = from; i < to; i++) inOrder[places[rows[i]!]!] = cellOf[slotOf[i]!]! + 1;
}

/**
 * Writes each pair of cell and key once behind the `size` that are there and returns how many there are now. Keys come
 * together, so the last key of a cell tells whether a pair is new. Nothing in the loop branches: whether a pair is new
 * cannot be foreseen, and a wrong guess costs more than the arithmetic. The arrays need one place more than there are pairs.
 */
export function distinctPairs(
  cells: Int32Array,
  keys: Int32Array,
  size: number,
  lastKey: Int32Array,
  cellsInOrder: Int32Array,
  keysInOrder: Int32Array,
  from: number,
  to: number,
): number {
  let n = size;
  for (let i = from; i < to; i++) {
    const cell = cellsInOrder[i]!;
    const key = keysInOrder[i]!;
    const change = lastKey[cell]! ^ key;
    lastKey[cell] = key;
    cells[n] = cell - 1;
    keys[n] = key;
    n += ((change | -change) & -cell) >>> 31;
  }
  return n;
}

/** Counts the pairs whose key is new to its cell at a grain, as `distinctPairs` does; `cellAt` leads to that cell. */
export function countDistinct(
  counts: Int32Array,
  lastKey: Int32Array,
  cellAt: Int32Array,
  cells: Int32Array,
  keys: Int32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const at = cellAt[cells[i]!]!;
    const key = keys[i]!;
    const change = lastKey[at]! ^ key;
    lastKey[at] = key;
    counts[at]! += (change | -change) >>> 31;
  }
}

/** Numbers the integers it meets from 0, in order of first appearance: open addressing over typed arrays. */
export class Numbering {
  private keys: Float64Array;
  private places: Int32Array;
  private mask: number;
  /** The integer behind each number. */
  private list: Float64Array;
  size = 0;

  constructor(expected: number) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.keys = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.list = new Float64Array(capacity / 2);
  }

  /** The number of an integer from 0 to 2^53. */
  place(key: number): number {
    let at = this.slot(key);
    for (;;) {
      const place = this.places[at]!;
      if (place === 0) break;
      if (this.keys[at] === key) return place - 1;
      at = (at + 1) & this.mask;
    }
    if (this.size === this.list.length) {
      this.grow();
      return this.place(key);
    }
    this.keys[at] = key;
    this.list[this.size] = key;
    this.size += 1;
    this.places[at] = this.size;
    return this.size - 1;
  }

  met(place: number): number {
    return this.list[place]!;
  }

  private slot(key: number): number {
    const high = (key / 4294967296) | 0;
    let h = Math.imul((key | 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    h ^= h >>> 15;
    h = Math.imul(h, 0xc2b2ae35);
    return (h ^ (h >>> 13)) & this.mask;
  }

  private grow(): void {
    const list = this.list;
    const capacity = (this.mask + 1) * 2;
    this.keys = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.list = new Float64Array(capacity / 2);
    const size = this.size;
    this.size = 0;
    for (let i = 0; i < size; i++) this.place(list[i]!);
  }
}
