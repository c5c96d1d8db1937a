import type { Draft } from '../../../shared/contract/drafts.ts';
import type { ReadableStore, WritableStore } from './store.ts';

/** Work in progress of the pages: kept as it is given, read by nobody else. */
export const readDrafts = (store: ReadableStore): readonly Draft[] =>
  store.all<Draft>('SELECT name, document, saved_at AS savedAt FROM draft ORDER BY name');

/** Keeps a draft under its name, in the place of one that was there. `at` is an ISO date-time. */
export function saveDraft(store: WritableStore, name: string, document: string, at: string): void {
  store.run('INSERT OR REPLACE INTO draft (name, document, saved_at) VALUES (?, ?, ?)', name, document, at);
}

export function forgetDraft(store: WritableStore, name: string): void {
  store.run('DELETE FROM draft WHERE name = ?', name);
}
