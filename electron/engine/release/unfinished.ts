import process from 'node:process';
import { clearUnfinished } from '../documents/whole-file.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';
import type { Call } from '../subject.ts';

interface Unfinished {
  readonly id: number;
  readonly subject: string;
  readonly part: string | null;
  readonly process: number;
}

/** Notes what is about to be written, in the transaction of its entries. Returns the number of the note. */
export const beginLeaving = (store: WritableStore, subject: string, part: string | null): number =>
  store.run(`INSERT INTO leaving (subject, part, process) VALUES (?, ?, ?)`, subject, part, process.pid).lastId;

/** It is written, or was told to be void. */
export const endLeaving = (store: WritableStore, id: number): void => {
  store.run(`DELETE FROM leaving WHERE id = ?`, id);
};

/** Whether another process of this computer may be writing. */
function isAtWork({ process: number }: Unfinished): boolean {
  if (number === process.pid) return false;
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const readUnfinished = (store: ReadableStore): readonly Unfinished[] =>
  store.all<Unfinished>(`SELECT id, subject, part, process FROM leaving ORDER BY id`).filter(one => !isAtWork(one));

/**
 * After the application ended while something was written: takes half a file away, and says in the audit trail of what it
 * is not known whether it left. The entries of the ledger stay and count: too much is hidden rather than too little.
 */
export async function tellUnfinished(call: Pick<Call, 'workspace' | 'now' | 'actor'>): Promise<void> {
  const { workspace } = call;
  const found = readUnfinished(workspace.read);
  if (found.length === 0) return;
  for (const { part } of found) if (part !== null) await clearUnfinished(part);
  await workspace.write(store => {
    for (const { id, subject } of found) {
      appendAudit(store, {
        at: call.now().toISOString(),
        actor: call.actor,
        action: 'not-confirmed',
        subject: `${subject}: the application ended meanwhile, so it is not known whether it was written`,
      });
      endLeaving(store, id);
    }
  });
}
