import type { Batch } from '../../../shared/contract/intake.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import type { ReturnType, ReturnTypes } from './return-types.ts';

interface BatchRow {
  readonly id: number;
  readonly type: string;
  readonly dataset: string | null;
  readonly agency: string | null;
  readonly period_from: string | null;
  readonly period_to: string | null;
  readonly file_name: string;
  readonly sha256: string;
  readonly imported_at: string;
  readonly imported_by: string;
  readonly rows_read: number;
  readonly rows_loaded: number;
  readonly rows_set_aside: number;
  readonly rows_duplicate: number;
  readonly rows_unlocated: number;
  readonly state: Batch['state'];
  readonly superseded_by: number | null;
  readonly ended_at: string | null;
  readonly reason: string | null;
  readonly synthetic: number;
}

const batchOf = (row: BatchRow, { types, lists }: ReturnTypes): Batch => ({
  id: row.id,
  type: row.type,
  typeLabel: types.find(t => t.name === row.type)?.label ?? row.type,
  dataset: row.dataset,
  agency: row.agency,
  agencyLabel: lists['supplier']?.find(([code]) => code === row.agency)?.[1] ?? row.agency,
  periodFrom: row.period_from,
  periodTo: row.period_to,
  fileName: row.file_name,
  sha256: row.sha256,
  importedAt: row.imported_at,
  importedBy: row.imported_by,
  read: row.rows_read,
  loaded: row.rows_loaded,
  setAside: row.rows_set_aside,
  duplicates: row.rows_duplicate,
  unlocated: row.rows_unlocated,
  state: row.state,
  supersededBy: row.superseded_by,
  endedAt: row.ended_at,
  reason: row.reason,
  synthetic: row.synthetic === 1,
});

/** Every file that ever came in, newest first. */
export function listBatches(store: ReadableStore, returns: ReturnTypes): Batch[] {
  return store.all<BatchRow>('SELECT * FROM batch ORDER BY id DESC').map(row => batchOf(row, returns));
}

/** One batch. Fault: not-found. */
export function getBatch(store: ReadableStore, returns: ReturnTypes, id: number): Batch {
  const row = store.get<BatchRow>('SELECT * FROM batch WHERE id = ?', id);
  if (!row) throw new FaultError('not-found', `There is no batch ${id} in this workspace.`);
  return batchOf(row, returns);
}

export type KnownFile = Pick<
  BatchRow,
  'id' | 'type' | 'agency' | 'file_name' | 'rows_read' | 'state' | 'period_from' | 'period_to' | 'superseded_by'
>;

/** The current or superseded batch of a file with these very bytes. */
export function batchOfFile(store: ReadableStore, sha256: string): KnownFile | undefined {
  return store.get<KnownFile>(
    `SELECT id, type, agency, file_name, rows_read, state, period_from, period_to, superseded_by FROM batch
     WHERE sha256 = ? AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1`,
    sha256,
  );
}

/**
 * Takes a batch back. Its rows stay readable "as at" an earlier day, and what it had taken the place of counts again.
 * Faults: not-found, refused.
 */
export function withdrawBatch(
  store: WritableStore,
  id: number,
  reason: string,
  by: { actor: string; at: string },
): void {
  const state = store.get<{ state: string }>('SELECT state FROM batch WHERE id = ?', id)?.state;
  if (!state) throw new FaultError('not-found', `There is no batch ${id} in this workspace.`);
  if (state === 'withdrawn') throw new FaultError('refused', `Batch ${id} is withdrawn already. Nothing was changed.`);
  store.run(
    `UPDATE batch SET state = 'withdrawn', ended_at = ?, reason = ? WHERE id = ?`,
    by.at,
    reason.trim() || null,
    id,
  );
  if (state === 'current')
    store.run(
      `UPDATE batch SET state = 'current', superseded_by = NULL, ended_at = NULL WHERE superseded_by = ? AND state = 'superseded'`,
      id,
    );
  else {
    // What this one had replaced is now replaced by whatever replaced this one.
    const next = store.get<{ superseded_by: number | null }>(
      'SELECT superseded_by FROM batch WHERE id = ?',
      id,
    )!.superseded_by;
    store.run(`UPDATE batch SET superseded_by = ? WHERE superseded_by = ? AND state = 'superseded'`, next, id);
  }
  bumpDataVersion(store);
  appendAudit(store, { at: by.at, actor: by.actor, action: 'withdraw', subject: `batch ${id}` });
}

