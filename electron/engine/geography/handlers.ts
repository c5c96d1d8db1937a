import type { Handlers } from '../subject.ts';
import { hexagonMap } from './hexagons.ts';
import { areaSeries } from './series.ts';
import { boundarySets, drawnShapesOf } from './shapes.ts';
import { densitySurface } from './surface.ts';

export const geographyHandlers: Handlers<
  'geography.series' | 'geography.surface' | 'geography.hexagons' | 'geography.boundaries' | 'geography.shapes'
> = {
  'geography.series': ({ description, by }, call) => areaSeries(description, by, call),
  'geography.surface': ({ description, kind, bandwidth }, call) => densitySurface(description, kind, bandwidth, call),
  'geography.hexagons': ({ description, radius }, call) => hexagonMap(description, radius, call),
  'geography.boundaries': (_, call) => boundarySets(call.workspace),
  'geography.shapes': ({ level }, call) => drawnShapesOf(call.workspace, level),
};
