import type { KeyColumn, NumberColumn } from './column-types.ts';
import { addAll, addRecorded, countMasked, countRows, foldSums, stretch } from './kernels/add.ts';
import { blockRows } from './kernels/block.ts';
import type { Digit } from './kernels/digit.ts';
import { markKeys } from './kernels/distinct.ts';
import { placeIndexes } from './kernels/place.ts';
import { canTally, tallyRows, tallySelected } from './kernels/tally.ts';

/** Rows from which columns lie in memory that threads share, and a pass is taken in parts. */
export const manyRows = 100_000;

/** Parts of a pass over many rows, however many threads there are: sums are folded in their order, so that none differs. */
const partsOfMany = 8;

/** Memory for a column: shared between threads where there are many rows. */
export function columnMemory(rows: number, bytesOfRow: number): ArrayBufferLike {
  const own = new ArrayBuffer(rows * bytesOfRow);
  if (rows < manyRows) return own;
  // V8 does not count shared memory among its garbage. The other buffer, which is never written to and so takes none, is
  // counted in its stead: without it columns that nobody uses any more would stay for hours.
  return new SharedArrayBuffer(own.byteLength);
}

/** What a pass over rows reads and adds up. Plain data, so that it can be given to another thread. */
export interface Pass {
  readonly slots: number;
  /** The slot of a row; used where `all` is null. */
  readonly digits: readonly Digit[];
  /** Slot of each selected row, where they were placed before. */
  readonly all: Int32Array | null;
  /** Selected rows; null for all. */
  readonly rows: Int32Array | null;
  readonly count: number;
  readonly masks: readonly Uint8Array[];
  readonly sums: readonly NumberColumn[];
  readonly extremes: readonly NumberColumn[];
  /** Keys to mark where they are met. */
  readonly marks: readonly KeyColumn[];
}

/** What has been added up, by slot; in the order of the pass. */
export interface Tallies {
  readonly counts: Int32Array;
  readonly masks: readonly Int32Array[];
  readonly sums: readonly {
    readonly partial: Float64Array;
    readonly totals: Float64Array;
    /** What rounding took from the totals. */
    readonly lost: Float64Array;
    readonly recorded: Int32Array;
  }[];
  readonly extremes: readonly { readonly low: Float64Array; readonly high: Float64Array }[];
  /** One byte for each key and slot, keys outermost. All parts share it: they write nothing there but 1. */
  readonly seen: readonly Uint8Array[];
}

/** How many parts a pass is taken in: one where sharing it out would cost more than it gains. */
export function partsOf({ slots, all, count, masks, sums, extremes, marks }: Pass): number {
  const onlyCounts = all !== null && !masks.length && !sums.length && !extremes.length && !marks.length;
  return count >= manyRows && !onlyCounts && slots * partsOfMany * 4 <= count ? partsOfMany : 1;
}

/** Bytes that the tallies of a part take, without what is marked. */
function bytesOfPart({ slots, masks, sums, extremes }: Pass): number {
  const floats = sums.length * 3 + extremes.length * 2;
  const integers = 1 + masks.length + sums.filter(column => !column.complete).length;
  return slots * floats * 8 + Math.ceil((slots * integers) / 2) * 8;
}

/** Bytes that the tallies of so many parts take, with what is marked. */
export function bytesOfTallies(pass: Pass, parts: number): number {
  return pass.marks.reduce((bytes, { size }) => bytes + size * pass.slots, bytesOfPart(pass) * parts);
}

/** The tallies of a part, in a buffer that has those of `parts`, one after the other, and then what is marked. */
export function talliesAt(pass: Pass, buffer: ArrayBufferLike, part: number, parts: number): Tallies {
  const { slots } = pass;
  let at = bytesOfPart(pass) * part;
  const floats = () => {
    const array = new Float64Array(buffer, at, slots);
    at += slots * 8;
    return array;
  };
  const numbers = pass.sums.map(() => ({ partial: floats(), totals: floats(), lost: floats() }));
  const extremes = pass.extremes.map(() => ({ low: floats(), high: floats() }));
  const integers = () => {
    const array = new Int32Array(buffer, at, slots);
    at += slots * 4;
    return array;
  };
  const counts = integers();
  const masks = pass.masks.map(integers);
  const sums = numbers.map((one, i) => ({ ...one, recorded: pass.sums[i]!.complete ? counts : integers() }));
  at = bytesOfPart(pass) * parts;
  const seen = pass.marks.map(({ size }) => {
    const array = new Uint8Array(buffer, at, size * slots);
    at += size * slots;
    return array;
  });
  return { counts, masks, sums, extremes, seen };
}

