import type { CellStatus, PivotTable, ValueColumn } from '../../shared/contract/cube.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import { formatNumber, formatPercent, formatSigned } from '../../shared/text/format.ts';

/** What a cell shows, what a screen reader says, and how it looks. */
export interface CellText {
  readonly text: string;
  readonly spoken: string;
  readonly status: CellStatus;
}

const signs: Record<CellStatus, readonly [shown: string, spoken: string] | null> = {
  value: null,
  zero: null,
  rounded: null,
  empty: ['', 'nothing recorded'],
  'no-denominator': ['–', 'no denominator'],
  'not-applicable': ['z', 'not applicable'],
  hidden: ['c', 'hidden to protect children'],
  'not-available': ['x', 'not available'],
  'not-comparable': ['…', 'not comparable, a part-year'],
};

/** A number of a value column, by its kind: one rule for decimals everywhere. */
export function valueText(value: number, column: ValueColumn): string {
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

/** The text of cell (row, column, value) of a table. */
export function cellText(table: PivotTable, row: number, column: number, value: number): CellText {
  const at = (row * table.columns.length + column) * table.values.length + value;
  const status = cellStatuses[table.status[at]!]!;
  const sign = signs[status];
  if (sign) {
    const symbols = table.protection?.symbols;
    const own =
      status === 'hidden'
        ? symbols?.hidden
        : status === 'not-applicable'
          ? symbols?.notApplicable
          : status === 'not-available'
            ? symbols?.notAvailable
            : undefined;
    return { text: own ?? sign[0], spoken: sign[1], status };
  }
  const number = table.cells[at]!;
  if (Number.isNaN(number)) return { text: '', spoken: 'nothing recorded', status: 'empty' };
  const text = valueText(number, table.values[value]!);
  return { text, spoken: text, status };
}
