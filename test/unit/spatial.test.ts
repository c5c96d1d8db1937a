import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyOf, measured, patternOf } from '../../electron/engine/geography/hot-spots.ts';
import { classBreaks, classOf } from '../../electron/engine/geography/spatial/breaks.ts';
import type { ClassMethod } from '../../electron/engine/geography/spatial/breaks.ts';
import { density } from '../../electron/engine/geography/spatial/density.ts';
import { emergingCategory, recurringCategory } from '../../electron/engine/geography/spatial/emerging.ts';
import { empiricalBayes } from '../../electron/engine/geography/spatial/empirical-bayes.ts';
import { falseDiscovery } from '../../electron/engine/statistics/fdr.ts';
import { generalG, getisOrd } from '../../electron/engine/geography/spatial/getis-ord.ts';
import { mannKendall } from '../../electron/engine/statistics/mann-kendall.ts';
import { globalMoran, localMoran } from '../../electron/engine/geography/spatial/moran.ts';
import { eastingNorthing, longitudeLatitude } from '../../electron/engine/areas/outlines/national-grid.ts';
import {
  adjacencyOf,
  analysedAreas,
  connectivityHistogram,
  islandsOf,
} from '../../electron/engine/areas/outlines/neighbours.ts';
import { permutedInWorker } from '../../electron/engine/geography/spatial/permutation-thread.ts';
import { permuted } from '../../electron/engine/geography/spatial/permutations.ts';
import { nearest, smallestBand, upToOrder, withinDistance } from '../../electron/engine/geography/spatial/weights.ts';
import { FaultError } from '../../shared/contract/fault.ts';

const expectNear = (got: number | null | undefined, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(got! - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(wanted)),
  );
const expectAllNear = (got: readonly (number | null)[], wanted: readonly number[], tolerance = 1e-9) => {
  wanted.forEach((one, i) => expectNear(got[i], one, tolerance));
};

/** Rook neighbours of a rectangle of squares, row by row. */
function lattice(rows: number, columns: number): number[][] {
  return Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return [
      ...(r > 0 ? [i - columns] : []),
      ...(c > 0 ? [i - 1] : []),
      ...(c < columns - 1 ? [i + 1] : []),
      ...(r < rows - 1 ? [i + columns] : []),
    ];
  });
}

/** Gi* from its definition with any weights, self included in `weights`. */
function definedScore(x: readonly number[], weights: readonly number[]): number {
  const n = x.length;
  const mean = x.reduce((a, b) => a + b, 0) / n;
  const s = Math.sqrt(x.reduce((a, b) => a + b * b, 0) / n - mean * mean);
  const w = weights.reduce((a, b) => a + b, 0);
  const w2 = weights.reduce((a, b) => a + b * b, 0);
  const lag = weights.reduce((a, b, j) => a + b * x[j]!, 0);
  return (lag - mean * w) / (s * Math.sqrt((n * w2 - w * w) / (n - 1)));
}

const graphs = fc.integer({ min: 4, max: 14 }).chain(n =>
  fc.record({
    values: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: n, maxLength: n }),
    neighbours: fc.array(fc.uniqueArray(fc.nat(n - 1), { maxLength: 4 }), { minLength: n, maxLength: n }),
  }),
);

