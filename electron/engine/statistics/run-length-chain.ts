import type { RuleStates } from './chart-rules.ts';
import type { Zone } from './run-length-zones.ts';

/** A Markov chain from one point of a chart to the next, until it calls. A vector has one number for each of its states. */
export interface Chain {
  vector(value: number): Float64Array;
  /** Expectation of f after one more point, 0 where that point calls. */
  step(f: Float64Array): Float64Array;
  /** Expectation of f after the first point. */
  start(f: Float64Array): number;
  /** Chance that the first point calls. */
  readonly callsAtStart: number;
  /** Chance, from each state, that the next point calls. */
  callsNext(): Float64Array;
}

/** The chain of the rules' states; with a trend also of the last value and of how long it has been rising or falling. */
export function chainOf(states: RuleStates, zones: readonly Zone[], trend: boolean): Chain {
  return trend ? trendChain(states, zones) : plainChain(states, zones);
}

function plainChain({ count, next }: RuleStates, zones: readonly Zone[]): Chain {
  const after = (state: number, f: Float64Array, called: number) =>
    zones.reduce((sum, { probability }, z) => {
      const to = next[state]![z]!;
      return sum + probability * (to < 0 ? called : f[to]!);
    }, 0);
  const none = new Float64Array(count);
  return {
    vector: value => new Float64Array(count).fill(value),
    step: f => none.map((_, state) => after(state, f, 0)),
    start: f => after(0, f, 0),
    callsAtStart: after(0, none, 1),
    callsNext: () => none.map((_, state) => after(state, none, 1)),
  };
}

/** Steps up or down in a row that make a trend of seven points. */
const steps = 6;
/** Trends that are under way: 0 none, 1 to 5 rising, 6 to 10 falling. */
const trends = 2 * steps - 1;

/** A state of the rules together with the zone of the last point. */
interface Place {
  readonly state: number;
  readonly zone: Zone;
  readonly zoneAt: number;
  /** Where its numbers begin: trend by trend, one for each value of its zone. */
  readonly offset: number;
}

interface Places {
  readonly all: readonly Place[];
  /** Which places the next point can enter, by zone, as numbers in `all`; −1 where it calls. */
  readonly onwards: readonly Int32Array[];
  /** The same for the first point. */
  readonly first: Int32Array;
  readonly size: number;
}

function placesOf({ next }: RuleStates, zones: readonly Zone[]): Places {
  const all: Place[] = [];
  const numbers = new Map<string, number>();
  let size = 0;
  const entered = (from: number) =>
    Int32Array.from(zones, (zone, zoneAt) => {
      const state = next[from]![zoneAt]!;
      if (state < 0) return -1;
      const key = `${state},${zoneAt}`;
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = all.length));
        all.push({ state, zone, zoneAt, offset: size });
        size += trends * zone.weights.length;
      }
      return number;
    });
  const first = entered(0);
  const onwards: Int32Array[] = [];
  for (let at = 0; at < all.length; at++) onwards.push(entered(all[at]!.state));
  return { all, onwards, first, size };
}

/** Integrals of f over one place. */
interface Parts {
  /** Over all values, by trend. */
  readonly whole: Float64Array;
  /** From each value upwards for the rising trends, downwards for the falling ones, equal for none: as f is laid out. */
  readonly partial: Float64Array;
}

/** Fills the integrals of f over a place. */
function integrate({ zone, offset }: Place, f: Float64Array, { whole, partial }: Parts): void {
  const { weights, ties } = zone;
  const size = weights.length;
  for (let trend = 0; trend < trends; trend++) {
    const values = f.subarray(offset + trend * size, offset + (trend + 1) * size);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += weights[i]! * values[i]!;
    whole[trend] = sum;
    const out = partial.subarray(trend * size, (trend + 1) * size);
    if (trend === 0) for (let i = 0; i < size; i++) out[i] = ties[i]! * values[i]!;
    else if (trend < steps) zone.above(values, out);
    else zone.below(values, out);
  }
}

/** Probability of a value above, and below, each value of a zone within that zone. */
function massesOf(zone: Zone): { readonly above: Float64Array; readonly below: Float64Array } {
  const ones = new Float64Array(zone.weights.length).fill(1);
  const [above, below] = [ones.slice(), ones.slice()];
  zone.above(ones, above);
  zone.below(ones, below);
  return { above, below };
}

