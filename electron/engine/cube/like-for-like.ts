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

/** Counts rows, or what is distinct in them, among the selected rows of some agencies (null: all) in some days. */
function counterOf(facts: Facts, selected: Int32Array | null, field: string | null) {
  const { dateField } = facts.dataset;
  const scale = facts.field(dateField!).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField!);
  const column = field === null ? null : facts.keys(field);
  return ({ first, last }: Span, agencies: ReadonlySet<string | null> | null): number => {
    const [from, to] = [first * scale, (last + 1) * scale];
    const seen = column ? new Uint8Array(column.size) : null;
    let count = 0;
    let batch = 0;
    let counts = false;
    let end = 0;
    const length = selected?.length ?? facts.rows;
    for (let i = 0; i < length; i++) {
      const row = selected === null ? i : selected[i]!;
      while (row >= end) {
        const { agency, start, rows } = facts.batches[batch]!;
        counts = agencies === null || agencies.has(agency);
        end = start + rows;
        batch += 1;
      }
      if (!counts || times[row]! < from || times[row]! >= to) continue;
      const key = column === null ? 1 : column.keys[row]!;
      if (key === 0 || seen?.[key] === 1) continue;
      if (seen) seen[key] = 1;
      count += 1;
    }
    return count;
  };
}

/** Agencies of which every supplier sent both spans whole. */
function steadyAgencies({ throughout, differing }: ComparableSpans): ReadonlySet<string | null> {
  const unsteady = new Set(differing.flatMap(({ suppliers }) => suppliers.map(one => one.agency)));
  return new Set(throughout.map(one => one.agency).filter(agency => !unsteady.has(agency)));
}

type Count = ReturnType<typeof counterOf>;

/** Means of the own counts of the quarters of two years, as far as they are in; null where one has no quarter. */
function meansOfQuarters(coverage: Coverage, now: Period, before: Period, count: Count) {
  const meanOf = (year: Period) => {
    const quarters = periodsOver(year, 'financial-quarter').filter(quarter => holds(coverage.covered, quarter));
    return quarters.reduce((sum, quarter) => sum + count(quarter, null), 0) / quarters.length;
  };
  const counts = { now: meanOf(now), before: meanOf(before) };
  return Number.isNaN(counts.now + counts.before) ? null : { labels: [now.label, before.label] as const, counts };
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
  const { extent, facts, selected, measures } = evaluation;
  const { coverage } = extent;
  const measure = description.values
    .map(value => measures.get(value.measure)!)
    .find(one => one.kind === 'declared' && isCount(one.measure));
  const isFiltered = Number.isFinite(extent.window.first) || Number.isFinite(extent.window.last);
  if (coverage === null || measure?.kind !== 'declared' || isFiltered || description.audience !== 'analyst') return [];
  const { compute, label } = measure.measure;
  const isDistinct = compute.kind === 'distinct';
  const count = counterOf(facts, selected, isDistinct ? compute.field : null);
  const nameOf = (agency: string | null) => (agency === null ? 'one not named' : (labels.get(agency) ?? agency));
  return pairsOf(evaluation).flatMap(([before, now]): Note[] => {
    const spans = comparableSpans(coverage, now, before);
    if (!spans || spans.months < fewestMonths) return [];
    const pair = (agencies: ReadonlySet<string | null> | null) => ({
      now: count(spans.now, agencies),
      before: count(spans.before, agencies),
    });
    const counts = pair(null);
    if (counts.before === 0) return [];
    const steady = steadyAgencies(spans);
    const text = likeForLikeWords({
      label,
      now: spans.now,
      before: spans.before,
      counts,
      quarters: isDistinct ? meansOfQuarters(coverage, now, before, count) : null,
      throughout: spans.differing.length === 0 ? null : { agencies: [...steady].map(nameOf), counts: pair(steady) },
    });
    return [{ code: 'like-for-like', text }];
  });
}
