import type { ProblemCode } from '../../../shared/contract/intake.ts';
import { gridCell } from '../../../shared/model/national-grid.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import type { AreaAnswer, AreaIndex } from '../areas/area-index.ts';
import { eastingNorthing } from '../areas/outlines/national-grid.ts';
import {
  comparable,
  isNothing,
  isPostcode,
  nearest,
  readDate,
  readDateTime,
  readInteger,
  readMonth,
  readNumber,
} from './cells.ts';
import type { Reading } from './cells.ts';
import { elapsedHours, localOfUtc, utcOfLocal } from '../../../shared/model/elapsed-hours.ts';
import type { HeaderMatch } from './recognition.ts';
import { needsValue } from './return-types.ts';
import type { CodeLists, ReturnColumn } from './return-types.ts';
import { isUnreadable, notKept } from './table.ts';
import type { Finding } from './table.ts';

type Value = string | number | null;

/** What came of one row. The checker uses the same object for every row: take what is needed before the next. */
export interface CheckedRow {
  /** In the order of `RowChecker.targets`; identifiers are still empty. */
  readonly values: Value[];
  /** The references of the row, by target (or column) in the order of `RowChecker.identifiers`; null where empty. */
  readonly references: (string | null)[];
  readonly spread: { name: string | number; value: number | null; symbol: string | null }[];
  readonly findings: Finding[];
  setAside: boolean;
  unlocated: boolean;
  /** Day that counts for the period of the file; NaN when there is none. */
  day: number;
}

export interface RowChecker {
  readonly targets: readonly string[];
  /** For each target: whether a column of this file, or a rule, can fill it. */
  readonly filledTargets: readonly boolean[];
  readonly identifiers: readonly {
    readonly column: string;
    readonly kind: string;
    readonly target: number;
    readonly required: boolean;
  }[];
  /** `known` holds references that stand already as pseudonyms, in the order of `identifiers`. */
  check(cells: readonly string[], known?: readonly (number | null)[]): CheckedRow;
  /** What of a row may be kept while it is set aside: by header; null where a cell is not kept. */
  keptCells(cells: readonly string[]): Record<string, string | null>;
}

const isoDays = new Map<number, string>();

function isoDay(days: number): string {
  let iso = isoDays.get(days);
  if (iso === undefined) {
    iso = isoOfDays(days);
    isoDays.set(days, iso);
  }
  return iso;
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));

