import { FaultError } from '../../../../shared/contract/fault.ts';
import type { DatePart } from '../../../../shared/contract/cube.ts';
import type { Dataset, Field, RowTest } from '../../../../shared/model/dataset.ts';
import { hourOf, periodOf, weekdayOf } from '../../../../shared/model/period.ts';
import type { Period } from '../../../../shared/model/period.ts';
import { notRecorded, readSegment } from '../../store/segments.ts';
import type { Column } from '../../store/segments.ts';
import { dataVersion } from '../../store/audit-trail.ts';
import type { Workspace } from '../../store/workspace.ts';
import { authorityOfDistrict, readAreas } from '../../areas/areas.ts';
import type { Areas } from '../../areas/areas.ts';
import type { CodeColumn, Codes, KeyColumn, KeyOrder, NumberColumn } from './column-types.ts';
import { crew } from './crew.ts';
import { columnMemory } from './pass.ts';
import { batchesOf, batchesRecorded } from './fact-batches.ts';
import type { FactBatch, RecordedBatch } from './fact-batches.ts';

/** Former facts and the batches of theirs that still hold. */
interface Reusable {
  readonly facts: Facts;
  kept(batch: FactBatch): FactBatch | undefined;
}

type Stored =
  | { readonly kind: 'codes'; readonly column: CodeColumn }
  | { readonly kind: 'integers'; readonly integers: Int32Array }
  | { readonly kind: 'numbers'; readonly column: NumberColumn };

const ageBands: readonly { readonly code: string; readonly from: number; readonly to: number }[] = [
  { code: '0-9', from: 0, to: 9 },
  { code: '10-12', from: 10, to: 12 },
  { code: '13-15', from: 13, to: 15 },
  { code: '16-17', from: 16, to: 17 },
  { code: '18+', from: 18, to: Infinity },
];

function narrowest(size: number, rows: number): Codes {
  if (size < 256) return new Uint8Array(columnMemory(rows, 1));
  return size < 65_536 ? new Uint16Array(columnMemory(rows, 2)) : new Uint32Array(columnMemory(rows, 4));
}

/** Numbers texts in order of their first appearance, from 1. */
class Dictionary {
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();
  place(text: string): number {
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.texts.push(text);
      this.places.set(text, place);
    }
    return place;
  }
}

/**
 * The rows of a dataset in memory: the columns of its batches end to end, as typed arrays. Columns are read when first
 * asked for and kept; derived columns, orders and masks are made once and kept too. Nothing here changes after it is made.
 */
export class Facts {
  readonly dataset: Dataset;
  readonly batches: readonly FactBatch[];
  readonly rows: number;
  readonly areas: Areas;
  private readonly read: (batch: number, field: string) => Column | undefined;
  private readonly held = new Map<string, Stored>();
  private readonly made = new Map<string, unknown>();
  private readonly allRecorded: () => readonly RecordedBatch[];

  constructor(
    dataset: Dataset,
    batches: readonly FactBatch[],
    areas: Areas,
    read: (batch: number, field: string) => Column | undefined,
    previous: Reusable | null,
    recorded: () => readonly RecordedBatch[] = () => [],
  ) {
    this.allRecorded = recorded;
    this.dataset = dataset;
    this.batches = batches;
    this.rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    this.areas = areas;
    this.read = read;
    // What was in use is carried over now, so that no chain of former versions stays in memory.
    for (const name of previous?.facts.held.keys() ?? []) this.held.set(name, this.concatenated(name, previous));
  }

  /** The declaration of a field. Fault invalid-input when the dataset has none of that name. */
  field(name: string, path = 'field'): Field {
    const found = this.dataset.fields.find(field => field.name === name);
    if (!found) throw new FaultError('invalid-input', `${this.dataset.label} has no field "${name}".`, path);
    return found;
  }

  private keep<T>(name: string, make: () => T): T {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as T;
  }

  /** Every batch of the dataset that counts, or did once; none where the facts are of no workspace. */
  recorded(): readonly RecordedBatch[] {
    return this.keep('recorded', this.allRecorded);
  }

  /** These rows, and after them those of other batches that counted once, in the order given. */
  withOthers(others: readonly RecordedBatch[]): Facts {
    return this.keep(`with ${others.map(batch => batch.id).join()}`, () => {
      let start = this.rows;
      const added = others.map(batch => {
        const placed = { ...batch, start };
        start += batch.rows;
        return placed;
      });
      const kept = { facts: this, kept: (batch: FactBatch) => this.batches.find(own => own.id === batch.id) };
      return new Facts(this.dataset, [...this.batches, ...added], this.areas, this.read, kept);
    });
  }

