import type { Header } from '../../../shared/contract/cube.ts';
import type { Period } from '../../../shared/model/period.ts';
import { isTouched } from '../coverage/periods.ts';
import { touches } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { AxisTree } from './axis.ts';
import { periodOfNode } from './display.ts';
import type { Line } from './display.ts';
import type { Extent } from './extent.ts';
import type { Grains } from './grains.ts';
import { isBeforeRecorded, isRecordedLater } from './first-recorded.ts';
import type { NeededField } from './recorded-fields.ts';
import { statusCode } from './measures.ts';
import type { Facts } from './columns/facts.ts';
import type { Plan } from './plan.ts';

/** The lines of a table with their headers, and how far its periods go. */
interface Lined {
  readonly facts: Facts;
  readonly plan: Pick<Plan, 'filters'>;
  readonly grains: Grains;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly rowHeaders: readonly Header[];
  readonly columnHeaders: readonly Header[];
  readonly extent: Extent;
}

interface Place {
  readonly period: Period | null;
  /** The agency that a line is of; undefined where it is of none. */
  readonly agency: string | null | undefined;
  /** Fields of which a line is of one member that was recorded. */
  readonly fields: readonly string[];
}

function placesOf(facts: Facts, tree: AxisTree, lines: readonly Line[], headers: readonly Header[], extent: Extent) {
  const { dateField } = extent;
  const plainFields = new Set(
    tree.dimensions.flatMap(({ name, by }) =>
      by === null && name !== 'supplied_by' && isRecordedLater(facts, name) ? [name] : [],
    ),
  );
  return lines.map(({ depth, node }, at): Place => {
    const { path } = headers[at]!;
    const member = path.find(one => one.field === 'supplied_by' && one.others !== true);
    return {
      fields: path.flatMap(one => (one.code !== null && plainFields.has(one.field) ? [one.field] : [])),
      period: dateField === null || depth === 0 ? null : periodOfNode(tree, depth, node, dateField),
      agency: member?.code,
    };
  });
}

/** What a line of one supplier has to show of a period that it did not send, or for which it is not asked. */
function supplyStatus(coverage: Coverage, period: Period, agency: string | null): number | null {
  const own = coverage.suppliers.filter(supplier => supplier.agency === agency);
  if (own.length === 0 || own.some(supplier => touches(supplier.covered, period))) return null;
  const isAsked = own.some(supplier => touches(supplier.expected, period));
  return isAsked ? statusCode['not-available'] : statusCode['not-applicable'];
}

/** The finer of the periods of a row and a column. */
function periodAt(row: Place, column: Place): Period | null {
  if (!row.period || !column.period) return row.period ?? column.period;
  return row.period.last - row.period.first < column.period.last - column.period.first ? row.period : column.period;
}

function statusOf(row: Place, column: Place, coverage: Coverage | null): number | null {
  if (row.period && column.period && (row.period.last < column.period.first || column.period.last < row.period.first))
    return statusCode['not-applicable'];
  const period = periodAt(row, column);
  const agency = row.agency === undefined ? column.agency : row.agency;
  return period && coverage && agency !== undefined ? supplyStatus(coverage, period, agency) : null;
}

/** Which suppliers a row and a column of a table are of. */
function askedAt(row: Place, column: Place, { plan }: Lined): (agency: string | null) => boolean {
  const agency = row.agency === undefined ? column.agency : row.agency;
  const bySupplier = plan.filters.filter(({ field }) => field.name === 'supplied_by');
  return one => (agency === undefined || one === agency) && bySupplier.every(({ passes }) => passes(one, null));
}

/** Whether a zero is of a member of a field that nobody recorded yet. */
function isUnrecorded(row: Place, column: Place, lined: Lined): boolean {
  const isAsked = askedAt(row, column, lined);
  return [...row.fields, ...column.fields].some(field =>
    isBeforeRecorded(lined.facts, field, periodAt(row, column), isAsked),
  );
}

/**
 * Which figures are none because nobody recorded yet what they need: a share of rows by a field that no row has is not zero,
 * and a count of one of its members is neither. `mark` is called with the status of each.
 * @param needed fields that the measure and the filters ask for
 * @param isNothing whether nothing is counted in a row and a column
 */
export function markUnrecorded(
  lined: Lined,
  needed: readonly NeededField[],
  isNothing: (row: number, column: number) => boolean,
  mark: (row: number, column: number, status: number) => void,
): void {
  const { facts, grains, rows, columns, rowHeaders, columnHeaders, extent } = lined;
  const later = needed.filter(({ name }) => isRecordedLater(facts, name));
  if (later.length === 0) return;
  const [down, across] = [
    placesOf(facts, grains.rows, rows, rowHeaders, extent),
    placesOf(facts, grains.columns, columns, columnHeaders, extent),
  ];
  down.forEach((row, r) =>
    across.forEach((column, c) => {
      if (!isNothing(r, c)) return;
      const [period, isAsked] = [periodAt(row, column), askedAt(row, column, lined)];
      if (later.some(({ name, emptyTells }) => isBeforeRecorded(facts, name, emptyTells ? null : period, isAsked)))
        mark(r, c, statusCode['not-available']);
    }),
  );
}

/**
 * Which zeros of a count are no zeros: of a quarter in another year (not applicable), of what a supplier has not sent or is not
 * asked for, of a field that nobody recorded yet, and of a time of which nothing is in and nothing is counted. `mark` is called with the status of each.
 * @param isZero whether nothing is counted in a row and a column
 */
export function markFalseZeros(
  lined: Lined,
  isZero: (row: number, column: number) => boolean,
  mark: (row: number, column: number, status: number) => void,
): void {
  const { grains, rows, columns, rowHeaders, columnHeaders, extent } = lined;
  const { coverage } = extent;
  const [down, across] = [
    placesOf(lined.facts, grains.rows, rows, rowHeaders, extent),
    placesOf(lined.facts, grains.columns, columns, columnHeaders, extent),
  ];
  const isGap = (period: Period | null) => period !== null && coverage !== null && !isTouched(coverage, period);
  const has = (test: (place: Place) => boolean) => [down, across].map(places => places.some(test));
  const isCrossed = has(({ period }) => period !== null).every(Boolean);
  const isConcerned = has(
    ({ period, agency, fields }) => agency !== undefined || fields.length > 0 || isGap(period),
  ).some(Boolean);
  if (!isCrossed && !isConcerned) return;
  // Late records of a time of which nothing else is in are counted there all the same: then its zeros stand beside them.
  const emptyRows = down.map(({ period }, r) => isGap(period) && across.every((_, c) => isZero(r, c)));
  const emptyColumns = across.map(({ period }, c) => isGap(period) && down.every((_, r) => isZero(r, c)));
  down.forEach((row, r) =>
    across.forEach((column, c) => {
      if (!isZero(r, c)) return;
      const isEmpty = emptyRows[r] === true || emptyColumns[c] === true;
      const own =
        statusOf(row, column, coverage) ??
        (isEmpty || isUnrecorded(row, column, lined) ? statusCode['not-available'] : null);
      if (own !== null) mark(r, c, own);
    }),
  );
}
