import type { Migration } from './migration.ts';

const factColumns =
  'id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batch(id), row_number INTEGER NOT NULL';
const areaColumns = 'lsoa TEXT, ward TEXT, district TEXT';

/** Facts, lineage, what was set aside, areas, saved views and the audit trail. */
export const foundation: Migration = {
  version: 1,
  statements: [
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,

    `CREATE TABLE batch (
      id INTEGER PRIMARY KEY,
      type TEXT NOT NULL, profile_version INTEGER NOT NULL, dataset TEXT,
      agency TEXT, period_from TEXT, period_to TEXT,
      file_name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
      imported_at TEXT NOT NULL, imported_by TEXT NOT NULL,
      rows_read INTEGER NOT NULL, rows_loaded INTEGER NOT NULL, rows_set_aside INTEGER NOT NULL,
      rows_duplicate INTEGER NOT NULL, rows_unlocated INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'current' CHECK (state IN ('current','superseded','withdrawn')),
      superseded_by INTEGER REFERENCES batch(id), ended_at TEXT, reason TEXT,
      synthetic INTEGER NOT NULL DEFAULT 0,
      CHECK (rows_read = rows_loaded + rows_set_aside + rows_duplicate)
    ) STRICT`,
    `CREATE INDEX batch_by_hash ON batch(sha256)`,

    `CREATE TABLE set_aside (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch(id),
      row_number INTEGER NOT NULL,
      cells TEXT NOT NULL,
      pseudonyms TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','corrected','waived')),
      reason TEXT, ended_at TEXT
    ) STRICT`,
    `CREATE INDEX set_aside_by_batch ON set_aside(batch_id)`,
    `CREATE TABLE problem (
      id INTEGER PRIMARY KEY,
      batch_id INTEGER NOT NULL REFERENCES batch(id),
      set_aside_id INTEGER REFERENCES set_aside(id),
      row_number INTEGER, column_name TEXT,
      found TEXT NOT NULL, expected TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
      severity TEXT NOT NULL CHECK (severity IN ('set-aside','warning'))
    ) STRICT`,
    `CREATE INDEX problem_by_batch ON problem(batch_id)`,
    `CREATE INDEX problem_by_row ON problem(set_aside_id)`,

    // A pseudonym is HMAC-SHA-256 of an identifier under the workspace's secret; facts carry its small integer.
    `CREATE TABLE pseudonym (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE (kind, hash)
    ) STRICT`,

    `CREATE TABLE area (
      code TEXT NOT NULL, level TEXT NOT NULL, name TEXT NOT NULL, vintage TEXT NOT NULL,
      ward TEXT, msoa TEXT, district TEXT, authority TEXT,
      easting REAL, northing REAL,
      persons INTEGER, children_0_17 INTEGER, children_10_17 INTEGER, deprivation_decile INTEGER,
      batch_id INTEGER REFERENCES batch(id),
      PRIMARY KEY (code, level)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE area_link (
      batch_id INTEGER NOT NULL REFERENCES batch(id),
      from_code TEXT NOT NULL, from_level TEXT NOT NULL, from_vintage TEXT NOT NULL,
      to_code TEXT NOT NULL, to_level TEXT NOT NULL, to_vintage TEXT NOT NULL,
      change TEXT
    ) STRICT`,
    `CREATE INDEX area_link_from ON area_link(from_code)`,
    `CREATE INDEX area_link_batch ON area_link(batch_id)`,
    `CREATE TABLE boundary_set (
      id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batch(id),
      level TEXT NOT NULL, vintage TEXT NOT NULL, areas INTEGER NOT NULL, matched INTEGER NOT NULL,
      topology BLOB NOT NULL
    ) STRICT`,

    `CREATE TABLE fact_referral (${factColumns}, child INTEGER REFERENCES pseudonym(id),
      age INTEGER, sex TEXT, ethnic_group TEXT, looked_after TEXT, disability TEXT, online TEXT,
      risk_at_referral TEXT, risk_latest TEXT,
      referred_on TEXT, panel_on TEXT, allocated_on TEXT, started_on TEXT, closed_on TEXT,
      ${areaColumns}, agency TEXT, service TEXT, closure_reason TEXT, re_referral TEXT) STRICT`,
    `CREATE TABLE fact_missing_episode (${factColumns}, child INTEGER REFERENCES pseudonym(id),
      age INTEGER, sex TEXT, looked_after TEXT,
      went_missing TEXT, returned TEXT, offered_at TEXT, consented_at TEXT, completed_at TEXT,
      ${areaColumns}, placement TEXT, other_authority TEXT, reason_not_completed TEXT,
      hours_missing REAL, interview_hours REAL) STRICT`,
    `CREATE TABLE fact_offence (${factColumns}, offence INTEGER REFERENCES pseudonym(id),
      recorded_on TEXT, occurred_on TEXT, suspect_on TEXT, cps_on TEXT, charged_on TEXT, outcome_on TEXT,
      ${areaColumns}, offence_group TEXT, outcome TEXT) STRICT`,
    `CREATE TABLE fact_population (${factColumns}, year TEXT, age INTEGER, sex TEXT, ${areaColumns}, persons REAL) STRICT`,
    `CREATE TABLE fact_street_crime (${factColumns}, month TEXT, crime_type TEXT, outcome TEXT,
      ${areaColumns}, grid TEXT, force TEXT) STRICT`,
    `CREATE TABLE fact_assessment_factor (${factColumns}, year TEXT, geography TEXT, factor TEXT, quality TEXT,
      episodes REAL, assessed REAL) STRICT`,
    ...['referral', 'missing_episode', 'offence', 'population', 'street_crime', 'assessment_factor'].map(
      name => `CREATE INDEX fact_${name}_batch ON fact_${name}(batch_id)`,
    ),

    // The rows of a batch once more as columns, so that an unlock reads megabytes instead of a million rows. Written
    // with the rows in one transaction, and always rebuilt from them.
    `CREATE TABLE segment (
      batch_id INTEGER NOT NULL REFERENCES batch(id), dataset TEXT NOT NULL, field TEXT NOT NULL,
      rows INTEGER NOT NULL, encoding TEXT NOT NULL, dictionary TEXT, data BLOB NOT NULL,
      PRIMARY KEY (batch_id, field)
    ) STRICT`,

    `CREATE TABLE saved_view (
      id INTEGER PRIMARY KEY, folder TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
      deleted_at TEXT
    ) STRICT`,
    `CREATE TABLE saved_view_version (
      view_id INTEGER NOT NULL REFERENCES saved_view(id), version INTEGER NOT NULL,
      folder TEXT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL,
      description TEXT NOT NULL, presentation TEXT NOT NULL, saved_at TEXT NOT NULL,
      PRIMARY KEY (view_id, version)
    ) STRICT, WITHOUT ROWID`,

    `CREATE TABLE audit_entry (
      sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
      subject TEXT, data_version INTEGER NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT`,
    `CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END`,
    `CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END`,
  ],
};
