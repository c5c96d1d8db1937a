import type { AreaTopology, HotSpotArea, ParsedHotSpots, TestedMap } from '../../../shared/contract/geography.ts';
import type { AreaCount } from './counts.ts';
import { classBreaks, classOf } from './spatial/breaks.ts';
import { emergingCategory, recurringCategory } from './spatial/emerging.ts';
import { empiricalBayes } from './spatial/empirical-bayes.ts';
import { falseDiscovery } from '../statistics/fdr.ts';
import { placesAboveRest } from '../statistics/place-above-rest.ts';
import { binOf, generalG, getisOrd } from './spatial/getis-ord.ts';
import type { Bin } from './spatial/getis-ord.ts';
import { mannKendall } from '../statistics/mann-kendall.ts';
import { globalMoran, localMoran } from './spatial/moran.ts';
import { analysedAreas, connectivityHistogram, islandsOf, spread } from '../areas/outlines/neighbours.ts';
import type { Adjacency } from '../areas/outlines/neighbours.ts';
import type { PermutationResult, PermutationTask } from './spatial/permutations.ts';
import { contiguity } from '../areas/outlines/topology.ts';
import { nearest, smallestBand, upToOrder, withinDistance } from './spatial/weights.ts';
import type { Point } from '../areas/outlines/drawing.ts';

/** An area of the map: where it lies and who lives there. */
export interface PlacedArea {
  readonly code: string;
  readonly name: string;
  /** Name of its district. */
  readonly district: string;
  readonly denominator: number | null;
  readonly centre: Point | null;
}

/** An area with its count. */
export type CountedArea = PlacedArea & AreaCount;

export interface Weights {
  readonly adjacency: Adjacency;
  readonly text: string;
}

/** Who is next to whom, in the order of the areas. Distances are between centroids, in metres. */
export function weightsOf(
  wanted: ParsedHotSpots['weights'],
  areas: readonly Pick<PlacedArea, 'code' | 'centre'>[],
  topology: AreaTopology,
): Weights {
  const codes = areas.map(area => area.code);
  const points = areas.map((area): Point => area.centre ?? [NaN, NaN]);
  const contiguous = (kind: 'queen' | 'rook') => contiguity(topology, codes, kind);
  const shared = { queen: 'share a border or a corner', rook: 'share a border' };
  if (wanted === 'queen' || wanted === 'rook')
    return { adjacency: contiguous(wanted), text: `Neighbours ${shared[wanted]} (${wanted}).` };
  if (wanted === 'distance') {
    const band = smallestBand(points);
    return {
      adjacency: withinDistance(points, band),
      text: `Neighbours have their centres within ${Math.ceil(band).toLocaleString('en-GB')} m, the smallest distance at which every area has one.`,
    };
  }
  if ('nearest' in wanted)
    return {
      adjacency: nearest(points, wanted.nearest),
      text: `Neighbours are the ${wanted.nearest} nearest by their centres.`,
    };
  if ('distance' in wanted)
    return {
      adjacency: withinDistance(points, wanted.distance),
      text: `Neighbours have their centres within ${wanted.distance.toLocaleString('en-GB')} m.`,
    };
  return {
    adjacency: upToOrder(contiguous(wanted.of), wanted.order),
    text: `Neighbours can be reached in at most ${wanted.order} steps between areas that ${shared[wanted.of]}.`,
  };
}

export interface MeasuredAreas {
  readonly rates: readonly (number | null)[];
  readonly smoothedRates: readonly (number | null)[];
  readonly ratios: readonly (number | null)[];
  /** The measure asked for. */
  readonly values: readonly (number | null)[];
}

/**
 * Rates, smoothed rates, excess risks and changes. Where nobody lives a rate is undefined, never 0; an area without a
 * numerator takes no part. `before` are the numerators of the period compared with.
 */
export function measured(
  description: Pick<ParsedHotSpots, 'measure' | 'per' | 'smoothing'>,
  numerators: readonly (number | null)[],
  denominators: readonly (number | null)[],
  adjacency: Adjacency,
  before?: readonly (number | null)[],
): MeasuredAreas {
  const { per } = description;
  const residents = denominators.map((persons, i) =>
    persons !== null && persons > 0 && numerators[i] !== null ? persons : null,
  );
  let events = 0;
  let persons = 0;
  numerators.forEach((count, i) => {
    if (residents[i] === null) return;
    events += count!;
    persons += residents[i]!;
  });
  const ratesOf = (counts: readonly (number | null)[]) =>
    counts.map((count, i) => (residents[i] === null || count === null ? null : (count / residents[i]!) * per));
  const rates = ratesOf(numerators);
  const ratios = numerators.map((count, i) =>
    residents[i] !== null && events > 0 ? count! / (residents[i]! * (events / persons)) : null,
  );
  const smoothedRates = empiricalBayes(
    numerators.map(count => count ?? 0),
    residents,
    description.smoothing === 'neighbours' ? adjacency : undefined,
  ).map(rate => (rate === null ? null : rate * per));
  const changes = () => {
    const earlier = ratesOf(before ?? numerators.map(() => null));
    return rates.map((rate, i) => (rate === null || earlier[i] === null ? null : rate - earlier[i]!));
  };
  const { measure } = description;
  const values =
    measure === 'change'
      ? changes()
      : { count: numerators, rate: rates, 'smoothed-rate': smoothedRates, ratio: ratios }[measure];
  return { rates, smoothedRates, ratios, values };
}

