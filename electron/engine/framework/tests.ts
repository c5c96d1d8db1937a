import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { Audience } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { hotSpotDescription } from '../../../shared/contract/geography.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import type { Framework, Indicator } from '../../../shared/model/framework.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import type { ChangeKind } from '../../../shared/text/claims.ts';
import { readAreas } from '../areas/areas.ts';
import type { TestedChange, ThroughoutChange } from '../claims/change.ts';
import { districtRates, districtShares } from '../claims/district.ts';
import type { TestedDistrict } from '../claims/district.ts';
import { likeSpans } from '../claims/spans.ts';
import type { LikeSpans } from '../claims/spans.ts';
import { lackingWords, steadyChange } from '../claims/steady-change.ts';
import { comparableSpans, lackingOf, suppliersBehind } from '../coverage/comparable.ts';
import type { ComparableSpans, Lacking, SpanSuppliers } from '../coverage/comparable.ts';
import { districtsOf, readCoverage } from '../coverage/coverage.ts';
import { namesIn } from '../coverage/names.ts';
import { partNamed } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import { unitsInGroups, unitsInSpans } from '../cube/units.ts';
import type { DaySpan } from '../cube/units.ts';
import { isSmall } from '../disclosure/primary.ts';
import { readRules, rulesFor } from '../disclosure/rules.ts';
import { hotSpotMap } from '../geography/hot-spots-map.ts';
import { withinBudget } from '../statistics/error-budget.ts';
import type { BudgetedTest, ReportTest } from '../statistics/error-budget.ts';
import { placesAboveRest } from '../statistics/place-above-rest.ts';
import type { PlaceAboveRest } from '../statistics/place-above-rest.ts';
import { recentShift } from '../statistics/recent-shift.ts';
import { isCoarse } from '../statistics/series-shape.ts';
import { dataVersion } from '../store/audit-trail.ts';
import type { Call } from '../subject.ts';
import { countablesOf, lastCovered, quartersOf, rowsOf } from './countables.ts';
import type { Countable } from './countables.ts';
import { unrecordedSpans } from './recording.ts';
import { seriesOfMeans, shiftOf, sigmaOf } from './series-tests.ts';
import type { ShiftTested } from './series-tests.ts';
import { figuresShown } from './shown-figures.ts';
import { keyOfTest } from './test-about.ts';
import { countsApart, countsBehind, countsInSpans } from './test-counts.ts';
import type { TestAbout, TestedArea } from './test-about.ts';

/** How an indicator moved between two like spans, before any word is said of it. */
export interface ChangeTested {
  readonly spans: LikeSpans;
  /** How a span is named of which not all is in; null where it is whole. */
  readonly parts: { readonly before: string | null; readonly after: string | null };
  readonly kind: ChangeKind;
  readonly tested: TestedChange | null;
  readonly obstacles: readonly string[];
  readonly throughout: ThroughoutChange | null;
  /** Means of the quarters' own counts, before and after; null for shares. */
  readonly means: { readonly before: number; readonly after: number } | null;
  /** The figures of both spans, and of those in them who did not send both: between the two changes these could be had. */
  readonly counts: readonly number[];
  readonly apart: readonly number[];
}

/** Every test that a report of these data makes, and what the error budget of an audience allows of each. */
export interface ReportTests extends MadeTests {
  of(about: TestAbout): BudgetedTest<TestAbout> | undefined;
}

/** The tests themselves, before it is known who reads them. */
interface MadeTests {
  readonly changes: ReadonlyMap<string, ChangeTested>;
  readonly shifts: ReadonlyMap<string, ShiftTested>;
  /** Of series that are not tested because their suppliers differ: who did not send every quarter. */
  readonly untested: ReadonlyMap<string, readonly Lacking[]>;
  readonly districts: ReadonlyMap<string, TestedDistrict>;
  readonly places: ReadonlyMap<string, PlaceAboveRest>;
  /** The last four whole quarters of an indicator, and all of them. */
  readonly spans: ReadonlyMap<string, { readonly year: DaySpan | null; readonly always: DaySpan }>;
}

