import type { HotSpotArea } from '../../../../shared/contract/geography.ts';
import { ramp } from '../colours.ts';
import type { MapColours } from '../colours.ts';
import { never } from './layer-kind.ts';
import type { AreaKind, LayerKind } from './layer-kind.ts';

/** How hot spots develop, the hottest first; cold twins mirror them. The last five are for fewer than ten periods. */
const developments = [
  'intensifying',
  'persistent',
  'consecutive',
  'new',
  'emerging',
  'diminishing',
  'oscillating',
  'sporadic',
  'intermittent',
  'former',
  'historical',
];

function patternKinds(areas: readonly HotSpotArea[], colours: MapColours): AreaKind[] {
  const found = new Set(areas.flatMap(area => (area.pattern ? [area.pattern] : [])));
  const rank = (pattern: string) => developments.findIndex(one => pattern.startsWith(one));
  const named = [...found].filter(pattern => rank(pattern) >= 0).toSorted((a, b) => rank(a) - rank(b));
  const isCold = (pattern: string) => pattern.includes('cold');
  const sides = [
    { patterns: named.filter(pattern => !isCold(pattern)), shades: colours.hot.toReversed() },
    { patterns: named.filter(isCold), shades: colours.cold.toReversed() },
  ];
  return [
    ...sides.flatMap(({ patterns, shades }) => {
      const steps = ramp(shades, patterns.length);
      return patterns.map((pattern, i): AreaKind => ({
        id: pattern,
        label: pattern[0]!.toUpperCase() + pattern.slice(1),
        colour: steps[i]!,
        is: area => area.pattern === pattern,
      }));
    }),
    {
      id: 'none',
      label: 'No pattern detected',
      colour: colours.none,
      is: area => area.pattern !== null && rank(area.pattern) < 0,
    },
  ];
}

/** How hot spots developed, month by month. */
export const patterns: LayerKind = {
  label: 'Emerging hot spots',
  draws: 'areas',
  statistic: 'getis-ord-star',
  measure: 'chosen',
  compares: never,
  patterns: true,
  hasClasses: false,
  hasNeighbours: true,
  bearsClaim: false,
  pinned: 'areas',
  sided: 'two-sided',
  columns: { own: ['z'], last: ['pattern'], short: ['name', 'z', 'pattern'] },
  first: 'z',
  tested: { untested: 'Not tested', kinds: patternKinds },
  significance: found => found.notes.find(note => note.code === 'patterns')?.text ?? null,
};
