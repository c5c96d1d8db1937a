/**
 * Days are integers since 1970-01-01; local minutes are integers since 1970-01-01T00:00 on the wall clock. Financial
 * years run from April to March and are written 2016/17; their first quarter is April to June. Academic years run from
 * September to August.
 */

/** Days since 1970-01-01 of a proleptic Gregorian date; NaN when there is no such day. */
export function daysOf(year: number, month: number, day: number): number {
  const at = Date.UTC(year, month - 1, day);
  const d = new Date(at);
  return d.getUTCFullYear() === year && d.getUTCMonth() === month - 1 && d.getUTCDate() === day ? at / 86_400_000 : NaN;
}

/** Days since 1970-01-01 of an ISO date (2016-04-01); NaN when it is not one. */
export function daysOfIso(text: string): number {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  return m ? daysOf(Number(m[1]), Number(m[2]), Number(m[3])) : NaN;
}

/** Minutes since 1970-01-01T00:00 of local wall-clock text (2016-04-01T09:30); NaN when it is not one. */
export function minutesOfIso(text: string): number {
  const m = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})/.exec(text);
  if (!m) return NaN;
  const hours = Number(m[4]);
  const minutes = Number(m[5]);
  return hours > 23 || minutes > 59 ? NaN : daysOfIso(text) * 1440 + hours * 60 + minutes;
}

/** The ISO date of a day number. */
export function isoOfDays(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

const pad = (n: number) => String(n).padStart(2, '0');

/** 2016 → "2016/17". */
export function financialYear(startYear: number): string {
  return `${startYear}/${pad((startYear + 1) % 100)}`;
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A period as a code that sorts as text, a label for people, and its first and last day. */
export interface Period {
  readonly code: string;
  readonly label: string;
  readonly first: number;
  readonly last: number;
}

/** The period of a kind that holds a day. Hours and weekdays are not periods; see `weekdayCode` and `hourCode`. */
export function periodOf(
  days: number,
  by: 'day' | 'month' | 'quarter' | 'year' | 'financial-quarter' | 'financial-year' | 'academic-year',
): Period {
  const d = new Date(days * 86_400_000);
  const year = d.getUTCFullYear();
  const month = d.getUTCMonth() + 1;
  // Months past December run on into the next year: the fourth financial quarter begins in "month 13".
  const span = (y: number, m: number, months: number) => ({
    first: Date.UTC(y, m - 1, 1) / 86_400_000,
    last: Date.UTC(y, m - 1 + months, 1) / 86_400_000 - 1,
  });
  switch (by) {
    case 'day': {
      const code = isoOfDays(days);
      return {
        code,
        label: `${d.getUTCDate()} ${monthNames[month - 1]!.slice(0, 3)} ${year}`,
        first: days,
        last: days,
      };
    }
    case 'month':
      return {
        code: `${year}-${pad(month)}`,
        label: `${monthNames[month - 1]!.slice(0, 3)} ${year}`,
        ...span(year, month, 1),
      };
    case 'quarter': {
      const q = Math.floor((month - 1) / 3);
      return { code: `${year} Q${q + 1}`, label: `${year} Q${q + 1}`, ...span(year, q * 3 + 1, 3) };
    }
    case 'year':
      return { code: String(year), label: String(year), ...span(year, 1, 12) };
    case 'financial-quarter': {
      const start = month >= 4 ? year : year - 1;
      const q = Math.floor(((month + 8) % 12) / 3);
      const code = `${financialYear(start)} Q${q + 1}`;
      return { code, label: code, ...span(start, 4 + q * 3, 3) };
    }
    case 'financial-year': {
      const start = month >= 4 ? year : year - 1;
      return { code: financialYear(start), label: financialYear(start), ...span(start, 4, 12) };
    }
    case 'academic-year': {
      const start = month >= 9 ? year : year - 1;
      return { code: financialYear(start), label: `${financialYear(start)} (academic)`, ...span(start, 9, 12) };
    }
  }
}

/** The financial quarter of a code such as "2016/17 Q3". */
export function quarterNamed(code: string): Period {
  const [year, quarter] = [Number(code.slice(0, 4)), Number(code.slice(-1))];
  return periodOf(quarter === 4 ? daysOf(year + 1, 1, 1) : daysOf(year, 1 + quarter * 3, 1), 'financial-quarter');
}

/** 1 (Monday) to 7 (Sunday), ISO 8601, as a code and a name. */
export function weekdayOf(days: number): { readonly code: string; readonly label: string } {
  const n = (((Math.floor(days) + 3) % 7) + 7) % 7;
  return { code: String(n + 1), label: weekdayNames[n]! };
}

/** 0 to 23 as a code and a label "09:00 to 09:59". */
export function hourOf(minutes: number): { readonly code: string; readonly label: string } {
  const h = pad(Math.floor((((minutes % 1440) + 1440) % 1440) / 60));
  return { code: h, label: `${h}:00 to ${h}:59` };
}
