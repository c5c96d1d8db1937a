import os from 'node:os';
import path from 'node:path';

/** The root of the project: the folder that holds package.json. */
export const projectFolder = path.resolve(import.meta.dirname, '..', '..');

/** Where fetched runtimes are kept between installs of the project. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'csaf-outcomes-workbench');
}

/** Says one line to the person at the terminal, apart from what a program prints on standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
