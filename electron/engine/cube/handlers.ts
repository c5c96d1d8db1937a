import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Audience, ParsedPivot, PivotTable } from '../../../shared/contract/cube.ts';
import type { Dataset } from '../../../shared/model/dataset.ts';
import { datasetNamed, datasets } from '../../../shared/model/datasets.ts';
import { isoOfDays } from '../../../shared/model/period.ts';
import { appendAudit, dataVersion } from '../store/audit-trail.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Call, Handlers } from '../subject.ts';
import { Protection } from '../disclosure/protection.ts';
import { rulesFor, readRules } from '../disclosure/rules.ts';
import { readReleases, writeRelease } from '../disclosure/ledger.ts';
import type { NewRelease, ReleasedCell } from '../disclosure/ledger.ts';
import { cellExplanation, rowsBehind } from './behind.ts';
import { writeWhole } from '../briefing/spreadsheet.ts';
import { exportedFile } from './export.ts';
import { factsOf } from './facts.ts';
import type { Facts } from './facts.ts';
import { notRecordedLabel, dimensionOf } from './plan.ts';
import type { CodeLists } from './plan.ts';
import { isPublished, pivotOf } from './pivot.ts';
import type { Surroundings } from './pivot.ts';
import { protectedExplanation } from './protected-explanation.ts';
import { protectedBesideReleases } from './protected-linked.ts';
import { releasedCellsOf } from './protected-release.ts';
import { protectedEvaluationOf, protectedTable, protectedTableOf } from './protected.ts';
import type { Protecting } from './protected.ts';
import { supplyOf } from './supply.ts';
import { deleteView, readViews, readViewVersions, saveView } from './views.ts';

const codeListsByFolder = new Map<string, CodeLists>();

function codeListsIn(resources: string): CodeLists {
  let found = codeListsByFolder.get(resources);
  if (!found) {
    found = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as CodeLists;
    codeListsByFolder.set(resources, found);
  }
  return found;
}

