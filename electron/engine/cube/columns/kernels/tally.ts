import type { Digit } from './digit.ts';

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
