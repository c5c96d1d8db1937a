import type { Calendar } from './model.ts';
import { clockOf, WorkingTime } from './simulation/calendar.ts';

/** A calendar, counted over every hour of a year at which a child may return. */
export interface InterviewClock {
  readonly openHoursPerWeek: number;
  readonly hoursPerDay: number;
  /** Kinds of return: hours already worked on the day of the return, hours open until the time is up, share of returns. */
  readonly phase: Float64Array;
  readonly left: Float64Array;
  readonly share: Float64Array;
  /** Closures: their hours, and how many there are in a year. All who return meanwhile come at the next opening together. */
  readonly closures: readonly { readonly hours: number; readonly perYear: number }[];
}

const known = new Map<string, Map<number, InterviewClock>>();

/** Counts a calendar exactly, in elapsed time across weekends, bank holidays and clock changes. */
export function interviewClock(start: string, calendar: Calendar, targetHours: number): InterviewClock {
  const opens = Math.round(calendar.opens * 4) / 4;
  const closes = Math.max(opens + 0.25, Math.round(calendar.closes * 4) / 4);
  const target = Math.round(targetHours);
  // A number is found faster than a text, and this is asked for in every draw.
  const key =
    (((opens * 4 * 128 + closes * 4) * 2 + (calendar.weekends ? 1 : 0)) * 2 + (calendar.bankHolidays ? 1 : 0)) * 1024 +
    target;
  let ofStart = known.get(start);
  if (!ofStart) {
    if (known.size > 20) known.clear();
    known.set(start, (ofStart = new Map()));
  }
  let found = ofStart.get(key);
  if (!found) {
    if (ofStart.size > 200) ofStart.clear();
    found = counted(start, { ...calendar, opens, closes }, target);
    ofStart.set(key, found);
  }
  return found;
}

function counted(start: string, calendar: Calendar, target: number): InterviewClock {
  const clock = clockOf(start, 1, 30);
  const time = new WorkingTime(clock, calendar);
  const end = clock.midnights[clock.yearDays[1]!]!;
  const day = calendar.closes - calendar.opens;
  const kinds = new Map<string, { phase: number; left: number; count: number }>();
  const lengths = new Map<number, number>();
  let returns = 0;
  let closed = 0;
  let worked = -1;
  for (let t = 0.5; t < end; t += 1) {
    returns++;
    const begun = time.at(t);
    const phase = Math.round((begun % day) * 4) / 4;
    const left = Math.round((time.at(t + target) - begun) * 4) / 4;
    const key = `${phase} ${left}`;
    const kind = kinds.get(key);
    if (kind) kind.count++;
    else kinds.set(key, { phase, left, count: 1 });
    if (begun === worked) closed++;
    else {
      if (closed > 1) lengths.set(closed, (lengths.get(closed) ?? 0) + 1);
      closed = 0;
    }
    worked = begun;
  }
  const all = [...kinds.values()];
  return {
    openHoursPerWeek: (time.at(end) / end) * 168,
    hoursPerDay: day,
    phase: Float64Array.from(all, kind => kind.phase),
    left: Float64Array.from(all, kind => kind.left),
    share: Float64Array.from(all, kind => kind.count / returns),
    closures: [...lengths].map(([hours, perYear]) => ({ hours, perYear })),
  };
}

/** That one of the attempts succeeds. */
export const successOf = (attemptSuccess: number, attempts: number): number => 1 - (1 - attemptSuccess) ** attempts;

/** Attempts that are made for a child on average. */
export const attemptsOf = (attemptSuccess: number, attempts: number): number =>
  successOf(attemptSuccess, attempts) / attemptSuccess;

/** Working hours that can be to spare: the longest that may be allowed. */
const mostHours = 169;

/**
 * By whole working hours to spare when nobody waits: share of completed interviews. What is missing to 1 comes too late.
 * @param hours working hours that an attempt takes; one that fails is made again on the next working day
 */
export function spareHours(
  clock: InterviewClock,
  attemptSuccess: number,
  attempts: number,
  hours: number,
  into: Float64Array = new Float64Array(mostHours),
): Float64Array {
  into.fill(0);
  const { phase, left, share, hoursPerDay: day } = clock;
  const scale = attemptSuccess / successOf(attemptSuccess, attempts);
  for (let kind = 0; kind < phase.length; kind++) {
    const from = phase[kind]!;
    let ends = from + hours;
    let weight = scale * share[kind]!;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const spare = left[kind]! - (ends - from);
      if (spare < -1e-9) break;
      const at = spare > 0 ? Math.floor(spare + 1e-9) : 0;
      into[at < mostHours ? at : mostHours - 1]! += weight;
      weight *= 1 - attemptSuccess;
      ends = Math.ceil(ends / day - 1e-9) * day + hours;
    }
  }
  return into;
}

/** The most that any number of workers reaches in time, as a share of interviews completed. */
export function calendarLimit(clock: InterviewClock, attemptSuccess: number, attempts: number, hours: number): number {
  let reached = 0;
  for (const share of spareHours(clock, attemptSuccess, attempts, hours)) reached += share;
  return Math.min(1, reached);
}

/** Share in time when `waits` of all wait in working hours, exponentially with mean `mean`. */
export function shareInTime(spare: Float64Array, waits: number, mean: number): number {
  let reached = 0;
  if (!(mean > 0)) {
    for (const share of spare) reached += share;
    return Math.min(1, reached);
  }
  const step = Math.exp(-1 / mean);
  let late = waits * Math.exp(-0.5 / mean);
  for (let k = 0; k < spare.length; k++) {
    reached += spare[k]! * (1 - late);
    late *= step;
  }
  return Math.min(1, reached);
}

/** Share in time when every interview waits `wait` working hours. */
export function shareInTimeAfter(spare: Float64Array, wait: number): number {
  let reached = 0;
  for (let k = 0; k < spare.length; k++) {
    // Within its hour the share to spare is spread evenly, so that more staff never jump.
    const served = Math.min(1, Math.max(0, k + 1 - wait));
    reached += spare[k]! * (wait <= 0 ? 1 : served);
  }
  return Math.min(1, reached);
}

/** Mean elapsed hours from return to a completed interview, when each waits `wait` working hours. Approximate. */
export function hoursToInterview(
  clock: InterviewClock,
  attemptSuccess: number,
  attempts: number,
  hours: number,
  wait: number,
): number {
  const elapsedPerOpen = 168 / clock.openHoursPerWeek;
  let closedFor = 0;
  for (const { hours: length, perYear } of clock.closures) closedFor += (perYear * length ** 2) / 2 / 8766;
  const again = attemptsOf(attemptSuccess, attempts) - 1;
  return closedFor + (wait + hours) * elapsedPerOpen * 0.75 + again * clock.hoursPerDay * elapsedPerOpen;
}
