import type { Model } from './inputs.ts';
import type { Resolved, ResolvedContract, Settling } from './resolve.ts';

interface Bounds {
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  readonly whole: Uint8Array;
}
const bounds = new WeakMap<Model, Bounds>();

function boundsOf(model: Model): Bounds {
  let found = bounds.get(model);
  if (!found) {
    found = {
      lowest: Float64Array.from(model.inputs, input => input.lowest),
      highest: Float64Array.from(model.inputs, input => input.highest),
      whole: Uint8Array.from(model.inputs, input => (input.whole ? 1 : 0)),
    };
    bounds.set(model, found);
  }
  return found;
}

/**
 * The inputs that one part of the model reads, by name: no other can be read with it, so that it is known which parts an
 * input bears on.
 */
export class InputReader<Name extends string> {
  readonly #names: readonly Name[];
  readonly #slots = new WeakMap<Model, Int32Array>();
  readonly #places: Readonly<Record<Name, number>>;
  /** Read tens of thousands of times a second, so it is one array that is used again. */
  readonly #numbers: Float64Array;

  constructor(names: readonly Name[]) {
    this.#names = names;
    this.#places = Object.fromEntries(names.map((name, at) => [name, at])) as Record<Name, number>;
    this.#numbers = new Float64Array(names.length);
  }

  /** Where each input stands among `numbers`. */
  get places(): Readonly<Record<Name, number>> {
    return this.#places;
  }

  slots(model: Model): Int32Array {
    let found = this.#slots.get(model);
    if (!found) {
      found = Int32Array.from(this.#names, name => model.slots.get(name) ?? -1);
      this.#slots.set(model, found);
    }
    return found;
  }

  reads(model: Model, slot: number): boolean {
    return this.slots(model).includes(slot);
  }

  /** Every number of a contract in a draw that this part reads, until the next call. */
  numbers(resolved: Resolved, { variables, factors }: ResolvedContract, settling: Settling): Float64Array {
    const slots = this.slots(resolved.model);
    const { lowest, highest, whole } = boundsOf(resolved.model);
    const into = this.#numbers;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      const drawn = settling.values[variables[slot]!]!;
      const held = drawn < lowest[slot]! ? lowest[slot]! : drawn > highest[slot]! ? highest[slot]! : drawn;
      into[at] = (whole[slot] === 1 ? Math.round(held) : held) * factors[slot]!;
    }
    return into;
  }
}
