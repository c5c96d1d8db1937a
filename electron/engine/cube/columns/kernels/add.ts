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
