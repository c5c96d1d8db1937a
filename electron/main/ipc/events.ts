import { ipcMain } from 'electron';
import type { WebContents } from 'electron';
import type { WindowRole } from '../../../shared/contract/method.ts';
import type { AppEvent } from '../../../shared/contract/port.ts';
import { trustedRole } from '../security/sender.ts';

export interface EventChannel {
  /** Tells every window that listens. */
  tellAll(event: AppEvent): void;
  /** Tells one window; kept until its page listens. */
  tell(contents: WebContents, event: AppEvent): void;
  /** Windows whose pages listen now. */
  listening(): readonly WebContents[];
}

/** Opens the channel for events: a page subscribes once, and from then on hears everything that is told. */
export function openEventChannel(roleOf: (contents: WebContents) => WindowRole | null): EventChannel {
  const listening = new Set<WebContents>();
  const kept = new Map<WebContents, AppEvent[]>();

  ipcMain.handle('workbench:subscribe', event => {
    const { sender: contents, senderFrame: frame } = event;
    const facts = frame === null ? null : { main: frame.parent === null, origin: frame.origin, url: frame.url };
    if (trustedRole({ role: roleOf(contents), frame: facts }) === null) return;
    if (!listening.has(contents)) {
      listening.add(contents);
      contents.once('destroyed', () => listening.delete(contents));
      // A page that loads again starts without listeners.
      contents.once('did-navigate', () => listening.delete(contents));
    }
    for (const one of kept.get(contents) ?? []) contents.send('workbench:event', one);
    kept.delete(contents);
  });

  return {
    tellAll(event) {
      for (const contents of listening) contents.send('workbench:event', event);
    },
    tell(contents, event) {
      if (listening.has(contents)) contents.send('workbench:event', event);
      else kept.set(contents, [...(kept.get(contents) ?? []), event]);
    },
    listening: () => [...listening],
  };
}
