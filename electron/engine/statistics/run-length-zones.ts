import type { Position } from './chart-rules.ts';
import { logGamma, normalProbability } from './normal.ts';

/**
 * A stretch of values that the rules do not tell apart, in ascending order of value. Within it a trend tells values apart by
 * their order alone, at the `size` values that stand for all of it.
 */
export interface Zone {
  readonly position: Position;
  readonly probability: number;
  /** Probability of each value that stands for the zone; they add up to `probability`. */
  readonly weights: Float64Array;
  /** out[j] = ∫ of f over the part of the zone above value j, f given at the values. */
  above(f: Float64Array, out: Float64Array): void;
  /** The same below it. */
  below(f: Float64Array, out: Float64Array): void;
  /** Probability that the next value equals value j. */
  readonly ties: Float64Array;
}

/** Values of a zone of a continuous quantity. What is integrated is smooth in its rank: eight give 1e-9 and better. */
const nodes = 8;

/** Nodes and weights of Gauss and Legendre on [0, 1], by Newton's method from Tricomi's start. */
function gaussLegendre(n: number): { readonly at: readonly number[]; readonly weights: readonly number[] } {
  const at: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (n - i - 0.25)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 50; step++) {
      let [p, before] = [1, 0];
      for (let k = 1; k <= n; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p];
      slope = (n * (x * p - before)) / (x * x - 1);
      const change = p / slope;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    at.push((x + 1) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { at, weights };
}

const rule = gaussLegendre(nodes);

/** `partial[j · nodes + i]` = ∫ from 0 to node j of Lagrange's polynomial of node i. */
const partial = Float64Array.from(
  rule.at.flatMap(upTo =>
    rule.at.map((node, i) =>
      rule.at.reduce((sum, t, k) => {
        const x = t * upTo;
        const value = rule.at.reduce((all, other, m) => (m === i ? all : (all * (x - other)) / (node - other)), 1);
        return sum + rule.weights[k]! * upTo * value;
      }, 0),
    ),
  ),
);

function upTo(f: Float64Array, node: number): number {
  let sum = 0;
  for (let i = 0; i < nodes; i++) sum += partial[node * nodes + i]! * f[i]!;
  return sum;
}

/** A zone of a continuous quantity; `tie` of a quantity that is nearly one: the chance of an equal, by rank in the zone. */
function smoothZone(position: Position, probability: number, tie: (rank: number) => number = () => 0): Zone {
  const ties = Float64Array.from(rule.at, tie);
  const weights = Float64Array.from(rule.weights, weight => weight * probability);
  return {
    position,
    probability,
    weights,
    ties,
    above: (f, out) => {
      let whole = 0;
      for (let i = 0; i < nodes; i++) whole += weights[i]! * f[i]!;
      for (let j = 0; j < nodes; j++) out[j] = whole - probability * upTo(f, j) - (ties[j]! / 2) * f[j]!;
    },
    below: (f, out) => {
      for (let j = 0; j < nodes; j++) out[j] = probability * upTo(f, j) - (ties[j]! / 2) * f[j]!;
    },
  };
}

/** A zone of single values with their probabilities, ascending. */
function countedZone(position: Position, weights: Float64Array): Zone {
  return {
    position,
    probability: weights.reduce((a, b) => a + b, 0),
    weights,
    ties: weights,
    above: (f, out) => {
      let sum = 0;
      for (let j = weights.length - 1; j >= 0; j--) {
        out[j] = sum;
        sum += weights[j]! * f[j]!;
      }
    },
    below: (f, out) => {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) {
        out[j] = sum;
        sum += weights[j]! * f[j]!;
      }
    },
  };
}

/** The part of a standard normal between two values, accurate in both tails. */
const between = (from: number, to: number): number =>
  from > 0 ? normalProbability(-from) - normalProbability(-to) : normalProbability(to) - normalProbability(from);

/** Zones of normal points with standard deviation 1, their mean off the centre by `shift`. */
export function normalZones(edges: readonly number[], shift: number): readonly Zone[] {
  const cuts = [...edges.map(edge => -edge), ...edges].toSorted((a, b) => a - b);
  const ends = [-Infinity, ...cuts.filter((cut, i) => i === 0 || cut !== cuts[i - 1]), Infinity];
  return ends.slice(1).map((to, i) => {
    const from = ends[i]!;
    const side = from >= 0 ? 1 : to <= 0 ? -1 : 0;
    const nearest = side > 0 ? from : side < 0 ? -to : 0;
    return smoothZone({ side, beyond: nearest }, between(from - shift, to - shift));
  });
}

/** Counts up to this mean are taken one by one for a trend; above it ties are few, and they are allowed for. */
const countedUpTo = 10_000;
/** A count that lies on a band but for the last digits of the band is not beyond it. */
const onTheBand = 1e-9;

/** Probabilities of Poisson counts around their mean, far enough out for every rule. */
function poissonCounts(mean: number): { readonly first: number; readonly weights: Float64Array } {
  const reach = Math.ceil(12 * Math.sqrt(mean)) + 40;
  const first = Math.max(0, Math.floor(mean) - reach);
  const weights = new Float64Array(Math.floor(mean) + reach - first + 1);
  const logMean = Math.log(mean);
  for (let i = 0; i < weights.length; i++) {
    const count = first + i;
    weights[i] = Math.exp(count * logMean - mean - logGamma(count + 1));
  }
  return { first, weights };
}

/** Zones of Poisson counts with mean `mean` on a chart with centre `centre` and bands at centre ± k·√centre. */
export function poissonZones(edges: readonly number[], centre: number, mean: number, trend: boolean): readonly Zone[] {
  const sigma = Math.sqrt(centre);
  const positionOf = (count: number): Position => {
    const distance = count - centre;
    const far = edges.findLast(edge => edge > 0 && Math.abs(distance) > edge * sigma + onTheBand) ?? 0;
    const told = far > 0 || edges[0] === 0;
    return { side: !told || Math.abs(distance) <= onTheBand ? 0 : distance > 0 ? 1 : -1, beyond: far };
  };
  const { first, weights } = poissonCounts(mean);
  const zones: Zone[] = [];
  const singly = trend && mean <= countedUpTo;
  for (let from = 0; from < weights.length;) {
    const position = positionOf(first + from);
    let to = from + 1;
    for (; to < weights.length; to++) {
      const next = positionOf(first + to);
      if (next.side !== position.side || next.beyond !== position.beyond) break;
    }
    const own = weights.subarray(from, to);
    zones.push(singly ? countedZone(position, own) : nearlySmooth(position, own));
    from = to;
  }
  return zones;
}

/** A zone of many counts taken as a continuous one, with the chance of an equal count at each rank. */
function nearlySmooth(position: Position, weights: Float64Array): Zone {
  const probability = weights.reduce((a, b) => a + b, 0);
  return smoothZone(position, probability, rank => {
    let sum = 0;
    return weights.find(weight => (sum += weight) >= rank * probability) ?? 0;
  });
}
