import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { spreadsheetBytes } from '../../electron/engine/documents/spreadsheet.ts';
import { faultsOf, launch } from './harness.ts';
import type { Launched } from './harness.ts';
import { nothingFirst, withWindow } from './with-window.ts';

/**
 * A person's first hour, in the real window: first run, demonstration, unlock, the figures, a field moved by keyboard, a
 * view that outlives a restart, a workbook with bad rows.
 */
let window: Launched;
let folder: string;
const profile = () => path.join(folder, 'profile');

withWindow(
  'journey',
  () => window,
  (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
  },
  { first: nothingFirst, ownProfile: true, patience: 8000 },
);

async function unlock(page: Page): Promise<void> {
  await page.getByLabel('Passphrase').fill('demonstration');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** The pivot as the grid shows it: headings of the columns from left to right, and each row's cells by its member. */
async function shownTable(page: Page): Promise<ReadonlyMap<string, readonly string[]>> {
  await page.locator('.pivot-grid[data-stale="false"]').waitFor();
  const shown = await page.evaluate(() => {
    const rows = new Map<string, string[]>();
    const cellsOf = (row: Element) =>
      [...row.querySelectorAll<HTMLElement>('[role="gridcell"], [role="rowheader"]')].toSorted(
        (a, b) => Number(a.getAttribute('aria-colindex')) - Number(b.getAttribute('aria-colindex')),
      );
    const byIndex = new Map<string, HTMLElement[]>();
    for (const row of document.querySelectorAll('.pivot-grid [role="row"]')) {
      const key = `${row.closest('.ag-floating-bottom') ? 'bottom' : 'body'}${row.getAttribute('row-index')}`;
      byIndex.set(key, [...(byIndex.get(key) ?? []), ...cellsOf(row)]);
    }
    for (const cells of byIndex.values()) {
      const [first, ...others] = cells.map(cell => cell.innerText.trim());
      if (first) rows.set(first, others);
    }
    return [...rows];
  });
  return new Map(shown);
}

const headings = (page: Page) =>
  page.locator('.pivot-grid .ag-header-cell .sort-header > span:first-child').allInnerTexts();

describe('the first hour', () => {
  test('first run offers two ways in, and the demonstration opens locked with its passphrase said aloud', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Create a workspace' }).waitFor();
    expect(await page.locator('.entrance-steps li').count()).toBe(3);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open the demonstration' }).click();
    await page.getByText('Its passphrase is').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Passphrase').fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByText('That passphrase does not open Demonstration.csaf').waitFor();
    await unlock(page);
  });

  test('Explore opens with district by financial quarter of distinct children: 834 and 568', async () => {
    const { page } = window;
    const table = await shownTable(page);
    expect(await headings(page)).toEqual(['District', 'Q1', 'Q2', 'Q3', 'Q4', 'Year', 'Q1', 'Q2 part', 'Part', 'All']);
    const total = table.get('All')!;
    expect(total[4]).toBe('834');
    expect(total[7]).toBe('568');
    // A year counts each child once, so its quarters add up to more.
    expect(total.slice(0, 4).reduce((sum, text) => sum + Number(text), 0)).toBeGreaterThan(834);
    expect(table.size).toBe(11);
    // A screen reader says the member and the heading with each figure.
    expect(await page.locator('.pivot-grid [role="rowheader"]').count()).toBe(11);
    expect(await page.locator('.pivot-grid [role="columnheader"]').count()).toBeGreaterThan(10);
    await page.getByRole('rowheader', { name: 'Stoke-on-Trent' }).waitFor();
    await page.getByText('Demonstration data (synthetic)').waitFor();
    await page.getByText('Analyst · unprotected on this screen').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('a cell says what it counts and where it came from', async () => {
    const { page } = window;
    await page.getByRole('gridcell', { name: '834', exact: true }).click();
    const panel = page.getByRole('region', { name: 'What is this number?' });
    await panel.getByText('count of distinct children').waitFor();
    expect(await panel.innerText()).toMatch(/834[\s\S]*Each child counted once[\s\S]*rows in \d+ batches/);
  });

  test('a field is moved by keyboard alone', async () => {
    const { page } = window;
    const chip = page.getByRole('button', { name: 'District, in rows' });
    // Tab from the search field to the chip, as a person without a mouse would.
    await page.getByRole('searchbox', { name: /Search \d+ fields/ }).focus();
    for (
      let presses = 0;
      presses < 80 && !(await chip.evaluate(element => element === document.activeElement));
      presses++
    )
      await page.keyboard.press('Tab');
    expect(await chip.evaluate(element => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Alt+ArrowDown');
    const moved = page.getByRole('button', { name: 'District, in columns' });
    await moved.waitFor();
    await expect.poll(() => moved.evaluate(element => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect
      .poll(async () => page.locator('.well').nth(1).locator('.well-chip').first().innerText())
      .toContain('District');
    await page.keyboard.press('Alt+ArrowUp');
    await chip.waitFor();
    expect((await shownTable(page)).get('All')![4]).toBe('834');
    // And by the menu of a field in the list.
    await page.getByRole('button', { name: 'Referring agency: place' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Add to rows' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Referring agency, in rows' }).waitFor();
    const nested = await shownTable(page);
    expect(nested.get('All')![4]).toBe('834');
  });

  test('a view is saved, and is there after a restart', async () => {
    const first = window.page;
    await first.keyboard.press('Escape');
    await window.command('save');
    await first.getByLabel('Name').fill('Children by district and agency');
    await first.getByLabel('Folder').fill('Quarterly');
    expect(await faultsOf(first)).toEqual([]);
    await first.getByRole('button', { name: 'Save view' }).click();
    await first.getByText('“Children by district and agency” is saved').waitFor();
    const before = await shownTable(first);
    await window.close();
    window = await launch({ userData: profile() });
    const { page } = window;
    await page.getByRole('button', { name: /Demonstration\.csaf/ }).click();
    await unlock(page);
    await page.getByRole('button', { name: 'Views', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Children by district and agency/ }).click();
    await page.getByRole('heading', { name: 'Children by district and agency' }).waitFor();
    const after = await shownTable(page);
    // The grid draws as many rows as fit; those that both windows drew are the same.
    const both = [...before.keys()].filter(member => after.has(member));
    expect(both.length).toBeGreaterThan(4);
    expect(both).toContain('All');
    expect(both.map(member => [member, after.get(member)])).toEqual(both.map(member => [member, before.get(member)]));
  });

  test('a CSV export equals the screen', async () => {
    const { page } = window;
    const file = path.join(folder, 'export.csv');
    window.answerDialogs({ 'files.save': { export: file } });
    await window.command('export');
    await page.getByText('export.csv is saved').waitFor();
    const lines = readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    const shown = await shownTable(page);
    const total = lines.find(line => /^"?(All|Total)/.test(line))!;
    const figures = total.split(',').filter(cell => /^\d+$/.test(cell));
    expect(figures).toEqual(shown.get('All')!.map(text => text.replace(',', '')));
  });

  test('a workbook with bad rows is imported, and the report says which cells and why', async () => {
    const { page } = window;
    const file = path.join(folder, 'referral_police_2017-18_Q3.xlsx');
    const columns = ['child_reference', 'referred_on', 'agency', 'area', 'age', 'sex'].map(header => ({
      header,
      type: 'text' as const,
    }));
    const rows = [
      ['CH-990001', '2017-10-03', 'police', 'E07000192', 14, 'female'],
      ['CH-990002', 'soon', 'police', 'E07000192', 15, 'female'],
      ['CH-990003', '2017-10-05', 'police', 'E07999999', 15, 'male'],
      ['CH-990004', '2017-10-06', 'police', 'Stafford', 15, 'fem'],
      ['CH-990005', '2017-10-09', 'police', 'Tamworth', 13, 'male'],
    ];
    writeFileSync(file, spreadsheetBytes([{ name: 'Return', columns, rows }]));
    window.answerDialogs({ 'files.choose': { import: [file] } });
    await page.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Choose files…' }).click();
    const report = page.getByRole('article', { name: 'Report on referral_police_2017-18_Q3.xlsx' });
    await report.waitFor();
    const words = await report.innerText();
    expect(words).toMatch(/5\s+read\s+=\s+2\s+loaded\s+\+\s+3\s+set aside\s+\+\s+0\s+duplicates/);
    const cells = await report
      .locator('tbody tr')
      .evaluateAll(lines => lines.map(line => [...line.querySelectorAll('td')].map(cell => cell.textContent)));
    expect(cells.map(([row, column, found]) => [row, column, found])).toEqual([
      ['3', 'referred_on', 'soon'],
      ['4', 'area', 'E07999999'],
      ['5', 'sex', 'fem'],
    ]);
    expect(cells.every(line => (line[3]?.length ?? 0) > 3 && (line[4]?.length ?? 0) > 10)).toBe(true);
    expect(words).not.toContain('CH-99');
    expect(await faultsOf(page)).toEqual([]);
  });

  test('a row is put right in place, another is left out with a reason', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Put right the rows set aside' }).first().click();
    const rows = page.getByRole('region', { name: 'Rows set aside' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    expect(await faultsOf(page)).toEqual([]);
    await rows.filter({ hasText: 'fem' }).getByRole('button', { name: 'Correct' }).click();
    await page.getByRole('dialog').getByLabel('sex').fill('female');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check and load' }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await rows.filter({ hasText: 'soon' }).getByRole('button', { name: 'Leave out' }).click();
    await page.getByLabel('Reason').fill('the agency has no date');
    await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    const batches = await window.call('intake.batches', {});
    expect(batches.ok && batches.value[0]).toMatchObject({ read: 5, loaded: 3, setAside: 2, duplicates: 0 });
  });

  test('the palette, the menus, help and the other themes are free of faults that a machine can find', async () => {
    const { page } = window;
    await window.command('palette');
    await page.getByRole('searchbox', { name: /Find a view/ }).fill('within 72');
    await page
      .getByRole('option', { name: /Within 72 hours/ })
      .first()
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Missing episodes and return interviews' }).waitFor();
    await shownTable(page);
    for (const theme of ['dark', 'contrast', 'light'] as const) {
      await window.command(`theme-${theme}`);
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
      expect([theme, ...(await faultsOf(page))]).toEqual([theme]);
    }
    await window.command('help');
    await page.getByRole('heading', { name: 'Help', exact: true }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('locked, the window shows nothing and holds nothing', async () => {
    const { page } = window;
    await window.command('lock');
    await page.getByRole('heading', { name: 'Unlock Demonstration.csaf' }).waitFor();
    expect(await page.locator('.ag-cell, .table').count()).toBe(0);
    const refused = await window.call('cube.datasets', {});
    expect(refused).toMatchObject({ ok: false, fault: { code: 'locked' } });
    await unlock(page);
    expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(1);
  });

  test('nothing readable of a return is left in the folder of the application', () => {
    const files = readdirSync(profile(), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    expect(files.some(entry => entry.name === 'Demonstration.csaf')).toBe(true);
    const words = ['CH-99000', 'E07999999', 'child_reference', 'E07000192'].flatMap(word => [
      Buffer.from(word, 'utf8'),
      Buffer.from(word, 'utf16le'),
    ]);
    const telling = files.filter(entry => {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name));
      return words.some(word => bytes.includes(word));
    });
    expect(telling.map(entry => entry.name)).toEqual([]);
  });
});
