import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import { cellExplanation, rowsBehind } from './behind.ts';
import { factsOf } from './columns/facts.ts';
import { freeingChanges } from './freeing.ts';
import { notRecordedLabel, dimensionOf } from './plan.ts';
import { protectedExplanation } from './protected/explanation.ts';
import { protectedTableOf } from './protected/protected.ts';
import type { Protecting } from './protected/protected.ts';
import { deleteView, readViews, readViewVersions, saveView } from './views.ts';
import { codeListsIn, datasetFor, gathered } from './gathering.ts';
import { datasetsOf, needsProtection, pivotTable, protectingFor } from './tables.ts';

export const cubeHandlers: Handlers<
  | 'cube.datasets'
  | 'cube.protected'
  | 'cube.freeing'
  | 'cube.preview'
  | 'cube.members'
  | 'cube.explain'
  | 'cube.rows'
  | 'views.list'
  | 'views.save'
  | 'views.delete'
  | 'views.versions'
> = {
  'cube.datasets': (_, call) => datasetsOf(call),

  'cube.protected': ({ description }, call) => pivotTable(description, call),

  'cube.freeing': ({ description }, call) => freeingChanges(description, call),

  'cube.preview': async ({ description, rules }, call) => {
    const { facts, surroundings } = gathered(call, description);
    const hiddenBy = async (protecting: Protecting) => {
      const table = await protectedTableOf(facts, description, surroundings, protecting);
      return { cells: table.cells.length, hidden: table.protection?.hidden ?? 0 };
    };
    const present = protectingFor(call, facts, description.audience);
    const now = await hiddenBy(present);
    const isNow = JSON.stringify(rules) === JSON.stringify(present.rules);
    const then = isNow
      ? now
      : await hiddenBy({
          ...present,
          rules,
          protect: (question, places) => present.protect(question, { ...places, isUnderOtherRules: true }),
        });
    return { cells: now.cells, hiddenNow: now.hidden, hiddenThen: then.hidden };
  },

  'cube.members': ({ dataset, field, by, contains, most }, call) => {
    const facts = factsOf(call.workspace, datasetFor(dataset));
    const dimension = dimensionOf(facts, codeListsIn(call.resources), field, by ?? null, 'field');
    const counts = new Float64Array(dimension.order.length);
    for (const code of dimension.column.codes) counts[code]! += 1;
    const needle = contains?.trim().toLocaleLowerCase('en-GB') ?? '';
    const members = [];
    for (const code of dimension.order) {
      const label = code === 0 ? notRecordedLabel : dimension.labels[code]!;
      const text = code === 0 ? null : dimension.column.dictionary[code - 1]!;
      if (counts[code] === 0) continue;
      if (
        needle &&
        !label.toLocaleLowerCase('en-GB').includes(needle) &&
        !text?.toLocaleLowerCase('en-GB').includes(needle)
      )
        continue;
      members.push({ field, code: text, label, rows: counts[code]! });
      if (members.length === most) break;
    }
    return members;
  },

  'cube.explain': ({ description, row, column, value }, call) => {
    const { facts, surroundings } = gathered(call, description);
    const place = { row, column, value };
    if (!needsProtection(facts, description)) return cellExplanation(facts, description, surroundings, place);
    const protecting = protectingFor(call, facts, description.audience);
    return protectedExplanation(facts, description, surroundings, protecting, place);
  },

  'cube.rows': async ({ description, row, column, from, most }, call) => {
    const { facts, surroundings } = gathered(call, description);
    const rows = rowsBehind(facts, description, surroundings, { row, column }, from, most);
    await call.workspace.write(store =>
      appendAudit(store, {
        at: call.now().toISOString(),
        actor: call.actor,
        action: 'reveal-rows',
        subject: `${facts.dataset.name}: ${rows.rows.length} of ${rows.total} rows`,
      }),
    );
    return rows;
  },

  'views.list': (_, call) => readViews(call.workspace.read),

  'views.save': (view, call) =>
    call.workspace.write(store => {
      const at = call.now().toISOString();
      const done = saveView(store, view, at);
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'save-view',
        subject: `view ${done.id}, version ${done.version}`,
      });
      return done;
    }),

  'views.delete': async ({ id }, call) => {
    await call.workspace.write(store => {
      const at = call.now().toISOString();
      deleteView(store, id, at);
      appendAudit(store, { at, actor: call.actor, action: 'delete-view', subject: `view ${id}` });
    });
    return null;
  },

  'views.versions': ({ id }, call) => readViewVersions(call.workspace.read, id),
};
