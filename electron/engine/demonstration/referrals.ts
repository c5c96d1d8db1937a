import { daysOf, daysOfIso } from '../../../shared/model/period.ts';
import {
  childrenReferred,
  districtStories,
  extractedOn,
  financialYears,
  highRiskShare,
  onlineRecordedFrom,
  servicesJoinedFrom,
  type StartYear,
} from './calibration.ts';
import { ageOn, isLookedAfter, type Child, type Nursery, type Places } from './children.ts';
import { apportion, type Random } from './random.ts';

/** A referral as it happened; how an agency writes it comes later. Days since 1970-01-01, null where there was none. */
export interface Referral {
  readonly child: Child;
  readonly year: StartYear;
  /** 0 to 3, Q1 is April to June. */
  readonly quarter: number;
  readonly referredOn: number;
  readonly agency: string;
  readonly online: 'yes' | 'no' | null;
  readonly riskAtReferral: 'low' | 'medium' | 'high';
  readonly riskLatest: 'low' | 'medium' | 'high';
  readonly panelOn: number | null;
  readonly service: string | null;
  readonly allocatedOn: number | null;
  readonly startedOn: number | null;
  readonly closedOn: number | null;
  readonly closureReason: string | null;
  readonly reReferral: 'yes' | 'no';
}

export type Case = Pick<
  Referral,
  'riskAtReferral' | 'riskLatest' | 'panelOn' | 'service' | 'allocatedOn' | 'startedOn' | 'closedOn' | 'closureReason'
>;

const targetedServiceFrom = daysOfIso(servicesJoinedFrom);
const onlineFrom = daysOfIso(onlineRecordedFrom);

/** First and last day of a financial quarter. */
export function quarterDays(year: number, quarter: number): { readonly first: number; readonly last: number } {
  const start = (q: number) => (q < 3 ? daysOf(year, 4 + q * 3, 1) : daysOf(year + 1, 1 + (q - 3) * 3, 1));
  return { first: start(quarter), last: start(quarter + 1) - 1 };
}

export const carePlacements: readonly (readonly [Child['placement'], number])[] = [
  ['home', 79],
  ['foster-care', 9],
  ['residential', 7],
  ['semi-independent', 2.5],
  ['other', 2.5],
];

/** A day of the range, weekdays five times as likely as weekend days. */
function referralDay(first: number, last: number, random: Random): number {
  for (;;) {
    const day = random.whole(first, last);
    const weekend = (day + 3) % 7 >= 5;
    if (!weekend || random.chance(0.2)) return day;
  }
}

/**
 * All referrals, 2014/15 to 2017/18 Q2, in order of quarter and child. In every quarter and year the number of distinct
 * children is exactly that of `childrenReferred`.
 */
