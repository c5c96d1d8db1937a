import type { Header, Member, ParsedPivot } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Period } from '../../../shared/model/period.ts';
import { othersCode } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { isPart } from './extent.ts';
import type { Extent } from './extent.ts';
import type { Dimension } from './plan.ts';

/** One line of an axis as it is shown. */
export interface Line {
  readonly depth: number;
  readonly node: number;
  readonly kind: Header['kind'];
}

const collator = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** Labels of a level; a quarter under its year is "Q1", a month under its year "Apr". */
export function labelsOfLevel(tree: AxisTree, level: number): readonly string[] {
  const dimension = tree.dimensions[level]!;
  const above = tree.dimensions.slice(0, level).filter(other => other.name === dimension.name && other.by !== null);
  const under = (by: string) => above.some(other => other.by === by);
  const short =
    (dimension.by === 'financial-quarter' && under('financial-year')) || (dimension.by === 'quarter' && under('year'))
      ? (label: string) => label.slice(-2)
      : dimension.by === 'month' &&
          (under('financial-year') ||
            under('year') ||
            under('academic-year') ||
            under('financial-quarter') ||
            under('quarter'))
        ? (label: string) => label.split(' ')[0]!
        : null;
  return short ? dimension.labels.map((label, code) => (code === 0 ? label : short(label))) : dimension.labels;
}

/** How siblings compare at a level beyond natural order; null keeps it. */
export type Comparison = (depth: number, a: number, b: number) => number;

/** Code of a member; null when not recorded or "others". */
export function codeText(dimension: Dimension, code: number): string | null {
  return code > 0 ? dimension.column.dictionary[code - 1]! : null;
}

/**
 * The lines of an axis in the order in which they are shown. Members first, then "others", then "not recorded", whatever
 * the sort; subtotals and total before or after what they sum up.
 */
export function linesOf(
  tree: AxisTree,
  totals: 'none' | 'before' | 'after',
  subtotals: boolean,
  compare: Comparison | null,
  axis: 'rows' | 'columns',
): Line[] {
  if (tree.depth === 0) return [{ depth: 0, node: 0, kind: 'total' }];
  const lines: Line[] = [];
  const group = (level: AxisTree['levels'][number], node: number) =>
    level.code[node] === 0 ? 2 : level.code[node] === othersCode ? 1 : 0;
  const visit = (depth: number, node: number): void => {
    const level = tree.levels[depth]!;
    if (depth === tree.depth) {
      lines.push({ depth, node, kind: 'leaf' });
      return;
    }
    const own: Line | null =
      depth === 0
        ? totals === 'none'
          ? null
          : { depth, node, kind: 'total' }
        : subtotals
          ? { depth, node, kind: 'subtotal' }
          : null;
    // A row opens what is below it, so its subtotal stands above; a column's stands after its parts, as a year after its quarters.
    const first = own !== null && (totals === 'before' || (axis === 'rows' && own.kind === 'subtotal'));
    if (first) lines.push(own);
    const below = tree.levels[depth + 1]!;
    const from = level.firstChild[node]!;
    const to = level.firstChild[node + 1]!;
    if (!compare) for (let child = from; child < to; child++) visit(depth + 1, child);
    else {
      const children: number[] = [];
      for (let child = from; child < to; child++) children.push(child);
      children.sort((a, b) => group(below, a) - group(below, b) || compare(depth + 1, a, b) || a - b);
      for (const child of children) visit(depth + 1, child);
    }
    if (own && !first) lines.push(own);
  };
  visit(0, 0);
  return lines;
}

/** Header objects of lines; members are shared between them. */
export function headersOf(tree: AxisTree, lines: readonly Line[], extent: Extent): Header[] {
  const members = tree.dimensions.map((dimension, level) => {
    const labels = labelsOfLevel(tree, level);
    return labels.map((label, code): Member => ({ field: dimension.name, code: codeText(dimension, code), label }));
  });
  const merged = new Map<number, number>();
  if (tree.depth) {
    const leaf = tree.levels[tree.depth]!;
    const counted = new Map<number, Set<number>>();
    if (leaf.code.includes(othersCode)) {
      const nodes = tree.nodeOf[tree.depth]!;
      const codes = tree.tuples.codes[tree.depth - 1]!;
      for (let t = 0; t < nodes.length; t++) {
        const node = nodes[t]!;
        if (node < 0 || leaf.code[node] !== othersCode) continue;
        let set = counted.get(node);
        if (!set) {
          set = new Set();
          counted.set(node, set);
        }
        set.add(codes[t]!);
      }
      for (const [node, set] of counted) merged.set(node, set.size);
    }
  }
  const paths = new Map<number, readonly Member[]>();
  const pathOf = (depth: number, node: number): readonly Member[] => {
    if (depth === 0) return [];
    const level = tree.levels[depth]!;
    const code = level.code[node]!;
    const member: Member =
      code === othersCode
        ? {
            field: tree.dimensions[depth - 1]!.name,
            code: null,
            label: `Others (${merged.get(node) ?? 0})`,
            others: true,
          }
        : members[depth - 1]![code]!;
    if (depth === 1) return [member];
    // A parent's path is asked for once for each of its children.
    const key = level.parent[node]! * 8 + depth - 1;
    let parent = paths.get(key);
    if (!parent) {
      parent = pathOf(depth - 1, level.parent[node]!);
      paths.set(key, parent);
    }
    return [...parent, member];
  };
  return lines.map(({ depth, node, kind }) => {
    const path = pathOf(depth, node);
    const period = extent.dateField !== null && depth > 0 ? periodOfNode(tree, depth, node, extent.dateField) : null;
    return period && isPart(extent, period) ? { path, kind, incomplete: true } : { path, kind };
  });
}

