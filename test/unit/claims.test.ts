import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeClaim, changeTest, changeTextOf } from '../../electron/engine/claims/change.ts';
import type { ChangeSaid } from '../../electron/engine/claims/change.ts';
import { districtClaim, districtRates, districtShares } from '../../electron/engine/claims/district.ts';
import type { GroupedUnits } from '../../electron/engine/claims/district.ts';
import { reachWords, shiftClaim } from '../../electron/engine/claims/shift.ts';
import { likeSpans } from '../../electron/engine/claims/spans.ts';
import type { AlikeUnits } from '../../electron/engine/cube/units.ts';
import { childrenAgainstRest, eventsAgainstRest } from '../../electron/engine/statistics/against-rest.ts';
import { chartReach, houseRules } from '../../electron/engine/statistics/chart-reach.ts';
import { distinctChange } from '../../electron/engine/statistics/distinct-change.ts';
import { recentShift } from '../../electron/engine/statistics/recent-shift.ts';
import { halfCalled, runLength } from '../../electron/engine/statistics/run-length.ts';
import { shareChange } from '../../electron/engine/statistics/share-change.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../shared/model/period.ts';

const about = { subject: 'Children referred', dataset: 'referrals', indicator: '2.1', area: null };

/** Children before only, after only, and in both, each once a span. */
const childrenIn = (before: number, after: number, both: number): readonly AlikeUnits[] =>
  (
    [
      [1, 0, before],
      [0, 1, after],
      [1, 1, both],
    ] as const
  ).map(([a, b, units]) => ({
    spans: [
      { x: a, n: a },
      { x: b, n: b },
    ],
    units,
  }));

describe('like spans', () => {
  it('are the year so far and the same quarters of the year before, by the calendar', () => {
    const half = likeSpans('2017/18 Q2');
    expect(half).toMatchObject({ quarters: 2 });
    expect(half.after).toMatchObject({
      label: 'the first half of 2017/18',
      quarters: ['2017/18 Q1', '2017/18 Q2'],
      months: ['2017-04', '2017-05', '2017-06', '2017-07', '2017-08', '2017-09'],
    });
    expect([half.before.first, half.before.last].map(isoOfDays)).toEqual(['2016-04-01', '2016-09-30']);
    expect(likeSpans('2016/17 Q4')).toMatchObject({ after: { label: '2016/17' }, before: { label: '2015/16' } });
    expect(likeSpans('2016/17 Q1').after.label).toBe('the first quarter of 2016/17');
    expect(likeSpans('2016/17 Q3').before.label).toBe('the first three quarters of 2015/16');
  });

  it('are of equal length in quarters and at an equal place, whatever the year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2098 }), fc.integer({ min: 0, max: 11 }), (year, month) => {
        const day = daysOfIso(`${year}-${String(month + 1).padStart(2, '0')}-15`);
        const quarter = periodOf(day, 'financial-quarter');
        const { before, after, quarters } = likeSpans(quarter.code);
        expect(after.last).toBe(quarter.last);
        expect(after.first).toBe(periodOf(day, 'financial-year').first);
        expect([before.quarters.length, after.quarters.length]).toEqual([quarters, quarters]);
        expect(before.months.map(code => code.slice(5))).toEqual(after.months.map(code => code.slice(5)));
        expect(isoOfDays(before.last).slice(5)).toBe(isoOfDays(after.last).slice(5));
      }),
    );
  });
});

