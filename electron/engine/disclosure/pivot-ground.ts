import { distinctCounts } from './pivot.ts';
import type { PivotCounts, PivotQuestion } from './pivot.ts';

/** A question as its protection goes through it: by distinct count, then by node, row by row. */
export interface PivotGround {
  readonly question: PivotQuestion;
  /** Counts that differ anywhere. */
  readonly unique: readonly PivotCounts[];
  /** Nodes of the table. */
  readonly size: number;
  /** Place of counts among the distinct ones. Throws where there are none of that name. */
  readonly table: (name: string) => number;
  readonly isShown: (node: number) => boolean;
  /** Whether other nodes lie below a node on either axis. */
  readonly isTotal: (node: number) => boolean;
  /** Distinct counts that values of the table reveal. */
  readonly revealed: ReadonlySet<number>;
  /** Totals are given as sums of rounded parts. */
  readonly summed: boolean;
}

export function pivotGround(question: PivotQuestion): PivotGround {
  const { rules, rows, columns } = question;
  const across = columns.parent.length;
  const { unique, indexOf } = distinctCounts(question.counts);
  const table = (name: string) => {
    const found = indexOf.get(name);
    if (found === undefined) throw new Error(`There are no counts named ${name}.`);
    return found;
  };
  const [hasBelowRow, hasBelowColumn] = [hasBelow(rows.parent), hasBelow(columns.parent)];
  return {
    question,
    unique,
    size: rows.parent.length * across,
    table,
    isShown: node => rows.shown[Math.floor(node / across)] === 1 && columns.shown[node % across] === 1,
    isTotal: node => hasBelowRow[Math.floor(node / across)] === 1 || hasBelowColumn[node % across] === 1,
    revealed: new Set(question.values.flatMap(value => value.reveals.map(table))),
    summed: rules.rounding.base > 0 && rules.rounding.totals === 'summed',
  };
}

function hasBelow(parent: Int32Array): Uint8Array {
  const marks = new Uint8Array(parent.length);
  for (const up of parent) if (up >= 0) marks[up] = 1;
  return marks;
}

/** Children of each node that has some. */
export function childrenOf(parent: Int32Array): Map<number, number[]> {
  const found = new Map<number, number[]>();
  parent.forEach((up, node) => {
    if (up < 0) return;
    const list = found.get(up);
    if (list) list.push(node);
    else found.set(up, [node]);
  });
  return found;
}
