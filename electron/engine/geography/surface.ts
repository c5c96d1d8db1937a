import type { Note } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { hotSpotLevels } from '../../../shared/contract/geography.ts';
import type { HotSpotLevel, ParsedHotSpots, Surface, SurfaceKind } from '../../../shared/contract/geography.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { formatNumber, lowerFirst } from '../../../shared/text/format.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Call } from '../subject.ts';
import type { CountedArea } from './hot-spots.ts';
import { breaksOf } from './hot-spots.ts';
import { comparedSpans, mapSetting, refuseProtected } from './map-setting.ts';
import { areaNotes, comparisonNote, denominatorNotes, populationText, tableNotes } from './notes.ts';
import { drawnShapesOf } from './shapes.ts';
import type { WeightedPoint } from './spatial/density.ts';
import { polygonsOf } from '../areas/outlines/drawing.ts';
import { cellsInside, densityOver, rasterOver, usualBandwidth } from './spatial/surface.ts';
import type { Raster } from './spatial/surface.ts';

/** The finest level at which a dataset says where its rows are. */
function finestLevel(dataset: Dataset | undefined, otherwise: HotSpotLevel): HotSpotLevel {
  return (
    hotSpotLevels.find(level => dataset?.fields.some(field => field.type === 'area' && field.level === level)) ??
    otherwise
  );
}

const steps = 4;

/**
 * A smooth surface of counts over the areas analysed, each count at the centre of its area, by a quartic kernel; for a
 * board or the public from what their table shows. Faults: invalid-input, refused, cancelled.
 */
export async function densitySurface(
  description: ParsedHotSpots,
  kind: SurfaceKind,
  given: number | undefined,
  call: Call,
): Promise<Surface> {
  let done = 0;
  const step = async (stage: string): Promise<void> => {
    call.progress({ stage, done: done++, total: steps, unit: 'steps' });
    // Lets a cancelling call have its turn.
    await new Promise<void>(resolve => setImmediate(resolve));
    if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
  };
  const level = finestLevel(datasetNamed(description.dataset), description.level);
  const setting = mapSetting(description, call, level);
  const compared = kind === 'difference' ? comparedSpans(setting) : null;
  await step('Counting');
  const counts = await setting.counts(setting.span);
  if (compared) refuseProtected(counts.table, 'The difference between two periods', 'kind');
  const areas = setting.areasWith(counts);
  const earlier = compared ? setting.areasWith(await setting.counts(compared.comparison)) : [];

  const { topology } = drawnShapesOf(call.workspace, level);
  const chosen = new Set(areas.map(area => area.code));
  const polygons = topology.objects.areas.geometries.flatMap(one =>
    chosen.has(one.id) ? polygonsOf(topology, one) : [],
  );
  const raster = rasterOver(polygons);
  if (!raster)
    throw new FaultError(
      'invalid-input',
      'No area with an outline is left to draw a surface over.',
      'description.filters',
    );
  await step('Drawing the surface');
  const events = pointsOf(areas, area => area.working);
  const rule = Math.max(
    2 * raster.cell,
    Math.round(usualBandwidth([...events, ...pointsOf(earlier, area => area.working)])),
  );
  const bandwidth = given ?? rule;
  const values = surfaceValues(kind, areas, earlier, description.per, bandwidth, raster);
  await step('Finding its edge');
  const inside = cellsInside(raster, polygons);
  inside.forEach((is, i) => {
    if (!is) values[i] = NaN;
  });
  await step('Making classes');
  const counted = lowerFirst(setting.counted.label);
  return {
    fingerprint: fingerprintOf(description, kind, bandwidth, values),
    kind,
    ...raster,
    values,
    unit:
      kind === 'ratio-to-population'
        ? `${counted} per ${formatNumber(description.per)} ${populationText[setting.population]}`
        : `${counted} per km²${kind === 'difference' ? ', more than before' : ''}`,
    bandwidth,
    breaks: breaksOf(description, Array.from(values)),
    hidden: areas.filter(area => area.status === 'hidden').length,
    table: counts.table.description,
    notes: [
      ...areaNotes(setting, counts, areas),
      ...(kind === 'ratio-to-population' ? denominatorNotes(setting, areas) : []),
      ...(compared ? [comparisonNote(compared)] : []),
      ...surfaceNotes(level, bandwidth, given === undefined, raster),
      ...tableNotes(counts),
    ],
  };
}

function pointsOf(areas: readonly CountedArea[], weight: (area: CountedArea) => number | null): WeightedPoint[] {
  return areas.flatMap(area => (area.centre ? [[area.centre[0], area.centre[1], weight(area) ?? 0] as const] : []));
}

function surfaceValues(
  kind: SurfaceKind,
  areas: readonly CountedArea[],
  earlier: readonly CountedArea[],
  per: number,
  bandwidth: number,
  raster: Raster,
): Float64Array {
  const over = (points: readonly WeightedPoint[]) => densityOver(points, bandwidth, raster);
  if (kind === 'ratio-to-population') {
    // Where nobody lives there is no rate, and the events there are of no residents.
    const lived = areas.filter(area => (area.denominator ?? 0) > 0 && area.working !== null);
    const residents = over(pointsOf(lived, area => area.denominator));
    return over(pointsOf(lived, area => area.working)).map((events, i) =>
      residents[i]! > 0 ? (events / residents[i]!) * per : NaN,
    );
  }
  const events = over(pointsOf(areas, area => area.working));
  if (kind === 'density') return events;
  const before = over(pointsOf(earlier, area => area.working));
  return events.map((value, i) => value - before[i]!);
}

function surfaceNotes(level: HotSpotLevel, bandwidth: number, isUsual: boolean, raster: Raster): Note[] {
  return [
    {
      code: 'points',
      text: `Exact places are not stored: each count lies at the centre of its ${level === 'lsoa' ? 'LSOA' : level}, so the surface shows nothing finer than that. Near the edge it is low, because nothing is known beyond.`,
    },
    {
      code: 'bandwidth',
      text: `Quartic kernel with a bandwidth of ${formatNumber(bandwidth)} m${isUsual ? ', by Silverman’s rule from the spread of the counts' : ''}, over squares of ${formatNumber(raster.cell)} m.`,
    },
  ];
}
