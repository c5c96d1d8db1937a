import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileReport } from '../../../shared/contract/intake.ts';
import { datasetNamed } from '../../../shared/model/datasets.ts';
import { syntheticWords } from '../../../shared/text/synthetic.ts';
import { appendAudit, bumpDataVersion } from '../store/audit-trail.ts';
import { writeSegments } from '../store/segments.ts';
import type { WritableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';
import { batchesReplaced, batchOfFile, supersede } from './batches.ts';
import { assertUnchanged } from './file-scan.ts';
import type { FileScan } from './file-scan.ts';
import { alreadyLoaded, insertBatch, RolledBack, trial } from './import-parts.ts';
import type { ImportSetting } from './import-parts.ts';
import { monthFirstWarning, outcomeText, overlapWarning } from './import-words.ts';
import { periodInName, periodOfFile } from './recognition.ts';
import type { HeaderMatch } from './recognition.ts';
import { RowIntake } from './row-intake.ts';
import type { Counts } from './row-intake.ts';
import type { SheetRow, TableReader } from './table.ts';

/** A file whose headers were recognised. */
export interface RecognisedTable {
  readonly scan: FileScan;
  readonly reader: TableReader;
  readonly match: HeaderMatch;
  readonly agency: string | null;
  /** The file says of itself that it is invented. */
  readonly synthetic: boolean;
  /** Rows after the header that were read with it. */
  readonly first: readonly SheetRow[];
}

/** Loads the rows of a file in one transaction. Throws `RolledBack` where nothing was to be changed. */
export async function loadTable(setting: ImportSetting, table: RecognisedTable): Promise<FileReport> {
  const { call, returns } = setting;
  const { scan, match, agency, synthetic } = table;
  const { type } = match;
  const now = call.now();
  const at = now.toISOString();
  return call.workspace.write(async store => {
    // Pages of a long transaction that do not fit are encrypted and written more than once. 64 MB.
    store.run('PRAGMA cache_size = -65536');
    const known = batchOfFile(store, scan.sha256);
    if (known) throw new RolledBack(alreadyLoaded(scan.name, known, returns));
    const batch = insertBatch(store, { type, agency, scan, at, actor: call.actor, synthetic });
    const rows = new RowIntake(store, setting, { match, batch, now });
    await takeRows(setting, table, rows);
    const period = endBatch(store, table, batch, rows);
    const replaced = replaceOlder(store, setting, table, { batch, rows, at });
    const report = { ...reportOf(table, rows), batch, ...period, supersedes: replaced };
    if (type.finer && rows.counts.loaded === 0 && rows.counts.setAside === 0)
      throw new RolledBack({
        ...report,
        batch: null,
        outcome: 'already-loaded',
        message: `${scan.name}: the same numbers are loaded in more detail already, and they agree. Nothing was changed.`,
      });
    const message = outcomeMessage(store, table, rows, replaced);
    if (setting.options.dryRun) throw trial(report, message);
    if (type.dataset) writeSegments(store, datasetNamed(type.dataset)!, batch);
    bumpDataVersion(store);
    appendAudit(store, {
      at,
      actor: call.actor,
      action: 'import',
      subject: `batch ${batch}, ${type.name}${agency ? `, ${agency}` : ''}`,
    });
    return { ...report, outcome: rows.counts.setAside > 0 ? 'loaded-in-part' : 'loaded', message } satisfies FileReport;
  });
}

async function takeRows(
  setting: ImportSetting,
  { scan, reader, first }: RecognisedTable,
  rows: RowIntake,
): Promise<void> {
  const progress = progressOf(setting, scan, reader, rows.counts);
  for (const row of first) rows.take(row);
  for (let lot = await reader.lots.next(); !lot.done; lot = await reader.lots.next()) {
    if (setting.call.signal.aborted) throw new FaultError('cancelled', 'Cancelled. Nothing was changed.');
    for (const row of lot.value) rows.take(row);
    await progress();
  }
  await assertUnchanged(scan);
  if (rows.counts.read === 0)
    throw new FaultError('unreadable-file', `${scan.name} has headers but no rows. Nothing was changed.`);
}

/** Writes the counts of a batch and the period that it speaks of, and returns the period. */
function endBatch(
  store: WritableStore,
  { scan, match: { type } }: RecognisedTable,
  batch: number,
  { counts, firstDay, lastDay }: RowIntake,
): Pick<FileReport, 'periodFrom' | 'periodTo'> {
  const named = type.kind === 'return' ? periodInName(scan.name) : null;
  const period = type.period ? periodOfFile(named, firstDay, lastDay) : null;
  const { from: periodFrom, to: periodTo } = period ?? { from: null, to: null };
  store.run(
    `UPDATE batch SET rows_read = ?, rows_loaded = ?, rows_set_aside = ?, rows_duplicate = ?, rows_unlocated = ?, period_from = ?, period_to = ? WHERE id = ?`,
    counts.read,
    counts.loaded,
    counts.setAside,
    counts.duplicates,
    counts.unlocated,
    periodFrom,
    periodTo,
    batch,
  );
  return { periodFrom, periodTo };
}

/** Puts a batch in the place of older ones, notes the warnings of the whole file, and returns the batches replaced. */
function replaceOlder(
  store: WritableStore,
  { returns }: ImportSetting,
  { match: { type } }: RecognisedTable,
  { batch, rows, at }: { readonly batch: number; readonly rows: RowIntake; readonly at: string },
): number[] {
  const { replaced, overlapped } =
    rows.counts.loaded > 0 ? batchesReplaced(store, type, returns.types, batch) : { replaced: [], overlapped: [] };
  supersede(store, replaced, batch, at);
  if (rows.monthFirst > 0) rows.problems.add(monthFirstWarning(rows.monthFirst), null);
  for (const other of overlapped) rows.problems.add(overlapWarning(other), null);
  return replaced;
}

function reportOf({ scan, match: { type }, agency }: RecognisedTable, { counts, problems }: RowIntake) {
  return {
    path: scan.name,
    type: type.name,
    typeLabel: type.label,
    agency,
    ...counts,
    problems: problems.first,
    problemCount: problems.count(),
    seconds: 0,
  };
}

function outcomeMessage(
  store: WritableStore,
  { scan, match, synthetic }: RecognisedTable,
  { counts, placing }: RowIntake,
  replaced: readonly number[],
): string {
  const outcome = outcomeText({ name: scan.name, match, counts, placing, replaced });
  return synthetic && !isDemonstration(store)
    ? `${outcome} The file says that it is invented, and so will everything that counts it: ${syntheticWords}.`
    : outcome;
}

/** Tells the screen how far it is, at most ten times a second, and lets other work have its turn. */
function progressOf(
  { call }: ImportSetting,
  scan: FileScan,
  reader: TableReader,
  counts: Readonly<Counts>,
): () => Promise<void> {
  let last = performance.now();
  return async () => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    const share = Math.min(1, reader.bytesRead() / scan.bytes);
    call.progress({
      stage: `Reading ${scan.name}`,
      done: counts.read,
      total: share > 0 ? Math.max(counts.read, Math.round(counts.read / share)) : null,
      unit: 'rows',
    });
    await new Promise<void>(done => setImmediate(done));
  };
}
