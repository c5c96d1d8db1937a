import { createHash } from 'node:crypto';
import { readMeta } from './meta.ts';
import type { ReadableStore, WritableStore } from './store.ts';

/** Hash of the entry before the first. */
const beginning = '0'.repeat(64);

interface Entry {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly data_version: number;
  readonly previous: string;
  readonly hash: string;
}

function hashOf(entry: Omit<Entry, 'hash'>): string {
  const { sequence, at, actor, action, subject, data_version, previous } = entry;
  return createHash('sha256')
    .update(JSON.stringify([sequence, at, actor, action, subject, data_version, previous]))
    .digest('hex');
}

/**
 * Adds one entry, chained to the one before by SHA-256. Part of the transaction that it speaks of: both happen or
 * neither. `subject` names things (a batch, a view), never values of facts.
 */
export function appendAudit(
  store: WritableStore,
  entry: { at: string; actor: string; action: string; subject?: string | null },
): void {
  const last = store.get<Pick<Entry, 'sequence' | 'hash'>>(
    'SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1',
  );
  const chained = {
    sequence: (last?.sequence ?? 0) + 1,
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject ?? null,
    data_version: dataVersion(store),
    previous: last?.hash ?? beginning,
  };
  store.run(
    'INSERT INTO audit_entry (sequence, at, actor, action, subject, data_version, previous, hash) VALUES (?,?,?,?,?,?,?,?)',
    chained.sequence,
    chained.at,
    chained.actor,
    chained.action,
    chained.subject,
    chained.data_version,
    chained.previous,
    hashOf(chained),
  );
}

/** The first sequence number at which the chain breaks, or null when it holds from the first entry to the last. */
export function brokenAuditEntry(store: ReadableStore): number | null {
  let previous = beginning;
  let sequence = 0;
  for (const entry of store.iterate<Entry>('SELECT * FROM audit_entry ORDER BY sequence')) {
    sequence += 1;
    if (entry.sequence !== sequence || entry.previous !== previous || entry.hash !== hashOf(entry)) return sequence;
    previous = entry.hash;
  }
  return null;
}

/** Counts every change of facts; results name it. */
export function dataVersion(store: ReadableStore): number {
  return Number(readMeta(store, 'data_version') ?? 0);
}

/** Call once in each transaction that changes facts. */
export function bumpDataVersion(store: WritableStore): void {
  store.run(`UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'data_version'`);
}
