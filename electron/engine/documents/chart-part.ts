import { chartSigns, signedStatuses } from '../../../shared/text/chart-signs.ts';
import type { SignedStatus } from '../../../shared/text/chart-signs.ts';
import { mainNamespace, relationshipTypes, xmlDeclaration, xmlText } from './office-package.ts';
import { columnLetters, spreadsheetBytes } from './spreadsheet.ts';

/** A chart as a slide shows it: nothing but these values gets into the file. */
export interface Chart {
  readonly kind: 'bar' | 'stacked-bar' | 'line';
  /** Bars that lie; for long names. */
  readonly lying?: boolean;
  readonly categories: readonly string[];
  /** Null: no value, and a gap. */
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    /** What stands where a number may not or cannot: it is drawn by its sign, of a height that means nothing. */
    readonly signs?: readonly (SignedStatus | null)[];
    /** A line that the others are read against: thin, without marks or labels. */
    readonly role?: 'centre' | 'limit' | 'target';
  }[];
  /** Percent: values are fractions of 1. */
  readonly format: { readonly kind: 'number' | 'percent' | 'money'; readonly decimals: number };
  readonly categoryTitle?: string;
  readonly valueTitle?: string;
  /** What the chart says, for those who do not see it. */
  readonly alt: string;
}

/** At least 7:1 on white, and white on them. */
export const seriesColours = ['0B5F6B', '7F4400', '5A3FA3', '2C5E2C', '8A2657', '45525F'] as const;
const dashes = ['solid', 'dash', 'sysDot', 'lgDash', 'dashDot', 'lgDashDot'] as const;
const markers = ['circle', 'square', 'diamond', 'triangle', 'circle', 'square'] as const;
const strokes = { centre: 'solid', limit: 'dash', target: 'sysDot' } as const;
const ink = '101820';
const quiet = '45525F';
const line = 'D9DEE4';
/** Hundredths of a point: 18 pt. */
const textSize = 1800;
/** More labels than these hide each other. */
const mostLabels = 18;

/** The code of spreadsheets for a format. */
export function formatCode({ kind, decimals }: Chart['format']): string {
  const tail = decimals > 0 ? `.${'0'.repeat(decimals)}` : '';
  return kind === 'percent' ? `0${tail} %` : kind === 'money' ? `"£"#,##0${tail}` : `#,##0${tail}`;
}

/** The workbook behind a chart: what opens when somebody edits its data. */
export function chartWorkbook(chart: Chart): Buffer {
  const type = chart.format.kind === 'percent' ? 'percent' : 'number';
  return spreadsheetBytes([
    {
      name: 'Data',
      columns: [
        { header: chart.categoryTitle ?? 'Category', type: 'text', width: 28 },
        ...chart.series.map(series => ({ header: series.name, type, decimals: chart.format.decimals }) as const),
      ],
      rows: chart.categories.map((category, at) => [
        category,
        ...chart.series.map(({ values, signs }) => values[at] ?? (signs?.[at] ? chartSigns[signs[at]].sign : null)),
      ]),
    },
  ]);
}

/** A chart part (ECMA-376, DrawingML charts) whose data is the workbook of the relationship `rIdData`; colours of the series in turn. */
export function chartXml(chart: Chart, colours: readonly string[]): string {
  const body = chart.kind === 'line' ? lineChart(chart, colours) : barChart(chart, colours);
  const several = chart.series.length > 1 || legendSeries(chart) !== '';
  // The dashes of the upper limit stand for both, and the centre between them needs no name.
  const quietEntries = chart.series
    .map(({ role, name }, at) =>
      role === 'centre' || (role === 'limit' && name.startsWith('Lower'))
        ? `<c:legendEntry><c:idx val="${at}"/><c:delete val="1"/></c:legendEntry>`
        : '',
    )
    .join('');
  return `${xmlDeclaration}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="${mainNamespace}" xmlns:r="${relationshipTypes}"><c:date1904 val="0"/><c:lang val="en-GB"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>${body}</c:plotArea>${several ? `<c:legend><c:legendPos val="t"/>${quietEntries}<c:overlay val="0"/>${textStyle()}</c:legend>` : ''}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textStyle()}<c:externalData r:id="rIdData"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`;
}

