/** A forecast and its range, of which either end may be unknown. */
export interface Ranged {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const powerOfTen = (value: number): number => 10 ** Math.floor(Math.log10(value) + 1e-12);

/**
 * The last place of a forecast that its range supports, as a power of ten: a tenth of the range, but two figures of the value
 * at least and three at most. Without a range three figures; 1 for nothing at all.
 */
export function forecastStep({ value, low, high }: Ranged): number {
  const size = Math.abs(value ?? 0);
  const width = low === null || high === null ? 0 : Math.abs(high - low);
  if (size === 0) return width > 0 ? powerOfTen(width / 10) : 1;
  const leading = powerOfTen(size);
  const supported = width > 0 ? powerOfTen(width / 10) : 0;
  return Math.min(leading / 10, Math.max(leading / 100, supported));
}

/** A number to the place that is supported. */
export const toStep = (value: number, step: number): number => {
  const places = Math.round(Math.log10(step));
  // Through text, so that a place after the point leaves no dust.
  return places >= 0 ? Math.round(value / step) * step : Number((Math.round(value / step) * step).toFixed(-places));
};

/**
 * Shares of one whole in whole hundredths that add up to a hundred (largest remainder; of equal remainders the first). Empty
 * for shares that do not make a whole.
 */
export function wholeHundredths(shares: readonly number[]): readonly number[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  if (!(sum > 0)) return shares.map(() => 0);
  const exact = shares.map(share => (share / sum) * 100);
  const found = exact.map(share => Math.floor(share + 1e-9));
  const left = 100 - found.reduce((all, share) => all + share, 0);
  const order = exact
    .map((share, at) => ({ at, rest: share - found[at]! }))
    .toSorted((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of order.slice(0, left)) found[at]!++;
  return found;
}
