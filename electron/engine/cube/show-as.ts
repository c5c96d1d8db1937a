import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import { othersCode } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { codeText, periodOfNode } from './display.ts';
import type { Line } from './display.ts';
import { canCompare, isPart } from './extent.ts';
import type { Extent } from './extent.ts';
import type { Grain, Grains } from './grains.ts';
import { statusCode } from './measures.ts';
import type { AnyMeasure, MeasureCells } from './measures.ts';

/** Where shown values are written: one value of each cell, row-major. */
export interface Shown {
  readonly values: Float64Array;
  readonly status: Uint8Array;
}

export interface ShowContext {
  readonly grains: Grains;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  /** How far the periods of the table go. */
  readonly extent: Extent;
  /** Numbers are protected: what cannot be worked out from them alone is not shown. */
  readonly protected?: boolean;
  /** The measure over the nodes of two depths. */
  cells(rowDepth: number, columnDepth: number): MeasureCells;
}

type Value = ParsedPivot['values'][number];

const isNumber = (status: number) => status === statusCode.value || status === statusCode.zero;

/** Parent of a line on its axis; the total is its own. */
function parentOf(tree: AxisTree, line: Line): { depth: number; node: number } {
  return line.depth === 0
    ? { depth: 0, node: 0 }
    : { depth: line.depth - 1, node: tree.levels[line.depth]!.parent[line.node]! };
}

const codeOf = (tree: AxisTree, line: Line) => tree.levels[line.depth]!.code[line.node]!;

/** Whether every level down to this one is a period of the same date: then time runs on across parents. */
function isTimeline(tree: AxisTree, depth: number): boolean {
  const own = tree.dimensions[depth - 1]!;
  return tree.dimensions
    .slice(0, depth)
    .every(dimension => dimension.name === own.name && dimension.column.periods !== undefined);
}

/** For each line, the line before it that it is compared with: −1 none (missing), −2 not applicable. */
export function previousLines(tree: AxisTree, lines: readonly Line[]): Int32Array {
  const previous = new Int32Array(lines.length).fill(-2);
  const last = new Map<string, number>();
  lines.forEach((line, i) => {
    if (line.depth === 0 || codeOf(tree, line) <= 0) return;
    const dimension = tree.dimensions[line.depth - 1]!;
    const parent = isTimeline(tree, line.depth) ? 0 : tree.levels[line.depth]!.parent[line.node]!;
    const key = `${line.depth}|${parent}`;
    const before = last.get(key);
    last.set(key, i);
    previous[i] = -1;
    if (before === undefined) return;
    const periods = dimension.column.periods;
    if (periods) {
      // A period that is missing in between is a gap: the one before it is not the previous one.
      const a = periods[codeOf(tree, lines[before]!) - 1]!;
      const b = periods[codeOf(tree, line) - 1]!;
      if (a.last + 1 !== b.first && b.last + 1 !== a.first) return;
    }
    previous[i] = before;
  });
  return previous;
}

/** For each line, the line with the base code that it is compared with: −1 missing, −2 not applicable. */
function baseLines(tree: AxisTree, lines: readonly Line[], base: string | null): Int32Array {
  const compared = new Int32Array(lines.length).fill(-2);
  lines.forEach((line, i) => {
    if (line.depth === 0) return;
    const timeline = isTimeline(tree, line.depth);
    const parent = tree.levels[line.depth]!.parent[line.node]!;
    const found = lines.findIndex(
      other =>
        other.depth === line.depth &&
        codeOf(tree, other) !== othersCode &&
        codeText(tree.dimensions[line.depth - 1]!, codeOf(tree, other)) === base &&
        (timeline || tree.levels[other.depth]!.parent[other.node] === parent),
    );
    compared[i] = found >= 0 ? found : line.depth === tree.depth ? -1 : -2;
  });
  return compared;
}

/** Whether two lines may be set against each other: a part of a year against a whole one would read as a fall or a rise. */
function isLike({ extent }: ShowContext, tree: AxisTree, line: Line, other: Line): boolean {
  const { dateField } = extent;
  const [one, two] = [line, other].map(({ depth, node }) =>
    dateField === null || depth === 0 ? null : periodOfNode(tree, depth, node, dateField),
  );
  if (one && two) return canCompare(extent, one, two);
  const lone = one ?? two;
  return !lone || !isPart(extent, lone);
}

