import { useSyncExternalStore } from 'react';
import type { FileReport } from '../../../shared/contract/intake.ts';
import type { FileGrant } from '../../../shared/contract/shell.ts';
import { ask, sentenceOf } from '../../bridge/workbench.ts';

/** An import goes on while the person looks at other pages, so its state stands outside the page. */
interface ImportWork {
  readonly running: readonly string[] | null;
  readonly reports: readonly FileReport[];
  readonly problem: string | null;
}

let work: ImportWork = { running: null, reports: [], problem: null };
const listeners = new Set<() => void>();

function change(next: Partial<ImportWork>): void {
  work = { ...work, ...next };
  for (const listener of listeners) listener();
}

export function useImportWork(): ImportWork {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => work,
  );
}

interface Named {
  readonly type?: string;
  readonly agency?: string;
}

/** Brings files in, one after the other; what each one gave is kept at the top of the reports. */
export async function bringIn(files: readonly FileGrant[], named: Named = {}): Promise<void> {
  if (files.length === 0 || work.running) return;
  change({ running: files.map(file => file.name), problem: null });
  try {
    const report = await ask('intake.import', { files: files.map(file => file.grant), ...named, job: 'import' });
    change({ reports: [...report.files, ...work.reports] });
  } catch (error) {
    change({ problem: sentenceOf(error) });
  } finally {
    change({ running: null });
  }
}

export async function chooseAndBringIn(): Promise<void> {
  try {
    await bringIn(await ask('files.choose', { purpose: 'import' }));
  } catch (error) {
    change({ problem: sentenceOf(error) });
  }
}

export async function bringInDropped(files: readonly File[]): Promise<void> {
  try {
    await bringIn(await ask('files.dropped', {}, files));
  } catch (error) {
    change({ problem: sentenceOf(error) });
  }
}

export function cancelImport(): void {
  void ask('job.cancel', { job: 'import' });
}
