import { periodOf } from '../../../../shared/model/period.ts';
import type { Period } from '../../../../shared/model/period.ts';
import type { Box, ReleasedCell } from '../../disclosure/ledger.ts';
import { distinctCounts } from '../../disclosure/pivot.ts';
import type { PivotQuestion, ProtectedPivot } from '../../disclosure/pivot.ts';
import type { DatePart } from '../../../../shared/contract/cube.ts';
import { othersCode } from '../axis.ts';
import type { AxisTree } from '../axis.ts';
import { codeText } from '../display.ts';
import type { Dimension } from '../plan.ts';
import type { Facts } from '../columns/facts.ts';
import type { CodeColumn } from '../columns/column-types.ts';
import type { Evaluation } from '../evaluation.ts';
import type { AxisNodes, NodeTable } from './nodes.ts';

/** Where the counts of a protected table are taken. */
export interface Places {
  /** The table with every member of a top-N; `evaluation` is what is displayed of it. */
  readonly whole: Evaluation;
  readonly evaluation: Evaluation;
  readonly nodes: NodeTable;
  /** Asked for how much other rules would hide: the standing plan, which is of the present ones, does not count. */
  readonly isUnderOtherRules?: boolean;
}

function monthsOf(period: Period): string[] {
  const months: string[] = [];
  for (
    let month = periodOf(period.first, 'month');
    month.first <= period.last;
    month = periodOf(month.last + 1, 'month')
  )
    months.push(month.code);
  return months;
}

/** A field of boxes: its own name, or with `@` a part of a date that is not made of months. */
const boxField = ({ name, by }: Pick<Dimension, 'name' | 'by'>): string =>
  by === 'day' || by === 'weekday' || by === 'hour' ? `${name}@${by}` : name;

/** The column that tells in which member of a field of boxes a row lies; null where the dataset has no such field. */
export function columnOfBoxField(facts: Facts, boxedField: string): CodeColumn | null {
  const [name, by] = boxedField.split('@') as [string, DatePart | undefined];
  const field = facts.dataset.fields.find(one => one.name === name);
  if (!field) return null;
  return facts.codes(name, by ?? (field.type === 'date' || field.type === 'datetime' ? 'month' : undefined));
}

/** Members of codes of a dimension; a period is its months. */
function membersOf(dimension: Dimension, codes: readonly number[]): readonly (string | null)[] {
  const members = new Set<string | null>();
  const inMonths = boxField(dimension) === dimension.name;
  for (const code of codes) {
    const period = code > 0 && inMonths ? dimension.column.periods?.[code - 1] : undefined;
    if (period) for (const month of monthsOf(period)) members.add(month);
    else members.add(codeText(dimension, code));
  }
  return [...members];
}

/** Restricted by both. */
function both(a: Box, field: string, members: readonly (string | null)[]): Box {
  const present = a[field];
  return { ...a, [field]: present ? present.filter(member => members.includes(member)) : members };
}

/** The box of every place of an axis, in the order of its places. */
function boxesOfAxis(whole: AxisTree, displayed: AxisTree, nodes: AxisNodes, from: Box): Box[] {
  const boxes = Array.from<Box>({ length: nodes.parent.length }).fill(from);
  whole.levels.forEach((level, depth) => {
    if (depth === 0) return;
    const dimension = whole.dimensions[depth - 1]!;
    for (let node = 0; node < level.size; node++)
      boxes[nodes.offsets[depth]! + node] = both(
        boxes[nodes.offsets[depth - 1]! + level.parent[node]!]!,
        boxField(dimension),
        membersOf(dimension, [level.code[node]!]),
      );
  });
  for (const { leaf, place } of nodes.others) {
    const shown = displayed.levels[displayed.depth]!;
    const parent = shown.parent[leaf]!;
    const kept = new Set([
      0,
      ...shown.code.filter((code, other) => shown.parent[other] === parent && code !== othersCode),
    ]);
    const dimension = whole.dimensions[whole.depth - 1]!;
    // All that are not named, those without a row among them: nobody is told which of them have one.
    const rest = Array.from({ length: dimension.column.dictionary.length + 1 }, (_, code) => code).filter(
      code => !kept.has(code),
    );
    boxes[place] = both(
      boxes[nodes.offsets[whole.depth - 1]! + parent]!,
      boxField(dimension),
      membersOf(dimension, rest),
    );
  }
  return boxes;
}

/** Members that the filters let through, field by field. */
function boxOfFilters({ plan, facts }: Evaluation): Box {
  let box: Box = {};
  for (const { dimension, allowed, range, field } of plan.filters)
    if (dimension && allowed)
      box = both(
        box,
        boxField(dimension),
        membersOf(
          dimension,
          Array.from(allowed.keys()).filter(code => allowed[code]),
        ),
      );
    else {
      const inside = facts
        .codes(field.name)
        .dictionary.filter(text => Number(text) >= range!.from && Number(text) <= range!.to);
      box = both(box, field.name, inside);
    }
  return box;
}

