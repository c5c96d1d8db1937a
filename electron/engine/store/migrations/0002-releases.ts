import type { Migration } from './migration.ts';

/** What was given out, so that later tables from the same data can be checked against it; and the versions of the rules. */
export const releases: Migration = {
  version: 2,
  statements: [
    `CREATE TABLE disclosure_rules (
      version INTEGER PRIMARY KEY, rules TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL
    ) STRICT`,
    `CREATE TABLE release (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL, purpose TEXT NOT NULL, released_at TEXT NOT NULL, released_by TEXT NOT NULL,
      audience TEXT NOT NULL, dataset TEXT NOT NULL, data_version INTEGER NOT NULL, rules_version INTEGER NOT NULL
    ) STRICT`,
    `CREATE INDEX release_by_data ON release(dataset, data_version)`,
    // box: the members of each field that the count is taken over, as JSON; bounds: what a reader knows of it.
    `CREATE TABLE release_cell (
      release_id INTEGER NOT NULL REFERENCES release(id),
      measure TEXT NOT NULL, box TEXT NOT NULL, lower REAL NOT NULL, upper REAL NOT NULL,
      PRIMARY KEY (release_id, measure, box)
    ) STRICT, WITHOUT ROWID`,
  ],
};
