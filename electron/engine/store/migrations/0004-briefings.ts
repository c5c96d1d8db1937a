import type { Migration } from './migration.ts';

/** Decks that are being written, what they were when they were frozen, and what was decided over them. */
export const briefings: Migration = {
  version: 4,
  statements: [
    // document: the deck as JSON; it points at views and holds no figure of them.
    `CREATE TABLE deck (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, document TEXT NOT NULL, saved_at TEXT NOT NULL, deleted_at TEXT
    ) STRICT`,
    // slides: what a room saw, as JSON; checksum: SHA-256 of it in canonical form.
    `CREATE TABLE frozen_deck (
      id INTEGER PRIMARY KEY, deck_id INTEGER REFERENCES deck(id),
      name TEXT NOT NULL, template TEXT, audience TEXT NOT NULL CHECK (audience IN ('board','public')),
      organisation TEXT NOT NULL, marking TEXT NOT NULL,
      as_at TEXT, frozen_at TEXT NOT NULL, frozen_by TEXT NOT NULL,
      data_version INTEGER NOT NULL, rules_version INTEGER NOT NULL, synthetic INTEGER NOT NULL,
      checksum TEXT NOT NULL, slides TEXT NOT NULL
    ) STRICT`,
    `CREATE INDEX frozen_deck_by_deck ON frozen_deck(deck_id)`,
    `CREATE TRIGGER frozen_deck_stays BEFORE UPDATE ON frozen_deck BEGIN SELECT RAISE(ABORT, 'a frozen deck does not change'); END`,
    `CREATE TABLE deck_note (
      id INTEGER PRIMARY KEY, frozen_id INTEGER NOT NULL REFERENCES frozen_deck(id),
      slide TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('decision','action')),
      text TEXT NOT NULL, owner TEXT NOT NULL, due TEXT, noted_at TEXT NOT NULL
    ) STRICT`,
    `CREATE INDEX deck_note_by_frozen ON deck_note(frozen_id)`,
  ],
};
