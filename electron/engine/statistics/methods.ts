import * as v from 'valibot';
import { assurance } from './assurance.ts';
import { compare } from './compare.ts';
import { chartKinds, controlChart } from './control-chart.ts';
import { indirectRatio } from './indirect-ratio.ts';
import { finite, level, listOf, notNegative, positive, refuse } from './inputs.ts';
import { meanInterval } from './mean-interval.ts';
import { poissonRate } from './poisson-rate.ts';
import { rank } from './rank.ts';
import { slopeIndex, slopeKinds } from './slope-index.ts';
import { specialCauses } from './special-causes.ts';
import { standardisedRate } from './standardised-rate.ts';
import { proportionTrend, weightedTrend } from './trend.ts';
import { wilson } from './wilson.ts';

const most = 100_000;
const polarity = v.picklist(['high', 'low', 'none'], 'Expected "high", "low" or "none": which is good.');

/** Fault invalid-input when a list is not as long as it must be. */
function expectLength(length: number, lists: Readonly<Record<string, readonly unknown[] | undefined>>): void {
  for (const [name, list] of Object.entries(lists))
    if (list && list.length !== length) refuse(`Expected ${length} here, as many as in the other lists.`, name);
}

const standardisedInput = v.strictObject({
  counts: v.optional(listOf(notNegative, 1000)),
  personsByEventFrequency: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/, 'Expected a number of events as the key.')),
      listOf(notNegative, 1000),
    ),
  ),
  population: listOf(positive, 1000),
  standard: listOf(notNegative, 1000),
  per: positive,
  level,
});

function standardisedAnswer(given: v.InferOutput<typeof standardisedInput>) {
  const { counts, personsByEventFrequency: persons, population, standard } = given;
  if (!counts === !persons) refuse('Expected either counts or personsByEventFrequency.', 'counts');
  expectLength(population.length, { standard, counts });
  for (const [f, list] of Object.entries(persons ?? {}))
    if (list.length !== population.length)
      refuse(`Expected ${population.length} age bands.`, `personsByEventFrequency.${f}`);
  if (!standard.some(weight => weight > 0)) refuse('Expected at least one weight above 0.', 'standard');
  const result = standardisedRate(persons ?? { 1: counts! }, population, standard, given.per, given.level);
  return {
    result: { ...result },
    method: result.withheld
      ? 'Withheld: fewer than 10 events'
      : `Direct standardisation, Dobson’s limits over ${persons ? 'persons with several events' : 'independent events'}`,
  };
}

const chartInput = v.strictObject({
  chart: v.picklist(chartKinds, `Expected one of ${chartKinds.join(', ')}.`),
  values: listOf(v.nullable(finite), 10_000),
  denominators: v.optional(listOf(positive, 10_000)),
  screen: v.optional(v.boolean(), true),
  baseline: v.optional(v.pipe(positive, v.integer(), v.minValue(2, 'Expected at least two points.'))),
  rebaseAfter: v.optional(v.pipe(v.array(v.pipe(positive, v.integer())), v.maxLength(1000)), []),
});

function chartAnswer(given: v.InferOutput<typeof chartInput>) {
  const { chart, values, denominators, rebaseAfter } = given;
  const ratio = chart === 'p' || chart === 'u';
  if (ratio && !denominators) refuse('Expected a denominator for each value.', 'denominators');
  if (ratio) expectLength(values.length, { denominators });
  values.forEach((value, i) => {
    if (value === null) return;
    if (chart !== 'xmr' && value < 0) refuse('Expected 0 or more.', `values.${i}`);
    if (chart === 'p' && value > denominators![i]!) refuse('Expected no more than the denominator.', `values.${i}`);
  });
  rebaseAfter.forEach((at, i) => {
    if (at >= values.length || (i > 0 && at <= rebaseAfter[i - 1]!))
      refuse('Expected ascending numbers of points, less than all.', `rebaseAfter.${i}`);
  });
  return {
    result: {
      ...controlChart(chart, values, ratio ? denominators! : null, {
        screen: given.screen,
        baseline: given.baseline ?? null,
        rebaseAfter,
      }),
    },
    method: {
      xmr: 'Mean ± 2.66 × mean moving range',
      c: 'Mean ± 3 √mean',
      p: 'p ± 3 √(p(1 − p)/n), by point',
      u: 'u ± 3 √(u/n), by point',
      g: 'Median; mean ± 3 √(mean(mean + 1))',
      t: 'Limits of the power 1/3.6 by moving ranges, taken back',
    }[chart],
  };
}

