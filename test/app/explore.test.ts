import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { withWindow } from './with-window.ts';
import { readWorkbook } from './read-workbook.ts';

/** What an analyst does with a table beyond reading it. */
let window: Launched;
let folder: string;

withWindow(
  'explore',
  () => window,
  (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
  },
  { patience: 8000 },
);

const cell = (page: Page, name: string) => page.getByRole('gridcell', { name, exact: true });

async function pick(page: Page, button: string | RegExp, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: button, exact: typeof button === 'string' }).click();
  await page.getByRole('menuitem', { name: item }).first().click();
}

describe('the same table otherwise', () => {
  test('is drawn as bars, lines, stacks, a heat map and small multiples, each with a sentence that stands for it', async () => {
    const { page } = window;
    const kinds = [
      ['Chart', 'Bars', 'Bar chart of children'],
      ['Bars', 'Stacked bars', 'Stacked bar chart of children'],
      ['Stacked bars', 'Lines', 'Line chart of children'],
      ['Lines', 'Heat map', 'Heat map of children'],
    ] as const;
    for (const [from, to, words] of kinds) {
      await page.getByRole('button', { name: from, exact: true }).click();
      await page.getByRole('menuitem', { name: to, exact: true }).click();
      const chart = page.getByRole('img', {
        name: new RegExp(`^${words}, \\d+ series over \\d+ members\\. Highest 109 \\(`),
      });
      await chart.waitFor();
      // Something is drawn: not every point of the canvas has one colour.
      await expect
        .poll(() =>
          chart.locator('canvas').evaluateAll(layers => {
            const colours = new Set<number>();
            for (const layer of layers as HTMLCanvasElement[]) {
              const { data } = layer.getContext('2d')!.getImageData(0, 0, layer.width, layer.height);
              for (let at = 0; at < data.length; at += 4)
                colours.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
            }
            return colours.size;
          }),
        )
        .toBeGreaterThan(4);
      expect([to, ...(await faultsOf(page))]).toEqual([to]);
    }
    await pick(page, 'Heat map', 'Lines');
    await pick(page, 'Lines', 'One small chart for each row');
    await expect.poll(() => page.locator('.multiples figure').count()).toBe(10);
    expect(await faultsOf(page)).toEqual([]);
    await pick(page, 'Lines', 'One small chart for each row');
    await pick(page, 'Lines', 'Table alone');
    await expect.poll(() => page.locator('.chart').count()).toBe(0);
  });

  test('is shaded by its figures, with words that keep their contrast in every theme', async () => {
    const { page } = window;
    await pick(page, 'Chart', 'Heat over the table');
    await page.locator('.heat-5').first().waitFor();
    expect(await cell(page, '109').getAttribute('class')).toContain('heat-5');
    for (const theme of ['dark', 'contrast', 'light'] as const) {
      await window.command(`theme-${theme}`);
      await expect
        .poll(() => page.evaluate(() => document.documentElement.dataset['theme']), { timeout: 5000 })
        .toBe(theme);
      expect([theme, ...(await faultsOf(page))]).toEqual([theme]);
    }
    const bars = (figure: string) =>
      cell(page, figure).evaluate(element => getComputedStyle(element).backgroundImage.startsWith('linear-gradient'));
    await pick(page, 'Chart', 'Bars behind every figure');
    await expect.poll(() => bars('109')).toBe(true);
    await pick(page, 'Chart', 'Bars behind totals');
    // A bar goes with what it was drawn for; one of a total stays.
    await expect.poll(() => bars('109')).toBe(false);
    expect(await bars('298')).toBe(true);
  });

  test('has intervals, top rows with the others, and a share that is worked out at its own grain', async () => {
    const { page } = window;
    await pick(page, 'Children, in values', '% of column');
    await page
      .getByRole('gridcell', { name: /^100\.0/ })
      .first()
      .waitFor();
    await pick(page, /^Children · % of column, in values/, 'Value');
    await cell(page, '834').waitFor();
    await page.getByRole('button', { name: 'Children, in values', exact: true }).click();
    await page.getByRole('menuitem', { name: '% change from', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Q1', exact: true }).first().click();
    await page
      .getByRole('gridcell', { name: /^\+\d+\s%$/ })
      .first()
      .waitFor();
    await pick(page, /^Children · % change from/, 'Value');
    await cell(page, '834').waitFor();
    await pick(page, /^All rows/, 'Top 5 and others');
    await page.getByRole('rowheader', { name: /^Others/ }).waitFor();
    await cell(page, '834').waitFor();
    await expect.poll(() => page.locator('.pivot-grid [role="rowheader"]').count()).toBe(8);
    await pick(page, /^Top 5 and others/, 'All rows');
  });
});

describe('a figure', () => {
  test('has a menu by the menu key, which filters, and Ctrl+Z takes it back', async () => {
    const { page } = window;
    await cell(page, '298').click();
    await page.keyboard.press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Only Stoke-on-Trent' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Only Stoke-on-Trent' }).click();
    await page.getByRole('button', { name: 'District: Stoke-on-Trent, filter' }).waitFor();
    await expect.poll(() => cell(page, '834').count()).toBe(0);
    await window.command('undo');
    await cell(page, '834').waitFor();
    await window.command('redo');
    await page.getByRole('button', { name: 'District: Stoke-on-Trent, filter' }).waitFor();
    await window.command('undo');
    await cell(page, '834').waitFor();
  });

  test('shows the rows behind it by pseudonym, and that is noted', async () => {
    const { page } = window;
    await cell(page, '298').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'See the rows behind it…' }).click();
    await page.getByText(/1 to 100 of \d+ rows/).waitFor();
    const words = await page.getByRole('dialog').innerText();
    expect(words).toContain('noted in the audit trail');
    expect(words).not.toMatch(/CH-\d/);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    const audit = await window.call('workspace.audit', { most: 5 });
    expect(audit.ok && audit.value.some(entry => entry.action === 'reveal-rows')).toBe(true);
  });

  test('sorts its column from its heading, and back', async () => {
    const { page } = window;
    const first = () => page.locator('.ag-row[row-index="0"] .member').first().innerText();
    await page.getByRole('button', { name: 'Year', exact: true }).click();
    await expect.poll(first).toContain('Stoke-on-Trent');
    await page.getByRole('button', { name: /^Year/ }).click();
    await expect.poll(first).toContain('Lichfield');
    await page.getByRole('button', { name: /^Year/ }).click();
    await expect.poll(first).toContain('Cannock Chase');
  });
});