export function referralsOf(places: Places, nursery: Nursery, random: Random): readonly Referral[] {
  const referrals: Referral[] = [];
  const lastClosed = new Map<string, number>();
  const seenBefore = new Map<string, { readonly child: Child; readonly last: number }>();

  for (const year of financialYears) {
    const { quarters, year: distinct } = childrenReferred[year];
    const repeats = apportion(
      quarters.reduce((a, b) => a + b, 0) - distinct,
      quarters.map((_, q) => (q === 0 ? 0 : 1)),
    );
    const ofYear: Child[] = [];
    const weights = places.districtWeights(year);
    const high = new Set<Child>();

    for (const [quarter, target] of quarters.entries()) {
      const { first, last } = quarterDays(year, quarter);
      const again = random.shuffled(ofYear.filter(c => ageOn(c, last) < 18)).slice(0, repeats[quarter]);
      const earlier = random
        .shuffled(
          [...seenBefore.values()].filter(
            s => !ofYear.includes(s.child) && ageOn(s.child, last) < 18 && first - s.last > 60,
          ),
        )
        .slice(0, Math.round(target * 0.15))
        .map(s => s.child);
      const fresh = target - again.length - earlier.length;
      const born = apportion(fresh, weights).flatMap((n, d) =>
        Array.from({ length: n }, () =>
          nursery.born({ district: places.districts[d]!.code, on: first, girls: 0.81, careWeights: carePlacements }),
        ),
      );
      const newThisYear = [...earlier, ...born.map(c => (ageOn(c, last) > 17 ? younger(c) : c))];
      for (const child of random.shuffled(newThisYear).slice(0, Math.round(newThisYear.length * highRiskShare[year])))
        high.add(child);
      ofYear.push(...newThisYear);

      for (const child of [...again, ...newThisYear]) {
        const firstDay = referralDay(first, last, random);
        const open = caseOf(child, firstDay, year, high.has(child), random);
        const closedBefore = lastClosed.get(child.reference);
        const reReferral =
          closedBefore !== undefined && closedBefore < firstDay && firstDay - closedBefore <= 365 ? 'yes' : 'no';
        const online =
          firstDay < onlineFrom ? null : random.chance(child.sex === 'female' ? 0.36 : 0.47) ? 'yes' : 'no';
        const agencies = referrersOf(child, firstDay, random);
        let day = firstDay;
        for (const [n, agency] of agencies.entries()) {
          if (n > 0) day = referralDay(day, Math.min(last, day + 35), random);
          // Another agency's referral of the same concern joins the open case, and carries what came after it.
          const after = (on: number | null) => (on !== null && on >= day ? on : null);
          const joined: Case =
            n === 0
              ? open
              : {
                  ...open,
                  panelOn: after(open.panelOn),
                  allocatedOn: after(open.allocatedOn),
                  startedOn: after(open.startedOn),
                };
          const closed =
            joined.closedOn === null || joined.closedOn >= day
              ? joined
              : { ...joined, closedOn: null, closureReason: null };
          referrals.push({ child, year, quarter, referredOn: day, agency, online, reReferral, ...closed });
        }
        if (open.closedOn !== null) lastClosed.set(child.reference, open.closedOn);
        seenBefore.set(child.reference, { child, last: day });
      }
    }
  }
  return referrals;
}

/** The same child a year younger: keeps everyone under 18 on the day of the referral. */
const younger = (child: Child): Child => Object.freeze({ ...child, bornOn: child.bornOn + 366 });

/** One to three different agencies that referred the same concern within weeks. */
function referrersOf(child: Child, day: number, random: Random): readonly string[] {
  const council = child.home.district === 'E06000021' ? 'stoke' : 'staffordshire';
  const summer = new Date(day * 86_400_000).getUTCMonth() + 1 === 8;
  const weights: (readonly [string, number])[] = [
    ['police', 40],
    [council, isLookedAfter(child) ? 34 : 20],
    ['education', summer ? 3 : 14],
    ['health', 9],
    ['family', 6],
    ['youth-offending', 3],
    ['voluntary', 3],
    ['missing-service', day >= targetedServiceFrom ? 4 : 0],
    ['housing', 1],
    ['other', 1.5],
  ];
  const count = random.weighted([
    [1, 70],
    [2, 23],
    [3, 7],
  ] as const);
  const chosen: string[] = [];
  while (chosen.length < count) {
    const agency = random.weighted(weights);
    if (!chosen.includes(agency)) chosen.push(agency);
  }
  return chosen;
}

/** What followed a referral, as far as it was known on the day of the extract. */
function caseOf(child: Child, day: number, year: StartYear, high: boolean, random: Random): Case {
  const story = districtStories[child.home.district!]!;
  const targeted = day >= targetedServiceFrom;
  // The older tool of 2014/15 had no medium level.
  const risk = high ? 'high' : year === 2014 ? 'low' : random.chance(0.52) ? 'medium' : 'low';
  return caseAfter(
    child,
    day,
    {
      risk,
      // From April 2017 one Targeted CSE Service serves city and county alike, and districts come closer to each other.
      served: targeted ? 0.45 * story.served + 0.55 * 0.76 : story.served,
      medianDays: targeted ? 0.35 * story.daysToAllocation + 0.65 * 8 : story.daysToAllocation,
      services: targeted
        ? targetedServices
        : // Before, only the city had a targeted service of its own.
          [
            ['targeted', child.home.district === 'E06000021' ? 34 : 0],
            ['social-care', 48],
            ['early-help', 38],
            ['health-therapy', 8],
          ],
      mediumLevel: year !== 2014,
      knownUntil: extractedOn,
    },
    random,
  );
}

