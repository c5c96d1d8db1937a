import { cellStatuses } from '../../../shared/contract/cube.ts';
import type { Audience, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { LikeSpans } from '../claims/spans.ts';
import { districtsOf, readCoverage } from '../coverage/coverage.ts';
import { periodsOver } from '../coverage/spans.ts';
import { pivotTable } from '../cube/tables.ts';
import type { DaySpan } from '../cube/units.ts';
import type { Call } from '../subject.ts';
import { readGroup } from './group-reading.ts';
import { describe, groupsOf, likeTable, measureOf, rateOf, withoutSmallRemainders } from './indicator-tables.ts';
import type { Gathered, IndicatorGroup } from './indicator-tables.ts';
import { recordingOf } from './recording.ts';
import { countableFor } from './test-about.ts';
import type { TestAbout, TestedArea } from './test-about.ts';

/** What was tested, for whom it is looked up whether they see the figures behind it. */
interface Asked {
  readonly framework: Framework;
  readonly upTo: Period;
  readonly area: TestedArea | null;
  readonly changes: ReadonlyMap<string, { readonly spans: LikeSpans; readonly obstacles: readonly string[] }>;
  readonly shifts: ReadonlyMap<string, { readonly quarters: readonly Period[] }>;
  readonly spans: ReadonlyMap<string, { readonly year: DaySpan | null; readonly always: DaySpan }>;
  readonly audience: Audience;
}

type Shown = (about: TestAbout) => boolean;

/** Indicators with their quarters and their two like spans, as the scorecard of an audience has them. */
async function gatheredFor(asked: Asked, call: Call): Promise<ReadonlyMap<string, Gathered>> {
  const { framework, upTo, area, audience, changes } = asked;
  const found = new Map<string, Gathered>();
  for (const group of groupsOf(framework)) {
    const districts = area ? districtsOf(call.workspace.read, area.code) : null;
    const coverage = readCoverage(call.workspace.read, group.dataset, { districts });
    const spansOf = (code: string) => changes.get(countableFor(framework, code))?.spans ?? null;
    const recording = (one: Indicator) => recordingOf(one, upTo, area, call);
    const question = { period: upTo, area, audience, districts: false, coverage, spansOf, recordingOf: recording };
    const { byCode } = await readGroup(group, question, description => pivotTable(description, call));
    for (const [code, figures] of byCode) found.set(code, figures);
  }
  return withoutSmallRemainders(framework, found);
}

/** The table of a description as it is protected; null where it cannot be. */
async function protectedTable(description: ParsedPivot, call: Call): Promise<PivotTable | null> {
  try {
    return await pivotTable(description, call);
  } catch (error) {
    if (error instanceof FaultError && ['refused', 'too-large'].includes(error.fault.code)) return null;
    throw error;
  }
}

/** Codes of the rows of which every figure is there to be seen. */
function rowsShown(table: PivotTable | null): ReadonlySet<string> {
  const width = table ? table.columns.length * table.values.length : 0;
  const codes = (table?.rows ?? []).flatMap(({ kind, path: [member] }, row) => {
    const statuses = table!.status.slice(row * width, (row + 1) * width);
    return kind === 'leaf' && member?.code && statuses.every(one => cellStatuses[one] !== 'hidden')
      ? [member.code]
      : [];
  });
  return new Set(codes);
}

/** The tables of districts behind the tests of an indicator, by the kind of test. */
function districtTables(indicator: Indicator, group: IndicatorGroup, { spans, changes, audience }: Asked) {
  const own = spans.get(indicator.code);
  const changed = changes.get(indicator.code);
  const over = (days: DaySpan) =>
    describe(
      group,
      {
        rows: ['district'],
        values: [{ measure: measureOf(group.dataset, indicator).name }],
        filters: [
          ...group.filters,
          { field: group.dataset.dateField, from: isoOfDays(days.first), to: isoOfDays(days.last) },
        ],
        totals: { rows: 'after' },
      },
      audience,
    );
  /** The table of the slide itself: another one of the same rows could hide others beside what was given out. */
  const lastYear = (days: DaySpan) => {
    const measure = measureOf(group.dataset, indicator);
    const rate = rateOf(group.dataset, measure);
    const quarters = periodsOver(days, 'financial-quarter').map(one => one.code);
    const values = [{ measure: measure.name }, ...(rate ? [{ measure: rate.name, interval: true }] : [])];
    const filters = [{ field: group.dataset.dateField, by: 'financial-quarter', in: quarters }];
    return describe(group, { rows: ['district'], values, filters, totals: { rows: 'after' } }, audience);
  };
  const like = changed?.obstacles.length === 0 && likeTable(group, [indicator], changed.spans, [], audience);
  return {
    always: own ? over(own.always) : null,
    year: own?.year ? lastYear(own.year) : null,
    change: like ? { ...like, rows: [{ field: 'district' }] } : null,
  };
}

/** Looks up districts table by table, each made when the first test asks for it. */
async function districtsShown(tested: readonly TestAbout[], asked: Asked, call: Call): Promise<Shown> {
  const partOf = (about: TestAbout): 'always' | 'year' | 'change' | null => {
    if (about.kind === 'district') return about.over;
    if (about.kind === 'district-share') return 'always';
    return about.kind === 'district-change' ? 'change' : null;
  };
  const shown = new Map<string, ReadonlySet<string>>();
  const groups = groupsOf(asked.framework);
  for (const about of tested) {
    const part = partOf(about);
    if (part === null || !('indicator' in about) || shown.has(`${part} ${about.indicator}`)) continue;
    call.signal.throwIfAborted();
    const group = groups.find(one => one.indicators.some(({ code }) => code === about.indicator))!;
    const indicator = group.indicators.find(({ code }) => code === about.indicator)!;
    const description = districtTables(indicator, group, asked)[part];
    shown.set(`${part} ${about.indicator}`, rowsShown(description && (await protectedTable(description, call))));
  }
  return about =>
    'district' in about && (shown.get(`${partOf(about)} ${about.indicator}`)?.has(about.district) ?? false);
}

/**
 * Whether an audience sees the figures behind a test, by the tables that tell of them: of a change its two spans, of a shift
 * every quarter that was tested, of a district its row.
 */
export async function figuresShown(tested: readonly TestAbout[], asked: Asked, call: Call): Promise<Shown> {
  const gathered = await gatheredFor(asked, call);
  const inDistricts = await districtsShown(tested, asked, call);
  return about => {
    if (about.kind === 'change') {
      const like = gathered.get(about.indicator)?.like;
      return like !== null && like !== undefined && like.before !== null && like.after !== null;
    }
    if (about.kind !== 'shift') return inDistricts(about);
    const points = new Map(gathered.get(about.indicator)?.points.map(point => [point.period, point]));
    const quarters = asked.shifts.get(about.indicator)?.quarters ?? [];
    return quarters.every(({ code }) => points.has(code) && points.get(code)!.status !== 'hidden');
  };
}
