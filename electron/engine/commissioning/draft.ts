import type {
  Appraisal,
  AppraisalOption,
  Contract,
  Criterion,
  CriterionGroup,
  DistrictNeed,
  InputValue,
  InputValues,
  Partner,
} from '../../../shared/model/appraisal.ts';
import { currentModelVersion } from '../../../shared/model/appraisal.ts';
import { financialYear } from '../../../shared/model/period.ts';
import type { ReadableStore } from '../store/store.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Model } from './inputs.ts';
import { attemptsToday, countsOf, pulledInput } from './pulled.ts';
import type { Pulled } from './pulled.ts';
import { readRange } from './range-text.ts';

const city = 'E06000021';
const usualName = 'One Missing Service, one Targeted Service';

interface Place {
  readonly code: string;
  readonly name: string;
  readonly children: number;
  readonly deprivationRank: number;
}

/** The districts of the workspace in the order of their names, with how deprived their small areas are. */
export function readPlaces(store: ReadableStore): Place[] {
  const rows = store.all<{ code: string; name: string; children: number | null; decile: number | null }>(
    `SELECT d.code, d.name, d.children_10_17 AS children,
       (SELECT sum(a.deprivation_decile * a.persons) * 1.0 / sum(a.persons) FROM area a
        WHERE a.level = 'lsoa' AND a.district = d.code AND a.deprivation_decile IS NOT NULL) AS decile
     FROM area d WHERE d.level = 'district' ORDER BY d.name`,
  );
  const byDeprivation = rows.toSorted((a, b) => (b.decile ?? 5) - (a.decile ?? 5) || a.code.localeCompare(b.code));
  return rows.map(row => ({
    code: row.code,
    name: row.name,
    children: Math.max(1, row.children ?? 1),
    deprivationRank: byDeprivation.indexOf(row) + 1,
  }));
}

/**
 * The need of each district as counted. What has no district is shared out like the rest. Without data, 2,400 episodes and
 * 834 referrals a year by the number of children.
 */
export function needOf(places: readonly Place[], pulled: Pulled): DistrictNeed[] {
  const children = places.reduce((sum, place) => sum + place.children, 0);
  const known = countsOf(
    pulled,
    places.map(place => place.code),
  );
  return places.map(place => {
    if (!pulled.any || !(known.returned > 0) || !(known.referrals > 0)) {
      const share = place.children / children;
      return { ...place, episodes: Math.round(2400 * share), referrals: Math.round(834 * share) };
    }
    const own = countsOf(pulled, [place.code]);
    return {
      ...place,
      episodes: Math.round((own.returned * pulled.all.returned) / known.returned),
      referrals: Math.round((own.referrals * pulled.all.referrals) / known.referrals),
    };
  });
}

interface Weighted {
  /** Of the county, the city, the Police and Crime Commissioner and the NHS: against those of the same parent. */
  readonly weights: readonly number[];
}

const criterionGroups: readonly (CriterionGroup & Weighted)[] = [
  { id: 'children', name: 'Children and families', parent: null, weights: [55, 55, 55, 70] },
  { id: 'named-worker', name: 'A worker of one’s own', parent: 'children', weights: [30, 30, 25, 50] },
];

const criteria: readonly (Criterion & Weighted)[] = [
  {
    id: 'in-time',
    name: 'Children interviewed in time',
    measure: 'within-72-hours-of-all',
    group: 'children',
    worst: 0.2,
    best: 0.9,
    weights: [25, 25, 30, 20],
  },
  {
    id: 'helped',
    name: 'Children with a named worker',
    measure: 'children-helped',
    group: 'named-worker',
    worst: 400,
    best: 700,
    weights: [20, 20, 15, 30],
  },
  {
    id: 'wait',
    name: 'Weeks to a worker',
    measure: 'weeks-to-allocation-90',
    group: 'named-worker',
    worst: 30,
    best: 0,
    weights: [10, 10, 10, 20],
  },
  {
    id: 'fair',
    name: 'The same wherever a child lives',
    measure: 'postcode-lottery',
    group: null,
    worst: 0.05,
    best: 0,
    weights: [20, 15, 20, 15],
  },
  {
    id: 'cost',
    name: 'Cost',
    measure: 'cost-a-year',
    group: null,
    worst: 1_600_000,
    best: 900_000,
    weights: [25, 30, 25, 15],
  },
];