describe('measures of one’s own', () => {
  test('are worked out at each total, and a wrong expression says where', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'New measure' }).click();
    await page.getByLabel('Name').fill('Referrals beyond the first');
    await page.getByLabel('Expression').fill('(rows - childen) / rows');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    const error = page.getByRole('dialog').locator('.field-error');
    await expect.poll(() => error.innerText()).toMatch(/childen/);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Expression').fill('rows - children');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByRole('button', { name: 'Referrals beyond the first, in values' }).waitFor();
    const pivot = await window.call('cube.pivot', {
      dataset: 'referrals',
      values: [{ measure: 'rows' }, { measure: 'children' }, { measure: 'extra' }],
      calculated: [{ name: 'extra', label: 'Extra', expression: 'rows - children' }],
      filters: [{ field: 'referred_on', from: '2016-04-01', to: '2017-03-31' }],
    });
    expect(pivot.ok && pivot.value.cells[2]).toBe(pivot.ok && pivot.value.cells[0]! - pivot.value.cells[1]!);
    expect(pivot.ok && pivot.value.cells[1]).toBe(834);
    await page.getByRole('button', { name: 'Referrals beyond the first, in values' }).focus();
    await page.keyboard.press('Delete');
    await expect
      .poll(() => page.getByRole('button', { name: 'Referrals beyond the first, in values' }).count())
      .toBe(0);
  });
});

describe('what leaves', () => {
  test('is on the clipboard with its headers, for a spreadsheet and for a document', async () => {
    const { page } = window;
    await window.command('copy-table');
    await page.getByText('The table is on the clipboard').waitFor();
    const { text, html } = await window.clipboard();
    const lines = text.split(/\r?\n/).map(line => line.split('\t'));
    expect(lines[0]!.slice(0, 3)).toEqual(['District', '2016/17 › Q1', '2016/17 › Q2']);
    expect(lines.at(-1)!.slice(0, 6)).toEqual(['All', '198', '214', '221', '226', '834']);
    expect(html).toContain('<th>District</th>');
    expect(html).toContain('Do not pass on');
  });

  test('is a workbook whose figures are those of the screen', async () => {
    const { page } = window;
    const file = path.join(folder, 'table.xlsx');
    window.answerDialogs({ 'files.save': { export: file } });
    await pick(page, 'Export', 'Excel workbook…');
    await page.getByText('table.xlsx is saved').waitFor();
    const sheets = readWorkbook(readFileSync(file));
    const rows = [...sheets.values()][0]!;
    const total = rows.find(row => row[0] === 'All' || row[0] === 'Total')!;
    expect(total.filter(value => typeof value === 'number')).toEqual([198, 214, 221, 226, 834, 276, 301, 568, 1357]);
    const words = [...sheets.values()]
      .flat(2)
      .filter(value => typeof value === 'string')
      .join(' ');
    expect(words).toContain('synthetic');
  });
});

describe('saved views', () => {
  test('keep every version with its note, and how the table was shown', async () => {
    const { page } = window;
    await pick(page, 'Chart', 'Lines');
    await window.command('save');
    await page.getByLabel('Name').fill('Trend by district');
    await page.getByLabel('Note').fill('First look');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByText('“Trend by district” is saved').waitFor();
    await pick(page, 'Lines', 'Bars');
    await window.command('save');
    await page.getByLabel('Note').fill('As bars');
    await page.getByRole('button', { name: 'Save a new version' }).click();
    await page.getByRole('img', { name: /^Bar chart/ }).waitFor();
    await pick(page, 'Views', /^Versions of/);
    await page.getByRole('button', { name: 'Open version 2' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open version 1' }).click();
    await page.getByRole('img', { name: /^Line chart/ }).waitFor();
    await pick(page, 'Views', /^Delete/);
    await page.getByText('“Trend by district” is deleted').waitFor();
  });
});
