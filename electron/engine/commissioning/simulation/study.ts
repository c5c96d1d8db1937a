import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FaultError } from '../../../../shared/contract/fault.ts';
import { threadFile } from '../../thread-file.ts';
import type { OptionFlow, OptionModel } from '../model.ts';
import { unpackedFlow, widthOf } from './packing.ts';
import type { StudyTask } from './study-part.ts';

export interface StudyWatch {
  readonly signal?: AbortSignal;
  progress?(done: number, of: number): void;
}

export interface Study {
  /**
   * By option: one model, or one for each draw of what is uncertain. Replication r takes draw r, from the first again after
   * the last. Draws of one option have the same days, districts and number of pools.
   */
  readonly models: readonly (OptionModel | readonly OptionModel[])[];
  readonly seed: number;
  readonly replications: number;
  /** Threads; the result is the same for any number. Otherwise as many as there are cores, at most four. */
  readonly workers?: number;
}

/** What a study found: numbers are kept packed, and a flow is laid out when it is asked for. */
export interface StudyFlows {
  readonly options: number;
  readonly replications: number;
  flow(option: number, replication: number): OptionFlow;
  /** Bytes that are kept. */
  readonly bytes: number;
}

/**
 * Simulates options × replications on threads of their own, which end with the study.
 * Faults: cancelled, internal.
 */
export async function simulateStudy(study: Study, watch: StudyWatch = {}): Promise<StudyFlows> {
  const { seed, replications } = study;
  const models = study.models.map(model => ('pools' in model ? [model] : model));
  if (models.some(draws => new Set(draws.map(widthOf)).size !== 1))
    throw new FaultError('internal', 'The draws of an option have different districts, years or contracts.');
  const cancelled = (): FaultError => new FaultError('cancelled', 'The simulation was not needed any more.');
  if (watch.signal?.aborted) throw cancelled();

  const shared = models.map(draws => new SharedArrayBuffer(widthOf(draws[0]!) * replications * 8));
  const task: StudyTask = {
    models,
    seed,
    replications,
    state: new Int32Array(new SharedArrayBuffer(8)),
    rows: shared.map(buffer => new Float64Array(buffer)),
  };
  const wanted = study.workers ?? Math.min(4, availableParallelism());
  const threads = Math.max(1, Math.min(wanted, replications));
  const place = threadFile(import.meta.url, './study-worker.ts', 'simulation-worker.js');
  if (!place) throw new FaultError('internal', 'A part of the application is missing: the simulation.');

  const workers = Array.from({ length: threads }, () => new Worker(place, { workerData: task }));
  let stop: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      let running = threads;
      const onAbort = (): void => reject(cancelled());
      stop = () => watch.signal?.removeEventListener('abort', onAbort);
      watch.signal?.addEventListener('abort', onAbort);
      for (const worker of workers) {
        worker.on('message', () => watch.progress?.(Atomics.load(task.state, 1), replications));
        worker.once('error', error => reject(new Error('The simulation stopped.', { cause: error })));
        worker.once('exit', () => {
          if (--running > 0) return;
          if (Atomics.load(task.state, 1) === replications) resolve();
          else reject(new FaultError('internal', 'The simulation stopped before its end.'));
        });
      }
    });
  } finally {
    stop();
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  return {
    options: models.length,
    replications,
    bytes: shared.reduce((sum, buffer) => sum + buffer.byteLength, 0),
    flow: (option, replication) => {
      const model = models[option]![replication % models[option]!.length]!;
      const width = widthOf(model);
      return unpackedFlow(model, task.rows[option]!.subarray(replication * width, (replication + 1) * width));
    },
  };
}
