import type { DatasetSummary, DatePart, PivotDescription } from '../../../shared/contract/cube.ts';
import { dateParts } from '../../../shared/contract/cube.ts';
import type { Field } from '../../../shared/model/dataset.ts';
import { financialYear } from '../../../shared/model/period.ts';

export type Axis = 'rows' | 'columns';
export type Well = Axis | 'values' | 'filters';
export type Filter = NonNullable<PivotDescription['filters']>[number];

/** A field on an axis, always in its long form. */
export interface Placed {
  readonly field: string;
  readonly by?: DatePart;
}

export function placedOn(description: PivotDescription, axis: Axis): readonly Placed[] {
  return (description[axis] ?? []).map(placed => (typeof placed === 'string' ? { field: placed } : placed));
}

/** How a date is taken where nobody said. */
export function usualPart(field: Field): DatePart | undefined {
  return field.type === 'date' ? 'financial-quarter' : field.type === 'datetime' ? 'financial-quarter' : undefined;
}

export function partsOf(field: Field): readonly DatePart[] {
  return field.type === 'datetime' ? dateParts : field.type === 'date' ? dateParts.filter(part => part !== 'hour') : [];
}

export const partLabels: Record<DatePart, string> = {
  day: 'day',
  month: 'month',
  quarter: 'calendar quarter',
  year: 'calendar year',
  'financial-quarter': 'financial quarter',
  'financial-year': 'financial year',
  'academic-year': 'academic year',
  weekday: 'day of the week',
  hour: 'hour',
};

const withAxis = (description: PivotDescription, axis: Axis, placed: readonly Placed[]): PivotDescription => ({
  ...description,
  [axis]: [...placed],
});

const same = (a: Placed, b: Placed) => a.field === b.field && a.by === b.by;

/** Puts a field on an axis, at a place or at the end. It leaves the other axis when it stood there. */
export function placeField(description: PivotDescription, axis: Axis, placed: Placed, at?: number): PivotDescription {
  const other: Axis = axis === 'rows' ? 'columns' : 'rows';
  const here = placedOn(description, axis);
  const before = at === undefined ? here.length : here.slice(0, at).filter(there => !same(there, placed)).length;
  const without = here.filter(there => !same(there, placed));
  const cleared = withAxis(
    description,
    other,
    placedOn(description, other).filter(there => !same(there, placed)),
  );
  return { ...withAxis(cleared, axis, [...without.slice(0, before), placed, ...without.slice(before)]), sort: [] };
}

export function removeField(description: PivotDescription, axis: Axis, at: number): PivotDescription {
  return {
    ...withAxis(
      description,
      axis,
      placedOn(description, axis).filter((_, other) => other !== at),
    ),
    sort: [],
  };
}

export function replaceField(description: PivotDescription, axis: Axis, at: number, placed: Placed): PivotDescription {
  const next = placedOn(description, axis).map((there, other) => (other === at ? placed : there));
  return withAxis(
    description,
    axis,
    next.filter((there, first) => next.findIndex(other => same(other, there)) === first),
  );
}

/** Moves a field one place along its axis; past the end it goes to the other axis. */
export function moveField(description: PivotDescription, axis: Axis, at: number, by: -1 | 1): PivotDescription {
  const here = [...placedOn(description, axis)];
  const to = at + by;
  if (to < 0 || to >= here.length) return description;
  const [moved] = here.splice(at, 1);
  here.splice(to, 0, moved!);
  return { ...withAxis(description, axis, here), sort: [] };
}

export function addValue(description: PivotDescription, measure: string): PivotDescription {
  return description.values.some(value => value.measure === measure && (value.show ?? 'value') === 'value')
    ? description
    : { ...description, values: [...description.values, { measure }] };
}

/** What a measure is called: the dataset's own, or one that was worked out here. */
export function measureLabel(
  dataset: DatasetSummary,
  description: Pick<PivotDescription, 'calculated'>,
  name: string,
): string {
  return [...dataset.measures, ...(description.calculated ?? [])].find(measure => measure.name === name)?.label ?? name;
}

