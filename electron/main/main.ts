import os from 'node:os';
import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, powerMonitor } from 'electron';
import type { InputOf } from '../../shared/contract/index.ts';
import type { AppEvent } from '../../shared/contract/port.ts';
import type { WorkspaceState } from '../../shared/contract/workspace.ts';
import type { CommandId } from '../../shared/model/command.ts';
import { baseMapSchema, createBaseMap, noBaseMap } from './base-map.ts';
import { openDialogs } from './dialogs.ts';
import { createEngineClient } from './engine-client.ts';
import type { EngineClient } from './engine-client.ts';
import { startIdleLock } from './idle-lock.ts';
import { createKeeping } from './keeping.ts';
import { answerCalls } from './ipc/calls.ts';
import { openEventChannel } from './ipc/events.ts';
import type { EventChannel } from './ipc/events.ts';
import { createGrants } from './ipc/grants.ts';
import { openLog } from './log.ts';
import { enableMenu, setMenu } from './menu.ts';
import { startNodeEngine } from './node-engine.ts';
import { createPresentation } from './present.ts';
import { initialPreferences, preferencesSchema } from './preferences.ts';
import { recentsSchema, withRecent } from './recents.ts';
import type { Recent } from './recents.ts';
import { guardNavigation } from './security/navigation.ts';
import { guardSessions, registerScheme, workbenchSession } from './security/session.ts';
import { settingsFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import { applyTheme, createShellMethods } from './shell-methods.ts';
import { startUtilityEngine } from './utility-engine.ts';
import { createWindows, initialPlace, windowPlaceSchema } from './windows.ts';
import type { Windows } from './windows.ts';

const patienceAtTheEnd = 3000;
/** How long a page may take to save what is typed: a lock must come, and a closed window is not to hang. */
const patienceBeforeLock = 2000;
const patienceBeforeClosing = 5000;
const momentToDraw = 500;

// Chromium cannot sandbox for root, which is what a build machine runs as; what is installed is always sandboxed.
if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerScheme();
guardNavigation();

const userData = app.getPath('userData');
const logs = path.join(userData, 'logs');
const log = openLog(logs, 'main');

process.on('uncaughtException', endBadly);
process.on('unhandledRejection', reason => log(`unhandled ${reason instanceof Error ? reason.stack : 'rejection'}`));

if (app.requestSingleInstanceLock()) void app.whenReady().then(open).catch(endBadly);
else app.quit();

function open(): void {
  guardSessions();
  const root = app.getAppPath();
  const developing = !app.isPackaged;

  const setting = (name: string): string => path.join(userData, `${name}.json`);
  const preferences = settingsFile(setting('preferences'), preferencesSchema, initialPreferences);
  const recents = settingsFile(setting('recent-workspaces'), recentsSchema, []);
  const place = settingsFile(setting('window'), windowPlaceSchema, initialPlace);
  applyTheme(preferences.read());

  const { kind: engineKind, entry } = engineChoice(root, developing);
  const engineEnv = engineEnvironment(
    developing ? path.join(root, 'resources') : path.join(process.resourcesPath, 'resources'),
  );

  /** Told once the page knows its workspace and has drawn what can answer. */
  let commandAtStart: CommandId | null = process.argv.includes('--demonstration') ? 'open-demonstration' : null;
  let workspaceState: 'none' | 'locked' | 'open' = 'none';
  let quitting = false;
  /** The person has said that what cannot be saved may be lost. */
  let quitsUnkept = false;
  const windows = createWindows({
    title: app.getName(),
    version: app.getVersion(),
    preload: path.join(root, 'out', 'preload', 'preload.cjs'),
    session: workbenchSession(path.join(root, 'out', 'renderer')),
    developing,
    place,
    log,
    onInput: () => idle.touch(),
    holdsWork: () => workspaceState === 'open' && !quitsUnkept,
    closeWhenKept,
  });
  const events = openEventChannel(windows.roleOf);
  const keeping = createKeeping({
    listening: () =>
      events.listening().filter(contents => windows.roleOf(contents) === 'workbench' && !contents.isCrashed()),
    tell: events.tell,
    log,
  });
  const engine = createEngineClient({
    start: () =>
      engineKind === 'node' ? startNodeEngine(entry, engineEnv, root) : startUtilityEngine(entry, engineEnv),
    onEvent: hear,
    log,
  });
  const keepBeforeLock = async (): Promise<void> => {
    if (workspaceState === 'open') await keeping.keep({ closing: false, patience: patienceBeforeLock });
  };
  const lock = (): void => {
    // The wall goes first: nobody knows how long saving takes, and the room sees it meanwhile.
    presentation.leave();
    void keepBeforeLock().then(() => (workspaceState === 'open' ? engine.call('workspace.lock', {}) : undefined));
  };
  const idle = startIdleLock({
    minutes: () => preferences.read().lockAfterMinutes,
    busy: () => engine.waiting() > 0,
    lock,
  });
  powerMonitor.on('suspend', lock);
  powerMonitor.on('lock-screen', lock);

  const grants = createGrants();
  const dialogs = openDialogs();
  const presentation = createPresentation({ windows, grants, engine, tellAll: events.tellAll });
  answerCalls({
    roleOf: windows.roleOf,
    methods: {
      ...createShellMethods({
        dialogs,
        grants,
        preferences,
        recents,
        engine,
        engineKind,
        quit: unkept => {
          quitsUnkept = unkept;
          app.quit();
        },
      }),
      ...keeping.methods,
      ...createBaseMap({
        choose: async ({ contents }) =>
          (await dialogs.choose(BrowserWindow.fromWebContents(contents), { purpose: 'base-map' }))[0] ?? null,
        chosen: settingsFile(setting('base-map'), baseMapSchema, noBaseMap),
      }),
      ...presentation.methods,
    },
    engine,
    grants,
    beforeLeaving: keepBeforeLock,
    answered,
    log,
  });
  nativeTheme.on('updated', () => events.tellAll({ name: 'theme', dark: nativeTheme.shouldUseDarkColors }));

  const act = (command: CommandId): void => actOn(command, windows, events);
  setMenu({ developing, act });
  const first = windows.open(developing && process.env['CSAF_TEST_ROLE'] === 'presenter' ? 'presenter' : 'workbench');
  // A wall does not stay behind the window that leads it.
  first.once('closed', presentation.leave);

  followApplication(windows);
  app.on('before-quit', () => {
    quitting = true;
  });
  leaveWithEngine(engine);

  function hear(event: AppEvent): void {
    if (event.name === 'workspace') {
      workspaceState = event.state;
      idle.touch();
      enableMenu(event.state === 'open');
      // Steps of the history hold what was asked of a workspace: with it they go.
      if (event.state !== 'open') {
        windows.forgetSteps();
        presentation.leave();
      }
    }
    events.tellAll(event);
  }

  /** Held back, a window takes back a quit that was under way; so it is begun again when all is kept. */
  function closeWhenKept(close: () => void): void {
    void keeping.keep({ closing: true, patience: patienceBeforeClosing }).then(kept => {
      if (kept) close();
      if (kept && quitting) app.quit();
      quitting = false;
    });
  }

  function answered(method: string, input: unknown, value: unknown): void {
    if (method === 'workspace.create' || method === 'workspace.open')
      remember(recents, (input as InputOf<'workspace.open'>).file, value as WorkspaceState);
    if (method === 'workspace.state' && commandAtStart !== null) {
      const command = commandAtStart;
      commandAtStart = null;
      setTimeout(() => act(command), momentToDraw);
    }
  }
}

/** What the system tells of the application and of its processes. */
function followApplication(windows: Windows): void {
  app.on('second-instance', () => {
    const window = windows.main();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('child-process-gone', (_event, details) => log(`${details.type} gone: ${details.reason} ${details.exitCode}`));
}

/** Lets the engine close the workspace before the application ends, and ends without it when it takes too long. */
function leaveWithEngine(engine: EngineClient): void {
  let leaving = false;
  app.on('will-quit', event => {
    if (leaving) return;
    leaving = true;
    event.preventDefault();
    const patience = new Promise(resolve => setTimeout(resolve, patienceAtTheEnd));
    void Promise.race([engine.call('workspace.close', {}), patience]).then(() => {
      engine.stop();
      // Not within this same event: a quit that is still being prevented swallows another.
      setImmediate(() => app.quit());
    });
  });
}

/** Does what a menu or a key asks for, in the window that it is for. */
function actOn(command: CommandId, windows: Windows, events: EventChannel): void {
  const [front, main] = [windows.front(), windows.main()];
  if (command === 'quit') app.quit();
  else if (command === 'full-screen') front?.setFullScreen(!front.isFullScreen());
  else if (main !== null) {
    // What the command asks next, it asks there.
    if (main !== front) main.focus();
    events.tell(main.webContents, { name: 'command', command });
  }
}

function remember(recents: SettingsFile<Recent[]>, file: string, state: WorkspaceState): void {
  const name = state.name ?? path.basename(file, path.extname(file));
  const openedAt = new Date().toISOString();
  recents.write(withRecent(recents.read(), { file, name, openedAt, demonstration: state.demonstration }));
  app.addRecentDocument(file);
}

/** Ends an application that is in no known state. Workspaces are safe: only the engine writes them. */
function endBadly(error: unknown): void {
  log(`uncaught ${error instanceof Error ? error.stack : 'thrown without a stack'}`);
  if (app.isPackaged)
    dialog.showErrorBox(
      app.getName(),
      'Something went wrong and the application has to close. What was saved is kept.',
    );
  app.exit(1);
}

/**
 * How the engine runs. Its database needs Node-API 10: an older Electron, in development only, leaves it to a Node
 * beside it. A test of the unpackaged application may name another entry: `CSAF_TEST_ENGINE=utility-process:FILE`.
 */
function engineChoice(root: string, developing: boolean): { kind: 'utility-process' | 'node'; entry: string } {
  const [, kind, entry] =
    (developing && /^(utility-process|node):(.+)$/.exec(process.env['CSAF_TEST_ENGINE'] ?? '')) || [];
  if (kind && entry) return { kind: kind === 'node' ? kind : 'utility-process', entry };
  const capable = Number(process.versions['napi']) >= 10;
  return { kind: capable ? 'utility-process' : 'node', entry: path.join(root, 'out', 'main', 'engine.js') };
}

/** What the engine is told: where its resources and logs are and who works here. Nothing that changes how Node runs. */
function engineEnvironment(resources: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env;
  return { ...inherited, CSAF_RESOURCES: resources, CSAF_ACTOR: actorName(), CSAF_LOGS: logs };
}

function actorName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'unknown';
  }
}
