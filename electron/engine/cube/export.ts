import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CellStatus, Header, PivotTable, ValueColumn } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';

/** What stands in a cell that has no number. */
const statusText: Readonly<Record<CellStatus, string>> = {
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

export interface ExportWords {
  readonly title: string;
  readonly purpose: string;
}

/** A cell of a sheet: text, or a number with how it is shown. */
export type SheetCell =
  string | { readonly number: number; readonly format: ValueColumn['format']; readonly decimals: number };

/** A table as a sheet: header rows, body rows, and lines for the notes. */
export interface TableSheet {
  readonly headerRows: number;
  readonly headerColumns: number;
  readonly grid: readonly (readonly SheetCell[])[];
  readonly notes: readonly (readonly [string, string])[];
}

function labelAt(header: Header, level: number, depth: number): string {
  if (header.kind === 'total') return level === 0 ? 'Total' : '';
  const member = header.path[level];
  if (member) return header.incomplete && level === header.path.length - 1 ? `${member.label} (part)` : member.label;
  return level === header.path.length && level < depth ? 'Total' : '';
}

/** The table exactly as it is on screen; headers are repeated for every row and column, so that it can be sorted. */
export function sheetOf(table: PivotTable, words: ExportWords): TableSheet {
  const rowDepth = Math.max(1, table.rowFields.length);
  const columnDepth = table.columnFields.length;
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
  const { provenance } = table;
  const notes: [string, string][] = [
    ['Title', words.title],
    ['Data', provenance.datasetLabel],
    ['Values', table.values.map(value => value.label).join('; ')],
    ...(table.description.filters.length
      ? [['Filters', table.description.filters.map(filterText).join('; ')] as [string, string]]
      : []),
    ...table.notes.map(note => ['Note', note.text] as [string, string]),
    [
      'Audience',
      provenance.audience === 'analyst'
        ? 'Analyst: not protected against disclosure. Do not pass on.'
        : provenance.audience,
    ],
    ['Purpose', words.purpose || 'not given'],
    [
      'Source',
      `${provenance.batches} batches${provenance.agencies.length ? ` from ${provenance.agencies.join(', ')}` : ''}; ${provenance.setAsideRows} rows set aside`,
    ],
    ['Rows counted', `${provenance.rowsInTable} of ${provenance.rowsInDataset}`],
    ['Data until', provenance.dataUntil ?? 'not dated'],
    ...(table.description.asAt ? [['As at', table.description.asAt] as [string, string]] : []),
    ['Data version', String(provenance.dataVersion)],
    ['Written', provenance.answeredAt],
    ...(provenance.synthetic ? [['Demonstration', 'Demonstration data (synthetic)'] as [string, string]] : []),
  ];
  return { headerRows: head.length, headerColumns: rowDepth, grid: [...head, ...body], notes };
}

function filterText(filter: PivotTable['description']['filters'][number]): string {
  const list = (codes: readonly (string | null)[]) => codes.map(code => code ?? 'not recorded').join(', ');
  const parts = [
    filter.in ? `is ${list(filter.in)}` : '',
    filter.notIn ? `is not ${list(filter.notIn)}` : '',
    filter.from !== undefined ? `from ${filter.from}` : '',
    filter.to !== undefined ? `to ${filter.to}` : '',
    filter.contains !== undefined ? `contains "${filter.contains}"` : '',
  ];
  return `${filter.field}${filter.by ? ` by ${filter.by}` : ''} ${parts.filter(Boolean).join(' and ')}`;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function neutralised(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function csvField(cell: SheetCell): string {
  // The number as it is: a fraction for a share, every digit; rounding is the reader's.
  const text = typeof cell === 'string' ? neutralised(cell) : String(cell.number);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The sheet as CSV: UTF-8 with a byte-order mark, RFC 4180, notes after an empty line. */
export function csvOf(sheet: TableSheet): string {
  const lines = [
    ...sheet.grid.map(row => row.map(csvField).join(',')),
    '',
    ...sheet.notes.map(pair => pair.map(csvField).join(',')),
  ];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** The bytes of an export. */
export async function exportedFile(table: PivotTable, format: 'csv' | 'xlsx', words: ExportWords): Promise<Uint8Array> {
  const sheet = sheetOf(table, words);
  if (format === 'csv') return Buffer.from(csvOf(sheet), 'utf8');
  throw new FaultError('refused', 'Spreadsheets are not built yet; export as CSV.');
}

/** Writes a file whole or not at all: beside its place first, to the disk, then renamed. Fault disk. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    const code = (error as { code?: string }).code ?? '';
    throw new FaultError(
      'disk',
      code === 'ENOSPC'
        ? 'The disk is full. Nothing was written.'
        : `${path.basename(file)} cannot be written there. Close it where it is open, or choose another folder; nothing was changed.`,
    );
  }
}
