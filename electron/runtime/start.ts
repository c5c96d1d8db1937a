import { spawn } from 'node:child_process';
import { buildIfNeeded } from './build.ts';
import { hasDisplay, startVirtualDisplay } from './display.ts';
import { projectFolder, say } from './folders.ts';
import { resolveElectron } from './resolve.ts';
import { ensureSystemPackages } from './system-packages.ts';

/** Opens the application from the sources: `npm start -- [--demonstration] [--user-data-dir=FOLDER]`. */
async function start(args: readonly string[]): Promise<number> {
  const virtual = !hasDisplay();
  ensureSystemPackages({ screen: virtual });
  const executable = await resolveElectron();
  buildIfNeeded();
  const display = virtual ? await startVirtualDisplay() : null;
  if (display !== null) say(`There is no screen here, so the window opens on a virtual one (${display.name}).`);
  // Chromium's sandbox refuses to start as root; the packaged application never runs without it.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // A machine without a desktop lacks services that Chromium would name on every start; what matters is in our log.
  const quiet = ['--log-level=3', ...(virtual ? ['--disable-gpu'] : [])];
  const child = spawn(executable, [...sandbox, ...quiet, projectFolder, ...args], {
    stdio: 'inherit',
    env: display === null ? process.env : { ...process.env, DISPLAY: display.name },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal));
  return new Promise(resolve => {
    child.on('error', error => {
      say(error.message);
      resolve(1);
    });
    child.on('close', code => {
      display?.stop();
      resolve(code ?? 0);
    });
  });
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
