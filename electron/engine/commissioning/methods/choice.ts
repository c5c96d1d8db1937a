import * as v from 'valibot';
import { information } from '../information.ts';
import { finite, listOf, notNegative, refuse } from '../../statistics/inputs.ts';
import { acceptability, weightedTotals, weightStability } from '../ranking.ts';
import { most, rectangle, share } from './inputs.ts';

const scores = listOf(listOf(finite, 100), 100);
const rankingInput = v.strictObject({ scores, weights: listOf(notNegative, 100) });

function rankingAnswer({ scores: rows, weights }: v.InferOutput<typeof rankingInput>) {
  rectangle(rows, weights.length, 'scores');
  if (!weights.some(weight => weight > 0)) refuse('Expected at least one weight above 0.', 'weights');
  const totals = weightedTotals(rows, weights);
  return {
    result: {
      totals,
      ranks: totals.map(own => 1 + totals.filter(other => other > own).length),
      winner: totals.indexOf(Math.max(...totals)),
      weightStability: weightStability(rows, weights),
    },
    method: 'Weighted sums, weights scaled to 1; stability of the first winner, the other weights in proportion',
  };
}

const acceptabilityInput = v.strictObject({ scores });

function acceptabilityAnswer({ scores: rows }: v.InferOutput<typeof acceptabilityInput>) {
  rectangle(rows, rows[0]!.length, 'scores');
  const { shares, exact } = acceptability(rows);
  return {
    result: { acceptability: shares, exact },
    method: exact
      ? 'Exact areas of the weight simplex; equals share their ranks'
      : '100,000 seeded draws from the weight simplex, standard error at most 0.0016',
  };
}

const informationInput = v.strictObject({
  payoff: listOf(listOf(finite, most), 1000),
  probabilities: listOf(share, most),
});

function informationAnswer({ payoff, probabilities }: v.InferOutput<typeof informationInput>) {
  rectangle(payoff, probabilities.length, 'payoff');
  if (Math.abs(probabilities.reduce((a, b) => a + b, 0) - 1) > 1e-6)
    refuse('Probabilities add up to 1.', 'probabilities');
  return {
    result: { ...information(payoff, probabilities) },
    method: 'Expected best payoff less best expected payoff',
  };
}

/** Which option is chosen, and what it would be worth to know more. */
export const choiceMethods = {
  ranking: {
    name: 'ranking',
    input: 'scores[][] option × criterion, weights[]',
    result: 'totals[], ranks[], winner, weightStability[][] of the winner',
    source: 'Department for Communities and Local Government (2009), Multi-criteria analysis: a manual',
    schema: rankingInput,
    run: rankingAnswer,
  },
  acceptability: {
    name: 'acceptability',
    input: 'scores[][] option × criterion, weights uniform on the simplex',
    result: 'acceptability[][] option × rank, exact',
    source: 'Lahdelma, Hokkanen and Salminen (1998), European Journal of Operational Research 106:137',
    schema: acceptabilityInput,
    run: acceptabilityAnswer,
  },
  perfectInformation: {
    name: 'perfect-information',
    input: 'payoff[][] option × state, probabilities[]',
    result: 'evpi, expected[], best, probabilityBest[], expectedRegret[]',
    source: 'Raiffa and Schlaifer (1961), Applied Statistical Decision Theory',
    schema: informationInput,
    run: informationAnswer,
  },
} as const;
