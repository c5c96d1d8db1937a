import type { Agency, NewSupplyFact, PeriodCoverage } from '../../../shared/contract/coverage.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { datasetNamed, datasets } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import { formatDate } from '../../../shared/text/format.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Call, Handlers } from '../subject.ts';
import { districtsOf, readBatches, readCoverage } from './coverage.ts';
import { readLedger } from './ledger.ts';
import { namesIn } from './names.ts';
import type { Names } from './names.ts';
import { endingIn, followingIn, isWhole, lackingIn, returnsIn, startingIn } from './periods.ts';
import { readFacts, withdrawFact, writeFact } from './recorded.ts';
import type { Supplier } from './suppliers.ts';

function refused(path: string, message: string): FaultError {
  return new FaultError('invalid-input', message, path);
}

/** Agencies that are known to send a return type: by a file that counts, or by what was recorded. */
function sendersOf(read: ReadableStore, type: string): ReadonlySet<string> {
  const sent = datasets.flatMap(dataset =>
    dataset.dateField === null ? [] : readBatches(read, dataset).filter(batch => batch.current && batch.type === type),
  );
  const facts = readFacts(read).filter(fact => fact.type === type);
  return new Set([
    ...sent.flatMap(batch => (batch.agency === null ? [] : [batch.agency])),
    ...facts.flatMap(fact => (fact.kind === 'succession' ? [fact.successor] : [])),
  ]);
}

/** From which day on each agency speaks of a return type. */
function beginningsOf(read: ReadableStore, type: string): ReadonlyMap<string, number> {
  return new Map(
    datasets
      .flatMap(dataset => readCoverage(read, dataset)?.suppliers ?? [])
      .flatMap(({ agency, expected, ...supplier }) =>
        supplier.type === type && agency !== null && expected[0] ? [[agency, expected[0].first] as const] : [],
      ),
  );
}

/** Refuses a fact that cannot be meant. Faults invalid-input with the path, refused where another stands against it. */
function checkFact(fact: NewSupplyFact, read: ReadableStore, names: Names, today: number): void {
  const senders = sendersOf(read, fact.type);
  if (senders.size === 0) throw refused('fact.type', `Nobody sends “${fact.type}”. Import a return of it first.`);
  const listed = new Set(names.agencies.map(([code]) => code));
  const canSend = (code: string) => senders.has(code) || listed.has(code);
  for (const day of ['from', 'to'] as const)
    if (day in fact && Number.isNaN(daysOfIso((fact as { from: string; to: string })[day])))
      throw refused(`fact.${day}`, 'That day is not in the calendar.');
  fact.agencies.forEach((agency, at) => {
    const isKnown = fact.kind === 'nothing-more' ? canSend(agency) : senders.has(agency);
    if (!isKnown) throw refused(`fact.agencies.${at}`, `“${agency}” does not send “${fact.type}”.`);
  });
  if (fact.kind === 'nothing-more') {
    if (fact.to < fact.from) throw refused('fact.to', 'The last day lies before the first.');
    if (daysOfIso(fact.to) >= today)
      throw refused('fact.to', 'That time is not over yet, so nobody can know that there is nothing to report.');
    return;
  }
  if (fact.kind === 'succession') {
    if (!canSend(fact.successor)) throw refused('fact.successor', `There is no agency “${fact.successor}”.`);
    if (fact.agencies.includes(fact.successor))
      throw refused('fact.successor', 'An agency cannot take over from itself.');
  }
  const begun = beginningsOf(read, fact.type);
  fact.agencies.forEach((agency, at) => {
    const begins = begun.get(agency) ?? -Infinity;
    if (daysOfIso(fact.from) <= begins)
      throw refused(
        'fact.from',
        `${names.agency(fact.agencies[at]!)} sends this from ${formatDate(isoOfDays(begins))} on, so it cannot have ended before.`,
      );
  });
  const standing = readFacts(read).find(
    other =>
      other.kind !== 'nothing-more' &&
      other.type === fact.type &&
      other.agencies.some(agency => fact.agencies.includes(agency)) &&
      !takesOverBetween(read, fact, other.from),
  );
  if (standing)
    throw new FaultError(
      'refused',
      `It is recorded already that ${standing.agencies.map(names.agency).join(', ')} sent this until ${formatDate(isoOfDays(standing.from - 1))}. Take that back first if it is wrong; nothing was changed.`,
    );
}

