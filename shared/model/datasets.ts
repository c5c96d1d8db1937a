import type { Dataset } from './dataset.ts';
import { assessmentFactors } from './datasets/assessment-factors.ts';
import { missingEpisodes } from './datasets/missing-episodes.ts';
import { offences } from './datasets/offences.ts';
import { population } from './datasets/population.ts';
import { referrals } from './datasets/referrals.ts';
import { streetCrime } from './datasets/street-crime.ts';

/** Every dataset, each in a file of its own: what its rows are, its fields, and what can be counted of them. */
export const datasets: readonly Dataset[] = [
  referrals,
  missingEpisodes,
  offences,
  population,
  streetCrime,
  assessmentFactors,
];

/** The dataset of that name; undefined when there is none. */
export function datasetNamed(name: string): Dataset | undefined {
  return datasets.find(d => d.name === name);
}
