import * as v from 'valibot';
import type { Distribution } from '../../../../shared/model/appraisal.ts';
import { distributionFault, fitted, fittedFromMoments } from '../../statistics/distributions.ts';
import type { Fitted } from '../../statistics/distributions.ts';
import { finite, notNegative, refuse } from '../../statistics/inputs.ts';
import { philox } from '../../statistics/random.ts';
import { open } from './inputs.ts';

const kinds = ['uniform', 'triangular', 'pert', 'normal', 'lognormal', 'gamma', 'beta'] as const;
const elicitInput = v.strictObject({
  distribution: v.picklist(kinds, `Expected one of ${kinds.join(', ')}.`),
  low: v.optional(finite),
  high: v.optional(finite),
  coverage: v.optional(open),
  minimum: v.optional(finite),
  mode: v.optional(finite),
  maximum: v.optional(finite),
  mean: v.optional(finite),
  sd: v.optional(notNegative),
  probabilities: v.optional(v.pipe(v.array(open), v.maxLength(1000))),
});

function elicited(given: v.InferOutput<typeof elicitInput>): Fitted {
  const kind = given.distribution;
  const needed = (name: 'low' | 'high' | 'coverage' | 'minimum' | 'mode' | 'maximum' | 'mean' | 'sd'): number =>
    given[name] ?? refuse(`Expected ${name} for this distribution.`, name);
  const checked = (d: Distribution) => {
    const fault = distributionFault(d);
    return fault ? refuse(fault.message, fault.field) : fitted(d);
  };
  if (kind === 'triangular' || kind === 'pert')
    return checked({ kind, minimum: needed('minimum'), mode: needed('mode'), maximum: needed('maximum') });
  if (kind === 'uniform') {
    const low = needed('low');
    const high = needed('high');
    // A range that holds only a part of the probability reaches further on both sides.
    const further = ((high - low) * (1 / (given.coverage ?? 1) - 1)) / 2;
    return checked({ kind, low: low - further, high: high + further });
  }
  if (given.mean !== undefined || given.sd !== undefined) {
    const mean = needed('mean');
    const sd = needed('sd');
    if ((kind === 'lognormal' || kind === 'gamma') && !(mean > 0)) refuse('Expected a mean above 0.', 'mean');
    if (kind === 'beta' && !(mean > 0 && mean < 1)) refuse('Expected a mean between 0 and 1.', 'mean');
    if (kind === 'beta' && !(sd * sd < mean * (1 - mean))) refuse('No share varies that much.', 'sd');
    return fittedFromMoments(kind, mean, sd);
  }
  return checked({ kind, low: needed('low'), high: needed('high'), coverage: needed('coverage') });
}

const word = v.pipe(v.string(), v.regex(/^(0x)?[0-9a-f]{1,8}$/i, 'Expected up to eight hexadecimal digits.'));
const philoxInput = v.strictObject({
  counter: v.tuple([word, word, word, word], 'Expected four words.'),
  key: v.tuple([word, word], 'Expected two words.'),
});
const valueOf = (hexadecimal: string) => Number.parseInt(hexadecimal.replace(/^0x/i, ''), 16);

/** Quantities that are not known exactly, and the numbers that are drawn for them. */
export const uncertaintyMethods = {
  elicit: {
    name: 'elicit',
    input:
      'distribution (uniform, triangular, pert, normal, lognormal, gamma, beta), low, high, coverage, or minimum, mode, maximum, or mean, sd; probabilities?[]',
    result: 'mean, sd, median and the parameters; quantiles[]',
    source: 'O’Hagan and others (2006), Uncertain Judgements; Vose (2008), Risk Analysis, 3rd ed.',
    schema: elicitInput,
    run: (given: v.InferOutput<typeof elicitInput>) => {
      const { mean, sd, median, parameters, quantile } = elicited(given);
      return {
        result: {
          ...parameters,
          mean,
          sd,
          median,
          ...(given.probabilities ? { quantiles: given.probabilities.map(quantile) } : {}),
        },
        method: 'Bounds hold the coverage between equal tails; PERT has mean (minimum + 4 mode + maximum) / 6',
      };
    },
  },
  philox: {
    name: 'philox',
    input: 'counter[4], key[2] as hexadecimal text',
    result: 'words[4]',
    source: 'Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC ’11',
    schema: philoxInput,
    run: ({ counter, key }: v.InferOutput<typeof philoxInput>) => {
      const [c0, c1, c2, c3] = counter;
      const words = philox([valueOf(c0), valueOf(c1), valueOf(c2), valueOf(c3)], [valueOf(key[0]), valueOf(key[1])]);
      return {
        result: { words: words.map(one => one.toString(16).padStart(8, '0')) },
        method: 'Philox4x32, ten rounds',
      };
    },
  },
} as const;
