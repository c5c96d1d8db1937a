import type { Migration } from './migration.ts';

/** How an organisation's briefings look, and what a frozen one looked like; which framework it speaks of. */
export const houseStyle: Migration = {
  version: 7,
  statements: [
    // document: organisation, marking, logo and colour as JSON; one row or none.
    `CREATE TABLE house_style (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL, saved_at TEXT NOT NULL, saved_by TEXT NOT NULL) STRICT`,
    `ALTER TABLE frozen_deck ADD COLUMN style TEXT`,
    `ALTER TABLE frozen_deck ADD COLUMN framework TEXT`,
  ],
};
