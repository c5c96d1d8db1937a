import { describe, expect, test } from 'vitest';
import type { Scorecard } from '../../shared/contract/framework.ts';
import { formatPercent } from '../../shared/text/format.ts';
import { variationText } from '../../shared/text/framework.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';

/** What there is to talk about, every indicator, one in full, and the way from there to a slide. */
let window: Launched;

const scorecard = (question: object = {}): Promise<Scorecard> =>
  ask(window, 'framework.scorecard', { question, job: `test-${Math.random()}` });

withWindow(
  'scorecard',
  () => window,
  async opened => {
    window = opened;
    await window.command('go-scorecard');
    await window.page.getByRole('heading', { name: /to talk about this quarter/ }).waitFor();
  },
);

const rowOf = (name: string) =>
  window.page.getByRole('row').filter({ has: window.page.getByRole('button', { name, exact: true }) });

describe('the scorecard', () => {
  test('says first what there is to talk about, like for like', async () => {
    const { page } = window;
    const found = await scorecard();
    for (const finding of found.findings) {
      const card = page.locator('.scorecard-finding').filter({ hasText: finding.label });
      expect(await card.innerText()).toContain(finding.figure);
    }
    // The first halves of two years, never a quarter of one against a quarter's share of the other.
    await page
      .locator('.scorecard-finding')
      .filter({ hasText: 'Children referred' })
      .getByText(/\+41\s%/)
      .first()
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('has every indicator with a value in a row, and those not supplied behind one line', async () => {
    const { page } = window;
    const { lines } = await scorecard();
    const supplied = lines.filter(line => line.variation !== 'not-supplied');
    expect(supplied.length).toBeGreaterThan(10);
    for (const line of supplied) expect(await rowOf(line.name).innerText(), line.name).toContain(variationText(line));
    const more = page.getByRole('button', { name: /that no agency has supplied yet/ });
    expect(await more.innerText()).toContain(String(lines.length - supplied.length));
    await more.click();
    expect(await page.locator('.scorecard-name').count()).toBe(lines.length);
    await more.click();
  });

  test('shows one indicator in full by keyboard: limits, interval, districts, the question to ask', async () => {
    const { page } = window;
    const line = (await scorecard()).lines.find(one => one.code === '3.2')!;
    const first = page.locator('.scorecard-name').first();
    await first.focus();
    for (let i = 0; i < 40; i++) {
      if ((await page.locator('.scorecard-name:focus').innerText()) === line.name) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    const detail = page.getByRole('region', { name: line.name, exact: true });
    await detail.getByText(line.question).waitFor();
    const { latest } = line;
    await detail
      .getByText(`95 % interval ${formatPercent(latest!.lower!, 0)} to ${formatPercent(latest!.upper!, 0)}`)
      .waitFor();
    const chart = await detail.getByRole('img').getAttribute('aria-label');
    for (const point of line.points) expect(chart).toContain(point.label);
    expect(chart).toContain('outside the limits');
    const districts = detail.getByRole('region', { name: `${line.name} by district` });
    expect(await districts.getByRole('row').count()).toBe(line.districts.length + 1);
    for (const theme of ['light', 'dark', 'contrast', 'presentation'] as const) {
      await window.command(`theme-${theme}`);
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
      expect(await faultsOf(page), theme).toEqual([]);
    }
    await window.command('theme-light');
  });

  test('a target is changed with a reason, as a new version that the page names', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Target and limits…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('At least, %').fill('lots');
    await dialog.getByText('Write a number, or nothing.').waitFor();
    await dialog.getByLabel('At least, %').fill('80');
    const keep = dialog.getByRole('button', { name: 'Keep as version 2' });
    expect(await keep.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Agreed by the forum');
    expect(await faultsOf(page)).toEqual([]);
    await keep.click();
    await page.getByText('CSE Outcomes Framework, version 2').waitFor();
    await page.getByText('at least 80 %').waitFor();
    const kept = await ask(window, 'framework.read', {});
    expect(kept.version).toBe(2);
    expect(kept.versions.find(one => one.version === 2)!.reason).toBe('3.2: Agreed by the forum');
    // The one that shipped is still there.
    const shipped = await ask(window, 'framework.read', { version: 1 });
    expect(shipped.framework.indicators.find(one => one.code === '3.2')!.targets.at(-1)!.low).toBe(0.7);
  });

  test('returns, statements and worth have pages of their own', async () => {
    const { page } = window;
    await page.getByRole('tab', { name: 'Returns' }).click();
    await page.getByRole('cell', { name: 'Missing', exact: true }).first().waitFor();
    await page.getByText(/^From 1 Apr 2017 Missing Service sends what/).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('tab', { name: 'What would show a difference' }).click();
    await page
      .getByText(/^Not measurable: /)
      .first()
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Rationalise' }).click();
    const worth = await ask(window, 'framework.rationalise', { job: 'test-worth' });
    const table = page.getByRole('region', { name: 'What each indicator is worth' });
    await expect.poll(() => table.getByRole('row').count()).toBe(worth.length + 1);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Indicators' }).click();
  });

  test('who ended is recorded by keyboard with day and reason, and taken back', async () => {
    const { page } = window;
    await page.getByRole('tab', { name: 'Returns' }).click();
    await page.getByRole('button', { name: /^Record who took over/ }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Return$/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Referrals for CSE concern' }).press('Enter');
    await dialog.getByRole('button', { name: /What happened/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Nothing is sent any more' }).press('Enter');
    await dialog.getByRole('checkbox', { name: 'NHS health services' }).press('Space');
    await dialog.getByLabel('From').fill('2017-07-01');
    const record = dialog.getByRole('button', { name: 'Record', exact: true });
    expect(await record.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('The pilot ended');
    expect(await faultsOf(page)).toEqual([]);
    await record.press('Enter');
    await page.getByText('NHS health services sends nothing from 1 Jul 2017 on. The pilot ended').waitFor();
    const card = await scorecard({ indicators: ['2.1'] });
    expect(card.lines[0]!.latest!.period).toBe('2017/18 Q2');
    await page.getByRole('button', { name: /^Take back: NHS/ }).press('Enter');
    await dialog.getByLabel('Reason').fill('It goes on after all');
    await dialog.getByRole('button', { name: 'Take back', exact: true }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByText('NHS health services sends nothing from 1 Jul 2017 on. The pilot ended')
      .waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Indicators' }).click();
  });

  test('for a board it is made of protected tables, and a chart of it goes to a slide', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^Audience:/ }).click();
    await page.getByRole('menuitem', { name: /^Board/ }).click();
    const found = await scorecard({ audience: 'board' });
    await expect.poll(() => page.getByRole('button', { name: 'Target and limits…' }).count()).toBe(0);
    for (const line of found.lines.filter(one => one.latest?.status === 'hidden'))
      expect(await rowOf(line.name).innerText()).toContain('hidden');
    const line = found.lines.find(one => one.code === '3.2')!;
    await page.getByRole('region', { name: line.name, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Chart to a briefing' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add to a briefing' });
    await dialog.getByLabel('Name of the briefing').fill('From the scorecard');
    await dialog.getByRole('button', { name: 'Add the slide' }).click();
    const slide = page.getByRole('article').first();
    await slide.getByRole('img', { name: new RegExp(`^${line.name} by period`) }).waitFor();
    await window.command('go-scorecard');
    await page.getByRole('button', { name: 'Add to briefing' }).click();
    await dialog.getByRole('button', { name: 'Add the slide' }).click();
    await page.getByRole('rowheader', { name: 'Children referred', exact: true }).waitFor();
    expect(await page.getByText('Not supplied', { exact: true }).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('twice as large, words lose nothing: pages, the way between them, their titles and the lock', async () => {
    const { page } = window;
    await window.call('preferences.write', { textScale: 2 });
    await page.reload();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    const lost: string[] = [];
    for (const place of ['data', 'scorecard', 'explore', 'map', 'scenarios', 'briefings', 'actions']) {
      await window.command(`go-${place}`);
      // The page before stands until the next one can be drawn.
      await expect
        .poll(() => page.evaluate(() => document.querySelector('.rail-item[aria-current]')?.textContent?.toLowerCase()))
        .toBe(place);
      await page.locator('main.page h1').waitFor();
      const cut = await page.evaluate(() => {
        const found = [...document.querySelectorAll<HTMLElement>('.rail-item, .page-head h1, .page-subtitle')]
          .filter(one => one.scrollWidth > one.clientWidth + 1)
          .map(one => one.textContent ?? '');
        const outside = [...document.querySelectorAll<HTMLElement>('.status-bar button, .page-actions button')]
          .filter(one => {
            const { left, right, bottom } = one.getBoundingClientRect();
            return left < 0 || right > innerWidth || bottom > innerHeight;
          })
          .map(one => one.textContent ?? '');
        return [...found, ...outside];
      });
      lost.push(...cut.map(text => `${place}: ${text}`));
    }
    await window.call('preferences.write', { textScale: 1 });
    expect(lost).toEqual([]);
  });
});
