import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

export interface SettingsFile<T> {
  read(): T;
  /** Throws an `Error` where the disk refuses; the file then holds what it held before. */
  write(next: T): void;
}

/**
 * A small JSON file of this computer's own: preferences, recent workspaces, the window's place. It is read once. A
 * missing or damaged one counts as `initial`. It is written to a temporary name in the same folder, synced, renamed.
 */
export function settingsFile<T>(file: string, schema: v.GenericSchema<unknown, T>, initial: T): SettingsFile<T> {
  let current = readJson(file, schema) ?? initial;
  return {
    read: () => current,
    write(next) {
      writeWhole(file, `${JSON.stringify(next, null, 2)}\n`);
      current = next;
    },
  };
}

function readJson<T>(file: string, schema: v.GenericSchema<unknown, T>): T | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(fs.readFileSync(file, 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function writeWhole(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // One application at a time has this profile, so one name will do, and one left by a crash is written over.
  const temporary = `${file}.new`;
  const handle = fs.openSync(temporary, 'w', 0o600);
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(temporary, file);
}
