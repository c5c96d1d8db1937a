import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  childrenAgainstRest,
  correctedAreas,
  eventsAgainstRest,
  rateAgainstRest,
  shareAgainstRest,
} from '../../electron/engine/statistics/against-rest.ts';
import {
  binomialAtLeast,
  binomialAtMost,
  binomialLimits,
  binomialTwoSided,
} from '../../electron/engine/statistics/binomial.ts';
import { clusteredChange } from '../../electron/engine/statistics/clustered-change.ts';
import type { SpanContributions } from '../../electron/engine/statistics/clustered-change.ts';
import { countChange, dispersionOf } from '../../electron/engine/statistics/count-change.ts';
import { detectableDifference, detectableRatio, powerOfRatio } from '../../electron/engine/statistics/detectable.ts';
import { distinctChange } from '../../electron/engine/statistics/distinct-change.ts';
import { leaderOf } from '../../electron/engine/statistics/leader.ts';
import { placePower, placesAboveRest, smallestExcess } from '../../electron/engine/statistics/place-above-rest.ts';
import { studentTwoSided } from '../../electron/engine/statistics/probability.ts';
import { RandomStream } from '../../electron/engine/statistics/random.ts';
import { shareChange } from '../../electron/engine/statistics/share-change.ts';
import { signFlip } from '../../electron/engine/statistics/sign-flip.ts';

/** Within so many standard errors of a share over so many draws. */
const nearShare = (seen: number, draws: number, wanted: number, errors = 4) =>
  expect(Math.abs(seen / draws - wanted)).toBeLessThan(errors * Math.sqrt((wanted * (1 - wanted)) / draws));

describe('a binomial count', () => {
  it('has the tails of its sum, and the published limits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (x, n, chance) => {
          const choose = (k: number) =>
            Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);
          let sum = 0;
          for (let k = 0; k <= Math.min(x, n); k++) sum += choose(k) * chance ** k * (1 - chance) ** (n - k);
          expect(binomialAtMost(x, n, chance)).toBeCloseTo(sum, 10);
          expect(binomialAtLeast(x + 1, n, chance)).toBeCloseTo(1 - sum, 10);
        },
      ),
    );
    // Newcombe (1998), table I, method 5: 81 of 263 and 15 of 148.
    expect(binomialLimits(81, 263).lower).toBeCloseTo(0.2527, 4);
    expect(binomialLimits(81, 263).upper).toBeCloseTo(0.3676, 4);
    expect(binomialLimits(15, 148).lower).toBeCloseTo(0.0578, 4);
    expect(binomialLimits(0, 20)).toEqual({ lower: 0, upper: expect.closeTo(0.1684, 4) });
    expect(binomialTwoSided(5, 10, 0.5)).toBe(1);
    expect(studentTwoSided(2.228138852, 10)).toBeCloseTo(0.05, 8);
  });
});

describe('change of distinct children', () => {
  it('has the published halves of the demonstration: 591 to 640 with 87 in both', () => {
    const { ratio, lower, upper, method } = distinctChange({ before: 504, after: 553, both: 87 });
    expect(ratio! - 1).toBeCloseTo(0.0829, 4);
    const [first, second] = [591, 640];
    const variance = 504 / first ** 2 + 553 / second ** 2 + 87 * (1 / second - 1 / first) ** 2;
    expect(Math.log(upper! / lower!)).toBeCloseTo(2 * 1.959963984540054 * Math.sqrt(variance), 10);
    expect(method).toBe('log');
    // Taken as two independent counts it would be wider.
    expect(variance).toBeLessThan(1 / first + 1 / second);
  });

  it('tests the children of one span alone: McNemar, whatever the overlap', () => {
    for (const both of [0, 3, 400]) expect(distinctChange({ before: 3, after: 12, both }).p).toBeCloseTo(0.035156, 6);
    expect(distinctChange({ before: 0, after: 0, both: 30 }).p).toBe(1);
    expect(distinctChange({ before: 4, after: 4, both: 1 }).p).toBe(1);
  });

  it.each([
    [3, 3, 1],
    [4, 8, 2],
    [8, 8, 4],
    [15, 30, 5],
    [40, 25, 60],
    [400, 560, 90],
  ])('holds the truth nineteen times in twenty: %i, %i and %i in both', (a, b, c) => {
    const random = new RandomStream(21, 'coverage');
    const truth = (b + c) / (a + c);
    const draws = 3000;
    let held = 0;
    for (let i = 0; i < draws; i++) {
      random.seat(i, a);
      const { lower, upper } = distinctChange({
        before: random.poisson(a),
        after: random.poisson(b),
        both: random.poisson(c),
      });
      if ((lower === null || lower <= truth) && (upper === null || truth <= upper)) held++;
    }
    expect(held / draws).toBeGreaterThan(0.935);
    // The score interval of few children and the log interval from ten on are at most a little wide.
    expect(held / draws).toBeLessThan(0.98);
  });

  it('ends where a span is empty', () => {
    expect(distinctChange({ before: 4, after: 0, both: 0 })).toMatchObject({
      ratio: 0,
      lower: 0,
      upper: expect.closeTo(0.9604, 3),
    });
    expect(distinctChange({ before: 0, after: 4, both: 0 })).toMatchObject({
      ratio: null,
      upper: null,
      lower: expect.closeTo(1.0412, 3),
    });
    expect(distinctChange({ before: 0, after: 0, both: 0 })).toEqual({
      ratio: null,
      lower: null,
      upper: null,
      p: 1,
      method: 'none',
    });
  });
});

