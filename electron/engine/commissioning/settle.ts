import { acceptanceByDistrict } from './access.ts';
import { InputReader } from './input-reader.ts';
import type { Model } from './inputs.ts';
import type { MissingService, OptionModel, Pool, TargetedService } from './model.ts';
import { needAt, weeksAYear } from './resolve.ts';
import type { NeedPosterior, Resolved, ResolvedContract, ResolvedOption, Settling } from './resolve.ts';

const needReader = new InputReader([
  'prevalence_growth',
  'detection_growth',
  'need_variation',
  'episodes_level',
  'referrals_level',
  'awareness_step',
]);

const missingReader = new InputReader([
  'accepted',
  'acceptance_carries',
  'accept_travel',
  'road_factor',
  'road_speed',
  'leave_days',
  'training_days',
  'absence',
  'direct_share',
  'hours_per_week',
  'episodes_dispersion',
  'hours_away',
  'offered',
  'attempt_success',
  'attempts',
  'hours_per_interview',
  'episodes_per_interview',
  'interview_wte',
  'weekend_cover',
  'bank_holiday_cover',
  'opens',
  'closes',
  'target_hours',
  'gives_up_days',
  'late_half_days',
]);

const targetedReader = new InputReader([
  'referrals_dispersion',
  'surges_per_year',
  'surge_referrals',
  'triage_accepted',
  'assessment_weeks',
  'high_risk',
  'ageing_weeks',
  'case_weeks',
  'case_weeks_cv',
  'slots_per_wte',
  'targeted_wte',
  'withdraw_per_week',
  're_referred',
  'weeks_to_re_referral',
  'turnover',
  'reallocation_weeks',
  'open_cases',
  'waiting',
]);

/** What of a settled option stays when a few inputs change. */
export interface Unchanged {
  readonly need: boolean;
  readonly missing: boolean;
  readonly targeted: boolean;
}

/** @param changed slots of the inputs that change */
export function unchangedParts(model: Model, changed: readonly number[]): Unchanged {
  const isSame = (reader: { reads(model: Model, slot: number): boolean }) =>
    !changed.some(slot => reader.reads(model, slot));
  const need = isSame(needReader);
  return { need, missing: need && isSame(missingReader), targeted: need && isSame(targetedReader) };
}

/** The same option in a draw that differs in a few inputs, and what stays of it. */
export interface Alike {
  readonly model: OptionModel;
  readonly unchanged: Unchanged;
}

/** One option with every input settled to a number. @param alike what of it is known already */
export function settledOption(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  alike: Alike | null = null,
): OptionModel {
  if (alike && alike.unchanged.missing && alike.unchanged.targeted) return alike.model;
  const pools: Pool[] = [];
  for (let at = 0; at < option.contracts.length; at++) {
    const before = alike?.model.pools[at] ?? null;
    pools.push(settledPool(resolved, option.contracts[at]!, settling, before, alike?.unchanged ?? null));
  }
  return {
    option: option.id,
    start: resolved.start,
    years: resolved.years,
    districts: resolved.episodes.length,
    pools,
  };
}

function settledPool(
  resolved: Resolved,
  contract: ResolvedContract,
  settling: Settling,
  before: Pool | null,
  same: Unchanged | null,
): Pool {
  const n = needReader.numbers(resolved, contract, settling);
  const variation = n[needReader.places.need_variation]!;
  const counted = countedNeed(contract, resolved.episodes, settling.episodes, variation);
  const { episodes, referrals } =
    same?.need && before
      ? { episodes: before.missing.episodes, referrals: before.targeted.referrals }
      : settledNeed(resolved, counted, countedNeed(contract, resolved.referrals, settling.referrals, variation), n);
  return {
    contract: contract.id,
    districts: contract.districts,
    missing: same?.missing && before ? before.missing : settledMissing(resolved, contract, settling, episodes, counted),
    targeted: same?.targeted && before ? before.targeted : settledTargeted(resolved, contract, settling, referrals),
  };
}

/** Need of the districts of a contract in a draw, a year as it was counted. */
function countedNeed(
  contract: ResolvedContract,
  need: readonly NeedPosterior[],
  drawn: Float64Array,
  variation: number,
): number[] {
  const found: number[] = [];
  for (const at of contract.districts) found.push(needAt(need[at]!, variation, drawn[at]!));
  return found;
}

/** So many times each; a list of one is most often asked for. */
function timesEach(values: readonly number[], factor: number): number[] {
  if (values.length === 1) return [values[0]! * factor];
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) found.push(values[at]! * factor);
  return found;
}