  private stored(name: string): Stored {
    let found = this.held.get(name);
    if (!found) {
      found = this.concatenated(name, null);
      this.held.set(name, found);
    }
    return found;
  }

  /** One column of all batches end to end; ranges that `previous` already holds are copied instead of read. */
  private concatenated(name: string, previous: Reusable | null): Stored {
    const field = this.dataset.fields.find(f => f.name === name);
    const type = name === 'id' ? 'key' : field!.type;
    const before = previous?.facts.held.get(name);
    const ofBatch = (batch: FactBatch): Column | undefined => {
      const kept = before && previous!.kept(batch);
      if (!kept) return this.read(batch.id, name);
      const end = kept.start + kept.rows;
      if (before.kind === 'codes')
        return {
          kind: 'codes',
          codes: before.column.codes.subarray(kept.start, end),
          dictionary: before.column.dictionary,
        };
      if (before.kind === 'numbers')
        return { kind: 'numbers', numbers: before.column.numbers.subarray(kept.start, end) };
      return { kind: 'integers', integers: before.integers.subarray(kept.start, end) };
    };
    if (type === 'number') {
      const numbers = new Float64Array(columnMemory(this.rows, 8)).fill(NaN);
      for (const batch of this.batches) {
        const part = ofBatch(batch);
        if (part?.kind === 'numbers') numbers.set(part.numbers, batch.start);
      }
      return { kind: 'numbers', column: { numbers, complete: !hasNaN(numbers) } };
    }
    if (type === 'code' || type === 'area') {
      const dictionary = new Dictionary();
      const parts = this.batches.map(batch => {
        const part = ofBatch(batch);
        return part?.kind === 'codes'
          ? { codes: part.codes, places: Uint32Array.from([0, ...part.dictionary.map(text => dictionary.place(text))]) }
          : null;
      });
      const codes = narrowest(dictionary.texts.length, this.rows);
      parts.forEach((part, b) => {
        if (!part) return;
        const start = this.batches[b]!.start;
        if (part.places.every((place, i) => place === i)) codes.set(part.codes, start);
        else for (let i = 0; i < part.codes.length; i++) codes[start + i] = part.places[part.codes[i]!]!;
      });
      return { kind: 'codes', column: { codes, dictionary: dictionary.texts } };
    }
    const integers = new Int32Array(this.rows).fill(notRecorded);
    for (const batch of this.batches) {
      const part = ofBatch(batch);
      if (part?.kind === 'integers') integers.set(part.integers, batch.start);
    }
    return { kind: 'integers', integers };
  }

  /** Row ids, days, local minutes or pseudonyms as they are stored; `notRecorded` where empty. */
  integers(name: string): Int32Array {
    const stored = this.stored(name);
    if (stored.kind !== 'integers') throw new Error(`${name} is not stored as integers`);
    return stored.integers;
  }

  /**
   * Any field as dictionary codes; a date by `by` (a day unless said). Fault invalid-input for a key, and for a part that
   * the field does not have.
   */
  codes(name: string, by?: DatePart, path = 'field'): CodeColumn {
    const field = this.field(name, path);
    const dated = field.type === 'date' || field.type === 'datetime';
    if (by && !dated)
      throw new FaultError('invalid-input', `${field.label} is not a date, so it cannot be taken by ${by}.`, path);
    if (by === 'hour' && field.type !== 'datetime')
      throw new FaultError('invalid-input', `${field.label} has no time of day.`, path);
    if (field.type === 'key')
      throw new FaultError('invalid-input', `${field.label} can only be counted; it is never listed.`, path);
    if (field.derived) return this.keep(`derived ${name}`, () => this.derived(field, path));
    const stored = this.stored(name);
    if (stored.kind === 'codes') return stored.column;
    if (stored.kind === 'numbers') return this.keep(`numbers ${name}`, () => codesOfNumbers(stored.column.numbers));
    const part = by ?? 'day';
    return this.keep(`part ${part} ${name}`, () => codesOfDates(stored.integers, field.type === 'datetime', part));
  }