const fill = (colour: string): string => `<a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>`;

const textStyle = (colour: string = ink, bold = false): string =>
  `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${textSize}" b="${bold ? 1 : 0}">${fill(colour)}<a:latin typeface="+mn-lt"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>`;

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!;

function seriesHead(chart: Chart, at: number): string {
  const letters = columnLetters(at + 1);
  const name = xmlText(chart.series[at]!.name);
  return `<c:idx val="${at}"/><c:order val="${at}"/><c:tx><c:strRef><c:f>Data!$${letters}$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>${name}</c:v></c:pt></c:strCache></c:strRef></c:tx>`;
}

function seriesData(chart: Chart, at: number): string {
  const last = chart.categories.length + 1;
  const letters = columnLetters(at + 1);
  const categories = chart.categories.map((name, n) => `<c:pt idx="${n}"><c:v>${xmlText(name)}</c:v></c:pt>`);
  const { signs } = chart.series[at]!;
  const stub = signs ? stubOf(chart) : 0;
  const values = chart.categories.map((_, n) => {
    const value = chart.series[at]!.values[n] ?? (signs?.[n] ? stub : null);
    return value === null || !Number.isFinite(value) ? '' : `<c:pt idx="${n}"><c:v>${value}</c:v></c:pt>`;
  });
  return `<c:cat><c:strRef><c:f>Data!$A$2:$A$${last}</c:f><c:strCache><c:ptCount val="${chart.categories.length}"/>${categories.join('')}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Data!$${letters}$2:$${letters}$${last}</c:f><c:numCache><c:formatCode>${xmlText(formatCode(chart.format))}</c:formatCode><c:ptCount val="${chart.categories.length}"/>${values.join('')}</c:numCache></c:numRef></c:val>`;
}

/** Height of what stands for a number: the same everywhere in a chart, so that it tells nothing. On a line it lies below. */
function stubOf({ kind, series }: Chart): number {
  if (kind === 'line') return 0;
  const highest = Math.max(0, ...series.flatMap(one => one.values.map(value => value ?? 0)));
  return highest > 0 ? highest / 20 : 1;
}

/** Hatched for hidden; an open, dashed outline for what was not supplied or does not apply. */
function signLook(status: SignedStatus): string {
  const outline = `<a:ln w="12700">${fill(quiet)}<a:prstDash val="${status === 'hidden' ? 'solid' : 'dash'}"/></a:ln>`;
  const inside =
    status === 'hidden'
      ? `<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="${quiet}"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>`
      : fill('FFFFFF');
  return `<c:spPr>${inside}${outline}</c:spPr>`;
}

const signsOf = (chart: Chart, at: number): readonly (readonly [place: number, status: SignedStatus])[] =>
  (chart.series[at]!.signs ?? []).flatMap((status, n) =>
    status && (chart.series[at]!.values[n] ?? null) === null ? [[n, status] as const] : [],
  );

/** Points that are drawn by a sign, and the label of each. */
function signedPoints(chart: Chart, at: number): { readonly points: string; readonly labels: string } {
  const own = signsOf(chart, at);
  const isLine = chart.kind === 'line';
  const points = own.map(([n, status]) =>
    isLine
      ? `<c:dPt><c:idx val="${n}"/><c:marker><c:symbol val="square"/><c:size val="9"/>${signLook(status)}</c:marker><c:bubble3D val="0"/></c:dPt>`
      : `<c:dPt><c:idx val="${n}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>${signLook(status)}</c:dPt>`,
  );
  const position = isLine ? 't' : chart.kind === 'stacked-bar' ? 'ctr' : 'outEnd';
  const labels = own.map(
    ([n, status]) =>
      `<c:dLbl><c:idx val="${n}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${textSize}" b="0">${fill(ink)}</a:defRPr></a:pPr><a:r><a:rPr lang="en-GB" sz="${textSize}" b="0">${fill(ink)}</a:rPr><a:t>${chartSigns[status].sign}</a:t></a:r></a:p></c:rich></c:tx><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:dLblPos val="${position}"/>${shown}</c:dLbl>`,
  );
  return { points: points.join(''), labels: [...labels, ...zeroLabels(chart, at)].join('') };
}

