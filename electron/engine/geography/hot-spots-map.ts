import type { Note } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { BackTest, ParsedHotSpots, TestedMap } from '../../../shared/contract/geography.ts';
import { formatCount, formatNumber, lowerFirst } from '../../../shared/text/format.ts';
import type { Call } from '../subject.ts';
import { fingerprintOf } from './fingerprint.ts';
import { backTestReading, backTestSpans, monthsIn } from './back-test.ts';
import type { Counts, Span } from './counts.ts';
import { accuracyOf, hotSpotsOf, measured, patternOf, weightsOf } from './hot-spots.ts';
import type { CountedArea, Weights } from './hot-spots.ts';
import { comparedSpans, dataSpan, mapSetting, refuseProtected } from './map-setting.ts';
import type { MapSetting } from './map-setting.ts';
import { areaNotes, comparisonNote, denominatorNotes, isAnythingPlaced, populationText, tableNotes } from './notes.ts';
import { shapesOf } from './shapes.ts';
import type { LevelOutlines } from './shapes.ts';
import { getisOrd } from './spatial/getis-ord.ts';
import { globalMoran } from './spatial/moran.ts';
import { mapShares } from '../statistics/error-budget.ts';
import { permutedInWorker } from './spatial/permutation-thread.ts';
import type { PermutationResult } from './spatial/permutations.ts';
import type { Adjacency } from '../areas/outlines/neighbours.ts';
import { squareKilometres } from '../areas/outlines/topology.ts';

/** What a map may get wrong where nothing is: in its test as a whole, and over all of its single places. */
export interface MapLimits {
  readonly wholeMap: number;
  readonly places: number;
}

/** One map by itself is one question; its single places keep to what a report keeps to, so that both name the same ones. */
export const ownLimits: MapLimits = { wholeMap: 0.05, places: mapShares.places };

/** A map with what its tests were made of. */
export interface MapStatistics {
  readonly map: TestedMap;
  readonly setting: MapSetting;
  /** With what stands in for hidden counts: nothing of it is shown. */
  readonly areas: readonly CountedArea[];
  /** The measure of each area, and whether it is hot at 95 % after correction, whichever was asked for. */
  readonly values: readonly (number | null)[];
  readonly isHot: readonly boolean[];
  readonly adjacency: Adjacency;
}

/**
 * Areas with their measure, what stands out by more than chance, and what must be known beside it. For a board or the
 * public every number follows from one protected table. Faults: invalid-input, refused, cancelled.
 */
export async function hotSpotMap(
  description: ParsedHotSpots,
  call: Call,
  limits: MapLimits = ownLimits,
): Promise<TestedMap> {
  return (await mapStatistics(description, call, limits)).map;
}