describe('Gi*', () => {
  it('is the same for row-standardised weights, and is its definition', () => {
    fc.assert(
      fc.property(graphs, ({ values, neighbours }) => {
        const { z } = getisOrd(values, neighbours, true);
        values.forEach((_, i) => {
          const ones = values.map((_, j) => (j === i || neighbours[i]!.includes(j) ? 1 : 0));
          const total = ones.reduce<number>((a, b) => a + b, 0);
          if (new Set(values).size === 1 || total === values.length) {
            expect(z[i]).toBeNull();
            return;
          }
          expectNear(z[i], definedScore(values, ones), 1e-7);
          expectNear(
            z[i],
            definedScore(
              values,
              ones.map(one => one / total),
            ),
            1e-7,
          );
        });
      }),
    );
  });

  it('does not depend on the order of the areas', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        ({ values, neighbours }, stream) => {
          const n = values.length;
          const order = values.map((_, i) => i).sort((a, b) => a - b);
          for (let k = n - 1; k > 0; k--) {
            const other = Math.min(k, Math.floor(stream.next().value * (k + 1)));
            [order[k], order[other]] = [order[other]!, order[k]!];
          }
          const place = new Map(order.map((old, at) => [old, at]));
          const moved = order.map(old => neighbours[old]!.map(j => place.get(j)!));
          for (const star of [true, false]) {
            const before = getisOrd(values, neighbours, star).z;
            const after = getisOrd(
              order.map(old => values[old]!),
              moved,
              star,
            ).z;
            order.forEach((old, at) =>
              before[old] === null ? expect(after[at]).toBeNull() : expectNear(after[at], before[old]!, 1e-8),
            );
          }
        },
      ),
    );
  });

  it('has no score where it is not defined: no value, no variation, no neighbour for Gi, all as neighbours', () => {
    const line = [[1], [0, 2], [1, 3], [2]];
    expect(getisOrd([1, 2, null, 4], line, true).z[2]).toBeNull();
    expect(getisOrd([1, 2, null, 4], line, true).bins[2]).toBeNull();
    expect(getisOrd([0.1, 0.1, 0.1, 0.1], line, true).z).toEqual([null, null, null, null]);
    expect(getisOrd([1, 5, 2, 4], [[1], [0], [], [1]], false).z[2]).toBeNull();
    // An island still compares its own value with all: (x − mean)/s.
    expectNear(getisOrd([1, 5, 2, 4], [[1], [0], [], [1]], true).z[2], -1 / Math.sqrt(2.5));
    expect(getisOrd([1, 5, 2], [[1, 2], [0, 2], [0]], true).z.slice(0, 2)).toEqual([null, null]);
    // Only one differs: for it, the others do not vary.
    expect(getisOrd([0.1, 0.1, 0.1, 7], line, false).z[3]).toBeNull();
    // What has no value is nobody's neighbour: the rest is as if it were not there.
    const without = getisOrd([1, 2, 4, 9], [[1], [0, 2], [1, 3], [2]], true);
    const withNull = getisOrd(
      [1, 2, null, 4, 9],
      [
        [1, 2],
        [0, 2, 3],
        [0, 1, 3, 4],
        [1, 2, 4],
        [2, 3],
      ],
      true,
    );
    expectAllNear(
      withNull.z.filter(one => one !== null),
      without.z as number[],
    );
  });

  it('global G is 0 apart from chance where nothing is clustered, and high where high values touch', () => {
    const values = lattice(4, 4).map((_, i) => (i < 8 ? 10 : 1));
    expect(generalG(values, lattice(4, 4)).z!).toBeGreaterThan(2);
    expect(generalG([1, -1, 2, 3], lattice(2, 2)).z).toBeNull();
    expect(generalG([3, 3, 3, 3], lattice(2, 2)).g).toBeNull();
  });
});

describe('Moran', () => {
  it('by hand on three by three squares', () => {
    expect.hasAssertions();
    const m = globalMoran([1, 2, 3, 4, 5, 6, 7, 8, 9], lattice(3, 3), 'binary');
    expectNear(m.i, 0.5);
    expectNear(m.varianceNormal, 0.053125);
    expectNear(m.varianceRandomised, 0.0596875);
  });

  it('moments under randomisation are those of all permutations', () => {
    expect.hasAssertions();
    const values = [1, 4, 2, 9, 3];
    const neighbours = [[1, 2], [0], [3, 4, 0], [1], [2, 3]];
    const all: number[] = [];
    const visit = (left: number[], taken: number[]): void => {
      if (left.length === 0) all.push(globalMoran(taken, neighbours).i!);
      left.forEach((value, k) => visit(left.toSpliced(k, 1), [...taken, value]));
    };
    visit(values, []);
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    const m = globalMoran(values, neighbours);
    expectNear(m.expected, mean);
    expectNear(m.varianceRandomised, all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length);
  });

  it('lies between −1 and 1 where every area has as many neighbours, and is −1 on a chessboard', () => {
    const torus = Array.from({ length: 16 }, (_, i) => {
      const [r, c] = [i >> 2, i & 3];
      return [((r + 1) & 3) * 4 + c, ((r + 3) & 3) * 4 + c, r * 4 + ((c + 1) & 3), r * 4 + ((c + 3) & 3)];
    });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 16, maxLength: 16 }), values => {
        const { i } = globalMoran(values, torus);
        if (new Set(values).size === 1) expect(i).toBeNull();
        else expect(Math.abs(i!)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
    expectNear(globalMoran([1, 0, 0, 1], lattice(2, 2)).i, -1);
  });

  it('local values add up to the global one, and say the quadrant', () => {
    const values = [3, 8, 1, 9, 2, 7, 7, 1, 4];
    const local = localMoran(values, lattice(3, 3));
    const global = globalMoran(values, lattice(3, 3));
    expectNear(
      (global.i! * 8) / 1,
      local.i.reduce<number>((sum, one) => sum + one!, 0),
    );
    expect(localMoran([1, 1, 3, 3, null, 2], [[1], [0, 2], [1, 3], [2], [0], []]).quadrant).toEqual([
      'LL',
      'LL',
      'HL',
      'HH',
      null,
      null,
    ]);
    expect(localMoran([2, 2], [[1], [0]]).i).toEqual([null, null]);
  });
});

