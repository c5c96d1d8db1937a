import type { Note } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { HotSpotLevel, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Dataset, Population } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { formatCount, formatDate } from '../../../shared/text/format.ts';
import { cubeHandlers } from '../cube/handlers.ts';
import type { Call } from '../subject.ts';
import { areaTest, countedOf, countsOf, spanOf, tableOfCounts } from './counts.ts';
import type { Counted, Counts, Place, Span } from './counts.ts';
import type { CountedArea } from './hot-spots.ts';
import { readMapAreas } from './shapes.ts';
import type { MapArea } from './shapes.ts';

const residentsOf = (area: MapArea, population: Population): number | null =>
  ({ 'all-ages': area.persons, '0-17': area.children_0_17, '10-17': area.children_10_17 })[population];

export const populationText: Readonly<Record<Population, string>> = {
  'all-ages': 'residents of all ages',
  '0-17': 'residents aged 0 to 17',
  '10-17': 'residents aged 10 to 17',
};

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
    areasWith: counts =>
      analysed.map(area => ({
        ...counts.of(area.code),
        code: area.code,
        name: area.name,
        district: level === 'district' ? area.name : (districts.get(area.district ?? '') ?? ''),
        denominator: residentsOf(area, population),
        centre: area.easting === null || area.northing === null ? null : [area.easting, area.northing],
      })),
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

export function comparisonNote({ span, comparison }: { readonly span: Span; readonly comparison: Span }): Note {
  const days = (one: Span) => daysOfIso(one.to) - daysOfIso(one.from) + 1;
  // Whole months of a year differ by a few days; that is not what the reader is warned of.
  const uneven = Math.abs(days(span) - days(comparison)) > 3;
  return {
    code: 'comparison',
    text: `${spanText(span)} less ${spanText(comparison)}.${uneven ? ` The periods are of different length (${formatCount(days(span), 'day')} and ${formatCount(days(comparison), 'day')}), and nothing is scaled for it: a longer period holds more.` : ''}`,
  };
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthText = (iso: string) => monthFormat.format(daysOfIso(iso) * 86_400_000);

/** A span in words: "October 2018", "April 2016 to March 2017", "3 May 2016 to 9 May 2016". */
export function spanText({ from, to }: Span): string {
  const nextDay = new Date((daysOfIso(to) + 1) * 86_400_000);
  if (!from.endsWith('-01') || nextDay.getUTCDate() !== 1) return `${formatDate(from)} to ${formatDate(to)}`;
  return from.slice(0, 7) === to.slice(0, 7) ? monthText(from) : `${monthText(from)} to ${monthText(to)}`;
}

/** First and last day that the dataset speaks of; null for undated or empty ones. */
export async function dataSpan(call: Call, dataset: Dataset): Promise<Span | null> {
  const found = (await cubeHandlers['cube.datasets']({}, call)).find(one => one.name === dataset.name);
  return found?.from && found.until ? { from: found.from, to: found.until } : null;
}

/** What a reader must know about hidden counts; nothing where none is hidden. */
export function hiddenNotes(hidden: number, level: HotSpotLevel): Note[] {
  if (hidden === 0) return [];
  return [
    {
      code: 'hidden-counts',
      text: `${formatCount(hidden, `area of level ${level} has`, `areas of level ${level} have`)} a hidden count. Hidden counts take part as their share, by residents, of what is left of the published total of their district, or of the whole where that is hidden too; nothing on this map is worked out from a hidden number.`,
    },
  ];
}

/** Refuses what would set published numbers against each other. Fault refused. */
export function refuseProtected(counts: Counts, what: string, path: string): void {
  if (counts.table.protection)
    throw new FaultError(
      'refused',
      `${what} is for an analyst alone: parts and wholes of protected counts could be set against each other.`,
      path,
    );
}