function datasetFor(name: string): Dataset {
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
    population: () => (population ? factsOf(workspace, population, asAt) : null),
    setAsideRows: setAside,
    dataVersion: dataVersion(store),
    synthetic:
      store.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'demonstration'`)?.value === 'yes' ||
      store.get(
        `SELECT 1 FROM batch WHERE dataset = ? AND synthetic = 1 AND state = 'current' LIMIT 1`,
        dataset.name,
      ) !== undefined,
    now: () => call.now(),
  };
}

interface Gathered {
  readonly facts: Facts;
  readonly surroundings: Surroundings;
}

function gathered(call: Call, description: ParsedPivot): Gathered {
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

function protectingFor(call: Call, facts: Facts, audience: Audience): Protecting {
  const { read } = call.workspace;
  const rules = readRules(read, call.resources);
  const watch = {
    signal: call.signal,
    progress: (done: number, of: number) =>
      call.progress({ stage: 'Hiding small numbers, and checking what hides them', done, total: of, unit: 'steps' }),
  };
  return {
    rules: rulesFor(rules, audience),
    rulesVersion: rules.version,
    protect: (question, places) =>
      protectedBesideReleases(
        facts,
        question,
        places,
        readReleases(read, facts.dataset.name, dataVersion(read)),
        asked => protection.protect(asked, watch),
      ),
  };
}

/** Whether an audience gets this dataset only as protected. */
const needsProtection = (facts: Facts, description: ParsedPivot) =>
  description.audience !== 'analyst' && !isPublished(facts.dataset);

/** The one table of a description: as it is for an analyst, protected as it is made for everybody else. */
function tableOf(call: Call, description: ParsedPivot): PivotTable | Promise<PivotTable> {
  const { facts, surroundings } = gathered(call, description);
  if (!needsProtection(facts, description)) return pivotOf(facts, description, surroundings);
  return protectedTableOf(facts, description, surroundings, protectingFor(call, facts, description.audience));
}

/** A table to be given out, and what it tells; null where it tells nothing that has to be remembered. */
async function tableToRelease(
  call: Call,
  description: ParsedPivot,
): Promise<{ readonly table: PivotTable; readonly cells: readonly ReleasedCell[] | null }> {
  const { facts, surroundings } = gathered(call, description);
  if (!needsProtection(facts, description)) return { table: pivotOf(facts, description, surroundings), cells: null };
  const began = performance.now();
  const protecting = protectingFor(call, facts, description.audience);
  const found = await protectedEvaluationOf(facts, description, surroundings, protecting);
  return {
    table: protectedTable(found, description, surroundings, protecting, began),
    cells: releasedCellsOf(found, found.question, found.protection),
  };
}

/** The entry of the ledger for a protected table that is given out. */
function releaseOf(table: PivotTable, given: Pick<NewRelease, 'name' | 'purpose' | 'at' | 'by' | 'cells'>): NewRelease {
  const { provenance, protection: made } = table;
  return {
    ...given,
    audience: provenance.audience,
    dataset: provenance.dataset,
    dataVersion: provenance.dataVersion,
    rulesVersion: made!.rulesVersion,
  };
}

/**
 * A table that leaves this workspace: what it tells is set down in the ledger, so that what comes after it is set
 * against it. Who gives it out writes the audit trail.
 */
export async function tableGivenOut(
  description: ParsedPivot,
  given: { readonly name: string; readonly purpose: string },
  call: Call,
): Promise<PivotTable> {
  const { table, cells } = await tableToRelease(call, description);
  if (cells) {
    const at = call.now().toISOString();
    const name = given.name || table.provenance.datasetLabel;
    await call.workspace.write(store =>
      writeRelease(store, releaseOf(table, { ...given, name, at, by: call.actor, cells })),
    );
  }
  return table;
}

export const cubeHandlers: Handlers<
  | 'cube.datasets'
  | 'cube.pivot'
  | 'cube.protected'
  | 'cube.copied'
  | 'cube.preview'
  | 'cube.members'
  | 'cube.explain'
  | 'cube.rows'
  | 'cube.export'
  | 'views.list'
  | 'views.save'
  | 'views.delete'
  | 'views.versions'
> = {
  'cube.datasets': (_, call) =>
    datasets.map(dataset => {
      const facts = factsOf(call.workspace, dataset);
      const supply = supplyOf(facts);
      return {
        ...dataset,
        rows: facts.rows,
        batches: facts.batches.length,
        from: supply ? isoOfDays(supply.first) : null,
        until: supply ? isoOfDays(supply.until) : null,
      };
    }),

  'cube.pivot': (description, call) => tableOf(call, description),

  'cube.protected': ({ description }, call) => tableOf(call, description),

  'cube.preview': async ({ description, rules }, call) => {
    const { facts, surroundings } = gathered(call, description);
    const hiddenBy = async (protecting: Protecting) => {
      const table = await protectedTableOf(facts, description, surroundings, protecting);
      return { cells: table.cells.length, hidden: table.protection?.hidden ?? 0 };
    };
    const present = protectingFor(call, facts, description.audience);
    const now = await hiddenBy(present);
    const then = await hiddenBy({ ...present, rules });
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

  'cube.export': async ({ description, format, file, title, purpose }, call) => {
    const { table, cells } = await tableToRelease(call, description);
    const bytes = await exportedFile(table, format, { title: title || table.provenance.datasetLabel, purpose });
    await writeWhole(file, bytes);
    await call.workspace.write(store => {
      const at = call.now().toISOString();
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'export',
        subject: `${description.dataset} as ${format}, ${table.rows.length} × ${table.columns.length}, for ${description.audience}: ${path.basename(file)}`,
      });
      if (cells)
        writeRelease(
          store,
          releaseOf(table, { name: title || path.basename(file), purpose, at, by: call.actor, cells }),
        );
    });
    return { rows: table.rows.length, columns: table.columns.length * table.values.length };
  },

  'cube.copied': async ({ description, title }, call) => {
    const table = await tableGivenOut(description, { name: title, purpose: 'copied' }, call);
    await call.workspace.write(store =>
      appendAudit(store, {
        at: call.now().toISOString(),
        actor: call.actor,
        action: 'copy',
        subject: `${description.dataset}, ${table.rows.length} × ${table.columns.length}, for ${description.audience}`,
      }),
    );
    return null;
  },

  'views.list': (_, call) => readViews(call.workspace.read),

  'views.save': async (view, call) => {
    const saved = await call.workspace.write(store => {
      const at = call.now().toISOString();
      const done = saveView(store, view, at);
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'save-view',
        subject: `view ${done.id}, version ${done.version}`,
      });
      return done;
    });
    call.emit({ name: 'views-changed' });
    return saved;
  },

  'views.delete': async ({ id }, call) => {
    await call.workspace.write(store => {
      const at = call.now().toISOString();
      deleteView(store, id, at);
      appendAudit(store, { at, actor: call.actor, action: 'delete-view', subject: `view ${id}` });
    });
    call.emit({ name: 'views-changed' });
    return null;
  },

  'views.versions': ({ id }, call) => readViewVersions(call.workspace.read, id),
};
