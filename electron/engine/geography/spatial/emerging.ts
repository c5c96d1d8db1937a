export type Trend = 'none' | 'up' | 'down';

const kinds = [
  'new',
  'consecutive',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
  'oscillating',
  'historical',
] as const;

export type EmergingCategory =
  | `${(typeof kinds)[number]} ${'hot' | 'cold'} spot`
  | 'no pattern detected'
  /** Fewer than 10 periods: use `recurringCategory`. */
  | 'too-short';

const shortest = 10;

/**
 * How an area's hot or cold spots developed. `bins` has a letter for each period, oldest first: H hot, C cold, `.`
 * neither; `trend` is that of the area's scores (Mann–Kendall). Of several that fit, the first counts:
 * - new: hot in the last period and never before;
 * - intensifying, persistent, diminishing: hot in at least 90 % of the periods and in the last, by trend up, none, down;
 * - historical: hot in at least 90 % of the periods, but not in the last;
 * - consecutive: one unbroken run of at least two hot periods at the end, never hot before;
 * - oscillating: hot in the last period, cold in an earlier one;
 * - sporadic: hot in the last period, on and off before, never cold.
 * Cold twins likewise, where a falling score intensifies. Source: Esri, How Emerging Hot Spot Analysis works.
 */
export function emergingCategory(bins: string, trend: Trend): EmergingCategory {
  if (bins.length < shortest) return 'too-short';
  const last = bins.at(-1);
  if (last === 'H') return `${kindOf(bins, 'H', 'C', trend)} hot spot`;
  const falling = trend === 'up' ? 'down' : trend === 'down' ? 'up' : 'none';
  if (last === 'C') return `${kindOf(bins, 'C', 'H', falling)} cold spot`;
  if (nearlyAlways(bins, 'H')) return 'historical hot spot';
  if (nearlyAlways(bins, 'C')) return 'historical cold spot';
  return 'no pattern detected';
}

const periodsOf = (bins: string, letter: string) => bins.split(letter).length - 1;
const nearlyAlways = (bins: string, letter: string) => 10 * periodsOf(bins, letter) >= 9 * bins.length;

/** For an area that is `own` in the last period. */
function kindOf(bins: string, own: string, opposite: string, trend: Trend): (typeof kinds)[number] {
  const first = bins.indexOf(own);
  if (first === bins.length - 1) return 'new';
  if (nearlyAlways(bins, own)) return trend === 'up' ? 'intensifying' : trend === 'down' ? 'diminishing' : 'persistent';
  if (bins.length - first === periodsOf(bins, own)) return 'consecutive';
  return bins.includes(opposite) ? 'oscillating' : 'sporadic';
}

export type RecurringCategory = 'persistent' | 'emerging' | 'former' | 'intermittent' | 'none';

/**
 * The simpler classes for a short series. Recent is the last fifth of the periods, at least one. persistent: hot in at
 * least 80 %; emerging: hot in recent periods only; former: hot in earlier periods only; intermittent: both; none:
 * never, or in less than 10 %. Source: Chainey's classes as in the R package sfhotspot (hotspot_classify).
 */
export function recurringCategory(bins: string): RecurringCategory {
  const hot = periodsOf(bins, 'H');
  if (hot === 0 || 10 * hot < bins.length) return 'none';
  if (5 * hot >= 4 * bins.length) return 'persistent';
  const recent = bins.slice(-Math.max(1, Math.round(bins.length / 5)));
  if (!recent.includes('H')) return 'former';
  return periodsOf(recent, 'H') === hot ? 'emerging' : 'intermittent';
}
