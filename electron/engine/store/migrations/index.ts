import type { Migration } from './migration.ts';
import { foundation } from './0001-foundation.ts';
import { releases } from './0002-releases.ts';
import { appraisals } from './0003-appraisals.ts';
import { briefings } from './0004-briefings.ts';

export const migrations: readonly Migration[] = [foundation, releases, appraisals, briefings];

export const latestVersion = migrations.length;
