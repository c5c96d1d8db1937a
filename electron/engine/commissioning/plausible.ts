import type { Distribution } from '../../../shared/model/appraisal.ts';
import { fitOf } from './draws.ts';

/**
 * What is plausible of a quantity by its own distribution: all of a bounded one; of an unbounded one the range that was
 * given, and at least its 10th to its 90th percentile. One that is certain has its value alone.
 */
export function plausibleRange(distribution: Distribution): readonly [low: number, high: number] {
  switch (distribution.kind) {
    case 'point':
      return [distribution.value, distribution.value];
    case 'uniform':
      return [distribution.low, distribution.high];
    case 'triangular':
    case 'pert':
      return [distribution.minimum, distribution.maximum];
    case 'empirical':
      return [Math.min(...distribution.values), Math.max(...distribution.values)];
    case 'discrete': {
      const possible = distribution.values.filter((_, at) => distribution.probabilities[at]! > 0);
      return [Math.min(...possible), Math.max(...possible)];
    }
    default: {
      if (distribution.coverage >= 0.8) return [distribution.low, distribution.high];
      const { quantile } = fitOf(distribution);
      return [Math.min(distribution.low, quantile(0.1)), Math.max(distribution.high, quantile(0.9))];
    }
  }
}
