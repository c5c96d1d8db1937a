import { describe, expect, it } from 'vitest';
import {
  endingIn,
  followingIn,
  isTouched,
  isWhole,
  lackingIn,
  owedIn,
  returnsIn,
  startingIn,
} from '../../electron/engine/coverage/periods.ts';
import { holds, touches, united, within, without } from '../../electron/engine/coverage/spans.ts';
import { coverageFrom, coveredBy } from '../../electron/engine/coverage/suppliers.ts';
import type { Coverage, SentBatch, SupplyFact } from '../../electron/engine/coverage/suppliers.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../shared/model/period.ts';

const day = (iso: string) => daysOfIso(iso);
const span = (from: string, to: string) => ({ first: day(from), last: day(to) });
const shown = (spans: readonly { first: number; last: number }[]) =>
  spans.map(({ first, last }) => `${isoOfDays(first)}/${isoOfDays(last)}`);

/** Batches number themselves, so that each is another. */
let last = 0;

/** A file of an agency: what it speaks of (null: nothing), and the days of its rows. */
function sent(
  agency: string | null,
  declared: readonly [string, string] | null,
  rows: readonly string[],
  more: Partial<SentBatch> = {},
): SentBatch {
  const days = rows.map(day).toSorted((a, b) => a - b);
  const months = Map.groupBy(days, one => periodOf(one, 'month').first);
  return {
    id: ++last,
    type: 'referral',
    agency,
    fileName: 'file.csv',
    declared: declared ? span(...declared) : null,
    imported: day('2019-01-01'),
    current: true,
    months: [...months].map(([month, own]) => ({
      month,
      rows: own.length,
      firstRow: own[0]!,
      lastRow: own.at(-1)!,
    })),
    days: [...new Set(days)],
    ...more,
  };
}

/** Days from one to another, every third. */
function everyThirdDay(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let at = day(from); at <= day(to); at += 3) days.push(isoOfDays(at));
  return days.at(-1) === to ? days : [...days, to];
}

const q1 = ['2017-04-01', '2017-06-30'] as const;
const q2 = ['2017-07-01', '2017-09-30'] as const;
const q3 = ['2017-10-01', '2017-12-31'] as const;
const year = ['2017-04-01', '2018-03-31'] as const;
const quarter = (code: string) => {
  const [start, q] = [Number(code.slice(0, 4)), Number(code.slice(-1))];
  return periodOf(day(`${q === 4 ? start + 1 : start}-${['04', '07', '10', '01'][q - 1]}-01`), 'financial-quarter');
};
const of = (batches: readonly SentBatch[], facts: readonly SupplyFact[] = []): Coverage =>
  coverageFrom(batches, facts, 'financial-quarter')!;
const fact = (given: object): SupplyFact =>
  ({ id: ++last, type: 'referral', recorded: day('2019-01-01'), ...given }) as SupplyFact;

describe('spans of days', () => {
  it('are united, cut and taken away day by day', () => {
    const [a, b, c] = [
      span('2017-01-01', '2017-01-10'),
      span('2017-01-11', '2017-01-20'),
      span('2017-02-01', '2017-02-05'),
    ];
    expect(shown(united([c, b, a]))).toEqual(['2017-01-01/2017-01-20', '2017-02-01/2017-02-05']);
    expect(shown(within([a, c], span('2017-01-05', '2017-02-02')))).toEqual([
      '2017-01-05/2017-01-10',
      '2017-02-01/2017-02-02',
    ]);
    expect(shown(without([span('2017-01-01', '2017-02-28')], united([a, c])))).toEqual([
      '2017-01-11/2017-01-31',
      '2017-02-06/2017-02-28',
    ]);
    expect(without([a], united([a, b]))).toEqual([]);
    expect(holds(united([a, b]), span('2017-01-05', '2017-01-15'))).toBe(true);
    expect(holds(united([a, c]), span('2017-01-05', '2017-02-01'))).toBe(false);
    expect(touches([a, c], span('2017-01-15', '2017-01-31'))).toBe(false);
  });
});

