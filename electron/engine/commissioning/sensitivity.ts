import type { TornadoBar } from '../../../shared/contract/commissioning.ts';
import { rootOf } from '../statistics/root.ts';
import { tornado, tornadoPoints } from './appraisal-sums.ts';
import { fitOf, newSettling, settleDraw } from './draws.ts';
import type { Draws } from './draws.ts';
import type { FlowOf } from './engines.ts';
import type { InstantFlow } from './instant-flow.ts';
import { moneyOf, npsvAgainst, sameMoneyOf } from './outcomes.ts';
import type { Money } from './outcomes.ts';
import { plausibleRange } from './plausible.ts';
import type { Resolved, Settling } from './resolve.ts';
import { settledOption, unchangedParts } from './settle.ts';
import type { KnownFlows } from './taken-over.ts';
import { othersTurn } from './turns.ts';
import { mostByPlaceholders } from './verdict.ts';
import type { Movement } from './verdict.ts';

const mostBars = 12;
/** Draws of the other inputs behind a bar; where it switches is then worked out over all of them. */
const drawsOfBar = 8;
const penny = 0.01;

type Change = readonly [variable: number, value: number];

/** An option in a draw with nothing changed. */
interface Settled {
  readonly flow: InstantFlow;
  readonly money: Money;
}

/** The expected NPSV of one option over another as a function of inputs, over the draws of all others. */
export class Difference {
  readonly #resolved: Resolved;
  readonly #flowOf: FlowOf;
  readonly #since: number;
  readonly #of: number;
  readonly #against: number;
  readonly #draws: Draws;
  readonly #settlings: (Settling | undefined)[] = [];
  readonly #flows: KnownFlows | null;
  /** By draw and option, with nothing changed. */
  readonly #kept: (Settled | undefined)[] = [];
  /** By option: the variables that it depends on. */
  readonly #variables: readonly ReadonlySet<number>[];

