import type { Appraisal, Distribution } from '../../../shared/model/appraisal.ts';
import { normalQuantile } from '../framework/statistics/normal.ts';
import { correlated, gaussianCopula } from './copula.ts';
import { fitted } from './distributions.ts';
import type { Fitted } from './distributions.ts';
import { RandomStream } from './random.ts';
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

/** The quantiles at the middles of `n` equal parts of the probability. */
function quantilesOf(distribution: Distribution, n: number): Float64Array {
  const key = `${n} ${JSON.stringify(distribution)}`;
  let found = tables.get(key);
  if (!found) {
    if (tables.size > mostKept) tables.clear();
    const fit = fitOf(distribution);
    found = Float64Array.from({ length: n }, (_, k) => fit.quantile((k + 0.5) / n));
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
  const joined = new Map<string, Uint32Array>();
  let notes: readonly string[] = [];
  if (names.length > 0) {
    const copula = gaussianCopula(names, linked);
    notes = copula.notes;
    const own = names.map(name => uniformsOf(seed, `input ${name}`, n));
    const together = names.map(() => new Float64Array(n));
    for (let draw = 0; draw < n; draw++) {
      const row = correlated(
        copula,
        own.map(one => one[draw]!),
      );
      for (let k = 0; k < names.length; k++) together[k]![draw] = row[k]!;
    }
    for (let k = 0; k < names.length; k++) joined.set(names[k]!, ranksOf(together[k]!));
  }
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