/** The same with the values that were tested, for tests of groups of areas. */
export async function mapStatistics(
  description: ParsedHotSpots,
  call: Call,
  limits: MapLimits,
): Promise<MapStatistics> {
  const began = performance.now();
  const setting = mapSetting(description, call);
  const { level, analysed, all, population } = setting;
  if (analysed.length < 3)
    throw new FaultError(
      'invalid-input',
      `${analysed.length} of ${all.length} areas of level ${level} are left; a local statistic needs at least three.`,
      'description.filters',
    );
  const compared = description.measure === 'change' ? comparedSpans(setting) : null;
  call.progress({ stage: 'Counting', done: 0, total: null, unit: 'steps' });
  const counts = await setting.counts(setting.span);
  if (compared) refuseProtected(counts.table, 'Change between two periods', 'description.measure');
  if (description.patterns) refuseProtected(counts.table, 'How spots developed', 'description.patterns');
  const areas = setting.areasWith(counts);
  const earlier = compared ? setting.areasWith(await setting.counts(compared.comparison)) : [];
  const shapes = shapesOf(call.workspace, level);
  const weights = weightsOf(description.weights, areas, shapes.topology);
  const isPlaced = isAnythingPlaced(areas) || isAnythingPlaced(earlier);
  const statistic = isPlaced ? description.statistic : 'none';

  const data = dataSpan(setting);
  const months = data && description.patterns && isPlaced ? monthsIn(setting.span ?? data) : [];
  const patterns = months.length > 1 ? await patternsOf(call, setting, months, weights, areas) : null;
  const { permutation, values, isHot, ...found } = await hotSpotsOf(
    { ...description, statistic },
    areas,
    weights,
    task =>
      permutedInWorker(task, call.signal, done =>
        call.progress({ stage: 'Testing', done, total: task.permutations, unit: 'steps' }),
      ),
    { patterns, alpha: limits.places, ...(compared ? { before: earlier.map(area => area.working) } : {}) },
  );
  const isTested = data && statistic === 'getis-ord-star' && !compared && !counts.table.protection;
  const backTest = isTested ? await backTestOf({ setting, counts, weights, shapes, limits }, data) : null;
  const map: TestedMap = {
    description,
    ...found,
    fingerprint: fingerprintOf(description, found.areas, found.breaks),
    ...(isPlaced ? {} : { global: { moran: withoutNumbers(found.global.moran), generalG: null } }),
    backTest,
    table: counts.table.description,
    protection: counts.table.protection ?? null,
    notes: [
      ...areaNotes(setting, counts, areas),
      ...denominatorNotes(setting, areas),
      ...(compared ? [comparisonNote(compared)] : []),
      { code: 'neighbours', text: weights.text },
      { code: 'boundaries', text: shapes.source.text },
      ...testNotes(
        { ...description, statistic },
        { areas: areas.length, tested: found.areas.filter(area => area.p !== null).length },
        permutation,
      ),
      ...islandNotes(found.weights.islands),
      ...(backTest ? [backTestReading(backTest, lowerFirst(setting.counted.label))] : []),
      ...patternNotes(patterns, months.length),
      ...tableNotes(counts),
    ],
    provenance: {
      ...counts.table.provenance,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
      level,
      population,
      populationSource: `${populationText[population]} at mid-2019, gazetteer`,
      shapes: shapes.source,
      analysed: isPlaced ? analysed.length : 0,
      ofAreas: all.length,
    },
  };
  return { map, setting, areas, values, isHot, adjacency: weights.adjacency };
}

/** The same members, none of them known: over nothing there is no statistic. */
function withoutNumbers(statistics: TestedMap['global']['moran']): TestedMap['global']['moran'] {
  return Object.fromEntries(Object.keys(statistics).map(name => [name, null]));
}

function patternNotes(patterns: readonly string[] | null, months: number): Note[] {
  if (!patterns) return [];
  const classes = months < 10 ? 'five simple classes (fewer than 10 months)' : 'Mann–Kendall at 95 %';
  return [
    {
      code: 'patterns',
      text: `Development over ${months} months by Gi* and ${classes}. A month speaks only where the map of the whole time, or its own, passed its test first (Moran’s I, 5 % over all).`,
    },
  ];
}

function islandNotes(islands: readonly string[]): Note[] {
  if (islands.length === 0) return [];
  return [
    {
      code: 'islands',
      text: `${formatCount(islands.length, 'area has', 'areas have')} no neighbour: ${islands.slice(0, 10).join(', ')}${islands.length > 10 ? ' …' : ''}.`,
    },
  ];
}

function testNotes(
  description: ParsedHotSpots,
  { areas, tested }: { readonly areas: number; readonly tested: number },
  permutation: PermutationResult | null,
): Note[] {
  const corrected =
    description.correction === 'benjamini-hochberg'
      ? `Bins are corrected for ${formatNumber(areas)} tests (Benjamini–Hochberg); the uncorrected p stands beside them.`
      : 'Bins are not corrected for many tests: at 95 %, about one area in twenty stands out by chance alone.';
  if (description.statistic === 'getis-ord-star')
    return [
      {
        code: 'significance',
        text: `Gi* with two-sided normal p at 90, 95 and 99 %: a clear cold spot has a small p as well. Local Moran, of clusters and outliers, has a one-sided pseudo p, which for the same place is about half as large; the two are not set against each other. ${corrected}`,
      },
    ];
  if (description.statistic === 'above-rest')
    return [
      {
        code: 'significance',
        text: `Each place by itself against all others that were analysed, by a Poisson test of what is counted once, one-sided, as only an excess is asked for; corrected for ${formatNumber(tested)} places together (Benjamini–Hochberg, at what a report leaves for one of its maps). It borrows nothing from neighbours. A place whose count is hidden is not tested.`,
      },
    ];
  if (description.statistic === 'none') return [];
  const few = description.correction === 'benjamini-hochberg' && description.permutations < 99_999;
  return [
    {
      code: 'significance',
      text: `Local Moran with one-sided pseudo p (about half of what a two-sided p such as that of Gi* would be) from ${formatNumber(description.permutations)} permutations, seed ${description.seed}${permutation === null ? '' : `; the global p from ${formatNumber(permutation.globalPermutations)}`}. ${corrected}`,
    },
    ...(few
      ? [
          {
            code: 'few-permutations',
            text: 'A corrected pseudo p needs at least 99,999 permutations: with fewer, even the clearest cluster may not reach the limit.',
          },
        ]
      : []),
  ];
}