  private derived(field: Field, path: string): CodeColumn {
    const derived = field.derived!;
    if (derived.by === 'batch-agency') {
      const dictionary = new Dictionary();
      const places = this.batches.map(batch => (batch.agency === null ? 0 : dictionary.place(batch.agency)));
      const codes = narrowest(dictionary.texts.length, this.rows);
      this.batches.forEach((batch, b) => codes.fill(places[b]!, batch.start, batch.start + batch.rows));
      return { codes, dictionary: dictionary.texts };
    }
    const from = this.codes(derived.from, undefined, path);
    const areas = this.areas;
    switch (derived.by) {
      case 'authority-of-district':
        return mapped(from, code => authorityOfDistrict(areas, code));
      case 'deprivation-decile':
        return mapped(from, code => {
          const decile = areas.get(code)?.deprivation_decile;
          return decile === null || decile === undefined ? null : String(decile);
        });
      case 'msoa-of-lsoa':
        return mapped(from, code => areas.get(code)?.msoa ?? null);
      case 'age-band':
        return mapped(from, text => ageBandOf(Number(text)));
    }
  }

  /** A number field, or a date as day numbers (minutes ÷ 1440 for date-times). */
  numbers(name: string, path = 'field'): NumberColumn {
    const field = this.field(name, path);
    const stored = field.derived ? null : this.stored(name);
    if (stored?.kind === 'numbers') return stored.column;
    if (stored?.kind !== 'integers' || field.type === 'key')
      throw new FaultError('invalid-input', `${field.label} is not a number.`, path);
    const scale = field.type === 'datetime' ? 1440 : 1;
    return this.keep(`days ${name}`, () => {
      const numbers = new Float64Array(columnMemory(this.rows, 8));
      stored.integers.forEach((n, i) => {
        numbers[i] = n === notRecorded ? NaN : n / scale;
      });
      return { numbers, complete: !hasNaN(numbers) };
    });
  }

  /** Days from one date field to another, NaN unless a row has both. */
  daysBetween(from: string, to: string): NumberColumn {
    return this.keep(`between ${from} ${to}`, () => {
      const a = this.numbers(from).numbers;
      const b = this.numbers(to).numbers;
      const numbers = new Float64Array(columnMemory(this.rows, 8));
      for (let i = 0; i < numbers.length; i++) numbers[i] = b[i]! - a[i]!;
      return { numbers, complete: !hasNaN(numbers) };
    });
  }

  /** Any field as keys to count distinct values of. */
  keys(name: string): KeyColumn {
    const field = this.field(name);
    if (field.type !== 'key') {
      const column = this.codes(name);
      return { keys: column.codes, size: column.dictionary.length + 1 };
    }
    return this.keep(`keys ${name}`, () => keysOfIntegers(this.integers(name)));
  }

  /** Where each row stands when they are ordered by key. */
  orderByKey(name: string): KeyOrder {
    return this.keep(`order by key ${name}`, () => {
      const { keys, size } = this.keys(name);
      const starts = new Int32Array(size + 1);
      for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]! += 1;
      const unrecorded = starts[1]!;
      for (let k = 1; k <= size; k++) starts[k]! += starts[k - 1]!;
      const places = new Int32Array(keys.length);
      const inOrder = new Int32Array(keys.length);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!;
        const place = starts[key]!++;
        places[i] = place;
        inOrder[place] = key;
      }
      return { places, keys: inOrder, unrecorded };
    });
  }

  /** Rows that have a number, ordered by it. */
  rowsByNumber(name: string, column: NumberColumn): Int32Array {
    return this.keep(`rows by number ${name}`, () => {
      const sorted = column.numbers.filter(n => !Number.isNaN(n)).sort();
      let distinct = 0;
      for (let i = 0; i < sorted.length; i++)
        if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[distinct++] = sorted[i]!;
      const ranks = new Uint32Array(this.rows);
      for (let i = 0; i < ranks.length; i++) {
        const n = column.numbers[i]!;
        if (Number.isNaN(n)) continue;
        let low = 0;
        let high = distinct - 1;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (sorted[middle]! < n) low = middle + 1;
          else high = middle;
        }
        ranks[i] = low + 1;
      }
      return countingOrder(ranks, distinct + 1);
    });
  }

  /** One byte a row: 1 where every test holds. */
  mask(tests: readonly RowTest[]): Uint8Array {
    return this.keep(`mask ${JSON.stringify(tests)}`, () => {
      const mask = new Uint8Array(columnMemory(this.rows, 1)).fill(1);
      for (const test of tests) {
        const field = this.field(test.field);
        if ('atMost' in test || 'atLeast' in test) {
          const { numbers } = this.numbers(test.field);
          const low = 'atLeast' in test ? test.atLeast : -Infinity;
          const high = 'atMost' in test ? test.atMost : Infinity;
          for (let i = 0; i < mask.length; i++) if (!(numbers[i]! >= low && numbers[i]! <= high)) mask[i] = 0;
        } else if ('is' in test) {
          const wanted = test.is === 'recorded';
          const recorded = field.derived ? null : this.stored(test.field);
          if (recorded?.kind === 'integers') {
            for (let i = 0; i < mask.length; i++) if ((recorded.integers[i] !== notRecorded) !== wanted) mask[i] = 0;
          } else if (recorded?.kind === 'numbers') {
            for (let i = 0; i < mask.length; i++)
              if (!Number.isNaN(recorded.column.numbers[i]!) !== wanted) mask[i] = 0;
          } else {
            const { codes } = this.codes(test.field);
            for (let i = 0; i < mask.length; i++) if ((codes[i] !== 0) !== wanted) mask[i] = 0;
          }
        } else {
          const { codes, dictionary } = this.codes(test.field);
          const allowed = Uint8Array.from([0, ...dictionary.map(code => (test.in.includes(code) ? 1 : 0))]);
          for (let i = 0; i < mask.length; i++) if (!allowed[codes[i]!]) mask[i] = 0;
        }
      }
      return mask;
    });
  }

  /** The batch that holds a row. */
  batchOfRow(row: number): FactBatch {
    let low = 0;
    let high = this.batches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.batches[middle]!.start <= row) low = middle;
      else high = middle - 1;
    }
    return this.batches[low]!;
  }
}