const limit = v.union([finite, listOf(finite, 10_000)], 'Expected a number, or one for each point.');
const causesInput = v.strictObject({
  values: listOf(v.nullable(finite), 10_000),
  centre: limit,
  lower: limit,
  upper: limit,
  nearLower: limit,
  nearUpper: limit,
});

function causesAnswer(given: v.InferOutput<typeof causesInput>) {
  const { values, ...limits } = given;
  for (const [name, of] of Object.entries(limits)) if (Array.isArray(of)) expectLength(values.length, { [name]: of });
  const at = (of: number | number[], i: number) => (Array.isArray(of) ? of[i]! : of);
  const perPoint = values.map((_, i) => ({
    centre: at(limits.centre, i),
    lower: at(limits.lower, i),
    upper: at(limits.upper, i),
    nearLower: at(limits.nearLower, i),
    nearUpper: at(limits.nearUpper, i),
  }));
  perPoint.forEach((one, i) => {
    if (one.lower > one.upper) refuse(`The lower limit is above the upper limit at point ${i + 1}.`, 'lower');
  });
  return {
    result: { points: specialCauses(values, perPoint) },
    method: 'Outside; 7 rising or falling; 2 of 3 beyond two thirds; 7 on one side; the first that holds',
  };
}

const assuranceInput = v.strictObject({
  lower: v.nullable(finite),
  upper: v.nullable(finite),
  target: v.nullable(finite),
  improvement: v.picklist(['increase', 'decrease', 'none'], 'Expected "increase", "decrease" or "none".'),
});

const compareInput = v.strictObject({
  value: v.optional(finite),
  lower: finite,
  upper: finite,
  benchmark: finite,
  polarity,
});

const slopeInput = v.strictObject({
  kind: v.optional(v.picklist(slopeKinds, `Expected one of ${slopeKinds.join(', ')}.`), 'default'),
  population: v.pipe(listOf(positive, 10_000), v.minLength(2, 'Expected at least two groups.')),
  value: listOf(finite, 10_000),
  lower: v.optional(listOf(finite, 10_000)),
  upper: v.optional(listOf(finite, 10_000)),
  level,
});

function slopeAnswer({ kind, population, value, lower, upper, level }: v.InferOutput<typeof slopeInput>) {
  expectLength(population.length, { value, lower, upper });
  if (!lower !== !upper) refuse('Expected both limits of the values, or none.', lower ? 'upper' : 'lower');
  return {
    result: { ...slopeIndex(kind, population, value, lower && upper ? { lower, upper, level } : null) },
    method: 'Least squares on ridits from the most deprived, weighted by population',
  };
}

const annual = v.pipe(v.array(v.nullable(finite)), v.maxLength(1000));
const annualCount = v.pipe(v.array(v.nullable(notNegative)), v.maxLength(1000));
const trendInput = v.variant('kind', [
  v.strictObject({
    kind: v.literal('weighted'),
    value: annual,
    lower: v.optional(annual),
    upper: v.optional(annual),
  }),
  v.strictObject({ kind: v.literal('proportion'), count: annualCount, denominator: annualCount }),
]);

