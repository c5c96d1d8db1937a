import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Rectangle, Session, WebContents } from 'electron';
import * as v from 'valibot';
import type { WindowRole } from '../../shared/contract/method.ts';
import type { Log } from './log.ts';
import { isOurs, startPage } from './security/origin.ts';
import type { SettingsFile } from './settings-file.ts';

export const windowPlaceSchema = v.object({
  x: v.optional(v.number()),
  y: v.optional(v.number()),
  width: v.number(),
  height: v.number(),
  maximised: v.boolean(),
});

export type WindowPlace = v.InferOutput<typeof windowPlaceSchema>;

export const initialPlace: WindowPlace = { width: 1280, height: 800, maximised: false };

interface WindowOptions {
  readonly title: string;
  readonly version: string;
  readonly preload: string;
  readonly session: Session;
  readonly developing: boolean;
  readonly place: SettingsFile<WindowPlace>;
  readonly log: Log;
  readonly onInput: () => void;
  /** Whether something may be typed in a main window that is not saved yet. */
  readonly holdsWork: () => boolean;
  /** Has a main window save what is typed in it, and closes it then; it stays where that cannot be. */
  readonly closeWhenKept: (close: () => void) => void;
}

interface Opening {
  /** Page within ours: "/present/7". */
  readonly place?: string;
  /** Never shown: for printing. */
  readonly hidden?: boolean;
  /** Fills the screen with these bounds. */
  readonly fullScreenOn?: Rectangle;
}

export interface Windows {
  open(role: WindowRole, opening?: Opening): BrowserWindow;
  /** Where the window of these contents stands. */
  boundsOf(contents: WebContents): Rectangle;
  /** The role that a window was opened for; null for contents that are not ours. */
  roleOf(contents: WebContents): WindowRole | null;
  /** The window that a person works in: ours that has the focus, else the main one. */
  front(): BrowserWindow | null;
  /** The main window, which does what is asked for whichever of ours has the focus. */
  main(): BrowserWindow | null;
  /** Forgets where the pages of main windows were before where they are now. */
  forgetSteps(): void;
}

const mostReloads = 3;

/** Opens windows, knows which are ours and where the main one stood. */
export function createWindows(options: WindowOptions): Windows {
  const roles = new Map<WebContents, WindowRole>();

  function open(role: WindowRole, opening: Opening = {}): BrowserWindow {
    const place = visiblePlace(options.place.read());
    const window = new BrowserWindow({
      ...(role === 'workbench' ? { x: place.x, y: place.y, width: place.width, height: place.height } : {}),
      ...(role === 'workbench' ? { minWidth: 1024, minHeight: 700 } : { width: 1280, height: 720 }),
      ...(opening.fullScreenOn ? { x: opening.fullScreenOn.x, y: opening.fullScreenOn.y } : {}),
      show: false,
      title: options.title,
      // The page's own ground, so that a dark window does not flash white before it is drawn.
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#11171d' : '#f6f7f9',
      webPreferences: {
        session: options.session,
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: options.developing,
        additionalArguments: [`--workbench-version=${options.version}`],
      },
    });
    const { webContents: contents } = window;
    roles.set(contents, role);
    contents.once('destroyed', () => roles.delete(contents));
    contents.on('page-title-updated', event => event.preventDefault());
    contents.on('input-event', () => options.onInput());
    // The page draws the menu itself, beside its search; the accelerators of the native one go on working.
    if (process.platform !== 'darwin') window.setMenuBarVisibility(false);
    reloadAfterCrash(contents, options.log);
    bringBack(contents);
    if (role === 'workbench') {
      rememberPlace(window, options.place);
      keepBeforeClosing(window, options);
    }
    window.once('ready-to-show', () => {
      if (opening.hidden) return;
      if (role === 'workbench' && place.maximised) window.maximize();
      window.show();
      if (opening.fullScreenOn) window.setFullScreen(true);
    });
    void window.loadURL(opening.place ? `${startPage}#${opening.place}` : startPage);
    return window;
  }

  const main = (): BrowserWindow | null =>
    BrowserWindow.getAllWindows().find(window => roles.get(window.webContents) === 'workbench') ?? null;

  return {
    open,
    main,
    boundsOf: contents => BrowserWindow.fromWebContents(contents)?.getBounds() ?? screen.getPrimaryDisplay().bounds,
    roleOf: contents => roles.get(contents) ?? null,
    front: () => {
      const focused = BrowserWindow.getFocusedWindow();
      if (focused !== null && roles.has(focused.webContents)) return focused;
      return main();
    },
    forgetSteps: () => {
      for (const [contents, role] of roles)
        if (role === 'workbench' && !contents.isDestroyed()) contents.navigationHistory.clear();
    },
  };
}

/** A page that crashed loads again; one that keeps crashing is left, so that the computer is not kept busy. */
function reloadAfterCrash(contents: WebContents, log: Log): void {
  let reloads = 0;
  contents.on('render-process-gone', (_event, details) => {
    log(`page gone: ${details.reason} ${details.exitCode}`);
    if (details.reason === 'clean-exit' || reloads >= mostReloads) return;
    reloads += 1;
    setTimeout(() => {
      if (!contents.isDestroyed()) void contents.loadURL(startPage);
    }, 200);
  });
}

/** Chromium asks nobody before a page empties itself into an `about:` address; the page is then loaded again. */
function bringBack(contents: WebContents): void {
  const prevented = -3;
  const back = (address: string): void => {
    if (!isOurs(address)) void contents.loadURL(startPage);
  };
  contents.on('did-navigate', (_event, address) => back(address));
  contents.on('did-fail-load', (_event, code, _description, address, isMainFrame) => {
    if (isMainFrame && code !== prevented) back(address);
  });
}

/** A window that holds work is closed in two steps: the work is saved, then it goes. */
function keepBeforeClosing(window: BrowserWindow, { holdsWork, closeWhenKept }: WindowOptions): void {
  let isKept = false;
  window.on('close', event => {
    if (isKept || !holdsWork()) return;
    event.preventDefault();
    closeWhenKept(() => {
      isKept = true;
      if (!window.isDestroyed()) window.close();
    });
  });
}

function rememberPlace(window: BrowserWindow, place: SettingsFile<WindowPlace>): void {
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    try {
      place.write({ x, y, width, height, maximised: window.isMaximized() });
    } catch {
      // Where the window stood is not worth keeping anybody from closing it.
    }
  });
}

/** Forgets where a window stood when no screen is there any more. */
function visiblePlace(place: WindowPlace): WindowPlace {
  const { x, y, width, height } = place;
  if (x === undefined || y === undefined) return place;
  const seen = screen.getAllDisplays().some(({ workArea }) => {
    const across = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    const down = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y);
    return across >= 200 && down >= 100;
  });
  return seen ? place : { width, height, maximised: place.maximised };
}
