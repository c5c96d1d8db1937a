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

/** When interviews of a pool are held while nobody waits. */
export interface Spare {
  /** By whole working hours to spare: share of completed interviews. What is missing to 1 comes too late. */
  readonly hours: Float64Array;
  /** Those hours that somebody has to spare, from the fewest on, and how many they are. */
  readonly held: Uint8Array;
  holders: number;
  /** What is left of the effect of those that come too late for their calendar alone, added up over their shares. */
  lateEffect: number;
  /** How an open hour of further delay takes from the effect: the rate of its exponential. */
  fading: number;
  /** Hours to spare that anyone has. */
  most: number;
}

const newSpare = (): Spare => ({
  hours: new Float64Array(mostHours),
  held: new Uint8Array(mostHours),
  holders: 0,
  lateEffect: 0,
  fading: 0,
  most: 0,
});

/**
 * @param hours working hours that an attempt takes; a child is heard when they are over, and an attempt that fails is made
 *   again on the next working day
 * @param halfHours elapsed hours after the time allowed in which the effect of an interview halves
 */
export function spareHours(
  clock: InterviewClock,
  attemptSuccess: number,
  attempts: number,
  hours: number,
  halfHours = Infinity,
  into: Spare = newSpare(),
): Spare {
  const { phase, left, share, hoursPerDay: day } = clock;
  into.hours.fill(0);
  into.fading = (Math.LN2 / halfHours) * (168 / clock.openHoursPerWeek);
  into.lateEffect = 0;
  into.most = 0;
  const scale = attemptSuccess / successOf(attemptSuccess, attempts);
  for (let kind = 0; kind < phase.length; kind++) {
    const from = phase[kind]!;
    let ends = from + hours;
    let weight = scale * share[kind]!;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const spare = left[kind]! - (ends - from);
      if (spare < -1e-9) into.lateEffect += weight * Math.exp(into.fading * spare);
      else {
        const at = Math.min(mostHours - 1, spare > 0 ? Math.floor(spare + 1e-9) : 0);
        into.hours[at]! += weight;
        if (at > into.most) into.most = at;
      }
      weight *= 1 - attemptSuccess;
      ends = Math.ceil(ends / day - 1e-9) * day + hours;
    }
  }
  into.holders = 0;
  for (let k = 0; k <= into.most; k++) if (into.hours[k]! > 0) into.held[into.holders++] = k;
  return into;
}

/** What was asked, and what it came to. */
interface KeptSpare {
  clock: InterviewClock | null;
  readonly asked: Float64Array;
  readonly spare: Spare;
}
const mostSpares = 32;

/**
 * `spareHours` that are kept for a while: pools of one option mostly say the same, and so do a few draws in which something
 * else is varied again and again. What it answers is filled again after as many other questions as are kept.
 */
export function keptSpareHours(): typeof spareHours {
  const kept = Array.from({ length: mostSpares }, (): KeptSpare => ({
    clock: null,
    asked: new Float64Array(4),
    spare: newSpare(),
  }));
  let oldest = 0;
  let last = 0;
  return (clock, attemptSuccess, attempts, hours, halfHours = Infinity) => {
    for (let step = 0; step < mostSpares; step++) {
      const at = (last + step) % mostSpares;
      const { clock: ofClock, asked, spare } = kept[at]!;
      if (
        ofClock === clock &&
        asked[0] === attemptSuccess &&
        asked[1] === attempts &&
        asked[2] === hours &&
        asked[3] === halfHours
      ) {
        last = at;
        return spare;
      }
    }
    const own = kept[oldest]!;
    last = oldest;
    oldest = (oldest + 1) % mostSpares;
    own.clock = clock;
    own.asked.set([attemptSuccess, attempts, hours, halfHours]);
    return spareHours(clock, attemptSuccess, attempts, hours, halfHours, own.spare);
  };
}

/** What was asked of a calendar before: the same draws are asked about after every edit. */
const limits = new WeakMap<InterviewClock, Map<string, number>>();
const mostLimits = 5000;

/** The most that any number of workers reaches in time, as a share of interviews completed. */
export function calendarLimit(clock: InterviewClock, attemptSuccess: number, attempts: number, hours: number): number {
  let ofClock = limits.get(clock);
  if (!ofClock || ofClock.size >= mostLimits) limits.set(clock, (ofClock = new Map()));
  const key = `${attemptSuccess} ${attempts} ${hours}`;
  const known = ofClock.get(key);
  if (known !== undefined) return known;
  const found = countedLimit(clock, attemptSuccess, attempts, hours);
  ofClock.set(key, found);
  return found;
}

function countedLimit(clock: InterviewClock, attemptSuccess: number, attempts: number, hours: number): number {
  let reached = 0;
  for (const share of spareHours(clock, attemptSuccess, attempts, hours).hours) reached += share;
  return Math.min(1, reached);
}

/** Shares of completed interviews: those in time, and what is left of the effect of those that are late. */
export interface Timeliness {
  inTime: number;
  lateEffect: number;
}

/**
 * Adds what comes of it when every interview waits `certain` working hours, and `waits` of all wait longer, exponentially with
 * mean `mean`. @param weight with which it is added
 */
export function addTimeliness(
  into: Timeliness,
  spare: Spare,
  certain: number,
  waits: number,
  mean: number,
  weight: number,
): void {
  const { hours, held, holders, fading } = spare;
  if (!(mean > 0 && waits > 0)) {
    addCertain(into, spare, certain, weight);
    return;
  }
  const fadesBy = 1 / (1 + fading * mean);
  // All who are late already lose by the certain wait, and those who wait by chance lose more.
  const all = 1 - waits + waits * fadesBy;
  let inTime = 0;
  let late = spare.lateEffect * Math.exp(-fading * certain) * all;
  const step = Math.exp(-1 / mean);
  let beyond = waits * Math.exp(-(0.5 - certain) / mean);
  let at = 0;
  for (let holder = 0; holder < holders; holder++) {
    const k = held[holder]!;
    const share = hours[k]!;
    for (; at < k; at++) beyond *= step;
    const tooLate = beyond < waits ? beyond : waits;
    const left = k + 0.5 - certain;
    if (left >= 0.5) {
      inTime += share * (1 - tooLate);
      late += share * (tooLate * fadesBy);
    } else if (left <= -0.5) late += share * Math.exp(fading * left) * all;
    else {
      // Within its hour the share to spare is spread evenly, so that more staff never jump.
      const served = left + 0.5;
      inTime += share * served * (1 - tooLate);
      late += share * (1 - served + served * tooLate * fadesBy);
    }
  }
  into.inTime += weight * Math.min(1, inTime);
  into.lateEffect += weight * late;
}

/** `addTimeliness` where nobody waits by chance. */
function addCertain(into: Timeliness, spare: Spare, certain: number, weight: number): void {
  const { hours, held, holders, fading } = spare;
  let inTime = 0;
  let late = spare.lateEffect * Math.exp(-fading * certain);
  for (let holder = 0; holder < holders; holder++) {
    const k = held[holder]!;
    const share = hours[k]!;
    const left = k + 0.5 - certain;
    if (left >= 0.5) inTime += share;
    else if (left <= -0.5) late += share * Math.exp(fading * left);
    else {
      const served = left + 0.5;
      inTime += share * served;
      late += share * (1 - served);
    }
  }
  into.inTime += weight * Math.min(1, inTime);
  into.lateEffect += weight * late;
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
