import { readMeta } from './meta.ts';
import type { ReadableStore } from './store.ts';

/** Whether this workspace was made as the demonstration, or from one: everything in it is invented. */
export const isDemonstration = (store: ReadableStore): boolean => readMeta(store, 'demonstration') === 'yes';

/**
 * Whether figures may rest on invented data: those of a dataset, or any figure of the workspace when none is named. One
 * synthetic return among real ones is enough, because no reader can take it out of a total again.
 */
export const isSynthetic = (store: ReadableStore, dataset: string | null = null): boolean =>
  isDemonstration(store) ||
  store
    .all<{ dataset: string | null }>(`SELECT DISTINCT dataset FROM batch WHERE synthetic = 1 AND state = 'current'`)
    .some(batch => dataset === null || batch.dataset === dataset);
