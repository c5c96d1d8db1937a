import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { Note, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ScorecardPoint } from '../../../shared/contract/framework.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import type { Indicator, IndicatorMeasure } from '../../../shared/model/framework.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { LikeSpans } from '../claims/spans.ts';
import { lastWholeOf } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { dayOfYear, districtsOf, likeFigures, pointsOf, yearsOf } from './indicator-figures.ts';
import {
  describe,
  hasField,
  hasInterval,
  lastWhole,
  likeTable,
  measureOf,
  nothing,
  quartersToRipen,
  rateOf,
  repeats,
  ripeUntil,
  valuesOf,
} from './indicator-tables.ts';
import type { Asked, Gathered, IndicatorGroup, ReadTable } from './indicator-tables.ts';

export interface GroupTables {
  readonly byCode: ReadonlyMap<string, Gathered>;
  readonly tables: readonly PivotTable[];
}

/** Notes of a table that concern each of its indicators. What is late is told from the supply ledger. */
const notesKept = new Set(['no-denominator', 'population-year', 'unlocated', 'published', 'set-aside']);

/**
 * Reads the tables of a group: its measures over financial quarters with their years, for the whole area or the area asked
 * for; over two like spans; and over districts in the latest complete period. An undated dataset has one over its years.
 *
 * For a board or the public each table is protected by itself. They overlap in the figures of the whole area in the latest
 * period: where all of these are shown in both, what is hidden in one cannot be worked out from the other; otherwise the
 * districts are left out.
 */
export async function readGroup(group: IndicatorGroup, asked: Asked, read: ReadTable): Promise<GroupTables> {
  const { dataset } = group;
  const reading = new GroupReading(group, asked, read);
  const ofArea = areaFilterOf(group, asked.area);
  // With a filter, what is left out could be worked out from the same figure without it; the pivot protects one table.
  const tellsRemainders = asked.audience !== 'analyst' && group.filters.length > 0 && dataset.dateField !== null;
  if (ofArea === null) reading.leaveOut([{ code: 'no-areas', text: `${dataset.label}: not given for single areas.` }]);
  else if (tellsRemainders && asked.area)
    reading.leaveOut([{ code: 'withheld', text: 'A filtered figure of a single area is for an analyst only.' }]);
  else {
    const filters = [...group.filters.filter(one => !ofArea.some(other => other.field === one.field)), ...ofArea];
    const { dateField: date } = dataset;
    if (date === null) await reading.readYears(filters);
    else if (!asked.coverage) reading.leaveOut([]);
    else await new DatedReading(reading, asked.coverage, date).read(filters, tellsRemainders);
  }
  return { byCode: reading.byCode, tables: reading.tables };
}

/** The tables of a group that were read, and what they say of each indicator. */
class GroupReading {
  readonly byCode = new Map<string, Gathered>();
  readonly tables: PivotTable[] = [];
  readonly group: IndicatorGroup;
  readonly asked: Asked;
  readonly #read: ReadTable;

  constructor(group: IndicatorGroup, asked: Asked, read: ReadTable) {
    this.group = group;
    this.asked = asked;
    this.#read = read;
  }

  /** A table, or a note where it is withheld. */
  async attempt(description: ParsedPivot): Promise<PivotTable | Note> {
    try {
      const table = await this.#read(description);
      this.tables.push(table);
      return table;
    } catch (error) {
      // What cannot be protected is withheld as a block; the rest of the scorecard stands.
      if (this.asked.audience === 'analyst' || !(error instanceof FaultError)) throw error;
      if (error.fault.code !== 'refused' && error.fault.code !== 'too-large') throw error;
      return { code: 'withheld', text: error.fault.message };
    }
  }

  /** Says nothing of the indicators but these notes. */
  leaveOut(notes: readonly Note[]): void {
    for (const one of this.group.indicators)
      this.byCode.set(one.code, { points: [], like: null, districts: [], notes });
  }

