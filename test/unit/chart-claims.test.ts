import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartReach, falseCalls, houseRules, smallestRise } from '../../electron/engine/statistics/chart-reach.ts';
import {
  budgetReserve,
  budgetShares,
  reportBudget,
  withinBudget,
} from '../../electron/engine/statistics/error-budget.ts';
import type { BudgetPart, ReportTest } from '../../electron/engine/statistics/error-budget.ts';
import { RandomStream } from '../../electron/engine/statistics/random.ts';
import { recentShift, shiftVariances, shiftVariancesOfRatio } from '../../electron/engine/statistics/recent-shift.ts';
import { runLength } from '../../electron/engine/statistics/run-length.ts';
import {
  isCoarse,
  lagOneOf,
  memoryOf,
  seasonOf,
  withoutMemory,
  withoutSeason,
} from '../../electron/engine/statistics/series-shape.ts';

/** A series whose neighbours are alike, standard deviation 1. */
function alike(random: RandomStream, length: number, correlation: number): number[] {
  let value = random.normal();
  return Array.from({ length }, () => {
    const now = value;
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * random.normal();
    return now;
  });
}

describe('what a chart can see', () => {
  it('is its run length, from its own centre and spread', () => {
    const reach = chartReach({ centre: 200, sigma: 40 }, 0.3)!;
    expect(reach.falseCallEvery).toBe(runLength(houseRules, { shift: 0 }).average);
    expect(reach.seenAfter).toBe(runLength(houseRules, { shift: 1.5 }).median);
    expect(reach.seenShare).toBeGreaterThanOrEqual(0.5);
    // A fall is seen as soon as a rise of normal points.
    expect(chartReach({ centre: 200, sigma: 40 }, -0.3)).toEqual(reach);
    const counts = chartReach({ poissonCentre: 6.5 }, 0.5)!;
    expect(counts.seenAfter).toBe(runLength(houseRules, { poissonMean: 6.5, shiftRatio: 1.5 }).median);
  });

  it('is nothing where a chart has no spread or no level', () => {
    expect(chartReach({ centre: 200, sigma: 0 }, 0.3)).toBeNull();
    expect(chartReach({ centre: 0, sigma: 3 }, 0.3)).toBeNull();
    expect(chartReach({ poissonCentre: 4 }, -1)).toBeNull();
  });

  it('names the smallest rise that is seen in time', () => {
    const level = { centre: 200, sigma: 16 };
    const rise = smallestRise(level, 3)!;
    expect(chartReach(level, rise)!.seenAfter).toBeLessThanOrEqual(3);
    expect(chartReach(level, rise * 0.98)!.seenAfter).toBeGreaterThan(3);
    expect(smallestRise(level, 8)!).toBeLessThan(rise);
  });

  it('is false more often where neighbours are alike: 10 to 14 % of points at 0.5', () => {
    const [quiet, half] = [falseCalls(14), falseCalls(14, 0.5)];
    expect(quiet.points).toBeLessThan(0.03);
    expect(quiet.latestPoint).toBeLessThan(0.02);
    expect(half.points).toBeGreaterThan(0.1);
    expect(half.points).toBeLessThan(0.145);
    expect(half.anyPoint).toBeGreaterThan(3 * quiet.anyPoint);
    expect(falseCalls(14)).toEqual(quiet);
  });
});

describe('the latest points against those before', () => {
  const quiet = [201, 214, 190, 206, 197, 212, 188, 204, 199, 209, 195, 203];

  it('finds a step and says of how many points', () => {
    const shift = recentShift([...quiet, 281, 290])!;
    expect(shift.points).toBe(2);
    expect(shift.difference).toBeCloseTo(285.5 - 201.5, 0);
    expect(shift.p).toBeLessThan(1e-5);
    const fall = recentShift([...quiet, 150, 148, 155])!;
    expect([fall.points, fall.difference < 0]).toEqual([3, true]);
    expect(recentShift([...quiet, 196, 208])!.p).toBeGreaterThan(0.5);
  });

  it('says nothing of too few points, or of a series that does not move', () => {
    expect(recentShift([1, 2, 3, 4, 5])).toBeNull();
    expect(recentShift([5, 5, 5, 5, 5, 5, 5, 5])!.p).toBe(1);
    // A median that never moved and then did once: no spread to hold it against.
    expect(recentShift([5, 5, 5, 5, 5, 5, 5, 9])!.p).toBeGreaterThan(0.1);
  });

  it('is called in no more quiet series than its p says, and not much more where neighbours are alike', () => {
    const random = new RandomStream(2, 'quiet');
    const draws = 4000;
    for (const [correlation, most] of [
      [0, 0.012],
      [0.3, 0.03],
    ] as const) {
      let calls = 0;
      for (let i = 0; i < draws; i++) {
        random.seat(i, 1);
        if (recentShift(alike(random, 14, correlation))!.p <= 0.01) calls++;
      }
      expect(calls / draws).toBeLessThan(most);
    }
  });

  it('knows what chance alone would do, of children who come back', () => {
    // Ten children in every period of the last two and of the two before move no mean by themselves.
    expect(shiftVariances([{ byPeriod: [1, 1, 1, 1], children: 10 }])).toEqual([0, 0, 0]);
    const variances = shiftVariances([
      { byPeriod: [1, 0, 0, 0], children: 3 },
      { byPeriod: [0, 0, 0, 2], children: 5 },
    ]);
    expect(variances[0]).toBeCloseTo(3 * (1 / 3) ** 2 + 5 * 2 ** 2, 12);
    expect(variances[1]).toBeCloseTo(3 * (1 / 2) ** 2 + 5 * 1 ** 2, 12);
    const wide = recentShift([...quiet, 281, 290], [9000, 9000, 9000])!;
    expect(wide.p).toBeGreaterThan(0.5);
    expect(shiftVariances([])).toEqual([]);
  });
});

