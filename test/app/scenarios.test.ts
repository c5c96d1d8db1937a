import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppraisalResult } from '../../shared/contract/commissioning.ts';
import { figureText } from '../../shared/text/appraisal.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';
import { partsOf, readWorkbook } from './read-workbook.ts';

/** A commissioner's afternoon: from an empty page to an options paper. */
let window: Launched;
let folder: string;
let draft: Appraisal;

withWindow(
  'scenarios',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    const made = await window.call('commissioning.draft', {});
    if (!made.ok) throw new Error(made.fault.message);
    draft = made.value;
    await window.page.getByRole('link', { name: 'Scenarios' }).click();
  },
);

async function formulas(appraisal: Appraisal): Promise<AppraisalResult> {
  return ask(window, 'commissioning.appraise', {
    appraisal,
    engine: 'formulas',
    detail: 'headlines',
    job: `test-${Math.random()}`,
  });
}

const tab = (name: RegExp) => window.page.getByRole('tab', { name }).click();

describe('an appraisal', () => {
  test('begins with four options and what the data say of need', async () => {
    const { page } = window;
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'New appraisal' }).click();
    await page.getByText('What does it cost us each year?').waitFor();
    for (const option of draft.options) await page.getByRole('rowheader', { name: option.name }).first().waitFor();
    expect(draft.options).toHaveLength(4);
    expect(draft.districts).toHaveLength(9);
    expect(Object.values(draft.inputs).some(input => input.link !== null)).toBe(true);
    for (const question of ['What do we get?', 'How sure are you?', 'What would change your mind?'])
      await page.getByText(question).waitFor();
    await page.getByText('72 hours is first a calendar question').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('the numbers of the screen are those of the engine', async () => {
    const { page } = window;
    const result = await formulas(draft);
    for (const option of result.options) {
      const row = page.locator('.scenario-compare tbody tr', { hasText: option.name });
      const share = option.measures['within-72-hours'].value!;
      expect(await row.innerText()).toContain(figureText(share, 'percent'));
    }
    // Who pays adds up to the penny in every year.
    for (const option of result.options)
      result.years.forEach((_, year) => {
        const cost = option.partners.reduce((sum, partner) => sum + partner.pence[year]!, 0);
        expect(cost).toBe(Math.round(option.years[year]!.costNominal * 100));
      });
  });

  test('an input is typed as people write it, and everything follows', async () => {
    const { page } = window;
    await tab(/^Inputs/);
    const model = await window.call('commissioning.model', {});
    if (!model.ok) throw new Error(model.fault.message);
    const input = model.value.inputs.find(one => one.format === 'money' && one.group === 'cost')!;
    await page.getByRole('button', { name: input.label, exact: true }).click();
    const field = page.getByRole('textbox', { name: input.label, exact: true });
    await field.fill('rather a lot');
    await page.keyboard.press('Enter');
    await page.locator('.scenario-input .field-error').waitFor();
    await field.fill('40,000 to 60,000');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.scenario-input .field-error').count()).toBe(0);
    await page.locator('tr[data-chosen="true"]').getByText('40,000 to 60,000').waitFor();
    await page.getByText('not saved').waitFor();
    // What is typed speaks for nobody until an organisation is named, with the day.
    await page.getByText('A placeholder: it speaks for nobody until an organisation has given it.').waitFor();
    const by = page.getByRole('textbox', { name: 'Given by (organisation)' });
    await by.fill('Finance team');
    await by.press('Enter');
    await page
      .locator('tr[data-chosen="true"]')
      .getByText(/^Given by Finance team, /)
      .waitFor();
    // On a day that has been: one to come is refused, and what was given stays.
    const on = page.getByLabel('On', { exact: true });
    await on.fill('2136-11-28');
    await on.press('Enter');
    await page.getByText(/^28 Nov 2136 is no day on which it can have been given/).waitFor();
    await page
      .locator('tr[data-chosen="true"]')
      .getByText(/^Given by Finance team, /)
      .waitFor();
    await window.command('undo');
    await page.locator('tr[data-chosen="true"]').getByText('Placeholder').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // Undone, and done again.
    await window.command('undo');
    await expect.poll(() => page.locator('tr[data-chosen="true"]').getByText('40,000 to 60,000').count()).toBe(0);
    await window.command('redo');
    await page.locator('tr[data-chosen="true"]').getByText('40,000 to 60,000').waitFor();
  });

  test('the pathway is edited by mouse and by keyboard', async () => {
    const { page } = window;
    await tab(/^Pathway/);
    const share = page.getByRole('slider').first();
    const value = async () => Number(await share.getAttribute('aria-valuenow'));
    const before = await value();
    await share.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(value).toBe(before - 1);
    const box = (await share.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 15, { steps: 4 });
    await page.mouse.up();
    await expect.poll(value).toBe(before - 6);
    const stage = page.locator('.scenario-stage').first();
    await stage.focus();
    const name = await stage.locator('strong').innerText();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.querySelector('strong')?.textContent ?? ''))
      .not.toBe(name);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('who pays, districts, sensitivity and ranking are there and readable', async () => {
    const { page } = window;
    await tab(/^Who pays/);
    // Nobody has given a share: what there is to share is there, and no amount beside a partner.
    await page.getByText('so no amount is put down to any of them').waitFor();
    expect(await page.getByRole('table', { name: /In the prices of each year/ }).count()).toBe(0);
    expect(await page.getByRole('table', { name: 'What each would bear a year' }).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await tab(/^Districts/);
    await page.getByText('would be chance alone').waitFor();
    expect(await page.getByRole('rowheader', { name: 'Stoke-on-Trent' }).count()).toBeGreaterThan(0);
    expect(await faultsOf(page)).toEqual([]);
    await tab(/^Sensitivity/);
    await page.getByText('Rank correlation').waitFor();
    await page.getByRole('img', { name: /NPSV difference over/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await tab(/^Ranking/);
    await page.getByText('If nobody had said a weight').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('criteria stand in a tree that is built and weighed by keyboard', async () => {
    const { page } = window;
    const table = page.getByRole('table').filter({ hasText: 'Final weight' });
    const row = (name: string) =>
      table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    const finalWeight = async (name: string) => {
      const cells = await row(name).getByRole('cell').allInnerTexts();
      return Number(cells.at(-2)!.replace(/[^\d.]/g, ''));
    };
    const partners = draft.partners.map(partner => partner.name);
    const before = await finalWeight('Cost');
    // Nobody has weighed yet: the three at the root weigh alike.
    expect(before).toBeCloseTo(33.3, 5);
    // An empty group weighs nothing, and says so.
    await page.getByRole('button', { name: 'Add a group' }).press('Enter');
    const group = page.getByRole('textbox', { name: 'Name of the group' });
    await group.fill('');
    await group.press('Enter');
    await page.getByText('A group needs a name.').waitFor();
    await group.fill('Fairness and money');
    await group.press('Enter');
    await row('Fairness and money').getByText('empty: weighs nothing').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // What comes into it weighs what it weighed; what comes after that shares it.
    const moveInto = async (name: string, choice: string) => {
      await page.getByRole('button', { name, exact: true }).press('Enter');
      // The editor has the focus: its first field is one step away.
      await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('scenario-tree-editor');
      await page.keyboard.press('Tab');
      expect(await page.getByRole('textbox', { name: 'Name of the criterion' }).inputValue()).toBe(name);
      await page.getByRole('button', { name: /Stands in/ }).press('Enter');
      await page.getByRole('option', { name: choice }).press('Enter');
    };
    await moveInto('Cost', 'Fairness and money');
    await expect.poll(() => finalWeight('Fairness and money')).toBe(before);
    expect(await finalWeight('Cost')).toBe(before);
    await moveInto('The same wherever a child lives', 'Fairness and money');
    await expect.poll(() => finalWeight('Cost')).toBeLessThan(before);
    for (const [name, weight] of [
      ['Children and families', '60'],
      ['Fairness and money', '40'],
      ['Cost', '3'],
      ['The same wherever a child lives', '1'],
    ] as const)
      for (const partner of partners) {
        const field = page.getByRole('textbox', { name: `Weight of ${name} for ${partner}`, exact: true });
        await field.fill(weight);
        await field.press('Enter');
      }
    await expect.poll(() => finalWeight('Cost')).toBe(30);
    expect(await finalWeight('The same wherever a child lives')).toBe(10);
    expect(await finalWeight('Children and families')).toBe(60);
    const field = page.getByRole('textbox', { name: `Weight of Cost for ${partners[0]}`, exact: true });
    await field.fill('much');
    await field.press('Enter');
    await page.getByText('A number, 0 or more.').waitFor();
    await field.fill('3');
    await field.press('Enter');
    await expect.poll(() => page.getByText('A number, 0 or more.').count()).toBe(0);
    // Until a partner has given weights, nothing is said of how far a winner hangs on them.
    expect(
      await row('Fairness and money')
        .getByText(/^(\d+\s% to \d+\s%|at any weight)$/)
        .count(),
    ).toBe(0);
    expect(await faultsOf(page)).toEqual([]);

    // A criterion of one's own: it weighs nothing yet, its scale is that of its measure.
    await page.getByRole('button', { name: 'Add a criterion' }).press('Enter');
    const worst = page.getByRole('textbox', { name: 'Worst, scores 0' });
    await worst.fill('soon');
    await worst.press('Enter');
    await page.getByText('Write a number, such as £900,000.').waitFor();
    await worst.fill('-£250,000');
    await worst.press('Enter');
    await page.getByRole('textbox', { name: 'Name of the criterion' }).fill('Worth it');
    await page.getByRole('textbox', { name: 'Name of the criterion' }).press('Enter');
    await row('Worth it').getByText('−£250 k to').waitFor();
    expect(await finalWeight('Worth it')).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take the criterion away' }).press('Enter');
    await expect.poll(() => row('Worth it').count()).toBe(0);
    // Without the group everything weighs what it weighed in the end.
    await page.getByRole('button', { name: 'Fairness and money', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Take the group away' }).press('Enter');
    await expect.poll(() => row('Fairness and money').count()).toBe(0);
    expect(await finalWeight('Cost')).toBe(30);
    expect(await finalWeight('The same wherever a child lives')).toBe(10);
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('scenario-tree-head');
    await tab(/^Answer/);
  });

  test('limits, bands and a partner that leaves are set by keyboard and said in words', async () => {
    const { page } = window;
    await tab(/^Who pays/);
    const pays = page.getByRole('table', { name: /In the prices of each year/ });
    const inPence = (text: string) => Math.round(Number(text.replaceAll(/[£,]/g, '')) * 100);
    const cells = async (table: typeof pays, header: string) =>
      (await table.getByRole('row').filter({ hasText: header }).getByRole('cell').allInnerTexts()).filter(text =>
        /^£[\d,]+\.\d\d$/.test(text),
      );
    const atMost = async (name: string, text: string) => {
      await page.getByRole('textbox', { name: `${name} pays at most, a year` }).fill(text);
      await page.keyboard.press('Enter');
    };
    const [county, city, police, health] = draft.partners.map(partner => partner.name);

    // Nothing follows for a partner from shares that it has not given.
    await page.getByText('so no amount is put down to any of them').waitFor();
    expect(await page.getByText(/^If City council leaves/).count()).toBe(0);
    for (const { name } of draft.partners) {
      await page
        .getByRole('button', { name: `Share of the cost of ${name}: Placeholder`, exact: false })
        .press('Enter');
      await page.getByRole('textbox', { name: 'Source' }).fill('Minutes of a meeting');
      await page.getByRole('button', { name: 'It was given' }).press('Enter');
      await page
        .getByRole('button', { name: `Share of the cost of ${name}: Given by ${name}`, exact: false })
        .waitFor();
    }
    await page.getByText('every year’s shares add up to its cost exactly').waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await atMost(city!, 'a lot');
    await page.getByText('Write an amount, such as 250,000, or nothing.').waitFor();
    await atMost(city!, '200,000');
    await pays.getByText('held at its most, £200 k').waitFor();
    expect((await cells(pays, city!)).slice(0, draft.years)).toEqual(Array(draft.years).fill('£200,000.00'));
    await expect.poll(() => page.locator('.scenario-column .field-error').count()).toBe(0);

    for (const name of [county!, police!, health!]) await atMost(name, '150,000');
    const warning = page.getByRole('status').filter({ hasText: 'Every cap is reached' });
    await warning.waitFor();
    const columns = await Promise.all(draft.partners.map(async ({ name }) => (await cells(pays, name)).map(inPence)));
    const unpaid = (await cells(pays, 'Nobody')).map(inPence);
    const whole = (await cells(pays, 'The whole cost')).map(inPence);
    expect([unpaid.length, whole.length]).toEqual([draft.years, draft.years]);
    for (const [year, cost] of whole.entries()) {
      expect(unpaid[year]).toBeGreaterThan(0);
      expect(columns.reduce((sum, pence) => sum + pence[year]!, unpaid[year]!)).toBe(cost);
    }
    expect(await faultsOf(page)).toEqual([]);
    await atMost(county!, '');
    await expect.poll(() => warning.count()).toBe(0);

    await page.getByRole('button', { name: 'Add a band' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Band 1 goes up to' }).fill('10,000');
    await page.keyboard.press('Enter');
    await page.getByRole('rowheader', { name: '£10,000' }).waitFor();
    await page.getByRole('button', { name: 'Who bears band 1', exact: false }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: health!, exact: true }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const bears = page.getByRole('table', { name: 'What each would bear a year' });
    const share = Number(draft.partners.find(partner => partner.name === health)!.share);
    const [all] = (await cells(bears, 'All partners')).map(inPence);
    const expected = 1_000_000 + (all! - 1_000_000) * share;
    expect(all!).toBeGreaterThan(1_000_000);
    await expect
      .poll(async () => Math.abs(inPence((await cells(bears, health!))[0]!) - expected))
      .toBeLessThanOrEqual(1);
    const borne = await Promise.all(draft.partners.map(async ({ name }) => inPence((await cells(bears, name))[0]!)));
    expect(borne.reduce((sum, pence) => sum + pence, 0)).toBe(all);

    await page
      .getByText(/^If City council leaves, the others pay .* for a service that costs £[\d,]+ less; alone/)
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take band 1 away' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('rowheader', { name: '£0', exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Add a band');
  });

  test('a simulation tells how far it is, can be cancelled, and then answers', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByRole('progressbar', { name: 'Simulating' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The simulation was cancelled').waitFor();
    const small = await window.call('commissioning.appraise', {
      appraisal: draft,
      engine: 'simulation',
      replications: 10,
      detail: 'headlines',
      job: 'small-simulation',
    });
    if (!small.ok) throw new Error(small.fault.message);
    const closed = await formulas(draft);
    expect(small.value.engine).toBe('simulation');
    small.value.options.forEach((option, i) => {
      const [a, b] = [
        option.measures['interviews-completed'].value!,
        closed.options[i]!.measures['interviews-completed'].value!,
      ];
      expect(Math.abs(a - b) / b).toBeLessThan(0.25);
    });
  });

  test('is kept, found again, and written as a paper, an annex and a log', async () => {
    const { page } = window;
    await window.command('save');
    await page.getByText('is saved in this workspace as version 1').waitFor();
    await page.getByRole('button', { name: 'All appraisals' }).click();
    await page.getByRole('button', { name: draft.name }).click();
    await page.getByText('What does it cost us each year?').waitFor();
    for (const [item, file] of [
      ['Options paper (Word)…', 'paper.docx'],
      ['Data annex (Excel)…', 'annex.xlsx'],
      ['Assumptions log (Excel)…', 'log.xlsx'],
    ] as const) {
      const target = path.join(folder, file);
      window.answerDialogs({ 'files.save': { export: target } });
      await page.getByRole('button', { name: 'Options paper' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByText(`${file} is saved`).waitFor({ timeout: 30_000 });
    }
    const paper = partsOf(readFileSync(path.join(folder, 'paper.docx')))
      .get('word/document.xml')!
      .toString('utf8')
      .replaceAll(/<[^>]+>/g, ' ');
    for (const option of draft.options) expect(paper).toContain(option.name.replaceAll('&', '&amp;'));
    expect(paper).toMatch(/seed/i);
    const annex = readWorkbook(readFileSync(path.join(folder, 'annex.xlsx')));
    expect(annex.size).toBeGreaterThan(3);
    const log = readWorkbook(readFileSync(path.join(folder, 'log.xlsx')));
    expect([...log.values()].flat().flat().join(' ')).toContain('40,000 to 60,000');
  });
});
