import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { Audience, Note, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Figure, ScorecardLine, ScorecardPoint } from '../../../shared/contract/framework.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Dataset, Measure } from '../../../shared/model/dataset.ts';
import type { Framework, Indicator, IndicatorMeasure } from '../../../shared/model/framework.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { isTouched, isWhole, lastWholeOf } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { LikeSpan, LikeSpans } from '../claims/spans.ts';
import { countLimits } from '../statistics/poisson-rate.ts';

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
const quartersToRipen: Readonly<Record<string, number>> = {
  'offences charged_share': 4,
  // A conviction follows a charge, which takes its own time: cohorts of unequal age differ whatever happens.
  'offences convicted_share': 8,
  'offences days_to_charge': 4,
};

/** The day that a year of an undated dataset speaks of or ends with: mid-year, or the year to March. */
const dayOfYear: Readonly<Record<string, string>> = { population: '06-30', 'assessment-factors': '03-31' };

const hasField = (dataset: Dataset, name: string) => dataset.fields.some(field => field.name === name);
export const measureOf = (dataset: Dataset, indicator: Indicator): Measure =>
  dataset.measures.find(one => one.name === indicator.measure!.measure)!;
export const rateOf = (dataset: Dataset, measure: Measure): Measure | undefined =>
  dataset.measures.find(one => one.compute.kind === 'rate' && one.compute.of === measure.name);
const hasInterval = ({ compute }: Measure) => ['share', 'rate', 'rows', 'distinct'].includes(compute.kind);
/** Rows of the same child are not independent, so a Poisson interval of their count would be too narrow. */
const repeats = (dataset: Dataset, { compute }: Measure) => compute.kind === 'rows' && hasField(dataset, 'child');

/** The last day of data that an indicator can be complete to. */
export function ripeUntil(coverage: Coverage, dataset: Dataset, measure: Measure): number {
  let until = coverage.until;
  for (let n = quartersToRipen[`${dataset.name} ${measure.name}`] ?? 0; n > 0; n--)
    until = lastWhole(until, 'financial-quarter').first - 1;
  return until;
}

const quarterEnd = (day: number) => periodOf(day, 'financial-quarter').last;

/** The last financial quarter or year that ends on a day or before it. */
export function lastWhole(day: number, by: 'financial-quarter' | 'financial-year'): Period {
  const here = periodOf(day, by);
  return here.last === day ? here : periodOf(here.first - 1, by);
}

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

const nothing: Figure = { value: null, status: 'empty', numerator: null, denominator: null, lower: null, upper: null };

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
}

/** Notes of a table that concern each of its indicators. What is late is told from the supply ledger. */
const notesKept = new Set(['no-denominator', 'population-year', 'unlocated', 'published', 'set-aside']);

export interface GroupTables {
  readonly byCode: ReadonlyMap<string, Gathered>;
  readonly tables: readonly PivotTable[];
}

export function describe(group: IndicatorGroup, given: object, audience: Audience): ParsedPivot {
  return v.parse(pivotDescription, { dataset: group.dataset.name, audience, ...given });
}

/** A measure asked for once each, in the order of their names; a table holds twenty. */
function valuesOf(names: Iterable<string>): { readonly measure: string; readonly interval: true }[] {
  return [...new Set(names)].toSorted().map(measure => ({ measure, interval: true as const }));
}

/**
 * Reads the tables of a group: its measures over financial quarters with their years, for the whole area or the area asked
 * for; over two like spans; and over districts in the latest complete period. An undated dataset has one over its years.
 *
 * For a board or the public each table is protected by itself. They overlap in the figures of the whole area in the latest
 * period: where all of these are shown in both, what is hidden in one cannot be worked out from the other; otherwise the
 * districts are left out.
 */
