import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { demonstrationFacts } from '../../electron/engine/demonstration/demonstration-returns.ts';
import { writeWorldReturns } from '../../electron/engine/demonstration/worlds/world.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { claimsOfReport } from './report-claims.ts';
import type { Ask } from './report-claims.ts';
import type { PlannedWorld } from './world-plan.ts';

/** Makes each world that comes in as a line of JSON, in a workspace of its own, and answers its claims as a line. */
const resources = path.resolve(import.meta.dirname, '../../resources');
const gazetteer = loadGazetteer(resources);
const passphrase = 'nothing happened in this world';

/** Weeks after the last quarter, when a report is made. */
const reportedAt = new Date('2017-11-20T10:00:00Z');

async function claimsOfWorld(planned: PlannedWorld) {
  const began = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-world-'));
  const engine = createEngine({
    resources,
    actor: 'prove',
    emit: () => undefined,
    log: line => process.stderr.write(`${line}\n`),
    now: () => reportedAt,
  });
  const ask: Ask = async (method, input) => {
    const answer = await engine.call(method, input);
    if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
    return answer.value as never;
  };
  try {
    const { paths } = writeWorldReturns(path.join(folder, 'returns'), { ...planned, gazetteer });
    const written = performance.now();
    await ask('workspace.create', { file: path.join(folder, 'world.csaf'), passphrase });
    await ask('intake.import', { files: [...paths] });
    // What a person records of the demonstration's suppliers holds for those of a world.
    for (const fact of demonstrationFacts) await ask('coverage.record', { fact });
    const made = performance.now();
    const claims = await claimsOfReport(ask);
    const { cells } = await ask('cube.pivot', { dataset: 'missing-episodes', values: [{ measure: 'children' }] });
    const seconds = [written - began, made - written, performance.now() - made].map(ms => ms / 1000);
    return { planned, claims, childrenMissing: cells[0] ?? 0, seconds };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export type WorldAnswer = Awaited<ReturnType<typeof claimsOfWorld>>;

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await claimsOfWorld(JSON.parse(line) as PlannedWorld))}\n`);
