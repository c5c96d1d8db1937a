import { measureIds } from '../../../shared/model/appraisal.ts';
import type { PoolCapacity } from './capacity.ts';
import { CountedFlow } from './flow-counts.ts';
import type { OptionFlow, PoolFlow } from './model.ts';
import { measurePlace, setAgainst } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';

/** What is known of an option: its expected values, and every draw of it. */
export interface OptionRun {
  readonly mean: Evaluated;
  /** By measure: its value in each draw. */
  readonly measures: readonly Float64Array[];
  /** By draw and year: what it costs in the prices of the year. */
  readonly nominal: readonly (readonly number[])[];
  /** Expected, by pool. */
  readonly capacities: readonly PoolCapacity[];
}

/** A mean of what is defined in some draws only. */
class SomeMean {
  #sum = 0;
  #n = 0;
  add(value: number | null): void {
    if (value === null || Number.isNaN(value)) return;
    this.#sum += value;
    this.#n++;
  }
  get value(): number | null {
    return this.#n > 0 ? this.#sum / this.#n : null;
  }
}

const someKeys = ['interviewHours', 'waitMean', 'waitMedian', 'wait90'] as const;
const numberKeys = ['missingLoad', 'targetedLoad', 'growthPerWeek', 'changedWorker'] as const;

class PoolMean {
  readonly #contract: string;
  readonly #numbers = new Float64Array(numberKeys.length);
  readonly #some = someKeys.map(() => new SomeMean());
  #n = 0;

  constructor(contract: string) {
    this.#contract = contract;
  }

  add(pool: PoolFlow): void {
    this.#n++;
    for (let k = 0; k < numberKeys.length; k++) this.#numbers[k]! += pool[numberKeys[k]!];
    for (let k = 0; k < someKeys.length; k++) this.#some[k]!.add(pool[someKeys[k]!]);
  }

  get value(): PoolFlow {
    const number = (k: number) => this.#numbers[k]! / this.#n;
    return {
      contract: this.#contract,
      missingLoad: number(0),
      targetedLoad: number(1),
      interviewHours: this.#some[0]!.value,
      waitMean: this.#some[1]!.value,
      waitMedian: this.#some[2]!.value,
      wait90: this.#some[3]!.value,
      growthPerWeek: number(2),
      changedWorker: number(3),
    };
  }
}

class VectorMean {
  #sums: Float64Array | null = null;
  #n = 0;
  add(values: readonly number[]): void {
    this.#sums ??= new Float64Array(values.length);
    this.#n++;
    for (let k = 0; k < values.length; k++) this.#sums[k]! += values[k]!;
  }
  get value(): number[] {
    return Array.from(this.#sums ?? [], sum => sum / this.#n);
  }
}

/**
 * Expected values of an option over the draws, added up one after the other. NPSV is the mean, and PVB − PVC to the last bit;
 * the ratio of benefits to costs is that of their means. A measure that is not defined in some draws counts where it is.
 */
class Expected {
  readonly #first: Evaluated;
  readonly #measures: readonly Float64Array[];
  readonly #nominal: (readonly number[])[] = [];
  readonly #counts: Float64Array;
  readonly #pools: readonly PoolMean[];
  readonly #some = measureIds.map(() => new SomeMean());
  readonly #vectors = {
    waiting: new VectorMean(),
    open: new VectorMean(),
    missingWte: new VectorMean(),
    targetedWte: new VectorMean(),
    real: new VectorMean(),
    nominal: new VectorMean(),
    nominalFixed: new VectorMean(),
    benefit: new VectorMean(),
    columns: new VectorMean(),
    present: new VectorMean(),
  };
  readonly #demands: readonly { readonly missing: VectorMean; readonly targeted: VectorMean }[];
  readonly #capacities: readonly VectorMean[];
  #n = 0;

  constructor(first: Evaluated, draws: number) {
    const { counts, pools } = first.flow;
    this.#first = first;
    this.#measures = measureIds.map(() => new Float64Array(draws));
    this.#counts = new Float64Array(counts.length);
    this.#pools = pools.map(pool => new PoolMean(pool.contract));
    this.#demands = pools.map(() => ({ missing: new VectorMean(), targeted: new VectorMean() }));
    this.#capacities = pools.map(() => new VectorMean());
  }

