import { daysOf, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { comparable } from './cells.ts';
import type { CodeLists, ReturnColumn, ReturnType } from './return-types.ts';

/** How the columns of a file lie in a return type. */
export interface HeaderMatch {
  readonly type: ReturnType;
  /** Header of each cell, as the file has it. */
  readonly header: readonly string[];
  /** For each column of the type: place in the file, or −1. */
  readonly places: readonly number[];
  /** For each cell of the file: the column that it belongs to, or null when it is not of the type. */
  readonly columns: readonly (ReturnColumn | null)[];
  readonly spread: readonly { readonly place: number; readonly name: string }[];
  readonly missing: readonly ReturnColumn[];
  /** Higher is better. */
  readonly score: number;
}

const keysOfType = new WeakMap<ReturnType, { exact: Map<string, number>; alias: Map<string, number> }>();

function keysOf(type: ReturnType): { exact: Map<string, number>; alias: Map<string, number> } {
  let keys = keysOfType.get(type);
  if (!keys) {
    keys = { exact: new Map(), alias: new Map() };
    for (const [at, column] of type.columns.entries()) {
      for (const word of [column.name, column.label])
        if (!keys.exact.has(comparable(word))) keys.exact.set(comparable(word), at);
      for (const word of column.aliases) if (!keys.alias.has(comparable(word))) keys.alias.set(comparable(word), at);
    }
    keysOfType.set(type, keys);
  }
  return keys;
}

/** Lays a row of headers over a return type. Names and labels come before other words that people write. */
export function headerMatch(type: ReturnType, header: readonly string[]): HeaderMatch {
  const { exact, alias } = keysOf(type);
  const places = type.columns.map(() => -1);
  const columns: (ReturnColumn | null)[] = header.map(() => null);
  const words = header.map(cell => (cell.length > 100 ? '' : comparable(cell)));
  const take = (keys: Map<string, number>) => {
    for (const [place, word] of words.entries()) {
      if (word === '' || columns[place]) continue;
      const at = keys.get(word);
      if (at === undefined) continue;
      const column = type.columns[at]!;
      // Anything that is not kept may stand in several columns.
      const many = column.type === 'free-text' || column.type === 'postcode' || column.type === 'ignored';
      if (places[at] !== -1 && !many) continue;
      if (places[at] === -1) places[at] = place;
      columns[place] = column;
    }
  };
  take(exact);
  take(alias);
  const pattern = type.spread ? new RegExp(type.spread.headers, 'i') : null;
  const spread: { place: number; name: string }[] = [];
  if (pattern)
    for (const [place, cell] of header.entries()) {
      if (columns[place] || cell.trim() === '') continue;
      const m = pattern.exec(cell.trim());
      if (m) spread.push({ place, name: m[1] ?? cell.trim() });
    }
  const missing = type.columns.filter((column, at) => column.required && places[at] === -1);
  const matched = columns.filter(column => column && column.type !== 'free-text').length;
  const required = type.columns.filter((column, at) => column.required && places[at] !== -1).length;
  const unmatched = header.filter((cell, place) => cell.trim() !== '' && !columns[place]).length - spread.length;
  const lacking = missing.length > 0 || (type.spread !== undefined && spread.length === 0);
  return {
    type,
    header,
    places,
    columns,
    spread,
    missing,
    score: lacking ? -1 : required * 3 + matched + Math.min(spread.length, 5) - unmatched * 0.1,
  };
}

/** The type whose columns a row of headers is, or null. With `wanted`, only that type is tried. */
export function recognisedType(
  types: readonly ReturnType[],
  header: readonly string[],
  wanted?: string,
): HeaderMatch | null {
  let best: HeaderMatch | null = null;
  for (const type of types) {
    if (type.load === 'boundaries' || type.columns.length === 0 || (wanted !== undefined && type.name !== wanted))
      continue;
    const match = headerMatch(type, header);
    if (match.score > 0 && match.score > (best?.score ?? 0)) best = match;
  }
  return best;
}

/** The type that a row of headers nearly is: what is missing can then be named. */
export function nearlyRecognised(
  types: readonly ReturnType[],
  header: readonly string[],
  wanted?: string,
): HeaderMatch | null {
  let best: HeaderMatch | null = null;
  let most = 0;
  for (const type of types) {
    if (type.columns.length === 0 || (wanted !== undefined && type.name !== wanted)) continue;
    const match = headerMatch(type, header);
    const present = match.places.filter(place => place !== -1).length;
    if ((present >= 3 || wanted !== undefined) && present > most) {
      most = present;
      best = match;
    }
  }
  return best;
}

/** The agency that a file name speaks of: a whole word or words of it are an agency's code or name. The longest wins. */
export function agencyInName(fileName: string, lists: CodeLists): string | null {
  const spaced = (text: string) =>
    ` ${text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()} `;
  const name = spaced(fileName);
  let best: string | null = null;
  let longest = 0;
  for (const [code, label] of lists['agency'] ?? []) {
    for (const words of [code, label]) {
      const wanted = spaced(words);
      // "other" and "family" are words of file names, not agencies that send returns.
      if (code === 'other' || code === 'family') continue;
      if (wanted.length > longest && name.includes(wanted)) {
        best = code;
        longest = wanted.length;
      }
    }
  }
  return best;
}

/** The agency of a code or name; null when the list has no such one. */
export function agencyNamed(text: string, lists: CodeLists): string | null {
  const wanted = comparable(text);
  return (
    (lists['agency'] ?? []).find(([code, label]) => comparable(code) === wanted || comparable(label) === wanted)?.[0] ??
    null
  );
}

export interface Span {
  /** ISO dates. */
  readonly from: string;
  readonly to: string;
}

/** The period that a file name speaks of: 2016-17_Q1, 2016-17, 2018-10. */
export function periodInName(fileName: string): Span | null {
  const quarter = /(20\d\d)\D{0,2}(\d\d)\D{0,3}q([1-4])(?!\d)/i.exec(fileName);
  if (quarter && (Number(quarter[1]) + 1) % 100 === Number(quarter[2])) {
    const p = periodOf(daysOf(Number(quarter[1]), 4, 1) + (Number(quarter[3]) - 1) * 92, 'financial-quarter');
    return { from: isoOfDays(p.first), to: isoOfDays(p.last) };
  }
  const year = /(?<!\d)(20\d\d)[-_/ ](\d\d)(?!\d)/.exec(fileName);
  if (!year) return null;
  const start = Number(year[1]);
  const second = Number(year[2]);
  const p =
    second === (start + 1) % 100
      ? periodOf(daysOf(start, 4, 1), 'financial-year')
      : second >= 1 && second <= 12
        ? periodOf(daysOf(start, second, 1), 'month')
        : null;
  return p ? { from: isoOfDays(p.first), to: isoOfDays(p.last) } : null;
}

/**
 * The period of a file: the one in its name when its rows touch it, else whole months from its first to its last day.
 * `first` and `last` are days since 1970-01-01.
 */
export function periodOfFile(named: Span | null, first: number, last: number): Span | null {
  if (first > last) return named;
  const from = isoOfDays(periodOf(first, 'month').first);
  const to = isoOfDays(periodOf(last, 'month').last);
  return named && named.from <= to && named.to >= from ? named : { from, to };
}
