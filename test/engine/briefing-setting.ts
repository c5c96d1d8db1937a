import type {
  AppraisalResult,
  Estimate,
  InputDefinition,
  ModelDescription,
  OptionResult,
} from '../../shared/contract/commissioning.ts';
import { measureIds } from '../../shared/model/appraisal.ts';
import type { AppraisalFinding } from '../../shared/model/appraisal-finding.ts';
import { appraisalStanding } from '../../shared/model/appraisal-standing.ts';
import type { Appraisal, AppraisalOption, Distribution, InputValue, MeasureId } from '../../shared/model/appraisal.ts';
import type { AboutPaper, Spread } from '../../electron/engine/commissioning/paper/about-paper.ts';
import type { Deck } from '../../electron/engine/documents/slides.ts';

/** An appraisal with its result, made up: no engine is needed to try the writers of papers. */

const value = (text: string, distribution: Distribution, more: Partial<InputValue> = {}): InputValue => ({
  text,
  distribution,
  basis: more.link ? { state: 'data' } : { state: 'given', by: 'County council', on: '2017-11-02' },
  source: 'Joint needs assessment 2017',
  owner: 'Head of commissioning',
  grade: 'B',
  reviewOn: '2018-09-30',
  link: null,
  ...more,
});

const definition = (
  id: string,
  label: string,
  unit: string,
  format: InputDefinition['format'],
  given: InputValue,
): InputDefinition => ({
  id,
  label,
  group: 'demand',
  stage: null,
  unit,
  format,
  definition: `${label}, as the model takes it.`,
  lowest: 0,
  highest: 1e9,
  lever: false,
  value: given,
});

const measure = (id: MeasureId, label: string, format: 'number' | 'percent' | 'money' | 'weeks' | 'ratio') => ({
  id,
  label,
  format,
  definition: `${label}: what the model makes of it.`,
  more: true,
});

export const model: ModelDescription = {
  version: 1,
  inputs: [
    definition('episodes', 'Missing episodes', 'a year', 'number', value('900', { kind: 'point', value: 900 })),
    definition('accepted', 'Offers accepted', 'of offers', 'percent', value('64 %', { kind: 'point', value: 0.64 })),
    definition(
      'interviewer-cost',
      'Cost of an interviewer',
      'a year',
      'money',
      value(
        '£38,000 to £44,000',
        { kind: 'normal', low: 38_000, high: 44_000, coverage: 0.8 },
        { grade: 'D', source: '', owner: '' },
      ),
    ),
    definition(
      'case-weeks',
      'Length of a case',
      'weeks',
      'weeks',
      value('20 to 31', { kind: 'lognormal', low: 20, high: 31, coverage: 0.8 }, { reviewOn: '2017-01-31' }),
    ),
  ],
  pathway: { stages: [], links: [] },
  measures: [
    measure('cost-a-year', 'Cost a year', 'money'),
    measure('npsv', 'Net present social value', 'money'),
    measure('bcr', 'Benefit for each pound', 'ratio'),
    measure('interviews-completed', 'Interviews completed a year', 'number'),
    measure('within-72-hours', 'Within 72 hours, of completed', 'percent'),
    measure('within-72-hours-of-all', 'Within 72 hours, of all episodes', 'percent'),
    measure('weeks-to-allocation', 'Weeks to a worker, median', 'weeks'),
    measure('weeks-to-allocation-90', 'Weeks to a worker, 90 %', 'weeks'),
    measure('children-helped', 'Children helped a year', 'number'),
    measure('unmet', 'Unmet need a year', 'number'),
    measure('repeat-missing', 'Repeat missing episodes', 'percent'),
    measure('risk-reduced', 'Risk reduced at closure', 'percent'),
    measure('postcode-lottery', 'Postcode lottery', 'percent'),
  ],
};

const districtNames = [
  'Cannock Chase',
  'East Staffordshire',
  'Lichfield',
  'Newcastle-under-Lyme',
  'South Staffordshire',
  'Stafford',
  'Staffordshire Moorlands',
  'Stoke-on-Trent',
  'Tamworth',
] as const;
const districts = districtNames.map((name, at) => ({
  code: `E0700019${at}`,
  name,
  children: 7000 + at * 1310,
  deprivationRank: at + 1,
  episodes: 60 + at * 37,
  referrals: 12 + at * 5,
  centre: null,
  acceptance: null,
}));
const codes = districts.map(district => district.code);

const optionNames = ['Do-minimum', 'One county-wide contract', 'Two council contracts', 'Hub and spoke'] as const;
const optionIds = ['do-minimum', 'county', 'councils', 'hub'] as const;

