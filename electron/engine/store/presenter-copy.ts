import type { ReadableStore } from './store.ts';

/** Frozen briefings for a meeting, without facts: it is read and never written. */
export const isPresenterCopy = (read: ReadableStore): boolean =>
  read.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'kind'`)?.value === 'presenter';
