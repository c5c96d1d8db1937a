import type { Migration } from './migration.ts';

/** Versions of the outcomes framework that people kept; version 1 ships with the application and is not in the table. */
export const frameworkVersions: Migration = {
  version: 6,
  statements: [
    `CREATE TABLE framework_version (
      version INTEGER PRIMARY KEY CHECK (version > 1), document TEXT NOT NULL, reason TEXT NOT NULL,
      saved_at TEXT NOT NULL, saved_by TEXT NOT NULL
    ) STRICT`,
    `CREATE TRIGGER framework_version_stays BEFORE UPDATE ON framework_version BEGIN SELECT RAISE(ABORT, 'a version of the framework does not change'); END`,
  ],
};
