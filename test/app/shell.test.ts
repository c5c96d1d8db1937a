import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../shared/contract/fault.ts';
import type { FileGrant } from '../../shared/contract/shell.ts';
import { commands } from '../../shared/model/command.ts';
import { launch } from './harness.ts';
import type { Launched } from './harness.ts';

let window: Launched;

beforeAll(async () => {
  window = await launch({ echo: 'node' });
});
afterAll(() => window.close());

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.fault.message);
  return answer.value;
}

describe('files', () => {
  test('chosen files become grants with a name and a size, never a path', async () => {
    const file = path.join(window.scratch, 'referrals.csv');
    writeFileSync(file, 'a,b\n');
    window.answerDialogs({ 'files.choose': { import: [file] } });
    const [chosen] = valueOf(await window.call('files.choose', { purpose: 'import' }));
    expect(chosen).toEqual({ grant: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'referrals.csv', bytes: 4 });
    const imported = await window.call('intake.import', { files: [chosen!.grant] });
    expect(imported).toMatchObject({ value: { input: { files: [file] } } });
  });

  test('a dialog that is cancelled answers nothing', async () => {
    window.answerDialogs({});
    expect(valueOf(await window.call('files.choose', { purpose: 'import' }))).toEqual([]);
    expect(
      valueOf(await window.call('files.save', { purpose: 'export', suggested: 'x', extension: 'csv' })),
    ).toBeNull();
  });

  test('a chosen place to save becomes a grant to write', async () => {
    const file = path.join(window.scratch, 'template.csv');
    window.answerDialogs({ 'files.save': { export: file } });
    const saved = valueOf(
      await window.call('files.save', { purpose: 'export', suggested: 'template', extension: 'csv' }),
    );
    const written = await window.call('intake.template', { type: 'x', format: 'csv', file: saved!.grant });
    expect(written).toMatchObject({ value: { input: { file } } });
  });

  test('files that the page was handed by the person are known by their names', async () => {
    const file = path.join(window.scratch, 'dropped.csv');
    writeFileSync(file, 'a\n1\n');
    await window.page.evaluate(() => {
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', id: 'drop-test', multiple: true });
      document.body.append(input);
    });
    await window.page.setInputFiles('#drop-test', file);
    const answer = await window.page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('#drop-test')!;
      const made = new File(['x'], 'made-by-the-page.csv');
      const files = [...input.files!, made];
      input.remove();
      return (
        globalThis as unknown as { workbench: { call(n: string, i: unknown, f: File[]): Promise<never> } }
      ).workbench.call('files.dropped', {}, files);
    });
    expect(answer).toMatchObject({ ok: true, value: [{ name: 'dropped.csv', bytes: 4 }] });
    const [dropped] = valueOf(answer as Answer<readonly FileGrant[]>);
    expect(await window.call('intake.import', { files: [dropped!.grant] })).toMatchObject({
      value: { input: { files: [file] } },
    });
  });
});

test('a table that the engine gives out reaches the clipboard, and a page can put nothing else there', async () => {
  await window.call('clipboard.table', { description: { dataset: 'referrals', values: [{ measure: 'rows' }] } });
  const own = await window.call('cube.copy', { description: { dataset: 'referrals', values: [{ measure: 'rows' }] } });
  expect(own).toMatchObject({ ok: false, fault: { code: 'refused' } });
  const clip = await window.app.evaluate(async ({ clipboard }) => await clipboard.readText());
  expect(clip).toBe('20\t18');
});

describe('the menu', () => {
  test('holds every command with its keys, and is out of sight', async () => {
    const items = await window.app.evaluate(({ Menu, BrowserWindow }) => ({
      keys: Object.fromEntries(
        (Menu.getApplicationMenu()?.items ?? []).flatMap(menu =>
          (menu.submenu?.items ?? []).filter(item => item.id).map(item => [item.id, item.accelerator ?? null]),
        ),
      ),
      seen: BrowserWindow.getAllWindows()[0]?.isMenuBarVisible(),
    }));
    expect(items.seen).toBe(process.platform === 'darwin');
    for (const command of commands)
      expect(items.keys[command.id]).toBe(command.keys?.replace('Ctrl', 'CmdOrCtrl') ?? null);
  });

  test('tells the page of a command, and enables those that need a workspace only while one is open', async () => {
    await window.page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      (globalThis as unknown as { workbench: { subscribe(l: (e: unknown) => void): void } }).workbench.subscribe(
        event => heard.push(event),
      );
    });
    const enabled = () =>
      window.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('import')?.enabled);
    expect(await enabled()).toBe(false);
    await window.call('workspace.unlock', { passphrase: 'x' });
    expect(await enabled()).toBe(true);
    await window.command('import');
    await expect
      .poll(() => window.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard))
      .toContainEqual({ name: 'command', command: 'import' });
  });
});

describe('what is remembered on this computer', () => {
  test('preferences, recent workspaces and the place of the window outlive the application', async () => {
    const home = path.join(os.tmpdir(), `workbench-profile-${process.pid}`);
    mkdirSync(home);
    const file = path.join(home, 'county.csaf');
    writeFileSync(file, '');
    const userData = path.join(home, 'profile');

    const first = await launch({ echo: 'node', userData, dialogs: { 'files.save': { 'new-workspace': file } } });
    await first.call('preferences.write', { theme: 'dark', lockAfterMinutes: 5 });
    const place = valueOf(
      await first.call('files.save', { purpose: 'new-workspace', suggested: 'county', extension: 'csaf' }),
    );
    await first.call('workspace.create', { file: place!.grant, passphrase: 'x' });
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1100, height: 760 }),
    );
    await first.close();

    const second = await launch({ echo: 'node', userData });
    expect(valueOf(await second.call('preferences.read', {}))).toEqual({
      theme: 'dark',
      textScale: 1,
      lockAfterMinutes: 5,
      standingTables: 'when-asked',
    });
    const [recent] = valueOf(await second.call('workspaces.recent', {}));
    expect(recent).toMatchObject({ name: 'Echo', folder: home, demonstration: false, missing: false });
    const bounds = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    );
    expect(bounds).toMatchObject({ width: 1100, height: 760 });
    const opened = await second.call('workspace.open', { file: recent!.grant, passphrase: 'x' });
    expect(opened).toMatchObject({ value: { input: { file } } });
    await second.call('workspaces.forget', { grant: recent!.grant });
    expect(valueOf(await second.call('workspaces.recent', {}))).toEqual([]);
    await second.close();

    if (process.platform !== 'win32') {
      expect(statSync(path.join(userData, 'preferences.json')).mode & 0o777).toBe(0o600);
      expect(statSync(path.join(userData, 'logs')).mode & 0o777).toBe(0o700);
      expect(statSync(userData).mode & 0o777).toBe(0o700);
    }
    rmSync(home, { recursive: true });
  });
});

test('the demonstration that the command line asks for reaches the page once it listens', async () => {
  const asked = await launch({ echo: 'node', args: ['--demonstration'] });
  // The page does what a click on the same button does: it makes the demonstration and asks for its passphrase.
  const passphrase = asked.page.locator('input[type=password]');
  await expect.poll(() => passphrase.count(), { timeout: 15_000 }).toBe(1);
  await asked.close();
});
