import type { CellStatus, DatePart, Header, PivotTable, ValueColumn } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { analystMark } from '../../../shared/text/mark.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { memberHeading } from '../../../shared/text/table-heads.ts';
import { csvText } from '../documents/csv.ts';
import { notesSheet, spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetSheet, SpreadsheetValue } from '../documents/spreadsheet.ts';
import { pivotJson } from './pivot-json.ts';

/** What stands in a cell that has no number: words, or the symbols of the audience's rules. */
function statusTexts(protection: PivotTable['protection']): Readonly<Record<CellStatus, string>> {
  if (!protection) return statusWords;
  const { symbols } = protection;
  return {
    ...statusWords,
    hidden: symbols.hidden,
    'no-denominator': symbols.notApplicable,
    'not-applicable': symbols.notApplicable,
    'not-comparable': symbols.notApplicable,
    'not-available': symbols.notAvailable,
  };
}

const statusWords: Readonly<Record<CellStatus, string>> = {
  value: '',
  zero: '',
  empty: '',
  'no-denominator': 'no denominator',
  'not-applicable': 'not applicable',
  hidden: 'hidden',
  'not-available': 'not available',
  rounded: '',
  'not-comparable': 'not comparable',
};

/** How the members of a field are called, by its name, its part and their code. */
export type MemberLabel = (field: string, by: DatePart | undefined, code: string | null) => string;

interface ExportWords {
  readonly title: string;
  readonly purpose: string;
  readonly memberLabel: MemberLabel;
}

/** A cell of a sheet: text, or a number with how it is shown. */
type SheetCell =
  string | { readonly number: number; readonly format: ValueColumn['format']; readonly decimals: number };

/** A table as a sheet: header rows, body rows, and lines for the notes. */
interface TableSheet {
  readonly headerRows: number;
  readonly headerColumns: number;
  readonly grid: readonly (readonly SheetCell[])[];
  readonly notes: readonly (readonly [string, string])[];
}

function labelAt(header: Header, level: number, depth: number): string {
  if (header.kind === 'total') return level === 0 ? 'Total' : '';
  const member = header.path[level];
  if (member) return memberHeading(member.label, header.incomplete === true && level === header.path.length - 1);
  return level === header.path.length && level < depth ? 'Total' : '';
}

/** The table exactly as it is on screen; headers are repeated for every row and column, so that it can be sorted. */
function sheetOf(table: PivotTable, words: ExportWords): TableSheet {
  const rowDepth = Math.max(1, table.rowFields.length);
  const columnDepth = table.columnFields.length;
  const statusText = statusTexts(table.protection);
  const limits = table.values.map(value => (value.interval && table.lower ? 3 : 1));
  const head: string[][] = [];
  for (let level = 0; level < columnDepth; level++)
    head.push([
      ...Array.from({ length: rowDepth }, (_, i) => (i === rowDepth - 1 ? table.columnFields[level]!.label : '')),
      ...table.columns.flatMap(column =>
        table.values.flatMap((_, v) => Array<string>(limits[v]!).fill(labelAt(column, level, columnDepth))),
      ),
    ]);
  head.push([
    ...Array.from({ length: rowDepth }, (_, i) => table.rowFields[i]?.label ?? ''),
    ...table.columns.flatMap(() =>
      table.values.flatMap((value, v) => {
        const label = value.unit && !value.label.includes(value.unit) ? `${value.label} (${value.unit})` : value.label;
        return limits[v] === 3 ? [label, `${label}, lower 95 %`, `${label}, upper 95 %`] : [label];
      }),
    ),
  ]);
  const body = table.rows.map((row, r) => [
    ...Array.from({ length: rowDepth }, (_, level) => labelAt(row, level, rowDepth)),
    ...table.columns.flatMap((_, c) =>
      table.values.flatMap((value, v): SheetCell[] => {
        const at = (r * table.columns.length + c) * table.values.length + v;
        const number = (n: number): SheetCell =>
          Number.isNaN(n) ? '' : { number: n, format: value.format, decimals: value.decimals };
        const cell = Number.isNaN(table.cells[at]!)
          ? statusText[cellStatuses[table.status[at]!]!]
          : number(table.cells[at]!);
        return limits[v] === 3 ? [cell, number(table.lower![at]!), number(table.upper![at]!)] : [cell];
      }),
    ),
  ]);
  const { provenance, protection } = table;
  const told = (n: number | null) => n ?? 'not given';
  const notes: [string, string][] = [
    ['Title', words.title],
    ['Data', provenance.datasetLabel],
    ['Values', table.values.map(value => value.label).join('; ')],
    ...(table.description.filters.length
      ? [['Filters', filterTexts(table, words.memberLabel).join('; ')] as [string, string]]
      : []),
    ...table.notes.map(note => ['Note', note.text] as [string, string]),
    ['Audience', provenance.audience === 'analyst' ? analystMark : provenance.audience],
    ...(protection
      ? [
          ['Rules', `Version ${protection.rulesVersion}`] as [string, string],
          [
            'Symbols',
            `${protection.symbols.hidden} hidden; ${protection.symbols.notApplicable} not applicable; ${protection.symbols.notAvailable} not available`,
          ] as [string, string],
        ]
      : []),
    ['Purpose', words.purpose || 'not given'],
    [
      'Source',
      `${provenance.batches} batches${provenance.agencies.length ? ` from ${provenance.agencies.join(', ')}` : ''}; ${told(provenance.setAsideRows)} rows set aside`,
    ],
    ['Rows counted', rowsCounted(provenance)],
    ['Data until', provenance.dataUntil ?? 'not dated'],
    ...(table.description.asAt ? [['As at', table.description.asAt] as [string, string]] : []),
    ['Data version', String(provenance.dataVersion)],
    ['Written', provenance.answeredAt],
    ...(provenance.synthetic ? [['Demonstration', syntheticWords] as [string, string]] : []),
  ];
  return { headerRows: head.length, headerColumns: rowDepth, grid: [...head, ...body], notes };
}