const given = { basis: { state: 'given', by: 'Test', on: '2017-11-02' }, source: 'minutes' } as const;
const standing = { share: given, benefitShare: given, budget: given, weights: given };

export const appraisal: Appraisal = {
  modelVersion: 1,
  name: 'Return interviews & support <2018>',
  question: 'How should the partners commission return interviews and targeted support from April 2018?',
  firstYear: '2018/19',
  years: 3,
  priceBase: '2018/19',
  seed: 834,
  districts,
  yearsCounted: 2,
  countedTo: '2017-09-30',
  needStanding: { basis: { state: 'data' }, source: 'Returns in this workspace' },
  inputs: {
    episodes: value(
      '820 to 1,150',
      { kind: 'lognormal', low: 820, high: 1150, coverage: 0.8 },
      { grade: 'A', link: { words: 'last four quarters', dataVersion: 7, value: 971 } },
    ),
  },
  correlations: [{ a: 'episodes', b: 'case-weeks', rank: 0.3 }],
  options: optionIds.map((id, at): AppraisalOption => ({
    id,
    name: optionNames[at]!,
    description: at === 0 ? 'Today’s service goes on as it is.' : 'A new service, described in a sentence or two.',
    contracts:
      at === 2
        ? [
            {
              id: 'county-council',
              name: 'County contract',
              districts: codes.filter((_, n) => n !== 7),
              bases: [],
              inputs: {},
            },
            {
              id: 'city-council',
              name: 'City contract',
              districts: [codes[7]!],
              bases: [],
              inputs: { accepted: value('70 %', { kind: 'point', value: 0.7 }, { grade: 'C' }) },
            },
          ]
        : [{ id: 'whole', name: 'Whole area', districts: codes, bases: [], inputs: {} }],
    inputs: at === 3 ? { accepted: value('72 %', { kind: 'point', value: 0.72 }, { grade: 'C' }) } : {},
    unquantified: at === 0 ? [] : ['Children tell their story once.', 'Workers stay longer in a larger team.'],
  })),
  partners: [
    {
      id: 'county',
      name: 'Staffordshire County Council',
      share: '0.42',
      benefitShare: '0.4',
      budget: 240_000,
      floor: null,
      cap: null,
      districts: codes.filter((_, at) => at !== 7),
      weights: [40, 30, 30],
      groupWeights: [],
      standing,
    },
    {
      id: 'city',
      name: 'Stoke-on-Trent City Council',
      share: '0.28',
      benefitShare: '0.3',
      budget: 150_000,
      floor: null,
      cap: null,
      districts: [codes[7]!],
      weights: [30, 40, 30],
      groupWeights: [],
      standing,
    },
    {
      id: 'commissioner',
      name: 'Police and Crime Commissioner',
      share: '0.3',
      benefitShare: '0.3',
      budget: 160_000,
      floor: null,
      cap: null,
      districts: [],
      weights: [20, 50, 30],
      groupWeights: [],
      standing,
    },
  ],
  contribution: 'fixed-share',
  riskBands: [],
  criteria: [
    { id: 'value', name: 'Value', measure: 'npsv', group: null, worst: 0, best: 1_000_000 },
    { id: 'time', name: 'In time', measure: 'within-72-hours', group: null, worst: 0.4, best: 1 },
    { id: 'even', name: 'Even access', measure: 'postcode-lottery', group: null, worst: 0.3, best: 0 },
  ],
  criterionGroups: [],
};

const around = (middle: number, spread: number): Estimate => ({
  value: middle,
  low: middle - Math.abs(middle) * spread,
  high: middle + Math.abs(middle) * spread * 1.25,
});

const years = ['2018/19', '2019/20', '2020/21'];

/** Null where the measure has no value. */
function errorOf(id: MeasureId, at: number): number | null {
  if ((id === 'bcr' && at === 0) || (id === 'weeks-to-allocation-90' && at === 1)) return null;
  return id === 'npsv' ? 9_100 * at : 0.001;
}

