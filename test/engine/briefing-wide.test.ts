import { describe, expect, it } from 'vitest';
import { deckFile } from '../../electron/engine/briefing/deck-export.ts';
import { plainStyle } from '../../shared/contract/briefing.ts';
import type { FrozenCell, FrozenDeck, FrozenTable } from '../../shared/contract/briefing.ts';
import { partWords, tablePages } from '../../shared/text/table-pages.ts';
import type { TableRoom } from '../../shared/text/table-pages.ts';
import { first, list, readOffice, slideTable, textOf, wordTables } from './briefing-reading.ts';
import type { HeadCell } from './briefing-reading.ts';

/** Tables that no slide and no page holds at once. Every cell has a text of its own, so none can stand for another. */
function tableOf(rows: number, columns: number, nested = false): FrozenTable {
  const cell = (row: number, column: number): FrozenCell => ({
    text: `${10_000 + row * 100 + column}`,
    value: 10_000 + row * 100 + column,
    status: 'value',
  });
  return {
    caption: `${rows} rows and ${columns} columns`,
    rowHeads: ['Place'],
    columns: Array.from({ length: columns }, (_, at) => [
      `Year ${Math.floor(at / 4) + 1}`,
      at === columns - 1 ? 'Total' : `Quarter ${at + 1}`,
    ]),
    rows: Array.from({ length: rows }, (_, at) => ({
      label: at === rows - 1 ? 'Total' : `Place number ${at + 1}`,
      depth: nested && at % 7 !== 0 && at !== rows - 1 ? 1 : 0,
      kind: at === rows - 1 ? ('total' as const) : ('leaf' as const),
      cells: Array.from({ length: columns }, (__, column) => cell(at, column)),
    })),
    format: 'count',
    decimals: 0,
  };
}

const tables = { wide: tableOf(9, 30), long: tableOf(60, 4), both: tableOf(60, 30, true) };

const deck: FrozenDeck = {
  id: 1,
  deck: 1,
  name: 'Wide and long',
  template: null,
  audience: 'board',
  organisation: 'The partnership',
  marking: 'OFFICIAL',
  asAt: '2017-09-30',
  frozenAt: '2017-10-20T09:00:00.000Z',
  frozenBy: 'tester',
  dataVersion: 1,
  rulesVersion: 1,
  synthetic: true,
  framework: null,
  style: plainStyle,
  checksum: 'a'.repeat(64),
  slides: Object.entries(tables).map(([id, table]) => ({
    slide: { id, layout: 'view', title: `Table ${id}`, narrative: '', notes: '', pin: null },
    content: { table, chart: null, map: null, picture: null, method: [], source: 'Referrals; Board' },
  })),
};

/** 24 pixels of a slide of 1920 × 1080, the least of the type scale. */
const leastPoints = 12;

/** A year stands once over all of its quarters that are beside each other, and over nothing else. */
function expectYearsOnce(heads: readonly (readonly HeadCell[])[]): void {
  for (let at = 0; at < heads.length;) {
    const [year, quarter, ...more] = heads[at]!;
    expect(more).toEqual([]);
    expect(quarter!.span).toBe(1);
    const same = heads.slice(at).findIndex(one => one[0]!.text !== year!.text);
    expect(year!.span, year!.text).toBe(same < 0 ? heads.length - at : same);
    at += year!.span;
  }
}

const labelsOf = (table: FrozenTable): string[] => table.rows.map(row => row.label);
const cellsOf = (table: FrozenTable): string[] => table.rows.flatMap(row => row.cells.map(cell => cell.text));

