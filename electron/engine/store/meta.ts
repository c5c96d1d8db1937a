import type { ReadableStore, WritableStore } from './store.ts';

/** What a workspace says of itself. `demonstration` is yes or no; `kind` is presenter for a copy without facts. */
export type MetaName = 'id' | 'created_at' | 'demonstration' | 'data_version' | 'pseudonym_secret' | 'kind';

export const readMeta = (store: ReadableStore, name: MetaName): string | null =>
  store.get<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)?.value ?? null;

export function writeMeta(store: WritableStore, name: MetaName, value: string): void {
  store.run(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  );
}
