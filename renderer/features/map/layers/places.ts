import type { HotSpotArea } from '../../../../shared/contract/geography.ts';
import { ratiosText } from '../../../../shared/text/claims.ts';
import type { MapColours } from '../colours.ts';
import { never } from './layer-kind.ts';
import type { AreaKind, LayerKind } from './layer-kind.ts';

function placeKinds(areas: readonly HotSpotArea[], colours: MapColours): AreaKind[] {
  const isAbove = (area: HotSpotArea) => area.bin === 2;
  const ratios = areas.flatMap(area => (isAbove(area) && area.againstRest ? [area.againstRest.ratio] : []));
  return [
    { id: 'above', label: `Above the rest${ratiosText(ratios)}`, colour: colours.hot[2]!, is: isAbove },
    { id: 'none', label: 'Not above the rest', colour: colours.none, is: area => area.bin === 0 },
  ];
}

/** Each area by itself against all others. */
export const places: LayerKind = {
  label: 'Places above the rest',
  draws: 'areas',
  statistic: 'above-rest',
  measure: 'rate',
  compares: never,
  countsOnce: true,
  hasClasses: false,
  hasNeighbours: false,
  bearsClaim: true,
  pinned: 'places',
  sided: 'one-sided',
  columns: { own: ['against-rest', 'lower', 'upper'], short: ['name', 'numerator', 'against-rest', 'bin'] },
  first: 'against-rest',
  tested: { untested: 'No residents', kinds: placeKinds },
  measureWords: people => `rate of each area over that of all others (${people})`,
  significance: () =>
    'each area against all others, one-sided Poisson test; corrected for many tests (Benjamini–Hochberg)',
};
