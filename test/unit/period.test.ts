import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOf, daysOfIso, hourOf, isoOfDays, minutesOfIso, periodOf, weekdayOf } from '../../shared/model/period.ts';

const kinds = ['day', 'month', 'quarter', 'year', 'financial-quarter', 'financial-year', 'academic-year'] as const;
const anyDay = fc.integer({ min: daysOf(1950, 1, 1), max: daysOf(2090, 1, 1) });

describe('periods', () => {
  it('name financial and academic years as people do', () => {
    const on = (iso: string, by: (typeof kinds)[number]) => periodOf(daysOfIso(iso), by).code;
    expect(on('2016-04-01', 'financial-quarter')).toBe('2016/17 Q1');
    expect(on('2016-03-31', 'financial-quarter')).toBe('2015/16 Q4');
    expect(on('2017-01-01', 'financial-quarter')).toBe('2016/17 Q4');
    expect(on('2000-01-01', 'financial-year')).toBe('1999/00');
    expect(on('2016-08-31', 'academic-year')).toBe('2015/16');
    expect(on('2016-09-01', 'academic-year')).toBe('2016/17');
    expect(on('2016-12-31', 'quarter')).toBe('2016 Q4');
  });

  it('hold the day they are asked for, touch their neighbours, and sort by code as by time', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...kinds), (day, by) => {
        const period = periodOf(day, by);
        expect(period.first).toBeLessThanOrEqual(day);
        expect(period.last).toBeGreaterThanOrEqual(day);
        expect(periodOf(period.first, by)).toEqual(period);
        expect(periodOf(period.last, by)).toEqual(period);
        const next = periodOf(period.last + 1, by);
        expect(next.first).toBe(period.last + 1);
        expect(next.code > period.code).toBe(true);
      }),
    );
  });

  it('reads dates and refuses days that are none', () => {
    fc.assert(fc.property(anyDay, day => daysOfIso(isoOfDays(day)) === day));
    expect(daysOf(2015, 2, 29)).toBeNaN();
    expect(daysOfIso('31/12/2016')).toBeNaN();
    expect(minutesOfIso('1970-01-02T00:01')).toBe(1441);
    expect(minutesOfIso('2016-10-30 25:00')).toBeNaN();
    expect(weekdayOf(daysOfIso('2016-11-21')).label).toBe('Monday');
    expect(hourOf(minutesOfIso('2016-11-21T09:59')).code).toBe('09');
  });
});
