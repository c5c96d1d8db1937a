import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Audience, DatasetSummary, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { datasetNamed, datasets } from '../../../shared/model/datasets.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { dataVersion } from '../store/audit-trail.ts';
import { isSynthetic } from '../store/synthetic.ts';
import type { Workspace } from '../store/workspace.ts';
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
import { dimensionOf, notRecordedLabel } from './plan.ts';
import type { CodeLists } from './plan.ts';
import { isPublished, pivotOf } from './pivot.ts';
import type { Surroundings } from './pivot.ts';
import { protectedBesideReleases } from './protected/linked.ts';
import { presentPlan } from './protected/present-plan.ts';
import { releasedCellsOf } from './protected/released-cells.ts';
import { protectedEvaluationOf, protectedTable, protectedTableOf } from './protected/protected.ts';
import type { Protecting } from './protected/protected.ts';

const codeListsByFolder = new Map<string, CodeLists>();

/** The code lists that are shipped, read once. */
export function codeListsIn(resources: string): CodeLists {
  let found = codeListsByFolder.get(resources);
  if (!found) {
    found = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as CodeLists;
    codeListsByFolder.set(resources, found);
  }
  return found;
}

/** The dataset of a name. Fault invalid-input with the names that there are. */
export function datasetFor(name: string): Dataset {
  const found = datasetNamed(name);
  if (!found)
    throw new FaultError(
      'invalid-input',
      `There is no dataset "${name}". There is ${datasets.map(d => d.name).join(', ')}.`,
      'dataset',
    );
  return found;
}

function surroundingsOf(call: Call, workspace: Workspace, dataset: Dataset, asAt: string | null): Surroundings {
  const store = workspace.read;
  const setAside = store.get<{ n: number }>(
    `SELECT count(*) AS n FROM set_aside s JOIN batch b ON b.id = s.batch_id WHERE b.dataset = ? AND b.state = 'current' AND s.state = 'open'`,
    dataset.name,
  )!.n;
  const population = datasetNamed('population');
  return {
    codeLists: codeListsIn(call.resources),
    coverage: districts => readCoverage(store, dataset, { asAt, districts }),
    population: () => (population ? factsOf(workspace, population, asAt) : null),
    setAsideRows: setAside,
    dataVersion: dataVersion(store),
    synthetic: isSynthetic(store, dataset.name),
    now: () => call.now(),
  };
}

/** How members are called in the words of a file: as on the screen, or by their code where no row has them. */
export function memberLabelsFor(description: ParsedPivot, call: Call): MemberLabel {
  const { facts } = gathered(call, description);
  return (field, by, code) => {
    if (code === null) return notRecordedLabel;
    const { column, labels } = dimensionOf(facts, codeListsIn(call.resources), field, by ?? null, 'filters');
    const at = column.dictionary.indexOf(code);
    return at < 0 ? code : labels[at + 1]!;
  };
}

interface Gathered {
  readonly facts: Facts;
  readonly surroundings: Surroundings;
}

/** The facts of a description as they were at its moment, and what stands around them. */
export function gathered(call: Call, description: ParsedPivot): Gathered {
  const dataset = datasetFor(description.dataset);
  const asAt = momentOf(description.asAt);
  const { workspace } = call;
  return { facts: factsOf(workspace, dataset, asAt), surroundings: surroundingsOf(call, workspace, dataset, asAt) };
}

/** An ISO date-time in the form in which imports are stamped; a day alone means its end. */
function momentOf(asAt: string | undefined): string | null {
  if (asAt === undefined) return null;
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(asAt) ? `${asAt}T23:59:59.999Z` : asAt);
  if (Number.isNaN(at.getTime()))
    throw new FaultError('invalid-input', `"${asAt}" is not a date and time such as 2018-01-31T12:00:00Z.`, 'asAt');
  return at.toISOString();
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
  const plan = audience === 'board' && isPresent ? presentPlan(call, facts.dataset.name) : null;
  return {
    rules: rulesFor(rules, audience),
    rulesVersion: rules.version,
    protect: (question, places) =>
      protectedBesideReleases(facts, question, places, {
        releases: readReleases(read, facts.dataset.name),
        plan,
        protect: asked => protection.protect(asked, watch),
        solve: task => protection.solve(task, watch),
      }),
  };
}

/** Whether an audience gets this dataset only as protected. */
export const needsProtection = (facts: Facts, description: ParsedPivot) =>
  description.audience !== 'analyst' && !isPublished(facts.dataset);

/** Says what may be said of years that a table sets against each other. */
export type ChangeNotes = NonNullable<Surroundings['changeNotes']>;

/**
 * The one table of a description: as it is for an analyst, protected as it is made for everybody else.
 * @param changeNotes where the table is read by itself
 */
export function pivotTable(
  description: ParsedPivot,
  call: Call,
  changeNotes?: ChangeNotes,
): PivotTable | Promise<PivotTable> {
  const { facts, surroundings } = gathered(call, description);
  if (!needsProtection(facts, description)) return pivotOf(facts, description, withNotes(surroundings, changeNotes));
  return protectedTableOf(facts, description, surroundings, protectingFor(call, facts, description.audience));
}

const withNotes = (surroundings: Surroundings, changeNotes: ChangeNotes | undefined): Surroundings =>
  changeNotes ? { ...surroundings, changeNotes } : surroundings;

/** A table to be given out, and what it tells; null where it tells nothing that has to be remembered. */
export async function tableToRelease(
  description: ParsedPivot,
  call: Call,
  changeNotes?: ChangeNotes,
): Promise<{ readonly table: PivotTable; readonly cells: readonly ReleasedCell[] | null; readonly moves?: string }> {
  const { facts, surroundings } = gathered(call, description);
  if (!needsProtection(facts, description))
    return { table: pivotOf(facts, description, withNotes(surroundings, changeNotes)), cells: null };
  const began = performance.now();
  const protecting = protectingFor(call, facts, description.audience);
  const found = await protectedEvaluationOf(facts, description, surroundings, protecting);
  return {
    table: protectedTable(found, description, surroundings, protecting, began),
    cells: releasedCellsOf(found, found.question, found.protection),
    ...(found.protection.moves ? { moves: found.protection.moves } : {}),
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
