import fs from 'node:fs';
import { createServer as createSocket } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright';
import type { ElectronApplication, Page } from 'playwright';
import { createServer } from 'vite';
import { pages } from '../../electron.vite.config.ts';
import { buildIfNeeded } from './build.ts';
import { hasDisplay, startVirtualDisplay } from './display.ts';
import { projectFolder, say } from './folders.ts';
import { resolveElectron } from './resolve.ts';
import { ensureSystemPackages } from './system-packages.ts';

/*
 * A window that shows what is saved, for who works on it: `npm run dev`. The application has no part in it and no switch
 * for it: a driver starts what was built, gives it its pages from a server that follows the files, runs the engine from
 * its sources and opens the demonstration as a person would. So nothing of it can be in what ships.
 */

/** What anybody may know: the demonstration guards nothing. */
const demonstrationPassphrase = 'demonstration';

/** Milliseconds in which an editor writes all the files of one save. */
const oneSave = 150;

const host = '127.0.0.1';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createSocket().once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the server that follows the pages' files; answers its address. */
async function servePages(): Promise<string> {
  const port = await freePort();
  const server = await createServer({
    ...pages,
    configFile: false,
    base: '/',
    logLevel: 'warn',
    // The window's own address is no server's: its pages are told where the news of saved files come from.
    server: { host, port, strictPort: true, hmr: { protocol: 'ws', host, clientPort: port } },
  });
  await server.listen();
  return `http://${host}:${port}`;
}

/** Has the window's session take its pages, and news of them, from the server instead of the built folder. */
async function takePagesFrom(application: ElectronApplication, server: string): Promise<void> {
  await application.evaluate(({ session }, address) => {
    const ours = session.fromPartition('workbench');
    ours.protocol.unhandle('app');
    ours.protocol.handle('app', async request => {
      const { pathname, search } = new URL(request.url);
      const answer = await fetch(`${address}${pathname}${search}`, {
        headers: { accept: request.headers.get('accept') ?? '*/*' },
      });
      return new Response(answer.body, {
        status: answer.status,
        headers: { 'content-type': answer.headers.get('content-type') ?? 'text/plain', 'cache-control': 'no-store' },
      });
    });
    const news = address.replace('http:', 'ws:');
    ours.webRequest.onBeforeRequest(({ url }, answer) =>
      answer({ cancel: !/^(app:\/\/workbench\/|blob:|data:|devtools:)/.test(url) && !url.startsWith(`${news}/`) }),
    );
  }, server);
}

/** From the entrance to the unlocked demonstration, which is made the first time. */
async function openDemonstration(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demonstration' }).click();
  await page.getByLabel('Passphrase').fill(demonstrationPassphrase, { timeout: 0 });
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** Opens the application on the pages of the server, with the demonstration unlocked. */
async function openWindow(server: string, profile: string, args: readonly string[]): Promise<ElectronApplication> {
  const application = await _electron.launch({
    args: [
      '--log-level=3',
      ...(hasDisplay() ? [] : ['--disable-gpu']),
      projectFolder,
      `--user-data-dir=${profile}`,
      ...args,
    ],
    cwd: projectFolder,
    chromiumSandbox: process.getuid?.() !== 0,
    env: {
      ...(process.env as Record<string, string>),
      CSAF_TEST_ENGINE: `node:${path.join(projectFolder, 'electron', 'engine', 'entry.ts')}`,
    },
  });
  const page = await application.firstWindow();
  await takePagesFrom(application, server);
  await page.reload();
  await openDemonstration(page);
  return application;
}

/** Calls back once for each save under the folders, with the files that were saved. */
function followFiles(folders: readonly string[], saved: (files: readonly string[]) => void): void {
  let files: string[] = [];
  for (const folder of folders)
    fs.watch(path.join(projectFolder, folder), { recursive: true }, (_event, name) => {
      if (files.length === 0)
        setTimeout(() => {
          const all = files;
          files = [];
          saved(all);
        }, oneSave);
      files.push(path.join(folder, name ?? ''));
    });
}

/** What runs from its sources needs no build. */
const isBuilt = (file: string): boolean => !/^(electron[\\/](engine|cli|runtime)|resources)[\\/]/.test(file);

/** Ends a program with all that it started: what still ran would write into a folder that is being deleted. */
function endAtOnce(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** A folder of this run's own for the demonstration and for what the application keeps. */
function temporaryProfile(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-dev-'));
}

/**
 * Keeps one window open on the pages of `server`: has it started anew, after a build where one is needed, when something
 * else than a page was saved; ends when a person closes it.
 */
function keepOpen(server: string, args: readonly string[]): void {
  const profile = temporaryProfile();
  let application: ElectronApplication | null = null;
  let isStarting = false;
  let changed: readonly string[] = [];
  process.on('exit', () => {
    endAtOnce(application?.process().pid);
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));

  async function start(): Promise<void> {
    isStarting = true;
    try {
      await application?.close();
      if (changed.some(isBuilt)) buildIfNeeded();
      changed = [];
      application = await openWindow(server, profile, args);
      application.on('close', () => {
        if (!isStarting) process.exit(0);
      });
      say('The window shows what is saved.');
    } catch (error) {
      // What was saved last may not be whole; the next save tries again.
      application = null;
      say(error instanceof Error ? error.message : String(error));
    }
    isStarting = false;
    if (changed.length > 0) await start();
  }

  followFiles(['electron', 'shared', 'resources'], files => {
    say(`Saved: ${[...new Set(files)].join(', ')}. The application starts again.`);
    changed = [...changed, ...files];
    if (!isStarting) void start();
  });
  void start();
}

async function develop(args: readonly string[]): Promise<void> {
  const virtual = !hasDisplay();
  ensureSystemPackages({ screen: virtual });
  const executable = await resolveElectron();
  // The driver holds the application back until it listens only where it looks for Electron by itself, in this folder.
  if (process.platform === 'linux') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = path.dirname(executable);
  buildIfNeeded();
  if (virtual) {
    const display = await startVirtualDisplay();
    process.env['DISPLAY'] = display.name;
    say(`There is no screen here, so the window opens on a virtual one (${display.name}).`);
  }
  keepOpen(await servePages(), args);
}

await develop(process.argv.slice(2));
