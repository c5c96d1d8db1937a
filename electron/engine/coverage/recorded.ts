import { FaultError } from '../../../shared/contract/fault.ts';
import type { Agency, NewSupplyFact, RecordedSupplyFact } from '../../../shared/contract/coverage.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { endWords, nothingMoreWords, successionWords } from '../../../shared/text/coverage.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import type { Names } from './names.ts';
import type { SupplyFact } from './suppliers.ts';

interface FactRow {
  readonly id: number;
  readonly kind: SupplyFact['kind'];
  readonly type: string;
  readonly agencies: string;
  readonly successor: string | null;
  readonly from_day: string;
  readonly to_day: string | null;
  readonly reason: string;
  readonly recorded_at: string;
  readonly recorded_by: string;
}

/** The facts that stand, or stood at a moment (ISO date-time), in the order in which they were recorded. */
function standingRows(read: ReadableStore, asAt: string | null): readonly FactRow[] {
  return asAt === null
    ? read.all<FactRow>('SELECT * FROM supply_fact WHERE withdrawn_at IS NULL ORDER BY id')
    : read.all<FactRow>(
        'SELECT * FROM supply_fact WHERE recorded_at <= ? AND (withdrawn_at IS NULL OR withdrawn_at > ?) ORDER BY id',
        asAt,
        asAt,
      );
}

/** What people recorded, as coverage uses it. */
export function readFacts(read: ReadableStore, asAt: string | null = null): readonly SupplyFact[] {
  return standingRows(read, asAt).map((row): SupplyFact => {
    const common = {
      id: row.id,
      type: row.type,
      agencies: JSON.parse(row.agencies) as string[],
      recorded: daysOfIso(row.recorded_at),
      from: daysOfIso(row.from_day),
    };
    if (row.kind === 'succession') return { ...common, kind: row.kind, successor: row.successor! };
    return row.kind === 'end'
      ? { ...common, kind: row.kind }
      : { ...common, kind: row.kind, to: daysOfIso(row.to_day!) };
  });
}

function recordedFact(row: FactRow, names: Names): RecordedSupplyFact {
  const agencyOf = (code: string): Agency => ({ code, label: names.agency(code) });
  const agencies = (JSON.parse(row.agencies) as string[]).map(agencyOf);
  const labels = agencies.map(one => one.label);
  const successor = row.successor === null ? null : agencyOf(row.successor);
  const from = daysOfIso(row.from_day);
  const words =
    successor !== null
      ? successionWords(successor.label, labels, from)
      : row.to_day === null
        ? endWords(labels, from)
        : nothingMoreWords(labels, { first: from, last: daysOfIso(row.to_day) });
  return {
    id: row.id,
    kind: row.kind,
    type: row.type,
    agencies,
    successor,
    from: row.from_day,
    to: row.to_day,
    reason: row.reason,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
    words,
  };
}

/** What people recorded and did not take back, newest first, for people. */
export function readRecorded(read: ReadableStore, names: Names): readonly RecordedSupplyFact[] {
  return standingRows(read, null)
    .map(row => recordedFact(row, names))
    .toReversed();
}

/** Keeps a fact that `refusedFact` lets through, with the audit trail, in the transaction of the caller. */
export function writeFact(
  store: WritableStore,
  fact: NewSupplyFact,
  by: { readonly at: string; readonly actor: string },
  names: Names,
): RecordedSupplyFact {
  const { lastId } = store.run(
    `INSERT INTO supply_fact (kind, type, agencies, successor, from_day, to_day, reason, recorded_at, recorded_by)
     VALUES (?,?,?,?,?,?,?,?,?)`,
    fact.kind,
    fact.type,
    JSON.stringify([...new Set(fact.agencies)]),
    fact.kind === 'succession' ? fact.successor : null,
    fact.from,
    fact.kind === 'nothing-more' ? fact.to : null,
    fact.reason,
    by.at,
    by.actor,
  );
  // What is whole changes with it, and with that everything that is compared.
  bumpDataVersion(store);
  appendAudit(store, { ...by, action: 'record-supply', subject: `${fact.kind} ${lastId}, ${fact.type}` });
  return recordedFact(store.get<FactRow>('SELECT * FROM supply_fact WHERE id = ?', lastId)!, names);
}

/** Takes a fact back; it stays in the file. Fault not-found. */
export function withdrawFact(
  store: WritableStore,
  id: number,
  reason: string,
  by: { readonly at: string; readonly actor: string },
): void {
  const row = store.get<FactRow>('SELECT * FROM supply_fact WHERE id = ? AND withdrawn_at IS NULL', id);
  if (!row)
    throw new FaultError('not-found', 'That was taken back already, or was never recorded. Nothing was changed.');
  store.run(
    'UPDATE supply_fact SET withdrawn_at = ?, withdrawn_by = ?, withdrawn_reason = ? WHERE id = ?',
    by.at,
    by.actor,
    reason,
    id,
  );
  bumpDataVersion(store);
  appendAudit(store, { ...by, action: 'withdraw-supply', subject: `${row.kind} ${id}, ${row.type}` });
}
