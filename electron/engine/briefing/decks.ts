import { createHash } from 'node:crypto';
import { plainStyle } from '../../../shared/contract/briefing.ts';
import type { DeckNote, DeckSummary, FrozenDeck, FrozenSlide, HouseStyle } from '../../../shared/contract/briefing.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import type { Deck, DeckTemplate } from '../../../shared/model/deck.ts';
import { actionReference, addAction } from '../framework/action-plan.ts';
import type { ReadableStore, WritableStore } from '../store/store.ts';

/** JSON with the members of every object in order, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

type Look = Pick<FrozenDeck, 'style' | 'framework'>;

/** Frozen before there was a look to keep, or a framework to name: the checksum is of the slides alone. */
const isPlain = ({ style, framework }: Look): boolean =>
  framework === null && canonicalJson(style) === canonicalJson(plainStyle);

/** SHA-256 of all that a frozen deck shows. */
const checksumOf = (slides: readonly FrozenSlide[], { style, framework }: Look): string =>
  createHash('sha256')
    .update(canonicalJson(isPlain({ style, framework }) ? slides : { framework, slides, style }))
    .digest('hex');

/** The kept deck. Fault not-found. */
export function readDeck(store: ReadableStore, id: number): Deck {
  const found = store.get<{ document: string }>(`SELECT document FROM deck WHERE id = ? AND deleted_at IS NULL`, id);
  if (!found) throw new FaultError('not-found', 'That briefing is not there any more.');
  return JSON.parse(found.document) as Deck;
}

/** Newest first, each with what was frozen of it, newest first. */
export function readDecks(store: ReadableStore): DeckSummary[] {
  const frozen = Map.groupBy(
    store.all<{ id: number; deck: number | null; frozenAt: string; asAt: string | null }>(
      `SELECT id, deck_id AS deck, frozen_at AS frozenAt, as_at AS asAt FROM frozen_deck ORDER BY id DESC`,
    ),
    one => one.deck,
  );
  return store
    .all<{ id: number; name: string; slides: number; savedAt: string }>(
      `SELECT id, name, json_array_length(document, '$.slides') AS slides, saved_at AS savedAt
       FROM deck WHERE deleted_at IS NULL ORDER BY saved_at DESC, id DESC`,
    )
    .map(deck => ({
      ...deck,
      frozen: (frozen.get(deck.id) ?? []).map(({ id, frozenAt, asAt }) => ({ id, frozenAt, asAt })),
    }));
}

/** Keeps a deck under its id, or as a new one; answers its id. Fault not-found. */
export function writeDeck(store: WritableStore, deck: Deck, at: string, id?: number): number {
  const document = JSON.stringify(deck);
  if (id === undefined)
    return store.run(`INSERT INTO deck (name, document, saved_at) VALUES (?, ?, ?)`, deck.name, document, at).lastId;
  const { changes } = store.run(
    `UPDATE deck SET name = ?, document = ?, saved_at = ? WHERE id = ? AND deleted_at IS NULL`,
    deck.name,
    document,
    at,
    id,
  );
  if (changes === 0) throw new FaultError('not-found', 'That briefing is not there any more. Nothing was saved.');
  return id;
}

/** Takes a deck from the list; what was frozen of it stays. */
export function deleteDeck(store: WritableStore, id: number, at: string): void {
  const { changes } = store.run(`UPDATE deck SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL`, at, id);
  if (changes === 0) throw new FaultError('not-found', 'That briefing is not there any more.');
}