  /** @param flows of the engine over the same draws, where they are known */
  constructor(
    resolved: Resolved,
    of: number,
    against: number,
    since: number,
    flowOf: FlowOf,
    draws: Draws,
    flows: KnownFlows | null,
  ) {
    this.#resolved = resolved;
    this.#flowOf = flowOf;
    this.#since = since;
    this.#of = of;
    this.#against = against;
    this.#draws = draws;
    this.#flows = flows;
    this.#variables = resolved.options.map(
      option => new Set(option.contracts.flatMap(contract => Array.from(contract.variables))),
    );
  }

  get draws(): number {
    return this.#draws.n;
  }

  /** Variables of an input that move where it switches: those of the first option, with whoever says the same. */
  variablesOf(slot: number): readonly number[] {
    return [...new Set(this.#resolved.options[this.#of]!.contracts.map(contract => contract.variables[slot]!))];
  }

  /** All variables of the input in the two options. */
  allVariablesOf(slot: number): readonly number[] {
    const found = new Set<number>();
    for (const at of [this.#of, this.#against])
      for (const contract of this.#resolved.options[at]!.contracts) found.add(contract.variables[slot]!);
    return [...found];
  }

  /** Mean over some of the draws with variables set, in pounds. `flows`: whether they change who is seen and when. */
  over(draws: readonly number[], changes: readonly Change[], flows: boolean): number {
    let sum = 0;
    for (const draw of draws) sum += this.#inDraw(draw, changes, flows);
    return sum / draws.length;
  }

  #inDraw(draw: number, changes: readonly Change[], flows: boolean): number {
    let settling = this.#settlings[draw];
    if (!settling) {
      settling = newSettling(this.#resolved);
      settleDraw(settling, this.#draws, draw);
      this.#settlings[draw] = settling;
    }
    const base = this.#money(0, draw, settling, changes, flows);
    const of = this.#of === 0 ? base : this.#money(this.#of, draw, settling, changes, flows);
    const against = this.#against === 0 ? base : this.#money(this.#against, draw, settling, changes, flows);
    return npsvAgainst(of, base) - npsvAgainst(against, base);
  }

  #settled(at: number, draw: number, settling: Settling): Settled {
    const resolved = this.#resolved;
    const option = resolved.options[at]!;
    const key = draw * resolved.options.length + at;
    let kept = this.#kept[key];
    if (!kept) {
      const flow =
        this.#flows?.get(option.id)?.[draw] ??
        this.#flowOf(settledOption(resolved, option, settling), at, settling, null);
      kept = { flow, money: moneyOf(resolved, option, settling, flow.model, flow, this.#since) };
      this.#kept[key] = kept;
    }
    return kept;
  }

  #money(at: number, draw: number, settling: Settling, changes: readonly Change[], flows: boolean): Money {
    const resolved = this.#resolved;
    const option = resolved.options[at]!;
    const { flow: before, money } = this.#settled(at, draw, settling);
    const own = changes.filter(([variable]) => this.#variables[at]!.has(variable));
    if (own.length === 0) return money;
    const { values } = settling;
    const held = own.map(([variable]) => values[variable]!);
    for (const [variable, value] of own) values[variable] = value;
    const slots = own.map(([variable]) => resolved.variables[variable]!.slot);
    let found: Money;
    if (flows) {
      const unchanged = unchangedParts(resolved.model, slots);
      const model = settledOption(resolved, option, settling, { model: before.model, unchanged });
      const flow = this.#flowOf(model, at, settling, before);
      found = moneyOf(resolved, option, settling, model, flow, this.#since);
    } else {
      const same = sameMoneyOf(resolved.model, money, slots);
      found = moneyOf(resolved, option, settling, before.model, before, this.#since, same);
    }
    own.forEach(([variable], k) => (values[variable] = held[k]!));
    return found;
  }
}

/** So many draws, spread evenly over all. */
export const someDraws = (n: number, most: number): number[] =>
  Array.from({ length: Math.min(n, most) }, (_, k) => Math.floor((k * n) / Math.min(n, most)));

/** A placeholder that is held certain is so in nobody's eyes: as "about" is read, it may be a tenth less or more. */
const aboutReach = 0.1;

/**
 * How far an input moves the answer where placeholders that are held certain are taken as about what they are; as its bar says
 * where none is. A whole number has nothing about it.
 */
function swingAbout(
  resolved: Resolved,
  difference: Difference,
  { slot, swing }: Bar,
  draws: readonly number[],
): number {
  const input = resolved.model.inputs[slot]!;
  const variables = difference.allVariablesOf(slot).map(variable => {
    const { value, isPlaceholder } = resolved.variables[variable]!;
    const fit = fitOf(value.distribution);
    return { variable, fit, isAbout: isPlaceholder && fit.sd === 0 && fit.mean !== 0 };
  });
  if (input.whole || !variables.some(({ isAbout }) => isAbout)) return swing;
  const within = (value: number) => Math.min(input.highest, Math.max(input.lowest, value));
  const [low, high] = [-1, 1].map(side =>
    difference.over(
      draws,
      variables.map(({ variable, fit, isAbout }) => [
        variable,
        isAbout ? within(fit.mean * (1 + side * aboutReach)) : fit.quantile(side < 0 ? 0.1 : 0.9),
      ]),
      input.flows,
    ),
  ) as [number, number];
  return Math.max(swing, Math.abs(high - low));
}

interface Bar {
  readonly slot: number;
  readonly at: readonly number[];
  readonly swing: number;
  readonly monotonic: boolean;
  readonly isUncertain: boolean;
}

/**
 * An input at five points of its range. The level is that of all draws; how far it moves comes from fewer of them, the same
 * at each point, so that what the other inputs do falls out.
 */
function barOf(resolved: Resolved, difference: Difference, slot: number, draws: readonly number[], mean: number): Bar {
  const input = resolved.model.inputs[slot]!;
  const variables = difference.allVariablesOf(slot);
  const fits = variables.map(variable => fitOf(resolved.variables[variable]!.value.distribution));
  if (!fits.some(fit => fit.sd > 0))
    return { slot, at: tornadoPoints.map(() => mean), swing: 0, monotonic: true, isUncertain: false };
  const { at, swing, monotonic } = tornado(
    p => p,
    p =>
      difference.over(
        draws,
        variables.map((variable, k) => [variable, fits[k]!.quantile(p)] as const),
        input.flows,
      ),
  );
  const level = at.reduce((sum, value) => sum + value, 0) / at.length;
  return { slot, at: at.map(value => mean + value - level), swing, monotonic, isUncertain: true };
}

/** What is plausible of an input by its own distribution: from the lowest end to the highest, within what the model permits. */
interface Plausible {
  readonly range: readonly [number, number];
  /** Whether it is uncertain at all: what is held certain has no value that it may plausibly have instead. */
  readonly varies: boolean;
}

function plausibleOf(resolved: Resolved, difference: Difference, slot: number): Plausible {
  const { lowest, highest } = resolved.model.inputs[slot]!;
  const held = difference.variablesOf(slot).map(variable => resolved.variables[variable]!.value.distribution);
  const uncertain = held.filter(distribution => fitOf(distribution).sd > 0);
  const ends = (uncertain.length > 0 ? uncertain : held).map(plausibleRange);
  const within = (value: number) => Math.min(highest, Math.max(lowest, value));
  return {
    range: [within(Math.min(...ends.map(([low]) => low))), within(Math.max(...ends.map(([, high]) => high)))],
    varies: uncertain.length > 0,
  };
}

/** Where an expected difference is nothing: within what is plausible of the input, or only outside of it. */
type Switching = Pick<TornadoBar, 'switching' | 'switchingOutside'>;

const nowhere: Switching = { switching: null, switchingOutside: null };

/**
 * Where the expected difference is nothing, looked for over few draws in all that the model permits. What is plausible of the
 * input, or near to it, is then worked out over all of them to less than a penny; what lies far outside turns no answer, and
 * is left as near as few draws tell.
 */
async function switchingOf(
  resolved: Resolved,
  difference: Difference,
  slot: number,
  { range, varies }: Plausible,
  draws: readonly number[],
  mean: number,
  signal: AbortSignal,
): Promise<Switching> {
  const input = resolved.model.inputs[slot]!;
  // A whole number has no value between at which nothing is won or lost.
  if (input.whole) return nowhere;
  const variables = difference.variablesOf(slot);
  const now = fitOf(resolved.variables[variables[0]!]!.value.distribution).mean;
  const all = someDraws(difference.draws, difference.draws);
  const over = (which: readonly number[], value: number): number =>
    difference.over(
      which,
      variables.map(variable => [variable, value] as const),
      input.flows,
    );
  const within = (value: number) => Math.min(input.highest, Math.max(input.lowest, value));
  const seen = new Map<number, number>();
  const ofFew = (value: number): number => {
    const difference = seen.get(value) ?? over(draws, value);
    seen.set(value, difference);
    return difference;
  };
  const level = mean - ofFew(within(now));
  await othersTurn(signal);
  const permitted = [input.lowest, input.highest] as const;
  const near = turningNear(value => ofFew(value) + level, permitted, range, now);
  if (near === null) return nowhere;
  const besides = nearRange * (range[1] - range[0]);
  if (near.value < range[0] - besides || near.value > range[1] + besides)
    return { switching: null, switchingOutside: near.value };
  const value = await exactTurning(value => over(all, value), near, permitted, signal);
  if (value === null) return nowhere;
  return varies && value >= range[0] && value <= range[1]
    ? { switching: value, switchingOutside: null }
    : { switching: null, switchingOutside: value };
}

/**
 * Where a function changes sign: looked for in steps, so that none that turns is missed. Of several one that is plausible,
 * and of those the one nearest to now.
 */
function turningNear(
  f: (value: number) => number,
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
  now: number,
): { readonly value: number; readonly slope: number } | null {
  const quarters = [0.25, 0.5, 0.75].map(part => from + (to - from) * part);
  const points = [...new Set([from, to, ...quarters, low, high, now])]
    .filter(point => point >= from && point <= to)
    .sort((a, b) => a - b);
  const values = points.map(f);
  const found: { value: number; slope: number }[] = [];
  for (let k = 1; k < points.length; k++) {
    if (!(values[k - 1]! * values[k]! < 0)) continue;
    const value = rootOf(f, points[k - 1]!, points[k]!, nearEnough);
    if (value === null) continue;
    const step = (points[k]! - points[k - 1]!) / 50;
    const beside = value + step <= to ? value + step : value - step;
    found.push({ value, slope: (f(beside) - f(value)) / (beside - value) });
  }
  const isOutside = ({ value }: { readonly value: number }) => Number(value < low || value > high);
  return (
    found.toSorted((a, b) => isOutside(a) - isOutside(b) || Math.abs(a.value - now) - Math.abs(b.value - now))[0] ??
    null
  );
}

/** As many parts of a range beside it, few draws and all of them may be on two sides of its end. */
const nearRange = 0.5;
/** Pounds that few draws are worked out to: all of them say the rest. */
const nearEnough = 500;
const mostSteps = 12;

/** Secants over all draws, from where few of them turn, to less than a penny; null where all of them do not turn. */
async function exactTurning(
  f: (value: number) => number,
  near: { readonly value: number; readonly slope: number },
  [lowest, highest]: readonly [number, number],
  signal: AbortSignal,
): Promise<number | null> {
  let { value, slope } = near;
  let at = f(value);
  for (let step = 0; step < mostSteps; step++) {
    if (Math.abs(at) < penny / 2) return value;
    const next = Math.min(highest, Math.max(lowest, value - at / slope));
    if (next === value || !Number.isFinite(next)) return null;
    await othersTurn(signal);
    const there = f(next);
    slope = (there - at) / (next - value);
    value = next;
    at = there;
  }
  return Math.abs(at) < penny ? value : null;
}

/** What moves an answer by placeholders: the share of it, and which have to be given until no more than may be is left. */
function movedBy(
  resolved: Resolved,
  moved: readonly { readonly slot: number; readonly swing: number; readonly isPlaceholder: boolean }[],
): Pick<Movement, 'movedByPlaceholders' | 'movers'> {
  const all = moved.reduce((sum, { swing }) => sum + swing, 0);
  if (!(all > 0)) return { movedByPlaceholders: null, movers: [] };
  const placeholders = moved
    .filter(({ isPlaceholder }) => isPlaceholder)
    .toSorted((a, b) => b.swing - a.swing || a.slot - b.slot);
  const share = placeholders.reduce((sum, { swing }) => sum + swing, 0) / all;
  const movers: string[] = [];
  let left = share;
  for (const { slot, swing } of placeholders) {
    if (left <= mostByPlaceholders) break;
    movers.push(resolved.model.inputs[slot]!.label);
    left -= swing / all;
  }
  return { movedByPlaceholders: share, movers };
}

/**
 * What would change the answer: each input at five points of its range, with where it would switch.
 * @param drawn NPSV of the first option over the second in each draw
 */
export async function tornadoBars(
  resolved: Resolved,
  difference: Difference,
  draws: Draws,
  drawn: Float64Array,
  signal: AbortSignal,
): Promise<Movement> {
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const few = someDraws(draws.n, drawsOfBar);
  const isPlaceholder = (slot: number): boolean =>
    difference.allVariablesOf(slot).some(variable => resolved.variables[variable]!.isPlaceholder);
  const found: Bar[] = [];
  const moved: { slot: number; swing: number; isPlaceholder: boolean }[] = [];
  for (const [slot, input] of resolved.model.inputs.entries()) {
    await othersTurn(signal);
    const bar = barOf(resolved, difference, slot, few, mean);
    moved.push({ slot, swing: swingAbout(resolved, difference, bar, few), isPlaceholder: isPlaceholder(slot) });
    if (bar.isUncertain || input.lever || input.group === 'finance') found.push(bar);
  }
  const kept = found.toSorted((a, b) => b.swing - a.swing || a.slot - b.slot).slice(0, mostBars);
  const bars: TornadoBar[] = [];
  for (const bar of kept) {
    const input = resolved.model.inputs[bar.slot]!;
    const plausible = plausibleOf(resolved, difference, bar.slot);
    bars.push({
      input: input.id,
      label: input.label,
      isPlaceholder: isPlaceholder(bar.slot),
      at: bar.at,
      monotonic: bar.monotonic,
      plausible: plausible.range,
      ...(await switchingOf(resolved, difference, bar.slot, plausible, few, mean, signal)),
      rankCorrelation: bar.swing > 0 ? spearman(draws.ranks[bar.slot]!, drawn) : null,
    });
  }
  return { bars, ...movedBy(resolved, moved) };
}

/** Spearman's rank correlation of an input's places with an output; ties of the output share their place. */
function spearman(places: Uint32Array, output: Float64Array): number | null {
  const n = output.length;
  const order = Uint32Array.from(output, (_, at) => at).sort((a, b) => output[a]! - output[b]!);
  const ranks = new Float64Array(n);
  for (let from = 0; from < n;) {
    let to = from;
    while (to + 1 < n && output[order[to + 1]!] === output[order[from]!]) to++;
    for (let k = from; k <= to; k++) ranks[order[k]!] = (from + to) / 2;
    from = to + 1;
  }
  const mean = (n - 1) / 2;
  let together = 0;
  let first = 0;
  let second = 0;
  for (let k = 0; k < n; k++) {
    const x = places[k]! - mean;
    const y = ranks[k]! - mean;
    together += x * y;
    first += x * x;
    second += y * y;
  }
  return first > 0 && second > 0 ? together / Math.sqrt(first * second) : null;
}
