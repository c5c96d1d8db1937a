import { localOfUtc, utcOfLocal } from '../../../shared/model/elapsed-hours.ts';
import { mmc, servedWithin } from './queues.ts';

export interface ReturnInterviews {
  readonly rho: number;
  readonly stable: boolean;
  readonly waitProbability: number | null;
  readonly meanWaitDays: number | null;
  /** Shares of the interviews that were accepted, and of all episodes. Null when there is no steady state. */
  readonly withinTarget: number | null;
  readonly withinTargetOfAll: number | null;
}

/**
 * Share of return interviews done within the target: M/M/c, waiting and interview together, day and night alike. What a
 * calendar does to it is for the simulation.
 * @param offered share of episodes @param accepted share of offers
 * @param meanEffortDays of an interviewer for one interview, > 0 @param interviewers > 0, need not be whole
 */
export function returnInterviews(given: {
  readonly episodesPerYear: number;
  readonly offered: number;
  readonly accepted: number;
  readonly meanEffortDays: number;
  readonly interviewers: number;
  readonly targetDays: number;
  readonly daysPerYear: number;
}): ReturnInterviews {
  const arrivals = (given.episodesPerYear * given.offered * given.accepted) / given.daysPerYear;
  const served = 1 / given.meanEffortDays;
  const queue = mmc(arrivals, served, given.interviewers);
  const within = queue.stable ? servedWithin(arrivals, served, given.interviewers, given.targetDays) : null;
  return {
    rho: queue.rho,
    stable: queue.stable,
    waitProbability: queue.waitProbability,
    meanWaitDays: queue.meanWait,
    withinTarget: within,
    withinTargetOfAll: within === null ? null : within * given.offered * given.accepted,
  };
}

const minute = 60_000;
const hour = 60 * minute;

/** Local date-time in the United Kingdom with its offset, "2026-03-30T21:00:00+01:00". */
function localTime(at: number): string {
  const local = Math.round(localOfUtc(at / minute) * minute);
  const text = new Date(local).toISOString().replace(/(\.000)?Z$/, '');
  return `${text}${local === at ? '+00:00' : '+01:00'}`;
}

/**
 * Milliseconds UTC of a local date-time in the United Kingdom, with or without an offset; null when it is not one. Without
 * an offset, an hour that comes twice is the first of the two, so that the deadline is never later than it should be, and an
 * hour that the clocks skip is read as if they had not yet been changed.
 * @param text "2026-03-27T20:00:00", seconds may be left out
 */
function instantOf(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!found) return null;
  const [year, month, day, hours, minutes, seconds] = found.slice(1, 7).map(part => Number(part ?? 0));
  const local =
    Date.UTC(year!, month! - 1, day, hours, minutes, seconds) + Math.round(Number(`0${found[7] ?? ''}`) * 1000);
  const back = new Date(Date.UTC(year!, month! - 1, day));
  if (back.getUTCMonth() !== month! - 1 || back.getUTCDate() !== day || hours! > 23 || minutes! > 59 || seconds! > 59)
    return null;
  if (year! < 1996) return null;
  if (found[8] === 'Z') return local;
  if (found[8]) {
    const [offsetHours, offsetMinutes] = found[8].slice(1).split(':').map(Number);
    return local - (found[8].startsWith('-') ? -1 : 1) * (offsetHours! * hour + offsetMinutes! * minute);
  }
  const at = utcOfLocal(local / minute) * minute;
  return Number.isNaN(at) ? local : Math.round(at);
}

/**
 * Deadline of an interview: so many **elapsed** hours after the return, over clock changes, weekends and bank holidays.
 * @param returned local date-time, see `instantOf` @returns local date-time with its offset; null when `returned` is not one
 * Source: Department for Education (2014), Statutory guidance on children who run away or go missing from home or care:
 * within 72 hours of the child's return.
 */
export function interviewDeadline(returned: string, hours: number): string | null {
  const at = instantOf(returned);
  return at === null ? null : localTime(at + Math.round(hours * hour));
}
