import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EnginePort, FromEngine } from '../../shared/contract/port.ts';

/**
 * Starts the engine on a Node of its own, for an Electron too old to load the database inside it. Typed arrays travel
 * whole because both sides use the structured clone format.
 */
export function startNodeEngine(entry: string, env: NodeJS.ProcessEnv, projectFolder: string): EnginePort {
  const child = fork(entry, {
    execPath: nodeBinary(projectFolder),
    execArgv: ['--enable-source-maps'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
  });
  return {
    post: message => void child.send(message, () => {}),
    onMessage: listener => void child.on('message', message => listener(message as FromEngine)),
    onExit: listener => {
      let told = false;
      const tell = (code: number | null): void => {
        if (!told) listener(code);
        told = true;
      };
      child.on('exit', code => tell(code));
      // A program that cannot be started at all never says that it ended.
      child.on('error', () => tell(null));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The Node that an npm package of the project carries for this computer. */
function nodeBinary(projectFolder: string): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = path.join(projectFolder, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  if (!existsSync(binary)) throw new Error('The Node that runs the data engine is not installed; run npm ci again.');
  return binary;
}
