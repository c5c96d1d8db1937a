import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BrowserWindow, app, nativeTheme, shell } from 'electron';
import type { FileUse } from '../../shared/contract/method.ts';
import type { FileGrant, Preferences } from '../../shared/contract/shell.ts';
import { writeClipboard } from './clipboard.ts';
import type { Dialogs } from './dialogs.ts';
import { askEngine } from './engine-client.ts';
import type { EngineClient } from './engine-client.ts';
import type { Caller, MainMethods } from './ipc/calls.ts';
import type { Grants } from './ipc/grants.ts';
import { withoutRecent } from './recents.ts';
import type { Recent } from './recents.ts';
import type { SettingsFile } from './settings-file.ts';

interface ShellOptions {
  readonly dialogs: Dialogs;
  readonly grants: Grants;
  readonly preferences: SettingsFile<Preferences>;
  readonly recents: SettingsFile<Recent[]>;
  readonly engine: EngineClient;
  readonly engineKind: 'utility-process' | 'node';
  /** Ends the application; `unkept` although something could not be saved. */
  readonly quit: (unkept: boolean) => void;
}

/** Where the window makes the demonstration. */
const ownDemonstration = (): string => path.join(app.getPath('userData'), 'Demonstration.csaf');

/** What the main process answers itself (`shared/contract/shell.ts`). */
export function createShellMethods(
  options: ShellOptions,
): Omit<MainMethods, `present.${string}` | `print.${string}` | `base-map.${string}` | 'window.kept'> {
  const { dialogs, grants, preferences, recents, engine, quit } = options;
  const windowOf = (caller: Caller): BrowserWindow | null => BrowserWindow.fromWebContents(caller.contents);
  const granted = (file: string, mode: FileUse): FileGrant => ({
    grant: grants.grant(file, mode),
    name: path.basename(file),
    bytes: bytesOf(file),
  });

  return {
    async 'files.choose'(input, caller) {
      const files = await dialogs.choose(windowOf(caller), input);
      // A chosen folder is a place to write exports to.
      return files.map(file => granted(file, input.purpose === 'folder' ? 'write' : 'read'));
    },
    async 'files.save'(input, caller) {
      // The demonstration guards nothing, so nobody is asked where it shall lie.
      const file = input.purpose === 'demonstration' ? ownDemonstration() : await dialogs.save(windowOf(caller), input);
      return file === null ? null : granted(file, 'write');
    },
    'files.dropped': (_input, caller) => caller.dropped.map(file => granted(file, 'read')),
    'files.reveal'(input) {
      shell.showItemInFolder(grants.path(input.file, 'read'));
      return null;
    },
    async 'clipboard.table'(input) {
      const { releases, ...content } = await askEngine(engine, 'cube.copy', input);
      try {
        await writeClipboard(content);
      } catch (error) {
        // Nobody got it, so it counts as given to nobody.
        await askEngine(engine, 'disclosure.void', { releases: [...releases] });
        throw error;
      }
      return null;
    },
    'workspaces.recent': () =>
      recents.read().map(recent => ({
        grant: grants.grant(recent.file, 'read'),
        name: recent.name,
        folder: shownFolder(recent.file),
        openedAt: recent.openedAt,
        demonstration: recent.demonstration,
        isOwnDemonstration: recent.file === ownDemonstration(),
        missing: !fs.existsSync(recent.file),
      })),
    'workspaces.forget'({ grant }) {
      recents.write(withoutRecent(recents.read(), grants.path(grant, 'read')));
      return null;
    },
    'preferences.read': () => preferences.read(),
    'preferences.write'(changes) {
      preferences.write({ ...preferences.read(), ...changes });
      applyTheme(preferences.read());
      return preferences.read();
    },
    'application.about': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      engine: engine.ready() === null ? 'starting' : options.engineKind,
      platform: `${os.type()} ${os.release()} ${process.arch}`,
    }),
    'application.quit'({ unkept }) {
      quit(unkept);
      return null;
    },
  };
}

/** Lets the page, its scroll bars and the system's dialogs follow the chosen theme. */
export function applyTheme({ theme }: Preferences): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'system' : theme === 'presentation' ? 'light' : theme;
}

/** How long a file is; null where none is there. What no disk takes as a name is refused by whoever writes it. */
function bytesOf(file: string): number | null {
  try {
    return fs.statSync(file, { throwIfNoEntry: false })?.size ?? null;
  } catch {
    return null;
  }
}

function shownFolder(file: string): string {
  const folder = path.dirname(file);
  const home = os.homedir();
  return folder === home || folder.startsWith(home + path.sep) ? `~${folder.slice(home.length)}` : folder;
}