describe('change of what children bring more than once', () => {
  /** Exact two-sided p by all sums of whole contributions. */
  function exactSignFlip(values: readonly number[]): number {
    let sums = new Map([[0, 1]]);
    for (const value of values) {
      const next = new Map<number, number>();
      for (const [sum, chance] of sums)
        for (const sign of [-1, 1]) next.set(sum + sign * value, (next.get(sum + sign * value) ?? 0) + chance / 2);
      sums = next;
    }
    const seen = Math.abs(values.reduce((a, b) => a + b, 0));
    // Half of the sum itself, as the saddle point has no steps.
    return [...sums].reduce(
      (p, [sum, chance]) => p + (Math.abs(sum) > seen ? chance : Math.abs(sum) === seen ? chance / 2 : 0),
      0,
    );
  }

  it('flips signs as all sums do, far into the tail and with one child of many episodes', () => {
    const cases = [
      [...Array.from({ length: 60 }, () => 1), ...Array.from({ length: 20 }, () => -1)],
      [30, ...Array.from({ length: 80 }, () => 1), ...Array.from({ length: 50 }, () => -1)],
      [9, 7, 5, -4, 3, 3, 2, 2, -2, 1, 1, 1, 1, -1, 1, 1, 2, 3, -1, 1],
      [12, 11, -10, 8, 7, 6, 5, 4, 4, 3, 3, -2, 2, 2, 1, 1, 1, 1, -1, 1, 2, 2, 2],
    ];
    for (const values of cases) {
      const p = signFlip(values.map(value => ({ value, units: 1 })));
      const exact = exactSignFlip(values);
      expect(Math.abs(Math.log(p / exact)), `${p} ${exact}`).toBeLessThan(0.12);
    }
    expect(signFlip([{ value: 1, units: 10 }])).toBe(2 ** -9);
    expect(
      signFlip([
        { value: 2, units: 3 },
        { value: -3, units: 2 },
      ]),
    ).toBe(1);
    expect(signFlip([])).toBe(1);
  });

  it('is the change of distinct children where each brings one', () => {
    const contributions = [
      { before: 1, after: 0, children: 40 },
      { before: 0, after: 1, children: 61 },
      { before: 1, after: 1, children: 12 },
    ];
    const [own, distinct] = [clusteredChange(contributions), distinctChange({ before: 40, after: 61, both: 12 })];
    expect(own.ratio).toBeCloseTo(distinct.ratio!, 12);
    expect(own.lower).toBeCloseTo(distinct.lower!, 12);
    // Without steps between, the p of the saddle point lies between those of this count and of the next.
    expect(own.p).toBeLessThan(distinct.p);
    expect(own.p).toBeGreaterThan(distinctChange({ before: 39, after: 62, both: 12 }).p);
  });

  it.each([1, 2])('keeps its level and its coverage where a few children have many episodes (times %i)', times => {
    const random = new RandomStream(5, `episodes ${times}`);
    const draws = 1500;
    const [calls, held] = [{ usual: 0, strict: 0 }, { truth: 0 }];
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      const children = random.poisson(500);
      const contributions: SpanContributions[] = Array.from({ length: children }, () => {
        // One in four comes in both spans; episodes by a gamma with a long tail.
        const rate = 0.4 + random.gamma(1.6 * times, 1.3);
        const [inBoth, isBefore] = [random.chance(0.25), random.chance(0.5)];
        const episodes = () => random.poisson(rate);
        return {
          before: inBoth || isBefore ? episodes() : 0,
          after: inBoth || !isBefore ? episodes() : 0,
          children: 1,
        };
      });
      const { p, lower, upper } = clusteredChange(contributions);
      if (p <= 0.05) calls.usual++;
      if (p <= 0.005) calls.strict++;
      if (lower! <= 1 && upper! >= 1) held.truth++;
    }
    nearShare(calls.usual, draws, 0.05);
    expect(calls.strict / draws).toBeLessThan(0.013);
    nearShare(held.truth, draws, 0.95);
  });
});

