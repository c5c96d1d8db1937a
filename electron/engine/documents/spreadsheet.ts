import { daysOfIso, minutesOfIso } from '../../../shared/model/period.ts';
import { officeBytes, relationshipTypes, xmlDeclaration, xmlText } from './office-package.ts';
import type { OfficeProperties } from './office-package.ts';
import { styleSheet } from './spreadsheet-styles.ts';
import type { CellStyle, StyleSheet } from './spreadsheet-styles.ts';

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

/** The sheet beside a table that says what it is: in each row a word and what there is to say of it. */
export const notesSheet = (heading: string, rows: readonly (readonly [string, string])[]): SpreadsheetSheet => ({
  name: 'Notes',
  columns: [
    { header: 'About', type: 'text', width: 18 },
    { header: heading, type: 'text', width: 100 },
  ],
  rows,
  wrap: true,
});

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Rows that offer a drop-down. */
const rowsWithChoices = 5000;
const longestCell = 32_767;
const usualWidth = 16;
/** Days from a spreadsheet's day 0 (30 December 1899) to 1970-01-01; right from 1 March 1900 on. */
const epoch = 25_569;
const firstSerial = 61;

/**
 * An XLSX workbook (ECMA-376, SpreadsheetML): text as text (a leading = is never a formula), numbers and dates as such,
 * headers frozen. The same sheets give the same bytes. `mark` stands at the head of every printed page.
 */
export function spreadsheetBytes(
  sheets: readonly SpreadsheetSheet[],
  properties: OfficeProperties | null = null,
  mark: string | null = null,
): Buffer {
  const lists = choicesOf(sheets);
  const names = sheetNames([...sheets.map(sheet => sheet.name), ...(lists.length === 0 ? [] : ['Lists'])]);
  const book = { styles: styleSheet(), texts: new Map<string, number>() };
  const offered = { lists, sheet: names.at(-1)! };
  const bodies = [
    ...sheets.map((sheet, at) => worksheet(sheet, book, offered, { isFirst: at === 0, mark })),
    ...(lists.length === 0 ? [] : [listsSheet(lists, book)]),
  ];
  const parts = bodies.map((content, at) => ({
    path: `xl/worksheets/sheet${at + 1}.xml`,
    type: `${kind}.worksheet+xml`,
    content,
  }));
  const relationships = [
    ...parts.map(({ path }, at) => ({ id: `rId${at + 1}`, type: `${relationshipTypes}/worksheet`, target: path })),
    { id: 'rIdStyles', type: `${relationshipTypes}/styles`, target: 'xl/styles.xml' },
    { id: 'rIdTexts', type: `${relationshipTypes}/sharedStrings`, target: 'xl/sharedStrings.xml' },
  ];
  return officeBytes(
    [
      { path: 'xl/workbook.xml', type: `${kind}.sheet.main+xml`, content: workbook(names), relationships },
      ...parts,
      { path: 'xl/styles.xml', type: `${kind}.styles+xml`, content: book.styles.xml() },
      { path: 'xl/sharedStrings.xml', type: `${kind}.sharedStrings+xml`, content: sharedTexts(book.texts) },
    ],
    properties,
  );
}

/** Lists that drop-downs offer, each once. */
function choicesOf(sheets: readonly SpreadsheetSheet[]): readonly (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  for (const sheet of sheets)
    for (const { choices } of sheet.columns) if (choices?.length) lists.set(choices.join('\n'), choices);
  return [...lists.values()];
}

/**
 * Names as a spreadsheet takes them: at most 31 characters without some signs, no apostrophe at an end, not "History",
 * and none twice whatever its capitals. Source: Microsoft, Rename a worksheet.
 */
