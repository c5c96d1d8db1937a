import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import {
  actionReference,
  addAction,
  changeAction,
  cleanLine,
  dayOf,
  readAction,
  readPlan,
  readVersions,
} from './action-plan.ts';

export const actionPlanHandlers: Handlers<`action-plan.${'list' | 'save' | 'history'}`> = {
  'action-plan.list': (_, call) => readPlan(call.workspace.read, dayOf(call.now())),

  'action-plan.save': ({ id, version, line: given }, call) => {
    const line = cleanLine(given);
    const now = call.now();
    const keeping = { at: now.toISOString(), by: call.actor };
    return call.workspace.write(store => {
      const kept = id ?? addAction(store, line, keeping);
      const changed = id === undefined || changeAction(store, id, version, line, keeping);
      const saved = readAction(store, kept, dayOf(now));
      if (changed)
        appendAudit(store, {
          at: keeping.at,
          actor: call.actor,
          action: 'save-action',
          subject: `${actionReference(kept)}, version ${saved.version}`,
        });
      return saved;
    });
  },

  'action-plan.history': ({ id }, call) => readVersions(call.workspace.read, id),
};
