import type { HotSpots, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import { levelNames } from '../../../shared/text/areas.ts';
import type { MapSubject } from '../../../shared/text/claims.ts';
import { mapStatistics, ownLimits } from '../geography/hot-spots-map.ts';
import type { MapLimits, MapStatistics } from '../geography/hot-spots-map.ts';
import { hotClusters, smallestNeighbourhood } from '../geography/spatial/hot-clusters.ts';
import type { Call } from '../subject.ts';
import { neighbourhoodClaim } from './neighbourhood.ts';
import { placeClaims } from './place.ts';

/** Of the local statistics behind the test of the whole map. */
const localAlpha = 0.05;

function subjectOf({ setting }: MapStatistics): MapSubject {
  const { measure, label } = setting.counted;
  return { dataset: setting.dataset.name, measure, label, level: levelNames[setting.level] };
}

function aboutOf({ setting, map }: MapStatistics): Omit<Claim['about'], 'area' | 'against' | 'indicator'> {
  const span = setting.description.period;
  return {
    subject: setting.counted.label,
    dataset: setting.dataset.name,
    period: span ? `${span.from} to ${span.to}` : map.provenance.dataUntil && `all to ${map.provenance.dataUntil}`,
  };
}

/** Over nothing there is no statistic: what is on no map is said in its place. */
function nothingPlaced(statistics: MapStatistics, kind: 'place' | 'neighbourhood'): Claim | null {
  const note = statistics.map.notes.find(one => one.code === 'nothing-placed');
  if (!note) return null;
  return {
    kind,
    about: { ...aboutOf(statistics), indicator: null, area: null, against: null },
    strength: 'cannot-tell',
    direction: null,
    figures: [],
    test: null,
    caveats: [note.text],
    title: note.text.split(/\.(?: |$)/)[0]!,
    sentence: note.text,
  };
}

function claimsOfPlaces(statistics: MapStatistics, alpha: number): readonly Claim[] {
  const { map, areas, setting } = statistics;
  const measure = setting.dataset.measures.find(one => one.name === setting.counted.measure);
  return placeClaims({
    subject: subjectOf(statistics),
    about: aboutOf(statistics),
    places: map.areas.map(area => ({
      code: area.code,
      name: area.name,
      count: area.numerator,
      residents: area.denominator,
      againstRest: area.againstRest,
      adjusted: area.adjustedP,
      isAbove: area.bin === 2,
    })),
    total: areas.reduce((sum, area) => sum + ((area.denominator ?? 0) > 0 ? (area.working ?? 0) : 0), 0),
    isOnce: measure?.compute.kind === 'distinct',
    alpha,
  });
}

function claimOfNeighbourhoods(statistics: MapStatistics, alpha: number): Claim {
  const { map, values, adjacency, isHot } = statistics;
  const { moran } = map.global;
  const isMoran = map.description.statistic === 'local-moran';
  const wholeMap = { i: moran['i'] ?? null, expected: moran['expected'] ?? null, p: moran['pRandomised'] ?? null };
  const clusters = hotClusters(values, adjacency, isHot, localAlpha);
  const isSilent = wholeMap.p === null || wholeMap.p > alpha || clusters.every(one => one.without.length === 0);
  return neighbourhoodClaim({
    subject: subjectOf(statistics),
    about: aboutOf(statistics),
    names: map.areas.map(area => (area.status === 'hidden' ? null : area.name)),
    wholeMap,
    clusters,
    alpha,
    statistic: isMoran ? 'local-moran' : 'getis-ord-star',
    detectable: isSilent ? smallestNeighbourhood(values, adjacency, { wholeMap: alpha, local: localAlpha }) : null,
  });
}

function claimsOf(statistics: MapStatistics, limits: MapLimits): readonly Claim[] {
  const { statistic, measure } = statistics.setting.description;
  // A change is no rate of a place: nothing is tested of where it is more than elsewhere.
  if (statistic === 'none' || measure === 'change') return [];
  const nothing = nothingPlaced(statistics, statistic === 'above-rest' ? 'place' : 'neighbourhood');
  if (nothing) return [nothing];
  return statistic === 'above-rest'
    ? claimsOfPlaces(statistics, limits.places)
    : [claimOfNeighbourhoods(statistics, limits.wholeMap)];
}

/**
 * A map with what may be said of it. One map by itself is one question, tested at 5 %; a report gives what its error budget
 * leaves for one of its maps: for its test as a whole, and for the false discovery rate over its single places (the share of a
 * part divided by the number of maps that are tried). Faults: those of the map.
 */
export async function mapWithClaims(
  description: ParsedHotSpots,
  call: Call,
  limits: MapLimits = ownLimits,
): Promise<HotSpots> {
  const statistics = await mapStatistics(description, call, limits);
  return { ...statistics.map, claims: claimsOf(statistics, limits) };
}
