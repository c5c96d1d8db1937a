import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';
import { partsOf, readWorkbook } from './read-workbook.ts';

/** From the analyst's own eyes to a board: everything that shows or leaves changes together. */
let window: Launched;
let folder: string;

/** Wards by sex in a quarter: many small counts. */
const description: PivotDescription = {
  dataset: 'referrals',
  rows: ['district', 'sex'],
  columns: [{ field: 'referred_on', by: 'financial-quarter' }],
  values: [{ measure: 'children' }],
  filters: [{ field: 'referred_on', from: '2017-04-01' }],
  totals: { rows: 'after', columns: 'after', subtotals: true },
};

withWindow(
  'audience',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    const { page } = window;
    await page.evaluate(
      state => {
        location.hash = `#/explore/${encodeURIComponent(JSON.stringify(state))}`;
      },
      { description },
    );
    await page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
  },
  { patience: 30_000 },
);

async function tableFor(audience: 'analyst' | 'board' | 'public'): Promise<PivotTable> {
  return ask(window, 'cube.pivot', { ...description, audience });
}

/** The exact figures of a table that the rules of a board hide: 1 to 5, by row, column and value. */
async function smallCounts(): Promise<readonly { readonly at: number; readonly figure: number }[]> {
  const { cells } = await tableFor('analyst');
  return [...cells].flatMap((figure, at) => (figure >= 1 && figure <= 5 ? [{ at, figure }] : []));
}

async function choose(audience: RegExp): Promise<void> {
  const { page } = window;
  await page.getByRole('button', { name: /^Audience:/ }).click();
  await page.getByRole('menuitem', { name: audience }).click();
}