function isoMinute(minutes: number): string {
  const days = Math.floor(minutes / 1440);
  const rest = minutes - days * 1440;
  return `${isoDay(days)}T${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}

const symbols: Readonly<Record<string, string>> = { c: 'c', x: 'x', u: 'u', z: 'z', low: 'u', ':': 'x' };
const longestKept = 60;

/** A memory of answers that does not grow without end. */
function remembered<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    if (text.length > 200) return answer(text);
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= 50_000) known.clear();
      found = answer(text);
      known.set(text, found);
    }
    return found;
  };
}

/**
 * Prepares the checks of one file: its columns as they lie, the lists, the places, and today's date. Pure but for the
 * object that it reuses.
 */
export function rowChecker(match: HeaderMatch, lists: CodeLists, areas: AreaIndex, now: Date): RowChecker {
  const { type, header, places, columns } = match;
  const nowLocal = localOfUtc(Math.floor(now.getTime() / 60_000));
  const today = Math.floor(nowLocal / 1440);

  const targets: string[] = [];
  const targetAt = (name: string): number => {
    const at = targets.indexOf(name);
    return at >= 0 ? at : targets.push(name) - 1;
  };
  const identifiers: { column: string; kind: string; target: number; required: boolean }[] = [];
  for (const column of type.columns) {
    if (column.type === 'identifier')
      identifiers.push({
        column: column.name,
        kind: column.kind ?? column.name,
        target: column.target ? targetAt(column.target) : -1,
        required: needsValue(type, column),
      });
    else if (column.target) targetAt(column.target);
  }
  const constants = Object.entries(type.constants ?? {}).map(([name, value]) => [targetAt(name), value] as const);
  const derived = type.derived.map(d => ({
    at: targetAt(d.target),
    from: type.columns.findIndex(c => c.name === d.from),
    to: type.columns.findIndex(c => c.name === d.to),
  }));
  const areaColumns = type.columns
    .flatMap((column, at) => (column.type === 'area' ? [{ column, at }] : []))
    .toSorted((a, b) => areaOrder(a.column) - areaOrder(b.column));
  const hasArea = type.load === 'facts' && areaColumns.length > 0;
  const areaGiven = areaColumns.some(({ at }) => places[at]! >= 0);
  const [lsoaAt, wardAt, districtAt] = hasArea
    ? [targetAt('lsoa'), targetAt('ward'), targetAt('district')]
    : [-1, -1, -1];
  const longitude = type.columns.findIndex(c => c.type === 'longitude');
  const latitude = type.columns.findIndex(c => c.type === 'latitude');
  const gridAt = longitude >= 0 && latitude >= 0 ? targetAt('grid') : -1;
  const periodAt = type.period ? type.columns.findIndex(c => c.name === type.period) : -1;
  const totalAt = type.spread?.total ? type.columns.findIndex(c => c.name === type.spread!.total) : -1;
  const labelOf = type.columns.map((column, at) => (places[at]! >= 0 ? header[places[at]!]!.trim() : column.label));
  const columnAt = (name: string) => type.columns.findIndex(c => c.name === name);
  const checks = type.checks.map(check => ({
    kind: check.kind,
    column: columnAt(check.column),
    other: columnAt(check.other),
    day: type.columns[columnAt(check.column)]!.type !== type.columns[columnAt(check.other)]!.type,
  }));

  const row: CheckedRow = {
    values: targets.map(() => null),
    references: identifiers.map(() => null),
    spread: [],
    findings: [],
    setAside: false,
    unlocated: false,
    day: NaN,
  };
  /** Dates and numbers as numbers, by column; NaN where empty or wrong. */
  const parsed = new Float64Array(type.columns.length);
  /** Columns that hold something, right or wrong. */
  const filled = new Uint8Array(type.columns.length);
  let current: readonly string[] = [];

  const cellOf = (at: number): string => {
    const place = places[at]!;
    return place < 0 ? '' : (current[place] ?? '').trim();
  };

  /** Whether a cell may be repeated in a report: not a reference of the row, not a postcode, not a sentence. */
  const mayKeep = (cell: string): boolean => {
    if (cell.length > longestKept || isUnreadable(cell) || isPostcode(cell)) return false;
    const plain = comparable(cell);
    for (let i = 0; i < row.references.length; i++) {
      const reference = row.references[i];
      if (!reference) continue;
      const secret = comparable(reference);
      if (secret !== '' && (plain === secret || (secret.length >= 4 && plain.includes(secret)))) return false;
    }
    return true;
  };

  const find = (
    at: number | string,
    cell: string,
    expected: string,
    code: ProblemCode,
    message: string,
    severity: Finding['severity'] = 'set-aside',
  ) => {
    const column = typeof at === 'number' ? labelOf[at]! : at;
    row.findings.push({ column, found: mayKeep(cell) ? cell : notKept, expected, code, message, severity });
    if (severity === 'set-aside') row.setAside = true;
  };

  /** The nearest word costs a comparison with each: after a while a file of nonsense is not worth it. */
  let hintsLeft = 1000;
  const hint = (text: string, words: () => readonly string[]): string | null =>
    text.length <= 60 && hintsLeft-- > 0 ? nearest(text, words()) : null;

  const place = remembered((key: string): { readonly answer: AreaAnswer; readonly hint: string } => {
    const level = key.slice(0, key.indexOf(':'));
    const text = key.slice(key.indexOf(':') + 1);
    const wanted = level === 'lsoa' || level === 'ward' || level === 'district' ? level : undefined;
    let answer = areas.resolve(text, wanted);
    // A column headed Ward may hold a code of another level: the code says what it is.
    if (answer.kind === 'unknown' && wanted && /^[EW]\d{8}$/i.test(text)) answer = areas.resolve(text);
    const near =
      answer.kind === 'unknown'
        ? hint(text, () =>
            (wanted ? areas.areasAt(wanted) : [...areas.areasAt('district'), ...areas.areasAt('ward')]).map(
              a => a.name,
            ),
          )
        : null;
    return { answer, hint: near ? ` Did you mean ${near}?` : '' };
  });

  type Reader = (cell: string, at: number, column: ReturnColumn) => void;
  const put = (column: ReturnColumn, target: number) => (value: Value) => {
    if (column.target) row.values[target] = value;
  };

  const readers = type.columns.map((column): Reader | null => {
    const target = column.target ? targets.indexOf(column.target) : -1;
    const set = put(column, target);
    switch (column.type) {
      case 'date':
      case 'month': {
        const read = remembered(column.type === 'date' ? readDate : readMonth);
        const minimum =
          typeof column.minimum === 'string' ? (readDate(column.minimum) as { value: number }).value : -Infinity;
        return (cell, at) => {
          const day = read(cell);
          if ('wrong' in day)
            return find(
              at,
              cell,
              column.type === 'date' ? 'a day, such as 2016-04-21' : 'a month, such as 2018-10',
              'not-a-date',
              day.wrong,
            );
          if (day.value > today)
            return find(at, cell, 'a day that has come', 'in-the-future', 'This day has not come yet. Check the year.');
          if (day.value < minimum)
            return find(
              at,
              cell,
              `not before ${isoDay(minimum)}`,
              'out-of-range',
              `This is before ${isoDay(minimum)}. Check the year.`,
            );
          parsed[at] = day.value;
          set(isoDay(day.value));
        };
      }
      case 'datetime': {
        const minimum =
          typeof column.minimum === 'string' ? (readDate(column.minimum) as { value: number }).value * 1440 : -Infinity;
        return (cell, at) => {
          const time = readDateTime(cell);
          if ('wrong' in time)
            return find(
              at,
              cell,
              'a day and time, such as 2016-04-21 22:15',
              time.wrong.includes('time') ? 'not-a-time' : 'not-a-date',
              time.wrong,
            );
          if (Number.isNaN(utcOfLocal(time.value)))
            return find(
              at,
              cell,
              'a time that was on the clock',
              'not-a-time',
              'The clocks went forward in this hour, so there was no such time. Check whether it was an hour earlier or later.',
            );
          if (time.value > nowLocal)
            return find(
              at,
              cell,
              'a time that has come',
              'in-the-future',
              'This time has not come yet. Check the year.',
            );
          if (time.value < minimum)
            return find(
              at,
              cell,
              `not before ${isoDay(minimum / 1440)}`,
              'out-of-range',
              `This is before ${isoDay(minimum / 1440)}. Check the year.`,
            );
          parsed[at] = time.value;
          set(isoMinute(time.value));
        };
      }
      case 'integer':
      case 'number': {
        const read: (cell: string) => Reading<number> = remembered(
          column.type === 'integer' ? readInteger : readNumber,
        );
        const minimum = typeof column.minimum === 'number' ? column.minimum : -Infinity;
        const maximum = typeof column.maximum === 'number' ? column.maximum : Infinity;
        const range =
          minimum > -Infinity && maximum < Infinity
            ? `${minimum} to ${maximum}`
            : minimum > -Infinity
              ? `${minimum} or more`
              : `at most ${maximum}`;
        const isText = column.target === 'year';
        return (cell, at) => {
          const number = read(cell);
          if ('wrong' in number)
            return find(
              at,
              cell,
              column.type === 'integer' ? 'a whole number' : 'a number',
              'not-a-number',
              `${number.wrong} Write digits only.`,
            );
          if (number.value < minimum || number.value > maximum)
            return find(at, cell, range, 'out-of-range', `This is outside the range ${range}.`);
          parsed[at] = number.value;
          set(isText ? String(number.value) : number.value);
        };
      }
      case 'published-number':
        return (cell, at) => {
          if (symbols[cell.toLowerCase()]) return set(null);
          const number = readNumber(cell);
          if ('wrong' in number)
            return find(
              at,
              cell,
              'a number, or c, x, u or z',
              'not-a-number',
              `${number.wrong} The publisher writes a number or one of c, x, u and z.`,
            );
          parsed[at] = number.value;
          set(number.value);
        };
      case 'code': {
        const list = lists[column.list ?? ''] ?? [];
        const words = new Map<string, string>();
        for (const [code, label] of list) words.set(comparable(label), code);
        for (const [code] of list) words.set(comparable(code), code);
        if (column.list === 'yes_no')
          for (const [word, code] of [
            ['y', 'yes'],
            ['n', 'no'],
            ['true', 'yes'],
            ['false', 'no'],
            ['1', 'yes'],
            ['0', 'no'],
          ] as const)
            words.set(word, code);
        for (const [word, code] of Object.entries(column.synonyms ?? {})) words.set(word, code);
        const read = remembered((cell: string) => words.get(comparable(cell)) ?? null);
        return (cell, at) => {
          const code = read(cell);
          if (code !== null) return set(code);
          const near = hint(cell, () => list.flat());
          const expected =
            list.length <= 8 ? `one of ${list.map(([c]) => c).join(', ')}` : `a code of the list “${column.label}”`;
          find(
            at,
            cell,
            expected,
            'not-in-list',
            near && mayKeep(cell)
              ? `This is not in the list. Did you mean “${near}”?`
              : `This is not in the list. Use ${expected}.`,
          );
        };
      }
      case 'text':
        return (cell, at) => {
          if (cell.length > 160)
            return find(
              at,
              cell,
              'a few words',
              'unreadable-text',
              'This is longer than any value of the published list.',
            );
          set(cell);
        };
      case 'area':
        return null;
      case 'longitude':
      case 'latitude': {
        const [least, most] = column.type === 'longitude' ? [-9, 3] : [49, 61];
        return (cell, at) => {
          const number = readNumber(cell);
          if ('wrong' in number)
            return find(at, cell, 'degrees', 'not-a-number', 'This is not a coordinate in degrees.');
          if (number.value < least || number.value > most)
            return find(
              at,
              cell,
              `${least} to ${most} degrees`,
              'out-of-range',
              'This coordinate is not in Great Britain.',
            );
          parsed[at] = number.value;
        };
      }
      default:
        return null;
    }
  });
  const required = type.columns.map(column => needsValue(type, column));
  const spreadAs = type.spread?.as;
  const spreadNames = match.spread.map(s => (spreadAs === 'number' ? Number(s.name) : s.name));

  const check = (cells: readonly string[], known?: readonly (number | null)[]): CheckedRow => {
    current = cells;
    row.values.fill(null);
    row.references.fill(null);
    row.findings.length = 0;
    row.spread.length = 0;
    row.setAside = false;
    row.unlocated = false;
    row.day = NaN;
    parsed.fill(NaN);
    filled.fill(0);

    for (let i = 0; i < identifiers.length; i++) {
      const at = columnAt(identifiers[i]!.column);
      const cell = cellOf(at);
      if (!isNothing(cell)) row.references[i] = cell;
      else if (identifiers[i]!.required && known?.[i] == null)
        find(
          at,
          '',
          'a reference',
          'missing-value',
          `${labelOf[at]} is empty. Give the reference that you use for the record.`,
        );
    }
    if (cells.length > header.length) {
      for (let i = header.length; i < cells.length; i++)
        if (cells[i]!.trim() !== '') {
          row.findings.push({
            column: null,
            found: notKept,
            expected: `${header.length} cells`,
            code: 'too-many-cells',
            message: `The row has ${cells.length} cells where the header has ${header.length}: a delimiter stands inside a cell. Put that cell in quotation marks.`,
            severity: 'set-aside',
          });
          row.setAside = true;
          break;
        }
    }
    for (let i = 0; i < cells.length && i < header.length; i++) {
      // What is never kept need not be readable, but a reference must be: it links rows.
      const column = columns[i];
      if (
        column &&
        column.type !== 'free-text' &&
        column.type !== 'ignored' &&
        column.type !== 'postcode' &&
        isUnreadable(cells[i]!)
      )
        find(
          header[i]!.trim(),
          cells[i]!,
          'readable text',
          'unreadable-text',
          'The cell holds characters that cannot be shown. Type it again.',
        );
    }
    if (row.setAside && row.findings.some(f => f.code === 'unreadable-text' || f.code === 'too-many-cells')) return row;

    for (let at = 0; at < readers.length; at++) {
      const reader = readers[at];
      if (!reader) continue;
      const cell = cellOf(at);
      if (isNothing(cell)) {
        if (required[at]) find(at, cell, 'a value', 'missing-value', `${labelOf[at]} is empty. Every row needs one.`);
        continue;
      }
      filled[at] = 1;
      reader(cell, at, type.columns[at]!);
    }
    for (const [at, value] of constants) row.values[at] = value;

    if (hasArea) placeRow();
    if (gridAt >= 0 && !Number.isNaN(parsed[longitude]!) && !Number.isNaN(parsed[latitude]!)) {
      row.values[gridAt] = gridCell(eastingNorthing([parsed[longitude]!, parsed[latitude]!]));
    }
    for (let i = 0; i < checks.length; i++) crossCheck(checks[i]!);
    for (let i = 0; i < derived.length; i++) {
      const { at, from, to } = derived[i]!;
      if (!Number.isNaN(parsed[from]!) && !Number.isNaN(parsed[to]!))
        row.values[at] = elapsedHours(parsed[from]!, parsed[to]!);
    }
    if (type.spread) spreadRow();
    if (periodAt >= 0)
      row.day = type.columns[periodAt]!.type === 'datetime' ? Math.floor(parsed[periodAt]! / 1440) : parsed[periodAt]!;
    return row;
  };

  const placeRow = () => {
    for (let i = 0; i < areaColumns.length; i++) {
      const { column, at } = areaColumns[i]!;
      const cell = cellOf(at);
      if (isNothing(cell)) {
        if (required[at])
          find(at, cell, 'a code or name of an area', 'missing-value', `${labelOf[at]} is empty. Every row needs one.`);
        continue;
      }
      const { answer, hint } = place(`${column.level ?? ''}:${cell}`);
      switch (answer.kind) {
        case 'retired':
        case 'found':
          if (answer.kind === 'retired') find(at, cell, 'a code of today', 'retired-area', answer.message, 'warning');
          row.values[lsoaAt] = answer.lsoa;
          row.values[wardAt] = answer.ward;
          row.values[districtAt] = answer.district;
          if (answer.lsoa === null && answer.ward === null && answer.district === null) {
            row.unlocated = true;
            find(
              at,
              cell,
              'an LSOA, ward or district',
              'no-match',
              `${answer.name} is wider than a district, so the row counts for no district. Give the district if it is known.`,
              'warning',
            );
          }
          return;
        case 'outside':
          return find(at, cell, 'an area in the nine districts', 'outside-area', answer.message);
        case 'ambiguous':
          return find(at, cell, `one of ${answer.candidates.join(', ')}`, 'unknown-area', answer.message);
        case 'unknown':
          return isPostcode(cell)
            ? find(
                at,
                cell,
                'a code or name of an area',
                'unknown-area',
                'A postcode stands here. Postcodes are not kept; give the LSOA, ward or district.',
              )
            : find(at, cell, 'a code or name of an area', 'unknown-area', `${answer.message}${hint}`);
      }
    }
    row.unlocated = true;
  };

  const crossCheck = (rule: (typeof checks)[number]) => {
    const { kind, column, other } = rule;
    const label = labelOf[column]!;
    const otherLabel = labelOf[other]!;
    if (kind === 'not-before') {
      let a = parsed[column]!;
      let b = parsed[other]!;
      if (rule.day) {
        if (type.columns[column]!.type === 'datetime') a = Math.floor(a / 1440);
        if (type.columns[other]!.type === 'datetime') b = Math.floor(b / 1440);
      }
      if (a < b)
        find(
          column,
          cellOf(column),
          `not before ${otherLabel} (${shown(other)})`,
          'before-another',
          `${label} is before ${otherLabel} (${shown(other)}). Check both.`,
        );
    } else if (kind === 'needs') {
      if (filled[column] && !filled[other])
        find(
          column,
          cellOf(column),
          `empty, or ${otherLabel} filled in`,
          'missing-value',
          `${label} is given, but ${otherLabel} is empty. Give both or neither.`,
        );
    } else if (filled[column] && filled[other]) {
      find(
        column,
        cellOf(column),
        `empty when ${otherLabel} is given`,
        'out-of-range',
        `${label} and ${otherLabel} are both given, which cannot both be right. Empty one.`,
      );
    }
  };

  const shown = (at: number): string =>
    type.columns[at]!.type === 'datetime' ? isoMinute(parsed[at]!).replace('T', ' ') : isoDay(parsed[at]!);

  const spreadRow = () => {
    let sum = 0;
    for (let i = 0; i < match.spread.length; i++) {
      const { place: at } = match.spread[i]!;
      const cell = (current[at] ?? '').trim();
      const name = spreadNames[i]!;
      const symbol = type.spread!.symbol ? (cell === '' ? 'x' : symbols[cell.toLowerCase()]) : undefined;
      if (symbol) {
        row.spread.push({ name, value: null, symbol });
        continue;
      }
      const number = readNumber(cell);
      if ('wrong' in number || number.value < 0)
        find(
          header[at]!.trim(),
          cell,
          type.spread!.symbol ? 'a number, or c, x, u or z' : 'a number',
          'not-a-number',
          'This is not a number of people or episodes.',
        );
      else {
        sum += number.value;
        row.spread.push({ name, value: number.value, symbol: null });
      }
    }
    if (totalAt >= 0 && !row.setAside && Math.abs(sum - parsed[totalAt]!) > 0.5)
      find(
        totalAt,
        cellOf(totalAt),
        String(sum),
        'total-disagrees',
        `The ages add up to ${sum.toLocaleString('en-GB')}, not to this total. Check which is right.`,
      );
  };

  const keptCells = (cells: readonly string[]): Record<string, string | null> => {
    const kept: Record<string, string | null> = {};
    for (let i = 0; i < header.length; i++) {
      const column = columns[i];
      const isSpread = !column && match.spread.some(s => s.place === i);
      if (!column && !isSpread) continue;
      if (column?.type === 'free-text' || column?.type === 'ignored') continue;
      const name = header[i]!.trim();
      const cell = (cells[i] ?? '').trim();
      const hidden =
        column?.type === 'identifier' ||
        column?.type === 'postcode' ||
        column?.type === 'longitude' ||
        column?.type === 'latitude';
      kept[name] = !hidden && (cell === '' || mayKeep(cell)) ? cell : null;
    }
    return kept;
  };

  const filledTargets = targets.map(
    (target, i) =>
      (areaGiven && (i === lsoaAt || i === wardAt || i === districtAt)) ||
      i === gridAt ||
      constants.some(([at]) => at === i) ||
      derived.some(d => d.at === i) ||
      type.columns.some((column, at) => column.target === target && (places[at]! >= 0 || column.type === 'identifier')),
  );
  return { targets, filledTargets, identifiers, check, keptCells };
}

/** The smallest place counts first; a column for any level stands between LSOA and ward. */
function areaOrder(column: ReturnColumn): number {
  return column.level === 'lsoa' ? 0 : column.level === undefined ? 1 : column.level === 'ward' ? 2 : 3;
}
