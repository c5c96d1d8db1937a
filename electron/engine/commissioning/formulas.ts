import {
  attemptsOf,
  calendarLimit,
  hoursToInterview,
  interviewClock,
  shareInTime,
  spareHours,
  successOf,
} from './interview-clock.ts';
import type { InterviewClock } from './interview-clock.ts';
import type { DistrictFlow, MissingService, OptionFlow, OptionModel, PoolFlow, TargetedService } from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

/** Interviewers and how fast each works: direct hours spread over the hours open; 4.5 are five at nine tenths. */
export function interviewersOf(service: MissingService, clock: InterviewClock): { count: number; hours: number } {
  const speed = Math.min(1, service.directHoursPerWteWeek / clock.openHoursPerWeek);
  const count = Math.max(1, Math.ceil(service.wte - 1e-9));
  return { count, hours: service.hoursPerInterview / (speed * (service.wte / count)) };
}

/** Working hours that an attempt takes a whole-time worker. */
export const hoursOfWhole = (service: MissingService, clock: InterviewClock): number =>
  service.hoursPerInterview / Math.min(1, service.directHoursPerWteWeek / clock.openHoursPerWeek);

/** How interviews of a pool stand in a year. */
interface Interviewing {
  load: number;
  /** Interviews that wait or are at work at the end. */
  backlog: number;
  completed: number;
  inTime: number;
  wait: number;
}

const spare = new Float64Array(169);

/** At most so many years; their states are filled again in every draw instead of made anew. */
const mostYears = 10;
const interviewStates = Array.from({ length: mostYears }, (): Interviewing => ({
  load: 0,
  backlog: 0,
  completed: 0,
  inTime: 0,
  wait: 0,
}));
const caseStates = Array.from({ length: mostYears }, (): Caseloads => ({
  load: 0,
  waiting: 0,
  waits: 0,
  open: 0,
  perWeek: 0,
  withdrewPerWeek: 0,
  growth: 0,
}));

/**
 * Erlang's B by recursion, in its reciprocal. Part of a server counts by its power between none and one, which the recursion
 * forgets; `queues.ts` has it to the last digit, and slowly.
 */
function reciprocalErlangB(servers: number, load: number): number {
  const whole = Math.floor(servers);
  const part = servers - whole;
  let reciprocal = part === 0 ? 1 : (1 + 1 / load) ** part;
  for (let k = 1; k <= whole && reciprocal < 1e12; k++) reciprocal = 1 + ((k + part) / load) * reciprocal;
  return reciprocal;
}

function waitProbability(servers: number, load: number): number {
  if (load <= 0) return 0;
  if (load >= servers) return 1;
  const b = 1 / reciprocalErlangB(servers, load);
  return b / (1 - (load / servers) * (1 - b));
}

/**
 * Interviews of a pool year by year. The queue in working hours is M/M/c, its wait halved as every interview takes the same
 * hours (Allen–Cunneen, approximate); it comes to its level as Kimber and Hollis (1979), TRL LR909, have it, so that an
 * overloaded pool has an answer too; and those who return while it is closed come at the next opening together.
 */
function fillInterviews(service: MissingService, clock: InterviewClock, perYear: readonly number[]): void {
  const { attemptSuccess: p, attempts } = service;
  const openAYear = clock.openHoursPerWeek * weeksAYear;
  const success = successOf(p, attempts);
  const work = attemptsOf(p, attempts);
  const { count, hours } = interviewersOf(service, clock);
  const capacity = (count / hours) * openAYear;
  spareHours(clock, p, attempts, hours, spare);
  let openings = 0;
  for (const closure of clock.closures) openings += closure.perYear;
  let before = 0;
  for (let year = 0; year < perYear.length; year++) {
    const interviews = (perYear[year]! * service.offered * service.accepted) / service.episodesPerInterview;
    const demand = interviews * work;
    const load = demand / capacity;
    const waits = waitProbability(count, load * count);
    const scale = (load >= 1 ? 1 : waits) / 2;
    const backlogEnd = scale * queueAfter(load, capacity * (year + 1));
    const queue = scale * queueAfter(load, capacity * (year + 0.5));
    const perHour = capacity / openAYear;
    // Those of one closure beyond the workers who are free wait for one another.
    const free = count * Math.max(0, 1 - load);
    let together = 0;
    let late = 0;
    for (const { hours: closed, perYear: times } of clock.closures) {
      // First attempts of all who returned meanwhile, and second ones of the day before.
      const batch = (interviews * closed) / 8766 + (demand - interviews) / openings;
      const beyond = Math.max(0, batch - free);
      together += (times * beyond ** 2) / 2;
      late += times * beyond;
    }
    // What is still there when more come is waited for by them too.
    const batchWait = demand > 0 ? together / (perHour * (1 - Math.min(0.9, load))) / demand : 0;
    const anyWait = Math.min(1, 1 - (1 - Math.min(1, waits)) * (1 - Math.min(1, demand > 0 ? late / demand : 0)));
    const wait = (demand > 0 ? queue / Math.min(demand / openAYear, perHour) : 0) + batchWait;
    const inTime = shareInTime(spare, anyWait, anyWait > 0 ? wait / anyWait : 0);
    const grown = (backlogEnd - before) / work;
    before = backlogEnd;
    const possible = interviews * success;
    const completed = Math.max(0, Math.min(possible, possible - Math.max(0, grown) * success));
    const state = interviewStates[year]!;
    state.load = load;
    state.backlog = backlogEnd;
    state.completed = completed * service.episodesPerInterview;
    state.inTime = inTime;
    state.wait = wait;
  }
}

