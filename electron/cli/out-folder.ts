import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../shared/contract/fault.ts';

/** Makes the folder that --out names, where it is not there. Fault disk. */
export function makeOutFolder(out: string): string {
  const folder = path.resolve(out);
  const name = path.basename(folder);
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new FaultError('disk', `${name} is a file, and no folder. Nothing was written. Name a folder.`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw new FaultError('disk', `${name} cannot be made there. Choose a folder in which you may save files.`);
  }
  return folder;
}