describe('a table that is wider or longer than its place', () => {
  it.each(Object.entries(tables))('has every cell of the %s one exactly once on slides', async (id, table) => {
    const file = readOffice(Buffer.from(await deckFile(deck, 'pptx')));
    const parts = file
      .paths(/^ppt\/slides\/slide\d+\.xml$/)
      .map(path => file.xml(path))
      .filter(slide => textOf(slide).startsWith(`Table ${id}`));
    expect(parts.length).toBeGreaterThan(1);
    const rows = parts.flatMap(part => slideTable(part).rows);
    expect(
      rows
        .flatMap(row => row.slice(1))
        .filter(Boolean)
        .toSorted(),
    ).toEqual(cellsOf(table).toSorted());
    expect(new Set(rows.map(row => row[0]!.trim()))).toEqual(new Set(labelsOf(table)));
    for (const part of parts) {
      expectYearsOnce(slideTable(part).heads.slice(1));
      expect(textOf(part)).toMatch(/\((columns?|rows?) \d+/);
      const widths = list(part, 'a:gridCol').map(one => Number(one.attributes['w']));
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(1152 * 9525);
      for (const run of list(part, 'a:rPr'))
        expect(Number(run.attributes['sz'] ?? 1800), textOf(part)).toBeGreaterThanOrEqual(leastPoints * 100);
      const points = Number(list(list(part, 'a:tbl')[0]!, 'a:rPr')[0]!.attributes['sz']) / 100;
      // Five figures and the margins of a cell.
      for (const width of widths) expect(width / 9525).toBeGreaterThanOrEqual((5 * 12.2 + 19) * (points / 18));
      const heights = list(part, 'a:tr').map(one => Number(one.attributes['h']));
      expect(heights.reduce((sum, height) => sum + height, 0)).toBeLessThanOrEqual(428 * 9525);
    }
  });

  it('never takes more than a handful of slides: what is longer stands in the annex, and the slides say so', async () => {
    const long = tableOf(500, 4);
    const slides = deck.slides.slice(0, 1).map(one => ({ ...one, content: { ...one.content!, table: long } }));
    const file = readOffice(Buffer.from(await deckFile({ ...deck, slides }, 'pptx')));
    const drawn = file.paths(/^ppt\/slides\/slide\d+\.xml$/).map(path => file.xml(path));
    const parts = drawn.filter(slide => first(slide, 'a:tbl'));
    expect(parts.length).toBeLessThanOrEqual(6);
    expect(parts.flatMap(part => slideTable(part).rows)).toHaveLength(60);
    for (const part of parts) expect(textOf(part)).toContain('The first 60 of 500 rows; all are in the data annex.');
  });

  it.each(Object.entries(tables))('has every cell of the %s one exactly once in a paper', async (_, table) => {
    const file = readOffice(Buffer.from(await deckFile(deck, 'docx')));
    const parts = wordTables(file).filter(one => one.caption.startsWith(table.caption));
    expect(parts.flatMap(part => part.rows.flatMap(row => row.slice(1))).toSorted()).toEqual(cellsOf(table).toSorted());
    for (const part of parts) {
      expect(part.rows.map(row => row[0]!.trim())).toEqual(labelsOf(table));
      expect(part.headerRepeats).toBe(true);
      expectYearsOnce(part.heads.slice(1));
    }
    const columns = parts.flatMap(part => part.header.slice(1));
    expect(columns).toEqual(table.columns.map(lines => lines.join(', ')));
    const body = first(file.xml('word/document.xml'), 'w:body')!;
    for (const one of list(body, 'w:tblGrid')) {
      const widths = list(one, 'w:gridCol').map(column => Number(column.attributes['w:w']));
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(9638);
      // Five figures at 9.5 points, and the margins of a cell.
      for (const width of widths) expect(width / 20).toBeGreaterThanOrEqual(5 * 4.8 + 9.9);
    }
  });
});

describe('the parts of a table', () => {
  const room: TableRoom = {
    width: 1192,
    height: 480,
    letter: 12.5,
    figure: 15.5,
    line: 31.2,
    padding: [20, 7],
    indent: 30,
    note: 46,
  };

  it('hold each cell once, in order, within the room, the total with the last part', () => {
    for (const table of Object.values(tables)) {
      const pages = tablePages(table, room);
      const seen = pages.flatMap(page => page.rows.flatMap(row => page.columns.map(column => `${row} ${column}`)));
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(table.rows.length * table.columns.length);
      for (const page of pages)
        expect(page.widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(room.width);
      expect(pages.at(-1)!.columns.at(-1)).toBe(table.columns.length - 1);
    }
  });

  it('say which part they are, and repeat the row that theirs lie under', () => {
    const all = tables.both.rows.map((_, at) => at);
    const pages = tablePages(tables.both, room);
    expect(partWords(pages[0]!, 30, all)).toMatch(/^Columns 1 to \d+ of 30, rows 1 to \d+ of 60$/);
    for (const page of pages) {
      const begin = tables.both.rows[page.rows[0]!]!;
      expect(page.above).toHaveLength(begin.depth);
      for (const row of page.above) expect(row).toBeLessThan(page.rows[0]!);
    }
    const small = tableOf(3, 2);
    const [whole, ...none] = tablePages(small, room);
    expect(none).toEqual([]);
    expect(partWords(whole!, 2, [0, 1, 2])).toBe('');
  });

  it('leave no column alone where they can stand evenly', () => {
    const counts = [...new Set(tablePages(tables.wide, room).map(page => page.columns.length))];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(Math.max(...counts) - 2);
  });
});
