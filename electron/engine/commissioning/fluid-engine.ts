import { acceptedOf, attemptsAYear, placesOf, slotWeeks } from './capacity.ts';
import { calendarLimits } from './formulas.ts';
import { keptRows } from './flow-counts.ts';
import { caseNumbers, instantFlow, interviewNumbers } from './instant-flow.ts';
import type { CasePart, InstantEngine, InterviewPart } from './instant-flow.ts';
import {
  addTimeliness,
  attemptsOf,
  hoursToInterview,
  interviewClock,
  keptSpareHours,
  successOf,
} from './interview-clock.ts';
import type { InterviewClock } from './interview-clock.ts';
import type { MissingService, OptionFlow, OptionModel, PoolFlow, TargetedService } from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

const stepsAYear = 52;
const weeks = weeksAYear / stepsAYear;

/** By step of the year: highest in July, a quarter into the financial year and a month. */
const seasonCurve = Float64Array.from({ length: stepsAYear }, (_, step) =>
  Math.cos((2 * Math.PI * (step - 15)) / stepsAYear),
);

const spareOf = keptSpareHours();

/** Interviews of a pool as a stream: what comes of each year goes `into` its numbers. @returns working hours waited and episodes answered */
function interviewStream(
  service: MissingService,
  clock: InterviewClock,
  swing: number,
  into: Float64Array,
): { readonly waited: number; readonly held: number } {
  const { attemptSuccess: p, attempts, givesUpHours } = service;
  const work = attemptsOf(p, attempts);
  const perAttempt = (successOf(p, attempts) * service.episodesPerInterview) / work;
  const perStep = attemptsAYear(service, clock.openHoursPerWeek) / stepsAYear;
  const hoursOfStep = clock.openHoursPerWeek * weeks;
  const longest = givesUpHours === undefined ? Infinity : givesUpHours / 168 / weeks;
  const mostWaiting = longest === Infinity ? Infinity : perStep * longest;
  const spare = spareOf(clock, p, attempts, service.hoursPerInterview, service.halfEffectHours);
  // Most steps wait as long as the one before, at first not at all, and what comes of that is the same.
  const timely = { inTime: 0, lateEffect: 0 };
  addTimeliness(timely, spare, 0, 0, 0, 1);
  let waitBefore = 0;
  let backlog = 0;
  let held = 0;
  let waitedAll = 0;
  for (let year = 0; year < service.episodes.length; year++) {
    const interviews =
      (acceptedOf(service, service.episodes[year]!) * service.offered) / service.episodesPerInterview / stepsAYear;
    let completed = 0;
    let givenUp = 0;
    let inTime = 0;
    let lateEffect = 0;
    let waited = 0;
    for (let step = 0; step < stepsAYear; step++) {
      const before = backlog;
      const demand = before + interviews * work * (1 + swing * seasonCurve[step]!);
      const served = Math.min(demand, perStep);
      backlog = Math.min(demand - served, mostWaiting);
      const done = served * perAttempt;
      givenUp += (demand - served - backlog) * perAttempt;
      if (!(done > 0)) continue;
      const wait = ((before + backlog) / 2 / perStep) * hoursOfStep;
      completed += done;
      waited += done * wait;
      if (wait !== waitBefore) {
        timely.inTime = 0;
        timely.lateEffect = 0;
        addTimeliness(timely, spare, wait, 0, 0, 1);
        waitBefore = wait;
      }
      inTime += done * timely.inTime;
      lateEffect += done * timely.lateEffect;
    }
    const at = year * interviewNumbers;
    into[at] = completed;
    into[at + 1] = givenUp;
    into[at + 2] = completed > 0 ? inTime / completed : 0;
    into[at + 3] = completed > 0 ? lateEffect / completed : 0;
    held += completed;
    waitedAll += waited;
  }
  return { waited: waitedAll, held };
}

function interviewPart(missing: MissingService, start: string, swing: number): InterviewPart {
  const clock = interviewClock(start, missing.calendar, missing.targetHours);
  const { attemptSuccess, attempts, hoursPerInterview, episodesPerInterview, episodes } = missing;
  const years = keptRows.row(episodes.length * interviewNumbers);
  const { waited, held } = interviewStream(missing, clock, swing, years);
  let demand = 0;
  for (const year of episodes) demand += acceptedOf(missing, year) * missing.offered;
  const asked = ((demand / episodesPerInterview) * attemptsOf(attemptSuccess, attempts)) / episodes.length;
  return {
    years,
    load: asked > 0 ? asked / attemptsAYear(missing, clock.openHoursPerWeek) : 0,
    hours: held > 0 ? hoursToInterview(clock, attemptSuccess, attempts, hoursPerInterview, waited / held) : null,
  };
}

/** At most ten years; the waits of a pool are read before those of the next are written. */
const mostSteps = 10 * stepsAYear;
/** Step by step of those in which a case begins: weeks waited, and how many begin. */
const stepWaits = new Float64Array(mostSteps);
const stepCases = new Float64Array(mostSteps);

