import type { NewSupplyFact, RecordedSupplyFact } from '../../../shared/contract/coverage.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { datasets } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import { formatDate } from '../../../shared/text/format.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Call } from '../subject.ts';
import { readBatches, readCoverage } from './coverage.ts';
import { namesIn } from './names.ts';
import type { Names } from './names.ts';
import { readFacts, writeFact } from './recorded.ts';

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

/**
 * Records what a person knows of the supply, with the audit entry, and gives it back as it is kept. Faults: invalid-input with
 * the path, refused where another fact stands against it.
 */
export async function recordFact(fact: NewSupplyFact, call: Call): Promise<RecordedSupplyFact> {
  const names = namesIn(call.resources);
  const at = call.now().toISOString();
  return call.workspace.write(store => {
    checkFact(fact, store, names, daysOfIso(at));
    return writeFact(store, fact, { at, actor: call.actor }, names);
  });
}
