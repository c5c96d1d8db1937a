import * as v from 'valibot';
import { demandPosterior, predictedCount, rateRatio } from '../demand.ts';
import { fairness } from '../fairness.ts';
import { finite, listOf, notNegative, positive, refuse } from '../../statistics/inputs.ts';
import { open, sameLength, whole } from './inputs.ts';

const count = v.pipe(whole, v.maxValue(1e9, 'Expected at most a thousand million.'));
const rateRatioInput = v.strictObject({
  count1: count,
  exposure1: positive,
  count2: count,
  exposure2: positive,
  level: v.optional(open, 0.95),
});

const posteriorInput = v.strictObject({
  count: notNegative,
  exposure: notNegative,
  nextExposure: notNegative,
  priorMean: positive,
  priorSd: notNegative,
  probabilities: v.optional(v.pipe(v.array(open), v.maxLength(1000)), []),
});

const fairnessInput = v.strictObject({
  need: listOf(notNegative, 500),
  met: listOf(notNegative, 500),
  deprivationRank: v.optional(v.pipe(v.array(finite), v.maxLength(500))),
});

function fairnessAnswer({ need, met, deprivationRank }: v.InferOutput<typeof fairnessInput>) {
  sameLength(need, { met, deprivationRank });
  need.forEach((n, i) => {
    if (n === 0 && met[i]! > 0) refuse('Something is met where there is no need.', `met.${i}`);
    if (n > 1e7) refuse('Expected at most ten million.', `need.${i}`);
  });
  return {
    result: { ...fairness(need, met, deprivationRank ?? null) },
    method: 'Indices weighted by need, ridits from the most deprived; chance by 20,000 seeded draws',
  };
}

/** Need of places, and how evenly it is met. */
export const needMethods = {
  rateRatio: {
    name: 'rate-ratio',
    input: 'count1, exposure1, count2, exposure2, level',
    result: 'ratio (second over first), lower, upper',
    source: 'Przyborowski and Wilenski (1940), Biometrika 31:313; Clopper and Pearson (1934), Biometrika 26:404',
    schema: rateRatioInput,
    run: (given: v.InferOutput<typeof rateRatioInput>) => ({
      result: { ...rateRatio(given.count1, given.exposure1, given.count2, given.exposure2, given.level) },
      method: 'Exact, given both counts together; no upper limit when the first count is 0',
    }),
  },
  demandPosterior: {
    name: 'demand-posterior',
    input: 'count, exposure, nextExposure, priorMean, priorSd, probabilities[]',
    result: 'rate, ownWeight, shape, inverseScale, predictiveMean, predictiveVariance, quantiles[]',
    source: 'Clayton and Kaldor (1987), Biometrics 43:671; Gelman and others (2013), Bayesian Data Analysis, 3rd ed.',
    schema: posteriorInput,
    run: (given: v.InferOutput<typeof posteriorInput>) => {
      const { count: seen, exposure, nextExposure, priorMean, priorSd } = given;
      const posterior = demandPosterior(seen, exposure, nextExposure, priorMean, priorSd);
      return {
        result: { ...posterior, quantiles: given.probabilities.map(p => predictedCount(posterior, p)) },
        method: 'Gamma prior, Poisson count, negative binomial prediction',
      };
    },
  },
  fairness: {
    name: 'fairness',
    input: 'need[], met[], deprivationRank?[] (largest is most deprived)',
    result:
      'access[], overall, hoover, hooverByChance, gini, theil, concentration, sii, rii, maxMin, range, chiSquared, funnel[]',
    source:
      'Hoover (1936), Review of Economics and Statistics 18:162; Gini (1912); Theil (1967); Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics 77:87; Mackenbach and Kunst (1997), Social Science and Medicine 44:757',
    schema: fairnessInput,
    run: fairnessAnswer,
  },
} as const;
