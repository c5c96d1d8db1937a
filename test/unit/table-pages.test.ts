import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../electron/engine/statistics/random.ts';
import { evenParts } from '../../shared/text/even-parts.ts';
import { headLines, valueHeading } from '../../shared/text/table-heads.ts';
import { fittedTable, paragraphPages, tablePages, tableSizes } from '../../shared/text/table-pages.ts';
import type { LaidTable, TableRoom } from '../../shared/text/table-pages.ts';

const stream = (index: number) => new RandomStream(7, 'parts of tables').seat(0, index);
const among = (random: RandomStream, from: number, to: number) => from + Math.floor(random.uniform() * (to - from + 1));

/** All ways to divide so many things in order, by where each part begins. */
function* divisions(count: number, from = 0): Generator<readonly number[]> {
  yield [from];
  for (let at = from + 1; at < count; at++) for (const rest of divisions(count, at)) yield [from, ...rest];
}

describe('things in order, divided', () => {
  it('have the fewest parts that hold them, and of those the most even ones: every division is tried', () => {
    for (let index = 0; index < 120; index++) {
      const random = stream(index);
      const sizes = Array.from({ length: among(random, 1, 10) }, () => among(random, 1, 20));
      const room = among(random, 8, 45);
      const size = (from: number, to: number) => sizes.slice(from, to).reduce((sum, one) => sum + one, 0);
      const sizesOf = (begins: readonly number[]) =>
        begins.map((from, part) => ({ from, to: begins[part + 1] ?? sizes.length }));
      const holds = (begins: readonly number[]) =>
        sizesOf(begins).every(({ from, to }) => to - from === 1 || size(from, to) <= room);
      const squares = (begins: readonly number[]) =>
        sizesOf(begins).reduce((sum, { from, to }) => sum + size(from, to) ** 2, 0);
      const all = [...divisions(sizes.length)].filter(holds);
      const fewest = Math.min(...all.map(begins => begins.length));
      const evenest = Math.min(...all.filter(begins => begins.length === fewest).map(squares));
      const found = evenParts({ count: sizes.length, size, room });
      expect(holds(found), `${index}`).toBe(true);
      expect(found.length, `${index}`).toBe(fewest);
      expect(squares(found), `${index}`).toBe(evenest);
    }
  });

  it('begin where they may, and anywhere where that leaves no room', () => {
    const size = (from: number, to: number) => to - from;
    const even = (at: number) => at % 2 === 0;
    expect(evenParts({ count: 10, size, room: 5, mayBegin: even })).toEqual([0, 4, 8]);
    expect(evenParts({ count: 6, size, room: 3, mayBegin: () => false })).toEqual([0, 3]);
    expect(evenParts({ count: 0, size, room: 3 })).toEqual([0]);
  });

  it('keep together what belongs together where parts stay about as even', () => {
    const size = (from: number, to: number) => to - from;
    expect(evenParts({ count: 10, size, room: 4, tears: at => at % 4 !== 0 })).toEqual([0, 4, 8]);
    expect(evenParts({ count: 10, size, room: 9, tears: at => at !== 1 })).toEqual([0, 5]);
  });
});

const roomAt = (size: number): TableRoom => {
  const scale = size / 36;
  return {
    width: 1152,
    height: 428,
    letter: 12 * scale,
    figure: 12.6 * scale,
    line: 29 * scale,
    padding: [20 * scale, 10 * scale],
    indent: 24 * scale,
    note: 0,
  };
};

/** Cells of one line, all as wide. */
const tableOf = (rows: number, columns: number): LaidTable => ({
  rowHeads: ['Place'],
  columns: Array.from({ length: columns }, (_, at) => [`${100 + at}`]),
  rows: Array.from({ length: rows }, (_, at) => ({
    label: `p${100 + at}`,
    depth: 0,
    kind: 'leaf',
    cells: Array.from({ length: columns }, () => ({ text: '12345' })),
  })),
});

