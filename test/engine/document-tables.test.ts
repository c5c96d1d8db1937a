import { describe, expect, it } from 'vitest';
import { docxBytes } from '../../electron/engine/documents/document.ts';
import type { DocumentBlock, DocumentTable } from '../../electron/engine/documents/document.ts';
import { rowHeight } from '../../electron/engine/documents/table-height.ts';
import { first, list, readOffice, styleOf, under } from './briefing-reading.ts';

const table = (rows: number, text: string): DocumentTable => ({
  kind: 'table',
  caption: 'Table',
  columns: [{ header: 'First' }, { header: 'Second' }],
  rows: Array.from({ length: rows }, (_, at) => [`${at}`, text]),
});

/** Which rows of the table stay on the page of the next, and whether what stands after it does. */
function keeping(blocks: readonly DocumentBlock[], wide = false) {
  const paper = {
    title: 'Paper',
    subtitle: '',
    organisation: '',
    audience: '',
    marking: '',
    asAt: null,
    version: '',
    source: '',
    facts: [],
    sections: [{ heading: 'Section', wide, blocks }],
  };
  const body = first(readOffice(docxBytes(paper)).xml('word/document.xml'), 'w:body')!;
  const rows = under(first(body, 'w:tbl')!, 'w:tr').filter(row => !first(row, 'w:tblHeader'));
  const after = list(body, 'w:p').find(
    paragraph => styleOf(paragraph) === 'Turn' && first(paragraph, 'w:sectPr') === undefined,
  )!;
  return {
    rows: rows.map(row => list(row, 'w:p').every(paragraph => first(paragraph, 'w:keepNext') !== undefined)),
    after: first(after, 'w:keepNext') !== undefined,
  };
}

const allButLast = (rows: number) => Array.from({ length: rows }, (_, at) => at < rows - 1);
const endsOnly = (rows: number) => Array.from({ length: rows }, (_, at) => at === 0 || at === rows - 2);
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`).join('\n');

describe('a table of a paper', () => {
  it('is kept whole by its height, not by its rows', () => {
    expect(keeping([table(12, 'one line')]).rows).toEqual(allButLast(12));
    expect(keeping([table(12, lines(4))]).rows).toEqual(endsOnly(12));
    // As high, by words that break.
    expect(keeping([table(12, 'a long way to say what a short word would have said '.repeat(5))]).rows).toEqual(
      endsOnly(12),
    );
    expect(keeping([table(30, 'one line')]).rows).toEqual(endsOnly(30));
    expect(keeping([table(3, lines(4))]).rows).toEqual(allButLast(3));
  });

  it('is kept whole on a wide page only where it leaves most of that', () => {
    expect(keeping([table(14, 'one line')]).rows).toEqual(allButLast(14));
    expect(keeping([table(14, 'one line')], true).rows).toEqual(endsOnly(14));
    expect(keeping([table(8, 'one line')], true).rows).toEqual(allButLast(8));
  });

  it('has its note with it, and nothing else', () => {
    const note = { kind: 'note', text: 'In pounds.' } as const;
    expect(keeping([table(4, 'one line'), note])).toEqual({ rows: [true, true, true, true], after: true });
    expect(keeping([table(4, 'one line'), { kind: 'paragraph', text: 'Text.' }])).toEqual({
      rows: allButLast(4),
      after: false,
    });
  });
});

describe('the height of a row', () => {
  const setting = { size: 10, beside: 0, around: 0 };
  const linesOf = (text: string, room: number) => Math.round(rowHeight([[{ text }]], [room], setting) / 12.2);

  it('is that of its cell of the most lines, which break between words and at line feeds', () => {
    expect(linesOf('word', 100)).toBe(1);
    expect(linesOf('word word word word word word word word', 100)).toBe(2);
    expect(linesOf('one\ntwo\nthree', 100)).toBe(3);
    expect(linesOf('a'.repeat(60), 100)).toBeGreaterThanOrEqual(3);
    expect(rowHeight([[{ text: 'one' }], [{ text: 'one\ntwo' }]], [100, 100], setting)).toBeCloseTo(24.4);
  });

  it('never falls with more words or less room', () => {
    let before = 0;
    for (let words = 1; words < 60; words++) {
      const now = linesOf('reason '.repeat(words), 300);
      expect(now).toBeGreaterThanOrEqual(before);
      expect(linesOf('reason '.repeat(words), 200)).toBeGreaterThanOrEqual(now);
      before = now;
    }
  });
});
