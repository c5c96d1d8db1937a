import type { Dataset } from '../../../shared/model/dataset.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import { dataVersion } from '../store/audit-trail.ts';
import { notRecorded, readSegment } from '../store/segments.ts';
import type { ReadableStore } from '../store/store.ts';
import { readFacts } from './recorded.ts';
import type { Step } from './spans.ts';
import { coverageFrom, coverageOver } from './suppliers.ts';
import type { Coverage, MonthOfRows, SentBatch, Supplier } from './suppliers.ts';

/** What is asked of a dataset: as it stands or stood at a moment (ISO date-time), everywhere or in some districts. */
export interface CoverageQuestion {
  readonly asAt?: string | null;
  readonly districts?: readonly string[] | null;
}

interface BatchRow {
  readonly id: number;
  readonly type: string;
  readonly agency: string | null;
  readonly period_from: string | null;
  readonly period_to: string | null;
  readonly file_name: string;
  readonly imported_at: string;
  readonly is_current: number;
  /** Row of the column of dates in the store, and how many rows it has; null where it has none. */
  readonly segment: number | null;
  readonly rows: number | null;
}

function batchRows(store: ReadableStore, dataset: Dataset, asAt: string | null): readonly BatchRow[] {
  const current =
    asAt === null ? `b.state = 'current'` : `b.imported_at <= ? AND (b.ended_at IS NULL OR b.ended_at > ?)`;
  return store.all<BatchRow>(
    `SELECT b.id, b.type, b.agency, b.period_from, b.period_to, b.file_name, b.imported_at, ${current} AS is_current,
       s.rowid AS segment, s.rows
     FROM batch b LEFT JOIN segment s ON s.batch_id = b.id AND s.field = ?
     WHERE b.dataset = ? AND b.state <> 'withdrawn' OR b.dataset = ? AND ${current} ORDER BY b.id`,
    ...(asAt === null ? [] : [asAt, asAt]),
    dataset.dateField,
    dataset.name,
    dataset.name,
    ...(asAt === null ? [] : [asAt, asAt]),
  );
}

/** How many rows lie on each day, in order of days; `scale` is how many of the integers make a day. */
function rowsByDay(integers: Int32Array, scale: number): readonly (readonly [day: number, rows: number])[] {
  let [first, last] = [Infinity, -Infinity];
  for (let i = 0; i < integers.length; i++) {
    const n = integers[i]!;
    if (n === notRecorded) continue;
    if (n < first) first = n;
    if (n > last) last = n;
  }
  if (first > last) return [];
  const from = Math.floor(first / scale);
  const rows = new Uint32Array(Math.floor(last / scale) - from + 1);
  for (let i = 0; i < integers.length; i++) {
    const n = integers[i]!;
    if (n !== notRecorded) rows[Math.floor(n / scale) - from]! += 1;
  }
  return Array.from(rows, (count, at) => [from + at, count] as const).filter(([, count]) => count > 0);
}

type RowsInTime = Pick<SentBatch, 'months' | 'days'>;

/** In which months the dated rows of a batch lie, and its days with rows. */
function rowsInTime(store: ReadableStore, dataset: Dataset, batch: number): RowsInTime {
  const column = readSegment(store, batch, dataset.dateField!);
  if (column?.kind !== 'integers') return { months: [], days: [] };
  const isTimed = dataset.fields.find(field => field.name === dataset.dateField)!.type === 'datetime';
  const months = new Map<number, MonthOfRows>();
  const byDay = rowsByDay(column.integers, isTimed ? 1440 : 1);
  for (const [day, rows] of byDay) {
    const month = periodOf(day, 'month').first;
    const known = months.get(month);
    months.set(month, { month, rows: (known?.rows ?? 0) + rows, firstRow: known?.firstRow ?? day, lastRow: day });
  }
  return { months: [...months.values()], days: byDay.map(([day]) => day) };
}

interface Kept {
  version: number;
  readonly batches: Map<string, readonly SentBatch[]>;
  readonly coverages: Map<string, Coverage | null>;
  /** When the rows of a batch lie, by the column that they were read from. */
  readonly inTime: Map<string, RowsInTime>;
}

const keptFor = new WeakMap<ReadableStore, Kept>();

function keptOf(store: ReadableStore): Kept {
  const version = dataVersion(store);
  let kept = keptFor.get(store);
  if (!kept) {
    kept = { version, batches: new Map(), coverages: new Map(), inTime: new Map() };
    keptFor.set(store, kept);
  } else if (kept.version !== version) {
    kept.version = version;
    kept.batches.clear();
    kept.coverages.clear();
  }
  return kept;
}