describe('the latest shares against those before', () => {
  it('knows children whose episodes go one way over several quarters', () => {
    const random = new RandomStream(14, 'shares');
    const [draws, quarters] = [400, 14];
    const calls = { knowing: 0, unknowing: 0 };
    for (let i = 0; i < draws; i++) {
      random.seat(i, 0);
      // Children come in any quarter and stay for four, each with a mind of their own about being interviewed.
      const children = Array.from({ length: 900 }, () => {
        const first = Math.floor(random.uniform() * (quarters + 4)) - 4;
        const chance = random.uniform() < 0.75 ? 0.95 : 0.15;
        const denominators = Array.from({ length: quarters }, (_, at) =>
          at >= first && at < first + 4 ? random.poisson(1.5) : 0,
        );
        const numerators = denominators.map(
          n => Array.from({ length: n }, () => random.chance(chance)).filter(Boolean).length,
        );
        return { numerators, denominators, children: 1 };
      });
      const shares = Array.from({ length: quarters }, (_, at) => {
        const sum = (of: 'numerators' | 'denominators') => children.reduce((all, one) => all + one[of][at]!, 0);
        return sum('numerators') / sum('denominators');
      });
      if (recentShift(shares, shiftVariancesOfRatio(children))!.p <= 0.02) calls.knowing++;
      if (recentShift(shares)!.p <= 0.02) calls.unknowing++;
    }
    expect(calls.knowing / draws).toBeLessThan(0.025);
    expect(calls.unknowing).toBeGreaterThan(2 * calls.knowing);
  });

  it('is that of the shares themselves where every row is a child of its own', () => {
    const periods = [40, 60, 50];
    const children = periods.flatMap((n, at) => {
      const place = (value: number) => [0, 0, 0].with(at, value);
      return [
        { numerators: place(1), denominators: place(1), children: n / 2 },
        { numerators: place(0), denominators: place(1), children: n / 2 },
      ];
    });
    const [one, two] = shiftVariancesOfRatio(children);
    expect(one).toBeCloseTo(0.25 / 50 + (0.25 / 40 + 0.25 / 60) / 4, 12);
    expect(two).toBeCloseTo((0.25 / 50 + 0.25 / 60) / 4 + 0.25 / 40, 12);
    expect(shiftVariancesOfRatio([])).toEqual([]);
  });
});

describe('the shape of a series', () => {
  it('tells a memory, and takes it out', () => {
    const random = new RandomStream(4, 'memory');
    const draws = 1500;
    const seen = { quiet: 0, alike: 0, left: 0, mean: 0 };
    for (let i = 0; i < draws; i++) {
      random.seat(i, 2);
      if (memoryOf(alike(random, 24, 0))!.isAutocorrelated) seen.quiet++;
      const values = alike(random, 24, 0.6).map(value => 100 + 10 * value);
      const memory = memoryOf(values)!;
      seen.mean += memory.correlation / draws;
      if (memory.isAutocorrelated) seen.alike++;
      const rest = withoutMemory(values, memory.correlation);
      expect(rest[0]).toBeNull();
      if (memoryOf(rest.slice(1) as number[])!.isAutocorrelated) seen.left++;
    }
    expect(seen.quiet / draws).toBeLessThan(0.08);
    expect(seen.alike / draws).toBeGreaterThan(0.75);
    expect(Math.abs(seen.mean - 0.6)).toBeLessThan(0.08);
    expect(seen.left / draws).toBeLessThan(0.1);
    expect(memoryOf([1, 2, 3])).toBeNull();
    expect(lagOneOf([0, 0, 0, 0, 0, 0])).toBe(0);
  });

  it('tells a season, not a trend, and takes it out', () => {
    const factors = [1.06, 0.94, 1.06, 0.94];
    const noise = [0.3, -0.8, 1.1, -0.2, 0.6, -1.2, 0.1, 0.9, -0.5, 0.2, -0.7, 1.3, -0.4, 0.8, -0.1, 0.5];
    const seasonal = noise.map((own, i) => (200 + 2 * own) * factors[(i + 2) % 4]!);
    const season = seasonOf(seasonal, 4, 2)!;
    expect(season.isSeasonal).toBe(true);
    expect(season.amplitude).toBeCloseTo(0.12, 1);
    season.factors.forEach((factor, s) => expect(Math.abs(factor - factors[s]!)).toBeLessThan(0.01));
    const adjusted = withoutSeason(seasonal, season, 2);
    expect(Math.max(...adjusted) - Math.min(...adjusted)).toBeLessThan(8);
    const rising = noise.map((own, i) => 200 + 10 * i + 2 * own);
    expect(seasonOf(rising, 4)!.isSeasonal).toBe(false);
    expect(seasonOf(seasonal.slice(0, 11), 4)).toBeNull();
    expect(
      seasonOf(
        seasonal.map(() => 0),
        4,
      ),
    ).toBeNull();
  });

  it('calls a season in one quiet series in twenty', () => {
    const random = new RandomStream(6, 'season');
    const draws = 3000;
    let calls = 0;
    for (let i = 0; i < draws; i++) {
      random.seat(i, 3);
      if (
        seasonOf(
          alike(random, 14, 0).map(value => 50 + 5 * value),
          4,
        )!.isSeasonal
      )
        calls++;
    }
    expect(Math.abs(calls / draws - 0.05)).toBeLessThan(0.017);
  });

  it('takes no run from a median in whole days', () => {
    expect(isCoarse([14, 14, 13, 14, 14, 15, 14, 14])).toBe(true);
    expect(isCoarse([14, 13.5, 14, 14.5, 14, 13.5, 14, 13.5])).toBe(true);
    expect(isCoarse([201, 214, 190, 206, 197, 212, 188, 204])).toBe(false);
    expect(isCoarse([0.61, 0.64, 0.6, 0.66, 0.62, 0.65])).toBe(false);
    expect(isCoarse([7])).toBe(false);
  });
});

