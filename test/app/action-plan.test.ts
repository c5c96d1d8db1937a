import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';
import { readWorkbook } from './read-workbook.ts';

/** What a meeting decides lands in the plan, is followed there by keyboard, and leaves as a file. */
let window: Launched;
let folder: string;

withWindow(
  'action-plan',
  () => window,
  (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
  },
);

const cells = (reference: string) =>
  window.page.getByRole('row').filter({ has: window.page.getByRole('cell', { name: reference, exact: true }) });

async function inEveryTheme(check: () => Promise<void>): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await window.command(`theme-${theme}`);
    await expect.poll(() => window.page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
    await check();
  }
}

describe('the action plan', () => {
  test('says what would be there, and a line is added by keyboard', async () => {
    const { page } = window;
    await window.command('go-actions');
    await page.getByText('Nothing in the plan yet').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a line' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The cursor is where the words go.
    await page.keyboard.type('Visit the taxi ranks with licensing');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Licensing lead');
    await page.getByLabel('Due').fill('2018-01-31');
    await inEveryTheme(async () => expect(await faultsOf(page)).toEqual([]));
    await page.getByRole('button', { name: 'Add it' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('A1 is saved.').waitFor();
    await expect.poll(() => cells('A1').innerText()).toContain('Licensing lead');
    expect(await cells('A1').innerText()).toMatch(/31 Jan 2018[\s\S]*late[\s\S]*Open/);
  });

  test('takes what is noted while a briefing is presented, and says under which reference', async () => {
    const { page, app } = window;
    const words = { layout: 'text', narrative: '', notes: '', pin: null } as const;
    const kept = await ask(window, 'briefing.save', {
      deck: {
        name: 'The January meeting',
        template: null,
        audience: 'board',
        organisation: '',
        marking: 'OFFICIAL',
        slides: [
          { id: 'opening', title: 'What we found', ...words },
          { id: 'waits', title: 'Waits are longest in the north', ...words },
        ],
      },
    });
    await ask(window, 'briefing.freeze', { id: kept.id });
    await page.getByRole('link', { name: 'Briefings' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'The January meeting' }).click();
    const opening = app.waitForEvent('window');
    await page.locator('.page-actions').getByRole('button', { name: 'Present' }).click();
    const wall = await opening;
    await wall.getByRole('article', { name: /^Slide 1 of 2/ }).waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('Slide 2 of 2').first().waitFor();
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'Action' }).click();
    await page.getByLabel('What was decided').fill('Ask the northern districts why');
    await page.getByLabel('Owner').fill('Strategic coordinator');
    await page.getByRole('button', { name: 'Note it' }).click();
    await page.getByText('In the action plan as A2.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next', exact: true }).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => wall.isClosed()).toBe(true);
  });

  test('shows where a line comes from, and opens that frozen briefing at its slide', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Actions' }).click();
    await expect.poll(() => cells('A2').innerText()).toContain('The January meeting');
    await inEveryTheme(async () => expect(await faultsOf(page)).toEqual([]));
    await page.getByRole('button', { name: 'Ask the northern districts why' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'A2: an action' }).waitFor();
    await page.getByRole('button', { name: 'Open that briefing' }).click();
    await page.getByRole('heading', { name: 'The January meeting' }).waitFor();
    await page.getByRole('article', { name: 'Slide 2 of 2: Waits are longest in the north' }).waitFor();
    await inEveryTheme(async () => expect(await faultsOf(page)).toEqual([]));
    // What comes up after the meeting is noted there, too; its reference leads into the plan.
    await page.getByLabel('What was decided').fill('Report back in March');
    await page.getByRole('button', { name: 'Note it' }).click();
    await page.getByText('In the action plan as A3.').waitFor();
    await page.getByRole('button', { name: 'A3 in the action plan' }).click();
    await page.getByRole('dialog', { name: 'A3: a decision' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => cells('A3').innerText()).toMatch(/Decision[\s\S]*Done/);
  });

  test('a line is changed and marked done by keyboard, and its history tells both', async () => {
    const { page } = window;
    const link = page.getByRole('button', { name: 'Ask the northern districts why' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Note', { exact: true }).fill('Two of three have answered.');
    await page.getByRole('dialog').getByRole('button', { name: /Theme/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Prot');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('A2 is saved.').waitFor();
    await expect.poll(() => cells('A2').innerText()).toMatch(/Two of three[\s\S]*Protect[\s\S]*Open/);
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save as done' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => cells('A2').innerText()).toContain('Done');
    // The focus is back where the person was.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('northern districts');
    await page.keyboard.press('Enter');
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('History: 3 versions').waitFor();
    expect(await history.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('State: Open → Done'),
      expect.stringMatching(/Theme: none → Protect[\s\S]*Note: nothing → Two of three have answered\./),
      expect.stringContaining('Written: Ask the northern districts why'),
    ]);
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('says so when somebody else was first, keeps what was typed until the newest is asked for', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Visit the taxi ranks with licensing' }).click();
    await page.getByLabel('Owner').fill('Nobody');
    const [line] = (await ask(window, 'action-plan.list', {})).filter(one => one.reference === 'A1');
    const { kind, text, theme, indicator, due, state, note } = line!;
    const other = { kind, text, theme, indicator, due, state, note, owner: 'Community safety lead' };
    await ask(window, 'action-plan.save', { id: line!.id, version: line!.version, line: other });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('so nothing was saved').waitFor();
    expect(await page.getByLabel('Owner').inputValue()).toBe('Nobody');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show what it says now' }).click();
    await expect.poll(() => page.getByLabel('Owner').inputValue()).toBe('Community safety lead');
    await page.keyboard.press('Escape');
  });

  test('is narrowed by words, state, theme and lateness, and Back keeps how it was narrowed', async () => {
    const { page } = window;
    const rows = page.getByRole('table').locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    await window.command('find');
    await expect
      .poll(() => page.getByLabel('Find in the plan').evaluate(field => field === document.activeElement))
      .toBe(true);
    await page.keyboard.type('north ask');
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('A2')]);
    await page.getByText('1 of 3 lines').waitFor();
    await page.getByRole('link', { name: 'Data' }).click();
    await page.goBack();
    await expect.poll(() => page.getByLabel('Find in the plan').inputValue()).toBe('north ask');
    await page.getByText('Late only').click();
    await page.getByText('No line is like that').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show the whole plan' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByText('Late only').click();
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('A1')]);
    await page.getByText('Late only').click();
    await page.getByRole('button', { name: /Every state/ }).click();
    await page.getByRole('option', { name: 'Done' }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole('button', { name: /Every theme/ }).click();
    await page.getByRole('option', { name: 'Without a theme' }).click();
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('A3')]);
  });

  test('leaves as CSV and for Excel, marked as synthetic', async () => {
    const { page } = window;
    const csv = path.join(folder, 'plan.csv');
    window.answerDialogs({ 'files.save': { export: csv } });
    await window.command('export');
    await page.getByText('plan.csv is saved with 3 lines').waitFor();
    const rows = parse(readFileSync(csv), { bom: true, relax_column_count: true }) as string[][];
    expect(rows.slice(1, 4).map(row => [row[0], row[7], row[8], row[10]])).toEqual([
      ['A1', 'Open', 'late', ''],
      ['A2', 'Done', '', 'The January meeting'],
      ['A3', 'Done', '', 'The January meeting'],
    ]);
    expect(rows.flat()).toContain('Demonstration data (synthetic)');
    const xlsx = path.join(folder, 'plan.xlsx');
    window.answerDialogs({ 'files.save': { export: xlsx } });
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'The whole plan for Excel…' }).click();
    await page.getByText('plan.xlsx is saved with 3 lines').waitFor();
    const [sheet] = [...readWorkbook(readFileSync(xlsx)).values()];
    expect(sheet!.slice(1).map(row => row[0])).toEqual(['A1', 'A2', 'A3']);
  });
});