/** Kimber and Hollis's queue of M/M/1 after `served` could have been served, from none at the start. */
function queueAfter(load: number, served: number): number {
  const a = (1 - load) * served + 1;
  const b = 4 * load * served;
  const all = (Math.sqrt(a * a + b) - a) / 2;
  // Of those in the system the part that waits.
  return Math.max(0, all * Math.min(1, load));
}

/** How the Targeted Service of a pool stands in a year, in its steady state. */
interface Caseloads {
  load: number;
  waiting: number;
  waits: number;
  open: number;
  perWeek: number;
  withdrewPerWeek: number;
  growth: number;
}

/** Weeks that a case holds a slot: its length, and the waits when its worker leaves. */
export const slotWeeks = (service: TargetedService): number =>
  service.caseWeeks * (1 + (service.turnover / weeksAYear) * service.reallocationWeeks);

/**
 * Slots are the servers, children who wait may withdraw (Erlang A; `slots` need not be whole). Lumpy referrals and uneven
 * cases scale the part of the queue that is due to chance by (cvArrival² + cvService²) / 2 (Allen–Cunneen, approximate).
 */
function fillCaseloads(state: Caseloads, service: TargetedService, perWeek: number, lumpiness: number): void {
  const weeks = slotWeeks(service);
  const slots = Math.max(0.01, service.slotsPerWte * service.wte);
  const capacity = slots / weeks;
  // Who waits for twenty years does not withdraw.
  const theta = service.withdrawPerWeek < 0.001 ? 0 : service.withdrawPerWeek;
  const load = perWeek / capacity;
  const growth = Math.max(0, perWeek - capacity);
  state.load = load;
  state.perWeek = perWeek;
  state.growth = growth;
  state.waits = perWeek > 0 ? 1 : 0;
  state.waiting = 0;
  state.withdrewPerWeek = 0;
  state.open = perWeek > 0 ? slots : 0;
  if (perWeek <= 0) return;
  // Far beyond capacity chance no longer matters: as many withdraw as are too many.
  if (theta > 0 && growth > 4 * Math.sqrt(perWeek * theta)) {
    state.waiting = growth / theta;
    state.withdrewPerWeek = growth;
    return;
  }
  let sum = 0;
  let queue = 0;
  if (theta > 0) {
    let term = 1;
    for (let k = 1; k < 5000; k++) {
      term *= perWeek / (capacity + k * theta);
      sum += term;
      queue += k * term;
      if (term < 1e-7 * (1 + sum) && perWeek < capacity + k * theta) break;
    }
  } else if (load < 1) {
    sum = load / (1 - load);
    queue = load / (1 - load) ** 2;
  } else {
    state.waiting = Infinity;
    return;
  }
  const total = reciprocalErlangB(slots, perWeek * weeks) + sum;
  const steady = theta > 0 ? growth / theta : 0;
  const scale = (lumpiness + service.caseWeeksCv ** 2) / 2;
  const waiting = Math.max(0, steady + (queue / total - steady) * scale);
  const withdrewPerWeek = Math.min(perWeek, theta * waiting);
  state.waiting = waiting;
  state.waits = Math.min(1, (1 + sum) / total);
  state.open = (perWeek - withdrewPerWeek) * weeks;
  state.withdrewPerWeek = withdrewPerWeek;
}

/** Fills the states of all years; those who are referred again are in them. */
function fillCases(service: TargetedService): void {
  const surge = service.surges.perYear * service.surges.referrals;
  const again = 1 / (1 - service.reReferred);
  const first = sumOf(service.referrals[0]!);
  // Variance over mean of arrivals in a short time: ones, and whole operations.
  const lumpiness =
    first + surge > 0 ? (first + service.surges.perYear * service.surges.referrals ** 2) / (first + surge) : 1;
  for (let year = 0; year < service.referrals.length; year++) {
    const taken = (sumOf(service.referrals[year]!) + surge) * service.triageAccepted * again;
    fillCaseloads(caseStates[year]!, service, taken / weeksAYear, lumpiness);
  }
}

/**
 * The instant engine: closed forms for every year of an option, as if each year's demand had been there for long. Today's
 * caseload and queue do not count; the fluid and the simulation start from them.
 */
