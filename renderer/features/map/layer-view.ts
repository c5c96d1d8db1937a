import type { AreaSeries, Hexagons, HotSpotArea, HotSpots, Surface } from '../../../shared/contract/geography.ts';
import type { Audience } from '../../../shared/contract/cube.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { formatNumber, formatSigned, lowerFirst } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import type { Fill } from '../../ui/area-map.tsx';
import type { Raster } from '../../ui/tile-plane.ts';
import { hexagon } from '../../ui/shapes.ts';
import type { Shape } from '../../ui/shapes.ts';
import { ramp, rgb } from './colours.ts';
import type { MapColours } from './colours.ts';
import { classLabels, dataSpan, levelLabels, measureLabels, spanLabel, weightsLabels } from './description.ts';
import type { MapState } from './description.ts';
import { layerKind } from './layers.ts';
import type { MapLayer } from './layers.ts';

/** A line of the legend: its swatch, what it stands for, and which areas it is. */
export interface LegendItem {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly hatched: boolean;
  /** Null where it may not be told, or counts nothing. */
  readonly count: number | null;
  readonly codes: readonly string[];
}

/** A layer as it is drawn, with all that the legend has to say. */
export interface LayerView {
  readonly shapes: readonly Shape[];
  readonly fills: readonly Fill[];
  readonly raster: Raster | null;
  readonly legend: readonly LegendItem[];
}

type Values = Pick<HotSpots, 'breaks'>['breaks'];

/** Decimals of a measure's numbers. */
export function decimalsOf(measure: HotSpots['description']['measure']): number {
  return measure === 'count' ? 0 : measure === 'ratio' ? 2 : 1;
}

export function valueLabel(value: number | null, measure: HotSpots['description']['measure']): string {
  if (value === null || Number.isNaN(value)) return '–';
  return measure === 'change' ? formatSigned(value, 1) : formatNumber(value, decimalsOf(measure));
}

/** Classes as (lower, upper]: "up to 2.1", "over 2.1 to 3.4". */
export function classNames(upper: readonly number[], words: (value: number) => string): string[] {
  return upper.map((bound, i) =>
    i === 0 ? `up to ${words(bound)}` : `over ${words(upper[i - 1]!)} to ${words(bound)}`,
  );
}

/** One colour a class: a sequence, or, where numbers fall below nothing, cold and warm sides that meet at nothing. */
export function classColours(upper: readonly number[], diverging: boolean, colours: MapColours): string[] {
  if (!diverging) return ramp(colours.sequence, upper.length);
  const cold = upper.filter(bound => bound <= 0).length;
  const coldest = ramp(colours.cold, cold).toReversed();
  const middle = upper[cold] !== undefined && cold > 0 ? 1 : 0;
  const hot = ramp(colours.hot, Math.max(0, upper.length - cold - middle));
  return [...coldest.slice(0, cold), ...(middle ? [colours.none] : []), ...hot.slice(0, upper.length - cold - middle)];
}

function classLegend(
  breaks: Values,
  palette: readonly string[],
  words: (value: number) => string,
  classOf: readonly (number | null)[],
  codes: readonly string[],
): LegendItem[] {
  return classNames(breaks.upper, words).map((label, i) => ({
    id: `class-${i}`,
    label,
    colour: palette[i]!,
    hatched: false,
    count: breaks.counts[i]!,
    codes: codes.filter((_, at) => classOf[at] === i),
  }));
}

const hiddenItem = (codes: readonly string[], colours: MapColours): LegendItem[] =>
  codes.length === 0
    ? []
    : [{ id: 'hidden', label: 'Hidden', colour: colours.none, hatched: true, count: codes.length, codes }];

const missingItem = (codes: readonly string[], colours: MapColours, label: string): LegendItem[] =>
  codes.length === 0
    ? []
    : [{ id: 'missing', label, colour: colours.surface, hatched: false, count: codes.length, codes }];

