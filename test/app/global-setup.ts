import { buildIfNeeded } from '../../electron/runtime/build.ts';
import { startVirtualDisplay } from '../../electron/runtime/display.ts';
import { resolveElectron } from '../../electron/runtime/resolve.ts';
import { ensureSystemPackages } from '../../electron/runtime/system-packages.ts';

/** Once for the whole suite: the system's libraries, an Electron, the built application and a screen that nobody sees. */
export async function setup(): Promise<(() => void) | void> {
  const linux = process.platform === 'linux';
  ensureSystemPackages({ screen: linux });
  process.env['CSAF_TEST_ELECTRON'] = await resolveElectron();
  buildIfNeeded();
  if (!linux) return;
  const display = await startVirtualDisplay();
  process.env['DISPLAY'] = display.name;
  return () => display.stop();
}