describe('change of a count without children', () => {
  it('is exact where the quarters before scatter as chance would', () => {
    const { p, lower, upper, method } = countChange(30, 50);
    expect([p, method]).toEqual([binomialTwoSided(50, 80, 0.5), 'exact']);
    for (const limit of [lower!, upper!]) expect(binomialTwoSided(50, 80, limit / (1 + limit))).toBeCloseTo(0.05, 8);
    expect(countChange(0, 0)).toEqual({ ratio: null, lower: null, upper: null, p: 1, method: 'none' });
    expect(countChange(0, 9)).toMatchObject({ ratio: null, upper: null, p: expect.closeTo(2 ** -8, 10) });
  });

  it('measures the scatter, and does not believe less than chance', () => {
    expect(dispersionOf([100, 100, 100, 100])).toEqual({ factor: 1, freedom: 3 });
    // χ² = (20² + 20²)/100 over 2 degrees of freedom.
    expect(dispersionOf([80, 100, 120])).toEqual({ factor: 4, freedom: 2 });
    expect(dispersionOf([3, 4])).toBeNull();
    expect(dispersionOf([0, 0, 0])).toBeNull();
  });

  it('keeps its level where offences are recorded together', () => {
    const random = new RandomStream(31, 'batches');
    const draws = 3000;
    const calls = { plain: 0, wide: 0, held: 0 };
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      const quarters = Array.from({ length: 14 }, () => random.negativeBinomial(330, 2.5));
      const [before, after] = [quarters[8]! + quarters[9]!, quarters[12]! + quarters[13]!];
      if (countChange(before, after).p <= 0.05) calls.plain++;
      const { p, lower, upper } = countChange(before, after, dispersionOf(quarters.slice(0, 12)));
      if (p <= 0.05) calls.wide++;
      if (lower! <= 1 && upper! >= 1) calls.held++;
    }
    expect(calls.plain / draws).toBeGreaterThan(0.15);
    nearShare(calls.wide, draws, 0.05);
    nearShare(calls.held, draws, 0.95);
  });
});

describe('what a test would have seen', () => {
  it('is found as often as it says', () => {
    const error = Math.sqrt(1 / 400 + 1 / 400);
    const ratio = detectableRatio(error, 0.001, 0.8);
    expect(powerOfRatio(ratio, error, 0.001)).toBeCloseTo(0.8, 10);
    expect(powerOfRatio(1 / ratio, error, 0.001)).toBeCloseTo(0.8, 10);
    expect(Math.log(ratio)).toBeCloseTo(detectableDifference(error, 0.001), 12);
    const random = new RandomStream(41, 'power');
    const draws = 2000;
    let found = 0;
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      const root = Math.sqrt(ratio);
      if (countChange(random.poisson(400 / root), random.poisson(400 * root)).p <= 0.001) found++;
    }
    expect(Math.abs(found / draws - 0.8)).toBeLessThan(0.06);
  });
});

