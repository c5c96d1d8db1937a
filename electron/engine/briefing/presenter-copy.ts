import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FrozenDeck } from '../../../shared/contract/briefing.ts';
import { noPlaceFor } from '../documents/whole-file.ts';
import { writeMeta } from '../store/meta.ts';
import type { WritableStore } from '../store/store.ts';
import { createWorkspace } from '../store/workspace.ts';
import type { Call } from '../subject.ts';
import { writeDeck, writeFrozen } from './decks.ts';

function fill(store: WritableStore, decks: readonly FrozenDeck[]): void {
  writeMeta(store, 'kind', 'presenter');
  if (decks.some(deck => deck.synthetic)) writeMeta(store, 'demonstration', 'yes');
  for (const [, versions] of Map.groupBy(decks, deck => deck.deck ?? `frozen ${deck.id}`)) {
    const newest = versions.reduce((a, b) => (b.frozenAt > a.frozenAt ? b : a));
    const { name, template, audience, organisation, marking, slides } = newest;
    // The list of briefings shows a deck; it holds no more than its frozen slides, and points at no view.
    const deck = writeDeck(
      store,
      {
        name,
        template,
        audience,
        organisation,
        marking,
        slides: slides.map(({ slide }) => ({ ...slide, pin: null })),
      },
      newest.frozenAt,
    );
    for (const version of versions.toSorted((a, b) => (a.frozenAt < b.frozenAt ? -1 : 1)))
      writeFrozen(store, { ...version, deck });
  }
}

/**
 * Writes an encrypted file with frozen decks and nothing else: no fact, pseudonym, batch, appraisal, release or audit entry
 * of the workspace that they come from. Faults: already-exists, disk.
 */
export async function writePresenterCopy(
  file: string,
  passphrase: string,
  decks: readonly FrozenDeck[],
  call: Pick<Call, 'actor' | 'now'>,
): Promise<void> {
  if (!existsSync(path.dirname(file))) throw noPlaceFor(file);
  const settings = { actor: call.actor, at: call.now().toISOString(), demonstration: false };
  const copy = await createWorkspace(file, passphrase, settings, store => fill(store, decks));
  await copy.close();
}
