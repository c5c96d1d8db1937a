import * as v from 'valibot';
import { indicatorView } from '../../../shared/contract/briefing.ts';
import type { FrozenContent, FrozenDeck, FrozenSlide } from '../../../shared/contract/briefing.ts';
import { commissioning } from '../../../shared/contract/commissioning.ts';
import { cellStatuses, pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot, PivotTable, Provenance } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import { hotSpotDescription } from '../../../shared/contract/geography.ts';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import type { Deck, Pin, Slide } from '../../../shared/model/deck.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { signsText, statusSign } from '../../../shared/text/cell.ts';
import { draftMark } from '../../../shared/text/appraisal.ts';
import { isNothingGiven, isSketch } from '../../../shared/text/decision.ts';
import { formatDate, formatNumber } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { appraise, describedModel, keptAppraisal } from '../commissioning/appraisals.ts';
import { readableTable } from '../claims/table-claims.ts';
import { districtReportOf } from '../framework/district-report.ts';
import type { DistrictReport } from '../framework/district-report.ts';
import { readFramework } from '../framework/framework.ts';
import type { KeptFramework } from '../framework/framework.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import { mapWithClaims } from '../claims/map-claims.ts';
import { trendOf } from '../framework/trend.ts';
import type { Trend } from '../framework/trend.ts';
import { drawnShapesOf } from '../geography/shapes.ts';
import { appendAudit, dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import { readDeck, readFrozen, writeFrozen } from './decks.ts';
import { frozenMap, mapTable } from './frozen-map.ts';
import { frozenOptions } from './frozen-options.ts';
import { frozenDistricts } from './frozen-districts.ts';
import { frozenChart, frozenTable } from './frozen-table.ts';
import { frozenTrend } from './frozen-trend.ts';
import { controlChartOf, scorecardMethod, scorecardTable } from './frozen-scorecard.ts';
import { readStyle } from './house-style.ts';
import { protectionOrder } from './reports.ts';
import { lastRelease } from '../disclosure/ledger.ts';
import { giveOut } from '../release/give-out.ts';
import { tableGivenOut } from '../release/tables.ts';
import { mapShares } from '../statistics/error-budget.ts';
import { goOn } from '../release/turn.ts';
import { couldTell, tellsHidden } from './words.ts';

/** Whose slides are worked out; the analyst's are never frozen. */
interface Setting {
  readonly audience: Deck['audience'] | 'analyst';
}

/** What was found behind a pin, beside what of it is frozen: a template writes its findings from it. */
export interface Found {
  readonly content: FrozenContent;
  readonly pivot: PivotTable | null;
  readonly map: HotSpots | null;
  readonly appraisal: AppraisalResult | null;
  readonly scorecard: Scorecard | null;
  readonly trend: Trend | null;
  readonly districts: DistrictReport | null;
  /** Of the data; null for what rests on none. */
  readonly provenance: Pick<Provenance, 'dataUntil' | 'synthetic'> | null;
}

const nothingFound = { pivot: null, map: null, appraisal: null, scorecard: null, trend: null, districts: null };

function readAs<S extends v.GenericSchema>(schema: S, view: unknown, what: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, view);
  if (parsed.success) return parsed.output;
  const at = v.getDotPath(parsed.issues[0]);
  throw new FaultError(
    'invalid-input',
    `The ${what} of this slide cannot be read${at ? ` (${at}: ${parsed.issues[0].message})` : ''}. Take it off and add it again.`,
    at ? `pin.view.${at}` : 'pin.view',
  );
}

/** The view with the audience of the deck, whoever it was made for. */
const viewFor = (view: unknown, { audience }: Setting): unknown =>
  typeof view === 'object' && view !== null ? { ...view, audience } : view;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const audienceWords = { analyst: 'Analyst', board: 'Board', public: 'Public' } as const;

/** Agencies that the line below a slide has room for; the method names all of them. */
const agenciesNamed = 3;

/** Whether a figure of a table is hidden: where none is, its source does not say so. */
const hasHidden = ({ status }: PivotTable): boolean => status.some(one => cellStatuses[one] === 'hidden');

const hasHiddenPoint = ({ points }: Scorecard['lines'][number]): boolean =>
  points.some(point => point.status === 'hidden');

/** What a source line says of where figures come from. */
type Sourced = Pick<Provenance, 'agencies' | 'datasetLabel' | 'dataUntil' | 'synthetic'>;

