import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';
import type { AppEvent, JobProgress } from '../../shared/contract/port.ts';
import { ask, hear } from './workbench.ts';

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
    mutations: { networkMode: 'always' },
  },
});

export function AnswersProvider({ children }: { children: ReactNode }): ReactNode {
  useEffect(
    () =>
      hear(event => {
        if (event.name === 'workspace') {
          // A locked window keeps nothing but the fact that it is locked.
          if (event.state !== 'open')
            client.removeQueries({ predicate: query => query.queryKey[0] !== 'workspace.state' });
          void client.invalidateQueries();
        } else if (event.name === 'data-changed')
          void client.invalidateQueries({ predicate: query => query.queryKey[0] !== 'cube.rows' });
        else if (event.name === 'views-changed') void client.invalidateQueries({ queryKey: ['views.list'] });
        else if (event.name === 'engine' && event.state !== 'starting') void client.invalidateQueries();
      }),
    [],
  );
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

/** The answer of a method that leaves a trace when it is asked: asked once for each input, and not kept afterwards. */
export function useQueryOnce<N extends MethodName>(method: N, input: InputOf<N>): UseQueryResult<OutputOf<N>, Error> {
  return useQuery<OutputOf<N>, Error>({ queryKey: [method, input], queryFn: () => ask(method, input), gcTime: 0 });
}

/** A method that changes something: call `mutate` or `mutateAsync` with its input. */
export function useChange<N extends MethodName>(method: N): UseMutationResult<OutputOf<N>, Error, InputOf<N>> {
  return useMutation<OutputOf<N>, Error, InputOf<N>>({
    mutationFn: input => ask(method, input),
    // Not waited for: a change is done when the engine says so, not when every page has asked again.
    onSuccess: () => void client.invalidateQueries(),
  });
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
