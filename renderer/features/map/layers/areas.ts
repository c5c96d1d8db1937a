import { never } from './layer-kind.ts';
import type { LayerKind } from './layer-kind.ts';

/** Numbers of areas in classes. */
export const areas: LayerKind = {
  label: 'Areas',
  draws: 'areas',
  statistic: 'getis-ord-star',
  measure: 'chosen',
  compares: never,
  hasClasses: true,
  hasNeighbours: false,
  bearsClaim: false,
  titledByCount: true,
  pinned: 'areas',
  sided: 'two-sided',
  columns: { own: ['z'], short: null },
  first: null,
};
