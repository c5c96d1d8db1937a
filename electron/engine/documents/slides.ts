import { hallShade } from '../../../shared/model/colour.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { headLines } from '../../../shared/text/table-heads.ts';
import { headHeights, linesOf as wrapped } from '../../../shared/text/table-pages.ts';
import type { TableRoom } from '../../../shared/text/table-pages.ts';
import type { Chart } from './chart-part.ts';
import { chartWorkbook, chartXml, seriesColours } from './chart-part.ts';
import type { Run, Text } from './document.ts';
import type { OfficePart, PaperFacts, Relationship } from './office-package.ts';
import {
  blipXml,
  emptyPng,
  mainNamespace,
  officeBytes,
  relationshipTypes,
  xmlDeclaration,
  xmlText,
} from './office-package.ts';
import type { LayoutName, Place } from './slide-frame.ts';
import { legendXml } from './slide-legend.ts';
import type { SlideLegend } from './slide-legend.ts';
import {
  ink,
  layoutXml,
  layouts,
  masterXml,
  notesMasterXml,
  placeholders,
  places,
  quiet,
  shapeTree,
  slideNamespaces,
  slideNumberField,
  slideSize,
  solid,
  themeXml,
  transform,
} from './slide-frame.ts';

export type { Chart } from './chart-part.ts';
export type { SlideLegend } from './slide-legend.ts';

interface SlideBase {
  /** A finding in one sentence. */
  readonly title: string;
  /** What the presenter says; a line feed starts a new paragraph. */
  readonly notes?: string;
}

interface Sourced {
  /** Where the figures come from; as-at date and audience are added to it. */
  readonly source: string;
}

export interface SlideTable {
  readonly columns: readonly {
    /** In lines from the outermost: what columns beside each other share stands once, over all of them. */
    readonly header: string | readonly string[];
    readonly align?: 'left' | 'right';
    /** Share of the width; 1 when not given. */
    readonly width?: number;
  }[];
  readonly rows: readonly (readonly Text[])[];
  readonly alt: string;
  /** Points of its text; 18 when not given. */
  readonly points?: number;
}

