import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { done, faultsOf, launch } from './harness.ts';
import type { Launched } from './harness.ts';
import { nothingFirst, withWindow } from './with-window.ts';

/**
 * What a window remembers belongs to the workspace that is open: nothing of it shows in another, nothing typed is lost, and
 * a person comes back to what was left.
 */
let window: Launched;
let folder: string;
/** Two workspaces with the same data; nobody has worked in either. */
let here: string;
let there: string;
const profile = () => path.join(folder, 'profile');

withWindow(
  'memory',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    [here, there] = [path.join(folder, 'Here.csaf'), path.join(folder, 'There.csaf')];
    const { page } = window;
    await page.getByRole('button', { name: 'Open the demonstration' }).click();
    await page.getByText('Its passphrase is').waitFor({ timeout: 40_000 });
    for (const file of [here, there]) copyFileSync(path.join(profile(), 'Demonstration.csaf'), file);
    await page.getByRole('button', { name: 'Another workspace' }).click();
    await open(here);
  },
  { first: nothingFirst, ownProfile: true },
);

async function unlock(): Promise<void> {
  const { page } = window;
  await page.getByLabel('Passphrase').fill('demonstration');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** From the entrance into a workspace. */
async function open(file: string): Promise<void> {
  window.answerDialogs({ 'files.choose': { 'open-workspace': [file] } });
  await window.page.getByRole('button', { name: 'Open a workspace…' }).click();
  await window.page.getByRole('heading', { name: `Unlock ${path.basename(file)}` }).waitFor();
  await unlock();
  await window.page.getByText(path.basename(file), { exact: true }).first().waitFor();
}

async function change(file: string): Promise<void> {
  await window.command('close-workspace');
  await open(file);
}

async function lockAndUnlock(): Promise<void> {
  await window.command('lock');
  await window.page.getByRole('heading', { name: /^Unlock / }).waitFor();
  await unlock();
}

/** Lets every save fail as it does on a full disk, or lets them through again. */
async function fullDisk(): Promise<(full: boolean) => Promise<void>> {
  await window.app.evaluate(({ ipcMain }) => {
    type Answers = (event: unknown, message: { readonly method: string }) => unknown;
    const { ['_invokeHandlers']: handlers } = ipcMain as unknown as Record<'_invokeHandlers', Map<string, Answers>>;
    const answers = handlers.get('workbench:call')!;
    handlers.set('workbench:call', (event, message) =>
      (globalThis as { diskIsFull?: boolean }).diskIsFull === true && message.method.endsWith('.save')
        ? { ok: false, fault: { code: 'disk', message: 'The disk is full.' } }
        : answers(event, message),
    );
  });
  return full => window.app.evaluate((_, is) => void Object.assign(globalThis, { diskIsFull: is }), full);
}

const rail = (name: string) => window.page.getByRole('link', { name, exact: true }).click();
const tab = (name: RegExp) => window.page.getByRole('tab', { name }).click();
const text = () => window.page.locator('body').innerText();

/** Begins an appraisal, saves it as the first of its workspace and changes an input of it to `range`. */
async function changedAppraisal(range: string): Promise<string> {
  const { page } = window;
  const model = await window.call('commissioning.model', {});
  if (!model.ok) throw new Error(model.fault.message);
  const input = model.value.inputs.find(one => one.format === 'money' && one.group === 'cost')!;
  await tab(/^Inputs/);
  await page.getByRole('button', { name: input.label, exact: true }).click();
  await page.getByRole('textbox', { name: input.label, exact: true }).fill(range);
  await page.keyboard.press('Enter');
  await page.locator('tr[data-chosen="true"]').getByText(range).waitFor();
  await page.getByText('· not saved').waitFor();
  return input.label;
}

async function newAppraisal(): Promise<void> {
  if ((await window.page.getByRole('button', { name: 'New appraisal' }).count()) === 0) await rail('Scenarios');
  await window.page.getByRole('button', { name: 'New appraisal' }).click();
  await window.page.getByText('What does it cost us each year?').waitFor();
}

const saveAppraisal = async () => {
  await window.command('save');
  await window.page.getByText('is saved in this workspace as version').waitFor();
};

describe('of one workspace nothing shows in another', () => {
  test('an appraisal that is not saved', async () => {
    const { page } = window;
    await newAppraisal();
    await saveAppraisal();
    await changedAppraisal('41,000 to 61,000');
    await change(there);
    await newAppraisal();
    await saveAppraisal();
    await page.getByText('· not saved').waitFor({ state: 'detached' });
    await tab(/^Inputs/);
    await page.getByRole('columnheader', { name: 'Value or range' }).waitFor();
    expect(await text()).not.toContain('41,000 to 61,000');
    // In its own it stands as it was left.
    await change(here);
    await page.locator('tr', { hasText: '41,000 to 61,000' }).waitFor();
    await page.getByText('· not saved').waitFor();
  });

  test('the report on an import, with what stood in its cells', async () => {
    const { page } = window;
    const file = path.join(folder, 'referral_police_2017-18_Q3.csv');
    writeFileSync(
      file,
      'child_reference,referred_on,agency,area,age,sex\nCH-990002,on a rainy day,police,E07000192,15,female\n',
    );
    window.answerDialogs({ 'files.choose': { import: [file] } });
    await rail('Data');
    await page.getByRole('button', { name: 'Choose files…' }).click();
    await page
      .getByRole('article', { name: /^Report on/ })
      .getByText('on a rainy day')
      .waitFor();
    await change(there);
    await rail('Data');
    await tab(/^Latest import/);
    await page.getByText('No import since the workspace was opened').waitFor();
    expect(await text()).not.toContain('rainy');
    await change(here);
    await rail('Data');
    await tab(/^Latest import/);
    await page.getByText('No import since the workspace was opened').waitFor();
    expect(await text()).not.toContain('rainy');
  });

  test('what was chosen on the map, in Explore and for whom; not in the address either, nor by going back', async () => {
    const { page } = window;
    await rail('Explore');
    await page.getByRole('button', { name: 'Sex: place' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Add to rows' }).click();
    await page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
    await rail('Map');
    await page.getByText('Significance:').waitFor();
    await page.getByRole('button', { name: /^Hot spots.*Layer/ }).click();
    await page.getByRole('option', { name: 'Clusters and outliers' }).click();
    await page.getByRole('button', { name: /^Clusters and outliers.*Layer/ }).waitFor();
    const areas = page.getByRole('grid', { name: 'Areas', exact: true });
    await areas.getByRole('row').nth(1).click();
    await expect.poll(() => areas.locator('[aria-selected="true"]').count()).toBe(1);
    await window.command('audience-board');
    await page.getByText('Board · protected').waitFor();

    await window.command('close-workspace');
    await page.getByRole('button', { name: 'Open a workspace…' }).waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('');
    await open(there);
    await page.getByText('Analyst · unprotected').waitFor();
    await rail('Map');
    await page.getByRole('button', { name: /^Hot spots.*Layer/ }).waitFor();
    await areas.getByRole('row').nth(1).waitFor();
    expect(await areas.locator('[aria-selected="true"]').count()).toBe(0);
    for (let steps = 0; steps < 6; steps++) {
      await page.evaluate(() => history.back());
      await page.waitForTimeout(100);
      const hash = decodeURIComponent(await page.evaluate(() => location.hash));
      expect(hash).not.toContain('clusters');
      expect(hash).not.toContain('sex');
    }
    await rail('Explore');
    await page.getByRole('button', { name: 'District, in rows' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sex, in rows' }).count()).toBe(0);

    // In its own all of it stands as it was left.
    await change(here);
    await page.getByText('Board · protected').waitFor();
    await page.getByRole('button', { name: /^Clusters and outliers.*Layer/ }).waitFor();
    await expect.poll(() => areas.locator('[aria-selected="true"]').count()).toBe(1);
    await window.command('audience-analyst');
    await rail('Explore');
    await page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
  });
});

describe('what is typed is kept', () => {
  let deck: number;
  const notes = () => window.page.getByLabel('Notes for the speaker');
  /** Words that nobody wrote before. */
  let turn = 0;
  const words = () => `Said in the meeting ${++turn}`;
  const openBriefing = async () => {
    await rail('Briefings');
    await window.page.getByRole('button', { name: 'Briefing', exact: true }).click();
    await notes().waitFor();
  };
  const keptNotes = async (): Promise<string> => {
    const opened = await window.call('briefing.open', { id: deck });
    if (!opened.ok) throw new Error(opened.fault.message);
    return opened.value.deck.slides[0]!.notes;
  };

  test('when the page is left at once, by the rail, by a key or for the list', async () => {
    const { page } = window;
    await rail('Briefings');
    await page.getByRole('button', { name: 'Empty briefing' }).click();
    await notes().waitFor();
    const decks = await window.call('briefing.decks', {});
    deck = decks.ok ? decks.value[0]!.id : 0;
    for (const leave of [
      () => rail('Explore'),
      () => window.command('go-map'),
      () => page.getByRole('button', { name: 'All briefings' }).click(),
    ]) {
      const said = words();
      await notes().fill(said);
      await leave();
      await expect.poll(() => notes().count()).toBe(0);
      await expect.poll(keptNotes).toBe(said);
      await openBriefing();
      expect(await notes().inputValue()).toBe(said);
    }
  });

  test('when the workspace is locked at once, by the person and by the computer', async () => {
    const { page } = window;
    for (const lock of [
      () => window.command('lock'),
      () => done(window.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))),
      () => done(window.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))),
    ]) {
      const said = words();
      await notes().fill(said);
      await lock();
      await page.getByRole('heading', { name: /^Unlock / }).waitFor();
      expect(await text()).not.toContain(said);
      await unlock();
      await notes().waitFor();
      expect(await notes().inputValue()).toBe(said);
      expect(await keptNotes()).toBe(said);
    }
  });

  test('when another workspace is opened at once, and when the window is closed at once', async () => {
    const said = words();
    await notes().fill(said);
    await change(there);
    expect(await text()).not.toContain(said);
    await change(here);
    await notes().waitFor();
    expect(await notes().inputValue()).toBe(said);
    const last = words();
    await notes().fill(last);
    await window.close();
    window = await launch({ userData: profile() });
    window.page.setDefaultTimeout(15_000);
    await open(here);
    // It stands as it was left, and what was written is there.
    await notes().waitFor();
    expect(await notes().inputValue()).toBe(last);
  });

  test('where it cannot be saved as it stands, it is there again, after a lock as well', async () => {
    const { page } = window;
    const said = words();
    // A briefing without a name is none, so nothing of it can be saved.
    await page.getByLabel('Name', { exact: true }).fill('');
    await notes().fill(said);
    await rail('Explore');
    await openBriefing();
    expect(await notes().inputValue()).toBe(said);
    await page.getByText('A briefing needs a name.').waitFor();
    await lockAndUnlock();
    await notes().waitFor();
    expect(await notes().inputValue()).toBe(said);
    await page.getByText('A briefing needs a name.').waitFor();
    expect(await keptNotes()).not.toBe(said);
    await page.getByLabel('Name', { exact: true }).fill('Briefing');
    await expect.poll(keptNotes).toBe(said);
    await expect.poll(() => page.getByText('saving…').count()).toBe(0);
    const drafts = await window.call('drafts.read', {});
    expect(drafts.ok && drafts.value.filter(draft => draft.name.startsWith('unsaved'))).toEqual([]);
  });

  test('where nothing can be saved at all, a question comes before the lock and before the window goes', async () => {
    const { page } = window;
    const dialog = page.getByRole('dialog');
    const fill = await fullDisk();
    await fill(true);
    const said = words();
    await notes().fill(said);
    await window.command('lock');
    await dialog.getByRole('heading', { name: 'Lock without your last words?' }).waitFor();
    await dialog.getByText('The disk is full.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Stay' }).click();
    expect(await notes().inputValue()).toBe(said);
    await done(window.app.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]!.close()));
    await dialog.getByRole('heading', { name: 'Close without your last words?' }).waitFor();
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await fill(false);
    await window.command('save');
    await expect.poll(keptNotes).toBe(said);
  });

  test('a line of the plan and a note that were begun', async () => {
    const { page } = window;
    await rail('Actions');
    await page.getByRole('button', { name: 'Add a line' }).first().click();
    const what = page.getByRole('dialog').getByLabel('What is to be done');
    await what.fill('Ask the licensing lead for the list of');
    await lockAndUnlock();
    await what.waitFor();
    expect(await what.inputValue()).toBe('Ask the licensing lead for the list of');
    await page.getByText('Here is what you had written and not saved.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Add a line' }).first().click();
    expect(await what.inputValue()).toBe('');
    await page.keyboard.press('Escape');
  });
});

