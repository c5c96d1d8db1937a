import { useEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { chartSigns, signedStatus, signsIn } from '../../shared/text/chart-signs.ts';
import type { SignedStatus } from '../../shared/text/chart-signs.ts';
import './chart.css';

use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

export type ChartKind = 'bar' | 'stacked' | 'line' | 'heat';

export interface ChartSeries {
  readonly name: string;
  /** One for each category; null is a gap, never a zero. */
  readonly values: readonly (number | null)[];
  /** Why there is or is no number at each place: what is hidden, not supplied or does not apply is drawn by its sign. */
  readonly statuses?: readonly string[];
  readonly lower?: readonly (number | null)[];
  readonly upper?: readonly (number | null)[];
  /** A line that the others are read against: no marks, and another stroke for each kind. */
  readonly role?: 'centre' | 'limit' | 'target';
  /** Points that stand out: drawn larger and with another shape. */
  readonly marks?: readonly ('special' | null)[];
}

export interface ChartData {
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
}

interface ChartProps {
  readonly kind: ChartKind;
  readonly data: ChartData;
  /** What the chart shows, in a sentence; read aloud, and the title of a picture of it. */
  readonly summary: string;
  readonly format: (value: number) => string;
  /** The highest value of the axis, when several charts share one scale. */
  readonly highest?: number;
  /** Without legend and with fewer labels, for one of many. */
  readonly small?: boolean;
  /** Size of its words, for a wall. */
  readonly text?: number;
  readonly height?: number;
}

interface Colours {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly sequence: readonly string[];
}

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    quiet: read('--ink-2'),
    line: read('--line'),
    surface: read('--surface'),
    series: ['--p1', '--p2', '--p3', '--p4', '--p5', '--p6'].map(read),
    sequence: ['--seq1', '--seq2', '--seq3', '--seq4', '--seq5'].map(read),
  };
}

/** The band between two limits, drawn behind its line. */
function intervalBand(series: ChartSeries, colour: string): object[] {
  const { lower, upper } = series;
  if (!lower || !upper) return [];
  const stack = `interval of ${series.name}`;
  const hidden = {
    type: 'line',
    stack,
    symbol: 'none',
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    z: 1,
  };
  return [
    { ...hidden, name: `${series.name}, lower limit`, data: lower },
    {
      ...hidden,
      name: `${series.name}, interval`,
      data: upper.map((value, at) => (value === null || lower[at] === null ? null : value - lower[at]!)),
      areaStyle: { color: colour, opacity: 0.14 },
    },
  ];
}

/** Error bars of one series among several, each over its own bar. */
function errorBars(series: ChartSeries, place: number, bars: Bars, colour: string): object[] {
  const { lower, upper } = series;
  if (!lower || !upper) return [];
  return [
    {
      type: 'custom',
      name: `${series.name}, interval`,
      silent: true,
      tooltip: { show: false },
      z: 5,
      data: lower.map((low, at) => [at, low, upper[at]]),
      // Lying bars have their values along the other axis.
      encode: bars.lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      renderItem: (_: unknown, api: DrawnAt) => {
        if (Number.isNaN(api.value(1)) || Number.isNaN(api.value(2))) return null;
        const { centre } = slotOf(api, api.value(0), place, bars);
        const [low, high] = [api.value(1), api.value(2)].map(value => alongOf(api, value, bars));
        const line = (a1: number, v1: number, a2: number, v2: number) => ({
          type: 'line',
          shape: bars.lying ? { x1: v1, y1: a1, x2: v2, y2: a2 } : { x1: a1, y1: v1, x2: a2, y2: v2 },
          style: { stroke: colour, lineWidth: 1.5 },
        });
        return {
          type: 'group',
          children: [
            line(centre, low!, centre, high!),
            line(centre - 3, low!, centre + 3, low!),
            line(centre - 3, high!, centre + 3, high!),
          ],
        };
      },
    },
  ];
}

