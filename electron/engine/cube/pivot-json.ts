import type { CellStatus, Header, PivotTable } from '../../../shared/contract/cube.ts';
import { cellStatuses } from '../../../shared/contract/cube.ts';

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
  /** Without how long it took: the same table is the same text. */
  readonly provenance: Omit<PivotTable['provenance'], 'milliseconds'>;
}

const numberOrNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);

/** Unpacks the engine's arrays into the shape that `csaf pivot` promises. Without column fields, `columns` is empty and each row has one cell group. */
export function pivotJson(table: PivotTable): PivotJson {
  const { milliseconds: _, ...provenance } = table.provenance;
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
    provenance,
  };
}