export function formulaFlow(model: OptionModel): OptionFlow {
  const { years } = model;
  const flows: DistrictFlow[][] = Array.from({ length: years }, () => [] as DistrictFlow[]);
  const waiting = Array.from({ length: years }, () => 0);
  const open = Array.from({ length: years }, () => 0);
  const pools: PoolFlow[] = [];
  let missingWte = 0;
  let targetedWte = 0;
  for (const { contract, districts, missing, targeted } of model.pools) {
    const clock = interviewClock(model.start, missing.calendar, missing.targetHours);
    const episodes: number[] = [];
    for (let year = 0; year < years; year++) episodes.push(sumOf(missing.episodes[year]!));
    fillInterviews(missing, clock, episodes);
    fillCases(targeted);
    const interviews = interviewStates;
    const cases = caseStates;
    let missingLoad = 0;
    let targetedLoad = 0;
    let growth = 0;
    let interviewWait = 0;
    let any = false;
    const surge = targeted.surges.perYear * targeted.surges.referrals;
    let meanWait = 0;
    let allocatedInAll = 0;
    let waitingBefore = cases[0]!.waiting === Infinity ? targeted.waiting : cases[0]!.waiting;
    let openBefore = cases[0]!.open;
    let median = 0;
    let ninety = 0;
    let unstable = false;
    for (let year = 0; year < years; year++) {
      const state = cases[year]!;
      const found = interviews[year]!;
      missingLoad += found.load / years;
      targetedLoad += state.load / years;
      growth += state.growth / years;
      interviewWait += found.wait / years;
      any ||= found.completed > 0;
      const isEndless = state.waiting === Infinity;
      unstable ||= isEndless;
      const taken = state.perWeek * weeksAYear;
      const withdrew = state.withdrewPerWeek * weeksAYear;
      // No more can wait or be open than there were and came.
      const waitingNow = Math.min(
        waitingBefore + taken - withdrew,
        isEndless ? waitingBefore + state.growth * weeksAYear : state.waiting,
      );
      const allocated = taken - withdrew - (waitingNow - waitingBefore);
      const openNow = Math.min(openBefore + allocated, state.open);
      const closed = allocated - (openNow - openBefore);
      waiting[year]! += waitingNow;
      open[year]! += openNow;
      waitingBefore = waitingNow;
      openBefore = openNow;
      if (!isEndless && state.perWeek > 0) {
        // Of all who are taken on; those who withdraw waited too.
        const wait = state.waiting / state.perWeek;
        const conditional = state.waits > 0 ? wait / state.waits : 0;
        meanWait += allocated * wait;
        allocatedInAll += allocated;
        median += allocated * quantileOf(state.waits, conditional, 0.5);
        ninety += allocated * quantileOf(state.waits, conditional, 0.9);
      }
      const inAll = episodes[year]!;
      const referralsInAll = sumOf(targeted.referrals[year]!);
      const completedShare = inAll > 0 ? found.completed / inAll : 0;
      const row = flows[year]!;
      for (let at = 0; at < districts.length; at++) {
        const own = missing.episodes[year]![at]!;
        const referred = targeted.referrals[year]![at]!;
        const part = referralsInAll > 0 ? referred / referralsInAll : 1 / districts.length;
        const offered = own * missing.offered;
        row[districts[at]!] = {
          episodes: own,
          offered,
          accepted: offered * missing.accepted,
          completed: own * completedShare,
          within72: own * completedShare * found.inTime,
          referrals: referred + surge * part,
          taken: taken * part,
          allocated: allocated * part,
          withdrew: withdrew * part,
          closed: closed * part,
        };
      }
    }
    const { hours } = interviewersOf(missing, clock);
    pools.push({
      contract,
      missingLoad,
      targetedLoad,
      interviewHours: any
        ? hoursToInterview(clock, missing.attemptSuccess, missing.attempts, hours, interviewWait)
        : null,
      waitMean: unstable ? null : allocatedInAll > 0 ? meanWait / allocatedInAll : 0,
      waitMedian: unstable ? null : allocatedInAll > 0 ? median / allocatedInAll : 0,
      wait90: unstable ? null : allocatedInAll > 0 ? ninety / allocatedInAll : 0,
      growthPerWeek: growth,
      changedWorker: 1 - Math.exp((-targeted.turnover * targeted.caseWeeks) / weeksAYear),
    });
    missingWte += missing.wte;
    targetedWte += targeted.wte;
  }
  return {
    flows,
    waiting,
    open,
    pools,
    wte: Array.from({ length: years }, () => ({ missing: missingWte, targeted: targetedWte })),
    // Seldom asked for, and as much work as all the rest.
    get calendarLimit() {
      return model.pools.map(({ missing }) =>
        limitOf(missing, interviewClock(model.start, missing.calendar, missing.targetHours)),
      );
    },
  };
}

/** The calendar limit of a pool, however many work there. */
export const limitOf = (missing: MissingService, clock: InterviewClock): number =>
  calendarLimit(clock, missing.attemptSuccess, missing.attempts, hoursOfWhole(missing, clock));

/** The quantile of a wait that is nothing for all but `waits`, and exponential with mean `mean` for them. */
const quantileOf = (waits: number, mean: number, p: number): number =>
  waits <= 1 - p ? 0 : mean * Math.log(waits / (1 - p));
