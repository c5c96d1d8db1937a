import { app } from 'electron';
import { offerExternal } from './external.ts';
import { isOurs } from './origin.ts';

/** Keeps every page where it is: no navigation away, no new windows, no embedded pages. */
export function guardNavigation(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', event => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', event => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', event => {
      // No page of ours has a frame in it.
      if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault();
    });
    // A peer connection would ask the network for addresses outside every request that a session can cancel.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.on('will-attach-webview', event => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      offerExternal(url);
      return { action: 'deny' };
    });
  });
}
