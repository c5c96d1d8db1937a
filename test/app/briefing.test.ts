import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { withWindow } from './with-window.ts';
import { logoPng } from './logo.ts';
import { partsOf } from './read-workbook.ts';

/** From a view to the room: pinned, frozen, presented with two windows, and left behind. */
let window: Launched;
let folder: string;

withWindow(
  'briefing',
  () => window,
  (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
  },
);

/** Pins what the page shows, to a new briefing or to the one that there is. */
async function pin(title: string, name?: string): Promise<void> {
  const { page } = window;
  await window.command('pin');
  const dialog = page.getByRole('dialog');
  if (name) await dialog.getByLabel('Name of the briefing').fill(name);
  await dialog.getByLabel('Title of the slide').fill(title);
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add the slide' }).click();
  await expect.poll(() => dialog.count(), { timeout: 10_000 }).toBe(0);
  await page.getByRole('heading', { name: title }).waitFor();
}

/**
 * Words on the slide that are smaller than 24 points of it (in a full table 16, which are 24 of a slide of 1920), or lighter
 * than 7 to 1 on white.
 */
function hardToRead(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const luminance = (colour: string) => {
      const [r, g, b] = /(\d+), (\d+), (\d+)/
        .exec(colour)!
        .slice(1)
        .map(text => {
          const share = Number(text) / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('.slide *')) {
      const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent!.trim() !== '');
      if (!own || element.closest('.visually-hidden')) continue;
      const style = getComputedStyle(element);
      if (Number.parseFloat(style.fontSize) < (element.closest('table') ? 16 : 24))
        found.push(`${style.fontSize}: ${element.textContent}`);
      const contrast = 1.05 / (luminance(style.color) + 0.05);
      if (contrast < 7) found.push(`${contrast.toFixed(1)}:1 ${element.textContent}`);
    }
    for (const place of document.querySelectorAll('.slide, .slide-body, .slide-table, .slide-facts'))
      if (place.scrollWidth > place.clientWidth + 1 || place.scrollHeight > place.clientHeight + 1)
        found.push(
          `${place.className}: ${place.scrollWidth} × ${place.scrollHeight} in ${place.clientWidth} × ${place.clientHeight}`,
        );
    return found;
  });
}

/** Titles that do not show all of their words: cut by an ellipsis, or wider than what holds them. */
const cutTitles = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('h1, h2, .page-subtitle, .slide-title, .deck-slides button')]
      .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
      .map(one => one.textContent ?? ''),
  );

let audience: Page;