/** PNG, SVG or both; any unit of length for the size. */
export interface SlidePicture {
  readonly png?: Uint8Array;
  readonly svg?: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

export type Slide = SlideBase &
  (
    | { readonly layout: 'title'; readonly subtitle: string }
    | (Sourced & {
        readonly layout: 'finding';
        readonly chart: Chart;
        /** At most three; without any the chart has the whole slide. */
        readonly facts: readonly Text[];
      })
    /** Goes on over further slides where it is long. */
    | (Sourced & { readonly layout: 'table'; readonly table: SlideTable })
    /** With a legend it has the left half of the slide. */
    | (Sourced & { readonly layout: 'picture'; readonly picture: SlidePicture; readonly legend?: SlideLegend })
    | (Sourced & { readonly layout: 'text'; readonly items: readonly Text[] })
  );

export interface Deck extends PaperFacts {
  readonly logo?: SlidePicture;
  readonly slides: readonly Slide[];
}

const presentationTypes = 'application/vnd.openxmlformats-officedocument.presentationml';
const themeType = 'application/vnd.openxmlformats-officedocument.theme+xml';
const chartNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const tableNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/table';
/** "No style, no grid": the look of a table is in its cells. */
const tableStyle = '{2D5ABB26-0587-4C30-8999-92F81FD0307C}';
/** Points of a table that says no others. */
const tablePoints = 18;
const px = 9525;
/** Pixels of a slide of 1280 × 720 for a point: a line of text, and a letter's width on average. */
const lineOfPoint = 1.6;
const letterOfPoint = 0.64;

/** The room of a table on a slide of 1280 × 720 pixels, with text of so many points; margins are in proportion to it. */
export function tableRoom(points: number): TableRoom {
  const scale = points / 18;
  return {
    width: places.whole.width / px,
    height: places.whole.height / px,
    letter: 12 * scale,
    figure: 12.6 * scale,
    line: Math.ceil(points * lineOfPoint),
    padding: [20 * scale, 10 * scale],
    indent: 24 * scale,
    note: 0,
  };
}
/** Points from which the largest is taken that fits; what does not fit at the last one goes on over further slides. */
const titleSizes = [32, 28, 24, 20, 18] as const;
const coverSizes = [44, 36, 32, 28, 24] as const;
const textSizes = [24, 20, 18] as const;
const sourceSizes = [18, 16, 14, 12] as const;
/** Said once more in the foot of a slide, where not every program looks it up in the layout. */
const latin = '<a:latin typeface="+mn-lt"/>';
/**
 * A deck as a PowerPoint file: titles, charts and tables of its own kind that can be edited, notes, alternative texts,
 * language en-GB, no text below 18 pt. The same deck gives the same bytes.
 */
export function pptxBytes(deck: Deck): Buffer {
  const accent = hallShade(deck.accent ?? seriesColours[0])
    .slice(1)
    .toUpperCase();
  const colours = [accent, ...seriesColours.filter(colour => colour !== accent).slice(deck.accent ? 1 : 0)];
  const slides = deck.slides.flatMap(pagesOf);
  const withNotes = slides.some(slide => slide.notes);
  const parts = [
    presentationPart(slides.length, withNotes),
    ...settingParts,
    ...masterParts(deck, accent, colours),
    ...(withNotes ? notesMasterParts(colours) : []),
    ...slides.flatMap((slide, n) => slideParts({ deck, slide, number: n + 1, colours })),
  ];
  return officeBytes(parts, { ...deck, subject: `For ${deck.audience}` });
}

function presentationPart(slides: number, withNotes: boolean): OfficePart {
  const notes = {
    id: 'rIdNotes',
    type: `${relationshipTypes}/notesMaster`,
    target: 'ppt/notesMasters/notesMaster1.xml',
  };
  return {
    path: 'ppt/presentation.xml',
    type: `${presentationTypes}.presentation.main+xml`,
    content: presentationXml(slides, withNotes),
    relationships: [
      { id: 'rIdMaster', type: `${relationshipTypes}/slideMaster`, target: 'ppt/slideMasters/slideMaster1.xml' },
      { id: 'rIdTheme', type: `${relationshipTypes}/theme`, target: 'ppt/theme/theme1.xml' },
      { id: 'rIdProperties', type: `${relationshipTypes}/presProps`, target: 'ppt/presProps.xml' },
      { id: 'rIdView', type: `${relationshipTypes}/viewProps`, target: 'ppt/viewProps.xml' },
      { id: 'rIdTables', type: `${relationshipTypes}/tableStyles`, target: 'ppt/tableStyles.xml' },
      ...(withNotes ? [notes] : []),
      ...Array.from({ length: slides }, (_, n) => ({
        id: `rIdSlide${n + 1}`,
        type: `${relationshipTypes}/slide`,
        target: `ppt/slides/slide${n + 1}.xml`,
      })),
    ],
  };
}

const settingParts: readonly OfficePart[] = [
  {
    path: 'ppt/presProps.xml',
    type: `${presentationTypes}.presProps+xml`,
    content: `${xmlDeclaration}<p:presentationPr ${slideNamespaces}/>`,
  },
  {
    path: 'ppt/viewProps.xml',
    type: `${presentationTypes}.viewProps+xml`,
    content: `${xmlDeclaration}<p:viewPr ${slideNamespaces}/>`,
  },
  {
    path: 'ppt/tableStyles.xml',
    type: `${presentationTypes}.tableStyles+xml`,
    content: `${xmlDeclaration}<a:tblStyleLst xmlns:a="${mainNamespace}" def="${tableStyle}"/>`,
  },
];

/** Theme, master and layouts, with the logo in its corner. */
function masterParts({ logo }: Deck, accent: string, colours: readonly string[]): readonly OfficePart[] {
  return [
    { path: 'ppt/theme/theme1.xml', type: themeType, content: themeXml(colours) },
    {
      path: 'ppt/slideMasters/slideMaster1.xml',
      type: `${presentationTypes}.slideMaster+xml`,
      content: masterXml(),
      relationships: [
        { id: 'rIdTheme', type: `${relationshipTypes}/theme`, target: 'ppt/theme/theme1.xml' },
        ...layouts.map((_, n) => ({
          id: `rIdLayout${n + 1}`,
          type: `${relationshipTypes}/slideLayout`,
          target: `ppt/slideLayouts/slideLayout${n + 1}.xml`,
        })),
      ],
    },
    ...layouts.map((layout, n): OfficePart => ({
      path: `ppt/slideLayouts/slideLayout${n + 1}.xml`,
      type: `${presentationTypes}.slideLayout+xml`,
      // The opening slide has the logo large, and on itself.
      content: layoutXml(layout, accent, logo && layout !== 'title' ? cornerLogo(logo) : null),
      relationships: [
        { id: 'rIdMaster', type: `${relationshipTypes}/slideMaster`, target: 'ppt/slideMasters/slideMaster1.xml' },
        ...(logo && layout !== 'title'
          ? [{ id: 'rIdLogo', type: `${relationshipTypes}/image`, target: 'ppt/media/logo.png' }]
          : []),
      ],
    })),
    ...(logo ? [{ path: 'ppt/media/logo.png', type: null, content: logo.png ?? emptyPng }] : []),
  ];
}

const notesMasterParts = (colours: readonly string[]): readonly OfficePart[] => [
  { path: 'ppt/theme/theme2.xml', type: themeType, content: themeXml(colours) },
  {
    path: 'ppt/notesMasters/notesMaster1.xml',
    type: `${presentationTypes}.notesMaster+xml`,
    content: notesMasterXml(),
    relationships: [{ id: 'rIdTheme', type: `${relationshipTypes}/theme`, target: 'ppt/theme/theme2.xml' }],
  },
];

/** The logo as a layout has it, at the end of the title's line. */
const cornerLogo = (logo: SlidePicture): string =>
  pictureXml(8, logo, places.corner, 'end', { png: 'rIdLogo', svg: null });

/** A long table or text as several slides; each table with its header row. */
function pagesOf(slide: Slide): readonly Slide[] {
  const titled = (n: number) => (n === 0 ? slide.title : `${slide.title} (continued)`);
  if (slide.layout === 'text') {
    const pages = filled(slide.items, places.whole.height / px, item =>
      textHeight([item], textSizes.at(-1)!, places.whole),
    );
    return pages.map((items, n) => ({ ...slide, title: titled(n), items }));
  }
  if (slide.layout !== 'table') return [slide];
  const laid = laidTable(slide.table);
  const room = laid.room.height - laid.head.reduce((sum, height) => sum + height, 0);
  return filled(slide.table.rows, room, laid.heightOf).map((page, n) => ({
    ...slide,
    title: titled(n),
    table: { ...slide.table, rows: page },
  }));
}

/** Where the lines of a table stand: pixels of each line of its heading, and of a row. */
function laidTable(table: SlideTable) {
  const room = tableRoom(table.points ?? tablePoints);
  const [across, down] = room.padding;
  const widths = columnWidths(table);
  const heads = table.columns.map(({ header }) => (typeof header === 'string' ? [header] : header));
  const inPixels = widths.map(width => width / px);
  const head = headHeights(heads, inPixels, room);
  const heightOf = (row: readonly Text[]) =>
    down +
    room.line * Math.max(...inPixels.map((width, at) => wrapped(plainText(row[at] ?? ''), width - across, room)));
  return { room, widths, lines: headLines(heads), head, heightOf };
}

/** Things in order on as few pages as hold them; one at least on each, and one page at least. */
function filled<T>(things: readonly T[], room: number, height: (thing: T) => number): readonly (readonly T[])[] {
  const pages: T[][] = [[]];
  let used = 0;
  for (const thing of things) {
    const needed = height(thing);
    if (used + needed > room && pages.at(-1)!.length > 0) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1)!.push(thing);
    used += needed;
  }
  return pages;
}

