import type { ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import type { Measure } from '../../../shared/model/dataset.ts';
import type { Period } from '../../../shared/model/period.ts';
import { agenciesThroughout, comparableSpans } from '../coverage/comparable.ts';
import type { ComparableSpans } from '../coverage/comparable.ts';
import { holds, periodsOver } from '../coverage/spans.ts';
import type { Span } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Facts } from './columns/facts.ts';
import { isPart } from './extent.ts';
import type { Extent } from './extent.ts';
import type { Grains } from './grains.ts';
import type { Measures } from './measures.ts';

/** Pairs of years of which something is said, of either kind: the latest ones. */
const mostPairs = 2;
/** Spans shorter than this many months are not set against each other. */
const fewestMonths = 3;

/** What a table counts, and how far its periods go. */
interface Counted {
  readonly facts: Facts;
  readonly grains: Grains;
  readonly measures: Measures;
  readonly selected: Int32Array | null;
  readonly extent: Extent;
}

const yearParts: readonly string[] = ['year', 'financial-year', 'academic-year'];

/** Whether other suppliers stand behind one year than behind the other, so that they compare on those who sent both. */
const isOfOthers = (coverage: Coverage, now: Period, before: Period): boolean =>
  (comparableSpans(coverage, now, before)?.differing.length ?? 0) > 0;

/** Years that an axis shows next to each other: those of which one is a part, then those that others sent. */
function pairsOf(
  { grains, extent }: Pick<Counted, 'grains' | 'extent'>,
  coverage: Coverage,
): readonly (readonly [before: Period, now: Period])[] {
  for (const axis of ['columns', 'rows'] as const) {
    const [dimension] = grains[axis].dimensions;
    if (dimension?.name !== extent.dateField || !yearParts.includes(dimension.by ?? '')) continue;
    const years = Array.from(grains[axis].levels[1]!.code)
      .flatMap(code => (code > 0 ? [dimension.column.periods![code - 1]!] : []))
      .toSorted((a, b) => a.first - b.first);
    const pairs = years
      .slice(1)
      .map((now, at) => [years[at]!, now] as const)
      .filter(([before, now]) => before.last + 1 === now.first);
    const hasPart = (pair: readonly Period[]) => pair.some(year => isPart(extent, year));
    const others = pairs.filter(([before, now]) => !hasPart([before, now]) && isOfOthers(coverage, now, before));
    return [...pairs.filter(hasPart).slice(-mostPairs), ...others.slice(-mostPairs)];
  }
  return [];
}

/**
 * Counts rows, or what is distinct in them (`field`), among the selected rows, for up to 31 spans in one pass over the rows:
 * each day has a bit for each span that holds it.
 */
function countsOf(
  { facts, selected }: Pick<Counted, 'facts' | 'selected'>,
  field: string | null,
  spans: readonly Span[],
): readonly number[] {
  const { dateField } = facts.dataset;
  const scale = facts.field(dateField!).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField!);
  const first = Math.min(...spans.map(span => span.first));
  const bitsOfDay = new Int32Array(Math.max(...spans.map(span => span.last)) - first + 1);
  spans.forEach((span, bit) => {
    for (let day = span.first; day <= span.last; day++) bitsOfDay[day - first]! |= 1 << bit;
  });
  const column = field === null ? null : facts.keys(field);
  const bitsOfKey = column ? new Int32Array(column.size) : null;
  const rowsOfDay = new Int32Array(bitsOfDay.length);
  const length = selected?.length ?? facts.rows;
  for (let i = 0; i < length; i++) {
    const row = selected === null ? i : selected[i]!;
    const day = Math.floor(times[row]! / scale) - first;
    if (!(day >= 0 && day < bitsOfDay.length)) continue;
    if (bitsOfKey) bitsOfKey[column!.keys[row]!]! |= bitsOfDay[day]!;
    else rowsOfDay[day]! += 1;
  }
  const counts = spans.map(() => 0);
  const count = (bits: number, n: number) => {
    for (let bit = 0; bit < counts.length; bit++) if ((bits & (1 << bit)) !== 0) counts[bit]! += n;
  };
  // The key of a row that has none is 0.
  if (bitsOfKey) for (let key = 1; key < bitsOfKey.length; key++) count(bitsOfKey[key]!, 1);
  else for (let day = 0; day < rowsOfDay.length; day++) count(bitsOfDay[day]!, rowsOfDay[day]!);
  return counts;
}

