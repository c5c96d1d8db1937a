import type { Migration } from './migration.ts';

/** An entry of the ledger whose file could not be written was given to nobody. What was given out is looked for by dataset. */
export const voidReleases: Migration = {
  version: 8,
  statements: [
    `ALTER TABLE release ADD COLUMN void_at TEXT`,
    `DROP INDEX release_by_data`,
    `CREATE INDEX release_by_dataset ON release(dataset)`,
  ],
};
