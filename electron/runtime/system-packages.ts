import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { say } from './folders.ts';

interface Needed {
  readonly package: string;
  readonly present: () => boolean;
}

/** What a Debian or Ubuntu lacks before a window can open. `screen`: whether a virtual screen is needed as well. */
function missingPackages(screen: boolean): readonly string[] {
  const libraries = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env['PATH']}:/sbin:/usr/sbin` },
  });
  const known = libraries.stdout ?? '';
  const library = (name: string) => () => known === '' || known.includes(name);
  const needed: readonly Needed[] = [
    { package: 'libgtk-3-0', present: library('libgtk-3.so.0') },
    { package: 'libnss3', present: library('libnss3.so') },
    { package: 'libasound2', present: library('libasound.so.2') },
    { package: 'libgbm1', present: library('libgbm.so.1') },
    ...(screen ? [{ package: 'xvfb', present: () => onPath('Xvfb') }] : []),
  ];
  return needed.filter(one => !one.present()).map(one => one.package);
}

/**
 * Sees to the system libraries that Electron needs on Linux: installs them where that is allowed, else throws an error
 * whose message is the one command to run.
 */
export function ensureSystemPackages(options: { readonly screen: boolean }): void {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(options.screen);
  if (missing.length === 0) return;
  const install = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const command = existsSync('/etc/debian_version') && process.getuid?.() === 0 ? install : `sudo sh -c '${install}'`;
  if (command === install) {
    say(`Installing what a window needs: ${missing.join(', ')}.`);
    spawnSync('sh', ['-c', install], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (missingPackages(options.screen).length === 0) return;
  }
  throw new Error(`A window needs these system packages first: ${command}`);
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some(folder => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
