import { FaultError } from '../../../shared/contract/fault.ts';
import type { DatePart, ParsedPivot } from '../../../shared/contract/cube.ts';
import type { Dataset, Field, Measure } from '../../../shared/model/dataset.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { nameOfArea } from '../areas/areas.ts';
import { selectRows } from './columns/kernels/select.ts';
import type { Facts } from './columns/facts.ts';
import type { CodeColumn } from './columns/column-types.ts';

/** Code lists by name: pairs of code and label in the order in which they are shown. */
export type CodeLists = Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** A field on an axis, or in a filter, ready to be used: its codes with labels and display order. */
export interface Dimension {
  readonly name: string;
  readonly field: Field;
  readonly by: DatePart | null;
  readonly label: string;
  readonly column: CodeColumn;
  /** Label of code c at index c; index 0 is "Not recorded". */
  readonly labels: readonly string[];
  /** Codes in natural order; "not recorded" (0) last. */
  readonly order: Int32Array;
  /** Place of each code in `order`. */
  readonly rank: Int32Array;
}

export const notRecordedLabel = 'Not recorded';

const partLabels: Readonly<Record<DatePart, string>> = {
  day: 'day',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  'financial-quarter': 'financial quarter',
  'financial-year': 'financial year',
  'academic-year': 'academic year',
  weekday: 'day of the week',
  hour: 'hour',
};

const collator = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });
/** Stoke-on-Trent follows the districts of the county, as in every report of the partnership. */
const stoke = 'E06000021';

const dimensionsOf = new WeakMap<Facts, Map<string, Dimension>>();

/** A field of the facts as a dimension; made once for each version of the facts. */
export function dimensionOf(
  facts: Facts,
  codeLists: CodeLists,
  name: string,
  by: DatePart | null,
  path: string,
): Dimension {
  let made = dimensionsOf.get(facts);
  if (!made) {
    made = new Map();
    dimensionsOf.set(facts, made);
  }
  const key = `${name}|${by ?? ''}`;
  let found = made.get(key);
  if (!found) {
    const field = facts.field(name, path);
    const dated = field.type === 'date' || field.type === 'datetime';
    const part = dated ? (by ?? 'day') : by;
    const column = facts.codes(name, part ?? undefined, path);
    found = dimensionWith(facts, codeLists, field, part, column);
    made.set(key, found);
  }
  return found;
}

function dimensionWith(
  facts: Facts,
  codeLists: CodeLists,
  field: Field,
  by: DatePart | null,
  column: CodeColumn,
): Dimension {
  const list = field.codes ? (codeLists[field.codes] ?? []) : [];
  const listed = new Map(list.map(([code, label], place) => [code, { label, place }]));
  const labelOf = (code: string, place: number): string => {
    if (column.labels) return column.labels[place]!;
    if (field.type === 'area') return nameOfArea(facts.areas, code);
    return listed.get(code)?.label ?? code;
  };
  const labels = [notRecordedLabel, ...column.dictionary.map(labelOf)];
  const codes = column.dictionary;
  const compare = (a: number, b: number): number => {
    const x = codes[a - 1]!;
    const y = codes[b - 1]!;
    if (field.type === 'date' || field.type === 'datetime') return x < y ? -1 : x > y ? 1 : 0;
    if (field.type === 'number') return Number(x) - Number(y);
    if (field.type === 'area')
      return Number(x === stoke) - Number(y === stoke) || collator.compare(labels[a]!, labels[b]!) || (x < y ? -1 : 1);
    const listedX = listed.get(x)?.place ?? Infinity;
    const listedY = listed.get(y)?.place ?? Infinity;
    if (listedX !== listedY) return listedX - listedY;
    return collator.compare(labels[a]!, labels[b]!) || (x < y ? -1 : 1);
  };
  const order = Int32Array.from(
    [...codes.keys()]
      .map(i => i + 1)
      .sort(compare)
      .concat(0),
  );
  const rank = new Int32Array(order.length);
  order.forEach((code, place) => (rank[code] = place));
  return {
    name: field.name,
    field,
    by,
    label: by && by !== 'day' ? `${field.label}, by ${partLabels[by]}` : field.label,
    column,
    labels,
    order,
    rank,
  };
}

/** The periods from the first to the last of a dictionary, those without rows included. */
function periodsThroughout(periods: readonly Period[], by: DatePart): readonly Period[] {
  if (!periods.length || by === 'weekday' || by === 'hour') return [];
  const last = Math.max(...periods.map(period => period.last));
  const all: Period[] = [];
  for (let day = Math.min(...periods.map(period => period.first)); day <= last && all.length < 10_000;) {
    const period = periodOf(day, by);
    all.push(period);
    day = period.last + 1;
  }
  return all;
}

/**
 * A dimension that also knows the members that no row has: the rest of its code list, the areas of its level, the
 * periods between its first and its last. Codes of rows stay as they are; new ones come after them.
 */
