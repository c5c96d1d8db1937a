import { acceptedOf, attemptsAYear, placesOf, slotWeeks } from './capacity.ts';
import { calendarLimits, changedWorkerOf, employed, fillDistricts } from './formulas.ts';
import {
  addTimeliness,
  attemptsOf,
  hoursToInterview,
  interviewClock,
  keptSpareHours,
  successOf,
} from './interview-clock.ts';
import type { InterviewClock } from './interview-clock.ts';
import type {
  DistrictFlow,
  MissingService,
  OptionFlow,
  OptionModel,
  Pool,
  PoolFlow,
  TargetedService,
} from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

const stepsAYear = 52;
const weeks = weeksAYear / stepsAYear;

/** By step of the year: highest in July, a quarter into the financial year and a month. */
const seasonCurve = Float64Array.from({ length: stepsAYear }, (_, step) =>
  Math.cos((2 * Math.PI * (step - 15)) / stepsAYear),
);

const spareOf = keptSpareHours();

interface InterviewYear {
  readonly completed: number;
  readonly givenUp: number;
  /** Shares of those completed. */
  readonly inTime: number;
  readonly lateEffect: number;
  /** Working hours waited, added up over episodes answered. */
  readonly waited: number;
}

/** Interviews of a pool as a stream, year by year. */
function interviewStream(service: MissingService, clock: InterviewClock, swing: number): InterviewYear[] {
  const { attemptSuccess: p, attempts, givesUpHours } = service;
  const work = attemptsOf(p, attempts);
  const perAttempt = (successOf(p, attempts) * service.episodesPerInterview) / work;
  const perStep = attemptsAYear(service, clock.openHoursPerWeek) / stepsAYear;
  const hoursOfStep = clock.openHoursPerWeek * weeks;
  const longest = givesUpHours === undefined ? Infinity : givesUpHours / 168 / weeks;
  const mostWaiting = longest === Infinity ? Infinity : perStep * longest;
  const spare = spareOf(clock, p, attempts, service.hoursPerInterview, service.halfEffectHours);
  // Nobody waits in most steps, and what comes of that is the same in all of them.
  const atOnce = { inTime: 0, lateEffect: 0 };
  addTimeliness(atOnce, spare, 0, 0, 0, 1);
  let backlog = 0;
  return service.episodes.map(year => {
    const found = { completed: 0, givenUp: 0, inTime: 0, lateEffect: 0, waited: 0 };
    const interviews = (acceptedOf(service, year) * service.offered) / service.episodesPerInterview / stepsAYear;
    for (let step = 0; step < stepsAYear; step++) {
      const before = backlog;
      const demand = before + interviews * work * (1 + swing * seasonCurve[step]!);
      const served = Math.min(demand, perStep);
      backlog = Math.min(demand - served, mostWaiting);
      const done = served * perAttempt;
      found.givenUp += (demand - served - backlog) * perAttempt;
      if (!(done > 0)) continue;
      const wait = ((before + backlog) / 2 / perStep) * hoursOfStep;
      found.completed += done;
      found.waited += done * wait;
      if (wait > 0) addTimeliness(found, spare, wait, 0, 0, done);
      else {
        found.inTime += done * atOnce.inTime;
        found.lateEffect += done * atOnce.lateEffect;
      }
    }
    if (found.completed > 0) {
      found.inTime /= found.completed;
      found.lateEffect /= found.completed;
    }
    return found;
  });
}

interface CaseStreamYear {
  taken: number;
  allocated: number;
  withdrew: number;
  closed: number;
  waiting: number;
  open: number;
}

interface CaseStream {
  readonly years: readonly CaseStreamYear[];
  /** Weeks that those allocated in a step waited. */
  readonly waits: readonly { readonly wait: number; readonly cases: number }[];
  readonly load: number;
  readonly growthPerWeek: number;
}

