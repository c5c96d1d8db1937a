import * as v from 'valibot';
import type { PivotDescription } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import type { HotSpotDescription } from '../../../shared/contract/geography.ts';
import type { Deck, DeckTemplate, Pin, Slide } from '../../../shared/model/deck.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { areAmountsKnown } from '../../../shared/model/appraisal-standing.ts';
import { sharesUnknownText } from '../../../shared/text/appraisal.ts';
import { formatDate } from '../../../shared/text/format.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { draftedAppraisal, openAppraisal } from '../commissioning/appraisals.ts';
import { readAppraisals } from '../commissioning/documents.ts';
import { returnedDatasets } from '../coverage/names.ts';
import { isWhole } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import { datasetsOf, pivotTable } from '../cube/tables.ts';
import { districtsAlways } from '../framework/district-report.ts';
import { ripeUntil } from '../framework/indicator-tables.ts';
import { wardMapsOf } from '../framework/map-report.ts';
import type { WardMap } from '../framework/map-report.ts';
import { reportGround } from '../framework/report-ground.ts';
import type { ReportGround } from '../framework/report-ground.ts';
import { scorecardOf } from '../framework/scorecard.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import {
  ageSexFinding,
  attritionFinding,
  districtMapFinding,
  districtsFinding,
  optionsFinding,
  optionsWords,
  scorecardFinding,
  supplyFinding,
  trendFinding,
  wardsFinding,
  whenFinding,
} from './findings.ts';
import type { Finding } from './findings.ts';
import { foundOn } from './freeze.ts';
import { tellingRank } from './frozen-scorecard.ts';
import type { Found } from './freeze.ts';
import { readStyle } from './house-style.ts';
import { reports } from './reports.ts';
import type { SlideName } from './reports.ts';
import { goOn, tried } from '../release/turn.ts';

/** Names of the reports, as their audiences know them. */
const names: Readonly<Record<DeckTemplate, string>> = {
  'csaf-quarterly': 'CSAF quarterly report',
  'safeguarding-board': 'Report to the Safeguarding Board',
  'scrutiny-committee': 'Report to the scrutiny committee',
  'police-crime-panel': 'Report to the Police and Crime Panel',
  'joint-commissioning-group': 'Report to the Joint Commissioning Group',
};

/** One slide as it is asked for: the views to try in turn, and what to say of what is found. */
interface Planned {
  readonly id: string;
  readonly pins: readonly Pin[];
  /** Null where the table shows too little to say anything. */
  say(found: Found): Finding | null;
}

/** What the slides of a report are planned from. */
interface Ground {
  readonly years: Years;
  readonly appraisal: unknown;
  readonly synthetic: boolean;
  /** Codes of the indicators on the scorecard slide. */
  readonly indicators: readonly string[];
  readonly report: ReportGround;
  readonly scorecard: Scorecard;
}

interface Years {
  /** The last whole financial year and the one before. */
  readonly now: string;
  readonly before: string;
}

/** The last two financial years that are over by that day. */
function wholeYears(until: string): Years {
  const day = daysOfIso(until);
  const current = periodOf(day, 'financial-year');
  const now = current.last <= day ? current : periodOf(current.first - 1, 'financial-year');
  return { now: now.code, before: periodOf(now.first - 1, 'financial-year').code };
}

const table = (view: PivotDescription): Pin => ({ kind: 'table', view });
const chart = (kind: Extract<Pin, { kind: 'chart' }>['chart'], view: PivotDescription): Pin => ({
  kind: 'chart',
  view,
  chart: kind,
});
const map = (layer: Extract<Pin, { kind: 'map' }>['layer'], view: HotSpotDescription): Pin => ({
  kind: 'map',
  view,
  layer,
});

const trend = (indicator: string): Pin => ({ kind: 'trend', view: { indicator } });
const districts = (indicator: string, part: 'level' | 'change'): Pin => ({
  kind: 'districts',
  view: { indicator },
  part,
});

const days = ({ first, last }: { readonly first: number; readonly last: number }) => ({
  from: isoOfDays(first),
  to: isoOfDays(last),
});

/** Financial years of offences that are old enough for a charge and a conviction: a younger one would read too low. */
function maturedYears({ coverages }: ReportGround): readonly string[] {
  const coverage = coverages.get('offences');
  const dataset = datasetNamed('offences');
  if (!coverage || !dataset) return [];
  const steps = dataset.measures.filter(({ name }) => ['charged_share', 'convicted_share'].includes(name));
  const last = Math.min(...steps.map(step => ripeUntil(coverage, dataset, step)));
  return periodsOver({ first: coverage.first, last }, 'financial-year')
    .filter(year => year.last <= last && isWhole(coverage, year))
    .map(year => year.code);
}