/** The line below a slide: what the figures are, until when, who sent them, for whom. */
function sourceLine(provenance: Sourced, hidden: boolean, { audience }: Setting, signs = ''): string {
  const { agencies } = provenance;
  return [
    provenance.datasetLabel,
    provenance.dataUntil === null ? 'not dated' : `data to ${formatDate(provenance.dataUntil)}`,
    ...(agencies.length === 0
      ? []
      : [`returns of ${agencies.length > agenciesNamed ? `${agencies.length} agencies` : listed(agencies)}`]),
    ...(signs ? [signs] : []),
    `${audienceWords[audience]}${hidden ? ': small counts hidden' : ''}`,
    ...(provenance.synthetic ? [syntheticWords] : []),
  ].join('; ');
}

/** What a reader of a map must know of its borders; nothing of real ones. */
const bordersText = ({ kind }: HotSpots['provenance']['shapes']): string =>
  kind === 'schematic' ? 'schematic areas, not real borders' : '';

const suppliers = ({ agencies }: Provenance): string[] =>
  agencies.length > agenciesNamed ? [`Returns of ${listed(agencies)}.`] : [];

/** What the measures of a table mean, in the words of their dataset. */
function definitions(table: PivotTable): string[] {
  const measures = datasetNamed(table.description.dataset)?.measures ?? [];
  const names = [...new Set(table.values.map(value => value.measure))];
  return names.flatMap(name => {
    const own = table.description.calculated.find(one => one.name === name);
    if (own) return [`${own.label}: ${own.expression}.`];
    const measure = measures.find(one => one.name === name);
    return measure ? [`${measure.label}: ${measure.definition}`] : [];
  });
}

/** Reads a table, and sets it down as given out, so that what comes after it is set against it. */
async function givenOut(description: ParsedPivot, title: string, release: boolean, call: Call): Promise<PivotTable> {
  return release
    ? tableGivenOut(description, { name: title.slice(0, 200), purpose: 'briefing' }, call)
    : readableTable(description, call);
}

async function foundTable(
  pin: Extract<Pin, { kind: 'table' | 'chart' }>,
  slide: Slide,
  setting: Setting,
  release: boolean,
  call: Call,
): Promise<Found> {
  const description = readAs(pivotDescription, viewFor(pin.view, setting), 'table');
  const pivot = await givenOut(description, slide.title, release, call);
  return {
    content: {
      table: frozenTable(pivot, slide.title),
      chart: pin.kind === 'chart' ? frozenChart(pivot, pin.chart) : null,
      map: null,
      picture: null,
      method: [...definitions(pivot), ...suppliers(pivot.provenance), ...pivot.notes.map(note => note.text)],
      source: sourceLine(
        pivot.provenance,
        hasHidden(pivot),
        setting,
        signsText(
          Array.from(pivot.status, status => cellStatuses[status]!),
          pivot.protection?.symbols,
        ),
      ),
    },
    ...nothingFound,
    pivot,
    provenance: pivot.provenance,
  };
}

async function foundMap(
  pin: Extract<Pin, { kind: 'map' }>,
  slide: Slide,
  setting: Setting,
  release: boolean,
  call: Call,
): Promise<Found> {
  const description = readAs(hotSpotDescription, viewFor(pin.view, setting), 'map');
  const map = await mapWithClaims(description, call, mapShares);
  if (release)
    await tableGivenOut(
      readAs(pivotDescription, map.table, 'map'),
      { name: slide.title.slice(0, 200), purpose: 'briefing' },
      call,
    );
  const shapes = drawnShapesOf(call.workspace, description.level);
  const districts = drawnShapesOf(call.workspace, 'district');
  return {
    content: {
      table: mapTable(map, slide.title),
      chart: null,
      map: frozenMap(map, pin.layer, shapes, districts),
      picture: null,
      method: [...suppliers(map.provenance), ...map.notes.map(note => note.text)],
      source: sourceLine(
        map.provenance,
        map.areas.some(area => area.status === 'hidden'),
        setting,
        bordersText(map.provenance.shapes),
      ),
    },
    ...nothingFound,
    map,
    provenance: map.provenance,
  };
}

/** What nobody has given anything to is the application's own; what bears no verdict is a sketch. */
function citedAs(name: string, { findings }: AppraisalResult): string {
  if (isNothingGiven(findings)) return 'A sketch that the application drafted';
  return isSketch(findings) ? `A sketch of the options appraisal “${name}”` : `Options appraisal “${name}”`;
}

