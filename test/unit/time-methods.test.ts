import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOfMethod } from '../../electron/engine/methods.ts';
import { chartRules } from '../../electron/engine/statistics/chart-rules.ts';
import type { ChartRule } from '../../electron/engine/statistics/chart-rules.ts';
import { RandomStream } from '../../electron/engine/statistics/random.ts';
import { runLength } from '../../electron/engine/statistics/run-length.ts';
import type { ChartPoints } from '../../electron/engine/statistics/run-length.ts';
import { FaultError } from '../../shared/contract/fault.ts';

const faultOf = (name: string, input: unknown) => {
  try {
    answerOfMethod(name, input);
    return null;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return [error.fault.code, error.fault.path];
  }
};

/** Whether a rule calls at the last of these points; each rule read from its definition, over the whole history. */
function callsAtLast(rule: ChartRule, points: readonly number[], centre: number, sigma: number): boolean {
  const last = (n: number) => points.slice(-n);
  const far = (own: readonly number[], k: number, up: boolean) =>
    own.filter(x => (up ? x > centre + k * sigma : x < centre - k * sigma)).length;
  const onSide = (own: readonly number[], up: boolean) => own.every(x => (up ? x > centre : x < centre));
  const either = (test: (up: boolean) => boolean) => test(true) || test(false);
  const run = (length: number) => points.length >= length && either(up => onSide(last(length), up));
  switch (rule) {
    case 'outside':
      return either(up => far(last(1), 3, up) === 1);
    case 'two-of-three':
      return either(up => far(last(3), 2, up) >= 2 && far(last(1), 2, up) === 1);
    case 'two-of-three-same-side':
      return points.length >= 3 && either(up => onSide(last(3), up) && far(last(3), 2, up) >= 2);
    case 'four-of-five':
      return either(up => far(last(5), 1, up) >= 4 && far(last(1), 1, up) === 1);
    case 'one-side-8':
      return run(8);
    case 'one-side-7':
      return run(7);
    case 'trend-7': {
      const seven = last(7);
      return seven.length === 7 && either(up => seven.slice(1).every((x, i) => (up ? x > seven[i]! : x < seven[i]!)));
    }
  }
}

function simulated(rules: readonly ChartRule[], given: ChartPoints, runs: number) {
  const random = new RandomStream(7, 'run length');
  const [centre, sigma] = 'shift' in given ? [0, 1] : [given.poissonMean, Math.sqrt(given.poissonMean)];
  const lengths = Array.from({ length: runs }, (_, run) => {
    random.seat(run, 0);
    const points: number[] = [];
    for (;;) {
      points.push('shift' in given ? random.normal(given.shift) : random.poisson(given.poissonMean * given.shiftRatio));
      if (rules.some(rule => callsAtLast(rule, points.slice(-8), centre, sigma))) return points.length;
    }
  });
  const mean = lengths.reduce((a, b) => a + b, 0) / runs;
  const sd = Math.sqrt(lengths.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (runs - 1));
  return { mean, error: sd / Math.sqrt(runs), lengths };
}

const house: readonly ChartRule[] = ['outside', 'trend-7', 'two-of-three-same-side', 'one-side-7'];

