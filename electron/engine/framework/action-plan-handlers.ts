import path from 'node:path';
import type { PlannedAction } from '../../../shared/contract/action-plan.ts';
import { actionStateLabels } from '../../../shared/text/action-plan.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { csvText } from '../documents/csv.ts';
import { notesSheet, spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetValue } from '../documents/spreadsheet.ts';
import { writeWhole } from '../documents/whole-file.ts';
import { appendAudit } from '../store/audit-trail.ts';
import { isSynthetic } from '../store/synthetic.ts';
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

interface PlanColumn {
  readonly column: SpreadsheetColumn;
  readonly of: (line: PlannedAction) => SpreadsheetValue;
}

const planColumns: readonly PlanColumn[] = [
  { column: { header: 'Reference', type: 'text', width: 11 }, of: line => line.reference },
  {
    column: { header: 'Kind', type: 'text', width: 10 },
    of: line => (line.kind === 'decision' ? 'Decision' : 'Action'),
  },
  { column: { header: 'What', type: 'text', width: 60 }, of: line => line.text },
  { column: { header: 'Theme', type: 'text', width: 10 }, of: line => line.theme && themeLabels[line.theme] },
  { column: { header: 'Indicator', type: 'text', width: 11 }, of: line => line.indicator },
  { column: { header: 'Owner', type: 'text', width: 24 }, of: line => line.owner },
  { column: { header: 'Due', type: 'date', width: 12 }, of: line => line.due },
  { column: { header: 'State', type: 'text', width: 11 }, of: line => actionStateLabels[line.state] },
  { column: { header: 'Late', type: 'text', width: 7 }, of: line => (line.late ? 'late' : null) },
  { column: { header: 'Note', type: 'text', width: 40 }, of: line => line.note },
  { column: { header: 'Briefing', type: 'text', width: 30 }, of: line => line.origin?.briefing ?? null },
  { column: { header: 'Slide', type: 'text', width: 40 }, of: line => line.origin?.slideTitle ?? null },
];

function planBytes(
  plan: readonly PlannedAction[],
  format: 'csv' | 'xlsx',
  notes: readonly (readonly [string, string])[],
): Uint8Array {
  const rows = plan.map(line => planColumns.map(({ of }) => of(line)));
  if (format === 'csv') {
    const lines = [planColumns.map(({ column }) => String(column.header)), ...rows, [], ...notes];
    return Buffer.from(csvText(lines), 'utf8');
  }
  return spreadsheetBytes([
    { name: 'Action plan', columns: planColumns.map(({ column }) => column), rows, frozenColumns: 1, wrap: true },
    notesSheet('This plan', notes),
  ]);
}

export const actionPlanHandlers: Handlers<`action-plan.${'list' | 'save' | 'history' | 'export'}`> = {
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

  'action-plan.export': async ({ format, file }, call) => {
    const now = call.now();
    const { read } = call.workspace;
    const plan = readPlan(read, dayOf(now));
    const notes: [string, string][] = [
      ['Lines', String(plan.length)],
      ['Late', `Not done, and due before ${dayOf(now)}`],
      ['Words', 'Written by people and not checked by disclosure control. Read them before you pass them on.'],
      ['Written', now.toISOString()],
      ...(isSynthetic(read) ? [['Demonstration', syntheticWords] as [string, string]] : []),
    ];
    await writeWhole(file, planBytes(plan, format, notes));
    await call.workspace.write(store =>
      appendAudit(store, {
        at: now.toISOString(),
        actor: call.actor,
        action: 'export',
        subject: `action plan as ${format}, ${plan.length} lines: ${path.basename(file)}`,
      }),
    );
    return { lines: plan.length };
  },
};
