import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { JobProgress } from '../../shared/contract/port.ts';
import { ask, hear } from './workbench.ts';

/** Jobs of tables that are being protected are named so, and numbered. */
const jobPrefix = 'protect-';
let jobs = 0;

/** Most tables are protected sooner than a person could read that they are. */
const quietMilliseconds = 700;

const keyOf = (description: PivotDescription) => ['cube.pivot', description] as const;

/** Asks for a table. One that has to be protected is a job, given up as soon as nobody waits for it any more. */
async function pivot(description: PivotDescription, signal: AbortSignal): Promise<PivotTable> {
  if ((description.audience ?? 'analyst') === 'analyst') return ask('cube.pivot', description);
  const job = `${jobPrefix}${++jobs}`;
  const giveUp = () => void ask('job.cancel', { job });
  signal.addEventListener('abort', giveUp);
  try {
    return await ask('cube.protected', { description, job });
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

const query = (description: PivotDescription) => ({
  queryKey: keyOf(description),
  queryFn: ({ signal }: { signal: AbortSignal }) => pivot(description, signal),
});

/** Asks ahead for the table of a description that is about to be shown. */
export function usePivotAhead(): (description: PivotDescription) => void {
  const client: QueryClient = useQueryClient();
  return description => void client.prefetchQuery(query(description));
}

interface Pivot {
  readonly data: PivotTable | undefined;
  readonly error: Error | null;
  /** The table is the one before, while this one is on its way. */
  readonly isPlaceholderData: boolean;
  /** It takes long enough to say how far it is. */
  readonly waiting: { readonly progress: JobProgress | null; cancel(): void } | null;
  /** The person cancelled it. */
  readonly stopped: { again(): void } | null;
}

/** The table of a description, remembered; `keep` says whether the one before may stand until it is there. */
export function usePivot(
  description: PivotDescription,
  { keep }: { readonly keep: (before: PivotDescription) => boolean },
): Pivot {
  const client = useQueryClient();
  const found = useQuery<PivotTable, Error>({
    ...query(description),
    placeholderData: ((before: PivotTable | undefined, of?: { queryKey: readonly unknown[] }) =>
      of && keep(of.queryKey[1] as PivotDescription) ? before : undefined) as never,
  });
  const busy = found.fetchStatus === 'fetching' && (found.isPending || found.isPlaceholderData);
  const key = JSON.stringify(description);
  const [slow, setSlow] = useState<string | null>(null);
  const [progress, setProgress] = useState<JobProgress | null>(null);
  useEffect(() => {
    setProgress(null);
    setSlow(null);
    if (!busy) return undefined;
    const timer = setTimeout(() => setSlow(key), quietMilliseconds);
    const deaf = hear(event => {
      if (event.name === 'progress' && event.progress.job === `${jobPrefix}${jobs}`) setProgress(event.progress);
    });
    return () => {
      clearTimeout(timer);
      deaf();
    };
  }, [busy, key]);
  const idle = found.fetchStatus === 'idle' && !found.error && (found.isPending || found.isPlaceholderData);
  return {
    data: found.data,
    error: found.error,
    isPlaceholderData: found.isPlaceholderData,
    waiting:
      busy && slow === key && description.audience !== 'analyst'
        ? { progress, cancel: () => void client.cancelQueries({ queryKey: keyOf(description) }) }
        : null,
    stopped: idle ? { again: () => void found.refetch() } : null,
  };
}
