import type { FrozenDeck, FrozenSlide, FrozenTable } from '../../../shared/contract/briefing.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import {
  areasShown,
  fittedTable,
  paragraphPages,
  rowsShown,
  turned,
  withinRows,
} from '../../../shared/text/table-pages.ts';
import type { TablePage, TableRoom } from '../../../shared/text/table-pages.ts';

/** Points of a slide; it is drawn at this size and scaled to its place. */
export const slideSize = { width: 1280, height: 720 } as const;

export type DeckFacts = Pick<
  FrozenDeck,
  'name' | 'organisation' | 'marking' | 'asAt' | 'audience' | 'synthetic' | 'framework' | 'style'
> & {
  /** What is shown is not frozen: its figures are those of today. */
  readonly isLive?: boolean;
};

/** Points of the slide, as `slide-view.css` has them. */
const margin = 44;
const inner = slideSize.width - 2 * margin;
const above = 24;
const below = 14;
const gap = 12;
const factsWidth = 300;
const factsGap = 30;
const line = 31.2;
/** A letter and a figure of 24 points; figures of one width are the widest. */
const letter = 12.5;
const figure = 15.5;
/** A letter of running words. */
const wordLetter = 12;
const logoWidth = 190;
const logoHeight = 60;
/** A table of one row with more columns than these is turned. */
const columnsBeside = 7;

/** Sizes of a title, the largest first, each with the lines that it may take. */
const titleSizes = [
  { size: 40, lines: 2 },
  { size: 32, lines: 3 },
  { size: 28, lines: 3 },
  { size: 24, lines: 5 },
] as const;
const titleLine = 1.2;
/** Of its size: the width of a letter of a title. */
const titleLetter = 0.57;

const titleWidth = (deck: DeckFacts): number => inner - (deck.style.logo === null ? 0 : logoWidth + gap);

/** Size of the title of an opening slide in points. */
export const openingTitleSize = (title: string): number => (title.length <= 130 ? 56 : 40);

/** Size of a title in points, so that all of it is seen; and the lines that it takes at most. */
export function titleLook(title: string, deck: DeckFacts): { readonly size: number; readonly lines: number } {
  const looks = titleSizes.map(({ size, lines }) => {
    const needed = Math.max(1, Math.ceil((title.length + 8) / Math.floor(titleWidth(deck) / (size * titleLetter))));
    return { size, lines: needed, fits: needed <= lines };
  });
  return looks.find(look => look.fits) ?? looks.at(-1)!;
}

/** The source as the slide says it: the day, the audience and the demonstration stand in the line below. */
export function sourceWords({ content }: FrozenSlide, deck: DeckFacts): string {
  return content
    ? content.source
        .split('; ')
        .filter(part => !part.startsWith('data to ') && !part.startsWith(syntheticWords))
        .map(part => part.replace(/^(Board|Public)(: |$)/, ''))
        .filter(Boolean)
        .join('; ')
    : deck.organisation;
}

/** The day of the data, the audience and what must be known of the data. */
export const footWords = (deck: DeckFacts): string =>
  [
    deck.asAt ? `data to ${formatDate(deck.asAt)}` : null,
    deck.audience === 'board' ? 'board' : 'public',
    deck.synthetic ? 'demonstration data (synthetic)' : null,
  ]
    .filter(Boolean)
    .join(' · ');

const linesOf = (letters: number): number => Math.max(1, Math.ceil((letters * wordLetter) / inner));

export const factsOf = ({ slide }: FrozenSlide): readonly string[] => slide.narrative.split('\n').filter(Boolean);

const hasMore = ({ rows }: FrozenTable, at: number): boolean => (rows[at + 1]?.depth ?? 0) > rows[at]!.depth;

/** Places of rows that can be opened, in order: for the keyboard of a presentation. */
export const rowsThatOpen = (table: FrozenTable): number[] =>
  table.rows.flatMap((_, at) => (hasMore(table, at) ? [at] : []));

/** Rows that are seen when those of `open` are opened, in order. */
function shownRows(table: FrozenTable, open: readonly number[]): readonly number[] {
  const opened = new Set(open);
  const shown: number[] = [];
  /** Depth below which nothing is seen. */
  let hiddenBelow = Infinity;
  table.rows.forEach((row, at) => {
    if (row.depth > hiddenBelow) return;
    hiddenBelow = Infinity;
    shown.push(at);
    if (hasMore(table, at) && !opened.has(at)) hiddenBelow = row.depth;
  });
  return shown;
}

