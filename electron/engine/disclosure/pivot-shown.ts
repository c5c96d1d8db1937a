import { childrenOf } from './pivot-ground.ts';
import type { PivotGround } from './pivot-ground.ts';
import { protectionNotes, statusCode } from './pivot.ts';
import type { PivotAxis, PivotValue, ProtectedPivot } from './pivot.ts';
import type { PivotRoles } from './pivot-roles.ts';
import { roundedTo } from './rounding.ts';

/** Cells that lines of the table show, and those that are hidden for their own sake or for others'. */
interface Tally {
  cells: number;
  primary: number;
  secondary: number;
}

/** The table with the cells hidden and rounded, and what of its counts is published so. */
export function pivotShown(ground: PivotGround, given: PivotRoles, hidden: Uint8Array): ProtectedPivot {
  const { question, unique, size, isShown, revealed } = ground;
  const tally: Tally = { cells: 0, primary: 0, secondary: 0 };
  const values = question.values.map(value => shownValue(ground, given, hidden, value, tally));
  const isOpen = (t: number, node: number) => isShown(node) && revealed.has(t) && hidden[t * size + node] === 0;
  const published = unique.map((one, t) => {
    const bounds = (from: Float64Array) =>
      Float64Array.from({ length: size }, (_, node) => (isOpen(t, node) ? from[t * size + node]! : NaN));
    return { counts: one.name, lower: bounds(given.publishedLower), upper: bounds(given.publishedUpper) };
  });
  return {
    values,
    summary: { ...tally, withheld: 0 },
    notes: protectionNotes(question.rules, tally.primary + tally.secondary),
    withheld: null,
    published,
  };
}

function shownValue(
  ground: PivotGround,
  { sensitive }: PivotRoles,
  hidden: Uint8Array,
  value: PivotValue,
  tally: Tally,
): ProtectedPivot['values'][number] {
  const { question, size, table, isShown, isTotal, summed } = ground;
  const { rules, rows, columns } = question;
  const status = new Uint8Array(size);
  const shown = value.values.slice();
  const tables = value.reveals.map(table);
  const isHidden = (t: number, node: number) =>
    hidden[t * size + node] === 1 && !(summed && isTotal(node) && !sensitive[t * size + node]);
  for (let node = 0; node < size; node++) {
    if (Number.isNaN(value.values[node]!)) continue;
    if (isShown(node)) tally.cells++;
    if (!isShown(node) || tables.some(t => isHidden(t, node))) {
      status[node] = statusCode.hidden;
      shown[node] = NaN;
      if (!isShown(node)) continue;
      if (tables.some(t => sensitive[t * size + node])) tally.primary++;
      else tally.secondary++;
    } else if (rules.rounding.base > 0) {
      status[node] = statusCode.rounded;
      const rounded = roundedValue(ground, value, node);
      if (rounded !== null) shown[node] = rounded;
    }
  }
  if (summed && value.kind === 'count') sumTotals(shown, status, rows, columns);
  return { name: value.name, status, shown };
}

/** A count rounded, or a ratio of rounded counts; null for what stays as it is. */
function roundedValue({ question, unique, table }: PivotGround, value: PivotValue, node: number): number | null {
  const rounded = (name: string) => roundedTo(unique[table(name)]!.counts[node]!, question.rules.rounding.base);
  if (value.kind === 'count') return rounded(value.reveals[0]!);
  if (!value.ratio) return null;
  const { numerator, denominator, per } = value.ratio;
  const below = typeof denominator === 'string' ? rounded(denominator) : denominator[node]!;
  return below > 0 ? (per * rounded(numerator)) / below : NaN;
}

/** Totals as sums of the rounded parts that are shown below them; leaves stay. */
function sumTotals(shown: Float64Array, status: Uint8Array, rows: PivotAxis, columns: PivotAxis): void {
  const width = columns.parent.length;
  const fold = (parent: Int32Array, across: number, at: (node: number, other: number) => number) => {
    const children = childrenOf(parent);
    const visit = (node: number): void => {
      for (const child of children.get(node) ?? []) visit(child);
      const below = children.get(node);
      if (!below) return;
      for (let other = 0; other < across; other++) {
        if (status[at(node, other)] === statusCode.hidden) continue;
        shown[at(node, other)] = below.reduce((sum, child) => {
          const part = shown[at(child, other)]!;
          return Number.isNaN(part) ? sum : sum + part;
        }, 0);
      }
    };
    visit(parent.indexOf(-1));
  };
  fold(rows.parent, width, (node, other) => node * width + other);
  fold(columns.parent, rows.parent.length, (node, other) => other * width + node);
}
