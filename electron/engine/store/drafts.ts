import type { Draft } from '../../../shared/contract/drafts.ts';
import type { Handlers } from '../subject.ts';

/** Work in progress of the pages: kept as it is given, read by nobody else. */
export const draftHandlers: Handlers<'drafts.read' | 'drafts.save' | 'drafts.forget'> = {
  'drafts.read': (_, call) =>
    call.workspace.read.all<Draft>('SELECT name, document, saved_at AS savedAt FROM draft ORDER BY name'),

  'drafts.save': async ({ name, document }, call) => {
    const at = call.now().toISOString();
    await call.workspace.write(store =>
      store.run('INSERT OR REPLACE INTO draft (name, document, saved_at) VALUES (?, ?, ?)', name, document, at),
    );
    return null;
  },

  'drafts.forget': async ({ name }, call) => {
    await call.workspace.write(store => store.run('DELETE FROM draft WHERE name = ?', name));
    return null;
  },
};
