import { describe, expect, test } from 'vitest';
import { adjacencyOf } from '../../electron/engine/areas/outlines/neighbours.ts';
import { neighbourhoodClaim } from '../../electron/engine/claims/neighbourhood.ts';
import { placeClaims } from '../../electron/engine/claims/place.ts';
import { placesTested } from '../../electron/engine/geography/hot-spots.ts';
import { getisOrd } from '../../electron/engine/geography/spatial/getis-ord.ts';
import { hotClusters, smallestNeighbourhood } from '../../electron/engine/geography/spatial/hot-clusters.ts';
import { globalMoran } from '../../electron/engine/geography/spatial/moran.ts';
import type { Claim } from '../../shared/model/claim.ts';
import type { MapSubject } from '../../shared/text/claims.ts';

/** What may be said of a map: made by hand, twelve wards by twelve with 500 children each. */
const side = 12;
const wards = side * side;
const at = (row: number, column: number) => row * side + column;
const adjacency = adjacencyOf(
  Array.from({ length: wards }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    return [-1, 0, 1].flatMap(dr =>
      [-1, 0, 1].flatMap(dc => {
        const [r, c] = [row + dr, column + dc];
        return (dr || dc) && r >= 0 && r < side && c >= 0 && c < side ? [at(r, c)] : [];
      }),
    );
  }),
);
const subject: MapSubject = {
  dataset: 'missing-episodes',
  measure: 'children',
  label: 'Children',
  level: ['ward', 'wards'],
};
const about = { subject: 'Children', dataset: 'missing-episodes', period: null };
const residents = 500;
const names: readonly string[] = Array.from({ length: wards }, (_, i) => `Ward ${Math.floor(i / side)}-${i % side}`);

/** A stream of numbers from 0 to 1 (mulberry32). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function poisson(mean: number, next: () => number): number {
  const limit = Math.exp(-mean);
  let [count, product] = [0, next()];
  while (product > limit) {
    count += 1;
    product *= next();
  }
  return count;
}

const randomMap = (seed: number, times: (i: number) => number = () => 1, mean = 8): number[] => {
  const next = stream(seed);
  return Array.from({ length: wards }, (_, i) => poisson(mean * times(i), next));
};

/** As an audience sees it: null is a hidden count, in whose place stands its share of what is left. */
function placesOf(counts: readonly (number | null)[], standIn = 0): readonly Claim[] {
  const areas = counts.map(count => ({
    working: count ?? standIn,
    status: count === null ? ('hidden' as const) : ('value' as const),
    denominator: residents,
  }));
  const tested = placesTested(areas, 0.05);
  return placeClaims({
    subject,
    about,
    places: counts.map((count, i) => ({
      code: `W${i}`,
      name: names[i]!,
      count,
      residents,
      againstRest: count === null ? null : tested.againstRest[i]!,
      adjusted: tested.adjusted[i]!,
      isAbove: tested.bins[i] === 2,
    })),
    total: areas.reduce((sum, area) => sum + area.working, 0),
    isOnce: true,
    alpha: 0.05,
  });
}

function neighbourhoodOf(counts: readonly number[], shown: readonly (string | null)[] = names): Claim {
  const values = counts.map(count => (count / residents) * 1000);
  const { z, adjusted } = getisOrd(values, adjacency, true);
  const isHot = values.map((_, i) => z[i]! > 0 && adjusted[i]! <= 0.05);
  const { i, expected, pRandomised: p } = globalMoran(values, adjacency);
  return neighbourhoodClaim({
    subject,
    about,
    names: shown,
    wholeMap: { i, expected, p },
    clusters: hotClusters(values, adjacency, isHot, 0.05),
    alpha: 0.05,
    statistic: 'getis-ord-star',
    detectable: smallestNeighbourhood(values, adjacency, { wholeMap: 0.05, local: 0.05 }),
  });
}

describe('one ward at three times', () => {
  const counts = randomMap(2).with(at(6, 6), 24);
  const rest = counts.reduce((sum, count) => sum + count, 0) - 24;

  test('is a place above the rest, with its count and ratio', () => {
    const [claim, ...more] = placesOf(counts);
    const ratio = 24 / residents / (rest / ((wards - 1) * residents));
    expect(claim).toMatchObject({ kind: 'place', strength: 'found', direction: 'up', about: { area: `W${at(6, 6)}` } });
    expect(more).toEqual([]);
    expect(claim!.title).toBe(`Ward 6-6: 24 children went missing, ${ratio.toFixed(1)} times the rate of the rest`);
    expect(claim!.figures[1]!.value).toBeCloseTo(ratio, 10);
    expect(claim!.test!.p!).toBeLessThan(0.05);
    expect(claim!.test!.interval![0]).toBeLessThan(ratio);
  });

  test('is no neighbourhood', () => {
    const claim = neighbourhoodOf(counts);
    expect(claim.strength).toBe('none');
    expect(claim.title).toBe('No neighbourhood found where more children went missing than elsewhere');
    expect(claim.sentence).toMatch(/chance alone draws as much in about/);
    expect(claim.sentence).toMatch(/A ward of usual size with its neighbours at \d\.\d times the rate of the rest/);
  });
});