/** A map of wards: those that stand above the rest, else its neighbourhoods where the whole map passed its test, else rates. */
function wardPin(ward: WardMap): Pin {
  const view = { dataset: ward.dataset, level: 'ward', measure: 'rate', per: 1000, population: '10-17' } as const;
  const asTested = { ...view, of: ward.of, period: days(ward.span) } as const;
  if (ward.above.length > 0) return map('places', { ...asTested, statistic: 'above-rest' });
  return ward.isClustered ? map('hot-spots', asTested) : map('areas', { ...asTested, statistic: 'none' });
}

function planned({
  years,
  appraisal,
  synthetic,
  indicators,
  report,
  scorecard,
}: Ground): Readonly<Record<SlideName, Planned>> {
  const { now, before } = years;
  const inYears = (field: string, codes: string[]): PivotDescription['filters'] => [
    { field, by: 'financial-year', in: codes },
  ];
  const wards = wardMapsOf(report);
  const matured = maturedYears(report);
  const episodes = report.coverages.get('missing-episodes');
  const episodesOver = episodes ? { first: episodes.first, last: episodes.until } : null;
  const trendSlide = (id: SlideName, indicator: string, more: readonly string[] = []): Planned => ({
    id,
    pins: [trend(indicator)],
    say: found => found.trend && trendFinding(found.trend, more),
  });
  const districtMaps = [
    { indicator: '2.10', of: 'rows' },
    { indicator: '2.7', of: 'children' },
  ].flatMap(({ indicator, of }) => {
    const own = report.framework.indicators.find(one => one.code === indicator);
    const span = report.tests.spans.get(indicator)?.always;
    return own?.measure && span ? [{ name: own.name, code: indicator, dataset: own.measure.dataset, of, span }] : [];
  });
  const option = (part: Extract<Pin, { kind: 'options' }>['part']): readonly Pin[] =>
    appraisal === null ? [] : [{ kind: 'options', view: appraisal, part }];
  const saidOfOptions = (say: (found: Finding, result: NonNullable<Found['appraisal']>) => Finding | null) => {
    return ({ appraisal: result }: Found) => {
      const found = result && optionsFinding(result);
      if (!found) return null;
      const said = say(found, result);
      return said && synthetic
        ? { ...said, notes: [...said.notes, 'The inputs are drafted from demonstration data (synthetic).'] }
        : said;
    };
  };
  return {
    referrals: trendSlide('referrals', '2.1'),
    districts: {
      id: 'districts',
      pins: [districts('2.1', 'level')],
      say: ({ districts: found }) => found && districtsFinding(found),
    },
    'district-change': {
      id: 'district-change',
      pins: [districts('2.1', 'change')],
      say: ({ districts: found }) => found && districtsFinding(found),
    },
    'age-sex': {
      id: 'age-sex',
      pins: [
        chart('bar', {
          dataset: 'referrals',
          rows: ['age_band'],
          columns: ['sex'],
          values: [{ measure: 'children' }],
          filters: inYears('referred_on', [now]),
          totals: { rows: 'after', columns: 'after' },
        }),
      ],
      say: ({ pivot }) => ageSexFinding(pivot!, now),
    },
    risk: trendSlide('risk', '2.3'),
    'looked-after': trendSlide('looked-after', '2.5'),
    missing: trendSlide('missing', '2.7'),
    interviews: trendSlide('interviews', '3.2', ['72 hours are elapsed hours from the return, weekends among them.']),
    when: {
      id: 'when',
      pins: [
        chart('heat', {
          dataset: 'missing-episodes',
          rows: [{ field: 'went_missing', by: 'weekday' }],
          columns: [{ field: 'went_missing', by: 'hour' }],
          values: [{ measure: 'rows' }],
          totals: { rows: 'after', columns: 'after' },
        }),
      ],
      say: ({ pivot }) => whenFinding(pivot!, episodesOver ? days(episodesOver) : null),
    },
    attrition: {
      id: 'attrition',
      pins:
        matured.length === 0
          ? []
          : [
              table({
                dataset: 'offences',
                rows: [{ field: 'recorded_on', by: 'financial-year' }],
                values: [
                  { measure: 'rows' },
                  { measure: 'suspect_share' },
                  { measure: 'charged_share' },
                  { measure: 'convicted_share' },
                ],
                filters: inYears('recorded_on', [...matured]),
                ...(matured.length > 1 ? { totals: { rows: 'after' } } : {}),
              }),
            ],
      say: ({ pivot }) => attritionFinding(pivot!),
    },
    'hot-spots': {
      id: 'hot-spots',
      pins: wards.map(wardPin),
      say: ({ map: found }) => {
        const ward = wards.find(one => one.dataset === found!.description.dataset);
        return ward ? wardsFinding(found!, ward, wards) : null;
      },
    },
    'change-map': {
      id: 'change-map',
      pins: districtMaps.map(({ dataset, of, span }) =>
        map('areas', {
          dataset,
          of,
          level: 'district',
          measure: 'rate',
          per: 1000,
          population: '10-17',
          statistic: 'none',
          period: days(span),
        }),
      ),
      say: ({ map: found }) => {
        const own = districtMaps.find(one => one.dataset === found!.description.dataset);
        return own ? districtMapFinding(found!, own.name, districtsAlways(report, own.code)) : null;
      },
    },
    scorecard: {
      id: 'scorecard',
      pins: indicators.length === 0 ? [] : [{ kind: 'scorecard', view: { indicators, districts: false } }],
      say: ({ scorecard: found }) => found && scorecardFinding(found),
    },
    supply: {
      id: 'supply',
      pins: [
        table({
          dataset: 'referrals',
          rows: ['supplied_by'],
          columns: [{ field: 'referred_on', by: 'financial-quarter' }],
          values: [{ measure: 'rows' }],
          filters: [{ field: 'referred_on', from: `${before.slice(0, 4)}-04-01` }],
        }),
        table({
          dataset: 'referrals',
          rows: ['supplied_by'],
          columns: [{ field: 'referred_on', by: 'financial-year' }],
          values: [{ measure: 'rows' }],
        }),
      ],
      say: ({ pivot }) => supplyFinding(pivot!, scorecard),
    },
    options: { id: 'options', pins: option('compare'), say: saidOfOptions(found => found) },
    partners: {
      id: 'partners',
      pins: option('partners'),
      say: saidOfOptions((found, { options, standing }) => ({
        ...found,
        title: areAmountsKnown(standing)
          ? `Who pays: shares of ${options[0]?.partners.length ?? 0} partners under ${options.length} options`
          : 'What there is to share: nobody’s part is known yet',
        facts: areAmountsKnown(standing)
          ? ['Pounds a year on average, in the prices of each year; shares add up to the penny.']
          : [sharesUnknownText(standing)],
      })),
    },
    'option-districts': {
      id: 'option-districts',
      pins: option('districts'),
      say: saidOfOptions((found, result) => ({
        ...found,
        title: optionsWords(result).fairnessTitle,
        facts: [
          'Access is the share of need that is met.',
          'What is assumed of districts that share a contract is no result; it is told option by option in the notes.',
        ],
        notes: [...result.options.map(option => `${option.name}: ${option.fairness.assumed}`), ...found.notes],
      })),
    },
    tornado: {
      id: 'tornado',
      pins: option('tornado'),
      say: saidOfOptions((found, result) =>
        result.tornado.bars.length === 0
          ? null
          : {
              ...found,
              title: optionsWords(result).turnsTitle,
              facts: [
                'Two bars for each input: the value with it at its 10th and at its 90th percentile, averaged over the draws of all others.',
              ],
            },
      ),
    },
  };
}

