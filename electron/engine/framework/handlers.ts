import * as v from 'valibot';
import { scorecardQuestion } from '../../../shared/contract/framework.ts';
import { readLedger } from '../coverage/ledger.ts';
import { pivotTable } from '../cube/tables.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Handlers } from '../subject.ts';
import { readFramework, readFrameworkVersions, writeFramework } from './framework.ts';
import { worthOf } from './rationalise.ts';
import { scorecardOf } from './scorecard.ts';

/** How many lines of the action plan name each indicator, by their latest version. */
function readDecisions(read: ReadableStore): ReadonlyMap<string, number> {
  return new Map(
    read
      .all<{ code: string; n: number }>(
        `SELECT json_extract(v.document, '$.indicator') AS code, count(*) AS n FROM action a
         JOIN action_version v ON v.action_id = a.id AND v.version = a.version
         WHERE json_extract(v.document, '$.indicator') IS NOT NULL GROUP BY 1`,
      )
      .map(row => [row.code, row.n]),
  );
}

export const frameworkHandlers: Handlers<
  'framework.read' | 'framework.save' | 'framework.scorecard' | 'framework.rationalise'
> = {
  'framework.read': ({ version }, call) => {
    const { read } = call.workspace;
    return { ...readFramework(read, call.resources, version), versions: readFrameworkVersions(read) };
  },

  'framework.save': ({ framework, reason }, call) =>
    call.workspace.write(store => {
      const at = call.now().toISOString();
      const saved = writeFramework(store, framework, { reason, at, by: call.actor });
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'change-framework',
        subject: `framework version ${saved.version}`,
      });
      return saved;
    }),

  'framework.scorecard': ({ question }, call) =>
    scorecardOf(question, description => pivotTable(description, call), call),

  'framework.rationalise': async (_, call) => {
    const { read } = call.workspace;
    const { framework } = readFramework(read, call.resources);
    const card = await scorecardOf(v.parse(scorecardQuestion, {}), description => pivotTable(description, call), call);
    const { lines } = readLedger(read, call.resources, call.now());
    return worthOf(framework, card, lines, readDecisions(read));
  },
};
