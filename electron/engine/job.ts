import { FaultError } from '../../shared/contract/fault.ts';
import type { AppEvent, JobProgress } from '../../shared/contract/port.ts';
import type { Workspace } from './store/workspace.ts';

/** A long piece of work: it tells how far it is, and ends early when the person says so. */
export interface Job {
  /** The workspace that it works on; null for one that opens or makes a workspace. */
  readonly of: Workspace | null;
  readonly signal: AbortSignal;
  cancel(): void;
  progress(step: Omit<JobProgress, 'job' | 'rate' | 'secondsLeft'>): void;
  end(): void;
}

const tellEveryMilliseconds = 100;

export function startJob(
  jobs: Map<string, Job>,
  name: string,
  of: Workspace | null,
  emit: (event: AppEvent) => void,
): Job {
  if (jobs.has(name)) throw new FaultError('busy', 'This is running already. Wait until it has ended, or cancel it.');
  const controller = new AbortController();
  let stage = '';
  let stageBegan = performance.now();
  let toldAt = 0;
  const job: Job = {
    of,
    signal: controller.signal,
    cancel: () => controller.abort(),
    progress: step => {
      const now = performance.now();
      const whole = step.total !== null && step.done >= step.total;
      if (step.stage !== stage) {
        stage = step.stage;
        stageBegan = now;
      } else if (now - toldAt < tellEveryMilliseconds && !whole) return;
      toldAt = now;
      const seconds = (now - stageBegan) / 1000;
      const rate = seconds > 0.3 && step.done > 0 ? step.done / seconds : null;
      const secondsLeft = rate && step.total !== null ? Math.max(0, (step.total - step.done) / rate) : null;
      emit({ name: 'progress', progress: { ...step, job: name, rate, secondsLeft } });
    },
    end: () => jobs.delete(name),
  };
  jobs.set(name, job);
  return job;
}
