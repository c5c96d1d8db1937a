import { utcOfLocal } from '../../../../shared/model/elapsed-hours.ts';
import type { Calendar } from '../model.ts';

const minute = 60_000;
const hour = 3_600_000;
const day = 24 * hour;

/** Days of the proleptic Gregorian calendar are counted from 1 January 1970, a Thursday. */
const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / day;

/** 0 Monday to 6 Sunday. */
export const weekdayOf = (dayNumber: number): number => (((dayNumber + 3) % 7) + 7) % 7;

const yearOf = (dayNumber: number): number => new Date(dayNumber * day).getUTCFullYear();

const onOrAfter = (dayNumber: number, weekday: number): number =>
  dayNumber + ((weekday - weekdayOf(dayNumber) + 7) % 7);

/** Easter Sunday of the Gregorian calendar. Source: J.-M. Oudin (1940), as in the Explanatory Supplement (1992), 12.93. */
export function easterSunday(year: number): number {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const k = Math.floor((century - 17) / 25);
  let i = (century - Math.floor(century / 4) - Math.floor((century - k) / 3) + 19 * golden + 15) % 30;
  i -= Math.floor(i / 28) * (1 - Math.floor(i / 28) * Math.floor(29 / (i + 1)) * Math.floor((21 - golden) / 11));
  const j = (year + Math.floor(year / 4) + i + 2 - century + Math.floor(century / 4)) % 7;
  const l = i - j;
  const month = 3 + Math.floor((l + 40) / 44);
  return dayOf(year, month, l + 28 - 31 * Math.floor(month / 4));
}

/** Moved or given once by proclamation: year, the usual holiday that it stands for or null, month and date. */
const proclaimed: readonly (readonly [number, 'early-may' | 'spring' | null, number, number])[] = [
  [2011, null, 4, 29],
  [2012, 'spring', 6, 4],
  [2012, null, 6, 5],
  [2020, 'early-may', 5, 8],
  [2022, 'spring', 6, 2],
  [2022, null, 6, 3],
  [2022, null, 9, 19],
  [2023, null, 5, 8],
];

/**
 * Bank holidays of England and Wales in a calendar year, as day numbers in order. Source: Banking and Financial Dealings Act
 * 1971, Schedule 1, with the substitute days and single days that are proclaimed; years to come have the usual ones.
 */
export function bankHolidays(year: number): readonly number[] {
  const easter = easterSunday(year);
  const moved = (which: string): number | null => {
    const found = proclaimed.find(([of, usual]) => of === year && usual === which);
    return found ? dayOf(year, found[2], found[3]) : null;
  };
  const newYear = dayOf(year, 1, 1);
  const christmas = dayOf(year, 12, 25);
  const christmasWeekday = weekdayOf(christmas);
  const monday = 0;
  const friday = 4;
  const saturday = 5;
  return [
    weekdayOf(newYear) >= saturday ? onOrAfter(newYear, monday) : newYear,
    easter - 2,
    easter + 1,
    moved('early-may') ?? onOrAfter(dayOf(year, 5, 1), monday),
    moved('spring') ?? onOrAfter(dayOf(year, 5, 25), monday),
    onOrAfter(dayOf(year, 8, 25), monday),
    ...proclaimed.filter(([of, usual]) => of === year && usual === null).map(([, , m, d]) => dayOf(year, m, d)),
    // A day that falls on a weekend is made up for by the next weekday that is free.
    christmasWeekday >= saturday ? christmas + 2 : christmas,
    christmasWeekday === friday || christmasWeekday === saturday ? christmas + 3 : christmas + 1,
  ].sort((a, b) => a - b);
}

/**
 * The instant of a wall clock in Europe/London, in milliseconds since 1970 UTC. An hour that comes twice is the first of the
 * two; one that the clocks skip is read as if they had not yet been changed.
 */
export function instantInLondon(dayNumber: number, hours: number): number {
  const wall = (dayNumber * day + hours * hour) / minute;
  const at = utcOfLocal(wall);
  return (Number.isNaN(at) ? wall : at) * minute;
}

/** The days of a study. Instants are hours in UTC since its first midnight in London. */
export interface Clock {
  /** Local midnights, one more than there are days. */
  readonly midnights: Float64Array;
  readonly firstDay: number;
  /** Day of the study on which each year begins, and the day after the last. */
  readonly yearDays: Int32Array;
}

