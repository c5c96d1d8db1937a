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
  Standing,
} from '../../../shared/model/appraisal.ts';
import { currentModelVersion, placeholder } from '../../../shared/model/appraisal.ts';
import { financialYear, isoOfDays } from '../../../shared/model/period.ts';
import type { ReadableStore } from '../store/store.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { centralBase } from './access.ts';
import type { Model } from './inputs.ts';
import { attemptsToday, countsOf, notPulledWords, pulledInput, returnsHere } from './pulled.ts';
import type { NeedKind, Pulled, PulledCounts } from './pulled.ts';
import { readRange } from './range-text.ts';

const city = 'E06000021';
const usualName = 'One Missing Service, one Targeted Service';

type Place = Pick<DistrictNeed, 'code' | 'name' | 'children' | 'deprivationRank' | 'centre'>;

/** The districts of the workspace in the order of their names, with how deprived their small areas are and where people live. */
export function readPlaces(store: ReadableStore): Place[] {
  const rows = store.all<{ code: string; name: string; children: number | null; decile: number | null } & Middle>(
    `SELECT d.code, d.name, d.children_10_17 AS children, m.easting, m.northing,
       (SELECT sum(a.deprivation_decile * a.persons) * 1.0 / sum(a.persons) FROM area a
        WHERE a.level = 'lsoa' AND a.district = d.code AND a.deprivation_decile IS NOT NULL) AS decile
     FROM area d
     LEFT JOIN (SELECT district, sum(easting * persons) / sum(persons) AS easting,
                  sum(northing * persons) / sum(persons) AS northing
                FROM area WHERE level = 'lsoa' AND easting IS NOT NULL AND persons > 0 GROUP BY district) m
       ON m.district = d.code
     WHERE d.level = 'district' ORDER BY d.name`,
  );
  const byDeprivation = rows.toSorted((a, b) => (b.decile ?? 5) - (a.decile ?? 5) || a.code.localeCompare(b.code));
  return rows.map(row => ({
    code: row.code,
    name: row.name,
    children: Math.max(1, row.children ?? 1),
    deprivationRank: byDeprivation.indexOf(row) + 1,
    centre: row.easting === null || row.northing === null ? null : { easting: row.easting, northing: row.northing },
  }));
}

/** The mean of small areas, weighted by those who live there. */
interface Middle {
  readonly easting: number | null;
  readonly northing: number | null;
}

/** Need in a year where none is counted. */
const placeholderNeed = { episodes: 2400, referrals: 834 } as const;

/**
 * The need of each district as counted, each kind by itself. What has no district is shared out like the rest. Without data of
 * a kind, 2,400 episodes or 834 referrals a year by the number of children.
 */
export function needOf(places: readonly Place[], pulled: Pulled): DistrictNeed[] {
  const children = places.reduce((sum, place) => sum + place.children, 0);
  const known = countsOf(
    pulled,
    places.map(place => place.code),
  );
  const keys = { episodes: 'returned', referrals: 'referrals' } as const;
  const needIn = (place: Place, own: PulledCounts, kind: NeedKind): number =>
    isPulled(pulled, places, kind)
      ? Math.round((own[keys[kind]] * pulled.all[keys[kind]]) / known[keys[kind]])
      : Math.round((placeholderNeed[kind] * place.children) / children);
  return places.map(place => {
    const own = countsOf(pulled, [place.code]);
    return {
      ...place,
      acceptance:
        isPulled(pulled, places, 'episodes') && own.offered > 0 ? { offers: own.offered, accepted: own.agreed } : null,
      episodes: needIn(place, own, 'episodes'),
      referrals: needIn(place, own, 'referrals'),
    };
  });
}

/** Whether need of a kind is counted: there are rows of it, and some of them lie in a district. */
export function isPulled(pulled: Pulled, places: readonly Pick<Place, 'code'>[], kind: NeedKind): boolean {
  if (!pulled.periods[kind].counted) return false;
  const known = countsOf(
    pulled,
    places.map(place => place.code),
  );
  return (kind === 'episodes' ? known.returned : known.referrals) > 0;
}