/** Whether an agency that ended began again, in another's place, before the day of a new fact. */
function takesOverBetween(read: ReadableStore, fact: NewSupplyFact, ended: number): boolean {
  const from = daysOfIso(fact.from);
  return fact.agencies.every(agency =>
    readFacts(read).some(
      other =>
        other.kind === 'succession' &&
        other.type === fact.type &&
        other.successor === agency &&
        other.from > ended &&
        other.from < from,
    ),
  );
}

function readPeriod(
  asked: { readonly dataset: string; readonly from: string; readonly to: string; readonly area?: string | undefined },
  call: Call,
): PeriodCoverage {
  const { read } = call.workspace;
  const names = namesIn(call.resources);
  const dataset = datasetNamed(asked.dataset);
  if (!dataset || dataset.dateField === null)
    throw refused('dataset', `There is no dataset “${asked.dataset}” with dates.`);
  const period = { first: daysOfIso(asked.from), last: daysOfIso(asked.to) };
  if (!(period.first <= period.last)) throw refused('to', 'The last day lies before the first.');
  const districts = asked.area === undefined ? null : districtsOf(read, asked.area);
  if (districts?.length === 0) throw refused('area', `There is no district or authority “${asked.area}”.`);
  const coverage = readCoverage(read, dataset, { districts });
  if (!coverage)
    return {
      dataset: dataset.name,
      data: null,
      whole: false,
      expected: [],
      returned: [],
      lacking: [],
      started: [],
      ended: [],
      tookOver: [],
    };
  const agencyOf = (code: string | null): Agency => ({
    code: code ?? '',
    label: code === null ? 'not named' : names.agency(code),
  });
  const turn = ({ supplier, from }: { readonly supplier: Supplier; readonly from: number }) => ({
    ...agencyOf(supplier.agency),
    from: isoOfDays(from),
  });
  const { expected, returned } = returnsIn(coverage, period);
  return {
    dataset: dataset.name,
    data: { from: isoOfDays(coverage.first), until: isoOfDays(coverage.until) },
    whole: isWhole(coverage, period),
    expected: expected.map(supplier => agencyOf(supplier.agency)),
    returned: returned.map(supplier => agencyOf(supplier.agency)),
    lacking: lackingIn(coverage, period).map(({ supplier, days }) => ({
      ...agencyOf(supplier.agency),
      days: days.map(({ first, last }) => ({ from: isoOfDays(first), to: isoOfDays(last) })),
    })),
    started: startingIn(coverage, period).map(turn),
    ended: endingIn(coverage, period).map(turn),
    tookOver: followingIn(coverage, period).map(one => ({ ...turn(one), others: one.agencies.map(agencyOf) })),
  };
}

export const coverageHandlers: Handlers<'coverage.read' | 'coverage.period' | 'coverage.record' | 'coverage.withdraw'> =
  {
    'coverage.read': (_, call) => readLedger(call.workspace.read, call.resources, call.now()),

    'coverage.period': (asked, call) => readPeriod(asked, call),

    'coverage.record': async ({ fact }, call) => {
      const names = namesIn(call.resources);
      const at = call.now().toISOString();
      return call.workspace.write(store => {
        checkFact(fact, store, names, daysOfIso(at));
        return writeFact(store, fact, { at, actor: call.actor }, names);
      });
    },

    'coverage.withdraw': async ({ id, reason }, call) => {
      const at = call.now().toISOString();
      await call.workspace.write(store => withdrawFact(store, id, reason, { at, actor: call.actor }));
      return null;
    },
  };
