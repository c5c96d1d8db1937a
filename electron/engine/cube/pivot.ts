import type { Note, ParsedPivot, PivotTable, Provenance, ShowAs, ValueColumn } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { countLimits } from '../statistics/poisson-rate.ts';
import { wilson } from '../statistics/wilson.ts';
import type { AxisTree } from './axis.ts';
import type { Line } from './display.ts';
import type { Facts } from './columns/facts.ts';
import { measureAt, statusCode } from './measures.ts';
import type { AnyMeasure, MeasureCells } from './measures.ts';
import { markFalseZeros, markUnrecorded } from './no-figure.ts';
import { fieldsNeeded } from './recorded-fields.ts';
import { comparedYears } from './like-for-like.ts';
import type { TableWithYears } from './like-for-like.ts';
import { shownValues } from './show-as.ts';
import { evaluationOf } from './evaluation.ts';
import type { Evaluation, Surroundings } from './evaluation.ts';
import { notesOf } from './table-notes.ts';

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
 * publisher has protected; `protected/protected.ts` has the answer for everybody else.
 */
export const pivotOf = (facts: Facts, description: ParsedPivot, surroundings: Surroundings): PivotTable =>
  tableWithYears(facts, description, surroundings).table;

/** The same with the years that it sets against each other. */
export function tableWithYears(facts: Facts, description: ParsedPivot, surroundings: Surroundings): TableWithYears {
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
  const agencies = new Map(surroundings.codeLists['agency'] ?? []);
  const table = {
    ...partsOf(evaluation, description),
    ...numbers,
    notes: [...published, ...notesOf(evaluation, description, numbers.status, surroundings)],
    provenance: {
      ...provenanceOf(evaluation, surroundings, performance.now() - began),
      audience: description.audience,
    },
  };
  return { table, compared: comparedYears(evaluation, description, agencies) };
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

/** What a measure is where nothing is counted for it. */
const noNumbers: ReadonlySet<number> = new Set([statusCode.zero, statusCode['not-applicable']]);

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
    const cellAt = (r: number, c: number) => {
      const { depth, node } = rows[r]!;
      const made = measured(depth, columns[c]!.depth);
      const at = nodeOf(depth, node, columns[c]!);
      return { value: made.values[at]!, status: made.status[at]! };
    };
    const mark = (r: number, c: number, code: number) => {
      const at = (r * columns.length + c) * width + v;
      status[at] = code;
      cells[at] = NaN;
    };
    if (isCount(measure)) markFalseZeros(evaluation, (r, c) => cellAt(r, c).value === 0, mark);
    markUnrecorded(
      evaluation,
      fieldsNeeded(evaluation.facts.dataset, measures, value.measure, description.filters),
      (r, c) => noNumbers.has(cellAt(r, c).status),
      mark,
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
  const residents = residentsUsed.size > 0 ? (surroundings.population?.batches ?? []) : [];
  return surroundings.synthetic || [...facts.batches, ...residents].some(batch => batch.synthetic);
}
