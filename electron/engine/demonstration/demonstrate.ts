import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadGazetteer } from '../areas/gazetteer.ts';
import { recordFact } from '../coverage/recording.ts';
import { importReturns } from '../intake/import-returns.ts';
import type { Call } from '../subject.ts';
import { demonstrationFacts, writeDemonstrationReturns } from './demonstration-returns.ts';

/**
 * Fills the open workspace with the demonstration: synthetic returns are written as files and come in through the same
 * door as real ones, so that every screen shows what it would show of them.
 */
export async function demonstrate(seed: number, call: Call): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-demonstration-'));
  try {
    call.progress({ stage: 'Writing synthetic returns', done: 0, total: null, unit: 'files' });
    const entries = writeDemonstrationReturns(folder, { seed, gazetteer: loadGazetteer(call.resources) });
    const files = entries.map(entry => path.join(folder, entry.name));
    await importReturns(files, { dryRun: false }, call);
    for (const fact of demonstrationFacts) await recordFact(fact, call);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
