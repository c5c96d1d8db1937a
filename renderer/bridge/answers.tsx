import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import type { Query, UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { contract } from '../../shared/contract/index.ts';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';
import type { Method, Topic } from '../../shared/contract/method.ts';
import type { AppEvent, JobProgress } from '../../shared/contract/port.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import { leaveRoute } from './route.ts';
import { ask, hear, hearChanges } from './workbench.ts';
import { endMemory } from './workspace-state.ts';

/** Answers stay until something says that they are old: nothing changes here but through the engine. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    // What was given with a change, a passphrase among it, is not kept when it is done.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
});

const methodOf = (query: Query): Method => contract[query.queryKey[0] as MethodName];

/** Asks again what rests on what changed, and nothing else: an answer that is on the screen at once, another when it is wanted. */
function askAgain(topics: readonly Topic[]): void {
  void client.invalidateQueries({
    predicate: query => query.meta?.['once'] !== true && methodOf(query).reads.some(topic => topics.includes(topic)),
  });
}

/** Another workspace is open, or none: nothing of the one before is left. */
function leave(): void {
  endMemory();
  leaveRoute();
  client.removeQueries({ predicate: query => methodOf(query).needs === 'workspace' });
  client.getMutationCache().clear();
  // Of one that was open nothing may stand until it is known what is now; the way in to one goes on as it is.
  const state = { queryKey: ['workspace.state'] };
  const wasOpen = client.getQueryData<WorkspaceState>(['workspace.state', {}])?.state === 'open';
  void (wasOpen ? client.resetQueries(state) : client.invalidateQueries(state));
}

/** Another workspace is told to every window by an event; what else a call changes, the window that called knows first. */
function useChanges(): void {
  useEffect(
    () =>
      hear(event => {
        if (event.name === 'workspace' && event.state !== 'open') leave();
        else if (event.name === 'workspace') askAgain(['workspace']);
        else if (event.name === 'engine' && (event.state === 'restarted' || event.state === 'stopped'))
          void client.invalidateQueries();
      }),
    [],
  );
  useEffect(() => hearChanges(topics => askAgain(topics.filter(topic => topic !== 'workspace'))), []);
}

export function AnswersProvider({ children }: { children: ReactNode }): ReactNode {
  useChanges();
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

interface AnswerOptions<N extends MethodName> {
  /** Keeps the answer to the question before on screen while a new one is on its way; a test says whether it may. */
  readonly keep?: boolean | ((before: InputOf<N>) => boolean);
  readonly enabled?: boolean;
}

/** The answer of a reading method, remembered by its input. */
export function useAnswer<N extends MethodName>(
  method: N,
  input: InputOf<N>,
  options: AnswerOptions<N> = {},
): UseQueryResult<OutputOf<N>, Error> {
  const { keep } = options;
  return useQuery<OutputOf<N>, Error>({
    queryKey: [method, input],
    queryFn: () => ask(method, input),
    enabled: options.enabled ?? true,
    ...(keep
      ? {
          placeholderData: ((before: unknown, query?: { queryKey: readonly unknown[] }) =>
            keep === true || (query && keep(query.queryKey[1] as InputOf<N>)) ? before : undefined) as never,
        }
      : {}),
  });
}

/**
 * The answer of a method as it is when a component comes to the screen: asked once for each input, not again when
 * something changes, and not kept afterwards. For what leaves a trace when it is asked, or is worked on from there.
 */
export function useQueryOnce<N extends MethodName>(method: N, input: InputOf<N>): UseQueryResult<OutputOf<N>, Error> {
  return useQuery<OutputOf<N>, Error>({
    queryKey: [method, input, 'once'],
    queryFn: () => ask(method, input),
    gcTime: 0,
    meta: { once: true },
  });
}

/** A method that changes something: call `mutate` or `mutateAsync` with its input. */
export function useChange<N extends MethodName>(method: N): UseMutationResult<OutputOf<N>, Error, InputOf<N>> {
  return useMutation<OutputOf<N>, Error, InputOf<N>>({ mutationFn: input => ask(method, input) });
}

/** Hears events of one name for as long as the component stands. */
export function useEvent<E extends AppEvent['name']>(
  name: E,
  listener: (event: Extract<AppEvent, { name: E }>) => void,
): void {
  useEffect(
    () =>
      hear(event => {
        if (event.name === name) listener(event as Extract<AppEvent, { name: E }>);
      }),
    [name, listener],
  );
}

/** How far a job is; null before it has told anything. */
export function useProgress(job: string): JobProgress | null {
  const [progress, setProgress] = useState<JobProgress | null>(null);
  useEffect(
    () =>
      hear(event => {
        if (event.name === 'progress' && event.progress.job === job) setProgress(event.progress);
      }),
    [job],
  );
  return progress;
}