interface Candidate {
  readonly id: number;
  readonly type: string;
  readonly period_from: string | null;
  readonly period_to: string | null;
}

/**
 * Current batches whose place the new one takes, and those that it only overlaps. Dated files: same type and agency,
 * and the same period; or a longer period that brings again at least half of the older file's records. Undated files:
 * same type and agency, and every area and year of the older file is in the new one.
 */
export function batchesReplaced(
  store: ReadableStore,
  type: ReturnType,
  types: readonly ReturnType[],
  batch: number,
): { readonly replaced: number[]; readonly overlapped: number[] } {
  const own = store.get<Candidate & { agency: string | null }>(
    'SELECT id, type, agency, period_from, period_to FROM batch WHERE id = ?',
    batch,
  )!;
  const coarser = types.filter(t => t.finer === type.name).map(t => t.name);
  const candidates = store
    .all<Candidate>(
      `SELECT id, type, period_from, period_to FROM batch WHERE state = 'current' AND id <> ? AND agency IS ?`,
      batch,
      own.agency,
    )
    .filter(other => other.type === type.name || coarser.includes(other.type));
  const replaced: number[] = [];
  const overlapped: number[] = [];
  for (const other of candidates) {
    if (type.period) {
      if (
        !own.period_from ||
        !other.period_from ||
        own.period_from > other.period_to! ||
        own.period_to! < other.period_from
      )
        continue;
      const same = own.period_from === other.period_from && own.period_to === other.period_to;
      const covers = own.period_from <= other.period_from && own.period_to! >= other.period_to!;
      if (same || (covers && bringsAgain(store, type, other.id, batch))) replaced.push(other.id);
      else overlapped.push(other.id);
    } else if (coversKeys(store, type, other, batch)) replaced.push(other.id);
  }
  return { replaced, overlapped };
}

function bringsAgain(store: ReadableStore, type: ReturnType, older: number, newer: number): boolean {
  const table = datasetNamed(type.dataset ?? '')!.table;
  const day = type.columns.find(c => c.name === type.period)!.target!;
  const link = type.columns.find(c => c.type === 'identifier' && c.target)?.target;
  if (!link) return true;
  const counts = store.get<{ total: number; again: number }>(
    `WITH newer AS MATERIALIZED (SELECT DISTINCT ${link} AS link, ${day} AS day FROM ${table} WHERE batch_id = ?)
     SELECT count(*) AS total, count(newer.link) AS again FROM ${table} AS older
     LEFT JOIN newer ON newer.link = older.${link} AND newer.day = older.${day} WHERE older.batch_id = ?`,
    newer,
    older,
  )!;
  return counts.again * 2 >= counts.total;
}

function coversKeys(store: ReadableStore, type: ReturnType, other: Candidate, batch: number): boolean {
  if (type.load === 'links') {
    return !store.get(
      'SELECT from_code, from_vintage, to_level FROM area_link WHERE batch_id = ? EXCEPT SELECT from_code, from_vintage, to_level FROM area_link WHERE batch_id = ? LIMIT 1',
      other.id,
      batch,
    );
  }
  if (type.load === 'facts' && type.dataset) {
    const keys = (other.type === type.name ? (type.covers ?? []) : ['year', 'district']).join(', ');
    if (keys === '') return false;
    const table = datasetNamed(type.dataset)!.table;
    return !store.get(
      `SELECT ${keys} FROM ${table} WHERE batch_id = ? EXCEPT SELECT ${keys} FROM ${table} WHERE batch_id = ? LIMIT 1`,
      other.id,
      batch,
    );
  }
  return false;
}

/** Marks older batches as replaced. */
export function supersede(store: WritableStore, older: readonly number[], by: number, at: string): void {
  for (const id of older)
    store.run(`UPDATE batch SET state = 'superseded', superseded_by = ?, ended_at = ? WHERE id = ?`, by, at, id);
}