export async function readGroup(group: IndicatorGroup, asked: Asked, read: ReadTable): Promise<GroupTables> {
  const { dataset, indicators } = group;
  const byCode = new Map<string, Gathered>();
  const tables: PivotTable[] = [];
  const given = areaFilterOf(group, asked.area);
  if (given === null) {
    const notes = [{ code: 'no-areas', text: `${dataset.label}: not given for single areas.` }];
    for (const one of indicators) byCode.set(one.code, { points: [], like: null, districts: [], notes });
    return { byCode, tables };
  }
  const attempt = async (description: ParsedPivot): Promise<PivotTable | Note> => {
    try {
      const table = await read(description);
      tables.push(table);
      return table;
    } catch (error) {
      // What cannot be protected is withheld as a block; the rest of the scorecard stands.
      if (asked.audience === 'analyst' || !(error instanceof FaultError)) throw error;
      if (error.fault.code !== 'refused' && error.fault.code !== 'too-large') throw error;
      return { code: 'withheld', text: error.fault.message };
    }
  };
  // With a filter, what is left out could be worked out from the same figure without it; the pivot protects one table.
  const remainders = asked.audience !== 'analyst' && group.filters.length > 0 && dataset.dateField !== null;
  if (remainders && asked.area) {
    const notes = [{ code: 'withheld', text: 'A filtered figure of a single area is for an analyst only.' }];
    for (const one of indicators) byCode.set(one.code, { points: [], like: null, districts: [], notes });
    return { byCode, tables };
  }
  const filters = [...group.filters.filter(one => !given.some(other => other.field === one.field)), ...given];
  const names = indicators.map(one => one.measure!.measure);
  const date = dataset.dateField;
  if (date === null || !asked.coverage) {
    for (const one of indicators) byCode.set(one.code, { points: [], like: null, districts: [], notes: [] });
    if (date !== null || dayOfYear[dataset.name] === undefined) return { byCode, tables };
    // Geographies are asked for one by one: a sum that leaves one out would read as if it were all of them.
    const rows = hasField(dataset, 'geography') ? ['geography'] : [];
    const areas = filters.find(one => one.field === 'geography')?.in.length ?? 1;
    const table = await attempt(
      describe(group, { rows, columns: ['year'], values: valuesOf(names), filters }, asked.audience),
    );
    for (const one of indicators)
      byCode.set(one.code, {
        points: 'code' in table ? [] : yearsOf(table, one, asked.period, areas),
        like: null,
        districts: [],
        notes: 'code' in table ? [table] : table.notes.filter(note => notesKept.has(note.code)),
      });
    return { byCode, tables };
  }

  const { coverage } = asked;
  const columns = [
    { field: date, by: 'financial-year' },
    { field: date, by: 'financial-quarter' },
  ];
  const cut =
    coverage.until > asked.period.last ? [{ field: date, by: 'financial-quarter', to: asked.period.code }] : [];
  const described = describe(
    group,
    { columns, values: valuesOf(names), filters: [...filters, ...cut], totals: { subtotals: true } },
    asked.audience,
  );
  const series = await attempt(described);
  /** The last whole period of an indicator; null where none is. */
  const latestOf = (one: Indicator): Period | null => {
    const by = one.frequency === 'year' ? 'financial-year' : 'financial-quarter';
    const last = Math.min(ripeUntil(coverage, dataset, measureOf(dataset, one)), asked.period.last);
    const ended = periodsOver({ first: coverage.first, last }, by).filter(period => period.last <= last);
    return lastWholeOf(coverage, ended);
  };

  for (const one of indicators) {
    if ('code' in series) {
      const whole = latestOf(one);
      const { code, label } = whole ?? asked.period;
      const hidden: ScorecardPoint = {
        ...nothing,
        status: 'hidden',
        period: code,
        label,
        complete: whole !== null,
      };
      byCode.set(one.code, { points: [hidden], like: null, districts: [], notes: [series] });
      continue;
    }
    byCode.set(one.code, {
      ...seriesOf(series, one),
      districts: [],
      notes: [...notesOf(one), ...series.notes.filter(n => notesKept.has(n.code))],
    });
  }
  if ('code' in series || remainders) return { byCode, tables };
  for (const [spans, own] of spansOfGroup(indicators, asked)) {
    const table = await attempt(likeTable(group, own, spans, filters, asked.audience));
    if ('code' in table) continue;
    for (const one of own) byCode.set(one.code, { ...byCode.get(one.code)!, like: likeFigures(table, one, spans) });
  }
  if (!asked.districts || !hasField(dataset, 'district')) return { byCode, tables };

  const periods = new Map(
    indicators.flatMap(one => {
      const period = latestOf(one);
      return period === null ? [] : [[period.code, period] as const];
    }),
  );
  for (const [code, period] of [...periods].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const own = indicators.filter(one => latestOf(one)?.code === code);
    const compared = own.filter(one => hasInterval(measureOf(dataset, one)));
    if (!compared.length) continue;
    const by = period.code.includes('Q') ? 'financial-quarter' : 'financial-year';
    const wanted = compared.flatMap(one => {
      const measure = measureOf(dataset, one);
      const rate = one.kind === 'count' ? rateOf(dataset, measure) : undefined;
      return [measure.name, ...(rate ? [rate.name] : [])];
    });
    const table = await attempt(
      describe(
        group,
        {
          rows: ['district'],
          values: valuesOf(wanted),
          filters: [...group.filters, { field: date, by, in: [period.code] }],
          totals: { rows: 'after' },
        },
        asked.audience,
      ),
    );
    if ('code' in table) {
      for (const one of compared) note(one, table);
      continue;
    }
    if (asked.audience !== 'analyst' && !agree(table, series, period.code, asked.area?.code ?? null)) {
      for (const one of compared)
        note(one, {
          code: 'districts-withheld',
          text: 'Districts are left out: with them, a hidden figure of the whole area could be worked out.',
        });
      continue;
    }
    for (const one of compared) {
      const gathered = byCode.get(one.code)!;
      byCode.set(one.code, { ...gathered, districts: districtsOf(table, one) });
    }
  }
  return { byCode, tables };

  function note(one: Indicator, given: Note): void {
    const gathered = byCode.get(one.code)!;
    byCode.set(one.code, { ...gathered, notes: [...gathered.notes, given] });
  }

  function notesOf(one: Indicator): Note[] {
    const measure = measureOf(dataset, one);
    const notes: Note[] = [];
    const ripe = lastWhole(ripeUntil(coverage, dataset, measure), 'financial-quarter');
    if (quartersToRipen[`${dataset.name} ${measure.name}`] && ripe.code < asked.period.code)
      notes.push({
        code: 'not-ripe',
        text: `Quarters after ${ripe.label} are not complete: what is recorded in them has had less time to lead to anything.`,
      });
    if (!hasInterval(measure) || repeats(dataset, measure))
      notes.push({
        code: 'no-interval',
        text: repeats(dataset, measure)
          ? 'No interval is given: the same child can be counted more than once, so chance is wider than that of a count.'
          : 'No interval is given for a figure of this kind; its limits show how far it moves by chance.',
      });
    return notes;
  }

  function seriesOf(table: PivotTable, one: Indicator): Pick<Gathered, 'points' | 'like'> {
    const measure = measureOf(dataset, one);
    const value = table.values.findIndex(column => column.measure === measure.name);
    const wide = repeats(dataset, measure) || !hasInterval(measure);
    const ripe = ripeUntil(coverage, dataset, measure);
    const found = new Map<string, Figure>();
    table.columns.forEach((header, column) => {
      const code = header.path.at(-1)?.code;
      if (code) found.set(code, figureAt(table, { row: 0, column, value }, wide));
    });
    const counts = measure.compute.kind === 'rows' || measure.compute.kind === 'distinct';
    const last = Math.min(
      quarterEnd(coverage.until),
      asked.period.last > coverage.until ? Infinity : quarterEnd(asked.period.last),
    );
    const pointsBy = (by: 'financial-quarter' | 'financial-year'): readonly ScorecardPoint[] => {
      return periodsOver({ first: coverage.first, last }, by).map(period => {
        const { code, label, last: end } = period;
        const isGap = !isTouched(coverage, period);
        const none = counts && !isGap ? { ...nothing, value: 0, status: 'zero' as const, numerator: 0 } : nothing;
        return {
          ...(found.get(code) ?? none),
          period: code,
          label,
          complete: end <= ripe && end <= asked.period.last && isWhole(coverage, period),
        };
      });
    };
    const quarters = pointsBy('financial-quarter');
    const points = one.frequency === 'year' ? pointsBy('financial-year') : quarters;
    return { points: one.measure!.filters.length ? withoutUnrecorded(points, one) : points, like: null };
  }
}

