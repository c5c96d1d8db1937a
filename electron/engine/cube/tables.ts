import type { Audience, DatasetSummary, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import { datasets } from '../../../shared/model/datasets.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import type { Call } from '../subject.ts';
import { readCoverage } from '../coverage/coverage.ts';
import { Protection } from '../disclosure/protection.ts';
import { rulesFor, readRules } from '../disclosure/rules.ts';
import { readReleases } from '../disclosure/ledger.ts';
import type { NewRelease, ReleasedCell } from '../disclosure/ledger.ts';
import type { PlanAnswer } from '../disclosure/joint/plan.ts';
import { factsOf } from './columns/facts.ts';
import type { Facts } from './columns/facts.ts';
import type { MemberLabel } from './export.ts';
import { gathered } from './gathering.ts';
import { isPublished, tableWithYears } from './pivot.ts';
import type { TableWithYears } from './like-for-like.ts';
import { dimensionOf, notRecordedLabel } from './plan.ts';
import type { CodeLists } from './plan.ts';
import { protectedBesideReleases } from './protected/linked.ts';
import { presentPlan } from './protected/present-plan.ts';
import { impliedCellsOf, releasedCellsOf } from './protected/released-cells.ts';
import { protectedEvaluationOf, protectedTable, protectedTableOf } from './protected/protected.ts';
import type { Protecting } from './protected/protected.ts';

/** How members are called in the words of a file: as on the screen, or by their code where no row has them. */
function memberLabelsOf(facts: Facts, codeLists: CodeLists): MemberLabel {
  return (field, by, code) => {
    if (code === null) return notRecordedLabel;
    const { column, labels } = dimensionOf(facts, codeLists, field, by ?? null, 'filters');
    const at = column.dictionary.indexOf(code);
    return at < 0 ? code : labels[at + 1]!;
  };
}

const protection = new Protection();
/** Plans take long and tables do not wait for them. */
const planning = [new Protection(), new Protection()] as const;
let turn = 0;

/** Solves a joint system on one of the two threads of the standing plan: rows on the one, children on the other. */
export const planThread = (...asked: Parameters<Protection['solve']>): Promise<PlanAnswer> =>
  planning[turn++ % planning.length]!.solve(...asked);

/** How a table of these facts is protected for an audience, beside all that was given out before. */
export function protectingFor(call: Call, facts: Facts, audience: Audience): Protecting {
  const { read } = call.workspace;
  const rules = readRules(read, call.resources);
  const watch = {
    signal: call.signal,
    progress: (done: number, of: number) =>
      call.progress({ stage: 'Hiding small numbers, and checking what hides them', done, total: of, unit: 'steps' }),
  };
  const isPresent = facts === factsOf(call.workspace, facts.dataset);
  const plan = audience === 'board' && isPresent ? presentPlan(call, facts.dataset.name, rules.version) : null;
  const releases = readReleases(read, facts.dataset.name);
  return {
    rules: rulesFor(rules, audience),
    rulesVersion: rules.version,
    protect: (question, places) =>
      protectedBesideReleases(facts, question, places, {
        releases,
        plan,
        protect: asked => protection.protect(asked, watch),
        solve: task => protection.solve(task, watch),
      }),
  };
}

/** Whether an audience gets this dataset only as protected. */
export const needsProtection = (facts: Facts, description: ParsedPivot) =>
  description.audience !== 'analyst' && !isPublished(facts.dataset);

/** The one table of a description: as it is for an analyst, protected as it is made for everybody else. */
export function pivotTable(description: ParsedPivot, call: Call): PivotTable | Promise<PivotTable> {
  const read = tableRead(description, call);
  return read instanceof Promise ? read.then(({ table }) => table) : read.table;
}

/** The same with the years in it that may be set against each other: for whoever says what may be said of them. */
export function tableRead(description: ParsedPivot, call: Call): TableWithYears | Promise<TableWithYears> {
  const { facts, surroundings } = gathered(call, description);
  if (!needsProtection(facts, description)) return tableWithYears(facts, description, surroundings);
  return protectedTableOf(facts, description, surroundings, protectingFor(call, facts, description.audience)).then(
    table => ({ table, compared: [] }),
  );
}

/** A table to be given out, and what it tells; `cells` is null where it tells nothing that has to be remembered. */
export interface TableToRelease extends TableWithYears {
  readonly cells: readonly ReleasedCell[] | null;
  readonly moves?: string;
  readonly memberLabel: MemberLabel;
}

/** A table to be given out, protected beside all that was given out before. Faults: those of a table. */
export async function tableToRelease(description: ParsedPivot, call: Call): Promise<TableToRelease> {
  const { facts, surroundings } = gathered(call, description);
  const memberLabel = memberLabelsOf(facts, surroundings.codeLists);
  if (!needsProtection(facts, description))
    return { ...tableWithYears(facts, description, surroundings), cells: null, memberLabel };
  const began = performance.now();
  const protecting = protectingFor(call, facts, description.audience);
  const found = await protectedEvaluationOf(facts, description, surroundings, protecting);
  return {
    table: protectedTable(found, description, surroundings, protecting, began),
    compared: [],
    cells: [
      ...releasedCellsOf(found, found.question, found.protection),
      ...impliedCellsOf(found, found.question, found.protection),
    ],
    ...(found.protection.moves ? { moves: found.protection.moves } : {}),
    memberLabel,
  };
}

/** The entry of the ledger for a protected table that is given out. */
export function releaseOf(
  table: PivotTable,
  given: Pick<NewRelease, 'name' | 'purpose' | 'at' | 'by' | 'cells' | 'moves'>,
): NewRelease {
  const { provenance, protection: made } = table;
  return {
    ...given,
    audience: provenance.audience,
    dataset: provenance.dataset,
    dataVersion: provenance.dataVersion,
    rulesVersion: made!.rulesVersion,
  };
}

/** Every dataset with how many rows stand in it and from when to when they speak. */
export function datasetsOf(call: Call): DatasetSummary[] {
  return datasets.map(dataset => {
    const facts = factsOf(call.workspace, dataset);
    const coverage = readCoverage(call.workspace.read, dataset);
    return {
      ...dataset,
      rows: facts.rows,
      batches: facts.batches.length,
      from: coverage ? isoOfDays(coverage.first) : null,
      until: coverage ? isoOfDays(coverage.until) : null,
    };
  });
}
