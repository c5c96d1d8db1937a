import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlated, gaussianCopula } from '../../electron/engine/commissioning/copula.ts';
import { distributionFault, drawn, fitted, fittedFromMoments } from '../../electron/engine/statistics/distributions.ts';
import { philox, RandomStream } from '../../electron/engine/statistics/random.ts';
import { rangeWords, readRange } from '../../electron/engine/commissioning/range-text.ts';
import { betaProbability, betaQuantile, studentQuantile } from '../../electron/engine/statistics/beta.ts';
import { negativeBinomialQuantile, poissonQuantile } from '../../electron/engine/statistics/count-quantiles.ts';
import { normalProbability, normalQuantile, upperGamma } from '../../electron/engine/statistics/normal.ts';
import type { Distribution } from '../../shared/model/appraisal.ts';

const expectNear = (got: number, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('random numbers', () => {
  it('Philox gives the published words', () => {
    const hexadecimal = (words: readonly number[]) => words.map(word => word.toString(16).padStart(8, '0')).join(' ');
    const all = 0xffffffff;
    expect(hexadecimal(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    expect(hexadecimal(philox([all, all, all, all], [all, all]))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
  });

  it('an entity’s draws depend on nothing but seed, stream, replication and entity', () => {
    assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (seed, stream, replication, entity) => {
        const one = new RandomStream(seed, stream, replication, entity);
        const draws = Array.from({ length: 5 }, () => one.uniform());
        for (const u of draws) expect(u > 0 && u < 1).toBe(true);
        const other = new RandomStream(seed, stream, 1, 2);
        other.normal();
        other.seat(replication, entity);
        expect(Array.from({ length: 5 }, () => other.uniform())).toEqual(draws);
      }),
    );
    expect(new RandomStream(1, 'a').uniform()).not.toBe(new RandomStream(1, 'b').uniform());
  });

  it('every distribution takes exactly one draw', () => {
    const third = (first: (stream: RandomStream) => unknown) => {
      const stream = new RandomStream(7, 3, 11, 5);
      stream.uniform();
      first(stream);
      return stream.uniform();
    };
    const wanted = third(stream => stream.uniform());
    for (const draw of [
      (stream: RandomStream) => stream.chance(0.3),
      (stream: RandomStream) => stream.exponential(3),
      (stream: RandomStream) => stream.normal(),
      (stream: RandomStream) => stream.lognormal(3, 0.5),
      (stream: RandomStream) => stream.gamma(3, 0.5),
      (stream: RandomStream) => stream.gamma(3, 2),
      (stream: RandomStream) => stream.gamma(3, 1),
      (stream: RandomStream) => stream.gamma(3, 0),
      (stream: RandomStream) => stream.poisson(70),
      (stream: RandomStream) => stream.negativeBinomial(7, 1.6),
    ])
      expect(third(draw)).toBe(wanted);
  });

  it('means and variances are as asked', () => {
    const n = 20_000;
    const stream = new RandomStream(20, 'moments');
    const moments = (draw: () => number, mean: number, variance: number) => {
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        stream.seat(i, 0);
        const x = draw();
        sum += x;
        squares += x * x;
      }
      expect(Math.abs(sum / n - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
      expect(Math.abs(squares / n - (sum / n) ** 2 - variance)).toBeLessThan(0.15 * variance);
    };
    moments(() => stream.uniform(), 0.5, 1 / 12);
    moments(() => stream.exponential(4), 4, 16);
    moments(() => stream.normal(3, 2), 3, 4);
    moments(() => stream.lognormal(26, 0.5), 26, 169);
    moments(() => stream.gamma(26, 0.5), 26, 169);
    moments(() => stream.gamma(26, 1.5), 26, 1521);
    moments(() => stream.poisson(3), 3, 3);
    moments(() => stream.poisson(70), 70, 70);
    moments(() => stream.negativeBinomial(3, 2), 3, 6);
    moments(() => stream.negativeBinomial(70, 2), 70, 140);
  });

  it('a row of uniforms is as many single ones, and what is drawn after it is the same', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.integer({ min: 1, max: 9 }), (seed, entity, count) => {
        const single = new RandomStream(seed, 'row').seat(3, entity);
        const wanted = Array.from({ length: count }, () => single.uniform());
        const row = new Float64Array(count + 2);
        const stream = new RandomStream(seed, 'row').seat(3, entity);
        stream.uniformsInto(row, 1, count);
        expect([...row]).toEqual([0, ...wanted, 0]);
        expect([stream.uniform(), stream.gamma(1, 0.5)]).toEqual([single.uniform(), single.gamma(1, 0.5)]);
      }),
    );
  });
});