  /** Reads an undated dataset over its years. */
  async readYears(filters: IndicatorMeasure['filters']): Promise<void> {
    this.leaveOut([]);
    const { group, asked } = this;
    const { dataset, indicators } = group;
    if (dayOfYear[dataset.name] === undefined) return;
    // Geographies are asked for one by one: a sum that leaves one out would read as if it were all of them.
    const rows = hasField(dataset, 'geography') ? ['geography'] : [];
    const areas = filters.find(one => one.field === 'geography')?.in.length ?? 1;
    const values = valuesOf(indicators.map(one => one.measure!.measure));
    const table = await this.attempt(describe(group, { rows, columns: ['year'], values, filters }, asked.audience));
    for (const one of indicators)
      this.byCode.set(one.code, {
        points: 'code' in table ? [] : yearsOf(table, one, asked.period, areas),
        like: null,
        districts: [],
        notes: 'code' in table ? [table] : table.notes.filter(note => notesKept.has(note.code)),
      });
  }
}

/** Reads a dated dataset: over its periods, over like spans, and by district. */
class DatedReading {
  readonly #reading: GroupReading;
  readonly #coverage: Coverage;
  readonly #date: string;

  constructor(reading: GroupReading, coverage: Coverage, date: string) {
    this.#reading = reading;
    this.#coverage = coverage;
    this.#date = date;
  }

  async read(filters: IndicatorMeasure['filters'], tellsRemainders: boolean): Promise<void> {
    const { group, asked } = this.#reading;
    const series = await this.#readPeriods(filters);
    if (series === null || tellsRemainders) return;
    await this.#readLikeSpans(filters);
    if (asked.districts && hasField(group.dataset, 'district')) await this.#readDistricts(series);
  }

  /** The last whole period of an indicator; null where none is. */
  #latestOf(one: Indicator): Period | null {
    const { group, asked } = this.#reading;
    const coverage = this.#coverage;
    const by = one.frequency === 'year' ? 'financial-year' : 'financial-quarter';
    const last = Math.min(ripeUntil(coverage, group.dataset, measureOf(group.dataset, one)), asked.period.last);
    const ended = periodsOver({ first: coverage.first, last }, by).filter(period => period.last <= last);
    return lastWholeOf(coverage, ended);
  }

  /** Reads financial quarters with their years; null where they are withheld. */
  async #readPeriods(filters: IndicatorMeasure['filters']): Promise<PivotTable | null> {
    const { group, asked, byCode } = this.#reading;
    const { dataset, indicators } = group;
    const date = this.#date;
    const coverage = this.#coverage;
    const columns = [
      { field: date, by: 'financial-year' },
      { field: date, by: 'financial-quarter' },
    ];
    const cut =
      coverage.until > asked.period.last ? [{ field: date, by: 'financial-quarter', to: asked.period.code }] : [];
    const values = valuesOf(indicators.map(one => one.measure!.measure));
    const series = await this.#reading.attempt(
      describe(group, { columns, values, filters: [...filters, ...cut], totals: { subtotals: true } }, asked.audience),
    );
    if ('code' in series) {
      for (const one of indicators)
        byCode.set(one.code, { points: [this.#hiddenPoint(one)], like: null, districts: [], notes: [series] });
      return null;
    }
    const kept = series.notes.filter(note => notesKept.has(note.code));
    for (const one of indicators)
      byCode.set(one.code, {
        ...figuresOf(series, one, this.#reading, coverage),
        like: null,
        districts: [],
        notes: [...notesOf(one, dataset, coverage, asked.period), ...kept],
      });
    return series;
  }

  #hiddenPoint(one: Indicator): ScorecardPoint {
    const whole = this.#latestOf(one);
    const { code, label } = whole ?? this.#reading.asked.period;
    return { ...nothing, status: 'hidden', period: code, label, complete: whole !== null };
  }

  async #readLikeSpans(filters: IndicatorMeasure['filters']): Promise<void> {
    const { group, asked, byCode } = this.#reading;
    const recorded = group.indicators.filter(one => byCode.get(one.code)?.lacking === undefined);
    for (const [spans, own] of spansOfGroup(recorded, asked)) {
      const table = await this.#reading.attempt(likeTable(group, own, spans, filters, asked.audience));
      if ('code' in table) continue;
      for (const one of own) byCode.set(one.code, { ...byCode.get(one.code)!, like: likeFigures(table, one, spans) });
    }
  }

  /** Reads districts in the latest whole period of each indicator that has an interval. */
  async #readDistricts(series: PivotTable): Promise<void> {
    const { group, byCode } = this.#reading;
    const latest = group.indicators.flatMap(one => {
      const period = this.#latestOf(one);
      return period === null || byCode.get(one.code)?.lacking !== undefined ? [] : [{ one, period }];
    });
    const periods = new Map(latest.map(({ period }) => [period.code, period] as const));
    for (const [code, period] of [...periods].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const compared = latest
        .filter(({ one, period: own }) => own.code === code && hasInterval(measureOf(group.dataset, one)))
        .map(({ one }) => one);
      if (compared.length > 0) await this.#readDistrictsOf(compared, period, series);
    }
  }

  async #readDistrictsOf(compared: readonly Indicator[], period: Period, series: PivotTable): Promise<void> {
    const { group, asked, byCode } = this.#reading;
    const { dataset } = group;
    const by = period.code.includes('Q') ? 'financial-quarter' : 'financial-year';
    const wanted = compared.flatMap(one => {
      const measure = measureOf(dataset, one);
      const rate = one.kind === 'count' ? rateOf(dataset, measure) : undefined;
      return [measure.name, ...(rate ? [rate.name] : [])];
    });
    const filters = [...group.filters, { field: this.#date, by, in: [period.code] }];
    const table = await this.#reading.attempt(
      describe(
        group,
        { rows: ['district'], values: valuesOf(wanted), filters, totals: { rows: 'after' } },
        asked.audience,
      ),
    );
    const isShown = !('code' in table);
    const agrees =
      isShown && (asked.audience === 'analyst' || agree(table, series, period.code, asked.area?.code ?? null));
    for (const one of compared) {
      const gathered = byCode.get(one.code)!;
      const own: Partial<Gathered> = agrees
        ? { districts: districtsOf(table, one) }
        : { notes: [...gathered.notes, isShown ? districtsWithheld : table] };
      byCode.set(one.code, { ...gathered, ...own });
    }
  }
}