/** Sets a frozen deck down with the checksum of its slides and its look; answers its id. */
export function writeFrozen(store: WritableStore, frozen: Omit<FrozenDeck, 'id' | 'checksum'>): number {
  return store.run(
    `INSERT INTO frozen_deck (deck_id, name, template, audience, organisation, marking, as_at, frozen_at, frozen_by,
       data_version, rules_version, synthetic, checksum, slides, style, framework)
     VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    frozen.deck,
    frozen.name,
    frozen.template,
    frozen.audience,
    frozen.organisation,
    frozen.marking,
    frozen.asAt,
    frozen.frozenAt,
    frozen.frozenBy,
    frozen.dataVersion,
    frozen.rulesVersion,
    frozen.synthetic ? 1 : 0,
    checksumOf(frozen.slides, frozen),
    canonicalJson(frozen.slides),
    isPlain(frozen) ? null : canonicalJson(frozen.style),
    frozen.framework,
  ).lastId;
}

interface FrozenRow {
  readonly id: number;
  readonly deck_id: number | null;
  readonly name: string;
  readonly template: DeckTemplate | null;
  readonly audience: 'board' | 'public';
  readonly organisation: string;
  readonly marking: string;
  readonly as_at: string | null;
  readonly frozen_at: string;
  readonly frozen_by: string;
  readonly data_version: number;
  readonly rules_version: number;
  readonly synthetic: number;
  readonly checksum: string;
  readonly slides: string;
  readonly style: string | null;
  readonly framework: string | null;
}

/** A frozen deck as it was. Faults: not-found; damaged when its slides or its look are not those of its checksum. */
export function readFrozen(store: ReadableStore, id: number): FrozenDeck {
  const row = store.get<FrozenRow>(`SELECT * FROM frozen_deck WHERE id = ?`, id);
  if (!row) throw new FaultError('not-found', 'That frozen briefing is not there any more.');
  const { slides, style } = shownBy(row);
  return {
    id: row.id,
    deck: row.deck_id,
    name: row.name,
    template: row.template,
    audience: row.audience,
    organisation: row.organisation,
    marking: row.marking,
    asAt: row.as_at,
    frozenAt: row.frozen_at,
    frozenBy: row.frozen_by,
    dataVersion: row.data_version,
    rulesVersion: row.rules_version,
    synthetic: row.synthetic === 1,
    framework: row.framework,
    style,
    checksum: row.checksum,
    slides,
  };
}

function shownBy({ slides, style, framework, checksum, name }: FrozenRow): {
  readonly slides: readonly FrozenSlide[];
  readonly style: HouseStyle;
} {
  try {
    const parsed = JSON.parse(slides) as readonly FrozenSlide[];
    const look = style === null ? plainStyle : (JSON.parse(style) as HouseStyle);
    if (checksumOf(parsed, { style: look, framework }) === checksum) return { slides: parsed, style: look };
  } catch {
    // Not JSON any more: told below.
  }
  throw new FaultError(
    'damaged',
    `The frozen briefing ${name} is not as it was frozen, so it is not shown. Restore a copy of the workspace, or freeze it again.`,
  );
}

export function readNotes(store: ReadableStore, frozen: number): DeckNote[] {
  return store
    .all<Omit<DeckNote, 'reference'> & { readonly action: number }>(
      `SELECT deck_note.id, slide, kind, text, owner, due, noted_at AS at, action.id AS action
       FROM deck_note JOIN action ON action.note_id = deck_note.id WHERE frozen_id = ? ORDER BY deck_note.id`,
      frozen,
    )
    .map(({ action, ...note }) => ({ ...note, reference: actionReference(action) }));
}

/**
 * Sets a note down together with its line of the action plan: a decision asks nobody to do anything more. Faults:
 * not-found for a slide that the frozen deck does not have.
 */
export function writeNote(
  store: WritableStore,
  frozen: FrozenDeck,
  note: Omit<DeckNote, 'id' | 'reference'>,
  by: string,
): DeckNote {
  if (!frozen.slides.some(({ slide }) => slide.id === note.slide))
    throw new FaultError('not-found', 'That slide is not in the frozen briefing. Nothing was noted.');
  const id = store.run(
    `INSERT INTO deck_note (frozen_id, slide, kind, text, owner, due, noted_at) VALUES (?,?,?,?,?,?,?)`,
    frozen.id,
    note.slide,
    note.kind,
    note.text,
    note.owner,
    note.due,
    note.at,
  ).lastId;
  const { kind, text, owner, due, at } = note;
  const state = kind === 'decision' ? 'done' : 'open';
  const line = { kind, text, theme: null, indicator: null, owner, due, state, note: '' } as const;
  return { id, ...note, reference: actionReference(addAction(store, line, { at, by }, id)) };
}