describe('a table of any size on slides', () => {
  it('has every cell once, no more parts than its smallest text needs, and no larger text than that allows', () => {
    const counted = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const random = stream(1000 + index);
      const [rows, columns] = [among(random, 1, 70), among(random, 1, 34)];
      const table = tableOf(rows, columns);
      const { size, pages } = fittedTable(table, roomAt);
      const seen = pages.flatMap(page => page.rows.flatMap(row => page.columns.map(column => `${row} ${column}`)));
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toHaveLength(rows * columns);
      // By hand: a label of four letters, figures of five, lines of one height.
      const least = roomAt(24);
      const width = 5 * least.figure + least.padding[0];
      const label = least.padding[0] + Math.max(3 * least.figure + least.letter, 5 * least.letter + 2);
      const across = Math.floor((1152 - label) / width);
      const down = Math.floor(428 / (least.line + least.padding[1])) - 1;
      const needed = Math.ceil(columns / across) * Math.ceil(rows / down);
      expect(pages.length, `${rows} × ${columns}`).toBe(needed);
      counted.add(String(needed));
      for (const larger of tableSizes.filter(one => one > size))
        expect(tablePages(table, roomAt(larger)).length).toBeGreaterThan(needed);
    }
    expect(counted.size).toBeGreaterThan(5);
  });

  it('has no part that is nearly empty: rows, columns and lines of any length', () => {
    for (let index = 0; index < 60; index++) {
      const random = stream(2000 + index);
      const [rows, columns] = [among(random, 1, 70), among(random, 1, 30)];
      const words = (most: number) => 'word '.repeat(among(random, 1, most)).trim();
      const table: LaidTable = {
        rowHeads: ['Place'],
        columns: Array.from({ length: columns }, (_, at) => [`Year ${Math.floor(at / 4)}`, `Q${at % 4}`]),
        rows: Array.from({ length: rows }, (_, at) => ({
          label: words(4),
          depth: 0,
          kind: at === rows - 1 ? 'total' : 'leaf',
          cells: Array.from({ length: columns }, (__, column) => ({ text: column === 2 ? words(9) : '1,234' })),
        })),
      };
      const { pages } = fittedTable(table, roomAt);
      const rowsOf = [...new Set(pages.map(page => page.rows.length))];
      const columnsOf = [...new Set(pages.map(page => page.columns.length))];
      expect(Math.min(...rowsOf) * 2.5, `${index}: ${rowsOf}`).toBeGreaterThanOrEqual(Math.max(...rowsOf));
      expect(Math.min(...columnsOf) * 3, `${index}: ${columnsOf}`).toBeGreaterThanOrEqual(Math.max(...columnsOf));
      for (const page of pages) expect(page.widths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1152);
    }
  });

  it('says the row that its rows lie under at the head of each part', () => {
    const table = {
      ...tableOf(60, 3),
      rows: tableOf(60, 3).rows.map((row, at) => ({ ...row, depth: at % 20 === 0 ? 0 : 1 })),
    };
    const { pages } = fittedTable(table, roomAt);
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      const [first] = page.rows;
      expect(page.above).toEqual(first! % 20 === 0 ? [] : [first! - (first! % 20)]);
      // The row that others lie under is not left alone at the foot.
      expect(page.rows.at(-1)! % 20).not.toBe(0);
    }
  });
});

describe('paragraphs that a slide has no room for', () => {
  const room = { width: 300, height: 100, line: 20, gap: 8, letter: 10, figure: 10 };

  it('go on after a sentence, and between words only where one sentence is too long', () => {
    const sentences = [
      'The first sentence has some words.',
      'The second has a few more of them.',
      'The last is short.',
    ];
    const pages = paragraphPages([Array.from({ length: 3 }, () => sentences.join(' ')).join(' ')], room);
    expect(pages.length).toBeGreaterThan(1);
    for (const [part] of pages) expect(part).toMatch(/\.$/);
    const [first] = paragraphPages([Array.from({ length: 60 }, () => 'word').join(' ')], room);
    expect(first![0]).toMatch(/word$/);
  });
});

describe('the heading of a value', () => {
  it('says its unit where its name does not, and its figures do not', () => {
    expect(valueHeading({ label: 'Referrals per child', unit: 'per child' })).toBe('Referrals per child');
    expect(valueHeading({ label: 'Mean age', unit: 'years' })).toBe('Mean age (years)');
    expect(valueHeading({ label: 'Looked after', unit: '%' })).toBe('Looked after');
  });
});

describe('the headings of columns', () => {
  it('are joined over what is the same from the outermost on, and reach down where a column has fewer lines', () => {
    expect(headLines([['2016/17', 'Q1'], ['2016/17', 'Q2'], ['2017/18', 'Q1'], ['Total']])).toEqual([
      [
        { text: '2016/17', first: 0, span: 2, lines: 1 },
        { text: '2017/18', first: 2, span: 1, lines: 1 },
        { text: 'Total', first: 3, span: 1, lines: 2 },
      ],
      [
        { text: 'Q1', first: 0, span: 1, lines: 1 },
        { text: 'Q2', first: 1, span: 1, lines: 1 },
        { text: 'Q1', first: 2, span: 1, lines: 1 },
      ],
    ]);
  });

  it('do not join what has the same words under different ones, nor the last lines of two columns', () => {
    expect(
      headLines([
        ['A', 'x', 'p'],
        ['B', 'x', 'p'],
        ['B', 'x', 'p'],
      ])[1]!.map(one => one.span),
    ).toEqual([1, 2]);
    expect(headLines([['Same'], ['Same']])[0]!.map(one => one.span)).toEqual([1, 1]);
    expect(headLines([])).toEqual([[]]);
  });
});