const plainText = (text: Text): string => (typeof text === 'string' ? text : text.map(run => run.text).join(''));

/** Lines of a text of so many points in so many pixels, by its number of letters. */
const linesOf = (text: Text, points: number, width: number): number =>
  plainText(text)
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length * points * letterOfPoint) / width)), 0);

/** Pixels of paragraphs, each with half a line after it. */
const textHeight = (texts: readonly Text[], points: number, { width }: Place): number =>
  texts.reduce((sum, text) => sum + (linesOf(text, points, width / px) + 0.5) * points * lineOfPoint, 0);

/** An attribute with the largest size at which the texts fit; none where it is the layout's own. */
function fittedSize(texts: readonly Text[], sizes: readonly number[], place: Place): string {
  const half = (sizes[0]! * lineOfPoint) / 2;
  const size = sizes.find(points => textHeight(texts, points, place) - half <= place.height / px) ?? sizes.at(-1)!;
  return size === sizes[0] ? '' : ` sz="${size * 100}"`;
}

function columnWidths({ columns }: SlideTable): readonly number[] {
  const whole = columns.reduce((sum, column) => sum + (column.width ?? 1), 0);
  return columns.map(column => Math.floor((places.whole.width * (column.width ?? 1)) / whole));
}

function runs(text: Text, properties = '', colour = ''): string {
  const list: readonly Run[] = typeof text === 'string' ? [{ text }] : text;
  return list
    .map(run =>
      run.text
        .split('\n')
        .map(
          line =>
            `<a:r><a:rPr lang="en-GB"${properties}${run.bold ? ' b="1"' : ''}>${colour}</a:rPr><a:t>${xmlText(line)}</a:t></a:r>`,
        )
        .join('<a:br><a:rPr lang="en-GB"/></a:br>'),
    )
    .join('');
}