describe('a briefing', () => {
  test('looks as the organisation wants it, in a colour that can be read', async () => {
    const { page } = window;
    const logo = path.join(folder, 'logo.png');
    const photograph = path.join(folder, 'photograph.png');
    writeFileSync(logo, logoPng(240, 80));
    writeFileSync(photograph, 'no picture');
    await page.getByRole('link', { name: 'Briefings' }).click();
    await page.getByRole('button', { name: 'How briefings look' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Organisation').fill('The partnership');
    await dialog.getByLabel('Marking').fill('OFFICIAL – SENSITIVE');
    window.answerDialogs({ 'files.choose': { picture: [photograph] } });
    await dialog.getByRole('button', { name: 'Choose a logo…' }).click();
    await dialog.getByText('The logo is not a PNG picture').waitFor();
    window.answerDialogs({ 'files.choose': { picture: [logo] } });
    await dialog.getByRole('button', { name: 'Choose a logo…' }).click();
    await dialog.getByRole('img', { name: 'Logo of The partnership' }).waitFor();
    await dialog.getByLabel('The same in figures').fill('#ffcc00');
    await dialog.getByText('too light').waitFor();
    expect(await dialog.getByRole('button', { name: 'Keep' }).isDisabled()).toBe(true);
    await dialog.getByLabel('The same in figures').fill('#c2187a');
    await dialog.getByText('Stands at 5.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await expect.poll(() => dialog.count()).toBe(0);
    expect(await window.call('briefing.style', {})).toMatchObject({ ok: true, value: { accent: '#c2187a' } });
  });

  test('takes a table, a chart of it, a map and an option comparison', async () => {
    const { page } = window;
    await page.evaluate(
      state => {
        location.hash = `#/explore/${encodeURIComponent(JSON.stringify(state))}`;
      },
      {
        description: {
          dataset: 'referrals',
          rows: ['district', 'sex'],
          columns: [{ field: 'referred_on', by: 'financial-year' }],
          values: [{ measure: 'children' }],
          totals: { rows: 'after', columns: 'after', subtotals: true },
        },
      },
    );
    await page.getByRole('button', { name: 'Sex, in rows' }).waitFor();
    await pin('Most children are referred in Stoke-on-Trent', 'The December meeting');
    await page.getByRole('link', { name: 'Explore' }).click();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Bars', exact: true }).click();
    await pin('Referrals rise in every district');
    await page.getByRole('link', { name: 'Map' }).click();
    await page.getByText('Significance:').waitFor();
    await pin('Hot spots lie in the city');
    await page.getByRole('link', { name: 'Scenarios' }).click();
    await page.getByRole('button', { name: 'New appraisal' }).click();
    await page.getByText('What do we get?').waitFor();
    await pin('One contract reaches more children in time');
    await expect.poll(() => page.locator('.deck-slides li').count()).toBe(4);
    await page.getByLabel('Facts, one a line').fill('Cover at weekends matters most\nTwo partners gain');
    await page.getByLabel('Notes for the speaker').fill('Say that the shares are fixed for a year.');
    await page.locator('.slide-facts').getByText('Two partners gain').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // The last slide goes one place up, by keyboard.
    await page.getByRole('button', { name: 'Move up' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.deck-slides li').nth(2).innerText())
      .toContain('One contract reaches more children in time');
  });

  test('is frozen, and shows nothing that a board may not see', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Freeze' }).click();
    await page.getByText('Its figures will not move.').waitFor({ timeout: 60_000 });
    const decks = await window.call('briefing.decks', {});
    const id = decks.ok ? decks.value[0]!.frozen[0]!.id : 0;
    const frozen = await window.call('briefing.frozen', { id });
    if (!frozen.ok) throw new Error(frozen.fault.message);
    expect(frozen.value.slides).toHaveLength(4);
    for (const { content } of frozen.value.slides) {
      expect(content!.source).not.toBe('');
      for (const row of content!.table?.rows ?? [])
        for (const cell of row.cells) if (cell.status === 'hidden') expect(cell.value).toBeNull();
    }
  });

  test('is presented with two windows, by keyboard alone', async () => {
    const { page, app } = window;
    await page.locator('.page-actions').getByRole('button', { name: 'Present' }).focus();
    const opening = app.waitForEvent('window');
    await page.keyboard.press('Enter');
    audience = await opening;
    await audience.waitForLoadState('domcontentloaded');
    await audience.getByRole('article', { name: /^Slide 1 of 4/ }).waitFor();
    await page.getByRole('heading', { name: /^Presenting/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // A step in either window is a step in both.
    await page.keyboard.press('ArrowRight');
    await audience.getByRole('article', { name: /^Slide 2 of 4/ }).waitFor();
    await audience.keyboard.press('PageDown');
    await page.getByText('Slide 3 of 4').first().waitFor();
    await page.getByText('Say that the shares are fixed for a year.').waitFor();
    await page.keyboard.press('4');
    await page.keyboard.press('Enter');
    await audience.getByRole('article', { name: /^Slide 4 of 4/ }).waitFor();
    await page.keyboard.press('Home');
    await audience.getByRole('article', { name: /^Slide 1 of 4/ }).waitFor();
    // What lies under a row opens on both, one row after the other, and closes again.
    expect(await audience.getByRole('button', { expanded: true }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await audience.getByRole('button', { expanded: true }).waitFor();
    await audience.getByRole('rowheader', { name: 'Female' }).first().waitFor();
    await page.keyboard.press('Backspace');
    await expect.poll(() => audience.getByRole('button', { expanded: true }).count()).toBe(0);
    // The wall goes black, and comes back.
    await page.keyboard.press('b');
    await audience.getByRole('img', { name: 'Blacked out' }).waitFor();
    await page.keyboard.press('b');
    await audience.getByRole('article').waitFor();
  });

  test('every slide is legible from the back', async () => {
    const { page } = window;
    for (let slide = 1; slide <= 4; slide++) {
      await page.keyboard.press(String(slide));
      await page.keyboard.press('Enter');
      await audience.getByRole('article', { name: new RegExp(`^Slide ${slide} of 4`) }).waitFor();
      expect(await hardToRead(audience)).toEqual([]);
    }
  });

  test('the audience’s window reaches the frozen deck and nothing else', async () => {
    const asked = await audience.evaluate(async () => {
      const { call } = (
        globalThis as unknown as { workbench: { call(n: string, i: unknown): Promise<{ ok: boolean }> } }
      ).workbench;
      return Promise.all(
        (
          [
            ['cube.datasets', {}],
            ['cube.rows', {}],
            ['workspace.state', {}],
            ['briefing.decks', {}],
          ] as const
        ).map(async ([name, input]) => (await call(name, input)).ok),
      );
    });
    expect(asked).toEqual([false, false, false, false]);
  });

  test('a decision is noted against the slide, and Esc ends the show', async () => {
    const { page } = window;
    await page.getByLabel('What was decided').fill('Commission one contract from April');
    await page.getByRole('button', { name: 'Note it' }).click();
    await page.getByText('Commission one contract from April', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => audience.isClosed()).toBe(true);
    await page.getByRole('button', { name: 'Freeze' }).waitFor();
  });

  test('leaves slides, a PDF, a paper, a workbook and a table behind', async () => {
    const { page } = window;
    for (const [item, file] of [
      ['Slides (PowerPoint)…', 'deck.pptx'],
      ['PDF…', 'deck.pdf'],
      ['Paper (Word)…', 'deck.docx'],
      ['Data annex (Excel)…', 'deck.xlsx'],
      ['Data (CSV)…', 'deck.csv'],
    ] as const) {
      const target = path.join(folder, file);
      window.answerDialogs({ 'files.save': { export: target } });
      await page.getByRole('button', { name: 'Leave behind' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByText(`${file} is saved`).waitFor({ timeout: 60_000 });
      expect(existsSync(target)).toBe(true);
    }
    const slides = partsOf(readFileSync(path.join(folder, 'deck.pptx')));
    expect([...slides.keys()].filter(name => /^ppt\/slides\/slide\d+\.xml$/.test(name)).length).toBeGreaterThanOrEqual(
      4,
    );
    expect([...slides.keys()].some(name => /^ppt\/charts\/chart\d+\.xml$/.test(name))).toBe(true);
    const notes = [...slides].filter(([name]) => name.startsWith('ppt/notesSlides/notesSlide'));
    expect(notes.map(([, part]) => part.toString('utf8')).join(' ')).toContain('Say that the shares are fixed');
    const pdf = readFileSync(path.join(folder, 'deck.pdf')).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).toContain('/Lang');
    expect(readFileSync(path.join(folder, 'deck.csv'), 'utf8')).toContain('Demonstration data (synthetic)');
  });

  test('the quarterly report is made with one button', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'All briefings' }).click();
    await page.getByRole('button', { name: 'From a template' }).click();
    await page.getByRole('menuitem', { name: 'CSAF quarterly report' }).click();
    await page.getByRole('button', { name: 'Freeze' }).waitFor({ timeout: 30_000 });
    await expect.poll(() => page.locator('.deck-slides li').count()).toBeGreaterThanOrEqual(12);
    const titles = await page.locator('.deck-slides li').allInnerTexts();
    for (const title of titles) expect(title.length).toBeGreaterThan(12);
    expect(await faultsOf(page)).toEqual([]);
    // A title is read whole in a window of 1280 by 800, on the page of the briefing and of what is frozen.
    await window.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 1280, height: 800 }),
    );
    expect(await cutTitles(page)).toEqual([]);
    // Every slide of it is legible from the back, too.
    await page.getByRole('button', { name: 'Freeze' }).click();
    await page.getByText('Its figures will not move.').waitFor({ timeout: 60_000 });
    expect(await cutTitles(page)).toEqual([]);
    const opening = window.app.waitForEvent('window');
    await page.locator('.page-actions').getByRole('button', { name: 'Present' }).click();
    const wall = await opening;
    // One step for each slide, and for each further part of a table or of facts that are longer than their slide.
    const seen = async () =>
      [
        await wall.getByRole('article').getAttribute('aria-label'),
        ...(await wall.locator('.slide-part span, .slide-goes-on').allInnerTexts()),
      ].join(' ');
    const steps = new Set<string>();
    for (;;) {
      const now = await seen();
      steps.add(now);
      expect(await hardToRead(wall)).toEqual([]);
      if (now.startsWith(`Slide ${titles.length} of`)) break;
      await page.keyboard.press('ArrowRight');
      await expect.poll(seen).not.toBe(now);
    }
    for (let slide = 1; slide <= titles.length; slide++)
      expect([...steps].some(step => step.startsWith(`Slide ${slide} of`))).toBe(true);
    expect(steps.size).toBeGreaterThan(titles.length);
    // Back over the parts to the first slide.
    for (let back = 1; back < steps.size; back++) await page.keyboard.press('ArrowLeft');
    await expect.poll(seen).toContain('Slide 1 of');
    await page.keyboard.press('Escape');
    await expect.poll(() => wall.isClosed()).toBe(true);
  });

  test('takes a picture, without what a camera writes beside its pixels', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'All briefings' }).click();
    await page.getByRole('button', { name: 'Empty briefing' }).click();
    // A note in the file, after its header: where it was taken.
    const plain = logoPng(400, 300);
    const told = Buffer.from('tEXtComment\0taken at 12 High Street', 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(told.length - 4);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(told));
    const photograph = path.join(folder, 'photograph-2.png');
    writeFileSync(photograph, Buffer.concat([plain.subarray(0, 33), length, told, check, plain.subarray(33)]));
    const words = path.join(folder, 'words.png');
    writeFileSync(words, 'no picture');
    await page.getByRole('button', { name: 'Add a picture' }).click();
    const dialog = page.getByRole('dialog', { name: 'A picture on a slide' });
    window.answerDialogs({ 'files.choose': { picture: [words] } });
    await dialog.getByRole('button', { name: 'Choose a picture…' }).click();
    await dialog.getByText('words.png could not be read as a picture').waitFor();
    window.answerDialogs({ 'files.choose': { picture: [photograph] } });
    await dialog.getByRole('button', { name: 'Choose a picture…' }).click();
    await dialog.getByLabel('Title: the finding').fill('The new room is open');
    await dialog.getByLabel('What it shows').fill('A bright room with two chairs');
    await dialog.getByRole('img', { name: 'A bright room with two chairs' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add the slide' }).click();
    await page.getByRole('article').getByRole('img', { name: 'A bright room with two chairs' }).waitFor();
    await expect
      .poll(async () => {
        const decks = await window.call('briefing.decks', {});
        return decks.ok ? decks.value[0]!.slides : 0;
      })
      .toBe(2);
    const decks = await window.call('briefing.decks', {});
    const opened = await window.call('briefing.open', { id: decks.ok ? decks.value[0]!.id : 0 });
    const pin = opened.ok ? opened.value.deck.slides.at(-1)!.pin : null;
    const png = Buffer.from(pin?.kind === 'picture' ? pin.png : '', 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 300]);
    expect(png.includes('High Street')).toBe(false);
    expect(readFileSync(photograph).includes('High Street')).toBe(true);
  });

  test('a presenter copy opens read-only with its own passphrase, and presents', async () => {
    const { page, app } = window;
    await page.getByRole('button', { name: 'All briefings' }).click();
    await page.getByRole('button', { name: 'The December meeting' }).click();
    const copy = path.join(folder, 'copy.csaf');
    window.answerDialogs({ 'files.save': { export: copy }, 'files.choose': { 'open-workspace': [copy] } });
    await page.getByRole('button', { name: 'Leave behind' }).click();
    await page.getByRole('menuitem', { name: 'Presenter copy…' }).click();
    await page.getByLabel('Passphrase of the copy').fill('a bag of my own');
    await page.getByLabel('The same again').fill('a bag of my own');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Write the copy' }).click();
    await page.getByText('copy.csaf is written').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await window.command('close-workspace');
    await page.getByRole('button', { name: 'Open a workspace…' }).click();
    await page.getByLabel('Passphrase').fill('a bag of my own');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Presenter copy' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual([
      'Briefings',
      'Help',
    ]);
    expect(await faultsOf(page)).toEqual([]);
    const refused = await window.call('briefing.delete', { id: 1 });
    expect(refused).toMatchObject({ ok: false });
    const facts = await window.call('cube.datasets', {});
    expect(facts.ok ? facts.value.reduce((sum, dataset) => sum + dataset.rows, 0) : 0).toBe(0);
    // What it cannot do is not there: in the page, in its commands, on the slide that somebody looks at.
    const buttons = async () => (await page.getByRole('button').allInnerTexts()).join(' | ');
    const absent =
      /Freeze|Leave behind|template|Empty briefing|How briefings look|Delete|Note it|Export|Import|Audience|Unprotected/i;
    expect(await buttons()).not.toMatch(absent);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('article', { name: /^Slide 1 of 4/ }).waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByRole('article', { name: /^Slide 2 of 4/ }).waitFor();
    expect(await buttons()).not.toMatch(absent);
    expect(await faultsOf(page)).toEqual([]);
    await window.command('palette');
    await page.getByRole('dialog').waitFor();
    const offered = (await page.getByRole('dialog').getByRole('option').allInnerTexts()).join(' | ');
    expect(offered).toContain('Briefings');
    expect(offered).not.toMatch(/Explore|Import|Pivot|Freeze|Rules|Exact figures|Export/i);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'All briefings' }).click();
    const opening = app.waitForEvent('window');
    await page.getByRole('button', { name: 'Present this' }).click();
    const wall = await opening;
    await wall.getByRole('article', { name: /^Slide 1 of 4/ }).waitFor();
    expect(await buttons()).not.toMatch(absent);
    await page.keyboard.press('Escape');
    await expect.poll(() => wall.isClosed()).toBe(true);
  });
});
