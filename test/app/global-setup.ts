import path from 'node:path';
import { buildIfNeeded } from '../../electron/runtime/build.ts';
import { startVirtualDisplay } from '../../electron/runtime/display.ts';
import { resolveElectron } from '../../electron/runtime/resolve.ts';
import { ensureSystemPackages } from '../../electron/runtime/system-packages.ts';

/** Once for the whole suite: the system's libraries, an Electron, the built application and a screen that nobody sees. */
export async function setup(): Promise<(() => void) | void> {
  const linux = process.platform === 'linux';
  ensureSystemPackages({ screen: linux });
  const executable = await resolveElectron();
  // Playwright holds the application back until it listens only where it looks for Electron by itself, in this folder.
  if (linux) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = path.dirname(executable);
  buildIfNeeded();
  if (!linux) return;
  const display = await startVirtualDisplay();
  process.env['DISPLAY'] = display.name;
  return () => display.stop();
}
