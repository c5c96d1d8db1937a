import { daysOf, isoOfDays } from '../../../shared/model/period.ts';

/**
 * What a cell's text means. Dates are British: in 04/05/2016 the day comes first, always; a date that only makes sense
 * with the month first is refused, never turned round. A reading is a value, or why there is none.
 */
export type Reading<T> = { readonly value: T } | { readonly wrong: string };

const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  sept: 9,
  oct: 10,
  nov: 11,
  dec: 12,
};
for (const name of [
  'january',
  'february',
  'march',
  'april',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const)
  (months as Record<string, number>)[name] = months[name.slice(0, 3)]!;

const nothings = new Set(['', '-', '--', 'n/a', 'na', 'null', 'none recorded', 'not recorded', '.']);

/** Whether a cell says that nothing was recorded. */
export function isNothing(cell: string): boolean {
  if (cell === '') return true;
  const first = cell.charCodeAt(0) | 32;
  // Only a hyphen, a full stop or an n can begin such a word.
  return (first === 45 || first === 46 || first === 110) && cell.length <= 13 && nothings.has(cell.toLowerCase());
}

/** Words as they are compared: lower case, letters and digits only. */
export function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9+]+/g, '');
}

const isoDay = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/;
const britishDay = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/;
const namedDay =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})[-, ]+(\d{4})$/i;

const dayFormats = 'Write it as 2016-04-21 or 21/04/2016.';

/** Days since 1970-01-01 of a date as people write it. */
export function readDate(cell: string): Reading<number> {
  // The commonest form first, without a regular expression.
  if (cell.length === 10 && cell.charCodeAt(4) === 45 && cell.charCodeAt(7) === 45) {
    const year = digits(cell, 0, 4);
    const month = digits(cell, 5, 7);
    const day = digits(cell, 8, 10);
    if (year >= 0 && month >= 0 && day >= 0) return dayOr(year, month, day, cell);
  }
  if (cell.length > 60) return { wrong: `This is not a day. ${dayFormats}` };
  const withTime = /^(.*\d)[T ]+00?:00(?::00(?:\.0+)?)?$/.exec(cell);
  const text = withTime ? withTime[1]! : cell;
  const iso = isoDay.exec(text);
  if (iso) return dayOr(Number(iso[1]), Number(iso[2]), Number(iso[3]), text);
  const british = britishDay.exec(text);
  if (british) {
    const first = Number(british[1]);
    const second = Number(british[2]);
    if (second > 12 && first <= 12 && first > 0 && second <= 31)
      return { wrong: `The month seems to come first. Days come first here. ${dayFormats}` };
    return dayOr(Number(british[3]), second, first, text);
  }
  const named = namedDay.exec(text);
  if (named) {
    const month = months[named[2]!.toLowerCase()];
    return month === undefined
      ? { wrong: `There is no such month. ${dayFormats}` }
      : dayOr(Number(named[3]), month, Number(named[1]), text);
  }
  if (/^\d{4}[-/]\d{2}(\d{2})?( *Q[1-4])?$/i.test(text) || /^Q[1-4]/i.test(text))
    return { wrong: `This is a year or quarter, not a day. ${dayFormats}` };
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    const serial = Math.floor(Number(text));
    return serial > 20_000 && serial < 60_000
      ? {
          wrong: `This is a spreadsheet’s own number for a day, perhaps ${isoOfDays(serial - 25_569)}. Format the column as a date and save again, or correct it here.`,
        }
      : { wrong: `This is a number, not a day. ${dayFormats}` };
  }
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/.test(text)) return { wrong: `The year has two digits. ${dayFormats}` };
  if (/\d[T ]+\d{1,2}:\d{2}/.test(text)) return { wrong: `A day is wanted here without a time. ${dayFormats}` };
  return { wrong: `This is not a day. ${dayFormats}` };
}