const paragraphs = (texts: readonly Text[], properties = ''): string =>
  texts.length === 0
    ? '<a:p><a:endParaRPr lang="en-GB"/></a:p>'
    : texts.map(text => `<a:p>${runs(text, properties)}</a:p>`).join('');

const shape = (id: number, name: string, kind: string, content: string): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph ${kind}/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>${content}</p:txBody></p:sp>`;

/** A slide of a deck, and where it stands in it. */
interface Page {
  readonly deck: Deck;
  readonly slide: Slide;
  readonly number: number;
  readonly colours: readonly string[];
}

/** What a part of a slide brings: shapes, and parts of the file with what leads to them. */
interface Drawing {
  readonly shapes: readonly string[];
  readonly parts?: readonly OfficePart[];
  readonly relationships?: readonly Relationship[];
}

function slideParts(page: Page): readonly OfficePart[] {
  const { slide, number } = page;
  const layout = layoutName(slide);
  const path = `ppt/slides/slide${number}.xml`;
  const drawn = [titleDrawing(page), bodyDrawing(page), footDrawing(page), notesDrawing(page, path)];
  const content = shapeTree(drawn.flatMap(one => one.shapes));
  return [
    {
      path,
      type: `${presentationTypes}.slide+xml`,
      content: `${xmlDeclaration}<p:sld ${slideNamespaces}><p:cSld>${content}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`,
      relationships: [
        {
          id: 'rIdLayout',
          type: `${relationshipTypes}/slideLayout`,
          target: `ppt/slideLayouts/slideLayout${layouts.indexOf(layout) + 1}.xml`,
        },
        ...drawn.flatMap(one => one.relationships ?? []),
      ],
    },
    ...drawn.flatMap(one => one.parts ?? []),
  ];
}

/** A finding without facts beside its chart gives the chart the whole slide. */
const layoutName = (slide: Slide): LayoutName =>
  slide.layout === 'finding' && slide.facts.length === 0 ? 'chart' : slide.layout;

function titleDrawing({ deck, slide }: Page): Drawing {
  const isCover = slide.layout === 'title';
  const size = isCover
    ? fittedSize([slide.title], coverSizes, places.coverTitle)
    : fittedSize([slide.title], titleSizes, deck.logo ? places.titleBesideLogo : places.title);
  const kind = isCover ? placeholders.coverTitle : placeholders.title;
  return { shapes: [shape(2, 'Title', kind, paragraphs([slide.title], size))] };
}

function bodyDrawing(page: Page): Drawing {
  const { slide } = page;
  switch (slide.layout) {
    case 'title':
      return coverDrawing(page, slide.subtitle);
    case 'finding':
      return findingDrawing(page, slide);
    case 'table': {
      const data = `<a:graphicData uri="${tableNamespace}">${tableXml(slide.table)}</a:graphicData>`;
      return { shapes: [frame(3, 'Table', slide.table.alt, placeholders.table, places.whole, data)] };
    }
    case 'picture': {
      const { ids, ...media } = pictureMedia(slide.picture, 'picture', page.number);
      const { legend } = slide;
      const room = legend ? places.drawing : places.whole;
      const drawn = pictureXml(3, slide.picture, room, placeholders.picture, ids);
      return { shapes: legend ? [drawn, legendXml(20, legend, places.legend)] : [drawn], ...media };
    }
    case 'text': {
      const content = paragraphs(slide.items, fittedSize(slide.items, textSizes, places.whole));
      return { shapes: [shape(3, 'Text', placeholders.text, content)] };
    }
  }
}

function coverDrawing({ deck, number }: Page, subtitle: string): Drawing {
  const facts = [
    deck.organisation,
    `For ${deck.audience}`,
    ...(deck.asAt === null ? [] : [`As at ${formatDate(deck.asAt)}`]),
    deck.version,
  ];
  const shapes = [
    shape(3, 'Subtitle', placeholders.coverSubtitle, paragraphs([subtitle])),
    shape(4, 'Facts', placeholders.coverFacts, paragraphs(facts)),
  ];
  if (!deck.logo) return { shapes };
  const { ids, ...media } = pictureMedia(deck.logo, 'logo', number);
  return { shapes: [...shapes, pictureXml(5, deck.logo, places.logo, 'begin', ids)], ...media };
}

function findingDrawing({ number, colours }: Page, slide: Extract<Slide, { readonly layout: 'finding' }>): Drawing {
  const chartPath = `ppt/charts/chart${number}.xml`;
  const dataPath = `ppt/embeddings/chart${number}.xlsx`;
  const isAlone = slide.facts.length === 0;
  const facts = slide.facts.slice(0, 3);
  const chart = frame(
    3,
    'Chart',
    slide.chart.alt,
    placeholders.chart,
    isAlone ? places.whole : places.chart,
    `<a:graphicData uri="${chartNamespace}"><c:chart xmlns:c="${chartNamespace}" r:id="rIdChart"/></a:graphicData>`,
  );
  const beside = () =>
    shape(4, 'Facts', placeholders.facts, paragraphs(facts, fittedSize(facts, textSizes, places.facts)));
  return {
    shapes: isAlone ? [chart] : [chart, beside()],
    relationships: [{ id: 'rIdChart', type: `${relationshipTypes}/chart`, target: chartPath }],
    parts: [
      {
        path: chartPath,
        type: 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml',
        content: chartXml(slide.chart, colours),
        relationships: [{ id: 'rIdData', type: `${relationshipTypes}/package`, target: dataPath }],
      },
      { path: dataPath, type: null, content: chartWorkbook(slide.chart) },
    ],
  };
}

/** Source, marking and number. */
function footDrawing({ deck, slide, number }: Page): Drawing {
  const field = slideNumberField
    .replace('‹#›', String(number))
    .replace('<a:rPr lang="en-GB"/>', `<a:rPr lang="en-GB">${latin}</a:rPr>`);
  const shapes = [
    shape(11, 'Marking', placeholders.footer, `<a:p><a:pPr algn="r"/>${runs(deck.marking, '', latin)}</a:p>`),
    shape(12, 'Slide number', placeholders.number, `<a:p><a:pPr algn="r"/>${field}<a:endParaRPr lang="en-GB"/></a:p>`),
  ];
  if (slide.layout === 'title') return { shapes };
  const source = `${slide.source.replace(/[.\s]*$/, '')}${slide.source ? '. ' : ''}${deck.asAt === null ? 'For' : `As at ${formatDate(deck.asAt)}, for`} ${deck.audience}.`;
  const size = fittedSize([source], sourceSizes, places.source);
  return { shapes: [shape(10, 'Source', placeholders.source, paragraphs([source], size)), ...shapes] };
}

function notesDrawing({ slide, number }: Page, slidePath: string): Drawing {
  if (!slide.notes) return { shapes: [] };
  const path = `ppt/notesSlides/notesSlide${number}.xml`;
  return {
    shapes: [],
    relationships: [{ id: 'rIdNotes', type: `${relationshipTypes}/notesSlide`, target: path }],
    parts: [
      {
        path,
        type: `${presentationTypes}.notesSlide+xml`,
        content: notesXml(slide.notes),
        relationships: [
          { id: 'rIdMaster', type: `${relationshipTypes}/notesMaster`, target: 'ppt/notesMasters/notesMaster1.xml' },
          { id: 'rIdSlide', type: `${relationshipTypes}/slide`, target: slidePath },
        ],
      },
    ],
  };
}

/** A picture as parts of the file, and the ids by which a slide shows it. */
function pictureMedia(picture: SlidePicture, name: string, number: number) {
  const kinds = [['png', picture.png ?? emptyPng], ...(picture.svg ? [['svg', picture.svg] as const] : [])] as const;
  const media = kinds.map(([extension, content]) => ({
    id: `rId${name}-${extension}`,
    path: `ppt/media/${name}${number}.${extension}`,
    content,
  }));
  return {
    ids: { png: media[0]!.id, svg: media[1]?.id ?? null },
    parts: media.map(({ path, content }): OfficePart => ({ path, type: null, content })),
    relationships: media.map(({ id, path }): Relationship => ({
      id,
      type: `${relationshipTypes}/image`,
      target: path,
    })),
  };
}

const frame = (id: number, name: string, alt: string, kind: string, place: Place, data: string): string =>
  `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="${id}" name="${name}" descr="${xmlText(alt)}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr><p:ph ${kind}/></p:nvPr></p:nvGraphicFramePr>${transform(place, 'p:xfrm')}<a:graphic>${data}</a:graphic></p:graphicFrame>`;

