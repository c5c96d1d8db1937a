import { logGamma, upperGamma } from '../statistics/normal.ts';

/** Times are in the unit of the rates. Null where there is no steady state, or where a model does not have it. */
export interface Queue {
  readonly stable: boolean;
  /** Load over capacity. */
  readonly rho: number;
  readonly waitProbability: number | null;
  /** Of those admitted; of all arrivals where they may leave while waiting. */
  readonly meanWait: number | null;
  readonly meanQueue: number | null;
  readonly meanInSystem: number | null;
  readonly blockingProbability?: number | null;
  readonly abandonProbability?: number | null;
}

/**
 * Erlang's loss formula B(servers, load) by recursion, upwards in its reciprocal. Servers need not be whole: the first step
 * is then B at the fraction, from the incomplete gamma function.
 * @param load arrival rate over service rate, in erlangs
 * Source: Erlang (1917); Jagerman (1974), Bell System Technical Journal 53:525.
 */
export function erlangB(servers: number, load: number): number {
  if (load <= 0) return servers > 0 ? 0 : 1;
  const whole = Math.floor(servers);
  const part = servers - whole;
  let reciprocal =
    part === 0 ? 1 : upperGamma(part + 1, load) / Math.exp(part * Math.log(load) - load - logGamma(part + 1));
  for (let n = 1; n <= whole; n++) {
    reciprocal = 1 + ((n + part) / load) * reciprocal;
    if (reciprocal === Infinity) return 0;
  }
  return 1 / reciprocal;
}

/** Probability that an arrival waits with so many servers and no one leaving. 1 when the load is too much. Erlang (1917). */
export function erlangC(servers: number, load: number): number {
  if (load <= 0) return 0;
  if (load >= servers) return 1;
  const b = erlangB(servers, load);
  return b / (1 - (load / servers) * (1 - b));
}

const unstable = (rho: number): Queue => ({
  stable: false,
  rho,
  waitProbability: null,
  meanWait: null,
  meanQueue: null,
  meanInSystem: null,
});

/** M/M/c. Rates > 0 but for no arrivals; servers > 0. */
export function mmc(arrivalRate: number, serviceRate: number, servers: number): Queue {
  const load = arrivalRate / serviceRate;
  const rho = load / servers;
  if (rho >= 1) return unstable(rho);
  const waitProbability = erlangC(servers, load);
  const meanWait = waitProbability / (servers * serviceRate - arrivalRate);
  const meanQueue = arrivalRate * meanWait;
  return { stable: true, rho, waitProbability, meanWait, meanQueue, meanInSystem: meanQueue + load };
}

/**
 * Probability of waiting longer than `time` in M/M/c: C e^(−(cμ − λ)t). 1 when there is no steady state.
 */
export function waitLongerThan(arrivalRate: number, serviceRate: number, servers: number, time: number): number {
  const load = arrivalRate / serviceRate;
  if (load >= servers) return 1;
  return erlangC(servers, load) * Math.exp(-(servers * serviceRate - arrivalRate) * time);
}

/** The time that `p` of arrivals to M/M/c do not exceed waiting; null when there is no steady state. */
export function waitQuantile(arrivalRate: number, serviceRate: number, servers: number, p: number): number | null {
  const load = arrivalRate / serviceRate;
  if (load >= servers) return null;
  const waits = erlangC(servers, load);
  return waits <= 1 - p ? 0 : Math.log(waits / (1 - p)) / (servers * serviceRate - arrivalRate);
}

/**
 * Probability of being served within `time` of arrival in M/M/c, waiting and service together. 0 when there is no steady
 * state, as the wait then passes every time.
 * Source: Gross and others (2008), Fundamentals of Queueing Theory, 4th ed., section 2.3.
 */
export function servedWithin(arrivalRate: number, serviceRate: number, servers: number, time: number): number {
  const load = arrivalRate / serviceRate;
  if (load >= servers || time <= 0) return 0;
  const waits = erlangC(servers, load);
  const release = servers * serviceRate - arrivalRate;
  const gap = release - serviceRate;
  const served = Math.exp(-serviceRate * time);
  // Both stages exponential; at equal rates the sum is a gamma variable.
  const both =
    Math.abs(gap * time) < 1e-6
      ? served * (1 + serviceRate * time * (1 - (gap * time) / 2))
      : (release * served - serviceRate * Math.exp(-release * time)) / gap;
  return Math.min(1, Math.max(0, 1 - (1 - waits) * served - waits * both));
}

/**
 * M/M/c/K: at most `capacity` in the system, further arrivals are lost. Always has a steady state.
 * @returns `probabilities` of 0 to K in the system; waits are of those admitted
 */
