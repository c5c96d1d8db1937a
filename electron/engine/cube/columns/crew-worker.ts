import { parentPort, workerData } from 'node:worker_threads';
import { takeParts } from './pass.ts';
import type { Work } from './pass.ts';

parentPort?.on('message', (work: Work) => takeParts(work));
// Work is sent only to threads that can begin at once; the engine's thread would have done it before.
Atomics.store(workerData as Int32Array, 0, 1);
