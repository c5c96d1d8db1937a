import { analystMark } from '../../../shared/text/mark.ts';
import type { Header, PivotTable } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';
import { memberHeading } from '../../../shared/text/table-heads.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { cellWords } from '../../../shared/text/cell.ts';

const words = (header: Header) =>
  header.kind === 'total'
    ? 'All'
    : memberHeading(
        header.path.map(member => member.label).join(' › ') + (header.kind === 'subtotal' ? ' (all)' : ''),
        header.incomplete === true,
      );

function textAt(table: PivotTable, row: number, column: number, value: number): string {
  const at = (row * table.columns.length + column) * table.values.length + value;
  const status = cellStatuses[table.status[at]!]!;
  return cellWords(status, table.cells[at]!, table.values[value]!, table.protection?.symbols).text;
}

function grid(table: PivotTable): string[][] {
  const single = table.columnFields.length === 0;
  const head = [
    table.rowFields.map(field => field.label).join(' › '),
    ...table.columns.flatMap(column =>
      table.values.map(value =>
        [single ? '' : words(column), table.values.length > 1 || single ? value.label : ''].filter(Boolean).join(' · '),
      ),
    ),
  ];
  const body = table.rows.map((row, r) => [
    words(row),
    ...table.columns.flatMap((_, c) => table.values.map((__, v) => textAt(table, r, c, v))),
  ]);
  return [head, ...body];
}

/** Spreadsheet programs run text that begins like a formula; a leading apostrophe keeps it text. */
const neutral = (text: string) => (/^[=+@\t\r]/.test(text) ? `'${text}` : text);

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A table with its headers for a spreadsheet (tab-separated) and for a document (HTML). */
export function clipboardTable(table: PivotTable): { readonly text: string; readonly html: string } {
  const rows = grid(table);
  const { audience, synthetic, datasetLabel } = table.provenance;
  const marks = [...(audience === 'analyst' ? [analystMark] : []), ...(synthetic ? [syntheticWords] : [])];
  const caption = marks.length ? `<caption>${marks.map(escaped).join('. ')}</caption>` : '';
  // A spreadsheet gets the rows alone, so that they paste as numbers; a document gets what must be known of them too.
  const source = [datasetLabel, ...table.notes.map(note => note.text)].map(escaped).join(' ');
  const text = rows
    .map(row => row.map(cell => neutral(cell.replaceAll('\u00a0', ' ').replaceAll('−', '-'))).join('\t'))
    .join('\r\n');
  const tag = (r: number, c: number) => (r === 0 || c === 0 ? 'th' : 'td');
  const html = `<table>${caption}${rows.map((row, r) => `<tr>${row.map((cell, c) => `<${tag(r, c)}>${escaped(cell)}</${tag(r, c)}>`).join('')}</tr>`).join('')}</table><p>${source}</p>`;
  return { text, html };
}
