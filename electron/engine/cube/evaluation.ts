import type { Header, ParsedPivot } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Population } from '../../../shared/model/dataset.ts';
import { isTouched } from '../coverage/periods.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { treeOf, treeWithOthers } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { baseCubeOf } from './base.ts';
import type { Limits } from './base.ts';
import { extentOf } from './extent.ts';
import type { Extent } from './extent.ts';
import { comparisonOf, headersOf, linesOf, periodOfNode } from './display.ts';
import type { Line } from './display.ts';
import { withEmptyMembers } from './empty-members.ts';
import type { Facts } from './columns/facts.ts';
import { Grains } from './grains.ts';
import type { Grain } from './grains.ts';
import { measureAt, measuresFor, valuesAlong, wantedFor } from './measures.ts';
import type { MeasureContext, Measures } from './measures.ts';
import { measureNamed, planOf, selectedRows } from './plan.ts';
import type { CodeLists, Plan } from './plan.ts';
import { Residents } from './residents.ts';

/** What a table is computed beside: nothing here is read from a disk. */
export interface Surroundings {
  readonly codeLists: CodeLists;
  /** Who supplies the dataset, in the districts that the filters leave, and what is in; null where it is undated or empty. */
  readonly coverage: Coverage | null;
  /** The population tables of the workspace, for rates. */
  readonly population: Facts | null;
  readonly setAsideRows: number;
  readonly dataVersion: number;
  readonly synthetic: boolean;
  now(): Date;
  /** For tests: other limits than the usual ones. */
  readonly limits?: Limits;
}

/** Cells that one table may have; more would not be read by anyone and would not fit a screen or a sheet. */
const mostCells = 4_000_000;

/** A table with everything behind it, for explanations and the rows of a cell. */
export interface Evaluation {
  readonly facts: Facts;
  readonly plan: Plan;
  readonly measures: Measures;
  readonly selected: Int32Array | null;
  readonly grains: Grains;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly rowHeaders: readonly Header[];
  readonly columnHeaders: readonly Header[];
  readonly extent: Extent;
  readonly context: MeasureContext;
  readonly residentsUsed: ReadonlyMap<Population, Residents>;
  readonly leftOut: number;
}

/**
 * Evaluates a description over facts. Faults invalid-input (with a path) and too-large.
 * @param kept marks the leaves of a top-N where they were chosen before, from numbers that may be shown
 */
export function evaluationOf(
  facts: Facts,
  description: ParsedPivot,
  surroundings: Surroundings,
  kept?: Uint8Array,
): Evaluation {
  const { codeLists } = surroundings;
  const plan = planOf(facts, codeLists, description);
  const measures = measuresFor(facts.dataset, description);
  const names = new Set(description.values.map(value => value.measure));
  description.sort.forEach((sort, i) => {
    if (sort.by === 'label' || sort.by === 'code') return;
    if (!measures.has(sort.by)) measureNamed(facts.dataset, sort.by, `sort.${i}.by`);
    names.add(sort.by);
  });
  const { top } = description;
  if (top) {
    if (top.by && !measures.has(top.by)) measureNamed(facts.dataset, top.by, 'top.by');
    if (!plan[top.axis].length)
      throw new FaultError('invalid-input', `There is no field on the ${top.axis} to take the top of.`, 'top.axis');
    names.add(top.by ?? description.values[0]!.measure);
  }
  description.values.forEach((value, i) => {
    if ((value.show === 'difference-from' || value.show === 'change-from') && value.base === undefined)
      throw new FaultError('invalid-input', 'Name the member to compare with in "base".', `values.${i}.base`);
  });

  const selected = selectedRows(facts, plan.filters);
  const base = baseCubeOf(
    facts,
    plan.rows,
    plan.columns,
    selected,
    wantedFor(facts, measures, names),
    surroundings.limits,
  );
  const complete = (axis: 'rows' | 'columns') =>
    description.emptyMembers
      ? withEmptyMembers(facts, plan[axis], axis === 'rows' ? base.rowTuples : base.columnTuples, plan.filters)
      : axis === 'rows'
        ? base.rowTuples
        : base.columnTuples;
  let rowTree = treeOf(plan.rows, complete('rows'));
  let columnTree = treeOf(plan.columns, complete('columns'));
  const { dateField } = facts.dataset;
  const { coverage, population } = surroundings;
  const extent = extentOf(plan.filters, coverage, dateField);

  const contextOver = (
    grains: Grains,
  ): { readonly context: MeasureContext; readonly used: ReadonlyMap<Population, Residents> } => {
    const used = new Map<Population, Residents>();
    return {
      used,
      context: {
        grains,
        measures,
        addsSnapshots: grain => addsSnapshots(facts, plan, grain),
        covered: grain => grains.keep('covered', grain, () => coveredCells(grains, grain, extent)),
        residents: band => {
          let found = used.get(band);
          if (!found) {
            found = new Residents({ facts, population, grains, filters: plan.filters, coverage, selected }, band);
            used.set(band, found);
          }
          return found;
        },
      },
    };
  };
  let grains = new Grains(base, rowTree, columnTree);
  let { context, used } = contextOver(grains);
  let leftOut = 0;
  if (top) {
    const tree = top.axis === 'rows' ? rowTree : columnTree;
    const keep =
      kept ?? topLeaves(tree, top.n, nodeValues(context, grains, top.axis, top.by ?? description.values[0]!.measure));
    leftOut = keep.reduce((sum, kept, leaf) => sum + Number(!kept && tree.levels[tree.depth]!.code[leaf] !== 0), 0);
    if (leftOut > 0 || !top.others) {
      const merged = treeWithOthers(tree, keep, top.others);
      if (top.axis === 'rows') rowTree = merged;
      else columnTree = merged;
      grains = new Grains(base, rowTree, columnTree);
      ({ context, used } = contextOver(grains));
    }
  }
  const { totals } = description;
  const rows = linesOf(
    rowTree,
    totals.rows ?? 'none',
    totals.subtotals ?? false,
    comparisonOf(rowTree, columnTree, 'rows', description.sort, valuesAlong(context, grains, 'rows')),
    'rows',
  );
  const columns = linesOf(
    columnTree,
    totals.columns ?? 'none',
    totals.subtotals ?? false,
    comparisonOf(columnTree, rowTree, 'columns', description.sort, valuesAlong(context, grains, 'columns')),
    'columns',
  );
  const cells = rows.length * columns.length * description.values.length;
  if (cells > mostCells)
    throw new FaultError(
      'too-large',
      `This table would have ${rows.length.toLocaleString('en-GB')} rows and ${columns.length.toLocaleString('en-GB')} columns. Take a field away, add a filter or show the top members only.`,
    );
  return {
    facts,
    plan,
    measures,
    selected,
    grains,
    rows,
    columns,
    rowHeaders: headersOf(rowTree, rows, extent),
    columnHeaders: headersOf(columnTree, columns, extent),
    extent,
    context,
    residentsUsed: used,
    leftOut,
  };
}

