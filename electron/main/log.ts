import fs from 'node:fs';
import path from 'node:path';

const mostBytes = 1_000_000;

/** Writes one line to a log. Lines hold names, codes, milliseconds and stacks: never a value, a path or a key. */
export type Log = (line: string) => void;

/** A small log file that is set aside once as `.1` when it has grown large. */
export function openLog(folder: string, name: string): Log {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  return line => {
    try {
      const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > mostBytes) fs.renameSync(file, `${file}.1`);
      fs.appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not stop the work that the line speaks of.
    }
  };
}