function option(at: number): OptionResult {
  const cost = 480_123.45 + at * 31_007.11;
  const penceByYear = years.map((_, year) => Math.round(cost * 100 * 1.02 ** year));
  const npsv = at === 0 ? { value: 0, low: 0, high: 0 } : around(150_333 * at, 0.31);
  return {
    id: optionIds[at]!,
    name: optionNames[at]!,
    measures: {
      'cost-a-year': around(cost, 0.07),
      npsv,
      bcr: at === 0 ? { value: null, low: null, high: null } : around(1.31 + at * 0.2, 0.1),
      'interviews-completed': around(521.4 + at * 37, 0.1),
      'within-72-hours': around(0.61 + at * 0.07, 0.05),
      'within-72-hours-of-all': around(0.38 + at * 0.06, 0.05),
      'weeks-to-allocation': around(2.4 - at * 0.3, 0.2),
      'weeks-to-allocation-90': at === 1 ? { value: null, low: null, high: null } : around(6.1 - at * 0.8, 0.2),
      'children-helped': around(212 + at * 20, 0.1),
      unmet: around(341 - at * 41, 0.1),
      'repeat-missing': around(0.31 - at * 0.01, 0.1),
      'risk-reduced': around(0.55 + at * 0.03, 0.1),
      'postcode-lottery': around(0.143 - at * 0.02, 0.1),
    },
    errors: Object.fromEntries(measureIds.map(id => [id, errorOf(id, at)])) as OptionResult['errors'],
    years: years.map((year, n) => ({
      year,
      episodes: 971.2 + n * 14,
      interviews: 521.4 + at * 37 + n * 3,
      within72: 318.9 + at * 55 + n * 2,
      referrals: 301.6 + n * 5,
      allocated: 240.8 + at * 11 + n,
      waitingAtEnd: 41.2 - at * 9,
      openAtEnd: 120.5 + at,
      costReal: cost,
      costNominal: penceByYear[n]! / 100,
      benefitReal: at * 190_000.5,
    })),
    districts: districts.map((district, n) => ({
      code: district.code,
      name: district.name,
      need: district.episodes / 2,
      met: (district.episodes / 2) * (0.45 + at * 0.05 + n * 0.01),
      access: 0.45 + at * 0.05 + n * 0.01,
      offered: 0.91,
      accepted: 0.64 + at * 0.02,
      completed: 0.84 + n * 0.005,
      inTime: 0.61 + at * 0.07,
    })),
    fairness: {
      hoover: 0.143 - at * 0.02,
      hooverByChance: 0.051,
      gini: 0.19 - at * 0.02,
      concentration: at === 1 ? null : -0.034,
      slopeIndex: -0.12,
      relativeIndex: 1.4,
      range: 0.31 - at * 0.04,
      toMove: 71.3 - at * 9,
      levelUp: { extra: 122.2, cost: 43_210 },
      minimumStandard: { share: 0.6, extra: 31.1, cost: 12_345 },
      assumed: 'Assumed of districts of its contract: acceptance falls with travel from Stafford.',
      varies: true,
    },
    partners: appraisal.partners.map((partner, n) => {
      const share = Number(partner.share);
      const pence = penceByYear.map(whole =>
        n < 2 ? Math.floor(whole * share) : whole - Math.floor(whole * 0.42) - Math.floor(whole * 0.28),
      );
      return {
        id: partner.id,
        name: partner.name,
        share,
        pence,
        penceAYear: Math.round(pence.reduce((sum, one) => sum + one, 0) / years.length),
        netPenceAYear: (at * 4_000_000 * share) / 1 - n * 1_234_567,
        alonePenceAYear: n === 2 ? null : 15_500_000 + n * 100_001,
        budgetPence: partner.budget! * 100,
        affordable: 0.97 - at * 0.06,
        limited: null,
        overspendPence: 0,
      };
    }),
    unpaidPence: years.map(() => 0),
    overspendPence: 0,
    leaving: [],
    pools: appraisal.options[at]!.contracts.flatMap(contract => [
      {
        contract: contract.id,
        service: 'missing' as const,
        load: 0.82,
        stable: true,
        years: years.map(year => ({ year, demand: 820.4, capacity: 1000, answered: 801.2 })),
        words: 'Waits 11 hours on average',
      },
      {
        contract: contract.id,
        service: 'targeted' as const,
        load: at === 0 ? 1.07 : 0.91,
        stable: at !== 0,
        years: years.map(year => ({ year, demand: 210, capacity: at === 0 ? 196 : 231, answered: 190 })),
        words: at === 0 ? 'grows by 0.7 a week' : 'Waits 1.2 weeks on average',
      },
    ]),
    value: { cashable: at * 21_000, fiscal: at * 84_000, economic: at * 12_500, social: at * 151_000 },
    presentValueCosts: at * 91_234,
    presentValueBenefits: at * 241_567,
    probabilityBest: [0.02, 0.11, 0.18, 0.69][at]!,
    expectedRegret: [410_000, 280_000, 121_000, 33_000][at]!,
    calendar: { atMost: 0.871, withWeekends: 0.958 },
  };
}