/** Adds up one block of rows. A function of its own, so that it is compiled well from its start. */
function passBlock(pass: Pass, scratch: Int32Array, from: number, count: number, into: Tallies): void {
  const { all, digits, rows } = pass;
  const ids = all ? all.subarray(from, from + count) : scratch;
  const [first] = pass.sums;
  const together = !all && rows !== null && first !== undefined && first.complete && canTally(digits);
  if (together) tallySelected(ids, digits, first.numbers, into.counts, into.sums[0]!.partial, rows, from, count);
  else {
    if (!all) placeIndexes(ids, digits, rows, from, count);
    countRows(into.counts, ids, count);
  }
  pass.masks.forEach((mask, i) => countMasked(into.masks[i]!, ids, mask, rows, from, count));
  pass.sums.forEach((column, i) => {
    const { partial, recorded } = into.sums[i]!;
    if (together && i === 0) return;
    if (column.complete) addAll(partial, ids, column.numbers, rows, from, count);
    else addRecorded(partial, recorded, ids, column.numbers, rows, from, count);
  });
  pass.extremes.forEach((column, i) => {
    const { low, high } = into.extremes[i]!;
    stretch(low, high, ids, column.numbers, rows, from, count);
  });
  pass.marks.forEach(({ keys }, i) => markKeys(into.seen[i]!, pass.slots, ids, keys, rows, from, count));
}

/**
 * Passes over the rows of one part and adds them up. Sums are folded now and then, so that rounding does not grow with
 * the rows.
 */
export function passOver(pass: Pass, part: number, parts: number, into: Tallies): void {
  for (const { low, high } of into.extremes) {
    low.fill(Infinity);
    high.fill(-Infinity);
  }
  const blocks = Math.ceil(pass.count / blockRows);
  const start = Math.floor((blocks * part) / parts) * blockRows;
  const end = Math.min(pass.count, Math.floor((blocks * (part + 1)) / parts) * blockRows);
  const foldEvery = Math.max(1 << 16, pass.slots * 4);
  const fold = () => into.sums.forEach(one => foldSums(one.totals, one.lost, one.partial));
  const [first] = pass.sums;
  const single = pass.sums.length <= 1 && (first === undefined || first.complete);
  const nothingElse = !pass.masks.length && !pass.extremes.length && !pass.marks.length;
  const tallied = pass.rows === null && !pass.all && single && nothingElse && canTally(pass.digits);
  const partial = into.sums[0]?.partial ?? new Float64Array(0);
  const scratch = new Int32Array(blockRows);
  let unfolded = 0;
  for (let from = start; from < end; from += blockRows) {
    const to = Math.min(end, from + blockRows);
    if (tallied) tallyRows(pass.digits, first?.numbers ?? null, into.counts, partial, from, to);
    else passBlock(pass, scratch, from, to - from, into);
    unfolded += to - from;
    if (unfolded >= foldEvery) {
      fold();
      unfolded = 0;
    }
  }
  fold();
}

/** A pass that several threads take the parts of. */
export interface Work {
  readonly pass: Pass;
  /** The next part that nobody has taken; then for each part 1 when its tallies are complete. */
  readonly state: Int32Array;
  /** The tallies of the parts, as `talliesAt` lays them out. */
  readonly tallies: SharedArrayBuffer;
}

/** Takes parts until none is left. */
export function takeParts({ pass, state, tallies }: Work): void {
  const parts = state.length - 1;
  for (;;) {
    const part = Atomics.add(state, 0, 1);
    if (part >= parts) return;
    passOver(pass, part, parts, talliesAt(pass, tallies, part, parts));
    Atomics.store(state, part + 1, 1);
    Atomics.notify(state, part + 1);
  }
}

function addCounts(into: Int32Array, part: Int32Array): void {
  for (let s = 0; s < into.length; s++) into[s]! += part[s]!;
}

/** Adds what the next part added up. Sums come in the order of the parts, whoever passed over them. */
export function addPart(into: Tallies, part: Tallies): void {
  addCounts(into.counts, part.counts);
  into.masks.forEach((counts, i) => addCounts(counts, part.masks[i]!));
  into.sums.forEach(({ totals, lost, recorded }, i) => {
    const other = part.sums[i]!;
    foldSums(totals, lost, other.totals);
    for (let s = 0; s < lost.length; s++) lost[s]! += other.lost[s]!;
    if (recorded !== into.counts) addCounts(recorded, other.recorded);
  });
  into.extremes.forEach(({ low, high }, i) => {
    const other = part.extremes[i]!;
    for (let s = 0; s < low.length; s++) {
      if (other.low[s]! < low[s]!) low[s] = other.low[s]!;
      if (other.high[s]! > high[s]!) high[s] = other.high[s]!;
    }
  });
}
