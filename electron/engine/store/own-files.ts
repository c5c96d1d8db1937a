import { existsSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';

/** What SQLite keeps beside a database. Source: https://www.sqlite.org/tempfiles.html */
const companions = ['-wal', '-shm', '-journal'];

/** What a disk knows of a file; nothing where it has none, or takes no such name. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isSameFile(one: string, other: string): boolean {
  if (path.resolve(one) === path.resolve(other)) return true;
  const [a, b] = [one, other].map(statOf);
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/**
 * Refuses a name under which a written file would take the place of a workspace, the open one or another: what it held
 * would be gone. Faults: already-exists; invalid-input for a name that no disk takes.
 * @param open the workspace that is open or locked, if any
 */
export function guardWritten(target: string, open: string | null, member: string): void {
  if (target.includes('\0'))
    throw new FaultError('invalid-input', 'A file name cannot hold that character. Give it a plain name.', member);
  const name = path.basename(target);
  if (open !== null && ['', ...companions].some(end => isSameFile(target, open + end)))
    throw new FaultError(
      'already-exists',
      `${name} is the workspace that is open. Nothing was written. Give the file another name.`,
      member,
    );
  if (/\.csaf(-wal|-shm|-journal)?$/i.test(name) && existsSync(target))
    throw new FaultError(
      'already-exists',
      `${name} is a workspace, and would be lost. Nothing was written. Give the file another name.`,
      member,
    );
}
