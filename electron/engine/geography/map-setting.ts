import type { PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { HotSpotLevel, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Dataset, Population } from '../../../shared/model/dataset.ts';
import { daysOfIso, isoOfDays } from '../../../shared/model/period.ts';
import { dataSpanWords, daysWords } from '../../../shared/text/coverage.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { readCoverage } from '../coverage/coverage.ts';
import { isWhole } from '../coverage/periods.ts';
import type { Coverage } from '../coverage/suppliers.ts';
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
  /** Who supplies the districts of the map and what is in; null for undated or empty datasets. */
  readonly coverage: Coverage | null;
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
  const counted = countedOf(dataset, numeratorOf(description, dataset), level, lsoas);
  const hasChildren = dataset.fields.some(field => field.name === 'child');
  const population: Population = description.population ?? (hasChildren ? '10-17' : 'all-ages');
  for (const path of ['period', 'comparison'] as const)
    if (description[path] && !dataset.dateField)
      throw new FaultError('invalid-input', `${dataset.label} has no dates.`, `description.${path}`);
  const span = description.period ? spanOf(description.period, 'description.period') : null;
  const comparison = description.comparison ? spanOf(description.comparison, 'description.comparison') : null;
  const districts = readMapAreas(store, 'district');
  const districtNames = new Map(districts.map(area => [area.code, area.name]));
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
    district: level === 'district' ? area.name : (districtNames.get(area.district ?? '') ?? ''),
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
    coverage: readCoverage(store, dataset, { districts: districtsKept(description, districts) }),
    counts: during => countsOf(call, tableOfCounts(description, counted, dataset.dateField, during), counted, places),
    areas,
    areasWith: counts => areas.map(area => ({ ...area, ...counts.of(area.code) })),
  };
}

/**
 * What a map counts. A place is set against the rest by distinct children wherever the dataset knows them: one child with
 * thirty episodes makes no place stand out. Fault invalid-input where something else was asked for.
 */
function numeratorOf({ statistic, measure, of }: ParsedHotSpots, dataset: Dataset): string | undefined {
  if (statistic !== 'above-rest') return of;
  if (measure === 'change')
    throw new FaultError(
      'invalid-input',
      'Places are set against the rest by what was counted in one period. Choose another measure than change.',
      'description.measure',
    );
  const distinct = dataset.measures.filter(one => one.compute.kind === 'distinct');
  const [first] = distinct;
  if (!first || distinct.some(one => one.name === of)) return of;
  if (of !== undefined)
    throw new FaultError(
      'invalid-input',
      `A single place is set against the rest by what is counted once: ${distinct.map(one => one.name).join(', ')}. "${of}" counts a child as often as it is there.`,
      'description.of',
    );
  return first.name;
}

/** The districts to which the filters on districts and authorities keep a map; null where they leave it open. */
function districtsKept(
  { filters }: Pick<ParsedHotSpots, 'filters'>,
  all: readonly MapArea[],
): readonly string[] | null {
  const own = filters.filter(({ field }) => field === 'district' || field === 'authority');
  const isOpen = own.every(filter => (filter.in?.includes(null) ?? true) && !filter.notIn?.includes(null));
  return isOpen ? null : all.filter(areaTest(own, 'district')).map(area => area.code);
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

/**
 * Both periods of a comparison. Fault invalid-input where one is missing or they overlap, and where one is a part and the
 * other is whole: the map would show who has not sent as a fall.
 */
export function comparedSpans({ span, comparison, coverage }: MapSetting): {
  readonly span: Span;
  readonly comparison: Span;
} {
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
  const daysOfSpan = ({ from, to }: Span) => ({ first: daysOfIso(from), last: daysOfIso(to) });
  const wholes = [span, comparison].map(one => coverage !== null && isWhole(coverage, daysOfSpan(one)));
  if (wholes[0] !== wholes[1])
    throw new FaultError(
      'invalid-input',
      `A part of a period is never compared with a whole one, and ${daysWords(daysOfSpan(wholes[0] ? comparison : span))} is a part. ${coverage === null ? 'Nothing is in' : dataSpanWords(coverage.first, coverage.until)}; a supplier may not have sent all of it. Choose periods that are whole.`,
      wholes[0] ? 'description.comparison' : 'description.period',
    );
  return { span, comparison };
}

/** First and last day that a dataset speaks of; null for undated or empty ones. */
export function dataSpan({ coverage }: Pick<MapSetting, 'coverage'>): Span | null {
  return coverage ? { from: isoOfDays(coverage.first), to: isoOfDays(coverage.until) } : null;
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