/** A trend's chain with the room that each of its steps is worked out in, made once. */
interface Workings extends Places {
  readonly zones: readonly Zone[];
  readonly masses: readonly { readonly above: Float64Array; readonly below: Float64Array }[];
  readonly parts: readonly Parts[];
  /** By the steps in one direction that a point makes it, 1 to 6. */
  readonly up: readonly Float64Array[];
  readonly down: readonly Float64Array[];
}

function workingsOf(states: RuleStates, zones: readonly Zone[]): Workings {
  const places = placesOf(states, zones);
  const widest = Math.max(...zones.map(zone => zone.weights.length));
  const rows = () => Array.from({ length: steps }, () => new Float64Array(widest));
  return {
    ...places,
    zones,
    masses: zones.map(massesOf),
    parts: places.all.map(({ zone }): Parts => ({
      whole: new Float64Array(trends),
      partial: new Float64Array(trends * zone.weights.length),
    })),
    up: rows(),
    down: rows(),
  };
}

/** Fills, for each value of a place, the chance of a point above (or below) it times what is expected after that. */
function fillMoved(workings: Workings, at: number, rising: boolean, length: number, called: number): void {
  const { all, onwards, zones, masses, parts } = workings;
  const { zoneAt, zone } = all[at]!;
  const out = (rising ? workings.up : workings.down)[length - 1]!;
  const trend = rising ? length : steps - 1 + length;
  const isOver = length === steps;
  let others = 0;
  for (let z = rising ? zoneAt + 1 : 0; z < (rising ? zones.length : zoneAt); z++) {
    const to = onwards[at]![z]!;
    others += to < 0 || isOver ? zones[z]!.probability * called : parts[to]!.whole[trend]!;
  }
  const here = onwards[at]![zoneAt]!;
  const values = zone.weights.length;
  const mass = rising ? masses[zoneAt]!.above : masses[zoneAt]!.below;
  if (here < 0 || isOver) for (let i = 0; i < values; i++) out[i] = others + mass[i]! * called;
  else for (let i = 0; i < values; i++) out[i] = others + parts[here]!.partial[trend * values + i]!;
}

/** Expectation of f after one more point, `called` where that point calls. */
function expectation(workings: Workings, f: Float64Array, called: number): Float64Array {
  const { all, onwards, parts, size, up, down } = workings;
  all.forEach((place, at) => integrate(place, f, parts[at]!));
  const out = new Float64Array(size);
  all.forEach(({ zone, zoneAt, offset }, at) => {
    for (let length = 1; length <= steps; length++) {
      fillMoved(workings, at, true, length, called);
      fillMoved(workings, at, false, length, called);
    }
    const equal = onwards[at]![zoneAt]!;
    const values = zone.weights.length;
    for (let trend = 0; trend < trends; trend++) {
      const rising = up[trend < steps ? trend : 0]!;
      const falling = down[trend < steps ? 0 : trend - steps + 1]!;
      for (let i = 0; i < values; i++)
        out[offset + trend * values + i] =
          rising[i]! + falling[i]! + (equal < 0 ? zone.ties[i]! * called : parts[equal]!.partial[i]!);
    }
  });
  return out;
}

/** The same for the first point, which follows none. */
function firstExpectation({ all, first, zones }: Workings, f: Float64Array, called: number): number {
  let sum = 0;
  first.forEach((to, z) => {
    if (to < 0) {
      sum += zones[z]!.probability * called;
      return;
    }
    const { zone, offset } = all[to]!;
    for (let i = 0; i < zone.weights.length; i++) sum += zone.weights[i]! * f[offset + i]!;
  });
  return sum;
}

/**
 * A trend depends on the last value. Within a zone the other rules do not, so that the expectation is a smooth function of
 * the value's rank in its zone, given at the few values that stand for it (all of them, of counts).
 */
function trendChain(states: RuleStates, zones: readonly Zone[]): Chain {
  const workings = workingsOf(states, zones);
  const { size } = workings;
  const none = new Float64Array(size);
  return {
    vector: value => new Float64Array(size).fill(value),
    step: f => expectation(workings, f, 0),
    start: f => firstExpectation(workings, f, 0),
    callsAtStart: firstExpectation(workings, none, 1),
    callsNext: () => expectation(workings, none, 1),
  };
}