function tableXml(table: SlideTable): string {
  // An empty cell is as high as one of this size.
  const size = ` sz="${(table.points ?? tablePoints) * 100}"`;
  const { widths, lines, head, room } = laidTable(table);
  const edge = (tag: string, width: number, colour: string) => `<a:${tag} w="${width}">${solid(colour)}</a:${tag}>`;
  const [across, down] = room.padding.map(both => Math.round((both / 2) * px));
  const margins = `marL="${across}" marR="${across}" marT="${down}" marB="${down}"`;
  const headLook = `${edge('lnT', 19_050, quiet)}${edge('lnB', 19_050, quiet)}${solid('EEF1F4')}`;
  const rowLook = `${edge('lnB', 9525, 'D9DEE4')}<a:noFill/>`;
  const cell = (text: Text, align: string, isHead: boolean, merge = '') =>
    `<a:tc${merge}><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr${align}/>${plainText(text) === '' ? '' : runs(text, size, solid(ink))}<a:endParaRPr lang="en-GB"${size}/></a:p></a:txBody><a:tcPr ${margins} anchor="${isHead ? 'b' : 't'}">${isHead ? headLook : rowLook}</a:tcPr></a:tc>`;
  const alignOf = (at: number) => (table.columns[at]!.align === 'right' ? ' algn="r"' : '');
  const headCell = (at: number, line: number): string => {
    const own = lines[line]!.find(one => one.first <= at && at < one.first + one.span);
    if (!own) return cell('', '', true, ' vMerge="1"');
    if (own.first !== at) return cell('', '', true, ' hMerge="1"');
    const merge = `${own.span > 1 ? ` gridSpan="${own.span}"` : ''}${own.lines > 1 ? ` rowSpan="${own.lines}"` : ''}`;
    return cell([{ text: own.text, bold: true }], own.span > 1 ? ' algn="ctr"' : alignOf(at), true, merge);
  };
  const row = (height: number, cells: readonly string[]) =>
    `<a:tr h="${Math.round(height * px)}">${cells.join('')}</a:tr>`;
  const heads = lines.map((_, line) =>
    row(
      head[line]!,
      table.columns.map((__, at) => headCell(at, line)),
    ),
  );
  const rows = table.rows.map(texts =>
    row(
      room.line + room.padding[1],
      table.columns.map((_, at) => cell(texts[at] ?? '', alignOf(at), false)),
    ),
  );
  return `<a:tbl><a:tblPr firstRow="1"><a:tableStyleId>${tableStyle}</a:tableStyleId></a:tblPr><a:tblGrid>${widths.map(width => `<a:gridCol w="${width}"/>`).join('')}</a:tblGrid>${heads.join('')}${rows.join('')}</a:tbl>`;
}