describe('permutations', () => {
  const values = [3, 8, 1, 9, 2, 7, 7, 1, 4, 0, 2, 2];
  const task = (permutations: number, seed: number, x: readonly (number | null)[] = values) => ({
    ...analysedAreas(x, adjacencyOf(lattice(3, 4))),
    permutations,
    seed,
  });

  it('give the same p for the same seed, and agree with every possible neighbourhood', () => {
    const first = permuted(task(20_000, 7), () => undefined);
    expect(permuted(task(20_000, 7), () => undefined)).toEqual(first);
    expect(permuted(task(20_000, 8), () => undefined).local).not.toEqual(first.local);
    const { starts, indices } = adjacencyOf(lattice(3, 4));
    values.forEach((_, i) => {
      const others = values.filter((_, j) => j !== i);
      const observed = [...indices.subarray(starts[i]!, starts[i + 1]!)].reduce((sum, j) => sum + values[j]!, 0);
      const k = starts[i + 1]! - starts[i]!;
      let high = 0;
      let low = 0;
      let all = 0;
      const choose = (from: number, left: number, sum: number): void => {
        if (left === 0) {
          all++;
          if (sum >= observed) high++;
          if (sum <= observed) low++;
          return;
        }
        for (let j = from; j <= others.length - left; j++) choose(j + 1, left - 1, sum + others[j]!);
      };
      choose(0, k, 0);
      expectNear(first.local[i], Math.min(high, low) / all, 0.02);
    });
  });

  it('leave out islands and maps without variation', () => {
    const island = permuted(
      { ...analysedAreas([1, 2, 5], adjacencyOf([[1], [0], []])), permutations: 99, seed: 1 },
      () => undefined,
    );
    expect(island.local[2]).toBeNaN();
    const flat = permuted(
      task(
        99,
        1,
        values.map(() => 4),
      ),
      () => undefined,
    );
    expect(flat.local.every(Number.isNaN)).toBe(true);
    expect(flat.global).toBeNaN();
  });

  it('run in a thread with progress, and stop when cancelled', async () => {
    let told = 0;
    const result = await permutedInWorker(task(999, 3), new AbortController().signal, done => (told = done));
    expect(result).toEqual(permuted(task(999, 3), () => undefined));
    expect(told).toBe(999);
    const controller = new AbortController();
    const running = permutedInWorker(task(50_000_000, 3), controller.signal, () => controller.abort());
    await expect(running).rejects.toThrow(FaultError);
  });
});

describe('empirical Bayes', () => {
  it('by hand, floored at 0, undefined where nobody lives', () => {
    expectAllNear(empiricalBayes([0, 30], [100, 100]), [0.01, 0.29]);
    expect(empiricalBayes([1, 2, 0, null], [100, 100, 0, 50])).toEqual([0.015, 0.015, null, null]);
    expect(empiricalBayes([0, 0], [10, 20])).toEqual([0, 0]);
  });

  it('lies between the crude rate and the mean, and never below 0', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 500 })), {
          minLength: 2,
          maxLength: 20,
        }),
        pairs => {
          const [events, population] = [pairs.map(one => one[0]), pairs.map(one => one[1])];
          const mean = events.reduce((a, b) => a + b, 0) / population.reduce((a, b) => a + b, 0);
          empiricalBayes(events, population).forEach((rate, i) => {
            const crude = events[i]! / population[i]!;
            expect(rate!).toBeGreaterThanOrEqual(Math.min(crude, mean) - 1e-12);
            expect(rate!).toBeLessThanOrEqual(Math.max(crude, mean) + 1e-12);
          });
        },
      ),
    );
  });

  it('with everyone as neighbours is the overall one', () => {
    expect.hasAssertions();
    const [events, population] = [
      [3, 9, 1, 4],
      [100, 120, 90, 400],
    ];
    const everyone = [0, 1, 2, 3].map(i => [0, 1, 2, 3].filter(j => j !== i));
    expectAllNear(empiricalBayes(events, population, everyone), empiricalBayes(events, population) as number[]);
  });
});

