import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FrozenDeck, FrozenSlide, FrozenTable, HouseStyle } from '../../shared/contract/briefing.ts';
import type { Deck, Slide } from '../../shared/model/deck.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';
import { logoPng } from './logo.ts';
import { readPdf } from './read-pdf.ts';
import type { PdfFile, PdfPage } from './read-pdf.ts';

/** A frozen deck with narrow, wide and long tables, printed by the real window and read back page by page. */
let window: Launched;
let folder: string;
let frozen: FrozenDeck;
let pdf: PdfFile;

const slide = (id: string, title: string, pin: Slide['pin'], more: Partial<Slide> = {}): Slide => ({
  id,
  layout: pin === null ? 'text' : 'view',
  title,
  narrative: '',
  notes: '',
  pin,
  ...more,
});

const deck: Deck = {
  name: 'Read back',
  template: null,
  audience: 'board',
  organisation: 'The partnership',
  marking: 'OFFICIAL – SENSITIVE',
  slides: [
    slide('opening', 'What the partnership found', null, { layout: 'title', narrative: 'A quarterly meeting' }),
    slide(
      'nested',
      'Children referred by district and sex, with a title that is so long that it takes more than two lines of the slide, because somebody put the whole finding and all that it rests on in it',
      {
        kind: 'table',
        view: {
          dataset: 'referrals',
          rows: ['district', 'sex'],
          columns: [{ field: 'referred_on', by: 'financial-year' }],
          values: [{ measure: 'children' }],
          totals: { rows: 'after', columns: 'after', subtotals: true },
        },
      },
      { narrative: 'Rates are on the next slide.\nTwo districts stand out.' },
    ),
    slide('wide', 'When children go missing', {
      kind: 'table',
      view: {
        dataset: 'missing-episodes',
        rows: [{ field: 'went_missing', by: 'weekday' }],
        columns: [{ field: 'went_missing', by: 'hour' }],
        values: [{ measure: 'rows' }],
        totals: { rows: 'after', columns: 'after' },
      },
    }),
    slide('long', 'Who lives where', {
      kind: 'table',
      view: {
        dataset: 'population',
        rows: ['district', 'age_band'],
        columns: ['sex'],
        values: [{ measure: 'persons' }],
        totals: { rows: 'after' },
      },
    }),
    slide('chart', 'Referrals by district', {
      kind: 'chart',
      chart: 'bar',
      view: {
        dataset: 'referrals',
        rows: ['district'],
        columns: [{ field: 'referred_on', by: 'financial-year' }],
        values: [{ measure: 'children' }],
      },
    }),
    slide('map', 'Where offences are', {
      kind: 'map',
      layer: 'areas',
      view: { dataset: 'offences', level: 'district' },
    }),
    slide('words', 'What to do', null, { narrative: 'Commission one contract.\nReview it in a year.' }),
    slide('many-words', 'What the panel asked', null, {
      narrative: Array.from(
        { length: 20 },
        (_, at) => `Question ${at + 1}: what is done where a child goes missing again, and who is told of it first?`,
      ).join('\n'),
    }),
    slide(
      'beside',
      'Much to say beside a chart',
      {
        kind: 'chart',
        chart: 'line',
        view: {
          dataset: 'missing-episodes',
          columns: [{ field: 'went_missing', by: 'financial-year' }],
          values: [{ measure: 'rows' }],
        },
      },
      {
        narrative: `${Array.from({ length: 70 }, (_, at) => `word${at + 1}`).join(' ')}\nThe end of it.`,
      },
    ),
  ],
};

const style: HouseStyle = {
  organisation: 'The partnership',
  marking: 'OFFICIAL – SENSITIVE',
  logo: logoPng(240, 80).toString('base64'),
  logoWords: 'Logo of the partnership',
  accent: '#8a1c5c',
};

