import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { PivotTable } from '../../../shared/contract/cube.ts';
import type { Figure, ScorecardLine, ScorecardPoint } from '../../../shared/contract/framework.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import type { Indicator } from '../../../shared/model/framework.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { LikeSpan, LikeSpans } from '../claims/spans.ts';
import { isTouched, isWhole } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { countLimits } from '../statistics/poisson-rate.ts';
import { hasInterval, measureOf, nothing, repeats, ripeUntil } from './indicator-tables.ts';
import type { LikeFigures } from './indicator-tables.ts';

function figureAt(
  table: PivotTable,
  at: { readonly row: number; readonly column: number; readonly value: number },
  wide: boolean,
): Figure {
  const i = (at.row * table.columns.length + at.column) * table.values.length + at.value;
  const part = (numbers: Float64Array | undefined): number | null => {
    const number = numbers?.[i];
    return number === undefined || Number.isNaN(number) ? null : number;
  };
  const value = part(table.cells);
  const counted = table.values[at.value]!.format === 'count';
  return {
    value,
    status: cellStatuses[table.status[i]!]!,
    numerator: value === null ? null : counted ? value : part(table.numerators),
    denominator: value === null || counted ? null : part(table.denominators),
    lower: value === null || wide ? null : part(table.lower),
    upper: value === null || wide ? null : part(table.upper),
  };
}

/** No figure, because nobody recorded what it is computed from. */
const unrecorded: Figure = { ...nothing, status: 'not-available' };

const quarterEnd = (day: number) => periodOf(day, 'financial-quarter').last;

/** Figures of an indicator by financial quarter or year, from a table with the periods as its columns. */
export function pointsOf(
  table: PivotTable,
  indicator: Indicator,
  {
    dataset,
    coverage,
    period: asked,
    recordedFrom,
  }: {
    readonly dataset: Dataset;
    readonly coverage: Coverage;
    readonly period: Period;
    /** No period that ends before this day has a figure. */
    readonly recordedFrom: number;
  },
): readonly ScorecardPoint[] {
  const measure = measureOf(dataset, indicator);
  const value = table.values.findIndex(column => column.measure === measure.name);
  const wide = repeats(dataset, measure) || !hasInterval(measure);
  const ripe = ripeUntil(coverage, dataset, measure);
  const found = new Map<string, Figure>();
  table.columns.forEach((header, column) => {
    const code = header.path.at(-1)?.code;
    if (code) found.set(code, figureAt(table, { row: 0, column, value }, wide));
  });
  const counts = measure.compute.kind === 'rows' || measure.compute.kind === 'distinct';
  const last = Math.min(quarterEnd(coverage.until), asked.last > coverage.until ? Infinity : quarterEnd(asked.last));
  const by = indicator.frequency === 'year' ? 'financial-year' : 'financial-quarter';
  const points = periodsOver({ first: coverage.first, last }, by).map((period): ScorecardPoint => {
    const { code, label, last: end } = period;
    const isGap = !isTouched(coverage, period);
    const none = counts && !isGap ? { ...nothing, value: 0, status: 'zero' as const, numerator: 0 } : nothing;
    return {
      ...(end < recordedFrom ? unrecorded : (found.get(code) ?? none)),
      period: code,
      label,
      complete: end <= ripe && end <= asked.last && isWhole(coverage, period),
    };
  });
  return indicator.measure!.filters.length ? withoutUnrecorded(points, indicator) : points;
}

export function likeFigures(table: PivotTable, indicator: Indicator, { before, after }: LikeSpans): LikeFigures {
  const value = table.values.findIndex(one => one.measure === indicator.measure!.measure);
  const at = (span: LikeSpan) => {
    const column = table.columns.findIndex(header => header.path[0]?.code === span.quarters[0]!.slice(0, 7));
    return column < 0 ? null : figureAt(table, { row: 0, column, value }, true).value;
  };
  return { before: at(before), after: at(after) };
}

/** The day that a year of an undated dataset speaks of or ends with: mid-year, or the year to March. */
export const dayOfYear: Readonly<Record<string, string>> = { population: '06-30', 'assessment-factors': '03-31' };

/**
 * Figures of an undated dataset by the financial year in which its year lies, up to a period. A figure of several areas is
 * their sum, and is not available where one of them is not. Counts of episodes have the interval of a count; residents are
 * an estimate and have none.
 */
export function yearsOf(
  table: PivotTable,
  indicator: Indicator,
  until: Period,
  areas: number,
): readonly ScorecardPoint[] {
  const { dataset: name, measure } = indicator.measure!;
  const value = table.values.findIndex(column => column.measure === measure);
  return table.columns.flatMap((header, column): ScorecardPoint[] => {
    const day = daysOfIso(`${header.path[0]?.code ?? ''}-${dayOfYear[name]!}`);
    if (Number.isNaN(day) || day > until.last) return [];
    const { code, label } = periodOf(day, 'financial-year');
    const parts = table.rows.map((_, row) => figureAt(table, { row, column, value }, true));
    const sum = parts.reduce<number | null>(
      (all, part) => (all === null || part.value === null ? null : all + part.value),
      parts.length >= areas ? 0 : null,
    );
    const missing = parts.find(part => part.value === null)?.status ?? 'not-available';
    const limits = sum !== null && name !== 'population' ? countLimits(sum) : null;
    const figure: Figure =
      sum === null
        ? { ...nothing, status: missing === 'empty' ? 'not-available' : missing }
        : {
            ...nothing,
            value: sum,
            status: sum === 0 ? 'zero' : 'value',
            numerator: sum,
            lower: limits?.lower ?? null,
            upper: limits?.upper ?? null,
          };
    return [{ ...figure, period: code, label, complete: true }];
  });
}

/**
 * A count of rows that have something recorded reads 0 where nobody recorded it yet. Where every figure before a definition
 * break is 0, that is taken as not recorded, and there is no figure.
 */
function withoutUnrecorded(points: readonly ScorecardPoint[], indicator: Indicator): readonly ScorecardPoint[] {
  const by = indicator.frequency === 'year' ? 'financial-year' : 'financial-quarter';
  const before = new Set<string>();
  for (const { on } of indicator.breaks) {
    const first = periodOf(daysOfIso(on), by).code;
    const earlier = points.filter(point => point.period < first);
    if (earlier.every(point => point.value === 0)) for (const point of earlier) before.add(point.period);
  }
  return points.map(point =>
    before.has(point.period)
      ? { ...unrecorded, period: point.period, label: point.label, complete: point.complete }
      : point,
  );
}

/** Districts with their figures; how they stand to the rest is for the tests of the report to say. */
export function districtsOf(table: PivotTable, indicator: Indicator): ScorecardLine['districts'] {
  const dataset = datasetNamed(indicator.measure!.dataset)!;
  const measure = measureOf(dataset, indicator);
  const value = table.values.findIndex(one => one.measure === measure.name);
  const wide = repeats(dataset, measure);
  return table.rows.flatMap((header, row) => {
    const member = header.path[0];
    return header.kind === 'leaf' && member && member.code !== null && !member.others
      ? [
          {
            ...figureAt(table, { row, column: 0, value }, wide),
            code: member.code,
            name: member.label,
            comparison: 'not-compared' as const,
          },
        ]
      : [];
  });
}