describe('change of a share', () => {
  it('is Newcombe’s for rows of their own: 56 of 70 against 48 of 80', () => {
    // Newcombe (1998), Statistics in Medicine 17:873, table II (a), method 10.
    const { difference, lower, upper, designEffect } = shareChange([
      { before: { x: 1, n: 1 }, after: { x: 0, n: 0 }, children: 48 },
      { before: { x: 0, n: 1 }, after: { x: 0, n: 0 }, children: 32 },
      { before: { x: 0, n: 0 }, after: { x: 1, n: 1 }, children: 56 },
      { before: { x: 0, n: 0 }, after: { x: 0, n: 1 }, children: 14 },
    ]);
    expect(designEffect).toBeCloseTo(1, 6);
    expect(difference).toBeCloseTo(0.2, 12);
    expect(lower).toBeCloseTo(0.0524, 4);
    expect(upper).toBeCloseTo(0.3339, 4);
  });

  it('believes rows of one child less, and keeps its level', () => {
    const random = new RandomStream(9, 'share');
    const draws = 2000;
    let [calls, plain, held] = [0, 0, 0];
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      const children = Array.from({ length: 200 }, () => {
        const chance = Math.min(1, Math.max(0, 0.6 + 0.3 * (2 * random.uniform() - 1)));
        const isBefore = random.chance(0.5);
        const n = 1 + random.poisson(random.gamma(2, 1.2));
        let x = 0;
        for (let k = 0; k < n; k++) if (random.chance(chance)) x++;
        const none = { x: 0, n: 0 };
        return { before: isBefore ? { x, n } : none, after: isBefore ? none : { x, n }, children: 1 };
      });
      const { p, lower, upper, designEffect } = shareChange(children);
      if (p <= 0.05) calls++;
      if (designEffect > 1.05) plain++;
      if (lower! <= 0 && upper! >= 0) held++;
    }
    expect(plain / draws).toBeGreaterThan(0.8);
    expect(calls / draws).toBeLessThan(0.062);
    expect(held / draws).toBeGreaterThan(0.935);
  });

  it('says nothing of nothing', () => {
    expect(shareChange([]).p).toBe(1);
    expect(shareChange([{ before: { x: 3, n: 3 }, after: { x: 2, n: 2 }, children: 1 }])).toMatchObject({
      p: 1,
      difference: 0,
    });
    expect(shareChange([{ before: { x: 3, n: 9 }, after: { x: 0, n: 0 }, children: 1 }])).toMatchObject({
      p: 1,
      difference: null,
      after: null,
    });
  });
});

describe('an area against the rest', () => {
  it('is exact, and has no part in what it is set against', () => {
    const { value, lower, upper, p } = rateAgainstRest({ count: 30, residents: 1000 }, { count: 170, residents: 9000 });
    expect(value).toBeCloseTo(30 / 1000 / (170 / 9000), 12);
    expect(p).toBe(binomialTwoSided(30, 200, 0.1));
    // The limits are those chances at which the test would just not reject.
    for (const limit of [lower!, upper!]) {
      const chance = limit / (limit + 9);
      expect(binomialTwoSided(30, 200, chance)).toBeCloseTo(0.05, 8);
    }
    // Against a whole that holds it, a half with all of it would seem to have twice the rate only.
    expect(rateAgainstRest({ count: 40, residents: 500 }, { count: 0, residents: 500 }).value).toBeNull();
    expect(rateAgainstRest({ count: 0, residents: 500 }, { count: 0, residents: 500 })).toEqual({
      value: null,
      lower: null,
      upper: null,
      p: 1,
    });
  });

  it('knows children who are in two areas', () => {
    const residents = { here: 1000, elsewhere: 9000 };
    const apart = childrenAgainstRest({ here: 60, elsewhere: 400, both: 0 }, residents);
    expect(apart).toEqual(rateAgainstRest({ count: 60, residents: 1000 }, { count: 400, residents: 9000 }));
    const random = new RandomStream(3, 'two areas');
    const draws = 4000;
    let calls = 0;
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      // One in ten of the area's children is elsewhere as well; the rates are equal.
      const { p } = childrenAgainstRest(
        { here: random.poisson(90), elsewhere: random.poisson(890), both: random.poisson(10) },
        residents,
      );
      if (p <= 0.05) calls++;
    }
    expect(calls / draws).toBeLessThan(0.06);
    expect(calls / draws).toBeGreaterThan(0.03);
  });

  it('counts a child with many episodes once in its variance', () => {
    const residents = { here: 1000, elsewhere: 9000 };
    const spread = [
      { here: 1, elsewhere: 0, children: 70 },
      { here: 0, elsewhere: 1, children: 400 },
    ];
    const onechild = [{ here: 31, elsewhere: 0, children: 1 }, { here: 1, elsewhere: 0, children: 39 }, spread[1]!];
    expect(eventsAgainstRest(spread, residents).value).toBe(eventsAgainstRest(onechild, residents).value);
    expect(eventsAgainstRest(spread, residents).p).toBeLessThan(0.01);
    expect(eventsAgainstRest(onechild, residents).p).toBeGreaterThan(0.3);
  });

  it('tells a share of its rows by the child', () => {
    const rows = (x: number, n: number, elsewhere: boolean) => [
      {
        here: elsewhere ? { x: 0, n: 0 } : { x: 1, n: 1 },
        elsewhere: elsewhere ? { x: 1, n: 1 } : { x: 0, n: 0 },
        children: x,
      },
      {
        here: elsewhere ? { x: 0, n: 0 } : { x: 0, n: 1 },
        elsewhere: elsewhere ? { x: 0, n: 1 } : { x: 0, n: 0 },
        children: n - x,
      },
    ];
    const { value, p } = shareAgainstRest([...rows(45, 60, false), ...rows(240, 400, true)]);
    expect(value).toBeCloseTo(0.15, 12);
    // χ² with Yates’ correction, from the four cells.
    const chi = (460 * (Math.abs(45 * 160 - 15 * 240) - 230) ** 2) / (60 * 400 * 285 * 175);
    expect(p).toBeCloseTo(studentTwoSided(Math.sqrt(chi), 1e9), 6);
    expect(shareAgainstRest(rows(240, 400, true)).p).toBe(1);
  });

  it('is corrected for the number of areas at 95 and 99.8 %', () => {
    const areas = [0.0001, 0.004, 0.02, 0.5, 0.6, 0.7, 0.8, 0.9].map((p, i) => ({ p, isHigher: i % 2 === 0 }));
    const found = correctedAreas([...areas, null]);
    expect(found.map(one => one.standing)).toEqual([
      'higher',
      'lower',
      'similar',
      'similar',
      'similar',
      'similar',
      'similar',
      'similar',
      'not-tested',
    ]);
    expect(found.map(one => one.standing998).slice(0, 2)).toEqual(['higher', 'similar']);
  });
});

