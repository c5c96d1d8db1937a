import { chartSigns, signsIn } from '../../shared/text/chart-signs.ts';
import { barsOf, errorBars, intervalBand, signSeries, zeroMarks } from './chart-marks.ts';
import type { ChartData, ChartProps, ChartSeries, Colours } from './chart-marks.ts';

/** Of its size: the width of a letter of a legend. */
const legendLetter = 0.58;
/** The box before an entry of a legend and the gap behind it. */
const legendBox = 44;

/** Lines that a legend takes in so many pixels. */
function legendLines(names: readonly string[], size: number, width: number): number {
  let [lines, used] = [1, 0];
  for (const name of names) {
    const needed = name.length * size * legendLetter + legendBox;
    if (used > 0 && used + needed > width) [lines, used] = [lines + 1, 0];
    used += needed;
  }
  return lines;
}

/** Points of the names beside lying bars: as large as their lines allow, and never below what a back row reads. */
function lyingSize({ data, text, height }: ChartProps): number {
  const room = ((height ?? 400) - 90) / Math.max(1, data.categories.length);
  return Math.max(16, Math.min(text ?? 12, Math.floor(room * 0.8)));
}

/** Sizes of words: on a screen, in one of many, and as a wall asks for. */
const wordsOf = ({ small, text }: ChartProps, colours: Colours) => ({
  color: colours.quiet,
  fontSize: text ?? (small ? 10 : 12),
});

/** Series that are told by a name; limits are told by their stroke, in the words beside the chart. */
const namesOf = ({ series }: ChartData): readonly string[] =>
  series.filter(one => one.role !== 'limit' && one.role !== 'centre').map(one => one.name);

/** What the legend says, and how high it is in pixels. */
function legendOf({ kind, data, small, text }: ChartProps, colours: Colours, width: number) {
  const signs = signsIn(data.series).map(status => chartSigns[status].legend);
  const named = kind === 'heat' ? [] : namesOf(data);
  if (small || named.length + signs.length < (signs.length > 0 ? 1 : 2)) return { legend: { show: false }, height: 14 };
  const legend = {
    // On a wall nobody turns its pages.
    type: text === undefined ? 'scroll' : 'plain',
    top: 0,
    left: 0,
    ...(text === undefined ? {} : { width }),
    data: [
      ...named,
      ...signs.map(name => ({
        name,
        icon: 'rect',
        itemStyle: { color: colours.surface, borderColor: colours.quiet, borderWidth: 1 },
      })),
    ],
    textStyle: { color: colours.ink, fontSize: text ?? 12 },
    itemGap: 14,
  };
  return { legend, height: 12 + 24 * (text === undefined ? 1 : legendLines([...named, ...signs], text, width)) };
}

/** What every kind of chart has. */
const commonOption = ({ kind, format }: ChartProps, colours: Colours, legend: object) => ({
  animation: false,
  textStyle: { fontFamily: "'Inter Variable', Inter, sans-serif" },
  // Drawn on the canvas: markup with styles in it would break the page's content policy.
  tooltip: {
    trigger: kind === 'heat' ? 'item' : 'axis',
    renderMode: 'richText',
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { color: colours.ink, fontSize: 12 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : 'no figure'),
  },
  aria: { enabled: true, label: { enabled: false }, decal: { show: kind === 'stacked' } },
  color: [...colours.series],
  legend,
});

/** The axis of categories. */
function categoryAxis(props: ChartProps, colours: Colours) {
  const { kind, data, small, text } = props;
  const { categories } = data;
  return {
    type: 'category',
    data: [...categories],
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: {
      ...wordsOf(props, colours),
      interval: small ? 'auto' : 0,
      hideOverlap: true,
      ...(text === undefined && categories.length > 14 ? { rotate: 40 } : {}),
      // Large words break into lines, or leave some out, but never run into one another.
      ...(text === undefined
        ? {}
        : categories.length <= 8
          ? {
              width: Math.floor(760 / categories.length) - 26,
              overflow: 'break',
              lineHeight: text + 2,
              hideOverlap: false,
            }
          : { interval: 'auto' }),
      // The ends of an axis say how far it goes; a large word keeps off the axis beside it.
      ...(kind === 'line'
        ? { showMinLabel: true, showMaxLabel: true, alignMinLabel: 'left', alignMaxLabel: 'right' }
        : {}),
      ...(text === undefined ? {} : { margin: 8 + text / 2 }),
    },
  };
}

