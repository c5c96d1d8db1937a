import { useQueryClient } from '@tanstack/react-query';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import { runJob, useWatched } from './watched.ts';
import type { Watched } from './watched.ts';
import { ask } from './workbench.ts';

const keyOf = (description: PivotDescription) => ['cube.pivot', description] as const;

/** Asks for a table. One that has to be protected first is a job. */
function pivot(description: PivotDescription, signal: AbortSignal): Promise<PivotTable> {
  if ((description.audience ?? 'analyst') === 'analyst') return ask('cube.pivot', description);
  return runJob(keyOf(description), signal, job => ask('cube.protected', { description, job }));
}

/** Asks ahead for the table of a description that is about to be shown. */
export function usePivotAhead(): (description: PivotDescription) => void {
  const client = useQueryClient();
  return description =>
    void client.prefetchQuery({
      queryKey: keyOf(description),
      queryFn: ({ signal }) => pivot(description, signal),
    });
}

/** The table of a description, remembered; `keep` says whether the one before may stand until it is there. */
export function usePivot(
  description: PivotDescription,
  { keep }: { readonly keep: (before: PivotDescription) => boolean },
): Watched<PivotTable> {
  return useWatched(keyOf(description), signal => pivot(description, signal), {
    keep: before => keep(before[1] as PivotDescription),
  });
}