describe('the days that a file speaks for', () => {
  const covered = (...given: Parameters<typeof sent>) => shown(coveredBy(sent(...given), 'financial-quarter'));

  it('are the months with rows where it is of one quarter and has too few rows to know what is usual', () => {
    expect(covered('a', q1, ['2017-05-04'])).toEqual(['2017-05-01/2017-05-31']);
    expect(covered('a', q2, ['2017-08-20', '2017-09-01'])).toEqual(['2017-08-01/2017-09-30']);
    expect(covered('a', q2, ['2017-07-31', '2017-09-01'])).toEqual(['2017-07-01/2017-09-30']);
    expect(covered('a', q2, [])).toEqual([]);
    expect(covered('a', q2, ['2017-08-20'], { imported: day('2017-09-30') })).toEqual(['2017-08-01/2017-08-31']);
  });

  it('are its whole quarter where it is of one quarter and its supplier was silent for as long before', () => {
    const few = ['2017-07-01', '2017-07-09', '2017-08-12'];
    expect(covered('a', q2, few)).toEqual(['2017-07-01/2017-08-31']);
    const earlier = sent('a', q1, ['2017-04-02', '2017-05-25', '2017-06-28']);
    const coverage = of([earlier, sent('a', q2, few)]);
    expect(shown(coverage.covered)).toEqual(['2017-04-01/2017-09-30']);
    // A file that came before the end of its quarter speaks for no day to come.
    const taken = sent('a', q2, few, { imported: day('2017-08-20') });
    expect(shown(of([earlier, taken]).covered)).toEqual(['2017-04-01/2017-08-19']);
  });

  it('are asked about where its name says more than they do', () => {
    const coverage = of([sent('a', q1, ['2017-05-04'])]);
    expect(isWhole(coverage, quarter('2017/18 Q1'))).toBe(false);
    expect(coverage.suppliers[0]!.unspoken.map(one => shown(one.days))).toEqual([
      ['2017-04-01/2017-04-30', '2017-06-01/2017-06-30'],
    ]);
    const said = fact({ kind: 'nothing-more', agencies: ['a'], from: day('2017-04-01'), to: day('2017-06-30') });
    expect(isWhole(of([sent('a', q1, ['2017-05-04'])], [said]), quarter('2017/18 Q1'))).toBe(true);
  });

  it('are not those of its name where it has no rows: a year named, two quarters filled', () => {
    const rows = ['2017-04-03', '2017-05-20', '2017-06-30', '2017-07-02', '2017-09-11'];
    expect(covered('a', year, rows)).toEqual(['2017-04-01/2017-09-30']);
  });

  it('are none of a quarter in which it has no row, at its end, at its beginning or in between', () => {
    expect(covered('a', year, ['2017-05-20', '2017-11-03', '2018-02-10'])).toEqual([
      '2017-05-01/2017-06-30',
      '2017-10-01/2018-02-28',
    ]);
    expect(covered('a', null, ['2017-05-20', '2018-02-10'])).toEqual([
      '2017-05-01/2017-06-30',
      '2018-01-01/2018-02-28',
    ]);
  });

  it('end on the day before it came, and not before its last row', () => {
    expect(covered('a', null, ['2017-05-02', '2017-06-10'], { imported: day('2017-06-20') })).toEqual([
      '2017-05-01/2017-06-19',
    ]);
    expect(covered('a', null, ['2017-05-02', '2017-06-20'], { imported: day('2017-06-20') })).toEqual([
      '2017-05-01/2017-06-20',
    ]);
  });

  it('end with its last row where its supplier is never silent for so long: an extract inside a quarter is a part', () => {
    const often = everyThirdDay('2017-07-01', '2017-09-08');
    expect(covered('a', q2, often)).toEqual(['2017-07-01/2017-09-08']);
    expect(covered('a', year, [...everyThirdDay('2017-04-01', '2017-06-30'), ...often])).toEqual([
      '2017-04-01/2017-09-08',
    ]);
    expect(covered('a', null, often)).toEqual(['2017-07-01/2017-09-08']);
    expect(covered('a', q2, everyThirdDay('2017-07-23', '2017-09-30'))).toEqual(['2017-07-23/2017-09-30']);
  });

  it('are its whole quarter where silence of that length is nothing new', () => {
    const few = ['2017-07-03', '2017-07-11', '2017-08-02', '2017-08-30', '2017-09-08'];
    expect(covered('a', q2, few)).toEqual(['2017-07-01/2017-09-30']);
    const holidays = [...everyThirdDay('2017-07-01', '2017-07-21'), ...everyThirdDay('2017-08-12', '2017-09-11')];
    expect(covered('a', q2, holidays)).toEqual(['2017-07-01/2017-09-30']);
  });

  it('know from all files of a supplier how long it is used to be silent', () => {
    const earlier = sent('a', q1, everyThirdDay('2017-04-01', '2017-06-30'));
    const few = sent('a', q2, ['2017-07-01', '2017-07-04', '2017-07-06', '2017-07-07']);
    expect(shown(of([few]).covered)).toEqual(['2017-07-01/2017-07-31']);
    expect(shown(of([earlier, few]).covered)).toEqual(['2017-04-01/2017-07-07']);
    expect(isWhole(of([earlier, few]), quarter('2017/18 Q2'))).toBe(false);
    // What comes after it does not make the same silence a habit; what came before it may.
    const later = sent('a', q3, everyThirdDay('2017-10-01', '2017-12-31'));
    expect(isWhole(of([earlier, few, later]), quarter('2017/18 Q2'))).toBe(false);
    const before = sent('a', ['2017-01-01', '2017-03-31'], ['2017-01-01', '2017-01-09', '2017-01-12']);
    expect(isWhole(of([before, earlier, few]), quarter('2017/18 Q2'))).toBe(true);
  });

  it('are not stretched by rows of another time', () => {
    expect(covered('a', q2, ['2012-02-03', '2017-08-20'])).toEqual(['2017-08-01/2017-08-31']);
    expect(covered('a', year, ['2012-02-03', '2017-04-20', '2017-06-30'])).toEqual(['2017-04-01/2017-06-30']);
  });

  it('are the months with rows where a publisher gives months', () => {
    const batch = sent('police.uk', null, ['2018-10-01', '2018-11-01', '2019-01-01'], { imported: day('2019-03-01') });
    expect(shown(coveredBy(batch, 'month'))).toEqual(['2018-10-01/2018-11-30', '2019-01-01/2019-01-31']);
  });
});

