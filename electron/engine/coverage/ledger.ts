import type { SupplyLedger, SupplyLine, SupplyQuestion } from '../../../shared/contract/coverage.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { restQuestion, successionQuestion, unspokenQuestion } from '../../../shared/text/coverage.ts';
import { readMeta } from '../store/meta.ts';
import type { ReadableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';
import { readBatches, readCoverage } from './coverage.ts';
import { namesIn } from './names.ts';
import type { Names, SuppliedType } from './names.ts';
import { readRecorded } from './recorded.ts';
import { periodsOver, touches, united, within, without } from './spans.ts';
import type { Span } from './spans.ts';
import { silencesBetween } from './rhythm.ts';
import { coveredBy } from './suppliers.ts';
import type { Coverage, SentBatch, Supplier } from './suppliers.ts';

/** Days that an agency has after the end of a quarter. */
const daysToSend = 30;

/** Rows of a batch in a month, and how many of them have the key field. */
export interface FilledRows {
  readonly batch: number;
  /** ISO month: 2017-04. */
  readonly month: string;
  readonly rows: number;
  readonly filled: number;
}

/** Days since 1970-01-01. */
export interface LedgerClock {
  readonly today: number;
  /** Day on which the workspace was made. */
  readonly began: number;
  /** Whether quarters that nobody has sent yet are asked for: not where time stands still, as in the demonstration. */
  readonly asksOn: boolean;
}

/** Everything that the ledger of one return type is made from. */
export interface TypeSupply {
  readonly type: SuppliedType;
  readonly coverage: Coverage;
  readonly batches: readonly SentBatch[];
  readonly rows: readonly FilledRows[];
}

const quartersOver = (span: Span): readonly Period[] => periodsOver(span, 'financial-quarter');

/** The days before its import that a file speaks of by its name. */
const declaredBy = ({ declared, imported }: SentBatch): readonly Span[] =>
  declared === null ? [] : within([declared], { first: -Infinity, last: imported - 1 });

interface Own {
  readonly supplier: Supplier;
  /** Batches of this supplier, those that were superseded too, each with the days that its rows speak for. */
  readonly sent: readonly (SentBatch & { readonly covered: readonly Span[] })[];
}

const nothingMore = (supplier: Supplier, days: readonly Span[]): SupplyQuestion['fact'] => ({
  kind: 'nothing-more',
  type: supplier.type,
  agencies: [supplier.agency!],
  from: isoOfDays(days[0]!.first),
  to: isoOfDays(days.at(-1)!.last),
});

/** What is to be asked about a quarter of which a file says something; null where nothing is. */
function questionIn(
  { supplier }: Own,
  quarter: Period,
  hasRows: boolean,
  { today }: LedgerClock,
  names: Names,
): SupplyQuestion | null {
  const agency = names.agency(supplier.agency!);
  const unspoken = supplier.unspoken.find(({ days }) => touches(days, quarter));
  if (unspoken)
    return {
      text: unspokenQuestion(unspoken.fileName, agency, unspoken.declared, unspoken.rows, unspoken.days),
      fact: nothingMore(supplier, unspoken.days),
    };
  const rest = without(within(supplier.expected, quarter), supplier.covered);
  // Of days to come nobody can know whether there is something to report.
  return rest.length > 0 && hasRows && quarter.last < today
    ? { text: restQuestion(agency, quarter.code, rest), fact: nothingMore(supplier, rest) }
    : null;
}

/** Quarters of the ledger of a supplier: those that it is asked for up to a day, and those that its files speak of. */
function quartersOf({ supplier, sent }: Own, until: number): readonly Period[] {
  const named = sent.flatMap(batch => (batch.current ? declaredBy(batch) : []));
  const asked = within(supplier.expected, { first: -Infinity, last: until });
  return united([...asked, ...supplier.covered, ...named]).flatMap(quartersOver);
}

/** When a quarter came first, and how often; only files with rows in it count. */
function arrivalsIn({ sent }: Own, quarter: Period): readonly number[] {
  return sent.filter(batch => touches(batch.covered, quarter)).map(batch => batch.imported);
}

function stateOf(
  { supplier }: Own,
  quarter: Period,
  arrivals: readonly number[],
  isAsked: boolean,
  clock: LedgerClock,
): SupplyLine['state'] {
  const due = quarter.last + daysToSend;
  if (isAsked) return 'confirm';
  if (without(within(supplier.expected, quarter), supplier.covered).length > 0)
    return clock.today > due ? 'missing' : 'not-due';
  if (touches(supplier.confirmed, quarter) || arrivals.length === 0) return 'nothing-more';
  if (due < clock.began) return 'received';
  return Math.min(...arrivals) <= due ? 'on-time' : 'late';
}

/** Rows of a supplier in a quarter, and the share of them that have the key field; null where there are none. */
function filledIn(
  { sent }: Own,
  quarter: Period,
  { rows, type }: TypeSupply,
): { readonly rows: number; readonly completeness: number | null } {
  const standing = new Set(sent.flatMap(batch => (batch.current ? [batch.id] : [])));
  const counted = rows.filter(
    one => standing.has(one.batch) && touches([quarter], periodOf(daysOfIso(`${one.month}-01`), 'month')),
  );
  const total = counted.reduce((sum, one) => sum + one.rows, 0);
  const filled = counted.reduce((sum, one) => sum + one.filled, 0);
  return { rows: total, completeness: total > 0 && type.keyField !== null ? filled / total : null };
}

interface Line {
  readonly line: SupplyLine;
  readonly question: SupplyQuestion | null;
}

function lineOf(own: Own, quarter: Period, supply: TypeSupply, clock: LedgerClock, names: Names): Line {
  const { type } = supply;
  const { supplier } = own;
  const arrivals = arrivalsIn(own, quarter);
  const question = questionIn(own, quarter, arrivals.length > 0, clock, names);
  const isHere = arrivals.length > 0 || touches(supplier.confirmed, quarter);
  const filled = filledIn(own, quarter, supply);
  const line: SupplyLine = {
    agency: names.agency(supplier.agency!),
    agencyCode: supplier.agency!,
    type: type.type,
    typeLabel: type.label,
    dataset: type.dataset.name,
    period: quarter.code,
    due: isoOfDays(quarter.last + daysToSend),
    received: arrivals.length > 0 ? isoOfDays(Math.min(...arrivals)) : null,
    state: stateOf(own, quarter, arrivals, question !== null, clock),
    revised: Math.max(0, arrivals.length - 1),
    rows: isHere ? filled.rows : null,
    completeness: isHere ? filled.completeness : null,
    question: question?.text ?? null,
  };
  return { line, question };
}

/** Suppliers that fell silent in the very quarter in which another began, nobody having said that it took over. */
function successionQuestions({ coverage, type }: TypeSupply, owns: readonly Own[], names: Names): SupplyQuestion[] {
  return owns.flatMap(({ supplier: successor }): SupplyQuestion[] => {
    const begins = successor.covered[0]?.first;
    if (begins === undefined || begins <= coverage.first || successor.follows !== null) return [];
    const quarter = periodOf(begins, 'financial-quarter');
    const silent = owns.filter(({ supplier }) => {
      const until = supplier.covered.at(-1)?.last;
      return supplier !== successor && supplier.expected.at(-1)?.last === Infinity && until === quarter.first - 1;
    });
    const others = silent.map(({ supplier }) => supplier.agency!);
    if (others.length === 0) return [];
    return [
      {
        text: successionQuestion(others.map(names.agency), names.agency(successor.agency!), quarter.first),
        fact: {
          kind: 'succession',
          type: type.type,
          agencies: others,
          successor: successor.agency!,
          from: isoOfDays(quarter.first),
        },
      },
    ];
  });
}

/**
 * The supply ledger of one return type: agency by financial quarter, from coverage alone.
 * - A return is **asked** for from the first quarter that an agency speaks of until somebody records that another took over
 *   or that it ended; up to the last day of the data, and from there to the last quarter that is over.
 * - It is **due** 30 days after the end of its quarter, and **received** on the day of the first file with rows in it: on time
 *   up to the due day, late after it; where the due day lies before the day on which the workspace was made nobody can tell,
 *   so its state is "received".
 * - **confirm**: something is in, and rows do not tell whether it is all: a question. **missing**: past its due day with
 *   nothing. **not-due**: not past it. **nothing-more**: a person confirmed it.
 * - **revised** counts the files of that quarter after the first.
 */
export function typeLedger(
  supply: TypeSupply,
  clock: LedgerClock,
  names: Names,
): Pick<SupplyLedger, 'lines' | 'questions'> {
  const { type, coverage, batches } = supply;
  const owns = coverage.suppliers.flatMap((supplier): Own[] => {
    if (supplier.type !== type.type || supplier.agency === null) return [];
    const own = batches.filter(one => one.type === type.type && one.agency === supplier.agency);
    const silences = silencesBetween(own.flatMap(one => (one.current ? [one.days] : [])));
    // Worked out once a file, for all of its quarters.
    return [{ supplier, sent: own.map(batch => ({ ...batch, covered: coveredBy(batch, coverage.step, silences) })) }];
  });
  const over = periodOf(clock.today, 'financial-quarter').first - 1;
  const until = clock.asksOn ? Math.max(coverage.until, over) : coverage.until;
  const made = owns.flatMap(own => quartersOf(own, until).map(quarter => lineOf(own, quarter, supply, clock, names)));
  // A file that leaves several quarters open asks once.
  const asked = new Map(made.flatMap(({ question }) => (question ? [[question.text, question] as const] : [])));
  return {
    lines: made.map(({ line }) => line),
    questions: [...asked.values(), ...successionQuestions(supply, owns, names)],
  };
}

function readFilled(read: ReadableStore, { dataset, keyField }: SuppliedType): readonly FilledRows[] {
  const date = dataset.dateField!;
  return read.all<FilledRows>(
    `SELECT batch_id AS batch, substr(${date}, 1, 7) AS month, count(*) AS rows, ${keyField === null ? '0' : `count(${keyField})`} AS filled
     FROM ${dataset.table} WHERE ${date} IS NOT NULL GROUP BY 1, 2`,
  );
}

/** The ledger of a workspace: every return type that somebody sends, what people recorded, and what is to be asked. */
export function readLedger(read: ReadableStore, resources: string, now: Date): SupplyLedger {
  const names = namesIn(resources);
  const clock: LedgerClock = {
    today: daysOfIso(now.toISOString()),
    began: daysOfIso(readMeta(read, 'created_at') ?? '') || 0,
    asksOn: !isDemonstration(read),
  };
  const supplies = names.types.flatMap((type): TypeSupply[] => {
    const coverage = readCoverage(read, type.dataset);
    if (!coverage?.suppliers.some(supplier => supplier.type === type.type)) return [];
    return [{ type, coverage, batches: readBatches(read, type.dataset), rows: readFilled(read, type) }];
  });
  const ledgers = supplies.map(supply => typeLedger(supply, clock, names));
  return {
    lines: ledgers.flatMap(ledger => ledger.lines),
    questions: ledgers.flatMap(ledger => ledger.questions),
    facts: readRecorded(read, names),
    types: supplies.map(({ type, coverage }) => ({
      type: type.type,
      label: type.label,
      agencies: [
        ...new Set(coverage.suppliers.flatMap(one => (one.type === type.type && one.agency ? [one.agency] : []))),
      ].map(code => ({ code, label: names.agency(code) })),
    })),
    agencies: names.agencies
      .filter(([code]) => code !== 'family' && code !== 'other')
      .map(([code, label]) => ({ code, label })),
  };
}