/** Where need of a kind comes from, and why it is a placeholder where it is one. */
function standingOfNeed(pulled: Pulled, places: readonly Pick<Place, 'code'>[], kind: NeedKind): Standing {
  const period = pulled.periods[kind];
  if (!period.counted) return { basis: placeholder, source: period.why };
  return isPulled(pulled, places, kind)
    ? { basis: { state: 'data' }, source: `${returnsHere}: ${period.counted.words}` }
    : { basis: placeholder, source: 'none of them in this workspace has a district' };
}

const criterionGroups: readonly CriterionGroup[] = [
  { id: 'children', name: 'Children and families', parent: null },
  { id: 'named-worker', name: 'A worker of one’s own', parent: 'children' },
];

const criteria: readonly Criterion[] = [
  {
    id: 'in-time',
    name: 'Children interviewed in time',
    measure: 'within-72-hours-of-all',
    group: 'children',
    worst: 0.2,
    best: 0.9,
  },
  {
    id: 'helped',
    name: 'Children with a named worker',
    measure: 'children-helped',
    group: 'named-worker',
    worst: 400,
    best: 700,
  },
  {
    id: 'wait',
    name: 'Weeks to a worker',
    measure: 'weeks-to-allocation-90',
    group: 'named-worker',
    worst: 30,
    best: 0,
  },
  {
    id: 'fair',
    name: 'The same wherever a child lives',
    measure: 'postcode-lottery',
    group: null,
    worst: 0.05,
    best: 0,
  },
  { id: 'cost', name: 'Cost', measure: 'cost-a-year', group: null, worst: 1_600_000, best: 900_000 },
];

/** What a weight is set to before anyone weighs. */
const unweighed = 50;

/** Where need comes from: in one sentence where both kinds do from the same place, else in one each. */
export function needStandings(
  pulled: Pulled,
  places: readonly Pick<Place, 'code'>[],
): Pick<Appraisal, 'needStanding' | 'needStandings'> {
  const episodes = standingOfNeed(pulled, places, 'episodes');
  const referrals = standingOfNeed(pulled, places, 'referrals');
  if (episodes.basis.state === 'data' && referrals.basis.state === 'data') return { needStanding: episodes };
  return { needStanding: { basis: placeholder, source: '' }, needStandings: { episodes, referrals } };
}

/** Whose rows what is pulled comes from; of no rows nothing is said. */
export const pulledFrom = ({ workspace, dataVersion, until }: Pulled): Pick<Appraisal, 'pulledFrom'> =>
  until === null ? {} : { pulledFrom: { workspace, dataVersion } };

