import type { FileReport } from '../../../shared/contract/intake.ts';
import type { Call } from '../subject.ts';
import { importFile } from './import-file.ts';
import { refusal } from './import-parts.ts';
import type { ImportOptions } from './import-parts.ts';
import { knownAreas } from './known-areas.ts';
import { loadReturnTypes } from './return-types.ts';

/** Brings files in, one after the other, each whole or not at all. Fault: locked. */
export async function importReturns(
  files: readonly string[],
  options: ImportOptions,
  call: Call,
): Promise<readonly FileReport[]> {
  // Asking for it now makes a locked workspace a fault of the call, not of a file.
  void call.workspace;
  const returns = loadReturnTypes(call.resources);
  const reports: FileReport[] = [];
  for (const file of files) {
    const name = file.replace(/^.*[/\\]/, '');
    if (call.signal.aborted) {
      reports.push(
        refusal(name, `${name}: cancelled before it was read. Nothing was changed.`, { outcome: 'cancelled' }),
      );
      continue;
    }
    // A look-up that came before this file already says where its codes lie.
    reports.push(await importFile({ call, returns, options, areas: knownAreas(call) }, file));
  }
  return reports;
}
