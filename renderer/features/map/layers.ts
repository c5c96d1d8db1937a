import { areas } from './layers/areas.ts';
import { change } from './layers/change.ts';
import { clusters } from './layers/clusters.ts';
import { density } from './layers/density.ts';
import { hexagons } from './layers/hexagons.ts';
import { hotSpots } from './layers/hot-spots.ts';
import type { LayerKind } from './layers/layer-kind.ts';
import { patterns } from './layers/patterns.ts';
import { places } from './layers/places.ts';

/** Layers of the map, in the order of their list. */
export const layerKinds = {
  areas,
  places,
  'hot-spots': hotSpots,
  patterns,
  clusters,
  change,
  density,
  hexagons,
} satisfies Record<string, LayerKind>;

export type MapLayer = keyof typeof layerKinds;

export const layers = Object.keys(layerKinds) as readonly MapLayer[];

/** The layer of a name, for who reads what only some of them have. */
export const layerKind = (layer: MapLayer): LayerKind => layerKinds[layer];
