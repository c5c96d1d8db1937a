import type { Migration } from './migration.ts';

/**
 * An entry of the ledger says when its bytes had gone. What is being written stands by itself until then, so that an
 * opening after a crash knows of it. Entries from before had all gone, or are void.
 */
export const written: Migration = {
  version: 12,
  statements: [
    `ALTER TABLE release ADD COLUMN written_at TEXT`,
    `UPDATE release SET written_at = released_at WHERE void_at IS NULL`,
    // subject: as in the audit trail. part: the file under its other name, NULL where nothing is written to a disk.
    // process: which one writes, by its number on this computer.
    `CREATE TABLE leaving (
       id INTEGER PRIMARY KEY,
       subject TEXT NOT NULL,
       part TEXT,
       process INTEGER NOT NULL
     ) STRICT`,
  ],
};
