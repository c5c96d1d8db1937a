import type { ChosenTables } from '../../../shared/contract/disclosure.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { standingTables } from '../../../shared/model/standing-tables.ts';
import { checkFamilies, datasetsPlanned, planSolved, planStates } from '../cube/plan-tables.ts';
import { planThread } from '../cube/tables.ts';
import { readPlanTables, shippedTables, writePlan, writePlanTables } from '../disclosure/plan-store.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Call, Handlers } from '../subject.ts';
import { goOn } from './turn.ts';

const chosenTables = ({ workspace, resources }: Call): ChosenTables => ({
  ...readPlanTables(workspace.read, resources),
  shipped: shippedTables(resources).families,
});

/**
 * The job of the standing plan: one hidden pattern for all tables that the partnership publishes, worked out beside what
 * was given out, on a thread of its own. It writes at its end and at once, so that a view is answered by the plan before
 * or by the plan after.
 */
export const planHandlers: Handlers<
  'disclosure.plan' | 'disclosure.solve-plan' | 'disclosure.tables' | 'disclosure.change-tables'
> = {
  'disclosure.tables': (_, call) => chosenTables(call),

  'disclosure.change-tables': async ({ families, reason }, call) => {
    checkFamilies(families, call);
    const changedAt = call.now().toISOString();
    await call.workspace.write(store => {
      const version = writePlanTables(store, families, { reason, changedAt, changedBy: call.actor });
      appendAudit(store, {
        at: changedAt,
        actor: call.actor,
        action: 'change-standing-tables',
        subject: `version ${version}, ${standingTables(families).length} tables: ${reason}`,
      });
    });
    return chosenTables(call);
  },

  'disclosure.plan': (_, call) => planStates(call),

  'disclosure.solve-plan': async ({ datasets = null }, call) => {
    const wanted = datasets ?? datasetsPlanned(call);
    for (const state of planStates(call)) {
      if (!wanted.includes(state.dataset) || state.state === 'solved' || state.state === 'too-large') continue;
      const label = datasetNamed(state.dataset)?.label ?? state.dataset;
      const plan = await planSolved(call, state.dataset, task =>
        planThread(task, {
          signal: call.signal,
          progress: (done, total) =>
            call.progress({ stage: `Protecting the standing tables: ${label}`, done, total, unit: 'steps' }),
        }),
      );
      goOn(call);
      await call.workspace.write(store => {
        writePlan(store, plan);
        appendAudit(store, {
          at: plan.solvedAt,
          actor: call.actor,
          action: 'solve-plan',
          subject: `${state.dataset}: ${plan.tables} tables, ${plan.cells} cells, ${plan.hidden} hidden`,
        });
      });
    }
    return planStates(call);
  },
};
