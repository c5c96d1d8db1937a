import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOfMethod, methods, selfTest } from '../../electron/engine/methods.ts';
import { chiSquaredQuantile, lowerGamma, normalQuantile, upperGamma } from '../../electron/engine/statistics/normal.ts';
import { countLimits, poissonRate } from '../../electron/engine/statistics/poisson-rate.ts';
import { wilson } from '../../electron/engine/statistics/wilson.ts';
import { FaultError } from '../../shared/contract/fault.ts';

const expectNear = (got: number, wanted: number, relative = 1e-12) =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted));

/** P(X ≤ k) of a Poisson variable, summed from the definition. */
function poissonAtMost(k: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= mean / (i + 1);
  }
  return sum;
}

describe('quantiles', () => {
  it('of the normal distribution agree with published values', () => {
    for (const [p, z] of [
      [0.975, 1.959963984540054],
      [0.999, 3.090232306167813],
      [0.9, 1.2815515655446004],
      [1e-10, -6.361340902404056],
      [0.5, 0],
    ] as const)
      expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(z)));
    expect(normalQuantile(-0.1)).toBeNaN();
  });

  it('of chi-squared invert its distribution', () => {
    expect(chiSquaredQuantile(0, 3)).toBe(0);
    expectNear(chiSquaredQuantile(0.95, 1), 3.841458820694124);
    expectNear(chiSquaredQuantile(0.975, 12), 23.336664158645333, 1e-11);
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (p, freedom) => {
          const x = chiSquaredQuantile(p, freedom) / 2;
          if (p < 0.5) expectNear(lowerGamma(freedom / 2, x), p, 1e-11);
          else expectNear(upperGamma(freedom / 2, x), 1 - p, 1e-10);
        },
      ),
    );
  });
});

describe('limits', () => {
  it('of a small count are exact: each tail holds half of what is left', () => {
    for (let x = 0; x < 10; x++)
      for (const level of [0.95, 0.998]) {
        const { lower, upper, method } = countLimits(x, level);
        expect(method).toBe('exact');
        expectNear(poissonAtMost(x, upper), (1 - level) / 2, 1e-10);
        if (x === 0) expect(lower).toBe(0);
        else expectNear(1 - poissonAtMost(x - 1, lower), (1 - level) / 2, 1e-9);
      }
  });

  it('hold the estimate, widen with the level and narrow with the numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const x = Math.round(n * share);
        const { estimate, lower, upper } = wilson(x, n);
        expect(lower).toBeLessThanOrEqual(estimate + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(estimate - 1e-12);
        const wide = wilson(x, n, 0.998);
        expect(wide.lower).toBeLessThanOrEqual(lower);
        expect(wide.upper).toBeGreaterThanOrEqual(upper);
        const rate = poissonRate(x, n, 1000);
        expect(rate.lower).toBeLessThanOrEqual(rate.rate);
        expect(rate.upper).toBeGreaterThan(rate.rate);
      }),
    );
  });

  it('move apart by the square root of the variance when the same person has several events', () => {
    const single = poissonRate(34, 20_000, 10_000);
    const repeated = poissonRate(34, 20_000, 10_000, 0.95, { 1: 12, 2: 5, 4: 3 });
    expect(repeated.rate).toBe(single.rate);
    expectNear(repeated.rate - repeated.lower, (single.rate - single.lower) * Math.sqrt(80 / 34));
    expectNear(repeated.upper - repeated.rate, (single.upper - single.rate) * Math.sqrt(80 / 34));
    expectNear(poissonRate(34, 20_000, 10_000, 0.95, { 1: 34 }).lower, single.lower);
  });
});

describe('methods', () => {
  it('say which input is wrong', () => {
    const fault = (name: string, input: unknown) => {
      try {
        answerOfMethod(name, input);
      } catch (error) {
        return error instanceof FaultError ? [error.fault.code, error.fault.path] : error;
      }
      return null;
    };
    expect(fault('wilson', { x: 5, n: 4 })).toEqual(['invalid-input', 'input.x']);
    expect(fault('wilson', { x: -1, n: 4 })).toEqual(['invalid-input', 'input.x']);
    expect(fault('wilson', { x: 1, n: 0 })).toEqual(['invalid-input', 'input.n']);
    expect(fault('wilson', { x: 1, n: 4, level: 95 })).toEqual(['invalid-input', 'input.level']);
    expect(fault('wilson', { x: 1, n: 4, more: 1 })).toEqual(['invalid-input', 'input.more']);
    expect(fault('poisson-rate', { x: 3, n: 4, per: 1, personsByEventFrequency: { 1: 1 } })).toEqual([
      'invalid-input',
      'input.personsByEventFrequency',
    ]);
    expect(fault('nothing', {})?.[0 as never]).toBe('unknown-method');
  });

  it('pass their own reference cases, and each has one', () => {
    const results = selfTest(path.resolve(import.meta.dirname, '../../resources'));
    expect(results.filter(result => !result.passed)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(methods.length);
  });
});
