import type { Migration } from './migration.ts';

/** Options appraisals, every version of each as it was saved. */
export const appraisals: Migration = {
  version: 3,
  statements: [
    `CREATE TABLE appraisal (
      id INTEGER PRIMARY KEY, version INTEGER NOT NULL, deleted_at TEXT
    ) STRICT`,
    `CREATE TABLE appraisal_version (
      appraisal_id INTEGER NOT NULL REFERENCES appraisal(id), version INTEGER NOT NULL,
      name TEXT NOT NULL, question TEXT NOT NULL, options INTEGER NOT NULL, model_version INTEGER NOT NULL,
      document TEXT NOT NULL, saved_at TEXT NOT NULL, saved_by TEXT NOT NULL,
      PRIMARY KEY (appraisal_id, version)
    ) STRICT, WITHOUT ROWID`,
  ],
};