describe('a change', () => {
  it('of distinct children is tested by those in one span alone, with the interval that knows who is in both', () => {
    const tested = changeTest('distinct', childrenIn(100, 265, 303))!;
    expect(tested.estimate).toBe(568 / 403);
    // log variance a/(a+c)² + b/(b+c)² + c·(1/(b+c) − 1/(a+c))²
    const variance = 100 / 403 ** 2 + 265 / 568 ** 2 + 303 * (1 / 568 - 1 / 403) ** 2;
    expect(tested.error).toBeCloseTo(Math.sqrt(variance), 12);
    expect(Math.log(tested.interval[1] / tested.interval[0]) / 2).toBeCloseTo(1.959964 * Math.sqrt(variance), 6);
    expect(tested.p).toBe(distinctChange({ before: 100, after: 265, both: 303 }).p);
    expect(tested.p).toBeLessThan(1e-12);
  });

  it('does not hang on how alike children are put together', () => {
    const apart = childrenIn(3, 9, 4).flatMap(one => Array.from({ length: one.units }, () => ({ ...one, units: 1 })));
    const rowsOf = (kind: 'distinct' | 'events' | 'share', of: readonly AlikeUnits[]) => changeTest(kind, of)!;
    for (const kind of ['distinct', 'events'] as const) {
      const [one, other] = [rowsOf(kind, apart), rowsOf(kind, childrenIn(3, 9, 4))];
      expect(one.estimate).toBe(other.estimate);
      expect(one.p).toBeCloseTo(other.p, 10);
      expect(one.error).toBeCloseTo(other.error, 10);
    }
  });

  it('of events that one child brings is wider than of as many children', () => {
    const many = childrenIn(40, 60, 0);
    const few: readonly AlikeUnits[] = many.map(({ spans, units }) => ({
      spans: spans.map(({ x, n }) => ({ x: x * 10, n: n * 10 })),
      units: units / 10,
    }));
    const [rows, children] = [changeTest('events', few)!, changeTest('events', many)!];
    expect(rows.estimate).toBe(children.estimate);
    expect(rows.error).toBeGreaterThan(children.error * 2);
    expect(rows.p).toBeGreaterThan(children.p);
  });

  it('of a share is a difference, and of nothing is none', () => {
    const units: readonly AlikeUnits[] = [
      [[1, 1], [0, 0], 300] as const,
      [[0, 1], [0, 0], 200] as const,
      [[0, 0], [1, 1], 360] as const,
      [[0, 0], [0, 1], 140] as const,
    ].map(([[x1, n1], [x2, n2], count]) => ({
      spans: [
        { x: x1, n: n1 },
        { x: x2, n: n2 },
      ],
      units: count,
    }));
    const tested = changeTest('share', units)!;
    expect(tested.estimate).toBeCloseTo(0.12, 12);
    expect(tested.interval[0]).toBeLessThan(0.12);
    expect(tested.interval[1]).toBeGreaterThan(0.12);
    expect(changeTest('share', [])).toBeNull();
    expect(changeTest('distinct', [])).toBeNull();
    expect(changeTest('distinct', childrenIn(0, 20, 0))).toBeNull();
    expect(changeTest('events', childrenIn(20, 0, 0))).toBeNull();
  });

  const said = (given: Partial<ChangeSaid> = {}): ChangeSaid => ({
    about,
    kind: 'distinct',
    before: { label: 'the first half of 2016/17', figure: { name: 'before', value: 403, text: '403' } },
    after: { label: 'the first half of 2017/18', figure: { name: 'after', value: 568, text: '568' } },
    tested: changeTest('distinct', childrenIn(100, 265, 303)),
    isSaid: true,
    threshold: 0.001,
    throughout: null,
    obstacles: [],
    ...given,
  });

  it('that may be said has its figures, its interval and beside it those who returned throughout', () => {
    const claim = changeClaim(
      said({
        throughout: {
          suppliers: ['Police', 'Stoke', 'Staffordshire'],
          lacking: 'Health began in 2017/18 Q1',
          ratio: 1.33,
          interval: [1.16, 1.52],
        },
      }),
    );
    expect(claim).toMatchObject({
      kind: 'change',
      strength: 'found',
      direction: 'up',
      about: { period: 'the first half of 2017/18', against: 'the first half of 2016/17' },
      title:
        'Children referred: 403 in the first half of 2016/17, 568 in the first half of 2017/18: +41\u00a0%; +33\u00a0% on those who sent both (Health began in 2017/18 Q1)',
      lacking: 'Health began in 2017/18 Q1',
      caveats: [
        '+33\u00a0% on Police, Stoke and Staffordshire, who returned throughout (95\u00a0% interval +16 to +52\u00a0%).',
      ],
    });
    expect(changeTextOf(claim)).toBe('+41\u00a0%; +33\u00a0% on those who sent both');
    expect(claim.sentence).toContain(': +41\u00a0%, not of the same suppliers: Health began in 2017/18 Q1. ');
    expect(claim.sentence).toContain('+33\u00a0% on Police, Stoke and Staffordshire');
    expect(claim.sentence).not.toContain('a quarter');
    expect(claim.test).toMatchObject({ alpha: 0.001, power: null });
    const everybody = changeClaim(said());
    expect(everybody.title).toBe(
      'Children referred: 568 in the first half of 2017/18, 41\u00a0% more than in the first half of 2016/17 (403)',
    );
    expect(changeTextOf(everybody)).toBe('+41\u00a0%');
  });

  it('goes the way of those who sent both spans, since the test is theirs', () => {
    const lacking = 'Health began in 2017/18 Q1';
    const throughout = { suppliers: ['Police'], lacking, ratio: 0.7, interval: [0.55, 0.89] } as const;
    const claim = changeClaim(said({ throughout }));
    expect(claim.direction).toBe('down');
    expect(claim.title).toMatch(/\+41\u00a0%; −30\u00a0% on those who sent both \(Health began in 2017\/18 Q1\)$/);
    expect(claim.title).not.toMatch(/more|fewer/);
  });

  it('that may not be said has a direction of none, and says what would have been seen', () => {
    const tested = changeTest('distinct', childrenIn(330, 379, 261))!;
    const claim = changeClaim(said({ tested, isSaid: false }));
    expect(claim).toMatchObject({ strength: 'none', direction: null });
    // What would be seen four times in five: (z of the threshold + z of 80 %) standard errors.
    const needed = Math.exp((3.290527 + 0.841621) * tested.error) - 1;
    const fall = Math.round((1 - 1 / (1 + needed)) * 100);
    expect(claim.test!.power).toBe(
      `A change of ${Math.round(needed * 100)}\u00a0% up or ${fall}\u00a0% down would have been seen four times in five.`,
    );
    expect(claim.sentence).toContain(claim.test!.power!);
    expect(changeClaim(said({ tested: changeTest('distinct', childrenIn(265, 100, 303)) })).direction).toBe('down');
  });

  it('at a level of its own says which, whether it is found or not', () => {
    const level = 'the 5\u00a0% of this table';
    expect(changeClaim(said({ level })).sentence).toMatch(
      /\), more than chance makes at the 5\u00a0% of this table; a report, which tests more, may not find it\.$/,
    );
    expect(changeClaim(said({ level, isSaid: false })).test!.power).toMatch(
      / four times in five at the 5\u00a0% of this table; a report, which tests more, needs more\.$/,
    );
    expect(changeClaim(said()).sentence).not.toContain('of this table');
  });

  it('of which others sent the one span is told of those who sent both alone, where it is not found', () => {
    const throughout = {
      suppliers: ['Police'],
      lacking: 'Council has not sent 2017/18',
      ratio: 1,
      interval: [0.8, 1.25],
    } as const;
    const tested = { ...changeTest('distinct', childrenIn(265, 100, 303))!, p: 1, interval: throughout.interval };
    const claim = changeClaim(said({ throughout, tested, isSaid: false }));
    expect(claim.title).toBe(
      'Children referred: 0.0\u00a0% on those who sent both, no change beyond chance; of all it cannot be told: Council has not sent 2017/18',
    );
    expect(claim.figures.map(figure => figure.name)).not.toContain('change');
    expect(claim.sentence).not.toContain('−28');
    expect(claim.lacking).toBe('Council has not sent 2017/18');
  });

  it('that cannot be told says why, and nothing else', () => {
    const cases: readonly (readonly [Partial<ChangeSaid>, string])[] = [
      [{ obstacles: ['The data do not cover both.'] }, 'The data do not cover both.'],
      [{ tested: null }, 'There are too few to compare, or it is no count of children or rows.'],
      [
        { before: { label: 'the first half of 2016/17', figure: null } },
        'A figure of the two is hidden, or there is none.',
      ],
    ];
    for (const [given, because] of cases)
      expect(changeClaim(said(given)), because).toMatchObject({
        strength: 'cannot-tell',
        direction: null,
        test: null,
        caveats: [because],
        sentence: `Whether this changed cannot be told. ${because}`,
      });
  });
});