describe('quantiles', () => {
  it('undo their distributions', () => {
    assert(
      fc.property(between(1e-9, 1 - 1e-9), between(0.1, 500), between(0.1, 500), (p, a, b) => {
        expectNear(normalProbability(normalQuantile(p)), p, 1e-13);
        const { x, rest } = betaQuantile(p, a, b);
        // Next to 1 the other side says more.
        expectNear(x < rest ? betaProbability(x, a, b) : 1 - betaProbability(rest, b, a), p, 1e-9);
      }),
      { numRuns: 300 },
    );
    // Table values of Student's t.
    expectNear(studentQuantile(0.975, 2), 4.302652729749464, 1e-12);
    expectNear(studentQuantile(0.975, 1), 12.706204736174707, 1e-12);
    expectNear(studentQuantile(0.025, 30), -2.0422724563012378, 1e-12);
  });

  it('of counts are the smallest that reach the probability', () => {
    assert(
      fc.property(between(0.001, 0.999), between(0.01, 300), between(1.05, 6), (p, mean, dispersion) => {
        const k = poissonQuantile(p, mean);
        expect(upperGamma(k + 1, mean)).toBeGreaterThanOrEqual(p - 1e-9);
        if (k > 0) expect(upperGamma(k, mean)).toBeLessThan(p + 1e-9);
        const size = mean / (dispersion - 1);
        const n = negativeBinomialQuantile(p, mean, dispersion);
        expect(betaProbability(1 / dispersion, size, n + 1)).toBeGreaterThanOrEqual(p - 1e-8);
        if (n > 0) expect(betaProbability(1 / dispersion, size, n)).toBeLessThan(p + 1e-8);
      }),
      { numRuns: 400 },
    );
    expect(poissonQuantile(0.5, 0)).toBe(0);
    expect(negativeBinomialQuantile(0.5, 4, 1)).toBe(poissonQuantile(0.5, 4));
  });
});

