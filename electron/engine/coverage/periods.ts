import { lackWords, partWords } from '../../../shared/text/coverage.ts';
import { holds, periodsOver, touches, united, within, without } from './spans.ts';
import type { Span } from './spans.ts';
import type { Coverage, Supplier } from './suppliers.ts';

/** Days of a period that a supplier is asked for and that are not in. */
export interface Lack {
  readonly supplier: Supplier;
  readonly days: readonly Span[];
}

/** What suppliers owe of a period, up to the last day that any data speak of: what comes after it is in from nobody. */
export function lackingIn({ suppliers, until }: Coverage, period: Span): readonly Lack[] {
  const asked = { first: period.first, last: Math.min(period.last, until) };
  return suppliers.flatMap(supplier => {
    const days = without(within(supplier.expected, asked), supplier.covered);
    return days.length === 0 ? [] : [{ supplier, days }];
  });
}

/**
 * What suppliers owe of a period, as the ledger of returns tells it: **missing** of quarters of which nothing of theirs is in,
 * **asked** of those of which a file has a part, or speaks without rows: whether that is all is for a person to say.
 */
export function owedIn(
  coverage: Coverage,
  period: Span,
): { readonly missing: readonly Lack[]; readonly asked: readonly Lack[] } {
  const lacks = lackingIn(coverage, period).map(({ supplier, days }) => {
    const quarters = days.flatMap(span => periodsOver(span, 'financial-quarter'));
    const asked = quarters.filter(
      quarter => touches(supplier.covered, quarter) || supplier.unspoken.some(one => touches(one.days, quarter)),
    );
    return { supplier, days, asked: days.flatMap(span => asked.flatMap(quarter => within([quarter], span))) };
  });
  const some = (of: (lack: (typeof lacks)[number]) => readonly Span[]) =>
    lacks.flatMap((lack): Lack[] => {
      const days = united(of(lack));
      return days.length === 0 ? [] : [{ supplier: lack.supplier, days }];
    });
  return { missing: some(({ days, asked }) => without(days, united(asked))), asked: some(({ asked }) => asked) };
}

/**
 * Whether a period is whole: the data cover it from its first day to its last, and everybody who is asked for any of its
 * days has sent them. What is not known to be whole is a part.
 */
export function isWhole(coverage: Coverage, period: Span): boolean {
  return holds(coverage.covered, period) && lackingIn(coverage, period).length === 0;
}

/** How a period is named of which not all is in; null where it is whole. `nameOf` gives the name of an agency. */
export function partNamed(
  coverage: Coverage,
  period: Span & { readonly label: string },
  nameOf: (agency: string) => string,
): string | null {
  if (isWhole(coverage, period)) return null;
  const covered = within(coverage.covered, period);
  const lacking = lackingIn(coverage, period).map(({ supplier, days }) =>
    lackWords(supplier.agency === null ? 'a supplier that is not named' : nameOf(supplier.agency), days),
  );
  return partWords(period.label, covered, holds(coverage.covered, period), lacking);
}

/** Whether any data speak of a period; where none do it is a gap, not zero. */
export function isTouched(coverage: Coverage, period: Span): boolean {
  return touches(coverage.covered, period);
}

/** Suppliers that begin in a period, after the data do and in nobody's place; from which day on. */
export function startingIn(
  coverage: Coverage,
  period: Span,
): readonly { readonly supplier: Supplier; readonly from: number }[] {
  return coverage.suppliers.flatMap(supplier => {
    const from = supplier.expected[0]?.first ?? Infinity;
    const isNew = from > coverage.first && from >= period.first && from <= period.last;
    return isNew && from !== supplier.follows?.from ? [{ supplier, from }] : [];
  });
}

/** Suppliers of which nothing is asked any more from a day in a period on, with nobody in their place. */
export function endingIn(
  coverage: Coverage,
  period: Span,
): readonly { readonly supplier: Supplier; readonly from: number }[] {
  return coverage.suppliers.flatMap(supplier => {
    const from = (supplier.expected.at(-1)?.last ?? Infinity) + 1;
    const isFollowed = coverage.suppliers.some(
      ({ type, follows }) =>
        type === supplier.type && follows?.from === from && follows.agencies.includes(supplier.agency ?? ''),
    );
    const ends = Number.isFinite(from) && from >= period.first && from <= period.last;
    return ends && !isFollowed ? [{ supplier, from }] : [];
  });
}

/** Suppliers that take the place of others on a day in a period. */
export function followingIn(
  coverage: Coverage,
  period: Span,
): readonly { readonly supplier: Supplier; readonly agencies: readonly string[]; readonly from: number }[] {
  return coverage.suppliers.flatMap(supplier => {
    const { follows } = supplier;
    return follows && follows.from >= period.first && follows.from <= period.last ? [{ supplier, ...follows }] : [];
  });
}

/** Suppliers that are asked for any day of a period, and of these the ones that sent every day that they are asked for. */
export function returnsIn(
  coverage: Coverage,
  period: Span,
): { readonly expected: readonly Supplier[]; readonly returned: readonly Supplier[] } {
  const expected = coverage.suppliers.filter(supplier => touches(supplier.expected, period));
  const returned = expected.filter(
    supplier => without(within(supplier.expected, period), supplier.covered).length === 0,
  );
  return { expected, returned };
}

/** The last period of a list that is whole; null where none is. `periods` are in order of time. */
export function lastWholeOf<P extends Span>(coverage: Coverage, periods: readonly P[]): P | null {
  return periods.findLast(period => isWhole(coverage, period)) ?? null;
}

/** Suppliers that stand for each other over time: a successor and those whose place it took are one line of supply. */
export function linesOfSupply({ suppliers }: Coverage): readonly (readonly Supplier[])[] {
  const lines: Supplier[][] = [];
  for (const supplier of suppliers) {
    const kin = lines.filter(line =>
      line.some(
        other =>
          other.type === supplier.type &&
          ((supplier.follows?.agencies.includes(other.agency ?? '') ?? false) ||
            (other.follows?.agencies.includes(supplier.agency ?? '') ?? false)),
      ),
    );
    for (const line of kin) lines.splice(lines.indexOf(line), 1);
    lines.push([...kin.flat(), supplier]);
  }
  return lines;
}

/** Whether a line of supply is asked for every day of a span, and whether it sent every day for which it is asked. */
export function lineIn(
  line: readonly Supplier[],
  span: Span,
): { readonly throughout: boolean; readonly sent: boolean } {
  return {
    throughout: holds(united(line.flatMap(supplier => supplier.expected)), span),
    sent: line.every(supplier => without(within(supplier.expected, span), supplier.covered).length === 0),
  };
}