const quartersIn = (year: Period, coverage: Coverage): readonly Period[] =>
  periodsOver(year, 'financial-quarter').filter(quarter => holds(coverage.covered, quarter));

interface Pair {
  readonly now: number;
  readonly before: number;
}

/** Two years of a table of which one is a part, or that others sent, on the months that both have: what is counted, and on whom. */
export interface ComparedYears {
  readonly measure: Measure;
  readonly years: { readonly now: string; readonly before: string };
  readonly spans: ComparableSpans;
  readonly counts: Pair;
  /** Means of the own counts of the quarters that are in, for what is distinct. */
  readonly means: Pair | null;
  /** Labels of those that sent both spans; null where everybody did. */
  readonly throughout: readonly string[] | null;
  /** Label of an agency. */
  nameOf(agency: string | null): string;
}

/** A table, and the years in it that may be set against each other: what may be said of them is not known here. */
export interface TableWithYears {
  readonly table: PivotTable;
  readonly compared: readonly ComparedYears[];
}

/** What is counted of two years: both spans, and for what is distinct their quarters. */
function pairCounts(
  counted: Pick<Counted, 'facts' | 'selected'>,
  field: string | null,
  spans: ComparableSpans,
  quarters: readonly (readonly Period[])[],
): Pick<ComparedYears, 'counts' | 'means'> {
  const { now, before } = spans;
  const ownQuarters = field === null ? [] : quarters.flat();
  const [all, allBefore, ...each] = countsOf(counted, field, [now, before, ...ownQuarters]);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [later, earlier] = quarters;
  // Quarters that are in from some alone are no measure beside the span that is in from all.
  const hasMeans = field !== null && !spans.narrowed && later!.length > 0 && earlier!.length > 0;
  return {
    counts: { now: all!, before: allBefore! },
    means: hasMeans ? { now: mean(each.slice(0, later!.length)), before: mean(each.slice(later!.length)) } : null,
  };
}

const isCount = ({ compute }: Measure) => compute.kind === 'rows' || compute.kind === 'distinct';

/**
 * Years of a table of which one is a part, or that others sent, like for like: the months that both have, at the same place in the year, for the
 * first count of the table over everything it shows. What is distinct is never divided by time: beside the count over the span
 * stands the mean of the own counts of each year's quarters. What may be said of them is not known here.
 */
export function comparedYears(
  evaluation: Counted,
  description: ParsedPivot,
  labels: ReadonlyMap<string, string>,
): readonly ComparedYears[] {
  const { extent, measures } = evaluation;
  const { coverage } = extent;
  const found = description.values
    .map(value => measures.get(value.measure)!)
    .find(one => one.kind === 'declared' && isCount(one.measure));
  const isFiltered = Number.isFinite(extent.window.first) || Number.isFinite(extent.window.last);
  if (coverage === null || found?.kind !== 'declared' || isFiltered || description.audience !== 'analyst') return [];
  const { measure } = found;
  const nameOf = (agency: string | null) => (agency === null ? 'one not named' : (labels.get(agency) ?? agency));
  return pairsOf(evaluation, coverage).flatMap(([before, now]): ComparedYears[] => {
    const spans = comparableSpans(coverage, now, before);
    if (!spans || spans.months < fewestMonths) return [];
    const field = measure.compute.kind === 'distinct' ? measure.compute.field : null;
    const counted = pairCounts(
      evaluation,
      field,
      spans,
      [now, before].map(year => quartersIn(year, coverage)),
    );
    if (counted.counts.before === 0) return [];
    const years = { now: now.label, before: before.label };
    const throughout = spans.differing.length === 0 ? null : agenciesThroughout(spans).map(nameOf);
    return [{ measure, years, spans, ...counted, throughout, nameOf }];
  });
}
