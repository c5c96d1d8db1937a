import type { AxisTree } from './axis.ts';
import type { BaseCube } from './base.ts';
import { countDistinct } from './columns/kernels/distinct.ts';

/** One grouping set: the nodes of a depth of the rows against the nodes of a depth of the columns, row-major. */
export interface Grain {
  readonly rowDepth: number;
  readonly columnDepth: number;
  readonly rowNodes: number;
  readonly columnNodes: number;
  readonly size: number;
  /** Cell of this grain for each cell of the leaf cube; −1 where a top-N left it out. */
  readonly cellAt: Int32Array;
  /** Rows behind each cell. */
  readonly counts: Float64Array;
}

/**
 * Totals at every grain, from one leaf cube. Counts, sums, minima and maxima are rolled up exactly; distinct counts and
 * quantiles are computed over the union of what lies beneath, never from the cells below. Each is made once and kept.
 */
export class Grains {
  readonly base: BaseCube;
  readonly rows: AxisTree;
  readonly columns: AxisTree;
  private readonly made = new Map<string, unknown>();

  constructor(base: BaseCube, rows: AxisTree, columns: AxisTree) {
    this.base = base;
    this.rows = rows;
    this.columns = columns;
  }

  keep<T>(name: string, grain: { rowDepth: number; columnDepth: number }, make: () => T): T {
    const key = `${grain.rowDepth}|${grain.columnDepth}|${name}`;
    const found = this.made.get(key);
    if (found !== undefined) return found as T;
    const value = make();
    this.made.set(key, value);
    return value;
  }

  grain(rowDepth: number, columnDepth: number): Grain {
    return this.keep('grain', { rowDepth, columnDepth }, () => {
      const { base } = this;
      const rowNode = this.rows.nodeOf[rowDepth]!;
      const columnNode = this.columns.nodeOf[columnDepth]!;
      const rowNodes = this.rows.levels[rowDepth]!.size;
      const columnNodes = this.columns.levels[columnDepth]!.size;
      const cellAt = new Int32Array(base.cells);
      const counts = new Float64Array(rowNodes * columnNodes);
      for (let c = 0; c < base.cells; c++) {
        const r = rowNode[base.rowOf[c]!]!;
        const k = columnNode[base.columnOf[c]!]!;
        const at = r < 0 || k < 0 ? -1 : r * columnNodes + k;
        cellAt[c] = at;
        if (at >= 0) counts[at]! += base.counts[c]!;
      }
      return { rowDepth, columnDepth, rowNodes, columnNodes, size: rowNodes * columnNodes, cellAt, counts };
    });
  }

  private rolled(grain: Grain, name: string, leaf: Int32Array | Float64Array): Float64Array {
    return this.keep(`rolled ${name}`, grain, () => {
      const out = new Float64Array(grain.size);
      const lost = new Float64Array(leaf instanceof Float64Array ? grain.size : 0);
      const { cellAt } = grain;
      for (let c = 0; c < leaf.length; c++) {
        const at = cellAt[c]!;
        if (at < 0) continue;
        if (lost.length === 0) {
          out[at]! += leaf[c]!;
          continue;
        }
        const part = leaf[c]!;
        const total = out[at]!;
        const next = total + part;
        lost[at]! += Math.abs(total) >= Math.abs(part) ? total - next + part : part - next + total;
        out[at] = next;
      }
      for (let i = 0; i < lost.length; i++) out[i]! += lost[i]!;
      return out;
    });
  }

  masked(grain: Grain, name: string): Float64Array {
    return this.rolled(grain, `mask ${name}`, this.base.masks.get(name)!);
  }

  sum(grain: Grain, name: string): Float64Array {
    return this.rolled(grain, `sum ${name}`, this.base.sums.get(name)!.sums);
  }

  recorded(grain: Grain, name: string): Float64Array {
    return this.rolled(grain, `recorded ${name}`, this.base.sums.get(name)!.recorded);
  }

