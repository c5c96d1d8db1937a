import { attemptsOf, successOf } from './interview-clock.ts';
import type { MissingService, OptionModel, TargetedService } from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

/**
 * Interviewers of a pool and how fast each works: direct hours are spread over the hours open. A part of a number is the next
 * whole number of people who share the hours equally: 4.5 are five at nine tenths. None are none.
 */
export function interviewersOf(
  service: MissingService,
  openHoursPerWeek: number,
): { readonly count: number; readonly speed: number } {
  const count = service.wte > 0 ? Math.ceil(service.wte - 1e-9) : 0;
  // Nobody works faster than time passes.
  const whole = openHoursPerWeek > 0 ? Math.min(1, service.directHoursPerWteWeek / openHoursPerWeek) : 0;
  return { count, speed: count > 0 ? Math.min(1, (service.wte / count) * whole) : whole };
}

/** Attempts at an interview that a pool can make in a year. */
export function attemptsAYear(service: MissingService, openHoursPerWeek: number): number {
  const { count, speed } = interviewersOf(service, openHoursPerWeek);
  return (count * speed * openHoursPerWeek * weeksAYear) / service.hoursPerInterview;
}

/** Weeks that a case holds a place: its length, and the waits when its worker leaves. */
export const slotWeeks = (service: TargetedService): number =>
  service.caseWeeks * (1 + (service.turnover / weeksAYear) * service.reallocationWeeks);

/** Children that a pool has places for at one time. */
export const placesOf = (service: TargetedService): number => service.slotsPerWte * service.wte;

/** What a pool is asked for and what it can do, by year: episodes answered and cases begun. */
export interface PoolCapacity {
  readonly missing: { readonly demand: readonly number[]; readonly capacity: number };
  readonly targeted: { readonly demand: readonly number[]; readonly capacity: number };
}

function interviewsAsked(service: MissingService, success: number): number[] {
  const found: number[] = [];
  for (const year of service.episodes) found.push(acceptedOf(service, year) * service.offered * success);
  return found;
}

function casesAsked(service: TargetedService): number[] {
  const surge = service.surges.perYear * service.surges.referrals;
  const found: number[] = [];
  for (const year of service.referrals)
    found.push(((sumOf(year) + surge) * service.triageAccepted) / (1 - service.reReferred));
  return found;
}

/** Capacity beside demand of each pool of an option; both are expected values of its inputs. */
export function poolCapacities(
  model: OptionModel,
  openHoursPerWeek: (service: MissingService) => number,
): PoolCapacity[] {
  const found: PoolCapacity[] = [];
  for (const { missing, targeted } of model.pools) {
    const success = successOf(missing.attemptSuccess, missing.attempts);
    const work = attemptsOf(missing.attemptSuccess, missing.attempts);
    found.push({
      missing: {
        demand: interviewsAsked(missing, success),
        capacity: (attemptsAYear(missing, openHoursPerWeek(missing)) / work) * success * missing.episodesPerInterview,
      },
      targeted: { demand: casesAsked(targeted), capacity: (placesOf(targeted) / slotWeeks(targeted)) * weeksAYear },
    });
  }
  return found;
}

/** Episodes of a year whose child would accept an offer. */
export function acceptedOf(service: MissingService, episodes: readonly number[]): number {
  const { acceptedBy, accepted } = service;
  if (!acceptedBy) return sumOf(episodes) * accepted;
  let sum = 0;
  for (let at = 0; at < episodes.length; at++) sum += episodes[at]! * acceptedBy[at]!;
  return sum;
}
