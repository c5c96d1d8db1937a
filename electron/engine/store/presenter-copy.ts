import { readMeta } from './meta.ts';
import type { ReadableStore } from './store.ts';

/** Frozen briefings for a meeting, without facts: it is read and never written. */
export const isPresenterCopy = (read: ReadableStore): boolean => readMeta(read, 'kind') === 'presenter';
