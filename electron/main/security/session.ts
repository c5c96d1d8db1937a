import { app, protocol, session } from 'electron';
import type { Session } from 'electron';
import { answerPageRequest } from './app-protocol.ts';
import { isOurs, parsedAddress, scheme } from './origin.ts';

/** Must run before the application is ready: afterwards Chromium no longer learns of a scheme. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * The one session that windows use. It lives in memory, so that nothing a page was shown stays on the disk beside the
 * encrypted workspace.
 */
export function workbenchSession(pagesFolder: string): Session {
  const ours = session.fromPartition('workbench', { cache: false });
  ours.protocol.handle(scheme, request => answerPageRequest(request, pagesFolder));
  return ours;
}

/** Denies by default in every session there is or will be: permissions, devices, downloads and the network. */
export function guardSessions(): void {
  app.on('session-created', guard);
  guard(session.defaultSession);
}

const done = new WeakSet<Session>();

function guard(guarded: Session): void {
  if (done.has(guarded)) return;
  done.add(guarded);
  // A window may fill the screen; nothing else that a page can ask for is ever needed.
  const harmless = (permission: string): boolean => permission === 'fullscreen';
  guarded.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(harmless(permission) && details.isMainFrame && isOurs(details.requestingUrl)),
  );
  guarded.setPermissionCheckHandler((_contents, permission, from) => harmless(permission) && isOurs(from));
  guarded.setDevicePermissionHandler(() => false);
  guarded.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  guarded.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  for (const name of ['select-usb-device', 'select-hid-device', 'select-serial-port'] as const)
    guarded.on(name as 'select-usb-device', (event, _details, answer) => {
      event.preventDefault();
      answer();
    });
  guarded.on('will-download', event => event.preventDefault());
  guarded.setSpellCheckerEnabled(false);
  void guarded.setProxy({ mode: 'direct' });
  // Requests for files pass by the filter below, so the scheme itself is taken away.
  guarded.protocol.handle('file', () => new Response(null, { status: 404 }));
  guarded.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !staysHere(url) }));
}

function staysHere(address: string): boolean {
  const protocolOf = parsedAddress(address)?.protocol;
  if (protocolOf === 'blob:' || protocolOf === 'data:') return true;
  if (protocolOf === 'devtools:') return !app.isPackaged;
  return isOurs(address);
}
