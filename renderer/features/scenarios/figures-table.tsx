import type { ReactNode } from 'react';

export interface FiguresColumn<R> {
  readonly label: string;
  /** Numbers, set to the right. */
  readonly figures?: boolean;
  readonly className?: string;
  readonly cell: (row: R) => ReactNode;
  /** Of a number that is coloured by it. */
  readonly sign?: (row: R) => number;
  readonly title?: (row: R) => string;
  /** What is read in the place of a picture. */
  readonly spoken?: (row: R) => string;
}

interface FiguresTableProps<R> {
  readonly caption?: string;
  /** Over the headers of the rows. */
  readonly heading: string;
  readonly header: (row: R) => ReactNode;
  readonly columns: readonly FiguresColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  readonly isBest?: (row: R) => boolean;
  /** Lines below the rows, the last of them the total. Cells in the order of the columns; those left out are empty. */
  readonly sums?: readonly { readonly header: string; readonly cells: readonly ReactNode[] }[];
  readonly headHidden?: boolean;
  readonly className?: string;
}

const classes = (...names: readonly (string | false | undefined)[]): string | undefined =>
  names.filter(Boolean).join(' ') || undefined;

/** A table with a header for each row and each column, most of them figures. */
export function FiguresTable<R>({
  caption,
  heading,
  header,
  columns,
  rows,
  rowKey,
  isBest,
  sums = [],
  headHidden,
  className,
}: FiguresTableProps<R>): ReactNode {
  return (
    <table className={classes('scenario-table', className)}>
      {caption ? <caption className="scenario-caption">{caption}</caption> : null}
      <thead className={headHidden ? 'visually-hidden' : undefined}>
        <tr>
          <th scope="col">{heading}</th>
          {columns.map(column => (
            <th key={column.label} scope="col" className={column.figures ? 'figures' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={rowKey(row)} data-best={isBest?.(row)}>
            <th scope="row">{header(row)}</th>
            {columns.map(column => (
              <td
                key={column.label}
                className={classes(column.figures && 'figures', column.className)}
                data-sign={column.sign ? Math.sign(column.sign(row)) : undefined}
                title={column.title?.(row) || undefined}
                aria-label={column.spoken?.(row)}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
        {sums.map((line, at) => (
          <tr key={line.header} className={at === sums.length - 1 ? 'scenario-total' : undefined}>
            <th scope="row">{line.header}</th>
            {columns.slice(0, line.cells.length).map((column, place) => (
              <td key={column.label} className={column.figures ? 'figures' : undefined}>
                {line.cells[place]}
              </td>
            ))}
            {line.cells.length < columns.length ? <td colSpan={columns.length - line.cells.length}>{null}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