/** Episodes and referrals by year and district of a contract. */
function settledNeed(
  { years, yearsToFirst }: Resolved,
  ownEpisodes: readonly number[],
  ownReferrals: readonly number[],
  n: Float64Array,
): { readonly episodes: readonly (readonly number[])[]; readonly referrals: readonly (readonly number[])[] } {
  const p = needReader.places;
  const prevalence = 1 + n[p.prevalence_growth]!;
  const detection = prevalence * (1 + n[p.detection_growth]!);
  const referralsLevel = n[p.referrals_level]! * (1 + n[p.awareness_step]!);
  const episodes: number[][] = [];
  const referrals: number[][] = [];
  let moreEpisodes = n[p.episodes_level]! * prevalence ** yearsToFirst;
  let moreReferrals = referralsLevel * detection ** yearsToFirst;
  for (let y = 0; y < years; y++) {
    episodes.push(timesEach(ownEpisodes, moreEpisodes));
    referrals.push(timesEach(ownReferrals, moreReferrals));
    moreEpisodes *= prevalence;
    moreReferrals *= detection;
  }
  return { episodes, referrals };
}

/** @param counted episodes by district as they were counted in this draw */
function settledMissing(
  resolved: Resolved,
  contract: ResolvedContract,
  settling: Settling,
  episodes: MissingService['episodes'],
  counted: readonly number[],
): MissingService {
  const n = missingReader.numbers(resolved, contract, settling);
  const p = missingReader.places;
  const accepted = n[p.accepted]!;
  const acceptedBy = acceptanceByDistrict(
    contract.access,
    {
      accepted,
      carries: n[p.acceptance_carries]!,
      lostPerHour: n[p.accept_travel]!,
      hoursPerKilometre: n[p.road_factor]! / n[p.road_speed]!,
    },
    counted,
  );
  const opens = n[p.opens]!;
  const workingDays = 5 * weeksAYear;
  const worked = Math.max(0, 1 - (n[p.leave_days]! + n[p.training_days]!) / workingDays) * (1 - n[p.absence]!);
  return {
    episodes,
    dispersion: n[p.episodes_dispersion]!,
    meanHoursAway: n[p.hours_away]!,
    offered: n[p.offered]!,
    accepted,
    acceptedBy: acceptedBy ?? undefined,
    attemptSuccess: n[p.attempt_success]!,
    attempts: n[p.attempts]!,
    hoursPerInterview: n[p.hours_per_interview]!,
    episodesPerInterview: n[p.episodes_per_interview]!,
    wte: n[p.interview_wte]!,
    directHoursPerWteWeek: n[p.hours_per_week]! * worked * n[p.direct_share]!,
    calendar: {
      weekends: n[p.weekend_cover] === 1,
      bankHolidays: n[p.bank_holiday_cover] === 1,
      opens,
      closes: Math.max(opens + 1, n[p.closes]!),
    },
    targetHours: n[p.target_hours]!,
    givesUpHours: 24 * n[p.gives_up_days]!,
    halfEffectHours: 24 * n[p.late_half_days]!,
  };
}

function settledTargeted(
  resolved: Resolved,
  contract: ResolvedContract,
  settling: Settling,
  referrals: TargetedService['referrals'],
): TargetedService {
  const n = targetedReader.numbers(resolved, contract, settling);
  const p = targetedReader.places;
  return {
    referrals,
    dispersion: n[p.referrals_dispersion]!,
    surges: { perYear: n[p.surges_per_year]!, referrals: n[p.surge_referrals]! },
    triageAccepted: n[p.triage_accepted]!,
    assessmentWeeks: n[p.assessment_weeks]!,
    highRisk: n[p.high_risk]!,
    ageingWeeks: n[p.ageing_weeks]!,
    caseWeeks: n[p.case_weeks]!,
    caseWeeksCv: n[p.case_weeks_cv]!,
    slotsPerWte: n[p.slots_per_wte]!,
    wte: n[p.targeted_wte]!,
    withdrawPerWeek: n[p.withdraw_per_week]!,
    reReferred: n[p.re_referred]!,
    weeksToReReferral: n[p.weeks_to_re_referral]!,
    turnover: n[p.turnover]!,
    reallocationWeeks: n[p.reallocation_weeks]!,
    openCases: n[p.open_cases]!,
    waiting: n[p.waiting]!,
  };
}
