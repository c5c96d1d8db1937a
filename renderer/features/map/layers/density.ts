import { surfaceLabels } from '../surface-labels.ts';
import type { LayerKind } from './layer-kind.ts';

/** How dense incidents are, whatever the borders. */
export const density: LayerKind = {
  label: 'Density surface',
  draws: 'surface',
  statistic: 'getis-ord-star',
  measure: 'chosen',
  compares: ({ surface }) => surface === 'difference',
  hasClasses: false,
  hasNeighbours: false,
  bearsClaim: false,
  pinned: 'areas',
  sided: 'two-sided',
  columns: { own: ['z'], short: ['name', 'numerator', 'rate'] },
  first: null,
  measureWords: (_, { surface }) =>
    `${surfaceLabels[surface?.kind ?? 'density'].toLowerCase()}, ${surface?.unit ?? ''}`,
};