describe('for a board', () => {
  test('the grid hides small counts and what would give them away, and says so', async () => {
    const { page } = window;
    const small = await smallCounts();
    expect(small.length).toBeGreaterThan(3);
    expect(await page.locator('.figure-hidden').count()).toBe(0);
    await choose(/^Board/);
    await page.getByRole('button', { name: 'Audience: Board · protected' }).waitFor();
    await page.locator('.figure-hidden').first().waitFor();
    const board = await tableFor('board');
    for (const { at } of small) expect(cellStatuses[board.status[at]!]).toBe('hidden');
    for (const { at } of small) expect(board.cells[at]).toBeNaN();
    // More is hidden than the small ones alone: a single hidden cell could be worked out from its total.
    expect([...board.status].filter(status => cellStatuses[status] === 'hidden').length).toBeGreaterThan(small.length);
    const shown = await page.locator('.figure-hidden').allInnerTexts();
    expect(new Set(shown)).toEqual(new Set(['c']));
    expect(board.notes.map(note => note.text).join(' ')).toMatch(/hidden|read c/i);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('hidden, zero and not recorded look different and read differently', async () => {
    const { page } = window;
    const classes = await page
      .locator('.ag-cell.figure')
      .evaluateAll(cells => [
        ...new Set(
          cells.map(cell => [...cell.classList].find(name => /^figure-(value|zero|hidden|empty)$/.test(name))),
        ),
      ]);
    expect(classes).toContain('figure-hidden');
    expect(classes).toContain('figure-value');
    await page.locator('.figure-hidden').first().click();
    await page.getByRole('region', { name: 'What is this number?' }).getByText('Hidden to protect children.').waitFor();
    const panel = await page.getByRole('region', { name: 'What is this number?' }).innerText();
    expect(panel).not.toMatch(/\b\d+ rows? in/);
  });

  test('the chart, its sentence and the rows behind a figure change with it', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Bars', exact: true }).click();
    const lowest = /Lowest ([\d,]+)/i.exec(
      (await page.getByRole('img', { name: /^Bar chart/ }).getAttribute('aria-label'))!,
    )?.[1];
    expect(lowest === undefined || Number(lowest) === 0 || Number(lowest) > 5).toBe(true);
    await page.getByRole('button', { name: 'Bars', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Table alone' }).click();
    await page.locator('.figure-value').first().click({ button: 'right' });
    expect(await page.getByRole('menuitem', { name: 'See the rows behind it…' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    await page.keyboard.press('Escape');
    const refused = await window.call('cube.rows', {
      description: { ...description, audience: 'board' },
      row: [],
      column: [],
    });
    expect(refused).toMatchObject({ ok: false });
  });

  test('the clipboard, the CSV and every part of the workbook hold no figure that is hidden', async () => {
    const { page } = window;
    const exact = await tableFor('analyst');
    const board = await tableFor('board');
    const hidden = (r: number, c: number) => cellStatuses[board.status[r * board.columns.length + c]!] === 'hidden';

    await window.command('copy-table');
    await page.getByText('It is protected as on the screen').waitFor();
    const { text } = await window.clipboard();
    const lines = text.split(/\r?\n/).map(line => line.split('\t'));
    board.rows.forEach((_, r) =>
      board.columns.forEach((__, c) => (hidden(r, c) ? expect(lines[r + 1]![c + 1]).toBe('c') : undefined)),
    );

    const csv = path.join(folder, 'board.csv');
    window.answerDialogs({ 'files.save': { export: csv } });
    await window.command('export');
    await page.getByText('board.csv is saved').waitFor();
    const rows = readFileSync(csv, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map(line => line.split(','));
    // The table's lines begin after the headings, one line for each level of the columns.
    const first = rows.findIndex(row => row[0] === board.rows[0]!.path[0]!.label);
    const labels = rows[first]!.length - board.columns.length;
    board.rows.forEach((_, r) =>
      board.columns.forEach((__, c) => (hidden(r, c) ? expect(rows[first + r]![labels + c]).toBe('c') : undefined)),
    );

    const workbook = path.join(folder, 'board.xlsx');
    window.answerDialogs({ 'files.save': { export: workbook } });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Excel workbook…' }).click();
    await page.getByText('board.xlsx is saved').waitFor();
    const bytes = readFileSync(workbook);
    const sheet = [...readWorkbook(bytes).values()][0]!;
    const figures = sheet.flat().filter(value => typeof value === 'number');
    expect(figures.filter(figure => figure >= 1 && figure <= 5)).toEqual([]);
    expect(sheet.flat().filter(value => value === 'c').length).toBe(
      [...board.status].filter(status => cellStatuses[status] === 'hidden').length,
    );
    // No part of the file, seen or unseen, has the row of exact figures of a line that hides some.
    const texts = [...partsOf(bytes)].map(([, part]) => part.toString('utf8'));
    exact.rows.forEach((_, r) => {
      const line = board.columns.map((__, c) => exact.cells[r * exact.columns.length + c]!);
      if (!board.columns.some((__, c) => hidden(r, c))) return;
      const together = line.map(figure => `<v>${figure}</v>`).join('.*?');
      expect(texts.some(text => new RegExp(together, 's').test(text) && text.length < 2000)).toBe(false);
    });
    expect(partsOf(bytes).get('xl/workbook.xml')!.toString('utf8')).not.toMatch(/state="(hidden|veryHidden)"/);
  });

  test('the rules are data: a change says what it would hide, is versioned and is in the audit trail', async () => {
    const { page } = window;
    const before = [...(await tableFor('board')).status].filter(status => cellStatuses[status] === 'hidden').length;
    await window.command('rules');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/hidden now/).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Counts to hide' }).click();
    await page.getByRole('option', { name: 'under 10' }).click();
    await dialog.getByText(new RegExp(`${before} are hidden now, \\d+ would be`)).waitFor();
    const wouldHide = async () => Number(/, (\d+) would be/.exec(await dialog.getByText(/hidden now/).innerText())![1]);
    await expect.poll(wouldHide, { timeout: 20_000 }).toBeGreaterThan(before);
    const would = await wouldHide();
    await dialog.getByLabel('Reason for the change').fill('agreed by the board');
    await dialog.getByRole('button', { name: 'Change the rules' }).click();
    await dialog.getByText(/^Version 3\. Changed for a board: agreed by the board/).waitFor();
    // The focus stays in the dialog, so that Esc closes it.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toMatch(/^Version 3\./);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await expect
      .poll(
        async () => [...(await tableFor('board')).status].filter(status => cellStatuses[status] === 'hidden').length,
      )
      .toBe(would);
    const audit = await window.call('workspace.audit', { most: 5 });
    expect(audit.ok && audit.value.find(entry => entry.action === 'change-rules')?.subject).toContain(
      'agreed by the board',
    );
  });

  test('a table that takes long to protect says so and can be cancelled: nothing of it is shown', async () => {
    const { page } = window;
    const deep: PivotDescription = {
      ...description,
      rows: ['ward', 'sex', 'risk_at_referral'],
      filters: [],
    };
    const show = (state: unknown) =>
      page.evaluate(given => {
        location.hash = `#/explore/${encodeURIComponent(JSON.stringify(given))}`;
      }, state);
    await show({ description: deep });
    await page.getByRole('progressbar', { name: 'Protecting the table' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('This table was not made: you cancelled it.').waitFor();
    expect(await page.getByRole('gridcell').count()).toBe(0);
    await show({ description });
    await page.locator('.figure-hidden').first().waitFor();
  });

  test('a table that the public cannot have offers the smallest changes with which it can, and takes one', async () => {
    const { page } = window;
    await choose(/^Public/);
    await page.evaluate(
      given => {
        location.hash = `#/explore/${encodeURIComponent(JSON.stringify(given))}`;
      },
      { description: { ...description, rows: ['age'], columns: ['sex'], filters: [] } },
    );
    await page.getByText('Age by single numbers is not for the public; use its fixed bands.').waitFor();
    const offers = page.getByRole('region', { name: 'Changes with which it can be shown' });
    await offers.getByRole('button').first().waitFor({ timeout: 30_000 });
    await page.screenshot({ path: 'test-results/freeing.png' });
    expect(await faultsOf(page)).toEqual([]);
    await offers.getByRole('button', { name: 'By Age band in place of Age' }).click();
    await page.getByRole('gridcell').first().waitFor();
    await page.getByRole('button', { name: 'Age band, in rows' }).waitFor();
    expect(await offers.count()).toBe(0);
  });

  test('back to the analyst, the figures are exact again', async () => {
    const { page } = window;
    await choose(/^Analyst/);
    await expect.poll(() => page.locator('.figure-hidden').count()).toBe(0);
  });
});
