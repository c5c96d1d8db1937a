import * as v from 'valibot';
import { FaultError } from '../../../../shared/contract/fault.ts';
import { classBreaks, classMethods } from './breaks.ts';
import { density } from './density.ts';
import { emergingCategory } from './emerging.ts';
import { empiricalBayes } from './empirical-bayes.ts';
import { finite, notNegative, positive } from '../../statistics/inputs.ts';
import { falseDiscovery } from '../../statistics/fdr.ts';
import { getisOrd } from './getis-ord.ts';
import { mannKendall } from '../../statistics/mann-kendall.ts';
import { globalMoran, localMoran } from './moran.ts';
import { longitudeLatitude } from '../../areas/outlines/national-grid.ts';

const most = 100_000;
const values = v.pipe(v.array(v.nullable(finite)), v.minLength(1, 'Expected at least one value.'), v.maxLength(most));
const counts = v.pipe(v.array(v.nullable(notNegative)), v.minLength(1, 'Expected at least one.'), v.maxLength(most));
const place = v.pipe(v.number('Expected a place in the list.'), v.integer(), v.minValue(0, 'Places count from 0.'));
const neighbours = v.pipe(v.array(v.array(place)), v.maxLength(most));
const point = v.tuple([finite, finite], 'Expected metres east and north.');

/** Neighbour lists must be as many as the areas, and speak of no other. Fault invalid-input. */
function checked(size: number, lists: number[][]): number[][] {
  lists.forEach((list, i) => {
    if (list.some(j => j >= size))
      throw new FaultError(
        'invalid-input',
        `Expected places from 0 to ${size - 1}, one less than the number of areas.`,
        `input.neighbours.${i}`,
      );
  });
  if (lists.length !== size)
    throw new FaultError(
      'invalid-input',
      `Expected ${size} lists of neighbours, one for each area.`,
      'input.neighbours',
    );
  return lists;
}

const ascending = (message: string) =>
  v.pipe(
    v.array(finite),
    v.check(list => list.every((value, i) => i === 0 || value >= list[i - 1]!), message),
  );

const getisOrdInput = v.strictObject({ values, neighbours, star: v.optional(v.boolean(), true) });
const moranInput = v.strictObject({ values, neighbours, weights: v.optional(v.picklist(['row', 'binary']), 'row') });
const localMoranInput = v.strictObject({ values, neighbours });
const empiricalBayesInput = v.pipe(
  v.strictObject({ events: counts, population: counts, neighbours: v.optional(neighbours) }),
  v.forward(
    v.partialCheck(
      [['events'], ['population']],
      given => given.events.length === given.population.length,
      'Expected as many as events.',
    ),
    ['population'],
  ),
);
const breaksInput = v.strictObject({
  values,
  method: v.picklist(classMethods, `Expected one of ${classMethods.join(', ')}.`),
  k: v.optional(v.pipe(finite, v.integer(), v.minValue(1), v.maxValue(100))),
  percentiles: v.optional(
    v.pipe(
      ascending('Expected ascending percentiles.'),
      v.check(list => list.every(one => one >= 0 && one <= 100), 'Expected percentiles from 0 to 100.'),
    ),
  ),
  multiples: v.optional(ascending('Expected ascending multiples.')),
  hinge: v.optional(positive),
  upper: v.optional(ascending('Expected ascending bounds.')),
});