/** Values of one column of the description as they are to be shown, over the displayed lines. */
export function shownValues(context: ShowContext, value: Value, measure: AnyMeasure): Shown {
  const { rows, columns, grains } = context;
  const width = columns.length;
  const values = new Float64Array(rows.length * width).fill(NaN);
  const status = new Uint8Array(rows.length * width);
  const at = (
    row: { depth: number; node: number },
    column: { depth: number; node: number },
  ): readonly [number, number] => {
    const cells = context.cells(row.depth, column.depth);
    const i = row.node * grains.columns.levels[column.depth]!.size + column.node;
    return [cells.values[i]!, cells.status[i]!];
  };
  const put = (r: number, c: number, number: number): void => {
    values[r * width + c] = number;
    status[r * width + c] = number === 0 ? statusCode.zero : statusCode.value;
  };
  const set = (r: number, c: number, code: number): void => {
    status[r * width + c] = code;
  };
  /** Calls `compute` for every cell that has a number; the others keep their status. */
  const each = (compute: (r: number, c: number, number: number) => void): void => {
    for (let r = 0; r < rows.length; r++)
      for (let c = 0; c < width; c++) {
        const [number, code] = at(rows[r]!, columns[c]!);
        if (isNumber(code)) compute(r, c, number);
        else set(r, c, code);
      }
  };
  const whole = { depth: 0, node: 0 };
  const shareOf = (other: (r: number, c: number) => readonly [number, number], scale: number): void =>
    each((r, c, number) => {
      const [total, code] = other(r, c);
      if (isNumber(code) && total !== 0) put(r, c, (number / total) * scale);
      else if (code === statusCode.hidden) set(r, c, code);
      else set(r, c, statusCode['not-applicable']);
    });
  const alongRows = value.along === 'rows';
  const tree = alongRows ? grains.rows : grains.columns;
  const lines = alongRows ? rows : columns;

  switch (value.show) {
    case 'value': {
      const byDepth = new Map<number, MeasureCells>();
      for (let r = 0; r < rows.length; r++)
        for (let c = 0; c < width; c++) {
          const row = rows[r]!;
          const column = columns[c]!;
          const key = row.depth * 16 + column.depth;
          let cells = byDepth.get(key);
          if (!cells) {
            cells = context.cells(row.depth, column.depth);
            byDepth.set(key, cells);
          }
          const i = row.node * grains.columns.levels[column.depth]!.size + column.node;
          values[r * width + c] = cells.values[i]!;
          status[r * width + c] = cells.status[i]!;
        }
      break;
    }
    case 'share-of-row':
      shareOf(r => at(rows[r]!, whole), 1);
      break;
    case 'share-of-column':
      shareOf((_, c) => at(whole, columns[c]!), 1);
      break;
    case 'share-of-total':
      shareOf(() => at(whole, whole), 1);
      break;
    case 'share-of-parent-row':
      shareOf((r, c) => at(parentOf(grains.rows, rows[r]!), columns[c]!), 1);
      break;
    case 'share-of-parent-column':
      shareOf((r, c) => at(rows[r]!, parentOf(grains.columns, columns[c]!)), 1);
      break;
    case 'index':
      if (grains.rows.depth > 0) shareOf((_, c) => at(whole, columns[c]!), 100);
      else shareOf(r => at(rows[r]!, whole), 100);
      break;
    case 'difference-from-previous':
    case 'change-from-previous':
    case 'difference-from':
    case 'change-from': {
      const compared = value.show.endsWith('previous')
        ? previousLines(tree, lines)
        : baseLines(tree, lines, value.base ?? null);
      const relative = value.show.startsWith('change');
      each((r, c, number) => {
        const line = alongRows ? r : c;
        const other = compared[line]!;
        if (other < 0) {
          set(r, c, other === -1 ? statusCode['not-comparable'] : statusCode['not-applicable']);
          return;
        }
        const [before, code] = alongRows ? at(rows[other]!, columns[c]!) : at(rows[r]!, columns[other]!);
        if (code === statusCode.hidden) set(r, c, code);
        else if (!isNumber(code) || (other !== line && !isLike(context, tree, lines[line]!, lines[other]!)))
          set(r, c, statusCode['not-comparable']);
        else if (!relative) put(r, c, number - before);
        else if (before === 0) set(r, c, statusCode['not-applicable']);
        else put(r, c, (number - before) / before);
      });
      break;
    }
    case 'running-total':
      running(context, value, measure, { values, status }, at);
      break;
    case 'rank': {
      const overRows = grains.rows.depth > 0;
      const ranked = overRows ? rows : columns;
      const rankedTree = overRows ? grains.rows : grains.columns;
      const groups = new Map<string, number[]>();
      ranked.forEach((line, i) => {
        if (line.depth === 0 || codeOf(rankedTree, line) <= 0) return;
        const key = `${line.depth}|${rankedTree.levels[line.depth]!.parent[line.node]}`;
        groups.set(key, [...(groups.get(key) ?? []), i]);
      });
      each((r, c) => set(r, c, statusCode['not-applicable']));
      const across = overRows ? width : rows.length;
      for (const members of groups.values())
        for (let o = 0; o < across; o++) {
          const cells = members.map(i => (overRows ? at(rows[i]!, columns[o]!) : at(rows[o]!, columns[i]!)));
          const sorted = cells
            .filter(([, code]) => isNumber(code))
            .map(([number]) => number)
            .sort((a, b) => b - a);
          members.forEach((i, m) => {
            const [number, code] = cells[m]!;
            if (isNumber(code)) put(overRows ? i : o, overRows ? o : i, sorted.indexOf(number) + 1);
          });
        }
      break;
    }
  }
  return { values, status };
}

