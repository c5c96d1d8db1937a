import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { FrozenContent, FrozenDeck, FrozenSlide, FrozenTable } from '../../../shared/contract/briefing.ts';
import { formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { Chart } from '../../ui/chart.tsx';
import { SlideMap } from './slide-map.tsx';
import './slide-view.css';

/** Points of a slide; it is drawn at this size and scaled to its place. */
const slideSize = { width: 1280, height: 720 } as const;

export type DeckFacts = Pick<FrozenDeck, 'name' | 'organisation' | 'marking' | 'asAt' | 'audience' | 'synthetic'>;

interface SlideViewProps {
  readonly deck: DeckFacts;
  readonly slide: FrozenSlide;
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** Rows of its table that are opened. */
  readonly open?: readonly number[];
  readonly onOpen?: (open: readonly number[]) => void;
  readonly zoom?: number;
  readonly pointer?: readonly [number, number] | null;
  readonly onPoint?: (at: readonly [number, number] | null) => void;
}

/** A number of a frozen table in words. */
function wordsOf(value: number, format: FrozenTable['format'], decimals: number): string {
  if (format === 'percent') return formatPercent(value, decimals);
  return `${format === 'money' ? '£' : ''}${formatNumber(value, decimals)}`;
}

/** One slide as the room sees it, scaled to the place that it has. */
export function SlideView(props: SlideViewProps): ReactNode {
  const { deck, slide, number, of, zoom = 1, pointer, onPoint } = props;
  const place = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const box = place.current!;
    const fit = () => setScale(Math.min(box.clientWidth / slideSize.width, box.clientHeight / slideSize.height) || 1);
    fit();
    const sized = new ResizeObserver(fit);
    sized.observe(box);
    return () => sized.disconnect();
  }, []);
  const { layout, title, narrative } = slide.slide;
  const facts = narrative.split('\n').filter(Boolean);
  const content = slide.content;
  const origin = pointer ? `${pointer[0] * 100}% ${pointer[1] * 100}%` : '50% 50%';
  return (
    <div ref={place} className="slide-place">
      <article
        className="slide"
        data-layout={layout}
        aria-label={`Slide ${number} of ${of}: ${title}`}
        style={{
          width: slideSize.width,
          height: slideSize.height,
          transform: `translate(-50%, -50%) scale(${scale * zoom})`,
          transformOrigin: zoom > 1 ? origin : '50% 50%',
        }}
        onPointerMove={
          onPoint
            ? event => {
                const box = event.currentTarget.getBoundingClientRect();
                onPoint([
                  Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)),
                  Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)),
                ]);
              }
            : undefined
        }
        onPointerLeave={onPoint ? () => onPoint(null) : undefined}
      >
        <h1 className="slide-title">{title}</h1>
        {layout === 'title' ? (
          <div className="slide-opening">
            {facts.map(fact => (
              <p key={fact}>{fact}</p>
            ))}
            <p>{deck.organisation}</p>
            <p>{deck.asAt ? `Data to ${formatDate(deck.asAt)}` : 'Data are not dated'}</p>
          </div>
        ) : (
          <div className="slide-body" data-full={!content || facts.length === 0}>
            {content ? <Content {...props} content={content} /> : null}
            {facts.length > 0 ? (
              <div className="slide-facts">
                {facts.map(fact => (
                  <p key={fact}>{fact}</p>
                ))}
              </div>
            ) : null}
          </div>
        )}
        <footer className="slide-foot">
          <span className="slide-source">{content?.source ?? deck.organisation}</span>
          <span>
            {[
              deck.asAt ? `data to ${formatDate(deck.asAt)}` : null,
              deck.audience === 'board' ? 'board' : 'public',
              deck.synthetic ? 'demonstration data (synthetic)' : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <span className="slide-marking">{deck.marking}</span>
          <span>
            {number} / {of}
          </span>
        </footer>
        {pointer && !onPoint && zoom === 1 ? (
          <span
            className="slide-pointer"
            aria-hidden
            style={{ left: `${pointer[0] * 100}%`, top: `${pointer[1] * 100}%` }}
          />
        ) : null}
      </article>
    </div>
  );
}

