import { copyFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { done, launch } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';

/** What stands on the wall belongs to the workspace that is open, and the wall takes nobody's commands away. */
let window: Launched;
let folder: string;
let other: string;
let frozen: number;

const heading = 'Referrals are counted by district';

withWindow(
  'wall',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    other = path.join(folder, 'Other.csaf');
    copyFileSync(path.join(window.userData, 'Demonstration.csaf'), other);
    const { id } = await ask(window, 'briefing.save', {
      deck: {
        name: 'For the wall',
        template: null,
        audience: 'board',
        organisation: '',
        marking: 'OFFICIAL',
        slides: [
          { id: 'one', layout: 'text', title: heading, narrative: 'A fact.', notes: 'Say it slowly.', pin: null },
        ],
      },
    });
    frozen = (await ask(window, 'briefing.freeze', { id })).id;
  },
);

/** Presents the briefing as its page does, and gives the window on the wall. */
async function present(): Promise<Page> {
  const { page, app } = window;
  await page.evaluate(id => {
    location.hash = `#/briefings/${encodeURIComponent(JSON.stringify({ frozen: id }))}`;
  }, frozen);
  const opening = app.waitForEvent('window');
  await page.locator('.page-actions').getByRole('button', { name: 'Present', exact: true }).click();
  const wall = await opening;
  await wall.getByText(heading).waitFor();
  await page.getByRole('heading', { name: 'Presenting For the wall' }).waitFor();
  return wall;
}

async function unlock(): Promise<void> {
  const { page } = window;
  await page.getByLabel('Passphrase').fill('demonstration');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

const reopen = async (): Promise<void> => {
  await window.page.getByRole('button', { name: 'Open the demonstration' }).click();
  await unlock();
};

/** Lets the window on the wall have the focus, as after a click on it. */
const focusWall = (): Promise<void> =>
  done(
    window.app.evaluate(({ BrowserWindow }) => {
      const wall = BrowserWindow.getAllWindows().find(one => one.webContents.getURL().includes('#/present/'));
      // A screen without a window manager gives the focus to nobody.
      BrowserWindow.getFocusedWindow = () => (wall?.isDestroyed() ? null : (wall ?? null));
    }),
  );

const expectEnd = async (wall: Page): Promise<void> => {
  await expect.poll(() => wall.isClosed()).toBe(true);
  expect((await ask(window, 'present.state', {})).frozen).toBe(null);
};

describe('the wall shows nothing of a workspace that is not open', () => {
  test('it is locked by the person, by the computer, and left', async () => {
    const { page } = window;
    for (const lock of [
      () => window.command('lock'),
      () => done(window.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))),
      () => done(window.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))),
    ]) {
      const wall = await present();
      await lock();
      await page.getByRole('heading', { name: /^Unlock / }).waitFor();
      await expectEnd(wall);
      expect(await page.locator('body').innerText()).not.toContain(heading);
      await unlock();
      expect(await page.getByRole('heading', { name: /^Presenting/ }).count()).toBe(0);
    }
    const wall = await present();
    await window.command('close-workspace');
    await page.getByRole('button', { name: 'Open a workspace…' }).waitFor();
    await expectEnd(wall);
    await reopen();
  });

  test('what is half noted beside it is there when it is presented again', async () => {
    const { page } = window;
    const wall = await present();
    await page.getByLabel('What was decided').fill('Half of a deci');
    await page.getByLabel('Owner').fill('Coordin');
    await window.command('lock');
    await page.getByRole('heading', { name: /^Unlock / }).waitFor();
    await expectEnd(wall);
    await unlock();
    const again = await present();
    expect(await page.getByLabel('What was decided').inputValue()).toBe('Half of a deci');
    expect(await page.getByLabel('Owner').inputValue()).toBe('Coordin');
    await page.getByLabel('What was decided').fill('');
    await page.getByLabel('Owner').fill('');
    await window.command('lock');
    await page.getByRole('heading', { name: /^Unlock / }).waitFor();
    await expectEnd(again);
    await unlock();
  });

  test('another is opened in its place', async () => {
    const { page } = window;
    const wall = await present();
    window.answerDialogs({ 'files.choose': { 'open-workspace': [other] } });
    const [file] = await ask(window, 'files.choose', { purpose: 'open-workspace' });
    await ask(window, 'workspace.open', { file: file!.grant, passphrase: 'demonstration' });
    await expectEnd(wall);
    await page.getByText('Other.csaf', { exact: true }).first().waitFor();
    expect(await page.locator('body').innerText()).not.toContain(heading);
    await window.command('close-workspace');
    await reopen();
  });

  test('the data engine ends', async () => {
    const wall = await present();
    await window.killEngine();
    await expectEnd(wall);
    expect(await window.page.locator('body').innerText()).not.toContain(heading);
    await window.page.getByRole('button', { name: 'Open the demonstration' }).waitFor();
    await reopen();
  });
});

describe('while the wall has the focus', () => {
  test('every command does what it does', async () => {
    const { page } = window;
    const wall = await present();
    await focusWall();
    await window.command('go-explore');
    await page.getByRole('button', { name: 'District, in rows' }).waitFor();
    await window.command('palette');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(wall.isClosed()).toBe(false);
    await window.command('lock');
    await page.getByRole('heading', { name: /^Unlock / }).waitFor();
    await expectEnd(wall);
    await unlock();
  });
});

test('the wall does not stay behind the main window', async () => {
  const wall = await present();
  const gone = window.app.waitForEvent('close');
  await done(
    window.app.evaluate(({ BrowserWindow }) => {
      const main = BrowserWindow.getAllWindows().find(one => !one.webContents.getURL().includes('#/present/'));
      main!.close();
    }),
  );
  await gone;
  expect(wall.isClosed()).toBe(true);
  window = await launch();
});
