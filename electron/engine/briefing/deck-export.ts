import type { FrozenCell, FrozenDeck, FrozenSlide, FrozenTable } from '../../../shared/contract/briefing.ts';
import {
  areasShown,
  columnHead,
  fittedTable,
  partWords,
  rowsShown,
  tablePages,
  turned,
  withinRows,
} from '../../../shared/text/table-pages.ts';
import type { TablePage, TableRoom } from '../../../shared/text/table-pages.ts';
import { signedStatus } from '../../../shared/text/chart-signs.ts';
import { formatDate, formatDateTime, formatNumber } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { Chart } from '../documents/chart-part.ts';
import { docxBytes } from '../documents/document.ts';
import type { DocumentBlock, DocumentPicture, DocumentSection } from '../documents/document.ts';
import { mapPng, mapSize, mapSvg, toneFill } from './map-picture.ts';
import { pptxBytes, tableRoom } from '../documents/slides.ts';
import type { Slide, SlideLegend, SlidePicture } from '../documents/slides.ts';
import { csvText } from '../documents/csv.ts';
import { spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetSheet, SpreadsheetValue } from '../documents/spreadsheet.ts';

export type DeckFormat = 'pptx' | 'docx' | 'xlsx' | 'csv';

/** A table of one row with more columns than these is turned. */
const columnsBeside = { slide: 7, page: 8 } as const;
/** Of a slide of 1920 × 1080 that is 13⅓ inches wide. */
const pixelsOfPoint = 2;
/** Points of a page of A4, with text of 9.5 points; rows flow on to the next page by themselves. */
const pageRoom: TableRoom = {
  width: 480,
  height: Infinity,
  letter: 5,
  figure: 5.2,
  line: 12,
  padding: [10, 3],
  indent: 9.5,
  note: 0,
};

const audienceNames = { board: 'Board', public: 'Public' } as const;

const markingOf = ({ marking, synthetic }: FrozenDeck): string =>
  [marking, ...(synthetic ? [syntheticWords] : [])].filter(Boolean).join(' · ');

const versionOf = ({ framework, dataVersion, rulesVersion, checksum }: FrozenDeck): string =>
  `${framework === null ? 'Data' : `${framework}; data`} version ${dataVersion}, disclosure rules ${rulesVersion}, checksum ${checksum.slice(0, 12)}`;

/** What every file says of itself. */
const aboutDeck = (deck: FrozenDeck): readonly (readonly [string, string])[] => [
  ['Briefing', deck.name],
  ['Organisation', deck.organisation || 'not given'],
  ['Marking', markingOf(deck)],
  ['Audience', `${audienceNames[deck.audience]}: small counts, and what would give them away, are hidden`],
  ['As at', deck.asAt === null ? 'not dated' : `Data to ${formatDate(deck.asAt)}`],
  ['Frozen', `${formatDateTime(deck.frozenAt)}, by ${deck.frozenBy}`],
  ['Framework', deck.framework ?? 'none'],
  ['Data version', String(deck.dataVersion)],
  ['Disclosure rules', `Version ${deck.rulesVersion}`],
  ['Checksum', `SHA-256 ${deck.checksum}`],
];

const factsOf = ({ slide }: FrozenSlide): string[] => slide.narrative.split('\n').filter(Boolean);

const rowLabel = ({ label, depth }: FrozenTable['rows'][number]): string => `${'\u2003'.repeat(depth)}${label}`;

const rowHead = (table: FrozenTable): string => table.rowHeads.join(' › ');

const hasNumbers = (table: FrozenTable, column: number): boolean =>
  table.rows.some(row => row.cells[column]?.value !== null && row.cells[column] !== undefined);

const columnOf = (table: FrozenTable, at: number) => ({
  header: table.columns[at]!,
  ...(hasNumbers(table, at) ? { align: 'right' as const } : {}),
});