function Content({ content, open = [], onOpen }: SlideViewProps & { readonly content: FrozenContent }): ReactNode {
  const { chart, map, picture, table } = content;
  if (map) return <SlideMap map={map} />;
  if (chart)
    return (
      <div className="slide-chart">
        <Chart
          kind={chart.chart}
          text={24}
          height={440}
          summary={chart.summary}
          format={value => wordsOf(value, chart.format, chart.decimals)}
          data={{ categories: chart.categories, series: chart.series }}
        />
      </div>
    );
  if (picture) return <img className="slide-picture" src={`data:image/png;base64,${picture.png}`} alt={picture.alt} />;
  return table ? <SlideTable table={table} open={open} {...(onOpen ? { onOpen } : {})} /> : null;
}

interface SlideTableProps {
  readonly table: FrozenTable;
  readonly open: readonly number[];
  readonly onOpen?: (open: readonly number[]) => void;
}

/** A frozen table: what lies under a row opens when it is asked for. */
function SlideTable({ table, open, onOpen }: SlideTableProps): ReactNode {
  const { rows, columns } = table;
  const opened = useMemo(() => new Set(open), [open]);
  const shown: number[] = [];
  /** Depths of rows that are opened on the way to the present one. */
  let hiddenBelow = Infinity;
  rows.forEach((row, at) => {
    if (row.depth > hiddenBelow) return;
    hiddenBelow = Infinity;
    shown.push(at);
    if (hasMore(table, at) && !opened.has(at)) hiddenBelow = row.depth;
  });
  const lines = Math.max(1, ...columns.map(column => column.length));
  return (
    // A region that scrolls takes the focus, so that arrow keys move it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="slide-table" tabIndex={0} role="region" aria-label={table.caption}>
      <table>
        <caption className="visually-hidden">{table.caption}</caption>
        <thead>
          {Array.from({ length: lines }, (_, line) => (
            <tr key={line}>
              {line === 0 ? (
                <th scope="col" rowSpan={lines}>
                  {table.rowHeads.join(' › ')}
                </th>
              ) : null}
              {columns.map((column, c) => {
                const words = line > 0 && column.length === 1 ? '' : (column[line] ?? '');
                const key = `${c}-${column.join('|')}`;
                return words ? (
                  <th key={key} scope="col" className="figures">
                    {words}
                  </th>
                ) : (
                  <td key={key}>{null}</td>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {shown.map(at => {
            const row = rows[at]!;
            const more = hasMore(table, at);
            return (
              <tr key={at} data-kind={row.kind}>
                <th scope="row" data-depth={row.depth}>
                  {more ? (
                    <button
                      type="button"
                      aria-expanded={opened.has(at)}
                      onClick={() => onOpen?.(opened.has(at) ? open.filter(one => one !== at) : [...open, at])}
                    >
                      <span aria-hidden>{opened.has(at) ? '▾' : '▸'}</span> {row.label}
                    </button>
                  ) : (
                    row.label
                  )}
                </th>
                {row.cells.map((cell, c) => (
                  <td key={`${c}-${columns[c]?.join('|')}`} className="figures" data-status={cell.status}>
                    {cell.status === 'hidden' ? (
                      <span aria-label="hidden to protect children">{cell.text}</span>
                    ) : (
                      cell.text
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const hasMore = ({ rows }: FrozenTable, at: number) => (rows[at + 1]?.depth ?? 0) > rows[at]!.depth;

/** Places of rows that can be opened, in order: for the keyboard of a presentation. */
export const rowsThatOpen = (table: FrozenTable): number[] =>
  table.rows.flatMap((_, at) => (hasMore(table, at) ? [at] : []));
