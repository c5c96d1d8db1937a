import type { Header, ParsedPivot, PivotTable } from '../../shared/contract/cube.ts';
import type { shadesOf } from './shading.ts';

/** Where a cell is: indexes into the table's rows, columns and values. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

export type Sort = ParsedPivot['sort'][number];

/** What the columns of a grid are made from: as long as it is the same one, the grid keeps them and takes rows only. */
export type Layout = Pick<PivotTable, 'columns' | 'values' | 'columnFields'>;

/** A row of the grid: the index of the table's row, and where it stands in the tree. */
export interface GridRow {
  readonly id: string;
  readonly table: PivotTable;
  /** The grid takes new columns and new rows one after the other; a row is only read by columns of its own layout. */
  readonly layout: Layout;
  readonly shades: ReturnType<typeof shadesOf>;
  readonly r: number;
  readonly header: Header;
  readonly depth: number;
  readonly opens: boolean;
}

export const pathKey = (header: Header): string =>
  JSON.stringify(header.path.map(member => (member.others ? { others: true } : member.code)));

export function headerWords(header: Header, table: PivotTable): string {
  const last = header.path.at(-1);
  if (header.kind === 'total') return 'All';
  return last?.label ?? table.description.dataset;
}

/** The rows to show, in order, without those inside a closed one. */
export function openRows(
  table: PivotTable,
  closed: ReadonlySet<string>,
  common: Pick<GridRow, 'table' | 'layout' | 'shades'>,
): readonly GridRow[] {
  const rows: GridRow[] = [];
  const parents = new Set(table.rows.filter(header => header.kind === 'subtotal').map(pathKey));
  table.rows.forEach((header, r) => {
    if (header.kind === 'total') return;
    for (let depth = 1; depth < header.path.length; depth++) {
      if (
        closed.has(
          JSON.stringify(header.path.slice(0, depth).map(member => (member.others ? { others: true } : member.code))),
        )
      )
        return;
    }
    rows.push({
      ...common,
      // By place, so that the grid writes another table into the cells that it has instead of making them anew.
      id: `row-${rows.length}`,
      r,
      header,
      depth: header.path.length - 1,
      opens: parents.has(pathKey(header)),
    });
  });
  return rows;
}
