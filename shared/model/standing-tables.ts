/** Tables of one shape that a partnership publishes; `each` makes one table for each attribute. */
export interface TableFamily {
  readonly dataset: string;
  readonly rows: readonly string[];
  readonly each?: readonly string[] | undefined;
  readonly columns: 'year' | 'year-and-quarter';
  /** Members to which a field is kept. */
  readonly only?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** One table of a family. */
export interface StandingTable {
  readonly family: TableFamily;
  /** Which of `each` it is for; null where the family is one table. */
  readonly attribute: string | null;
  /** Fields of its rows. */
  readonly rows: readonly string[];
}

/** All tables of families, in their order. */
export const standingTables = (families: readonly TableFamily[]): readonly StandingTable[] =>
  families.flatMap((family): readonly StandingTable[] =>
    family.each?.length
      ? family.each.map(attribute => ({ family, attribute, rows: [...family.rows, attribute] }))
      : [{ family, attribute: null, rows: family.rows }],
  );

/** The families without one of their tables. */
export const withoutTable = (families: readonly TableFamily[], { family, attribute }: StandingTable): TableFamily[] =>
  families.flatMap(one => {
    if (one !== family) return [one];
    const each = one.each?.filter(other => other !== attribute) ?? [];
    return each.length ? [{ ...one, each }] : [];
  });

/** What tells whether two tables are the same one: dataset, fields in any order, periods and members. */
export function tableKey({ family: { dataset, columns, only = {} }, rows }: StandingTable): string {
  const members = Object.entries(only).map(([field, in_]) => [field, in_.toSorted()] as const);
  return JSON.stringify([dataset, rows.toSorted(), columns, members.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A table as it is asked, as far as it matters here. */
interface AskedTable {
  readonly dataset: string;
  readonly rows?: readonly (string | object)[] | undefined;
  readonly columns?: readonly (string | object)[] | undefined;
  readonly filters?: readonly object[] | undefined;
}

const isPeriod = (axis: string | object | undefined, by: string): boolean =>
  typeof axis === 'object' && 'by' in axis && axis.by === by;

/**
 * The family of a table that is asked, where it can be a standing table: fields in its rows, financial years (and their
 * quarters) of the dataset's date in its columns, and nothing kept but members of fields. Null for any other.
 */
export function familyOf(asked: AskedTable, dateField: string | null): TableFamily | null {
  const { dataset, rows = [], columns = [], filters = [] } = asked;
  const isOfDate = columns.every(axis => typeof axis === 'object' && 'field' in axis && axis.field === dateField);
  const isYears = columns.length === 1 && isPeriod(columns[0], 'financial-year');
  const isQuarters =
    columns.length === 2 && isPeriod(columns[0], 'financial-year') && isPeriod(columns[1], 'financial-quarter');
  const fields = rows.flatMap(axis => (typeof axis === 'string' ? [axis] : []));
  if (dateField === null || !isOfDate || !(isYears || isQuarters) || fields.length < rows.length) return null;
  const only: Record<string, readonly string[]> = {};
  for (const filter of filters) {
    if (!('field' in filter) || !('in' in filter) || 'by' in filter || !Array.isArray(filter.in)) return null;
    const field = String(filter.field);
    if (field in only || filter.in.some(member => typeof member !== 'string')) return null;
    only[field] = filter.in as readonly string[];
  }
  return {
    dataset,
    rows: fields,
    columns: isYears ? 'year' : 'year-and-quarter',
    ...(filters.length ? { only } : {}),
  };
}
