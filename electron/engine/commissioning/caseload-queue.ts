import { placesOf, slotWeeks } from './capacity.ts';
import type { TargetedService } from './model.ts';
import { reciprocalErlangB } from './quick-erlang.ts';
import { sumOf, weeksAYear } from './resolve.ts';

/** How the Targeted Service of a pool stands in a year, in its steady state. */
export interface Caseloads {
  load: number;
  /** Infinite where the queue grows without end. */
  waiting: number;
  /** Share of those taken on who wait at all. */
  waits: number;
  open: number;
  perWeek: number;
  withdrewPerWeek: number;
  growth: number;
}

/** At most so many years; their states are filled again in every draw instead of made anew. */
const mostYears = 10;
const states = Array.from({ length: mostYears }, (): Caseloads => ({
  load: 0,
  waiting: 0,
  waits: 0,
  open: 0,
  perWeek: 0,
  withdrewPerWeek: 0,
  growth: 0,
}));

interface Places {
  readonly slots: number;
  readonly weeks: number;
  /** Cases begun a week at most. */
  readonly capacity: number;
  /** Withdraw a week, of those who wait. */
  readonly theta: number;
}

/** The queue of Erlang's A: its sum of weights and of weights times those who wait; infinite where it has no steady state. */
function queueWeights(perWeek: number, { capacity, theta }: Places): { readonly sum: number; readonly queue: number } {
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
    return { sum, queue };
  }
  const load = perWeek / capacity;
  return load < 1 ? { sum: load / (1 - load), queue: load / (1 - load) ** 2 } : { sum: Infinity, queue: Infinity };
}

/**
 * Slots are the servers, children who wait may withdraw (Erlang A; slots need not be whole). Lumpy referrals and uneven cases
 * scale the part of the queue that is due to chance by (cvArrival² + cvService²) / 2 (Allen–Cunneen, approximate).
 */
function fill(state: Caseloads, service: TargetedService, places: Places, perWeek: number, lumpiness: number): void {
  const { slots, weeks, capacity, theta } = places;
  const growth = Math.max(0, perWeek - capacity);
  state.load = perWeek > 0 ? perWeek / capacity : 0;
  state.perWeek = perWeek;
  state.growth = growth;
  state.waits = perWeek > 0 ? 1 : 0;
  state.waiting = 0;
  state.withdrewPerWeek = 0;
  state.open = perWeek > 0 ? slots : 0;
  if (perWeek <= 0) return;
  const steady = theta > 0 ? growth / theta : 0;
  // Far beyond capacity chance no longer matters: as many withdraw as are too many.
  if (theta > 0 && (capacity <= 0 || growth > 4 * Math.sqrt(perWeek * theta))) {
    state.waiting = steady;
    state.withdrewPerWeek = growth;
    return;
  }
  const { sum, queue } = queueWeights(perWeek, places);
  if (sum === Infinity) {
    state.waiting = Infinity;
    return;
  }
  const total = reciprocalErlangB(slots, perWeek * weeks) + sum;
  const scale = (lumpiness + service.caseWeeksCv ** 2) / 2;
  const waiting = Math.max(0, steady + Math.max(0, queue / total - steady) * scale);
  const withdrewPerWeek = Math.min(perWeek, theta * waiting);
  state.waiting = waiting;
  state.waits = Math.min(1, (1 + sum) / total);
  state.open = (perWeek - withdrewPerWeek) * weeks;
  state.withdrewPerWeek = withdrewPerWeek;
}

/** All years of a pool; those who are referred again are in them. @returns states that the next call fills again */
export function caseloads(service: TargetedService): readonly Caseloads[] {
  const surge = service.surges.perYear * service.surges.referrals;
  const again = 1 / (1 - service.reReferred);
  const first = sumOf(service.referrals[0]!);
  // Variance over mean of arrivals in a short time: ones, and whole operations.
  const lumpiness = first + surge > 0 ? (first + surge * service.surges.referrals) / (first + surge) : 1;
  const weeks = slotWeeks(service);
  const slots = placesOf(service);
  // Who waits for twenty years does not withdraw.
  const theta = service.withdrawPerWeek < 0.001 ? 0 : service.withdrawPerWeek;
  const places: Places = { slots, weeks, capacity: slots / weeks, theta };
  for (let year = 0; year < service.referrals.length; year++) {
    const taken = (sumOf(service.referrals[year]!) + surge) * service.triageAccepted * again;
    fill(states[year]!, service, places, taken / weeksAYear, lumpiness);
  }
  return states;
}