describe('whether a period is whole', () => {
  const both = [
    sent('a', q1, ['2017-04-02', '2017-06-20']),
    sent('b', q1, ['2017-04-02', '2017-06-20']),
    sent('a', q2, ['2017-07-02', '2017-09-20']),
  ];

  it('needs everybody who is asked', () => {
    const coverage = of(both);
    expect(isWhole(coverage, quarter('2017/18 Q1'))).toBe(true);
    expect(isWhole(coverage, quarter('2017/18 Q2'))).toBe(false);
    expect(lackingIn(coverage, quarter('2017/18 Q2')).map(({ supplier }) => supplier.agency)).toEqual(['b']);
    expect(isWhole(of([...both, sent('b', q2, ['2017-07-02', '2017-09-20'])]), quarter('2017/18 Q2'))).toBe(true);
  });

  it('counts the start of the data like their end', () => {
    const coverage = of(both.slice(0, 2));
    expect(isWhole(coverage, periodOf(day('2017-05-01'), 'year'))).toBe(false);
    expect(isWhole(coverage, periodOf(day('2017-05-01'), 'academic-year'))).toBe(false);
    expect(isWhole(coverage, span('2017-04-01', '2017-06-30'))).toBe(true);
    expect(isWhole(coverage, span('2017-03-31', '2017-06-30'))).toBe(false);
    expect(isWhole(coverage, span('2017-04-01', '2017-07-01'))).toBe(false);
    expect(isTouched(coverage, periodOf(day('2017-03-01'), 'month'))).toBe(false);
  });

  it('is owed as missing where nothing is in, and asked about where a file has a part', () => {
    const coverage = of([
      sent('a', q1, everyThirdDay('2017-04-01', '2017-06-30')),
      sent('a', q2, everyThirdDay('2017-07-01', '2017-09-08')),
      sent('b', q1, ['2017-04-02', '2017-06-20']),
      sent('c', q2, ['2017-07-02', '2017-09-20']),
    ]);
    const owed = owedIn(coverage, quarter('2017/18 Q2'));
    const days = (lacks: typeof owed.asked) => lacks.map(lack => [lack.supplier.agency, ...shown(lack.days)]);
    expect(days(owed.asked)).toEqual([['a', '2017-09-09/2017-09-30']]);
    expect(days(owed.missing)).toEqual([['b', '2017-07-01/2017-09-30']]);
  });

  it('does not ask a supplier before its first quarter, and names it as it begins', () => {
    const coverage = of([...both.slice(0, 1), ...both.slice(2), sent('c', q2, ['2017-07-02', '2017-09-20'])]);
    expect(isWhole(coverage, quarter('2017/18 Q1'))).toBe(true);
    expect(isWhole(coverage, quarter('2017/18 Q2'))).toBe(true);
    const window = span('2017-04-01', '2017-09-30');
    expect(startingIn(coverage, window).map(({ supplier, from }) => [supplier.agency, isoOfDays(from)])).toEqual([
      ['c', '2017-07-01'],
    ]);
    const { expected, returned } = returnsIn(coverage, quarter('2017/18 Q1'));
    expect([expected, returned].map(list => list.map(one => one.agency))).toEqual([['a'], ['a']]);
  });

  it('asks for the quarter in which a supplier begins from its first day', () => {
    const coverage = of([both[0]!, sent('c', null, ['2017-05-20', '2017-06-20'])]);
    expect(isWhole(coverage, quarter('2017/18 Q1'))).toBe(false);
    expect(isWhole(coverage, periodOf(day('2017-06-01'), 'month'))).toBe(true);
  });

  it('goes on asking one that fell silent until somebody records that it ended', () => {
    const batches = [...both, sent('a', q3, ['2017-10-02', '2017-12-20'])];
    expect(isWhole(of(batches), quarter('2017/18 Q3'))).toBe(false);
    const ended = of(batches, [fact({ kind: 'end', agencies: ['b'], from: day('2017-07-01') })]);
    expect(['2017/18 Q1', '2017/18 Q2', '2017/18 Q3'].map(code => isWhole(ended, quarter(code)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(endingIn(ended, span(...year)).map(({ supplier, from }) => [supplier.agency, isoOfDays(from)])).toEqual([
      ['b', '2017-07-01'],
    ]);
  });

  it('is not given by a period for which nobody is asked', () => {
    const coverage = of(
      [sent('a', q1, ['2017-04-02', '2017-06-20']), sent('b', q3, ['2017-10-02', '2017-12-20'])],
      [fact({ kind: 'end', agencies: ['a'], from: day('2017-07-01') })],
    );
    expect(isWhole(coverage, quarter('2017/18 Q2'))).toBe(false);
    expect(isTouched(coverage, quarter('2017/18 Q2'))).toBe(false);
  });

  it('knows who took over, and asks the successor from that day on whether it has sent anything or not', () => {
    const took = fact({ kind: 'succession', agencies: ['a', 'b'], successor: 'c', from: day('2017-07-01') });
    const before = [sent('a', q1, ['2017-04-02', '2017-06-20']), sent('b', q1, ['2017-04-02', '2017-06-20'])];
    const followed = of([...before, sent('c', q2, ['2017-07-02', '2017-09-20'])], [took]);
    expect(isWhole(followed, span('2017-04-01', '2017-09-30'))).toBe(true);
    expect(startingIn(followed, span(...year))).toEqual([]);
    expect(endingIn(followed, span(...year))).toEqual([]);
    expect(followingIn(followed, span(...year)).map(({ supplier, agencies }) => [supplier.agency, agencies])).toEqual([
      ['c', ['a', 'b']],
    ]);
    const silent = of(
      [...before, sent('d', q1, ['2017-04-02', '2017-06-20']), sent('d', q2, ['2017-07-02', '2017-09-20'])],
      [took],
    );
    expect(isWhole(silent, quarter('2017/18 Q2'))).toBe(false);
    expect(lackingIn(silent, quarter('2017/18 Q2')).map(({ supplier }) => supplier.agency)).toEqual(['c']);
  });

  it('follows a supplier that begins again in the place of its successor', () => {
    const facts = [
      fact({ kind: 'succession', agencies: ['a'], successor: 'c', from: day('2017-07-01') }),
      fact({ kind: 'succession', agencies: ['c'], successor: 'a', from: day('2017-10-01') }),
    ];
    const batches = [
      sent('a', q1, ['2017-04-02', '2017-06-20']),
      sent('c', q2, ['2017-07-02', '2017-09-20']),
      sent('a', q3, ['2017-10-02', '2017-12-20']),
    ];
    expect(isWhole(of(batches, facts), span('2017-04-01', '2017-12-31'))).toBe(true);
    expect(isWhole(of(batches.slice(0, 2), facts), span('2017-04-01', '2017-12-31'))).toBe(false);
  });

  it('takes a word that there is nothing more to report as it takes rows', () => {
    const batches = [sent('a', year, ['2017-04-02', '2017-09-30'])];
    const said = fact({ kind: 'nothing-more', agencies: ['a'], from: day('2017-10-01'), to: day('2018-03-31') });
    expect(isWhole(of(batches), periodOf(day('2017-04-01'), 'financial-year'))).toBe(false);
    expect(of(batches).suppliers[0]!.unspoken.map(one => shown(one.days))).toEqual([['2017-10-01/2018-03-31']]);
    expect(isWhole(of(batches, [said]), periodOf(day('2017-04-01'), 'financial-year'))).toBe(true);
    expect(of(batches, [said]).suppliers[0]!.unspoken).toEqual([]);
  });

  it('asks an agency that sends two returns into one dataset for both', () => {
    const batches = [
      sent('a', q1, ['2017-04-02', '2017-06-20']),
      sent('a', q1, ['2017-04-02', '2017-06-20'], { type: 'other' }),
      sent('a', q2, ['2017-07-02', '2017-09-20']),
    ];
    expect(isWhole(of(batches), quarter('2017/18 Q2'))).toBe(false);
  });

  it('is nothing that a superseded file can give', () => {
    expect(
      coverageFrom([sent('a', q1, ['2017-04-02', '2017-06-20'], { current: false })], [], 'financial-quarter'),
    ).toBeNull();
  });
});
