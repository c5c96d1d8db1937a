import fc, { assert } from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOfMethod, selfTest } from '../../electron/engine/methods.ts';
import { assurance } from '../../electron/engine/statistics/assurance.ts';
import { compare } from '../../electron/engine/statistics/compare.ts';
import { controlChart } from '../../electron/engine/statistics/control-chart.ts';
import { indirectRatio } from '../../electron/engine/statistics/indirect-ratio.ts';
import { meanInterval } from '../../electron/engine/statistics/mean-interval.ts';
import { rank } from '../../electron/engine/statistics/rank.ts';
import { slopeIndex } from '../../electron/engine/statistics/slope-index.ts';
import { specialCauses } from '../../electron/engine/statistics/special-causes.ts';
import { standardisedRate } from '../../electron/engine/statistics/standardised-rate.ts';
import { proportionTrend, weightedTrend } from '../../electron/engine/statistics/trend.ts';
import { poissonRate } from '../../electron/engine/statistics/poisson-rate.ts';
import { FaultError } from '../../shared/contract/fault.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const expectNear = (got: number | null, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(got! - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(wanted)),
  );
const plain = { screen: true, baseline: null, rebaseAfter: [] };

describe('rates', () => {
  it('one age band, and bands of equal rates, are the crude rate', () => {
    assert(
      fc.property(fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 1, max: 5 }), (events, bands) => {
        const counts = Array.from({ length: bands }, () => events);
        const population = counts.map(() => 10_000);
        const got = standardisedRate({ 1: counts }, population, population, 1000);
        const crude = poissonRate(events * bands, 10_000 * bands, 1000);
        expectNear(got.rate, crude.rate);
        expectNear(got.lower, crude.lower);
        expectNear(got.upper, crude.upper);
      }),
    );
  });

  it('several events of one child widen the limits, and few events are withheld', () => {
    const once = standardisedRate({ 1: [20, 20] }, [500, 700], [1, 2], 100);
    const twice = standardisedRate({ 2: [10, 10] }, [500, 700], [1, 2], 100);
    expectNear(twice.rate, once.rate!);
    expectNear((twice.upper! - twice.rate!) / (once.upper! - once.rate!), Math.SQRT2);
    expect(standardisedRate({ 1: [4, 5] }, [500, 700], [1, 2], 100)).toMatchObject({ withheld: true, rate: null });
    expect(indirectRatio(0, 4).lower).toBe(0);
  });

  it('one value has a mean and nothing more', () => {
    expect(meanInterval([4])).toEqual({ mean: 4, sd: null, lower: null, upper: null });
  });
});

describe('slope index', () => {
  it('turns its sign with the order and is nothing for equal values', () => {
    assert(
      fc.property(fc.array(fc.tuple(between(1, 1000), between(1, 100)), { minLength: 2, maxLength: 10 }), groups => {
        const population = groups.map(([n]) => n);
        const value = groups.map(([, one]) => one);
        const one = slopeIndex('default', population, value);
        const other = slopeIndex('default', population.toReversed(), value.toReversed());
        expectNear(other.sii, -one.sii, 1e-8);
        expectNear(
          slopeIndex(
            'default',
            population,
            value.map(() => 7),
          ).sii,
          0,
          1e-9,
        );
      }),
    );
  });
});