/** The methods of this room, as the list of methods takes them. */
export const spatialMethods = {
  getisOrd: {
    name: 'getis-ord',
    input: 'values[], neighbours[][] (0-based), star',
    result: 'z[], p[], bins[], binsFdr[]',
    source: 'Getis and Ord (1992), Geographical Analysis 24:189; Ord and Getis (1995), Geographical Analysis 27:286',
    schema: getisOrdInput,
    run: (given: v.InferOutput<typeof getisOrdInput>) => {
      const { z, p, bins, binsFdr } = getisOrd(
        given.values,
        checked(given.values.length, given.neighbours),
        given.star,
      );
      return {
        result: { z, p, bins, binsFdr },
        method: `${given.star ? 'Gi*' : 'Gi'}, two-sided normal p; bins at 90, 95 and 99 %, also after Benjamini–Hochberg`,
      };
    },
  },
  moran: {
    name: 'moran',
    input: 'values[], neighbours[][] (0-based), weights (row, binary)',
    result: 'i, expected, varianceNormal, zNormal, pNormal, varianceRandomised, zRandomised, pRandomised',
    source: 'Moran (1950), Biometrika 37:17; Cliff and Ord (1981), Spatial Processes',
    schema: moranInput,
    run: (given: v.InferOutput<typeof moranInput>) => ({
      result: { ...globalMoran(given.values, checked(given.values.length, given.neighbours), given.weights) },
      method: `Global Moran’s I, ${given.weights === 'row' ? 'row-standardised' : 'binary'} weights, two-sided p`,
    }),
  },
  localMoran: {
    name: 'local-moran',
    input: 'values[], neighbours[][] (0-based)',
    result: 'i[], quadrant[] (HH, LH, LL, HL)',
    source: 'Anselin (1995), Geographical Analysis 27:93',
    schema: localMoranInput,
    run: (given: v.InferOutput<typeof localMoranInput>) => ({
      result: { ...localMoran(given.values, checked(given.values.length, given.neighbours)) },
      method: 'Local Moran’s I, row-standardised weights, variance with divisor n − 1',
    }),
  },
  empiricalBayes: {
    name: 'empirical-bayes',
    input: 'events[], population[], neighbours?[][] (0-based)',
    result: 'rates[]',
    source: 'Marshall (1991), Applied Statistics 40:283',
    schema: empiricalBayesInput,
    run: (given: v.InferOutput<typeof empiricalBayesInput>) => ({
      result: {
        rates: empiricalBayes(
          given.events,
          given.population,
          given.neighbours && checked(given.events.length, given.neighbours),
        ),
      },
      method: given.neighbours
        ? 'Empirical Bayes towards the rate of the area and its neighbours, variance floored at 0'
        : 'Empirical Bayes towards the overall rate, variance floored at 0',
    }),
  },
  breaks: {
    name: 'breaks',
    input:
      'values[], method (fisher-jenks, quantile, equal-interval, percentile, standard-deviation, box, user), k, percentiles?[], multiples?[], hinge?, upper?[]',
    result: 'upper[], counts[]; a class is (lower, upper]',
    source:
      'Fisher (1958), JASA 53:789; Jenks (1977); Hyndman and Fan (1996), The American Statistician 50:361, type 7',
    schema: breaksInput,
    run: ({ values, method, ...options }: v.InferOutput<typeof breaksInput>) => ({
      result: { ...classBreaks(values, method, options) },
      method: 'Upper bounds; a class is above the bound before it, up to and including its own; empty classes are kept',
    }),
  },
  fdr: {
    name: 'fdr',
    input: 'p[], alpha',
    result: 'threshold, rejected[], adjusted[]',
    source: 'Benjamini and Hochberg (1995), JRSS B 57:289',
    schema: v.strictObject({
      p: v.pipe(
        v.array(v.nullable(v.pipe(notNegative, v.maxValue(1, 'Expected 1 or less.')))),
        v.minLength(1, 'Expected at least one.'),
        v.maxLength(most),
      ),
      alpha: v.optional(v.pipe(positive, v.maxValue(1, 'Expected 1 or less.')), 0.05),
    }),
    run: (given: { p: (number | null)[]; alpha: number }) => ({
      result: { ...falseDiscovery(given.p, given.alpha) },
      method: 'Benjamini–Hochberg step-up',
    }),
  },
  mannKendall: {
    name: 'mann-kendall',
    input: 'values[], oldest first',
    result: 's, variance, z, p',
    source: 'Mann (1945), Econometrica 13:245; Kendall (1975), Rank Correlation Methods',
    schema: v.strictObject({ values: v.pipe(v.array(v.nullable(finite)), v.maxLength(10_000)) }),
    run: (given: { values: (number | null)[] }) => ({
      result: { ...mannKendall(given.values) },
      method: 'Mann–Kendall, variance corrected for ties, z for continuity, two-sided p',
    }),
  },
  density: {
    name: 'density',
    input: 'points[][], bandwidth, at[][], in metres',
    result: 'values[]',
    source: 'Silverman (1986), Density Estimation for Statistics and Data Analysis',
    schema: v.strictObject({
      points: v.pipe(v.array(point), v.maxLength(most)),
      bandwidth: positive,
      at: v.pipe(v.array(point), v.maxLength(most)),
    }),
    run: (given: { points: [number, number][]; bandwidth: number; at: [number, number][] }) => ({
      result: { values: density(given.points, given.bandwidth, given.at) },
      method: 'Quartic kernel, points per square unit',
    }),
  },
  emerging: {
    name: 'emerging',
    input: 'bins (text of H, C and ., oldest first), trend (none, up, down)',
    result: 'category',
    source: 'Esri, How Emerging Hot Spot Analysis works',
    schema: v.strictObject({
      bins: v.pipe(v.string(), v.regex(/^[HC.]{1,1000}$/, 'Expected a letter H, C or . for each period.')),
      trend: v.optional(v.picklist(['none', 'up', 'down']), 'none'),
    }),
    run: (given: { bins: string; trend: 'none' | 'up' | 'down' }) => ({
      result: { category: emergingCategory(given.bins, given.trend) },
      method: 'Categories of emerging hot spots, at least 10 periods',
    }),
  },
  osgb36: {
    name: 'osgb36',
    input: 'eastingNorthing[][], in metres',
    result: 'longitudeLatitude[][], in degrees',
    source: 'Ordnance Survey, A guide to coordinate systems in Great Britain; seven-parameter transformation',
    schema: v.strictObject({ eastingNorthing: v.pipe(v.array(point), v.maxLength(most)) }),
    run: (given: { eastingNorthing: [number, number][] }) => ({
      result: { longitudeLatitude: given.eastingNorthing.map(longitudeLatitude) },
      method: 'British National Grid to WGS 84 by a seven-parameter Helmert transformation',
    }),
  },
} as const;
