import { csvText } from '../documents/csv.ts';
import { spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn } from '../documents/spreadsheet.ts';
import { needsValue } from './return-types.ts';
import type { CodeLists, ReturnColumn, ReturnType } from './return-types.ts';

const kinds: Readonly<Record<string, string>> = {
  identifier: 'Your own reference',
  date: 'Day: 21/04/2016 or 2016-04-21',
  datetime: 'Day and time: 21/04/2016 22:15 or 2016-04-21 22:15',
  month: 'Month: 2018-10',
  integer: 'Whole number',
  number: 'Number',
  code: 'One of the list',
  area: 'Code or name of an LSOA, ward or district',
};

/** The columns that a template offers. */
export function templateColumns(type: ReturnType): ReturnColumn[] {
  return type.columns.filter(
    column => column.template && column.type !== 'ignored' && column.type !== 'free-text' && column.type !== 'postcode',
  );
}

/**
 * An empty template. CSV: the row of headers, UTF-8 with a byte order mark, so that Excel reads it as such. XLSX:
 * the same with drop-downs, required columns marked, and a sheet of notes.
 */
export function templateBytes(type: ReturnType, lists: CodeLists, format: 'csv' | 'xlsx'): Uint8Array {
  const columns = templateColumns(type);
  if (format === 'csv') return Buffer.from(csvText([columns.map(column => column.label)]), 'utf8');
  const sheetColumns = columns.map((column): SpreadsheetColumn => ({
    header: column.label,
    type: column.type === 'date' ? 'date' : column.type === 'datetime' ? 'datetime' : 'text',
    width: Math.max(14, column.label.length + 2),
    required: needsValue(type, column),
    ...(column.list ? { choices: lists[column.list]!.map(([, label]) => label) } : {}),
  }));
  const notes = columns.map(column => [
    column.label,
    needsValue(type, column) ? 'Required' : '',
    kinds[column.type] ?? '',
    column.note,
    column.list ? lists[column.list]!.map(([code, label]) => `${label} (${code})`).join('; ') : '',
  ]);
  return spreadsheetBytes([
    { name: 'Return', columns: sheetColumns, rows: [] },
    {
      name: 'Notes',
      wrap: true,
      columns: [
        { header: 'Column', type: 'text', width: 24 },
        { header: 'Required', type: 'text', width: 10 },
        { header: 'What it holds', type: 'text', width: 34 },
        { header: 'Note', type: 'text', width: 60 },
        { header: 'Words and codes of the list', type: 'text', width: 60 },
      ],
      rows: [
        ...notes,
        [
          '',
          '',
          '',
          `One row is ${type.grain}. Fill in the sheet “Return” and leave the headers as they are. Do not add names, addresses or notes about a child: they are not kept.`,
          '',
        ],
        [
          '',
          '',
          '',
          `Save it with the agency and the period in its name, such as ${type.name}_police_2016-17_Q1.xlsx.`,
          '',
        ],
      ],
    },
  ]);
}