export interface Tested {
  readonly z: readonly (number | null)[];
  readonly localI: readonly (number | null)[];
  readonly p: readonly (number | null)[];
  readonly adjusted: readonly (number | null)[];
  readonly bins: readonly (Bin | null)[];
  readonly quadrants: readonly HotSpotArea['quadrant'][];
  readonly againstRest: readonly HotSpotArea['againstRest'][];
  readonly permutation: PermutationResult | null;
}

const untested = (size: number): Tested => {
  const nothing = Array.from({ length: size }, () => null);
  return {
    z: nothing,
    localI: nothing,
    p: nothing,
    adjusted: nothing,
    bins: nothing,
    quadrants: nothing,
    againstRest: nothing,
    permutation: null,
  };
};

/**
 * Each place against all others. A place whose count is hidden is not tested: among the others it counts with what stands in
 * for it. The level is of the false discovery rate over the places tested.
 */
export function placesTested(
  areas: readonly Pick<CountedArea, 'working' | 'status' | 'denominator'>[],
  alpha: number,
): Tested {
  const places = placesAboveRest(
    areas.map(({ working, status, denominator }) => ({
      count: working ?? 0,
      residents: working === null ? 0 : (denominator ?? 0),
      isTested: status !== 'hidden',
    })),
    alpha,
  );
  return {
    ...untested(areas.length),
    p: places.map(place => place.p),
    adjusted: places.map(place => place.adjusted),
    bins: places.map((place): Bin | null => (place.p === null ? null : place.isAbove ? 2 : 0)),
    againstRest: places.map(({ p, ratio, lower, upper }) =>
      p === null || lower === null ? null : { ratio, lower, upper },
    ),
  };
}

/** The local statistic asked for. Permutations go through `permute`, which may run them elsewhere. */
export async function tested(
  description: Pick<ParsedHotSpots, 'statistic' | 'correction' | 'permutations' | 'seed'>,
  values: readonly (number | null)[],
  adjacency: Adjacency,
  permute: (task: PermutationTask) => Promise<PermutationResult>,
): Promise<Tested> {
  const nothing = untested(values.length);
  const corrected = description.correction === 'benjamini-hochberg';
  if (description.statistic === 'getis-ord-star') {
    const { z, p, bins, binsFdr, adjusted } = getisOrd(values, adjacency, true);
    return { ...nothing, z, p, adjusted, bins: corrected ? binsFdr : bins };
  }
  if (description.statistic !== 'local-moran') return nothing;
  const { i, quadrant } = localMoran(values, adjacency);
  const analysed = analysedAreas(values, adjacency);
  const permutation = await permute({ ...analysed, permutations: description.permutations, seed: description.seed });
  const p = spread(values.length, analysed.kept, permutation.local).map(one =>
    one === null || Number.isNaN(one) ? null : one,
  );
  const { adjusted } = falseDiscovery(p, 0.05);
  const decisive = corrected ? adjusted : p;
  const bins = quadrant.map((one, at) => binOf(one === null ? null : one.startsWith('H') ? 1 : -1, decisive[at]!));
  return { ...nothing, localI: i, p, adjusted, bins, quadrants: quadrant, permutation };
}

/**
 * How hot and cold spots developed, from a bin and a score for each period, oldest first: the eight categories from 10
 * periods on, else the simpler five. A letter of an area is hot or cold at 95 % (by the bins given).
 */
export function patternOf(bins: readonly (Bin | null)[], scores: readonly (number | null)[]): string {
  const text = bins.map(bin => (bin === null || Math.abs(bin) < 2 ? '.' : bin > 0 ? 'H' : 'C')).join('');
  if (text.length < 10) return recurringCategory(text);
  const { z, p } = mannKendall(scores);
  return emergingCategory(text, p >= 0.05 ? 'none' : z > 0 ? 'up' : 'down');
}

/** Share of later incidents inside hot areas, over the share of the land that these cover (Chainey and others, 2008). */
export function accuracyOf(
  hot: readonly boolean[],
  later: readonly (number | null)[],
  squareKilometres: Float64Array,
): { readonly shareOfIncidents: number | null; readonly shareOfArea: number; readonly accuracyIndex: number | null } {
  let inside = 0;
  let all = 0;
  let hotLand = 0;
  let land = 0;
  hot.forEach((is, i) => {
    all += later[i] ?? 0;
    land += squareKilometres[i]!;
    if (!is) return;
    inside += later[i] ?? 0;
    hotLand += squareKilometres[i]!;
  });
  const shareOfIncidents = all > 0 ? inside / all : null;
  const shareOfArea = land > 0 ? hotLand / land : 0;
  return {
    shareOfIncidents,
    shareOfArea,
    accuracyIndex: shareOfIncidents === null || shareOfArea === 0 ? null : shareOfIncidents / shareOfArea,
  };
}