/** What is tested, with the figures behind it: where one of them is hidden from an audience, the test is not made for it. */
interface CountedTest extends ReportTest<TestAbout> {
  readonly counts: readonly number[];
}

/** A break of definition or limits between the beginning of one span and the end of the other. */
const breakIn = ({ breaks }: Indicator, { before, after }: LikeSpans): string | null => {
  const found = breaks.find(one => {
    const day = Date.parse(one.on) / 86_400_000;
    return day > before.first && day <= after.last;
  });
  return found ? `Its definition changed on ${found.on}: ${found.text}` : null;
};

/** Two like spans, and who stands behind them. */
interface SpansBehind {
  readonly spans: LikeSpans;
  readonly comparable: ComparableSpans | null;
}

/**
 * The year so far up to a quarter beside the same of the year before, where anybody sent both; else the longest part of it from
 * its beginning that the same suppliers sent in both years, or that anybody did. Where there is none, the year so far with
 * whoever is lacking.
 */
function spansUpTo(latest: Period, coverage: Coverage): SpansBehind {
  const longest = likeSpans(latest.code);
  const behind = (spans: LikeSpans): SpansBehind => ({
    spans,
    comparable: comparableSpans(coverage, spans.after, spans.before),
  });
  const all = longest.after.quarters.toReversed().map(quarter => behind(likeSpans(quarter)));
  const compared = all.filter(({ comparable }) => comparable?.inFull && comparable.throughout.length > 0);
  const [first] = compared;
  if (first?.spans.quarters === longest.quarters) return first;
  return compared.find(({ comparable }) => comparable?.differing.length === 0) ?? first ?? behind(longest);
}

function changeOf(countable: Countable, coverage: Coverage, upTo: Period, call: Call): ChangeTested | null {
  const { indicator, kind } = countable;
  const latest = lastCovered(countable, coverage, upTo);
  if (!latest) return null;
  const { spans, comparable } = spansUpTo(latest, coverage);
  const { agency: nameOf } = namesIn(call.resources);
  const parts = { before: partNamed(coverage, spans.before, nameOf), after: partNamed(coverage, spans.after, nameOf) };
  const nothing = { spans, parts, kind, tested: null, throughout: null, means: null, counts: [], apart: [] };
  const broken = breakIn(indicator, spans);
  const lackingIn = (of: SpanSuppliers) => lackingWords(lackingOf(of), nameOf);
  const uncovered = comparable?.narrowed
    ? `Nobody sent both in full: ${lackingIn(suppliersBehind(coverage, spans.after, spans.before))}.`
    : `The data do not cover both ${spans.after.label} and ${spans.before.label} in full.`;
  const obstacles = [
    ...(broken ? [broken] : []),
    ...unrecordedSpans(indicator, spans, countable.area, call),
    ...(comparable?.inFull ? [] : [uncovered]),
  ];
  if (obstacles.length || !comparable) return { ...nothing, obstacles };
  const on = steadyChange(kind, rowsOf(countable), [spans.before, spans.after], comparable, call);
  const { tested, throughout, units, steady } = on;
  const others = comparable.differing.length ? `Not the same suppliers sent both: ${lackingIn(comparable)}. ` : '';
  const lacking = tested ? [] : [`${others}Too few of those who returned throughout can be set against each other.`];
  return {
    ...nothing,
    tested,
    throughout,
    obstacles: lacking,
    means: kind === 'share' ? null : meansOf(countable, spans, call),
    counts: countsInSpans(kind, units ?? []),
    apart: countsApart(kind, units ?? [], steady),
  };
}

