import type { Header, PivotTable } from '../../shared/contract/cube.ts';
import { pivotJson } from '../engine/cube/pivot-json.ts';
import type { Cell } from '../engine/cube/pivot-json.ts';

/** Columns of text, padded: numbers to the right, text to the left. */
export function formatTable(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const text = [header, ...rows].map(row =>
    row.map(cell => (cell === null ? '–' : typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell)),
  );
  const widths = header.map((_, c) => Math.max(...text.map(row => row[c]?.length ?? 0)));
  const right = header.map((_, c) => rows.length > 0 && rows.every(row => typeof row[c] !== 'string'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  const [head, ...body] = text;
  return [line(head!), widths.map(width => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

/** A pivot for people at a terminal. */
export function formatPivot(table: PivotTable): string {
  const json = pivotJson(table);
  const label = (header: Header) =>
    header.kind === 'total'
      ? 'All'
      : header.path.map(member => member.label).join(' · ') + (header.kind === 'subtotal' ? ' (all)' : '');
  const cells = table.columns.flatMap(column =>
    table.values.map(value =>
      [table.columnFields.length === 0 ? '' : label(column), value.label].filter(Boolean).join(' · '),
    ),
  );
  const shown = (cell: Cell): string | number | null =>
    cell.status === 'hidden' ? 'c' : cell.value === null ? null : Math.round(cell.value * 100) / 100;
  const body = json.rows.map((row, r) => [label(row), ...json.cells[r]!.flat().map(shown)]);
  const notes = table.notes.map(note => `  ${note.text}`).join('\n');
  return `${formatTable([table.rowFields.map(field => field.label).join(' · ') || ' ', ...cells], body)}\n${notes}`.trimEnd();
}
