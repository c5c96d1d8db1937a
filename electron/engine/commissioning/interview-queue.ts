import { acceptedOf, attemptsAYear, interviewersOf } from './capacity.ts';
import { addTimeliness, attemptsOf, keptSpareHours, successOf } from './interview-clock.ts';
import type { InterviewClock, Timeliness } from './interview-clock.ts';
import type { MissingService } from './model.ts';
import { reciprocalErlangB } from './quick-erlang.ts';
import { weeksAYear } from './resolve.ts';

/** How the interviews of a pool stand in a year. */
export interface Interviewing extends Timeliness {
  load: number;
  /** Episodes: answered, given up because the interview came to be too old. */
  completed: number;
  givenUp: number;
  /** Working hours that an interview waits on average. */
  wait: number;
}

/** At most so many years; their states are filled again in every draw instead of made anew. */
const mostYears = 10;
const states = Array.from({ length: mostYears }, (): Interviewing => ({
  load: 0,
  completed: 0,
  givenUp: 0,
  inTime: 0,
  lateEffect: 0,
  wait: 0,
}));
const spareOf = keptSpareHours();

function waitProbability(servers: number, load: number): number {
  if (load <= 0) return 0;
  if (load >= servers) return 1;
  const b = 1 / reciprocalErlangB(servers, load);
  return b / (1 - (load / servers) * (1 - b));
}

/** Kimber and Hollis's queue of M/M/1 after `served` could have been served, from none at the start. */
function queueAfter(load: number, served: number): number {
  const a = (1 - load) * served + 1;
  const b = 4 * load * served;
  const all = (Math.sqrt(a * a + b) - a) / 2;
  // Of those in the system the part that waits.
  return Math.max(0, all * Math.min(1, load));
}

/** The part of that queue that is due to chance: beyond the overflow that is certain. */
const chanceQueue = (load: number, served: number): number =>
  Math.max(0, queueAfter(load, served) - Math.max(0, load - 1) * served);

/** Those who return while it is closed come at the next opening together: what they wait for one another. */
function closureWaits(
  clock: InterviewClock,
  perYear: { readonly interviews: number; readonly attempts: number },
  free: number,
): { readonly together: number; readonly late: number } {
  let openings = 0;
  for (const closure of clock.closures) openings += closure.perYear;
  let together = 0;
  let late = 0;
  for (const { hours: closed, perYear: times } of clock.closures) {
    // First attempts of all who returned meanwhile, and second ones of the day before.
    const batch =
      (perYear.interviews * closed) / 8766 + (perYear.attempts - perYear.interviews) / Math.max(1, openings);
    const beyond = Math.max(0, batch - free);
    together += (times * beyond ** 2) / 2;
    late += times * beyond;
  }
  return { together, late };
}

/** Points of a year at which a certain wait that grows or falls is looked at. */
const pointsOfYear = 8;

/**
 * Interviews of a pool year by year, in attempts of interviewers. What is more than they can do is carried over whole, and
 * given up once it is too old; only the part of the queue that is due to chance is halved, as every interview takes the same
 * hours (Allen–Cunneen, approximate). That part comes to its level as Kimber and Hollis (1979), TRL LR909, have it. Nobody
 * does more in a year than the hours of the pool allow. @returns states that the next call fills again
 */
export function interviewing(service: MissingService, clock: InterviewClock): readonly Interviewing[] {
  const { attemptSuccess: p, attempts, episodes } = service;
  const openAYear = clock.openHoursPerWeek * weeksAYear;
  const success = successOf(p, attempts);
  const work = attemptsOf(p, attempts);
  const { count } = interviewersOf(service, clock.openHoursPerWeek);
  const capacity = attemptsAYear(service, clock.openHoursPerWeek);
  const perHour = capacity / openAYear;
  const { givesUpHours } = service;
  const longest = givesUpHours === undefined ? Infinity : (givesUpHours * clock.openHoursPerWeek) / 168;
  const mostWaiting = longest === Infinity ? Infinity : perHour * longest;
  const spare = spareOf(clock, p, attempts, service.hoursPerInterview, service.halfEffectHours);
  let backlog = 0;
  let certain = 0;
  for (let year = 0; year < episodes.length; year++) {
    const state = states[year]!;
    const interviews = (acceptedOf(service, episodes[year]!) * service.offered) / service.episodesPerInterview;
    const demand = interviews * work;
    const load = demand > 0 ? demand / capacity : 0;
    const waits = capacity > 0 ? waitProbability(count, load * count) : 1;
    const scale = (load >= 1 ? 1 : waits) / 2;
    const certainBefore = certain;
    const backlogBefore = backlog;
    const most = backlog + demand;
    certain = Math.max(0, certain + demand - capacity);
    const chance = capacity > 0 ? scale * chanceQueue(load, capacity * (year + 1)) : 0;
    const waiting = Math.min(most, Math.max(certain + chance, most - capacity));
    backlog = Math.min(waiting, mostWaiting);
    certain = Math.min(certain, backlog);
    const perAttempt = (success * service.episodesPerInterview) / work;
    state.load = load;
    state.completed = Math.max(0, backlogBefore + demand - waiting) * perAttempt;
    state.givenUp = (waiting - backlog) * perAttempt;
    state.inTime = 0;
    state.lateEffect = 0;
    state.wait = 0;
    if (!(state.completed > 0)) continue;
    const { together, late } = closureWaits(clock, { interviews, attempts: demand }, count * Math.max(0, 1 - load));
    // What is still there when more come is waited for by them too.
    const batchWait = demand > 0 ? together / (perHour * (1 - Math.min(0.9, load))) / demand : 0;
    const queued = scale * chanceQueue(load, capacity * (year + 0.5));
    const chanceWait = (demand > 0 ? queued / Math.min(demand / openAYear, perHour) : 0) + batchWait;
    const any = Math.min(1, 1 - (1 - Math.min(1, waits)) * (1 - Math.min(1, demand > 0 ? late / demand : 0)));
    const grows = demand - capacity;
    const points = certainBefore > 0 || grows > 0 ? pointsOfYear : 1;
    for (let k = 0; k < points; k++) {
      const queue = Math.max(0, certainBefore + (grows * (k + 0.5)) / points);
      const wait = Math.min(longest, queue / perHour);
      addTimeliness(state, spare, wait, any, any > 0 ? chanceWait / any : 0, 1 / points);
      state.wait += (wait + chanceWait) / points;
    }
  }
  return states;
}