export function mmck(
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  capacity: number,
): Queue & { readonly probabilities: readonly number[] } {
  const load = arrivalRate / serviceRate;
  // In logarithms, as neither powers nor factorials of large systems are numbers.
  const logs = [0];
  for (let n = 1; n <= capacity; n++) logs.push(logs[n - 1]! + Math.log(load / Math.min(n, servers)));
  const largest = Math.max(...logs);
  const weights = arrivalRate === 0 ? logs.map((_, n) => (n === 0 ? 1 : 0)) : logs.map(log => Math.exp(log - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  const probabilities = weights.map(weight => weight / total);
  const meanOf = (value: (n: number) => number) => probabilities.reduce((sum, p, n) => sum + p * value(n), 0);
  const blockingProbability = arrivalRate === 0 && capacity > 0 ? 0 : probabilities[capacity]!;
  const admitted = 1 - blockingProbability;
  const meanQueue = meanOf(n => Math.max(0, n - servers));
  return {
    stable: true,
    rho: load / servers,
    waitProbability: admitted > 0 ? meanOf(n => (n >= servers && n < capacity ? 1 : 0)) / admitted : null,
    meanWait: arrivalRate * admitted > 0 ? meanQueue / (arrivalRate * admitted) : arrivalRate === 0 ? 0 : null,
    meanQueue,
    meanInSystem: meanOf(n => n),
    blockingProbability,
    probabilities,
  };
}

/**
 * M/M/c with waiting customers who leave at rate `abandonRate` each (Erlang A, Palm 1957). Has a steady state for any load.
 * Probabilities are summed outwards from the largest, so that long queues of the patient are right too.
 * @param servers whole @returns waits over all arrivals, served or not
 */
export function erlangA(arrivalRate: number, serviceRate: number, servers: number, abandonRate: number): Queue {
  const load = arrivalRate / serviceRate;
  if (abandonRate === 0)
    return { ...mmc(arrivalRate, serviceRate, servers), abandonProbability: load < servers ? 0 : null };
  const capacity = servers * serviceRate;
  const peak = Math.max(0, Math.floor((arrivalRate - capacity) / abandonRate));
  let total = 0;
  let waiting = 0;
  let queue = 0;
  const add = (weight: number, k: number) => {
    total += weight;
    waiting += weight;
    queue += weight * k;
  };
  let weight = 1;
  for (let k = peak; weight > 1e-18 * total; k++) {
    add(weight, k);
    weight *= arrivalRate / (capacity + (k + 1) * abandonRate);
  }
  weight = 1;
  let k = peak;
  while (k > 0 && weight > 1e-18 * total) {
    weight *= (capacity + k * abandonRate) / arrivalRate;
    k--;
    add(weight, k);
  }
  let busy = servers * waiting;
  if (k === 0)
    for (let n = servers; n > 0 && total < Infinity; n--) {
      weight *= (n * serviceRate) / arrivalRate;
      total += weight;
      busy += weight * (n - 1);
      if (n - 1 < load && weight < 1e-18 * total) break;
    }
  // So little arrives that no number holds the odds of an empty system.
  if (total === Infinity) return { ...mmc(arrivalRate, serviceRate, servers), abandonProbability: 0 };
  const meanQueue = queue / total;
  return {
    stable: true,
    rho: load / servers,
    waitProbability: waiting / total,
    meanWait: arrivalRate > 0 ? meanQueue / arrivalRate : 0,
    meanQueue,
    meanInSystem: meanQueue + busy / total,
    abandonProbability: arrivalRate > 0 ? (abandonRate * meanQueue) / arrivalRate : 0,
  };
}

/**
 * M/G/1: one server, service of any shape with coefficient of variation `cvService`. Pollaczek and Khinchine (1930, 1932):
 * mean wait ρ (1 + cv²) / 2μ(1 − ρ).
 */
export function mg1(arrivalRate: number, serviceRate: number, cvService: number): Queue {
  const rho = arrivalRate / serviceRate;
  if (rho >= 1) return unstable(rho);
  const meanWait = (rho * (1 + cvService * cvService)) / (2 * serviceRate * (1 - rho));
  const meanQueue = arrivalRate * meanWait;
  return { stable: true, rho, waitProbability: rho, meanWait, meanQueue, meanInSystem: meanQueue + rho };
}

/**
 * GI/G/c, **approximately**: the wait of M/M/c scaled by (cvArrival² + cvService²) / 2. Allen (1990), Probability, Statistics
 * and Queueing Theory, 2nd ed., after Cunneen. Exact for M/M/c and M/G/1.
 */
export function allenCunneen(
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  cvArrival: number,
  cvService: number,
): Queue & { readonly approximate: true } {
  const plain = mmc(arrivalRate, serviceRate, servers);
  if (plain.meanWait === null) return { ...plain, approximate: true };
  const meanWait = (plain.meanWait * (cvArrival ** 2 + cvService ** 2)) / 2;
  const meanQueue = arrivalRate * meanWait;
  return { ...plain, meanWait, meanQueue, meanInSystem: meanQueue + arrivalRate / serviceRate, approximate: true };
}
