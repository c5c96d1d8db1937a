import { describe, expect, test } from 'vitest';
import type { Launched } from './harness.ts';
import { withWindow } from './with-window.ts';

/** What the engine is asked again after something changed: only what reads what changed. */
let window: Launched;
let asked: () => Promise<readonly string[]>;

withWindow(
  'asked',
  () => window,
  async opened => {
    window = opened;
    asked = await window.noteQuestions();
  },
);

/** What is asked while `act` is done and until the window is quiet again, each method with how often. */
async function askedBy(act: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  await asked();
  await act();
  const counts: Record<string, number> = {};
  for (const method of await asked()) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

describe('what is asked again', () => {
  test('a saved view: the list of views', async () => {
    const { page } = window;
    const counts = await askedBy(async () => {
      await window.command('save');
      await page.getByLabel('Name').fill('Children by district');
      await page.getByRole('button', { name: 'Save view' }).click();
      await page.getByText('“Children by district” is saved').waitFor();
    });
    // The name that was typed is kept until it is saved, and forgotten then.
    expect(counts).toEqual({ 'views.save': 1, 'views.list': 1, 'drafts.forget': 1 });
  });

  test('a letter of the title of a slide: the list of briefings, and the words of that slide', async () => {
    const { page } = window;
    await window.command('pin');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the briefing').fill('The December meeting');
    await dialog.getByLabel('Title of the slide').fill('Most children live in the city');
    await dialog.getByRole('button', { name: 'Add the slide' }).click();
    await page.locator('.slide-table').waitFor();
    const counts = await askedBy(async () => {
      await page.getByLabel('Title: the finding').press('End');
      await page.keyboard.type('y');
      await page.getByText('saving…').waitFor();
      await expect.poll(() => page.getByText('saving…').count()).toBe(0);
    });
    expect(counts).toEqual({ 'briefing.save': 1, 'briefing.decks': 1, 'briefing.check-words': 1 });
  });

  test('a letter of another slide, or one more of words: neither the words nor the figures of this one', async () => {
    const { page } = window;
    const added = await askedBy(async () => {
      await page.getByRole('button', { name: 'Words', exact: true }).click();
      await page.getByRole('button', { name: /^2 A finding/ }).waitFor();
    });
    expect(added).toEqual({ 'briefing.save': 1, 'briefing.decks': 1 });
    const counts = await askedBy(async () => {
      await page.getByLabel('Title: the finding').fill('What we ask for');
      await page.getByRole('button', { name: /^1 Most/ }).click();
      await page.locator('.slide-table').waitFor();
    });
    expect(counts).toEqual({ 'briefing.save': 1, 'briefing.decks': 1 });
  });

  test('an appraisal that is saved, as a new one and once more: what lists and opens it, and no answer anew', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Scenarios' }).click();
    await page.getByRole('button', { name: 'New appraisal' }).click();
    await page.getByText('What does it cost us each year?').waitFor();
    const first = await askedBy(async () => {
      await window.command('save');
      await page.getByText('is saved in this workspace as version 1').waitFor();
    });
    // It was kept as a draft until now.
    expect(first).toEqual({
      'commissioning.save': 1,
      'drafts.forget': 1,
      'commissioning.list': 1,
      'commissioning.open': 1,
    });
    const second = await askedBy(async () => {
      await window.command('save');
      await page.getByText('is saved in this workspace as version 2').waitFor();
    });
    expect(second).toEqual({ 'commissioning.save': 1, 'commissioning.list': 1, 'commissioning.open': 1 });
  });

  test('another theme, over the map: the preferences, and no hot spot', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Map' }).click();
    await page.getByText('Significance:').waitFor();
    const counts = await askedBy(async () => {
      await window.command('theme-dark');
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    });
    expect(counts).toEqual({ 'preferences.write': 1, 'preferences.read': 1 });
  });
});
