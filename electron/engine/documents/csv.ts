import type { SpreadsheetValue } from './spreadsheet.ts';

/**
 * Lines as CSV (RFC 4180): UTF-8 with the mark by which Excel knows it, lines that end with CR LF, and text that is never
 * a formula when a spreadsheet opens it.
 */
export const csvText = (lines: readonly (readonly SpreadsheetValue[])[]): string =>
  `\ufeff${lines.map(line => `${line.map(csvCell).join(',')}\r\n`).join('')}`;

function csvCell(value: SpreadsheetValue): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
