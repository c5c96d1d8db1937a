/** Annual rates, each up to and with its last year. HM Treasury, The Green Book (February 2026), chapter 6: discounting. */
const schedules = {
  standard: [
    [30, 0.035],
    [75, 0.03],
    [125, 0.025],
    [200, 0.02],
    [300, 0.015],
    [Infinity, 0.01],
  ],
  health: [
    [30, 0.015],
    [75, 0.0129],
    [125, 0.0107],
    [200, 0.0086],
    [300, 0.0064],
    [Infinity, 0.0043],
  ],
  'low-rate': [
    [30, 0.03],
    [75, 0.0257],
    [125, 0.0214],
    [200, 0.0171],
    [300, 0.0129],
    [Infinity, 0.0086],
  ],
} as const;

export const discountSchedules = ['standard', 'health', 'low-rate'] as const;
export type DiscountSchedule = (typeof discountSchedules)[number];

/**
 * What a pound after `years` is worth in year 0, which is not discounted: the product of 1 / (1 + rate) over the years. A
 * part of a year is discounted at that year's rate, so that 0.5 is the middle of the first year.
 * @param years 0 or more
 */
export function discountFactor(schedule: DiscountSchedule, years: number): number {
  let factor = 1;
  let from = 0;
  for (const [to, rate] of schedules[schedule]) {
    const span = Math.min(years, to) - from;
    if (span <= 0) break;
    factor *= (1 + rate) ** -span;
    from = to;
  }
  return factor;
}
