import type { Migration } from './migration.ts';

/** The tables that a partnership publishes as it chose them itself, every version with who changed it and why. */
export const standingTables: Migration = {
  version: 13,
  statements: [
    // families: their JSON. edition: what tells one choice of tables from another, kept with each plan.
    `CREATE TABLE standing_tables (
      version INTEGER PRIMARY KEY, families TEXT NOT NULL, edition TEXT NOT NULL, reason TEXT NOT NULL,
      changed_at TEXT NOT NULL, changed_by TEXT NOT NULL
    ) STRICT`,
  ],
};
