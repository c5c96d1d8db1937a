import type { Audience, PivotTable } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Indicator } from '../../../shared/model/framework.ts';
import type { TestedDistrict } from '../claims/district.ts';
import type { LikeSpans } from '../claims/spans.ts';
import { lackingWords } from '../claims/steady-change.ts';
import { periodsOver } from '../coverage/spans.ts';
import { smallestTimes } from '../statistics/smallest-times.ts';
import type { Call } from '../subject.ts';
import { describe, likeTable, measureOf, rateOf } from './indicator-tables.ts';
import type { IndicatorGroup, ReadTable } from './indicator-tables.ts';
import { reportGround } from './report-ground.ts';
import type { ReportGround } from './report-ground.ts';
import { keyOfTest } from './test-about.ts';
import type { TestAbout } from './test-about.ts';

/** level: each district beside the rest over a year; change: each district beside itself a year before. */
export type DistrictPart = 'level' | 'change';

/** One district with its test, and whether the error budget lets it be said. */
export interface ReportedDistrict {
  readonly code: string;
  readonly name: string;
  readonly tested: TestedDistrict;
  readonly isSaid: boolean;
}

export interface DistrictReport {
  readonly indicator: Indicator;
  readonly part: DistrictPart;
  readonly pivot: PivotTable;
  /** Those whose figures the table shows, in its order. */
  readonly districts: readonly ReportedDistrict[];
  /** Whether there is a district whose figures are hidden: of it nothing is said. */
  readonly hasHidden: boolean;
  /** First and last quarter of the level, in words. */
  readonly quarters: readonly [first: string, last: string] | null;
  readonly spans: LikeSpans | null;
  /** Of a change: who did not send both spans, and why, without a full stop; null where everybody did. */
  readonly lacking: string | null;
  /** How many times itself the whole area changed between the spans, where that is said: the larger way round; else null. */
  readonly whole: number | null;
  /** Of a district of middling size: how many times the rest, or itself, would have been seen four times in five. */
  readonly seen: number | null;
}

const groupOf = (indicator: Indicator): IndicatorGroup => ({
  dataset: datasetNamed(indicator.measure!.dataset)!,
  filters: [],
  indicators: [indicator],
});

function levelTable(ground: ReportGround, indicator: Indicator, audience: Audience) {
  const year = ground.tests.spans.get(indicator.code)?.year;
  if (!year) return null;
  const group = groupOf(indicator);
  const measure = measureOf(group.dataset, indicator);
  const rate = rateOf(group.dataset, measure);
  const quarters = periodsOver(year, 'financial-quarter');
  const description = describe(
    group,
    {
      rows: ['district'],
      values: [{ measure: measure.name }, ...(rate ? [{ measure: rate.name, interval: true }] : [])],
      filters: [{ field: group.dataset.dateField, by: 'financial-quarter', in: quarters.map(one => one.code) }],
      totals: { rows: 'after' },
    },
    audience,
  );
  return { description, quarters: [quarters[0]!.label, quarters.at(-1)!.label] as const, spans: null };
}

function changeTable(ground: ReportGround, indicator: Indicator, audience: Audience) {
  const changed = ground.tests.changes.get(indicator.code);
  if (!changed || changed.obstacles.length) return null;
  const like = likeTable(groupOf(indicator), [indicator], changed.spans, [], audience);
  return {
    description: { ...like, rows: ['district' as const].map(field => ({ field })) },
    quarters: null,
    spans: changed.spans,
  };
}

const aboutOf = (part: DistrictPart, indicator: string, district: string): TestAbout =>
  part === 'level'
    ? { kind: 'district', indicator, over: 'year', district }
    : { kind: 'district-change', indicator, district };

/** Whether every figure of a row is there to be seen. */
function isShown(table: PivotTable, row: number): boolean {
  const width = table.columns.length * table.values.length;
  return table.status.slice(row * width, (row + 1) * width).every(status => cellStatuses[status] !== 'hidden');
}

/** By how many times the whole area changed, up or down, where the budget lets it be said. */
function wholeChange({ tests }: ReportGround, indicator: string): number | null {
  const changed = tests.changes.get(indicator);
  const estimate = changed?.throughout?.ratio ?? changed?.tested?.estimate ?? null;
  const isSaid = tests.of({ kind: 'change', indicator })?.isSaid ?? false;
  return !isSaid || estimate === null || !(estimate > 0) ? null : Math.max(estimate, 1 / estimate);
}

/**
 * The districts of an indicator as an audience sees them, with what was tested of each. Null where nothing was tested: there
 * are no four whole quarters, or no two spans that compare. The table is read through `readTable`.
 */
export async function districtReportOf(
  asked: { readonly indicator: string; readonly part: DistrictPart; readonly audience: Audience },
  readTable: ReadTable,
  call: Call,
): Promise<DistrictReport | null> {
  const ground = await reportGround(asked.audience, call);
  const indicator = ground.framework.indicators.find(one => one.code === asked.indicator);
  if (!indicator?.measure) return null;
  const made =
    asked.part === 'level'
      ? levelTable(ground, indicator, asked.audience)
      : changeTable(ground, indicator, asked.audience);
  if (!made) return null;
  const pivot = await readTable(made.description);
  const reported: ReportedDistrict[] = [];
  const thresholds: number[] = [];
  let hasHidden = false;
  pivot.rows.forEach((header, row) => {
    const member = header.path[0];
    if (header.kind !== 'leaf' || !member?.code) return;
    const about = aboutOf(asked.part, indicator.code, member.code);
    const tested = ground.tests.districts.get(keyOfTest(about));
    const budgeted = ground.tests.of(about);
    if (!tested || !budgeted) return;
    thresholds.push(budgeted.threshold);
    if (isShown(pivot, row)) reported.push({ code: member.code, name: member.label, tested, isSaid: budgeted.isSaid });
    else hasHidden = true;
  });
  if (thresholds.length === 0) return null;
  const { quarters, spans } = made;
  const seen = smallestTimes(
    reported.map(one => one.tested),
    Math.min(...thresholds),
  );
  const whole = wholeChange(ground, indicator.code);
  const others = spans && ground.tests.changes.get(indicator.code)?.throughout?.lacking;
  const lacking = others ? lackingWords(others, ground.names.agency) : null;
  return { indicator, part: asked.part, pivot, districts: reported, hasHidden, quarters, spans, lacking, whole, seen };
}

/** A district over all whole quarters, for a map. */
export interface TestedOnMap {
  readonly code: string;
  readonly isSaid: boolean;
  readonly direction: 'up' | 'down' | null;
}

/** Districts of an indicator against the rest over all whole quarters; empty where that was not tested. */
export function districtsAlways({ tests }: ReportGround, indicator: string): readonly TestedOnMap[] {
  return [...tests.districts].flatMap(([key, tested]): TestedOnMap[] => {
    const about = { kind: 'district', indicator, over: 'always', district: tested.district } as const;
    const budgeted = key === keyOfTest(about) ? tests.of(about) : undefined;
    if (!budgeted) return [];
    const direction = tested.value === null ? null : tested.value > 1 ? 'up' : 'down';
    return [{ code: tested.district, isSaid: budgeted.isSaid, direction }];
  });
}