/** The age band that holds an age in years; null for a negative age. */
export function ageBandOf(age: number): string | null {
  return ageBands.find(band => age >= band.from && age < band.to + 1)?.code ?? null;
}

function hasNaN(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (numbers[i] !== numbers[i]) return true;
  return false;
}

function mapped(from: CodeColumn, to: (code: string) => string | null): CodeColumn {
  const dictionary = new Dictionary();
  const places = Uint32Array.from([
    0,
    ...from.dictionary.map(code => {
      const text = to(code);
      return text === null ? 0 : dictionary.place(text);
    }),
  ]);
  const codes = narrowest(dictionary.texts.length, from.codes.length);
  for (let i = 0; i < codes.length; i++) codes[i] = places[from.codes[i]!]!;
  return { codes, dictionary: dictionary.texts };
}

function codesOfNumbers(numbers: Float64Array): CodeColumn {
  const places = new Map<number, number>();
  const dictionary: string[] = [];
  const wide = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i]!;
    if (n !== n) continue;
    let place = places.get(n);
    if (place === undefined) {
      place = dictionary.push(String(n));
      places.set(n, place);
    }
    wide[i] = place;
  }
  const codes = narrowest(dictionary.length, numbers.length);
  codes.set(wide);
  return { codes, dictionary };
}

