import type { MapColours } from '../colours.ts';
import { neighboursWords, never } from './layer-kind.ts';
import type { AreaKind, LayerKind } from './layer-kind.ts';

const certainty = { 3: '99 %', 2: '95 %', 1: '90 %' } as const;

function hotSpotKinds(colours: MapColours): AreaKind[] {
  const kinds = ([3, 2, 1] as const).map((bin): AreaKind => ({
    id: `hot-${bin}`,
    label: `High Gi*, ${certainty[bin]}`,
    colour: colours.hot[bin - 1]!,
    is: area => area.bin === bin,
  }));
  const cold = ([1, 2, 3] as const).map((bin): AreaKind => ({
    id: `cold-${bin}`,
    label: `Low Gi*, ${certainty[bin]}`,
    colour: colours.cold[bin - 1]!,
    is: area => area.bin === -bin,
  }));
  return [
    ...kinds,
    { id: 'none', label: 'Not significant', colour: colours.none, is: area => area.bin === 0 },
    ...cold,
  ];
}

/** Areas that stand out together with their neighbours. */
export const hotSpots: LayerKind = {
  label: 'Hot spots (Gi*)',
  draws: 'areas',
  statistic: 'getis-ord-star',
  measure: 'chosen',
  compares: never,
  hasClasses: false,
  hasNeighbours: true,
  bearsClaim: true,
  hasBackTest: true,
  pinned: 'hot-spots',
  sided: 'two-sided',
  columns: { own: ['z'], short: null },
  first: 'z',
  tested: { untested: 'Not tested', kinds: (_, colours) => hotSpotKinds(colours) },
  significance: (...given) => `Gi*, two-sided normal p; ${neighboursWords(...given)}`,
};
