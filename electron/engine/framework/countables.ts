import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { ChangeKind } from '../../../shared/text/claims.ts';
import { isWhole } from '../coverage/periods.ts';
import { holds, periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Call } from '../subject.ts';
import { ripeUntil } from './indicator-tables.ts';
import { recordingOf } from './recording.ts';
import type { TestedArea } from './test-about.ts';

/** What of an indicator can be counted child by child. */
export interface Countable {
  readonly indicator: Indicator;
  readonly dataset: Dataset;
  readonly kind: ChangeKind;
  /** One area alone; null for all. */
  readonly area: TestedArea | null;
}

/** Rates say of the same residents what their counts say. */
const kindOf = (dataset: Dataset, measure: string): ChangeKind | null => {
  const compute = dataset.measures.find(one => one.name === measure)?.compute;
  if (compute?.kind === 'distinct') return 'distinct';
  if (compute?.kind === 'rows') return 'events';
  return compute?.kind === 'share' ? 'share' : null;
};

/** The indicators whose figures are counts of children or rows, or shares of them, in the framework's order. */
export function countablesOf(framework: Framework, area: TestedArea | null): readonly Countable[] {
  return framework.indicators.flatMap((indicator): Countable[] => {
    const dataset = indicator.measure && datasetNamed(indicator.measure.dataset);
    if (!dataset || dataset.dateField === null || indicator.frequency !== 'quarter') return [];
    const kind = kindOf(dataset, indicator.measure!.measure);
    const isTold = area === null || dataset.fields.some(field => field.name === area.field);
    return kind && isTold ? [{ indicator, dataset, kind, area }] : [];
  });
}

/** The rows of an indicator, for the analyst: nothing of it is shown. */
export function rowsOf({ indicator, area }: Countable, filters: ParsedPivot['filters'] = []): ParsedPivot {
  const { dataset, measure, filters: own } = indicator.measure!;
  const here = area ? [{ field: area.field, in: [area.code] }] : [];
  return v.parse(pivotDescription, { dataset, values: [{ measure }], filters: [...own, ...here, ...filters] });
}

/** The whole quarters of an indicator from which on what it is computed from was recorded; none where it never was. */
export function quartersOf(coverage: Coverage, countable: Countable, upTo: Period, call: Call): readonly Period[] {
  const { dataset, indicator, area } = countable;
  const { lacking, from } = recordingOf(indicator, upTo, area, call);
  if (lacking !== null) return [];
  const measure = dataset.measures.find(one => one.name === indicator.measure!.measure)!;
  const last = Math.min(ripeUntil(coverage, dataset, measure), upTo.last);
  return periodsOver({ first: coverage.first, last }, 'financial-quarter').filter(
    quarter => quarter.last <= last && quarter.last >= from && isWhole(coverage, quarter),
  );
}

/** The last quarter that is over, ripe and covered by anybody: whose return is missing is said beside the change. */
export function lastCovered({ dataset, indicator }: Countable, coverage: Coverage, upTo: Period): Period | null {
  const measure = dataset.measures.find(one => one.name === indicator.measure!.measure)!;
  const last = Math.min(ripeUntil(coverage, dataset, measure), upTo.last);
  const ended = periodsOver({ first: coverage.first, last }, 'financial-quarter').filter(one => one.last <= last);
  return ended.findLast(quarter => holds(coverage.covered, quarter)) ?? null;
}

/** The last stretch of neighbouring quarters without a change of definition or limits. */
export function latestStretch(quarters: readonly Period[], { breaks, rebases }: Indicator): readonly Period[] {
  const cuts = [
    ...breaks.map(one => one.on),
    ...rebases.map(
      one => `${one.from.slice(0, 4)}-${['04', '07', '10', '01'][Number(one.from.slice(-1)) - 1] ?? '04'}-01`,
    ),
  ].map(on => periodOf(Date.parse(on) / 86_400_000, 'financial-quarter').first);
  let from = 0;
  quarters.forEach((quarter, at) => {
    if (at > 0 && quarters[at - 1]!.last + 1 !== quarter.first) from = at;
    if (at > 0 && cuts.some(cut => cut > quarters[at - 1]!.first && cut <= quarter.first)) from = at;
  });
  return quarters.slice(from);
}
