import { useEffect, useRef } from 'react';
import { useAnswer, useChange, useProgress } from '../bridge/answers.tsx';
import { ask } from '../bridge/workbench.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';

/** The job that works out the standing tables, be it begun here or by a person. */
export const planJob = 'standing-plan';

/** Milliseconds without another import before the tables are worked out: several files come in one after the other. */
const stillness = 15_000;

/** How far the standing tables are in the background. */
export interface PlanWork {
  /** From 0 to 1; null before anything is known. */
  readonly share: number | null;
}

export const stopPlan = (): void => void ask('job.cancel', { job: planJob });

/**
 * Has the standing tables worked out by themselves after each import, unless this computer is told not to. Who stops it is
 * not asked again until the data change; what was solved by then is kept.
 */
export function usePlanKeeper(workspace: WorkspaceState): PlanWork | null {
  const preferences = useAnswer('preferences.read', {}).data;
  const states = useAnswer('disclosure.plan', {}, { enabled: !workspace.presenter && workspace.factRows > 0 }).data;
  const solve = useChange('disclosure.solve-plan');
  const progress = useProgress(planJob);
  const begun = useRef<string | null>(null);
  const waiting = states?.filter(one => one.state !== 'solved' && one.state !== 'too-large').map(one => one.dataset);
  /** Of one state of data and rules it is begun once, whatever becomes of it. */
  const due =
    preferences?.standingTables === 'by-themselves' && waiting?.length
      ? JSON.stringify([workspace.name, workspace.dataVersion, waiting])
      : null;
  const { mutate, isPending } = solve;
  useEffect(() => {
    if (due === null || due === begun.current || isPending) return;
    const timer = setTimeout(() => {
      begun.current = due;
      mutate({ job: planJob });
    }, stillness);
    return () => clearTimeout(timer);
  }, [due, isPending, mutate]);
  return isPending ? { share: progress?.total ? progress.done / progress.total : null } : null;
}
