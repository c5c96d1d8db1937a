import type { ReactNode } from 'react';
import './table.css';

export interface TableColumn<R> {
  readonly id: string;
  readonly label: string;
  readonly figures?: boolean;
  readonly cell: (row: R) => ReactNode;
}

interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string | number;
  readonly rowTone?: (row: R) => 'faded' | undefined;
}

/** A plain table of records, read row by row; pivots have a grid of their own. */
export function Table<R>({ label, columns, rows, rowKey, rowTone }: TableProps<R>): ReactNode {
  return (
    // A region that scrolls takes the focus, so that arrow keys move it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="table">
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.id} scope="col" className={column.figures ? 'figures' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={rowKey(row)} data-tone={rowTone?.(row)}>
              {columns.map(column => (
                <td key={column.id} className={column.figures ? 'figures' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
