import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { createEngine } from '../../electron/engine/engine.ts';

/**
 * Exports a table of a workspace and is killed while the file is written: at the first call of a function of the disk that
 * the last word names. Words: workspace, passphrase, target, description as JSON, function.
 */
const [file, passphrase, target, description, at] = process.argv.slice(2) as [string, string, string, string, 'rename'];

const engine = createEngine({
  resources: path.resolve(import.meta.dirname, '../../resources'),
  actor: 'tester',
  emit: () => undefined,
  log: () => undefined,
});
await engine.call('workspace.open', { file, passphrase });
Object.assign(fs, { [at]: () => process.kill(process.pid, 'SIGKILL') });
syncBuiltinESMExports();
await engine.call('cube.export', {
  description: JSON.parse(description) as unknown,
  format: 'csv',
  file: target,
  purpose: 'a check',
});
