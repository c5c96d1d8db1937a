/**
 * What the three engines work on and what they answer: one option with every input settled to a number. Parameter
 * uncertainty lies outside (one model for each draw), chance inside (the simulation alone).
 */

/** When interviewers work; local time, Europe/London. The clock of an interview runs on meanwhile. */
export interface Calendar {
  readonly weekends: boolean;
  readonly bankHolidays: boolean;
  /** Hours of the day, 0 to 24. */
  readonly opens: number;
  readonly closes: number;
}

export interface MissingService {
  /** Expected episodes by district of the pool, year by year. */
  readonly episodes: readonly (readonly number[])[];
  /** Variance over mean of a year's count: 1 is Poisson, more is a negative binomial. */
  readonly dispersion: number;
  readonly meanHoursAway: number;
  /** Shares of 1. */
  readonly offered: number;
  readonly accepted: number;
  /** That one attempt succeeds, and how many are made. */
  readonly attemptSuccess: number;
  readonly attempts: number;
  /** Direct hours of a worker for one interview, with travel and writing. */
  readonly hoursPerInterview: number;
  /** Episodes that one interview answers for on average: 1 or more. */
  readonly episodesPerInterview: number;
  readonly wte: number;
  /** Hours a week that one WTE has for interviews. */
  readonly directHoursPerWteWeek: number;
  readonly calendar: Calendar;
  /** Elapsed hours from return to interview. */
  readonly targetHours: number;
  /** That one accepts, by district of the pool, where districts of one contract differ; `accepted` is their mean. */
  readonly acceptedBy?: readonly number[] | undefined;
  /** Elapsed hours after which an interview that was not begun is given up; never without it. */
  readonly givesUpHours?: number;
  /** Elapsed hours after `targetHours` in which the effect of an interview halves; it does not fade without it. */
  readonly halfEffectHours?: number;
}

export interface TargetedService {
  /** Expected referrals by district of the pool, year by year, re-referrals not counted. */
  readonly referrals: readonly (readonly number[])[];
  readonly dispersion: number;
  /** One operation brings many linked referrals: how often a year, and how many. */
  readonly surges: { readonly perYear: number; readonly referrals: number };
  readonly triageAccepted: number;
  readonly assessmentWeeks: number;
  /** Share of high risk: they are allocated first; those who wait rise by one class after `ageingWeeks`. */
  readonly highRisk: number;
  readonly ageingWeeks: number;
  readonly caseWeeks: number;
  /** Standard deviation over mean of the length of a case. */
  readonly caseWeeksCv: number;
  readonly slotsPerWte: number;
  readonly wte: number;
  /** While waiting for allocation, a week. */
  readonly withdrawPerWeek: number;
  readonly reReferred: number;
  /** From closure to a referral of the same child, on average; the steady state does not depend on it. */
  readonly weeksToReReferral: number;
  /** Workers who leave in a year, as a share, and how long their cases wait for another. */
  readonly turnover: number;
  readonly reallocationWeeks: number;
  /** On the first day. */
  readonly openCases: number;
  readonly waiting: number;
}

/** One contract: one pool of workers for each service. */
export interface Pool {
  readonly contract: string;
  /** Indexes into the model's districts. */
  readonly districts: readonly number[];
  readonly missing: MissingService;
  readonly targeted: TargetedService;
}

export interface OptionModel {
  readonly option: string;
  /** ISO date of the first day, a 1 April. */
  readonly start: string;
  readonly years: number;
  readonly districts: number;
  readonly pools: readonly Pool[];
}

/** Counts of a district in a year. Expected values from formulas and fluid; whole numbers from a simulation. */
export interface DistrictFlow {
  readonly episodes: number;
  readonly offered: number;
  readonly accepted: number;
  /** By the year in which they are held, as the next. */
  readonly completed: number;
  readonly within72: number;
  /** What is left of the effect of the late ones, added up over them: 1 for one that is late by a moment. */
  readonly lateEffect: number;
  /** Episodes whose interview came to be too old to be made. */
  readonly givenUp: number;
  readonly referrals: number;
  /** Accepted at triage, re-referrals too. */
  readonly taken: number;
  readonly allocated: number;
  readonly withdrew: number;
  readonly closed: number;
}

export interface PoolFlow {
  readonly contract: string;
  /** Load over capacity; 1 or more grows without end. Infinite where nobody works and children come. */
  readonly missingLoad: number;
  readonly targetedLoad: number;
  /** Mean elapsed hours from return to interview, of those completed; null without any. */
  readonly interviewHours: number | null;
  /** Weeks from assessment to a worker: mean, median, 90th percentile; null where it grows without end. */
  readonly waitMean: number | null;
  readonly waitMedian: number | null;
  readonly wait90: number | null;
  /** Children a week by which the queue grows; 0 when stable. */
  readonly growthPerWeek: number;
  /** Share of cases that changed worker. */
  readonly changedWorker: number;
}

/** What an engine answers for one option. */
export interface OptionFlow {
  /** Year × district × count (`flow-counts.ts`). */
  readonly counts: Float64Array;
  /** Pool × year × total: what money follows from. */
  readonly totals: Float64Array;
  /** Counts as objects, year × district. */
  readonly flows: readonly (readonly DistrictFlow[])[];
  /** At the end of each year, all pools together. */
  readonly waiting: readonly number[];
  readonly open: readonly number[];
  readonly pools: readonly PoolFlow[];
  /** Worker-years employed in each year, by service. */
  readonly wte: readonly { readonly missing: number; readonly targeted: number }[];
  /** The most that any number of workers reaches within 72 hours under the calendar of each pool, as a share of those completed. */
  readonly calendarLimit: readonly number[];
}