/** Bars side by side in a category: how many there are, and whether they lie. */
interface Bars {
  readonly among: number;
  readonly lying: boolean;
}

/** Names that are longer than this in all need a line each: their bars lie. */
const mostNameLetters = 60;

/** On a wall names are large: where they do not stand beside each other, bars lie, so that each has its name. */
function barsOf({ kind, data, text }: Pick<ChartProps, 'kind' | 'data' | 'text'>): Bars {
  const letters = data.categories.reduce((sum, name) => sum + name.length + 2, 0);
  return {
    among: data.series.filter(one => !one.role).length,
    lying: (kind === 'bar' || kind === 'stacked') && text !== undefined && letters > mostNameLetters,
  };
}

/** Pixels; the same for every sign, so that it tells nothing of the number. */
const stubHeight = 16;
/** ECharts' own room between the bars of one category, of a bar's width. */
const barGap = 0.3;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box with its sign: hatched for hidden, open and dashed for what was not supplied or does not apply. */
function signedBox(
  { x, y, width, height }: Box,
  status: SignedStatus,
  size: number,
  colours: Colours,
  isInside = false,
): object {
  const stroke = { stroke: colours.quiet, lineWidth: 1, fill: 'none' };
  const hatches: object[] = [];
  if (status === 'hidden')
    for (let from = -height; from < width; from += 5) {
      const [x1, x2] = [Math.max(0, from), Math.min(width, from + height)];
      hatches.push({
        type: 'line',
        shape: { x1: x + x1, y1: y + height - (x1 - from), x2: x + x2, y2: y + height - (x2 - from) },
        style: stroke,
      });
    }
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x, y, width, height },
        style: { ...stroke, fill: colours.surface, ...(status === 'hidden' ? {} : { lineDash: [3, 2] }) },
      },
      ...hatches,
      {
        type: 'text',
        style: {
          text: chartSigns[status].sign,
          x: x + width / 2,
          y: isInside ? y + height / 2 : y - 1,
          align: 'center',
          verticalAlign: isInside ? 'middle' : 'bottom',
          fill: colours.ink,
          stroke: colours.surface,
          lineWidth: isInside ? 3 : 0,
          fontSize: size,
        },
      },
    ],
  };
}

interface DrawnAt {
  value(at: number): number;
  coord(point: number[]): number[];
  size(span: number[]): number[];
}

/** More bars than these have no room for a word over each. */
const mostZeros = 60;

/** A bar of nothing at all has no height: its 0 tells it from what is not recorded. */
function zeroMarks(props: ChartProps, colours: Colours): object[] {
  const { kind, data, small, text } = props;
  const bars = barsOf(props);
  const { among, lying } = bars;
  const zeros = data.series.flatMap((one, place) =>
    (one.statuses ?? []).flatMap((status, at) => (status === 'zero' ? [[at, place]] : [])),
  );
  if (kind !== 'bar' || zeros.length === 0 || among * data.categories.length > mostZeros) return [];
  return [
    {
      type: 'custom',
      name: 'zero',
      silent: true,
      tooltip: { show: false },
      z: 6,
      data: zeros,
      encode: lying ? { x: -1, y: 0 } : { x: 0, y: -1 },
      renderItem: ({ coordSys }: { coordSys: Box }, api: DrawnAt) => ({
        type: 'text',
        style: {
          text: '0',
          ...(lying
            ? { x: coordSys.x + 4, y: slotOf(api, api.value(0), api.value(1), bars).centre }
            : { x: slotOf(api, api.value(0), api.value(1), bars).centre, y: coordSys.y + coordSys.height - 2 }),
          align: lying ? 'left' : 'center',
          verticalAlign: lying ? 'middle' : 'bottom',
          fill: colours.ink,
          fontSize: text ?? (small ? 9 : 11),
        },
      }),
    },
  ];
}