describe('a ward so high that all beside it are hot', () => {
  const block = [1, 2, 3].flatMap(row => [1, 2, 3].map(column => at(row, column)));
  const alone = randomMap(5).with(at(9, 9), 140);

  test('is no neighbourhood although Gi* calls nine wards hot', () => {
    const values = alone.map(count => count * 2);
    const hot = getisOrd(values, adjacency, true).binsFdr.filter(bin => bin !== null && bin >= 2).length;
    expect(hot).toBe(9);
    expect(neighbourhoodOf(alone).strength).toBe('none');
  });

  test('stands by name beside a neighbourhood that is one', () => {
    const both = randomMap(5, i => (block.includes(i) ? 4 : 1)).with(at(9, 9), 160);
    const claim = neighbourhoodOf(both);
    expect(claim.strength).toBe('found');
    expect(claim.sentence).toMatch(/are hot only beside Ward 9-9/);
    expect(claim.title).toMatch(
      /^A neighbourhood of \d+ wards around Ward [1-3]-[1-3] where more children went missing than elsewhere$/,
    );
  });

  test('is not named where its count is hidden', () => {
    const both = randomMap(5, i => (block.includes(i) ? 4 : 1)).with(at(9, 9), 160);
    const claim = neighbourhoodOf(
      both,
      names.map((name, i) => (i === at(9, 9) ? null : name)),
    );
    expect(claim.sentence).not.toContain('Ward 9-9');
    expect(claim.sentence).toContain('hot only beside a ward whose count is hidden');
  });
});

describe('a neighbourhood at three times', () => {
  const block = new Set([4, 5, 6].flatMap(row => [4, 5, 6].map(column => at(row, column))));
  const counts = randomMap(3, i => (block.has(i) ? 3 : 1));

  test('is found, and still is without its strongest ward, which is named', () => {
    const claim = neighbourhoodOf(counts);
    const strongest = counts.indexOf(Math.max(...counts));
    expect(claim.strength).toBe('found');
    expect(claim.title).toMatch(/^A neighbourhood of \d+ wards around Ward 5-5 where more children went missing/);
    expect(claim.sentence).toMatch(
      new RegExp(
        `wards around Ward 5-5, made by ${names[strongest]}, .*\\. Without ${names[strongest]} \\d+ are still hot`,
      ),
    );
    expect(claim.sentence).not.toContain('below the average');
    expect(claim.test!.p!).toBeLessThan(0.001);
  });

  test('tells which of its wards are hot by their neighbours alone', () => {
    const low = names[at(5, 5)]!;
    const higher = randomMap(3, i => (block.has(i) ? 5 : 1));
    const claim = neighbourhoodOf(higher.with(at(5, 5), 4));
    expect(claim.strength).toBe('found');
    expect(claim.sentence).toMatch(
      new RegExp(`Below the average, and in it by (?:its|their) neighbours alone: [^.]*\\b${low}\\b`),
    );
    expect(/made by ([^.]*)\./.exec(claim.sentence)![1]).not.toContain(low);
  });
});

describe('a map without anything', () => {
  test('says so with what would have been seen, whatever the measure', () => {
    const [claim] = placesOf(randomMap(2));
    expect(claim).toMatchObject({ strength: 'none', title: 'No ward where more children went missing than elsewhere' });
    expect(claim!.test!.power).toMatch(
      /^A ward of usual size at \d\.\d times the rate of the rest would have been seen/,
    );
    expect(claim!.sentence).toContain(claim!.test!.power!);
  });

  test('seldom says anything: at most one map in twenty of each kind', () => {
    const maps = Array.from({ length: 300 }, (_, seed) => randomMap(1000 + seed));
    const said = (claims: readonly Claim[]) => claims.filter(claim => claim.strength === 'found').length;
    // The 99.9 % limit of a binomial count of 300 at 5 %.
    expect(said(maps.flatMap(map => placesOf(map).slice(0, 1)))).toBeLessThanOrEqual(28);
    expect(said(maps.map(map => neighbourhoodOf(map)))).toBeLessThanOrEqual(28);
  });

  test('of which nothing varies cannot be told', () => {
    expect(neighbourhoodOf(Array.from({ length: wards }, () => 8)).strength).toBe('cannot-tell');
  });
});