describe('a shift', () => {
  const values = [100, 104, 98, 102, 100, 103, 99, 101, 140, 142];
  const claimOf = (
    isSaid: boolean,
    reach: string | null = 'A rise of 30\u00a0% would be seen after three quarters.',
    series: readonly number[] = values,
  ) =>
    shiftClaim({
      about,
      shift: recentShift(series)!,
      points: ['2017/18 Q1', '2017/18 Q2'],
      valueWords: value => value.toFixed(0),
      isSaid,
      threshold: 0.002,
      reach,
    });

  it('that may be said names the quarters and both means', () => {
    expect(claimOf(true)).toMatchObject({
      kind: 'special-cause',
      strength: 'found',
      direction: 'up',
      figures: [
        { value: 807 / 8, text: '101' },
        { value: 141, text: '141' },
      ],
      sentence:
        '2017/18 Q1 to 2017/18 Q2 (2 quarters) lie above the quarters before by more than chance: 141 on average against 101 before.',
      test: { power: null, alpha: 0.002 },
    });
  });

  it('that may not says what the chart can see', () => {
    const small = [...values.slice(0, 8), 101, 102];
    expect(claimOf(false, undefined, small)).toMatchObject({
      strength: 'none',
      direction: null,
      sentence:
        'Quarter by quarter no more than chance is found. A rise of 30\u00a0% would be seen after three quarters.',
      test: { power: 'A rise of 30\u00a0% would be seen after three quarters.' },
    });
    expect(claimOf(false, null, small).sentence).toBe('Quarter by quarter no more than chance is found.');
  });

  it('that may not although it is large never says beside itself that a smaller one would be seen', () => {
    const { sentence } = claimOf(false);
    expect(sentence).not.toContain('would be seen');
    expect(sentence).toContain('not told from chance among so many comparisons');
    expect(sentence).toContain('drifts this far by chance');
    expect(sentence).not.toMatch(/differ|more than (?!chance)/);
  });

  it('has the reach of its chart in words, from the run lengths of the rules', () => {
    const { average } = runLength(houseRules, { shift: 0 });
    const { median } = runLength(houseRules, { shift: (0.3 * 200) / 40 });
    expect(reachWords(200, 40, 4)).toBe(
      `A rise of 30\u00a0% would be seen after ${median} quarters half the time; the chart gives a false alarm every ${Math.round(average / 4)} years.`,
    );
    expect(reachWords(200, 10, 1)).toContain('would be seen after one year half the time');
    expect(reachWords(200, 1000, 4)).toMatch(/^A rise of 30\u00a0% would hardly be seen here; /);
    expect(reachWords(200, 0, 4)).toBeNull();
    expect(reachWords(0, 1, 4)).toBeNull();
  });

  it('asks for no more steps than half the calls need, and gets the same numbers', () => {
    for (const shift of [0, 0.2, 0.75, 1.5, 4]) {
      const whole = runLength(houseRules, { shift });
      expect(halfCalled(houseRules, { shift })).toEqual({
        median: whole.median,
        share: whole.calledBy(whole.median),
      });
    }
    // What is kept of a chart without a change is the same for every centre and spread.
    expect(chartReach({ centre: 10, sigma: 3 }, 0.3)!.falseCallEvery).toBe(
      chartReach({ centre: 900, sigma: 31 }, 0.5)!.falseCallEvery,
    );
  });
});

