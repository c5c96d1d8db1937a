import type { MissingService, TargetedService } from './model.ts';

/** How two values of a field are compared: as they are, number by number, or year by year. */
type Kind = 'plain' | 'list' | 'years' | 'members';

const missingFields = {
  episodes: 'years',
  dispersion: 'plain',
  meanHoursAway: 'plain',
  offered: 'plain',
  accepted: 'plain',
  attemptSuccess: 'plain',
  attempts: 'plain',
  hoursPerInterview: 'plain',
  episodesPerInterview: 'plain',
  wte: 'plain',
  directHoursPerWteWeek: 'plain',
  calendar: 'members',
  targetHours: 'plain',
  acceptedBy: 'list',
  givesUpHours: 'plain',
  halfEffectHours: 'plain',
} as const satisfies Readonly<Record<keyof MissingService, Kind>>;

const targetedFields = {
  referrals: 'years',
  dispersion: 'plain',
  surges: 'members',
  triageAccepted: 'plain',
  assessmentWeeks: 'plain',
  highRisk: 'plain',
  ageingWeeks: 'plain',
  caseWeeks: 'plain',
  caseWeeksCv: 'plain',
  slotsPerWte: 'plain',
  wte: 'plain',
  withdrawPerWeek: 'plain',
  reReferred: 'plain',
  weeksToReReferral: 'plain',
  turnover: 'plain',
  reallocationWeeks: 'plain',
  openCases: 'plain',
  waiting: 'plain',
} as const satisfies Readonly<Record<keyof TargetedService, Kind>>;

function isSameList(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function areSameYears(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let year = 0; year < a.length; year++) if (!isSameList(a[year], b[year])) return false;
  return true;
}

const plainOf = <T extends string>(fields: Readonly<Record<T, Kind>>): readonly T[] =>
  (Object.keys(fields) as T[]).filter(key => fields[key] === 'plain');
const plainOfMissing = plainOf(missingFields);
const plainOfTargeted = plainOf(targetedFields);

/** Whether two settled services are the same, number by number. */
export function isSameMissing(a: MissingService, b: MissingService): boolean {
  if (a === b) return true;
  for (let k = 0; k < plainOfMissing.length; k++) if (a[plainOfMissing[k]!] !== b[plainOfMissing[k]!]) return false;
  const [one, other] = [a.calendar, b.calendar];
  return (
    one.weekends === other.weekends &&
    one.bankHolidays === other.bankHolidays &&
    one.opens === other.opens &&
    one.closes === other.closes &&
    isSameList(a.acceptedBy, b.acceptedBy) &&
    areSameYears(a.episodes, b.episodes)
  );
}

/** Whether two settled services are the same, number by number. */
export function isSameTargeted(a: TargetedService, b: TargetedService): boolean {
  if (a === b) return true;
  for (let k = 0; k < plainOfTargeted.length; k++) if (a[plainOfTargeted[k]!] !== b[plainOfTargeted[k]!]) return false;
  return (
    a.surges.perYear === b.surges.perYear &&
    a.surges.referrals === b.surges.referrals &&
    areSameYears(a.referrals, b.referrals)
  );
}
