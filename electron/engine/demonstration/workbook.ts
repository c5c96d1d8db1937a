import { isoOfDays } from '../../../shared/model/period.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetValue } from '../documents/spreadsheet.ts';
import { cellText, type Cell, type Table } from './table.ts';

/** A table as a workbook with one sheet: days are real date cells. Its title is what the file says of itself. */
export function workbookBytes(table: Table, sheet: string, title: string): Uint8Array {
  const columns = table.columns.map((header, at) => ({
    header,
    type: table.rows.some(row => isDay(row[at])) ? ('date' as const) : ('text' as const),
  }));
  const rows = table.rows.map(row => row.map(sheetValue));
  return spreadsheetBytes([{ name: sheet, columns, rows }], {
    title,
    subject: '',
    organisation: '',
    marking: syntheticWords,
    asAt: null,
  });
}

const isDay = (cell: Cell | undefined): cell is { readonly day: number } =>
  typeof cell === 'object' && cell !== null && 'day' in cell;

function sheetValue(cell: Cell): SpreadsheetValue {
  if (typeof cell === 'number') return cell;
  return isDay(cell) ? isoOfDays(cell.day) : cellText(cell);
}
