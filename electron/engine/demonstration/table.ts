import { isoOfDays } from '../../../shared/model/period.ts';

/** A cell as the agency means it; how it is written depends on the file. */
export type Cell = string | number | null | { readonly day: number } | { readonly minute: number };

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** How an agency's system writes its CSV files. */
export interface CsvStyle {
  readonly dates: 'iso' | 'british';
  readonly delimiter: ',' | ';' | '\t';
  readonly lineEnd: '\n' | '\r\n';
  readonly byteOrderMark: boolean;
}

export const plainStyle: CsvStyle = { dates: 'iso', delimiter: ',', lineEnd: '\n', byteOrderMark: false };

/** "2016-10-30 01:30" of wall-clock minutes. */
const clockText = (minutes: number) =>
  `${isoOfDays(Math.floor(minutes / 1440))} ${new Date(minutes * 60_000).toISOString().slice(11, 16)}`;

/** A cell as text: dates as 2016-04-01 or 01/04/2016, date-times as 2016-10-30 01:30 on the wall clock. */
export function cellText(cell: Cell, dates: CsvStyle['dates'] = 'iso'): string {
  if (cell === null) return '';
  if (typeof cell !== 'object') return String(cell);
  if ('minute' in cell) return clockText(cell.minute);
  const iso = isoOfDays(cell.day);
  return dates === 'iso' ? iso : `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}

/** The table as CSV (RFC 4180 quoting) in UTF-8. */
export function csvBytes(table: Table, style: CsvStyle = plainStyle): Uint8Array {
  const quoted = (text: string) =>
    text.includes(style.delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [
    table.columns.map(quoted),
    ...table.rows.map(row => row.map(cell => quoted(cellText(cell, style.dates)))),
  ];
  const text = lines.map(cells => cells.join(style.delimiter) + style.lineEnd).join('');
  return new TextEncoder().encode((style.byteOrderMark ? '\uFEFF' : '') + text);
}
