import type { CellStatus, PivotTable } from '../../shared/contract/cube.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import { cellWords } from '../../shared/text/cell.ts';

export { valueText } from '../../shared/text/cell.ts';

/** What a cell shows, what a screen reader says, and how it looks. */
export interface CellText {
  readonly text: string;
  readonly spoken: string;
  readonly status: CellStatus;
}

/** The text of cell (row, column, value) of a table. */
export function cellText(table: PivotTable, row: number, column: number, value: number): CellText {
  const at = (row * table.columns.length + column) * table.values.length + value;
  const status = cellStatuses[table.status[at]!]!;
  const words = cellWords(status, table.cells[at]!, table.values[value]!, table.protection?.symbols);
  return { text: words.text, spoken: words.spoken, status: words.isEmpty ? 'empty' : status };
}
