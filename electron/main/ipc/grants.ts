import { randomUUID } from 'node:crypto';
import { FaultError } from '../../../shared/contract/fault.ts';

/** What a grant allows: to take in a file that is there, or to write one where the person said. */
export type GrantMode = 'read' | 'write';

export interface Grants {
  /** The id under which a page may speak of this path; the same id each time. */
  grant(file: string, mode: GrantMode): string;
  /** The path behind an id. Throws a `refused` fault for an id that was never given or does not allow so much. */
  path(id: unknown, mode: GrantMode): string;
  /** Puts the paths in the place of the ids in the named members of a call's input. */
  resolve(method: string, input: unknown, members: readonly string[]): unknown;
}

/** Methods that take files in; every other method with files writes them and needs a grant to write. */
const takesIn = /^[a-z]+\.(open|import|preview|inspect|read|load|check|reveal)/i;

/** What files a page was given by a dialog, a drop or the list of recent workspaces, for as long as we run. */
export function createGrants(): Grants {
  const byId = new Map<string, { readonly file: string; readonly mode: GrantMode }>();
  const ids = new Map<string, string>();

  function grant(file: string, mode: GrantMode): string {
    const key = `${mode}\0${file}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = randomUUID();
    ids.set(key, id);
    byId.set(id, { file, mode });
    return id;
  }

  function path(id: unknown, mode: GrantMode): string {
    const found = typeof id === 'string' ? byId.get(id) : undefined;
    if (found === undefined || (mode === 'write' && found.mode === 'read'))
      throw new FaultError('refused', 'This file was not chosen in this window. Choose it again.');
    return found.file;
  }

  function resolve(method: string, input: unknown, members: readonly string[]): unknown {
    if (typeof input !== 'object' || input === null) return input;
    const mode = takesIn.test(method) ? 'read' : 'write';
    const entries = Object.entries(input).map(([name, value]: [string, unknown]) => {
      if (!members.includes(name) || value === undefined) return [name, value];
      return [name, Array.isArray(value) ? value.map(id => path(id, mode)) : path(value, mode)];
    });
    return Object.fromEntries(entries);
  }

  return { grant, path, resolve };
}
