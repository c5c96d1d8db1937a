import { parentPort } from 'node:worker_threads';
import { protectedWithReleases } from './linked.ts';
import type { LinkedQuestion } from './linked.ts';
import { protectedPivot } from './pivot.ts';
import type { PivotQuestion, ProtectedPivot } from './pivot.ts';
import { loadSolver } from './solver.ts';

/** What the worker is asked: a table by itself, or with what was released before. */
export type Asked =
  | { readonly kind: 'pivot'; readonly question: PivotQuestion }
  | { readonly kind: 'linked'; readonly question: LinkedQuestion };

export type Told =
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'answer'; readonly answer: ProtectedPivot }
  | { readonly kind: 'failed'; readonly message: string };

const tell = (told: Told): void => parentPort?.postMessage(told);

parentPort?.on('message', async (asked: Asked) => {
  try {
    const solver = await loadSolver();
    const progress = (done: number, of: number) => tell({ kind: 'progress', done, of });
    tell({
      kind: 'answer',
      answer:
        asked.kind === 'pivot'
          ? protectedPivot(solver, asked.question, progress)
          : protectedWithReleases(solver, asked.question, progress),
    });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