const finding = (
  kind: AppraisalFinding['kind'],
  options: readonly string[],
  figures: Readonly<Record<string, number>>,
): AppraisalFinding => ({
  kind,
  about: { options },
  figures,
  test: { name: 'made up', passed: true },
  strength: 'shown',
  caveats: [],
});

export const result: AppraisalResult = {
  engine: 'simulation',
  modelVersion: 1,
  seed: 834,
  replications: 200,
  milliseconds: 14_200,
  detail: 'full',
  standing: { ...appraisalStanding(appraisal, model.inputs), movedByPlaceholders: 0.15, gaps: [], isDraft: false },
  findings: [
    finding('rests-on', [], { inputs: 4, given: 9, placeholder: 0, moved: 0.15 }),
    finding('worth', ['hub'], {
      npsv: 450_999,
      low: 311_189,
      high: 625_761,
      error: 27_300,
      chanceOfLoss: 0.02,
      chanceBest: 0.69,
    }),
    finding('quickest', ['hub'], { value: 0.82, next: 0.75 }),
    finding('fairest', ['hub'], { value: 0.083, next: 0.103, chance: 0.051 }),
    {
      ...finding('ranked-first', ['hub'], { score: 73.9 }),
      about: { options: ['hub'], partner: 'Staffordshire County Council' },
    },
    finding('affordable', ['do-minimum'], { budgets: 3, partners: 3, options: 1 }),
    {
      ...finding('changes-the-answer', ['hub', 'councils'], { tested: 2, switching: 861.25, from: 700, to: 1300 }),
      about: { options: ['hub', 'councils'], input: 'episodes' },
    },
  ],
  options: [0, 1, 2, 3].map(option),
  tornado: {
    option: 'hub',
    against: 'councils',
    bars: [
      {
        input: 'episodes',
        label: 'Missing episodes',
        isPlaceholder: false,
        at: [-41_000, 60_000, 150_333, 221_000, 301_000],
        monotonic: true,
        rankCorrelation: 0.81,
        switching: 861.25,
        switchingOutside: null,
        plausible: [700, 1300],
      },
      {
        input: 'accepted',
        label: 'Offers accepted',
        isPlaceholder: true,
        at: [120_000, 149_000, 150_333, 148_000, 131_000],
        monotonic: false,
        rankCorrelation: 0.05,
        switching: null,
        switchingOutside: 0.31,
        plausible: [0.5, 0.8],
      },
    ],
  },
  perfectInformation: 33_000,
  ranking: {
    options: optionIds,
    scores: [
      { partner: 'Staffordshire County Council', totals: [21.4, 44.2, 51.3, 73.9] },
      { partner: 'Stoke-on-Trent City Council', totals: [22.4, 45.2, 52.3, 74.9] },
      { partner: 'Police and Crime Commissioner', totals: [23.4, 46.2, 53.3, 75.9] },
      { partner: 'Pooled', totals: [22.1, 45.1, 52.2, 74.8] },
    ],
    stability: [
      { criterion: 'value', from: 0.05, to: 1, now: 0.3 },
      { criterion: 'time', from: 0, to: 0.92, now: 0.4 },
      { criterion: 'even', from: 0, to: 0.88, now: 0.3 },
    ],
    groupStability: [],
    acceptability: [
      [0.01, 0.04, 0.15, 0.8],
      [0.09, 0.16, 0.6, 0.15],
      [0.2, 0.55, 0.2, 0.05],
      [0.7, 0.25, 0.05, 0],
    ],
    warnings: ['Cost is counted twice: in the value and as a criterion of its own.'],
  },
  years,
  notes: [{ code: 'engines-differ', text: 'Formulas and simulation differ by 0.6 weeks for the county contract.' }],
};

/** A stand-in for the model's own quantiles. */
export function spread(distribution: Distribution): Spread {
  switch (distribution.kind) {
    case 'point':
      return { mean: distribution.value, low: distribution.value, high: distribution.value };
    case 'normal':
    case 'lognormal':
    case 'gamma':
    case 'beta':
      return {
        mean: (distribution.low + distribution.high) / 2,
        low: distribution.low,
        high: distribution.high,
      };
    default:
      throw new Error(`Not in this setting: ${distribution.kind}`);
  }
}

export const about: AboutPaper = {
  organisation: 'Staffordshire and Stoke-on-Trent CSAF partnership',
  preparedBy: 'Commissioning analyst',
  audience: 'Joint Commissioning Group',
  marking: 'OFFICIAL',
  asAt: '2017-09-30',
  synthetic: true,
  selfTest: { passed: 214, failed: 0 },
  dataUntil: '2017-09-30',
  applicationVersion: '0.1.0',
  model,
  hiddenNeed: { episodes: new Set<string>(), referrals: new Set<string>() },
  spread,
};

