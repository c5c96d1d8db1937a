import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { PlanDefinition, PlanState } from '../../../shared/contract/disclosure.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Call } from '../subject.ts';
import { readReleases } from '../disclosure/ledger.ts';
import { readPlanRows, readPlanTables } from '../disclosure/plan-store.ts';
import type { KeptPlan } from '../disclosure/plan-store.ts';
import { readRules, rulesFor } from '../disclosure/rules.ts';
import { versionsNow } from './protected/present-plan.ts';
import { solvedPlan } from './protected/standing-plan.ts';
import { isTooLargeToJoin } from './protected/joint.ts';
import type { PlanSolver } from './protected/joint.ts';
import { factsOf } from './columns/facts.ts';
import { gathered } from './gathering.ts';

type Family = PlanDefinition['families'][number];

/** The audience that the plan is for. */
const audience = 'board';

/** One table of a family, with its name in words. */
interface NamedTable {
  readonly name: string;
  readonly description: ParsedPivot;
}

function tablesOfFamily({ dataset: name, rows, each = [], columns, only = {} }: Family): NamedTable[] {
  const dataset = datasetNamed(name);
  const field = dataset?.dateField;
  if (!dataset || !field) throw new Error(`The standing plan names a dataset without a date: ${name}.`);
  const labelOf = (one: string) => dataset.fields.find(other => other.name === one)?.label ?? one;
  const periods = [
    { field, by: 'financial-year' },
    ...(columns === 'year-and-quarter' ? [{ field, by: 'financial-quarter' }] : []),
  ];
  const axes = each.length ? each.map(attribute => [...rows, attribute]) : [rows];
  const filters = Object.entries(only).map(([filtered, members]) => ({ field: filtered, in: members }));
  return axes.map(axis => ({
    name: `${dataset.label}: ${axis.map(labelOf).join(' × ')} by ${columns === 'year' ? 'year' : 'year and quarter'}${filters.length ? `, ${filters.map(one => `${labelOf(one.field)} ${one.in.join(', ')} only`).join('; ')}` : ''}`,
    description: v.parse(pivotDescription, {
      dataset: name,
      rows: axis,
      columns: periods,
      values: [
        { measure: 'rows' },
        ...(dataset.measures.some(one => one.name === 'children') ? [{ measure: 'children' }] : []),
      ],
      filters,
      totals: { rows: 'after', columns: 'after', subtotals: true },
      // A zero may stand for a count beside it, so the plan has all of them: whoever asks for every member is answered by it too.
      emptyMembers: true,
      audience,
    }),
  }));
}

/** The tables of the standing plan for one dataset. */
const tablesOf = (call: Pick<Call, 'resources'>, dataset: string): readonly NamedTable[] =>
  readPlanTables(call.resources)
    .families.filter(family => family.dataset === dataset)
    .flatMap(tablesOfFamily);

/** How the plan of each dataset stands. */
export function planStates(call: Pick<Call, 'workspace' | 'resources'>): readonly PlanState[] {
  const now = versionsNow(call);
  const rows = new Map(readPlanRows(call.workspace.read).map(row => [row.dataset, row]));
  return datasetsPlanned(call).map((dataset): PlanState => {
    const row = rows.get(dataset);
    const isTooLarge = isTooLargeToJoin(factsOf(call.workspace, datasetNamed(dataset)!));
    const label = datasetNamed(dataset)?.label ?? dataset;
    if (!row || isTooLarge)
      return {
        dataset,
        label,
        state: isTooLarge ? 'too-large' : 'not-solved',
        tables: tablesOf(call, dataset).length,
        cells: 0,
        hidden: 0,
        leftOut: [],
        solvedAt: null,
      };
    const isNow =
      row.dataVersion === now.dataVersion && row.rulesVersion === now.rulesVersion && row.edition === now.edition;
    const { tables, cells, hidden, leftOut, solvedAt } = row;
    return { dataset, label, state: isNow ? 'solved' : 'outdated', tables, cells, hidden, leftOut, solvedAt };
  });
}

/** Datasets that the plan has tables of. */
export const datasetsPlanned = ({ resources }: Pick<Call, 'resources'>): readonly string[] => [
  ...new Set(readPlanTables(resources).families.map(family => family.dataset)),
];

/**
 * Solves the plan of a dataset, beside all that was given out. Nothing is written.
 * Fault refused for rules by which a board is not protected by hiding.
 */
export async function planSolved(call: Call, dataset: string, solve: PlanSolver): Promise<KeptPlan> {
  const { read } = call.workspace;
  const rules = rulesFor(readRules(read, call.resources), audience);
  if (!rules.protect || rules.hide === null || rules.rounding.base > 0)
    throw new FaultError(
      'refused',
      'The standing plan hides counts; the rules for a board round them or hide nothing, so there is nothing to plan.',
    );
  const tables = tablesOf(call, dataset);
  const { facts } = gathered(call, tables[0]!.description);
  const plan = await solvedPlan(
    facts,
    tables.map(({ description }) => ({ description, surroundings: gathered(call, description).surroundings })),
    rules,
    readReleases(read, dataset),
    solve,
  );
  return {
    dataset,
    ...versionsNow(call),
    solvedAt: call.now().toISOString(),
    tables: plan.tables,
    cells: plan.cells,
    hidden: plan.hidden,
    leftOut: plan.leftOut.map(at => tables[at]!.name),
    document: JSON.stringify(plan),
  };
}