function trendAnswer(given: v.InferOutput<typeof trendInput>) {
  if (given.kind === 'weighted') {
    const { value } = given;
    // Without limits there is a sentence that says so, not a fault.
    const lower = given.lower ?? value.map(() => null);
    const upper = given.upper ?? value.map(() => null);
    expectLength(value.length, { lower, upper });
    lower.forEach((low, i) => {
      if (low !== null && upper[i] != null && low > upper[i]) refuse('Above its upper limit.', `lower.${i}`);
    });
    return {
      result: { ...weightedTrend(value, lower, upper) },
      method: 'Weighted regression on the last five years, each year left out in turn',
    };
  }
  const { count, denominator } = given;
  expectLength(count.length, { denominator });
  count.forEach((x, i) => {
    if (x !== null && denominator[i] != null && x > denominator[i])
      refuse('Expected no more than the denominator.', `count.${i}`);
  });
  return {
    result: { ...proportionTrend(count, denominator) },
    method: 'Armitage’s test on the last five years, each year left out in turn',
  };
}

/** The statistics of indicators, as the list of methods takes them. */
const wilsonInput = v.pipe(
  v.strictObject({ x: notNegative, n: positive, level }),
  v.forward(
    v.partialCheck([['x'], ['n']], ({ x, n }) => x <= n, 'Expected x no larger than n.'),
    ['x'],
  ),
);

const poissonInput = v.pipe(
  v.strictObject({
    x: notNegative,
    n: positive,
    per: positive,
    level,
    personsByEventFrequency: v.optional(
      v.record(v.pipe(v.string(), v.regex(/^[1-9]\d*$/, 'Expected a number of events as the key.')), notNegative),
    ),
  }),
  v.forward(
    v.partialCheck(
      [['x'], ['personsByEventFrequency']],
      ({ x, personsByEventFrequency }) =>
        !personsByEventFrequency ||
        Math.abs(
          Object.entries(personsByEventFrequency).reduce((sum, [f, persons]) => sum + Number(f) * persons, 0) - x,
        ) <
          1e-9 * Math.max(1, x),
      'Expected persons × events to add up to x.',
    ),
    ['personsByEventFrequency'],
  ),
);

