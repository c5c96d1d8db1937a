import type { LayerKind } from './layer-kind.ts';

/** Rates of two periods, one less the other. */
export const change: LayerKind = {
  label: 'Change between periods',
  draws: 'areas',
  statistic: 'getis-ord-star',
  measure: 'change',
  compares: () => true,
  hasClasses: true,
  hasNeighbours: false,
  bearsClaim: false,
  pinned: 'change',
  sided: 'two-sided',
  columns: { own: ['value', 'z'], short: ['name', 'numerator', 'value'] },
  first: 'value',
};
