import type { FileReport } from '../../../shared/contract/intake.ts';
import type { FileGrant } from '../../../shared/contract/shell.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';
import { keep, kept, presentMemory, useKept } from '../../bridge/workspace-state.ts';
import type { Memory, Slot } from '../../bridge/workspace-state.ts';

/** An import goes on while the person looks at other pages, so its state stands outside the page. */
interface ImportWork {
  readonly running: readonly string[] | null;
  readonly reports: readonly FileReport[];
  readonly problem: string | null;
}

const work: Slot<ImportWork> = { name: 'import', initial: { running: null, reports: [], problem: null } };

/** What was told of an import when its workspace is not open any more is told to nobody. */
const change = (of: Memory, next: Partial<ImportWork>): void => keep(work, { ...kept(work, of), ...next }, of);

export const useImportWork = (): ImportWork => useKept(work)[0];

/** Brings files in, one after the other; what each one gave is kept at the top of the reports. */
async function bringIn(files: readonly FileGrant[], of: Memory): Promise<void> {
  // Files that were chosen for a workspace that was locked meanwhile go nowhere.
  if (files.length === 0 || of !== presentMemory() || kept(work, of).running) return;
  change(of, { running: files.map(file => file.name), problem: null });
  try {
    const report = await ask('intake.import', { files: files.map(file => file.grant), job: 'import' });
    change(of, { reports: [...report.files, ...kept(work, of).reports] });
  } catch (error) {
    change(of, { problem: sentenceOf(error) });
  } finally {
    change(of, { running: null });
  }
}

export async function chooseAndBringIn(): Promise<void> {
  const of = presentMemory();
  try {
    await bringIn(await ask('files.choose', { purpose: 'import' }), of);
  } catch (error) {
    change(of, { problem: sentenceOf(error) });
  }
}

export async function bringInDropped(files: readonly File[]): Promise<void> {
  const of = presentMemory();
  try {
    await bringIn(await ask('files.dropped', {}, files), of);
  } catch (error) {
    change(of, { problem: sentenceOf(error) });
  }
}

export function cancelImport(): void {
  void ask('job.cancel', { job: 'import' });
}
