import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { Note, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { BackTest, HotSpots, ParsedHotSpots } from '../../../shared/contract/geography.ts';
import type { Dataset, Population } from '../../../shared/model/dataset.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { cubeHandlers } from '../cube/handlers.ts';
import type { Call, Handlers } from '../subject.ts';
import { accuracyOf, hotSpotsOf, measured, patternOf, weightsOf } from './hot-spots.ts';
import type { CountedArea, Weights } from './hot-spots.ts';
import { boundarySets, readMapAreas, shapesOf } from './shapes.ts';
import type { MapArea } from './shapes.ts';
import { getisOrd } from './spatial/getis-ord.ts';
import { permutedInWorker } from './spatial/permutations.ts';
import { squareKilometres } from './spatial/topology.ts';

type Filter = ParsedPivot['filters'][number];
type Span = { readonly from: string; readonly to: string };

/** The measure that counts: the one asked for, else rows, else what the dataset opens with. Fault invalid-input. */
function countedMeasure(dataset: Dataset, of: string | undefined): string {
  const counts = dataset.measures.filter(one => ['rows', 'distinct', 'sum'].includes(one.compute.kind));
  const wanted = of ?? (counts.some(one => one.name === 'rows') ? 'rows' : dataset.opening.measure);
  if (!counts.some(one => one.name === wanted))
    throw new FaultError(
      'invalid-input',
      `"${wanted}" does not count anything in ${dataset.label}. There is ${counts.map(one => one.name).join(', ') || 'nothing to count'}.`,
      'description.of',
    );
  return wanted;
}

interface CountField {
  readonly field: string;
  /** From a code of the field to a code of the level: MSOAs are counted through their LSOAs. */
  readonly codeOf: (code: string) => string | null;
}

/** Where a dataset says the area of a level. Fault invalid-input when it does not. */
function fieldOfLevel(dataset: Dataset, level: ParsedHotSpots['level'], lsoas: readonly MapArea[]): CountField {
  const own = dataset.fields.find(field => field.type === 'area' && field.level === level);
  if (own) return { field: own.name, codeOf: code => code };
  const lsoa = dataset.fields.find(field => field.type === 'area' && field.level === 'lsoa');
  if (level === 'msoa' && lsoa) {
    const parents = new Map(lsoas.map(area => [area.code, area.msoa]));
    return { field: lsoa.name, codeOf: code => parents.get(code) ?? null };
  }
  throw new FaultError('invalid-input', `${dataset.label} does not say the ${level} of its rows.`, 'description.level');
}

const parentFields = ['lsoa', 'msoa', 'ward', 'district', 'authority'] as const;
const sizeOf: Readonly<Record<string, number>> = {
  lsoa: 0,
  deprivation: 0,
  msoa: 1,
  ward: 1,
  district: 2,
  authority: 3,
};

/**
 * Whether an area passes the filters on where. Only areas inside what was asked for are analysed: the others would read
 * as areas without incidents. Fault invalid-input for a filter finer than the level, which would count parts of areas.
 */
function areaTest(filters: readonly Filter[], level: ParsedHotSpots['level']): (area: MapArea) => boolean {
  const tests = filters.flatMap((filter, i) => {
    const size = sizeOf[filter.field];
    if (size === undefined) return [];
    const onlyRecorded = filter.notIn?.length === 1 && filter.notIn[0] === null && filter.in === undefined;
    if (onlyRecorded) return [];
    const nested = size > sizeOf[level]! || filter.field === level || (level === 'lsoa' && size >= 0);
    if (!nested || filter.contains !== undefined || filter.from !== undefined || filter.to !== undefined)
      throw new FaultError(
        'invalid-input',
        `A map by ${level} cannot be filtered by ${filter.field} this way: parts of areas would be counted. Filter by whole areas of this level or above, with "in" or "notIn".`,
        `description.filters.${i}.field`,
      );
    const codeOf = (area: MapArea): string | null =>
      filter.field === 'deprivation'
        ? area.deprivation_decile === null
          ? null
          : String(area.deprivation_decile)
        : filter.field === area.level
          ? area.code
          : area[filter.field as Exclude<(typeof parentFields)[number], 'lsoa'>];
    const isIn = filter.in ? new Set(filter.in) : null;
    const isNotIn = filter.notIn ? new Set(filter.notIn) : null;
    return [(area: MapArea) => (!isIn || isIn.has(codeOf(area))) && !isNotIn?.has(codeOf(area))];
  });
  return area => tests.every(test => test(area));
}

/** First and last day of a period given in days or months. Fault invalid-input. */
function spanOf({ from, to }: Span): Span {
  const day = (text: string, name: string, end: boolean): number => {
    const found = daysOfIso(text.length === 7 ? `${text}-01` : text);
    if (Number.isNaN(found))
      throw new FaultError('invalid-input', `"${text}" is not in the calendar.`, `description.period.${name}`);
    return end && text.length === 7 ? periodOf(found, 'month').last : found;
  };
  const [first, last] = [day(from, 'from', false), day(to, 'to', true)];
  if (first > last) throw new FaultError('invalid-input', 'The period ends before it begins.', 'description.period.to');
  return { from: isoOfDays(first), to: isoOfDays(last) };
}

interface Counts {
  readonly byCode: ReadonlyMap<string, number>;
  readonly withoutArea: number;
  readonly table: PivotTable;
}

async function countsOf(
  call: Call,
  description: ParsedHotSpots,
  counted: { readonly measure: string; readonly at: CountField },
  dateField: string | null,
  span: Span | null,
): Promise<Counts> {
  const filters =
    span && dateField
      ? [...description.filters, { field: dateField, from: span.from, to: span.to }]
      : description.filters;
  const table = await cubeHandlers['cube.pivot'](
    v.parse(pivotDescription, {
      dataset: description.dataset,
      rows: [counted.at.field],
      values: [{ measure: counted.measure }],
      filters,
      audience: description.audience,
    }),
    call,
  );
  const byCode = new Map<string, number>();
  let withoutArea = 0;
  table.rows.forEach((row, r) => {
    if (row.kind !== 'leaf') return;
    const value = table.cells[r * table.columns.length]!;
    const count = Number.isNaN(value) ? 0 : value;
    const written = row.path[0]!.code;
    const code = written === null ? null : counted.at.codeOf(written);
    if (code === null) withoutArea += count;
    else byCode.set(code, (byCode.get(code) ?? 0) + count);
  });
  return { byCode, withoutArea, table };
}

const residentsOf = (area: MapArea, population: Population): number | null =>
  ({ 'all-ages': area.persons, '0-17': area.children_0_17, '10-17': area.children_10_17 })[population];

const populationText: Readonly<Record<Population, string>> = {
  'all-ages': 'residents of all ages',
  '0-17': 'residents aged 0 to 17',
  '10-17': 'residents aged 10 to 17',
};

/** Months from the first day of a span to its last, whole or cut by its ends. */
function monthsIn({ from, to }: Span): Span[] {
  const months: Span[] = [];
  const last = daysOfIso(to);
  for (let day = daysOfIso(from); day <= last && months.length < 600;) {
    const end = Math.min(periodOf(day, 'month').last, last);
    months.push({ from: isoOfDays(day), to: isoOfDays(end) });
    day = end + 1;
  }
  return months;
}

/** What to learn from and what to test on: the period and as long a time after it, else all months but the last, and the last. */
function backTestSpans(period: Span | null, data: Span): { readonly trained: Span; readonly tested: Span } | null {
  if (period) {
    const length = daysOfIso(period.to) - daysOfIso(period.from);
    const first = daysOfIso(period.to) + 1;
    const wholeMonths = period.from.endsWith('-01') && isoOfDays(first).endsWith('-01');
    const months = monthsIn(period).length;
    let last = first + length;
    if (wholeMonths) for (let m = 0, day = first; m < months; m++, day = last + 1) last = periodOf(day, 'month').last;
    return last <= daysOfIso(data.to)
      ? { trained: period, tested: { from: isoOfDays(first), to: isoOfDays(last) } }
      : null;
  }
  const months = monthsIn(data);
  const tested = months.at(-1);
  return months.length < 2 || !tested ? null : { trained: { from: data.from, to: months.at(-2)!.to }, tested };
}

async function hotSpots(description: ParsedHotSpots, call: Call): Promise<HotSpots> {
  const began = performance.now();
  // Scores and smoothed rates are made of true counts: hiding small counts beside them would not protect anybody.
  if (description.audience !== 'analyst')
    throw new FaultError('refused', 'Protected maps for a board or the public are not built yet; nothing was shown.');
  const dataset = datasetNamed(description.dataset);
  if (!dataset)
    throw new FaultError(
      'invalid-input',
      `There is no dataset "${description.dataset}". Ask cube.datasets for their names.`,
      'description.dataset',
    );
  if (description.measure === 'change')
    throw new FaultError('refused', 'Change between two periods is not built yet.', 'description.measure');
  const { level } = description;
  const store = call.workspace.read;
  const all = readMapAreas(store, level);
  const passes = areaTest(description.filters, level);
  const analysed = all.filter(passes);
  const districts = new Map(readMapAreas(store, 'district').map(area => [area.code, area.name]));
  if (analysed.length < 3)
    throw new FaultError(
      'invalid-input',
      `${analysed.length} of ${all.length} areas of level ${level} are left; a local statistic needs at least three.`,
      'description.filters',
    );
  const counted = {
    measure: countedMeasure(dataset, description.of),
    at: fieldOfLevel(dataset, level, level === 'msoa' ? readMapAreas(store, 'lsoa') : []),
  };
  const hasChildren = dataset.fields.some(field => field.name === 'child');
  const population: Population = description.population ?? (hasChildren ? '10-17' : 'all-ages');
  if (description.period && !dataset.dateField)
    throw new FaultError('invalid-input', `${dataset.label} has no dates.`, 'description.period');
  const span = description.period ? spanOf(description.period) : null;
  const measureKind = dataset.measures.find(one => one.name === counted.measure)!.compute.kind;
  if (level === 'msoa' && measureKind === 'distinct' && counted.at.field !== 'msoa')
    throw new FaultError(
      'invalid-input',
      'Distinct children cannot be added up from LSOAs to MSOAs. Count rows, or choose wards.',
      'description.of',
    );

  const counts = await countsOf(call, description, counted, dataset.dateField, span);
  const areasWith = (byCode: ReadonlyMap<string, number>): CountedArea[] =>
    analysed.map(area => ({
      code: area.code,
      name: area.name,
      district: level === 'district' ? area.name : (districts.get(area.district ?? '') ?? ''),
      numerator: byCode.get(area.code) ?? 0,
      denominator: residentsOf(area, population),
      centre: area.easting === null || area.northing === null ? null : [area.easting, area.northing],
    }));
  const areas = areasWith(counts.byCode);
  const shapes = shapesOf(call.workspace, level);
  const weights = weightsOf(description.weights, areas, shapes.topology);
  call.progress({ stage: 'Counting', done: 0, total: null, unit: 'steps' });

  const data = await dataSpan(call, dataset);
  const months = data && description.patterns ? monthsIn(span ?? data) : [];
  const patterns =
    months.length > 1
      ? await patternsOf(call, description, counted, dataset.dateField, months, areasWith, weights)
      : null;
  const found = await hotSpotsOf(
    description,
    areas,
    weights,
    task =>
      permutedInWorker(task, call.signal, done =>
        call.progress({ stage: 'Testing', done, total: task.permutations, unit: 'steps' }),
      ),
    patterns,
  );
  const spans = data && description.statistic === 'getis-ord-star' ? backTestSpans(span, data) : null;
  let backTest: BackTest | null = null;
  if (spans) {
    const before = span ? counts : await countsOf(call, description, counted, dataset.dateField, spans.trained);
    const after = await countsOf(call, description, counted, dataset.dateField, spans.tested);
    const bins = binsOver(description, areasWith(before.byCode), weights);
    const hot = bins.map(bin => bin !== null && bin > 0);
    backTest = {
      ...spans,
      hotAreas: hot.filter(Boolean).length,
      ...accuracyOf(
        hot,
        areasWith(after.byCode).map(area => area.numerator),
        squareKilometres(
          shapes.topology,
          areas.map(area => area.code),
        ),
      ),
    };
  }
  const { permutation, ...rest } = found;
  const outside = [...counts.byCode].reduce(
    (sum, [code, n]) => (all.some(area => area.code === code) ? sum : sum + n),
    0,
  );
  const notes: Note[] = [
    {
      code: 'areas-analysed',
      text: `${analysed.length.toLocaleString('en-GB')} of ${all.length.toLocaleString('en-GB')} areas of level ${level} were analysed${analysed.length < all.length ? ': the filters leave the others out, and they take no part in any mean or neighbourhood' : ''}.`,
    },
    { code: 'neighbours', text: weights.text },
    { code: 'boundaries', text: shapes.source.text },
    {
      code: 'denominator',
      text: `Rates are per ${description.per.toLocaleString('en-GB')} ${populationText[population]} (mid-2019); they cover the whole period counted and are not scaled to a year.`,
    },
    ...testNotes(description, rest.areas.length, permutation?.globalPermutations ?? null),
    ...(rest.weights.islands.length > 0
      ? [
          {
            code: 'islands',
            text: `${rest.weights.islands.length} ${rest.weights.islands.length === 1 ? 'area has' : 'areas have'} no neighbour: ${rest.weights.islands.slice(0, 10).join(', ')}${rest.weights.islands.length > 10 ? ' …' : ''}.`,
          },
        ]
      : []),
    ...(counts.withoutArea > 0
      ? [
          {
            code: 'without-area',
            text: `${counts.withoutArea.toLocaleString('en-GB')} in the numerator have no ${level} recorded and are on no map.`,
          },
        ]
      : []),
    ...(outside > 0
      ? [
          {
            code: 'outside-gazetteer',
            text: `${outside.toLocaleString('en-GB')} in the numerator lie in areas that this level does not know.`,
          },
        ]
      : []),
    ...(areas.some(area => area.denominator === null || area.denominator === 0)
      ? [{ code: 'no-residents', text: 'Where nobody of that age lives there is no rate; such an area is not tested.' }]
      : []),
    ...(backTest
      ? [
          {
            code: 'back-test',
            text: `Back-test: hot spots of ${backTest.trained.from} to ${backTest.trained.to}, looked at again from ${backTest.tested.from} to ${backTest.tested.to}. An index of 1 is no better than chance; it is far above 1 wherever people live close together, so read it beside other ways of choosing areas.`,
          },
        ]
      : []),
    ...(patterns
      ? [
          {
            code: 'patterns',
            text: `Development over ${months.length} months by Gi* and ${months.length < 10 ? 'five simple classes (fewer than 10 months)' : 'Mann–Kendall at 95 %'}.`,
          },
        ]
      : []),
    ...counts.table.notes,
    {
      code: 'true-counts',
      text: 'True counts without disclosure control, for an analyst’s own screen: not for a wall, a file or a message.',
    },
    ...(counts.table.provenance.synthetic ? [{ code: 'synthetic', text: 'Demonstration data (synthetic).' }] : []),
  ];
  return {
    description,
    ...rest,
    backTest,
    table: counts.table.description,
    protection: counts.table.protection ?? null,
    notes,
    provenance: {
      ...counts.table.provenance,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
      level,
      population,
      populationSource: `${populationText[population]} at mid-2019, gazetteer`,
      shapes: shapes.source,
      analysed: analysed.length,
      ofAreas: all.length,
    },
  };
}

function binsOver(description: ParsedHotSpots, areas: readonly CountedArea[], weights: Weights) {
  const { values } = measured(
    description,
    areas.map(area => area.numerator),
    areas.map(area => area.denominator),
    weights.adjacency,
  );
  const { bins, binsFdr } = getisOrd(values, weights.adjacency, true);
  return description.correction === 'benjamini-hochberg' ? binsFdr : bins;
}

async function patternsOf(
  call: Call,
  description: ParsedHotSpots,
  counted: { readonly measure: string; readonly at: CountField },
  dateField: string | null,
  months: readonly Span[],
  areasWith: (byCode: ReadonlyMap<string, number>) => CountedArea[],
  weights: Weights,
): Promise<string[]> {
  const bins: ReturnType<typeof binsOver>[] = [];
  const scores: (readonly (number | null)[])[] = [];
  for (const month of months) {
    if (call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
    const areas = areasWith((await countsOf(call, description, counted, dateField, month)).byCode);
    bins.push(binsOver(description, areas, weights));
    const { values } = measured(
      description,
      areas.map(area => area.numerator),
      areas.map(area => area.denominator),
      weights.adjacency,
    );
    scores.push(getisOrd(values, weights.adjacency, true).z);
  }
  return scores[0]!.map((_, i) =>
    patternOf(
      bins.map(month => month[i]!),
      scores.map(month => month[i]!),
    ),
  );
}

/** First and last day that the dataset speaks of; null for undated or empty ones. */
async function dataSpan(call: Call, dataset: Dataset): Promise<Span | null> {
  const found = (await cubeHandlers['cube.datasets']({}, call)).find(one => one.name === dataset.name);
  return found?.from && found.until ? { from: found.from, to: found.until } : null;
}

function testNotes(description: ParsedHotSpots, areas: number, globalPermutations: number | null): Note[] {
  const corrected =
    description.correction === 'benjamini-hochberg'
      ? `Bins are corrected for ${areas.toLocaleString('en-GB')} tests (Benjamini–Hochberg); the uncorrected p stands beside them.`
      : 'Bins are not corrected for many tests: at 95 %, about one area in twenty stands out by chance alone.';
  if (description.statistic === 'getis-ord-star')
    return [{ code: 'significance', text: `Gi* with two-sided normal p at 90, 95 and 99 %. ${corrected}` }];
  if (description.statistic === 'local-moran')
    return [
      {
        code: 'significance',
        text: `Local Moran with one-sided pseudo p from ${description.permutations.toLocaleString('en-GB')} permutations, seed ${description.seed}${globalPermutations === null ? '' : `; the global p from ${globalPermutations.toLocaleString('en-GB')}`}. ${corrected}`,
      },
      ...(description.correction === 'benjamini-hochberg' && description.permutations < 99_999
        ? [
            {
              code: 'few-permutations',
              text: 'A corrected pseudo p needs at least 99,999 permutations: with fewer, even the clearest cluster may not reach the limit.',
            },
          ]
        : []),
    ];
  return [];
}

const unbuilt = (): never => {
  throw new FaultError('refused', 'This layer is not built yet.');
};

export const geographyHandlers: Handlers<
  | 'geography.hotspots'
  | 'geography.series'
  | 'geography.surface'
  | 'geography.hexagons'
  | 'geography.boundaries'
  | 'geography.shapes'
> = {
  'geography.series': unbuilt,
  'geography.surface': unbuilt,
  'geography.hexagons': unbuilt,
  'geography.hotspots': ({ description }, call) => hotSpots(description, call),
  'geography.boundaries': (_, call) => boundarySets(call.workspace),
  'geography.shapes': ({ level }, call) => ({ ...shapesOf(call.workspace, level), labels: [] }),
};