/** Areas coloured by class, by hot and cold, or by kind of cluster. */
export function areaView(
  found: HotSpots,
  layer: MapLayer,
  shapes: readonly Shape[],
  colours: MapColours,
  /** Shown in the place of the period's own values while time is played. */
  frame: { readonly series: AreaSeries; readonly period: number } | null,
): LayerView {
  const { measure } = found.description;
  const byCode = new Map(found.areas.map(area => [area.code, area]));
  const hidden = found.areas.filter(area => area.status === 'hidden').map(area => area.code);
  const words = (value: number) => valueLabel(value, measure);
  if (frame) {
    const { series, period } = frame;
    const width = series.codes.length;
    const palette = classColours(series.breaks.upper, false, colours);
    const place = new Map(series.codes.map((code, i) => [code, series.values[period * width + i]!]));
    const classAt = (value: number) => {
      const at = series.breaks.upper.findIndex(bound => value <= bound);
      return at < 0 ? series.breaks.upper.length - 1 : at;
    };
    const classOf = series.codes.map(code => {
      const value = place.get(code)!;
      return Number.isNaN(value) ? null : classAt(value);
    });
    const counts = series.breaks.upper.map((_, i) => classOf.filter(one => one === i).length);
    return {
      shapes,
      raster: null,
      fills: shapes.map(shape => {
        const value = place.get(shape.code);
        return { colour: value === undefined || Number.isNaN(value) ? null : palette[classAt(value)]! };
      }),
      legend: classLegend({ ...series.breaks, counts }, palette, words, classOf, series.codes),
    };
  }
  const { tested } = layerKind(layer);
  if (tested) {
    const kinds = tested.kinds(found.areas, colours);
    const kindOf = (area: HotSpotArea) => kinds.find(kind => kind.is(area));
    const untested = found.areas.filter(area => !kindOf(area) && area.status !== 'hidden').map(area => area.code);
    return {
      shapes,
      raster: null,
      fills: shapes.map(({ code }) => {
        const area = byCode.get(code);
        const kind = area ? kindOf(area) : undefined;
        return kind ? { colour: kind.colour } : { colour: null, hatched: area?.status === 'hidden' };
      }),
      legend: [
        ...kinds.map(kind => {
          const codes = found.areas.filter(area => kindOf(area) === kind).map(area => area.code);
          return { ...kind, hatched: false, count: codes.length, codes };
        }),
        ...hiddenItem(
          hidden.filter(code => !kindOf(byCode.get(code)!)),
          colours,
        ),
        ...missingItem(untested, colours, tested.untested),
      ],
    };
  }
  const palette = classColours(found.breaks.upper, measure === 'change', colours);
  const missing = found.areas.filter(area => area.class === null && area.status !== 'hidden').map(area => area.code);
  return {
    shapes,
    raster: null,
    fills: shapes.map(({ code }) => {
      const area = byCode.get(code);
      if (area?.status === 'hidden') return { colour: null, hatched: true };
      return { colour: area && area.class !== null ? palette[area.class]! : null };
    }),
    legend: [
      ...classLegend(
        found.breaks,
        palette,
        words,
        found.areas.map(area => area.class),
        found.areas.map(area => area.code),
      ),
      ...hiddenItem(hidden, colours),
      ...missingItem(missing, colours, 'No figure'),
    ],
  };
}

export function hexagonView(found: Hexagons, colours: MapColours): LayerView {
  const palette = classColours(found.breaks.upper, false, colours);
  const codes = found.cells.map((_, i) => `hexagon-${i}`);
  return {
    shapes: found.cells.map((cell, i) => hexagon(codes[i]!, `Hexagon ${i + 1}`, cell.centre, found.radius)),
    fills: found.cells.map(cell =>
      cell.class === null ? { colour: null, hatched: cell.count === null } : { colour: palette[cell.class]! },
    ),
    raster: null,
    legend: [
      ...classLegend(
        found.breaks,
        palette,
        value => formatNumber(value),
        found.cells.map(cell => cell.class),
        codes,
      ),
      ...hiddenItem(
        codes.filter((_, i) => found.cells[i]!.count === null),
        colours,
      ),
    ],
  };
}

/** A surface as a picture: its classes in colours, clear where there is none or nothing. */
export function surfaceView(found: Surface, shapes: readonly Shape[], colours: MapColours): LayerView {
  const { columns, rows, values, breaks, origin, cell } = found;
  const diverging = found.kind === 'difference';
  const palette = classColours(breaks.upper, diverging, colours);
  const shades = palette.map(rgb);
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!;
      if (Number.isNaN(value) || (value === 0 && !diverging)) continue;
      const at = breaks.upper.findIndex(bound => value <= bound);
      const shade = shades[at < 0 ? shades.length - 1 : at];
      if (!shade) continue;
      const to = ((rows - 1 - row) * columns + column) * 4;
      pixels.set([...shade, 225], to);
    }
  const words = (value: number) =>
    diverging ? formatSigned(value, 2) : formatNumber(value, Math.abs(value) < 10 ? 2 : 1);
  return {
    shapes,
    fills: shapes.map(() => ({ colour: null })),
    raster: {
      from: origin,
      to: [origin[0] + columns * cell, origin[1] + rows * cell],
      columns,
      rows,
      pixels,
    },
    legend: classNames(breaks.upper, words).map((label, i) => ({
      id: `class-${i}`,
      label,
      colour: palette[i]!,
      hatched: false,
      count: null,
      codes: [],
    })),
  };
}

const audienceWords: Readonly<Record<Audience, string>> = {
  analyst: 'Analyst: true counts, not for others',
  board: 'Board: small counts hidden',
  public: 'Public: small counts hidden',
};