/** The newest appraisal that is kept, or a draft of one; null where there is neither. */
async function appraisalFor(call: Call): Promise<unknown> {
  try {
    const [newest] = readAppraisals(call.workspace.read);
    if (newest) return (await openAppraisal(newest.id, call)).appraisal;
    return await draftedAppraisal(undefined, call);
  } catch (error) {
    if (error instanceof FaultError && error.fault.code !== 'cancelled') return null;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof FaultError && ['refused', 'invalid-input', 'not-found', 'too-large'].includes(error.fault.code);

/** More rows than these are not read from the back of a room. */
const mostIndicators = 9;

/** The scorecard of an audience, read for its words alone. */
function readScorecard(audience: Deck['audience'], call: Call): Promise<Scorecard> {
  const question = v.parse(scorecardQuestion, { audience, districts: false });
  return scorecardOf(question, asked => pivotTable(asked, call), call);
}

/** The indicators that there is most to say of, as this audience may see them; in the framework's order. */
function tellingIndicators({ lines }: Scorecard): readonly string[] {
  // A rate says again what its count says.
  const charted = lines.filter(line => line.limits !== null && line.kind !== 'rate');
  const chosen = new Set(
    charted
      .toSorted((a, b) => tellingRank(a) - tellingRank(b))
      .slice(0, mostIndicators)
      .map(line => line.code),
  );
  return charted.filter(line => chosen.has(line.code)).map(line => line.code);
}

/** The first of a slide's views that may be shown and says something. */
async function slideOf(
  plan: Planned,
  audience: Deck['audience'],
  filled: ReadonlySet<string>,
  call: Call,
): Promise<{ readonly slide: Slide; readonly found: Found; readonly title: string } | null> {
  for (const pin of plan.pins) {
    const { dataset } = (pin.kind === 'picture' ? {} : pin.view) as { readonly dataset?: string };
    if (dataset !== undefined && !filled.has(dataset)) continue;
    const asked: Slide = { id: plan.id, layout: 'view', title: plan.id, narrative: '', notes: '', pin };
    try {
      const found = await foundOn(asked, { audience }, true, call);
      const said = found && plan.say(found);
      if (!found || !said) continue;
      const slide = {
        ...asked,
        title: said.title.slice(0, 300),
        narrative: said.facts.slice(0, 3).join('\n').slice(0, 2000),
        notes: said.notes.join('\n').slice(0, 10_000),
      };
      return { slide, found, title: said.title };
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return null;
}

function methodSlide(audience: Deck['audience'], asAt: string, rules: number, synthetic: boolean): Slide {
  return {
    id: 'method',
    layout: 'text',
    title: 'How these figures were made, and what protects the children behind them',
    narrative: [
      `Data are in up to ${formatDate(asAt)}; a part of a period is never compared with a whole one, and where not everybody sent both, those who did stand beside it.`,
      `Small counts, and what would give them away, are hidden for ${audience === 'board' ? 'a board' : 'the public'} by version ${rules} of the disclosure rules, all tables of this briefing together.`,
      synthetic
        ? `${syntheticWords}: no figure speaks of a real child.`
        : 'Rates are per resident child; intervals are 95 %. Definitions stand in the data annex.',
    ].join('\n'),
    notes: 'The data annex (XLSX) has every table with its definitions and notes.',
    pin: null,
  };
}

/**
 * The slides of a report with findings of the data as their titles. Its tables are protected beside each other as a freeze
 * will protect them, so that no title tells what a later table hides; nothing of that is kept. Fault refused where there
 * is nothing to report.
 */
export async function deckOfTemplate(
  asked: { readonly template: DeckTemplate; readonly audience: Deck['audience']; readonly organisation: string },
  call: Call,
): Promise<Deck> {
  const { template, audience, organisation } = asked;
  return tried(call, async inside => {
    const datasets = datasetsOf(inside).filter(one => one.rows > 0);
    const filled = new Set(datasets.map(one => one.name));
    // The day to which every return of the partnership reaches: a public file may go on for longer.
    const ends = (names: ReadonlySet<string> | null) =>
      datasets.flatMap(one => (one.until && (names === null || names.has(one.name)) ? [one.until] : [])).toSorted();
    const until = ends(returnedDatasets(inside.resources))[0] ?? ends(null).at(-1);
    if (until === undefined)
      throw new FaultError(
        'refused',
        'There is nothing to report yet. Import the first returns, then make the report.',
      );
    const wanted = reports[template];
    const needsOptions = wanted.some(name => ['options', 'partners', 'option-districts', 'tornado'].includes(name));
    const synthetic = isSynthetic(inside.workspace.read);
    const appraisal = needsOptions ? await appraisalFor(inside) : null;
    const scorecard = await readScorecard(audience, inside);
    const plans = planned({
      years: wholeYears(until),
      appraisal,
      synthetic,
      indicators: wanted.includes('scorecard') ? tellingIndicators(scorecard) : [],
      report: await reportGround(audience, inside),
      scorecard,
    });
    const slides: Slide[] = [];
    let rules = 1;
    for (const [at, name] of wanted.entries()) {
      goOn(call);
      call.progress({ stage: 'Making the report', done: at, total: wanted.length, unit: 'steps' });
      const made = await slideOf(plans[name], audience, filled, inside);
      if (!made) continue;
      slides.push(made.slide);
      const { pivot, districts: byDistrict } = made.found;
      rules = (pivot ?? byDistrict?.pivot)?.protection?.rulesVersion ?? rules;
    }
    // What the partnership is asked first: how many children.
    const headline = slides.find(slide => slide.id === 'referrals') ?? slides[0];
    const opening: Slide = {
      id: 'opening',
      layout: 'title',
      title: `${names[template]}${headline ? `. ${headline.title}` : ''}`.slice(0, 300),
      narrative: synthetic ? syntheticWords : '',
      notes: slides.map(slide => slide.title).join('\n'),
      pin: null,
    };
    const style = readStyle(inside.workspace.read);
    return {
      name: `${names[template]}, ${formatDate(until)}`,
      template,
      audience,
      organisation: organisation || style.organisation,
      // What is published has the lowest marking, whatever the house writes on its papers.
      marking: audience === 'public' ? 'OFFICIAL' : style.marking || 'OFFICIAL – SENSITIVE',
      slides: [opening, ...slides, methodSlide(audience, until, rules, synthetic)],
    };
  });
}