const datedLevels = new WeakMap<AxisTree, Map<string, number[]>>();

/** Levels of an axis that take a date field by a period. */
function levelsOfDate(tree: AxisTree, dateField: string): number[] {
  let byField = datedLevels.get(tree);
  if (!byField) {
    byField = new Map();
    datedLevels.set(tree, byField);
  }
  let found = byField.get(dateField);
  if (!found) {
    found = tree.dimensions.flatMap((dimension, level) =>
      dimension.name === dateField && dimension.column.periods ? [level] : [],
    );
    byField.set(dateField, found);
  }
  return found;
}

/** The period that a node's path names for a date field, by its deepest part; null when there is none. */
export function periodOfNode(tree: AxisTree, depth: number, node: number, dateField: string): Period | null {
  const level = levelsOfDate(tree, dateField).findLast(one => one < depth);
  if (level === undefined) return null;
  let at = node;
  for (let d = depth; d > level + 1; d--) at = tree.levels[d]!.parent[at]!;
  const code = tree.levels[level + 1]!.code[at]!;
  return code > 0 ? tree.dimensions[level]!.column.periods![code - 1]! : null;
}

/** The node of a path of codes; null when the axis has none. "Others" is not reached by a path while "not recorded" is there. */
export function nodeOfPath(
  tree: AxisTree,
  path: readonly (string | null)[],
): { readonly depth: number; readonly node: number } | null {
  if (path.length > tree.depth) return null;
  let node = 0;
  for (let depth = 0; depth < path.length; depth++) {
    const level = tree.levels[depth]!;
    const below = tree.levels[depth + 1]!;
    const dimension = tree.dimensions[depth]!;
    let found = -1;
    let others = -1;
    for (let child = level.firstChild[node]!; child < level.firstChild[node + 1]!; child++) {
      if (below.code[child] === othersCode) others = child;
      else if (codeText(dimension, below.code[child]!) === path[depth]) found = child;
    }
    if (found < 0 && path[depth] === null) found = others;
    if (found < 0) return null;
    node = found;
  }
  return { depth: path.length, node };
}

/** Compares siblings as the description's sorts of one axis say. `valueAt` gives a measure for a node. */
export function comparisonOf(
  tree: AxisTree,
  other: AxisTree,
  axis: 'rows' | 'columns',
  sort: ParsedPivot['sort'],
  valuesOf: (
    measure: string,
    depth: number,
    at: { readonly depth: number; readonly node: number },
  ) => (node: number) => number,
): Comparison | null {
  const sorts = sort.flatMap((one, i) => (one.axis === axis ? [{ one, i }] : []));
  if (!sorts.length) return null;
  const keys = new Map<string, (a: number, b: number) => number>();
  const keyAt = ({ one, i }: (typeof sorts)[number], depth: number) => {
    const name = `${i}|${depth}`;
    let found = keys.get(name);
    if (found) return found;
    const sign = one.direction === 'descending' ? -1 : 1;
    const level = tree.levels[depth]!;
    const dimension = tree.dimensions[depth - 1]!;
    if (one.by === 'code' || one.by === 'label') {
      const labels = labelsOfLevel(tree, depth - 1);
      found = (a, b) => {
        const x = level.code[a]!;
        const y = level.code[b]!;
        if (x <= 0 || y <= 0) return 0;
        if (one.by === 'label') return sign * collator.compare(labels[x]!, labels[y]!);
        const p = codeText(dimension, x)!;
        const q = codeText(dimension, y)!;
        return sign * (p < q ? -1 : p > q ? 1 : 0);
      };
    } else {
      const at = one.column === 'total' ? { depth: 0, node: 0 } : nodeOfPath(other, one.column);
      if (!at) throw new FaultError('invalid-input', 'The member to sort by is not in the table.', `sort.${i}.column`);
      const valueAt = valuesOf(one.by, depth, at);
      found = (a, b) => {
        const x = valueAt(a);
        const y = valueAt(b);
        if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
        return sign * (x - y);
      };
    }
    keys.set(name, found);
    return found;
  };
  return (depth, a, b) => {
    for (const one of sorts) {
      if (one.one.level !== undefined && one.one.level !== depth - 1) continue;
      const difference = keyAt(one, depth)(a, b);
      if (difference) return difference;
    }
    return 0;
  };
}
