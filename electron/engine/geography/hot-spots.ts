import type { HotSpotArea, HotSpots, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { AreaTopology } from '../../../shared/contract/geography.ts';
import { classBreaks, classOf } from './spatial/breaks.ts';
import { emergingCategory, recurringCategory } from './spatial/emerging.ts';
import { empiricalBayes } from './spatial/empirical-bayes.ts';
import { falseDiscovery } from './spatial/fdr.ts';
import { binOf, generalG, getisOrd } from './spatial/getis-ord.ts';
import type { Bin } from './spatial/getis-ord.ts';
import { mannKendall } from './spatial/mann-kendall.ts';
import { globalMoran, localMoran } from './spatial/moran.ts';
import { analysedAreas, connectivityHistogram, islandsOf, spread } from './spatial/neighbours.ts';
import type { Adjacency } from './spatial/neighbours.ts';
import type { PermutationResult, PermutationTask } from './spatial/permutations.ts';
import { contiguity } from './spatial/topology.ts';
import { nearest, smallestBand, upToOrder, withinDistance } from './spatial/weights.ts';
import type { Point } from './spatial/weights.ts';

/** An area that takes part: its counts and where it lies. */
export interface CountedArea {
  readonly code: string;
  readonly name: string;
  /** Name of its district. */
  readonly district: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly centre: Point | null;
}

export interface Weights {
  readonly adjacency: Adjacency;
  readonly text: string;
}

/** Who is next to whom, in the order of the areas. Distances are between centroids, in metres. */
export function weightsOf(
  wanted: ParsedHotSpots['weights'],
  areas: readonly CountedArea[],
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

/** Rates, smoothed rates and excess risks. Where nobody lives a rate is undefined, never 0. */
export function measured(
  description: Pick<ParsedHotSpots, 'measure' | 'per' | 'smoothing'>,
  numerators: readonly number[],
  denominators: readonly (number | null)[],
  adjacency: Adjacency,
): MeasuredAreas {
  const { per } = description;
  const lived = denominators.map(persons => persons !== null && persons > 0);
  let events = 0;
  let persons = 0;
  numerators.forEach((count, i) => {
    if (!lived[i]) return;
    events += count;
    persons += denominators[i]!;
  });
  const rates = numerators.map((count, i) => (lived[i] ? (count / denominators[i]!) * per : null));
  const ratios = numerators.map((count, i) =>
    lived[i] && events > 0 ? count / (denominators[i]! * (events / persons)) : null,
  );
  const smoothedRates = empiricalBayes(
    numerators,
    denominators,
    description.smoothing === 'neighbours' ? adjacency : undefined,
  ).map(rate => (rate === null ? null : rate * per));
  const values = { count: numerators, rate: rates, 'smoothed-rate': smoothedRates, ratio: ratios, change: rates }[
    description.measure
  ];
  return { rates, smoothedRates, ratios, values };
}

export interface Tested {
  readonly z: readonly (number | null)[];
  readonly localI: readonly (number | null)[];
  readonly p: readonly (number | null)[];
  readonly adjusted: readonly (number | null)[];
  readonly bins: readonly (Bin | null)[];
  readonly quadrants: readonly HotSpotArea['quadrant'][];
  readonly permutation: PermutationResult | null;
}

/** The local statistic asked for. Permutations go through `permute`, which may run them elsewhere. */
export async function tested(
  description: Pick<ParsedHotSpots, 'statistic' | 'correction' | 'permutations' | 'seed'>,
  values: readonly (number | null)[],
  adjacency: Adjacency,
  permute: (task: PermutationTask) => Promise<PermutationResult>,
): Promise<Tested> {
  const nothing = values.map(() => null);
  const corrected = description.correction === 'benjamini-hochberg';
  if (description.statistic === 'getis-ord-star') {
    const { z, p, bins, binsFdr, adjusted } = getisOrd(values, adjacency, true);
    return {
      z,
      p,
      adjusted,
      bins: corrected ? binsFdr : bins,
      localI: nothing,
      quadrants: nothing,
      permutation: null,
    };
  }
  if (description.statistic === 'none')
    return {
      z: nothing,
      p: nothing,
      adjusted: nothing,
      bins: nothing,
      localI: nothing,
      quadrants: nothing,
      permutation: null,
    };
  const { i, quadrant } = localMoran(values, adjacency);
  const analysed = analysedAreas(values, adjacency);
  const permutation = await permute({ ...analysed, permutations: description.permutations, seed: description.seed });
  const p = spread(values.length, analysed.kept, permutation.local).map(one =>
    one === null || Number.isNaN(one) ? null : one,
  );
  const { adjusted } = falseDiscovery(p, 0.05);
  const decisive = corrected ? adjusted : p;
  const bins = quadrant.map((one, at) => binOf(one === null ? null : one.startsWith('H') ? 1 : -1, decisive[at]!));
  return { z: nothing, localI: i, p, adjusted, bins, quadrants: quadrant, permutation };
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
  later: readonly number[],
  squareKilometres: Float64Array,
): { readonly shareOfIncidents: number | null; readonly shareOfArea: number; readonly accuracyIndex: number | null } {
  let inside = 0;
  let all = 0;
  let hotLand = 0;
  let land = 0;
  hot.forEach((is, i) => {
    all += later[i]!;
    land += squareKilometres[i]!;
    if (!is) return;
    inside += later[i]!;
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

/** Everything about the areas that follows from their counts. */
export async function hotSpotsOf(
  description: ParsedHotSpots,
  areas: readonly CountedArea[],
  weights: Weights,
  permute: (task: PermutationTask) => Promise<PermutationResult>,
  patterns: readonly string[] | null,
): Promise<
  Pick<HotSpots, 'areas' | 'global' | 'breaks' | 'weights'> & { readonly permutation: PermutationResult | null }
> {
  const { adjacency } = weights;
  const measures = measured(
    description,
    areas.map(area => area.numerator),
    areas.map(area => area.denominator),
    adjacency,
  );
  const { values } = measures;
  const test = await tested(description, values, adjacency, permute);
  const { method, ...options } = description.classes;
  const breaks = classBreaks(values, method, options);
  const moran = globalMoran(values, adjacency);
  const pPermutation = test.permutation && !Number.isNaN(test.permutation.global) ? test.permutation.global : null;
  return {
    permutation: test.permutation,
    areas: areas.map(({ code, name, district, numerator, denominator }, i): HotSpotArea => ({
      code,
      name,
      district,
      numerator,
      status: numerator === 0 ? 'zero' : 'value',
      denominator,
      rate: measures.rates[i]!,
      smoothedRate: measures.smoothedRates[i]!,
      ratio: measures.ratios[i]!,
      value: values[i]!,
      z: test.z[i]!,
      localI: test.localI[i]!,
      p: test.p[i]!,
      adjustedP: test.adjusted[i]!,
      bin: test.bins[i]!,
      quadrant: test.quadrants[i]!,
      class: values[i] === null ? null : classOf(values[i]!, breaks.upper),
      pattern: patterns?.[i] ?? null,
    })),
    global: { moran: { ...moran, pPermutation }, generalG: { ...generalG(values, adjacency) } },
    breaks: { method, ...breaks },
    weights: {
      text: weights.text,
      links: adjacency.indices.length,
      islands: islandsOf(adjacency).map(i => areas[i]!.code),
      histogram: connectivityHistogram(adjacency),
    },
  };
}
