import type { TornadoBar } from '../../../shared/contract/commissioning.ts';
import { switchingValue, tornado, tornadoPoints } from './appraisal-sums.ts';
import { fitOf, middleSettling } from './draws.ts';
import type { Draws } from './draws.ts';
import type { OptionFlow, OptionModel } from './model.ts';
import { evaluated, measurePlace, setAgainst } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { groupedOption } from './resolve.ts';
import type { Resolved, Settling } from './resolve.ts';

export type FlowOf = (model: OptionModel, option: number, settling: Settling) => OptionFlow;

const mostBars = 20;

/** The NPSV of one option over another as a function of inputs, all others at their middles. */
export class Difference {
  readonly #resolved: Resolved;
  readonly #settling: Settling;
  readonly #flowOf: FlowOf;
  readonly #since: number;
  readonly #of: number;
  readonly #against: number;
  readonly #middle = new Map<number, { model: OptionModel; flow: OptionFlow }>();

  constructor(resolved: Resolved, of: number, against: number, since: number, flowOf: FlowOf) {
    this.#resolved = resolved;
    this.#settling = middleSettling(resolved);
    this.#flowOf = flowOf;
    this.#since = since;
    this.#of = of;
    this.#against = against;
  }

  /**
   * Variables of an input that move together. Where both options say the same of it, it moves in both; where they differ,
   * it is a choice of the first option, and moves there.
   */
  variablesOf(slot: number): readonly number[] {
    const ofOption = (at: number) =>
      new Set(this.#resolved.options[at]!.contracts.map(contract => contract.variables[slot]!));
    const first = ofOption(this.#of);
    return [...first];
  }

  /** All variables of the input in the two options. */
  allVariablesOf(slot: number): readonly number[] {
    const found = new Set<number>();
    for (const at of [this.#of, this.#against])
      for (const contract of this.#resolved.options[at]!.contracts) found.add(contract.variables[slot]!);
    return [...found];
  }

  /** NPSV with some variables set, in pounds. `flows`: whether they change who is seen and when. */
  at(changes: readonly (readonly [variable: number, value: number])[], flows: boolean): number {
    const { values } = this.#settling;
    const kept = changes.map(([variable]) => values[variable]!);
    for (const [variable, value] of changes) values[variable] = value;
    const base = this.#evaluated(0, flows);
    const of = this.#of === 0 ? base : this.#evaluated(this.#of, flows);
    const against = this.#against === 0 ? base : this.#evaluated(this.#against, flows);
    setAgainst(base, base);
    if (of !== base) setAgainst(of, base);
    if (against !== base) setAgainst(against, base);
    changes.forEach(([variable], k) => (values[variable] = kept[k]!));
    const npsv = measurePlace('npsv');
    return of.measures[npsv]! - against.measures[npsv]!;
  }

  #evaluated(at: number, flows: boolean): Evaluated {
    const resolved = this.#resolved;
    const option = resolved.options[at]!;
    let middle = flows ? undefined : this.#middle.get(at);
    if (!middle) {
      const model = groupedOption(resolved, option, this.#settling);
      middle = { model, flow: this.#flowOf(model, at, this.#settling) };
      // Only kept where no input that moves flows is changed.
      if (!flows) this.#middle.set(at, middle);
    }
    return evaluated(resolved, option, this.#settling, middle.model, middle.flow, this.#since);
  }
}

/**
 * What would change the answer: each input at five points of its range, with where it would switch.
 * @param drawn NPSV of the first option over the second in each draw
 */
export function tornadoBars(
  resolved: Resolved,
  difference: Difference,
  draws: Draws | null,
  drawn: Float64Array | null,
): TornadoBar[] {
  const found: { bar: Omit<TornadoBar, 'switching' | 'rankCorrelation'>; swing: number; slot: number }[] = [];
  for (const [slot, input] of resolved.model.inputs.entries()) {
    const variables = difference.allVariablesOf(slot);
    const fits = variables.map(variable => fitOf(resolved.variables[variable]!.value.distribution));
    const isUncertain = fits.some(fit => fit.sd > 0);
    if (!isUncertain && !input.lever && input.group !== 'finance') continue;
    const { at, swing, monotonic } = isUncertain
      ? tornado(
          p => p,
          p =>
            difference.at(
              variables.map((variable, k) => [variable, fits[k]!.quantile(p)] as const),
              input.flows,
            ),
        )
      : { at: tornadoPoints.map(() => difference.at([], false)), swing: 0, monotonic: true };
    found.push({
      bar: { input: input.id, label: input.label, at, monotonic, plausible: [input.lowest, input.highest] },
      swing,
      slot,
    });
  }
  const kept = found.toSorted((a, b) => b.swing - a.swing || a.slot - b.slot).slice(0, mostBars);
  return kept.map(({ bar, slot }) => {
    const input = resolved.model.inputs[slot]!;
    const variables = difference.variablesOf(slot);
    const now = fitOf(resolved.variables[variables[0]!]!.value.distribution).median;
    const seen = new Map<number, number>();
    const npsv = (value: number): number => {
      let answer = seen.get(value);
      if (answer === undefined) {
        answer = difference.at(
          variables.map(variable => [variable, value] as const),
          input.flows,
        );
        seen.set(value, answer);
      }
      return answer;
    };
    // A whole number has no value between at which nothing is won or lost.
    const switching = input.whole ? null : switchingValue(npsv, [input.lowest, input.highest], now, 4);
    const rankCorrelation =
      draws && drawn && bar.at.some(value => value !== bar.at[0]) ? spearman(draws.ranks[slot]!, drawn) : null;
    return { ...bar, switching, rankCorrelation };
  });
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
