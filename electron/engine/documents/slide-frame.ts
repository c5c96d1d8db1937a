import { mainNamespace, relationshipTypes, xmlDeclaration } from './office-package.ts';

/**
 * The parts of a deck that are the same in each: theme, master, layouts, master of the notes. Places are in English
 * Metric Units; one pixel of a slide of 1280 × 720 is 9525.
 */
export const presentationNamespace = 'http://schemas.openxmlformats.org/presentationml/2006/main';
export const slideNamespaces = `xmlns:a="${mainNamespace}" xmlns:r="${relationshipTypes}" xmlns:p="${presentationNamespace}"`;
export const slideSize = { width: 12_192_000, height: 6_858_000 };
const px = 9525;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const at = (x: number, y: number, width: number, height: number): Place => ({
  x: x * px,
  y: y * px,
  width: width * px,
  height: height * px,
});

export const places = {
  title: at(64, 36, 1152, 112),
  titleBesideLogo: at(64, 36, 956, 112),
  corner: at(1040, 36, 176, 64),
  whole: at(64, 164, 1152, 428),
  chart: at(64, 164, 728, 428),
  facts: at(824, 176, 392, 416),
  drawing: at(64, 164, 520, 428),
  legend: at(612, 164, 604, 428),
  source: at(64, 606, 744, 96),
  footer: at(824, 606, 328, 64),
  number: at(1152, 606, 64, 32),
  coverTitle: at(64, 172, 1152, 156),
  coverSubtitle: at(64, 336, 1152, 48),
  coverFacts: at(64, 408, 1152, 176),
  logo: at(64, 48, 320, 112),
} as const;

export const layouts = ['title', 'finding', 'chart', 'table', 'picture', 'text'] as const;
export type LayoutName = (typeof layouts)[number];

/** Kind and number of a placeholder; a shape of a slide takes place and style from the one of its layout. */
export const placeholders = {
  title: 'type="title"',
  coverTitle: 'type="ctrTitle"',
  coverSubtitle: 'type="subTitle" idx="1"',
  coverFacts: 'type="body" sz="quarter" idx="15"',
  chart: 'type="chart" idx="10"',
  facts: 'type="body" sz="quarter" idx="11"',
  table: 'type="tbl" idx="12"',
  picture: 'type="pic" idx="13"',
  text: 'type="body" idx="14"',
  source: 'type="body" sz="quarter" idx="20"',
  footer: 'type="ftr" sz="quarter" idx="3"',
  number: 'type="sldNum" sz="quarter" idx="4"',
} as const;

export const ink = '101820';
export const quiet = '45525F';

export const transform = ({ x, y, width, height }: Place, tag = 'a:xfrm'): string =>
  `<${tag}><a:off x="${x}" y="${y}"/><a:ext cx="${width}" cy="${height}"/></${tag}>`;

export const solid = (colour: string): string => `<a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>`;

/** Points; a bullet when there is one. */
interface TextLook {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour: string;
  readonly anchor?: 't' | 'ctr' | 'b';
  readonly align?: 'l' | 'r';
  readonly after?: number;
  readonly bullet?: boolean;
}

const listStyle = ({ size, bold, colour, align, after, bullet }: TextLook): string =>
  `<a:lstStyle><a:lvl1pPr marL="${bullet ? 342_900 : 0}" indent="${bullet ? -342_900 : 0}" algn="${align ?? 'l'}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="${(after ?? 0) * 100}"/></a:spcAft>${bullet ? '<a:buFont typeface="Arial"/><a:buChar char="•"/>' : '<a:buNone/>'}<a:defRPr lang="en-GB" sz="${size * 100}" b="${bold ? 1 : 0}">${solid(colour)}<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr></a:lstStyle>`;

function placeholder(
  id: number,
  name: string,
  kind: string,
  place: Place,
  look: TextLook,
  content = '<a:r><a:rPr lang="en-GB"/><a:t> </a:t></a:r>',
): string {
  return `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph ${kind}/></p:nvPr></p:nvSpPr><p:spPr>${transform(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="${look.anchor ?? 't'}"><a:normAutofit/></a:bodyPr>${listStyle(look)}<a:p>${content}</a:p></p:txBody></p:sp>`;
}

