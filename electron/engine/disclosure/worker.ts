import { parentPort } from 'node:worker_threads';
import { protectedWithReleases } from './linked.ts';
import type { LinkedQuestion } from './linked.ts';
import { protectedPivot } from './protected-pivot.ts';
import type { PivotQuestion, ProtectedPivot } from './pivot.ts';
import { solvePlan } from './joint/plan.ts';
import type { PlanAnswer, PlanTask } from './joint/plan.ts';
import { loadSolver } from './solver.ts';

/** What the worker is asked: a table by itself, or with what was released before. */
export type Asked =
  | { readonly kind: 'pivot'; readonly question: PivotQuestion }
  | { readonly kind: 'linked'; readonly question: LinkedQuestion };

/** A joint system, to be solved on the same thread. */
export interface AskedPlan {
  readonly kind: 'plan';
  readonly task: PlanTask;
}

export type Told =
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'answer'; readonly answer: ProtectedPivot | PlanAnswer }
  | { readonly kind: 'failed'; readonly message: string };

const tell = (told: Told): void => parentPort?.postMessage(told);

async function answerTo(asked: Asked | AskedPlan): Promise<ProtectedPivot | PlanAnswer> {
  const progress = (done: number, of: number) => tell({ kind: 'progress', done, of });
  if (asked.kind === 'plan') {
    const answer = solvePlan({ ...asked.task, solver: await loadSolver(), onProgress: seldom(progress) });
    if (!answer) throw new Error('A plan that nobody cancels has an answer.');
    return answer;
  }
  const solver = await loadSolver();
  return asked.kind === 'pivot'
    ? protectedPivot(solver, asked.question, progress)
    : protectedWithReleases(solver, asked.question, progress);
}

/** Tells one step of so many: there are thousands. */
const seldom = (progress: (done: number, of: number) => void) => {
  let count = 0;
  return (done: number, of: number) => {
    if (count++ % 200 === 0) progress(done, of);
  };
};

parentPort?.on('message', async (asked: Asked | AskedPlan) => {
  try {
    tell({ kind: 'answer', answer: await answerTo(asked) });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
