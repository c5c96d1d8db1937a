import path from 'node:path';
import { draftAppraisal } from '../../electron/engine/commissioning/draft.ts';
import { appraisalResult } from '../../electron/engine/commissioning/appraise.ts';
import { fitOf } from '../../electron/engine/commissioning/draws.ts';
import { modelDescription, readModel } from '../../electron/engine/commissioning/inputs.ts';
import type { AboutPaper } from '../../electron/engine/commissioning/paper/about-paper.ts';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import type { Appraisal, Distribution, InputValue, InputValues } from '../../shared/model/appraisal.ts';

export const resources = path.resolve(import.meta.dirname, '../../resources');
export const model = readModel(resources);

const places = [
  ['E07000192', 'Cannock Chase', 8938],
  ['E07000193', 'East Staffordshire', 11_258],
  ['E07000194', 'Lichfield', 9216],
  ['E07000195', 'Newcastle-under-Lyme', 10_762],
  ['E07000196', 'South Staffordshire', 9187],
  ['E07000197', 'Stafford', 11_841],
  ['E07000198', 'Staffordshire Moorlands', 8621],
  ['E06000021', 'Stoke-on-Trent', 23_790],
  ['E07000199', 'Tamworth', 7311],
] as const;

/** The options of a draft on need that is not pulled from data: nobody has given anything. */
export const sketch: Appraisal = draftAppraisal(
  undefined,
  places.map(([code, name, children], at) => ({ code, name, children, deprivationRank: at + 1, centre: null })),
  {
    periods: {
      episodes: { counted: null, why: 'no missing episodes are in this workspace' },
      referrals: { counted: null, why: 'no referrals are in this workspace' },
    },
    years: 1,
    dataVersion: 0,
    workspace: '',
    until: null,
    districts: new Map(),
    all: {} as never,
  },
  model,
  new Date('2017-09-30T00:00:00Z'),
);

const partnersGave = [
  ['Staffordshire County Council', '0.40', '0.38', 570_000, [25, 20, 10, 20, 25], [55, 30]],
  ['Stoke-on-Trent City Council', '0.24', '0.24', 345_000, [25, 20, 10, 15, 30], [55, 30]],
  ['Office of the Police and Crime Commissioner', '0.27', '0.29', 400_000, [30, 15, 10, 20, 25], [55, 25]],
  ['NHS', '0.09', '0.09', 135_000, [20, 30, 20, 15, 15], [70, 50]],
] as const;

const onDay = { state: 'given', by: 'Test', on: '2017-11-02' } as const;
const givenValues = (inputs: InputValues): InputValues =>
  Object.fromEntries(
    Object.entries(inputs).map(([id, value]) => [
      id,
      { ...value, basis: onDay, source: 'test', owner: 'test', link: null },
    ]),
  );

/** Every input, post and need of an appraisal as it is, given by somebody. */
export const allGiven = (appraisal: Appraisal): Appraisal => {
  const { needStandings: _, ...rest } = appraisal;
  return {
    ...rest,
    needStanding: { basis: onDay, source: 'test' },
    inputs: givenValues({
      ...Object.fromEntries(model.inputs.map(({ id, value }) => [id, value])),
      ...appraisal.inputs,
    }),
    options: appraisal.options.map(option => ({
      ...option,
      inputs: givenValues(option.inputs),
      contracts: option.contracts.map(contract => ({ ...contract, inputs: givenValues(contract.inputs) })),
    })),
  };
};

/** When every partner has given its share, its budget and its weights, and nobody anything else. */
export const partnersAlone: Appraisal = {
  ...sketch,
  partners: sketch.partners.map((partner, at) => {
    const [name, share, benefitShare, budget, weights, groupWeights] = partnersGave[at]!;
    const given = { basis: { state: 'given', by: name, on: '2017-11-02' }, source: 'test' } as const;
    const standing = { share: given, benefitShare: given, budget: given, weights: given };
    return { ...partner, name, share, benefitShare, budget, weights, groupWeights, standing };
  }),
};

/** The same when somebody has given need and every input as well, each as the sketch has it. */
export const drafted: Appraisal = allGiven(partnersAlone);

export const point = (value: number): InputValue => ({
  text: String(value),
  distribution: { kind: 'point', value },
  basis: { state: 'given', by: 'Test', on: '2017-11-02' },
  source: 'test',
  owner: 'test',
  grade: 'A',
  reviewOn: null,
  link: null,
});

/** Every input certain: at its mode or the middle of its bounds. */
export function certain(appraisal: Appraisal): Appraisal {
  const middle = (d: Distribution): number =>
    d.kind === 'point'
      ? d.value
      : 'mode' in d
        ? d.mode
        : 'low' in d
          ? (d.low + d.high) / 2
          : d.values.reduce((a, b) => a + b, 0) / d.values.length;
  const fixed = (inputs: InputValues): InputValues =>
    Object.fromEntries(Object.entries(inputs).map(([id, value]) => [id, point(middle(value.distribution))]));
  const own = Object.fromEntries(model.inputs.map(input => [input.id, point(middle(input.value.distribution))]));
  return {
    ...appraisal,
    inputs: { ...own, ...fixed(appraisal.inputs), need_variation: point(0) },
    options: appraisal.options.map(option => ({
      ...option,
      inputs: fixed(option.inputs),
      contracts: option.contracts.map(contract => ({ ...contract, inputs: fixed(contract.inputs) })),
    })),
  };
}

export const withInputs = (appraisal: Appraisal, inputs: InputValues): Appraisal => ({
  ...appraisal,
  inputs: { ...appraisal.inputs, ...inputs },
});

/** An answer, its headlines alone unless more is asked for. */
export const answer = (
  appraisal: Appraisal,
  question: {
    engine?: AppraisalResult['engine'];
    replications?: number;
    workers?: number;
    detail?: AppraisalResult['detail'];
    compare?: [string, string];
  } = {},
): Promise<AppraisalResult> =>
  appraisalResult({ engine: 'formulas', detail: 'headlines', ...question, appraisal }, model, {
    signal: new AbortController().signal,
    progress: () => undefined,
  });

/** What a paper says beside an answer. */
export const aboutTest: AboutPaper = {
  organisation: '',
  preparedBy: '',
  audience: '',
  marking: '',
  asAt: '2017-11-14',
  synthetic: false,
  selfTest: { passed: 1, failed: 0 },
  dataUntil: null,
  applicationVersion: '1',
  model: modelDescription(model),
  hiddenNeed: { episodes: new Set(), referrals: new Set() },
  spread: distribution => {
    const { mean, quantile } = fitOf(distribution);
    return { mean, low: quantile(0.1), high: quantile(0.9) };
  },
};

/** Every number in an answer, with its path. */
export function numbersIn(value: unknown, at = ''): readonly (readonly [string, number])[] {
  if (typeof value === 'number') return [[at, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => numbersIn(one, `${at}.${key}`));
}
