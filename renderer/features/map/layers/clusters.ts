import { formatNumber } from '../../../../shared/text/format.ts';
import type { MapColours } from '../colours.ts';
import { neighboursWords, never } from './layer-kind.ts';
import type { AreaKind, LayerKind } from './layer-kind.ts';

export const quadrantLabels = {
  HH: 'High among high',
  HL: 'High among low',
  LH: 'Low among high',
  LL: 'Low among low',
} as const;

function clusterKinds(colours: MapColours): AreaKind[] {
  const colour = { HH: colours.hot[2]!, HL: colours.hot[0]!, LH: colours.cold[0]!, LL: colours.cold[2]! };
  return [
    ...(['HH', 'HL', 'LH', 'LL'] as const).map((quadrant): AreaKind => ({
      id: quadrant,
      label: quadrantLabels[quadrant],
      colour: colour[quadrant],
      is: area => area.quadrant === quadrant && area.bin !== null && area.bin !== 0,
    })),
    { id: 'none', label: 'Not significant', colour: colours.none, is: area => area.bin === 0 },
  ];
}

/** Areas among neighbours like them, and unlike them. */
export const clusters: LayerKind = {
  label: 'Clusters and outliers',
  draws: 'areas',
  statistic: 'local-moran',
  measure: 'chosen',
  compares: never,
  hasClasses: false,
  hasNeighbours: true,
  bearsClaim: true,
  pinned: 'clusters',
  sided: 'one-sided pseudo p',
  columns: { own: ['moran', 'quadrant'], short: ['name', 'rate', 'quadrant'] },
  first: 'rate',
  tested: { untested: 'Not tested', kinds: (_, colours) => clusterKinds(colours) },
  significance: (found, ...given) =>
    `local Moran, one-sided p of ${formatNumber(found.description.permutations)} permutations, seed ${found.description.seed}; ${neighboursWords(found, ...given)}`,
};
