import { periodOf } from '../../../shared/model/period.ts';
import { habitOf, silencesBetween } from './rhythm.ts';
import type { Silences } from './rhythm.ts';
import { periodsOver, touches, united, within, without } from './spans.ts';
import type { Span, Step } from './spans.ts';

/** Rows of a batch in one month. Days since 1970-01-01. */
export interface MonthOfRows {
  /** First day of the month. */
  readonly month: number;
  readonly rows: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** A batch as coverage sees it: what it says of itself, and when its rows lie. Days since 1970-01-01. */
export interface SentBatch {
  readonly id: number;
  readonly type: string;
  /** Null where nobody knows who sent it. */
  readonly agency: string | null;
  readonly fileName: string;
  /** The period that its name or its rows gave it at import; null where none. */
  readonly declared: Span | null;
  readonly imported: number;
  /** Whether it counts; one that was superseded does not, and is kept for when it came. */
  readonly current: boolean;
  /** In order of time. */
  readonly months: readonly MonthOfRows[];
  /** Days with rows, in order of time. */
  readonly days: readonly number[];
}

/** What a person recorded of the supply of one return type. Days since 1970-01-01. */
export type SupplyFact = {
  readonly id: number;
  readonly type: string;
  readonly agencies: readonly string[];
  readonly recorded: number;
} & (
  | { readonly kind: 'succession'; readonly successor: string; readonly from: number }
  | { readonly kind: 'end'; readonly from: number }
  | { readonly kind: 'nothing-more'; readonly from: number; readonly to: number }
);

/** A file that says that it speaks of a time for which it has no rows. */
export interface Unspoken {
  readonly fileName: string;
  readonly declared: Span;
  /** From the first row to the last; null where none was loaded. */
  readonly rows: Span | null;
  readonly days: readonly Span[];
}

/** Who sends one return type into a dataset, and for which days. */
export interface Supplier {
  readonly agency: string | null;
  readonly type: string;
  /** Days for which its rows, or a person, say that everything is in. */
  readonly covered: readonly Span[];
  /** Days for which it is asked; the last may have no end. */
  readonly expected: readonly Span[];
  /** Days of `covered` that a person confirmed. */
  readonly confirmed: readonly Span[];
  /** Files that speak of more than their rows, and the days about which somebody has to be asked. */
  readonly unspoken: readonly Unspoken[];
  /** Who sent this before it, and from which day on it does. */
  readonly follows: { readonly agencies: readonly string[]; readonly from: number } | null;
}

/** One truth about a dataset: who sends it, from when to when, and which days are in. */
export interface Coverage {
  readonly step: Step;
  readonly suppliers: readonly Supplier[];
  /** Days that at least one supplier covers. */
  readonly covered: readonly Span[];
  /** First and last day that data speak of. */
  readonly first: number;
  readonly until: number;
}

/**
 * The days that the rows of a batch speak for; its name alone speaks for none.
 * - They speak for the months from the first row to the last, without the quarters (of a monthly publisher: months) in which
 *   there is no row: whether there was nothing to report is for a person to say. The last month counts to the day before the
 *   file came, and at least to its last row.
 * - A file that speaks of exactly one quarter (or month) and came after its end speaks for all of it where its supplier is
 *   known to be silent for as long as it is before its first row and after its last: so a supplier with little to report is
 *   known to have reported. With too few rows to know that, the rule above stands.
 * - Either begins with its first row and ends with its last where it is silent before or after for longer than its supplier
 *   ever is: an extract taken inside a quarter is a part of it, whatever its name says and whenever it came.
 * - Rows outside the period that the file speaks of are late records of another time and cover nothing.
 * `silences` are those between all rows of the supplier.
 */
export function coveredBy(
  { declared, imported, months, days }: SentBatch,
  step: Step,
  silences: Silences = silencesBetween([days]),
): readonly Span[] {
  const spoken =
    declared === null ? months : months.filter(({ month }) => touches([declared], periodOf(month, 'month')));
  const [first, last] = [spoken[0], spoken.at(-1)];
  if (!first || !last) return [];
  const [from, to] = [first.firstRow, last.lastRow];
  const whole = declared !== null && isOneStep(declared) && imported > declared.last ? declared : null;
  const byMonths = {
    first: first.month,
    last: Math.max(to, Math.min(periodOf(last.month, 'month').last, imported - 1)),
  };
  const spans = whole ?? byMonths;
  const before = habitOf({ first: spans.first, last: from }, silences);
  const after = habitOf({ first: to, last: spans.last }, silences);
  const span = {
    first: before === 'unusual' ? from : before === 'usual' ? spans.first : byMonths.first,
    last: after === 'unusual' ? to : after === 'usual' ? spans.last : byMonths.last,
  };
  if (whole) return [span];
  const steps = periodsOver(span, step).filter(one =>
    spoken.some(({ month }) => month >= one.first && month <= one.last),
  );
  return united(within(steps, span));
}

function isOneStep({ first, last }: Span): boolean {
  return (['month', 'financial-quarter'] as const).some(step => {
    const period = periodOf(first, step);
    return period.first === first && period.last === last;
  });
}

interface Sent {
  readonly type: string;
  readonly agency: string | null;
  readonly batches: readonly SentBatch[];
}

/** Everybody who has sent something or follows somebody who did, by return type and agency. */
function sendersOf(batches: readonly SentBatch[], facts: readonly SupplyFact[]): readonly Sent[] {
  const senders = new Map<string, { type: string; agency: string | null; batches: SentBatch[] }>();
  const at = (type: string, agency: string | null) => {
    const key = JSON.stringify([type, agency]);
    const known = senders.get(key) ?? { type, agency, batches: [] };
    senders.set(key, known);
    return known;
  };
  for (const batch of batches) if (batch.current) at(batch.type, batch.agency).batches.push(batch);
  const types = new Set([...senders.values()].map(one => one.type));
  for (const fact of facts) {
    if (!types.has(fact.type)) continue;
    if (fact.kind === 'succession') at(fact.type, fact.successor);
    if (fact.kind === 'nothing-more') for (const agency of fact.agencies) at(fact.type, agency);
  }
  return [...senders.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * Days for which a supplier is asked: from the first quarter that it speaks of (by rows, by the name of a file or by a
 * confirmation) or takes over, until the day from which another does or from which it sends nothing any more.
 */
function expectedOf(begins: number, agency: string | null, facts: readonly SupplyFact[]): readonly Span[] {
  const turns = [
    ...(Number.isFinite(begins) ? [{ day: begins, sends: true }] : []),
    ...facts.flatMap(fact => {
      if (fact.kind === 'nothing-more' || agency === null) return [];
      const ends = fact.agencies.includes(agency) ? [{ day: fact.from, sends: false }] : [];
      const takesOver = fact.kind === 'succession' && fact.successor === agency;
      return takesOver ? [...ends, { day: fact.from, sends: true }] : ends;
    }),
  ].toSorted((a, b) => a.day - b.day || Number(a.sends) - Number(b.sends));
  const spans: Span[] = [];
  let since: number | null = null;
  for (const { day, sends } of turns) {
    if (sends) since ??= day;
    else if (since !== null) {
      spans.push({ first: since, last: day - 1 });
      since = null;
    }
  }
  return since === null ? spans : [...spans, { first: since, last: Infinity }];
}

/** What a file says of the days before it came, for which its supplier is asked, beyond all that is covered. */
function unspokenOf(
  { fileName, declared, imported, months }: SentBatch,
  expected: readonly Span[],
  covered: readonly Span[],
): readonly Unspoken[] {
  if (declared === null) return [];
  const asked = within(expected, { first: declared.first, last: Math.min(declared.last, imported - 1) });
  const days = without(asked, covered);
  const [from, to] = [months[0], months.at(-1)];
  const rows = from && to ? { first: from.firstRow, last: to.lastRow } : null;
  return days.length === 0 ? [] : [{ fileName, declared, rows, days }];
}

function supplierOf({ type, agency, batches }: Sent, facts: readonly SupplyFact[], step: Step): Supplier {
  const own = facts.filter(fact => fact.type === type);
  const silences = silencesBetween(batches.map(batch => batch.days));
  const rows = united(batches.flatMap(batch => coveredBy(batch, step, silences)));
  const confirmed = own.flatMap(fact =>
    fact.kind === 'nothing-more' && agency !== null && fact.agencies.includes(agency)
      ? [{ first: fact.from, last: fact.to }]
      : [],
  );
  const covered = united([...rows, ...confirmed]);
  const named = batches.flatMap(({ declared }) => (declared ? [declared.first] : []));
  const begins = Math.min(...named, ...covered.map(span => span.first));
  const taken = own.filter(fact => fact.kind === 'succession' && fact.successor === agency);
  const from = Math.min(...taken.map(fact => fact.from));
  const expected = expectedOf(Number.isFinite(begins) ? periodOf(begins, step).first : begins, agency, own);
  return {
    agency,
    type,
    covered,
    confirmed: united(confirmed),
    expected,
    unspoken: batches.flatMap(batch => unspokenOf(batch, expected, covered)),
    follows: taken.length === 0 ? null : { agencies: [...new Set(taken.flatMap(fact => fact.agencies))], from },
  };
}

/** Puts together what batches and recorded facts say of a dataset; null where nothing dated is in. */
export function coverageFrom(batches: readonly SentBatch[], facts: readonly SupplyFact[], step: Step): Coverage | null {
  const suppliers = sendersOf(batches, facts).map(sent => supplierOf(sent, facts, step));
  return coverageOver(suppliers, step);
}

/** The coverage of some suppliers; null where none of them covers a day. */
export function coverageOver(suppliers: readonly Supplier[], step: Step): Coverage | null {
  const covered = united(suppliers.flatMap(supplier => supplier.covered));
  const [first, last] = [covered[0], covered.at(-1)];
  return first && last ? { step, suppliers, covered, first: first.first, until: last.last } : null;
}