/** One pixel of one colour. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#dcecee"/><circle cx="300" cy="200" r="150" fill="#0b5f6b"/></svg>',
);

const source = 'Source: Missing Service returns to 30 Sep 2017; appraisal 2017-03, seed 834.';

/** A deck with each layout and each kind of chart; one table is too long for a slide. */
export const deck: Deck = {
  title: 'CSAF quarterly: July to September 2017',
  organisation: about.organisation,
  audience: 'Safeguarding Board',
  marking: 'OFFICIAL · Demonstration data',
  asAt: '2017-09-30',
  version: 'Framework 2017-1, options model 1',
  slides: [
    { layout: 'title', title: 'CSAF quarterly: July to September 2017', subtitle: 'What changed, and what to decide' },
    {
      layout: 'finding',
      title: 'Seven-day cover, not more staff, is what gets children heard within 72 hours',
      chart: {
        kind: 'line',
        categories: ['7', '8', '10', '14', 'any number'],
        series: [
          { name: 'Seven days', values: [0.623, 0.931, 0.952, 0.957, 0.963] },
          { name: 'Monday to Friday', values: [0.511, 0.781, null, 0.859, 0.8654321] },
        ],
        format: { kind: 'percent', decimals: 0 },
        categoryTitle: 'Interviewers employed',
        alt: 'Line chart. With seven-day cover 96 % of interviews are in time; Monday to Friday at most 87 %.',
      },
      facts: [
        [{ text: '61 %', bold: true }, { text: ' of interviews are in time today.' }],
        [{ text: 'With weekday staff the best any number can do is ' }, { text: '87 %', bold: true }, { text: '.' }],
        [{ text: 'Weekend rota of two: ' }, { text: '£64,000', bold: true }, { text: ' a year across four partners.' }],
      ],
      source,
      notes: 'Begin with the child.\nThen the rota & the cost.',
    },
    {
      layout: 'finding',
      title: 'Stoke-on-Trent has the most episodes',
      chart: {
        kind: 'bar',
        lying: true,
        categories: districtNames,
        series: [{ name: 'Episodes', values: districts.map(district => district.episodes) }],
        format: { kind: 'number', decimals: 0 },
        alt: 'Bar chart of episodes by district.',
      },
      facts: ['Episodes are counted, not children.'],
      source,
    },
    {
      layout: 'finding',
      title: 'Most of the cost is borne by the county',
      chart: {
        kind: 'stacked-bar',
        categories: optionNames,
        series: appraisal.partners.map((partner, n) => ({
          name: partner.name,
          values: result.options.map(one => one.partners[n]!.penceAYear / 100),
        })),
        format: { kind: 'money', decimals: 0 },
        alt: 'Stacked bars of what each partner pays under each option.',
      },
      facts: [],
      source,
      notes: 'To the penny in the annex.',
    },
    {
      layout: 'finding',
      title: 'Episodes and interviews rose together',
      chart: {
        kind: 'bar',
        categories: ['2014/15', '2015/16', '2016/17'],
        series: [
          { name: 'Episodes', values: [834, 1136, -12] },
          { name: 'Interviews', values: [412, 568.25, null] },
        ],
        format: { kind: 'number', decimals: 1 },
        alt: 'Bar chart of episodes and interviews by year.',
      },
      facts: ['A year.', 'Two years.', 'Three years.'],
      source,
    },
    {
      layout: 'table',
      title: 'Access differs between districts',
      table: {
        columns: [
          { header: 'District', width: 2 },
          { header: 'Need', align: 'right' },
          { header: 'Met', align: 'right' },
          { header: 'Access', align: 'right' },
        ],
        rows: result.options
          .slice(0, 2)
          .flatMap(one =>
            one.districts.map(district => [
              district.name,
              district.need.toFixed(1),
              district.met.toFixed(1),
              `${(district.access * 100).toFixed(1)} %`,
            ]),
          ),
        alt: 'Need, met need and access by district.',
      },
      source,
    },
    {
      layout: 'picture',
      title: 'One circle stands for the whole area',
      picture: { png: pixel, svg, width: 600, height: 400, alt: 'A circle in a rectangle.' },
      source,
    },
    {
      layout: 'text',
      title: 'Two things are to be decided',
      items: ['Whether to pay for work at weekends.', [{ text: 'Who', bold: true }, { text: ' pays what share.' }]],
      source,
    },
  ],
};