export const indicatorMethods = {
  wilson: {
    name: 'wilson',
    input: 'x, n, level',
    result: 'estimate, lower, upper',
    source: 'E. B. Wilson (1927), JASA 22:209; PHE Technical Briefing 3',
    schema: wilsonInput,
    run: ({ x, n, level }: v.InferOutput<typeof wilsonInput>) => ({
      result: { ...wilson(x, n, level) },
      method: `Wilson score interval at ${level * 100} %`,
    }),
  },
  poissonRate: {
    name: 'poisson-rate',
    input: 'x, n, per, level, personsByEventFrequency?',
    result: 'rate, lower, upper, method',
    source:
      'Breslow and Day (1987), IARC; Dobson and others (1991), Statistics in Medicine 10:457; PHE Technical Briefing 3',
    schema: poissonInput,
    run: ({ x, n, per, level, personsByEventFrequency }: v.InferOutput<typeof poissonInput>) => {
      const result = poissonRate(x, n, per, level, personsByEventFrequency);
      return {
        result: { ...result },
        method: result.method === 'exact' ? 'Exact Poisson limits' : 'Byar’s approximation',
      };
    },
  },
  standardisedRate: {
    name: 'standardised-rate',
    input: 'counts[] or personsByEventFrequency (events → persons[]), population[], standard[], per, level',
    result: 'rate, lower, upper, events, withheld',
    source: 'Dobson and others (1991), Statistics in Medicine 10:457; PHE Technical Briefing 3',
    schema: standardisedInput,
    run: standardisedAnswer,
  },
  indirectRatio: {
    name: 'indirect-ratio',
    input: 'observed, expected, level',
    result: 'ratio, lower, upper, method',
    source: 'Breslow and Day (1987), IARC; PHE Technical Briefing 3',
    schema: v.strictObject({ observed: notNegative, expected: positive, level }),
    run: (given: { observed: number; expected: number; level: number }) => ({
      result: { ...indirectRatio(given.observed, given.expected, given.level) },
      method: 'Observed over expected, limits of the observed count',
    }),
  },
  meanInterval: {
    name: 'mean-interval',
    input: 'values[], level',
    result: 'mean, sd, lower, upper',
    source: 'Student (1908), Biometrika 6:1; PHE Technical Briefing 3',
    schema: v.strictObject({ values: listOf(finite, most), level }),
    run: (given: { values: number[]; level: number }) => ({
      result: { ...meanInterval(given.values, given.level) },
      method: 'Student’s t, standard deviation with divisor n − 1',
    }),
  },
  slopeIndex: {
    name: 'slope-index',
    input: 'kind (default, rate, proportion), population[], value[], most deprived first, lower?[], upper?[], level',
    result: 'sii, rii, intercept; lower, upper of the slope where limits of the values are given',
    source: 'Mackenbach and Kunst (1997), Social Science and Medicine 44:757',
    schema: slopeInput,
    run: slopeAnswer,
  },
  controlChart: {
    name: 'control-chart',
    input:
      'chart (xmr, c, p, u, g, t), values[], denominators?[], screen?, baseline? (first n points), rebaseAfter?[] (point counts)',
    result: 'segments[] and points[] of centre, lower, upper, nearLower, nearUpper; warnings[]',
    source: 'Shewhart (1931); Provost and Murray (2011), The Health Care Data Guide; Nelson (1994), JQT 26:239',
    schema: chartInput,
    run: chartAnswer,
  },
  specialCauses: {
    name: 'special-causes',
    input: 'values[], centre, lower, upper, nearLower, nearUpper; each limit a number or one for each point',
    result: 'points[]: common, outside, trend, two-of-three, one-side',
    source: 'NHS England, Making Data Count',
    schema: causesInput,
    run: causesAnswer,
  },
  assurance: {
    name: 'assurance',
    input: 'lower, upper, target, improvement (increase, decrease, none)',
    result: 'assurance: pass, fail, hit-and-miss, none',
    source: 'NHS England, Making Data Count',
    schema: assuranceInput,
    run: (given: v.InferOutput<typeof assuranceInput>) => ({
      result: { assurance: assurance(given.lower, given.upper, given.target, given.improvement) },
      method: 'Limits wholly beyond the target; on a limit is hit and miss',
    }),
  },
  compare: {
    name: 'compare',
    input: 'value, lower, upper, benchmark, polarity (high, low, none)',
    result: 'result: Better, Similar, Worse, Higher, Lower',
    source: 'OHID, Fingertips technical guidance',
    schema: compareInput,
    run: (given: v.InferOutput<typeof compareInput>) => {
      if (given.lower > given.upper) refuse('Above the upper limit.', 'lower');
      return {
        result: { result: compare(given.lower, given.upper, given.benchmark, given.polarity) },
        method: 'Interval of the area against the value of the benchmark; touching is Similar',
      };
    },
  },
  trend: {
    name: 'trend',
    input: 'kind weighted: value[], lower?[], upper?[]; kind proportion: count[], denominator[]; annual, oldest first',
    result: 'chiSquared, slope, result (increasing, decreasing, no-significant-change, not-testable), reason',
    source: 'OHID, Fingertips technical guidance, recent trends; Armitage (1955), Biometrics 11:375',
    schema: trendInput,
    run: trendAnswer,
  },
  rank: {
    name: 'rank',
    input: 'values[] with nulls, polarity (high, low, none)',
    result: 'ranks[], 1 is best, equals share',
    source: 'Standard competition ranking',
    schema: v.strictObject({ values: v.pipe(v.array(v.nullable(finite)), v.maxLength(10_000)), polarity }),
    run: (given: { values: (number | null)[]; polarity: 'high' | 'low' | 'none' }) => ({
      result: { ranks: rank(given.values, given.polarity) },
      method:
        given.polarity === 'none' ? 'From the largest; no value is best' : '1 is best, equals share the better rank',
    }),
  },
} as const;
