import type { CheckFinding } from '../../../shared/contract/workspace.ts';
import { datasets } from '../../../shared/model/datasets.ts';
import { brokenAuditEntry } from './audit-trail.ts';
import type { ReadableStore } from './store.ts';

/** Whether every page of the file can be read and holds what it should. */
function isSound(store: ReadableStore): boolean {
  try {
    const pages = store.all<{ integrity_check: string }>('PRAGMA integrity_check');
    return pages.length === 1 && pages[0]!.integrity_check === 'ok';
  } catch {
    return false;
  }
}

/** File integrity, foreign keys, the audit chain, the account of rows of every batch, and columns against rows. */
export function checkWorkspace(store: ReadableStore): CheckFinding[] {
  // What else there is to check would be read off pages that cannot be read.
  if (!isSound(store))
    return [
      {
        check: 'file',
        ok: false,
        message:
          'The file is damaged: some of it cannot be read. Do not work on with it. Restore a copy from its backups folder.',
      },
    ];
  const findings: CheckFinding[] = [{ check: 'file', ok: true, message: 'The file is sound.' }];

  const orphans = store.all('PRAGMA foreign_key_check').length;
  findings.push({
    check: 'foreign-keys',
    ok: orphans === 0,
    message:
      orphans === 0 ? 'Every reference between tables holds.' : `${orphans} references between tables do not hold.`,
  });

  const broken = brokenAuditEntry(store);
  findings.push({
    check: 'audit-chain',
    ok: broken === null,
    message: broken === null ? 'The audit trail is unbroken.' : `The audit trail breaks at entry ${broken}.`,
  });

  const wrong: string[] = [];
  const wrongColumns: string[] = [];
  for (const dataset of datasets) {
    const held = new Map(
      store
        .all<{ batch_id: number; n: number }>(`SELECT batch_id, count(*) AS n FROM ${dataset.table} GROUP BY batch_id`)
        .map(row => [row.batch_id, row.n]),
    );
    const batches = store.all<{ id: number; loaded: number; aside: number; open: number }>(
      `SELECT id, rows_loaded AS loaded, rows_set_aside AS aside,
        (SELECT count(*) FROM set_aside WHERE batch_id = batch.id) AS open
       FROM batch WHERE dataset = ?`,
      dataset.name,
    );
    for (const batch of batches) {
      const corrected = store.get<{ n: number }>(
        `SELECT count(*) AS n FROM set_aside WHERE batch_id = ? AND state = 'corrected'`,
        batch.id,
      )!.n;
      // A public file may spread one row over several facts (a year of ages), never lose one.
      const rows = held.get(batch.id) ?? 0;
      const expected = batch.loaded;
      if (rows < expected || batch.aside + corrected !== batch.open) wrong.push(String(batch.id));
      const columns = store.get<{ n: number | null }>(
        'SELECT min(rows) AS n FROM segment WHERE batch_id = ?',
        batch.id,
      )!.n;
      if ((columns ?? 0) !== rows) wrongColumns.push(String(batch.id));
    }
  }
  findings.push({
    check: 'row-accounts',
    ok: wrong.length === 0,
    message:
      wrong.length === 0
        ? 'Every row of every batch is accounted for.'
        : `Rows do not add up in batch ${wrong.join(', ')}.`,
  });
  findings.push({
    check: 'columns',
    ok: wrongColumns.length === 0,
    message:
      wrongColumns.length === 0
        ? 'The columns in memory order agree with the rows.'
        : `Columns and rows differ in batch ${wrongColumns.join(', ')}.`,
  });
  return findings;
}
