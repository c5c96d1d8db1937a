import { useCallback, useMemo } from 'react';
import { useAnswer } from '../../bridge/answers.tsx';
import { useJobAnswer } from '../../bridge/watched.ts';
import type { Audience, DatasetSummary } from '../../../shared/contract/cube.ts';
import { shapesOf } from '../../ui/shapes.ts';
import type { Shape } from '../../ui/shapes.ts';
import type { MapColours } from './colours.ts';
import { describe } from './description.ts';
import type { MapState } from './description.ts';
import { areaView, hexagonView, legendLines, surfaceView } from './layer-view.ts';
import type { LayerView } from './layer-view.ts';
import { layerKind } from './layers.ts';

export const noShapes: readonly Shape[] = [];

/** What the page asks of a dataset's places, for the layer that is shown. */
export function useMapAnswers(state: MapState, dataset: DatasetSummary, audience: Audience) {
  const description = useMemo(() => describe(state, dataset, audience), [state, dataset, audience]);
  const sameAudience = (before: { description: { audience?: string } }) => before.description.audience === audience;
  const { draws } = layerKind(state.layer);
  const found = useJobAnswer('geography.hotspots', { description }, { keep: sameAudience });
  const surface = useJobAnswer(
    'geography.surface',
    { description, kind: state.surface },
    { enabled: draws === 'surface', keep: sameAudience },
  );
  const hexagons = useJobAnswer(
    'geography.hexagons',
    { description },
    { enabled: draws === 'hexagons', keep: sameAudience },
  );
  // Periods are fixed by the whole of the data, so the span that is shown is no part of the question.
  const overTime = useMemo(() => {
    const { period: _, comparison: __, ...rest } = description;
    return { ...rest, statistic: 'none' as const, measure: state.measure };
  }, [description, state.measure]);
  const series = useJobAnswer(
    'geography.series',
    { description: overTime, by: state.by },
    { enabled: audience === 'analyst', keep: sameAudience },
  );
  const drawn = useAnswer('geography.shapes', { level: state.level }, { keep: true }).data;
  const districts = useAnswer('geography.shapes', { level: 'district' }).data;
  const shapes = useMemo(() => (drawn ? shapesOf(drawn.topology) : noShapes), [drawn]);
  const outlines = useMemo(() => (districts ? shapesOf(districts.topology) : noShapes), [districts]);
  const labels = useMemo(() => districts?.labels ?? [], [districts]);
  return {
    description,
    found,
    areas: found.stopped ? undefined : found.data,
    surface,
    hexagons,
    series,
    drawn,
    shapes,
    outlines,
    labels,
  };
}

export type MapAnswers = ReturnType<typeof useMapAnswers>;

/** The layer as it is drawn, in the colours of the screen or of paper; and the words beside it. */
export function useLayer(
  answers: MapAnswers,
  state: MapState,
  dataset: DatasetSummary,
  colours: MapColours,
  playing: number | null,
) {
  const { areas, surface, hexagons, series, shapes } = answers;
  const { layer } = state;
  const { draws } = layerKind(layer);
  const frame = useMemo(
    () => (playing !== null && series.data ? { series: series.data, period: playing } : null),
    [playing, series.data],
  );
  const viewIn = useCallback(
    (ink: MapColours): LayerView | null => {
      if (draws === 'hexagons') return hexagons.data ? hexagonView(hexagons.data, ink) : null;
      if (draws === 'surface') return surface.data ? surfaceView(surface.data, shapes, ink) : null;
      return areas ? areaView(areas, layer, shapes, ink, frame) : null;
    },
    [layer, draws, hexagons.data, surface.data, areas, shapes, frame],
  );
  const view = useMemo(() => viewIn(colours), [viewIn, colours]);
  const playingLabel = frame ? (frame.series.periods[frame.period]?.label ?? null) : null;
  const lines = useMemo(
    () =>
      areas
        ? legendLines(areas, state, dataset, {
            surface: draws === 'surface' ? (surface.data ?? null) : null,
            hexagons: draws === 'hexagons' ? (hexagons.data ?? null) : null,
            playing: playingLabel,
          })
        : [],
    [areas, state, dataset, draws, surface.data, hexagons.data, playingLabel],
  );
  return { viewIn, view, lines };
}

export type Layer = ReturnType<typeof useLayer>;
