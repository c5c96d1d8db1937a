import type { Digit } from './digit.ts';

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
