import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';
import type { JobProgress } from '../../shared/contract/port.ts';
import { ask, hear } from './workbench.ts';

/** Most answers come sooner than a person could read that they are on their way. */
const quietMilliseconds = 700;

let jobs = 0;
/** The job that works for a question now, by the question's key. */
const jobOf = new Map<string, string>();

/** An answer that may take long: how far it is, and the ways to give it up and to ask again. */
export interface Watched<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  /** The answer is the one before, while this one is on its way. */
  readonly isPlaceholderData: boolean;
  /** It takes long enough to say how far it is. */
  readonly waiting: { readonly progress: JobProgress | null; cancel(): void } | null;
  /** The person cancelled it. */
  readonly stopped: { again(): void } | null;
}

/** Runs a job under a name of its own, and cancels it when the signal says that nobody waits for it any more. */
export async function runJob<T>(key: QueryKey, signal: AbortSignal, work: (job: string) => Promise<T>): Promise<T> {
  const job = `window-${++jobs}`;
  const name = JSON.stringify(key);
  const giveUp = () => void ask('job.cancel', { job });
  jobOf.set(name, job);
  signal.addEventListener('abort', giveUp);
  try {
    return await work(job);
  } finally {
    signal.removeEventListener('abort', giveUp);
    if (jobOf.get(name) === job) jobOf.delete(name);
  }
}

interface WatchOptions {
  readonly enabled?: boolean;
  /** Whether the answer to another question, by its key, may stand until this one is there. */
  readonly keep?: (before: QueryKey) => boolean;
}

/** Asks a question that may take long. It is given up as soon as nothing shows it any more. */
export function useWatched<T>(
  queryKey: QueryKey,
  work: (signal: AbortSignal) => Promise<T>,
  { enabled = true, keep }: WatchOptions = {},
): Watched<T> {
  const client = useQueryClient();
  const found = useQuery<T, Error>({
    queryKey,
    queryFn: ({ signal }) => work(signal),
    enabled,
    placeholderData: ((before: T | undefined, of?: { queryKey: QueryKey }) =>
      of && keep?.(of.queryKey) ? before : undefined) as never,
  });
  const lacking = found.isPending || found.isPlaceholderData;
  const busy = found.fetchStatus === 'fetching' && lacking;
  const key = JSON.stringify(queryKey);
  const [slow, setSlow] = useState<string | null>(null);
  const [progress, setProgress] = useState<JobProgress | null>(null);
  useEffect(() => {
    setProgress(null);
    setSlow(null);
    if (!busy) return undefined;
    const timer = setTimeout(() => setSlow(key), quietMilliseconds);
    const deaf = hear(event => {
      if (event.name === 'progress' && event.progress.job === jobOf.get(key)) setProgress(event.progress);
    });
    return () => {
      clearTimeout(timer);
      deaf();
    };
  }, [busy, key]);
  return {
    data: found.data,
    error: found.error,
    isPlaceholderData: found.isPlaceholderData,
    waiting: busy && slow === key ? { progress, cancel: () => void client.cancelQueries({ queryKey }) } : null,
    stopped:
      enabled && found.fetchStatus === 'idle' && !found.error && lacking ? { again: () => void found.refetch() } : null,
  };
}

type JobMethod = { [N in MethodName]: InputOf<N> extends { job?: string } ? N : never }[MethodName];

/** The answer of a method that is a job, remembered by its input. */
export function useJobAnswer<N extends JobMethod>(
  method: N,
  input: Omit<InputOf<N>, 'job'>,
  { enabled = true, keep }: { readonly enabled?: boolean; readonly keep?: (before: InputOf<N>) => boolean } = {},
): Watched<OutputOf<N>> {
  const key = [method, input];
  return useWatched<OutputOf<N>>(
    key,
    signal => runJob(key, signal, job => ask(method, { ...input, job } as InputOf<N>)),
    { enabled, ...(keep ? { keep: before => keep(before[1] as InputOf<N>) } : {}) },
  );
}