async function foundOptions(
  pin: Extract<Pin, { kind: 'options' }>,
  slide: Slide,
  setting: Setting,
  call: Call,
): Promise<Found> {
  const kept = keptAppraisal(pin.view, call.resources);
  const input = readAs(
    commissioning['commissioning.appraise'].input,
    // One answer behind every slide, and the paper's: what moves it says whether it is a draft.
    { appraisal: kept.appraisal, engine: 'formulas', detail: 'full' },
    'appraisal',
  );
  const appraisal = await appraise(input, call);
  const model = describedModel(call);
  return {
    content: {
      ...frozenOptions(appraisal, model, pin.part, slide.title),
      map: null,
      picture: null,
      method: [
        `Options model ${appraisal.modelVersion}, by ${appraisal.engine}, ${formatNumber(appraisal.replications)} draws, seed ${appraisal.seed}.`,
        ...kept.changes,
        ...appraisal.notes.map(note => note.text),
      ],
      source: `${appraisal.standing.isDraft ? `${draftMark}. ` : ''}${citedAs(input.appraisal.name, appraisal)}, options model ${appraisal.modelVersion}; ranges are the 10th to the 90th percentile; ${audienceWords[setting.audience]}`,
    },
    ...nothingFound,
    appraisal,
    provenance: null,
  };
}

/** Indicators in a table, or one of them as its chart; every table behind them is given out with it. */
async function foundScorecard(
  pin: Extract<Pin, { kind: 'scorecard' | 'control-chart' }>,
  slide: Slide,
  setting: Setting,
  release: boolean,
  call: Call,
): Promise<Found> {
  const asked = readAs(scorecardQuestion, viewFor(pin.view, setting), 'scorecard');
  // A chart shows no district, so none is given out with it.
  const question = pin.kind === 'control-chart' ? { ...asked, districts: false } : asked;
  const found = await scorecardOf(question, table => givenOut(table, slide.title, release, call), call);
  const [line] = found.lines;
  if (pin.kind === 'control-chart' && (!line || found.lines.length > 1))
    throw new FaultError(
      'invalid-input',
      'The chart of this slide is not of one indicator. Take it off and add it again.',
      'pin.view.indicators',
    );
  const { provenance } = found;
  const [symbol] = statusSign('hidden')!;
  const { table, chart } =
    pin.kind === 'control-chart'
      ? controlChartOf(line!, slide.title, symbol)
      : { table: scorecardTable(found, slide.title, symbol), chart: null };
  return {
    content: {
      table,
      chart,
      map: null,
      picture: null,
      method: scorecardMethod(found),
      source: sourceLine(
        { ...provenance, datasetLabel: `${found.framework.name}, version ${found.framework.version}` },
        provenance.hidden > 0,
        setting,
      ),
    },
    ...nothingFound,
    scorecard: found,
    provenance,
  };
}

const isGone = (what: string) =>
  new FaultError(
    'invalid-input',
    `${what} of this slide has nothing to show: its indicator is not there, or no data of it are in. Take it off and add it again.`,
    'pin.view.indicator',
  );

/** One indicator over its quarters; every table behind it is given out with it. */
async function foundTrend(
  pin: Extract<Pin, { kind: 'trend' }>,
  slide: Slide,
  setting: Setting,
  release: boolean,
  call: Call,
): Promise<Found> {
  const { indicator } = readAs(indicatorView, pin.view, 'trend');
  const asked = { indicator, audience: setting.audience };
  const trend = await trendOf(asked, table => givenOut(table, slide.title, release, call), call);
  if (!trend) throw isGone('The trend');
  const { scorecard } = trend;
  const { provenance } = scorecard;
  const [symbol] = statusSign('hidden')!;
  return {
    content: {
      ...frozenTrend(trend, slide.title, symbol),
      map: null,
      picture: null,
      method: [...scorecardMethod(scorecard), trend.line.definition, ...trend.line.notes.map(note => note.text)],
      source: sourceLine(
        { ...provenance, datasetLabel: `${scorecard.framework.name}, version ${scorecard.framework.version}` },
        hasHiddenPoint(trend.line),
        setting,
      ),
    },
    ...nothingFound,
    trend,
    provenance,
  };
}