/** Points between the title and the foot of a slide. */
export function bodyHeight(slide: FrozenSlide, deck: DeckFacts): number {
  const title = titleLook(slide.slide.title, deck);
  const head = Math.max(title.size * titleLine * title.lines, deck.style.logo === null ? 0 : logoHeight);
  const foot =
    7 +
    line *
      (linesOf(sourceWords(slide, deck).length) + linesOf(`${footWords(deck)}    ${deck.marking}    100 / 100`.length));
  return Math.floor(slideSize.height - above - below - 2 * gap - head - foot);
}

export interface LaidOut {
  /** Points of its text. */
  readonly size: number;
  readonly table: FrozenTable;
  readonly shown: readonly number[];
  readonly pages: readonly TablePage[];
}

/** The table of a slide as parts that a slide has room for; null where a slide shows none. */
export function laidTable(slide: FrozenSlide, deck: DeckFacts, open: readonly number[]): LaidOut | null {
  const { content } = slide;
  if (!content?.table || content.chart || content.map || content.picture) return null;
  const table = turned(content.table, columnsBeside);
  const shown = shownRows(table, open);
  // The sign of a row that opens takes room as letters do.
  const signed = table.rows.map((row, at) => (hasMore(table, at) ? { ...row, label: `▸ ${row.label}` } : row));
  const width = factsOf(slide).length > 0 ? inner - factsWidth - factsGap : inner;
  const height = bodyHeight(slide, deck);
  const { size, pages } = fittedTable(
    { ...table, rows: signed },
    one => tableRoom(one / wallScale, width, height),
    shown,
  );
  return { size: size / wallScale, table, shown, pages };
}

/** Pixels of a slide of 1920 for one point of ours. */
const wallScale = 1920 / slideSize.width;

/** Letters and lines of a table of so many points; spaces are in proportion to them, as `slide-view.css` has it. */
function tableRoom(points: number, width: number, height: number): TableRoom {
  const scale = points / 24;
  return {
    width,
    height,
    letter: letter * scale,
    figure: figure * scale,
    line: line * scale,
    padding: [20 * scale, 7 * scale],
    indent: 30 * scale,
    note: 46,
  };
}

/** A fact that stands alone on its slide is larger; beside something else it has a column of its own. */
const factSizes = { alone: 30, beside: 24 } as const;
const factIndent = 26;
const factSpace = 18;

/** The facts of a slide as parts that it has room for; one empty part without any. */
export function factParts(slide: FrozenSlide, deck: DeckFacts): readonly (readonly string[])[] {
  const size = slide.content === null ? factSizes.alone : factSizes.beside;
  const scale = size / factSizes.beside;
  return paragraphPages(factsOf(slide), {
    width: (slide.content === null ? inner : factsWidth) - factIndent,
    // The line that says which part it is has room too.
    height: bodyHeight(slide, deck) - line,
    line: line * scale,
    gap: factSpace,
    letter: wordLetter * scale,
    figure: figure * scale,
  });
}

/** How many parts a slide has: 1 where all of it is seen at once. */
export const partsOfSlide = (slide: FrozenSlide, deck: DeckFacts, open: readonly number[]): number =>
  Math.max(
    laidTable(slide, deck, open)?.pages.length ?? 1,
    slide.slide.layout === 'title' ? 1 : factParts(slide, deck).length,
  );

/**
 * The tables behind charts and maps as slides of their own, for a file that nobody can ask: the same numbers, for those who
 * do not see the picture.
 */
export const twinsOf = ({ slides }: Pick<FrozenDeck, 'slides'>): readonly FrozenSlide[] =>
  slides.flatMap(({ slide, content }): FrozenSlide[] => {
    if (!content?.table || (!content.chart && !content.map)) return [];
    const { table, cut } = withinRows(content.table, content.map ? areasShown.slide : rowsShown.slide);
    return [
      {
        slide: { ...slide, id: `${slide.id}-table`, title: `Table: ${slide.title}`, narrative: cut ?? '', notes: '' },
        content: { ...content, table, chart: null, map: null, picture: null },
      },
    ];
  });