/** Marks a shape that says nothing to those who do not see it. */
export const decorative =
  '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>';

const rule = (id: number): string =>
  `<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="${id}" name="Line above the source">${decorative}</p:cNvPr><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>${transform(at(64, 598, 1152, 0))}<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525">${solid('D9DEE4')}</a:ln></p:spPr></p:cxnSp>`;

const tree = (shapes: readonly string[]): string =>
  `<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>${shapes.join('')}</p:spTree>`;

export const shapeTree = tree;

const titleLook: TextLook = { size: 32, bold: true, colour: ink };
const sourceLook: TextLook = { size: 18, colour: quiet };
const slideNumber =
  '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>';
export const slideNumberField = slideNumber;

const feet = (from: number): readonly string[] => [
  placeholder(from, 'Source', placeholders.source, places.source, sourceLook),
  placeholder(from + 1, 'Marking', placeholders.footer, places.footer, {
    size: 18,
    bold: true,
    colour: ink,
    align: 'r',
  }),
  placeholder(
    from + 2,
    'Slide number',
    placeholders.number,
    places.number,
    { size: 18, colour: ink, align: 'r' },
    slideNumber,
  ),
];

const clear = '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>';

/** A bar along the upper edge. */
const bar = (id: number, colour: string): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="Bar">${decorative}</p:cNvPr><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>${transform(at(0, 0, 1280, 10))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>${solid(colour)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>`;

/** A layout by its name; the accent is the colour of the cover's title and of the bar above. `logo` is its XML. */
export function layoutXml(layout: LayoutName, accent: string, logo: string | null): string {
  const place = logo === null ? places.title : places.titleBesideLogo;
  const title = placeholder(2, 'Title', placeholders.title, place, titleLook);
  const bodies: Readonly<Record<LayoutName, readonly string[]>> = {
    title: [
      placeholder(2, 'Title', placeholders.coverTitle, places.coverTitle, {
        size: 44,
        bold: true,
        colour: accent,
        anchor: 'b',
      }),
      placeholder(3, 'Subtitle', placeholders.coverSubtitle, places.coverSubtitle, { size: 28, colour: quiet }),
      placeholder(4, 'Facts', placeholders.coverFacts, places.coverFacts, { size: 20, colour: ink, after: 6 }),
    ],
    finding: [
      title,
      placeholder(3, 'Chart', placeholders.chart, places.chart, { size: 18, colour: ink }),
      placeholder(4, 'Facts', placeholders.facts, places.facts, { size: 24, colour: ink, after: 18 }),
    ],
    chart: [title, placeholder(3, 'Chart', placeholders.chart, places.whole, { size: 18, colour: ink })],
    table: [title, placeholder(3, 'Table', placeholders.table, places.whole, { size: 18, colour: ink })],
    picture: [title, placeholder(3, 'Picture', placeholders.picture, places.whole, { size: 18, colour: ink })],
    text: [
      title,
      placeholder(3, 'Text', placeholders.text, places.whole, { size: 24, colour: ink, after: 12, bullet: true }),
    ],
  };
  const names: Readonly<Record<LayoutName, string>> = {
    title: 'Title',
    finding: 'Finding, chart and facts',
    chart: 'Finding and chart',
    table: 'Finding and table',
    picture: 'Finding and picture',
    text: 'Finding and text',
  };
  const type = layout === 'title' ? ' type="title"' : '';
  return `${xmlDeclaration}<p:sldLayout ${slideNamespaces}${type} preserve="1" userDrawn="1"><p:cSld name="${names[layout]}">${tree([bar(7, accent), ...bodies[layout], ...(logo === null ? [] : [logo]), rule(9), ...feet(10)])}</p:cSld>${clear}</p:sldLayout>`;
}

export function masterXml(): string {
  const level = (look: TextLook) =>
    listStyle(look)
      .replace(/^<a:lstStyle>/, '')
      .replace(/<\/a:lstStyle>$/, '');
  const shapes = [
    placeholder(2, 'Title', placeholders.title, places.title, titleLook),
    placeholder(3, 'Text', 'type="body" idx="1"', places.whole, { size: 24, colour: ink }),
    placeholder(4, 'Marking', placeholders.footer, places.footer, { size: 18, bold: true, colour: ink, align: 'r' }),
    placeholder(
      5,
      'Slide number',
      placeholders.number,
      places.number,
      { size: 18, colour: ink, align: 'r' },
      slideNumber,
    ),
  ];
  const list = layouts.map((_, n) => `<p:sldLayoutId id="${2_147_483_649 + n}" r:id="rIdLayout${n + 1}"/>`);
  return `${xmlDeclaration}<p:sldMaster ${slideNamespaces}><p:cSld><p:bg><p:bgPr>${solid('FFFFFF')}<a:effectLst/></p:bgPr></p:bg>${tree(shapes)}</p:cSld>${colourMap}<p:sldLayoutIdLst>${list.join('')}</p:sldLayoutIdLst><p:txStyles><p:titleStyle>${level(titleLook)}</p:titleStyle><p:bodyStyle>${level({ size: 24, colour: ink, after: 12 })}</p:bodyStyle><p:otherStyle>${level({ size: 18, colour: ink })}</p:otherStyle></p:txStyles></p:sldMaster>`;
}

const colourMap =
  '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>';

export const notesPlaces = {
  slide: { x: 685_800, y: 1_143_000, width: 5_486_400, height: 3_086_100 },
  text: { x: 685_800, y: 4_400_550, width: 5_486_400, height: 3_600_450 },
} as const;

export const notesMasterXml = (): string =>
  `${xmlDeclaration}<p:notesMaster ${slideNamespaces}><p:cSld><p:bg><p:bgPr>${solid('FFFFFF')}<a:effectLst/></p:bgPr></p:bg>${tree(
    [
      `<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr>${transform(notesPlaces.slide)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="12700">${solid('6B7785')}</a:ln></p:spPr></p:sp>`,
      placeholder(3, 'Notes', 'type="body" sz="quarter" idx="3"', notesPlaces.text, {
        size: 12,
        colour: ink,
        after: 6,
      }),
    ],
  )}</p:cSld>${colourMap}</p:notesMaster>`;

/** Colours of the series come first among the accents, so that a chart that is changed keeps to them. */
export function themeXml(accents: readonly string[]): string {
  const colour = (name: string, value: string) => `<a:${name}><a:srgbClr val="${value}"/></a:${name}>`;
  const plain = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
  const edge = (width: number) =>
    `<a:ln w="${width}" cap="flat" cmpd="sng" algn="ctr">${plain}<a:prstDash val="solid"/></a:ln>`;
  const effect = '<a:effectStyle><a:effectLst/></a:effectStyle>';
  const font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>';
  return `${xmlDeclaration}<a:theme xmlns:a="${mainNamespace}" name="Briefing"><a:themeElements><a:clrScheme name="Briefing">${colour('dk1', ink)}${colour('lt1', 'FFFFFF')}${colour('dk2', quiet)}${colour('lt2', 'EEF1F4')}${accents
    .slice(0, 6)
    .map((value, n) => colour(`accent${n + 1}`, value))
    .join(
      '',
    )}${colour('hlink', accents[0]!)}${colour('folHlink', quiet)}</a:clrScheme><a:fontScheme name="Briefing"><a:majorFont>${font}</a:majorFont><a:minorFont>${font}</a:minorFont></a:fontScheme><a:fmtScheme name="Briefing"><a:fillStyleLst>${plain.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${edge(6350)}${edge(12_700)}${edge(19_050)}</a:lnStyleLst><a:effectStyleLst>${effect.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${plain.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;
}
