import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { FromEngine, ToEngine } from '../../shared/contract/port.ts';
import { createEngine } from './engine.ts';

/**
 * The engine as a process of its own. It stands at one of two ports, and they look the same from here: the parent port
 * of an Electron utility process, or the message channel of a Node child process.
 */
interface UtilityPort {
  on(event: 'message', listener: (event: { data: ToEngine }) => void): void;
  postMessage(message: FromEngine): void;
}

const utility = (process as unknown as { parentPort?: UtilityPort }).parentPort;
const post = (message: FromEngine): void => {
  if (utility) utility.postMessage(message);
  else process.send?.(message);
};

function log(line: string): void {
  const folder = process.env['CSAF_LOGS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  appendFileSync(path.join(folder, 'engine.log'), `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
}

const engine = createEngine({
  resources: process.env['CSAF_RESOURCES'] ?? path.resolve(import.meta.dirname, '../../resources'),
  actor: process.env['CSAF_ACTOR'] ?? 'unknown',
  emit: event => post({ kind: 'event', event }),
  log,
});

async function receive(message: ToEngine): Promise<void> {
  const answer = await engine.call(message.method, message.input);
  post({ kind: 'answer', id: message.id, answer });
}

if (utility) utility.on('message', event => void receive(event.data));
else {
  process.on('message', message => void receive(message as ToEngine));
  // The application is gone: nothing that was committed is lost, nothing else matters any more.
  process.on('disconnect', () => process.exit(0));
}
post({ kind: 'ready', napi: Number(process.versions['napi']), node: process.versions.node });