/** The districts of an indicator, with what was tested of each. */
async function foundDistricts(
  pin: Extract<Pin, { kind: 'districts' }>,
  slide: Slide,
  setting: Setting,
  release: boolean,
  call: Call,
): Promise<Found> {
  const { indicator } = readAs(indicatorView, pin.view, 'table of districts');
  const asked = { indicator, part: pin.part, audience: setting.audience };
  const districts = await districtReportOf(asked, table => givenOut(table, slide.title, release, call), call);
  if (!districts) throw isGone('The table of districts');
  const { pivot } = districts;
  return {
    content: {
      ...frozenDistricts(districts, slide.title),
      map: null,
      picture: null,
      method: [...definitions(pivot), ...suppliers(pivot.provenance), ...pivot.notes.map(note => note.text)],
      source: sourceLine(pivot.provenance, hasHidden(pivot), setting),
    },
    ...nothingFound,
    districts,
    provenance: pivot.provenance,
  };
}

/**
 * What a slide holds, for the audience of its deck; null for words alone. With `release`, what it gives out is written
 * to the ledger of releases. Faults: invalid-input for a view that cannot be read; refused for one that may not be shown.
 */
export async function foundOn(slide: Slide, setting: Setting, release: boolean, call: Call): Promise<Found | null> {
  const { pin } = slide;
  if (pin === null) return null;
  switch (pin.kind) {
    case 'table':
    case 'chart':
      return foundTable(pin, slide, setting, release, call);
    case 'map':
      return foundMap(pin, slide, setting, release, call);
    case 'options':
      return foundOptions(pin, slide, setting, call);
    case 'scorecard':
    case 'control-chart':
      return foundScorecard(pin, slide, setting, release, call);
    case 'trend':
      return foundTrend(pin, slide, setting, release, call);
    case 'districts':
      return foundDistricts(pin, slide, setting, release, call);
    case 'picture':
      return {
        content: {
          table: null,
          chart: null,
          map: null,
          picture: { png: pin.png, alt: pin.alt },
          method: [],
          source: `Picture added by the author; ${audienceWords[setting.audience]}`,
        },
        ...nothingFound,
        provenance: null,
      };
  }
}

/** A slide without the description of its view: what was frozen needs none, and an appraisal is not given away with it. */
function withoutView(slide: Slide): Slide {
  const { pin } = slide;
  if (pin === null) return slide;
  return { ...slide, pin: pin.kind === 'picture' ? { ...pin, png: '' } : { ...pin, view: null } };
}

/** Where a slide is refused for its words. */
const wordsPath = /^slides\.\d+\.words$/;

/**
 * Whether the words of a slide hold a number that its table hides. Reads the same view unprotected; what it finds there
 * stays here.
 */
export async function wordsTell(slide: Slide, content: FrozenContent, call: Call): Promise<boolean> {
  if (
    !['table', 'chart', 'map', 'scorecard', 'control-chart', 'trend', 'districts'].includes(slide.pin?.kind ?? '') ||
    !couldTell(slide, content)
  )
    return false;
  const truth = (await foundOn(slide, { audience: 'analyst' }, false, call))?.content.table;
  return Boolean(truth && tellsHidden(slide, content.table!, truth));
}

async function refuseHiddenWords(slide: Slide, at: number, content: FrozenContent, call: Call): Promise<void> {
  if (!(await wordsTell(slide, content, call))) return;
  throw new FaultError(
    'refused',
    `The words of slide ${at + 1} hold a number that is hidden in its table. Take the figures that the table does not show out of its title, its facts and its notes. Nothing was frozen.`,
    `slides.${at}.words`,
  );
}

/** "CSE Outcomes Framework, version 1". */
const frameworkWords = ({ framework, version }: KeptFramework): string => `${framework.name}, version ${version}`;

function slideNamed(slide: Slide, at: number, error: unknown): unknown {
  if (!(error instanceof FaultError) || error.fault.code === 'cancelled') return error;
  const { code, message } = error.fault;
  return new FaultError(code, `Slide ${at + 1}, “${slide.title}”: ${message} Nothing was frozen.`, `slides.${at}`);
}

/** What was given out for the slides of a deck is named after it, whichever part of the engine wrote it down. */
function nameReleases(store: WritableStore, after: number, name: string): void {
  store.run(`UPDATE release SET purpose = ? WHERE id > ?`, `briefing: ${name}`.slice(0, 500), after);
}

