import { rootOf } from '../statistics/root.ts';
import { discountFactor } from './discount.ts';
import type { DiscountSchedule } from './discount.ts';

/** Costs and benefits of an option less those of the do-minimum: pounds of the price base, by year from year 0. */
export interface Streams {
  readonly costs: readonly number[];
  readonly benefits: readonly number[];
}

/** What a pound in a year is worth in year 0. */
export type Discounting = (year: number) => number;

/** The Green Book's table; year 0 is not discounted. */
export const greenBook =
  (schedule: DiscountSchedule): Discounting =>
  year =>
    discountFactor(schedule, year);

/** One rate for all years, as a share of 1. */
export const oneRate =
  (rate: number): Discounting =>
  year =>
    (1 + rate) ** -year;

export interface AppraisalSums {
  /** PVC, PVB and NPSV = PVB − PVC, to the last bit. */
  readonly presentCosts: number;
  readonly presentBenefits: number;
  readonly npsv: number;
  /** PVB over PVC; null unless costs rise. */
  readonly bcr: number | null;
  /** Discounted benefits less costs up to and with each year. */
  readonly cumulative: readonly number[];
  /** Years until discounted, and plain, benefits cover costs, with parts of a year; null when they never do. */
  readonly paybackDiscounted: number | null;
  readonly payback: number | null;
  /** The same amount every year with the same present value, at the end and at the beginning of each year. */
  readonly equivalentInArrears: number;
  readonly equivalentInAdvance: number;
}

/**
 * Years after which a running sum stays at 0 or above, where each year's amount is spread evenly over it. 0 when it is never
 * below 0; null when it ends below.
 */
function paybackOf(amounts: readonly number[]): number | null {
  let sum = 0;
  let answer: number | null = 0;
  amounts.forEach((amount, year) => {
    const before = sum;
    sum += amount;
    if (sum < 0) answer = null;
    else if (before < 0 || answer === null) answer = year + (before < 0 ? -before / amount : 0);
  });
  return answer;
}

/** The sums of an appraisal. No years: everything 0. Source: HM Treasury, The Green Book (February 2026), chapters 5 and 6. */
export function appraisalSums({ costs, benefits }: Streams, discounting: Discounting): AppraisalSums {
  const years = Math.max(costs.length, benefits.length);
  const cumulative: number[] = [];
  const plain: number[] = [];
  const present: number[] = [];
  let presentCosts = 0;
  let presentBenefits = 0;
  let inAdvance = 0;
  let inArrears = 0;
  for (let year = 0; year < years; year++) {
    const factor = discounting(year);
    const cost = costs[year] ?? 0;
    const benefit = benefits[year] ?? 0;
    presentCosts += cost * factor;
    presentBenefits += benefit * factor;
    inAdvance += factor;
    inArrears += discounting(year + 1);
    plain.push(benefit - cost);
    present.push((benefit - cost) * factor);
    cumulative.push((cumulative[year - 1] ?? 0) + (benefit - cost) * factor);
  }
  const npsv = presentBenefits - presentCosts;
  return {
    presentCosts,
    presentBenefits,
    npsv,
    bcr: presentCosts > 0 ? presentBenefits / presentCosts : null,
    cumulative,
    paybackDiscounted: paybackOf(present),
    payback: paybackOf(plain),
    equivalentInArrears: inArrears > 0 ? npsv / inArrears : 0,
    equivalentInAdvance: inAdvance > 0 ? npsv / inAdvance : 0,
  };
}

/** Less than a penny. */
const penny = 0.01;

/**
 * The value of an input at which NPSV is nothing, within its plausible range; null when it does not switch there, or when
 * the sum jumps over 0 without being 0 anywhere. What is answered gives |NPSV| < 1p. Of several the one nearest to the
 * present value counts.
 */
export function switchingValue(
  npsv: (value: number) => number,
  plausible: readonly [number, number],
  now: number,
  steps = 16,
): number | null {
  const [from, to] = plausible;
  if (!(from < to)) return null;
  // Looked for in steps, so that a sum that turns twice is not missed.
  const grid = Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
  if (now > from && now < to) grid.push(now);
  grid.sort((a, b) => a - b);
  const found: number[] = [];
  for (let i = 1; i < grid.length; i++) {
    const value = rootOf(npsv, grid[i - 1]!, grid[i]!, penny / 2);
    if (value !== null && Math.abs(npsv(value)) < penny) found.push(value);
  }
  return found.toSorted((a, b) => Math.abs(a - now) - Math.abs(b - now))[0] ?? null;
}

/** Five points of an input from its 10th to its 90th percentile. */
export const tornadoPoints = [0.1, 0.3, 0.5, 0.7, 0.9] as const;

export interface Tornado {
  /** NPSV at the five points. */
  readonly at: readonly number[];
  /** Highest less lowest. */
  readonly swing: number;
  readonly monotonic: boolean;
  /** Whether it changes sign between them. */
  readonly crosses: boolean;
}

/** One bar of a tornado. @param quantile of the input @param npsv expected with that value */
export function tornado(quantile: (p: number) => number, npsv: (value: number) => number): Tornado {
  const at = tornadoPoints.map(p => npsv(quantile(p)));
  const lowest = Math.min(...at);
  const highest = Math.max(...at);
  // What rounding alone turns does not count.
  const close = 1e-9 * Math.max(Math.abs(lowest), Math.abs(highest));
  const rises = at.every((value, i) => i === 0 || value >= at[i - 1]! - close);
  const falls = at.every((value, i) => i === 0 || value <= at[i - 1]! + close);
  return { at, swing: highest - lowest, monotonic: rises || falls, crosses: lowest < 0 && highest > 0 };
}
