import writeExcelFile from 'write-excel-file/node';
import type { Cell, Feature, Image, SheetData } from 'write-excel-file/node';
import { daysOfIso, minutesOfIso } from '../../../shared/model/period.ts';
import { writeWhole } from './whole-file.ts';

/** ISO text for days and local minutes; null is an empty cell. */
export type SpreadsheetValue = string | number | boolean | null;

export interface SpreadsheetColumn {
  /** One line, or several from the top down; the lines above the last repeat over a group of columns. */
  readonly header: string | readonly string[];
  readonly type: 'text' | 'integer' | 'number' | 'percent' | 'date' | 'datetime';
  /** For numbers and percents; 1 when not given. A percent is written as a fraction: 0.5 shows as 50 %. */
  readonly decimals?: number;
  /** In characters. */
  readonly width?: number;
  /** Offered as a drop-down in the cells below the header. */
  readonly choices?: readonly string[];
  /** Marks the header. */
  readonly required?: boolean;
}

export interface SpreadsheetSheet {
  readonly name: string;
  readonly columns: readonly SpreadsheetColumn[];
  readonly rows: readonly (readonly SpreadsheetValue[])[];
  /** Columns that stay in sight when scrolling; headers always do. */
  readonly frozenColumns?: number;
  /** Text runs over several lines where it is long. */
  readonly wrap?: boolean;
}

const choicesSheet = 'Lists';
/** Rows that offer a drop-down. */
const rowsWithChoices = 5000;
const longestCell = 32_767;

/**
 * Writes an XLSX workbook: text as text (a leading = is never a formula), numbers and dates as such, headers frozen. The
 * same sheets give the same bytes. The file appears whole or not at all. Faults: disk, refused.
 */
export async function writeSpreadsheet(file: string, sheets: readonly SpreadsheetSheet[]): Promise<void> {
  await writeWhole(file, await spreadsheetBytes(sheets));
}

/** The bytes that `writeSpreadsheet` writes. */
export async function spreadsheetBytes(sheets: readonly SpreadsheetSheet[]): Promise<Buffer> {
  const lists = new Map<string, readonly string[]>();
  for (const sheet of sheets)
    for (const column of sheet.columns)
      if (column.choices?.length) lists.set(column.choices.join('\n'), column.choices);
  const listed = [...lists.values()];
  const all = [
    ...sheets.map(sheet => ({
      data: sheetData(sheet),
      sheet: sheetName(sheet.name),
      columns: sheet.columns.map(column => ({ width: column.width ?? 16 })),
      stickyRowsCount: headerDepth(sheet),
      ...(sheet.frozenColumns ? { stickyColumnsCount: sheet.frozenColumns } : {}),
    })),
    ...(listed.length === 0
      ? []
      : [{ data: listData(listed), sheet: choicesSheet, columns: listed.map(() => ({ width: 24 })) }]),
  ];
  const bytes = await writeExcelFile(all, {
    fontFamily: 'Calibri',
    fontSize: 11,
    features: [dropDowns(sheets, [...lists.keys()], listed)],
  }).toBuffer();
  return withoutTimes(Buffer.from(bytes));
}

const headerDepth = (sheet: SpreadsheetSheet): number =>
  Math.max(1, ...sheet.columns.map(column => (typeof column.header === 'string' ? 1 : column.header.length)));

/** Names of sheets have at most 31 characters, without some signs. */
const sheetName = (name: string): string =>
  name
    .replace(/[[\]:*?/\\]/g, ' ')
    .slice(0, 31)
    .trim() || 'Sheet';

function sheetData(sheet: SpreadsheetSheet): SheetData {
  const depth = headerDepth(sheet);
  const headers = Array.from({ length: depth }, (_, line) =>
    sheet.columns.map((column): Cell => {
      const lines = typeof column.header === 'string' ? [column.header] : column.header;
      const text = lines[line - (depth - lines.length)];
      if (text === undefined || text === '') return null;
      const mark =
        column.required && line === depth - 1 ? { backgroundColor: '#fff2cc' } : { backgroundColor: '#e7e9ee' };
      return { value: text, type: String, fontWeight: 'bold', wrap: true, alignVertical: 'top', ...mark };
    }),
  );
  return [
    ...headers,
    ...sheet.rows.map(row => sheet.columns.map((column, at) => cellOf(row[at] ?? null, column, sheet.wrap ?? false))),
  ];
}

function cellOf(value: SpreadsheetValue, column: SpreadsheetColumn, wrap: boolean): Cell {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return { value, type: Boolean };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    const decimals = column.decimals ?? 1;
    const tail = decimals > 0 ? `.${'0'.repeat(decimals)}` : '';
    const format =
      column.type === 'percent'
        ? `0${tail}%`
        : column.type === 'integer'
          ? '#,##0'
          : column.type === 'number'
            ? `#,##0${tail}`
            : undefined;
    return { value, type: Number, ...(format ? { format } : {}) };
  }
  if (column.type === 'date' && !Number.isNaN(daysOfIso(value)))
    return { value: new Date(daysOfIso(value) * 86_400_000), type: Date, format: 'dd/mm/yyyy' };
  if (column.type === 'datetime' && !Number.isNaN(minutesOfIso(value)))
    return { value: new Date(minutesOfIso(value) * 60_000), type: Date, format: 'dd/mm/yyyy hh:mm' };
  return { value: cleanText(value), type: String, ...(wrap ? { wrap: true, alignVertical: 'top' as const } : {}) };
}

/** XML has no place for most control characters, nor for halves of a pair. */
const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .slice(0, longestCell);

function listData(lists: readonly (readonly string[])[]): SheetData {
  const longest = Math.max(...lists.map(list => list.length));
  return Array.from({ length: longest }, (_, row) =>
    lists.map((list): Cell => (list[row] === undefined ? null : { value: list[row], type: String })),
  );
}

/** Excel's letters of a column; the first is 0. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

function dropDowns(
  sheets: readonly SpreadsheetSheet[],
  keys: readonly string[],
  lists: readonly (readonly string[])[],
): Feature<Image['content']> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) => {
            const sheet = sheets[sheetIndex];
            if (!sheet) return xml;
            const depth = headerDepth(sheet);
            const rules = sheet.columns.flatMap((column, at) => {
              if (!column.choices?.length) return [];
              const list = keys.indexOf(column.choices.join('\n'));
              const letters = columnLetters(at);
              const from = columnLetters(list);
              return [
                `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorStyle="warning" errorTitle="Not in the list" error="Choose one of the list." sqref="${letters}${depth + 1}:${letters}${depth + rowsWithChoices}"><formula1>${choicesSheet}!$${from}$1:$${from}$${lists[list]!.length}</formula1></dataValidation>`,
              ];
            });
            return rules.length === 0
              ? xml
              : xml.replace(
                  '</sheetData>',
                  `</sheetData><dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`,
                );
          },
        },
      },
    },
  };
}

/** Sets every time of a ZIP file to its beginning, 1980: the same content is then the same file. Source: APPNOTE 4.3. */
function withoutTimes(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) return zip;
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    zip.writeUInt32LE(0x00210000, at + 12);
    zip.writeUInt32LE(0x00210000, zip.readUInt32LE(at + 42) + 10);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}

/** Text of one CSV cell: quoted where needed, and never a formula when a spreadsheet opens it. */
export function csvCell(value: SpreadsheetValue): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