describe('the error budget of a report', () => {
  const parts = Object.keys(budgetShares) as BudgetPart[];

  it('is split beforehand, and adds up', () => {
    expect(parts.reduce((sum, part) => sum + budgetShares[part], budgetReserve)).toBeCloseTo(reportBudget, 12);
  });

  it('answers in the order asked, each part by itself', () => {
    const tests: readonly ReportTest<string>[] = [
      { part: 'places', p: 1e-6, about: 'a' },
      { part: 'changes', p: 0.03, about: 'b' },
      { part: 'places', p: 0.5, about: 'c' },
      { part: 'changes', p: null, about: 'd' },
    ];
    const answers = withinBudget(tests);
    expect(answers.map(one => [one.about, one.isSaid])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
      ['d', false],
    ]);
    expect(answers[0]!.reportP).toBeCloseTo((2e-6 * reportBudget) / budgetShares.places, 12);
    expect(answers[0]!.threshold).toBe(budgetShares.places / 2);
    // A test that could not be made costs nothing.
    expect(answers[1]!.threshold).toBe(budgetShares.changes);
    expect(answers[3]!.reportP).toBeNull();
    expect(withinBudget([])).toEqual([]);
  });

  it('says a test exactly when its p on the scale of the report is within the budget', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            part: fc.constantFrom(...parts),
            p: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
            about: fc.nat(),
          }),
          { maxLength: 60 },
        ),
        tests => {
          for (const one of withinBudget(tests))
            expect(one.isSaid).toBe(one.reportP !== null && one.reportP <= reportBudget * (1 + 1e-9));
        },
      ),
    );
  });

  it('says exactly what keeps to the p that is stated beside it', () => {
    // Small enough that some of them are said, and some of those only because others are.
    const small = fc.integer({ min: 0, max: 300 }).map(n => n / 10_000);
    let beyondFirst = 0;
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 40 }), all => {
        const answers = withinBudget(all.map(p => ({ part: 'places' as const, p, about: null })));
        for (const { p, isSaid, threshold } of answers) {
          expect(isSaid).toBe(p! <= threshold * (1 + 1e-9));
          if (isSaid && p! > budgetShares.places / all.length) beyondFirst += 1;
        }
      }),
      { seed: 5 },
    );
    expect(beyondFirst).toBeGreaterThan(0);
  });

  it('keeps reports of three hundred quiet tests to one in twenty, alike or not', () => {
    const random = new RandomStream(12, 'reports');
    const draws = 1500;
    const sizes: Readonly<Record<BudgetPart, number>> = {
      changes: 18,
      shifts: 18,
      'districts-always': 27,
      'districts-year': 27,
      'district-shares': 72,
      'district-changes': 9,
      places: 150,
      'hot-spots': 3,
    };
    for (const shared of [0, 0.6]) {
      let said = 0;
      for (let i = 0; i < draws; i++) {
        random.seat(i, shared * 10);
        const tests = parts.flatMap(part => {
          // Tests of a part move together, as counts of the same children do.
          const common = random.normal();
          return Array.from({ length: sizes[part] }, (): ReportTest<null> => {
            const z = Math.sqrt(shared) * common + Math.sqrt(1 - shared) * random.normal();
            return { part, p: Math.exp(-0.717 * Math.abs(z) - 0.416 * z * z), about: null };
          });
        });
        if (withinBudget(tests).some(one => one.isSaid)) said++;
      }
      expect(said / draws).toBeLessThan(reportBudget);
      if (shared === 0) expect(said / draws).toBeGreaterThan(0.015);
    }
  });
});