/** Whether cells of a grain hold several countings of the same people: neither an axis nor a filter keeps them to one. */
function addsSnapshots(
  facts: Facts,
  { rows, columns, filters }: Plan,
  grain: Pick<Grain, 'rowDepth' | 'columnDepth'>,
): boolean {
  const { snapshots } = facts.dataset;
  if (snapshots === undefined) return false;
  const shown = [...rows.slice(0, grain.rowDepth), ...columns.slice(0, grain.columnDepth)];
  if (shown.some(({ field }) => field.name === snapshots)) return false;
  const own = filters.filter(({ field }) => field.name === snapshots);
  const passing = facts.codes(snapshots).dictionary.filter(code => own.every(({ passes }) => passes(code, null)));
  return passing.length > 1;
}

/** 1 where the period of a cell holds days that were supplied; undated cells always. */
function coveredCells(grains: Grains, grain: Grain, { coverage, dateField }: Extent): Uint8Array {
  const covered = new Uint8Array(grain.size).fill(1);
  if (!coverage || dateField === null) return covered;
  const outside = (tree: AxisTree, depth: number, nodes: number) =>
    Array.from({ length: nodes }, (_, node) => {
      const period = periodOfNode(tree, depth, node, dateField);
      return period !== null && !isTouched(coverage, period);
    });
  const rows = outside(grains.rows, grain.rowDepth, grain.rowNodes);
  const columns = outside(grains.columns, grain.columnDepth, grain.columnNodes);
  if (!rows.includes(true) && !columns.includes(true)) return covered;
  for (let r = 0; r < grain.rowNodes; r++)
    for (let c = 0; c < grain.columnNodes; c++) if (rows[r] || columns[c]) covered[r * grain.columnNodes + c] = 0;
  return covered;
}

/** A measure over the leaves of one axis against the total of the other. */
function nodeValues(context: MeasureContext, grains: Grains, axis: 'rows' | 'columns', measure: string): Float64Array {
  const grain = axis === 'rows' ? grains.grain(grains.rows.depth, 0) : grains.grain(0, grains.columns.depth);
  return measureAt(context, measure, grain).values;
}

/** Marks the n leaves with the largest value under each parent; equal values keep natural order. "Not recorded" is not ranked. */
export function topLeaves(tree: AxisTree, n: number, values: Float64Array): Uint8Array {
  const keep = new Uint8Array(tree.levels[tree.depth]!.size);
  const above = tree.levels[tree.depth - 1]!;
  const codes = tree.levels[tree.depth]!.code;
  for (let p = 0; p < above.size; p++) {
    const leaves: number[] = [];
    for (let leaf = above.firstChild[p]!; leaf < above.firstChild[p + 1]!; leaf++)
      if (codes[leaf] !== 0) leaves.push(leaf);
    leaves.sort((a, b) => {
      const x = values[a]!;
      const y = values[b]!;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return y - x || a - b;
    });
    for (const leaf of leaves.slice(0, n)) keep[leaf] = 1;
  }
  return keep;
}
