import type { Audience, DatasetSummary } from '../../../shared/contract/cube.ts';
import { hotSpotLevels, mapMeasures, surfaceKinds } from '../../../shared/contract/geography.ts';
import type { HotSpotDescription, HotSpotLevel, SurfaceKind } from '../../../shared/contract/geography.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { layerKind, layers } from './layers.ts';
import type { MapLayer } from './layers.ts';

export interface Span {
  readonly from: string;
  readonly to: string;
}

type Measure = Exclude<(typeof mapMeasures)[number], 'change'>;
type ClassMethod = NonNullable<HotSpotDescription['classes']>['method'];
export type SeriesPart = 'month' | 'financial-quarter' | 'financial-year';

/** What the address keeps of a map. */
export interface MapState {
  readonly dataset: string;
  readonly of: string | null;
  readonly layer: MapLayer;
  readonly measure: Measure;
  readonly level: HotSpotLevel;
  /** Null: all that there is. */
  readonly period: Span | null;
  readonly compare: 'before' | 'year-before';
  readonly classes: ClassMethod;
  /** Upper bounds that the person typed, for `user`. */
  readonly upper: readonly number[];
  readonly weights: 'queen' | 'rook' | 'distance' | 'nearest' | 'second-order';
  readonly smoothing: 'overall' | 'neighbours';
  readonly correction: 'benjamini-hochberg' | 'none';
  readonly surface: SurfaceKind;
  readonly by: SeriesPart;
  /** Whether the base map is drawn, where there is one. */
  readonly baseMap: boolean;
  readonly filters: NonNullable<HotSpotDescription['filters']>;
}

export const measureLabels: Readonly<Record<Measure, string>> = {
  count: 'Count',
  rate: 'Rate',
  'smoothed-rate': 'Rate, smoothed',
  ratio: 'Ratio to expected',
};
export const levelLabels: Readonly<Record<HotSpotLevel, string>> = {
  district: 'District',
  ward: 'Ward',
  msoa: 'MSOA',
  lsoa: 'LSOA',
};
export const classLabels: Readonly<Record<ClassMethod, string>> = {
  'fisher-jenks': 'Fisher–Jenks (natural)',
  quantile: 'Quantile (equal numbers)',
  'equal-interval': 'Equal intervals',
  percentile: 'Percentiles',
  'standard-deviation': 'Standard deviations',
  box: 'Box plot',
  user: 'My own breaks',
};
export const weightsLabels: Readonly<Record<MapState['weights'], string>> = {
  queen: 'Queen: border or corner',
  rook: 'Rook: border',
  distance: 'Within a distance',
  nearest: 'The six nearest',
  'second-order': 'Queen, two steps',
};
export const smoothingLabels: Readonly<Record<MapState['smoothing'], string>> = {
  overall: 'All areas',
  neighbours: 'Its neighbours',
};

const askedWeights: Readonly<Record<MapState['weights'], NonNullable<HotSpotDescription['weights']>>> = {
  queen: 'queen',
  rook: 'rook',
  distance: 'distance',
  nearest: { nearest: 6 },
  'second-order': { order: 2 },
};
export const partNames: Readonly<Record<SeriesPart, string>> = {
  month: 'Months',
  'financial-quarter': 'Quarters',
  'financial-year': 'Years',
};

const oneOf = <T extends string>(list: readonly T[], given: unknown, usual: T): T =>
  list.find(one => one === given) ?? usual;

/** Levels at which a dataset can be mapped. MSOAs are made of LSOAs. */
export function levelsOf(dataset: DatasetSummary, layer?: MapLayer): readonly HotSpotLevel[] {
  const has = (level: string) => dataset.fields.some(field => field.type === 'area' && field.level === level);
  // Children who are counted once in an LSOA cannot be added up to an MSOA.
  const addsUp = !layer || !layerKind(layer).countsOnce || countedOnce(dataset).length === 0;
  return hotSpotLevels.filter(level => has(level) || (level === 'msoa' && has('lsoa') && addsUp));
}