function wholeDimension(facts: Facts, codeLists: CodeLists, dimension: Dimension): Dimension {
  const { field, by, column } = dimension;
  const known = new Set(column.dictionary);
  const periods =
    column.periods && by ? periodsThroughout(column.periods, by).filter(period => !known.has(period.code)) : [];
  const listed = field.codes ? (codeLists[field.codes] ?? []).map(([code]) => code) : [];
  const areas =
    field.type === 'area'
      ? [...facts.areas.values()].filter(area => area.level === field.level).map(area => area.code)
      : [];
  const authorities =
    field.level === 'authority'
      ? [...facts.areas.values()].map(area => area.authority).filter(code => code !== null)
      : [];
  const added = [...new Set([...listed, ...areas, ...authorities])].filter(code => !known.has(code));
  if (!periods.length && !added.length) return dimension;
  return dimensionWith(facts, codeLists, field, by, {
    ...column,
    dictionary: [...column.dictionary, ...periods.map(period => period.code), ...added],
    ...(column.periods ? { periods: [...column.periods, ...periods] } : {}),
    ...(column.labels ? { labels: [...column.labels, ...periods.map(period => period.label)] } : {}),
  });
}

type Filter = ParsedPivot['filters'][number];

/** A filter as a table over the codes of one dimension, or as a range of numbers. */
export interface CompiledFilter {
  readonly field: Field;
  readonly by: DatePart | null;
  readonly dimension: Dimension | null;
  /** 1 where the code (index) passes; for the dimension. */
  readonly allowed: Uint8Array | null;
  /** Whether a code of the data passes: for members without rows, and for other tables that have the same field. */
  readonly passes: (code: string | null, period: Period | null) => boolean;
  readonly range: { readonly from: number; readonly to: number } | null;
  /** It only leaves out what is not recorded. */
  readonly onlyRecorded: boolean;
}

const isoDate = /^\d{4}-\d{2}-\d{2}/;

/** Compiles a filter. Faults invalid-input name the member that is wrong. */
export function compileFilter(facts: Facts, codeLists: CodeLists, filter: Filter, path: string): CompiledFilter {
  const field = facts.field(filter.field, `${path}.field`);
  if (field.type === 'key')
    throw new FaultError('invalid-input', `${field.label} is only counted; it cannot be filtered.`, `${path}.field`);
  const dated = field.type === 'date' || field.type === 'datetime';
  const by = filter.by ?? null;
  if (by && !dated)
    throw new FaultError(
      'invalid-input',
      `${field.label} is not a date, so it cannot be taken by ${by}.`,
      `${path}.by`,
    );
  const onlyRecorded =
    filter.notIn?.length === 1 &&
    filter.notIn[0] === null &&
    filter.in === undefined &&
    filter.from === undefined &&
    filter.to === undefined &&
    filter.contains === undefined;

  const bounds = (['from', 'to'] as const).map(name => {
    const given = filter[name];
    if (given === undefined) return null;
    if (field.type === 'number' && !field.derived) {
      const n = typeof given === 'number' ? given : given.trim() === '' ? NaN : Number(given);
      if (!Number.isFinite(n)) throw new FaultError('invalid-input', `"${given}" is not a number.`, `${path}.${name}`);
      return { number: n, text: null };
    }
    const text = String(given);
    if (dated && isoDate.test(text)) {
      const day = daysOfIso(text);
      if (Number.isNaN(day))
        throw new FaultError('invalid-input', `"${text}" is not a day of the calendar.`, `${path}.${name}`);
      return { number: day, text: null };
    }
    if (dated && !by)
      throw new FaultError(
        'invalid-input',
        `"${text}" is not a date such as 2016-04-01. Name the period in "by" to use its own code.`,
        `${path}.${name}`,
      );
    return { number: NaN, text };
  });
  const [from, to] = bounds as [(typeof bounds)[number], (typeof bounds)[number]];
  const needle = filter.contains?.toLocaleLowerCase('en-GB');
  const isIn = filter.in ? new Set(filter.in) : null;
  const isNotIn = filter.notIn ? new Set(filter.notIn) : null;
  const list = field.codes ? (codeLists[field.codes] ?? []) : [];
  const places = new Map(list.map(([code], place) => [code, place]));
  const bounded = from !== null || to !== null;

  const before = (a: string, b: string): boolean => {
    const x = places.get(a);
    const y = places.get(b);
    if (x !== undefined && y !== undefined) return x <= y;
    const p = Number(a);
    const q = Number(b);
    if (a !== '' && b !== '' && !Number.isNaN(p) && !Number.isNaN(q)) return p <= q;
    return a <= b;
  };
  const test = (code: string | null, label: string, first: number | null, last: number | null): boolean => {
    if (isIn && !isIn.has(code)) return false;
    if (isNotIn?.has(code)) return false;
    if (code === null) return !bounded && needle === undefined;
    if (
      needle !== undefined &&
      !label.toLocaleLowerCase('en-GB').includes(needle) &&
      !code.toLocaleLowerCase('en-GB').includes(needle)
    )
      return false;
    if (from && (from.text === null ? (first ?? Number(code)) < from.number : !before(from.text, code))) return false;
    if (to && (to.text === null ? (last ?? Number(code)) > to.number : !before(code, to.text))) return false;
    return true;
  };
  const labelOf = (code: string | null) =>
    code === null
      ? notRecordedLabel
      : field.type === 'area'
        ? nameOfArea(facts.areas, code)
        : (list.find(([c]) => c === code)?.[1] ?? code);
  const passes = (code: string | null, period: Period | null) =>
    test(code, labelOf(code), period?.first ?? null, period?.last ?? null);

  // A day range on a date, and a range on a number, are read off the column itself; codes go through a table.
  if (field.type === 'number' && !field.derived && !isIn && !isNotIn && needle === undefined)
    return {
      field,
      by,
      dimension: null,
      allowed: null,
      passes,
      range: { from: from?.number ?? -Infinity, to: to?.number ?? Infinity },
      onlyRecorded,
    };
  const daily = dated && bounded && (from === null || from.text === null) && (to === null || to.text === null);
  if (daily && by && (isIn || isNotIn || needle !== undefined))
    throw new FaultError('invalid-input', 'Use two filters: one with days in from and to, one with periods.', path);
  const dimension = dimensionOf(facts, codeLists, field.name, daily ? 'day' : by, `${path}.field`);
  const { dictionary, periods } = dimension.column;
  const allowed = Uint8Array.from([
    Number(passes(null, null)),
    ...dictionary.map((code, c) =>
      Number(test(code, dimension.labels[c + 1]!, periods?.[c]?.first ?? null, periods?.[c]?.last ?? null)),
    ),
  ]);
  return {
    field,
    by,
    dimension,
    allowed,
    passes,
    range: daily ? { from: from?.number ?? -Infinity, to: to?.number ?? Infinity } : null,
    onlyRecorded,
  };
}