/** Where a bar of a series stands in its category, in pixels along the axis of categories. */
function slotOf(api: DrawnAt, at: number, place: number, { among, lying }: Bars) {
  const band = (lying ? api.size([0, 1])[1]! : api.size([1, 0])[0]!) * 0.72;
  const width = band / (among + barGap * (among - 1));
  const middle = lying ? api.coord([0, at])[1]! : api.coord([at, 0])[0]!;
  const from = middle - band / 2 + place * width * (1 + barGap);
  return { from, width, centre: from + width / 2 };
}

/** Where a value stands, in pixels along the axis of values. */
const alongOf = (api: DrawnAt, value: number, { lying }: Bars): number =>
  lying ? api.coord([value, 0])[0]! : api.coord([0, value])[1]!;

/** What stands for figures that are not shown: one series for each sign, which is also its entry in the legend. */
function signSeries(props: ChartProps, colours: Colours): object[] {
  const { kind, data, small, text } = props;
  const bars = barsOf(props);
  const size = text ?? (small ? 9 : 11);
  return signsIn(data.series).map(status => ({
    type: 'custom',
    name: chartSigns[status].legend,
    silent: true,
    tooltip: { show: false },
    z: 6,
    itemStyle: { color: colours.surface, borderColor: colours.quiet, borderWidth: 1 },
    data: data.series.flatMap((one, place) =>
      (one.statuses ?? []).flatMap((own, at) => (signedStatus(own) === status ? [[at, place]] : [])),
    ),
    ...(bars.lying ? { encode: { x: -1, y: 0 } } : {}),
    renderItem: ({ coordSys }: { coordSys: Box }, api: DrawnAt) => {
      const [at, place] = [api.value(0), api.value(1)];
      if (kind === 'heat') {
        const [x, y] = api.coord([at, place]) as [number, number];
        const [width, height] = api.size([1, 1]) as [number, number];
        return signedBox(
          { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
          status,
          size,
          colours,
          true,
        );
      }
      if (bars.lying) {
        const { from, width } = slotOf(api, at, kind === 'bar' ? place : 0, bars);
        return signedBox({ x: coordSys.x, y: from, width: stubHeight, height: width }, status, size, colours, true);
      }
      const foot = coordSys.y + coordSys.height;
      const centre = api.coord([at, 0])[0]!;
      if (kind !== 'bar')
        return signedBox({ x: centre - 6, y: foot - stubHeight, width: 12, height: stubHeight }, status, size, colours);
      const { from, width } = slotOf(api, at, place, bars);
      return signedBox({ x: from, y: foot - stubHeight, width, height: stubHeight }, status, size, colours);
    },
  }));
}

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

function optionOf(props: ChartProps, colours: Colours, width: number): EChartsCoreOption {
  const { kind, data, format, highest, small, text } = props;
  const signs = signsIn(data.series).map(status => chartSigns[status].legend);
  const { categories, series } = data;
  const words = { color: colours.quiet, fontSize: text ?? (small ? 10 : 12) };
  // Limits are told by their stroke, in the words beside the chart.
  const names = series.filter(one => one.role !== 'limit' && one.role !== 'centre').map(one => one.name);
  const named = kind === 'heat' ? [] : names;
  const legend =
    small || named.length + signs.length < (signs.length > 0 ? 1 : 2)
      ? { show: false }
      : {
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
  const common = {
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
  };
  const legendHeight =
    legend.show === false ? 14 : 12 + 24 * (text === undefined ? 1 : legendLines([...named, ...signs], text, width));
  const bars = barsOf(props);
  const grid = { left: 8, right: bars.lying ? 40 : 14, top: legendHeight, bottom: 6, containLabel: true };
  const category = {
    type: 'category',
    data: [...categories],
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: {
      ...words,
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
  if (kind === 'heat') {
    const cells = series.flatMap((one, y) => one.values.map((value, x) => [x, y, value ?? '-']));
    const figures = series.flatMap(one => one.values.filter(value => value !== null));
    return {
      ...common,
      grid: { ...grid, bottom: 44 },
      xAxis: { ...category, splitArea: { show: false } },
      yAxis: {
        type: 'category',
        data: names,
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
    axisLabel: {
      ...words,
      interval: 0,
      fontSize: lyingSize(props),
      width: width * 0.42,
      overflow: 'truncate',
    },
  };
  const strokes = { centre: 'solid', limit: 'dashed', target: 'dotted' } as const;
  const dashes = ['solid', 'dashed', 'dotted'];
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  return {
    ...common,
    grid,
    ...(bars.lying
      ? { xAxis: { ...values, splitNumber: 3 }, yAxis: lyingCategory }
      : { xAxis: { ...category, boundaryGap: kind !== 'line' }, yAxis: values }),
    series: [
      ...series.flatMap((one, at) => {
        const colour = colours.series[at % colours.series.length]!;
        if (one.role)
          return [
            {
              name: one.name,
              type: 'line',
              data: [...one.values],
              symbol: 'none',
              step: one.role === 'target' ? false : 'middle',
              connectNulls: false,
              z: 2,
              itemStyle: { color: one.role === 'target' ? colours.series[1] : colours.quiet },
              lineStyle: { width: one.role === 'target' ? 2 : 1.2, type: strokes[one.role] },
            },
          ];
        const marked = one.marks?.some(Boolean) ?? false;
        const drawn = {
          name: one.name,
          data: marked
            ? one.values.map((value, i) =>
                one.marks![i] ? { value, symbol: 'diamond', symbolSize: 13, itemStyle: { color: colours.ink } } : value,
              )
            : [...one.values],
          ...(kind === 'line'
            ? {
                type: 'line',
                symbol: symbols[at % symbols.length],
                symbolSize: small ? 4 : 6,
                lineStyle: { width: 2, type: dashes[Math.floor(at / colours.series.length) % dashes.length] },
                itemStyle: { color: colour },
                connectNulls: false,
                z: 3,
              }
            : {
                type: 'bar',
                ...(kind === 'stacked' ? { stack: 'all' } : {}),
                barCategoryGap: '28%',
                itemStyle: { color: colour, borderRadius: kind === 'stacked' ? 0 : 2 },
              }),
        };
        return [
          drawn,
          ...(kind === 'line'
            ? intervalBand(one, colour)
            : kind === 'bar'
              ? errorBars(one, at, bars, colours.ink)
              : []),
        ];
      }),
      ...signSeries(props, colours),
      ...zeroMarks(props, colours),
    ],
  };
}

/** A chart of a table that stands beside it. The only place that knows ECharts. */
export function Chart(props: ChartProps): ReactNode {
  const { summary, height, kind, data, format, highest, small, text } = props;
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const option = useMemo(
    () => ({ kind, data, format, highest, small, text }),
    [kind, data, format, highest, small, text],
  );
  useEffect(() => {
    const place = element.current!;
    const drawn = init(place);
    chart.current = drawn;
    const draw = () =>
      drawn.setOption(optionOf({ ...option, summary } as ChartProps, coloursOf(place), place.clientWidth), {
        notMerge: true,
      });
    draw();
    const sized = new ResizeObserver(() => drawn.resize());
    sized.observe(place);
    // A change of theme changes the colours that the chart was drawn with.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] });
    return () => {
      sized.disconnect();
      themed.disconnect();
      // A painting that goes on in a later frame ends when another has begun: so it never meets a chart that is gone.
      drawn.clear();
      drawn.getZr().flush();
      drawn.dispose();
      chart.current = null;
    };
  }, [option, summary]);
  return (
    <div
      ref={element}
      className="chart"
      role="img"
      aria-label={summary}
      style={height === undefined ? undefined : { height }}
    />
  );
}
