import { mmc } from './queues.ts';

export interface Caseload {
  readonly rho: number;
  readonly stable: boolean;
  readonly waitProbability: number | null;
  readonly meanWaitWeeks: number | null;
  readonly meanWaiting: number | null;
  /** Cases that the open caseload comes to: by Little, or all slots when there is no steady state. */
  readonly meanOpenCases: number;
  /** Children a week by which the queue grows; 0 when stable. */
  readonly growthPerWeek: number;
}

/**
 * Allocation to caseload slots: M/M/c with one server for each slot of each worker.
 * @param arrivalsPerWeek accepted referrals, ≥ 0 @param meanLengthWeeks of a case, > 0
 * @param slotsPerWte children at one time @param wte workers; slots × wte > 0, need not be whole
 * Source: Erlang (1917); Little (1961), Operations Research 9:383.
 */
export function caseload(arrivalsPerWeek: number, meanLengthWeeks: number, slotsPerWte: number, wte: number): Caseload {
  const slots = slotsPerWte * wte;
  const load = arrivalsPerWeek * meanLengthWeeks;
  const queue = mmc(arrivalsPerWeek, 1 / meanLengthWeeks, slots);
  // Not through 1/length and back: exactly full is full.
  const stable = load < slots;
  return {
    rho: load / slots,
    stable,
    waitProbability: stable ? queue.waitProbability : null,
    meanWaitWeeks: stable ? queue.meanWait : null,
    meanWaiting: stable ? queue.meanQueue : null,
    meanOpenCases: Math.min(load, slots),
    growthPerWeek: stable ? 0 : arrivalsPerWeek - slots / meanLengthWeeks,
  };
}