/** Parts of a table that fit the room, each with its row labels and the words that say which part it is. */
function partsOf(table: FrozenTable, pages: readonly TablePage[]) {
  const all = table.rows.map((_, at) => at);
  return pages.map(page => {
    const words = partWords(page, table.columns.length, all);
    const name = (text: string) => (words ? `${text} (${words[0]!.toLowerCase()}${words.slice(1)})` : text);
    return {
      name,
      columns: [
        { header: rowHead(table), width: page.widths[0]! },
        ...page.columns.map((at, n) => ({ ...columnOf(table, at), width: page.widths[n + 1]! })),
      ],
      rows: [
        ...page.above.map(at => [rowLabel(table.rows[at]!)]),
        ...page.rows.map(at => [
          rowLabel(table.rows[at]!),
          ...page.columns.map(column => table.rows[at]!.cells[column]?.text ?? ''),
        ]),
      ],
    };
  });
}

function tableSlides(
  title: string,
  given: FrozenTable,
  source: string,
  notes: string,
  most: number = rowsShown.slide,
): Slide[] {
  const { table, cut } = withinRows(turned(given, columnsBeside.slide), most);
  const { size, pages } = fittedTable(table, one => tableRoom(one / pixelsOfPoint));
  return partsOf(table, pages).map(({ name, columns, rows }) => ({
    layout: 'table',
    title: name(title),
    source: cut ? `${cut} ${source}` : source,
    notes,
    table: { columns, rows, alt: name(table.caption), points: size / pixelsOfPoint },
  }));
}

/** A chart of its own kind; a heat map, which there is none of, is drawn as lines. */
function chartOf({ content }: FrozenSlide): Chart | null {
  const chart = content?.chart;
  if (!chart) return null;
  const kinds = { bar: 'bar', stacked: 'stacked-bar', line: 'line', heat: 'line' } as const;
  return {
    kind: kinds[chart.chart],
    ...(chart.chart !== 'line' && chart.chart !== 'heat' && chart.categories.some(name => name.length > 18)
      ? { lying: true }
      : {}),
    categories: chart.categories,
    series: chart.series.map(({ statuses, ...one }) => ({
      ...one,
      ...(statuses ? { signs: statuses.map(signedStatus) } : {}),
    })),
    format: { kind: chart.format === 'count' ? 'number' : chart.format, decimals: chart.decimals },
    alt: chart.summary,
  };
}

/** Width and height of a PNG. */
const sizeOfPng = (bytes: Buffer): { readonly width: number; readonly height: number } => ({
  width: bytes.length > 24 ? bytes.readUInt32BE(16) : 16,
  height: bytes.length > 24 ? bytes.readUInt32BE(20) : 9,
});

function pictureOf({ content }: FrozenSlide): SlidePicture | null {
  const { map, picture } = content ?? {};
  if (map)
    return {
      svg: Buffer.from(mapSvg(map), 'utf8'),
      png: mapPng(map),
      ...mapSize,
      alt: map.summary,
    };
  if (!picture) return null;
  const png = Buffer.from(picture.png, 'base64');
  return { png, ...sizeOfPng(png), alt: picture.alt };
}

/** What of a legend stands on the slide of its map, the most needed first; all of it stands on a slide of its own. */
const legendOrder: readonly string[] = [
  'Period',
  'Measure',
  'Areas',
  'Significance',
  'Classes',
  'Smoothing',
  'Finding',
];
/** Of when, what and which areas, drawn how, is said beside every map. */
const legendNeeded = 3;

const legendRank = (name: string): number => {
  const place = legendOrder.indexOf(name);
  return place < 0 ? legendOrder.length : place;
};

/** The legend of a map beside it. */
function legendOf(frozen: FrozenSlide): SlideLegend | null {
  const map = frozen.content?.map;
  if (!map) return null;
  return {
    facts: factsOf(frozen).slice(0, 3),
    items: map.legend.map(({ label, tone, count }) => ({
      label: count === null ? label : `${label}: ${formatNumber(count)}`,
      fill: toneFill(tone),
    })),
    lines: map.lines
      .toSorted((a, b) => legendRank(a.name) - legendRank(b.name))
      .map(({ name, text }) => `${name}: ${text}`),
    needed: legendNeeded,
  };
}