/**
 * Freezes a kept deck in one transaction: slide by slide every view is worked out, protected beside all that was given out
 * before and on the slides before, and written to the ledger. Cancelled or refused, nothing of it is kept.
 */
export async function freezeDeck(id: number, call: Call): Promise<FrozenDeck> {
  try {
    return await frozenDeck(id, call);
  } catch (error) {
    // What was refused for its words is noted: somebody might look for a number by trying.
    if (error instanceof FaultError && wordsPath.test(error.fault.path ?? ''))
      await call.workspace.write(store =>
        appendAudit(store, {
          at: call.now().toISOString(),
          actor: call.actor,
          action: 'freeze-refused',
          subject: `briefing ${id}: the words of slide ${Number(error.fault.path!.split('.')[1]) + 1} hold a hidden number`,
        }),
      );
    throw error;
  }
}

async function frozenDeck(id: number, call: Call): Promise<FrozenDeck> {
  const { audience } = readDeck(call.workspace.read, id);
  const { value } = await giveOut(
    call,
    {
      action: 'freeze-briefing',
      audience,
      purpose: '',
      make: async inside => {
        const deck = readDeck(inside.workspace.read, id);
        const last = lastRelease(inside.workspace.read);
        const made = await slidesFrozen(deck, inside);
        const written = await inside.workspace.write(store => {
          nameReleases(store, last, deck.name);
          return writeFrozen(store, { ...aboutFrozen(id, deck, made, store, inside), slides: made.slides });
        });
        const subject = `briefing ${id} as frozen briefing ${written}, ${made.slides.length} slides`;
        return { value: written, releases: [], subject };
      },
    },
    async () => undefined,
  );
  return readFrozen(call.workspace.read, value);
}

/** The slides of a deck as they are now, and what was learnt of their data. */
interface FrozenSlides {
  readonly slides: readonly FrozenSlide[];
  /** Days to which the data of the slides reach. */
  readonly days: readonly string[];
  readonly synthetic: boolean;
  readonly rulesVersion: number | null;
}

/** Slide by slide in the order of protection; every table is entered in the ledger before the next is worked out. */
async function slidesFrozen(deck: Deck, inside: Call): Promise<FrozenSlides> {
  const made: FrozenSlide[] = [];
  const days: string[] = [];
  let synthetic = false;
  let rulesVersion: number | null = null;
  const order = protectionOrder(
    deck.template,
    deck.slides.map(slide => slide.id),
  );
  for (const [done, at] of order.entries()) {
    const slide = deck.slides[at]!;
    goOn(inside);
    inside.progress({ stage: `Slide ${at + 1}: ${slide.title}`, done, total: deck.slides.length, unit: 'steps' });
    let found: Found | null;
    try {
      found = await foundOn(slide, deck, true, inside);
    } catch (error) {
      throw slideNamed(slide, at, error);
    }
    if (found) await refuseHiddenWords(slide, at, found.content, inside);
    if (found?.provenance?.dataUntil) days.push(found.provenance.dataUntil);
    synthetic ||= found?.provenance?.synthetic ?? false;
    rulesVersion =
      (found?.pivot?.protection ?? found?.districts?.pivot.protection ?? found?.map?.protection)?.rulesVersion ??
      rulesVersion;
    made[at] = { slide: withoutView(slide), content: found?.content ?? null };
  }
  return { slides: deck.slides.map((_, at) => made[at]!), days, synthetic, rulesVersion };
}

/** What a frozen deck says of itself. */
function aboutFrozen(
  id: number,
  deck: Deck,
  { days, synthetic, rulesVersion }: FrozenSlides,
  store: ReadableStore,
  call: Call,
): Omit<Parameters<typeof writeFrozen>[1], 'slides'> {
  const { name, template, audience, organisation, marking } = deck;
  const rules = store.get<{ n: number | null }>(`SELECT max(version) AS n FROM disclosure_rules`)?.n ?? 1;
  return {
    deck: id,
    name,
    template,
    audience,
    organisation,
    marking,
    asAt: days.toSorted().at(-1) ?? null,
    frozenAt: call.now().toISOString(),
    frozenBy: call.actor,
    dataVersion: dataVersion(store),
    rulesVersion: rulesVersion ?? rules,
    synthetic: synthetic || isSynthetic(store),
    framework: frameworkWords(readFramework(store, call.resources)),
    style: readStyle(store),
  };
}