describe('one place above the rest', () => {
  const places = [40, 10, 12, 9, 11, 8, 10, 12].map(count => ({ count, residents: 1000 }));

  it('finds the one, with its ratio to all others', () => {
    const found = placesAboveRest(places);
    expect(found.map(one => one.isAbove)).toEqual([true, false, false, false, false, false, false, false]);
    expect(found[0]!.ratio).toBeCloseTo(40 / (72 / 7), 10);
    expect(found[0]!.lower).toBeGreaterThan(2);
    expect(found[0]!.p).toBe(binomialAtLeast(40, 112, 1 / 8));
  });

  it('leaves places without residents out, and a county of one place untested', () => {
    const found = placesAboveRest([...places, { count: 5, residents: 0 }]);
    expect(found.at(-1)).toMatchObject({ p: null, isAbove: false });
    expect(found[0]!.p).toBe(binomialAtLeast(40, 112, 1 / 8));
    expect(placesAboveRest([{ count: 9, residents: 100 }])[0]!.p).toBeNull();
  });

  it('says falsely that one stands out in one map in twenty at most, and finds three times the rate as often as it says', () => {
    const random = new RandomStream(8, 'places');
    const residents = Array.from({ length: 80 }, (_, i) => 100 + 10 * i);
    const all = residents.reduce((a, b) => a + b, 0);
    const draws = 300;
    const children = 1000;
    let [quiet, found] = [0, 0];
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      const counts = residents.map(own => random.poisson((children * own) / all));
      const asked = (list: readonly number[]) =>
        placesAboveRest(list.map((count, k) => ({ count, residents: residents[k]! })));
      if (asked(counts).some(one => one.isAbove)) quiet++;
      const raised = counts.with(48, random.poisson((3 * children * residents[48]!) / all));
      if (asked(raised)[48]!.isAbove) found++;
    }
    expect(quiet / draws).toBeLessThan(0.08);
    const expected = (children * residents[48]!) / all;
    nearShare(found, draws, placePower(expected, children, 3, 0.05 / 80));
    expect(smallestExcess(expected, children, 0.05 / 80, placePower(expected, children, 3, 0.05 / 80))).toBeCloseTo(
      3,
      1,
    );
  });
});

describe('who is first', () => {
  it('is named when it can be told from the next, and not when they are equal', () => {
    const rates = (...counts: number[]) => counts.map(count => ({ count, residents: 1000 }));
    expect(leaderOf(rates(80, 40, 39))).toMatchObject({ first: [0], next: [1], isClear: true });
    expect(leaderOf(rates(42, 40, 39))).toMatchObject({ first: [0], next: [1], isClear: false });
    expect(leaderOf(rates(40, 40, 39))).toEqual({ first: [0, 1], next: [2], p: null, isClear: false });
    expect(leaderOf(rates(0, 0))).toEqual({ first: [0, 1], next: [], p: null, isClear: false });
    expect(leaderOf([])).toEqual({ first: [], next: [], p: null, isClear: false });
  });
});