/** What the legend says beside its colours; the same words on the screen and in every exported picture. */
export function legendLines(
  found: HotSpots,
  state: MapState,
  dataset: { readonly label: string; readonly from: string | null; readonly until: string | null },
  extra: { readonly surface: Surface | null; readonly hexagons: Hexagons | null; readonly playing: string | null },
): readonly { readonly name: string; readonly text: string }[] {
  const { description, provenance, breaks } = found;
  const { layer } = state;
  const kind = layerKind(layer);
  const per = formatNumber(description.per);
  const people = provenance.populationSource;
  const measures = {
    count: 'count',
    rate: `rate per ${per} ${people}`,
    'smoothed-rate': `rate per ${per} ${people}, smoothed`,
    ratio: `ratio to what residents would lead one to expect (${people})`,
    change: `change of the rate per ${per} ${people}`,
  };
  const span = description.period ?? dataSpan(dataset as never);
  const period = extra.playing ?? (span ? spanLabel(span as { from: string; to: string }) : 'all');
  const compared = description.comparison
    ? `, against ${spanLabel(description.comparison as { from: string; to: string })}`
    : '';
  const hidden =
    extra.surface?.hidden ?? extra.hexagons?.hidden ?? found.areas.filter(a => a.status === 'hidden').length;
  const lines: { name: string; text: string }[] = [
    {
      name: 'Measure',
      text: `${dataset.label}: ${kind.measureWords?.(people, extra) ?? measures[description.measure]}`,
    },
    { name: 'Period', text: `${period}${compared}` },
    {
      name: 'Areas',
      text: `${levelLabels[description.level]}; ${formatNumber(provenance.analysed)} of ${formatNumber(provenance.ofAreas)} analysed. ${provenance.shapes.text}`,
    },
  ];
  if (kind.hasClasses || extra.playing)
    lines.push({
      name: 'Classes',
      text: `${classLabels[breaks.method as keyof typeof classLabels] ?? breaks.method}, over the lower to the upper bound${extra.playing ? ', fixed over all periods' : ''}`,
    });
  if (description.measure === 'smoothed-rate' && kind.draws === 'areas')
    lines.push({
      name: 'Smoothing',
      text:
        description.smoothing === 'neighbours'
          ? 'empirical Bayes, towards each area and its neighbours'
          : 'empirical Bayes, towards the overall rate',
    });
  if (extra.surface)
    lines.push({
      name: 'Smoothing',
      text: `quartic kernel, bandwidth ${formatNumber(extra.surface.bandwidth)} m, cells of ${formatNumber(extra.surface.cell)} m`,
    });
  const isFound = claimOf(found, layer)?.strength === 'found';
  const significance = kind.significance?.(found, weightsLabels[state.weights].toLowerCase(), isFound);
  if (significance) lines.push({ name: 'Significance', text: significance });
  const notes = (codes: readonly string[]) =>
    found.notes.filter(note => codes.includes(note.code)).map(note => note.text);
  const offMap = notes(['without-area', 'outside-gazetteer']);
  if (offMap.length > 0) lines.push({ name: 'On no map', text: offMap.join(' ') });
  const supply = notes(['late-agency', 'supplier-change', 'incomplete-period']);
  if (supply.length > 0) lines.push({ name: 'Supply', text: supply.join(' ') });
  lines.push(
    { name: 'Hidden', text: hidden === 0 ? 'no area' : `${formatNumber(hidden)} ${hidden === 1 ? 'area' : 'areas'}` },
    {
      name: 'Audience',
      text: `${audienceWords[description.audience]}${provenance.synthetic ? `. ${syntheticWords}` : ''}`,
    },
  );
  return lines;
}

/**
 * What is found on a layer: the claim that its statistic bears. A layer that tests nothing has none, but for the one that
 * nothing lies on the map.
 */
export function claimOf(found: HotSpots | undefined, layer: MapLayer): Claim | null {
  const [claim] = found?.claims ?? [];
  if (!claim) return null;
  return layerKind(layer).bearsClaim || (claim.strength === 'cannot-tell' && claim.test === null) ? claim : null;
}

/** The head of the page: what is found, or the name of the view. */
export function titleOf(found: HotSpots | undefined, state: MapState, counted: string): string {
  const claim = claimOf(found, state.layer);
  if (claim) return claim.title;
  const level = levelLabels[state.level];
  if (found && layerKind(state.layer).titledByCount)
    return `${counted} by ${level === 'MSOA' || level === 'LSOA' ? level : level.toLowerCase()}: ${measureLabels[state.measure].toLowerCase()}`;
  return `${layerKind(state.layer).label}, ${lowerFirst(counted)} counted`;
}
