import { utilityProcess } from 'electron';
import type { EnginePort } from '../../shared/contract/port.ts';

/** Starts the engine in a process of Electron's own, which is what an installed application does. */
export function startUtilityEngine(entry: string, env: NodeJS.ProcessEnv): EnginePort {
  const child = utilityProcess.fork(entry, [], { serviceName: 'CSAF data engine', stdio: 'inherit', env });
  return {
    post: message => child.postMessage(message),
    onMessage: listener => void child.on('message', listener),
    onExit: listener => void child.on('exit', listener),
    kill: () => void child.kill(),
  };
}
