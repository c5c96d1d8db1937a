/** Opens a workspace and imports a file: a process to be killed. Prints "ready" before the import begins. */
import { parse } from 'valibot';
import { intakeHandlers } from '../../electron/engine/intake/handlers.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import { contract } from '../../shared/contract/index.ts';
import { passphrase, resources } from './intake-setting.ts';

const [file, source] = process.argv.slice(2);
const workspace = await openWorkspace(file!, passphrase);
process.stdout.write('ready\n');
const input = parse(contract['intake.import'].input, { files: [source!] });
await intakeHandlers['intake.import'](input, {
  workspace,
  signal: new AbortController().signal,
  resources,
  actor: 'tester',
  now: () => new Date('2019-07-01T11:00:00.000Z'),
  emit: () => undefined,
  progress: () => undefined,
});
await workspace.close();
process.stdout.write('done\n');
