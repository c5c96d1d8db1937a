import type { PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { HotSpotLevel, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Dataset, Population } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { datasetsOf } from '../cube/tables.ts';
import type { Call } from '../subject.ts';
import { areaTest, countedOf, countsOf, spanOf, tableOfCounts } from './counts.ts';
import type { Counted, Counts, Place, Span } from './counts.ts';
import type { CountedArea, PlacedArea } from './hot-spots.ts';
import { readMapAreas } from './shapes.ts';
import type { MapArea } from './shapes.ts';

const residentsOf = (area: MapArea, population: Population): number | null =>
  ({ 'all-ages': area.persons, '0-17': area.children_0_17, '10-17': area.children_10_17 })[population];

/** What a map is about: its dataset, its areas and how to count in them. */
export interface MapSetting {
  readonly description: ParsedHotSpots;
  readonly dataset: Dataset;
  readonly level: HotSpotLevel;
  readonly population: Population;
  readonly counted: Counted;
  /** Every area of the level, and those inside the filters. */
  readonly all: readonly MapArea[];
  readonly analysed: readonly MapArea[];
  readonly places: readonly Place[];
  readonly span: Span | null;
  readonly comparison: Span | null;
  /** Counts of a span, or of all that there is. */
  counts(span: Span | null): Promise<Counts>;
  /** Where the areas analysed lie. */
  readonly areas: readonly PlacedArea[];
  /** The areas analysed with their counts. */
  areasWith(counts: Counts): readonly CountedArea[];
}

/** Reads what a description speaks of. Faults invalid-input with the path of what does not fit. */
export function mapSetting(description: ParsedHotSpots, call: Call, level = description.level): MapSetting {
  const dataset = datasetOf(description.dataset);
  const store = call.workspace.read;
  const all = readMapAreas(store, level);
  const passes = areaTest(description.filters, level);
  const analysed = all.filter(passes);
  const lsoas = level === 'msoa' ? readMapAreas(store, 'lsoa') : [];
  const counted = countedOf(dataset, description.of, level, lsoas);
  const hasChildren = dataset.fields.some(field => field.name === 'child');
  const population: Population = description.population ?? (hasChildren ? '10-17' : 'all-ages');
  for (const path of ['period', 'comparison'] as const)
    if (description[path] && !dataset.dateField)
      throw new FaultError('invalid-input', `${dataset.label} has no dates.`, `description.${path}`);
  const span = description.period ? spanOf(description.period, 'description.period') : null;
  const comparison = description.comparison ? spanOf(description.comparison, 'description.comparison') : null;
  const districts = new Map(readMapAreas(store, 'district').map(area => [area.code, area.name]));
  const throughLsoas = level === 'msoa' && counted.field !== 'msoa';
  const chosen = new Set(analysed.map(area => area.code));
  const within = throughLsoas ? lsoas.filter(area => area.msoa !== null && chosen.has(area.msoa)) : analysed;
  const places = within.map(area => ({
    code: area.code,
    district: area.level === 'district' ? area.code : area.district,
    residents: residentsOf(area, population),
  }));
  const areas = analysed.map((area): PlacedArea => ({
    code: area.code,
    name: area.name,
    district: level === 'district' ? area.name : (districts.get(area.district ?? '') ?? ''),
    denominator: residentsOf(area, population),
    centre: area.easting === null || area.northing === null ? null : [area.easting, area.northing],
  }));
  return {
    description,
    dataset,
    level,
    population,
    counted,
    all,
    analysed,
    places,
    span,
    comparison,
    counts: during => countsOf(call, tableOfCounts(description, counted, dataset.dateField, during), counted, places),
    areas,
    areasWith: counts => areas.map(area => ({ ...area, ...counts.of(area.code) })),
  };
}

function datasetOf(name: string): Dataset {
  const found = datasetNamed(name);
  if (!found)
    throw new FaultError(
      'invalid-input',
      `There is no dataset "${name}". Ask cube.datasets for their names.`,
      'description.dataset',
    );
  return found;
}

/** Both periods of a comparison. Fault invalid-input where one is missing or they overlap. */
export function comparedSpans({ span, comparison }: MapSetting): { readonly span: Span; readonly comparison: Span } {
  const missing = (what: string, path: string) =>
    new FaultError('invalid-input', `A change between two periods needs ${what}.`, `description.${path}`);
  if (!span) throw missing('a period', 'period');
  if (!comparison) throw missing('a period to compare with', 'comparison');
  if (span.from <= comparison.to && comparison.from <= span.to)
    throw new FaultError(
      'invalid-input',
      'The period and the one it is compared with overlap: what lies in both would be set against itself.',
      'description.comparison',
    );
  return { span, comparison };
}

/** First and last day that the dataset speaks of; null for undated or empty ones. */
export async function dataSpan(call: Call, dataset: Dataset): Promise<Span | null> {
  const found = datasetsOf(call).find(one => one.name === dataset.name);
  return found?.from && found.until ? { from: found.from, to: found.until } : null;
}

/** Refuses what would set published numbers against each other. Fault refused. */
export function refuseProtected({ protection }: Pick<PivotTable, 'protection'>, what: string, path: string): void {
  if (protection)
    throw new FaultError(
      'refused',
      `${what} is for an analyst alone: parts and wholes of protected counts could be set against each other.`,
      path,
    );
}
