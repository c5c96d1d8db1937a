import type { Period } from '../../../shared/model/period.ts';
import { lineIn, linesOfSupply } from './periods.ts';
import { holds, periodsOver, touches, united } from './spans.ts';
import type { Span } from './spans.ts';
import type { Coverage, Supplier } from './suppliers.ts';

/** Why a line of supply does not stand behind both spans alike. */
type Difference = 'started' | 'ended' | 'missing';

/** Two spans that may be set against each other, and who stands behind both. */
export interface ComparableSpans {
  readonly now: Span;
  readonly before: Span;
  /** Length of each in months. */
  readonly months: number;
  /** Whether these are both periods in full. */
  readonly inFull: boolean;
  /** Suppliers that sent both spans whole; a successor stands with those whose place it took. */
  readonly throughout: readonly Supplier[];
  /** Everybody else behind either span, and why; none where coverage is equal. */
  readonly differing: readonly { readonly suppliers: readonly Supplier[]; readonly why: Difference }[];
}

const isMadeOfMonths = (span: Span, months: readonly Period[]): boolean =>
  months[0]?.first === span.first && months.at(-1)?.last === span.last;

/** Months from one to the other by the calendar. */
const monthsFrom = (a: Period, b: Period): number =>
  (Number(b.code.slice(0, 4)) - Number(a.code.slice(0, 4))) * 12 + Number(b.code.slice(5)) - Number(a.code.slice(5));

/** The longest run of true values, the later of two of one length; null where there is none. */
function longestRun(flags: readonly boolean[]): { readonly from: number; readonly to: number } | null {
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
 * both. Null where the periods are of unequal length, do not lie whole years apart, or have no covered month in common: a
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
  const run = longestRun(
    these.map((month, at) => holds(coverage.covered, month) && holds(coverage.covered, those[at]!)),
  );
  if (!run) return null;
  const spanOf = (months: readonly Period[]) => ({ first: months[run.from]!.first, last: months[run.to]!.last });
  const [span, other] = [spanOf(these), spanOf(those)];
  const lines = linesOfSupply(coverage).flatMap(line => {
    const isBehind = line.some(supplier => touches(supplier.expected, span) || touches(supplier.expected, other));
    return isBehind ? [{ line, why: differenceOf(line, span, other) }] : [];
  });
  return {
    now: span,
    before: other,
    months: run.to - run.from + 1,
    inFull: run.from === 0 && run.to === these.length - 1,
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
export function agenciesThroughout({ throughout, differing }: ComparableSpans): readonly (string | null)[] {
  const unsteady = new Set(differing.flatMap(({ suppliers }) => suppliers.map(one => one.agency)));
  return [...new Set(throughout.map(one => one.agency))].filter(agency => !unsteady.has(agency));
}
