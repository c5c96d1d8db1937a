import { parentPort, workerData } from 'node:worker_threads';
import { permuted } from './permutations.ts';
import type { PermutationResult, PermutationTask } from './permutations.ts';

export type Told =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'result'; readonly result: PermutationResult };

const tell = (told: Told): void => parentPort?.postMessage(told);

tell({ kind: 'result', result: permuted(workerData as PermutationTask, done => tell({ kind: 'progress', done })) });