/** Class breaks by the method of a description, of the values that are shown. */
export function breaksOf(
  { classes: { method, ...options } }: Pick<ParsedHotSpots, 'classes'>,
  values: readonly (number | null)[],
): TestedMap['breaks'] {
  return { method, ...classBreaks(values, method, options) };
}

/**
 * Class breaks of changes: alike on both sides of no change, so that a colour says how far a place moved whichever way, and
 * the middle class holds what hardly moved. The method is applied to how far they moved; breaks that are given stay.
 */
export function breaksOfChange(
  { classes }: Pick<ParsedHotSpots, 'classes'>,
  values: readonly (number | null)[],
): TestedMap['breaks'] {
  const { method, ...options } = classes;
  if (method === 'user') return breaksOf({ classes }, values);
  const sides = Math.max(2, Math.ceil(((options.k ?? 5) + 1) / 2));
  const moved = values.map(value => (value === null ? null : Math.abs(value)));
  const all = classBreaks(moved, method, { ...options, k: sides }).upper;
  // What did not move at all belongs to the middle.
  const bounds = all.filter(bound => bound > 0 || all.length === 1);
  const upper = [
    ...bounds
      .slice(0, -1)
      .toReversed()
      .map(bound => -bound),
    ...bounds,
  ];
  const counts = upper.map(() => 0);
  for (const value of values) if (value !== null) counts[classOf(value, upper)]! += 1;
  return { method, upper, counts };
}

/**
 * Everything about the areas that follows from their counts. Of an area whose count is hidden all of it is null: what
 * stands in for the count took part in the test, and "not significant" would be a reading of that.
 */
export async function hotSpotsOf(
  description: ParsedHotSpots,
  areas: readonly CountedArea[],
  weights: Weights,
  permute: (task: PermutationTask) => Promise<PermutationResult>,
  {
    patterns,
    before,
    alpha = 0.05,
  }: {
    readonly patterns: readonly string[] | null;
    readonly before?: readonly (number | null)[];
    /** For single places: the false discovery rate over all of them. */
    readonly alpha?: number;
  },
): Promise<
  Pick<TestedMap, 'areas' | 'global' | 'breaks' | 'weights'> & {
    readonly permutation: PermutationResult | null;
    /** What was tested, with what stands in for hidden counts. */
    readonly values: readonly (number | null)[];
    /** Hot, or high among high, at 95 % after correction. */
    readonly isHot: readonly boolean[];
  }
> {
  const { adjacency } = weights;
  const measures = measured(
    description,
    areas.map(area => area.working),
    areas.map(area => area.denominator),
    adjacency,
    before,
  );
  const { values } = measures;
  const test =
    description.statistic === 'above-rest'
      ? placesTested(areas, alpha)
      : await tested(description, values, adjacency, permute);
  const shown = <T>(list: readonly (T | null)[]) => list.map((one, i) => (areas[i]!.status === 'hidden' ? null : one));
  const shownValues = shown(values);
  const breaks = (description.measure === 'change' ? breaksOfChange : breaksOf)(description, shownValues);
  const [rates, smoothedRates, ratios] = [measures.rates, measures.smoothedRates, measures.ratios].map(shown);
  const [bins, quadrants, shownPatterns] = [
    shown(test.bins),
    shown(test.quadrants),
    shown(patterns ?? areas.map(() => null)),
  ];
  const [z, localI, p, adjusted] = [test.z, test.localI, test.p, test.adjusted].map(shown);
  const moran = globalMoran(values, adjacency);
  const pPermutation = test.permutation && !Number.isNaN(test.permutation.global) ? test.permutation.global : null;
  return {
    permutation: test.permutation,
    values,
    isHot: values.map(
      (_, i) => (test.adjusted[i] ?? 1) <= 0.05 && ((test.z[i] ?? 0) > 0 || test.quadrants[i] === 'HH'),
    ),
    areas: areas.map((area, i): HotSpotArea => ({
      code: area.code,
      name: area.name,
      district: area.district,
      numerator: area.shown,
      status: area.status,
      denominator: area.denominator,
      rate: rates![i]!,
      smoothedRate: smoothedRates![i]!,
      ratio: ratios![i]!,
      value: shownValues[i]!,
      z: z![i]!,
      localI: localI![i]!,
      p: p![i]!,
      adjustedP: adjusted![i]!,
      bin: bins[i]!,
      quadrant: quadrants[i]!,
      againstRest: test.againstRest[i]!,
      class: shownValues[i] === null ? null : classOf(shownValues[i]!, breaks.upper),
      pattern: shownPatterns[i]!,
    })),
    global: { moran: { ...moran, pPermutation }, generalG: { ...generalG(values, adjacency) } },
    breaks,
    weights: {
      text: weights.text,
      links: adjacency.indices.length,
      islands: islandsOf(adjacency).map(i => areas[i]!.code),
      histogram: connectivityHistogram(adjacency),
    },
  };
}