/** Beside what is hidden a bar of nothing at all has to be told from one that is not recorded. */
function zeroLabels(chart: Chart, at: number): readonly string[] {
  const { values, signs } = chart.series[at]!;
  if (chart.kind !== 'bar' || !signs || labelled(chart)) return [];
  return values.flatMap((value, n) =>
    value === 0
      ? [
          `<c:dLbl><c:idx val="${n}"/>${numberFormat(chart)}<c:spPr><a:noFill/></c:spPr>${textStyle()}<c:dLblPos val="outEnd"/>${shown}</c:dLbl>`,
        ]
      : [],
  );
}

/** A series without a number for each sign of a chart, so that it stands in the legend. */
function legendSeries(chart: Chart): string {
  const used = new Set(chart.series.flatMap((_, at) => signsOf(chart, at).map(([, status]) => status)));
  return signedStatuses
    .filter(status => used.has(status))
    .map((status, n) => {
      const at = chart.series.length + n;
      const name = xmlText(chartSigns[status].legend);
      const look =
        chart.kind === 'line'
          ? `<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val="square"/><c:size val="9"/>${signLook(status)}</c:marker>`
          : `${signLook(status)}<c:invertIfNegative val="0"/>`;
      return `<c:ser><c:idx val="${at}"/><c:order val="${at}"/><c:tx><c:v>${name}</c:v></c:tx>${look}<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="${chart.categories.length}"/></c:numLit></c:val>${chart.kind === 'line' ? '<c:smooth val="0"/>' : ''}</c:ser>`;
    })
    .join('');
}

const shown =
  '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>';
const notShown = shown.replace('<c:showVal val="1"/>', '<c:showVal val="0"/>');

const labelled = (chart: Chart): boolean => chart.categories.length * chart.series.length <= mostLabels;

const numberFormat = (chart: Chart): string =>
  `<c:numFmt formatCode="${xmlText(formatCode(chart.format))}" sourceLinked="0"/>`;

function barChart(chart: Chart, colours: readonly string[]): string {
  const stacked = chart.kind === 'stacked-bar';
  const labelsWith = (own: string) => {
    if (labelled(chart)) return `<c:dLbls>${own}${plainLabels}</c:dLbls>`;
    return own ? `<c:dLbls>${own}${notShown}</c:dLbls>` : '';
  };
  const plainLabels = `${numberFormat(chart)}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${stacked ? textStyle('FFFFFF', true) : textStyle()}<c:dLblPos val="${stacked ? 'ctr' : 'outEnd'}"/>${shown}`;
  const series = chart.series.map((_, at) => {
    const signed = signedPoints(chart, at);
    // A white edge keeps neighbours apart without their colours.
    return `<c:ser>${seriesHead(chart, at)}<c:spPr>${fill(pick(colours, at))}<a:ln w="19050">${fill('FFFFFF')}</a:ln></c:spPr><c:invertIfNegative val="0"/>${signed.points}${labelsWith(signed.labels)}${seriesData(chart, at)}</c:ser>`;
  });
  return `<c:barChart><c:barDir val="${chart.lying ? 'bar' : 'col'}"/><c:grouping val="${stacked ? 'stacked' : 'clustered'}"/><c:varyColors val="0"/>${series.join('')}${legendSeries(chart)}<c:gapWidth val="60"/>${stacked ? '<c:overlap val="100"/>' : ''}<c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>${axes(chart)}`;
}

/** With more lines than these their last figures lie on top of each other. */
const mostEndLabels = 4;

