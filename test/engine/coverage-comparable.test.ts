import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableSpans } from '../../electron/engine/coverage/comparable.ts';
import { isWhole } from '../../electron/engine/coverage/periods.ts';
import { coverageFrom } from '../../electron/engine/coverage/suppliers.ts';
import type { SentBatch, SupplyFact } from '../../electron/engine/coverage/suppliers.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../shared/model/period.ts';
import type { Period } from '../../shared/model/period.ts';

const day = (iso: string) => daysOfIso(iso);
const financialYear = (start: number) => periodOf(day(`${start}-04-01`), 'financial-year');
const calendarYear = (start: number) => periodOf(day(`${start}-01-01`), 'year');
const shown = ({ first, last }: { first: number; last: number }) => `${isoOfDays(first)}/${isoOfDays(last)}`;

/** One file for each quarter from one to another, counted from April 2015. */
function quartersOf(agency: string, from: number, to: number, without: readonly number[] = []): readonly SentBatch[] {
  const batches: SentBatch[] = [];
  for (let q = from; q <= to; q++) {
    if (without.includes(q)) continue;
    const month = 3 + q * 3;
    const period = periodOf(Date.UTC(2015, month, 1) / 86_400_000, 'financial-quarter');
    batches.push({
      id: batches.length + 1,
      type: 'referral',
      agency,
      fileName: 'file.csv',
      declared: period,
      imported: day('2019-01-01'),
      current: true,
      months: [{ month: period.first, rows: 1, firstRow: period.first, lastRow: period.first }],
      days: [period.first],
    });
  }
  return batches;
}

const of = (batches: readonly SentBatch[], facts: readonly SupplyFact[] = []) =>
  coverageFrom(batches, facts, 'financial-quarter')!;

describe('spans that compare', () => {
  it('are the first halves where a year is in to its half', () => {
    const found = comparableSpans(of(quartersOf('a', 0, 9)), financialYear(2017), financialYear(2016))!;
    expect([shown(found.now), shown(found.before)]).toEqual(['2017-04-01/2017-09-30', '2016-04-01/2016-09-30']);
    expect(found).toMatchObject({ months: 6, inFull: false, differing: [] });
    expect(found.throughout.map(one => one.agency)).toEqual(['a']);
  });

  it('are the last nine months where the data begin in April of a calendar year', () => {
    const found = comparableSpans(of(quartersOf('a', 0, 9)), calendarYear(2016), calendarYear(2015))!;
    expect([shown(found.now), shown(found.before)]).toEqual(['2016-04-01/2016-12-31', '2015-04-01/2015-12-31']);
    expect(found.months).toBe(9);
  });

  it('are the years themselves where both are whole', () => {
    const found = comparableSpans(of(quartersOf('a', 0, 9)), financialYear(2016), financialYear(2015))!;
    expect(found).toMatchObject({ months: 12, inFull: true });
  });

  it('are none of unequal length or place in the year, nor where nothing is in on both sides', () => {
    const coverage = of(quartersOf('a', 0, 9));
    const quarter = (iso: string) => periodOf(day(iso), 'financial-quarter');
    expect(comparableSpans(coverage, financialYear(2016), quarter('2015-04-01'))).toBeNull();
    expect(comparableSpans(coverage, quarter('2016-07-01'), quarter('2016-04-01'))).toBeNull();
    expect(comparableSpans(coverage, quarter('2016-04-01'), quarter('2016-04-01'))).toBeNull();
    expect(comparableSpans(coverage, financialYear(2018), financialYear(2017))).toBeNull();
    expect(
      comparableSpans(coverage, { first: day('2016-04-02'), last: day('2017-03-31') }, financialYear(2015)),
    ).toBeNull();
  });

  it('name who began, who ended and who is missing beside those that sent both', () => {
    const batches = [
      ...quartersOf('constant', 0, 9),
      ...quartersOf('late', 0, 8),
      ...quartersOf('new', 8, 9),
      ...quartersOf('gone', 0, 5),
    ];
    const gone: SupplyFact = {
      id: 1,
      type: 'referral',
      kind: 'end',
      agencies: ['gone'],
      from: day('2016-10-01'),
      recorded: day('2019-01-01'),
    };
    const found = comparableSpans(of(batches, [gone]), financialYear(2017), financialYear(2016))!;
    expect(found.throughout.map(one => one.agency)).toEqual(['constant']);
    expect(found.differing.map(({ suppliers, why }) => [suppliers[0]!.agency, why]).toSorted()).toEqual([
      ['gone', 'ended'],
      ['late', 'missing'],
      ['new', 'started'],
    ]);
  });

  it('take a successor and those whose place it took as one', () => {
    const batches = [...quartersOf('one', 0, 7), ...quartersOf('two', 0, 7), ...quartersOf('service', 8, 9)];
    const took: SupplyFact = {
      id: 1,
      type: 'referral',
      kind: 'succession',
      agencies: ['one', 'two'],
      successor: 'service',
      from: day('2017-04-01'),
      recorded: day('2019-01-01'),
    };
    const [year, before] = [financialYear(2017), financialYear(2016)];
    expect(comparableSpans(of(batches), year, before)!.differing.length).toBe(3);
    const found = comparableSpans(of(batches, [took]), year, before)!;
    expect(found.differing).toEqual([]);
    expect(found.throughout.map(one => one.agency).toSorted()).toEqual(['one', 'service', 'two']);
  });

  it('have equal length and place whatever is missing, and are whole of those that are throughout', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.tuple(gaps, gaps), fc.integer({ min: 0, max: 6 }), ([a, b], begins) => {
        const coverage = of([...quartersOf('a', 0, 11, a), ...quartersOf('b', begins, 11, b)]);
        for (const kind of [financialYear, calendarYear]) {
          const pairs: (readonly [Period, Period])[] = [2016, 2017].map(start => [kind(start), kind(start - 1)]);
          for (const [now, before] of pairs) {
            const found = comparableSpans(coverage, now, before);
            if (!found) continue;
            const place = (one: number) => isoOfDays(one).slice(5);
            expect(place(found.now.first)).toBe(place(found.before.first));
            expect(place(found.now.last + 1)).toBe(place(found.before.last + 1));
            const steady = of(
              [...quartersOf('a', 0, 11, a), ...quartersOf('b', begins, 11, b)].filter(batch =>
                found.throughout.some(one => one.agency === batch.agency),
              ),
            );
            if (found.throughout.length > 0)
              for (const span of [found.now, found.before]) expect(isWhole(steady, span)).toBe(true);
            if (found.differing.length === 0)
              for (const span of [found.now, found.before]) expect(isWhole(coverage, span)).toBe(true);
          }
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
