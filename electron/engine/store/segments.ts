import type { Dataset, Field, FieldType } from '../../../shared/model/dataset.ts';
import { daysOfIso, minutesOfIso } from '../../../shared/model/period.ts';
import type { ReadableStore, SqlValue, WritableStore } from './store.ts';

/** Stands for "not recorded" in integer columns. */
export const notRecorded = -2_147_483_648;

/**
 * One field of one batch as a column. `codes`: index into `dictionary` plus one, 0 is not recorded (code and area
 * fields). `integers`: days (dates), local minutes (date-times) or pseudonyms (keys), `notRecorded` where empty.
 * `numbers`: NaN where empty.
 */
export type Column =
  | {
      readonly kind: 'codes';
      readonly codes: Uint8Array | Uint16Array | Uint32Array;
      readonly dictionary: readonly string[];
    }
  | { readonly kind: 'integers'; readonly integers: Int32Array }
  | { readonly kind: 'numbers'; readonly numbers: Float64Array };

/** The fields of a dataset that have a column of their own in its table. */
export function storedFields(dataset: Dataset): readonly Field[] {
  return dataset.fields.filter(field => !field.derived);
}

/** The same few thousand days come again and again. */
function remembered(parse: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return text => {
    let found = known.get(text);
    if (found === undefined) {
      found = parse(text);
      known.set(text, found);
    }
    return found;
  };
}

function growing(type: FieldType, rows: number): { push(at: number, value: SqlValue): void; column(): Column } {
  if (type === 'code' || type === 'area') {
    const codes = new Uint32Array(rows);
    const places = new Map<string, number>();
    return {
      push: (at, value) => {
        if (value === null) return;
        const text = String(value);
        let place = places.get(text);
        if (place === undefined) {
          place = places.size + 1;
          places.set(text, place);
        }
        codes[at] = place;
      },
      column: () => {
        const narrow =
          places.size < 256 ? Uint8Array.from(codes) : places.size < 65_536 ? Uint16Array.from(codes) : codes;
        return { kind: 'codes', codes: narrow, dictionary: [...places.keys()] };
      },
    };
  }
  if (type === 'number') {
    const numbers = new Float64Array(rows).fill(NaN);
    return {
      push: (at, value) => {
        if (value !== null) numbers[at] = Number(value);
      },
      column: () => ({ kind: 'numbers', numbers }),
    };
  }
  const integers = new Int32Array(rows).fill(notRecorded);
  const integerOf = type === 'date' ? remembered(daysOfIso) : type === 'datetime' ? minutesOfIso : Number;
  return {
    push: (at, value) => {
      if (value === null) return;
      const integer = integerOf(value as string);
      if (!Number.isNaN(integer)) integers[at] = integer;
    },
    column: () => ({ kind: 'integers', integers }),
  };
}

/** The same rows as `SELECT … WHERE batch_id` in order of id, as columns; `id` holds the row ids. */
export function columnsOfBatch(store: ReadableStore, dataset: Dataset, batch: number): ReadonlyMap<string, Column> {
  const fields = storedFields(dataset);
  const rows = store.get<{ n: number }>(`SELECT count(*) AS n FROM ${dataset.table} WHERE batch_id = ?`, batch)!.n;
  const growers = fields.map(field => growing(field.type, rows));
  const ids = new Int32Array(rows);
  let at = 0;
  const sql = `SELECT id, ${fields.map(field => field.name).join(', ')} FROM ${dataset.table} WHERE batch_id = ? ORDER BY id`;
  for (const row of store.iterateRaw(sql, batch)) {
    ids[at] = Number(row[0]);
    for (let f = 0; f < growers.length; f++) growers[f]!.push(at, row[f + 1]!);
    at += 1;
  }
  const columns = new Map<string, Column>([['id', { kind: 'integers', integers: ids }]]);
  fields.forEach((field, f) => columns.set(field.name, growers[f]!.column()));
  return columns;
}

const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Writes the columns of a batch anew from its rows. Part of the transaction that loads or corrects them. */
export function writeSegments(store: WritableStore, dataset: Dataset, batch: number): void {
  store.run('DELETE FROM segment WHERE batch_id = ?', batch);
  for (const [field, column] of columnsOfBatch(store, dataset, batch)) {
    const [encoding, dictionary, array] =
      column.kind === 'codes'
        ? ([`codes-${column.codes.BYTES_PER_ELEMENT}`, JSON.stringify(column.dictionary), column.codes] as const)
        : column.kind === 'integers'
          ? (['integers', null, column.integers] as const)
          : (['numbers', null, column.numbers] as const);
    store.run(
      'INSERT INTO segment (batch_id, dataset, field, rows, encoding, dictionary, data) VALUES (?,?,?,?,?,?,?)',
      batch,
      dataset.name,
      field,
      array.length,
      encoding,
      dictionary,
      bytesOf(array),
    );
  }
}

/** Reads one column of a batch; undefined when the batch has none (a field added after it was loaded). */
export function readSegment(store: ReadableStore, batch: number, field: string): Column | undefined {
  const row = store.get<{ encoding: string; dictionary: string | null; data: Uint8Array }>(
    'SELECT encoding, dictionary, data FROM segment WHERE batch_id = ? AND field = ?',
    batch,
    field,
  );
  if (!row) return undefined;
  // A copy: SQLite's bytes need not lie on the boundary that a typed array asks for.
  const bytes = row.data.buffer.slice(row.data.byteOffset, row.data.byteOffset + row.data.byteLength) as ArrayBuffer;
  if (row.encoding === 'integers') return { kind: 'integers', integers: new Int32Array(bytes) };
  if (row.encoding === 'numbers') return { kind: 'numbers', numbers: new Float64Array(bytes) };
  const codes =
    row.encoding === 'codes-1'
      ? new Uint8Array(bytes)
      : row.encoding === 'codes-2'
        ? new Uint16Array(bytes)
        : new Uint32Array(bytes);
  return { kind: 'codes', codes, dictionary: JSON.parse(row.dictionary ?? '[]') as string[] };
}