describe('control charts', () => {
  it('limits move and stretch with the values', () => {
    assert(
      fc.property(
        fc.array(between(-50, 50), { minLength: 3, maxLength: 40 }),
        between(0.1, 9),
        between(-30, 30),
        (values, by, shift) => {
          const one = controlChart('xmr', values, null, { ...plain, screen: false }).segments[0]!;
          const moved = values.map(value => value * by + shift);
          const other = controlChart('xmr', moved, null, { ...plain, screen: false }).segments[0]!;
          for (const name of ['centre', 'lower', 'upper', 'nearLower', 'nearUpper'] as const)
            expectNear(other[name], one[name]! * by + shift, 1e-8);
        },
      ),
    );
  });

  it('counts, rates and shares stay within what they can be', () => {
    assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 30, max: 90 })), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.constantFrom('c', 'p', 'u', 'g', 't'),
        (given, chart) => {
          const { points } = controlChart(
            chart as 'c',
            given.map(([x]) => x),
            given.map(([, n]) => n),
            plain,
          );
          expect(points).toHaveLength(given.length);
          for (const point of points) {
            if (point.lower === null) continue;
            expect(point.lower).toBeGreaterThanOrEqual(0);
            expect(point.upper).toBeGreaterThanOrEqual(point.nearUpper!);
            if (chart === 'p') expect(point.upper).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('limits that collapse give a warning and no signal', () => {
    const chart = controlChart('xmr', [1, 1, 1, 1, 2], null, plain);
    expect(chart.warnings.join(' ')).toMatch(/collapse/);
    const marks = specialCauses(
      [1, 1, 1, 1, 2],
      chart.points.map(point => ({
        centre: point.centre!,
        lower: point.lower!,
        upper: point.upper!,
        nearLower: point.nearLower!,
        nearUpper: point.nearUpper!,
      })),
    );
    expect(marks.filter(mark => mark !== 'common').length).toBeLessThanOrEqual(1);
    const flat = controlChart(
      'xmr',
      Array.from({ length: 20 }, () => 3),
      null,
      plain,
    );
    expect(flat.warnings.join(' ')).toMatch(/collapse.*no variation/);
    const one = { centre: 3, lower: 3, upper: 3, nearLower: 3, nearUpper: 3 };
    expect(
      specialCauses(
        [3, 4, 5, 6, 7, 8, 9, 10],
        Array.from({ length: 8 }, () => one),
      ),
    ).not.toContain('outside');
  });

  it('trial limits, single points and gaps are said aloud', () => {
    expect(controlChart('xmr', [4, 5, 6], null, plain).warnings[0]).toMatch(/Trial limits, from 3 points/);
    expect(controlChart('xmr', [4], null, plain).warnings[0]).toMatch(/One point/);
    expect(controlChart('xmr', [null], null, plain).warnings[0]).toMatch(/nothing/);
    const gap = controlChart('xmr', [4, null, 6, 4, 6], null, plain);
    expect(gap.points[1]!.value).toBeNull();
    expectNear(gap.segments[0]!.movingRange, 2);
  });

  it('new limits begin after the points that are named, and a baseline takes the first', () => {
    const values = [1, 2, 1, 2, 11, 12, 11, 12];
    const { segments, points } = controlChart('xmr', values, null, { ...plain, rebaseAfter: [4] });
    expect(segments.map(one => [one.from, one.to, one.centre])).toEqual([
      [0, 4, 1.5],
      [4, 8, 11.5],
    ]);
    expect(points[3]!.centre).toBe(1.5);
    expect(points[4]!.centre).toBe(11.5);
    expect(controlChart('xmr', values, null, { ...plain, baseline: 4 }).points[7]!.centre).toBe(1.5);
  });
});

describe('special causes', () => {
  const limits = (n: number) =>
    Array.from({ length: n }, () => ({ centre: 0, lower: -9, upper: 9, nearLower: -6, nearUpper: 6 }));
  const marksOf = (values: (number | null)[]) => specialCauses(values, limits(values.length));

  it('the first rule that holds has the label', () => {
    expect(marksOf([1, 2, 3, 4, 5, 7, 10])).toEqual(['trend', 'trend', 'trend', 'trend', 'trend', 'trend', 'outside']);
    expect(marksOf([1, 1, 1, 7, 1, 7, 1])).toEqual([
      'one-side',
      'one-side',
      'one-side',
      'two-of-three',
      'one-side',
      'two-of-three',
      'one-side',
    ]);
  });

  it('equal values, the centre and a missing value end a run', () => {
    expect(marksOf([1, 2, 3, 3, 4, 5, 6])).not.toContain('trend');
    expect(marksOf([1, 1, 1, 0, 1, 1, 1, 1])).not.toContain('one-side');
    expect(marksOf([1, 1, 1, null, 1, 1, 1, 1])).toEqual([
      'common',
      'common',
      'common',
      null,
      'common',
      'common',
      'common',
      'common',
    ]);
    expect(marksOf([])).toEqual([]);
  });

  it('touching a limit is common', () => {
    expect(marksOf([9, -9, 6, 6, -6])).not.toContain('outside');
    expect(marksOf([6, 6, 6])).not.toContain('two-of-three');
    expect(marksOf([7, -1, 7])).not.toContain('two-of-three');
  });

  it('turned upside down the marks stay', () => {
    assert(
      fc.property(fc.array(fc.integer({ min: -12, max: 12 }), { maxLength: 30 }), values => {
        expect(marksOf(values.map(value => 0 - value))).toEqual(marksOf(values));
      }),
    );
  });
});

describe('judgements', () => {
  it('assurance: wholly beyond or hit and miss', () => {
    expect(assurance(5, 9, 4, 'increase')).toBe('pass');
    expect(assurance(5, 9, 4, 'decrease')).toBe('fail');
    expect(assurance(1, 3, 4, 'increase')).toBe('fail');
    expect(assurance(1, 4, 4, 'increase')).toBe('hit-and-miss');
    expect(assurance(1, 3, 4, 'none')).toBe('none');
    expect(assurance(1, 3, null, 'increase')).toBe('none');
  });

  it('comparison turns with the polarity', () => {
    assert(
      fc.property(between(-9, 9), between(0, 5), between(-9, 9), (value, reach, benchmark) => {
        const high = compare(value - reach, value + reach, benchmark, 'high');
        const low = compare(value - reach, value + reach, benchmark, 'low');
        expect(low).toBe(high === 'Better' ? 'Worse' : high === 'Worse' ? 'Better' : 'Similar');
      }),
    );
    expect(compare(4, 6, 6, 'high')).toBe('Similar');
    expect(compare(4, 5, 6, 'none')).toBe('Lower');
  });

  it('a trend has four different answers', () => {
    const limits = (value: readonly number[], half: number) =>
      weightedTrend(
        value,
        value.map(one => one - half),
        value.map(one => one + half),
      );
    expect(limits([1, 2, 3, 4, 5], 0.5)).toMatchObject({ result: 'increasing' });
    expect(limits([5, 4, 3, 2, 1], 0.5)).toMatchObject({ result: 'decreasing' });
    expect(limits([3, 3, 3, 3, 3], 0.5).result).toBe('no-significant-change');
    // One year alone makes it: too weak to say.
    expect(limits([3, 2.9, 2.8, 2.7, 9], 0.5).reason).toMatch(/single year/);
    expect(limits([1, 2, 3, 4, 5], 0)).toMatchObject({ result: 'not-testable', chiSquared: null });
    expect(weightedTrend([1, null, 2], [0, null, 1], [2, null, 3]).reason).toMatch(/Only 2/);
    expect(weightedTrend([], [], []).reason).toMatch(/No value .* supplied/);
    expect(proportionTrend([1, 2, 3, 4, 0], [9, 9, 9, 9, 9]).reason).toMatch(/is 0/);
    expect(proportionTrend([1, 2, 3, 4, 9], [9, 9, 9, 9, 9]).reason).toMatch(/all of its denominator/);
    // Only the last five count.
    expect(limits([90, 1, 2, 3, 4, 5], 0.5)).toEqual({ ...limits([1, 2, 3, 4, 5], 0.5) });
  });

  it('ranks share and leave out', () => {
    expect(rank([3, null, 1, 1, 2], 'low')).toEqual([4, null, 1, 1, 3]);
    expect(rank([3, null, 1, 1, 2], 'high')).toEqual([1, null, 3, 3, 2]);
    expect(rank([], 'high')).toEqual([]);
  });
});

describe('methods by name', () => {
  const faultOf = (name: string, input: unknown) => {
    try {
      answerOfMethod(name, input);
      return null;
    } catch (error) {
      return error instanceof FaultError ? [error.fault.code, error.fault.path] : error;
    }
  };

  it.each<[string, unknown, string]>([
    ['standardised-rate', { population: [1], standard: [1], per: 1 }, 'input.counts'],
    ['standardised-rate', { counts: [1, 2], population: [1], standard: [1], per: 1 }, 'input.counts'],
    ['indirect-ratio', { observed: 1, expected: 0 }, 'input.expected'],
    ['mean-interval', { values: [] }, 'input.values'],
    ['slope-index', { population: [1, 2], value: [1] }, 'input.value'],
    ['control-chart', { chart: 'p', values: [1] }, 'input.denominators'],
    ['control-chart', { chart: 'p', values: [3], denominators: [2] }, 'input.values.0'],
    ['control-chart', { chart: 'xmr', values: [1, 2], rebaseAfter: [5] }, 'input.rebaseAfter.0'],
    ['special-causes', { values: [1], centre: 0, lower: 2, upper: 1, nearLower: 0, nearUpper: 0 }, 'input.lower'],
    ['assurance', { lower: 1, upper: 2, target: 1, improvement: 'up' }, 'input.improvement'],
    ['compare', { value: 1, lower: 2, upper: 1, benchmark: 0, polarity: 'high' }, 'input.lower'],
    ['trend', { kind: 'weighted', value: [1], lower: [], upper: [2] }, 'input.lower'],
    ['rank', { values: ['a'], polarity: 'low' }, 'input.values.0'],
    ['discount', { schedule: 'standard', years: [-1] }, 'input.years.0'],
    ['queue', { model: 'mmc', arrivalRate: 1, serviceRate: 0, servers: 1 }, 'input.serviceRate'],
    ['queue', { model: 'mmck', arrivalRate: 1, serviceRate: 1, servers: 3, capacity: 2 }, 'input.capacity'],
    ['queue', { model: 'erlang-a', arrivalRate: 1, serviceRate: 1, servers: 1 }, 'input.abandonRate'],
    ['queue', { model: 'mg1', arrivalRate: 1, serviceRate: 1, servers: 2, cvService: 1 }, 'input.servers'],
    ['caseload', { arrivalsPerWeek: 1, meanLengthWeeks: 1, slotsPerWte: 1, wte: 0 }, 'input.wte'],
    ['return-interview-clock', { returned: '2026-02-30T10:00', hours: 72 }, 'input.returned'],
    ['pathway', { external: [1], routing: [[1]], meanTimes: [1] }, 'input.routing'],
    [
      'pathway',
      {
        external: [1, 0],
        routing: [
          [0.6, 0.6],
          [0, 0],
        ],
        meanTimes: [1, 1],
      },
      'input.routing.0',
    ],
    ['fluid', { initial: 1, arrivals: 1, capacity: 1, weeks: [] }, 'input.weeks'],
    ['launch', { arrivals: 1, length: 1, weeks: [1], kind: 'other' }, 'input.kind'],
    ['rate-ratio', { count1: 1.5, exposure1: 1, count2: 1, exposure2: 1 }, 'input.count1'],
    ['demand-posterior', { count: 1, exposure: 1, nextExposure: 1, priorMean: 0, priorSd: 1 }, 'input.priorMean'],
    ['fairness', { need: [1, 0], met: [1, 1] }, 'input.met.1'],
    ['contributions', { totalPence: 1, shares: { a: 'x' } }, 'input.shares.a'],
    ['contributions', { totalPence: 1, shares: { a: '0' } }, 'input.shares'],
    ['shapley', { costs: { A: 1, B: 1 } }, 'input.costs.AB'],
    ['philox', { counter: ['0', '0', '0', 'x'], key: ['0', '0'] }, 'input.counter.3'],
    ['ranking', { scores: [[1, 2], [1]], weights: [1, 1] }, 'input.scores.1'],
    ['acceptability', { scores: [[1, 2], [1]] }, 'input.scores.1'],
    ['perfect-information', { payoff: [[1, 2]], probabilities: [0.5, 0.4] }, 'input.probabilities'],
    ['elicit', { distribution: 'pert', minimum: 1, mode: 9, maximum: 5 }, 'input.mode'],
    ['elicit', { distribution: 'normal', low: 1, high: 2 }, 'input.coverage'],
  ])('%s names what is wrong: %j', (name, input, at) => {
    expect(faultOf(name, input)).toEqual(['invalid-input', at]);
  });

  it('a trend without limits and shares as numbers have an answer', () => {
    const { result } = answerOfMethod('trend', { kind: 'weighted', value: [1, 2, 3, 4, 5] });
    expect(result).toMatchObject({ result: 'not-testable', chiSquared: null });
    const shared = answerOfMethod('contributions', { totalPence: 100, shares: { a: 0.1, b: '0.9' } }).result;
    expect(shared).toEqual({ perPartnerPence: { a: 10, b: 90 } });
  });

  it('the shipped cases pass', () => {
    const results = selfTest(path.resolve(import.meta.dirname, '../../resources'));
    expect(results.filter(result => !result.passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(80);
  });
});