/** What a child at some risk meets with. */
export interface CaseTerms {
  readonly risk: Referral['riskAtReferral'];
  /** Chance of a service at medium risk. */
  readonly served: number;
  /** Median days to a named worker, but for the risk. */
  readonly medianDays: number;
  readonly services: readonly (readonly [string, number])[];
  /** Whether the risk tool has a medium level. */
  readonly mediumLevel: boolean;
  /** Nothing is known that happened after this day. */
  readonly knownUntil: number;
}

/** Services of the years in which one service serves city and county. */
export const targetedServices: CaseTerms['services'] = [
  ['targeted', 72],
  ['social-care', 14],
  ['early-help', 9],
  ['health-therapy', 5],
];

/** What follows a referral on terms that are given. */
export function caseAfter(child: Child, day: number, terms: CaseTerms, random: Random): Case {
  const { risk } = terms;
  const known = (on: number | null) => (on !== null && on <= terms.knownUntil ? on : null);

  const toPanel = random.chance(risk === 'high' ? 0.96 : risk === 'medium' ? 0.8 : 0.22);
  const panelOn = toPanel
    ? known(day + Math.max(2, Math.round(random.lognormal(risk === 'high' ? 11 : 19, 0.5))))
    : null;
  const served = random.chance(terms.served + (risk === 'high' ? 0.16 : risk === 'low' ? -0.12 : 0));
  const medianDays = terms.medianDays * (risk === 'high' ? 0.7 : 1);
  const allocatedOn = served ? known(day + Math.max(1, Math.round(random.lognormal(medianDays, 0.55)))) : null;
  const service =
    allocatedOn === null ? (served || risk !== 'low' ? null : 'none') : random.weighted<string>(terms.services);
  const startedOn =
    allocatedOn !== null && random.chance(0.92)
      ? known(allocatedOn + Math.max(1, Math.round(random.lognormal(9, 0.6))))
      : null;
  const closes =
    startedOn !== null
      ? startedOn + Math.max(14, Math.round(random.lognormal(risk === 'high' ? 190 : 130, 0.45)))
      : day + Math.max(14, Math.round(random.lognormal(45, 0.4))) + (allocatedOn !== null ? 60 : 0);
  const turns18 = child.bornOn + Math.ceil(18 * 365.25);
  const closedOn = known(
    Math.max(Math.min(closes, Math.max(turns18, day + 14)), (startedOn ?? allocatedOn ?? day) + 1),
  );
  const closureReason =
    closedOn === null
      ? null
      : closedOn >= turns18
        ? 'turned-18'
        : random.weighted<string>(
            startedOn !== null
              ? [
                  ['risk-reduced', 68],
                  ['withdrew', 13],
                  ['transferred', 9],
                  ['moved-away', 6],
                  ['other', 4],
                ]
              : [
                  ['risk-reduced', 22],
                  ['withdrew', 34],
                  ['transferred', 24],
                  ['moved-away', 8],
                  ['other', 12],
                ],
          );
  const lower = { high: 'medium', medium: 'low', low: 'low' } as const;
  const older = terms.mediumLevel ? lower : ({ high: 'low', medium: 'low', low: 'low' } as const);
  const fell = closureReason === 'risk-reduced' || (startedOn !== null && random.chance(0.3));
  const riskLatest = fell ? older[risk] : random.chance(0.05) && risk !== 'high' ? 'high' : risk;
  return { riskAtReferral: risk, riskLatest, panelOn, service, allocatedOn, startedOn, closedOn, closureReason };
}
