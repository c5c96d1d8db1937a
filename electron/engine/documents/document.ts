import { hallShade } from '../../../shared/model/colour.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { headLines } from '../../../shared/text/table-heads.ts';
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
import { rowHeight } from './table-height.ts';

/** A piece of text; a line feed starts a new line. */
export interface Run {
  readonly text: string;
  readonly bold?: boolean;
}

export type Text = string | readonly Run[];

export interface DocumentColumn {
  /** In lines from the outermost: what columns beside each other share stands once, over all of them. */
  readonly header: string | readonly string[];
  /** Figures stand on the right. */
  readonly align?: 'left' | 'right';
  /** Share of the width, against the other columns; 1 when not given. */
  readonly width?: number;
}

export interface DocumentTable {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly DocumentColumn[];
  readonly rows: readonly (readonly Text[])[];
  /** The last row is a sum. */
  readonly total?: boolean;
}

/** PNG, SVG or both; with both, the PNG is for programs that know no SVG. */
export interface DocumentPicture {
  readonly kind: 'picture';
  readonly png?: Uint8Array;
  readonly svg?: Uint8Array;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  /** What the picture says, for those who do not see it. */
  readonly alt: string;
  readonly caption?: string;
}

export type DocumentBlock =
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** A finding, larger than the rest. */
  | { readonly kind: 'lead'; readonly text: Text }
  /** Below a table or a picture, smaller. */
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[]; readonly numbered?: boolean }
  | DocumentTable
  | DocumentPicture;

/** Sections nest, so their headings do: three levels at most. */
export interface DocumentSection {
  readonly heading: string;
  readonly blocks: readonly DocumentBlock[];
  readonly sections?: readonly DocumentSection[];
  /** On wide pages of its own; only for sections of the first level. */
  readonly wide?: boolean;
}

export interface PaperDocument extends PaperFacts {
  readonly subtitle: string;
  /** On every page, at the foot. */
  readonly source: string;
  /** Further lines of the title page. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** At the head of the title page. */
  readonly logo?: DocumentPicture;
  readonly sections: readonly DocumentSection[];
}

const wordNamespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const wordTypes = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const drawingNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing';
const pictureNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/picture';

/** Twentieths of a point: A4 with margins of 2 cm. */
const page = { short: 11_906, long: 16_838, margin: 1134, top: 1304, bottom: 1247 };
const textWidth = (wide: boolean): number => (wide ? page.long : page.short) - 2 * page.margin;
const emuPerMillimetre = 36_000;
/**
 * A table that is no higher than this part of a page is not torn between pages: what it leaves of the page before is then
 * never half of it. A higher one goes on over the page, and leaves no row alone on either side.
 */
const partKeptTogether = 0.4;
const textHeight = (wide: boolean): number => (wide ? page.short : page.long) - page.top - page.bottom;
const tableSetting = { size: 190, beside: 198, around: 70 };
/** At least 7:1 on white. */
const ownAccent = '#0b5f6b';
const ink = '16202B';
const quiet = '45525F';

/**
 * A paper as a Word file: real heading styles, header rows that repeat, alternative texts, language en-GB. The same paper
 * gives the same bytes.
 */
