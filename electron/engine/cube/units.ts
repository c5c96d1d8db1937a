import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { RowTest } from '../../../shared/model/dataset.ts';
import { notRecorded } from '../store/segments.ts';
import type { Call } from '../subject.ts';
import type { Facts } from './columns/facts.ts';
import { planOf, selectedRows } from './plan.ts';
import { codeListsIn, gathered } from './gathering.ts';

/** Days since 1970-01-01, both inclusive. */
export interface DaySpan {
  readonly first: number;
  readonly last: number;
}

/**
 * What each child brings to a span: how often it is there (`n`), and how often with what a share counts (`x`; the same as
 * `n` for counts). Facts without a child, or rows without one, are children of their own.
 */
export interface UnitSpan {
  readonly x: number;
  readonly n: number;
}

/** Children who bring the same to every span; `spans` are in the order asked. */
export interface AlikeUnits {
  readonly spans: readonly UnitSpan[];
  readonly units: number;
}

/** What of a measure can be counted child by child: each row, or each child once; and which rows take part. */
interface Countable {
  readonly once: boolean;
  readonly numerator: readonly RowTest[];
  readonly denominator: readonly RowTest[];
}

/** Null for medians, means and what else is no count of rows or children. */
export function countableOf(facts: Facts, measure: string): Countable | null {
  const compute = facts.dataset.measures.find(one => one.name === measure)?.compute;
  switch (compute?.kind) {
    case 'rows':
      return { once: false, numerator: [], denominator: [] };
    case 'distinct':
      return { once: true, numerator: [], denominator: [] };
    case 'share':
      return { once: false, numerator: compute.numerator, denominator: compute.denominator };
    case 'rate':
      return countableOf(facts, compute.of);
    default:
      return null;
  }
}

/** A number for each row: its child, or one of its own where there is none. */
function unitsOf(facts: Facts): { readonly ofRow: Int32Array; readonly size: number } {
  const ofRow = new Int32Array(facts.rows);
  const field = facts.dataset.fields.find(one => one.type === 'key' && one.name === 'child');
  const keys = field ? facts.keys(field.name) : null;
  let size = keys?.size ?? 0;
  for (let row = 0; row < facts.rows; row++) {
    const key = keys ? keys.keys[row]! : 0;
    ofRow[row] = key > 0 ? key : size++;
  }
  return { ofRow, size };
}

interface Marked {
  /** Row numbers in ascending order. */
  readonly rows: ArrayLike<number>;
  readonly counted: Uint8Array | null;
  readonly passes: Uint8Array | null;
}

/** The day of each row by the dataset's date; null where it has none. A row without one has day −∞. */
function dayOfRow(facts: Facts): ((row: number) => number) | null {
  const { dateField } = facts.dataset;
  if (dateField === null) return null;
  const written = facts.integers(dateField);
  const minutes = facts.field(dateField).type === 'datetime' ? 1440 : 1;
  return row => (written[row] === notRecorded ? -Infinity : Math.floor(written[row]! / minutes));
}

function markedRows(facts: Facts, description: ParsedPivot, countable: Countable, call: Call): Marked {
  const selected = selectedRows(facts, planOf(facts, codeListsIn(call.resources), description).filters);
  return {
    rows: selected ?? Int32Array.from({ length: facts.rows }, (_, row) => row),
    counted: countable.denominator.length ? facts.mask([...countable.denominator]) : null,
    passes: countable.numerator.length ? facts.mask([...countable.denominator, ...countable.numerator]) : null,
  };
}

/** Counts by unit and span: of unit u and span s at `u · spans + s`. */
interface SpanCounts {
  readonly n: Int32Array;
  readonly x: Int32Array;
}