/** @param start ISO date @param extraDays that are simulated after the last year */
export function clockOf(start: string, years: number, extraDays: number): Clock {
  const [year, month, date] = start.split('-').map(Number) as [number, number, number];
  const firstDay = dayOf(year, month, date);
  const yearDays = Int32Array.from({ length: years + 1 }, (_, y) => dayOf(year + y, month, date) - firstDay);
  const origin = instantInLondon(firstDay, 0);
  const midnights = Float64Array.from(
    { length: yearDays[years]! + extraDays + 1 },
    (_, d) => (instantInLondon(firstDay + d, 0) - origin) / hour,
  );
  return { midnights, firstDay, yearDays };
}

/** The day of the study that holds an instant; before the first 0, after the last the last. */
export function dayAt(clock: Clock, instant: number): number {
  const { midnights } = clock;
  const last = midnights.length - 2;
  let d = Math.min(last, Math.max(0, Math.floor(instant / 24)));
  while (d < last && midnights[d + 1]! <= instant) d++;
  while (d > 0 && midnights[d]! > instant) d--;
  return d;
}

/**
 * Working time: the hours for which a service has been open. It stands still outside the calendar, so that work which
 * closing interrupts goes on the next morning by itself.
 */
export class WorkingTime {
  readonly #clock: Clock;
  /** By day of the study: when it opens, how long it is open, and what was open before. */
  readonly #opens: Float64Array;
  readonly #length: Float64Array;
  readonly #before: Float64Array;
  /** By working day: the day of the study. */
  readonly #days: Int32Array;
  readonly #mean: number;
  /** Hours open in all. */
  readonly total: number;

  constructor(clock: Clock, calendar: Calendar) {
    const days = clock.midnights.length - 1;
    this.#clock = clock;
    this.#opens = new Float64Array(days);
    this.#length = new Float64Array(days);
    this.#before = new Float64Array(days + 1);
    const origin = instantInLondon(clock.firstDay, 0);
    const holidays = new Set<number>();
    const firstYear = yearOf(clock.firstDay);
    const lastYear = yearOf(clock.firstDay + days);
    for (let year = firstYear; year <= lastYear; year++)
      for (const holiday of bankHolidays(year)) holidays.add(holiday);
    const working: number[] = [];
    for (let d = 0; d < days; d++) {
      const dayNumber = clock.firstDay + d;
      const isClosed =
        (!calendar.weekends && weekdayOf(dayNumber) >= 5) || (!calendar.bankHolidays && holidays.has(dayNumber));
      const opens = (instantInLondon(dayNumber, calendar.opens) - origin) / hour;
      const closes = (instantInLondon(dayNumber, calendar.closes) - origin) / hour;
      this.#opens[d] = opens;
      this.#length[d] = isClosed ? 0 : Math.max(0, closes - opens);
      this.#before[d + 1] = this.#before[d]! + this.#length[d]!;
      if (this.#length[d]! > 0) working.push(d);
    }
    this.#days = Int32Array.from(working);
    this.total = this.#before[days]!;
    this.#mean = working.length > 0 ? this.total / working.length : 1;
  }

  /** Working time at an instant. */
  at(instant: number): number {
    const d = dayAt(this.#clock, instant);
    const since = instant - this.#opens[d]!;
    const length = this.#length[d]!;
    return this.#before[d]! + (since <= 0 ? 0 : since < length ? since : length);
  }

  /** The day of the study on which a working time is reached, as early as it is; past the last working day infinite. */
  #dayOf(worked: number): number {
    const days = this.#days;
    if (worked > this.total || days.length === 0) return -1;
    let k = Math.min(days.length - 1, Math.max(0, Math.floor(worked / this.#mean)));
    while (k > 0 && this.#before[days[k]!]! >= worked) k--;
    while (k < days.length - 1 && this.#before[days[k]! + 1]! < worked) k++;
    return days[k]!;
  }

  /** The first instant at which so much has been worked; infinite when the study never comes to it. */
  instant(worked: number): number {
    const d = this.#dayOf(worked);
    return d < 0 ? Infinity : this.#opens[d]! + (worked - this.#before[d]!);
  }

  /** Working time at the beginning of the working day after the one that holds `worked`. */
  nextDay(worked: number): number {
    const d = this.#dayOf(worked);
    return d < 0 ? Infinity : this.#before[d + 1]!;
  }
}
