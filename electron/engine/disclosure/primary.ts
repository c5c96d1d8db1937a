import type { AudienceRules } from '../../../shared/contract/disclosure.ts';

/** Whether a count is sensitive by itself: in the range to hide, or a zero where zeros are protected. */
export function isSmall(count: number, rules: AudienceRules): boolean {
  if (count === 0) return rules.zeros === 'protected' && rules.hide !== null;
  return rules.hide !== null && count >= rules.hide.from && count <= rules.hide.to;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const largestFirst = (contributions: readonly number[]) => contributions.toSorted((a, b) => b - a);

/** How a concentration rule finds one sum. `level` above 0: the upper bound must lie that far above the sum. */
export interface Concentration {
  readonly unsafe: boolean;
  readonly level: number;
}

/**
 * (n,k) dominance: a sum is unsafe when its n largest contributors make up more than k % of it. `strict` false counts
 * k % itself as unsafe, as ACRO does. Source: SDC Handbook 2nd ed. (2024) §4.2.2; ACRO default.yaml.
 */
export function dominance(contributions: readonly number[], n: number, k: number, strict = true): Concentration {
  const largest = total(largestFirst(contributions).slice(0, n));
  const level = (100 / k) * largest - total(contributions);
  const near = Math.abs(level) < 1e-9 * Math.max(1, largest);
  return { unsafe: near ? !strict : level > 0, level: near ? 0 : level };
}

/**
 * The p % rule: unsafe when the second largest contributor can work out the largest to within p %.
 * Source: SDC Handbook 2nd ed. (2024) §4.2.2.
 */
export function percentRule(contributions: readonly number[], p: number): Concentration {
  const [first = 0, second = 0] = largestFirst(contributions);
  const level = (p / 100) * first - (total(contributions) - first - second);
  return { unsafe: level > 0, level };
}

/**
 * Numerators that would show as this rate: with one of them, a printed rate is as good as the count. `published` as
 * rounded to `decimals`, per `per`, over `denominator`; halves up.
 */
export function numeratorsBehind(published: number, decimals: number, per: number, denominator: number): number[] {
  const unit = 10 ** decimals;
  const around = (published * denominator) / per;
  const reach = Math.ceil(denominator / per / unit) + 1;
  const found: number[] = [];
  for (let x = Math.max(0, Math.floor(around) - reach); x <= Math.min(denominator, Math.ceil(around) + reach); x++)
    if (Math.abs(Math.floor(((x * per) / denominator) * unit + 0.5 + 1e-9) / unit - published) < 1e-9) found.push(x);
  return found;
}
