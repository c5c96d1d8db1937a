import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { planDefinition } from '../../../shared/contract/disclosure.ts';
import type { PlanDefinition, TablesVersion } from '../../../shared/contract/disclosure.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** Table families, with what tells one edition of them from another. */
interface PlanTables extends PlanDefinition {
  readonly edition: string;
}

const editionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const byFolder = new Map<string, PlanTables>();

/** The table families that are shipped: `resources/disclosure/standing-plan.json`. */
export function shippedTables(resources: string): PlanTables {
  let found = byFolder.get(resources);
  if (!found) {
    const text = readFileSync(path.join(resources, 'disclosure', 'standing-plan.json'), 'utf8');
    found = { ...v.parse(planDefinition, JSON.parse(text)), edition: editionOf(text) };
    byFolder.set(resources, found);
  }
  return found;
}

type TablesRow = TablesVersion & { readonly families: string };

const latest = `SELECT version, reason, changed_at AS changedAt, changed_by AS changedBy, families
  FROM standing_tables ORDER BY version DESC LIMIT 1`;

/** The table families that a partnership publishes: those that it chose last, else those that are shipped. */
export function readPlanTables(
  store: ReadableStore,
  resources: string,
): { readonly families: PlanDefinition['families']; readonly changed: TablesVersion | null } {
  const row = store.get<TablesRow>(latest);
  if (!row) return { families: shippedTables(resources).families, changed: null };
  const { families, ...changed } = row;
  return { families: v.parse(planDefinition.entries.families, JSON.parse(families)), changed };
}

/** What tells the tables that are chosen now from others. */
export const tablesEdition = (store: ReadableStore, resources: string): string =>
  store.get<{ edition: string }>('SELECT edition FROM standing_tables ORDER BY version DESC LIMIT 1')?.edition ??
  shippedTables(resources).edition;

/** Writes chosen families as the next version; earlier ones stay. Returns its number. */
export function writePlanTables(
  store: WritableStore,
  families: PlanDefinition['families'],
  { reason, changedAt, changedBy }: Omit<TablesVersion, 'version'>,
): number {
  const version = (store.get<TablesRow>(latest)?.version ?? 0) + 1;
  const text = JSON.stringify(families);
  store.run(
    'INSERT INTO standing_tables (version, families, edition, reason, changed_at, changed_by) VALUES (?, ?, ?, ?, ?, ?)',
    version,
    text,
    editionOf(text),
    reason,
    changedAt,
    changedBy,
  );
  return version;
}

/** A plan as it is kept; `document` is the plan's own JSON. */
export interface KeptPlan {
  readonly dataset: string;
  readonly dataVersion: number;
  readonly rulesVersion: number;
  readonly edition: string;
  readonly solvedAt: string;
  readonly tables: number;
  readonly cells: number;
  readonly hidden: number;
  /** Names of tables that are not in the plan, because a count in them has no proof. */
  readonly leftOut: readonly string[];
  readonly document: string;
}

type Row = Omit<KeptPlan, 'leftOut'> & { readonly leftOut: string };

const columns = `dataset, data_version AS dataVersion, rules_version AS rulesVersion, tables_version AS edition,
  solved_at AS solvedAt, tables, cells, hidden, left_out AS leftOut`;

/** Every plan that was solved, without its document. */
export function readPlanRows(store: ReadableStore): Omit<KeptPlan, 'document'>[] {
  return store
    .all<Omit<Row, 'document'>>(`SELECT ${columns} FROM standing_plan ORDER BY dataset`)
    .map(row => ({ ...row, leftOut: JSON.parse(row.leftOut) as string[] }));
}

/** When the plan of a dataset was solved, if it is of this version of data, rules and tables; null otherwise. */
export function planStamp(
  store: ReadableStore,
  dataset: string,
  { dataVersion, rulesVersion, edition }: Pick<KeptPlan, 'dataVersion' | 'rulesVersion' | 'edition'>,
): string | null {
  return (
    store.get<{ solvedAt: string }>(
      `SELECT solved_at AS solvedAt FROM standing_plan
        WHERE dataset = ? AND data_version = ? AND rules_version = ? AND tables_version = ?`,
      dataset,
      dataVersion,
      rulesVersion,
      edition,
    )?.solvedAt ?? null
  );
}

/** The document of a plan. */
export const readPlanDocument = (store: ReadableStore, dataset: string): string =>
  store.get<{ document: string }>('SELECT document FROM standing_plan WHERE dataset = ?', dataset)?.document ?? '';

/** Keeps a plan in the place of the one before. */
export function writePlan(store: WritableStore, plan: KeptPlan): void {
  store.run(
    `INSERT OR REPLACE INTO standing_plan
       (dataset, data_version, rules_version, tables_version, solved_at, tables, cells, hidden, left_out, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    plan.dataset,
    plan.dataVersion,
    plan.rulesVersion,
    plan.edition,
    plan.solvedAt,
    plan.tables,
    plan.cells,
    plan.hidden,
    JSON.stringify(plan.leftOut),
    plan.document,
  );
}
