import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { _electron } from 'playwright';
import { onTestFailed } from 'vitest';
import type { ElectronApplication, Page } from 'playwright';
import { projectFolder } from '../../electron/runtime/folders.ts';
import type { Answer } from '../../shared/contract/fault.ts';
import type { InputOf, MethodName, OutputOf } from '../../shared/contract/index.ts';

/** What the next dialogs answer, by method and purpose: paths for `files.choose`, one path for `files.save`. */
export interface DialogAnswers {
  readonly 'files.choose'?: Readonly<Record<string, readonly string[]>>;
  readonly 'files.save'?: Readonly<Record<string, string>>;
}

export interface LaunchOptions {
  /** Keeps a profile between two launches; without it each launch has a new one, deleted by `close`. */
  readonly userData?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `engines/echo.cjs` in the place of the engine, started this way. */
  readonly echo?: 'node' | 'utility-process';
  readonly dialogs?: DialogAnswers;
  /** Whether the standing tables are worked out in the background, which takes a processor for a minute. */
  readonly standingTables?: 'by-themselves';
  /** For tests that provoke them: `close` then does not fail on console errors and refused content. */
  readonly expectTrouble?: boolean;
}

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** A folder for this launch's files; deleted by `close`. */
  readonly scratch: string;
  /** Errors that pages printed, refused content among them. */
  readonly errors: readonly string[];
  /** Every address that a page asked for outside the application. */
  readonly foreignRequests: readonly string[];
  /** Calls the application as the page would. */
  call<N extends MethodName>(method: N, input: InputOf<N>): Promise<Answer<OutputOf<N>>>;
  answerDialogs(answers: DialogAnswers): void;
  /**
   * Begins to note what pages ask for. What it answers waits until nothing more is asked, and gives the methods that were
   * asked for since the last time, in their order.
   */
  noteQuestions(): Promise<() => Promise<readonly string[]>>;
  /** Picks an item of the application's menu by its command. */
  command(id: string): Promise<void>;
  /** What the system's clipboard holds now. */
  clipboard(): Promise<{ readonly text: string; readonly html: string }>;
  enginePid(): Promise<number>;
  /** `kill -9` on the engine's process. */
  killEngine(): Promise<void>;
  /** Ends the application. Throws when a page printed an error, broke the content policy or asked for the network. */
  close(): Promise<void>;
}

/** A profile in which the standing tables are worked out when somebody asks for it; one that has preferences keeps them. */
function preferToAsk(userData: string): void {
  const file = path.join(userData, 'preferences.json');
  if (existsSync(file)) return;
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ standingTables: 'when-asked' }), { mode: 0o600 });
}

const echoEngine = path.join(import.meta.dirname, 'engines', 'echo.cjs');

/** Starts the built application as a person would, on a virtual screen and with a profile of its own. */
export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const userData = options.userData ?? path.join(scratch, 'profile');
  const dialogs = path.join(scratch, 'dialogs.json');
  const answerDialogs = (answers: DialogAnswers): void => writeFileSync(dialogs, JSON.stringify(answers));
  answerDialogs(options.dialogs ?? {});
  if (options.standingTables !== 'by-themselves') preferToAsk(userData);

  const app = await _electron.launch({
    // A virtual screen has no graphics card, and a graphics process that dies at start can hold a page back for good.
    args: ['--disable-gpu', projectFolder, `--user-data-dir=${userData}`, ...(options.args ?? [])],
    cwd: projectFolder,
    // Chromium's sandbox refuses to start as root, which is what a build machine often runs as.
    chromiumSandbox: process.getuid?.() !== 0,
    env: {
      ...(process.env as Record<string, string>),
      CSAF_TEST_DIALOGS: dialogs,
      ...(options.echo ? { CSAF_TEST_ENGINE: `${options.echo}:${echoEngine}` } : {}),
      ...options.env,
    },
  });

  const errors: string[] = [];
  const foreignRequests: string[] = [];
  app.context().on('console', message => {
    if (message.type() === 'error') errors.push(message.text());
  });
  app.context().on('weberror', error => errors.push(String(error.error())));
  app.context().on('request', request => {
    if (!/^(app:\/\/workbench\/|blob:|data:)/.test(request.url())) foreignRequests.push(request.url());
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('domcontentloaded');

  async function enginePid(): Promise<number> {
    const pid = await app.evaluate(({ app: electronApp }) => {
      const utility = electronApp.getAppMetrics().find(one => one.name === 'CSAF data engine');
      return utility?.pid ?? null;
    });
    return pid ?? childPid(app.process().pid ?? 0);
  }

  return {
    app,
    page,
    userData,
    scratch,
    errors,
    foreignRequests,
    answerDialogs,
    enginePid,
    clipboard: () =>
      app.evaluate(async ({ clipboard }) => {
        // Older Electrons answer at once, newer ones later.
        const board = clipboard as unknown as { readText(): string | Promise<string>; readHTML?(): string };
        return { text: await board.readText(), html: board.readHTML?.() ?? '' };
      }),
    call: (method, input) =>
      page.evaluate(
        ([name, given]) =>
          (window as unknown as { workbench: { call(n: string, i: unknown): Promise<never> } }).workbench.call(
            name,
            given,
          ),
        [method as string, input as unknown] as const,
      ),
    noteQuestions: () => questionsOf(app),
    command: id =>
      done(app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id)),
    async killEngine() {
      process.kill(await enginePid(), 'SIGKILL');
    },
    async close() {
      await app.close();
      rmSync(scratch, { recursive: true, force: true });
      if (options.expectTrouble) return;
      const trouble = [...errors, ...foreignRequests.map(address => `asked for ${address}`)];
      if (trouble.length > 0)
        throw new Error(`The window printed or asked for what it must not:\n${trouble.join('\n')}`);
    },
  };
}

