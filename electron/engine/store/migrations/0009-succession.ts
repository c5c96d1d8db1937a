import type { Migration } from './migration.ts';

/** What people recorded of who sends what: who took over from whom, who ended, and where there was nothing to report. */
export const succession: Migration = {
  version: 9,
  statements: [
    // agencies: a JSON array of codes. from_day and to_day: ISO dates; to_day only for "nothing-more".
    `CREATE TABLE supply_fact (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('succession','end','nothing-more')),
      type TEXT NOT NULL, agencies TEXT NOT NULL, successor TEXT,
      from_day TEXT NOT NULL, to_day TEXT, reason TEXT NOT NULL,
      recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL,
      withdrawn_at TEXT, withdrawn_by TEXT, withdrawn_reason TEXT,
      CHECK ((kind = 'succession') = (successor IS NOT NULL)),
      CHECK ((kind = 'nothing-more') = (to_day IS NOT NULL))
    ) STRICT`,
  ],
};