function meansOf(countable: Countable, { before, after, quarters }: LikeSpans, call: Call): ChangeTested['means'] {
  const periods = [before, after].flatMap(span =>
    periodsOver({ first: span.first, last: span.last }, 'financial-quarter'),
  );
  const units = unitsInSpans(rowsOf(countable), periods, call);
  if (!units) return null;
  const sum = (from: number) =>
    units.reduce(
      (all, one) => all + one.units * one.spans.slice(from, from + quarters).reduce((n, span) => n + span.x, 0),
      0,
    );
  return { before: sum(0) / quarters, after: sum(quarters) / quarters };
}

/** Children aged 10 to 17 of each district. */
function residentsByDistrict(call: Call): ReadonlyMap<string, number> {
  return new Map(
    [...readAreas(call.workspace.read).values()].flatMap(area =>
      area.level === 'district' && area.children_10_17 !== null ? [[area.code, area.children_10_17] as const] : [],
    ),
  );
}

/** Measures whose districts are set against the rest, one for each dataset: children where there are any, else rows. */
const isDistrictMeasure = ({ indicator, kind }: Countable): boolean =>
  kind !== 'share' && indicator.kind === 'count' && !indicator.measure!.filters.length;

const mappedDatasets = ['missing-episodes', 'referrals', 'offences'] as const;

interface Gathering {
  readonly tests: CountedTest[];
  readonly districts: Map<string, TestedDistrict>;
  readonly places: Map<string, PlaceAboveRest>;
  /** Datasets of which a map of wards has something to show. */
  readonly mapped: MappedDataset[];
}

interface MappedDataset {
  readonly name: string;
  /** What is counted of it, and over which days. */
  readonly of: string;
  readonly span: DaySpan;
}

function gatherDistricts(
  countable: Countable,
  span: { readonly year: DaySpan | null; readonly always: DaySpan },
  residents: ReadonlyMap<string, number>,
  into: Gathering,
  call: Call,
): void {
  const { indicator, kind } = countable;
  const keep = (
    about: TestAbout,
    part: CountedTest['part'],
    tested: TestedDistrict,
    members: readonly { readonly x: number; readonly n: number }[],
  ) => {
    into.tests.push({ part, p: tested.p, about, counts: countsBehind(kind, members) });
    into.districts.set(keyOfTest(about), tested);
  };
  if (kind === 'share') {
    const groups = unitsInGroups(rowsOf(countable), 'district', span.always, call);
    for (const tested of groups ? districtShares(groups) : [])
      keep(
        { kind: 'district-share', indicator: indicator.code, district: tested.district },
        'district-shares',
        tested,
        groups!.get(tested.district) ?? [],
      );
    return;
  }
  for (const over of ['always', 'year'] as const) {
    const days = span[over];
    const groups = days && unitsInGroups(rowsOf(countable), 'district', days, call);
    for (const tested of groups ? districtRates(groups, residents, kind) : [])
      keep(
        { kind: 'district', indicator: indicator.code, over, district: tested.district },
        `districts-${over}`,
        tested,
        groups!.get(tested.district) ?? [],
      );
  }
}

function gatherDistrictChanges(
  countable: Countable,
  spans: LikeSpans,
  comparable: ComparableSpans,
  districts: Iterable<string>,
  into: Gathering,
  call: Call,
): void {
  for (const district of districts) {
    const rows = rowsOf(countable, [{ field: 'district', in: [district] }]);
    const both = [spans.before, spans.after] as const;
    const { tested, throughout, units, steady } = steadyChange(countable.kind, rows, both, comparable, call);
    const about: TestAbout = { kind: 'district-change', indicator: countable.indicator.code, district };
    const counts = units
      ? [...countsInSpans(countable.kind, units), ...countsApart(countable.kind, units, steady)]
      : [];
    into.tests.push({ part: 'district-changes', p: tested?.p ?? null, about, counts });
    if (tested)
      into.districts.set(keyOfTest(about), {
        district,
        value: tested.estimate,
        lower: tested.interval[0],
        upper: tested.interval[1],
        p: tested.p,
        throughout,
      });
  }
}

