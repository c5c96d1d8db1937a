import { dataVersion } from '../store/audit-trail.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/**
 * Where a count was taken, normalised: the members of every field that restricts it, whether by an axis or by a filter.
 * A field that is not named is not restricted. Members are the data's own codes, those of a date its months unless the
 * name says another part (`referred_on@weekday`); null is "not recorded".
 */
export type Box = Readonly<Record<string, readonly (string | null)[]>>;

/**
 * A count that was given out, and what a reader knows of it: both bounds are the count unless it was rounded. One that was
 * shown as hidden has the upper bound Infinity: it is kept from readers of later tables too.
 */
export interface ReleasedCell {
  readonly measure: string;
  readonly box: Box;
  readonly lower: number;
  readonly upper: number;
}

export interface Release {
  readonly id: number;
  readonly name: string;
  /** ISO date-time. */
  readonly at: string;
  /** Nothing came in since it was given out. */
  readonly isOfPresentData: boolean;
  /** Other worlds that prove it, as JSON of the protection of tables; only while the data are the same. */
  readonly moves?: string;
  /** The tables of the standing plan: nobody was given them yet, and whoever is gets them like this. */
  readonly isPlan?: boolean;
  readonly cells: readonly ReleasedCell[];
}

/** The same text for the same box: fields and members in order, without repeats. */
export function boxKey(box: Box): string {
  return JSON.stringify(
    Object.keys(box)
      .sort()
      .map(field => [
        field,
        [...new Set(box[field]!)].sort((a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1)),
      ]),
  );
}

const boxOf = (key: string): Box => Object.fromEntries(JSON.parse(key) as [string, (string | null)[]][]);

/**
 * What was released from a dataset to anybody but the analyst, and was not void. A board's table can reach the public, so
 * audiences are not kept apart. Whether a count still holds is for the rows to say: an import makes nobody forget.
 */
export function readReleases(store: ReadableStore, dataset: string): Release[] {
  const present = dataVersion(store);
  return store
    .all<{ id: number; name: string; at: string; version: number; moves: string | null }>(
      `SELECT id, name, released_at AS at, data_version AS version, moves FROM release
         LEFT JOIN release_proof ON release_id = id
        WHERE dataset = ? AND void_at IS NULL ORDER BY id`,
      dataset,
    )
    .map(({ version, moves, ...release }) => ({
      ...release,
      ...(moves && version === present ? { moves } : {}),
      isOfPresentData: version === present,
      cells: store
        .all<{ measure: string; box: string; lower: number; upper: number }>(
          `SELECT measure, box, lower, upper FROM release_cell WHERE release_id = ?`,
          release.id,
        )
        .map(cell => ({ ...cell, box: boxOf(cell.box) })),
    }));
}

export interface NewRelease {
  readonly name: string;
  readonly purpose: string;
  readonly at: string;
  readonly by: string;
  readonly audience: string;
  readonly dataset: string;
  readonly dataVersion: number;
  readonly rulesVersion: number;
  readonly cells: readonly ReleasedCell[];
  /** Other worlds that prove it, as JSON of the protection of tables. */
  readonly moves?: string;
}

/** Writes down what is being given out. Returns the release's id. */
export function writeRelease(store: WritableStore, release: NewRelease): number {
  const { lastId } = store.run(
    `INSERT INTO release (name, purpose, released_at, released_by, audience, dataset, data_version, rules_version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    release.name,
    release.purpose,
    release.at,
    release.by,
    release.audience,
    release.dataset,
    release.dataVersion,
    release.rulesVersion,
  );
  const insert = store.prepare(
    `INSERT OR IGNORE INTO release_cell (release_id, measure, box, lower, upper) VALUES (?, ?, ?, ?, ?)`,
  );
  for (const cell of release.cells) insert.run(lastId, cell.measure, boxKey(cell.box), cell.lower, cell.upper);
  if (release.moves) store.run('INSERT INTO release_proof (release_id, moves) VALUES (?, ?)', lastId, release.moves);
  return lastId;
}

/** The number of the newest entry; 0 before the first. */
export const lastRelease = (store: ReadableStore): number =>
  store.get<{ id: number | null }>(`SELECT max(id) AS id FROM release`)?.id ?? 0;

/** Marks entries as gone: their bytes are where they were meant to be. */
export function confirmReleases(store: WritableStore, releases: readonly number[], at: string): void {
  if (releases.length === 0) return;
  const mark = store.prepare(`UPDATE release SET written_at = ? WHERE id = ? AND written_at IS NULL`);
  for (const id of releases) mark.run(at, id);
}

/** Marks entries as given to nobody: they stay readable and are left out of every later check. */
export function voidReleases(store: WritableStore, releases: readonly number[], at: string): void {
  const mark = store.prepare(`UPDATE release SET void_at = ? WHERE id = ? AND void_at IS NULL`);
  for (const id of releases) mark.run(at, id);
}
