import type { SpreadsheetColumn, SpreadsheetValue } from '../../documents/spreadsheet.ts';

export const words = (header: string, width = 24): SpreadsheetColumn => ({ header, type: 'text', width });
export const number = (header: string, decimals = 2): SpreadsheetColumn => ({ header, type: 'number', decimals });
export const percent = (header: string): SpreadsheetColumn => ({ header, type: 'percent', decimals: 1 });

/** Whole pence as pounds: the decimal text is exact, so the number is the nearest to it. */
export const inPounds = (pence: number): number => Number((pence / 100).toFixed(2));

/** An undefined result is an empty cell. */
export const orEmpty = (value: number | null, of: (value: number) => SpreadsheetValue): SpreadsheetValue =>
  value === null ? null : of(value);