export function docxBytes(paper: PaperDocument): Buffer {
  const media: OfficePart[] = [];
  const relationships: Relationship[] = [
    { id: 'rIdStyles', type: `${relationshipTypes}/styles`, target: 'word/styles.xml' },
    { id: 'rIdNumbering', type: `${relationshipTypes}/numbering`, target: 'word/numbering.xml' },
    { id: 'rIdSettings', type: `${relationshipTypes}/settings`, target: 'word/settings.xml' },
    { id: 'rIdHeader', type: `${relationshipTypes}/header`, target: 'word/header1.xml' },
    { id: 'rIdFooter', type: `${relationshipTypes}/footer`, target: 'word/footer1.xml' },
  ];
  const writing: Writing = {
    wide: false,
    bookmarks: 0,
    pictures: 0,
    numberings: 0,
    addMedia(bytes, extension) {
      const id = `rIdMedia${media.length + 1}`;
      const path = `word/media/image${media.length + 1}.${extension}`;
      media.push({ path, type: null, content: bytes });
      relationships.push({ id, type: `${relationshipTypes}/image`, target: path });
      return id;
    },
  };
  const body = bodyXml(paper, writing);
  const parts: OfficePart[] = [
    {
      path: 'word/document.xml',
      type: `${wordTypes}.document.main+xml`,
      content: `${xmlDeclaration}<w:document xmlns:w="${wordNamespace}" xmlns:r="${relationshipTypes}" xmlns:wp="${drawingNamespace}" xmlns:a="${mainNamespace}" xmlns:pic="${pictureNamespace}"><w:body>${body}</w:body></w:document>`,
      relationships,
    },
    {
      path: 'word/styles.xml',
      type: `${wordTypes}.styles+xml`,
      content: styles(
        hallShade(paper.accent ?? ownAccent)
          .slice(1)
          .toUpperCase(),
      ),
    },
    { path: 'word/numbering.xml', type: `${wordTypes}.numbering+xml`, content: numbering(writing.numberings) },
    { path: 'word/settings.xml', type: `${wordTypes}.settings+xml`, content: settings },
    {
      path: 'word/header1.xml',
      type: `${wordTypes}.header+xml`,
      content: `${xmlDeclaration}<w:hdr xmlns:w="${wordNamespace}">${paragraph('Header', paper.marking)}</w:hdr>`,
    },
    { path: 'word/footer1.xml', type: `${wordTypes}.footer+xml`, content: footer(paper) },
    ...media,
  ];
  return officeBytes(parts, { ...paper, subject: paper.subtitle });
}

interface Writing {
  wide: boolean;
  bookmarks: number;
  pictures: number;
  /** Numbered lists begun so far: each counts from one. */
  numberings: number;
  addMedia(bytes: Uint8Array, extension: 'png' | 'svg'): string;
}

function bodyXml(paper: PaperDocument, writing: Writing): string {
  const facts = [
    ...(paper.organisation ? [{ label: 'Prepared by', value: paper.organisation }] : []),
    { label: 'For', value: paper.audience },
    ...(paper.asAt === null ? [] : [{ label: 'As at', value: formatDate(paper.asAt) }]),
    { label: 'Marking', value: paper.marking },
    { label: 'Versions', value: paper.version },
    ...paper.facts,
  ];
  const pieces = [
    ...(paper.logo ? [pictureXml(paper.logo, writing)] : []),
    paragraph('Title', paper.title),
    paragraph('Subtitle', paper.subtitle),
    ...facts.map(fact => paragraph('Fact', [{ text: `${fact.label}: `, bold: true }, { text: fact.value }])),
    contents(paper.sections),
  ];
  let wide = false;
  for (const [at, section] of paper.sections.entries()) {
    const turns = (section.wide ?? false) !== wide;
    // A section ends with the properties of its pages, so the turn is written before the next one.
    if (turns) pieces.push(`<w:p><w:pPr><w:pStyle w:val="Turn"/>${sectionProperties(wide)}</w:pPr></w:p>`);
    wide = section.wide ?? false;
    writing.wide = wide;
    pieces.push(sectionXml(section, 1, `${at + 1}`, writing, at === 0 && !turns));
  }
  return `${pieces.join('')}${sectionProperties(wide)}`;
}

const bookmarkName = (place: string): string => `section_${place}`;

