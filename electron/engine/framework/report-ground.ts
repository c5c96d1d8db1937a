import type { Audience } from '../../../shared/contract/cube.ts';
import type { Framework } from '../../../shared/model/framework.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import type { Period } from '../../../shared/model/period.ts';
import { namesIn } from '../coverage/names.ts';
import type { Names } from '../coverage/names.ts';
import type { Coverage } from '../coverage/suppliers.ts';
import type { Call } from '../subject.ts';
import { readFramework } from './framework.ts';
import { lastWhole } from './indicator-tables.ts';
import { periodsOf, readCoverages } from './scorecard.ts';
import { reportTests } from './tests.ts';
import type { ReportTests } from './tests.ts';

/** What every page of a report stands on: its framework, its quarter, who sends what, and all of its tests. */
export interface ReportGround {
  readonly framework: Framework;
  readonly period: Period;
  readonly coverages: ReadonlyMap<string, Coverage>;
  readonly names: Names;
  readonly tests: ReportTests;
}

/** The ground of a report of the latest quarter of the whole area for an audience, made once for the same data. */
export async function reportGround(audience: Audience, call: Call): Promise<ReportGround> {
  const { framework, version } = readFramework(call.workspace.read, call.resources);
  const coverages = readCoverages(call.workspace.read, null);
  const period =
    periodsOf([...coverages.values()]).at(-1) ?? lastWhole(daysOfIso(call.now().toISOString()), 'financial-quarter');
  const tests = await reportTests({ framework, version }, period, null, audience, call);
  return { framework, period, coverages, names: namesIn(call.resources), tests };
}
