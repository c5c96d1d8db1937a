import type { HeaderMatch } from '../recognition.ts';
import type { ReturnColumn } from '../return-types.ts';
import type { RowState } from './row-state.ts';

/** Kinds of column of which not even the header is kept. */
const dropped: ReadonlySet<ReturnColumn['type']> = new Set(['free-text', 'ignored']);
/** Kinds of column that say who or exactly where. */
const hidden: ReadonlySet<ReturnColumn['type']> = new Set(['identifier', 'postcode', 'longitude', 'latitude']);

/** What of a row may be kept while it is set aside: by header; null where a cell is not kept. */
export function keptCells(
  { header, columns, spread }: HeaderMatch,
  state: RowState,
  cells: readonly string[],
): Record<string, string | null> {
  const kept: Record<string, string | null> = {};
  for (let i = 0; i < header.length; i++) {
    const column = columns[i];
    if (column ? dropped.has(column.type) : !spread.some(({ place }) => place === i)) continue;
    const cell = (cells[i] ?? '').trim();
    const isHidden = column ? hidden.has(column.type) : false;
    kept[header[i]!.trim()] = !isHidden && (cell === '' || state.mayKeep(cell)) ? cell : null;
  }
  return kept;
}
