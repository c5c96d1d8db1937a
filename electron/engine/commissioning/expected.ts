import { measureIds } from '../../../shared/model/appraisal.ts';
import type { PoolCapacity } from './capacity.ts';
import { CountedFlow } from './flow-counts.ts';
import type { OptionFlow, PoolFlow } from './model.ts';
import { measurePlace, setAgainst } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';

/** What engines are compared by: the measures of an option, their means and every draw of them. */
export interface ComparedRun {
  readonly mean: Pick<Evaluated, 'measures'>;
  /** By measure: its value in each draw. */
  readonly measures: readonly Float64Array[];
}

/** What is known of an option: its expected values, and every draw of it. */
export interface OptionRun extends ComparedRun {
  readonly mean: Evaluated;
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
 * Measures of an option over the draws, added up one after the other. NPSV is the mean, and PVB − PVC to the last bit; the
 * ratio of benefits to costs is that of their means. A measure that is not defined in some draws counts where it is.
 */
class Measured {
  readonly measures: readonly Float64Array[];
  readonly #some = measureIds.map(() => new SomeMean());
  readonly #present = new VectorMean();
  #n = 0;

  constructor(draws: number) {
    this.measures = measureIds.map(() => new Float64Array(draws));
  }

  add({ measures, presentCosts, presentBenefits }: Evaluated): void {
    for (let k = 0; k < measures.length; k++) {
      this.measures[k]![this.#n] = measures[k]!;
      this.#some[k]!.add(measures[k]!);
    }
    this.#n++;
    this.#present.add([presentCosts, presentBenefits]);
  }

  get mean(): Pick<Evaluated, 'measures' | 'presentCosts' | 'presentBenefits'> {
    const [presentCosts, presentBenefits] = this.#present.value as [number, number];
    const measures = this.#some.map(some => some.value ?? NaN);
    measures[measurePlace('npsv')] = presentBenefits - presentCosts;
    measures[measurePlace('bcr')] = presentCosts > 1e-9 ? presentBenefits / presentCosts : NaN;
    return { measures, presentCosts, presentBenefits };
  }

  get run(): ComparedRun {
    return { mean: this.mean, measures: this.measures };
  }
}

/** Expected values of an option over the draws, added up one after the other. */
class Expected {
  readonly #first: Evaluated;
  readonly #capacitiesOf: (one: Evaluated) => readonly PoolCapacity[];
  readonly #measured: Measured;
  readonly #nominal: (readonly number[])[] = [];
  readonly #counts: Float64Array;
  readonly #pools: readonly PoolMean[];
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
    missingService: new VectorMean(),
  };
  readonly #demands: readonly { readonly missing: VectorMean; readonly targeted: VectorMean }[];
  readonly #capacities: readonly VectorMean[];
  #n = 0;

  constructor(first: Evaluated, draws: number, capacitiesOf: (one: Evaluated) => readonly PoolCapacity[]) {
    const { counts } = first;
    const { pools } = first.flow;
    this.#first = first;
    this.#capacitiesOf = capacitiesOf;
    this.#measured = new Measured(draws);
    this.#counts = new Float64Array(counts.length);
    this.#pools = pools.map(pool => new PoolMean(pool.contract));
    this.#demands = pools.map(() => ({ missing: new VectorMean(), targeted: new VectorMean() }));
    this.#capacities = pools.map(() => new VectorMean());
  }

  add(one: Evaluated): void {
    const { flow, costs } = one;
    const capacities = this.#capacitiesOf(one);
    this.#measured.add(one);
    this.#n++;
    this.#nominal.push(costs.nominal);
    const { counts } = one;
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
    v.missingService.add([costs.missingService]);
  }

  get run(): OptionRun {
    return {
      mean: this.#mean(),
      measures: this.#measured.measures,
      nominal: this.#nominal,
      capacities: this.#capacity(),
    };
  }

  #flow(): OptionFlow {
    const missing = this.#vectors.missingWte.value;
    const targeted = this.#vectors.targetedWte.value;
    return new CountedFlow(
      this.#first.model,
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
    const [missingService] = v.missingService.value as [number];
    const flow = this.#flow();
    return {
      ...this.#first,
      flow,
      counts: flow.counts,
      costs: { real: v.real.value, nominal: v.nominal.value, nominalFixed: v.nominalFixed.value, missingService },
      benefit: v.benefit.value,
      columns: v.columns.value,
      ...this.#measured.mean,
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

interface Sum<Run> {
  add(one: Evaluated): void;
  readonly run: Run;
}

/** The runs of all options, added up draw by draw, each set against the do-minimum of the same draw. */
export class RunSums<Run> {
  readonly #sumFrom: (first: Evaluated) => Sum<Run>;
  #sums: Sum<Run>[] = [];

  /** @param sumFrom begins to add up an option that is as it is in the first draw */
  constructor(sumFrom: (first: Evaluated) => Sum<Run>) {
    this.#sumFrom = sumFrom;
  }

  /** @param found the options in the next draw, the do-minimum first */
  add(found: readonly Evaluated[]): void {
    if (this.#sums.length === 0) this.#sums = found.map(this.#sumFrom);
    for (let at = 0; at < found.length; at++) {
      setAgainst(found[at]!, found[0]!);
      this.#sums[at]!.add(found[at]!);
    }
  }

  get runs(): Run[] {
    return this.#sums.map(sum => sum.run);
  }
}

/** Everything that is expected of options. */
export const expectedRuns = (
  draws: number,
  capacitiesOf: (one: Evaluated) => readonly PoolCapacity[],
): RunSums<OptionRun> => new RunSums(first => new Expected(first, draws, capacitiesOf));

/** Their measures alone. */
export const measuredRuns = (draws: number): RunSums<ComparedRun> => new RunSums(() => new Measured(draws));

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