/** Running totals: sums of counts and sums; for distinct counts the distinct of all members so far. */
function running(
  context: ShowContext,
  value: Value,
  measure: AnyMeasure,
  shown: Shown,
  at: (row: { depth: number; node: number }, column: { depth: number; node: number }) => readonly [number, number],
): void {
  const { rows, columns, grains } = context;
  const width = columns.length;
  const alongRows = value.along === 'rows';
  const tree = alongRows ? grains.rows : grains.columns;
  const lines = alongRows ? rows : columns;
  const compute = measure.kind === 'declared' ? measure.measure.compute : null;
  const distinct = compute?.kind === 'distinct' ? compute.field : null;
  // Children seen so far are counted anew over the union, which is no number of the protected table.
  const additive = (distinct !== null && !context.protected) || compute?.kind === 'rows' || compute?.kind === 'sum';
  const groups = new Map<string, number[]>();
  lines.forEach((line, i) => {
    if (line.depth === 0) return;
    const key = `${line.depth}|${tree.levels[line.depth]!.parent[line.node]}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const others = alongRows ? columns : rows;
  const inGroup = new Set([...groups.values()].flat());
  for (let i = 0; i < lines.length; i++)
    for (let o = 0; o < others.length; o++) {
      const [r, c] = alongRows ? [i, o] : [o, i];
      const [, code] = at(rows[r]!, columns[c]!);
      shown.status[r * width + c] = isNumber(code) || !inGroup.has(i) ? statusCode['not-applicable'] : code;
    }
  if (!additive) return;
  const fresh = distinct === null ? null : firstSeen(grains, tree, alongRows, lines, groups, others, distinct);
  for (const members of groups.values())
    for (let o = 0; o < others.length; o++) {
      let total = 0;
      let hidden = false;
      for (const i of members) {
        const [r, c] = alongRows ? [i, o] : [o, i];
        const [number, code] = at(rows[r]!, columns[c]!);
        hidden ||= code === statusCode.hidden;
        if (!isNumber(code)) continue;
        if (hidden) {
          shown.status[r * width + c] = statusCode.hidden;
          continue;
        }
        total += fresh ? fresh(i, o) : number;
        shown.values[r * width + c] = total;
        shown.status[r * width + c] = total === 0 ? statusCode.zero : statusCode.value;
      }
    }
}

/** Keys first met in each cell, going along the displayed order of its group. */
function firstSeen(
  grains: Grains,
  tree: AxisTree,
  alongRows: boolean,
  lines: readonly Line[],
  groups: ReadonlyMap<string, readonly number[]>,
  others: readonly Line[],
  field: string,
) {
  const byDepths = new Map<string, { readonly grain: Grain; readonly counts: Float64Array }>();
  return (i: number, o: number): number => {
    const line = lines[i]!;
    const other = others[o]!;
    const key = `${line.depth}|${other.depth}`;
    let made = byDepths.get(key);
    if (!made) {
      const grain = alongRows ? grains.grain(line.depth, other.depth) : grains.grain(other.depth, line.depth);
      const lineOf = new Int32Array(grain.size).fill(-1);
      const positionOf = new Int32Array(grain.size);
      let group = 0;
      for (const members of groups.values()) {
        if (lines[members[0]!]!.depth !== line.depth) continue;
        members.forEach((m, position) => {
          for (let node = 0; node < (alongRows ? grain.columnNodes : grain.rowNodes); node++) {
            const cell = alongRows
              ? lines[m]!.node * grain.columnNodes + node
              : node * grain.columnNodes + lines[m]!.node;
            lineOf[cell] = group * (alongRows ? grain.columnNodes : grain.rowNodes) + node;
            positionOf[cell] = position;
          }
        });
        group += 1;
      }
      const span = alongRows ? grain.columnNodes : grain.rowNodes;
      made = { grain, counts: grains.distinctRunning(grain, field, lineOf, positionOf, Math.max(1, group * span)) };
      byDepths.set(key, made);
    }
    const { grain, counts } = made;
    return alongRows
      ? counts[line.node * grain.columnNodes + other.node]!
      : counts[other.node * grain.columnNodes + line.node]!;
  };
}