function countedInSpans(
  { rows, counted, passes }: Marked,
  { ofRow, size }: { readonly ofRow: Int32Array; readonly size: number },
  dayOf: (row: number) => number,
  spans: readonly DaySpan[],
): SpanCounts {
  const n = new Int32Array(size * spans.length);
  const x = passes ? new Int32Array(size * spans.length) : n;
  const first = Float64Array.from(spans, span => span.first);
  const last = Float64Array.from(spans, span => span.last);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (counted && !counted[row]) continue;
    const day = dayOf(row);
    const at = ofRow[row]! * spans.length;
    for (let s = 0; s < first.length; s++) {
      if (day < first[s]! || day > last[s]!) continue;
      n[at + s]! += 1;
      if (passes && passes[row]) x[at + s]! += 1;
    }
  }
  return { n, x };
}

/** Children who bring the same, together, in the order of the first of them; those who bring nothing are left out. */
function alikeUnits({ n, x }: SpanCounts, spans: number, isOnce: boolean): readonly AlikeUnits[] {
  const alike = new Map<string, { readonly spans: readonly UnitSpan[]; units: number }>();
  const once = (count: number) => (isOnce ? Math.min(1, count) : count);
  for (let at = 0; at < n.length; at += spans) {
    let key = '';
    for (let s = 0; s < spans; s++) if (n[at + s]! > 0) key += `${s}:${once(x[at + s]!)}/${once(n[at + s]!)},`;
    if (key === '') continue;
    const known = alike.get(key);
    if (known) {
      known.units += 1;
      continue;
    }
    const own = Array.from({ length: spans }, (_, s): UnitSpan => ({ x: once(x[at + s]!), n: once(n[at + s]!) }));
    alike.set(key, { spans: own, units: 1 });
  }
  return [...alike.values()];
}

/**
 * What the children of a description's rows bring to each of several spans, for its first measure. Tests of changes and
 * differences are made of it, because rows of one child are not independent. Null where the measure cannot be counted
 * child by child, or the dataset has no dates. Faults: those of the description.
 */
export function unitsInSpans(
  description: ParsedPivot,
  spans: readonly DaySpan[],
  call: Call,
): readonly AlikeUnits[] | null {
  const { facts } = gathered(call, description);
  const countable = countableOf(facts, description.values[0]!.measure);
  const dayOf = dayOfRow(facts);
  if (!countable || !dayOf) return null;
  const counts = countedInSpans(markedRows(facts, description, countable, call), unitsOf(facts), dayOf, spans);
  return spans.length ? alikeUnits(counts, spans.length, countable.once) : [];
}

/**
 * The same for one span, group by group: what the children of each member of `field` bring, by the member's code. A child
 * in several members is in each of them.
 */
export function unitsInGroups(
  description: ParsedPivot,
  field: string,
  span: DaySpan,
  call: Call,
): ReadonlyMap<string, readonly { readonly unit: number; readonly x: number; readonly n: number }[]> | null {
  const { facts } = gathered(call, description);
  const countable = countableOf(facts, description.values[0]!.measure);
  const dayOf = dayOfRow(facts);
  if (!countable || !dayOf) return null;
  const { codes, dictionary } = facts.codes(field);
  const { ofRow } = unitsOf(facts);
  const groups = new Map<string, Map<number, { unit: number; x: number; n: number }>>();
  const { rows, counted, passes } = markedRows(facts, description, countable, call);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const day = dayOf(row);
    const code = codes[row]!;
    if (code === 0 || day < span.first || day > span.last || (counted && !counted[row])) continue;
    const member = dictionary[code - 1]!;
    const group = groups.get(member) ?? new Map<number, { unit: number; x: number; n: number }>();
    groups.set(member, group);
    const unit = ofRow[row]!;
    const own = group.get(unit) ?? { unit, x: 0, n: 0 };
    group.set(unit, own);
    own.n = countable.once ? 1 : own.n + 1;
    if (!passes || passes[row]) own.x = countable.once ? 1 : own.x + 1;
  }
  return new Map([...groups].map(([member, group]) => [member, [...group.values()]]));
}
