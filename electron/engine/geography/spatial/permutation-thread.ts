import { Worker } from 'node:worker_threads';
import { FaultError } from '../../../../shared/contract/fault.ts';
import { threadFile } from '../../thread-file.ts';
import type { Told } from './permutation-worker.ts';
import type { PermutationResult, PermutationTask } from './permutations.ts';

/** Runs the permutations in a thread of their own, which ends when the signal does. Faults: cancelled, internal. */
export function permutedInWorker(
  task: PermutationTask,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<PermutationResult> {
  const cancelled = () => new FaultError('cancelled', 'Cancelled. Nothing was changed.');
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const place = threadFile(import.meta.url, './permutation-worker.ts', 'permutation-worker.js');
    if (!place) {
      reject(new FaultError('internal', 'A part of the application is missing: the permutations of maps.'));
      return;
    }
    const worker = new Worker(place, { workerData: task });
    const cancel = () => {
      void worker.terminate();
      reject(cancelled());
    };
    signal.addEventListener('abort', cancel, { once: true });
    const end = () => signal.removeEventListener('abort', cancel);
    worker.on('message', (told: Told) => {
      if (told.kind === 'progress') {
        tell(told.done);
        return;
      }
      end();
      resolve(told.result);
    });
    worker.on('error', error => {
      end();
      reject(error);
    });
  });
}
