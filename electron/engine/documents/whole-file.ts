import { randomBytes } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';

/**
 * Writes a file under another name in the same folder, syncs it, and gives it its name: it appears whole or not at all,
 * and what stood there before stays until then. Only its owner may read it. Fault: disk.
 * @param unfinished the other name, by `unfinishedBeside`
 */
export async function writeWhole(
  file: string,
  bytes: Uint8Array | string,
  unfinished: string = unfinishedBeside(file),
): Promise<void> {
  guardPlace(file);
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await clearLeftOvers(path.dirname(file));
  } catch (error) {
    // What cannot be taken away must not hide why the file was not written.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw diskFault(error, file);
  }
}

/** What is there under a name, the link itself where it is one. Fault disk where the name leads nowhere. */
function placeOf(file: string): Stats | undefined {
  try {
    if (!statSync(path.dirname(file), { throwIfNoEntry: false })) throw noPlaceFor(file);
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw diskFault(error, file);
  }
}

/**
 * Refuses a name under which something is that is no file of its own: a folder, a link, a device or a pipe. What is written
 * takes the place of what is there, so a link or a device would be gone, and nobody asked for that. Fault: disk.
 */
export function guardPlace(file: string): void {
  const there = placeOf(file);
  if (!there || there.isFile()) return;
  const name = path.basename(file);
  if (there.isDirectory())
    throw new FaultError('disk', `${name} is a folder. Nothing was written. Give the file a name in it.`);
  throw new FaultError(
    'disk',
    there.isSymbolicLink()
      ? `${name} is a link to another place. Nothing was written. Choose that place itself, or another name.`
      : `${name} is a device or a pipe, and no file. Nothing was written. Choose another name.`,
  );
}

/** Another name in the same folder. It says nothing of the file, and fits where the file's own name fits. */
export const unfinishedBeside = (file: string): string =>
  path.join(path.dirname(file), `.csaf-${randomBytes(6).toString('hex')}.part`);

const unfinishedName = /^\.csaf-[0-9a-f]{12}\.part(-journal)?$/;

/** Takes away half a file that a process left which is there no more. Does nothing where it is gone, or is none of ours. */
export async function clearUnfinished(file: string): Promise<void> {
  if (unfinishedName.test(path.basename(file))) await rm(file, { force: true }).catch(() => undefined);
}

/** What is older than this is no writing under way, in milliseconds. */
const leftOver = 3_600_000;

/** Takes away what a crash left in a folder under our other names: half a file may hold true counts. */
async function clearLeftOvers(folder: string): Promise<void> {
  try {
    for (const name of (await readdir(folder)).filter(each => unfinishedName.test(each))) {
      const file = path.join(folder, name);
      if (Date.now() - (await stat(file)).mtimeMs > leftOver) await rm(file, { force: true });
    }
  } catch {
    // The file that was asked for is written; a folder that cannot be listed is no reason to say otherwise.
  }
}

const noPlace = 'cannot be written there. Choose a folder in which you may save files.';
const noFolder =
  'cannot be written, because its folder is not there. Nothing was written. Make the folder first, or choose another.';
const openElsewhere = 'is open in another program, so it was not written. Close it there and try again.';

/** Windows says the same of a file that is open as other systems say of a folder that may not be changed. */
const lockedOrNoPlace =
  'could not be written: it is open in another program, or its folder may not be changed. Close it there, or choose another folder.';

/** The fault of a file whose folder is not there: nobody asked for a folder to be made. */
export const noPlaceFor = (file: string): FaultError => new FaultError('disk', `${path.basename(file)} ${noFolder}`);

/** What is told of each answer of a disk, after the name of the file. Source: errno(3). */
const sentences: Readonly<Record<string, string>> = {
  EBUSY: openElsewhere,
  EPERM: lockedOrNoPlace,
  ETXTBSY: openElsewhere,
  EACCES: noPlace,
  EROFS: noPlace,
  ENOENT: noFolder,
  ENOTDIR: noFolder,
  EISDIR: noPlace,
  EEXIST: noPlace,
  ENOTEMPTY: noPlace,
  ENAMETOOLONG: 'has a name that is too long for this disk, so it was not written. Give it a shorter name.',
  EINVAL: 'has a name that this disk does not take, so it was not written. Give it a plain name.',
  EFBIG: 'is larger than this disk takes, so it was not written. Save it on another disk.',
};

/** The fault of a disk as a sentence that says what to do; what is no answer of a disk comes back as it is. */
export function diskFault(error: unknown, file: string): unknown {
  if (error instanceof FaultError || !(error instanceof Error) || !('code' in error)) return error;
  const code = error.code === 'ERR_INVALID_ARG_VALUE' ? 'EINVAL' : String(error.code);
  const name = path.basename(file);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FaultError('disk', `The disk is full, so ${name} was not written. Free some space and try again.`);
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  return new FaultError(
    'disk',
    `${name} ${sentences[code] ?? 'could not be written, because the disk did not take it. Try again, or save it on another disk.'}`,
  );
}