function pictureXml(
  id: number,
  picture: SlidePicture,
  room: Place,
  /** The placeholder that it fills, in its middle; or where a logo stands in its room. */
  kind: string,
  media: { readonly png: string; readonly svg: string | null },
): string {
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  const logo = kind === 'begin' || kind === 'end';
  const spare = room.width - width;
  const place = logo
    ? { x: room.x + (kind === 'end' ? spare : 0), y: room.y, width, height }
    : { x: room.x + Math.round(spare / 2), y: room.y + Math.round((room.height - height) / 2), width, height };
  return `<p:pic><p:nvPicPr><p:cNvPr id="${id}" name="${logo ? 'Logo' : 'Picture'}" descr="${xmlText(picture.alt)}"/><p:cNvPicPr><a:picLocks noGrp="1" noChangeAspect="1"/></p:cNvPicPr><p:nvPr${kind === 'end' ? ' userDrawn="1"' : ''}>${logo ? '' : `<p:ph ${kind}/>`}</p:nvPr></p:nvPicPr><p:blipFill>${blipXml(media.png, media.svg)}<a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>${transform(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>`;
}

const notesXml = (notes: string): string =>
  `${xmlDeclaration}<p:notes ${slideNamespaces}><p:cSld>${shapeTree([
    '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>',
    shape(3, 'Notes', 'type="body" sz="quarter" idx="3"', paragraphs(notes.split('\n'))),
  ])}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>`;

function presentationXml(slides: number, withNotes: boolean): string {
  const list = Array.from({ length: slides }, (_, n) => `<p:sldId id="${256 + n}" r:id="rIdSlide${n + 1}"/>`);
  return `${xmlDeclaration}<p:presentation ${slideNamespaces} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rIdMaster"/></p:sldMasterIdLst>${withNotes ? '<p:notesMasterIdLst><p:notesMasterId r:id="rIdNotes"/></p:notesMasterIdLst>' : ''}${slides > 0 ? `<p:sldIdLst>${list.join('')}</p:sldIdLst>` : ''}<p:sldSz cx="${slideSize.width}" cy="${slideSize.height}"/><p:notesSz cx="6858000" cy="9144000"/><p:defaultTextStyle><a:defPPr><a:defRPr lang="en-GB"/></a:defPPr></p:defaultTextStyle></p:presentation>`;
}
