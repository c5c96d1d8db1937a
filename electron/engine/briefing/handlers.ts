import { FaultError } from '../../../shared/contract/fault.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import { foundOn, freezeDeck } from './freeze.ts';
import { deleteDeck, readDeck, readDecks, readFrozen, readNotes, writeDeck, writeNote } from './decks.ts';
import { deckOfTemplate } from './template.ts';

const notBuilt = (): never => {
  throw new FaultError('refused', 'This part of Briefings is not built yet.');
};

export const briefingHandlers: Handlers<
  | 'briefing.decks'
  | 'briefing.open'
  | 'briefing.save'
  | 'briefing.delete'
  | 'briefing.template'
  | 'briefing.preview'
  | 'briefing.freeze'
  | 'briefing.frozen'
  | 'briefing.changes'
  | 'briefing.export'
  | 'briefing.presenter-copy'
  | 'briefing.notes'
  | 'briefing.note'
> = {
  'briefing.decks': (_, call) => readDecks(call.workspace.read),

  'briefing.open': ({ id }, call) => ({ id, deck: readDeck(call.workspace.read, id) }),

  'briefing.save': async ({ id, deck }, call) => {
    const at = call.now().toISOString();
    const kept = await call.workspace.write(store => {
      const written = writeDeck(store, deck, at, id);
      appendAudit(store, { at, actor: call.actor, action: 'save-briefing', subject: `briefing ${written}` });
      return written;
    });
    return readDecks(call.workspace.read).find(one => one.id === kept)!;
  },

  'briefing.delete': async ({ id }, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store => {
      deleteDeck(store, id, at);
      appendAudit(store, { at, actor: call.actor, action: 'delete-briefing', subject: `briefing ${id}` });
    });
    return null;
  },

  'briefing.template': (asked, call) => deckOfTemplate(asked, call),
  'briefing.preview': async ({ deck, slide }, call) => {
    const wanted = deck.slides.find(one => one.id === slide);
    if (!wanted) throw new FaultError('not-found', 'That slide is not in this briefing.');
    const found = await foundOn(wanted, deck, false, call);
    return found?.content ?? null;
  },

  'briefing.freeze': ({ id }, call) => freezeDeck(id, call),

  'briefing.frozen': ({ id }, call) => readFrozen(call.workspace.read, id),

  'briefing.changes': notBuilt,
  'briefing.export': notBuilt,
  'briefing.presenter-copy': notBuilt,

  'briefing.notes': ({ frozen }, call) => readNotes(call.workspace.read, frozen),

  'briefing.note': ({ frozen, ...note }, call) => {
    const at = call.now().toISOString();
    return call.workspace.write(store => {
      const written = writeNote(store, readFrozen(store, frozen), { ...note, at });
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'note-briefing',
        subject: `${written.kind} ${written.id} of frozen briefing ${frozen}`,
      });
      return written;
    });
  },
};
