import { randomUUID } from 'node:crypto';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { FileUse, Method } from '../../../shared/contract/method.ts';

export interface Grants {
  /** The id under which a page may speak of this path; the same id each time. */
  grant(file: string, mode: FileUse): string;
  /** The path behind an id. Throws a `refused` fault for an id that was never given or does not allow so much. */
  path(id: unknown, mode: FileUse): string;
  /** Puts the paths in the place of the ids in those members of a call's input that hold files. */
  resolve(input: unknown, files: Method['files']): unknown;
}

/** What files a page was given by a dialog, a drop or the list of recent workspaces, for as long as we run. */
export function createGrants(): Grants {
  const byId = new Map<string, { readonly file: string; readonly mode: FileUse }>();
  const ids = new Map<string, string>();

  function grant(file: string, mode: FileUse): string {
    const key = `${mode}\0${file}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = randomUUID();
    ids.set(key, id);
    byId.set(id, { file, mode });
    return id;
  }

  function path(id: unknown, mode: FileUse): string {
    const found = typeof id === 'string' ? byId.get(id) : undefined;
    if (found === undefined || (mode === 'write' && found.mode === 'read'))
      throw new FaultError('refused', 'This file was not chosen in this window. Choose it again.');
    return found.file;
  }

  function resolve(input: unknown, files: Method['files']): unknown {
    if (typeof input !== 'object' || input === null) return input;
    const entries = Object.entries(input).map(([name, value]: [string, unknown]) => {
      const mode = Object.hasOwn(files, name) ? files[name] : undefined;
      if (mode === undefined || value === undefined) return [name, value];
      return [name, Array.isArray(value) ? value.map(id => path(id, mode)) : path(value, mode)];
    });
    return Object.fromEntries(entries);
  }

  return { grant, path, resolve };
}
