import type {
  Header,
  Note,
  ParsedPivot,
  PivotTable,
  Provenance,
  ShowAs,
  ValueColumn,
} from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Dataset, Population } from '../../../shared/model/dataset.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { isTouched } from '../coverage/periods.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { formatCount } from '../../../shared/text/format.ts';
import { countLimits } from '../statistics/poisson-rate.ts';
import { wilson } from '../statistics/wilson.ts';
import { treeOf, treeWithOthers } from './axis.ts';
import type { AxisTree } from './axis.ts';
import { baseCubeOf } from './base.ts';
import type { Limits } from './base.ts';
import { districtsKept, extentOf } from './extent.ts';
import type { Extent } from './extent.ts';
import { comparisonOf, headersOf, linesOf, periodOfNode } from './display.ts';
import type { Line } from './display.ts';
import { withEmptyMembers } from './empty-members.ts';
import type { Facts } from './columns/facts.ts';
import { Grains } from './grains.ts';
import type { Grain } from './grains.ts';
import { measureAt, measuresFor, statusCode, valuesAlong, wantedFor } from './measures.ts';
import type { AnyMeasure, MeasureCells, MeasureContext, Measures } from './measures.ts';
import { measureNamed, planOf, selectedRows } from './plan.ts';
import type { CodeLists, Plan } from './plan.ts';
import { Residents } from './residents.ts';
import { markFalseZeros } from './no-figure.ts';
import { comparedYears } from './like-for-like.ts';
import type { ComparedYears } from './like-for-like.ts';
import { shownValues } from './show-as.ts';
import { supplyNotes } from './supply-notes.ts';

