import * as v from 'valibot';
import { cellStatuses, pivotDescription } from '../../../shared/contract/cube.ts';
import type { CellStatus, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { pivotTable } from '../cube/tables.ts';
import type { Call } from '../subject.ts';
import type { MapArea } from './shapes.ts';

type Filter = ParsedPivot['filters'][number];

/** First and last day, ISO. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** What is counted, and where a dataset says the area of a level. */
export interface Counted {
  readonly measure: string;
  /** What a reader calls it: "Incidents". */
  readonly label: string;
  readonly field: string;
  /** Rows of the table lie under their districts, so that what is left of one is known. */
  readonly underDistricts: boolean;
  /** From a code of the field to a code of the level: MSOAs are counted through their LSOAs. */
  readonly codeOf: (code: string) => string | null;
}

/** The count of an area, as a table shows it. */
export interface AreaCount {
  /** Null where it is hidden. */
  readonly shown: number | null;
  readonly status: CellStatus;
  /** What stands in for it in statistics: the number shown, or its share of what is left; null where nothing is known. */
  readonly working: number | null;
}

export interface Counts {
  of(code: string): AreaCount;
  /** Codes of the level that the table names, known to the map or not. */
  readonly codes: readonly string[];
  /** Shown in the numerator, without an area. */
  readonly withoutArea: number;
  /** Of these, what lies in a district all the same. */
  readonly withDistrictAlone: number;
  /** The whole numerator; null where it is hidden. */
  readonly total: number | null;
  readonly table: PivotTable;
}

/** The measure that counts: the one asked for, else rows, else what the dataset opens with. Fault invalid-input. */
function countedMeasure(dataset: Dataset, of: string | undefined): Dataset['measures'][number] {
  const counts = dataset.measures.filter(one => ['rows', 'distinct', 'sum'].includes(one.compute.kind));
  const wanted = of ?? (counts.some(one => one.name === 'rows') ? 'rows' : dataset.opening.measure);
  const found = counts.find(one => one.name === wanted);
  if (!found)
    throw new FaultError(
      'invalid-input',
      `"${wanted}" does not count anything in ${dataset.label}. There is ${counts.map(one => one.name).join(', ') || 'nothing to count'}.`,
      'description.of',
    );
  return found;
}

/** What to count by which field. Fault invalid-input where the dataset does not say the level, or cannot add up to it. */
export function countedOf(
  dataset: Dataset,
  of: string | undefined,
  level: ParsedHotSpots['level'],
  lsoas: readonly MapArea[],
): Counted {
  const measure = countedMeasure(dataset, of);
  const fieldAt = (wanted: string) => dataset.fields.find(field => field.type === 'area' && field.level === wanted);
  const common = {
    measure: measure.name,
    label: measure.label,
    underDistricts: level !== 'district' && fieldAt('district') !== undefined,
  };
  const own = fieldAt(level);
  if (own) return { ...common, field: own.name, codeOf: code => code };
  const lsoa = fieldAt('lsoa');
  if (level !== 'msoa' || !lsoa)
    throw new FaultError(
      'invalid-input',
      `${dataset.label} does not say the ${level} of its rows.`,
      'description.level',
    );
  if (measure.compute.kind === 'distinct')
    throw new FaultError(
      'invalid-input',
      'Distinct children cannot be added up from LSOAs to MSOAs. Count rows, or choose wards.',
      'description.of',
    );
  const parents = new Map(lsoas.map(area => [area.code, area.msoa]));
  return { ...common, field: lsoa.name, codeOf: code => parents.get(code) ?? null };
}

const parentFields = ['lsoa', 'msoa', 'ward', 'district', 'authority'] as const;
const sizeOf: Readonly<Record<string, number>> = {
  lsoa: 0,
  deprivation: 0,
  msoa: 1,
  ward: 1,
  district: 2,
  authority: 3,
};

/**
 * Whether an area passes the filters on where. Only areas inside what was asked for are analysed: the others would read
 * as areas without incidents. Fault invalid-input for a filter finer than the level, which would count parts of areas.
 */
export function areaTest(filters: readonly Filter[], level: ParsedHotSpots['level']): (area: MapArea) => boolean {
  const tests = filters.flatMap((filter, i) => {
    const size = sizeOf[filter.field];
    if (size === undefined) return [];
    const onlyRecorded = filter.notIn?.length === 1 && filter.notIn[0] === null && filter.in === undefined;
    if (onlyRecorded) return [];
    const nested = size > sizeOf[level]! || filter.field === level || level === 'lsoa';
    if (!nested || filter.contains !== undefined || filter.from !== undefined || filter.to !== undefined)
      throw new FaultError(
        'invalid-input',
        `A map by ${level} cannot be filtered by ${filter.field} this way: parts of areas would be counted. Filter by whole areas of this level or above, with "in" or "notIn".`,
        `description.filters.${i}.field`,
      );
    const codeOf = (area: MapArea): string | null =>
      filter.field === 'deprivation'
        ? area.deprivation_decile === null
          ? null
          : String(area.deprivation_decile)
        : filter.field === area.level
          ? area.code
          : area[filter.field as Exclude<(typeof parentFields)[number], 'lsoa'>];
    const isIn = filter.in ? new Set(filter.in) : null;
    const isNotIn = filter.notIn ? new Set(filter.notIn) : null;
    return [(area: MapArea) => (!isIn || isIn.has(codeOf(area))) && !isNotIn?.has(codeOf(area))];
  });
  return area => tests.every(test => test(area));
}

/** First and last day of a period given in days or months; `path` names it in a fault. Fault invalid-input. */
export function spanOf({ from, to }: Span, path: string): Span {
  const day = (text: string, name: string, end: boolean): number => {
    const found = daysOfIso(text.length === 7 ? `${text}-01` : text);
    if (Number.isNaN(found))
      throw new FaultError('invalid-input', `"${text}" is not in the calendar.`, `${path}.${name}`);
    return end && text.length === 7 ? periodOf(found, 'month').last : found;
  };
  const [first, last] = [day(from, 'from', false), day(to, 'to', true)];
  if (first > last) throw new FaultError('invalid-input', 'The period ends before it begins.', `${path}.to`);
  return { from: isoOfDays(first), to: isoOfDays(last) };
}

/** A span as a filter: by months where it is made of whole ones, which is all that the public may be given. */
export function periodFilter(field: string, { from, to }: Span): Filter {
  const wholeMonths = from.endsWith('-01') && periodOf(daysOfIso(to), 'month').last === daysOfIso(to);
  return wholeMonths ? { field, by: 'month', from: from.slice(0, 7), to: to.slice(0, 7) } : { field, from, to };
}

/** The table that holds the counts of a map, with totals and the subtotals of districts. */
export function tableOfCounts(
  description: ParsedHotSpots,
  counted: Counted,
  dateField: string | null,
  span: Span | null,
): ParsedPivot {
  return v.parse(pivotDescription, {
    dataset: description.dataset,
    rows: counted.underDistricts ? ['district', counted.field] : [counted.field],
    values: [{ measure: counted.measure }],
    filters: span && dateField ? [...description.filters, periodFilter(dateField, span)] : description.filters,
    totals: { rows: 'after', subtotals: true },
    emptyMembers: true,
    audience: description.audience,
  });
}

/** Areas of the level of the counted field, with their residents: where a hidden count may lie. */
export interface Place {
  readonly code: string;
  readonly district: string | null;
  readonly residents: number | null;
}

/** The counts of a map, from one table made for its audience. `places` are those that the filters let through. */
export async function countsOf(
  call: Call,
  table: ParsedPivot,
  counted: Counted,
  places: readonly Place[],
): Promise<Counts> {
  return countsShown(await pivotTable(table, call), counted, places);
}

interface Line {
  readonly code: string | null;
  readonly group: string;
  readonly shown: number | null;
  readonly rounded: boolean;
}

/**
 * Counts by area, worked out from nothing but what a table shows. A hidden count stands in statistics as its share, by
 * residents, of what is left of its district: the published subtotal less what is shown in it; where that is hidden too,
 * of what is left of the whole. An area that the table does not list has no incident. A protected table that shows no
 * zero may hide them: there such an area counts as hidden.
 */
export function countsShown(
  table: PivotTable,
  { codeOf, underDistricts }: Pick<Counted, 'codeOf' | 'underDistricts'>,
  places: readonly Place[],
): Counts {
  const isProtected = table.protection !== undefined;
  const lines: Line[] = [];
  const subtotals = new Map<string, number | null>();
  let total: number | null = null;
  let showsZero = false;
  const groupOf = (district: string | null) => (underDistricts ? (district ?? '') : 'whole');
  table.rows.forEach((row, r) => {
    const at = r * table.columns.length;
    const status = cellStatuses[table.status[at]!]!;
    const cell = table.cells[at]!;
    const shown = !Number.isNaN(cell) ? cell : isProtected && status !== 'empty' ? null : 0;
    showsZero ||= status === 'zero';
    if (row.kind === 'total') total = shown;
    else if (row.kind === 'subtotal') subtotals.set(groupOf(row.path[0]!.code), shown);
    else
      lines.push({
        code: row.path.at(-1)!.code,
        group: groupOf(row.path[0]!.code),
        shown,
        rounded: status === 'rounded',
      });
  });
  const listed = new Set(lines.map(line => line.code));
  if (isProtected && !showsZero)
    for (const place of places)
      if (!listed.has(place.code))
        lines.push({ code: place.code, group: groupOf(place.district), shown: null, rounded: false });
  if (!underDistricts) subtotals.set('whole', total);

  const residents = new Map(places.map(place => [place.code, place.residents ?? 0]));
  const standIns = sharesOfRest(lines, subtotals, total, line => residents.get(line.code ?? '') ?? 0);
  const byCode = new Map<string, AreaCount>();
  let withoutArea = 0;
  let withDistrictAlone = 0;
  lines.forEach((line, i) => {
    const code = line.code === null ? null : codeOf(line.code);
    if (code === null) {
      withoutArea += line.shown ?? 0;
      if (underDistricts && line.group !== '') withDistrictAlone += line.shown ?? 0;
      return;
    }
    const before = byCode.get(code);
    const shown = before?.shown === null || line.shown === null ? null : (before?.shown ?? 0) + line.shown;
    const part = line.shown ?? standIns[i]!;
    const working = before?.working === null || part === null ? null : (before?.working ?? 0) + part;
    const rounded = line.rounded || before?.status === 'rounded';
    byCode.set(code, {
      shown,
      working,
      status: shown === null ? 'hidden' : rounded ? 'rounded' : shown === 0 ? 'zero' : 'value',
    });
  });
  const nothing: AreaCount = { shown: 0, working: 0, status: 'zero' };
  return {
    of: code => byCode.get(code) ?? nothing,
    codes: [...byCode.keys()],
    withoutArea,
    withDistrictAlone,
    total,
    table,
  };
}

/** For every hidden line its share of what is known to be left, by residents; null where nothing is known. */
function sharesOfRest(
  lines: readonly Line[],
  subtotals: ReadonlyMap<string, number | null>,
  total: number | null,
  residentsOf: (line: Line) => number,
): (number | null)[] {
  const shares = lines.map((): number | null => null);
  const spreadOver = (places: readonly number[], rest: number) => {
    const people = places.map(i => residentsOf(lines[i]!));
    const all = people.reduce((sum, n) => sum + n, 0);
    places.forEach((i, k) => (shares[i] = Math.max(0, rest) * (all > 0 ? people[k]! / all : 1 / places.length)));
  };
  const groups = Map.groupBy(
    lines.map((_, i) => i),
    i => lines[i]!.group,
  );
  const hiddenIn = (places: readonly number[]) => places.filter(i => lines[i]!.shown === null);
  const shownIn = (places: readonly number[]) => places.reduce((sum, i) => sum + (lines[i]!.shown ?? 0), 0);
  const loose: number[] = [];
  let rest = total;
  for (const [group, places] of groups) {
    const subtotal = subtotals.get(group) ?? null;
    if (rest !== null) rest -= subtotal ?? shownIn(places);
    if (subtotal === null) loose.push(...hiddenIn(places));
    else spreadOver(hiddenIn(places), subtotal - shownIn(places));
  }
  if (rest !== null) spreadOver(loose, rest);
  return shares;
}
