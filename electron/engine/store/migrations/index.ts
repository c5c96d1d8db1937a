import type { Migration } from './migration.ts';
import { foundation } from './0001-foundation.ts';
import { releases } from './0002-releases.ts';
import { briefings } from './0004-briefings.ts';

export const migrations: readonly Migration[] = [foundation, releases, briefings];

export const latestVersion = migrations.at(-1)!.version;