const posts: Readonly<Record<string, readonly [interviewers: number, targeted: number]>> = {
  // Placeholders until somebody counts them: interviewers and targeted workers, district by district, not by need.
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
  const value = (id: string, text: string, source = ''): readonly [string, InputValue] => {
    const reading = readRange(text, model.inputs[model.slots.get(id)!]!);
    if (!reading.distribution) throw new FaultError('internal', `${id}: ${reading.words}`);
    const { distribution } = reading;
    return [id, { text, distribution, basis: placeholder, source, owner: '', grade: null, reviewOn: null, link: null }];
  };
  const values = (...all: readonly (readonly [string, InputValue] | null)[]): InputValues =>
    Object.fromEntries(all.filter(one => one !== null));
  const pull = (id: string, codes: readonly string[] | null): readonly [string, InputValue] | null => {
    const counts = codes ? countsOf(pulled, codes) : pulled.all;
    const found = pulledInput(id, counts, pulled, { owner: '', reviewOn: null });
    return found ? [id, found] : null;
  };
  /** What is pulled for all, or the model's own value with the reason why it is not. */
  const pullOrSay = (id: string): readonly [string, InputValue] =>
    pull(id, null) ?? [id, { ...model.inputs[model.slots.get(id)!]!.value, source: notPulledWords(id, pulled) }];
  const design = 'A design drafted with the option';
  const need = needOf(places, pulled);
  const codes = places.map(place => place.code);
  const county = codes.filter(code => code !== city);
  const contract = (
    id: string,
    title: string,
    districts: readonly string[],
    inputs: InputValues,
    bases: readonly string[] = [],
  ): Contract => ({ id, name: title, districts, bases, inputs });
  /** One base for the districts, where it is the shortest way to all of them. */
  const oneBase = (held: readonly string[]): string[] => {
    const districts = need.filter(district => held.includes(district.code));
    const base = centralBase(
      districts,
      districts.map(district => district.episodes),
    );
    return base === null ? [] : [base];
  };

  const adHoc: AppraisalOption = {
    id: 'ad-hoc',
    name: 'Ad hoc provision',
    description:
      'The do-minimum: each district keeps posts and arrangements of its own. As drafted, nobody covers weekends, and posts do not follow need.',
    contracts: places.map(place =>
      contract(
        place.code.toLowerCase(),
        place.name,
        [place.code],
        values(
          pull('offered', [place.code]),
          pull('accepted', [place.code]),
          value('interview_wte', String(posts[place.code]?.[0] ?? 0.5)),
          value('targeted_wte', String(posts[place.code]?.[1] ?? 1)),
        ),
      ),
    ),
    inputs: values(
      value('fixed_per_contract', '£6,000 to £10,000'),
      value('attempts', String(attemptsToday)),
      value('optimism_bias', '0', 'Nothing is added to what there is'),
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
    contracts: [contract('county-wide', 'Staffordshire and Stoke-on-Trent', codes, values(), oneBase(codes))],
    inputs: values(
      value('interview_wte', '10.4', design),
      value('targeted_wte', '14.5', design),
      value('accepted', '82 to 88 %', 'Independent interviewers may be accepted more often'),
      value('fixed_per_contract', '£62,000 to £78,000', design),
      value('setup', '£45,000 to £65,000', 'Tender and legal work'),
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
        values(value('accepted', '81 to 87 %')),
      ),
      contract('county', 'Staffordshire', county, values(value('accepted', '80 to 87 %')), oneBase(county)),
    ].filter(one => one.districts.length > 0),
    inputs: values(
      value('interview_wte', '10.7', design),
      value('targeted_wte', '14.8', design),
      value('fixed_per_contract', '£46,000 to £58,000', design),
      value('setup', '£50,000 to £75,000', 'Two tenders'),
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
      value('weekend_cover', '1', design),
      value('bank_holiday_cover', '1', design),
      value('accepted', '84 to 90 %', 'Children may know local workers'),
      value('fixed_per_contract', '£80,000 to £100,000', design),
      value('setup', '£45,000 to £65,000', 'Tender and legal work'),
      value('mobilisation', '£55,000 to £80,000', design),
      value('exit', '£20,000', design),
    ),
    unquantified: [
      'Close to schools, children’s homes and neighbourhood police.',
      'Two lines of management for each worker.',
    ],
  };
  const nobody: Standing = { basis: placeholder, source: '' };
  const partner = (id: string, title: string, districts: readonly string[]): Partner => ({
    id,
    name: title,
    share: '0.25',
    benefitShare: '0.25',
    budget: null,
    floor: null,
    cap: null,
    districts,
    weights: criteria.map(() => unweighed),
    groupWeights: criterionGroups.map(() => unweighed),
    standing: { share: nobody, benefitShare: nobody, budget: nobody, weights: nobody },
  });
  // Called by what they are until the organisations themselves take part.
  const partners: readonly Partner[] = [
    partner('staffordshire', 'County council', county),
    partner(
      'stoke-on-trent',
      'City council',
      codes.filter(code => code === city),
    ),
    partner('opcc', 'Police and Crime Commissioner', []),
    partner('nhs', 'NHS', []),
  ];
  return {
    modelVersion: currentModelVersion,
    name: name?.trim() || usualName,
    question:
      'How should a Missing Service and a Targeted CSE Service be commissioned across Staffordshire and Stoke-on-Trent, so that help does not depend on where a child lives?',
    firstYear: financialYear(start),
    years: 5,
    priceBase: financialYear(start - 1),
    seed: 20_170_401,
    districts: need,
    yearsCounted: pulled.years,
    countedTo: pulled.until === null ? null : isoOfDays(pulled.until),
    ...pulledFrom(pulled),
    ...needStandings(pulled, places),
    inputs: values(
      pullOrSay('offered'),
      pullOrSay('accepted'),
      pullOrSay('attempt_success'),
      pullOrSay('other_authority'),
      pullOrSay('triage_accepted'),
      pullOrSay('high_risk'),
      pullOrSay('re_referred'),
      pullOrSay('open_cases'),
      pullOrSay('waiting'),
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
    criteria,
    criterionGroups,
  };
}