/** Headings of the first level as links, in a field that Word can renew. */
function contents(sections: readonly DocumentSection[]): string {
  const lines = sections.map((section, at) => ({ heading: section.heading, place: `${at + 1}` }));
  if (lines.length === 0) return '';
  const begin = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`;
  const end = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  const entries = lines.map(
    ({ heading, place }, n) =>
      `<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>${n === 0 ? begin : ''}<w:hyperlink w:anchor="${bookmarkName(place)}" w:history="1">${runs(heading)}</w:hyperlink>${n === lines.length - 1 ? end : ''}</w:p>`,
  );
  return `${paragraph('ContentsTitle', 'In this paper')}${entries.join('')}`;
}

function sectionXml(
  section: DocumentSection,
  level: number,
  place: string,
  writing: Writing,
  newPage: boolean,
): string {
  const id = ++writing.bookmarks;
  const heading = `<w:p><w:pPr><w:pStyle w:val="Heading${Math.min(level, 3)}"/>${newPage ? '<w:pageBreakBefore/>' : ''}</w:pPr><w:bookmarkStart w:id="${id}" w:name="${bookmarkName(place)}"/>${runs(section.heading)}<w:bookmarkEnd w:id="${id}"/></w:p>`;
  return [
    heading,
    ...section.blocks.map((block, at) => blockXml(block, writing, section.blocks[at + 1]?.kind === 'note')),
    ...(section.sections ?? []).map((inner, n) => sectionXml(inner, level + 1, `${place}_${n + 1}`, writing, false)),
  ].join('');
}

/** @param noted whether a note to it follows, which stays with it */
function blockXml(block: DocumentBlock, writing: Writing, noted: boolean): string {
  switch (block.kind) {
    case 'paragraph':
      return paragraph('BodyText', block.text);
    case 'lead':
      return paragraph('Lead', block.text);
    case 'note':
      return paragraph('TableNote', block.text);
    case 'list': {
      const number = block.numbered ? ++writing.numberings + 1 : 1;
      return block.items
        .map(item =>
          paragraph(
            block.numbered ? 'ListNumber' : 'ListBullet',
            item,
            `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${number}"/></w:numPr>`,
          ),
        )
        .join('');
    }
    case 'table':
      return tableXml(block, writing.wide, noted);
    case 'picture':
      return pictureXml(block, writing);
  }
}

/** Properties of a paragraph beside its style come in the order of the schema: none here comes before `numPr`. */
function paragraph(style: string, text: Text, properties = ''): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${properties}</w:pPr>${runs(text)}</w:p>`;
}

const runsIn = (text: Text): readonly Run[] => (typeof text === 'string' ? [{ text }] : text);

function runs(text: Text): string {
  return runsIn(text)
    .map((run: Run) => {
      const lines = run.text
        .split('\n')
        .map(line => `<w:t xml:space="preserve">${xmlText(line)}</w:t>`)
        .join('<w:br/>');
      return `<w:r>${run.bold ? '<w:rPr><w:b/></w:rPr>' : ''}${lines}</w:r>`;
    })
    .join('');
}

const bold = (text: Text): Text => runsIn(text).map(run => ({ ...run, bold: true }));

/** A cell of a table; `properties` stand after its width, in the order of the schema. */
const tableCell = (width: number, properties: string, content: string): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${properties}</w:tcPr>${content}</w:tc>`;

const aligned = ({ align }: DocumentColumn): string => (align === 'right' ? '<w:jc w:val="right"/>' : '');

/** The rows of a heading; they come again on each page. Only the first row has the look of the style by itself. */
function headRows({ columns }: DocumentTable, widths: readonly number[]): string {
  const lines = headLines(columns.map(({ header }) => (typeof header === 'string' ? [header] : header)));
  const isLast = (line: number, over: number) => line + over === lines.length;
  const look = (below: boolean) =>
    `${below ? `<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="${quiet}"/></w:tcBorders>` : ''}<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/><w:vAlign w:val="bottom"/>`;
  const rows = lines.map((cells, line) => {
    const drawn = columns.flatMap((column, at) => {
      const own = cells.find(one => one.first <= at && at < one.first + one.span);
      // A cell of the line above goes on here.
      if (!own)
        return tableCell(
          widths[at]!,
          `<w:vMerge/>${look(isLast(line, 1))}`,
          paragraph('TableHeader', '', '<w:keepNext/>'),
        );
      if (own.first !== at) return [];
      const width = widths.slice(at, at + own.span).reduce((sum, one) => sum + one, 0);
      const merge = `${own.span > 1 ? `<w:gridSpan w:val="${own.span}"/>` : ''}${own.lines > 1 ? '<w:vMerge w:val="restart"/>' : ''}`;
      const align = own.span > 1 ? '<w:jc w:val="center"/>' : aligned(column);
      return tableCell(
        width,
        `${merge}${look(isLast(line, own.lines))}`,
        paragraph('TableHeader', own.text, `<w:keepNext/>${align}`),
      );
    });
    return `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${drawn.join('')}</w:tr>`;
  });
  return rows.join('');
}

/** Which rows stay on the page of the next: all of a table that is kept whole, else the first and the last but one. */
function rowsThatKeepNext(table: DocumentTable, widths: readonly number[], wide: boolean): (row: number) => boolean {
  const last = table.rows.length - 1;
  const headers = table.columns.map(({ header }) => [
    { text: typeof header === 'string' ? header : header.join('\n'), bold: true },
  ]);
  const height = [headers, ...table.rows.map(row => row.map(runsIn))].reduce(
    (sum, row) => sum + rowHeight(row, widths, tableSetting),
    0,
  );
  if (height <= partKeptTogether * textHeight(wide)) return row => row < last;
  return row => row < last && (row === 0 || row === last - 1);
}

