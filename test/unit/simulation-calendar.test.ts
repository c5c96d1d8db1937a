import { describe, expect, it } from 'vitest';
import {
  bankHolidays,
  clockOf,
  dayAt,
  easterSunday,
  instantInLondon,
  weekdayOf,
  WorkingTime,
} from '../../electron/engine/commissioning/simulation/calendar.ts';
import { Heap } from '../../electron/engine/commissioning/simulation/heap.ts';

const iso = (dayNumber: number): string => new Date(dayNumber * 86_400_000).toISOString().slice(0, 10);
const dayOf = (text: string): number => Date.parse(text) / 86_400_000;

describe('bank holidays of England and Wales', () => {
  it('Easter falls where it fell', () => {
    const known: Record<number, string> = {
      1961: '04-02',
      1981: '04-19',
      2000: '04-23',
      2008: '03-23',
      2019: '04-21',
      2025: '04-20',
      2026: '04-05',
      2027: '03-28',
      2028: '04-16',
      2038: '04-25',
      2049: '04-18',
      2076: '04-19',
    };
    for (const [year, date] of Object.entries(known)) expect(iso(easterSunday(Number(year)))).toBe(`${year}-${date}`);
  });

  it.each([
    [2020, '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28'],
    [2021, '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28'],
    [2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
    [2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
    [2024, '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26'],
    [2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    [2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
    [2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
  ])('%i', (year, dates) => {
    expect(bankHolidays(year).map(iso)).toEqual(dates.split(' ').map(date => `${year}-${date}`));
  });
});

describe('time in London', () => {
  it('agrees with the time zone database over ten years', () => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const strangers: string[] = [];
    for (let dayNumber = dayOf('2026-01-01'); dayNumber < dayOf('2036-01-01'); dayNumber++) {
      for (const hours of weekdayOf(dayNumber) === 6 ? [0, 3, 9, 12, 17, 23] : [9]) {
        const [y, m, d] = iso(dayNumber).split('-');
        const wall = `${d}/${m}/${y}, ${String(hours).padStart(2, '0')}:00`;
        if (format.format(instantInLondon(dayNumber, hours)) !== wall) strangers.push(wall);
      }
    }
    expect(strangers).toEqual([]);
  });

  it.each([
    ['2026-03-27', 20, '2026-03-30', 21],
    ['2026-03-28', 20, '2026-03-31', 21],
    ['2026-10-23', 18, '2026-10-26', 17],
    ['2026-12-24', 17.5, '2026-12-27', 17.5],
    ['2026-06-05', 23 + 59 / 60, '2026-06-08', 23 + 59 / 60],
  ])('72 elapsed hours after %s %d', (from, at, to, until) => {
    const passed = instantInLondon(dayOf(to), until) - instantInLondon(dayOf(from), at);
    expect(passed).toBeCloseTo(72 * 3_600_000, 3);
  });

  it('years begin on 1 April, and days with a clock change have 23 and 25 hours', () => {
    const clock = clockOf('2026-04-01', 2, 10);
    expect([...clock.yearDays]).toEqual([0, 365, 731]);
    const length = (date: string): number => {
      const d = dayOf(date) - clock.firstDay;
      return clock.midnights[d + 1]! - clock.midnights[d]!;
    };
    expect([length('2026-10-25'), length('2027-03-28'), length('2026-10-26')]).toEqual([25, 23, 24]);
    for (let t = 0; t < clock.midnights.at(-1)!; t += 1.5) {
      const d = dayAt(clock, t);
      expect(clock.midnights[d]! <= t && t < clock.midnights[d + 1]!).toBe(true);
    }
  });
});

describe('working time', () => {
  const clock = clockOf('2026-04-01', 1, 10);
  const office = new WorkingTime(clock, { weekends: false, bankHolidays: false, opens: 9, closes: 17 });
  const instant = (date: string, hours: number): number =>
    (instantInLondon(dayOf(date), hours) - instantInLondon(clock.firstDay, 0)) / 3_600_000;

  it('stands still over Easter and over a night', () => {
    // Thursday 2 April to Tuesday 7 April 2026: Good Friday, a weekend and Easter Monday lie between.
    expect(office.at(instant('2026-04-02', 17))).toBe(16);
    expect(office.at(instant('2026-04-07', 9))).toBe(16);
    expect(office.at(instant('2026-04-07', 10.5))).toBe(17.5);
    expect(office.instant(16)).toBe(instant('2026-04-02', 17));
    expect(office.instant(16.5)).toBe(instant('2026-04-07', 9.5));
    expect(office.nextDay(12)).toBe(16);
    expect(office.nextDay(16)).toBe(16);
    expect(office.nextDay(16.1)).toBe(24);
  });

  it('opens at the same wall clock in winter', () => {
    const before = office.at(instant('2026-10-26', 8));
    expect(office.at(instant('2026-10-26', 9))).toBe(before);
    expect(office.at(instant('2026-10-26', 10))).toBe(before + 1);
  });

  it('counts the working days of the year', () => {
    // 261 weekdays from 1 April 2026 to 31 March 2027, less ten bank holidays: both Easters fall into this year.
    expect(office.at(instant('2027-04-01', 0))).toBe((261 - 10) * 8);
    const daily = new WorkingTime(clock, { weekends: true, bankHolidays: true, opens: 0, closes: 24 });
    for (const t of [0, 5000.25, 8700]) {
      expect(daily.at(t)).toBeCloseTo(t, 9);
      expect(daily.instant(t)).toBeCloseTo(t, 9);
    }
  });

  it('comes back to the same working time from its instant', () => {
    for (let worked = 0.1; worked < office.total; worked += 3.7)
      expect(office.at(office.instant(worked))).toBeCloseTo(worked, 9);
    expect(office.instant(office.total + 1)).toBe(Infinity);
    expect(office.nextDay(office.total + 1)).toBe(Infinity);
  });
});

describe('the heap of events', () => {
  it('gives keys back in order, and of equal keys the smaller value first', () => {
    const heap = new Heap();
    const all: [number, number][] = [];
    let state = 7;
    for (let i = 0; i < 2000; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      all.push([state % 97, i]);
      heap.push(state % 97, i);
    }
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const [key, value] of all) {
      expect(heap.first).toBe(key);
      expect(heap.pop()).toBe(value);
    }
    expect(heap.first).toBe(Infinity);
  });
});