/** Whether a child counts once in a cell, so that cells do not add up. */
export const isCountedOnce = (dataset: DatasetSummary, measure: string | undefined): boolean =>
  countedOnce(dataset).some(one => one.name === measure);

const countedOnce = (dataset: DatasetSummary) =>
  dataset.measures.filter(measure => measure.compute.kind === 'distinct');

/** What can be counted: measures that add up over areas or people. Single places are told by children, each once. */
export function countsOf(
  dataset: DatasetSummary,
  layer?: MapLayer,
): readonly { readonly id: string; readonly label: string }[] {
  const once = layer && layerKind(layer).countsOnce ? countedOnce(dataset) : [];
  return (once.length > 0 ? once : dataset.measures)
    .filter(measure => ['rows', 'distinct', 'sum'].includes(measure.compute.kind))
    .map(measure => ({ id: measure.name, label: measure.label }));
}

/** Datasets that say where, and have something to count. */
export const canMap = (dataset: DatasetSummary) =>
  dataset.rows > 0 && dataset.dateField !== null && levelsOf(dataset).length > 0 && countsOf(dataset).length > 0;

/** Reads what an address kept; whatever it does not know, or the dataset cannot do, falls back to the usual. */
export function mapState(given: unknown, dataset: DatasetSummary): MapState {
  const kept = (given ?? {}) as Partial<Record<keyof MapState, unknown>>;
  const same = kept.dataset === dataset.name || kept.dataset === undefined;
  const layer = oneOf(layers, kept.layer, 'hot-spots');
  const levels = levelsOf(dataset, layer);
  const counts = countsOf(dataset, layer);
  const span = kept.period as Span | null | undefined;
  return {
    dataset: dataset.name,
    of: counts.find(one => one.id === kept.of)?.id ?? null,
    layer,
    measure: oneOf(Object.keys(measureLabels) as Measure[], kept.measure, 'rate'),
    level: oneOf(levels, kept.level, levels.includes('ward') ? 'ward' : levels[0]!),
    period: same && span && /^\d{4}-\d{2}-\d{2}$/.test(span.from) ? { from: span.from, to: span.to } : null,
    compare: oneOf(['before', 'year-before'], kept.compare, 'before'),
    classes: oneOf(Object.keys(classLabels) as ClassMethod[], kept.classes, 'fisher-jenks'),
    upper: Array.isArray(kept.upper) ? kept.upper.filter(one => typeof one === 'number') : [],
    weights: oneOf(Object.keys(weightsLabels) as MapState['weights'][], kept.weights, 'queen'),
    smoothing: oneOf(['overall', 'neighbours'], kept.smoothing, 'overall'),
    correction: oneOf(['benjamini-hochberg', 'none'], kept.correction, 'benjamini-hochberg'),
    surface: oneOf(surfaceKinds, kept.surface, 'density'),
    by: oneOf(
      Object.keys(partNames) as SeriesPart[],
      kept.by,
      dataset.name === 'street-crime' ? 'month' : 'financial-quarter',
    ),
    baseMap: kept.baseMap !== false,
    filters: same && Array.isArray(kept.filters) ? (kept.filters as MapState['filters']) : [],
  };
}

/** "2016/17", "2016/17 Q1", "Oct 2018", "Oct 2018 to Nov 2018", or days where it is none of these. */
export function spanLabel({ from, to }: Span): string {
  const [first, last] = [daysOfIso(from), daysOfIso(to)];
  for (const part of ['financial-year', 'financial-quarter', 'month'] as const) {
    const [a, b] = [periodOf(first, part), periodOf(last, part)];
    if (a.first === first && b.last === last) return a.code === b.code ? a.label : `${a.label} to ${b.label}`;
  }
  return `${formatDate(from)} to ${formatDate(to)}`;
}

