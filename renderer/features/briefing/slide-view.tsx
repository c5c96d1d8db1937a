import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { FrozenChart, FrozenContent, FrozenSlide, FrozenTable } from '../../../shared/contract/briefing.ts';
import { formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { hallShade } from '../../../shared/model/colour.ts';
import { Chart } from '../../ui/chart.tsx';
import type { DeckFacts } from './slide-layout.ts';
import {
  bodyHeight,
  factParts,
  factsOf,
  footWords,
  laidTable,
  openingTitleSize,
  slideSize,
  sourceWords,
  titleLook,
} from './slide-layout.ts';
import { SlideMap } from './slide-map.tsx';
import { SlideTable } from './slide-table.tsx';
import './slide-view.css';

interface SlideViewProps {
  readonly deck: DeckFacts;
  readonly slide: FrozenSlide;
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** Rows of its table that are opened. */
  readonly open?: readonly number[];
  readonly onOpen?: (open: readonly number[]) => void;
  /** Which part of a table that does not fit at once; from 0. */
  readonly part?: number;
  readonly onPart?: (part: number) => void;
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
  const { layout, title } = slide.slide;
  const facts = factsOf(slide);
  const parts = layout === 'title' ? [facts] : factParts(slide, deck);
  const at = Math.min(props.part ?? 0, parts.length - 1);
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
          transformOrigin: zoom > 1 ? origin : '50% 50%',
          ...({ '--scale': scale * zoom, '--own': deck.style.accent, '--p1': hallShade(deck.style.accent) } as object),
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
        <div className="slide-head">
          <h1
            className="slide-title"
            style={{ fontSize: layout === 'title' ? openingTitleSize(title) : titleLook(title, deck).size }}
          >
            {title}
          </h1>
          {deck.style.logo === null ? null : (
            <img
              className="slide-logo"
              src={`data:image/png;base64,${deck.style.logo}`}
              // Heard once, on the first slide; on the others it is decoration.
              alt={number === 1 ? deck.style.logoWords : ''}
            />
          )}
        </div>
        {layout === 'title' ? (
          <div className="slide-opening">
            {facts.map(fact => (
              <p key={fact}>{fact}</p>
            ))}
            <p>{deck.organisation}</p>
            <p>{openingDay(deck)}</p>
            {deck.framework === null ? null : <p>{deck.framework}</p>}
          </div>
        ) : (
          <div className="slide-body" data-full={!content || facts.length === 0}>
            {content ? <Content {...props} content={content} /> : null}
            {facts.length > 0 ? (
              <div className="slide-facts">
                {parts[at]!.map(fact => (
                  <p key={fact}>{fact}</p>
                ))}
                {parts.length > 1 ? (
                  <p className="slide-goes-on">
                    {at + 1} of {parts.length}
                  </p>
                ) : null}
              </div>
            ) : null}
          </div>
        )}
        <footer className="slide-foot">
          <span className="slide-source">{sourceWords(slide, deck)}</span>
          <span>{footWords(deck)}</span>
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

/** The day of the data: of what is not frozen yet there is none, since its figures still move. */
function openingDay({ asAt, isLive }: DeckFacts): string {
  if (asAt) return `Data to ${formatDate(asAt)}`;
  return isLive ? 'The day of the data stands here once this is frozen' : 'Data are not dated';
}

/** A frozen chart. What it is drawn from stays the same while the clock beside it ticks, or it would be drawn anew. */
function SlideChart({ chart, height }: { readonly chart: FrozenChart; readonly height: number }): ReactNode {
  const drawn = useMemo(
    () => ({
      data: { categories: chart.categories, series: chart.series },
      format: (value: number) => wordsOf(value, chart.format, chart.decimals),
    }),
    [chart],
  );
  return (
    <div className="slide-chart">
      <Chart kind={chart.chart} text={24} height={height} summary={chart.summary} {...drawn} />
    </div>
  );
}

const noneOpen: readonly number[] = [];

function Content(props: SlideViewProps & { readonly content: FrozenContent }): ReactNode {
  const { deck, slide, content, open = noneOpen, onOpen, part = 0, onPart } = props;
  const { chart, map, picture } = content;
  const laid = useMemo(() => laidTable(slide, deck, open), [slide, deck, open]);
  if (map) return <SlideMap map={map} />;
  if (chart) return <SlideChart chart={chart} height={bodyHeight(slide, deck)} />;
  if (picture) return <img className="slide-picture" src={`data:image/png;base64,${picture.png}`} alt={picture.alt} />;
  return laid ? (
    <SlideTable laid={laid} part={part} open={open} {...(onOpen ? { onOpen } : {})} {...(onPart ? { onPart } : {})} />
  ) : null;
}
