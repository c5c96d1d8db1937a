import type { PivotDescription, SavedView } from '../../../shared/contract/cube.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

interface ViewRow {
  readonly view_id: number;
  readonly version: number;
  readonly folder: string;
  readonly name: string;
  readonly note: string;
  readonly description: string;
  readonly presentation: string;
  readonly saved_at: string;
}

function viewOf(row: ViewRow): SavedView {
  return {
    id: row.view_id,
    folder: row.folder,
    name: row.name,
    note: row.note,
    version: row.version,
    savedAt: row.saved_at,
    description: JSON.parse(row.description) as PivotDescription,
    presentation: JSON.parse(row.presentation) as Record<string, unknown>,
  };
}

/** The latest version of every view that is not deleted, by folder and name. */
export function readViews(store: ReadableStore): SavedView[] {
  return store
    .all<ViewRow>(
      `SELECT v.* FROM saved_view s JOIN saved_view_version v ON v.view_id = s.id AND v.version = s.version
       WHERE s.deleted_at IS NULL ORDER BY s.folder, s.name`,
    )
    .map(viewOf);
}

/** Every version of a view, newest first. Fault not-found. */
export function readViewVersions(store: ReadableStore, id: number): SavedView[] {
  const rows = store.all<ViewRow>('SELECT * FROM saved_view_version WHERE view_id = ? ORDER BY version DESC', id);
  if (!rows.length) throw new FaultError('not-found', 'That view is not there any more.');
  return rows.map(viewOf);
}

interface NewView {
  readonly id?: number | undefined;
  readonly folder: string;
  readonly name: string;
  readonly note: string;
  readonly description: PivotDescription;
  readonly presentation: Readonly<Record<string, unknown>>;
}

/**
 * Saves a view. With an id, as its next version (it may be renamed or moved). Without one, as a new view; where the
 * folder has a view of that name already, as the next version of that view. Faults not-found, already-exists.
 */
export function saveView(store: WritableStore, view: NewView, at: string): SavedView {
  const folder = view.folder.trim();
  const namesake = store.get<{ id: number; version: number }>(
    'SELECT id, version FROM saved_view WHERE deleted_at IS NULL AND folder = ? AND name = ?',
    folder,
    view.name,
  );
  const own =
    view.id === undefined
      ? namesake
      : store.get<{ id: number; version: number }>(
          'SELECT id, version FROM saved_view WHERE id = ? AND deleted_at IS NULL',
          view.id,
        );
  if (view.id !== undefined && !own)
    throw new FaultError('not-found', 'That view is not there any more. Save it under a name instead.');
  if (own && namesake && namesake.id !== own.id)
    throw new FaultError(
      'already-exists',
      `This folder already has a view named ${view.name}. Choose another name; nothing was changed.`,
    );
  const version = (own?.version ?? 0) + 1;
  const id =
    own?.id ??
    store.run('INSERT INTO saved_view (folder, name, version) VALUES (?,?,?)', folder, view.name, version).lastId;
  if (own)
    store.run('UPDATE saved_view SET folder = ?, name = ?, version = ? WHERE id = ?', folder, view.name, version, id);
  store.run(
    'INSERT INTO saved_view_version (view_id, version, folder, name, note, description, presentation, saved_at) VALUES (?,?,?,?,?,?,?,?)',
    id,
    version,
    folder,
    view.name,
    view.note,
    JSON.stringify(view.description),
    JSON.stringify(view.presentation),
    at,
  );
  return {
    id,
    folder,
    name: view.name,
    note: view.note,
    version,
    savedAt: at,
    description: view.description,
    presentation: view.presentation,
  };
}

/** Takes a view off the list; its versions stay in the file. Fault not-found. */
export function deleteView(store: WritableStore, id: number, at: string): void {
  const { changes } = store.run('UPDATE saved_view SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL', at, id);
  if (changes === 0) throw new FaultError('not-found', 'That view is not there any more.');
}