function lineChart(chart: Chart, colours: readonly string[]): string {
  const lines = chart.series.filter(({ role }) => !role);
  const series = chart.series.map(({ values, role }, at) => {
    if (role)
      return `<c:ser>${seriesHead(chart, at)}<c:spPr><a:ln w="${role === 'target' ? 28575 : 15875}">${fill(role === 'target' ? seriesColours[1] : quiet)}<a:prstDash val="${strokes[role]}"/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>${seriesData(chart, at)}<c:smooth val="0"/></c:ser>`;
    const colour = pick(colours, at);
    const last = chart.categories.reduce((found, _, n) => ((values[n] ?? null) === null ? found : n), -1);
    // The highest line has its label above, the others below: two that end close together stay legible.
    const above = chart.series.every(other => (other.values[last] ?? -Infinity) <= (values[last] ?? -Infinity));
    const signed = signedPoints(chart, at);
    const labels =
      last < 0 || lines.length > mostEndLabels
        ? signed.labels && `<c:dLbls>${signed.labels}${notShown}</c:dLbls>`
        : `<c:dLbls>${signed.labels}<c:dLbl><c:idx val="${last}"/>${numberFormat(chart)}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(colour, true)}<c:dLblPos val="${above ? 't' : 'b'}"/>${shown}</c:dLbl>${notShown}</c:dLbls>`;
    return `<c:ser>${seriesHead(chart, at)}<c:spPr><a:ln w="44450" cap="rnd">${fill(colour)}<a:prstDash val="${pick(dashes, at)}"/><a:round/></a:ln></c:spPr><c:marker><c:symbol val="${pick(markers, at)}"/><c:size val="9"/><c:spPr>${fill(colour)}<a:ln>${fill('FFFFFF')}</a:ln></c:spPr></c:marker>${signed.points}${labels}${seriesData(chart, at)}<c:smooth val="0"/></c:ser>`;
  });
  return `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series.join('')}${legendSeries(chart)}<c:marker val="1"/><c:axId val="111111111"/><c:axId val="222222222"/></c:lineChart>${axes(chart)}`;
}

const axisTitle = (title: string | undefined, turned: boolean): string =>
  title === undefined
    ? ''
    : `<c:title><c:tx><c:rich><a:bodyPr${turned ? ' rot="-5400000" vert="horz"' : ''}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${textSize}" b="0">${fill(ink)}</a:defRPr></a:pPr><a:r><a:rPr lang="en-GB" sz="${textSize}" b="0">${fill(ink)}</a:rPr><a:t>${xmlText(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;

function axes(chart: Chart): string {
  const lying = (chart.lying ?? false) && chart.kind !== 'line';
  const values = chart.series.flatMap(series => series.values.filter(value => value !== null));
  // Bars are read by their length, so they begin at nothing; shares are read against the whole.
  const share = chart.format.kind === 'percent' && values.every(value => value >= 0 && value <= 1);
  const least = (chart.kind !== 'line' || share) && values.every(value => value >= 0) ? '<c:min val="0"/>' : '';
  const most = share && values.some(value => value > 0.5) ? '<c:max val="1"/>' : '';
  // Where every bar bears its number, a scale says it twice.
  const scaled = chart.kind === 'line' || !labelled(chart);
  return [
    `<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="${lying ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/><c:axPos val="${lying ? 'l' : 'b'}"/>${axisTitle(chart.categoryTitle, lying)}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln w="9525">${fill('6B7785')}</a:ln></c:spPr>${textStyle()}<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>`,
    `<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/>${most}${least}</c:scaling><c:delete val="${scaled ? 0 : 1}"/><c:axPos val="${lying ? 't' : 'l'}"/>${scaled ? `<c:majorGridlines><c:spPr><a:ln w="9525">${fill(line)}</a:ln></c:spPr></c:majorGridlines>` : ''}${scaled ? axisTitle(chart.valueTitle, !lying) : ''}${numberFormat(chart)}<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${textStyle()}<c:crossAx val="111111111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>${most ? '<c:majorUnit val="0.25"/>' : ''}</c:valAx>`,
  ].join('');
}
