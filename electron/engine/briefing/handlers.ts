import path from 'node:path';
import type { FrozenDeck } from '../../../shared/contract/briefing.ts';
import { pivotTable } from '../cube/tables.ts';
import { appendAudit } from '../store/audit-trail.ts';
import type { Handlers } from '../subject.ts';
import { freezeDeck } from './freeze.ts';
import { claimsOfReport } from './claims-of-report.ts';
import { changesBetween } from './changes.ts';
import { deckFile } from './deck-export.ts';
import { readLogo, readPicture, readStyle, writeStyle } from './house-style.ts';
import { previewOf, wordsRefused } from './preview.ts';
import { writePresenterCopy } from './presenter-copy.ts';
import { giveOut, toFile } from '../release/give-out.ts';
import type { Leaving, LeavingAction } from '../release/give-out.ts';
import { givePrinted } from '../release/prints.ts';
import { deleteDeck, readDeck, readDecks, readFrozen, readNotes, writeDeck, writeNote } from './decks.ts';
import { deckOfTemplate } from './template.ts';

/** A frozen deck that leaves: what it holds was entered in the ledger when it was frozen, so only the trail hears of it. */
const leavingDeck = <T>(
  { id, audience, slides }: FrozenDeck,
  action: LeavingAction,
  how: string,
  work: () => Promise<T>,
): Leaving<T> => ({
  action,
  audience,
  purpose: '',
  make: async () => ({
    value: await work(),
    releases: [],
    subject: `frozen briefing ${id}, ${slides.length} slides, ${how}`,
  }),
});

export const briefingHandlers: Handlers<
  | 'briefing.decks'
  | 'briefing.open'
  | 'briefing.save'
  | 'briefing.delete'
  | 'briefing.template'
  | 'briefing.preview'
  | 'briefing.check-words'
  | 'briefing.freeze'
  | 'briefing.frozen'
  | 'briefing.changes'
  | 'briefing.export'
  | 'briefing.presenter-copy'
  | 'briefing.presented'
  | 'briefing.print'
  | 'briefing.style'
  | 'briefing.set-style'
  | 'briefing.read-logo'
  | 'briefing.read-picture'
  | 'briefing.notes'
  | 'briefing.note'
  | 'claims.list'
  | 'claims.print'
> = {
  'claims.list': ({ report, audience }, call) =>
    claimsOfReport(report ?? null, audience, asked => pivotTable(asked, call), call),

  'claims.print': ({ report, audience }, call) =>
    givePrinted(
      { audience, subject: 'claims' },
      (print, inside) => claimsOfReport(report ?? null, audience, print, inside),
      call,
    ),

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
  'briefing.preview': ({ deck, slide }, call) => previewOf(deck, slide, call),

  'briefing.check-words': async ({ deck, slide }, call) => ({ tellsHidden: await wordsRefused(deck, slide, call) }),

  'briefing.freeze': ({ id }, call) => freezeDeck(id, call),

  'briefing.frozen': ({ id }, call) => readFrozen(call.workspace.read, id),

  'briefing.changes': ({ before, after }, { workspace: { read } }) =>
    changesBetween(readFrozen(read, before), readFrozen(read, after)),

  'briefing.export': async ({ id, format, file }, call) => {
    const frozen = readFrozen(call.workspace.read, id);
    await giveOut(
      call,
      leavingDeck(frozen, 'export', `as ${format}: ${path.basename(file)}`, async () => ({
        bytes: await deckFile(frozen, format),
      })),
      toFile(file),
    );
    return { slides: frozen.slides.length };
  },

  'briefing.presenter-copy': async ({ ids, file, passphrase }, call) => {
    const decks = [...new Set(ids)].map(id => readFrozen(call.workspace.read, id));
    await giveOut(
      call,
      {
        action: 'presenter-copy',
        audience: decks.some(deck => deck.audience === 'board') ? 'board' : 'public',
        purpose: '',
        make: async () => ({
          value: null,
          releases: [],
          subject: `frozen briefings ${decks.map(deck => deck.id).join(', ')}: ${path.basename(file)}`,
        }),
      },
      () => writePresenterCopy(file, passphrase, decks, call),
    );
    return { decks: decks.length };
  },

  'briefing.presented': async ({ frozen: id }, call) => {
    const frozen = readFrozen(call.workspace.read, id);
    const nothing = async () => undefined;
    await giveOut(call, leavingDeck(frozen, 'present-briefing', 'in a meeting', nothing), nothing);
    return null;
  },

  'briefing.print': async ({ frozen: id, file, bytes }, call) => {
    const frozen = readFrozen(call.workspace.read, id);
    const where = `as PDF: ${path.basename(file)}`;
    await giveOut(
      call,
      leavingDeck(frozen, 'print', where, async () => ({ bytes })),
      toFile(file),
    );
    return null;
  },

  'briefing.style': (_, call) => readStyle(call.workspace.read),

  'briefing.set-style': async ({ style }, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store => {
      writeStyle(store, style, at, call.actor);
      appendAudit(store, { at, actor: call.actor, action: 'set-house-style', subject: 'how briefings look' });
    });
    return readStyle(call.workspace.read);
  },

  'briefing.read-logo': ({ file }) => readLogo(file),
  'briefing.read-picture': ({ file }) => ({ bytes: readPicture(file) }),

  'briefing.notes': ({ frozen }, call) => readNotes(call.workspace.read, frozen),

  'briefing.note': ({ frozen, ...note }, call) => {
    const at = call.now().toISOString();
    return call.workspace.write(store => {
      const written = writeNote(store, readFrozen(store, frozen), { ...note, at }, call.actor);
      appendAudit(store, {
        at,
        actor: call.actor,
        action: 'note-briefing',
        subject: `${written.kind} ${written.id} of frozen briefing ${frozen}, ${written.reference} of the action plan`,
      });
      return written;
    });
  },
};
