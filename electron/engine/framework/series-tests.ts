import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import type { Period } from '../../../shared/model/period.ts';
import { agenciesThroughout, lackingOf, suppliersBehind } from '../coverage/comparable.ts';
import type { Lacking } from '../coverage/comparable.ts';
import { districtsOf, readCoverage } from '../coverage/coverage.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { pivotTable } from '../cube/tables.ts';
import { unitsInSpans } from '../cube/units.ts';
import { recentShift, shiftVariances, shiftVariancesOfRatio } from '../statistics/recent-shift.ts';
import type { RecentShift } from '../statistics/recent-shift.ts';
import type { Call } from '../subject.ts';
import { latestStretch, quartersOf, rowsOf } from './countables.ts';
import type { Countable } from './countables.ts';
import type { TestedArea } from './test-about.ts';
import { countsApart, countsInSpans } from './test-counts.ts';

/** Those who sent every quarter of a series, by their codes, and who did not. */
interface SeriesThroughout {
  readonly suppliers: readonly string[];
  readonly lacking: readonly Lacking[];
}

/** How the latest quarters of an indicator stand to those before, on those who sent every quarter of them. */
export interface ShiftTested extends RecentShift {
  readonly quarters: readonly Period[];
  /** Null where everybody sent every quarter. */
  readonly throughout: SeriesThroughout | null;
  /** How far quarters scatter about their mean, by the change from one to the next. */
  readonly sigma: number;
  /** The figures of each quarter; none of medians. And what the others bring to each: with those of all, theirs could be had. */
  readonly counts: readonly number[];
  readonly apart: readonly number[];
}

/** The suppliers behind a stretch of quarters; null where all of them sent every quarter. */
function throughoutOf(coverage: Coverage, stretch: readonly Period[]): SeriesThroughout | null {
  const span = { first: stretch[0]!.first, last: stretch.at(-1)!.last };
  const behind = suppliersBehind(coverage, span, span);
  if (behind.differing.length === 0) return null;
  return {
    suppliers: agenciesThroughout(behind).filter(agency => agency !== null),
    lacking: lackingOf(behind),
  };
}

/** Moving ranges of two points over 1.128: Wheeler and Chambers (1992), Understanding Statistical Process Control. */
export function sigmaOf(values: readonly number[]): number {
  const ranges = values.slice(1).map((value, at) => Math.abs(value - values[at]!));
  return ranges.length ? ranges.reduce((sum, range) => sum + range, 0) / ranges.length / 1.128 : 0;
}

const suppliedBy = (throughout: SeriesThroughout | null): ParsedPivot['filters'] =>
  throughout ? [{ field: 'supplied_by', in: [...throughout.suppliers] }] : [];

/**
 * The latest quarters of an indicator beside those before, on those who sent every quarter: who began or ended in between makes
 * a step that nobody reports. `untested` where nobody sent every quarter.
 */
export function shiftOf(
  countable: Countable,
  coverage: Coverage,
  quarters: readonly Period[],
  call: Call,
): ShiftTested | { readonly untested: readonly Lacking[] } | null {
  const stretch = latestStretch(quarters, countable.indicator);
  if (!stretch.length) return null;
  const throughout = throughoutOf(coverage, stretch);
  if (throughout?.suppliers.length === 0) return { untested: throughout.lacking };
  const all = throughout ? unitsInSpans(rowsOf(countable), stretch, call) : null;
  const units = unitsInSpans(rowsOf(countable, suppliedBy(throughout)), stretch, call);
  if (!units) return null;
  const total = (at: number, of: 'x' | 'n') => units.reduce((sum, one) => sum + one.units * one.spans[at]![of], 0);
  const values = stretch.map((_, at) =>
    countable.kind === 'share' ? (total(at, 'n') > 0 ? total(at, 'x') / total(at, 'n') : 0) : total(at, 'x'),
  );
  const chance =
    countable.kind === 'share'
      ? shiftVariancesOfRatio(
          units.map(one => ({
            numerators: one.spans.map(span => span.x),
            denominators: one.spans.map(span => span.n),
            children: one.units,
          })),
        )
      : shiftVariances(units.map(one => ({ byPeriod: one.spans.map(span => span.x), children: one.units })));
  const shift = recentShift(values, chance);
  if (!shift) return null;
  const own = { ...shift, quarters: stretch, throughout, sigma: sigmaOf(values) };
  const counts = countsInSpans(countable.kind, units);
  if (!all) return { ...own, counts, apart: [] };
  return {
    ...own,
    counts: [...countsInSpans(countable.kind, all), ...counts],
    apart: countsApart(countable.kind, all, units),
  };
}

/** Quarterly medians and means, of which no child can be taken apart: their latest stretch of whole quarters. */
export async function seriesOfMeans(framework: Framework, upTo: Period, area: TestedArea | null, call: Call) {
  const found: {
    readonly indicator: Indicator;
    readonly values: readonly number[];
    readonly stretch: readonly Period[];
    readonly throughout: SeriesThroughout | null;
  }[] = [];
  for (const indicator of framework.indicators) {
    const dataset = indicator.measure && datasetNamed(indicator.measure.dataset);
    if (!dataset?.dateField || indicator.frequency !== 'quarter' || !['mean', 'days'].includes(indicator.kind))
      continue;
    if (area && !dataset.fields.some(field => field.name === area.field)) continue;
    const coverage = readCoverage(call.workspace.read, dataset, {
      districts: area ? districtsOf(call.workspace.read, area.code) : null,
    });
    if (!coverage) continue;
    const countable: Countable = { indicator, dataset, kind: 'events', area };
    const stretch = latestStretch(quartersOf(coverage, countable, upTo, call), indicator);
    const throughout = stretch.length ? throughoutOf(coverage, stretch) : null;
    if (throughout?.suppliers.length === 0) {
      found.push({ indicator, values: [], stretch, throughout });
      continue;
    }
    const columns = [{ field: dataset.dateField, by: 'financial-quarter' as const }];
    const table = await pivotTable({ ...rowsOf(countable, suppliedBy(throughout)), columns }, call);
    const byQuarter = new Map(table.columns.map((header, c) => [header.path[0]?.code, table.cells[c]!]));
    const values = stretch.map(quarter => byQuarter.get(quarter.code) ?? NaN);
    if (values.length > 0 && values.every(Number.isFinite)) found.push({ indicator, values, stretch, throughout });
  }
  return found;
}
