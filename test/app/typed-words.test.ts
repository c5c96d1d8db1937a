import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { faultsOf, launch } from './harness.ts';
import type { Launched } from './harness.ts';
import { nothingFirst, withWindow } from './with-window.ts';

/** Words that somebody typed are lost by no lock, no closed window and no slip of a key. */
let window: Launched;
let folder: string;
let file: string;
const profile = () => path.join(folder, 'profile');

withWindow(
  'words',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    file = path.join(folder, 'Here.csaf');
    const { page } = window;
    await page.getByRole('button', { name: 'Open the demonstration' }).click();
    await page.getByText('Its passphrase is').waitFor({ timeout: 40_000 });
    copyFileSync(path.join(profile(), 'Demonstration.csaf'), file);
    await page.getByRole('button', { name: 'Another workspace' }).click();
    await open();
  },
  { first: nothingFirst, ownProfile: true, patience: 10_000 },
);

/** What one test left open does not stand in the way of the next. */
beforeEach(async () => {
  for (let open = await dialog().count(); open > 0; open = await dialog().count()) {
    await window.page.keyboard.press('Escape');
    await window.page.waitForTimeout(300);
  }
});

async function unlock(): Promise<void> {
  const { page } = window;
  await page.getByLabel('Passphrase').fill('demonstration');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

async function open(): Promise<void> {
  window.answerDialogs({ 'files.choose': { 'open-workspace': [file] } });
  await window.page.getByRole('button', { name: 'Open a workspace…' }).click();
  await window.page.getByRole('heading', { name: 'Unlock Here.csaf' }).waitFor();
  await unlock();
}

async function lockAndUnlock(): Promise<void> {
  await window.command('lock');
  await window.page.getByRole('heading', { name: /^Unlock / }).waitFor();
  await unlock();
}

async function closeAndStart(): Promise<void> {
  await window.close();
  window = await launch({ userData: profile() });
  window.page.setDefaultTimeout(15_000);
  await open();
}

const rail = (name: string) => window.page.getByRole('link', { name, exact: true }).click();
const dialog = () => window.page.getByRole('dialog');
const field = (label: string) => dialog().getByLabel(label, { exact: true });

/** Types words by the labels of fields, leaves by a lock and by the Escape key, and answers which were not there again. */
async function lostOf(
  words: Readonly<Record<string, string>>,
  comeBack: () => Promise<unknown>,
): Promise<readonly string[]> {
  const lost: string[] = [];
  const { page } = window;
  const show = async () => {
    if ((await dialog().count()) === 0) await comeBack();
    await dialog().waitFor();
  };
  await comeBack();
  await dialog().waitFor();
  for (const [label, said] of Object.entries(words)) await field(label).fill(said);
  for (const leave of [lockAndUnlock, () => page.keyboard.press('Escape')]) {
    await leave();
    // A dialog that opens again by itself does so when its page is there; one that closes is gone by then.
    await page.waitForTimeout(600);
    await show();
    for (const [label, said] of Object.entries(words)) if ((await field(label).inputValue()) !== said) lost.push(label);
    await dialog().getByText('Here is what you had written and not saved.').waitFor();
  }
  expect(await faultsOf(page)).toEqual([]);
  // Who cancels wants none of it.
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => dialog().count()).toBe(0);
  await comeBack();
  for (const [label, said] of Object.entries(words))
    if ((await field(label).inputValue()) === said) lost.push(`${label}, which stayed`);
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => dialog().count()).toBe(0);
  return lost;
}

const explore = async () => {
  await rail('Explore');
  await window.page.getByRole('button', { name: 'District, in rows' }).waitFor();
};

describe('what is typed in a dialog', () => {
  test('Save this view', async () => {
    await explore();
    const words = { Name: 'For the December board', Note: 'As the chair asked.' };
    expect(await lostOf(words, () => window.command('save'))).toEqual([]);
  });

  test('New measure', async () => {
    await explore();
    const words = { Name: 'Beyond the first', Expression: '(rows - children) / ro' };
    const show = () => window.page.getByRole('button', { name: 'New measure' }).click();
    expect(await lostOf(words, show)).toEqual([]);
  });

  test('Add to a briefing', async () => {
    await explore();
    const words = { 'Name of the briefing': 'The December meeting', 'Title of the slide': 'Stafford asks' };
    expect(await lostOf(words, () => window.command('pin'))).toEqual([]);
  });

  test('How briefings look', async () => {
    await rail('Briefings');
    const words = { Organisation: 'The county forum', Marking: 'OFFICIAL' };
    const show = () => window.page.getByRole('button', { name: 'How briefings look' }).click();
    expect(await lostOf(words, show)).toEqual([]);
  });

  test('a line of the plan', async () => {
    await rail('Actions');
    const show = () => window.page.getByRole('button', { name: 'Add a line' }).first().click();
    expect(await lostOf({ 'What is to be done': 'Ask the licensing lead for' }, show)).toEqual([]);
  });

  test('the correction of a row that was set aside', async () => {
    const { page } = window;
    const returned = path.join(folder, 'referral_police_2017-18_Q3.csv');
    writeFileSync(
      returned,
      'child_reference,referred_on,agency,area,age,sex\nCH-990002,on a rainy day,police,E07000192,15,female\n',
    );
    window.answerDialogs({ 'files.choose': { import: [returned] } });
    await rail('Data');
    await page.getByRole('button', { name: 'Choose files…' }).click();
    await page.getByRole('article', { name: /^Report on/ }).waitFor();
    await page.getByRole('tab', { name: /^Rows set aside/ }).click();
    const show = () =>
      page
        .getByRole('row', { name: /rainy day/ })
        .getByRole('button', { name: 'Correct', exact: true })
        .click();
    await show();
    const label = (await dialog().locator('label').first().innerText()).trim();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(await lostOf({ [label]: '2017-10-0' }, show)).toEqual([]);
  });
});

describe('the window as it was left', () => {
  const searchFields = (): Locator => window.page.getByRole('searchbox', { name: /^Search \d+ fields$/ });

  test('the search over fields, and a dialog, after a lock', async () => {
    await explore();
    await searchFields().fill('sex');
    await lockAndUnlock();
    await searchFields().waitFor();
    expect(await searchFields().inputValue()).toBe('sex');
  });

  test('Explore with its words, and the map, when the window was closed and the application started again', async () => {
    const { page } = window;
    await rail('Map');
    await page.getByRole('button', { name: /Layer$/ }).click();
    await page.getByRole('option', { name: 'Areas', exact: true }).click();
    await page.getByRole('button', { name: /^Areas.*Layer/ }).waitFor();
    await explore();
    await searchFields().fill('');
    await page.getByRole('button', { name: 'Sex: place' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Add to rows' }).click();
    await page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
    await window.command('save');
    await field('Name').fill('Said before the window went');
    await closeAndStart();
    await dialog().waitFor();
    expect(await field('Name').inputValue()).toBe('Said before the window went');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await window.page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
    await rail('Map');
    await window.page.getByRole('button', { name: /^Areas.*Layer/ }).waitFor();
  });
});