/** Takes a value away; the last one stays, since a table needs one. */
export function removeValue(description: PivotDescription, at: number): PivotDescription {
  return description.values.length === 1
    ? description
    : { ...description, values: description.values.filter((_, other) => other !== at), sort: [] };
}

export function moveValue(description: PivotDescription, at: number, by: -1 | 1): PivotDescription {
  const to = at + by;
  if (to < 0 || to >= description.values.length) return description;
  const values = [...description.values];
  const [moved] = values.splice(at, 1);
  values.splice(to, 0, moved!);
  return { ...description, values };
}

export function setFilter(description: PivotDescription, filter: Filter): PivotDescription {
  const filters = description.filters ?? [];
  const at = filters.findIndex(other => other.field === filter.field && other.by === filter.by);
  return {
    ...description,
    filters: at < 0 ? [...filters, filter] : filters.map((other, place) => (place === at ? filter : other)),
  };
}

export function removeFilter(description: PivotDescription, at: number): PivotDescription {
  return { ...description, filters: (description.filters ?? []).filter((_, other) => other !== at) };
}

/** The financial year before the one that holds a day. */
function previousFinancialYear(iso: string): string {
  const year = Number(iso.slice(0, 4)) - (Number(iso.slice(5, 7)) < 4 ? 1 : 0);
  return financialYear(year - 1);
}

/** The view that a dataset opens with: its own layout, all totals, the last two financial years. */
export function openingView(dataset: DatasetSummary, measure = dataset.opening.measure): PivotDescription {
  const byPeriod = dataset.opening.columns.some(
    placed => typeof placed !== 'string' && placed.field === dataset.dateField,
  );
  return {
    dataset: dataset.name,
    rows: [...dataset.opening.rows],
    columns: dataset.opening.columns.map(placed =>
      typeof placed === 'string' ? placed : { field: placed.field, by: placed.by as DatePart },
    ),
    values: [{ measure }],
    // Whole years only: a part of one would be set against a whole one, and may not be published.
    filters:
      byPeriod &&
      dataset.dateField &&
      dataset.until &&
      dataset.from &&
      dataset.from < `${previousFinancialYear(dataset.until).slice(0, 4)}-04-01`
        ? [{ field: dataset.dateField, by: 'financial-year', from: previousFinancialYear(dataset.until) }]
        : [],
    totals: { rows: 'after', columns: 'after', subtotals: true },
  };
}

/** A filter in words: "Police, Health", "from 1 Apr 2016", "not Stoke-on-Trent". */
export function filterWords(filter: Filter, labelOf: (code: string | null) => string): string {
  const list = (codes: readonly (string | null)[]) =>
    codes.length > 3 ? `${codes.length} chosen` : codes.map(labelOf).join(', ');
  if (filter.in) return filter.in.length === 0 ? 'nothing' : list(filter.in);
  if (filter.notIn) return `not ${list(filter.notIn)}`;
  if (filter.contains !== undefined) return `contains “${filter.contains}”`;
  if (filter.from !== undefined && filter.to !== undefined) return `${filter.from} to ${filter.to}`;
  return filter.from !== undefined ? `from ${filter.from}` : `to ${filter.to}`;
}

/** "District × financial year, financial quarter" */
export function layoutWords(dataset: DatasetSummary, description: PivotDescription): string {
  const names = (axis: 'rows' | 'columns') =>
    placedOn(description, axis)
      .map(placed =>
        placed.by
          ? partLabels[placed.by]
          : (dataset.fields.find(field => field.name === placed.field)?.label ?? placed.field),
      )
      .join(', ');
  const values = description.values
    .map(value => measureLabel(dataset, description, value.measure).toLowerCase())
    .join(', ');
  return `${[names('rows'), names('columns')].filter(Boolean).join(' × ') || 'Everything'} · ${values}`;
}
