import { formatNumber, formatPercent, formatSigned } from './format.ts';

/** How the numbers of a value column of a table are kept and compared. */
export interface NumberStyle {
  readonly show: string;
  readonly format: string;
  readonly decimals: number;
}

/** What stands for a number that is not there, on the screen and for a screen reader; by the status of its cell. */
const statusSigns: Readonly<Record<string, readonly [shown: string, spoken: string]>> = {
  empty: ['', 'nothing recorded'],
  'no-denominator': ['–', 'no denominator'],
  'not-applicable': ['z', 'not applicable'],
  hidden: ['c', 'hidden to protect children'],
  'not-available': ['x', 'not available'],
  'not-comparable': ['…', 'not comparable, a part-year'],
};

/** The sign of a status by an audience's own symbols; null where the number itself is shown. */
export function statusSign(
  status: string,
  symbols?: { readonly hidden: string; readonly notApplicable: string; readonly notAvailable: string },
): readonly [shown: string, spoken: string] | null {
  const sign = statusSigns[status];
  if (!sign) return null;
  const own =
    status === 'hidden'
      ? symbols?.hidden
      : status === 'not-applicable'
        ? symbols?.notApplicable
        : status === 'not-available'
          ? symbols?.notAvailable
          : undefined;
  return [own ?? sign[0], sign[1]];
}

/** "x not available, z not applicable": the signs of a table that explain themselves to nobody; empty where it has none. */
export function signsText(statuses: Iterable<string>, symbols?: Parameters<typeof statusSign>[1]): string {
  const told = new Set(statuses);
  return ['not-available', 'not-applicable']
    .filter(status => told.has(status))
    .map(status => statusSign(status, symbols)!.join(' '))
    .join(', ');
}

/** What a cell shows and what a screen reader says of it: the sign of its status, or its number. */
export function cellWords(
  status: string,
  number: number,
  column: NumberStyle,
  symbols?: Parameters<typeof statusSign>[1],
): { readonly text: string; readonly spoken: string; readonly isEmpty: boolean } {
  const sign = statusSign(status, symbols);
  if (sign) return { text: sign[0], spoken: sign[1], isEmpty: status === 'empty' };
  if (Number.isNaN(number)) return { text: '', spoken: statusSigns['empty']![1], isEmpty: true };
  const text = valueText(number, column);
  return { text, spoken: text, isEmpty: false };
}

/** A number of a value column, by its kind: one rule for decimals everywhere. */
export function valueText(value: number, column: NumberStyle): string {
  switch (column.show) {
    case 'share-of-row':
    case 'share-of-column':
    case 'share-of-parent-row':
    case 'share-of-parent-column':
    case 'share-of-total':
      return formatPercent(value, 1);
    case 'change-from':
    case 'change-from-previous':
      return `${formatSigned(value * 100)}\u00a0%`;
    case 'difference-from':
    case 'difference-from-previous':
      return column.format === 'percent'
        ? `${formatSigned(value * 100, 1)}\u00a0pts`
        : formatSigned(value, column.decimals);
    case 'rank':
      return formatNumber(value);
    case 'index':
      return formatNumber(value, 0);
    default:
      return column.format === 'percent' ? formatPercent(value, column.decimals) : formatNumber(value, column.decimals);
  }
}