/** What a table is computed beside: nothing here is read from a disk. */
export interface Surroundings {
  readonly codeLists: CodeLists;
  /** Who supplies the dataset and what is in, everywhere or in some districts. */
  coverage(districts: readonly string[] | null): Coverage | null;
  /** The population tables of the workspace; asked for only when a rate is. */
  population(): Facts | null;
  readonly setAsideRows: number;
  readonly dataVersion: number;
  readonly synthetic: boolean;
  now(): Date;
  /** What may be said of years that are set against each other; nothing where nobody tests it. */
  changeNotes?(compared: readonly ComparedYears[]): readonly Note[];
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
  const coverage = dateField === null ? null : surroundings.coverage(districtsKept(facts, plan.filters));
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
        covered: grain => grains.keep('covered', grain, () => coveredCells(grains, grain, extent)),
        residents: population => {
          let found = used.get(population);
          if (!found) {
            found = new Residents(
              { facts, population: surroundings.population(), grains, filters: plan.filters, coverage, selected },
              population,
            );
            used.set(population, found);
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

const showLabels: Readonly<Record<ShowAs, string>> = {
  value: '',
  'share-of-row': 'share of row',
  'share-of-column': 'share of column',
  'share-of-parent-row': 'share of parent row',
  'share-of-parent-column': 'share of parent column',
  'share-of-total': 'share of total',
  'difference-from-previous': 'difference from previous',
  'change-from-previous': 'change from previous',
  'difference-from': 'difference from',
  'change-from': 'change from',
  'running-total': 'running total',
  rank: 'rank',
  index: 'index, whole area = 100',
};

/** How a value is headed and formatted. Shares and changes are fractions of 1 with format percent. */
export function valueColumnOf(measure: AnyMeasure, value: ParsedPivot['values'][number]): ValueColumn {
  const own =
    measure.kind === 'declared'
      ? {
          label: measure.measure.label,
          unit: measure.measure.unit,
          format: measure.measure.format,
          decimals: measure.measure.decimals,
        }
      : {
          label: measure.label,
          unit: measure.format === 'percent' ? '%' : '',
          format: measure.format,
          decimals: measure.decimals,
        };
  const suffix = showLabels[value.show];
  const based =
    value.show === 'difference-from' || value.show === 'change-from' ? ` ${value.base ?? 'not recorded'}` : '';
  const shown = {
    measure: value.measure,
    show: value.show,
    interval: value.interval && value.show === 'value',
    label: suffix ? `${own.label}, ${suffix}${based}` : own.label,
  };
  if (value.show.startsWith('share') || value.show.startsWith('change'))
    return { ...shown, unit: '%', format: 'percent', decimals: 1 };
  if (value.show === 'rank') return { ...shown, unit: '', format: 'count', decimals: 0 };
  if (value.show === 'index') return { ...shown, unit: '', format: 'number', decimals: 0 };
  return { ...shown, unit: own.unit, format: own.format, decimals: own.decimals };
}

/** Limits at 95 %: Wilson for proportions; exact Poisson or Byar for counts and rates; NaN for anything else. */
export function intervalOf(
  measure: AnyMeasure,
  cells: MeasureCells,
  at: number,
): { readonly lower: number; readonly upper: number; readonly method: string | null } {
  const none = { lower: NaN, upper: NaN, method: null };
  if (measure.kind !== 'declared' || Number.isNaN(cells.values[at]!)) return none;
  const { compute } = measure.measure;
  if (compute.kind === 'share') {
    const { lower, upper } = wilson(cells.numerators![at]!, cells.denominators![at]!);
    return { lower, upper, method: 'Wilson score, 95 %' };
  }
  if (compute.kind === 'rows' || compute.kind === 'distinct') {
    const { lower, upper, method } = limitsOfCount(cells.values[at]!);
    return { lower, upper, method: method === 'exact' ? 'exact Poisson, 95 %' : 'Byar, 95 %' };
  }
  if (compute.kind === 'rate') {
    const { lower, upper, method } = limitsOfCount(cells.numerators![at]!);
    const scale = compute.per / cells.denominators![at]!;
    return {
      lower: lower * scale,
      upper: upper * scale,
      method: method === 'exact' ? 'exact Poisson, 95 %' : 'Byar, 95 %',
    };
  }
  return none;
}

const smallCounts = new Map<number, ReturnType<typeof countLimits>>();

function limitsOfCount(count: number) {
  if (count >= 10) return countLimits(count);
  let found = smallCounts.get(count);
  if (!found) {
    found = countLimits(count);
    smallCounts.set(count, found);
  }
  return found;
}

/**
 * The answer to a description: headers, cells, notes and where they come from. For an analyst, and for data that their
 * publisher has protected; `protected-table.ts` has the answer for everybody else.
 */
export function pivotOf(facts: Facts, description: ParsedPivot, surroundings: Surroundings): PivotTable {
  const began = performance.now();
  if (description.audience !== 'analyst' && !isPublished(facts.dataset))
    throw new FaultError('refused', 'This table has not been protected, so nothing was shown.');
  const evaluation = evaluationOf(facts, description, surroundings);
  const { grains, context } = evaluation;
  const numbers = numbersOf(evaluation, description, (measure, rowDepth, columnDepth) =>
    measureAt(context, measure, grains.grain(rowDepth, columnDepth)),
  );
  const published: Note[] =
    description.audience === 'analyst'
      ? []
      : [{ code: 'published', text: 'These are numbers as their publisher gives them; nothing more is hidden.' }];
  return {
    ...partsOf(evaluation, description),
    ...numbers,
    notes: [...published, ...notesOf(evaluation, description, numbers.status, surroundings)],
    provenance: {
      ...provenanceOf(evaluation, surroundings, performance.now() - began),
      audience: description.audience,
    },
  };
}

/** Headers and values of a table: everything but its numbers and what is said about them. */
export function partsOf(evaluation: Evaluation, description: ParsedPivot) {
  const { grains, measures } = evaluation;
  const fields = (axis: AxisTree) =>
    axis.dimensions.map(dimension => ({ field: dimension.name, label: dimension.label }));
  return {
    description,
    rowFields: fields(grains.rows),
    columnFields: fields(grains.columns),
    rows: evaluation.rowHeaders,
    columns: evaluation.columnHeaders,
    values: description.values.map(value => valueColumnOf(measures.get(value.measure)!, value)),
  };
}

const hasNoFigure = (status: number): boolean =>
  status === statusCode['not-available'] || status === statusCode['not-applicable'];

const isCount = (measure: AnyMeasure): boolean =>
  measure.kind === 'declared' && ['rows', 'distinct'].includes(measure.measure.compute.kind);

/** The numbers of a table over its displayed lines. `cellsAt` gives a measure over the nodes of two depths. */
export function numbersOf(
  evaluation: Evaluation,
  description: ParsedPivot,
  cellsAt: (measure: string, rowDepth: number, columnDepth: number) => MeasureCells,
  isProtected = false,
): Pick<PivotTable, 'cells' | 'status' | 'lower' | 'upper' | 'numerators' | 'denominators'> {
  const { rows, columns, grains, measures } = evaluation;
  const width = description.values.length;
  const size = rows.length * columns.length * width;
  const cells = new Float64Array(size);
  const status = new Uint8Array(size);
  const withIntervals = description.values.some(value => value.interval && value.show === 'value');
  const lower = withIntervals ? new Float64Array(size).fill(NaN) : undefined;
  const upper = withIntervals ? new Float64Array(size).fill(NaN) : undefined;
  const numerators = withIntervals ? new Float64Array(size).fill(NaN) : undefined;
  const denominators = withIntervals ? new Float64Array(size).fill(NaN) : undefined;
  const nodeOf = (depth: number, node: number, column: Line) =>
    node * grains.grain(depth, column.depth).columnNodes + column.node;
  description.values.forEach((value, v) => {
    const measure = measures.get(value.measure)!;
    const measured = (rowDepth: number, columnDepth: number) => cellsAt(value.measure, rowDepth, columnDepth);
    const shown = shownValues({ ...evaluation, protected: isProtected, cells: measured }, value, measure);
    for (let i = 0; i < shown.values.length; i++) {
      cells[i * width + v] = shown.values[i]!;
      status[i * width + v] = shown.status[i]!;
    }
    if (isCount(measure))
      markFalseZeros(
        evaluation,
        (r, c) => {
          const { depth, node } = rows[r]!;
          const column = columns[c]!;
          return measured(depth, column.depth).values[nodeOf(depth, node, column)] === 0;
        },
        (r, c, code) => {
          const at = (r * columns.length + c) * width + v;
          status[at] = code;
          cells[at] = NaN;
        },
      );
    if (!value.interval || value.show !== 'value') return;
    for (let r = 0; r < rows.length; r++)
      for (let c = 0; c < columns.length; c++) {
        const grain = grains.grain(rows[r]!.depth, columns[c]!.depth);
        const made = measured(rows[r]!.depth, columns[c]!.depth);
        const node = rows[r]!.node * grain.columnNodes + columns[c]!.node;
        const interval = intervalOf(measure, made, node);
        const at = (r * columns.length + c) * width + v;
        if (hasNoFigure(status[at]!)) continue;
        lower![at] = interval.lower;
        upper![at] = interval.upper;
        // What is not shown has no parts either.
        if (Number.isNaN(made.values[node]!)) continue;
        numerators![at] = made.numerators?.[node] ?? NaN;
        denominators![at] = made.denominators?.[node] ?? NaN;
      }
  });
  return {
    cells,
    status,
    ...(lower && upper && numerators && denominators ? { lower, upper, numerators, denominators } : {}),
  };
}

/**
 * Datasets whose publisher has protected them already: anybody can download the same rows, so there is nothing left to
 * hide. The publisher's own symbols stay. Every other dataset is protected for a board and the public.
 */
const publishedDatasets = new Set(['population', 'assessment-factors', 'street-crime']);

export function isPublished(dataset: Dataset): boolean {
  return publishedDatasets.has(dataset.name);
}

/** Where a table comes from. */
export function provenanceOf(evaluation: Evaluation, surroundings: Surroundings, milliseconds: number): Provenance {
  const { facts } = evaluation;
  const { coverage } = evaluation.extent;
  const labels = new Map(surroundings.codeLists['agency'] ?? []);
  return {
    dataset: facts.dataset.name,
    datasetLabel: facts.dataset.label,
    batches: facts.batches.length,
    agencies: [...new Set(facts.batches.map(batch => batch.agency).filter(agency => agency !== null))]
      .map(agency => labels.get(agency) ?? agency)
      .sort(),
    setAsideRows: surroundings.setAsideRows,
    dataUntil: coverage === null ? null : isoOfDays(coverage.until),
    dataVersion: surroundings.dataVersion,
    audience: 'analyst',
    synthetic: restsOnInventedData(evaluation, surroundings),
    rowsInDataset: facts.rows,
    rowsInTable: evaluation.selected?.length ?? facts.rows,
    milliseconds: Math.round(milliseconds * 10) / 10,
    answeredAt: surroundings.now().toISOString(),
  };
}

/** As the rows were at the moment of the table; the residents that a rate divides by are data like others. */
function restsOnInventedData({ facts, residentsUsed }: Evaluation, surroundings: Surroundings): boolean {
  const residents = residentsUsed.size > 0 ? (surroundings.population()?.batches ?? []) : [];
  return surroundings.synthetic || [...facts.batches, ...residents].some(batch => batch.synthetic);
}

/** Plain sentences that a reader of the table needs; what does not concern it is not said. */
export function notesOf(
  evaluation: Evaluation,
  description: ParsedPivot,
  status: Uint8Array,
  surroundings: Surroundings,
): Note[] {
  const { grains, rows, columns, measures, residentsUsed } = evaluation;
  const notes: Note[] = [];
  const used = description.values.map(value => measures.get(value.measure)!);
  const isDistinct = (one: AnyMeasure): boolean =>
    one.kind === 'declared' &&
    (one.measure.compute.kind === 'distinct' ||
      (one.measure.compute.kind === 'rate' && isDistinct(measures.get(one.measure.compute.of)!)));
  const summed = (tree: AxisTree, lines: readonly Line[]) => {
    const totals = lines.filter(line => line.kind !== 'leaf' && tree.depth > 0);
    return totals.some(line => tree.dimensions.slice(line.depth).some(dimension => dimension.column.periods));
  };
  if (used.some(isDistinct)) {
    if (summed(grains.rows, rows) || summed(grains.columns, columns))
      notes.push({
        code: 'distinct-over-time',
        text: 'A year or a total counts each child once, so the periods within it do not add up to it.',
      });
    else if (
      [...rows.map(line => [line, grains.rows] as const), ...columns.map(line => [line, grains.columns] as const)].some(
        ([line, tree]) => line.kind !== 'leaf' && tree.depth > 0,
      )
    )
      notes.push({ code: 'distinct', text: 'A total counts each child once, so its parts need not add up to it.' });
  }
  const agencies = new Map(surroundings.codeLists['agency'] ?? []);
  notes.push(
    ...supplyNotes(evaluation, agencies),
    ...(surroundings.changeNotes?.(comparedYears(evaluation, description, agencies)) ?? []),
  );
  for (const [, residents] of residentsUsed) {
    if (residents.missing) notes.push({ code: 'no-denominator', text: residents.missing });
    for (const text of residents.notes()) notes.push({ code: 'population-year', text });
    if (residents.outside > 0)
      notes.push({
        code: 'outside-population',
        text: `${formatCount(residents.outside, 'row lies', 'rows lie')} in districts without a population; totals that hold them have no rate.`,
      });
  }
  if (
    residentsUsed.size &&
    [grains.rows, grains.columns].some(tree =>
      tree.dimensions.some(
        dimension =>
          dimension.field.type === 'area' && tree.tuples.codes[tree.dimensions.indexOf(dimension)]!.includes(0),
      ),
    )
  )
    notes.push({
      code: 'unlocated',
      text: 'Rows without a recorded area count in totals; by themselves they have no residents to be divided by.',
    });
  if (evaluation.leftOut > 0)
    notes.push({
      code: 'top',
      text: description.top!.others
        ? `"Others" stands for ${formatCount(evaluation.leftOut, 'member', 'members')} and is computed over all of their rows.`
        : `${formatCount(evaluation.leftOut, 'member is', 'members are')} not shown; totals count them.`,
    });
  if (status.includes(statusCode['not-comparable']))
    notes.push({
      code: 'not-comparable',
      text: 'Some comparisons are left out because a period is missing, or is not complete on one side.',
    });
  if (description.values.some((value, v) => value.show === 'running-total' && !runs(used[v]!)))
    notes.push({ code: 'running-total', text: 'A running total is given for counts, sums and distinct counts only.' });
  if (surroundings.setAsideRows > 0)
    notes.push({
      code: 'set-aside',
      text: `${formatCount(surroundings.setAsideRows, 'row is', 'rows are')} set aside and not counted here.`,
    });
  return notes;
}

function runs(measure: AnyMeasure): boolean {
  return measure.kind === 'declared' && ['rows', 'sum', 'distinct'].includes(measure.measure.compute.kind);
}
