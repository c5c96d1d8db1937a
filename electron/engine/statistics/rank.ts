import type { Polarity } from './compare.ts';

/**
 * Ranks, 1 is best: the largest when high is good, the smallest when low is good; without a polarity from the largest, and
 * nothing is best. Equal values share the better rank and the next ones are left out; a missing value has none.
 */
export function rank(values: readonly (number | null)[], polarity: Polarity): readonly (number | null)[] {
  const better = (a: number, b: number) => (polarity === 'low' ? a < b : a > b);
  return values.map(own =>
    own === null ? null : 1 + values.filter(other => other !== null && better(other, own)).length,
  );
}