/** Periods of a kind that lie wholly within what the data cover, the latest first. */
export function wholePeriods(
  dataset: DatasetSummary,
  part: SeriesPart,
): readonly (Span & { readonly label: string })[] {
  if (!dataset.from || !dataset.until) return [];
  const [first, last] = [daysOfIso(dataset.from), daysOfIso(dataset.until)];
  const found: (Span & { label: string })[] = [];
  for (let day = first; day <= last && found.length < 400;) {
    const period = periodOf(day, part);
    if (period.first >= first && period.last <= last)
      found.unshift({ from: isoOfDays(period.first), to: isoOfDays(period.last), label: period.label });
    day = period.last + 1;
  }
  return found;
}

/** The whole of the data as a span. */
export const dataSpan = (dataset: DatasetSummary): Span | null =>
  dataset.from && dataset.until ? { from: dataset.from, to: dataset.until } : null;

/** As many whole months before a span (or the same span a year earlier); as many days where it is not of whole months. */
function earlier({ from, to }: Span, compare: MapState['compare']): Span {
  const [first, last] = [daysOfIso(from), daysOfIso(to)];
  const months: number[] = [];
  for (let day = first; day <= last; day = periodOf(day, 'month').last + 1) months.push(day);
  const wholeMonths = periodOf(first, 'month').first === first && periodOf(last, 'month').last === last;
  const back = (iso: string, by: number) => {
    const date = new Date(`${iso}T00:00:00Z`);
    date.setUTCMonth(date.getUTCMonth() - by);
    return date.toISOString().slice(0, 10);
  };
  const lastOf = (iso: string) => isoOfDays(periodOf(daysOfIso(iso), 'month').last);
  if (wholeMonths) {
    const by = compare === 'year-before' ? 12 : months.length;
    const start = back(from, by);
    let end = start;
    for (let i = 1; i < months.length; i++) end = back(end, -1);
    return { from: start, to: lastOf(end) };
  }
  const shift = compare === 'year-before' ? 365 : last - first + 1;
  return { from: isoOfDays(first - shift), to: isoOfDays(last - shift) };
}

/** The periods of a map of change: what was asked for, else the latest whole year or quarter that has one before it. */
export function changeSpans(
  state: MapState,
  dataset: DatasetSummary,
): { readonly now: Span; readonly before: Span } | null {
  const covers = (span: Span) => dataset.from !== null && span.from >= dataset.from;
  const given = state.period ? { now: state.period, before: earlier(state.period, state.compare) } : null;
  if (given) return given;
  for (const part of ['financial-year', 'financial-quarter', 'month'] as const)
    for (const { from, to } of wholePeriods(dataset, part)) {
      const before = earlier({ from, to }, state.compare);
      if (covers(before)) return { now: { from, to }, before };
    }
  return null;
}

/** The question that a state asks of the engine. */
export function describe(state: MapState, dataset: DatasetSummary, audience: Audience): HotSpotDescription {
  const kind = layerKind(state.layer);
  const spans = kind.compares(state) ? changeSpans(state, dataset) : null;
  const period = spans?.now ?? state.period;
  // Said outright, so that the periods beside the map count the same.
  const of = state.of ?? (kind.countsOnce ? countsOf(dataset, state.layer)[0]?.id : undefined);
  return {
    dataset: state.dataset,
    ...(of ? { of } : {}),
    filters: state.filters,
    ...(period ? { period } : {}),
    ...(spans ? { comparison: spans.before } : {}),
    level: state.level,
    measure: kind.measure === 'chosen' ? state.measure : kind.measure,
    weights: askedWeights[state.weights],
    smoothing: state.smoothing,
    statistic: kind.statistic,
    correction: state.correction,
    ...(kind.patterns ? { patterns: true } : {}),
    classes:
      state.classes === 'user'
        ? { method: state.upper.length > 0 ? 'user' : 'fisher-jenks', upper: [...state.upper] }
        : { method: state.classes },
    audience,
  };
}