/** Everything that a map's legend says, as a table. */
function legendTable({ content, slide }: FrozenSlide): FrozenTable | null {
  const map = content?.map;
  if (!map) return null;
  const words = (text: string): FrozenCell => ({ text, value: null, status: 'value' });
  const line = (label: string, text: string) => ({ label, depth: 0, kind: 'leaf' as const, cells: [words(text)] });
  return {
    caption: `Legend: ${slide.title}`,
    rowHeads: ['Legend'],
    columns: [['Areas, or what it means']],
    rows: [
      ...map.legend.map(item => line(item.label, item.count === null ? '' : formatNumber(item.count))),
      ...map.lines.map(({ name, text }) => line(name, text)),
    ],
    format: 'count',
    decimals: 0,
  };
}

/** The source as a slide says it, beside its own words for the day, the audience and the marking. */
const sourceOf = (source: string): string =>
  source
    .split('; ')
    .filter(part => !part.startsWith('data to ') && !part.startsWith(syntheticWords))
    .join('; ');

function slidesOf(frozen: FrozenSlide, deck: FrozenDeck): Slide[] {
  const { slide, content } = frozen;
  const facts = factsOf(frozen);
  const notes = [slide.notes, ...(content ? [`Source: ${content.source}.`, ...content.method] : [])]
    .filter(Boolean)
    .join('\n');
  const base = { title: slide.title, notes };
  if (slide.layout === 'title')
    return [
      {
        ...base,
        layout: 'title',
        subtitle: facts.join(' · '),
      },
    ];
  const source = content ? sourceOf(content.source) : deck.organisation;
  const chart = chartOf(frozen);
  if (chart) return [{ ...base, layout: 'finding', source, chart, facts: facts.slice(0, 3) }];
  const picture = pictureOf(frozen);
  const told = [...facts, notes].join('\n');
  const legend = legendOf(frozen);
  if (picture) return [{ ...base, notes: told, layout: 'picture', source, picture, ...(legend ? { legend } : {}) }];
  if (content?.table) return tableSlides(slide.title, content.table, source, told);
  return [{ ...base, layout: 'text', source, items: facts }];
}

/** Tables behind charts and maps, for those who do not see them. */
function twinSlides(frozen: FrozenSlide): Slide[] {
  const { slide, content } = frozen;
  if (!content?.table || (!content.chart && !content.map)) return [];
  const legend = legendTable(frozen);
  return [
    ...(legend ? tableSlides(`How to read: ${slide.title}`, legend, sourceOf(content.source), '') : []),
    ...tableSlides(
      `Table: ${slide.title}`,
      content.table,
      sourceOf(content.source),
      '',
      content.map ? areasShown.slide : rowsShown.slide,
    ),
  ];
}

/** What every file says of itself, on a slide at the end. */
const aboutSlide = (deck: FrozenDeck): Slide => ({
  layout: 'text',
  title: 'About this briefing',
  source: deck.organisation,
  // What stands on every slide is not said again.
  items: aboutDeck(deck)
    .filter(([name]) => !['Organisation', 'Marking', 'As at'].includes(name))
    .map(([name, text]) => [{ text: `${name}: `, bold: true }, { text }]),
});

/** The logo at a size that fits the room of its place; null without one. */
function logoOf({ style }: FrozenDeck): SlidePicture | null {
  if (style.logo === null) return null;
  const png = Buffer.from(style.logo, 'base64');
  return { png, ...sizeOfPng(png), alt: style.logoWords };
}

/** Millimetres of a paper that a logo may take. */
const logoRoom = { width: 60, height: 22 };

function paperLogo(deck: FrozenDeck): { readonly logo?: DocumentPicture } {
  const logo = logoOf(deck);
  if (!logo?.png) return {};
  const scale = Math.min(logoRoom.width / logo.width, logoRoom.height / logo.height);
  const size = { width: logo.width * scale, height: logo.height * scale };
  return { logo: { kind: 'picture', png: logo.png, ...size, alt: logo.alt } };
}

