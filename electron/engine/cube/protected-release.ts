import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { Box, ReleasedCell } from '../disclosure/ledger.ts';
import { othersCode } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { codeText } from './display.ts';
import type { Dimension } from './plan.ts';
import type { ProtectedEvaluation } from './protected.ts';
import type { AxisNodes } from './protected-nodes.ts';

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

/** Members of one code of a dimension; a period is its months. Null where a box has no words for it: days and hours. */
function membersOf(dimension: Dimension, codes: readonly number[]): readonly (string | null)[] | null {
  const members = new Set<string | null>();
  for (const code of codes) {
    const period = code > 0 ? dimension.column.periods?.[code - 1] : undefined;
    if (dimension.by === 'weekday' || dimension.by === 'hour') return null;
    if (period && period.last - period.first < 27) return null;
    if (period) for (const month of monthsOf(period)) members.add(month);
    else members.add(codeText(dimension, code));
  }
  return [...members];
}

/** Restricted by both; null where either has no words. */
function both(a: Box | null, field: string, members: readonly (string | null)[] | null): Box | null {
  if (!a || !members) return null;
  const present = a[field];
  return { ...a, [field]: present ? present.filter(member => members.includes(member)) : members };
}

/** The box of every place of an axis, in the order of its places. */
function boxesOfAxis(whole: AxisTree, displayed: AxisTree, nodes: AxisNodes, from: Box | null): (Box | null)[] {
  const boxes = Array.from<Box | null>({ length: nodes.parent.length }).fill(null);
  boxes[0] = from;
  const leaves = whole.levels[whole.depth]!;
  whole.levels.forEach((level, depth) => {
    if (depth === 0) return;
    const dimension = whole.dimensions[depth - 1]!;
    for (let node = 0; node < level.size; node++)
      boxes[nodes.offsets[depth]! + node] = both(
        boxes[nodes.offsets[depth - 1]! + level.parent[node]!]!,
        dimension.name,
        membersOf(dimension, [level.code[node]!]),
      );
  });
  for (const { leaf, place } of nodes.others) {
    const parent = displayed.levels[displayed.depth]!.parent[leaf]!;
    const rest = Array.from(leaves.code.keys()).filter(
      other => leaves.parent[other] === parent && nodes.parent[nodes.offsets[whole.depth]! + other] === place,
    );
    const dimension = whole.dimensions[whole.depth - 1]!;
    boxes[place] = both(
      boxes[nodes.offsets[whole.depth - 1]! + parent]!,
      dimension.name,
      membersOf(
        dimension,
        rest.map(other => leaves.code[other]!).filter(code => code !== othersCode),
      ),
    );
  }
  return boxes;
}

/** Members that the filters let through, field by field; null where one cuts through what boxes are made of. */
function boxOfFilters({ evaluation }: ProtectedEvaluation): Box | null {
  let box: Box | null = {};
  for (const { dimension, allowed, range, field } of evaluation.plan.filters) {
    if (!dimension || !allowed || range) return null;
    const codes = Array.from(allowed.keys()).filter(code => allowed[code]);
    box = both(box, field.name, membersOf(dimension, codes));
  }
  return box;
}

/**
 * What a protected table tells, for the ledger: every published count with the box in which it was counted. A table by
 * single days or hours has no boxes; null says so, and it cannot be checked against later.
 */
export function releasedCellsOf(found: ProtectedEvaluation): ReleasedCell[] | null {
  const { nodes, protection, evaluation, whole } = found;
  const filters = boxOfFilters(found);
  const rows = boxesOfAxis(whole.grains.rows, evaluation.grains.rows, nodes.rows, filters);
  const columns = boxesOfAxis(whole.grains.columns, evaluation.grains.columns, nodes.columns, {});
  const width = columns.length;
  const cells: ReleasedCell[] = [];
  for (const { counts, lower, upper } of protection.published)
    for (let place = 0; place < nodes.size; place++) {
      if (Number.isNaN(lower[place]!)) continue;
      let box = rows[Math.floor(place / width)]!;
      const column = columns[place % width]!;
      if (!box || !column) return null;
      for (const [field, members] of Object.entries(column)) box = both(box, field, members)!;
      cells.push({ measure: counts, box, lower: lower[place]!, upper: upper[place]! });
    }
  return cells;
}
