import type { Codes } from '../column-types.ts';
import { blockRows } from './block.ts';

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