function dayOr(year: number, month: number, day: number, text: string): Reading<number> {
  const days = daysOf(year, month, day);
  if (!Number.isNaN(days)) return { value: days };
  return {
    wrong:
      month > 12 && day <= 12
        ? `The month seems to come last. ${dayFormats}`
        : `There is no ${text.length > 20 ? 'such day' : text} in the calendar. ${dayFormats}`,
  };
}

function digits(text: string, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) {
    const d = text.charCodeAt(i) - 48;
    if (d < 0 || d > 9) return -1;
    n = n * 10 + d;
  }
  return n;
}

/** ISO date of the first day of a month written as 2018-10, Oct 2018, 10/2018 or a day in it. */
export function readMonth(cell: string): Reading<number> {
  const iso = /^(\d{4})[-/](\d{1,2})$/.exec(cell);
  const british = /^(\d{1,2})\/(\d{4})$/.exec(cell);
  const named = /^([a-z]{3,9})[- ](\d{4})$/i.exec(cell);
  const [year, month] = iso
    ? [Number(iso[1]), Number(iso[2])]
    : british
      ? [Number(british[2]), Number(british[1])]
      : named
        ? [Number(named[2]), months[named[1]!.toLowerCase()] ?? 0]
        : [0, 0];
  if (month >= 1 && month <= 12) return { value: daysOf(year, month, 1) };
  const day = readDate(cell);
  if ('value' in day) {
    const iso1 = isoOfDays(day.value);
    return { value: daysOf(Number(iso1.slice(0, 4)), Number(iso1.slice(5, 7)), 1) };
  }
  return { wrong: 'This is not a month. Write it as 2018-10.' };
}

const timeFormats = 'Write it as 2016-04-21 22:15 or 21/04/2016 22:15, local time.';
const dayAndTime = /^(.*?\d)(?:T| +|, *)(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?( ?[ap]m)?$/i;

/** Local minutes since 1970-01-01T00:00 on the wall clock. */
export function readDateTime(cell: string): Reading<number> {
  const m = cell.length > 60 ? null : dayAndTime.exec(cell);
  if (!m) {
    const day = readDate(cell);
    if ('value' in day) return { wrong: `The time of day is missing. ${timeFormats}` };
    if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(cell)) return { wrong: `A time zone is written with it. ${timeFormats}` };
    return { wrong: day.wrong.includes('spreadsheet') ? day.wrong : `This is not a day and time. ${timeFormats}` };
  }
  const day = readDate(m[1]!);
  if (!('value' in day)) return { wrong: day.wrong };
  let hour = Number(m[2]);
  const minute = Number(m[3]);
  const half = m[4]?.trim().toLowerCase();
  if (half) {
    if (hour < 1 || hour > 12) return { wrong: `There is no such time of day. ${timeFormats}` };
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  if (hour > 23 || minute > 59) return { wrong: `There is no such time of day. ${timeFormats}` };
  return { value: day.value * 1440 + hour * 60 + minute };
}

const plainNumber = /^[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:e[-+]?\d{1,2})?$/i;

/** A number, with or without commas between thousands. */
export function readNumber(cell: string): Reading<number> {
  if (cell.length > 60 || !plainNumber.test(cell)) return { wrong: 'This is not a number.' };
  const value = Number(cell.replaceAll(',', ''));
  return Number.isFinite(value) ? { value } : { wrong: 'This number is too large.' };
}

/** A whole number; 14.0 is one. */
export function readInteger(cell: string): Reading<number> {
  const number = readNumber(cell);
  if ('wrong' in number) return { wrong: 'This is not a whole number.' };
  return Number.isSafeInteger(number.value) ? number : { wrong: 'This is not a whole number.' };
}

/** Least number of single letters to change, add or take away to come from one word to the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The word of a list that is nearest to another, if it is near enough to be meant. */
export function nearest(word: string, words: Iterable<string>): string | null {
  const wanted = comparable(word).slice(0, 60);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of words) {
    const distance = editDistance(wanted, comparable(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Whether text has the form of a UK postcode. */
export function isPostcode(text: string): boolean {
  return /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i.test(text);
}
