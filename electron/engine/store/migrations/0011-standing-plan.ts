import type { Migration } from './migration.ts';

/** The tables that a partnership publishes, protected as one, for one version of data and rules. */
export const standingPlan: Migration = {
  version: 11,
  statements: [
    // document: JSON of the plan's counts and of the moves that prove it; nothing but the protection of tables reads it.
    `CREATE TABLE standing_plan (
      dataset TEXT PRIMARY KEY, data_version INTEGER NOT NULL, rules_version INTEGER NOT NULL, tables_version TEXT NOT NULL,
      solved_at TEXT NOT NULL, tables INTEGER NOT NULL, cells INTEGER NOT NULL, hidden INTEGER NOT NULL,
      left_out TEXT NOT NULL, document TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    // moves: JSON of the other worlds that prove a release, by what is counted; they save work while the data are the same.
    `CREATE TABLE release_proof (
      release_id INTEGER PRIMARY KEY REFERENCES release (id) ON DELETE CASCADE, moves TEXT NOT NULL
    ) STRICT`,
  ],
};
