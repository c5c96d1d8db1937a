import type { Migration } from './migration.ts';
import { foundation } from './0001-foundation.ts';
import { releases } from './0002-releases.ts';
import { appraisals } from './0003-appraisals.ts';
import { briefings } from './0004-briefings.ts';
import { actionPlan } from './0005-action-plan.ts';
import { frameworkVersions } from './0006-framework.ts';
import { houseStyle } from './0007-house-style.ts';
import { voidReleases } from './0008-void-releases.ts';
import { succession } from './0009-succession.ts';
import { drafts } from './0010-drafts.ts';
import { standingPlan } from './0011-standing-plan.ts';
import { written } from './0012-written.ts';
import { standingTables } from './0013-standing-tables.ts';

export const migrations: readonly Migration[] = [
  foundation,
  releases,
  appraisals,
  briefings,
  actionPlan,
  frameworkVersions,
  houseStyle,
  voidReleases,
  succession,
  drafts,
  standingPlan,
  written,
  standingTables,
];

export const latestVersion = migrations.length;
