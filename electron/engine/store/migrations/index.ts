import { foundation } from './0001-foundation.ts';

/** One small file each, in order, never changed once shipped. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [foundation];

export const latestVersion = migrations.length;