/** A map of wards as an audience sees it: p of the whole, null where there is none, and the wards whose figures it shows. */
interface SeenMap {
  readonly p: number | null;
  readonly shown: ReadonlySet<string>;
}

async function mapTest({ name, of, span }: MappedDataset, audience: Audience, call: Call): Promise<SeenMap> {
  const description = v.parse(hotSpotDescription, {
    dataset: name,
    of,
    period: { from: isoOfDays(span.first), to: isoOfDays(span.last) },
    audience,
    level: 'ward',
    measure: 'rate',
    per: 1000,
    population: '10-17',
    // The test of the whole map alone: no place of it is asked about here.
    statistic: 'none',
  });
  try {
    const { global, areas } = await hotSpotMap(description, call);
    const shown = new Set(areas.flatMap(area => (area.status === 'hidden' ? [] : [area.code])));
    return { p: global.moran['pRandomised'] ?? null, shown };
  } catch (error) {
    // What cannot be protected is not tested for those from whom it would have to be hidden.
    if (error instanceof FaultError && ['not-found', 'refused', 'too-large'].includes(error.fault.code))
      return { p: null, shown: new Set() };
    throw error;
  }
}

function gatherPlaces(dataset: Dataset, span: DaySpan, into: Gathering, call: Call): void {
  const measure = dataset.measures.some(one => one.name === 'children') ? 'children' : 'rows';
  const rows = v.parse(pivotDescription, { dataset: dataset.name, values: [{ measure }] });
  const groups = unitsInGroups(rows, 'ward', span, call);
  const wards = [...readAreas(call.workspace.read).values()].filter(area => area.level === 'ward');
  // A map without a placed row is no map without hot spots.
  if (!groups?.size || !wards.length) return;
  const counted = wards.map(ward => ({
    count: groups.get(ward.code)?.length ?? 0,
    residents: ward.children_10_17 ?? 0,
  }));
  placesAboveRest(counted).forEach((place, at) => {
    const about: TestAbout = { kind: 'place', dataset: dataset.name, code: wards[at]!.code };
    into.tests.push({ part: 'places', of: dataset.name, p: place.p, about, counts: [counted[at]!.count] });
    into.places.set(keyOfTest(about), place);
  });
  into.mapped.push({ name: dataset.name, of: measure, span });
}

interface RawTests {
  readonly made: MadeTests;
  readonly setting: { readonly framework: Framework; readonly upTo: Period; readonly area: TestedArea | null };
  readonly tests: readonly CountedTest[];
  readonly mapped: readonly MappedDataset[];
}

/**
 * The tests within the error budget of an audience. Where a figure of a test is hidden from it, because it is small or because
 * it would give a small one away, the test finds nothing: neither what is said of that figure nor of any other follows from
 * it. The test of a whole map is made on the map that it sees.
 */
async function withBudget(raw: RawTests, audience: Audience, call: Call): Promise<ReportTests> {
  const { made, tests, mapped } = raw;
  const maps = new Map<string, SeenMap>();
  for (const one of mapped) maps.set(one.name, await mapTest(one, audience, call));
  const isShown = audience === 'analyst' ? () => true : await shownTo(raw, maps, audience, call);
  const hidden = new Set(tests.flatMap(({ about, counts }) => (isShown(about, counts) ? [] : [keyOfTest(about)])));
  const seen: ReportTest<TestAbout>[] = tests.map(test => ({
    ...test,
    // It stays one of the tests that are made, so that what is needed of the others does not hang on it.
    p: test.p !== null && hidden.has(keyOfTest(test.about)) ? 1 : test.p,
  }));
  for (const [name, { p }] of maps)
    seen.push({ part: 'hot-spots', of: name, p, about: { kind: 'map', dataset: name } });
  const budgeted = new Map(withinBudget(seen).map(test => [keyOfTest(test.about), test]));
  return { ...made, ...untold(made, audience, hidden, call), of: about => budgeted.get(keyOfTest(about)) };
}

