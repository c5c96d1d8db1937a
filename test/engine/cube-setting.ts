import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { claimsHandlers } from '../../electron/engine/claims/handlers.ts';
import { bumpDataVersion } from '../../electron/engine/store/audit-trail.ts';
import { storedFields, writeSegments } from '../../electron/engine/store/segments.ts';
import type { SqlValue, WritableStore } from '../../electron/engine/store/store.ts';
import { createWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import type { Call } from '../../electron/engine/subject.ts';
import { pivotDescription } from '../../shared/contract/cube.ts';
import type { Header, ParsedPivot, PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { Dataset } from '../../shared/model/dataset.ts';

export const resources = path.resolve(import.meta.dirname, '../../resources');
export const codeLists = JSON.parse(readFileSync(path.join(resources, 'code-lists.json'), 'utf8')) as Record<
  string,
  [string, string][]
>;
const moment = '2018-01-10T09:00:00.000Z';

/** Two districts of the county and the city, two wards each, two LSOAs in each ward. */
export const places = (['E07000192', 'E07000193', 'E06000021'] as const).flatMap((district, d) =>
  [0, 1].flatMap(w => [0, 1].map(l => ({ district, ward: `W${d}${w}`, lsoa: `L${d}${w}${l}` }))),
);

function fillPlaces(store: WritableStore): void {
  const add = (
    code: string,
    level: string,
    name: string,
    parents: { ward?: string; district?: string; authority?: string },
    children: number,
    decile: number | null,
  ) =>
    store.run(
      `INSERT INTO area (code, level, name, vintage, ward, district, authority, persons, children_0_17, children_10_17, deprivation_decile)
       VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
      code,
      level,
      name,
      '2011',
      parents.ward ?? null,
      parents.district ?? null,
      parents.authority ?? null,
      children * 10,
      children * 2,
      children,
      decile,
    );
  const authorityOf = (district: string) => (district === 'E06000021' ? district : 'E10000028');
  add('E10000028', 'authority', 'Staffordshire', {}, 800, null);
  const names: Record<string, string> = {
    E07000192: 'Cannock Chase',
    E07000193: 'East Staffordshire',
    E06000021: 'Stoke-on-Trent',
  };
  for (const district of Object.keys(names))
    add(district, 'district', names[district]!, { authority: authorityOf(district) }, 400, null);
  for (const [i, { lsoa, ward, district }] of places.entries()) {
    if (lsoa.endsWith('0'))
      add(ward, 'ward', `Ward ${ward}`, { district, authority: authorityOf(district) }, 200, null);
    add(lsoa, 'lsoa', `Small area ${lsoa}`, { ward, district, authority: authorityOf(district) }, 100, 1 + (i % 10));
  }
}

/** A real encrypted workspace in a folder of its own; `remove` closes and deletes it. */
export async function newWorkspace(): Promise<{
  readonly workspace: Workspace;
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-cube-'));
  const workspace = await createWorkspace(
    path.join(folder, 'cube.csaf'),
    'correct horse battery',
    { actor: 'tester', at: moment, demonstration: false },
    fillPlaces,
  );
  return {
    workspace,
    folder,
    remove: async () => {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Row = Readonly<Record<string, SqlValue>>;

export interface BatchGiven {
  readonly agency?: string | null;
  readonly periodFrom?: string;
  readonly periodTo?: string;
  readonly importedAt?: string;
}

/** Loads rows as one batch, as an import does: rows, columns and data version in one transaction. Answers the batch. */
export function load(
  workspace: Workspace,
  dataset: Dataset,
  rows: readonly Row[],
  given: BatchGiven = {},
): Promise<number> {
  return workspace.write(store => {
    const batch = store.run(
      `INSERT INTO batch (type, profile_version, dataset, agency, period_from, period_to, file_name, sha256, bytes, imported_at,
         imported_by, rows_read, rows_loaded, rows_set_aside, rows_duplicate, rows_unlocated)
       VALUES ('test', 1, ?, ?, ?, ?, 'test.csv', hex(randomblob(32)), 1, ?, 'tester', ?, ?, 0, 0, 0)`,
      dataset.name,
      given.agency ?? null,
      given.periodFrom ?? null,
      given.periodTo ?? null,
      given.importedAt ?? moment,
      rows.length,
      rows.length,
    ).lastId;
    const fields = storedFields(dataset);
    const keys = new Set(
      rows.flatMap(row => fields.filter(field => field.type === 'key').map(field => row[field.name] ?? null)),
    );
    for (const key of keys)
      if (key !== null)
        store.run(
          `INSERT OR IGNORE INTO pseudonym (id, kind, hash) VALUES (?, 'test', ?)`,
          key,
          Buffer.from(String(key)),
        );
    const insert = store.prepare(
      `INSERT INTO ${dataset.table} (batch_id, row_number, ${fields.map(field => field.name).join(', ')}) VALUES (?, ?, ${fields.map(() => '?').join(', ')})`,
    );
    rows.forEach((row, i) => insert.run(batch, i + 1, ...fields.map(field => row[field.name] ?? null)));
    writeSegments(store, dataset, batch);
    bumpDataVersion(store);
    return batch;
  });
}

/** Takes batches back, as a withdrawal does. */
export function end(workspace: Workspace, batches: readonly number[], at = moment): Promise<void> {
  return workspace.write(store => {
    for (const batch of batches)
      store.run(`UPDATE batch SET state = 'withdrawn', ended_at = ? WHERE id = ?`, at, batch);
    bumpDataVersion(store);
  });
}

export const parsed = (description: PivotDescription): ParsedPivot => v.parse(pivotDescription, description);

export function callOver(workspace: Workspace): Call {
  return {
    workspace,
    signal: new AbortController().signal,
    resources,
    actor: 'tester',
    now: () => new Date(moment),
    emit: () => undefined,
    progress: () => undefined,
  };
}

/** The answer of the product's own handler. */
export async function pivot(workspace: Workspace, description: PivotDescription): Promise<PivotTable> {
  return claimsHandlers['cube.pivot'](parsed(description), callOver(workspace));
}

export const codesOf = (header: Header): readonly (string | null)[] =>
  header.path.map(member => (member.others ? 'OTHERS' : member.code));

/** Value and status of a cell by its place. */
export function cellAt(
  table: PivotTable,
  row: number,
  column: number,
  value = 0,
): { readonly value: number; readonly status: string } {
  const at = (row * table.columns.length + column) * table.values.length + value;
  return { value: table.cells[at]!, status: cellStatuses[table.status[at]!]! };
}

/** Value and status of a cell by codes; the path of a total is empty. */
export function cell(
  table: PivotTable,
  row: readonly (string | null)[],
  column: readonly (string | null)[] = [],
  value = 0,
): { readonly value: number; readonly status: string } {
  const find = (headers: readonly Header[], path: readonly (string | null)[]) => {
    const found = headers.findIndex(header => JSON.stringify(codesOf(header)) === JSON.stringify(path));
    if (found < 0) throw new Error(`no header ${JSON.stringify(path)} among ${JSON.stringify(headers.map(codesOf))}`);
    return found;
  };
  return cellAt(table, find(table.rows, row), find(table.columns, column), value);
}
