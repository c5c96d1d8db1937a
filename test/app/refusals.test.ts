import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';

/** What cannot be done says why, and leaves a person where they can go on. */
let window: Launched;
let folder: string;

withWindow(
  'refusals',
  () => window,
  (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
  },
);

/** Lets a call take as long as it does on a slow disk. */
async function slowly(method: string): Promise<void> {
  await window.app.evaluate(({ ipcMain }, slow) => {
    type Answers = (event: unknown, message: { readonly method: string }) => unknown;
    const { ['_invokeHandlers']: handlers } = ipcMain as unknown as Record<'_invokeHandlers', Map<string, Answers>>;
    const answers = handlers.get('workbench:call')!;
    handlers.set('workbench:call', async (event, message) => {
      if (message.method === slow) await new Promise(resolve => setTimeout(resolve, 1500));
      return answers(event, message);
    });
  }, method);
}

describe('a file that cannot be written', () => {
  test.each([
    ['a name of 274 letters', `${'n'.repeat(270)}.csv`, /has a name that is too long for this disk/],
    ['a folder that is not there', path.join('missing', 'table.csv'), /its folder is not there/],
  ])('is refused with its reason: %s', async (_, name, reason) => {
    window.answerDialogs({ 'files.save': { export: path.join(folder, name) } });
    await window.command('export');
    await window.page.getByText(reason).waitFor();
    expect(await window.page.locator('body').innerText()).not.toContain('Something went wrong');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves the focus in the dialog that asked for it, so that Escape closes it', async () => {
    const { page } = window;
    const { id } = await ask(window, 'briefing.save', {
      deck: {
        name: 'For the bag',
        template: null,
        audience: 'board',
        organisation: '',
        marking: 'OFFICIAL',
        slides: [{ id: 'one', layout: 'text', title: 'Words', narrative: '', notes: '', pin: null }],
      },
    });
    await ask(window, 'briefing.freeze', { id });
    await page.evaluate(deck => {
      location.hash = `#/briefings/${encodeURIComponent(JSON.stringify({ id: deck }))}`;
    }, id);
    await page.getByRole('button', { name: 'Leave behind' }).click();
    await page.getByRole('menuitem', { name: 'Presenter copy…' }).click();
    const dialog = page.getByRole('dialog');
    for (const label of ['Passphrase of the copy', 'The same again'])
      await dialog.getByLabel(label).fill('a bag of my own');
    window.answerDialogs({ 'files.save': { export: path.join(folder, 'missing', 'copy.csaf') } });
    await slowly('briefing.presenter-copy');
    await dialog.getByRole('button', { name: 'Write the copy' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText(/its folder is not there/).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null))
      .toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });
});

describe('a table of which it is not known whether it was written', () => {
  test('counts as given out until a person says, twice, that nobody got it', async () => {
    const { page } = window;
    const file = path.join(window.userData, 'Demonstration.csaf');
    await window.command('close-workspace');
    await page.getByRole('button', { name: 'Open the demonstration' }).waitFor();
    const workspace = await openWorkspace(file, 'demonstration');
    await workspace.write(store => {
      for (const name of ['Lost on the way', 'Left in time'])
        store.run(
          `INSERT INTO release (name, purpose, released_at, released_by, audience, dataset, data_version, rules_version)
           VALUES (?, 'a check', '2018-01-10T09:00:00.000Z', 'tester', 'board', 'referrals', 1, 1)`,
          name,
        );
    });
    await workspace.close();
    await page.getByRole('button', { name: 'Open the demonstration' }).click();
    await page.getByLabel('Passphrase').fill('demonstration');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await window.command('rules');
    const unknown = page.getByRole('region', { name: 'Not known whether it was written' });
    const line = (name: string) => unknown.getByRole('listitem').filter({ hasText: name });
    await line('Lost on the way').getByRole('button', { name: 'It was not…' }).click();
    expect(await faultsOf(page)).toEqual([]);
    expect((await ask(window, 'disclosure.releases', {})).filter(one => one.voidAt !== null)).toEqual([]);
    await line('Lost on the way').getByRole('button', { name: 'Nobody got it' }).click();
    await expect.poll(() => line('Lost on the way').count()).toBe(0);
    await line('Left in time').getByRole('button', { name: 'It was written' }).click();
    await expect.poll(() => unknown.count()).toBe(0);
    const settled = await ask(window, 'disclosure.releases', {});
    expect(settled.map(one => [one.name, one.voidAt === null, one.writtenAt === null]).slice(0, 2)).toEqual([
      ['Left in time', true, false],
      ['Lost on the way', false, true],
    ]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });
});

describe('another workspace, while one is open', () => {
  test('is opened from the menu: the one that was open is left as it should be', async () => {
    const { page } = window;
    const other = path.join(folder, 'Other.csaf');
    copyFileSync(path.join(window.userData, 'Demonstration.csaf'), other);
    await window.command('go-explore');
    await page.getByRole('button', { name: 'File', exact: true }).click();
    for (const name of [/^Open workspace…/, /^New workspace…/, /^Open the demonstration/])
      expect(await page.getByRole('menuitem', { name }).getAttribute('aria-disabled')).toBe(null);
    // Who chooses no file stays where they are.
    await page.getByRole('menuitem', { name: /^Open workspace…/ }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    window.answerDialogs({ 'files.choose': { 'open-workspace': [other] } });
    await window.command('open-workspace');
    await page.getByRole('heading', { name: 'Unlock Other.csaf' }).waitFor();
    expect((await ask(window, 'workspace.state', {})).state).toBe('none');
    await page.getByLabel('Passphrase').fill('demonstration');
    await page.keyboard.press('Enter');
    await page.getByText('Other.csaf', { exact: true }).first().waitFor();
    await window.command('open-demonstration');
    await page.getByRole('heading', { name: 'Unlock Demonstration.csaf' }).waitFor();
    await page.getByLabel('Passphrase').fill('demonstration');
    await page.keyboard.press('Enter');
    await page.getByText('Demonstration.csaf', { exact: true }).first().waitFor();
    window.answerDialogs({ 'files.save': { 'new-workspace': path.join(folder, 'New.csaf') } });
    await window.command('new-workspace');
    await page.getByRole('dialog').waitFor();
    expect((await ask(window, 'workspace.state', {})).state).toBe('none');
  });
});