describe('class breaks', () => {
  const methods: ClassMethod[] = [
    'fisher-jenks',
    'quantile',
    'equal-interval',
    'percentile',
    'standard-deviation',
    'box',
    'user',
  ];

  it('put every value into one class, (lower, upper], and keep empty ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.constantFrom(...methods),
        fc.integer({ min: 1, max: 7 }),
        (values, method, k) => {
          const { upper, counts } = classBreaks(values, method, { k, upper: [0] });
          expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
          expect(upper.every((bound, i) => i === 0 || bound >= upper[i - 1]!)).toBe(true);
          expect(upper.at(-1)!).toBeGreaterThanOrEqual(Math.max(...values));
          for (const value of values) {
            const at = classOf(value, upper);
            expect(value).toBeLessThanOrEqual(upper[at]!);
            if (at > 0) expect(value).toBeGreaterThan(upper[at - 1]!);
          }
        },
      ),
    );
  });

  it('of Fisher and Jenks are the best of all', () => {
    const within = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((a, b) => a + (b - mean) ** 2, 0);
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 11 }),
        fc.integer({ min: 2, max: 4 }),
        (values, k) => {
          const different = [...new Set(values)].sort((a, b) => a - b);
          const cost = (bounds: readonly number[]) =>
            bounds.reduce((sum, bound, i) => {
              const members = values.filter(x => x <= bound && (i === 0 || x > bounds[i - 1]!));
              return sum + (members.length ? within(members) : 0);
            }, 0);
          let best = Infinity;
          const classes = Math.min(k, different.length);
          const choose = (from: number, bounds: number[]): void => {
            if (bounds.length === classes - 1) {
              best = Math.min(best, cost([...bounds, different.at(-1)!]));
              return;
            }
            for (let i = from; i < different.length - 1; i++) choose(i + 1, [...bounds, different[i]!]);
          };
          choose(0, []);
          const found = classBreaks(values, 'fisher-jenks', { k });
          expect(found.upper.length).toBe(classes);
          expectNear(cost(found.upper), best, 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answer nothing for nothing, and one class for one value', () => {
    expect(classBreaks([null], 'quantile')).toEqual({ upper: [], counts: [] });
    expect(classBreaks([2, 2, 2], 'fisher-jenks', { k: 5 })).toEqual({ upper: [2], counts: [3] });
    expect(classBreaks([2, 2, 2], 'quantile', { k: 3 })).toEqual({ upper: [2, 2, 2], counts: [3, 0, 0] });
  });
});

