import type { ReactNode } from 'react';
import { headLines } from '../../../shared/text/table-heads.ts';
import { partWords } from '../../../shared/text/table-pages.ts';
import type { LaidOut } from './slide-layout.ts';
import { rowsThatOpen } from './slide-layout.ts';

interface SlideTableProps {
  readonly laid: LaidOut;
  /** Which part is seen; from 0. */
  readonly part: number;
  readonly onPart?: (part: number) => void;
  readonly open: readonly number[];
  readonly onOpen?: (open: readonly number[]) => void;
}

/** A part of a frozen table that fits the slide; what lies under a row opens when it is asked for. */
export function SlideTable({ laid, part, onPart, open, onOpen }: SlideTableProps): ReactNode {
  const { table, shown, pages } = laid;
  const page = pages[Math.min(part, pages.length - 1)]!;
  const at = pages.indexOf(page);
  const opened = new Set(open);
  const opens = new Set(rowsThatOpen(table));
  const heads = page.columns.map(column => table.columns[column]!);
  const headings = headLines(heads);
  // Numbers stand on the right, words on the left, headings as their columns.
  const alignment = (column: number) =>
    table.rows.some(row => typeof row.cells[column]?.value === 'number') ? { className: 'figures' } : {};
  const words = partWords(page, table.columns.length, shown);
  return (
    <div className="slide-table-place">
      <div
        className="slide-table"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls takes the focus, so that arrow keys move it
        tabIndex={0}
        role="region"
        aria-label={words ? `${table.caption}, ${words.toLowerCase()}` : table.caption}
      >
        <table style={{ fontSize: laid.size }}>
          <caption className="visually-hidden">{table.caption}</caption>
          <colgroup>
            {page.widths.map((width, n) => (
              <col key={n === 0 ? 'labels' : page.columns[n - 1]} style={{ width }} />
            ))}
          </colgroup>
          <thead>
            {headings.map((cells, line) => (
              // Lines of a heading have no name but their place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={line}>
                {line === 0 ? (
                  <th scope="col" {...(headings.length > 1 ? { rowSpan: headings.length } : {})}>
                    {table.rowHeads.join(' › ')}
                  </th>
                ) : null}
                {cells.map(({ text, first, span, lines }) => (
                  <th
                    key={page.columns[first]}
                    scope={span > 1 ? 'colgroup' : 'col'}
                    {...(span > 1 ? { colSpan: span } : {})}
                    {...(lines > 1 ? { rowSpan: lines } : {})}
                    {...(span > 1 ? { className: 'figures' } : alignment(page.columns[first]!))}
                  >
                    {text}
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {page.above.map(row => (
              <tr key={`above ${row}`} data-kind="subtotal">
                <th scope="row" colSpan={heads.length + 1} data-depth={table.rows[row]!.depth}>
                  {table.rows[row]!.label}
                </th>
              </tr>
            ))}
            {page.rows.map(place => {
              const row = table.rows[place]!;
              return (
                <tr key={place} data-kind={row.kind}>
                  <th scope="row" data-depth={row.depth}>
                    {opens.has(place) ? (
                      <button
                        type="button"
                        aria-expanded={opened.has(place)}
                        onClick={() =>
                          onOpen?.(opened.has(place) ? open.filter(one => one !== place) : [...open, place])
                        }
                      >
                        <span aria-hidden>{opened.has(place) ? '▾' : '▸'}</span> {row.label}
                      </button>
                    ) : (
                      row.label
                    )}
                  </th>
                  {page.columns.map(column => {
                    const cell = row.cells[column];
                    return (
                      <td key={column} {...alignment(column)} data-status={cell?.status}>
                        {cell?.status === 'hidden' ? (
                          <span aria-label="hidden to protect children">{cell.text}</span>
                        ) : (
                          cell?.text
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {pages.length > 1 ? (
        <div className="slide-part">
          {onPart ? (
            <button type="button" disabled={at === 0} aria-label="Part before" onClick={() => onPart(at - 1)}>
              <span aria-hidden>‹</span>
            </button>
          ) : null}
          <span>{words}</span>
          {onPart ? (
            <button
              type="button"
              disabled={at === pages.length - 1}
              aria-label="Next part"
              onClick={() => onPart(at + 1)}
            >
              <span aria-hidden>›</span>
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
