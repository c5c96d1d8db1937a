import type { Note, ParsedPivot } from '../../../shared/contract/cube.ts';
import type { Measure } from '../../../shared/model/dataset.ts';
import type { Period } from '../../../shared/model/period.ts';
import { likeForLikeWords } from '../../../shared/text/coverage.ts';
import { comparableSpans } from '../coverage/comparable.ts';
import type { ComparableSpans } from '../coverage/comparable.ts';
import { holds, periodsOver } from '../coverage/spans.ts';
import type { Span } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Facts } from './columns/facts.ts';
import { isPart } from './extent.ts';
import type { Extent } from './extent.ts';
import type { Grains } from './grains.ts';
import type { Measures } from './measures.ts';

/** Pairs of years of which something is said: the latest ones. */
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

/** Years that an axis shows next to each other, at least one of them a part. */
function pairsOf({
  grains,
  extent,
}: Pick<Counted, 'grains' | 'extent'>): readonly (readonly [before: Period, now: Period])[] {
  for (const axis of ['columns', 'rows'] as const) {
    const [dimension] = grains[axis].dimensions;
    if (dimension?.name !== extent.dateField || !yearParts.includes(dimension.by ?? '')) continue;
    const years = Array.from(grains[axis].levels[1]!.code)
      .flatMap(code => (code > 0 ? [dimension.column.periods![code - 1]!] : []))
      .toSorted((a, b) => a.first - b.first);
    return years
      .slice(1)
      .map((now, at) => [years[at]!, now] as const)
      .filter(([before, now]) => before.last + 1 === now.first && (isPart(extent, before) || isPart(extent, now)))
      .slice(-mostPairs);
  }
  return [];
}

/** Days, and the agencies of which rows count; null for all. */
interface Wanted {
  readonly days: Span;
  readonly agencies: ReadonlySet<string | null> | null;
}

/**
 * Counts rows, or what is distinct in them (`field`), among the selected rows, for up to 31 wanted spans in one pass over
 * the rows: each day has a bit for each span that holds it, each batch for those that take its agency.
 */
function countsOf(
  { facts, selected }: Pick<Counted, 'facts' | 'selected'>,
  field: string | null,
  wanted: readonly Wanted[],
): readonly number[] {
  const { dateField } = facts.dataset;
  const scale = facts.field(dateField!).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField!);
  const first = Math.min(...wanted.map(one => one.days.first));
  const bitsOfDay = new Int32Array(Math.max(...wanted.map(one => one.days.last)) - first + 1);
  wanted.forEach(({ days }, bit) => {
    for (let day = days.first; day <= days.last; day++) bitsOfDay[day - first]! |= 1 << bit;
  });
  const column = field === null ? null : facts.keys(field);
  const bitsOfKey = column ? new Int32Array(column.size) : null;
  const rowsByBits = new Map<number, number>();
  const length = selected?.length ?? facts.rows;
  let i = 0;
  for (const { agency, start, rows } of facts.batches) {
    const taken = wanted.reduce(
      (bits, { agencies }, bit) => (agencies === null || agencies.has(agency) ? bits | (1 << bit) : bits),
      0,
    );
    const rowsOfDay = new Int32Array(bitsOfDay.length);
    for (; i < length; i++) {
      const row = selected === null ? i : selected[i]!;
      if (row >= start + rows) break;
      const day = Math.floor(times[row]! / scale) - first;
      if (!(day >= 0 && day < bitsOfDay.length)) continue;
      if (bitsOfKey) bitsOfKey[column!.keys[row]!]! |= bitsOfDay[day]! & taken;
      else rowsOfDay[day]! += 1;
    }
    if (!bitsOfKey)
      for (let day = 0; day < rowsOfDay.length; day++) {
        const bits = bitsOfDay[day]! & taken;
        if (rowsOfDay[day]! > 0) rowsByBits.set(bits, (rowsByBits.get(bits) ?? 0) + rowsOfDay[day]!);
      }
  }
  // The key of a row that has none is 0.
  if (bitsOfKey)
    for (let key = 1; key < bitsOfKey.length; key++) {
      const bits = bitsOfKey[key]!;
      if (bits !== 0) rowsByBits.set(bits, (rowsByBits.get(bits) ?? 0) + 1);
    }
  return wanted.map((_, bit) => {
    let count = 0;
    for (const [bits, n] of rowsByBits) if ((bits & (1 << bit)) !== 0) count += n;
    return count;
  });
}

