import { daysOf } from '../../../shared/model/period.ts';

/**
 * What the demonstration must show, and where the numbers come from. Published: 834 children in 2016/17 and 568 in the
 * first half of 2017/18 (Police and Crime Commissioner's statement on CSE, 2018); 1,103 sexual offences against children
 * in the calendar year 2015 (Child Sexual Exploitation Strategy 2016-2020, joint Safeguarding Children Boards). All else
 * is invented, and plausible.
 */

/** The day on which all agencies took their extracts: nothing is known after it. */
export const extractedOn = daysOf(2017, 11, 14);

/** Start years of the financial years covered; the last is covered to the end of Q2. */
export const financialYears = [2014, 2015, 2016, 2017] as const;
export type StartYear = (typeof financialYears)[number];

/**
 * Distinct children referred in each quarter, and in the year. Some children are referred in more than one quarter, so
 * the quarters add up to more than the year. Published: the years of 2016 and 2017.
 */
export const childrenReferred: Readonly<
  Record<StartYear, { readonly quarters: readonly number[]; readonly year: number }>
> = {
  2014: { quarters: [118, 122, 130, 134], year: 486 },
  2015: { quarters: [150, 157, 168, 174], year: 628 },
  2016: { quarters: [198, 214, 221, 226], year: 834 },
  2017: { quarters: [276, 301], year: 568 },
};

/**
 * Share of referred children who are at high risk at their first referral of the year. With the numbers above it keeps
 * children known to be at high risk between 15 and 23 per 10,000 residents aged 10 to 17 in a year, while referrals grow
 * from 48 to 83 per 10,000: more is found, earlier. In 2014/15 the older tool, which had no medium level, said "high"
 * more readily.
 */
export const highRiskShare: Readonly<Record<StartYear, number>> = { 2014: 0.4, 2015: 0.29, 2016: 0.22, 2017: 0.185 };

/** Recorded offences by calendar year; published for 2015. 2014 begins in April, 2017 ends in September. */
export const offencesRecorded: Readonly<Record<StartYear, number>> = { 2014: 735, 2015: 1103, 2016: 1352, 2017: 1237 };

/** Children who went missing, and the share of their returns that a return home interview followed. */
export const missing: Readonly<Record<StartYear, { readonly children: number; readonly interviewed: number }>> = {
  2014: { children: 690, interviewed: 0.712 },
  2015: { children: 760, interviewed: 0.735 },
  2016: { children: 870, interviewed: 0.752 },
  2017: { children: 640, interviewed: 0.788 },
};

/** Share of completed return home interviews that were completed within 72 elapsed hours of the return. */
export const withinClock = 0.63;

/** First days of what changed during the period. */
export const riskRedefinedFrom = '2015-04-01';
export const onlineRecordedFrom = '2016-04-01';
export const abductionFlaggedFrom = '2016-04-01';
export const servicesJoinedFrom = '2017-04-01';

/** Days on which a definition changed; a trend across one of them says so. */
export const definitionBreaks: readonly { readonly on: string; readonly what: string }[] = [
  {
    on: riskRedefinedFrom,
    what: 'Risk levels were redefined: the earlier tool had no medium level, so 2014/15 shows more high risk.',
  },
  { on: onlineRecordedFrom, what: 'The online element is recorded from this day; it is not recorded before.' },
  {
    on: abductionFlaggedFrom,
    what: 'The CSE flag covers child abduction from this day; before, it covered sexual offences only.',
  },
  {
    on: servicesJoinedFrom,
    what: 'One Targeted CSE Service and one Missing Service serve county and city from this day; before, each council had its own.',
  },
];

/** What is known of a district for the demonstration; invented, so that districts differ for a reason. */
export interface DistrictStory {
  /** Children referred per 10,000 aged 10 to 17 in 2016/17, before scaling to the total. */
  readonly rate: number;
  /** Factor on that rate by financial year: awareness reached places at different times. */
  readonly growth: Readonly<Record<StartYear, number>>;
  /** Median days from referral to a named worker before the Targeted CSE Service began in April 2017. */
  readonly daysToAllocation: number;
  /** Share of assessed children who were given a service before April 2017: the postcode lottery. */
  readonly served: number;
}

export const districtStories: Readonly<Record<string, DistrictStory>> = {
  E06000021: { rate: 128, growth: { 2014: 1.16, 2015: 1.08, 2016: 1, 2017: 1.04 }, daysToAllocation: 9, served: 0.78 },
  E07000192: { rate: 84, growth: { 2014: 0.95, 2015: 0.97, 2016: 1, 2017: 1.04 }, daysToAllocation: 14, served: 0.66 },
  E07000193: { rate: 98, growth: { 2014: 1.1, 2015: 1.05, 2016: 1, 2017: 0.91 }, daysToAllocation: 12, served: 0.71 },
  E07000194: { rate: 42, growth: { 2014: 0.72, 2015: 0.85, 2016: 1, 2017: 1.15 }, daysToAllocation: 20, served: 0.52 },
  E07000195: { rate: 88, growth: { 2014: 0.92, 2015: 0.96, 2016: 1, 2017: 1.08 }, daysToAllocation: 11, served: 0.69 },
  E07000196: { rate: 51, growth: { 2014: 0.8, 2015: 0.9, 2016: 1, 2017: 0.94 }, daysToAllocation: 23, served: 0.47 },
  E07000197: { rate: 67, growth: { 2014: 0.9, 2015: 0.95, 2016: 1, 2017: 0.95 }, daysToAllocation: 15, served: 0.62 },
  E07000198: { rate: 56, growth: { 2014: 0.82, 2015: 0.9, 2016: 1, 2017: 0.91 }, daysToAllocation: 21, served: 0.5 },
  E07000199: { rate: 82, growth: { 2014: 0.9, 2015: 0.95, 2016: 1, 2017: 1.03 }, daysToAllocation: 13, served: 0.64 },
};

/** Wards of 2017 around town centres and the night-time economy, where concerns gather: name and district. */
export const townCentres: readonly (readonly [ward: string, district: string])[] = [
  ['Etruria and Hanley', 'E06000021'],
  ['Hanley Park and Shelton', 'E06000021'],
  ["Joiner's Square", 'E06000021'],
  ['Burton', 'E07000193'],
  ['Shobnall', 'E07000193'],
  ['Town', 'E07000195'],
  ['Castle', 'E07000199'],
  ['Cannock West', 'E07000192'],
  ['Forebridge', 'E07000197'],
];