describe('false discovery, trends, density, grid', () => {
  it('step-up takes what passed later, and counts only tests that were made', () => {
    const { rejected, adjusted, threshold } = falseDiscovery([0.02, 0.021, null, 0.022, 0.023, 0.5], 0.05);
    expect(rejected).toEqual([true, true, false, true, true, false]);
    expectAllNear(
      adjusted.filter(p => p !== null),
      [0.02875, 0.02875, 0.02875, 0.02875, 0.5],
    );
    expectNear(threshold, 0.04);
    expect(falseDiscovery([], 0.05)).toEqual({ threshold: 0, rejected: [], adjusted: [] });
    expect(falseDiscovery([0.05], 0.05).rejected).toEqual([true]);
  });

  it('Mann–Kendall corrects for ties, and finds none in a constant', () => {
    expectNear(mannKendall([1, 2, 3, 4]).variance, 26 / 3);
    expect(mannKendall([5, 5, 5, 5])).toEqual({ s: 0, variance: 0, z: 0, p: 1 });
    expect(mannKendall([null, 1, null, 2]).s).toBe(1);
    expectNear(mannKendall([1, 1, 2, 2]).variance, (4 * 3 * 13 - 2 * (2 * 1 * 9)) / 18);
  });

  it('the density of a point adds up to 1', () => {
    const at = Array.from({ length: 100 * 100 }, (_, i): [number, number] => [
      (i % 100) / 10 - 4.95,
      Math.floor(i / 100) / 10 - 4.95,
    ]);
    expectNear(density([[0.3, -0.2, 2]], 4, at).reduce((a, b) => a + b, 0) * 0.01, 2, 1e-4);
    expect(density([[0, 0]], 2, [[2, 0]])).toEqual([0]);
  });

  it('the grid goes there and back', () => {
    const [longitude, latitude] = longitudeLatitude([389_184, 346_671]);
    expect(longitude).toBeCloseTo(-2.16, 1);
    expect(latitude).toBeCloseTo(53.017, 2);
    expectAllNear(eastingNorthing([longitude, latitude]), [389_184, 346_671], 1e-7);
  });

  it('emerging spots: precedence, cold twins, short series', () => {
    expect(emergingCategory('C........H', 'none')).toBe('new hot spot');
    expect(emergingCategory('HHHHHHHHH.', 'up')).toBe('historical hot spot');
    expect(emergingCategory('H.HHHHHHHH', 'none')).toBe('persistent hot spot');
    expect(emergingCategory('..C..H..CC', 'none')).toBe('oscillating cold spot');
    expect(emergingCategory('.H..H.....', 'none')).toBe('no pattern detected');
    expect(emergingCategory('HHH', 'none')).toBe('too-short');
    expect(['HHHH.', '....H', 'HH...', 'H.H.H', '.....', '.C.C.'].map(recurringCategory)).toEqual([
      'persistent',
      'emerging',
      'former',
      'intermittent',
      'none',
      'none',
    ]);
    expect(patternOf([0, 1, 3, 2], [0, 1, 3, 2])).toBe('intermittent');
    expect(patternOf([3, 3, 3, 3, 3, 3, 3, 3, 3, 3], [3, 4, 5, 6, 7, 8, 9, 10, 11, 12])).toBe('intensifying hot spot');
  });
});

describe('weights', () => {
  const points = [
    [0, 0],
    [1, 0],
    [3, 0],
    [3, 4],
  ] as const;
  const lists = ({ size, starts, indices }: ReturnType<typeof adjacencyOf>) =>
    Array.from({ length: size }, (_, i) => [...indices.subarray(starts[i]!, starts[i + 1]!)]);

  it('by distance: the smallest band leaves nobody alone, a smaller one lists islands', () => {
    expect(smallestBand(points)).toBe(4);
    expect(islandsOf(withinDistance(points, 4))).toEqual([]);
    expect(islandsOf(withinDistance(points, 3.9))).toEqual([3]);
    expect(lists(nearest(points, 1))).toEqual([[1], [0], [1], [2]]);
    expect(lists(nearest(points, 9))[0]).toEqual([1, 2, 3]);
  });

  it('of order k reach k steps', () => {
    const line = adjacencyOf([[1], [0, 2], [1, 3], [2]]);
    expect(lists(upToOrder(line, 2))).toEqual([
      [1, 2],
      [0, 2, 3],
      [0, 1, 3],
      [1, 2],
    ]);
    expect(connectivityHistogram(upToOrder(line, 2))).toEqual([0, 0, 2, 2]);
  });
});

describe('measures of areas', () => {
  it('nobody there: undefined and outside every mean; excess risk is 1 on the whole', () => {
    const adjacency = adjacencyOf([[1], [0, 2], [1]]);
    const found = measured({ measure: 'ratio', per: 1000, smoothing: 'overall' }, [2, 6, 5], [100, 100, 0], adjacency);
    expect(found.rates).toEqual([20, 60, null]);
    expect(found.values).toEqual([0.5, 1.5, null]);
    expect(found.smoothedRates[2]).toBeNull();
    expect(
      measured({ measure: 'ratio', per: 1, smoothing: 'neighbours' }, [0, 0, 0], [1, 1, 1], adjacency).values,
    ).toEqual([null, null, null]);
  });

  it('the accuracy index is a share of incidents over a share of land', () => {
    expect(accuracyOf([true, false], [3, 1], Float64Array.of(1, 3))).toEqual({
      shareOfIncidents: 0.75,
      shareOfArea: 0.25,
      accuracyIndex: 3,
    });
    expect(accuracyOf([false, false], [0, 0], Float64Array.of(1, 3)).accuracyIndex).toBeNull();
  });
});

