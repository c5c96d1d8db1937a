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
        ...chart.series.map(series => series.values[at] ?? null),
      ]),
    },
  ]);
}

/** A chart part (ECMA-376, DrawingML charts) whose data is the workbook of the relationship `rIdData`; colours of the series in turn. */
export function chartXml(chart: Chart, colours: readonly string[]): string {
  const body = chart.kind === 'line' ? lineChart(chart, colours) : barChart(chart, colours);
  const several = chart.series.length > 1;
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
  const values = chart.categories.map((_, n) => {
    const value = chart.series[at]!.values[n] ?? null;
    return value === null || !Number.isFinite(value) ? '' : `<c:pt idx="${n}"><c:v>${value}</c:v></c:pt>`;
  });
  return `<c:cat><c:strRef><c:f>Data!$A$2:$A$${last}</c:f><c:strCache><c:ptCount val="${chart.categories.length}"/>${categories.join('')}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Data!$${letters}$2:$${letters}$${last}</c:f><c:numCache><c:formatCode>${xmlText(formatCode(chart.format))}</c:formatCode><c:ptCount val="${chart.categories.length}"/>${values.join('')}</c:numCache></c:numRef></c:val>`;
}

const shown =
  '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>';
const notShown = shown.replace('<c:showVal val="1"/>', '<c:showVal val="0"/>');

const labelled = (chart: Chart): boolean => chart.categories.length * chart.series.length <= mostLabels;

const numberFormat = (chart: Chart): string =>
  `<c:numFmt formatCode="${xmlText(formatCode(chart.format))}" sourceLinked="0"/>`;

function barChart(chart: Chart, colours: readonly string[]): string {
  const stacked = chart.kind === 'stacked-bar';
  const labels = labelled(chart)
    ? `<c:dLbls>${numberFormat(chart)}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${stacked ? textStyle('FFFFFF', true) : textStyle()}<c:dLblPos val="${stacked ? 'ctr' : 'outEnd'}"/>${shown}</c:dLbls>`
    : '';
  const series = chart.series.map(
    (_, at) =>
      // A white edge keeps neighbours apart without their colours.
      `<c:ser>${seriesHead(chart, at)}<c:spPr>${fill(pick(colours, at))}<a:ln w="19050">${fill('FFFFFF')}</a:ln></c:spPr><c:invertIfNegative val="0"/>${labels}${seriesData(chart, at)}</c:ser>`,
  );
  return `<c:barChart><c:barDir val="${chart.lying ? 'bar' : 'col'}"/><c:grouping val="${stacked ? 'stacked' : 'clustered'}"/><c:varyColors val="0"/>${series.join('')}<c:gapWidth val="60"/>${stacked ? '<c:overlap val="100"/>' : ''}<c:axId val="111111111"/><c:axId val="222222222"/></c:barChart>${axes(chart)}`;
}

function lineChart(chart: Chart, colours: readonly string[]): string {
  const series = chart.series.map(({ values, role }, at) => {
    if (role)
      return `<c:ser>${seriesHead(chart, at)}<c:spPr><a:ln w="${role === 'target' ? 28575 : 15875}">${fill(role === 'target' ? seriesColours[1] : quiet)}<a:prstDash val="${strokes[role]}"/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>${seriesData(chart, at)}<c:smooth val="0"/></c:ser>`;
    const colour = pick(colours, at);
    const last = chart.categories.reduce((found, _, n) => ((values[n] ?? null) === null ? found : n), -1);
    // The highest line has its label above, the others below: two that end close together stay legible.
    const above = chart.series.every(other => (other.values[last] ?? -Infinity) <= (values[last] ?? -Infinity));
    const labels =
      last < 0
        ? ''
        : `<c:dLbls><c:dLbl><c:idx val="${last}"/>${numberFormat(chart)}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(colour, true)}<c:dLblPos val="${above ? 't' : 'b'}"/>${shown}</c:dLbl>${notShown}</c:dLbls>`;
    return `<c:ser>${seriesHead(chart, at)}<c:spPr><a:ln w="44450" cap="rnd">${fill(colour)}<a:prstDash val="${pick(dashes, at)}"/><a:round/></a:ln></c:spPr><c:marker><c:symbol val="${pick(markers, at)}"/><c:size val="9"/><c:spPr>${fill(colour)}<a:ln>${fill('FFFFFF')}</a:ln></c:spPr></c:marker>${labels}${seriesData(chart, at)}<c:smooth val="0"/></c:ser>`;
  });
  return `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series.join('')}<c:marker val="1"/><c:axId val="111111111"/><c:axId val="222222222"/></c:lineChart>${axes(chart)}`;
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
