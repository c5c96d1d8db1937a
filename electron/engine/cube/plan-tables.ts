import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot } from '../../../shared/contract/cube.ts';
import type { PlanState } from '../../../shared/contract/disclosure.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { standingTables, tableKey } from '../../../shared/model/standing-tables.ts';
import type { StandingTable, TableFamily } from '../../../shared/model/standing-tables.ts';
import { standingTableName } from '../../../shared/text/standing-tables.ts';
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
import type { Surroundings } from './evaluation.ts';
import { planOf } from './plan.ts';
import type { CompiledFilter } from './plan.ts';
import { datasetFor, gathered } from './gathering.ts';

type Place = Pick<Call, 'workspace' | 'resources'>;

/** The audience that the plan is for. */
const audience = 'board';

/** One table of a family, with its name in words. */
interface NamedTable {
  readonly name: string;
  readonly description: ParsedPivot;
}

function tableOf(table: StandingTable): NamedTable {
  const { dataset: name, columns, only = {} } = table.family;
  const dataset = datasetFor(name);
  const field = dataset.dateField;
  if (field === null)
    throw new FaultError('invalid-input', `${dataset.label} has no dates, so it has no table by year.`, 'dataset');
  const hasChildren = dataset.measures.some(one => one.name === 'children');
  return {
    name: standingTableName(table),
    description: v.parse(pivotDescription, {
      dataset: name,
      rows: table.rows,
      columns: [
        { field, by: 'financial-year' },
        ...(columns === 'year-and-quarter' ? [{ field, by: 'financial-quarter' }] : []),
      ],
      values: [{ measure: 'rows' }, ...(hasChildren ? [{ measure: 'children' }] : [])],
      filters: Object.entries(only).map(([filtered, members]) => ({ field: filtered, in: members })),
      totals: { rows: 'after', columns: 'after', subtotals: true },
      audience,
    }),
  };
}

/** Members that neither the list of a field nor the data know would make a table of nothing. */
function checkMembers(
  { field, dimension }: CompiledFilter,
  members: readonly string[],
  { codeLists }: Pick<Surroundings, 'codeLists'>,
): void {
  const listed = field.codes ? (codeLists[field.codes] ?? []).map(([code]) => code) : [];
  const known = new Set([...listed, ...(dimension?.column.dictionary ?? [])]);
  const unknown = members.find(member => !known.has(member));
  if (unknown !== undefined) throw new FaultError('invalid-input', `${field.label} has no member "${unknown}".`);
}

/** More tables than these are not planned together. */
const mostTables = 200;

/**
 * Whether tables can be made of families. Fault invalid-input with the path of the first that cannot: a dataset, field or
 * member that there is not, a field twice, the same table twice, or more tables than are planned together.
 */
export function checkFamilies(families: readonly TableFamily[], call: Call): void {
  const tables = standingTables(families);
  if (tables.length > mostTables)
    throw new FaultError(
      'invalid-input',
      `These are ${tables.length} tables; up to ${mostTables} are protected together. Leave some out.`,
      'families',
    );
  const known = new Set<string>();
  for (const table of tables) {
    const path = `families.${families.indexOf(table.family)}`;
    const { name, description } = tableOf(table);
    if (new Set(table.rows).size < table.rows.length)
      throw new FaultError('invalid-input', `${name}: a field stands in its rows twice.`, path);
    if (known.has(tableKey(table)))
      throw new FaultError('invalid-input', `${name}: this table is there already.`, path);
    known.add(tableKey(table));
    try {
      const { facts, surroundings } = gathered(call, description);
      const { filters } = planOf(facts, surroundings.codeLists, description);
      for (const filter of filters) checkMembers(filter, table.family.only?.[filter.field.name] ?? [], surroundings);
    } catch (error) {
      if (error instanceof FaultError) throw new FaultError(error.fault.code, `${name}: ${error.fault.message}`, path);
      throw error;
    }
  }
}

/** The tables of the standing plan for one dataset. */
const tablesOf = ({ workspace, resources }: Place, dataset: string): readonly NamedTable[] =>
  standingTables(readPlanTables(workspace.read, resources).families)
    .filter(table => table.family.dataset === dataset)
    .map(tableOf);

/** How the plan of each dataset stands. */
export function planStates(call: Place): readonly PlanState[] {
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
export const datasetsPlanned = ({ workspace, resources }: Place): readonly string[] => [
  ...new Set(readPlanTables(workspace.read, resources).families.map(family => family.dataset)),
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