/** Random children in up to three districts each. */
const groupsOf = fc
  .array(
    fc.record({
      district: fc.constantFrom('A', 'B', 'C'),
      unit: fc.integer({ min: 0, max: 25 }),
      n: fc.integer({ min: 1, max: 4 }),
      x: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 4, maxLength: 60 },
  )
  .map((rows): GroupedUnits => {
    const groups = new Map<string, Map<number, { unit: number; x: number; n: number }>>();
    for (const { district, unit, n, x } of rows) {
      const group = groups.get(district) ?? new Map<number, { unit: number; x: number; n: number }>();
      groups.set(district, group.set(unit, { unit, n, x: Math.min(x, n) }));
    }
    return new Map([...groups].map(([district, group]) => [district, [...group.values()]]));
  });

describe('a district', () => {
  const residents = new Map([
    ['A', 1000],
    ['B', 2500],
    ['C', 400],
    ['D', 0],
  ]);
  const brings = (groups: GroupedUnits, district: string, unit: number, part: 'x' | 'n') =>
    groups.get(district)?.find(one => one.unit === unit)?.[part] ?? 0;
  const everybody = (groups: GroupedUnits) => [
    ...new Set([...groups.values()].flatMap(members => members.map(one => one.unit))),
  ];

  it('is set against a rest that does not hold it, child by child', () => {
    fc.assert(
      fc.property(groupsOf, groups => {
        for (const kind of ['distinct', 'events'] as const) {
          const tested = districtRates(groups, residents, kind);
          // Where nobody lives there is no rate.
          expect(tested.map(one => one.district)).toEqual(['A', 'B', 'C']);
          for (const { district, ...found } of tested) {
            const people = { here: residents.get(district)!, elsewhere: 3900 - residents.get(district)! };
            const children = everybody(groups).map(unit => {
              const here = brings(groups, district, unit, 'x');
              const all = ['A', 'B', 'C'].reduce((sum, other) => sum + brings(groups, other, unit, 'x'), 0);
              return { here, elsewhere: all - here };
            });
            const those = (test: (one: (typeof children)[number]) => boolean) => children.filter(test).length;
            const expected =
              kind === 'events'
                ? eventsAgainstRest(
                    children.map(one => ({ ...one, children: 1 })),
                    people,
                  )
                : childrenAgainstRest(
                    {
                      here: those(one => one.here > 0 && one.elsewhere === 0),
                      elsewhere: those(one => one.here === 0 && one.elsewhere > 0),
                      both: those(one => one.here > 0 && one.elsewhere > 0),
                    },
                    people,
                  );
            expect(found, `${kind} ${district}`).toEqual(expected);
          }
        }
      }),
    );
  });

  it('has its share set against the share of all others', () => {
    fc.assert(
      fc.property(groupsOf, groups => {
        for (const { district, value, p } of districtShares(groups)) {
          const rows = [...groups].flatMap(([code, members]) =>
            members.map(one => ({ ...one, isHere: code === district })),
          );
          const shareOf = (isHere: boolean) => {
            const own = rows.filter(one => one.isHere === isHere);
            return own.reduce((sum, one) => sum + one.x, 0) / own.reduce((sum, one) => sum + one.n, 0);
          };
          expect(value).toBeCloseTo(shareOf(true) - shareOf(false), 12);
          const none = { x: 0, n: 0 };
          expect(p).toBe(
            shareChange(
              rows.map(({ x, n, isHere }) => ({
                before: isHere ? none : { x, n },
                after: isHere ? { x, n } : none,
                children: 1,
              })),
            ).p,
          );
        }
      }),
    );
    expect(districtShares(new Map([['A', [{ unit: 1, x: 1, n: 2 }]]]))).toEqual([]);
  });

  it('is similar unless the budget lets the difference be said', () => {
    const tested = { district: 'A', value: 1.62, lower: 1.31, upper: 2.02, p: 1e-5 };
    const claimOf = (isSaid: boolean, isShare = false, p = tested.p, lower = tested.lower) =>
      districtClaim({
        about: { ...about, area: 'A', period: 'the last four whole quarters' },
        name: 'Tamworth',
        isShare,
        figure: { name: 'Tamworth', value: 81, text: '81' },
        tested: isShare ? { ...tested, value: -0.12, lower: -0.2, upper: -0.04 } : { ...tested, p, lower },
        isSaid,
        threshold: 0.0005,
      });
    expect(claimOf(true)).toMatchObject({
      strength: 'found',
      direction: 'up',
      about: { against: 'the rest of the area' },
      sentence:
        'Tamworth has 1.62 times the rate of the rest of the area in the last four whole quarters (95\u00a0% interval 1.31 to 2.02).',
      test: { p: 1e-5, alpha: 0.0005, interval: [1.31, 2.02] },
    });
    expect(claimOf(true, true)).toMatchObject({
      direction: 'down',
      sentence: expect.stringContaining('Tamworth is 12 points below the rest of the area') as string,
    });
    // By itself it would stand out: that it is similar may not be said, either.
    expect(claimOf(false)).toMatchObject({
      strength: 'none',
      direction: null,
      title:
        'Children referred: Tamworth beside the rest of the area in the last four whole quarters is not told from chance among so many comparisons',
      test: { standsAlone: true },
    });
    expect(claimOf(false, false, 0.2, 0.8)).toMatchObject({
      strength: 'none',
      direction: null,
      title: 'Children referred: Tamworth is similar to the rest of the area in the last four whole quarters',
    });
  });
});