function presentation(deck: FrozenDeck): Buffer {
  const logo = logoOf(deck);
  return pptxBytes({
    accent: deck.style.accent,
    ...(logo ? { logo } : {}),
    title: deck.name,
    organisation: deck.organisation,
    audience: audienceNames[deck.audience],
    marking: markingOf(deck),
    asAt: deck.asAt,
    version: versionOf(deck),
    slides: [
      ...deck.slides.flatMap(slide => slidesOf(slide, deck)),
      ...deck.slides.flatMap(twinSlides),
      aboutSlide(deck),
    ],
  });
}

function tableBlocks(given: FrozenTable, most: number = rowsShown.page): DocumentBlock[] {
  const { table, cut } = withinRows(turned(given, columnsBeside.page), most);
  return [
    ...partsOf(table, tablePages(table, pageRoom)).map(({ name, columns, rows }): DocumentBlock => ({
      kind: 'table',
      caption: name(table.caption),
      columns,
      rows,
      ...(cut === null && table.rows.at(-1)?.kind === 'total' ? { total: true } : {}),
    })),
    ...(cut ? [{ kind: 'note' as const, text: cut }] : []),
  ];
}

function sectionOf(frozen: FrozenSlide): DocumentSection {
  const { slide, content } = frozen;
  const facts = factsOf(frozen);
  const picture = pictureOf(frozen);
  const millimetres = content?.map ? 110 : 170;
  const drawing: DocumentPicture[] = picture
    ? [
        {
          kind: 'picture',
          ...(picture.png ? { png: picture.png } : {}),
          ...(picture.svg ? { svg: picture.svg } : {}),
          width: millimetres,
          height: Math.round((millimetres * picture.height) / picture.width),
          alt: picture.alt,
        },
      ]
    : [];
  const legend = legendTable(frozen);
  return {
    heading: slide.title,
    blocks: [
      ...(facts.length > 0 ? [{ kind: 'list' as const, items: facts }] : []),
      ...drawing,
      ...(legend ? tableBlocks(legend) : []),
      ...(content?.table ? tableBlocks(content.table, content.map ? areasShown.page : rowsShown.page) : []),
      ...(content?.chart ? [{ kind: 'note' as const, text: content.chart.summary }] : []),
      ...(content ? [{ kind: 'note' as const, text: `Source: ${content.source}.` }] : []),
      ...(content && content.method.length > 0 ? [{ kind: 'note' as const, text: content.method.join(' ') }] : []),
    ],
  };
}

function paper(deck: FrozenDeck): Buffer {
  const [opening, ...rest] = deck.slides;
  const titled = opening?.slide.layout === 'title' ? opening : null;
  return docxBytes({
    accent: deck.style.accent,
    ...paperLogo(deck),
    title: deck.name,
    subtitle: titled?.slide.title ?? '',
    organisation: deck.organisation,
    audience: audienceNames[deck.audience],
    marking: markingOf(deck),
    asAt: deck.asAt,
    version: versionOf(deck),
    source: `${deck.name}; ${versionOf(deck)}`,
    // What the title page says by itself is not said twice.
    facts: aboutDeck(deck)
      .filter(([label]) => ['Audience', 'Frozen', 'Checksum'].includes(label))
      .map(([label, value]) => ({ label: label === 'Audience' ? 'Protection' : label, value })),
    sections: (titled ? rest : deck.slides).map(sectionOf),
  });
}

const columnTypes = { count: 'integer', number: 'number', percent: 'percent', money: 'number' } as const;

const formatOf = (table: FrozenTable, column: number) => table.formats?.[column] ?? table;

/** A number as a number; what has none as the sign that the slide shows. */
const sheetValue = ({ value, text }: FrozenCell): SpreadsheetValue => value ?? (text === '' ? null : text);