/** Indicators of a group by the two like spans in which they are set against themselves. */
function spansOfGroup(
  indicators: readonly Indicator[],
  { spansOf }: Asked,
): readonly [LikeSpans, readonly Indicator[]][] {
  const found = new Map<string, [LikeSpans, Indicator[]]>();
  for (const one of indicators) {
    const spans = spansOf(one.code);
    if (!spans) continue;
    const known = found.get(spans.after.label) ?? [spans, []];
    known[1].push(one);
    found.set(spans.after.label, known);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
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

function likeFigures(table: PivotTable, indicator: Indicator, { before, after }: LikeSpans): LikeFigures {
  const value = table.values.findIndex(one => one.measure === indicator.measure!.measure);
  const at = (span: LikeSpan) => {
    const column = table.columns.findIndex(header => header.path[0]?.code === span.quarters[0]!.slice(0, 7));
    return column < 0 ? null : figureAt(table, { row: 0, column, value }, true).value;
  };
  return { before: at(before), after: at(after) };
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

/** The filter for the area asked for; null where the dataset does not tell it apart. */
function areaFilterOf({ dataset, filters }: IndicatorGroup, area: Asked['area']): IndicatorMeasure['filters'] | null {
  if (!area) return [];
  if (hasField(dataset, area.field)) return [{ field: area.field, in: [area.code] }];
  const published = filters.find(one => one.field === 'geography')?.in.includes(area.code) ?? false;
  return published ? [{ field: 'geography', in: [area.code] }] : null;
}

/**
 * Figures of an undated dataset by the financial year in which its year lies, up to a period. A figure of several areas is
 * their sum, and is not available where one of them is not. Counts of episodes have the interval of a count; residents are
 * an estimate and have none.
 */
function yearsOf(table: PivotTable, indicator: Indicator, until: Period, areas: number): readonly ScorecardPoint[] {
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
  const unrecorded = new Set<string>();
  for (const { on } of indicator.breaks) {
    const first = periodOf(daysOfIso(on), by).code;
    const before = points.filter(point => point.period < first);
    if (before.every(point => point.value === 0)) for (const point of before) unrecorded.add(point.period);
  }
  return points.map(point =>
    unrecorded.has(point.period)
      ? { ...nothing, status: 'not-available', period: point.period, label: point.label, complete: point.complete }
      : point,
  );
}

/** Whether all figures of the whole area in a period are shown in both tables. */
function agree(table: PivotTable, series: PivotTable, period: string, area: string | null): boolean {
  const row = table.rows.findIndex(header => (area === null ? header.kind === 'total' : header.path[0]?.code === area));
  const column = series.columns.findIndex(header => header.path.at(-1)?.code === period);
  const total = table.rows.findIndex(header => header.kind === 'total');
  if (row < 0 || column < 0 || total < 0) return false;
  const shown = (from: PivotTable, r: number, c: number, v: number) =>
    cellStatuses[from.status[(r * from.columns.length + c) * from.values.length + v]!] !== 'hidden';
  return (
    table.values.every((_, v) => shown(table, row, 0, v) && shown(table, total, 0, v)) &&
    table.values.every(({ measure }) => {
      const v = series.values.findIndex(one => one.measure === measure);
      return v < 0 || shown(series, 0, column, v);
    })
  );
}

/** Districts with their figures; how they stand to the rest is for the tests of the report to say. */
function districtsOf(table: PivotTable, indicator: Indicator): ScorecardLine['districts'] {
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