/** Numbers of other implementations, beside the checkout. */
const casesFile = path.resolve(import.meta.dirname, '../../../shared/cases/spatial.json');
const given = existsSync(casesFile) ? JSON.parse(readFileSync(casesFile, 'utf8')) : null;

describe.skipIf(!given)(
  'reference cases of other implementations (shared/cases/spatial.json, skipped where absent)',
  () => {
    const one = (id: string) => given.cases.find((c: { id: string }) => c.id === id);
    const column = (dataset: string, field: string) => given.datasets[dataset][field];

    it('general G of six points', () => {
      expect.hasAssertions();
      const wanted = one('getis_global_G_points6').expected_computed_full;
      const found = generalG(column('points6', 'y'), column('points6', 'neighbors'));
      expectNear(found.g, wanted.G);
      expectNear(found.expected, wanted.EG);
      expectNear(found.variance, wanted.VG);
      expectNear(found.p, 2 * wanted.p_one_sided);
    });

    it('Moran of St Louis homicides, and local Moran of Guerry’s France', () => {
      expect.hasAssertions();
      const wanted = one('moran_stl_HR8893').expected_computed_full;
      const found = globalMoran(column('stl', 'HR8893'), column('stl', 'neighbors'));
      expectNear(found.i, wanted.I);
      expectNear(found.varianceNormal, wanted.VI_norm);
      expectNear(found.varianceRandomised, wanted.VI_rand);
      expectNear(found.pRandomised, wanted.p_rand_two_sided);
      expectNear(found.pNormal, wanted.p_norm_two_sided);
      const local = one('moran_local_guerry_Crm_prs').expected_computed_full.Is;
      expectAllNear(localMoran(column('guerry', 'Crm_prs'), column('guerry', 'queen')).i, local);
    });

    it('empirical Bayes of two sets', () => {
      expect.hasAssertions();
      expectAllNear(
        empiricalBayes(column('sids2', 'SID74'), column('sids2', 'BIR74')),
        one('eb_global_sids2').expected_computed_full.r,
      );
      expectAllNear(
        empiricalBayes(column('stl', 'HC7984'), column('stl', 'PO7984')),
        one('eb_global_stl').expected_computed_full.r,
        1e-12,
      );
    });

    it('standard deviation, box and user classes, and the exact optimum for Guerry’s France', () => {
      const calemp = column('calemp', 'v');
      expectAllNear(
        classBreaks(column('guerry', 'Crm_prp'), 'standard-deviation').upper,
        one('geoda_stddev_guerry').expected.breaks,
      );
      expectAllNear(classBreaks(calemp, 'box').upper, one('class_boxplot_calemp').expected.upper_bounds);
      const user = classBreaks(calemp, 'user', { upper: [20, 30] });
      expectAllNear(user.upper, one('class_userdefined_max').expected.upper_bounds);
      expect(user.counts).toEqual(one('class_userdefined_max').expected.counts);
      expectAllNear(
        classBreaks(column('guerry', 'Crm_prp'), 'fisher-jenks', { k: 5 }).upper,
        one('geoda_natural_breaks_guerry').expected_alternative_exact_optimum.upper_bounds,
      );
      const nine = one('class_fisher_jenks_find_bin_k9');
      const { upper } = classBreaks(calemp, 'fisher-jenks', { k: 9 });
      expectAllNear(upper, nine.expected_computed_full.upper_bounds);
      expect(nine.params.find.map((value: number) => classOf(value, upper))).toEqual(nine.expected.class);
    });

    it('adjusted p, Mann–Kendall p, simple classes', () => {
      for (const id of ['fdr_textbook25', 'fdr_stepup_vs_geoda']) {
        const { input, params, expected } = one(id);
        expectAllNear(falseDiscovery(input.p, params.alpha).adjusted, expected.BH_adjusted_p);
      }
      for (const id of ['mk_ties10', 'mk_down12']) {
        const { input, expected } = one(id);
        const found = mannKendall(input.x);
        expectNear(found.variance, expected.varS);
        expectNear(found.p, expected.p);
      }
      const long = one('mann_kendall_360');
      expectNear(mannKendall(long.input.x).p, long.expected.p_two_sided);
      expect(recurringCategory(one('emerging_chainey_emerging').input.bins)).toBe('emerging');
      expect(recurringCategory(one('emerging_chainey_former').input.bins)).toBe('former');
      expect(recurringCategory(one('emerging_chainey_none').input.bins)).toBe('none');
    });
  },
);
