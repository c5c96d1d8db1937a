import type { Estimate, ModelDescription, OptionResult } from '../../../shared/contract/commissioning.ts';
import { formatNumber, formatPercent, formatSigned } from '../../../shared/text/format.ts';

type Format = ModelDescription['measures'][number]['format'] | 'days' | 'hours';

/** Pounds as a board reads them: "£0.42 m", "£612 k", "£950". */
export function shortMoney(pounds: number, signed = false): string {
  const size = Math.abs(pounds);
  const sign = pounds < 0 ? '−' : signed && pounds > 0 ? '+' : '';
  if (size >= 999_500) return `${sign}£${formatNumber(size / 1_000_000, 2)} m`;
  if (size >= 9_950) return `${sign}£${formatNumber(size / 1000)} k`;
  return `${sign}£${formatNumber(size)}`;
}

/** Whole pence as pounds and pence: "£153,086.42". */
export function pence(amount: number): string {
  return `${amount < 0 ? '−' : ''}£${formatNumber(Math.abs(amount) / 100, 2)}`;
}

export function valueWords(value: number | null, format: Format, signed = false): string {
  if (value === null || !Number.isFinite(value)) return '—';
  switch (format) {
    case 'money':
      return shortMoney(value, signed);
    case 'percent':
      return signed ? `${formatSigned(value * 100, 1)}\u00a0%` : formatPercent(value, Math.abs(value) < 0.1 ? 1 : 0);
    case 'ratio':
      return formatNumber(value, 2);
    case 'weeks':
    case 'days':
    case 'hours':
      return formatNumber(value, 1);
    case 'number':
      return formatNumber(value, Math.abs(value) < 10 ? 1 : 0);
  }
}

export const rangeWords = ({ low, high }: Estimate, format: Format): string =>
  low === null || high === null ? '' : `${valueWords(low, format)} to ${valueWords(high, format)}`;

export const optionColours = ['--p6', '--p1', '--p3', '--p2', '--p4', '--p5', '--warn'] as const;

/** The option with the highest NPSV; the first, where none is better. */
export function leader(options: readonly OptionResult[]): OptionResult {
  return options.reduce((best, option) =>
    (option.measures.npsv.value ?? -Infinity) > (best.measures.npsv.value ?? -Infinity) ? option : best,
  );
}
