import type { Migration } from './migration.ts';

/** The action plan: every version of each line, and the note of a meeting that it comes from. */
export const actionPlan: Migration = {
  version: 5,
  statements: [
    `CREATE TABLE action (
      id INTEGER PRIMARY KEY, version INTEGER NOT NULL,
      note_id INTEGER UNIQUE REFERENCES deck_note(id), created_at TEXT NOT NULL
    ) STRICT`,
    // document: what a person set, as JSON.
    `CREATE TABLE action_version (
      action_id INTEGER NOT NULL REFERENCES action(id), version INTEGER NOT NULL,
      document TEXT NOT NULL, saved_at TEXT NOT NULL, saved_by TEXT NOT NULL,
      PRIMARY KEY (action_id, version)
    ) STRICT, WITHOUT ROWID`,
    // What was noted before there was a plan lands in it too.
    `INSERT INTO action (id, version, note_id, created_at) SELECT id, 1, id, noted_at FROM deck_note`,
    `INSERT INTO action_version (action_id, version, document, saved_at, saved_by)
     SELECT id, 1, json_object('kind', kind, 'text', text, 'theme', NULL, 'indicator', NULL, 'owner', owner, 'due', due,
       'state', CASE kind WHEN 'decision' THEN 'done' ELSE 'open' END, 'note', ''), noted_at, ''
     FROM deck_note`,
  ],
};
