import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { Facts } from './columns/facts.ts';
import type { DaySpan } from './units.ts';

/** From when a supplier has rows, and from the beginning of which quarter it has one with the field; days since 1970. */
interface Recorded {
  readonly rowsFrom: number;
  /** Infinite where no row of it ever has the field. */
  readonly fieldFrom: number;
}

/** By supplier; null is one that is not named. */
type RecordedBySupplier = ReadonlyMap<string | null, Recorded>;

const kept = new WeakMap<Facts, Map<string, RecordedBySupplier>>();

/** By row, other than 0 where a field is recorded. A key is only counted, and dates need no dictionary of their days. */
function marksOf(facts: Facts, field: string): ArrayLike<number> {
  const { type } = facts.field(field);
  return type === 'code' || type === 'area' ? facts.codes(field).codes : facts.mask([{ field, is: 'recorded' }]);
}

/** One pass over the rows: the first day of each supplier, and its first with the field. */
function recordedIn(facts: Facts, field: string): RecordedBySupplier {
  const { dateField } = facts.dataset;
  if (dateField === null) return new Map();
  const scale = facts.field(dateField).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField);
  const marks = marksOf(facts, field);
  const found = new Map<string | null, { rows: number; field: number }>();
  for (const { agency, start, rows } of facts.batches) {
    const own = found.get(agency) ?? { rows: Infinity, field: Infinity };
    for (let row = start; row < start + rows; row++) {
      const time = times[row]!;
      // A day that is not recorded is a large negative number.
      if (time < 0) continue;
      if (time < own.rows) own.rows = time;
      if (marks[row] !== 0 && time < own.field) own.field = time;
    }
    found.set(agency, own);
  }
  return new Map(
    [...found].map(([agency, own]) => [
      agency,
      {
        rowsFrom: own.rows / scale,
        fieldFrom: Number.isFinite(own.field)
          ? periodOf(Math.floor(own.field / scale), 'financial-quarter').first
          : Infinity,
      },
    ]),
  );
}

/** The same, worked out once for the same rows. */
function recordedOf(facts: Facts, field: string): RecordedBySupplier {
  let byField = kept.get(facts);
  if (!byField) kept.set(facts, (byField = new Map()));
  let recorded = byField.get(field);
  if (!recorded) byField.set(field, (recorded = recordedIn(facts, field)));
  return recorded;
}

/** First day of the quarter in which anybody recorded a field; infinite where nobody did, null where there are no dated rows. */
export function firstRecorded(facts: Facts, field: string): number | null {
  const own = [...recordedOf(facts, field).values()].filter(({ rowsFrom }) => Number.isFinite(rowsFrom));
  return own.length === 0 ? null : Math.min(...own.map(({ fieldFrom }) => fieldFrom));
}

/** How many rows lie in a span, and how many of them have a field. */
export function rowsWith(
  facts: Facts,
  field: string,
  span: DaySpan,
): { readonly rows: number; readonly recorded: number } {
  const { dateField } = facts.dataset;
  if (dateField === null) return { rows: 0, recorded: 0 };
  const scale = facts.field(dateField).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField);
  const marks = marksOf(facts, field);
  const [first, end] = [span.first * scale, (span.last + 1) * scale];
  let [rows, recorded] = [0, 0];
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (time < first || time >= end) continue;
    rows += 1;
    if (marks[row] !== 0) recorded += 1;
  }
  return { rows, recorded };
}

/** Whether a supplier has rows from before the quarter in which it first recorded a field. */
export const isRecordedLater = (facts: Facts, field: string): boolean =>
  [...recordedOf(facts, field).values()].some(({ rowsFrom, fieldFrom }) => rowsFrom < fieldFrom);

/**
 * Whether nobody recorded a field yet in a period of which there are rows: then no member of it can be counted there, and a
 * zero would read as if somebody had looked. Where there are no rows either, the zero is one.
 * @param period null where a table has none: all that there is
 * @param isAsked which suppliers a line is of
 */
export function isBeforeRecorded(
  facts: Facts,
  field: string,
  period: Period | null,
  isAsked: (agency: string | null) => boolean,
): boolean {
  const last = period?.last ?? Infinity;
  const sending = [...recordedOf(facts, field)].filter(
    ([agency, { rowsFrom }]) => isAsked(agency) && Number.isFinite(rowsFrom) && rowsFrom <= last,
  );
  return (
    sending.length > 0 &&
    sending.every(([, { fieldFrom }]) => (period ? fieldFrom > last : !Number.isFinite(fieldFrom)))
  );
}