/** Agencies of which every supplier sent both spans whole. */
function steadyAgencies({ throughout, differing }: ComparableSpans): ReadonlySet<string | null> {
  const unsteady = new Set(differing.flatMap(({ suppliers }) => suppliers.map(one => one.agency)));
  return new Set(throughout.map(one => one.agency).filter(agency => !unsteady.has(agency)));
}

const quartersIn = (year: Period, coverage: Coverage): readonly Period[] =>
  periodsOver(year, 'financial-quarter').filter(quarter => holds(coverage.covered, quarter));

interface Pair {
  readonly now: number;
  readonly before: number;
}

/** What is counted of two years: both spans, both on those that sent both, and for what is distinct their quarters. */
function pairCounts(
  counted: Pick<Counted, 'facts' | 'selected'>,
  field: string | null,
  spans: ComparableSpans,
  quarters: readonly (readonly Period[])[],
): { readonly all: Pair; readonly steady: Pair; readonly means: Pair | null } {
  const agencies = steadyAgencies(spans);
  const { now, before } = spans;
  const ownQuarters = field === null ? [] : quarters.flat();
  const [all, allBefore, steady, steadyBefore, ...each] = countsOf(counted, field, [
    { days: now, agencies: null },
    { days: before, agencies: null },
    { days: now, agencies },
    { days: before, agencies },
    ...ownQuarters.map(days => ({ days, agencies: null })),
  ]);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [later, earlier] = quarters;
  const hasMeans = field !== null && later!.length > 0 && earlier!.length > 0;
  return {
    all: { now: all!, before: allBefore! },
    steady: { now: steady!, before: steadyBefore! },
    means: hasMeans ? { now: mean(each.slice(0, later!.length)), before: mean(each.slice(later!.length)) } : null,
  };
}

const isCount = ({ compute }: Measure) => compute.kind === 'rows' || compute.kind === 'distinct';

/**
 * Years of which one is a part, like for like: the months that both have, at the same place in the year, for the first count
 * of the table over everything it shows; beside it the same on those that sent both spans, where not everybody did. What is
 * distinct is never divided by time: beside the count over the span stands the mean of the own counts of each year's quarters.
 */
export function likeForLikeNotes(
  evaluation: Counted,
  description: ParsedPivot,
  labels: ReadonlyMap<string, string>,
): readonly Note[] {
  const { extent, measures } = evaluation;
  const { coverage } = extent;
  const measure = description.values
    .map(value => measures.get(value.measure)!)
    .find(one => one.kind === 'declared' && isCount(one.measure));
  const isFiltered = Number.isFinite(extent.window.first) || Number.isFinite(extent.window.last);
  if (coverage === null || measure?.kind !== 'declared' || isFiltered || description.audience !== 'analyst') return [];
  const { compute, label } = measure.measure;
  const nameOf = (agency: string | null) => (agency === null ? 'one not named' : (labels.get(agency) ?? agency));
  return pairsOf(evaluation).flatMap(([before, now]): Note[] => {
    const spans = comparableSpans(coverage, now, before);
    if (!spans || spans.months < fewestMonths) return [];
    const field = compute.kind === 'distinct' ? compute.field : null;
    const quarters = [now, before].map(year => quartersIn(year, coverage));
    const { all, steady, means } = pairCounts(evaluation, field, spans, quarters);
    if (all.before === 0) return [];
    const text = likeForLikeWords({
      label,
      now: spans.now,
      before: spans.before,
      counts: all,
      quarters: means && { labels: [now.label, before.label], counts: means },
      throughout:
        spans.differing.length === 0 ? null : { agencies: [...steadyAgencies(spans)].map(nameOf), counts: steady },
    });
    return [{ code: 'like-for-like', text }];
  });
}