  add(one: Evaluated, capacities: readonly PoolCapacity[]): void {
    const { flow, costs, measures } = one;
    for (let k = 0; k < measures.length; k++) {
      this.#measures[k]![this.#n] = measures[k]!;
      this.#some[k]!.add(measures[k]!);
    }
    this.#n++;
    this.#nominal.push(costs.nominal);
    const { counts } = flow;
    for (let at = 0; at < counts.length; at++) this.#counts[at]! += counts[at]!;
    for (let p = 0; p < this.#pools.length; p++) {
      this.#pools[p]!.add(flow.pools[p]!);
      const { missing, targeted } = capacities[p]!;
      this.#demands[p]!.missing.add(missing.demand);
      this.#demands[p]!.targeted.add(targeted.demand);
      this.#capacities[p]!.add([missing.capacity, targeted.capacity]);
    }
    const v = this.#vectors;
    v.waiting.add(flow.waiting);
    v.open.add(flow.open);
    v.missingWte.add(flow.wte.map(year => year.missing));
    v.targetedWte.add(flow.wte.map(year => year.targeted));
    v.real.add(costs.real);
    v.nominal.add(costs.nominal);
    v.nominalFixed.add(costs.nominalFixed);
    v.benefit.add(one.benefit);
    v.columns.add(one.columns);
    v.present.add([one.presentCosts, one.presentBenefits, costs.missingService]);
  }

  get run(): OptionRun {
    return { mean: this.#mean(), measures: this.#measures, nominal: this.#nominal, capacities: this.#capacity() };
  }

  #flow(): OptionFlow {
    const missing = this.#vectors.missingWte.value;
    const targeted = this.#vectors.targetedWte.value;
    return new CountedFlow(
      this.#first.model.districts,
      {
        counts: this.#counts.map(sum => sum / this.#n),
        waiting: this.#vectors.waiting.value,
        open: this.#vectors.open.value,
        pools: this.#pools.map(pool => pool.value),
        wte: missing.map((one, y) => ({ missing: one, targeted: targeted[y]! })),
      },
      () => [],
    );
  }

  #mean(): Evaluated {
    const v = this.#vectors;
    const [presentCosts, presentBenefits, missingService] = v.present.value as [number, number, number];
    const measures = this.#some.map(some => some.value ?? NaN);
    measures[measurePlace('npsv')] = presentBenefits - presentCosts;
    measures[measurePlace('bcr')] = presentCosts > 1e-9 ? presentBenefits / presentCosts : NaN;
    return {
      ...this.#first,
      flow: this.#flow(),
      costs: { real: v.real.value, nominal: v.nominal.value, nominalFixed: v.nominalFixed.value, missingService },
      benefit: v.benefit.value,
      columns: v.columns.value,
      measures,
      presentCosts,
      presentBenefits,
    };
  }

  #capacity(): PoolCapacity[] {
    return this.#demands.map(({ missing, targeted }, p) => {
      const [ofMissing, ofTargeted] = this.#capacities[p]!.value as [number, number];
      return {
        missing: { demand: missing.value, capacity: ofMissing },
        targeted: { demand: targeted.value, capacity: ofTargeted },
      };
    });
  }
}

/** The runs of all options, added up draw by draw, each set against the do-minimum of the same draw. */
export class RunSums {
  readonly #draws: number;
  readonly #capacitiesOf: (one: Evaluated) => readonly PoolCapacity[];
  #sums: Expected[] = [];

  constructor(draws: number, capacitiesOf: (one: Evaluated) => readonly PoolCapacity[]) {
    this.#draws = draws;
    this.#capacitiesOf = capacitiesOf;
  }

  /** @param found the options in the next draw, the do-minimum first */
  add(found: readonly Evaluated[]): void {
    if (this.#sums.length === 0) this.#sums = found.map(one => new Expected(one, this.#draws));
    for (let at = 0; at < found.length; at++) {
      const one = found[at]!;
      setAgainst(one, found[0]!);
      this.#sums[at]!.add(one, this.#capacitiesOf(one));
    }
  }

  get runs(): OptionRun[] {
    return this.#sums.map(sum => sum.run);
  }
}

/** Standard error of the mean of draws that are defined; null with fewer than two of them. */
export function standardError(drawn: Float64Array): number | null {
  let n = 0;
  let sum = 0;
  for (const value of drawn)
    if (!Number.isNaN(value)) {
      n++;
      sum += value;
    }
  if (n < 2) return null;
  const mean = sum / n;
  let squares = 0;
  for (const value of drawn) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (n - 1) / n);
}
