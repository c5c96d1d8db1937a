import type { Audience, Note, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { Figure, ScorecardLine, ScorecardPoint } from '../../../shared/contract/framework.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Dataset, Measure } from '../../../shared/model/dataset.ts';
import type { Framework, Indicator, IndicatorMeasure } from '../../../shared/model/framework.ts';
import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { LikeSpans } from '../claims/spans.ts';
import type { Recording } from './recording.ts';

/** Where tables come from: the pivot, or the pivot as it is given out. */
export type ReadTable = (description: ParsedPivot) => PivotTable | Promise<PivotTable>;

/** Indicators over the same rows: they share their tables. */
export interface IndicatorGroup {
  readonly dataset: Dataset;
  readonly filters: IndicatorMeasure['filters'];
  readonly indicators: readonly Indicator[];
}

/** Groups of the computed indicators, in an order that does not hang on that of the framework. */
export function groupsOf(framework: Framework): readonly IndicatorGroup[] {
  const groups = new Map<string, { dataset: Dataset; filters: IndicatorMeasure['filters']; indicators: Indicator[] }>();
  for (const indicator of framework.indicators) {
    if (!indicator.measure) continue;
    const { dataset, filters } = indicator.measure;
    const ordered = filters
      .map(filter => ({ field: filter.field, in: filter.in.toSorted() }))
      .toSorted((a, b) => (a.field < b.field ? -1 : 1));
    const key = JSON.stringify([dataset, ordered]);
    const group = groups.get(key) ?? { dataset: datasetNamed(dataset)!, filters: ordered, indicators: [] };
    group.indicators.push(indicator);
    groups.set(key, group);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/**
 * Quarters that have to pass until what becomes of an offence is mostly known. Offences of later quarters have had less
 * time, so their share would fall whatever happens: they are not complete. A conviction waits for the charge, then as long again.
 */
export const quartersToRipen: Readonly<Record<string, number>> = {
  'offences charged_share': 4,
  // A conviction follows a charge, which takes its own time: cohorts of unequal age differ whatever happens.
  'offences convicted_share': 8,
  'offences days_to_charge': 4,
};

export const hasField = (dataset: Dataset, name: string) => dataset.fields.some(field => field.name === name);
export const measureOf = (dataset: Dataset, indicator: Indicator): Measure =>
  dataset.measures.find(one => one.name === indicator.measure!.measure)!;
export const rateOf = (dataset: Dataset, measure: Measure): Measure | undefined =>
  dataset.measures.find(one => one.compute.kind === 'rate' && one.compute.of === measure.name);
export const hasInterval = ({ compute }: Measure) => ['share', 'rate', 'rows', 'distinct'].includes(compute.kind);
/** Rows of the same child are not independent, so a Poisson interval of their count would be too narrow. */
export const repeats = (dataset: Dataset, { compute }: Measure) =>
  compute.kind === 'rows' && hasField(dataset, 'child');

/** The last day of data that an indicator can be complete to. */
export function ripeUntil(coverage: Coverage, dataset: Dataset, measure: Measure): number {
  let until = coverage.until;
  for (let n = quartersToRipen[`${dataset.name} ${measure.name}`] ?? 0; n > 0; n--)
    until = lastWhole(until, 'financial-quarter').first - 1;
  return until;
}

/** The last financial quarter or year that ends on a day or before it. */
export function lastWhole(day: number, by: 'financial-quarter' | 'financial-year'): Period {
  const here = periodOf(day, by);
  return here.last === day ? here : periodOf(here.first - 1, by);
}

/** No figure. */
export const nothing: Figure = {
  value: null,
  status: 'empty',
  numerator: null,
  denominator: null,
  lower: null,
  upper: null,
};

/** The figures of two like spans, as an audience sees them; null where hidden. */
export interface LikeFigures {
  readonly before: number | null;
  readonly after: number | null;
}

/** Everything that the tables say of one indicator. Nothing else about it is known further on. */
export interface Gathered {
  /** Up to the period asked for. */
  readonly points: readonly ScorecardPoint[];
  /** Of two like spans, where they were asked for; null where hidden. */
  readonly like: LikeFigures | null;
  readonly districts: ScorecardLine['districts'];
  readonly notes: readonly Note[];
  /** Label of what no row has that it is computed from; absent where nothing is lacking. */
  readonly lacking?: string;
}

export interface Asked {
  readonly period: Period;
  readonly area: {
    readonly field: 'district' | 'authority';
    readonly code: string;
  } | null;
  readonly audience: Audience;
  /** Whether districts are asked for too. */
  readonly districts: boolean;
  /** Who supplies the dataset, in the area asked for; null where nothing dated is in. */
  readonly coverage: Coverage | null;
  /** The two like spans of an indicator's change; null where none was tested. */
  readonly spansOf: (indicator: string) => LikeSpans | null;
  /** What of an indicator was recorded, up to the period and in the area asked for. */
  readonly recordingOf: (indicator: Indicator) => Recording;
}

export function describe(group: IndicatorGroup, given: object, audience: Audience): ParsedPivot {
  return v.parse(pivotDescription, { dataset: group.dataset.name, audience, ...given });
}

/** A measure asked for once each, in the order of their names; a table holds twenty. */
export function valuesOf(names: Iterable<string>): { readonly measure: string; readonly interval: true }[] {
  return [...new Set(names)].toSorted().map(measure => ({ measure, interval: true as const }));
}

/** The same months of two years: what is distinct in them counts once in each. */
export function likeTable(
  group: IndicatorGroup,
  indicators: readonly Indicator[],
  { before, after }: LikeSpans,
  filters: IndicatorMeasure['filters'],
  audience: Audience,
): ParsedPivot {
  const date = group.dataset.dateField!;
  return describe(
    group,
    {
      columns: [{ field: date, by: 'financial-year' }],
      values: valuesOf(indicators.map(one => one.measure!.measure)),
      filters: [...filters, { field: date, by: 'month', in: [...before.months, ...after.months] }],
    },
    audience,
  );
}

/** Numbers below this are small by every rule that a workspace can choose. */
const small = 10;

/**
 * For a board or the public: takes a filtered count back where the same count without its filter is on the scorecard too and
 * what lies between them is small in any period, as it could be worked out. Looks at shown numbers alone.
 */
export function withoutSmallRemainders(
  framework: Framework,
  gathered: ReadonlyMap<string, Gathered>,
): ReadonlyMap<string, Gathered> {
  const result = new Map(gathered);
  for (const one of framework.indicators) {
    const own = gathered.get(one.code);
    if (!own || !one.measure?.filters.length || datasetNamed(one.measure.dataset)!.dateField === null) continue;
    const { dataset, measure } = one.measure;
    const wholes = framework.indicators.flatMap(other =>
      other.measure?.dataset === dataset && other.measure.measure === measure && !other.measure.filters.length
        ? [gathered.get(other.code)]
        : [],
    );
    const values = (from: Gathered) => [
      ...from.points.map(({ period, value }) => [period, value] as const),
      ...(from.like
        ? ([
            ['before', from.like.before],
            ['after', from.like.after],
          ] as const)
        : []),
    ];
    const tells = wholes.some(whole => {
      const all = new Map(whole ? values(whole) : []);
      return values(own).some(([period, value]) => {
        const rest = value === null ? 0 : (all.get(period) ?? value) - value;
        return rest > 0 && rest < small;
      });
    });
    if (!tells) continue;
    const hidden = (point: ScorecardPoint): ScorecardPoint => ({
      ...nothing,
      status: 'hidden',
      period: point.period,
      label: point.label,
      complete: point.complete,
    });
    const note = {
      code: 'withheld',
      text: 'Left out: set against the same figure without its filter, it would tell of few.',
    };
    result.set(one.code, { points: own.points.map(hidden), like: null, districts: [], notes: [...own.notes, note] });
  }
  return result;
}
