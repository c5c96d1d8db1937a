import type { ChartRule } from './chart-rules.ts';
import { edgesOf, statesOf } from './chart-rules.ts';
import { chainOf } from './run-length-chain.ts';
import type { Chain } from './run-length-chain.ts';
import { normalZones, poissonZones } from './run-length-zones.ts';

/** What the points of a chart are: normal, off the centre by so many deviations; or counts with another mean than the centre. */
export type ChartPoints = { readonly shift: number } | { readonly poissonMean: number; readonly shiftRatio: number };

/** How long a chart runs until it first calls, in points, the calling one included. */
export interface RunLength {
  /** Expected number. */
  readonly average: number;
  /** The smallest n with P(called by n) ≥ ½. */
  readonly median: number;
  /** P(called by n) for n ≥ 0. */
  calledBy(points: number): number;
}

/** The chance of a call no longer changes by more than this, relatively, from one point to the next. */
const settled = 1e-13;
/** For so many points. The memory of every rule is shorter. */
const settledFor = 25;
const mostSteps = 200_000;

/**
 * The run length of a control chart with known limits, for points that are independent. `shift` in standard deviations: the
 * points are normal with standard deviation 1. `poissonMean` is the centre, with bands at poissonMean ± k·√poissonMean; the
 * counts are Poisson with mean poissonMean·shiftRatio. Beyond a band is strict, a count on the centre is on neither side, and
 * no count is below a band under 0. The rules start without history.
 *
 * The states of the rules form a Markov chain, and the calls of its n-th step are found without subtraction, so that long run
 * lengths are as exact as short ones. After some dozens of steps the chance of a call given that there was none is constant,
 * and the rest of the run is geometric. A trend needs the value of the last point as well: see `run-length-chain.ts`.
 * Source: Champ and Woodall (1987), Technometrics 29:393; for runs of counts Brook and Evans (1972), Biometrika 59:539.
 */
export const runLength = (rules: readonly ChartRule[], points: ChartPoints): RunLength =>
  runOf(chainOfRules(rules, points), 0);

/**
 * When a chart has called half the time, and the chance that it has by then: the same numbers as `runLength` has, which a
 * chart that calls soon needs few steps for.
 */
export function halfCalled(
  rules: readonly ChartRule[],
  points: ChartPoints,
): { readonly median: number; readonly share: number } {
  const { median, calledBy } = runOf(chainOfRules(rules, points), half);
  return { median, share: calledBy(median) };
}

function chainOfRules(rules: readonly ChartRule[], points: ChartPoints): Chain {
  const trend = rules.includes('trend-7');
  const edges = edgesOf(rules);
  const zones =
    'shift' in points
      ? normalZones(edges, points.shift)
      : poissonZones(edges, points.poissonMean, points.poissonMean * points.shiftRatio, trend);
  const states = statesOf(
    rules,
    zones.map(zone => zone.position),
  );
  return chainOf(states, zones, trend);
}

/** Last digits of a sum must not say that a half has not been reached. */
const nearly = 1e-12;
const half = 0.5 + nearly;

/** Steps through a chain until the chance of a call is constant, or until no more than a share of charts is without one. */
function runOf(chain: Chain, until: number): RunLength {
  const still: number[] = [1];
  let sum = 1;
  let hazard = chain.callsAtStart;
  let constantFor = 0;
  let alive = chain.vector(1);
  let calls = chain.callsNext();
  for (let n = 1; n < mostSteps; n++) {
    const before = still.at(-1)!;
    const left = before * Math.max(0, 1 - hazard);
    still.push(left);
    sum += left;
    if (left <= until || left < 1e-17 * sum * hazard || constantFor >= settledFor) break;
    // One power of the chain further: from the calls at the next point to those at the point after it.
    const [survives, called] = [chain.start(alive), chain.start(calls)];
    const now = survives > 0 ? Math.min(1, called / survives) : 1;
    constantFor = Math.abs(now - hazard) <= settled * now ? constantFor + 1 : 0;
    hazard = now;
    [alive, calls] = scaled(chain.step(alive), chain.step(calls));
  }
  const last = still.length - 1;
  const rest = still[last]!;
  const average = sum + (rest === 0 ? 0 : (rest * (1 - hazard)) / hazard);
  const calledBy = (n: number) => {
    const at = Math.max(0, Math.floor(n));
    return at <= last ? 1 - still[at]! : -Math.expm1(Math.log(rest) + (at - last) * Math.log1p(-hazard));
  };
  return { average, median: medianOf(still, hazard), calledBy };
}

function medianOf(still: readonly number[], hazard: number): number {
  const at = still.findIndex(share => share <= half);
  if (at >= 0) return at;
  const last = still.length - 1;
  return last + Math.ceil((Math.log(0.5) - Math.log(still[last]!)) / Math.log1p(-hazard) - nearly);
}

/** Both by the same factor, so that neither grows too small for a number; only their ratio is used. */
function scaled(alive: Float64Array, calls: Float64Array): readonly [Float64Array, Float64Array] {
  let largest = 0;
  for (const value of alive) if (value > largest) largest = value;
  if (largest > 1e-100 || largest === 0) return [alive, calls];
  return [alive.map(value => value / largest), calls.map(value => value / largest)];
}