withWindow(
  'briefing-pdf',
  () => window,
  async (opened, itsFolder) => {
    window = opened;
    folder = itsFolder;
    await ask(window, 'briefing.set-style', { style });
    const { id } = await ask(window, 'briefing.save', { deck });
    frozen = await ask(window, 'briefing.freeze', { id });
    const file = path.join(folder, 'deck.pdf');
    window.answerDialogs({ 'files.save': { export: file } });
    const grant = await ask(window, 'files.save', { purpose: 'export', suggested: 'deck', extension: 'pdf' });
    await ask(window, 'print.pdf', { frozen: frozen.id, file: grant!.grant });
    pdf = await readPdf(file);
  },
);

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Where a line ends, its last space goes. */
const joined = (text: string): string => text.replaceAll(/\s+/g, '');

/** Pages of a slide: several where its table goes on. */
const pagesOf = (title: string): readonly PdfPage[] =>
  pdf.pages.filter(page => page.tagged.some(one => one.role === 'H1' && one.text === title));

const textsOf = (pages: readonly PdfPage[], role: string): string[] =>
  pages.flatMap(page => page.tagged.filter(one => one.role === role).map(one => one.text));

/** Slides, and behind them the tables of charts and maps, in the order in which they are printed. */
const printed = (): readonly FrozenSlide[] => [
  ...frozen.slides,
  ...frozen.slides
    .filter(({ content }) => content?.chart || content?.map)
    .map(one => ({ ...one, slide: { ...one.slide, title: `Table: ${one.slide.title}` } })),
];

const tableOf = (id: string): FrozenTable => frozen.slides.find(one => one.slide.id === id)!.content!.table!;

