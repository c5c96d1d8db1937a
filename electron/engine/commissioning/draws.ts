import type { Appraisal, Distribution } from '../../../shared/model/appraisal.ts';
import { normalProbability, normalQuantile } from '../statistics/normal.ts';
import { correlated, gaussianCopula } from './copula.ts';
import { fitted } from '../statistics/distributions.ts';
import type { Fitted } from '../statistics/distributions.ts';
import { RandomStream } from '../statistics/random.ts';
import { gammaRatio } from './resolve.ts';
import type { Resolved, Settling } from './resolve.ts';

const fits = new Map<string, Fitted>();
const tables = new Map<string, Float64Array>();
const mostKept = 4000;

/** A distribution with its parameters, once for all who say the same. */
export function fitOf(distribution: Distribution): Fitted {
  const key = JSON.stringify(distribution);
  let found = fits.get(key);
  if (!found) {
    if (fits.size > mostKept) fits.clear();
    found = fitted(distribution);
    fits.set(key, found);
  }
  return found;
}

const nodes = 91;
const reach = 4.5;

/**
 * A smooth quantile function from a few of its values: over the normal deviate it is nearly straight, so that cubics through
 * neighbouring values are right to six digits.
 */
function interpolated(quantile: (p: number) => number): (p: number) => number {
  const step = (2 * reach) / (nodes - 1);
  const at = Float64Array.from({ length: nodes }, (_, k) => quantile(normalProbability(-reach + k * step)));
  return p => {
    const place = (normalQuantile(p) + reach) / step;
    const k = Math.floor(place);
    if (!(k >= 1 && k < nodes - 2)) return quantile(p);
    const t = place - k;
    const [a, b, c, d] = [at[k - 1]!, at[k]!, at[k + 1]!, at[k + 2]!];
    return (
      (-a * t * (t - 1) * (t - 2)) / 6 +
      (b * (t + 1) * (t - 1) * (t - 2)) / 2 -
      (c * (t + 1) * t * (t - 2)) / 2 +
      (d * (t + 1) * t * (t - 1)) / 6
    );
  };
}

/** The quantiles at the middles of `n` equal parts of the probability. */
function quantilesOf(distribution: Distribution, n: number): Float64Array {
  const key = `${n} ${JSON.stringify(distribution)}`;
  let found = tables.get(key);
  if (!found) {
    if (tables.size > mostKept) tables.clear();
    const { kind } = distribution;
    const { quantile } = fitOf(distribution);
    const isSlow = kind === 'beta' || kind === 'pert' || kind === 'gamma';
    const quick = isSlow && n > 200 ? interpolated(quantile) : quantile;
    found = Float64Array.from({ length: n }, (_, k) => quick((k + 0.5) / n));
    tables.set(key, found);
  }
  return found;
}

/** What is uncertain, drawn: each input falls once into each of `n` equal parts of its probability (Latin hypercube). */
export interface Draws {
  readonly n: number;
  /** By variable: its value in each draw. */
  readonly values: readonly Float64Array[];
  /** By slot: the place of each draw among all, from 0; the same for all variables of the input. */
  readonly ranks: readonly Uint32Array[];
  readonly episodes: readonly Float64Array[];
  readonly referrals: readonly Float64Array[];
  readonly notes: readonly string[];
}

const rankings = new Map<string, Uint32Array>();

/** An order of the draws for a name: it depends on the seed and the name alone, whatever else is drawn. */
function uniformsOf(seed: number, name: string, n: number): Float64Array {
  const stream = new RandomStream(seed, name);
  return Float64Array.from({ length: n }, (_, draw) => stream.seat(draw, 0).uniform());
}

function ranksOf(uniforms: Float64Array): Uint32Array {
  const order = Uint32Array.from(uniforms, (_, at) => at).toSorted((a, b) => uniforms[a]! - uniforms[b]! || a - b);
  const ranks = new Uint32Array(uniforms.length);
  for (let place = 0; place < order.length; place++) ranks[order[place]!] = place;
  return ranks;
}