/** Cases of a pool as a stream, from today's caseload and queue. */
function caseStream(service: TargetedService): CaseStream {
  const length = slotWeeks(service);
  const slots = placesOf(service);
  const surge = service.surges.perYear * service.surges.referrals;
  const waits: { wait: number; cases: number }[] = [];
  let { waiting, openCases: open } = service;
  let again = 0;
  let load = 0;
  let growth = 0;
  const years = service.referrals.map(year => {
    const found: CaseStreamYear = { taken: 0, allocated: 0, withdrew: 0, closed: 0, waiting: 0, open: 0 };
    const referred = (sumOf(year) + surge) / stepsAYear;
    const waitingBefore = waiting;
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
      found.taken += comes;
      found.withdrew += leaves;
      found.allocated += starts;
      found.closed += closes;
      if (starts > 0) waits.push({ wait: ((queued + waiting) / 2 / starts) * weeks, cases: starts });
      if (comes > 0) load += comes / weeks / (slots / length) / (service.referrals.length * stepsAYear);
    }
    growth += Math.max(0, (waiting - waitingBefore) / weeksAYear) / service.referrals.length;
    return { ...found, waiting, open };
  });
  return { years, waits, load, growthPerWeek: load >= 1 ? growth : 0 };
}

function weightedQuantiles(waits: CaseStream['waits']): (p: number) => number {
  const order = waits.toSorted((a, b) => a.wait - b.wait);
  const all = order.reduce((sum, one) => sum + one.cases, 0);
  return p => {
    let reached = 0;
    for (const one of order) {
      reached += one.cases;
      if (reached >= p * all) return one.wait;
    }
    return 0;
  };
}

/** Year by year of one pool, put into the flows of the option; what there is to say of the pool. */
function poolFlow(
  pool: Pool,
  clock: InterviewClock,
  swing: number,
  into: { readonly flows: DistrictFlow[][]; readonly waiting: number[]; readonly open: number[] },
): PoolFlow {
  const { missing, targeted } = pool;
  const interviews = interviewStream(missing, clock, swing);
  const cases = caseStream(targeted);
  for (const [year, found] of interviews.entries()) {
    fillDistricts(into.flows[year]!, pool, year, found, cases.years[year]!);
    into.waiting[year]! += cases.years[year]!.waiting;
    into.open[year]! += cases.years[year]!.open;
  }
  const held = interviews.reduce((sum, year) => sum + year.completed, 0);
  const waited = interviews.reduce((sum, year) => sum + year.waited, 0);
  const demand = missing.episodes.reduce((sum, year) => sum + acceptedOf(missing, year) * missing.offered, 0);
  const { attemptSuccess, attempts, hoursPerInterview, episodesPerInterview } = missing;
  const asked = ((demand / episodesPerInterview) * attemptsOf(attemptSuccess, attempts)) / missing.episodes.length;
  const begun = cases.waits.reduce((sum, one) => sum + one.cases, 0);
  const quantile = weightedQuantiles(cases.waits);
  const nobody = cases.years.some(year => year.taken > 0) ? null : 0;
  return {
    contract: pool.contract,
    missingLoad: asked > 0 ? asked / attemptsAYear(missing, clock.openHoursPerWeek) : 0,
    targetedLoad: cases.load,
    interviewHours:
      held > 0 ? hoursToInterview(clock, attemptSuccess, attempts, hoursPerInterview, waited / held) : null,
    waitMean: begun > 0 ? cases.waits.reduce((sum, one) => sum + one.wait * one.cases, 0) / begun : nobody,
    waitMedian: begun > 0 ? quantile(0.5) : nobody,
    wait90: begun > 0 ? quantile(0.9) : nobody,
    growthPerWeek: cases.growthPerWeek,
    changedWorker: changedWorkerOf(targeted),
  };
}

/**
 * The fluid engine: children as a stream, week by week, from today's caseload and queue, with the seasons. It shows launches,
 * overload and exits; waits that come from chance alone are not in it.
 * @param swing how far the highest month lies above the mean, by pool
 */
export function fluidFlow(model: OptionModel, swing: readonly number[]): OptionFlow {
  const { years } = model;
  const flows: DistrictFlow[][] = Array.from({ length: years }, () => [] as DistrictFlow[]);
  const waiting = Array.from({ length: years }, () => 0);
  const open = Array.from({ length: years }, () => 0);
  const pools = model.pools.map((pool, at) => {
    const clock = interviewClock(model.start, pool.missing.calendar, pool.missing.targetHours);
    return poolFlow(pool, clock, swing[at]!, { flows, waiting, open });
  });
  return {
    flows,
    waiting,
    open,
    pools,
    wte: employed(model),
    get calendarLimit() {
      return calendarLimits(model);
    },
  };
}