/** Dates by a part, through a table from day to code: each day is looked at once, not each row. */
function codesOfDates(integers: Int32Array, minutes: boolean, part: DatePart): CodeColumn {
  if (part === 'hour') {
    const dictionary = Array.from({ length: 24 }, (_, h) => hourOf(h * 60).code);
    const codes = new Uint8Array(columnMemory(integers.length, 1));
    for (let i = 0; i < codes.length; i++) {
      const n = integers[i]!;
      if (n !== notRecorded) codes[i] = 1 + Math.floor((((n % 1440) + 1440) % 1440) / 60);
    }
    return { codes, dictionary, labels: dictionary.map((_, h) => hourOf(h * 60).label) };
  }
  let first = Infinity;
  let last = -Infinity;
  const days = minutes ? new Int32Array(integers.length) : integers;
  for (let i = 0; i < integers.length; i++) {
    const n = integers[i]!;
    if (minutes) days[i] = n === notRecorded ? notRecorded : Math.floor(n / 1440);
    const day = days[i]!;
    if (day === notRecorded) continue;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (first === Infinity) return { codes: new Uint8Array(integers.length), dictionary: [], periods: [], labels: [] };
  const seen = new Uint8Array(last - first + 1);
  for (let i = 0; i < days.length; i++) if (days[i] !== notRecorded) seen[days[i]! - first] = 1;
  const table = new Uint32Array(seen.length);
  const dictionary: string[] = [];
  const labels: string[] = [];
  const periods: Period[] = [];
  if (part === 'weekday') {
    for (let d = 0; d < 7; d++) {
      const { code, label } = weekdayOf(d + 4);
      dictionary.push(code);
      labels.push(label);
    }
    for (let d = 0; d < table.length; d++) table[d] = Number(weekdayOf(first + d).code);
  } else {
    let place = 0;
    let until = -Infinity;
    for (let d = 0; d < seen.length; d++) {
      if (!seen[d]) continue;
      const day = first + d;
      if (day > until) {
        const period = periodOf(day, part);
        place = dictionary.push(period.code);
        labels.push(period.label);
        periods.push(period);
        until = period.last;
      }
      table[d] = place;
    }
  }
  const codes = narrowest(dictionary.length, days.length);
  for (let i = 0; i < codes.length; i++) {
    const day = days[i]!;
    if (day !== notRecorded) codes[i] = table[day - first]!;
  }
  return part === 'weekday' ? { codes, dictionary, labels } : { codes, dictionary, labels, periods };
}

function keysOfIntegers(integers: Int32Array): KeyColumn {
  let first = Infinity;
  let last = -Infinity;
  for (let i = 0; i < integers.length; i++) {
    const n = integers[i]!;
    if (n === notRecorded) continue;
    if (n < first) first = n;
    if (n > last) last = n;
  }
  if (first === Infinity) return { keys: new Uint8Array(integers.length), size: 1 };
  const range = last - first + 1;
  if (range <= Math.max(1_000_000, integers.length * 4)) {
    const keys = narrowest(range, integers.length);
    for (let i = 0; i < keys.length; i++) if (integers[i] !== notRecorded) keys[i] = integers[i]! - first + 1;
    return { keys, size: range + 1 };
  }
  const places = new Map<number, number>();
  const keys = new Uint32Array(columnMemory(integers.length, 4));
  for (let i = 0; i < keys.length; i++) {
    const n = integers[i]!;
    if (n === notRecorded) continue;
    let place = places.get(n);
    if (place === undefined) {
      place = places.size + 1;
      places.set(n, place);
    }
    keys[i] = place;
  }
  return { keys, size: places.size + 1 };
}

/** Row numbers ordered by key (stable), without those whose key is 0. */
function countingOrder(keys: Codes, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]! += 1;
  const without = starts[1]!;
  starts[1] = 0;
  for (let k = 1; k <= size; k++) starts[k]! += starts[k - 1]!;
  const order = new Int32Array(keys.length - without);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key !== 0) order[starts[key]!++] = i;
  }
  return order;
}

interface Held {
  version: number;
  areas: Areas;
  readonly byDataset: Map<string, { version: number; facts: Facts }>;
}

const held = new WeakMap<Workspace['identity'], Held>();

/**
 * The facts of a dataset as the workspace has them now, or as they were at `asAt` (ISO date-time). Kept per workspace;
 * after a change only batches that are new or were written anew are read.
 */
export function factsOf(workspace: Workspace, dataset: Dataset, asAt: string | null = null): Facts {
  const store = workspace.read;
  const version = dataVersion(store);
  let kept = held.get(workspace.identity);
  if (!kept) {
    kept = { version, areas: readAreas(store), byDataset: new Map() };
    held.set(workspace.identity, kept);
  } else if (kept.version !== version) {
    kept.version = version;
    kept.areas = readAreas(store);
  }
  const name = asAt === null ? dataset.name : `${dataset.name} at ${asAt}`;
  const found = kept.byDataset.get(name);
  if (found?.version === version && found.facts.dataset === dataset) return found.facts;
  const batches = batchesOf(store, dataset, asAt);
  const previous = found?.facts.dataset === dataset ? reusable(found.facts) : null;
  const facts = new Facts(
    dataset,
    batches,
    kept.areas,
    (batch, field) => readSegment(store, batch, field),
    previous,
    () => batchesRecorded(store, dataset),
  );
  // So that the threads let go of the columns that were.
  if (previous) crew.rest();
  if (asAt !== null)
    for (const other of kept.byDataset.keys())
      if (other.includes(' at ') && !other.endsWith(` at ${asAt}`)) kept.byDataset.delete(other);
  kept.byDataset.set(name, { version, facts });
  return facts;
}

/**
 * What can be taken over from former facts without reading: batches whose columns were not written since. SQLite may give
 * the last segments of a file their old row ids again when they are written anew, so the batch that held the highest
 * ones is always read.
 */
function reusable(facts: Facts): Reusable {
  const lastSegment = (batch: FactBatch) => Number(batch.stamp.split('-')[1]);
  const highest = Math.max(...facts.batches.map(lastSegment));
  return {
    facts,
    kept: batch => facts.batches.find(b => b.id === batch.id && b.stamp === batch.stamp && lastSegment(b) !== highest),
  };
}
