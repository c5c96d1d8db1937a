import type { TornadoBar } from '../../../shared/contract/commissioning.ts';
import { rootOf } from '../statistics/root.ts';
import { switchingValue, tornado, tornadoPoints } from './appraisal-sums.ts';
import { fitOf, newSettling, settleDraw } from './draws.ts';
import type { Draws } from './draws.ts';
import type { OptionFlow, OptionModel } from './model.ts';
import { evaluated, measurePlace, setAgainst } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { settledOption } from './resolve.ts';
import type { Resolved, Settling } from './resolve.ts';

export type FlowOf = (model: OptionModel, option: number, settling: Settling) => OptionFlow;

const mostBars = 20;
/** Draws of the other inputs behind a bar; where it switches is then worked out over all of them. */
const drawsOfBar = 16;
const penny = 0.01;

type Change = readonly [variable: number, value: number];

/** The expected NPSV of one option over another as a function of inputs, over the draws of all others. */
export class Difference {
  readonly #resolved: Resolved;
  readonly #flowOf: FlowOf;
  readonly #since: number;
  readonly #of: number;
  readonly #against: number;
  readonly #draws: Draws;
  readonly #settlings: (Settling | undefined)[] = [];
  readonly #kept = new Map<number, { readonly model: OptionModel; readonly flow: OptionFlow }>();

  constructor(resolved: Resolved, of: number, against: number, since: number, flowOf: FlowOf, draws: Draws) {
    this.#resolved = resolved;
    this.#flowOf = flowOf;
    this.#since = since;
    this.#of = of;
    this.#against = against;
    this.#draws = draws;
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
    const { values } = settling;
    const kept = changes.map(([variable]) => values[variable]!);
    for (const [variable, value] of changes) values[variable] = value;
    const base = this.#evaluated(0, draw, settling, flows);
    const of = this.#of === 0 ? base : this.#evaluated(this.#of, draw, settling, flows);
    const against = this.#against === 0 ? base : this.#evaluated(this.#against, draw, settling, flows);
    for (const one of new Set([base, of, against])) setAgainst(one, base);
    changes.forEach(([variable], k) => (values[variable] = kept[k]!));
    const npsv = measurePlace('npsv');
    return of.measures[npsv]! - against.measures[npsv]!;
  }

  #evaluated(at: number, draw: number, settling: Settling, flows: boolean): Evaluated {
    const resolved = this.#resolved;
    const option = resolved.options[at]!;
    const key = draw * resolved.options.length + at;
    let found = flows ? undefined : this.#kept.get(key);
    if (!found) {
      const model = settledOption(resolved, option, settling);
      found = { model, flow: this.#flowOf(model, at, settling) };
      // Only kept where no input that moves flows is changed.
      if (!flows) this.#kept.set(key, found);
    }
    return evaluated(resolved, option, settling, found.model, found.flow, this.#since);
  }
}

/** So many draws, spread evenly over all. */
export const someDraws = (n: number, most: number): number[] =>
  Array.from({ length: Math.min(n, most) }, (_, k) => Math.floor((k * n) / Math.min(n, most)));

interface Bar {
  readonly slot: number;
  readonly at: readonly number[];
  readonly swing: number;
  readonly monotonic: boolean;
}

/**
 * An input at five points of its range. The level is that of all draws; how far it moves comes from fewer of them, the same
 * at each point, so that what the other inputs do falls out.
 */
function barOf(resolved: Resolved, difference: Difference, slot: number, draws: readonly number[], mean: number): Bar {
  const input = resolved.model.inputs[slot]!;
  const variables = difference.allVariablesOf(slot);
  const fits = variables.map(variable => fitOf(resolved.variables[variable]!.value.distribution));
  if (!fits.some(fit => fit.sd > 0)) return { slot, at: tornadoPoints.map(() => mean), swing: 0, monotonic: true };
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
  return { slot, at: at.map(value => mean + value - level), swing, monotonic };
}

/**
 * Where the expected difference is nothing, found over few draws and then worked out over all of them to less than a penny;
 * null where it does not switch within what is plausible.
 */
function switchingOf(
  resolved: Resolved,
  difference: Difference,
  bar: Bar,
  draws: readonly number[],
  mean: number,
): number | null {
  const input = resolved.model.inputs[bar.slot]!;
  // A whole number has no value between at which nothing is won or lost.
  if (input.whole) return null;
  const variables = difference.variablesOf(bar.slot);
  const now = fitOf(resolved.variables[variables[0]!]!.value.distribution).mean;
  const all = someDraws(difference.draws, difference.draws);
  const seen = new Map<string, number>();
  const over = (which: readonly number[], value: number): number => {
    const key = `${which.length} ${value}`;
    let answer = seen.get(key);
    if (answer === undefined) {
      answer = difference.over(
        which,
        variables.map(variable => [variable, value] as const),
        input.flows,
      );
      seen.set(key, answer);
    }
    return answer;
  };
  const plausible = [input.lowest, input.highest] as const;
  const level = mean - over(draws, Math.min(plausible[1], Math.max(plausible[0], now)));
  const near = switchingValue(value => over(draws, value) + level, plausible, now, 4);
  if (near === null) return null;
  // The few draws show where to look; the whole of them say where it is.
  const width = plausible[1] - plausible[0];
  for (const reach of [0.02, 0.1, 0.4, 1]) {
    const from = Math.max(plausible[0], near - reach * width);
    const to = Math.min(plausible[1], near + reach * width);
    const found = rootOf(value => over(all, value), from, to, penny / 2);
    if (found !== null) return Math.abs(over(all, found)) < penny ? found : null;
  }
  return null;
}

/**
 * What would change the answer: each input at five points of its range, with where it would switch.
 * @param drawn NPSV of the first option over the second in each draw
 */
export function tornadoBars(
  resolved: Resolved,
  difference: Difference,
  draws: Draws,
  drawn: Float64Array,
): { readonly bars: TornadoBar[]; readonly movedByPlaceholders: number | null } {
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const few = someDraws(draws.n, drawsOfBar);
  const found = resolved.model.inputs.flatMap((input, slot) => {
    const isUncertain = difference
      .allVariablesOf(slot)
      .some(variable => fitOf(resolved.variables[variable]!.value.distribution).sd > 0);
    return isUncertain || input.lever || input.group === 'finance'
      ? [barOf(resolved, difference, slot, few, mean)]
      : [];
  });
  const isPlaceholder = ({ slot }: Bar): boolean =>
    difference.allVariablesOf(slot).some(variable => resolved.variables[variable]!.isPlaceholder);
  const swings = found.reduce((sum, bar) => sum + bar.swing, 0);
  const byPlaceholders = found.filter(isPlaceholder).reduce((sum, bar) => sum + bar.swing, 0);
  const bars = found
    .toSorted((a, b) => b.swing - a.swing || a.slot - b.slot)
    .slice(0, mostBars)
    .map((bar): TornadoBar => {
      const input = resolved.model.inputs[bar.slot]!;
      return {
        input: input.id,
        label: input.label,
        isPlaceholder: isPlaceholder(bar),
        at: bar.at,
        monotonic: bar.monotonic,
        plausible: [input.lowest, input.highest],
        switching: switchingOf(resolved, difference, bar, few, mean),
        rankCorrelation: bar.swing > 0 ? spearman(draws.ranks[bar.slot]!, drawn) : null,
      };
    });
  return { bars, movedByPlaceholders: swings > 0 ? byPlaceholders / swings : null };
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
