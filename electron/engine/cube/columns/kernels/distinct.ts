import type { Codes } from '../column-types.ts';

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