describe('a briefing as a PDF', () => {
  test('is tagged, has an outline, a title and a language', () => {
    expect(pdf.marked).toBe(true);
    expect(pdf.title).toBe(deck.name);
    expect(pdf.language).toMatch(/^en/);
    for (const { title } of deck.slides) expect(pdf.outline.map(joined)).toContain(joined(title));
  });

  test('has a page of the slide’s size for every slide and every part of a table', () => {
    for (const { title } of deck.slides) expect(pagesOf(title).length, title).toBeGreaterThanOrEqual(1);
    expect(pagesOf('When children go missing').length).toBeGreaterThan(1);
    expect(pagesOf('Who lives where').length).toBeGreaterThan(1);
    // And one at the end that says what all of it rests on.
    expect(printed().reduce((sum, { slide: { title } }) => sum + pagesOf(title).length, 0)).toBe(pdf.pages.length - 1);
    for (const page of pdf.pages) {
      expect(page.width).toBeCloseTo(960, 0);
      expect(page.height).toBeCloseTo(540, 0);
    }
  });

  test('says on every page its title, its source, the day, the audience, the marking and its number', () => {
    let number = 0;
    for (const { slide: one, content } of printed())
      for (const page of pagesOf(one.title)) {
        number += 1;
        const source = content
          ? content.source
              .split('; ')
              .filter(part => !part.startsWith('data to ') && !part.startsWith('Demonstration data'))
              // The audience stands in the line below.
              .map(part => part.replace(/^Board(: |$)/, ''))
              .filter(Boolean)
              .join('; ')
          : 'The partnership';
        expect(joined(page.words), one.id).toContain(joined(one.title));
        expect(joined(page.words), one.id).toContain(joined(source));
        expect(page.words, one.id).toContain(`${number} / ${pdf.pages.length}`);
        expect(page.words, one.id).toContain(deck.marking);
        expect(page.words, one.id).toContain('data to 30 Sep 2017');
        expect(page.words, one.id).toContain('board');
        expect(page.words, one.id).toContain('demonstration data (synthetic)');
      }
    expect(number).toBe(pdf.pages.length - 1);
  });

  test('cuts and moves nothing: every text stands inside the page, the title at its head and the number at its foot', () => {
    for (const [at, page] of pdf.pages.entries()) {
      for (const text of page.texts) {
        expect(text.left, text.text).toBeGreaterThanOrEqual(30);
        expect(text.right, text.text).toBeLessThanOrEqual(page.width - 30);
        expect(text.top, text.text).toBeGreaterThanOrEqual(8);
        expect(text.bottom, text.text).toBeLessThanOrEqual(page.height - 8);
        // In a full table 16 pixels of 1280, which are 24 of a slide of 1920: 12 points.
        expect(text.bottom - text.top, text.text).toBeGreaterThanOrEqual(11.9);
      }
      const ends = page.texts.filter(one => one.text.includes(` / ${pdf.pages.length}`));
      expect(Math.min(...ends.map(one => one.top)), `page ${at + 1}`).toBeGreaterThan(page.height * 0.9);
      expect(
        page.texts.find(one => one.top < page.height * (at === 0 ? 0.6 : 0.12)),
        `page ${at + 1}`,
      ).toBeDefined();
    }
  });

  test('no words lie over other words', () => {
    const found: string[] = [];
    for (const [at, page] of pdf.pages.entries())
      for (const [n, one] of page.texts.entries())
        for (const other of page.texts.slice(n + 1)) {
          const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
          const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
          if (across > 2 && down > 8) found.push(`Page ${at + 1}: “${one.text}” lies over “${other.text}”.`);
        }
    expect(found).toEqual([]);
  });

  test.each([
    ['nested', deck.slides[1]!.title],
    ['wide', 'When children go missing'],
    ['long', 'Who lives where'],
  ])('holds every cell of the %s table once, with its row labels on each part', (id, title) => {
    const table = tableOf(id);
    const pages = pagesOf(title);
    const wanted = table.rows.flatMap(row => row.cells.map(cell => squeezed(cell.text))).filter(Boolean);
    const found = textsOf(pages, 'TD').filter(Boolean);
    expect(found.toSorted()).toEqual(wanted.toSorted());
    const heads = textsOf(pages, 'TH').map(text => text.replace(/^[▾▸] /, ''));
    for (const row of table.rows) expect(heads, id).toContain(row.label);
    for (const column of table.columns) for (const line of column) expect(heads, id).toContain(line);
    for (const page of pages.length > 1 ? pages : []) expect(page.words).toMatch(/(Column|Row)s? \d+/i);
  });

  test('says at its beginning and at its end what it rests on, and shows whose it is', () => {
    const [opening] = pdf.pages;
    expect(opening!.alternatives).toContain('Logo of the partnership');
    expect(opening!.words).toContain('CSE Outcomes Framework, version 1');
    const about = pdf.pages.at(-1)!.words;
    expect(about).toContain('CSE Outcomes Framework, version 1');
    expect(joined(about)).toContain(frozen.checksum);
    expect(about).toContain(deck.marking);
  });

  test.each(['chart', 'map', 'beside'])('has the table of the %s on pages of its own', id => {
    const { slide: one } = frozen.slides.find(found => found.slide.id === id)!;
    const found = textsOf(pagesOf(`Table: ${one.title}`), 'TD').filter(Boolean);
    const wanted = tableOf(id).rows.flatMap(row => row.cells.map(cell => squeezed(cell.text)));
    expect(found.toSorted()).toEqual(wanted.filter(Boolean).toSorted());
  });

  test('goes on over pages where there are more words than a slide holds, and leaves none out', () => {
    for (const id of ['many-words', 'beside']) {
      const { slide: one } = frozen.slides.find(found => found.slide.id === id)!;
      const pages = pagesOf(one.title);
      expect(pages.length, id).toBeGreaterThan(1);
      const words = joined(pages.flatMap(page => textsOf([page], 'P')).join(' '));
      const wanted = one.narrative.split(/\s+/);
      for (const word of wanted) expect(words, word).toContain(word);
      expect(words).toContain(`1of${pages.length}`);
    }
  });

  test('says in words what a chart and a map show', () => {
    for (const id of ['chart', 'map']) {
      const { slide: one, content } = frozen.slides.find(found => found.slide.id === id)!;
      const summary = content!.chart?.summary ?? content!.map!.summary;
      const said = pagesOf(one.title).flatMap(page => [...page.alternatives, page.words]);
      expect(said.some(words => squeezed(words).includes(squeezed(summary)))).toBe(true);
    }
  });
});
