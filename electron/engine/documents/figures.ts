import type { Estimate } from '../../../shared/contract/commissioning.ts';
import { formatNumber, formatPercent } from '../../../shared/text/format.ts';

/** How figures of an appraisal read in papers, beside `shared/text/format.ts`. */
export type FigureFormat = 'number' | 'percent' | 'money' | 'weeks' | 'ratio' | 'days' | 'hours';

/** What is not defined. */
export const noFigure = '–';

/** A number; what is not finite is not defined. */
export const plain = (value: number, decimals = 0): string =>
  Number.isFinite(value) ? formatNumber(value, decimals) : noFigure;

/** A share of 1 as a percentage. */
export const percent = (share: number, decimals = 0): string =>
  Number.isFinite(share) ? formatPercent(share, decimals) : noFigure;

/** Whole pounds: "£1,234", "−£56". */
export function pounds(value: number): string {
  if (!Number.isFinite(value)) return noFigure;
  const rounded = Math.round(Math.abs(value));
  return `${value < 0 && rounded > 0 ? '−' : ''}£${formatNumber(rounded)}`;
}

/** Whole pence as pounds, to the penny: 123456 → "£1,234.56". */
export function poundsAndPence(pence: number): string {
  if (!Number.isFinite(pence)) return noFigure;
  const size = Math.abs(Math.round(pence));
  const rest = size % 100;
  return `${pence < 0 && size > 0 ? '−' : ''}£${formatNumber((size - rest) / 100)}.${String(rest).padStart(2, '0')}`;
}

/** One figure in the format of its measure or input; small numbers keep a decimal. */
export function figure(value: number | null, format: FigureFormat): string {
  if (value === null || !Number.isFinite(value)) return noFigure;
  const small = Math.abs(value) < 100 && !Number.isInteger(value);
  switch (format) {
    case 'money':
      return small ? poundsAndPence(value * 100) : pounds(value);
    case 'percent':
      return formatPercent(value, 1);
    case 'ratio':
      return formatNumber(value, 2);
    case 'weeks':
    case 'days':
    case 'hours':
      return formatNumber(value, 1);
    case 'number':
      return threeFigures(value);
  }
}

/** About three figures that count, and no more decimals than there are: 0.7, 0.125, 9.25, 42.3, 1,234. */
function threeFigures(value: number): string {
  const size = Math.abs(value);
  const text = formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A result as it is compared: money in whole pounds, small numbers with a decimal. */
export function result(value: number | null, format: FigureFormat): string {
  if (value === null || !Number.isFinite(value)) return noFigure;
  if (format === 'money') return pounds(value);
  if (format === 'number') return formatNumber(value, Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0);
  return figure(value, format);
}

/** "£1,200 (£900 to £1,600)", the range on a line of its own; the value alone where there is no range. */
export function estimate(one: Estimate, format: FigureFormat): string {
  const range = estimateRange(one, format);
  return range === null ? result(one.value, format) : `${result(one.value, format)}\n(${range})`;
}

/** "£900 to £1,600"; null where nothing varies or nothing is known of it. */
export function estimateRange({ low, high }: Estimate, format: FigureFormat): string | null {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high) || low === high) return null;
  return `${result(low, format)} to ${result(high, format)}`;
}
