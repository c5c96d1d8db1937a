import type { Period } from '../../../shared/model/period.ts';
import { lineIn, linesOfSupply } from './periods.ts';
import { holds, periodsOver, touches, united, within, without } from './spans.ts';
import type { Span } from './spans.ts';
import type { Coverage, Supplier } from './suppliers.ts';

/** Why a line of supply does not stand behind both spans alike. */
type Difference = 'started' | 'ended' | 'missing';

/** Who stands behind two spans alike, and who does not. */
export interface SpanSuppliers {
  readonly now: Span;
  readonly before: Span;
  /** Suppliers that sent both spans whole; a successor stands with those whose place it took. */
  readonly throughout: readonly Supplier[];
  /** Everybody else behind either span, and why; none where coverage is equal. */
  readonly differing: readonly { readonly suppliers: readonly Supplier[]; readonly why: Difference }[];
}

/** Two spans that may be set against each other, and who stands behind both. */
export interface ComparableSpans extends SpanSuppliers {
  /** Length of each in months. */
  readonly months: number;
  /** Whether these are both periods in full. */
  readonly inFull: boolean;
  /** Whether they are shorter than what the data cover in both, because over that nobody sent both. */
  readonly narrowed: boolean;
}

/** Why one supplier does not stand behind both spans: days of them that it owes, or from which day on it sends (nothing). */
export type Lacking = { readonly agency: string | null } & (
  | { readonly why: 'missing'; readonly days: readonly Span[] }
  | { readonly why: 'started' | 'ended'; readonly from: number }
);

const isMadeOfMonths = (span: Span, months: readonly Period[]): boolean =>
  months[0]?.first === span.first && months.at(-1)?.last === span.last;

/** Months from one to the other by the calendar. */
const monthsFrom = (a: Period, b: Period): number =>
  (Number(b.code.slice(0, 4)) - Number(a.code.slice(0, 4))) * 12 + Number(b.code.slice(5)) - Number(a.code.slice(5));

interface Run {
  readonly from: number;
  readonly to: number;
}

/** The longest run of true values, the later of two of one length; null where there is none. */
function longestRun(flags: readonly boolean[]): Run | null {
  let best: { from: number; to: number } | null = null;
  let from = 0;
  flags.forEach((flag, to) => {
    if (!flag) from = to + 1;
    else if (best === null || to - from >= best.to - best.from) best = { from, to };
  });
  return best;
}

/**
 * Which parts of two periods compare: the longest run of months, at an equal place in the year, that the data cover in
 * both; where nobody sent both of these in full, the longest in which the same suppliers did. Null where the periods are of unequal length, do not lie whole years apart, or have no covered month in common: a
 * part is never set against a whole, whichever end is the part.
 *
 * Who stands behind both is told beside it. A line of supply (a supplier with those whose place it took) is throughout when
 * it is asked for every day of both spans and sent them all; otherwise it **started**, **ended** or is **missing**.
 */
export function comparableSpans(coverage: Coverage, now: Span, before: Span): ComparableSpans | null {
  const [these, those] = [periodsOver(now, 'month'), periodsOver(before, 'month')];
  if (!isMadeOfMonths(now, these) || !isMadeOfMonths(before, those) || these.length !== those.length) return null;
  const apart = monthsFrom(those[0]!, these[0]!);
  if (apart === 0 || apart % 12 !== 0) return null;
  const covered = these.map((month, at) => holds(coverage.covered, month) && holds(coverage.covered, those[at]!));
  const spansOver = (run: Run | null, narrowed: boolean): ComparableSpans | null =>
    run && {
      ...suppliersBehind(
        coverage,
        { first: these[run.from]!.first, last: these[run.to]!.last },
        { first: those[run.from]!.first, last: those[run.to]!.last },
      ),
      months: run.to - run.from + 1,
      inFull: run.from === 0 && run.to === these.length - 1,
      narrowed,
    };
  const found = spansOver(longestRun(covered), false);
  if (!found || found.throughout.length > 0) return found;
  const isAlike = (at: number) => {
    const month = suppliersBehind(coverage, these[at]!, those[at]!);
    return month.throughout.length > 0 && month.differing.length === 0;
  };
  const alike = spansOver(longestRun(covered.map((isCovered, at) => isCovered && isAlike(at))), true);
  return alike && alike.throughout.length > 0 ? alike : found;
}

/** Who stands behind two spans (or, given twice, one): sent both in full, or began, ended or is missing. */
export function suppliersBehind(coverage: Coverage, now: Span, before: Span): SpanSuppliers {
  const lines = linesOfSupply(coverage).flatMap(line => {
    const isBehind = line.some(supplier => touches(supplier.expected, now) || touches(supplier.expected, before));
    return isBehind ? [{ line, why: differenceOf(line, now, before) }] : [];
  });
  return {
    now,
    before,
    throughout: lines.flatMap(({ line, why }) => (why === null ? line : [])),
    differing: lines.flatMap(({ line, why }) => (why === null ? [] : [{ suppliers: line, why }])),
  };
}

function differenceOf(line: readonly Supplier[], now: Span, before: Span): Difference | null {
  const [later, earlier] = [lineIn(line, now), lineIn(line, before)];
  if (later.throughout && earlier.throughout) return later.sent && earlier.sent ? null : 'missing';
  const [first] = united(line.flatMap(supplier => supplier.expected));
  return first && first.first > before.first ? 'started' : 'ended';
}

/** Agencies of which every supplier sent both spans whole; null is one that is not named. */
export function agenciesThroughout({ throughout, differing }: SpanSuppliers): readonly (string | null)[] {
  const unsteady = new Set(differing.flatMap(({ suppliers }) => suppliers.map(one => one.agency)));
  return [...new Set(throughout.map(one => one.agency))].filter(agency => !unsteady.has(agency));
}

/** Days of both spans that a supplier is asked for and that are not in. */
function owedOf({ expected, covered }: Supplier, { now, before }: SpanSuppliers): readonly Span[] {
  const asked = united([...within(expected, now), ...within(expected, before)]);
  return without(asked, covered);
}

/** Who does not stand behind both spans, and why: what a comparison of everybody cannot be told for. */
export function lackingOf(spans: SpanSuppliers): readonly Lacking[] {
  return spans.differing.flatMap(({ suppliers, why }): readonly Lacking[] => {
    const owed = suppliers.flatMap((supplier): readonly Lacking[] => {
      const days = owedOf(supplier, spans);
      return days.length > 0 ? [{ agency: supplier.agency, why: 'missing', days }] : [];
    });
    if (why === 'missing') return owed;
    const byStart = suppliers.toSorted((a, b) => (a.expected[0]?.first ?? 0) - (b.expected[0]?.first ?? 0));
    const [first, last] = [byStart[0]!, byStart.at(-1)!];
    if (why === 'started') return [{ agency: first.agency, why, from: first.expected[0]!.first }, ...owed];
    const end = (last.expected.at(-1)?.last ?? Infinity) + 1;
    const unasked = without([spans.before, spans.now], united(suppliers.flatMap(one => one.expected)));
    return [{ agency: last.agency, why, from: Number.isFinite(end) ? end : unasked[0]!.first }, ...owed];
  });
}