const hiddenSuppliers =
  'Not the same agencies sent both spans, and what the others sent is so little that it may not be told apart.';

/**
 * Changes and series without what would tell of the few rows of those who did not send all of them. A median of some
 * suppliers alone is protected nowhere, so that only an analyst is told of it.
 */
function untold(
  { changes, shifts, districts }: MadeTests,
  audience: Audience,
  hidden: ReadonlySet<string>,
  call: Call,
): Pick<MadeTests, 'changes' | 'shifts' | 'districts'> {
  if (audience === 'analyst') return { changes, shifts, districts };
  const rules = rulesFor(readRules(call.workspace.read, call.resources), audience);
  const isTold = ({ throughout, counts, apart }: ShiftTested) =>
    throughout === null || (counts.length > 0 && !apart.some(count => isSmall(count, rules)));
  return {
    shifts: new Map([...shifts].filter(([, one]) => isTold(one))),
    changes: new Map(
      [...changes].map(([code, one]) => [
        code,
        one.apart.some(count => isSmall(count, rules))
          ? { ...one, tested: null, throughout: null, obstacles: [hiddenSuppliers] }
          : one,
      ]),
    ),
    districts: new Map(
      [...districts].map(([key, one]) => [key, hidden.has(key) && one.throughout ? { ...one, throughout: null } : one]),
    ),
  };
}

/** Whether an audience sees the figures behind a test, in the table that tells of them. */
async function shownTo(
  { made, setting, tests }: RawTests,
  maps: ReadonlyMap<string, SeenMap>,
  audience: Audience,
  call: Call,
): Promise<(about: TestAbout, counts: readonly number[]) => boolean> {
  const rules = rulesFor(readRules(call.workspace.read, call.resources), audience);
  const { changes, shifts, spans } = made;
  const isInTable = await figuresShown(
    tests.map(test => test.about),
    { ...setting, changes, shifts, spans, audience },
    call,
  );
  return (about, counts) =>
    !counts.some(count => isSmall(count, rules)) &&
    (about.kind === 'place' ? (maps.get(about.dataset)?.shown.has(about.code) ?? false) : isInTable(about));
}

