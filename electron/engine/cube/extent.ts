import { periodOf } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { authorityOfDistrict } from '../areas/areas.ts';
import { isWhole } from '../coverage/periods.ts';
import { periodsOver, united, within } from '../coverage/spans.ts';
import type { Span } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Facts } from './columns/facts.ts';
import type { CompiledFilter } from './plan.ts';

/** How far the periods of a table go: what is in of them, and what the filters let through. */
export interface Extent {
  /** Null where nothing dated is in. */
  readonly coverage: Coverage | null;
  readonly dateField: string | null;
  /** The days of a period that the filters on the date let through. */
  shown(period: Period): readonly Span[];
  /** First and last day that the filters on the date let through; endless where there are none. */
  readonly window: Span;
}

const endless: Span = { first: -Infinity, last: Infinity };

/** The days of some spans that one filter on the date lets through. Days of the week and hours cut nothing off. */
function through(days: readonly Span[], filter: CompiledFilter): readonly Span[] {
  const { range, by } = filter;
  if (range) return within(days, { first: range.from, last: range.to });
  if (by === 'weekday' || by === 'hour' || filter.onlyRecorded) return days;
  return days.flatMap(span =>
    within(united(periodsOver(span, by ?? 'day').filter(period => filter.passes(period.code, period))), span),
  );
}

/** First and last day that one filter lets through, as far as it names them. */
function windowOf({ range, by, dimension, allowed, onlyRecorded }: CompiledFilter): Span {
  if (range) return { first: range.from, last: range.to };
  const periods = dimension?.column.periods;
  if (!periods || !allowed || by === 'weekday' || by === 'hour' || onlyRecorded) return endless;
  const passing = periods.filter((_, at) => allowed[at + 1] === 1);
  return {
    first: Math.min(...passing.map(period => period.first)),
    last: Math.max(...passing.map(period => period.last)),
  };
}

/** How far the periods of a table with these filters go. */
export function extentOf(
  filters: readonly CompiledFilter[],
  coverage: Coverage | null,
  dateField: string | null,
): Extent {
  const own = filters.filter(filter => filter.field.name === dateField);
  const known = new Map<string, readonly Span[]>();
  return {
    coverage,
    dateField,
    shown: period => {
      const key = `${period.first} ${period.last}`;
      const days = known.get(key) ?? own.reduce<readonly Span[]>(through, [{ first: period.first, last: period.last }]);
      known.set(key, days);
      return days;
    },
    window: own
      .map(windowOf)
      .reduce((all, one) => ({ first: Math.max(all.first, one.first), last: Math.min(all.last, one.last) }), endless),
  };
}

/** Whether the filters on the date let through less than all of a period. */
export function isCut(extent: Extent, period: Period): boolean {
  const [days, ...more] = extent.shown(period);
  return !days || more.length > 0 || days.first !== period.first || days.last !== period.last;
}

/** Whether a table shows less of a period than all of it: the data do not cover it, or a filter cuts it. */
export function isPart(extent: Extent, period: Period): boolean {
  return extent.coverage !== null && (isCut(extent, period) || !isWhole(extent.coverage, period));
}

/** Where a day lies in a period, counted in months from its beginning and days of the month; the last day as such. */
const placeIn = (period: Period, day: number, isEnd: boolean): string => {
  const month = periodOf(day, 'month');
  const months = periodsOver({ first: period.first, last: day }, 'month').length;
  return `${months} ${isEnd && day === month.last ? 'end' : day - month.first}`;
};

/**
 * Whether two periods of a table may be set against each other: both whole; or both cut by a filter to days at the same
 * place, which are whole in both. A part is never set against a whole, whichever is the part.
 */
export function canCompare(extent: Extent, one: Period, other: Period): boolean {
  const { coverage } = extent;
  if (coverage === null || (!isPart(extent, one) && !isPart(extent, other))) return true;
  if (one.code === other.code || !isCut(extent, one) || !isCut(extent, other)) return false;
  const places = (period: Period) =>
    extent.shown(period).map(days => `${placeIn(period, days.first, false)} ${placeIn(period, days.last, true)}`);
  const isIn = (period: Period) => extent.shown(period).every(days => isWhole(coverage, days));
  return isIn(one) && isIn(other) && String(places(one)) === String(places(other));
}

/** The districts to which the filters on where keep a table; null where they leave it open. */
export function districtsKept(facts: Facts, filters: readonly CompiledFilter[]): readonly string[] | null {
  const own = filters.filter(({ field }) => field.name === 'district' || field.name === 'authority');
  if (own.every(filter => filter.passes(null, null))) return null;
  const districts = [...facts.areas.values()].filter(area => area.level === 'district').map(area => area.code);
  return districts.filter(district =>
    own.every(({ field, passes }) =>
      field.name === 'district' ? passes(district, null) : passes(authorityOfDistrict(facts.areas, district), null),
    ),
  );
}