function tableXml(table: DocumentTable, wide: boolean, noted: boolean): string {
  const whole = table.columns.reduce((sum, column) => sum + (column.width ?? 1), 0);
  const widths = table.columns.map(column => Math.floor((textWidth(wide) * (column.width ?? 1)) / whole));
  const cell = (text: Text, at: number, keep: boolean) =>
    tableCell(
      widths[at]!,
      '',
      paragraph('TableText', text, `${keep ? '<w:keepNext/>' : ''}${aligned(table.columns[at]!)}`),
    );
  const keeps = rowsThatKeepNext(table, widths, wide);
  const rows = table.rows.map((row, n) => {
    const last = (table.total ?? false) && n === table.rows.length - 1;
    const keep = keeps(n) || (noted && n === table.rows.length - 1);
    return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${table.columns.map((_, at) => cell(last ? bold(row[at] ?? '') : (row[at] ?? ''), at, keep)).join('')}</w:tr>`;
  });
  return [
    paragraph('Caption', table.caption),
    `<w:tbl><w:tblPr><w:tblStyle w:val="FiguresTable"/><w:tblW w:w="${widths.reduce((sum, width) => sum + width, 0)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val="${xmlText(table.caption)}"/></w:tblPr>`,
    `<w:tblGrid>${widths.map(width => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`,
    headRows(table, widths),
    ...rows,
    '</w:tbl>',
    // Two tables that touch are one to Word.
    `<w:p><w:pPr><w:pStyle w:val="Turn"/>${noted ? '<w:keepNext/>' : ''}</w:pPr></w:p>`,
  ].join('');
}

function pictureXml(picture: DocumentPicture, writing: Writing): string {
  const n = ++writing.pictures;
  const png = writing.addMedia(picture.png ?? emptyPng, 'png');
  const svg = picture.svg ? writing.addMedia(picture.svg, 'svg') : null;
  // Twentieths of a point to millimetres.
  const room = (textWidth(writing.wide) / 1440) * 25.4;
  const scale = Math.min(1, room / picture.width);
  const size = `cx="${Math.round(picture.width * scale * emuPerMillimetre)}" cy="${Math.round(picture.height * scale * emuPerMillimetre)}"`;
  const naming = `id="${n}" name="Picture ${n}" descr="${xmlText(picture.alt)}"`;
  return [
    picture.caption ? paragraph('Caption', picture.caption) : '',
    `<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ${size}/><wp:docPr ${naming}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="${pictureNamespace}"><pic:pic><pic:nvPicPr><pic:cNvPr ${naming}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>${blipXml(png, svg)}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
  ].join('');
}

function sectionProperties(wide: boolean): string {
  const [width, height] = wide ? [page.long, page.short] : [page.short, page.long];
  return `<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/><w:type w:val="nextPage"/><w:pgSz w:w="${width}" w:h="${height}"${wide ? ' w:orient="landscape"' : ''}/><w:pgMar w:top="${page.top}" w:right="${page.margin}" w:bottom="${page.bottom}" w:left="${page.margin}" w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>`;
}

const field = (name: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${name} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;

function footer(paper: PaperDocument): string {
  const number = `<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>${runs('Page ')}${field('PAGE')}${runs(' of ')}${field('NUMPAGES')}</w:p>`;
  return `${xmlDeclaration}<w:ftr xmlns:w="${wordNamespace}">${paragraph('Footer', paper.source)}${number}</w:ftr>`;
}

/** Styles of paragraphs: points, colour, space around in twentieths of a point. */
function style(
  id: string,
  name: string,
  properties: {
    readonly based?: string;
    readonly next?: string;
    readonly size?: number;
    readonly bold?: boolean;
    readonly colour?: string;
    readonly before?: number;
    readonly after?: number;
    readonly line?: number;
    readonly keepNext?: boolean;
    readonly centred?: boolean;
    readonly outline?: number;
    readonly listed?: boolean;
  },
): string {
  const { before, after, line, size } = properties;
  const spacing =
    before === undefined && after === undefined && line === undefined
      ? ''
      : `<w:spacing w:before="${before ?? 0}" w:after="${after ?? 0}"${line === undefined ? '' : ` w:line="${line}" w:lineRule="auto"`}/>`;
  return [
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="${properties.based ?? 'Normal'}"/>`,
    properties.next ? `<w:next w:val="${properties.next}"/>` : '',
    properties.listed === false ? '' : '<w:qFormat/>',
    '<w:pPr>',
    properties.keepNext ? '<w:keepNext/><w:keepLines/>' : '',
    spacing,
    properties.centred ? '<w:jc w:val="center"/>' : '',
    properties.outline === undefined ? '' : `<w:outlineLvl w:val="${properties.outline}"/>`,
    '</w:pPr><w:rPr>',
    properties.bold ? '<w:b/>' : '',
    properties.colour ? `<w:color w:val="${properties.colour}"/>` : '',
    size === undefined ? '' : `<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/>`,
    '</w:rPr></w:style>',
  ].join('');
}

const styles = (accent: string): string =>
  `${xmlDeclaration}<w:styles xmlns:w="${wordNamespace}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/><w:color w:val="${ink}"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>${[
    style('BodyText', 'Body Text', { after: 120, line: 271 }),
    style('Heading1', 'heading 1', {
      next: 'BodyText',
      size: 18,
      bold: true,
      colour: accent,
      before: 400,
      after: 120,
      keepNext: true,
      outline: 0,
    }),
    style('Heading2', 'heading 2', {
      next: 'BodyText',
      size: 14,
      bold: true,
      before: 280,
      after: 80,
      keepNext: true,
      outline: 1,
    }),
    style('Heading3', 'heading 3', {
      next: 'BodyText',
      size: 12,
      bold: true,
      colour: quiet,
      before: 200,
      after: 60,
      keepNext: true,
      outline: 2,
    }),
    style('Title', 'Title', { next: 'Subtitle', size: 28, bold: true, before: 1200, after: 160, colour: accent }),
    style('Subtitle', 'Subtitle', { next: 'BodyText', size: 16, after: 480, colour: quiet }),
    style('Fact', 'Title Page Fact', { after: 80 }),
    style('ContentsTitle', 'Contents Title', { size: 14, bold: true, before: 560, after: 120, keepNext: true }),
    style('TOC1', 'toc 1', { after: 40, listed: false }),
    style('Lead', 'Lead', { next: 'BodyText', size: 14, after: 160, line: 276 }),
    style('ListBullet', 'List Bullet', { after: 60, line: 264 }),
    style('ListNumber', 'List Number', { after: 60, line: 264 }),
    style('Caption', 'caption', { next: 'BodyText', bold: true, size: 10, before: 200, after: 80, keepNext: true }),
    style('TableText', 'Table Text', { size: 9.5, before: 30, after: 30 }),
    style('TableHeader', 'Table Header', {
      based: 'TableText',
      size: 9.5,
      bold: true,
      before: 30,
      after: 30,
      keepNext: true,
    }),
    style('TableNote', 'Table Note', { size: 9, colour: quiet, after: 120 }),
    style('Turn', 'After Table', { size: 4, listed: false }),
    style('Header', 'header', { bold: true, size: 10, centred: true, listed: false }),
    style('Footer', 'footer', { size: 9, colour: quiet, listed: false }),
  ].join(
    '',
  )}<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="113" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style><w:style w:type="table" w:styleId="FiguresTable"><w:name w:val="Figures Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="${quiet}"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="${quiet}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9DEE4"/></w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="${quiet}"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style></w:styles>`;

function numbering(lists: number): string {
  const level = (format: string, text: string) =>
    `<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl>`;
  const numbers = Array.from(
    { length: lists },
    (_, n) =>
      `<w:num w:numId="${n + 2}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`,
  );
  return `${xmlDeclaration}<w:numbering xmlns:w="${wordNamespace}"><w:abstractNum w:abstractNumId="0">${level('bullet', '•')}</w:abstractNum><w:abstractNum w:abstractNumId="1">${level('decimal', '%1.')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>${numbers.join('')}</w:numbering>`;
}

const settings = `${xmlDeclaration}<w:settings xmlns:w="${wordNamespace}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-GB"/></w:settings>`;