/** The points of an indicator; none of them has a figure where nobody recorded what it is computed from. */
function figuresOf(
  series: PivotTable,
  one: Indicator,
  { group: { dataset }, asked: { period, recordingOf } }: Pick<GroupReading, 'group' | 'asked'>,
  coverage: Coverage,
): Pick<Gathered, 'points' | 'lacking'> {
  const { lacking, from } = recordingOf(one);
  const recordedFrom = lacking === null ? from : Infinity;
  const points = pointsOf(series, one, { dataset, coverage, period, recordedFrom });
  return lacking === null ? { points } : { points, lacking };
}

const districtsWithheld: Note = {
  code: 'districts-withheld',
  text: 'Districts are left out: with them, a hidden figure of the whole area could be worked out.',
};

/** What is to be known of the figures of an indicator over time. */
function notesOf(one: Indicator, dataset: Dataset, coverage: Coverage, asked: Period): Note[] {
  const measure = measureOf(dataset, one);
  const notes: Note[] = [];
  const ripe = lastWhole(ripeUntil(coverage, dataset, measure), 'financial-quarter');
  if (quartersToRipen[`${dataset.name} ${measure.name}`] && ripe.code < asked.code)
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

/** The filter for the area asked for; null where the dataset does not tell it apart. */
function areaFilterOf({ dataset, filters }: IndicatorGroup, area: Asked['area']): IndicatorMeasure['filters'] | null {
  if (!area) return [];
  if (hasField(dataset, area.field)) return [{ field: area.field, in: [area.code] }];
  const published = filters.find(one => one.field === 'geography')?.in.includes(area.code) ?? false;
  return published ? [{ field: 'geography', in: [area.code] }] : null;
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
