import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { projectFolder } from './folders.ts';

const sources = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const stamp = path.join(projectFolder, 'out', 'built-from');

/**
 * Builds main process, engine, preload and pages into `out/` where a source changed since the last build. A change is
 * told by names, sizes and times of the files: a look at each, no reading.
 */
export function buildIfNeeded(): void {
  const now = sourcesHash();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  const cli = path.join(projectFolder, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const build = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`The build failed.\n${build.stdout}${build.stderr}`);
  fs.writeFileSync(stamp, now);
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const add = (name: string): void => {
    const file = path.join(projectFolder, name);
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      hash.update(`${name}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    for (const entry of fs.readdirSync(file).toSorted()) add(path.join(name, entry));
  };
  for (const name of sources) add(name);
  return hash.digest('hex');
}