describe('distributions', () => {
  const kinds = ['normal', 'lognormal', 'gamma', 'beta'] as const;

  it('hold the coverage between the bounds that were given', () => {
    assert(
      fc.property(
        fc.constantFrom(...kinds),
        between(0.01, 0.9),
        between(0.01, 0.98),
        between(0.3, 0.98),
        (kind, low, part, coverage) => {
          const high = low + part * (0.99 - low);
          const { quantile } = fitted({ kind, low, high, coverage });
          expectNear(quantile((1 - coverage) / 2), low, 1e-6);
          expectNear(quantile((1 + coverage) / 2), high, 1e-6);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('rise with the probability, and their mean is that of their draws', () => {
    const all: Distribution[] = [
      { kind: 'point', value: 3 },
      { kind: 'uniform', low: 2, high: 5 },
      { kind: 'triangular', minimum: 1, mode: 2, maximum: 7 },
      { kind: 'pert', minimum: 10, mode: 20, maximum: 50 },
      { kind: 'pert', minimum: 10, mode: 10, maximum: 50 },
      { kind: 'normal', low: 820, high: 1150, coverage: 0.8 },
      { kind: 'lognormal', low: 5, high: 10, coverage: 0.9 },
      { kind: 'gamma', low: 5, high: 10, coverage: 0.9 },
      { kind: 'beta', low: 0.6, high: 0.75, coverage: 0.8 },
      { kind: 'empirical', values: [4, 1, 1, 9] },
      { kind: 'discrete', values: [5, 2], probabilities: [0.1, 0.9] },
    ];
    for (const d of all) {
      expect(distributionFault(d)).toBeNull();
      const { mean, sd, median, quantile } = fitted(d);
      const n = 4000;
      const draws = Array.from({ length: n }, (_, i) => quantile((i + 0.5) / n));
      draws.forEach((value, i) => i > 0 && expect(value).toBeGreaterThanOrEqual(draws[i - 1]!));
      const drawnMean = draws.reduce((a, b) => a + b, 0) / n;
      expectNear(drawnMean, mean, 2e-3);
      expectNear(Math.sqrt(draws.reduce((a, b) => a + (b - drawnMean) ** 2, 0) / n), sd, 1e-2);
      expect(median).toBe(quantile(0.5));
      expect(drawn(d, 0.5)).toBe(median);
    }
  });

  it('without width are their value at every percentile', () => {
    for (const d of [
      { kind: 'uniform', low: 4, high: 4 },
      { kind: 'pert', minimum: 4, mode: 4, maximum: 4 },
      ...(['normal', 'lognormal', 'gamma'] as const).map(kind => ({ kind, low: 4, high: 4, coverage: 0.8 })),
      { kind: 'empirical', values: [4] },
    ] as Distribution[])
      for (const p of [1e-9, 0.1, 0.5, 0.999]) expect(fitted(d).quantile(p)).toBe(4);
  });

  it('say at which field they cannot be', () => {
    const fieldOf = (d: Distribution) => distributionFault(d)?.field;
    expect(fieldOf({ kind: 'uniform', low: 2, high: 1 })).toBe('high');
    expect(fieldOf({ kind: 'pert', minimum: 1, mode: 9, maximum: 5 })).toBe('mode');
    expect(fieldOf({ kind: 'lognormal', low: 0, high: 5, coverage: 0.8 })).toBe('low');
    expect(fieldOf({ kind: 'beta', low: 0.5, high: 1, coverage: 0.8 })).toBe('high');
    expect(fieldOf({ kind: 'normal', low: 0, high: 5, coverage: 1 })).toBe('coverage');
    expect(fieldOf({ kind: 'discrete', values: [1, 2], probabilities: [0.5, 0.4] })).toBe('probabilities');
  });

  it('come from a mean and a standard deviation too', () => {
    expect(fittedFromMoments('normal', 3, 0).quantile(0.9)).toBe(3);
    for (const kind of kinds) {
      const { mean, sd } = fittedFromMoments(kind, 0.75, 0.05);
      expectNear(mean, 0.75, 1e-12);
      expectNear(sd, 0.05, 1e-12);
    }
    const { alpha, beta } = fittedFromMoments('beta', 0.75, 0.05).parameters;
    expectNear(alpha!, 55.5);
    expectNear(beta!, 18.5);
  });
});

describe('rank correlations', () => {
  const ranks = (values: readonly number[]) => {
    const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
    const out = values.map(() => 0);
    order.forEach((i, rank) => (out[i] = rank));
    return out;
  };

  it('are met by the draws', () => {
    const copula = gaussianCopula(
      ['a', 'b', 'c', 'd'],
      [
        { a: 'a', b: 'b', rank: 0.7 },
        { a: 'c', b: 'b', rank: -0.4 },
        { a: 'a', b: 'unknown', rank: 0.9 },
      ],
    );
    expect(copula.notes).toEqual([]);
    const stream = new RandomStream(3, 'copula');
    const n = 4000;
    const draws = Array.from({ length: n }, (_, i) => {
      stream.seat(i, 0);
      const own = [stream.uniform(), stream.uniform(), stream.uniform(), stream.uniform()];
      const joint = correlated(copula, own);
      expect(joint[3]).toBe(own[3]);
      return joint;
    });
    const spearman = (x: number, y: number) => {
      const [a, b] = [x, y].map(k => ranks(draws.map(draw => draw[k]!)));
      const squares = a!.reduce((sum, rank, i) => sum + (rank - b![i]!) ** 2, 0);
      return 1 - (6 * squares) / (n * (n * n - 1));
    };
    expect(Math.abs(spearman(0, 1) - 0.7)).toBeLessThan(0.03);
    expect(Math.abs(spearman(1, 2) + 0.4)).toBeLessThan(0.04);
    expect(Math.abs(spearman(0, 3))).toBeLessThan(0.05);
  });

  it('one more quantity at the end changes nothing of the others', () => {
    const pairs = [{ a: 'a', b: 'b', rank: 0.7 }];
    const two = correlated(gaussianCopula(['a', 'b'], pairs), [0.3, 0.8]);
    const three = correlated(
      gaussianCopula(['a', 'b', 'c'], [...pairs, { a: 'a', b: 'c', rank: 0.2 }]),
      [0.3, 0.8, 0.5],
    );
    expect(Array.from(three.slice(0, 2))).toEqual(Array.from(two));
  });

  it('that contradict one another are replaced, and it is said', () => {
    const { notes, factor } = gaussianCopula(
      ['a', 'b', 'c'],
      [
        { a: 'a', b: 'b', rank: 0.9 },
        { a: 'b', b: 'c', rank: 0.9 },
        { a: 'a', b: 'c', rank: -0.9 },
      ],
    );
    expect(notes[0]).toMatch(/contradict.*a and b 0\.90 to 0\.\d\d/);
    for (const row of factor)
      expectNear(
        row.reduce((sum, x) => sum + x * x, 0),
        1,
        1e-9,
      );
    // Full correlation is no contradiction.
    expect(gaussianCopula(['a', 'b'], [{ a: 'a', b: 'b', rank: 1 }]).notes).toEqual([]);
  });
});

describe('ranges as people write them', () => {
  const share = { format: 'percent', lowest: 0, highest: 1 } as const;
  const weeks = { format: 'weeks', lowest: 0, highest: 104 } as const;

  it.each<[string, Parameters<typeof readRange>[1], Distribution]>([
    ['820 to 1,150', undefined, { kind: 'normal', low: 820, high: 1150, coverage: 0.8 }],
    ['820–1150', undefined, { kind: 'normal', low: 820, high: 1150, coverage: 0.8 }],
    ['from 820 to 1 150 episodes a year', undefined, { kind: 'normal', low: 820, high: 1150, coverage: 0.8 }],
    ['about 900', undefined, { kind: 'normal', low: 810, high: 990, coverage: 0.8 }],
    ['~900', undefined, { kind: 'normal', low: 810, high: 990, coverage: 0.8 }],
    ['900 ± 10 %', undefined, { kind: 'normal', low: 810, high: 990, coverage: 0.8 }],
    ['900 +/- 50', undefined, { kind: 'normal', low: 850, high: 950, coverage: 0.8 }],
    ['60 %', share, { kind: 'point', value: 0.6 }],
    ['60 per cent', undefined, { kind: 'point', value: 0.6 }],
    ['0.6', share, { kind: 'point', value: 0.6 }],
    ['60', share, { kind: 'point', value: 0.6 }],
    ['60-75%', share, { kind: 'beta', low: 0.6, high: 0.75, coverage: 0.8 }],
    ['60 to 75', share, { kind: 'beta', low: 0.6, high: 0.75, coverage: 0.8 }],
    ['50 ± 5', share, { kind: 'beta', low: 0.45, high: 0.55, coverage: 0.8 }],
    ['0 to 50 %', share, { kind: 'uniform', low: 0, high: 0.5 }],
    ['at least 60 %', share, { kind: 'uniform', low: 0.6, high: 1 }],
    ['£34,314', { format: 'money', lowest: 0, highest: 1e7 }, { kind: 'point', value: 34314 }],
    ['1.2m', undefined, { kind: 'point', value: 1_200_000 }],
    ['£30k to £40k', undefined, { kind: 'normal', low: 30_000, high: 40_000, coverage: 0.8 }],
    ['at most 5', weeks, { kind: 'uniform', low: 0, high: 5 }],
    ['between 3 and 5 weeks', weeks, { kind: 'normal', low: 3, high: 5, coverage: 0.8 }],
    ['5 to 8, most likely 6', weeks, { kind: 'pert', minimum: 5, mode: 6, maximum: 8 }],
    ['6 (5 to 8)', weeks, { kind: 'pert', minimum: 5, mode: 6, maximum: 8 }],
    ['5 to 500', undefined, { kind: 'lognormal', low: 5, high: 500, coverage: 0.8 }],
    ['-5 to 5', undefined, { kind: 'normal', low: -5, high: 5, coverage: 0.8 }],
    ['3 or 4', undefined, { kind: 'discrete', values: [3, 4], probabilities: [0.5, 0.5] }],
    ['7 to 7', undefined, { kind: 'point', value: 7 }],
  ])('%s', (text, input, wanted) => {
    const { ok, distribution } = readRange(text, input);
    expect(ok).toBe(true);
    for (const [name, value] of Object.entries(wanted)) {
      const got: unknown = Reflect.get(distribution!, name);
      if (typeof value === 'number') expectNear(got as number, value, 1e-12);
      else expect(got).toEqual(value);
    }
  });

  it('tells a value by what it is worked out with, the same middle as the log of assumptions', () => {
    const held = { kind: 'normal', low: 0.08, high: 0.18, coverage: 0.8 } as const;
    expect(rangeWords(held, 'number')).toBe('a middle of 0.13, and 0.08 to 0.18 in eight of ten cases');
    expect(readRange('0.08 to 0.18').words).toBe(
      'a middle of 0.12, and 0.08 to 0.18 in eight of ten cases, 0.13 on average',
    );
    const three = { kind: 'discrete', values: [0, 10, 20], probabilities: [0.7, 0.2, 0.1] } as const;
    expect(rangeWords(three, 'number')).toBe('one of 3 values, 4 on average');
  });

  it('shows the implied middle', () => {
    expect(readRange('820 to 1,150').words).toBe('a middle of 985, and 820 to 1,150 in eight of ten cases');
    expect(readRange('60-75%', share).words).toMatch(/^a middle of 67\.8\s%, and 60\s% to 75\s% in eight/);
    expect(readRange('£1.2m', { format: 'money', lowest: 0, highest: 1e7 }).words).toBe('£1,200,000, taken as certain');
    expect(readRange('200', weeks).words).toContain('Expected between 0 and 104');
  });

  it.each(['', 'banana', '8 to 5', '1,15', 'at least 5', '5 to 8, most likely 9', '12..', '1 2 3'])(
    '"%s" gets a sentence on what to write',
    text => {
      const reading = readRange(text);
      expect(reading).toMatchObject({ ok: false, distribution: null });
      expect(reading.words).toMatch(/[Ww]rite|is not between/);
    },
  );

  it('takes no share for a number of weeks, and none beyond the whole', () => {
    expect(readRange('60 %', weeks).ok).toBe(false);
    expect(readRange('60 to 110 %', share).words).toBe('A share lies between 0 % and 100 %.');
  });

  it('never throws, and what it reads can be', () => {
    assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-%£ to±kmabout()'), maxLength: 20 }), text => {
        const { ok, distribution, words } = readRange(text);
        expect(words.length).toBeGreaterThan(0);
        expect(words).not.toMatch(/NaN|undefined|Infinity/);
        if (ok) expect(distributionFault(distribution!)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