  /** Lowest (or highest) number of each cell; ±Infinity where there is none. */
  extreme(grain: Grain, name: string, which: 'low' | 'high'): Float64Array {
    return this.keep(`${which} ${name}`, grain, () => {
      const leaf = this.base.extremes.get(name)![which];
      const out = new Float64Array(grain.size).fill(which === 'low' ? Infinity : -Infinity);
      for (let c = 0; c < leaf.length; c++) {
        const at = grain.cellAt[c]!;
        if (at >= 0 && (which === 'low' ? leaf[c]! < out[at]! : leaf[c]! > out[at]!)) out[at] = leaf[c]!;
      }
      return out;
    });
  }

  /** Distinct keys of each cell, over the union of the rows beneath it. */
  distinct(grain: Grain, name: string): Float64Array {
    return this.keep(`distinct ${name}`, grain, () => {
      const { cells, keys, count } = this.base.distinct.get(name)!;
      // What a top-N left out is counted in a cell of its own behind the others.
      const cellAt = grain.cellAt.map(at => (at < 0 ? grain.size : at));
      const counts = new Int32Array(grain.size + 1);
      const lastKey = new Int32Array(grain.size + 1);
      countDistinct(counts, lastKey, cellAt, cells, keys, 0, count);
      return Float64Array.from(counts.subarray(0, grain.size));
    });
  }

  /**
   * Distinct keys up to and with each position of a running order. `positionOf[cell]` is the position of a cell of this
   * grain in its line, `lineOf[cell]` the line; answers counts by cell.
   */
  distinctRunning(grain: Grain, name: string, lineOf: Int32Array, positionOf: Int32Array, lines: number): Float64Array {
    const { cells, keys, count } = this.base.distinct.get(name)!;
    const out = new Float64Array(grain.size);
    // Keys come together, so the earliest position of a key in each line is known when the next key begins.
    const earliest = new Int32Array(lines).fill(-1);
    const touched: number[] = [];
    const settle = () => {
      for (const line of touched) {
        out[earliest[line]!]! += 1;
        earliest[line] = -1;
      }
      touched.length = 0;
    };
    let key = 0;
    for (let i = 0; i < count; i++) {
      if (keys[i] !== key) {
        settle();
        key = keys[i]!;
      }
      const at = grain.cellAt[cells[i]!]!;
      if (at < 0 || lineOf[at]! < 0) continue;
      const line = lineOf[at]!;
      if (earliest[line] === -1) {
        touched.push(line);
        earliest[line] = at;
      } else if (positionOf[at]! < positionOf[earliest[line]!]!) earliest[line] = at;
    }
    settle();
    return out;
  }

  /** How many numbers each cell has, and its quantile: type 7 (linear between order statistics; Hyndman and Fan 1996). */
  quantile(grain: Grain, name: string, q: number): { readonly recorded: Float64Array; readonly values: Float64Array } {
    return this.keep(`quantile ${q} ${name}`, grain, () => {
      const { cells, numbers, count } = this.base.quantiles.get(name)!;
      const recorded = new Float64Array(grain.size);
      for (let i = 0; i < count; i++) {
        const at = grain.cellAt[cells[i]!]!;
        if (at >= 0) recorded[at]! += 1;
      }
      const starts = new Int32Array(grain.size + 1);
      for (let i = 0; i < grain.size; i++) starts[i + 1] = starts[i]! + recorded[i]!;
      const filled = starts.slice(0, -1);
      const sorted = new Float64Array(starts[grain.size]!);
      for (let i = 0; i < count; i++) {
        const at = grain.cellAt[cells[i]!]!;
        if (at >= 0) sorted[filled[at]!++] = numbers[i]!;
      }
      const values = new Float64Array(grain.size).fill(NaN);
      for (let i = 0; i < grain.size; i++) {
        const n = recorded[i]!;
        if (n === 0) continue;
        const place = (n - 1) * q;
        const below = Math.floor(place);
        const low = sorted[starts[i]! + below]!;
        const high = sorted[starts[i]! + Math.min(n - 1, below + 1)]!;
        values[i] = low + (high - low) * (place - below);
      }
      return { recorded, values };
    });
  }
}