/** Every batch of a dated dataset that was not withdrawn, with the months of its rows. */
export function readBatches(store: ReadableStore, dataset: Dataset, asAt: string | null = null): readonly SentBatch[] {
  const { batches, inTime } = keptOf(store);
  const key = `${dataset.name} ${asAt ?? ''}`;
  const known = batches.get(key);
  if (known) return known;
  const rows = batchRows(store, dataset, asAt);
  // SQLite may give the newest column its row again when it is written anew, so that one is always read.
  const newest = Math.max(...rows.map(row => row.segment ?? 0));
  const found = rows.map((row): SentBatch => {
    const place = `${row.id} ${row.segment} ${row.rows}`;
    const own = (row.segment === newest ? undefined : inTime.get(place)) ?? rowsInTime(store, dataset, row.id);
    inTime.set(place, own);
    return {
      id: row.id,
      type: row.type,
      agency: row.agency,
      fileName: row.file_name,
      declared:
        row.period_from === null || row.period_to === null
          ? null
          : { first: daysOfIso(row.period_from), last: daysOfIso(row.period_to) },
      imported: daysOfIso(row.imported_at),
      current: row.is_current === 1,
      ...own,
    };
  });
  batches.set(key, found);
  return found;
}

export const stepOf = (dataset: Dataset): Step => (dataset.monthly ? 'month' : 'financial-quarter');

/**
 * The coverage of a dataset; null where it is undated or empty. Everything that says of a period whether it is whole says
 * it from this. Kept until the data change.
 */
export function readCoverage(
  store: ReadableStore,
  dataset: Dataset,
  { asAt = null, districts = null }: CoverageQuestion = {},
): Coverage | null {
  if (dataset.dateField === null) return null;
  const { coverages } = keptOf(store);
  const key = JSON.stringify([dataset.name, asAt, districts?.toSorted() ?? null]);
  const known = coverages.get(key);
  if (known !== undefined) return known;
  const whole = coverageFrom(readBatches(store, dataset, asAt), readFacts(store, asAt), stepOf(dataset));
  const found = whole === null || districts === null ? whole : inDistricts(store, dataset, whole, asAt, districts);
  coverages.set(key, found);
  return found;
}

/** Rows with a place from which a supplier with none in a district is taken not to serve it. */
const enoughPlaced = 30;

/**
 * The coverage of some districts: without suppliers whose rows lie elsewhere. One with thirty placed rows and none of them
 * in these districts has, at 95 %, at most one in ten there ("rule of three": Hanley and Lippman-Hand 1983, JAMA 249:1743);
 * one with fewer may serve them and stays.
 */
function inDistricts(
  store: ReadableStore,
  dataset: Dataset,
  whole: Coverage,
  asAt: string | null,
  districts: readonly string[],
): Coverage | null {
  if (!dataset.fields.some(field => field.name === 'district' && !field.derived)) return whole;
  const placed = new Map<string, { all: number; here: number }>();
  const keyOf = ({ type, agency }: Pick<Supplier, 'type' | 'agency'>) => JSON.stringify([type, agency]);
  for (const batch of readBatches(store, dataset, asAt)) {
    if (!batch.current) continue;
    const column = readSegment(store, batch.id, 'district');
    if (column?.kind !== 'codes') continue;
    const isHere = [false, ...column.dictionary.map(code => districts.includes(code))];
    const sums = placed.get(keyOf(batch)) ?? { all: 0, here: 0 };
    for (const code of column.codes) {
      if (code > 0) sums.all += 1;
      if (isHere[code]) sums.here += 1;
    }
    placed.set(keyOf(batch), sums);
  }
  const serving = whole.suppliers.filter(supplier => {
    const sums = placed.get(keyOf(supplier));
    return !sums || sums.here > 0 || sums.all < enoughPlaced;
  });
  return coverageOver(serving, whole.step);
}

/** Districts of an area: itself, or those of the authority. A code that is neither has none. */
export function districtsOf(store: ReadableStore, area: string): readonly string[] {
  return store
    .all<{ code: string }>(
      `SELECT code FROM area WHERE level = 'district' AND (code = ? OR authority = ?) ORDER BY code`,
      area,
      area,
    )
    .map(row => row.code);
}
