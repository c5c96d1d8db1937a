import type { Rows } from './solver.ts';

/** Relations while they are written down. */
export class RowsInMaking {
  readonly starts = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];
  readonly lower: number[] = [];
  readonly upper: number[] = [];

  add(cells: readonly number[], factors: readonly number[], lower: number, upper: number): void {
    for (const cell of cells) this.indices.push(cell);
    for (const factor of factors) this.values.push(factor);
    this.starts.push(this.indices.length);
    this.lower.push(lower);
    this.upper.push(upper);
  }

  rows(columns: number): Rows {
    return {
      columns,
      starts: Int32Array.from(this.starts),
      indices: Int32Array.from(this.indices),
      values: Float64Array.from(this.values),
      lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper),
    };
  }
}
