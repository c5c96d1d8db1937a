import type { Dataset } from '../../../../shared/model/dataset.ts';
import type { ReadableStore } from '../../store/store.ts';

/** One batch behind the facts and where its rows lie. */
export interface FactBatch {
  readonly id: number;
  readonly agency: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly fileName: string;
  readonly importedAt: string;
  /** When the first file came in of those that this one took the place of, one after the other; or when it came in itself. */
  readonly firstCameIn: string;
  readonly synthetic: boolean;
  readonly start: number;
  readonly rows: number;
  /** Changes when the batch's columns were written anew. */
  readonly stamp: string;
}

/** A batch whether or not it counts now, and from when to when it did. */
export interface RecordedBatch extends FactBatch {
  /** ISO date-time from which it does not count any more; null while it does. */
  readonly endedAt: string | null;
  /** The batch that took its place. */
  readonly supersededBy: number | null;
  /** When each of its last rows came in that had been set aside and was put right; the others came with the file. */
  readonly putRightAt: readonly string[];
  /** Times in which another stood in its place that was taken back since: from, and up to but not at. */
  readonly rested: readonly { readonly by: number; readonly from: string; readonly to: string }[];
}

interface BatchRow {
  readonly id: number;
  readonly agency: string | null;
  readonly period_from: string | null;
  readonly period_to: string | null;
  readonly file_name: string;
  readonly imported_at: string;
  readonly ended_at: string | null;
  readonly superseded_by: number | null;
  readonly synthetic: number;
  readonly rows: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly bytes: number | null;
}

/** The batches of a dataset as they stand, or stood at a moment. */
export function batchesOf(store: ReadableStore, dataset: Dataset, asAt: string | null): FactBatch[] {
  return asAt === null
    ? batchesWhere(store, dataset, `b.state = 'current'`, [])
    : batchesWhere(store, dataset, `b.imported_at <= ? AND (b.ended_at IS NULL OR b.ended_at > ?)`, [asAt, asAt]);
}

/** Every batch of a dataset that counts, or did once. */
export function batchesRecorded(store: ReadableStore, dataset: Dataset): RecordedBatch[] {
  const late = store.all<{ batch: number; at: string }>(
    `SELECT s.batch_id AS batch, s.ended_at AS at FROM set_aside s
     JOIN batch b ON b.id = s.batch_id AND b.dataset = ?
     JOIN ${dataset.table} f ON f.batch_id = s.batch_id AND f.row_number = s.row_number
     WHERE s.state = 'corrected' ORDER BY s.ended_at`,
    dataset.name,
  );
  const putRight = Map.groupBy(late, one => one.batch);
  const typeOf = new Map(
    store
      .all<{ id: number; type: string }>('SELECT id, type FROM batch WHERE dataset = ?', dataset.name)
      .map(({ id, type }) => [id, type]),
  );
  const batches = batchesWhere(store, dataset, 'true', []);
  // A file takes the place of another of the same type, agency and period; taken back, it leaves no word of it.
  const isInPlaceOf = (own: (typeof batches)[number], other: (typeof batches)[number]) =>
    typeOf.get(own.id) === typeOf.get(other.id) &&
    own.agency === other.agency &&
    own.periodFrom !== null &&
    own.periodFrom === other.periodFrom &&
    own.periodTo === other.periodTo &&
    own.importedAt > other.importedAt &&
    (other.endedAt === null || own.importedAt < other.endedAt);
  return batches.map(batch => ({
    ...batch,
    putRightAt: putRight.get(batch.id)?.map(one => one.at) ?? [],
    rested: batches.flatMap(own =>
      own.endedAt !== null && own.supersededBy === null && isInPlaceOf(own, batch)
        ? [{ by: own.id, from: own.importedAt, to: own.endedAt }]
        : [],
    ),
  }));
}

function batchesWhere(
  store: ReadableStore,
  dataset: Dataset,
  condition: string,
  values: readonly string[],
): Omit<RecordedBatch, 'putRightAt' | 'rested'>[] {
  const rows = store.all<BatchRow>(
    `SELECT b.id, b.agency, b.period_from, b.period_to, b.file_name, b.imported_at, b.ended_at, b.superseded_by,
       b.synthetic, max(s.rows) AS rows, min(s.rowid) AS first, max(s.rowid) AS last, sum(length(s.data)) AS bytes
     FROM batch b LEFT JOIN segment s ON s.batch_id = b.id
     WHERE b.dataset = ? AND ${condition} GROUP BY b.id ORDER BY b.id`,
    dataset.name,
    ...values,
  );
  const firstOf = firstArrivals(store, dataset);
  let start = 0;
  return rows.map(row => {
    const count = row.rows ?? 0;
    const batch: Omit<RecordedBatch, 'putRightAt' | 'rested'> = {
      id: row.id,
      agency: row.agency,
      periodFrom: row.period_from,
      periodTo: row.period_to,
      fileName: row.file_name,
      importedAt: row.imported_at,
      firstCameIn: firstOf.get(row.id) ?? row.imported_at,
      endedAt: row.ended_at,
      supersededBy: row.superseded_by,
      synthetic: row.synthetic === 1,
      start,
      rows: count,
      stamp: `${row.first}-${row.last}-${row.bytes}-${count}`,
    };
    start += count;
    return batch;
  });
}

/** By batch, when the earliest file came in of those that it took the place of. */
function firstArrivals(store: ReadableStore, dataset: Dataset): ReadonlyMap<number, string> {
  const rows = store.all<{ id: number; at: string; by: number | null }>(
    `SELECT id, imported_at AS at, superseded_by AS by FROM batch WHERE dataset = ? ORDER BY id DESC`,
    dataset.name,
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  const first = new Map<number, string>();
  for (const { id, at } of rows)
    for (let one = byId.get(id); one; one = one.by === null ? undefined : byId.get(one.by)) {
      const known = first.get(one.id);
      if (known === undefined || at < known) first.set(one.id, at);
    }
  return first;
}
