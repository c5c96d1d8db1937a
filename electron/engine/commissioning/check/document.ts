import { currentModelVersion } from '../../../../shared/model/appraisal.ts';
import type { Appraisal, DistrictNeed } from '../../../../shared/model/appraisal.ts';
import { isDay } from '../../../../shared/model/given-day.ts';
import { financialYear } from '../../../../shared/model/period.ts';
import { formatDate } from '../../../../shared/text/format.ts';
import { numberFaults } from './impossible.ts';
import type { Impossible } from './impossible.ts';

export function versionFaults({ modelVersion }: Appraisal): Impossible[] {
  return modelVersion === currentModelVersion
    ? []
    : [
        {
          path: 'modelVersion',
          message: `This appraisal is of model ${modelVersion}; this application computes with model ${currentModelVersion}. Open it where it was saved.`,
        },
      ];
}

const firstOfAll = 1996;
const lastOfAll = 2100;
/** Prices are carried over no more years than these: nobody knows what they do in a lifetime. */
const mostYearsOfPrices = 30;
/** Need is carried forward over no more years than these. */
const mostYearsOfGrowth = 30;

const startOf = (text: string): number => Number(text.slice(0, 4));

/** A financial year runs into the next: 2018/19. */
export function yearFaults(appraisal: Appraisal): Impossible[] {
  const written = (
    [
      ['firstYear', 'First year'],
      ['priceBase', 'Price base'],
    ] as const
  ).flatMap(([path, label]) => {
    const text = appraisal[path];
    const year = startOf(text);
    if (text !== financialYear(year))
      return [{ path, message: `${label}: ${text} is no financial year; a year is written ${financialYear(year)}.` }];
    return year >= firstOfAll && year <= lastOfAll
      ? []
      : [
          {
            path,
            message: `${label}: ${text} is outside ${financialYear(firstOfAll)} to ${financialYear(lastOfAll)}.`,
          },
        ];
  });
  return written.length > 0 ? written : [...horizonFaults(appraisal), ...countedToFaults(appraisal)];
}

/** What is asked of the years between the price base, the first year and the last. */
function horizonFaults(appraisal: Appraisal): Impossible[] {
  const { years } = appraisal;
  const first = startOf(appraisal.firstYear);
  const apart = first - startOf(appraisal.priceBase);
  return [
    ...numberFaults('years', 'Years', years, { lowest: 1, highest: 10, isWhole: true }),
    ...(first + years - 1 > lastOfAll
      ? [
          {
            path: 'years',
            message: `Years: the last of ${years} from ${appraisal.firstYear} is outside ${financialYear(firstOfAll)} to ${financialYear(lastOfAll)}.`,
          },
        ]
      : []),
    ...(Math.abs(apart) > mostYearsOfPrices
      ? [
          {
            path: 'priceBase',
            message: `Price base: ${appraisal.priceBase} is outside ${financialYear(first - mostYearsOfPrices)} to ${financialYear(first + mostYearsOfPrices)}, ${mostYearsOfPrices} years around the first year.`,
          },
        ]
      : []),
  ];
}

/** Need is counted up to a day that the appraisal can have known, or nearly: not after its last year. */
function countedToFaults({ countedTo, firstYear, years }: Appraisal): Impossible[] {
  if (countedTo === null) return [];
  if (!isDay(countedTo)) return [{ path: 'countedTo', message: `Need is counted to: ${countedTo} is no day.` }];
  const first = startOf(firstYear);
  const from = `${first - mostYearsOfGrowth}-04-01`;
  const to = `${first + Math.min(10, Math.max(1, years))}-03-31`;
  return countedTo >= from && countedTo <= to
    ? []
    : [
        {
          path: 'countedTo',
          message: `Need is counted to: ${formatDate(countedTo)} is outside ${formatDate(from)} to ${formatDate(to)}.`,
        },
      ];
}

/** Episodes or referrals of one district in a year: more than all of England has. */
const mostNeed = 200_000;
const mostChildren = 10_000_000;
/** Metres of the National Grid. */
const grid = { easting: 700_000, northing: 1_300_000 } as const;

export function needFaults(appraisal: Appraisal): Impossible[] {
  const { yearsCounted, seed } = appraisal;
  return [
    ...numberFaults('seed', 'Seed', seed, { lowest: 0, highest: 2_147_483_647, isWhole: true }),
    ...numberFaults('yearsCounted', 'Years over which need was counted', yearsCounted, { lowest: 0.05, highest: 20 }),
    ...appraisal.districts.flatMap((district, at) => districtFaults(district, `districts.${at}`, yearsCounted)),
  ];
}

function districtFaults(district: DistrictNeed, path: string, yearsCounted: number): Impossible[] {
  const { name, centre, acceptance } = district;
  const highest = mostNeed * Math.min(20, Math.max(0.05, yearsCounted));
  return [
    ...numberFaults(`${path}.children`, `Children aged 10 to 17 of ${name}`, district.children, {
      lowest: 1,
      highest: mostChildren,
    }),
    ...numberFaults(`${path}.deprivationRank`, `Deprivation rank of ${name}`, district.deprivationRank, {
      lowest: 1,
      highest: 1000,
      isWhole: true,
    }),
    ...numberFaults(`${path}.episodes`, `Missing episodes of ${name}`, district.episodes, { lowest: 0, highest }),
    ...numberFaults(`${path}.referrals`, `CSE referrals of ${name}`, district.referrals, { lowest: 0, highest }),
    ...(centre === null
      ? []
      : (['easting', 'northing'] as const).flatMap(way =>
          numberFaults(`${path}.centre.${way}`, `Middle of ${name}, ${way}`, centre[way], {
            lowest: 0,
            highest: grid[way],
            unit: 'metres',
          }),
        )),
    ...(acceptance === null
      ? []
      : [
          ...numberFaults(`${path}.acceptance.offers`, `Offers of an interview in ${name}`, acceptance.offers, {
            lowest: 0,
            highest,
          }),
          ...numberFaults(`${path}.acceptance.accepted`, `Offers accepted in ${name}`, acceptance.accepted, {
            lowest: 0,
            highest: Math.max(0, acceptance.offers),
          }),
        ]),
  ];
}

function repeated(ids: readonly string[], path: string, what: string): Impossible[] {
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  return twice < 0 ? [] : [{ path: `${path}.${twice}`, message: `Two ${what} have the id "${ids[twice]}".` }];
}

/** Two of one name cannot be told apart in any sentence or table. */
function sameNames(list: readonly { readonly name: string }[], path: string, what: string): Impossible[] {
  const names = list.map(({ name }) => name.trim().toLocaleLowerCase('en-GB'));
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  return twice < 0
    ? []
    : [
        {
          path: `${path}.${twice}.name`,
          message: `Two ${what} are called “${list[twice]!.name}”. Give one another name.`,
        },
      ];
}

export function idFaults({ districts, options, partners, criteria, criterionGroups }: Appraisal): Impossible[] {
  const ids = (list: readonly { readonly id: string }[]) => list.map(one => one.id);
  return [
    ...repeated(
      districts.map(district => district.code),
      'districts',
      'districts',
    ),
    ...repeated(ids(options), 'options', 'options'),
    ...sameNames(options, 'options', 'options'),
    ...sameNames(partners, 'partners', 'partners'),
    ...options.flatMap((option, at) => repeated(ids(option.contracts), `options.${at}.contracts`, 'contracts')),
    ...repeated(ids(partners), 'partners', 'partners'),
    ...repeated(ids(criteria), 'criteria', 'criteria'),
    ...repeated(ids(criterionGroups), 'criterionGroups', 'groups of criteria'),
  ];
}