function scoresOver(description: ParsedHotSpots, areas: readonly CountedArea[], { adjacency }: Weights) {
  const { values } = measured(
    description,
    areas.map(area => area.working),
    areas.map(area => area.denominator),
    adjacency,
  );
  const { z, bins, binsFdr } = getisOrd(values, adjacency, true);
  return { values, z, bins: description.correction === 'benjamini-hochberg' ? binsFdr : bins };
}

interface BackTested {
  readonly setting: MapSetting;
  readonly counts: Counts;
  readonly weights: Weights;
  readonly shapes: LevelOutlines;
  readonly limits: MapLimits;
}

/** What the hot areas of a time before would have been worth: none are called hot where that map as a whole is one of chance. */
async function backTestOf(
  { setting, counts, weights, shapes, limits }: BackTested,
  data: Span,
): Promise<BackTest | null> {
  const spans = backTestSpans(setting.span, data);
  if (!spans) return null;
  const before = setting.span ? counts : await setting.counts(spans.trained);
  const after = setting.areasWith(await setting.counts(spans.tested));
  const { values, bins } = scoresOver(setting.description, setting.areasWith(before), weights);
  const { i, expected, pRandomised } = globalMoran(values, weights.adjacency);
  const isClustered = pRandomised !== null && pRandomised <= limits.wholeMap && (i ?? 0) > (expected ?? 0);
  const hot = bins.map(bin => isClustered && bin !== null && bin > 0);
  const land = squareKilometres(
    shapes.topology,
    after.map(area => area.code),
  );
  return {
    ...spans,
    isClustered,
    hotAreas: hot.filter(Boolean).length,
    ...accuracyOf(
      hot,
      after.map(area => area.working),
      land,
    ),
  };
}

/** Of all claims about how spots developed, where nothing is: half for the whole time, half shared among its months. */
const patternAlpha = 0.05;

/** Whether the values of neighbours are alike beyond chance, over the whole map. */
function isClustered(values: readonly (number | null)[], { adjacency }: Weights, alpha: number): boolean {
  const { i, expected, pRandomised } = globalMoran(values, adjacency);
  return i !== null && expected !== null && pRandomised !== null && i > expected && pRandomised <= alpha;
}

/**
 * How spots developed, from the months in which areas were hot or cold. A month speaks where the map of the whole time, or its
 * own with a limit for as many months, passed its test first: by themselves the areas of some month stand out in every other
 * world in which nothing happens.
 */
async function patternsOf(
  call: Call,
  setting: MapSetting,
  months: readonly Span[],
  weights: Weights,
  whole: readonly CountedArea[],
): Promise<string[]> {
  const isWhole = isClustered(scoresOver(setting.description, whole, weights).values, weights, patternAlpha / 2);
  const found: Pick<ReturnType<typeof scoresOver>, 'bins' | 'z'>[] = [];
  for (const month of months) {
    if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
    const areas = setting.areasWith(await setting.counts(month));
    const { values, z, bins } = scoresOver(setting.description, areas, weights);
    const speaks = isWhole || isClustered(values, weights, patternAlpha / 2 / months.length);
    found.push({ z, bins: speaks ? bins : bins.map(() => null) });
    call.progress({ stage: 'Month by month', done: found.length, total: months.length, unit: 'steps' });
  }
  return setting.analysed.map((_, i) =>
    patternOf(
      found.map(month => month.bins[i]!),
      found.map(month => month.z[i]!),
    ),
  );
}
