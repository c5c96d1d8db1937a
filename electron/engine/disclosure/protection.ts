import { Worker } from 'node:worker_threads';
import { FaultError } from '../../../shared/contract/fault.ts';
import { threadFile } from '../thread-file.ts';
import type { ProtectedPivot } from './pivot.ts';
import type { PlanAnswer, PlanTask } from './joint/plan.ts';
import type { Asked, AskedPlan, Told } from './worker.ts';

export interface Watch {
  readonly signal?: AbortSignal;
  progress?(done: number, of: number): void;
}

/**
 * The face of this room: protects tables on a thread of its own, one at a time in the order asked, so that the engine
 * goes on answering. How much is done for a table is counted in steps and never timed; a person who does not want to
 * wait cancels, and nothing is shown.
 */
export class Protection {
  #worker: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** Faults: cancelled, internal. */
  protect(asked: Asked, watch: Watch = {}): Promise<ProtectedPivot> {
    return this.#queued<ProtectedPivot>(asked, watch);
  }

  /** Solves a joint system. Faults: cancelled, internal. */
  solve(task: PlanTask, watch: Watch = {}): Promise<PlanAnswer> {
    return this.#queued<PlanAnswer>({ kind: 'plan', task }, watch);
  }

  #queued<T extends ProtectedPivot | PlanAnswer>(asked: Asked | AskedPlan, watch: Watch): Promise<T> {
    const next = this.#queue.then(() => this.#run<T>(asked, watch));
    this.#queue = next.catch(() => undefined);
    return next;
  }

  /** Loads the solver ahead of the first table. */
  warm(): void {
    this.#thread();
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #thread(): Worker {
    if (!this.#worker) {
      const place = threadFile(import.meta.url, './worker.ts', 'disclosure-worker.js');
      if (!place) throw new FaultError('internal', 'A part of the application is missing: the protection of tables.');
      this.#worker = new Worker(place);
      this.#worker.unref();
    }
    return this.#worker;
  }

  async #run<T extends ProtectedPivot | PlanAnswer>(asked: Asked | AskedPlan, { signal, progress }: Watch): Promise<T> {
    const cancelled = () => new FaultError('cancelled', 'The table was not needed any more.');
    if (signal?.aborted) throw cancelled();
    const worker = this.#thread();
    let stop: () => void = () => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const onMessage = (told: Told) => {
          if (told.kind === 'answer') resolve(told.answer as T);
          else if (told.kind === 'progress') progress?.(told.done, told.of);
          else reject(new Error(`A table could not be protected: ${told.message}`));
        };
        const onEnd = () => reject(new FaultError('internal', 'The protection of tables stopped; nothing was shown.'));
        const onAbort = () => {
          void this.close();
          reject(cancelled());
        };
        stop = () => {
          worker.off('message', onMessage);
          worker.off('error', onEnd);
          worker.off('exit', onEnd);
          signal?.removeEventListener('abort', onAbort);
        };
        worker.on('message', onMessage);
        worker.once('error', onEnd);
        worker.once('exit', onEnd);
        signal?.addEventListener('abort', onAbort);
        worker.postMessage(asked);
      });
    } catch (error) {
      if (!(error instanceof FaultError && error.fault.code === 'cancelled')) await this.close();
      throw error;
    } finally {
      stop();
    }
  }
}
