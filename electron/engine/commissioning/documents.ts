import * as v from 'valibot';
import { appraisalDocument } from '../../../shared/contract/commissioning.ts';
import type { AppraisalSummary } from '../../../shared/contract/commissioning.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Appraisal } from '../../../shared/model/appraisal.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import type { Model } from './inputs.ts';
import { migratedAppraisal } from './model-changes.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly question: string;
  readonly options: number;
  readonly version: number;
  readonly modelVersion: number;
  readonly savedAt: string;
  readonly savedBy: string;
}

const summaryColumns = `a.id, v.name, v.question, v.options, v.version, v.model_version AS modelVersion,
  v.saved_at AS savedAt, v.saved_by AS savedBy`;
const current = `FROM appraisal a JOIN appraisal_version v ON v.appraisal_id = a.id AND v.version = a.version
  WHERE a.deleted_at IS NULL`;

/** Appraisals that are kept, the last saved first. */
export function readAppraisals(store: ReadableStore): AppraisalSummary[] {
  return store.all<Row>(`SELECT ${summaryColumns} ${current} ORDER BY v.saved_at DESC, a.id DESC`);
}

/** An appraisal as it was saved, brought up to the present model, with what that changed. Faults not-found, newer-version. */
export function readAppraisal(
  store: ReadableStore,
  id: number,
  model: Model,
): { readonly summary: AppraisalSummary; readonly appraisal: Appraisal; readonly changes: readonly string[] } {
  const row = store.get<Row & { readonly document: string }>(
    `SELECT ${summaryColumns}, v.document ${current} AND a.id = ?`,
    id,
  );
  if (!row) throw new FaultError('not-found', 'That appraisal is not there any more.');
  const { document, ...summary } = row;
  const { appraisal, changes } = migratedAppraisal(JSON.parse(document), model);
  const parsed = v.safeParse(appraisalDocument, appraisal);
  if (!parsed.success)
    throw new FaultError(
      'damaged',
      `“${summary.name}” cannot be read: ${v.getDotPath(parsed.issues[0]) ?? ''} ${parsed.issues[0].message}`,
    );
  return { summary, appraisal: parsed.output, changes };
}

/** Keeps the next version of an appraisal; without an id, a new one. Fault not-found. */
export function saveAppraisal(
  store: WritableStore,
  id: number | undefined,
  appraisal: Appraisal,
  at: string,
  by: string,
): AppraisalSummary {
  const known =
    id === undefined
      ? undefined
      : store.get<{ version: number }>('SELECT version FROM appraisal WHERE id = ? AND deleted_at IS NULL', id);
  if (id !== undefined && !known) throw new FaultError('not-found', 'That appraisal is not there any more.');
  const version = (known?.version ?? 0) + 1;
  const saved = id ?? store.run('INSERT INTO appraisal (version) VALUES (1)').lastId;
  if (id !== undefined) store.run('UPDATE appraisal SET version = ? WHERE id = ?', version, id);
  const { name, question, modelVersion } = appraisal;
  const options = appraisal.options.length;
  store.run(
    `INSERT INTO appraisal_version
       (appraisal_id, version, name, question, options, model_version, document, saved_at, saved_by)
     VALUES (?,?,?,?,?,?,?,?,?)`,
    saved,
    version,
    name,
    question,
    options,
    modelVersion,
    JSON.stringify(appraisal),
    at,
    by,
  );
  return { id: saved, name, question, options, version, modelVersion, savedAt: at, savedBy: by };
}

/** Takes an appraisal out of the list; its versions stay in the file. Fault not-found. */
export function deleteAppraisal(store: WritableStore, id: number, at: string): void {
  const { changes } = store.run('UPDATE appraisal SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL', at, id);
  if (changes === 0) throw new FaultError('not-found', 'That appraisal is not there any more.');
}
