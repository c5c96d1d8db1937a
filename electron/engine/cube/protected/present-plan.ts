import { dataVersion } from '../../store/audit-trail.ts';
import type { Call } from '../../subject.ts';
import type { Release } from '../../disclosure/ledger.ts';
import { planStamp, readPlanDocument, tablesEdition } from '../../disclosure/plan-store.ts';
import { readRules } from '../../disclosure/rules.ts';
import { lookUpIn, planAsRelease } from './standing-plan.ts';
import type { PlanLookUp, StandingPlan } from './standing-plan.ts';

/** A plan that stands: of the present data, rules and tables. */
export interface PresentPlan {
  readonly lookUp: PlanLookUp;
  readonly release: Release;
  readonly moves: StandingPlan['moves'];
}

const present = new WeakMap<object, Map<string, { readonly stamp: string; readonly plan: PresentPlan }>>();

/** The plan of a dataset for the board as it stands now; null where none is solved for the present data and these rules. */
export function presentPlan(
  call: Pick<Call, 'workspace' | 'resources'>,
  dataset: string,
  rulesVersion: number,
): PresentPlan | null {
  const { read, identity } = call.workspace;
  const versions = versionsUnder(rulesVersion, call);
  const solvedAt = planStamp(read, dataset, versions);
  if (!solvedAt) return null;
  const stamp = [solvedAt, versions.dataVersion, versions.rulesVersion, versions.edition].join(' ');
  const known = present.get(identity)?.get(dataset);
  if (known?.stamp === stamp) return known.plan;
  const plan = JSON.parse(readPlanDocument(read, dataset)) as StandingPlan;
  const made = { lookUp: lookUpIn(plan), release: planAsRelease(plan, solvedAt), moves: plan.moves };
  const byDataset = present.get(identity) ?? new Map<string, { stamp: string; plan: PresentPlan }>();
  byDataset.set(dataset, { stamp, plan: made });
  present.set(identity, byDataset);
  return made;
}

const versionsUnder = (
  rulesVersion: number,
  { workspace: { read }, resources }: Pick<Call, 'workspace' | 'resources'>,
) => ({ dataVersion: dataVersion(read), rulesVersion, edition: tablesEdition(read, resources) });

/** Of which data, rules and tables a plan must be to stand now. */
export const versionsNow = (call: Pick<Call, 'workspace' | 'resources'>) =>
  versionsUnder(readRules(call.workspace.read, call.resources).version, call);
