import { chartSigns, signedStatus, signsIn } from '../../shared/text/chart-signs.ts';
import type { SignedStatus } from '../../shared/text/chart-signs.ts';

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

export interface ChartProps {
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

/** The theme's colours as they are where the chart stands. */
export interface Colours {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly sequence: readonly string[];
}

/** The band between two limits, drawn behind its line. */
export function intervalBand(series: ChartSeries, colour: string): object[] {
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
export function errorBars(series: ChartSeries, place: number, bars: Bars, colour: string): object[] {
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
export function barsOf({ kind, data, text }: Pick<ChartProps, 'kind' | 'data' | 'text'>): Bars {
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
export function zeroMarks(props: ChartProps, colours: Colours): object[] {
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
export function signSeries(props: ChartProps, colours: Colours): object[] {
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