interface CaseStream extends Pick<CasePart, 'load' | 'growth'> {
  /** Steps in which a case begins. */
  readonly steps: number;
}

/** Cases of a pool as a stream, from today's caseload and queue: what comes of each year goes `into` its numbers. */
function caseStream(service: TargetedService, into: Float64Array): CaseStream {
  const length = slotWeeks(service);
  const slots = placesOf(service);
  const surge = service.surges.perYear * service.surges.referrals;
  const { referrals } = service;
  const allSteps = referrals.length * stepsAYear;
  let { waiting, openCases: open } = service;
  let steps = 0;
  let again = 0;
  let load = 0;
  let growth = 0;
  for (let year = 0; year < referrals.length; year++) {
    const referred = (sumOf(referrals[year]!) + surge) / stepsAYear;
    const waitingBefore = waiting;
    let taken = 0;
    let allocated = 0;
    let withdrew = 0;
    let closed = 0;
    for (let step = 0; step < stepsAYear; step++) {
      const closes = slots > 0 ? Math.min(open, (open / length) * weeks) : 0;
      const comes = referred * service.triageAccepted + again;
      again = closes * service.reReferred;
      const leaves = Math.min(waiting, waiting * service.withdrawPerWeek * weeks);
      open -= closes;
      const starts = Math.max(0, Math.min(waiting - leaves + comes, slots - open));
      const queued = waiting;
      waiting += comes - leaves - starts;
      open += starts;
      taken += comes;
      withdrew += leaves;
      allocated += starts;
      closed += closes;
      if (starts > 0) {
        stepWaits[steps] = ((queued + waiting) / 2 / starts) * weeks;
        stepCases[steps++] = starts;
      }
      if (comes > 0) load += comes / weeks / (slots / length) / allSteps;
    }
    growth += Math.max(0, (waiting - waitingBefore) / weeksAYear) / referrals.length;
    const at = year * caseNumbers;
    into[at] = taken;
    into[at + 1] = allocated;
    into[at + 2] = withdrew;
    into[at + 3] = closed;
    into[at + 4] = waiting;
    into[at + 5] = open;
  }
  return { steps, load, growth: load >= 1 ? growth : 0 };
}

/** Weeks waited by those who begin, over all steps. @param anyone whether a child was taken on at all */
function waitsOf(steps: number, anyone: boolean): Pick<PoolFlow, 'waitMean' | 'waitMedian' | 'wait90'> {
  let begun = 0;
  let waited = 0;
  for (let step = 0; step < steps; step++) {
    begun += stepCases[step]!;
    waited += stepWaits[step]! * stepCases[step]!;
  }
  if (!(begun > 0)) {
    const nobody = anyone ? null : 0;
    return { waitMean: nobody, waitMedian: nobody, wait90: nobody };
  }
  const order = Array.from({ length: steps }, (_, step) => step).sort((a, b) => stepWaits[a]! - stepWaits[b]!);
  let all = 0;
  for (const step of order) all += stepCases[step]!;
  const quantile = (p: number): number => {
    let reached = 0;
    for (const step of order) {
      reached += stepCases[step]!;
      if (reached >= p * all) return stepWaits[step]!;
    }
    return 0;
  };
  return { waitMean: waited / begun, waitMedian: quantile(0.5), wait90: quantile(0.9) };
}

const withoutWaits = { waitMean: null, waitMedian: null, wait90: null };

function casesOf(targeted: TargetedService, withWaits: boolean): CasePart {
  const years = keptRows.row(targeted.referrals.length * caseNumbers);
  const { steps, load, growth } = caseStream(targeted, years);
  let anyone = false;
  for (let year = 0; year < targeted.referrals.length; year++) if (years[year * caseNumbers]! > 0) anyone = true;
  const { waitMean, waitMedian, wait90 } = withWaits ? waitsOf(steps, anyone) : withoutWaits;
  return { years, load, growth, waitMean, waitMedian, wait90 };
}

/**
 * The fluid engine: children as a stream, week by week, from today's caseload and queue, with the seasons. It shows launches,
 * overload and exits; waits that come from chance alone are not in it.
 */
export const fluidEngine: InstantEngine = {
  interviews: interviewPart,
  cases: targeted => casesOf(targeted, true),
  limits: calendarLimits,
};

/** The same without how long children wait for a worker, which takes longest and is not asked for where engines are compared. */
export const fluidEngineWithoutWaits: InstantEngine = { ...fluidEngine, cases: targeted => casesOf(targeted, false) };

/** The stream of one option by itself. @param swings how far the highest month lies above the mean, by pool */
export const fluidFlow = (model: OptionModel, swings: readonly number[]): OptionFlow =>
  instantFlow(fluidEngine, model, swings, null);
