import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readMeta } from '../store/meta.ts';
import type { PreparedWrite, ReadableStore, WritableStore } from '../store/store.ts';

/** A reference as it is compared: case and runs of blanks do not count. */
export function comparableReference(reference: string): string {
  return reference.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();
}

/**
 * Turns references into the small integers that facts carry. The reference is hashed (HMAC-SHA-256) under a secret that
 * never leaves the workspace, so that nobody can try references against the file without it, and the same child in two
 * workspaces cannot be linked.
 */
export class Pseudonyms {
  readonly #store: WritableStore;
  readonly #secret: KeyObject;
  readonly #insert: PreparedWrite;
  readonly #known = new Map<string, number>();

  constructor(store: WritableStore) {
    this.#store = store;
    this.#secret = secretOf(store);
    this.#insert = store.prepare('INSERT INTO pseudonym (kind, hash) VALUES (?, ?) ON CONFLICT DO NOTHING');
  }

  /** The pseudonym of a reference; a new one is written when it is met for the first time. */
  idOf(kind: string, reference: string): number {
    const key = `${kind}\u0000${comparableReference(reference)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', this.#secret).update(key).digest();
    const written = this.#insert.run(kind, hash);
    const id =
      written.changes === 1
        ? written.lastId
        : this.#store.get<{ id: number }>('SELECT id FROM pseudonym WHERE kind = ? AND hash = ?', kind, hash)!.id;
    if (this.#known.size >= 500_000) this.#known.clear();
    this.#known.set(key, id);
    return id;
  }
}

function secretOf(store: ReadableStore): KeyObject {
  const secret = readMeta(store, 'pseudonym_secret');
  if (!secret) throw new Error('The workspace has no secret for pseudonyms.');
  // A key made once: making one anew for each hash takes six times as long as the hash.
  return createSecretKey(secret, 'hex');
}
