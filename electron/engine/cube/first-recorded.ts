import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { Facts } from './columns/facts.ts';

/** From when a supplier has rows, and from the beginning of which quarter it has one with the field; days since 1970. */
interface Recorded {
  readonly rowsFrom: number;
  /** Infinite where no row of it ever has the field. */
  readonly fieldFrom: number;
}

/** By supplier; null is one that is not named. */
type RecordedBySupplier = ReadonlyMap<string | null, Recorded>;

const kept = new WeakMap<Facts, Map<string, RecordedBySupplier>>();

/** One pass over the rows: the first day of each supplier, and its first with the field. */
function recordedIn(facts: Facts, field: string): RecordedBySupplier {
  const { dateField } = facts.dataset;
  if (dateField === null) return new Map();
  const scale = facts.field(dateField).type === 'datetime' ? 1440 : 1;
  const times = facts.integers(dateField);
  const { codes } = facts.codes(field);
  const found = new Map<string | null, { rows: number; field: number }>();
  for (const { agency, start, rows } of facts.batches) {
    const own = found.get(agency) ?? { rows: Infinity, field: Infinity };
    for (let row = start; row < start + rows; row++) {
      const time = times[row]!;
      // A day that is not recorded is a large negative number.
      if (time < 0) continue;
      if (time < own.rows) own.rows = time;
      if (codes[row] !== 0 && time < own.field) own.field = time;
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
