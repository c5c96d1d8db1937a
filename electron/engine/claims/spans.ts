import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';

/** A part of a financial year from its beginning, in whole quarters, and the same part a year before. */
export interface LikeSpans {
  readonly quarters: 1 | 2 | 3 | 4;
  readonly after: LikeSpan;
  readonly before: LikeSpan;
}

export interface LikeSpan {
  readonly first: number;
  readonly last: number;
  /** "the first half of 2017/18"; a whole year is "2016/17". */
  readonly label: string;
  /** Codes of its quarters and months, oldest first. */
  readonly quarters: readonly string[];
  readonly months: readonly string[];
}

const partNames = { 1: 'the first quarter of', 2: 'the first half of', 3: 'the first three quarters of' } as const;

function spanOf(year: Period, quarters: 1 | 2 | 3 | 4): LikeSpan {
  const codes: string[] = [];
  let last = year.first - 1;
  for (let q = 0; q < quarters; q++) {
    const quarter = periodOf(last + 1, 'financial-quarter');
    codes.push(quarter.code);
    last = quarter.last;
  }
  const months: string[] = [];
  for (let day = year.first; day <= last; day = periodOf(day, 'month').last + 1)
    months.push(periodOf(day, 'month').code);
  const label = quarters === 4 ? year.code : `${partNames[quarters]} ${year.code}`;
  return { first: year.first, last, label, quarters: codes, months };
}

/** The year so far up to a financial quarter ("2017/18 Q2"), and the same quarters of the year before. */
export function likeSpans(quarter: string): LikeSpans {
  const quarters = Number(quarter.slice(-1)) as 1 | 2 | 3 | 4;
  const year = periodOf(daysOfIso(`${quarter.slice(0, 4)}-04-01`), 'financial-year');
  const before = periodOf(year.first - 1, 'financial-year');
  return { quarters, after: spanOf(year, quarters), before: spanOf(before, quarters) };
}
