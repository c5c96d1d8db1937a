import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { nothingFirst, withWindow } from './with-window.ts';

/** The tables that a partnership publishes are protected together in the background, after each import. */
let window: Launched;
let folder: string;

withWindow(
  'standing-plan',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    window.answerDialogs({ 'files.save': { 'new-workspace': path.join(folder, 'Own.csaf') } });
    const { page } = window;
    await page.getByRole('button', { name: 'Create a workspace' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill('six white horses on a hill');
    await page.getByLabel('The same passphrase again').fill('six white horses on a hill');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Choose files…' }).waitFor();
  },
  { first: nothingFirst, standingTables: 'by-themselves', patience: 30_000 },
);

const districts = ['Stafford', 'Tamworth', 'Lichfield', 'Cannock Chase', 'Stoke-on-Trent'];

/** Brings in a quarter's referrals of an agency as a person does. */
async function bringIn(agency: string, quarter: 1 | 2, rows: number): Promise<void> {
  const { page } = window;
  const name = `referral_${agency}_2016-17_Q${quarter}.csv`;
  const month = quarter === 1 ? '05' : '08';
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = String((i % 28) + 1).padStart(2, '0');
    const age = 10 + ((i * 7) % 8);
    const sex = i % 5 ? 'female' : 'male';
    return `${agency}${i % 211},2016-${month}-${day},${districts[(i * 13) % 5]},${age},${sex},${i % 9 ? 'no' : 'yes'}`;
  });
  writeFileSync(
    path.join(folder, name),
    ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...lines].join('\r\n'),
  );
  window.answerDialogs({ 'files.choose': { import: [path.join(folder, name)] } });
  await page.getByRole('link', { name: 'Data' }).click();
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await page.getByRole('article', { name: `Report on ${name}` }).waitFor();
}

async function states(): Promise<readonly string[]> {
  const answer = await window.call('disclosure.plan', {});
  return answer.ok ? answer.value.map(one => one.state) : [];
}

const status = () => window.page.getByRole('contentinfo', { name: 'Status' });

describe('the standing tables', () => {
  test('are worked out by themselves once an import is in, and the status bar says so', async () => {
    await bringIn('police', 1, 300);
    expect(await states()).not.toContain('solved');
    await expect.poll(states, { timeout: 120_000 }).toEqual(['solved', 'solved', 'solved']);
    await expect
      .poll(() =>
        status()
          .getByText(/^Protecting the standing tables/)
          .count(),
      )
      .toBe(0);
    expect(await faultsOf(window.page)).toEqual([]);
  });

  test('are worked out when somebody asks, where this computer is told to wait', async () => {
    const { page } = window;
    await window.command('rules');
    const dialog = page.getByRole('dialog', { name: 'Disclosure rules' });
    await dialog.getByText('Work them out after each import, in the background').click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await bringIn('health', 2, 300);
    await expect.poll(states).toContain('outdated');
    await window.command('rules');
    await dialog
      .getByText(/of earlier data or rules/)
      .first()
      .waitFor();
    await page.screenshot({ path: 'test-results/standing-plan-dialog.png' });
    await dialog.getByRole('button', { name: 'Work out the standing tables' }).click();
    await expect.poll(states, { timeout: 120_000 }).toEqual(['solved', 'solved', 'solved']);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('are seen one by one, and a person adds and removes some with a reason', async () => {
    const { page } = window;
    const dialog = page.getByRole('dialog', { name: 'Disclosure rules' });
    await dialog.getByRole('button', { name: 'See and change the tables' }).click();
    const tables = dialog.getByRole('region', { name: 'The standing tables one by one' });
    const named = tables.getByRole('button', { name: /^Remove / });
    await named.first().waitFor();
    const before = await named.count();
    await tables
      .getByRole('button', { name: 'Remove Children referred for CSE concern: District by year', exact: true })
      .click();
    await expect.poll(() => named.count()).toBe(before - 1);
    await tables.getByRole('button', { name: 'Add it' }).click();
    await expect.poll(() => named.count()).toBe(before);
    await tables.getByText('It is there already').waitFor();
    // Back to what it was: nothing to change.
    await tables
      .getByRole('button', { name: 'Remove Children referred for CSE concern: Sex by year and quarter' })
      .click();
    await tables.getByLabel('Reason for other standing tables').fill('Too many for a small county');
    await page.screenshot({ path: 'test-results/standing-tables.png' });
    await tables.getByRole('button', { name: 'Change the standing tables' }).click();
    await tables.getByText(/Too many for a small county/).waitFor();
    await expect.poll(() => named.count()).toBe(before - 1);
    expect(await states()).toContain('outdated');
    expect(await faultsOf(page)).toEqual([]);
    await tables.getByRole('button', { name: 'Take the tables that the application comes with' }).click();
    await expect.poll(() => named.count()).toBe(before);
    await tables.getByRole('button', { name: 'Leave them as they are' }).click();
    await expect.poll(() => named.count()).toBe(before - 1);
  });
});
