import { describe, expect, it } from 'vitest';
import { betaProbability, betaQuantile } from '../../electron/engine/statistics/beta.ts';
import { fitted } from '../../electron/engine/statistics/distributions.ts';
import { meanInterval } from '../../electron/engine/statistics/mean-interval.ts';

describe('the middle of a symmetric distribution', () => {
  it('has an answer for every symmetric range of shares', () => {
    for (let percent = 1; percent < 50; percent++) {
      const low = percent / 100;
      const { median, mean, quantile } = fitted({ kind: 'beta', low, high: 1 - low, coverage: 0.8 });
      expect(median, `${percent} %`).toBeCloseTo(0.5, 9);
      expect(mean, `${percent} %`).toBeCloseTo(0.5, 6);
      expect(quantile(0.1)).toBeCloseTo(low, 6);
      expect(quantile(0.9)).toBeCloseTo(1 - low, 6);
    }
  });

  it('is half for equal parameters of any size, and for unequal ones at the probability of their mean', () => {
    for (let a = 0.05; a < 4000; a *= 1.37) expect(betaQuantile(0.5, a, a).x).toBeCloseTo(0.5, 12);
    for (const [a, b] of [
      [0.3, 2.7],
      [5, 11.4],
      [90.2, 3.3],
    ] as const) {
      const mean = a / (a + b);
      const p = betaProbability(mean, a, b);
      for (const at of [p, p * (1 - 1e-15), p * (1 + 1e-15)]) expect(betaQuantile(at, a, b).x).toBeCloseTo(mean, 9);
    }
  });

  it('gives two values their interval at every level', () => {
    for (let hundredths = 1; hundredths < 100; hundredths++) {
      const level = hundredths / 100;
      const { mean, lower, upper } = meanInterval([1.7554398452576594, 3.18101139932142], level);
      // Two values: Student's t with one degree of freedom is Cauchy's distribution.
      const reach = (Math.tan((Math.PI * level) / 2) * (3.18101139932142 - 1.7554398452576594)) / 2;
      expect(upper! - mean).toBeCloseTo(reach, 9);
      expect(mean - lower!).toBeCloseTo(reach, 9);
    }
  });
});
