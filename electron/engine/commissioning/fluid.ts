/**
 * A queue as a fluid: so many at the start, so many arriving and at most so many served a week; never below 0.
 * @param week ≥ 0 @returns children waiting
 * Source: Newell (1982), Applications of Queueing Theory, 2nd ed., chapter 2.
 */
export function fluidQueue(initial: number, arrivals: number, capacity: number, week: number): number {
  return Math.max(0, initial + (arrivals - capacity) * week);
}

/** Weeks until a fluid queue is empty; null when it never is. */
export function weeksToClear(initial: number, arrivals: number, capacity: number): number | null {
  if (initial <= 0) return 0;
  return capacity > arrivals ? initial / (capacity - arrivals) : null;
}

/** Capacity a week that brings a fluid queue to `target` in so many weeks. */
export function reliefCapacity(initial: number, arrivals: number, target: number, weeks: number): number {
  return arrivals + (initial - target) / weeks;
}

export const launchKinds = ['exponential', 'fixed'] as const;
export type LaunchKind = (typeof launchKinds)[number];

/**
 * Open cases of a service that starts empty and is never full (M/G/∞): arrivals × ∫₀ᵗ P(length > s) ds.
 * @param length mean length of a case, weeks @param kind how lengths vary: not at all, or exponentially
 */
export function launchCaseload(arrivals: number, length: number, week: number, kind: LaunchKind): number {
  if (length <= 0) return 0;
  return kind === 'fixed' ? arrivals * Math.min(week, length) : -arrivals * length * Math.expm1(-week / length);
}