async function testsNow(framework: Framework, upTo: Period, area: TestedArea | null, call: Call): Promise<RawTests> {
  const { read } = call.workspace;
  const residents = residentsByDistrict(call);
  const into: Gathering = { tests: [], districts: new Map(), places: new Map(), mapped: [] };
  const changes = new Map<string, ChangeTested>();
  const shifts = new Map<string, ShiftTested>();
  const untested = new Map<string, readonly Lacking[]>();
  const spans = new Map<string, { readonly year: DaySpan | null; readonly always: DaySpan }>();
  for (const countable of countablesOf(framework, area)) {
    call.signal.throwIfAborted();
    const { indicator, dataset, kind } = countable;
    const coverage = readCoverage(read, dataset, { districts: area ? districtsOf(read, area.code) : null });
    const quarters = coverage ? quartersOf(coverage, countable, upTo, call) : [];
    const latest = quarters.at(-1);
    if (!coverage || !latest) continue;
    const changed = changeOf(countable, coverage, upTo, call);
    if (changed) changes.set(indicator.code, changed);
    into.tests.push({
      part: 'changes',
      p: changed?.tested?.p ?? null,
      about: { kind: 'change', indicator: indicator.code },
      counts: changed ? [...changed.counts, ...changed.apart] : [],
    });
    const made = shiftOf(countable, coverage, quarters, call);
    const shift = made && 'untested' in made ? null : made;
    if (shift) shifts.set(indicator.code, shift);
    if (made && 'untested' in made) untested.set(indicator.code, made.untested);
    into.tests.push({
      part: 'shifts',
      p: shift?.p ?? null,
      about: { kind: 'shift', indicator: indicator.code },
      counts: shift ? [...shift.counts, ...shift.apart] : [],
    });
    const span = spansOf(quarters);
    spans.set(indicator.code, span);
    const hasDistricts = area === null && dataset.fields.some(field => field.name === 'district');
    if (hasDistricts && (isDistrictMeasure(countable) || kind === 'share'))
      gatherDistricts(countable, span, residents, into, call);
    const comparable =
      changed?.obstacles.length === 0 && comparableSpans(coverage, changed.spans.after, changed.spans.before);
    if (hasDistricts && isDistrictMeasure(countable) && comparable)
      gatherDistrictChanges(countable, changed.spans, comparable, residents.keys(), into, call);
  }
  for (const { indicator, values, stretch, throughout } of await seriesOfMeans(framework, upTo, area, call)) {
    if (throughout?.suppliers.length === 0) untested.set(indicator.code, throughout.lacking);
    const shift = isCoarse(values) ? null : recentShift(values);
    if (shift)
      shifts.set(indicator.code, {
        ...shift,
        quarters: stretch,
        throughout,
        sigma: sigmaOf(values),
        counts: [],
        apart: [],
      });
    into.tests.push({
      part: 'shifts',
      p: shift?.p ?? null,
      about: { kind: 'shift', indicator: indicator.code },
      counts: [],
    });
  }
  for (const name of area === null ? mappedDatasets : []) {
    const first = countablesOf(framework, area).find(one => one.dataset.name === name && spans.has(one.indicator.code));
    if (first) gatherPlaces(first.dataset, spans.get(first.indicator.code)!.always, into, call);
  }
  const { districts, places, tests, mapped } = into;
  return {
    made: { changes, shifts, untested, districts, places, spans },
    setting: { framework, upTo, area },
    tests,
    mapped,
  };
}

/** All whole quarters, and the last four of them where they follow each other. */
function spansOf(quarters: readonly Period[]): { readonly year: DaySpan | null; readonly always: DaySpan } {
  const last = quarters.at(-1)!;
  const four = quarters.slice(-4);
  const isYear = four.length === 4 && four.every((one, at) => at === 0 || four[at - 1]!.last + 1 === one.first);
  return {
    always: { first: quarters[0]!.first, last: last.last },
    year: isYear ? { first: four[0]!.first, last: last.last } : null,
  };
}

interface KeptTests {
  readonly key: string;
  readonly raw: Promise<RawTests>;
  readonly byAudience: Map<string, Promise<ReportTests>>;
}

const kept = new WeakMap<object, KeptTests>();

/**
 * Every test that a report up to a quarter makes for an audience, made once and for all pages: what one card, slide or map may
 * say follows from all of them, since they share one error budget. Kept until data, framework, quarter or rules change.
 */
export function reportTests(
  { framework, version }: { readonly framework: Framework; readonly version: number },
  upTo: Period,
  area: TestedArea | null,
  audience: Audience,
  call: Call,
): Promise<ReportTests> {
  const { identity, read } = call.workspace;
  const recorded = read.get<{ n: number }>('SELECT count(*) AS n FROM supply_fact WHERE withdrawn_at IS NULL')!.n;
  const key = [dataVersion(read), version, upTo.code, recorded, area?.code ?? ''].join(' ');
  let own = kept.get(identity);
  if (own?.key !== key) {
    own = { key, raw: testsNow(framework, upTo, area, call), byAudience: new Map() };
    kept.set(identity, own);
  }
  const { raw, byAudience } = own;
  const reader = audience === 'analyst' ? audience : `${audience} ${readRules(read, call.resources).version}`;
  const known = byAudience.get(reader);
  if (known) return known;
  const tests = raw.then(made => withBudget(made, audience, call));
  byAudience.set(reader, tests);
  tests.catch(() => kept.delete(identity));
  return tests;
}
