import type { InputDefinition } from '../../../shared/contract/commissioning.ts';
import type { Distribution } from '../../../shared/model/appraisal.ts';
import { valueWords } from './words.ts';

/** The two ends that a person would name of a distribution; null for a fixed number. */
export function endsOf(distribution: Distribution): readonly [number, number] | null {
  switch (distribution.kind) {
    case 'point':
      return null;
    case 'uniform':
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'beta':
      return [distribution.low, distribution.high];
    case 'triangular':
    case 'pert':
      return [distribution.minimum, distribution.maximum];
    case 'empirical':
    case 'discrete':
      return [Math.min(...distribution.values), Math.max(...distribution.values)];
  }
}

/** The number in the middle as people mean it: the fixed number, the most likely one, or half way between the ends. */
export function middleOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'point':
      return distribution.value;
    case 'triangular':
    case 'pert':
      return distribution.mode;
    case 'lognormal':
      return distribution.low > 0 ? Math.sqrt(distribution.low * distribution.high) : distribution.high / 2;
    case 'discrete':
      return distribution.values.reduce((sum, value, i) => sum + value * (distribution.probabilities[i] ?? 0), 0);
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
    case 'uniform':
    case 'normal':
    case 'gamma':
    case 'beta':
      return (distribution.low + distribution.high) / 2;
  }
}

/** "middle 985" for a range, "fixed" for a number. */
export function middleWords(distribution: Distribution, format: InputDefinition['format']): string {
  const ends = endsOf(distribution);
  if (!ends) return 'fixed';
  const coverage = 'coverage' in distribution ? `, in ${Math.round(distribution.coverage * 10)} of 10 cases` : '';
  return `middle ${valueWords(middleOf(distribution), format)}${coverage}`;
}
