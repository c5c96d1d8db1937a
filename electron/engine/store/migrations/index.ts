import { foundation } from './0001-foundation.ts';
import { releases } from './0002-releases.ts';

/** One small file each, in order, never changed once shipped. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [foundation, releases];

export const latestVersion = migrations.length;