function sheetNames(wanted: readonly string[]): readonly string[] {
  const taken = new Set(['history']);
  return wanted.map(name => {
    const plain =
      name
        .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
        .slice(0, 31)
        .toWellFormed()
        .replace(/^[\s']+|[\s']+$/g, '') || 'Sheet';
    let own = plain;
    for (let n = 2; taken.has(own.toLocaleLowerCase('en-GB')); n++)
      own = `${plain.slice(0, 31 - ` (${n})`.length)} (${n})`;
    taken.add(own.toLocaleLowerCase('en-GB'));
    return own;
  });
}

function workbook(names: readonly string[]): string {
  const list = names.map((name, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return `${xmlDeclaration}<workbook xmlns="${main}" xmlns:r="${relationshipTypes}"><bookViews><workbookView/></bookViews><sheets>${list.join('')}</sheets></workbook>`;
}

interface Book {
  readonly styles: StyleSheet;
  /** Each text once, in the order in which it was first met. */
  readonly texts: Map<string, number>;
}

function sharedTexts(texts: Book['texts']): string {
  const items = [...texts.keys()].map(text => `<si><t xml:space="preserve">${xmlText(text)}</t></si>`);
  return `${xmlDeclaration}<sst xmlns="${main}" uniqueCount="${texts.size}">${items.join('')}</sst>`;
}

const headerDepth = (sheet: SpreadsheetSheet): number =>
  Math.max(1, ...sheet.columns.map(column => (typeof column.header === 'string' ? 1 : column.header.length)));

function worksheet(
  sheet: SpreadsheetSheet,
  book: Book,
  offered: { readonly lists: readonly (readonly string[])[]; readonly sheet: string },
  { isFirst, mark }: { readonly isFirst: boolean; readonly mark: string | null },
): string {
  const depth = headerDepth(sheet);
  const letters = sheet.columns.map((_, at) => columnLetters(at));
  const headers = Array.from(
    { length: depth },
    (_, line) =>
      `<row r="${line + 1}">${sheet.columns.map((column, at) => headerCell(column, line, depth, `${letters[at]}${line + 1}`, book)).join('')}</row>`,
  );
  const rows = sheet.rows.map((row, n) => {
    const number = depth + n + 1;
    return `<row r="${number}">${sheet.columns.map((column, at) => cellXml(row[at] ?? null, column, sheet.wrap ?? false, `${letters[at]}${number}`, book)).join('')}</row>`;
  });
  return sheetXml({
    view: sheetView(sheet.frozenColumns ?? 0, depth, isFirst),
    widths: sheet.columns.map(column => column.width ?? usualWidth),
    rows: [...headers, ...rows],
    rules: dropDowns(sheet, offered, depth),
    mark,
  });
}

function listsSheet(lists: readonly (readonly string[])[], book: Book): string {
  const longest = Math.max(...lists.map(list => list.length));
  const rows = Array.from({ length: longest }, (_, row) => {
    const cells = lists.map((list, at) =>
      list[row] === undefined ? '' : textCell(list[row], {}, `${columnLetters(at)}${row + 1}`, book),
    );
    return `<row r="${row + 1}">${cells.join('')}</row>`;
  });
  return sheetXml({ view: '', widths: lists.map(() => 24), rows, rules: '', mark: null });
}

/** A worksheet; the order of its elements is that of the standard. */
function sheetXml(sheet: {
  readonly view: string;
  readonly widths: readonly number[];
  readonly rows: readonly string[];
  readonly rules: string;
  readonly mark: string | null;
}): string {
  const columns = sheet.widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${xmlDeclaration}<worksheet xmlns="${main}">${sheet.view}${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>${sheet.rows.join('')}</sheetData>${sheet.rules}${sheet.mark === null ? '' : pageHead(sheet.mark)}</worksheet>`;
}

/** Words at the head of every page that is printed. `&` begins a code in it, so it is doubled. */
const pageHead = (mark: string): string =>
  `<headerFooter><oddHeader>&amp;C${xmlText(mark.replaceAll('&', '&&'))}</oddHeader></headerFooter>`;

/** Headers, and the columns that are asked for, stay in sight. */
function sheetView(frozenColumns: number, depth: number, isFirst: boolean): string {
  const across = frozenColumns > 0 ? ` xSplit="${frozenColumns}"` : '';
  const pane = frozenColumns > 0 ? 'bottomRight' : 'bottomLeft';
  return `<sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane${across} ySplit="${depth}" topLeftCell="${columnLetters(frozenColumns)}${depth + 1}" activePane="${pane}" state="frozen"/></sheetView></sheetViews>`;
}

function headerCell(
  { header, required }: SpreadsheetColumn,
  line: number,
  depth: number,
  place: string,
  book: Book,
): string {
  const lines = typeof header === 'string' ? [header] : header;
  const text = lines[line - (depth - lines.length)];
  if (text === undefined || text === '') return '';
  const fill = required && line === depth - 1 ? 'FFF2CC' : 'E7E9EE';
  return textCell(text, { bold: true, fill, wrap: true }, place, book);
}

function cellXml(value: SpreadsheetValue, column: SpreadsheetColumn, wrap: boolean, place: string, book: Book): string {
  if (value === null || value === '') return '';
  const plain = (style: CellStyle, content: string | number, type = '') =>
    `<c r="${place}" s="${book.styles.index(style)}"${type}><v>${content}</v></c>`;
  if (typeof value === 'boolean') return plain({}, value ? 1 : 0, ' t="b"');
  if (typeof value === 'number') return Number.isFinite(value) ? plain({ format: numberFormat(column) }, value) : '';
  const serial = serialOf(value, column.type);
  if (serial === null) return textCell(value, wrap ? { wrap: true } : {}, place, book);
  return plain({ format: column.type === 'date' ? 'dd/mm/yyyy' : 'dd/mm/yyyy hh:mm' }, serial);
}

function textCell(text: string, style: CellStyle, place: string, book: Book): string {
  const kept = escapedText(text);
  const at = book.texts.get(kept) ?? book.texts.size;
  book.texts.set(kept, at);
  return `<c r="${place}" s="${book.styles.index(style)}" t="s"><v>${at}</v></c>`;
}

/** A carriage return, which XML would take for a line feed, and what looks like such an escape, are written as _x000D_. */
const escapedText = (text: string): string =>
  text
    .slice(0, longestCell)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_');

/** A day or a time as the number of a spreadsheet; null for text, and for days before its calendar is right. */
function serialOf(iso: string, type: SpreadsheetColumn['type']): number | null {
  const serial =
    type === 'date' ? daysOfIso(iso) + epoch : type === 'datetime' ? minutesOfIso(iso) / 1440 + epoch : NaN;
  return serial >= firstSerial ? serial : null;
}

function numberFormat({ type, decimals = 1 }: SpreadsheetColumn): string | undefined {
  const tail = decimals > 0 ? `.${'0'.repeat(decimals)}` : '';
  if (type === 'percent') return `0${tail}%`;
  if (type === 'integer') return '#,##0';
  return type === 'number' ? `#,##0${tail}` : undefined;
}

/** Excel's letters of a column; the first is 0. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

function dropDowns(
  sheet: SpreadsheetSheet,
  { lists, sheet: listsName }: { readonly lists: readonly (readonly string[])[]; readonly sheet: string },
  depth: number,
): string {
  const rules = sheet.columns.flatMap(({ choices }, at) => {
    if (!choices?.length) return [];
    const list = lists.findIndex(one => one.join('\n') === choices.join('\n'));
    const [letters, from] = [columnLetters(at), columnLetters(list)];
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorStyle="warning" errorTitle="Not in the list" error="Choose one of the list." sqref="${letters}${depth + 1}:${letters}${depth + rowsWithChoices}"><formula1>'${listsName.replaceAll("'", "''")}'!$${from}$1:$${from}$${choices.length}</formula1></dataValidation>`,
    ];
  });
  return rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
}