describe('what would have been seen', () => {
  test('a ward at the excess that is stated is found about four times in five', () => {
    const excess = Number(/at (\d+\.\d) times/.exec(placesOf(randomMap(2))[0]!.test!.power!)![1]);
    const found = Array.from(
      { length: 200 },
      (_, seed) => placesOf(randomMap(5000 + seed, i => (i === at(6, 6) ? excess : 1)))[0]!,
    ).filter(claim => claim.figures.some(figure => figure.name.endsWith('Ward 6-6'))).length;
    expect(found / 200).toBeGreaterThan(0.7);
    expect(found / 200).toBeLessThan(0.95);
  });

  test('a neighbourhood at the excess that is stated is found about four times in five', () => {
    const block = new Set([4, 5, 6].flatMap(row => [4, 5, 6].map(column => at(row, column))));
    const excesses = Array.from({ length: 20 }, (_, seed) => {
      const values = randomMap(7000 + seed).map(count => count * 2);
      return smallestNeighbourhood(values, adjacency, { wholeMap: 0.05, local: 0.05 })!;
    });
    const excess = excesses.toSorted((a, b) => a - b)[10]!;
    const found = Array.from({ length: 200 }, (_, seed) =>
      neighbourhoodOf(randomMap(8000 + seed, i => (block.has(i) ? excess : 1))),
    ).filter(claim => claim.strength === 'found').length;
    expect(found / 200).toBeGreaterThan(0.65);
    expect(found / 200).toBeLessThan(0.97);
  });
});

describe('for an audience', () => {
  test('a place whose count is hidden is neither named nor tested, and the claim is of those shown', () => {
    const counts: (number | null)[] = randomMap(2).with(at(6, 6), 24).with(at(2, 2), 30);
    const hidden = counts.with(at(6, 6), null);
    const claims = placesOf(hidden, 9);
    expect(claims).toHaveLength(1);
    expect(JSON.stringify(claims)).not.toContain('Ward 6-6');
    expect(claims[0]!.caveats).toEqual(['1 ward has a hidden count and was not tested.']);
    const none = placesOf(hidden.with(at(2, 2), 8), 9)[0]!;
    expect(none.title).toBe('No ward of the 143 shown where more children went missing than elsewhere');
  });

  test('what stands in for a hidden count is all that matters of it', () => {
    const counts: (number | null)[] = randomMap(2);
    expect(placesOf(counts.with(0, null), 9)[0]!.test!.p).not.toBe(placesOf(counts.with(0, null), 900)[0]!.test!.p);
  });
});

test('a child with many episodes in a place with few children makes none stand out', () => {
  // Counted once, as children are: one in each ward, whatever came back thirty times.
  const [claim] = placesOf(Array.from({ length: wards }, () => 1));
  expect(claim!.strength).toBe('none');
});

test('rows of one child are said to be taken as independent', () => {
  const areas = randomMap(2).map(working => ({ working, status: 'value' as const, denominator: residents }));
  const tested = placesTested(areas, 0.05);
  const [claim] = placeClaims({
    subject: { dataset: 'offences', measure: 'rows', label: 'Offences', level: ['ward', 'wards'] },
    about,
    places: areas.map(({ working }, i) => ({
      code: `W${i}`,
      name: names[i]!,
      count: working,
      residents,
      againstRest: tested.againstRest[i]!,
      adjusted: tested.adjusted[i]!,
      isAbove: false,
    })),
    total: areas.reduce((sum, area) => sum + area.working, 0),
    isOnce: false,
    alpha: 0.05,
  });
  expect(claim!.title).toBe('No ward where more offences were recorded than elsewhere');
  expect(claim!.caveats).toEqual([
    'Offences are taken as independent of each other: several of one child make a place look surer.',
  ]);
});

test('places whose small counts are hidden do not make the others look surer', () => {
  const maps = Array.from({ length: 300 }, (_, seed) => randomMap(3000 + seed, () => 1, 4));
  const shown = maps.map(map => map.map(count => (count > 5 ? count : null)));
  // Each hidden count stands in as its share of what is left.
  const claims = shown.map((map, at) => {
    const hidden = map.flatMap((count, i) => (count === null ? [maps[at]![i]!] : []));
    return placesOf(map, hidden.reduce((sum, count) => sum + count, 0) / hidden.length)[0]!;
  });
  expect(claims.filter(claim => claim.strength === 'found').length).toBeLessThanOrEqual(28);
});

test('a place that holds all that was counted is named without a ratio', () => {
  const [claim] = placesOf(Array.from({ length: wards }, (_, i) => (i === 7 ? 5 : 0)));
  expect(claim).toMatchObject({ strength: 'found', title: 'Ward 0-7: 5 children went missing, none anywhere else' });
  expect(claim!.sentence).toMatch(/\(95\u00a0% interval from \d+\.\d times\)/);
});

test('several places are named with their own claims, the surest first', () => {
  const claims = placesOf(randomMap(2).with(at(1, 1), 30).with(at(8, 8), 40));
  expect(claims.map(claim => claim.about.area)).toEqual([null, `W${at(8, 8)}`, `W${at(1, 1)}`]);
  expect(claims[0]!.title).toBe('2 wards where more children went missing than elsewhere');
  expect(claims[0]!.figures.map(figure => figure.text)).toEqual(
    claims.slice(1).flatMap(claim => claim.figures.map(figure => figure.text)),
  );
});