function ranksFor(seed: number, name: string, n: number): Uint32Array {
  const key = `${seed} ${n} ${name}`;
  let found = rankings.get(key);
  if (!found) {
    if (rankings.size > 1000) rankings.clear();
    found = ranksOf(uniformsOf(seed, name, n));
    rankings.set(key, found);
  }
  return found;
}

interface Joined {
  readonly joined: ReadonlyMap<string, Uint32Array>;
  readonly notes: readonly string[];
}
const joinedBefore = new Map<string, Joined>();

/** Orders of the draws of inputs that go together. */
function joinedRanks(seed: number, names: readonly string[], linked: Appraisal['correlations'], n: number): Joined {
  if (names.length === 0) return { joined: new Map(), notes: [] };
  // In the order of their names, so that a list in another order is the same list.
  const pairs = linked
    .map(({ a, b, rank }) => (a < b ? { a, b, rank } : { a: b, b: a, rank }))
    .toSorted((x, y) => x.a.localeCompare(y.a) || x.b.localeCompare(y.b));
  const key = JSON.stringify([seed, n, pairs]);
  let found = joinedBefore.get(key);
  if (!found) {
    if (joinedBefore.size > 50) joinedBefore.clear();
    const copula = gaussianCopula(names, pairs);
    const own = names.map(name => uniformsOf(seed, `input ${name}`, n));
    const together = names.map(() => new Float64Array(n));
    for (let draw = 0; draw < n; draw++) {
      const row = correlated(
        copula,
        own.map(one => one[draw]!),
      );
      for (let k = 0; k < names.length; k++) together[k]![draw] = row[k]!;
    }
    found = { joined: new Map(names.map((name, k) => [name, ranksOf(together[k]!)])), notes: copula.notes };
    joinedBefore.set(key, found);
  }
  return found;
}

/**
 * Draws of every input. Options share them (common random numbers), and an input's draws depend on its name and the seed
 * alone: neither the order of inputs nor a further option changes them. Rank correlations by a Gaussian copula.
 */
export function drawsOf(appraisal: Appraisal, resolved: Resolved, n: number): Draws {
  const { model, variables } = resolved;
  const { seed } = appraisal;
  const linked = appraisal.correlations.filter(
    one => one.rank !== 0 && model.slots.has(one.a) && model.slots.has(one.b),
  );
  const names = [...new Set(linked.flatMap(one => [one.a, one.b]))].toSorted();
  const { joined, notes } = joinedRanks(seed, names, linked, n);
  const ranks = model.inputs.map(input => joined.get(input.id) ?? ranksFor(seed, `input ${input.id}`, n));
  const values = variables.map(({ slot, value }) => {
    const { distribution } = value;
    if (distribution.kind === 'point') return new Float64Array(n).fill(distribution.value);
    const table = quantilesOf(distribution, n);
    return Float64Array.from(ranks[slot]!, place => table[place]!);
  });
  const byDistrict = (what: 'episodes' | 'referrals') =>
    resolved[what].map(({ shape }, at) =>
      Float64Array.from(ranksFor(seed, `need ${what} ${appraisal.districts[at]!.code}`, n), place =>
        gammaRatio(shape, normalQuantile((place + 0.5) / n)),
      ),
    );
  return { n, values, ranks, episodes: byDistrict('episodes'), referrals: byDistrict('referrals'), notes };
}

/** A place to put the numbers of one draw after another. */
export function newSettling(resolved: Resolved): Settling {
  return {
    values: new Float64Array(resolved.variables.length),
    episodes: new Float64Array(resolved.episodes.length).fill(1),
    referrals: new Float64Array(resolved.referrals.length).fill(1),
  };
}

export function settleDraw(into: Settling, draws: Draws, draw: number): void {
  for (let k = 0; k < into.values.length; k++) into.values[k] = draws.values[k]![draw]!;
  for (let k = 0; k < into.episodes.length; k++) {
    into.episodes[k] = draws.episodes[k]![draw]!;
    into.referrals[k] = draws.referrals[k]![draw]!;
  }
}

/** Every input at its median, and need at its mean. */
export function middleSettling(resolved: Resolved): Settling {
  const settling = newSettling(resolved);
  for (const [k, { value }] of resolved.variables.entries()) settling.values[k] = fitOf(value.distribution).median;
  return settling;
}
