export type TrendResult = 'increasing' | 'decreasing' | 'no-significant-change' | 'not-testable';

export interface Trend {
  readonly chiSquared: number | null;
  /** Change of the value from one year to the next. */
  readonly slope: number | null;
  readonly result: TrendResult;
  /** One sentence: what was found, or why it could not be tested. */
  readonly reason: string;
}

/** One year: where it lies in time, its value and the inverse of its variance. */
interface Year {
  readonly at: number;
  readonly value: number;
  readonly weight: number;
}

/** χ² with one degree of freedom at p = 0.002. */
const critical = 9.54953570608324;
const yearsNeeded = 5;

const notTestable = (reason: string): Trend => ({ chiSquared: null, slope: null, result: 'not-testable', reason });

/** Weighted least squares on time: slope, and slope² over its variance. */
function fit(years: readonly Year[]): { slope: number; chiSquared: number } {
  const all = years.reduce((sum, year) => sum + year.weight, 0);
  const meanOf = (of: (year: Year) => number) => years.reduce((sum, year) => sum + (year.weight / all) * of(year), 0);
  const at = meanOf(year => year.at);
  const value = meanOf(year => year.value);
  const spread = meanOf(year => (year.at - at) ** 2);
  const slope = meanOf(year => (year.at - at) * (year.value - value)) / spread;
  return { slope, chiSquared: slope * slope * spread * all };
}

function judged(years: readonly Year[]): Trend {
  const { slope, chiSquared } = fit(years);
  // Equal values leave a slope of the last digit.
  const level = Math.max(...years.map(year => Math.abs(year.value)));
  const none = Math.abs(slope) <= 1e-13 * level || slope === 0;
  const agree = years.every(left => Math.sign(fit(years.filter(year => year !== left)).slope) === Math.sign(slope));
  if (!none && chiSquared > critical && agree)
    return {
      chiSquared,
      slope,
      result: slope > 0 ? 'increasing' : 'decreasing',
      reason: `Tested over five years: it has been ${slope > 0 ? 'rising' : 'falling'}, whichever year is left out.`,
    };
  return {
    chiSquared,
    slope,
    result: 'no-significant-change',
    reason:
      chiSquared > critical
        ? 'Tested over five years: the direction hangs on a single year, so it is too weak to say.'
        : 'Tested over five years: no more than chance would give.',
  };
}

const tooFew = (found: number) =>
  notTestable(
    found === 0
      ? 'No value with its uncertainty was supplied, so it could not be tested.'
      : `Only ${found} of the five years needed have a value with its uncertainty, so it could not be tested.`,
  );

/**
 * Recent trend of annual values with 95 % limits, over the last five that have all three. Weights are the inverse of the
 * variance ((upper − lower) / 3.92)². Significant when χ² > 9.5495 and the slope keeps its sign whichever year is left out.
 * @param value,lower,upper by year, oldest first; null where there is none
 * Source: OHID, Fingertips technical guidance, recent trends.
 */
export function weightedTrend(
  value: readonly (number | null)[],
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
): Trend {
  const years = value
    .flatMap((one, at): Year[] => {
      const [low, high] = [lower[at] ?? null, upper[at] ?? null];
      return one === null || low === null || high === null
        ? []
        : [{ at, value: one, weight: (3.92 / (high - low)) ** 2 }];
    })
    .slice(-yearsNeeded);
  if (years.length < yearsNeeded) return tooFew(years.length);
  if (years.some(year => !Number.isFinite(year.weight)))
    return notTestable('A year has limits without width, so it could not be tested.');
  return judged(years);
}

/**
 * Recent trend of annual proportions: Armitage's test on the last five years with a count and a denominator, significant as
 * in `weightedTrend`. Not testable when a count is 0 or all of its denominator.
 * Source: Armitage (1955), Biometrics 11:375; OHID, Fingertips technical guidance, recent trends.
 */
export function proportionTrend(count: readonly (number | null)[], denominator: readonly (number | null)[]): Trend {
  const given = count
    .flatMap((x, at) => {
      const n = denominator[at] ?? null;
      return x === null || n === null || n <= 0 ? [] : [{ at, x, n }];
    })
    .slice(-yearsNeeded);
  if (given.length < yearsNeeded) return tooFew(given.length);
  if (given.some(({ x, n }) => x >= n))
    return notTestable('In one of the years the count is all of its denominator, so it could not be tested.');
  if (given.some(({ x }) => x <= 0))
    return notTestable('In one of the years the count is 0, so it could not be tested.');
  const pooled = given.reduce((sum, { x }) => sum + x, 0) / given.reduce((sum, { n }) => sum + n, 0);
  return judged(given.map(({ at, x, n }) => ({ at, value: x / n, weight: n / (pooled * (1 - pooled)) })));
}