function sheetOf(table: FrozenTable, name: string): SpreadsheetSheet {
  const depth = Math.max(1, ...table.columns.map(lines => lines.length));
  const padded = (lines: readonly string[]) => [...Array<string>(depth - lines.length).fill(''), ...lines];
  return {
    name,
    frozenColumns: 1,
    columns: [
      { header: padded([rowHead(table)]), type: 'text', width: 34 },
      ...table.columns.map((lines, at): SpreadsheetColumn => {
        const numbers = table.rows.some(row => row.cells[at]?.value !== null);
        const { format, decimals } = formatOf(table, at);
        return {
          header: padded(lines),
          ...(numbers ? { type: columnTypes[format], decimals } : { type: 'text' }),
          width: numbers ? 14 : 24,
        };
      }),
    ],
    rows: table.rows.map(row => [rowLabel(row), ...row.cells.map(sheetValue)]),
  };
}

const tablesOf = (deck: FrozenDeck) =>
  deck.slides.flatMap((frozen, at) =>
    frozen.content?.table ? [{ number: at + 1, frozen, table: frozen.content.table }] : [],
  );

/** What the annex says of the briefing, and then of each slide. */
const aboutLines = (deck: FrozenDeck): SpreadsheetValue[][] => aboutDeck(deck).map(([name, text]) => ['', name, text]);

function slideLines(deck: FrozenDeck): SpreadsheetValue[][] {
  return deck.slides.flatMap((frozen, at) => {
    const { slide, content } = frozen;
    const line = (name: string, text: string): SpreadsheetValue[] => [`Slide ${at + 1}`, name, text];
    return [
      line('Title', slide.title),
      ...factsOf(frozen).map(fact => line('Fact', fact)),
      ...(content ? [line('Source', content.source)] : []),
      ...(content?.map?.lines ?? []).map(({ name, text }) => line(`Map: ${name}`, text)),
      ...(content?.method ?? []).map(text => line('Method', text)),
    ];
  });
}

function annex(deck: FrozenDeck): Buffer {
  return spreadsheetBytes([
    ...tablesOf(deck).map(({ number, frozen, table }) => sheetOf(table, `${number} ${frozen.slide.id}`)),
    {
      name: 'Notes',
      columns: [
        { header: 'Slide', type: 'text', width: 10 },
        { header: 'About', type: 'text', width: 20 },
        { header: 'What it says', type: 'text', width: 100 },
      ],
      rows: [...aboutLines(deck), ...slideLines(deck)],
      wrap: true,
    },
  ]);
}

function commaSeparated(deck: FrozenDeck): Buffer {
  const value = (table: FrozenTable, cell: FrozenCell, column: number): SpreadsheetValue =>
    cell.value !== null && formatOf(table, column).format === 'percent'
      ? Number((cell.value * 100).toPrecision(15))
      : sheetValue(cell);
  const head = (table: FrozenTable, lines: readonly string[], column: number) =>
    `${columnHead(lines)}${formatOf(table, column).format === 'percent' && !columnHead(lines).includes('%') ? ' (%)' : ''}`;
  const lines: SpreadsheetValue[][] = tablesOf(deck).flatMap(({ number, frozen, table }) => [
    [`Slide ${number}`, frozen.slide.title],
    [rowHead(table), ...table.columns.map((one, at) => head(table, one, at))],
    ...table.rows.map(row => [row.label, ...row.cells.map((cell, at) => value(table, cell, at))]),
    ['Source', frozen.content!.source],
    [],
  ]);
  const all = [...aboutDeck(deck).map(line => [...line]), [], ...lines, ...slideLines(deck)];
  return Buffer.from(csvText(all), 'utf8');
}

/** A frozen deck as a file: nothing is in it but what the deck holds. */
export async function deckFile(deck: FrozenDeck, format: DeckFormat): Promise<Uint8Array> {
  switch (format) {
    case 'pptx':
      return presentation(deck);
    case 'docx':
      return paper(deck);
    case 'xlsx':
      return annex(deck);
    case 'csv':
      return commaSeparated(deck);
  }
}
