import * as v from 'valibot';
import type { FrozenContent, FrozenDeck, FrozenSlide } from '../../../shared/contract/briefing.ts';
import { commissioning } from '../../../shared/contract/commissioning.ts';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot, PivotTable, Provenance } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import { hotSpotDescription } from '../../../shared/contract/geography.ts';
import type { HotSpots } from '../../../shared/contract/geography.ts';
import type { AppraisalResult } from '../../../shared/contract/commissioning.ts';
import type { Deck, Pin, Slide } from '../../../shared/model/deck.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { statusSign } from '../../../shared/text/cell.ts';
import { formatDate, formatNumber } from '../../../shared/text/format.ts';
import { appraise, describedModel, keptAppraisal } from '../commissioning/appraisals.ts';
import { pivotTable, tableGivenOut } from '../cube/tables.ts';
import { readFramework } from '../framework/framework.ts';
import type { KeptFramework } from '../framework/framework.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import { hotSpotMap } from '../geography/hot-spots-map.ts';
import { drawnShapesOf } from '../geography/shapes.ts';
import { appendAudit, dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import type { Call } from '../subject.ts';
import { readDeck, readFrozen, writeFrozen } from './decks.ts';
import { frozenMap, mapTable } from './frozen-map.ts';
import { frozenOptions } from './frozen-options.ts';
import { frozenChart, frozenTable } from './frozen-table.ts';
import { controlChartOf, scorecardMethod, scorecardTable } from './frozen-scorecard.ts';
import { readStyle } from './house-style.ts';
import { protectionOrder } from './reports.ts';
import { goOn, together } from './staging.ts';
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
  /** Of the data; null for what rests on none. */
  readonly provenance: Pick<Provenance, 'dataUntil' | 'synthetic'> | null;
}

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

/** What a source line says of where figures come from. */
type Sourced = Pick<Provenance, 'agencies' | 'datasetLabel' | 'dataUntil' | 'synthetic'>;

/** The line below a slide: what the figures are, until when, who sent them, for whom. */
function sourceLine(provenance: Sourced, hidden: boolean, { audience }: Setting): string {
  const { agencies } = provenance;
  return [
    provenance.datasetLabel,
    provenance.dataUntil === null ? 'not dated' : `data to ${formatDate(provenance.dataUntil)}`,
    ...(agencies.length === 0
      ? []
      : [`returns of ${agencies.length > agenciesNamed ? `${agencies.length} agencies` : listed(agencies)}`]),
    `${audienceWords[audience]}${hidden ? ': small counts hidden' : ''}`,
    ...(provenance.synthetic ? ['Demonstration data (synthetic)'] : []),
  ].join('; ');
}

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
    : pivotTable(description, call);
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
      source: sourceLine(pivot.provenance, pivot.protection !== undefined, setting),
    },
    pivot,
    map: null,
    appraisal: null,
    scorecard: null,
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
  const map = await hotSpotMap(description, call);
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
      source: sourceLine(map.provenance, map.protection !== null, setting),
    },
    pivot: null,
    map,
    appraisal: null,
    scorecard: null,
    provenance: map.provenance,
  };
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
    // What would change the answer takes longest, and stands on its own slide alone.
    { appraisal: kept.appraisal, engine: 'formulas', detail: pin.part === 'tornado' ? 'full' : 'headlines' },
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
      source: `Options appraisal “${input.appraisal.name}”, options model ${appraisal.modelVersion}; ranges are the 10th to the 90th percentile; ${audienceWords[setting.audience]}`,
    },
    pivot: null,
    map: null,
    appraisal,
    scorecard: null,
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
    pivot: null,
    map: null,
    appraisal: null,
    scorecard: found,
    provenance,
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
        pivot: null,
        map: null,
        appraisal: null,
        scorecard: null,
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
    !['table', 'chart', 'map', 'scorecard', 'control-chart'].includes(slide.pin?.kind ?? '') ||
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

const isSynthetic = (store: ReadableStore): boolean =>
  store.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'demonstration'`)?.value === 'yes';

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
  const deck = readDeck(call.workspace.read, id);
  const frozen = await together(call, async (inside, store) => {
    const made: FrozenSlide[] = [];
    const days: string[] = [];
    let synthetic = isSynthetic(store);
    let rulesVersion = store.get<{ n: number | null }>(`SELECT max(version) AS n FROM disclosure_rules`)?.n ?? 1;
    const last = store.get<{ id: number | null }>(`SELECT max(id) AS id FROM release`)?.id ?? 0;
    const order = protectionOrder(
      deck.template,
      deck.slides.map(slide => slide.id),
    );
    for (const [done, at] of order.entries()) {
      const slide = deck.slides[at]!;
      goOn(call);
      call.progress({ stage: `Slide ${at + 1}: ${slide.title}`, done, total: deck.slides.length, unit: 'steps' });
      let found: Found | null;
      try {
        found = await foundOn(slide, deck, true, inside);
      } catch (error) {
        throw slideNamed(slide, at, error);
      }
      if (found) await refuseHiddenWords(slide, at, found.content, inside);
      if (found?.provenance?.dataUntil) days.push(found.provenance.dataUntil);
      synthetic ||= found?.provenance?.synthetic ?? false;
      const rules = found?.pivot?.protection ?? found?.map?.protection;
      if (rules) rulesVersion = rules.rulesVersion;
      made[at] = { slide: withoutView(slide), content: found?.content ?? null };
    }
    const slides = deck.slides.map((_, at) => made[at]!);
    const at = call.now().toISOString();
    const written = writeFrozen(store, {
      deck: id,
      name: deck.name,
      template: deck.template,
      audience: deck.audience,
      organisation: deck.organisation,
      marking: deck.marking,
      asAt: days.toSorted().at(-1) ?? null,
      frozenAt: at,
      frozenBy: call.actor,
      dataVersion: dataVersion(store),
      rulesVersion,
      synthetic,
      framework: frameworkWords(readFramework(store, call.resources)),
      style: readStyle(store),
      slides,
    });
    nameReleases(store, last, deck.name);
    appendAudit(store, {
      at,
      actor: call.actor,
      action: 'freeze-briefing',
      subject: `briefing ${id} as frozen briefing ${written}, ${slides.length} slides, for ${deck.audience}`,
    });
    return written;
  });
  return readFrozen(call.workspace.read, frozen);
}
