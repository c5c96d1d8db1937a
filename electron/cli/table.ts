import type { CellStatus, Header, PivotTable } from '../../shared/contract/cube.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';

export interface Cell {
  readonly value: number | null;
  readonly status: CellStatus;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** A pivot as plain JSON: rows, columns, values, cells by row, column and value, notes and provenance. */
export interface PivotJson {
  readonly rows: readonly Header[];
  readonly columns: readonly Header[];
  readonly values: readonly string[];
  readonly cells: readonly (readonly (readonly Cell[])[])[];
  readonly notes: PivotTable['notes'];
  readonly provenance: PivotTable['provenance'];
}

const numberOrNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);

/** Unpacks the engine's arrays into the shape that `csaf pivot` promises. Without column fields, `columns` is empty and each row has one cell group. */
export function pivotJson(table: PivotTable): PivotJson {
  const width = table.columns.length;
  const depth = table.values.length;
  const cell = (at: number): Cell => {
    const plain = { value: numberOrNull(table.cells[at]), status: cellStatuses[table.status[at]!]! };
    return table.lower && table.upper
      ? { ...plain, lower: numberOrNull(table.lower[at]), upper: numberOrNull(table.upper[at]) }
      : plain;
  };
  return {
    rows: table.rows,
    columns: table.columnFields.length === 0 ? [] : table.columns,
    values: table.values.map(value => value.measure),
    cells: table.rows.map((_, r) =>
      table.columns.map((__, c) => table.values.map((___, v) => cell((r * width + c) * depth + v))),
    ),
    notes: table.notes,
    provenance: table.provenance,
  };
}

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