describe('run length', () => {
  it('is that of the published table', () => {
    // Champ and Woodall (1987), table 1, in control.
    for (const [rules, printed] of [
      [['outside'], 370.4],
      [['outside', 'two-of-three'], 225.44],
      [['outside', 'four-of-five'], 166.05],
      [['outside', 'one-side-8'], 152.73],
      [['outside', 'two-of-three', 'four-of-five'], 132.89],
      [['outside', 'two-of-three', 'one-side-8'], 122.05],
      [['outside', 'two-of-three', 'four-of-five', 'one-side-8'], 91.75],
    ] as const)
      expect(Math.abs(runLength(rules, { shift: 0 }).average - printed)).toBeLessThan(0.006);
  });

  it('is that of closed forms', () => {
    const expectNear = (got: number, wanted: number) => expect(Math.abs(got / wanted - 1)).toBeLessThan(1e-10);
    // A run of k of one kind or the other, with chances p and q: 1 / (1/a + 1/b), a and b the waits for each alone.
    for (const shift of [0, 0.4, -1.2]) {
      const above = 0.5 + 0.5 * erf(shift / Math.SQRT2);
      const wait = (chance: number, k: number) => (1 - chance ** k) / ((1 - chance) * chance ** k);
      expectNear(runLength(['one-side-8'], { shift }).average, 1 / (1 / wait(above, 8) + 1 / wait(1 - above, 8)));
    }
    expectNear(runLength(['one-side-7'], { shift: 0 }).average, 2 ** 7 - 1);
    // The mean of a geometric count below a band under 0: only the upper band calls.
    const tail = (above: number, mean: number) => {
      let [term, sum] = [Math.exp(-mean), 0];
      for (let k = 0; k <= above; k++) {
        sum += term;
        term *= mean / (k + 1);
      }
      return 1 - sum;
    };
    expectNear(runLength(['outside'], { poissonMean: 4, shiftRatio: 1.5 }).average, 1 / tail(10, 6));
    // On the band is not beyond it: 1 + 3·1 = 4.
    expectNear(runLength(['outside'], { poissonMean: 1, shiftRatio: 3 }).average, 1 / tail(4, 3));
  });

  it.each([
    [house, { shift: 0 }],
    [house, { shift: -0.8 }],
    [['trend-7', 'four-of-five'], { shift: 0.5 }],
    [[...chartRules], { shift: 0 }],
    [house, { poissonMean: 6.5, shiftRatio: 1 }],
    [house, { poissonMean: 9, shiftRatio: 1.3 }],
    [['two-of-three', 'one-side-8', 'trend-7'], { poissonMean: 2, shiftRatio: 0.5 }],
    [['four-of-five', 'trend-7'], { poissonMean: 16, shiftRatio: 1 }],
  ] as const satisfies readonly (readonly [readonly ChartRule[], ChartPoints])[])(
    'agrees with a simulation from the definitions: %j, %j',
    (rules, given) => {
      const { average, median, calledBy } = runLength(rules, given);
      const { mean, error, lengths } = simulated(rules, given, 4000);
      expect(Math.abs(average - mean)).toBeLessThan(4.5 * error);
      expect(calledBy(median)).toBeGreaterThanOrEqual(0.5);
      expect(calledBy(median - 1)).toBeLessThan(0.5);
      const byMedian = lengths.filter(n => n <= median).length / lengths.length;
      expect(Math.abs(byMedian - calledBy(median))).toBeLessThan(4.5 * Math.sqrt(0.25 / lengths.length));
    },
  );

  it('begins without history: two points can call two of three, but not where all three must lie on that side', () => {
    expect(runLength(['two-of-three'], { shift: 3 }).calledBy(2)).toBeGreaterThan(0.5);
    expect(runLength(['two-of-three-same-side'], { shift: 3 }).calledBy(2)).toBe(0);
    expect(runLength(['two-of-three-same-side'], { shift: 3 }).calledBy(3)).toBeGreaterThan(0.5);
  });

  it('does not jump where counts are no longer taken one by one', () => {
    const at = (mean: number) => runLength(['trend-7'], { poissonMean: mean, shiftRatio: 1 }).average;
    // Ties are rarer with a larger mean: the wait falls steadily towards that of a continuous quantity.
    const [below, above, far] = [at(9_999), at(10_001), at(1e6)];
    expect(Math.abs(above / below - 1)).toBeLessThan(1e-3);
    expect(far).toBeLessThan(above);
    expect(Math.abs(far / runLength(['trend-7'], { shift: 0 }).average - 1)).toBeLessThan(0.01);
  });

  it('is the same for both sides, and shorter with one more rule', () => {
    fc.assert(
      fc.property(
        fc.subarray([...chartRules], { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...chartRules),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (rules, more, shift) => {
          const { average } = runLength(rules, { shift });
          expect(Math.abs(runLength(rules, { shift: -shift }).average / average - 1)).toBeLessThan(1e-8);
          expect(runLength([...rules, more], { shift }).average).toBeLessThanOrEqual(average * (1 + 1e-8));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses what cannot be meant, with its place', () => {
    for (const [input, path] of [
      [{ rules: [], shift: 0 }, 'input.rules'],
      [{ rules: ['outside', 'inside'], shift: 0 }, 'input.rules.1'],
      [{ rules: ['outside'] }, 'input.shift'],
      [{ rules: ['outside'], shift: 0, poissonMean: 3, shiftRatio: 1 }, 'input.poissonMean'],
      [{ rules: ['outside'], shift: 0, shiftRatio: 1 }, 'input.shiftRatio'],
      [{ rules: ['outside'], poissonMean: 3 }, 'input.shiftRatio'],
      [{ rules: ['outside'], poissonMean: 0, shiftRatio: 1 }, 'input.poissonMean'],
      [{ rules: ['outside'], poissonMean: 3, shiftRatio: -1 }, 'input.shiftRatio'],
      [{ rules: ['outside'], poissonMean: 1e6, shiftRatio: 100 }, 'input.shiftRatio'],
      [{ rules: ['outside'], shift: 'none' }, 'input.shift'],
      [{ rules: ['outside'], shift: 0, runs: 9 }, 'input.runs'],
    ])
      expect(faultOf('run-length', input), JSON.stringify(input)).toEqual(['invalid-input', path]);
  });
});

/** Abramowitz and Stegun 7.1.6, a series of positive terms. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

describe('like for like', () => {
  const children = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 8 });

  it('counts a child once over a span: never more than the sum of its periods, never fewer than the fullest', () => {
    fc.assert(
      fc.property(fc.array(children, { minLength: 4, maxLength: 4 }), periods => {
        const { result } = answerOfMethod('like-for-like', {
          childrenByPeriod: periods,
          current: [2, 3],
          baseline: [0, 1],
        });
        const sizes = periods.map(one => new Set(one).size);
        const distinct = result['currentDistinct'] as number;
        expect(distinct).toBeLessThanOrEqual(sizes[2]! + sizes[3]!);
        expect(distinct).toBeGreaterThanOrEqual(Math.max(sizes[2]!, sizes[3]!));
        expect(result['change']).toBe(distinct - (result['baselineDistinct'] as number));
        expect((result['meanOfPeriods'] as { current: number }).current).toBe((sizes[2]! + sizes[3]!) / 2);
      }),
    );
  });

  it('refuses a half against a year, and spans that cannot be', () => {
    const childrenByPeriod = [['a'], ['b'], ['c'], []];
    const ask = (current: unknown, baseline: unknown) =>
      faultOf('like-for-like', { childrenByPeriod, current, baseline });
    expect(ask([2, 3], [0])).toEqual(['unequal-spans', 'input.baseline']);
    expect(ask([], [])).toEqual(['invalid-input', 'input.current']);
    expect(ask([2, 2], [0, 1])).toEqual(['invalid-input', 'input.current.1']);
    expect(ask([2, 3], [0, 4])).toEqual(['invalid-input', 'input.baseline.1']);
    expect(ask([-1], [0])).toEqual(['invalid-input', 'input.current.0']);
    expect(ask([1.5], [0])).toEqual(['invalid-input', 'input.current.0']);
    expect(faultOf('like-for-like', { childrenByPeriod: [['a', null]], current: [0], baseline: [0] })).toEqual([
      'invalid-input',
      'input.childrenByPeriod.0.1',
    ]);
  });
});

describe('matured attrition', () => {
  const good = {
    entered: [40, 36],
    steps: [
      [30, 22],
      [29, 20],
    ],
    ageWeeks: [70, 10],
    matureAfterWeeks: [4, 26],
  };

  it('sets each step against the step before, or against all who entered, of the same cohorts', () => {
    const steps = (more: object) =>
      (
        answerOfMethod('matured-attrition', { ...good, ...more }).result['steps'] as { reached: number; of: number }[]
      ).map(({ reached, of }) => [reached, of]);
    expect(steps({})).toEqual([
      [59, 76],
      [22, 30],
    ]);
    expect(steps({ base: 'entered' })).toEqual([
      [59, 76],
      [22, 40],
    ]);
    expect(steps({ matureAfterWeeks: 70 })).toEqual([
      [30, 40],
      [22, 30],
    ]);
  });

  it('has no share where nobody could have reached the step', () => {
    const { result } = answerOfMethod('matured-attrition', {
      entered: [3, 4],
      steps: [
        [0, 0],
        [0, 0],
      ],
      ageWeeks: [9, 1],
      matureAfterWeeks: 5,
    });
    expect(result['steps']).toEqual([
      { reached: 0, of: 3, cohorts: 1, share: 0, lower: 0, upper: expect.closeTo(0.5615, 4) },
      { reached: 0, of: 0, cohorts: 1, share: null, lower: null, upper: null },
    ]);
  });

  it('refuses what cannot be meant, with its place', () => {
    for (const [more, path] of [
      [{ ageWeeks: [70] }, 'input.ageWeeks'],
      [{ steps: [[30, 22]] }, 'input.steps'],
      [{ steps: [[30, 22], [29]] }, 'input.steps.1'],
      [
        {
          steps: [
            [30, 31],
            [29, 20],
          ],
        },
        'input.steps.0.1',
      ],
      [
        {
          steps: [
            [41, 22],
            [29, 20],
          ],
        },
        'input.steps.0.0',
      ],
      [
        {
          steps: [
            [30, 41],
            [29, 20],
          ],
          base: 'entered',
        },
        'input.steps.0.1',
      ],
      [{ entered: [40, -1] }, 'input.entered.1'],
      [
        {
          steps: [
            [30, 2.5],
            [29, 20],
          ],
        },
        'input.steps.0.1',
      ],
      [{ matureAfterWeeks: [4] }, 'input.matureAfterWeeks'],
      [{ matureAfterWeeks: [4, -1] }, 'input.matureAfterWeeks.1'],
      [{ matureAfterWeeks: -1 }, 'input.matureAfterWeeks'],
      [{ base: 'all' }, 'input.base'],
      [{ level: 1 }, 'input.level'],
      [{ entered: [], steps: [], ageWeeks: [] }, 'input.entered'],
    ] as const)
      expect(faultOf('matured-attrition', { ...good, ...more }), JSON.stringify(more)).toEqual(['invalid-input', path]);
  });
});
