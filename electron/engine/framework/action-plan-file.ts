import type { PlannedAction } from '../../../shared/contract/action-plan.ts';
import { actionStateLabels } from '../../../shared/text/action-plan.ts';
import { themeLabels } from '../../../shared/text/framework.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { csvText } from '../documents/csv.ts';
import { notesSheet, spreadsheetBytes } from '../documents/spreadsheet.ts';
import type { SpreadsheetColumn, SpreadsheetValue } from '../documents/spreadsheet.ts';

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

/** The action plan as a file. `today` is the day by which lines are late; `at` when it was written. */
export function planBytes(
  plan: readonly PlannedAction[],
  format: 'csv' | 'xlsx',
  { today, at, synthetic }: { readonly today: string; readonly at: string; readonly synthetic: boolean },
): Uint8Array {
  const notes: [string, string][] = [
    ['Lines', String(plan.length)],
    ['Late', `Not done, and due before ${today}`],
    ['Words', 'Written by people and not checked by disclosure control. Read them before you pass them on.'],
    ['Written', at],
    ...(synthetic ? [['Demonstration', syntheticWords] as [string, string]] : []),
  ];
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
