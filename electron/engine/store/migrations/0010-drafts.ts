import type { Migration } from './migration.ts';

/** What people were in the middle of when the workspace was locked or left. */
export const drafts: Migration = {
  version: 10,
  statements: [
    // document: JSON of the page that wrote it; nothing else reads it.
    `CREATE TABLE draft (name TEXT PRIMARY KEY, document TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  ],
};
