import { never } from './layer-kind.ts';
import type { LayerKind } from './layer-kind.ts';

/** Counts in cells of one size. */
export const hexagons: LayerKind = {
  label: 'Hexagons',
  draws: 'hexagons',
  statistic: 'getis-ord-star',
  measure: 'chosen',
  compares: never,
  hasClasses: false,
  hasNeighbours: false,
  bearsClaim: false,
  pinned: 'areas',
  sided: 'two-sided',
  columns: { own: ['z'], short: ['name', 'numerator', 'rate'] },
  first: null,
  measureWords: () => 'count',
};
