import type { Claim } from '../../../shared/model/claim.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { neighbourhoodWords } from '../../../shared/text/claims.ts';
import type { MapSubject, NeighbourhoodWords } from '../../../shared/text/claims.ts';
import type { HotCluster } from '../geography/spatial/hot-clusters.ts';

export interface NeighbourhoodTested {
  readonly subject: MapSubject;
  readonly about: Omit<Claim['about'], 'area' | 'against' | 'indicator'>;
  /** Null where the audience may not see what belongs to it. */
  readonly names: readonly (string | null)[];
  /** Moran's I of the whole map, what chance makes of it, and its two-sided p; null where it is not defined. */
  readonly wholeMap: { readonly i: number | null; readonly expected: number | null; readonly p: number | null };
  /** Hot after correction for all areas, each tested without its strongest place. */
  readonly clusters: readonly HotCluster[];
  /** What the test of the whole map may use of the error budget. */
  readonly alpha: number;
  /** Which local statistic made the clusters. */
  readonly statistic: 'getis-ord-star' | 'local-moran';
  /** Times the rate of the rest at which a usual neighbourhood would have been found. */
  readonly detectable: number | null;
}

const localTests = {
  'getis-ord-star': 'Gi* with Benjamini–Hochberg',
  'local-moran': 'local Moran with Benjamini–Hochberg on one-sided pseudo p',
} as const;

/**
 * What may be said of neighbourhoods. That there are any is found only where the map as a whole is more alike among neighbours
 * than chance would have it, places stand out after correction, and some of them still do when the strongest is left out: what
 * is hot only beside one place is told with the name of that place, and is no neighbourhood.
 */
export function neighbourhoodClaim(tested: NeighbourhoodTested): Claim {
  const { subject, about, names, wholeMap, clusters, alpha, statistic, detectable } = tested;
  const isWholeMapFound =
    wholeMap.p !== null && wholeMap.i !== null && wholeMap.p <= alpha && wholeMap.i > (wholeMap.expected ?? 0);
  const shown = (places: readonly number[]) => places.flatMap(i => names[i] ?? []);
  const groups = clusters.map(({ areas, strongest, without, centre, above, below }): NeighbourhoodWords => ({
    areas: areas.length,
    centre: names[centre] ?? null,
    strongest: names[strongest] ?? null,
    without: without.length,
    others: shown(areas.filter(i => i !== strongest)),
    above: shown(above),
    below: shown(below),
  }));
  const strength =
    wholeMap.p === null ? 'cannot-tell' : isWholeMapFound && groups.some(group => group.without > 0) ? 'found' : 'none';
  const words = neighbourhoodWords(subject, { strength, wholeMap: wholeMap.p, isWholeMapFound, groups, detectable });
  return {
    kind: 'neighbourhood',
    about: { ...about, indicator: null, area: null, against: 'the whole map' },
    strength,
    direction: strength === 'found' ? 'up' : null,
    figures: wholeMap.i === null ? [] : [{ name: 'Moran’s I', value: wholeMap.i, text: formatNumber(wholeMap.i, 3) }],
    test: {
      method: `Moran’s I of the whole map under randomisation, two-sided; behind it ${localTests[statistic]}, and Gi* without the strongest place of each group`,
      source:
        'Cliff and Ord (1981), Spatial Processes; Ord and Getis (1995), Geographical Analysis 27:286; Benjamini and Hochberg (1995), JRSS B 57:289',
      alpha,
      p: wholeMap.p,
      interval: null,
      power: strength === 'found' ? null : words.power,
    },
    caveats: [],
    title: words.title,
    sentence: words.sentence,
  };
}