describe('a person comes back to what was left', () => {
  test('in Explore, by the rail, by going back and by the palette', async () => {
    const { page } = window;
    await rail('Explore');
    const chip = page.getByRole('button', { name: 'Ethnic group, in rows' });
    await page.getByRole('button', { name: 'Ethnic group: place' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Add to rows' }).click();
    await chip.waitFor();
    const palette = async (words: string) => {
      await window.command('palette');
      await page.getByRole('searchbox', { name: /Find a view/ }).fill(words);
      await page.getByRole('option', { name: words }).first().click();
    };
    for (const [leave, back] of [
      [() => rail('Map'), () => rail('Explore')],
      [() => rail('Scorecard'), () => page.evaluate(() => history.back())],
      [() => palette('Map'), () => palette('Explore')],
      [() => rail('Data'), () => rail('Explore')],
    ] as const) {
      await leave();
      await expect.poll(() => chip.count()).toBe(0);
      await back();
      await chip.waitFor();
    }
    await lockAndUnlock();
    await chip.waitFor();
  });

  test('on the map: its layer, its areas, and whether it is a table', async () => {
    const { page } = window;
    await rail('Map');
    await page.getByRole('button', { name: /Layer$/ }).click();
    await page.getByRole('option', { name: 'Areas', exact: true }).click();
    const areas = page.getByRole('grid', { name: 'Areas', exact: true });
    await areas.getByRole('row').nth(2).click();
    await expect.poll(() => areas.locator('[aria-selected="true"]').count()).toBe(1);
    const chosen = await areas.locator('[aria-selected="true"] th').innerText();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    for (const come of [
      async () => {
        await rail('Explore');
        await rail('Map');
      },
      lockAndUnlock,
    ]) {
      await come();
      await page.getByRole('button', { name: /^Areas.*Layer/ }).waitFor();
      await page.getByRole('grid', { name: /every area with its figures/ }).waitFor();
      expect(await areas.locator('[aria-selected="true"] th').innerText()).toBe(chosen);
    }
    await page.getByRole('button', { name: 'Map', exact: true }).click();
  });

  test('in an appraisal: its part, what was changed, what can be undone, and a field that was just typed in', async () => {
    const { page } = window;
    await rail('Scenarios');
    await page.getByRole('button', { name: 'All appraisals' }).click();
    await page.getByText('changes not saved').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.locator('.scenario-link').first().click();
    await page.getByText('Here is what you had changed and not saved.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const label = await changedAppraisal('42,000 to 62,000');
    const value = (range: string) => page.locator('tr', { hasText: range });
    // A field takes what was typed when it is left, also when its page goes with it.
    await page.getByRole('textbox', { name: label, exact: true }).fill('43,000 to 63,000');
    await window.command('go-explore');
    await page.getByRole('button', { name: 'District, in rows' }).waitFor();
    await rail('Scenarios');
    await value('43,000 to 63,000').waitFor();
    await window.command('undo');
    await value('42,000 to 62,000').waitFor();
    // When another part of the appraisal takes its place.
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.getByRole('textbox', { name: label, exact: true }).fill('43,500 to 63,500');
    await page.getByRole('tab', { name: 'Pathway' }).click();
    await page.getByRole('tab', { name: 'Inputs' }).click();
    await value('43,500 to 63,500').waitFor();
    await window.command('undo');
    await value('42,000 to 62,000').waitFor();
    // And when the workspace is locked over it.
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.getByRole('textbox', { name: label, exact: true }).fill('44,000 to 64,000');
    await lockAndUnlock();
    await value('44,000 to 64,000').waitFor();
    await page.getByText('· not saved').waitFor();
    await page.getByRole('button', { name: /^Back to version/ }).click();
    await expect.poll(() => value('44,000 to 64,000').count()).toBe(0);
    expect(await page.getByText('· not saved').count()).toBe(0);
    await window.command('undo');
    await value('44,000 to 64,000').waitFor();
  });

  test('in a new appraisal that was never saved; another one is begun only after a question', async () => {
    const { page } = window;
    // From an appraisal its own item leads to the list.
    await rail('Scenarios');
    await page.getByRole('button', { name: 'New appraisal' }).waitFor();
    await newAppraisal();
    await changedAppraisal('45,000 to 65,000');
    await rail('Explore');
    await rail('Scenarios');
    await page.locator('tr', { hasText: '45,000 to 65,000' }).waitFor();
    await lockAndUnlock();
    await page.locator('tr', { hasText: '45,000 to 65,000' }).waitFor();
    await page.getByRole('button', { name: 'All appraisals' }).click();
    await page.getByText('was begun and is not saved yet').first().waitFor();
    await page.getByRole('button', { name: 'New appraisal' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('There can be one such at a time').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go on with it' }).click();
    await tab(/^Inputs/);
    await page.locator('tr', { hasText: '45,000 to 65,000' }).waitFor();
    await saveAppraisal();
    await page.getByRole('button', { name: 'All appraisals' }).click();
    await expect.poll(() => page.getByText('was begun and is not saved yet').count()).toBe(0);
  });
});

describe('what is kept is kept in the workspace', () => {
  test('and readable nowhere else', async () => {
    const drafts = await window.call('drafts.read', {});
    expect(drafts.ok && drafts.value.length).toBeGreaterThan(0);
    await window.command('close-workspace');
    await window.page.getByRole('button', { name: 'Open a workspace…' }).waitFor();
    const bytes = readFileSync(here);
    for (const word of ['44,000 to 64,000', 'Said in the meeting', 'whereabouts']) {
      expect(bytes.includes(Buffer.from(word, 'utf8'))).toBe(false);
      expect(await window.page.evaluate(w => document.documentElement.outerHTML.includes(w), word)).toBe(false);
    }
  });
});