const posts: Readonly<Record<string, readonly [interviewers: number, targeted: number]>> = {
  // Interviewers and targeted workers as they grew, district by district: not by need.
  E07000192: [0.9, 1],
  E07000193: [0.8, 0.9],
  E07000194: [0.6, 0.7],
  E07000195: [1.1, 1.2],
  E07000196: [0.6, 0.6],
  E07000197: [1.1, 1.2],
  E07000198: [0.5, 0.5],
  E07000199: [0.7, 0.9],
  [city]: [3, 4],
};

/** A new appraisal: what there is today, and three ways to commission both services for city and county. */
export function draftAppraisal(
  name: string | undefined,
  places: readonly Place[],
  pulled: Pulled,
  model: Model,
  today: Date,
): Appraisal {
  if (places.length === 0)
    throw new FaultError('refused', 'This workspace has no districts, so no appraisal can be drafted from it.');
  const start = today.getUTCMonth() >= 3 ? today.getUTCFullYear() + 1 : today.getUTCFullYear();
  const review = `${start}-03-31`;
  const value = (
    id: string,
    text: string,
    source: string,
    grade: InputValue['grade'] = 'C',
  ): readonly [string, InputValue] => {
    const input = model.inputs[model.slots.get(id)!]!;
    const reading = readRange(text, input);
    if (!reading.distribution) throw new FaultError('internal', `${id}: ${reading.words}`);
    return [
      id,
      {
        text,
        distribution: reading.distribution,
        source,
        owner: input.value.owner,
        grade,
        reviewOn: review,
        link: null,
      },
    ];
  };
  const values = (...all: readonly (readonly [string, InputValue] | null)[]): InputValues =>
    Object.fromEntries(all.filter(one => one !== null));
  const pull = (id: string, codes: readonly string[] | null): readonly [string, InputValue] | null => {
    const input = model.inputs[model.slots.get(id)!]!;
    const found = pulled.any
      ? pulledInput(id, codes ? countsOf(pulled, codes) : pulled.all, pulled, {
          owner: input.value.owner,
          reviewOn: review,
        })
      : null;
    return found ? [id, found] : null;
  };
  const design = 'Design of the option, to be tested with providers';
  const codes = places.map(place => place.code);
  const county = codes.filter(code => code !== city);
  const contract = (id: string, title: string, districts: readonly string[], inputs: InputValues): Contract => ({
    id,
    name: title,
    districts,
    inputs,
  });

  const adHoc: AppraisalOption = {
    id: 'ad-hoc',
    name: 'Ad hoc provision',
    description:
      'The do-minimum: each district keeps the posts and arrangements that grew there. Nobody covers weekends, and posts do not follow need.',
    contracts: places.map(place =>
      contract(
        place.code.toLowerCase(),
        place.name,
        [place.code],
        values(
          pull('offered', [place.code]),
          pull('accepted', [place.code]),
          value('interview_wte', String(posts[place.code]?.[0] ?? 0.5), 'Posts as they are', 'B'),
          value('targeted_wte', String(posts[place.code]?.[1] ?? 1), 'Posts as they are', 'B'),
        ),
      ),
    ),
    inputs: values(
      value('fixed_per_contract', '£6,000 to £10,000', 'Share of managers’ time in each district'),
      value('attempts', String(attemptsToday), 'As it is done today', 'B'),
      value('optimism_bias', '0', 'Nothing is added to what there is', 'A'),
    ),
    unquantified: [
      'Children who move between districts change service.',
      'No one holds the whole picture of places and suspects.',
    ],
  };
  const countyWide: AppraisalOption = {
    id: 'county-wide',
    name: 'One county-wide contract',
    description: 'One provider and one pool of workers for Staffordshire and Stoke-on-Trent, Monday to Friday.',
    contracts: [contract('county-wide', 'Staffordshire and Stoke-on-Trent', codes, values())],
    inputs: values(
      value('interview_wte', '10.4', design),
      value('targeted_wte', '14.5', design),
      value('accepted', '82 to 88 %', 'Independent interviewers are accepted more often; judged', 'C'),
      value('fixed_per_contract', '£62,000 to £78,000', design),
      value('setup', '£45,000 to £65,000', 'Tender and legal work', 'C'),
      value('mobilisation', '£40,000 to £60,000', design),
      value('exit', '£20,000', design),
    ),
    unquantified: [
      'One picture of places and suspects for the whole area.',
      'One provider: if it fails, all of it fails.',
    ],
  };
  const councils: AppraisalOption = {
    id: 'two-councils',
    name: 'Two council contracts',
    description: 'The city and the county each commission both services for their own districts, Monday to Friday.',
    contracts: [
      contract(
        'city',
        'Stoke-on-Trent',
        codes.filter(code => code === city),
        values(value('accepted', '81 to 87 %', 'Judged for the city', 'C')),
      ),
      contract(
        'county',
        'Staffordshire',
        county,
        values(value('accepted', '80 to 87 %', 'Judged for the county', 'C')),
      ),
    ].filter(one => one.districts.length > 0),
    inputs: values(
      value('interview_wte', '10.7', design),
      value('targeted_wte', '14.8', design),
      value('fixed_per_contract', '£46,000 to £58,000', design),
      value('setup', '£50,000 to £75,000', 'Two tenders', 'C'),
      value('mobilisation', '£26,000 to £38,000', design),
      value('exit', '£12,000', design),
    ),
    unquantified: ['Each council decides for its own children.', 'Two standards may grow apart again.'],
  };
  const hub: AppraisalOption = {
    id: 'hub-and-spoke',
    name: 'Hub and spoke',
    description:
      'One provider with a hub that covers weekends and bank holidays, and workers who sit with the districts’ own teams.',
    contracts: [contract('hub', 'Hub for the whole area', codes, values())],
    inputs: values(
      value('interview_wte', '11', design),
      value('targeted_wte', '14.5', design),
      value('weekend_cover', '1', design, 'A'),
      value('bank_holiday_cover', '1', design, 'A'),
      value('accepted', '84 to 90 %', 'Workers whom children know locally; judged', 'C'),
      value('fixed_per_contract', '£80,000 to £100,000', design),
      value('setup', '£45,000 to £65,000', 'Tender and legal work', 'C'),
      value('mobilisation', '£55,000 to £80,000', design),
      value('exit', '£20,000', design),
    ),
    unquantified: [
      'Close to schools, children’s homes and neighbourhood police.',
      'Two lines of management for each worker.',
    ],
  };
  const budget = { county: 570_000, city: 345_000, police: 400_000, health: 135_000 };
  const weightsOf = (at: number): Pick<Partner, 'weights' | 'groupWeights'> => ({
    weights: criteria.map(criterion => criterion.weights[at]!),
    groupWeights: criterionGroups.map(group => group.weights[at]!),
  });
  const partners: readonly Partner[] = [
    {
      id: 'staffordshire',
      name: 'Staffordshire County Council',
      share: '0.40',
      benefitShare: '0.38',
      budget: budget.county,
      floor: null,
      cap: null,
      districts: county,
      ...weightsOf(0),
    },
    {
      id: 'stoke-on-trent',
      name: 'Stoke-on-Trent City Council',
      share: '0.24',
      benefitShare: '0.24',
      budget: budget.city,
      floor: null,
      cap: null,
      districts: codes.filter(code => code === city),
      ...weightsOf(1),
    },
    {
      id: 'opcc',
      name: 'Office of the Police and Crime Commissioner',
      share: '0.27',
      benefitShare: '0.29',
      budget: budget.police,
      floor: null,
      cap: null,
      districts: [],
      ...weightsOf(2),
    },
    {
      id: 'nhs',
      name: 'NHS',
      share: '0.09',
      benefitShare: '0.09',
      budget: budget.health,
      floor: null,
      cap: null,
      districts: [],
      ...weightsOf(3),
    },
  ];
  return {
    modelVersion: currentModelVersion,
    name: name?.trim() || usualName,
    question:
      'How should a Missing Service and a Targeted CSE Service be commissioned across Staffordshire and Stoke-on-Trent, so that help no longer depends on where a child lives?',
    firstYear: financialYear(start),
    years: 5,
    priceBase: financialYear(start - 1),
    seed: 20_170_401,
    districts: needOf(places, pulled),
    yearsCounted: pulled.any ? pulled.years : 1,
    inputs: values(
      pull('offered', null),
      pull('accepted', null),
      pull('attempt_success', null),
      pull('other_authority', null),
      pull('triage_accepted', null),
      pull('high_risk', null),
      pull('re_referred', null),
      pull('open_cases', null),
      pull('waiting', null),
    ),
    correlations: [
      { a: 'episode_fiscal', b: 'episode_social', rank: 0.4 },
      { a: 'case_fiscal', b: 'case_social', rank: 0.4 },
      { a: 'prevalence_growth', b: 'episodes_level', rank: 0.3 },
    ],
    options: [adHoc, countyWide, councils, hub],
    partners,
    contribution: 'fixed-share',
    riskBands: [],
    criteria: criteria.map(({ weights: _weights, ...criterion }) => criterion),
    criterionGroups: criterionGroups.map(({ weights: _weights, ...group }) => group),
  };
}
