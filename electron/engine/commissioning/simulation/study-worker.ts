import { parentPort, workerData } from 'node:worker_threads';
import { simulatedTogether } from './study-part.ts';
import type { StudyTask } from './study-part.ts';

simulatedTogether(workerData as StudyTask, () => parentPort?.postMessage(null));
