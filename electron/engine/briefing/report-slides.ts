import type { PivotDescription } from '../../../shared/contract/cube.ts';
import type { Scorecard } from '../../../shared/contract/framework.ts';
import type { HotSpotDescription } from '../../../shared/contract/geography.ts';
import { areAmountsKnown } from '../../../shared/model/appraisal-standing.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import type { Pin } from '../../../shared/model/deck.ts';
import { daysOfIso, isoOfDays, periodOf } from '../../../shared/model/period.ts';
import { sharesUnknownText } from '../../../shared/text/appraisal.ts';
import { isWhole, partNamed } from '../coverage/periods.ts';
import { periodsOver } from '../coverage/spans.ts';
import { districtsAlways } from '../framework/district-report.ts';
import { ripeUntil } from '../framework/indicator-tables.ts';
import { wardMapsOf } from '../framework/map-report.ts';
import type { WardMap } from '../framework/map-report.ts';
import type { ReportGround } from '../framework/report-ground.ts';
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
import type { Found } from './freeze.ts';
import type { SlideName } from './reports.ts';

/** One slide as it is asked for: the views to try in turn, and what to say of what is found. */
export interface Planned {
  readonly id: string;
  readonly pins: readonly Pin[];
  /** Null where the table shows too little to say anything. */
  say(found: Found): Finding | null;
}

/** What the slides of a report are planned from. */
export interface SlideGround {
  readonly years: Years;
  readonly appraisal: unknown;
  readonly synthetic: boolean;
  /** Codes of the indicators on the scorecard slide. */
  readonly indicators: readonly string[];
  readonly report: ReportGround;
  readonly scorecard: Scorecard;
}

export interface Years {
  /** The last whole financial year and the one before. */
  readonly now: string;
  readonly before: string;
}

type Slides = Readonly<Record<SlideName, Planned>>;

/** Every slide that a report may have; a new kind is one entry of its group here. */
export function plannedSlides(ground: SlideGround): Slides {
  return {
    ...trendSlides(),
    ...districtSlides(),
    ...childrenSlides(ground),
    ...courtSlides(ground),
    ...mapSlides(ground),
    ...supplySlides(ground),
    ...optionSlides(ground),
  };
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

const inYears = (field: string, codes: string[]): PivotDescription['filters'] => [
  { field, by: 'financial-year', in: codes },
];

const trendSlide = (id: SlideName, indicator: string, more: readonly string[] = []): Planned => ({
  id,
  pins: [trend(indicator)],
  say: found => found.trend && trendFinding(found.trend, more),
});

function trendSlides() {
  return {
    referrals: trendSlide('referrals', '2.1'),
    risk: trendSlide('risk', '2.3'),
    'looked-after': trendSlide('looked-after', '2.5'),
    missing: trendSlide('missing', '2.7'),
    interviews: trendSlide('interviews', '3.2', ['72 hours are elapsed hours from the return, weekends among them.']),
  } satisfies Partial<Slides>;
}

function districtSlides() {
  return {
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
  } satisfies Partial<Slides>;
}

/** A financial year as a title names it: what of it is in of a dataset. */
function yearNamed({ coverages, names }: ReportGround, dataset: string, code: string): string {
  const year = periodOf(daysOfIso(`${code.slice(0, 4)}-04-01`), 'financial-year');
  const coverage = coverages.get(dataset);
  return (coverage && partNamed(coverage, year, names.agency)) ?? year.label;
}

/** Who the children are, and when they are missing. */
function childrenSlides({ years: { now }, report }: SlideGround) {
  const episodes = report.coverages.get('missing-episodes');
  const episodesOver = episodes ? { first: episodes.first, last: episodes.until } : null;
  return {
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
      say: ({ pivot }) => ageSexFinding(pivot!, yearNamed(report, 'referrals', now)),
    },
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
  } satisfies Partial<Slides>;
}

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

function courtSlides({ report }: SlideGround) {
  const matured = maturedYears(report);
  return {
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
  } satisfies Partial<Slides>;
}

/** A map of wards: those that stand above the rest, else its neighbourhoods where the whole map passed its test, else rates. */
function wardPin(ward: WardMap): Pin {
  const view = { dataset: ward.dataset, level: 'ward', measure: 'rate', per: 1000, population: '10-17' } as const;
  const asTested = { ...view, of: ward.of, period: days(ward.span) } as const;
  if (ward.above.length > 0) return map('places', { ...asTested, statistic: 'above-rest' });
  return ward.isClustered ? map('hot-spots', asTested) : map('areas', { ...asTested, statistic: 'none' });
}

/** Indicators that a map of districts is drawn for, with the counts behind them. */
const mappedIndicators = [
  { indicator: '2.10', of: 'rows' },
  { indicator: '2.7', of: 'children' },
] as const;

function mapSlides({ report }: SlideGround) {
  const wards = wardMapsOf(report);
  const districtMaps = mappedIndicators.flatMap(({ indicator, of }) => {
    const own = report.framework.indicators.find(one => one.code === indicator);
    const span = report.tests.spans.get(indicator)?.always;
    return own?.measure && span ? [{ name: own.name, code: indicator, dataset: own.measure.dataset, of, span }] : [];
  });
  return {
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
  } satisfies Partial<Slides>;
}

/** What the partnership's returns come to, and who sent them. */
function supplySlides({ years: { before }, indicators, scorecard }: SlideGround) {
  return {
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
  } satisfies Partial<Slides>;
}

function optionSlides({ appraisal, synthetic }: SlideGround) {
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
  } satisfies Partial<Slides>;
}
