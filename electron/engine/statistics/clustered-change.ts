import { normalQuantile } from './normal.ts';
import type { RatioChange } from './distinct-change.ts';
import { signFlip } from './sign-flip.ts';

/** Children with the same contributions to two spans of equal length. */
export interface SpanContributions {
  readonly before: number;
  readonly after: number;
  readonly children: number;
}

/**
 * Change of an additive measure between two spans of equal length (episodes, hours, pounds, the sum of the quarters' own
 * distinct children), where the same child can count more than once.
 *
 * What one child brings is one draw: with fᵢ before and gᵢ after, sums F and G, the ratio G/F has log variance
 * Σ(gᵢ/G − fᵢ/F)². For children who have one event each it is 1/F + 1/G, that of two Poisson counts; for f episodes by the
 * same child before it is Σf²/F², the variance of repeat events in public health practice; for children who count once a span
 * it is the variance of `distinctChange`. The test lets a child's two spans change places (`signFlip`), which holds for a few
 * children with very many episodes, where a normal p does not.
 * Events without a child are children of their own: `{ before: 1, after: 0, children: n }`.
 * Source: PHE Technical Briefing 3 for repeat events; Cochran (1977), Sampling Techniques, 6.3, for the ratio.
 */
export function clusteredChange(contributions: readonly SpanContributions[], level = 0.95): RatioChange {
  const sum = (of: (one: SpanContributions) => number) =>
    contributions.reduce((all, one) => all + of(one) * one.children, 0);
  const [first, second] = [sum(one => one.before), sum(one => one.after)];
  const p = signFlip(contributions.map(one => ({ value: one.after - one.before, units: one.children })));
  if (!(first > 0) || !(second > 0))
    return { ratio: first > 0 ? 0 : null, lower: null, upper: null, p, method: 'none' };
  const variance = sum(one => (one.after / second - one.before / first) ** 2);
  const reach = Math.exp(normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance));
  const ratio = second / first;
  return { ratio, lower: ratio / reach, upper: ratio * reach, p, method: 'log' };
}