/** The box of every node of the table. */
export function boxesOf({ whole, evaluation, nodes }: Places): Box[] {
  const rows = boxesOfAxis(whole.grains.rows, evaluation.grains.rows, nodes.rows, boxOfFilters(whole));
  const columns = boxesOfAxis(whole.grains.columns, evaluation.grains.columns, nodes.columns, {});
  return rows.flatMap(row =>
    columns.map(column => Object.entries(column).reduce((box, [field, members]) => both(box, field, members), row)),
  );
}

/**
 * What a protected table tells, for the ledger: every count that it shows with the box in which it was counted; one that
 * it shows as hidden has no upper bound. `place` is its node, `table` its place among the distinct counts.
 */
export function releasedCellsOf(
  places: Places,
  question: PivotQuestion,
  protection: ProtectedPivot,
): (ReleasedCell & { readonly table: number; readonly place: number })[] {
  const boxes = boxesOf(places);
  const { rows, columns, rules } = question;
  const { indexOf } = distinctCounts(question.counts);
  const revealed = new Set(question.values.flatMap(value => value.reveals.map(name => indexOf.get(name)!)));
  const least = rules.zeros === 'shown' ? 1 : 0;
  const width = columns.parent.length;
  return protection.published.flatMap(({ counts, lower, upper }, table) =>
    boxes.flatMap((box, place) => {
      const one = { measure: counts, box, table, place };
      if (!Number.isNaN(lower[place]!)) return [{ ...one, lower: lower[place]!, upper: upper[place]! }];
      const shown = rows.shown[Math.floor(place / width)] && columns.shown[place % width] && revealed.has(table);
      return shown ? [{ ...one, lower: least, upper: Infinity }] : [];
    }),
  );
}

/**
 * Counts that a table does not show and that its shown ones add up to: whoever has the parts has the whole. Only of what
 * adds up: children in two parts are one child.
 */
export function impliedCellsOf(
  places: Places,
  question: PivotQuestion,
  protection: ProtectedPivot,
): (ReleasedCell & { readonly table: number; readonly place: number })[] {
  const boxes = boxesOf(places);
  const { rows, columns } = question;
  const width = columns.parent.length;
  const childrenIn = (parents: Int32Array) => Map.groupBy(parents.keys(), node => parents[node]!);
  const below = { rows: childrenIn(rows.parent), columns: childrenIn(columns.parent) };
  return protection.published.flatMap(({ counts: measure, lower, upper }, table) => {
    if (measure.startsWith('distinct ') || measure.startsWith('sum ')) return [];
    const known = Float64Array.from(lower, (value, place) => (value === upper[place] ? value : NaN));
    const implied = new Set<number>();
    const sumOf = (parts: readonly number[] | undefined, at: (part: number) => number) =>
      parts?.reduce((sum, part) => sum + known[at(part)]!, 0) ?? NaN;
    for (let found = true; found;) {
      found = false;
      known.forEach((value, place) => {
        if (!Number.isNaN(value) || !Number.isNaN(lower[place]!)) return;
        const [row, column] = [Math.floor(place / width), place % width];
        const byRows = sumOf(below.rows.get(row), part => part * width + column);
        const sum = Number.isNaN(byRows) ? sumOf(below.columns.get(column), part => row * width + part) : byRows;
        if (Number.isNaN(sum)) return;
        known[place] = sum;
        implied.add(place);
        found = true;
      });
    }
    const isShown = (place: number) => rows.shown[Math.floor(place / width)] && columns.shown[place % width];
    return [...implied]
      .filter(place => !isShown(place))
      .map(place => ({ measure, box: boxes[place]!, table, place, lower: known[place]!, upper: known[place]! }));
  });
}

/** Counts of the table's own trees that no line shows: what adds up to them may not tell a small one. */
export function innerCellsOf(
  places: Places,
  question: PivotQuestion,
): { readonly measure: string; readonly box: Box; readonly count: number }[] {
  const boxes = boxesOf(places);
  const { rows, columns } = question;
  const width = columns.parent.length;
  const { unique } = distinctCounts(question.counts);
  return unique.flatMap(one =>
    boxes.flatMap((box, place) =>
      (rows.shown[Math.floor(place / width)] && columns.shown[place % width]) ||
      Object.values(box).some(members => members.length === 1 && members[0] === null)
        ? []
        : [{ measure: one.name, box, count: one.counts[place]! }],
    ),
  );
}