/** Row numbers that pass every filter, ascending; null when there is no filter. */
export function selectedRows(facts: Facts, filters: readonly CompiledFilter[]): Int32Array | null {
  if (!filters.length) return null;
  const found = new Int32Array(facts.rows + 1);
  let length: number | null = null;
  for (const filter of filters) {
    if (filter.dimension) {
      length = selectRows(found, length, filter.dimension.column.codes, filter.allowed!);
      continue;
    }
    const { numbers } = facts.numbers(filter.field.name);
    const { from, to } = filter.range!;
    let n = 0;
    const among: number = length ?? facts.rows;
    for (let i = 0; i < among; i++) {
      const row = length === null ? i : found[i]!;
      found[n] = row;
      if (numbers[row]! >= from && numbers[row]! <= to) n += 1;
    }
    length = n;
  }
  return found.subarray(0, length ?? 0);
}

/** A description with every name resolved: what the evaluation works with. */
export interface Plan {
  readonly description: ParsedPivot;
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  readonly filters: readonly CompiledFilter[];
}

/** Resolves axes and filters. Faults invalid-input carry the path of the name that does not exist or does not fit. */
export function planOf(facts: Facts, codeLists: CodeLists, description: ParsedPivot): Plan {
  const axis = (name: 'rows' | 'columns') =>
    description[name].map((given, i) => {
      const path = `${name}.${i}`;
      const wanted = typeof given === 'string' ? { field: given } : given;
      const field = facts.field(wanted.field, path);
      if (!field.axis)
        throw new FaultError(
          'invalid-input',
          `${field.label} is not meant for rows or columns; use it in a measure or a filter.`,
          path,
        );
      const dimension = dimensionOf(
        facts,
        codeLists,
        wanted.field,
        ('by' in wanted ? wanted.by : undefined) ?? null,
        path,
      );
      return description.emptyMembers ? wholeDimension(facts, codeLists, dimension) : dimension;
    });
  const rows = axis('rows');
  const columns = axis('columns');
  const seen = new Set<string>();
  for (const [a, dims] of [
    ['rows', rows],
    ['columns', columns],
  ] as const)
    dims.forEach((dimension, i) => {
      const key = `${dimension.name}|${dimension.by}`;
      if (seen.has(key)) throw new FaultError('invalid-input', `${dimension.label} is on the axes twice.`, `${a}.${i}`);
      seen.add(key);
    });
  return {
    description,
    rows,
    columns,
    filters: description.filters.map((filter, i) => compileFilter(facts, codeLists, filter, `filters.${i}`)),
  };
}

/** The measure of that name. Fault invalid-input at `path` when the dataset has none. */
export function measureNamed(dataset: Dataset, name: string, path: string): Measure {
  const found = dataset.measures.find(measure => measure.name === name);
  if (!found)
    throw new FaultError(
      'invalid-input',
      `${dataset.label} has no measure "${name}". It has ${dataset.measures.map(m => m.name).join(', ')}.`,
      path,
    );
  return found;
}