const quietFor = 1200;

async function questionsOf(app: ElectronApplication): Promise<() => Promise<readonly string[]>> {
  await app.evaluate(({ ipcMain }) => {
    type Answers = (event: unknown, message: { readonly method: string }) => Promise<unknown>;
    // Electron tells nobody what is asked; where it keeps who answers is no part of its interface.
    const { ['_invokeHandlers']: handlers } = ipcMain as unknown as Record<'_invokeHandlers', Map<string, Answers>>;
    const answers = handlers.get('workbench:call')!;
    const noted = { asked: [] as string[], under: 0 };
    Object.assign(globalThis, { noted });
    handlers.set('workbench:call', async (event, message) => {
      noted.asked.push(message.method);
      noted.under += 1;
      try {
        return await answers(event, message);
      } finally {
        noted.under -= 1;
      }
    });
  });
  const look = () =>
    app.evaluate(() => {
      const { noted } = globalThis as unknown as { noted: { asked: string[]; under: number } };
      return { asked: [...noted.asked], under: noted.under };
    });
  let given = 0;
  return async () => {
    for (let before = await look(), since = Date.now(); ;) {
      await new Promise(resolve => setTimeout(resolve, 100));
      const now = await look();
      if (now.under > 0 || now.asked.length > before.asked.length) since = Date.now();
      before = now;
      if (Date.now() - since < quietFor) continue;
      const fresh = now.asked.slice(given);
      given = now.asked.length;
      return fresh;
    }
  };
}

/** The engine is the one child of the application that is a Node. */
async function childPid(parent: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const { readdirSync } = await import('node:fs');
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${name}/cmdline`, 'latin1').catch(() => '');
    if (status.includes(`PPid:\t${parent}\n`) && command.includes('/bin/node\0')) return Number(name);
  }
  throw new Error('The engine does not run.');
}

/**
 * Waits for something that the main process was told to do and that answers nothing. Under load the driver now and then
 * loses sight of such an answer after the work was done ("promise was garbage collected"); that is no failure of ours.
 */
export async function done(told: Promise<unknown>): Promise<void> {
  try {
    await told;
  } catch (error) {
    if (!String(error).includes('garbage collected')) throw error;
  }
}

/** What a machine finds against WCAG 2.2 on the page as it stands; empty when nothing. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`,
  );
}

/** What the person would have seen when a test failed, as a file in `test-results`. */
export function keepPictureOfFailure(page: () => Page, suite: string): void {
  onTestFailed(async ({ task }) => {
    await page().screenshot({
      path: path.join('test-results', `${suite}-${task.name.slice(0, 40).replaceAll(/\W+/g, '-')}.png`),
    });
  });
}

/** From the first run to the unlocked demonstration, as a person goes there. */
export async function openDemonstration(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demonstration' }).click();
  await page.getByLabel('Passphrase').fill('demonstration');
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: '834', exact: true }).waitFor();
}
