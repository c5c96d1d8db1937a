import { daysOf } from '../../../../shared/model/period.ts';
import { quarterDays } from '../referrals.ts';

/**
 * The time of a world in quarters since April 2014. As much is expected in each quarter as in every other, whatever its
 * number of days, so that no season is in it.
 */

/** 2014/15 Q1 to 2017/18 Q2. */
export const quarters = 14;
const firstYear = 2014;

/** Financial year (by its first calendar year) and quarter, 0 to 3, of a moment. */
export const quarterAt = (time: number): { readonly year: number; readonly quarter: number } => {
  const at = Math.floor(time);
  return { year: firstYear + Math.floor(at / 4), quarter: ((at % 4) + 4) % 4 };
};

/** The day, since 1970-01-01, in which a moment lies; and how much of that day is over. */
export function dayAt(time: number): { readonly day: number; readonly part: number } {
  const { year, quarter } = quarterAt(time);
  const { first, last } = quarterDays(year, quarter);
  const within = (time - Math.floor(time)) * (last - first + 1);
  return { day: first + Math.floor(within), part: within - Math.floor(within) };
}

/** "2016/17 Q1" → 8. Also before and after the world's own quarters. */
export const timeOfQuarter = (code: string): number =>
  (Number(code.slice(0, 4)) - firstYear) * 4 + Number(code.slice(-1)) - 1;

/** Days on which the agencies took their extracts: weeks after the last quarter, or within it. */
export const extractDays = { after: daysOf(2017, 11, 14), within: daysOf(2017, 9, 8) } as const;
export type ExtractTime = keyof typeof extractDays;