/** How many rows a table counts of how many, where its audience is told. */
function rowsCounted({ rowsInTable, rowsInDataset }: PivotTable['provenance']): string {
  if (rowsInTable === null) return 'not told to this audience';
  return rowsInDataset === null ? String(rowsInTable) : `${rowsInTable} of ${rowsInDataset}`;
}

function filterTexts({ description }: PivotTable, memberLabel: MemberLabel): readonly string[] {
  const fields = datasetNamed(description.dataset)?.fields ?? [];
  const labelOf = (name: string) => fields.find(field => field.name === name)?.label ?? name;
  return description.filters.map(filter =>
    filterText(filter, labelOf(filter.field), code => memberLabel(filter.field, filter.by, code)),
  );
}

function filterText(
  filter: PivotTable['description']['filters'][number],
  label: string,
  memberLabel: (code: string | null) => string,
): string {
  const list = (codes: readonly (string | null)[]) => codes.map(memberLabel).join(', ');
  const parts = [
    filter.in ? `is ${list(filter.in)}` : '',
    filter.notIn ? `is not ${list(filter.notIn)}` : '',
    filter.from !== undefined ? `from ${filter.from}` : '',
    filter.to !== undefined ? `to ${filter.to}` : '',
    filter.contains !== undefined ? `contains "${filter.contains}"` : '',
  ];
  return `${label}${filter.by ? ` by ${filter.by.replaceAll('-', ' ')}` : ''} ${parts.filter(Boolean).join(' ')}`;
}

/** Every digit that there is; a percentage as its heading says, in hundredths. */
function csvValue(cell: SheetCell): SpreadsheetValue {
  if (typeof cell === 'string') return cell;
  return cell.format === 'percent' ? Number((cell.number * 100).toPrecision(15)) : cell.number;
}

/** The sheet as CSV, notes after an empty line. */
const csvOf = (sheet: TableSheet): string => csvText([...sheet.grid.map(row => row.map(csvValue)), [], ...sheet.notes]);

const cellTypes: Readonly<Record<ValueColumn['format'], 'integer' | 'number' | 'percent'>> = {
  count: 'integer',
  number: 'number',
  percent: 'percent',
  rate: 'number',
  days: 'number',
  money: 'number',
};

/** The sheet as a workbook: real numbers under frozen headers, and a second sheet with the notes. */
function workbookOf(sheet: TableSheet, title: string): SpreadsheetSheet[] {
  const head = sheet.grid.slice(0, sheet.headerRows);
  const body = sheet.grid.slice(sheet.headerRows);
  const columns = (head[0] ?? []).map((_, c): SpreadsheetColumn => {
    const first = body.map(row => row[c]).find(cell => typeof cell === 'object');
    return {
      header: head.map(row => row[c] as string),
      type: typeof first === 'object' ? cellTypes[first.format] : 'text',
      ...(typeof first === 'object' ? { decimals: first.decimals } : {}),
      width: c < sheet.headerColumns ? 28 : 14,
    };
  });
  return [
    {
      name: title === 'Notes' ? 'Table' : title,
      columns,
      rows: body.map(row => row.map(cell => (typeof cell === 'object' ? cell.number : cell === '' ? null : cell))),
      frozenColumns: sheet.headerColumns,
    },
    notesSheet('This table', sheet.notes),
  ];
}

/** What an Excel sheet can hold. */
const sheetRows = 1_048_576;
const sheetColumns = 16_384;

/** What an analyst's own JSON says of itself. */
const markOf = ({ provenance }: PivotTable, { purpose }: Pick<ExportWords, 'purpose'>) =>
  provenance.audience === 'analyst' ? { mark: analystMark, purpose } : {};

/** The bytes of an export. Fault too-large for a table that no spreadsheet holds. */
export async function exportedFile(
  table: PivotTable,
  format: 'csv' | 'xlsx' | 'json',
  words: ExportWords,
): Promise<Uint8Array> {
  if (format === 'json') return Buffer.from(JSON.stringify({ ...markOf(table, words), ...pivotJson(table) }), 'utf8');
  const sheet = sheetOf(table, words);
  if (format === 'xlsx' && (sheet.grid.length > sheetRows || (sheet.grid[0]?.length ?? 0) > sheetColumns))
    throw new FaultError(
      'too-large',
      'This table has more rows or columns than a spreadsheet can hold. Export it as CSV, or show fewer members.',
    );
  return format === 'csv'
    ? Buffer.from(csvOf(sheet), 'utf8')
    : spreadsheetBytes(
        workbookOf(sheet, words.title),
        null,
        table.provenance.audience === 'analyst' ? analystMark : null,
      );
}