/** Axes, cells and scale of a heat map. */
function heatOption(props: ChartProps, colours: Colours, grid: object) {
  const { data, format, text } = props;
  const words = wordsOf(props, colours);
  const cells = data.series.flatMap((one, y) => one.values.map((value, x) => [x, y, value ?? '-']));
  const figures = data.series.flatMap(one => one.values.filter(value => value !== null));
  return {
    grid: { ...grid, bottom: 44 },
    xAxis: { ...categoryAxis(props, colours), splitArea: { show: false } },
    yAxis: {
      type: 'category',
      data: namesOf(data),
      inverse: true,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: words,
    },
    visualMap: {
      min: Math.min(0, ...figures),
      max: Math.max(...figures, 1),
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 120,
      itemWidth: 12,
      text: [format(Math.max(...figures, 1)), format(Math.min(0, ...figures))],
      textStyle: words,
      inRange: { color: [...colours.sequence] },
    },
    series: [
      {
        type: 'heatmap',
        name: '',
        data: cells,
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        label: {
          show: cells.length <= (text === undefined ? 240 : 48),
          fontSize: text ?? 11,
          color: colours.ink,
          textBorderColor: colours.surface,
          textBorderWidth: 2,
          formatter: ({ value }: { value: [number, number, number | '-'] }) =>
            typeof value[2] === 'number' ? format(value[2]) : '',
        },
      },
      ...signSeries(props, colours),
    ],
  };
}

const strokes = { centre: 'solid', limit: 'dashed', target: 'dotted' } as const;
const dashes = ['solid', 'dashed', 'dotted'];
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];

/** A line that the others are read against. */
const referenceLine = (one: ChartSeries, role: NonNullable<ChartSeries['role']>, colours: Colours) => ({
  name: one.name,
  type: 'line',
  data: [...one.values],
  symbol: 'none',
  step: role === 'target' ? false : 'middle',
  connectNulls: false,
  z: 2,
  itemStyle: { color: role === 'target' ? colours.series[1] : colours.quiet },
  lineStyle: { width: role === 'target' ? 2 : 1.2, type: strokes[role] },
});

/** One series with its interval; `at` says which of all it is. */
function seriesOption(props: ChartProps, one: ChartSeries, at: number, colours: Colours): readonly object[] {
  if (one.role) return [referenceLine(one, one.role, colours)];
  const { kind, small } = props;
  const colour = colours.series[at % colours.series.length]!;
  const data = one.values.map((value, i) =>
    one.marks?.[i] ? { value, symbol: 'diamond', symbolSize: 13, itemStyle: { color: colours.ink } } : value,
  );
  if (kind === 'line')
    return [
      {
        name: one.name,
        data,
        type: 'line',
        symbol: symbols[at % symbols.length],
        symbolSize: small ? 4 : 6,
        lineStyle: { width: 2, type: dashes[Math.floor(at / colours.series.length) % dashes.length] },
        itemStyle: { color: colour },
        connectNulls: false,
        z: 3,
      },
      ...intervalBand(one, colour),
    ];
  return [
    {
      name: one.name,
      data,
      type: 'bar',
      ...(kind === 'stacked' ? { stack: 'all' } : {}),
      barCategoryGap: '28%',
      itemStyle: { color: colour, borderRadius: kind === 'stacked' ? 0 : 2 },
    },
    ...(kind === 'bar' ? errorBars(one, at, barsOf(props), colours.ink) : []),
  ];
}

/** Axes and series of bars and lines. */
function barOption(props: ChartProps, colours: Colours, width: number, grid: object) {
  const { kind, data, format, highest, small } = props;
  const words = wordsOf(props, colours);
  const category = categoryAxis(props, colours);
  const values = {
    type: 'value',
    ...(highest === undefined ? {} : { max: highest }),
    ...(small ? { splitNumber: 2 } : {}),
    axisLabel: { ...words, hideOverlap: true, formatter: (value: number) => format(value) },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
  };
  const lyingCategory = {
    ...category,
    inverse: true,
    // Every bar has its name, small enough for its line.
    axisLabel: { ...words, interval: 0, fontSize: lyingSize(props), width: width * 0.42, overflow: 'truncate' },
  };
  return {
    grid,
    ...(barsOf(props).lying
      ? { xAxis: { ...values, splitNumber: 3 }, yAxis: lyingCategory }
      : { xAxis: { ...category, boundaryGap: kind !== 'line' }, yAxis: values }),
    series: [
      ...data.series.flatMap((one, at) => seriesOption(props, one, at, colours)),
      ...signSeries(props, colours),
      ...zeroMarks(props, colours),
    ],
  };
}

/** A chart as ECharts wants it described, in a place of so many pixels. */
export function optionOf(props: ChartProps, colours: Colours, width: number) {
  const { legend, height } = legendOf(props, colours, width);
  const right = barsOf(props).lying ? 40 : 14;
  const grid = { left: 8, right, top: height, bottom: 6, containLabel: true };
  return {
    ...commonOption(props, colours, legend),
    ...(props.kind === 'heat' ? heatOption(props, colours, grid) : barOption(props, colours, width, grid)),
  };
}
