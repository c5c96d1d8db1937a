import type { ActionLine, PlannedAction } from '../../../shared/contract/action-plan.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** Who keeps a version of a line, and when (ISO instant). */
export interface Keeping {
  readonly at: string;
  readonly by: string;
}

/** "A12": what people call a line of the plan. */
export const actionReference = (id: number): string => `A${id}`;

/** The calendar day of this computer, ISO: a due day is a day on the wall, not in Greenwich. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(part => String(part).padStart(2, '0')).join('-');

const isLive = (line: ActionLine): boolean => line.state === 'open' || line.state === 'under-way';

/** Whether a line was still to be done when its day had passed; on the day itself it is not late. */
const isLate = (line: ActionLine, today: string): boolean => isLive(line) && line.due !== null && line.due < today;

interface ActionRow {
  readonly id: number;
  readonly version: number;
  readonly createdAt: string;
  readonly document: string;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly frozen: number | null;
  readonly briefing: string | null;
  readonly slide: string | null;
}

const rowsOf = (store: ReadableStore, id: number | null): ActionRow[] =>
  store.all<ActionRow>(
    `SELECT action.id, action.version, action.created_at AS createdAt, kept.document,
       kept.saved_at AS changedAt, kept.saved_by AS changedBy,
       frozen_deck.id AS frozen, frozen_deck.name AS briefing, deck_note.slide
     FROM action
     JOIN action_version AS kept ON kept.action_id = action.id AND kept.version = action.version
     LEFT JOIN deck_note ON deck_note.id = action.note_id
     LEFT JOIN frozen_deck ON frozen_deck.id = deck_note.frozen_id
     WHERE action.id = coalesce(?, action.id)`,
    id,
  );

/** Titles of the slides of a frozen briefing by their id; none when it is damaged, which is told where it is opened. */
function slideTitles(store: ReadableStore, frozen: number): ReadonlyMap<string, string> {
  return new Map(
    store
      .all<{ slide: string; title: string }>(
        `SELECT json_extract(one.value, '$.slide.id') AS slide, json_extract(one.value, '$.slide.title') AS title
         FROM frozen_deck, json_each(CASE WHEN json_valid(slides) THEN slides ELSE '[]' END) AS one
         WHERE frozen_deck.id = ?`,
        frozen,
      )
      .map(({ slide, title }) => [slide, title]),
  );
}

function plannedActions(store: ReadableStore, rows: readonly ActionRow[], today: string): PlannedAction[] {
  const titles = new Map<number, ReadonlyMap<string, string>>();
  for (const { frozen } of rows)
    if (frozen !== null && !titles.has(frozen)) titles.set(frozen, slideTitles(store, frozen));
  return rows.map(row => {
    const line = JSON.parse(row.document) as ActionLine;
    return {
      ...line,
      id: row.id,
      reference: actionReference(row.id),
      version: row.version,
      createdAt: row.createdAt,
      changedAt: row.changedAt,
      changedBy: row.changedBy,
      late: isLate(line, today),
      origin:
        row.frozen === null
          ? null
          : {
              frozen: row.frozen,
              briefing: row.briefing!,
              slide: row.slide!,
              slideTitle: titles.get(row.frozen)?.get(row.slide!) ?? '',
            },
    };
  });
}

/** Those still to be done first, by their day, those without a day after; then the others, the last changed first. */
function byUrgency(a: PlannedAction, b: PlannedAction): number {
  if (isLive(a) !== isLive(b)) return isLive(a) ? -1 : 1;
  const [before, after] = isLive(a) ? [a.due ?? '9999', b.due ?? '9999'] : [b.changedAt, a.changedAt];
  return before < after ? -1 : before > after ? 1 : a.id - b.id;
}

/** Every line of the plan as it is now. `today`: ISO day against which lateness is told. */
export function readPlan(store: ReadableStore, today: string): PlannedAction[] {
  return plannedActions(store, rowsOf(store, null), today).toSorted(byUrgency);
}

/** One line of the plan as it is now. Fault not-found. */
export function readAction(store: ReadableStore, id: number, today: string): PlannedAction {
  const [found] = plannedActions(store, rowsOf(store, id), today);
  if (!found) throw new FaultError('not-found', `${actionReference(id)} is not in the action plan.`);
  return found;
}

/** Every version of a line, newest first. Fault not-found. */
export function readVersions(
  store: ReadableStore,
  id: number,
): (ActionLine & { readonly version: number; readonly at: string; readonly by: string })[] {
  const rows = store.all<{ version: number; document: string; at: string; by: string }>(
    `SELECT version, document, saved_at AS at, saved_by AS by FROM action_version
     WHERE action_id = ? ORDER BY version DESC`,
    id,
  );
  if (rows.length === 0) throw new FaultError('not-found', `${actionReference(id)} is not in the action plan.`);
  return rows.map(({ document, ...kept }) => ({ ...(JSON.parse(document) as ActionLine), ...kept }));
}

function keepVersion(store: WritableStore, id: number, version: number, line: ActionLine, keeping: Keeping): void {
  store.run(
    `INSERT INTO action_version (action_id, version, document, saved_at, saved_by) VALUES (?, ?, ?, ?, ?)`,
    id,
    version,
    JSON.stringify(line),
    keeping.at,
    keeping.by,
  );
}

/** Adds a line to the plan; `note` is the note of a meeting that it comes from. Answers its id. */
export function addAction(
  store: WritableStore,
  line: ActionLine,
  keeping: Keeping,
  note: number | null = null,
): number {
  const id = store.run(`INSERT INTO action (version, note_id, created_at) VALUES (1, ?, ?)`, note, keeping.at).lastId;
  keepVersion(store, id, 1, line, keeping);
  return id;
}

/**
 * Keeps a new version of a line; a line that is as it was is left alone. `seen`: the version that the person had in
 * front of them. Faults: not-found; invalid-input without it; refused when another version was kept since.
 */
export function changeAction(
  store: WritableStore,
  id: number,
  seen: number | undefined,
  line: ActionLine,
  keeping: Keeping,
): boolean {
  if (seen === undefined)
    throw new FaultError('invalid-input', 'Say which version of the line was changed. Nothing was saved.', 'version');
  const newest = readVersions(store, id)[0]!;
  const { version, by } = newest;
  if (version !== seen)
    throw new FaultError(
      'refused',
      `${actionReference(id)} was changed${by ? ` by ${by}` : ''} since you opened it, so nothing was saved. Open it again to see what it says now, then make your change.`,
    );
  if ((Object.keys(line) as (keyof ActionLine)[]).every(name => line[name] === newest[name])) return false;
  keepVersion(store, id, version + 1, line, keeping);
  store.run(`UPDATE action SET version = ? WHERE id = ?`, version + 1, id);
  return true;
}

/** A line as it is kept: without blanks around its words. Fault invalid-input for a day that no calendar has. */
export function cleanLine(line: ActionLine): ActionLine {
  if (line.due !== null && Number.isNaN(daysOfIso(line.due)))
    throw new FaultError('invalid-input', `There is no day ${line.due}. Nothing was saved.`, 'line.due');
  return {
    kind: line.kind,
    text: line.text.trim(),
    theme: line.theme,
    indicator: line.indicator?.trim() || null,
    owner: line.owner.trim(),
    due: line.due,
    state: line.state,
    note: line.note.trim(),
  };
}
