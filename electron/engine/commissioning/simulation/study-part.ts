import type { OptionModel } from '../model.ts';
import { packFlow, widthOf } from './packing.ts';
import { Simulator } from './simulate.ts';

/** What the threads of a study share. */
export interface StudyTask {
  /** Option × draw: replication r takes the draw r modulo their number. */
  readonly models: readonly (readonly OptionModel[])[];
  readonly seed: number;
  readonly replications: number;
  /** The next replication that nobody has taken, and how many are done. */
  readonly state: Int32Array;
  /** By option: a row of numbers for each replication. */
  readonly rows: readonly Float64Array[];
}

/**
 * Takes replications until none is left, every option in each. Rows have their place by replication, so it is nothing to the
 * result which thread takes which.
 */
export function simulatedTogether(task: StudyTask, tell: () => void): void {
  const { models, seed, replications, state, rows } = task;
  const simulator = new Simulator(seed);
  for (;;) {
    const replication = Atomics.add(state, 0, 1);
    if (replication >= replications) return;
    models.forEach((draws, option) => {
      const model = draws[replication % draws.length]!;
      const width = widthOf(model);
      const row = rows[option]!.subarray(replication * width, (replication + 1) * width);
      packFlow(simulator.run(model, replication).flow, row);
    });
    Atomics.add(state, 1, 1);
    tell();
  }
}
