import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../electron/engine/documents/csv.ts';
import { spreadsheetBytes } from '../../electron/engine/documents/spreadsheet.ts';
import type { SpreadsheetSheet } from '../../electron/engine/documents/spreadsheet.ts';
import { zipBytes } from '../../electron/engine/documents/zip.ts';
import { openXlsx } from '../../electron/engine/intake/xlsx-reader.ts';
import { scanFile } from '../../electron/engine/intake/file-scan.ts';
import { partsOf } from '../app/read-workbook.ts';
import { expectWhole, first, list, readOffice } from './briefing-reading.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const book = (sheets: readonly SpreadsheetSheet[]) => readOffice(Buffer.from(spreadsheetBytes(sheets)));
const column = (type: SpreadsheetSheet['columns'][number]['type'] = 'text') => ({ header: 'H', type });
const names = (sheets: readonly string[]) =>
  list(book(sheets.map(name => ({ name, columns: [column()], rows: [] }))).xml('xl/workbook.xml'), 'sheet').map(
    sheet => sheet.attributes['name']!,
  );

/** Cells below the header as intake reads a workbook that somebody sends. */
async function readBack(sheet: SpreadsheetSheet): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spreadsheet-'));
  try {
    const file = path.join(folder, 'book.xlsx');
    writeFileSync(file, spreadsheetBytes([sheet]));
    const reader = await openXlsx(await scanFile(file, new AbortController().signal), () => 1);
    const rows: (readonly string[])[] = [];
    for (let lot = await reader.lots.next(); !lot.done; lot = await reader.lots.next())
      rows.push(...lot.value.map(row => row.cells));
    await reader.close();
    return rows.slice(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a workbook', () => {
  const sheet: SpreadsheetSheet = {
    name: 'Data',
    frozenColumns: 1,
    wrap: true,
    columns: [
      { header: ['Group', 'Name'], type: 'text', choices: ['a', 'b & c'], required: true },
      { header: 'Count', type: 'integer' },
      { header: 'Share', type: 'percent', decimals: 2 },
      { header: 'Day', type: 'date' },
      { header: 'Time', type: 'datetime' },
      { header: 'Yes', type: 'text', choices: ['a', 'b & c'] },
    ],
    rows: [['=SUM(A1)', 12_345, 0.25, '2016-04-01', '2016-10-30 01:30', true]],
  };

  test('is whole, the same to the byte each time, and holds nothing of a time or a computer', () => {
    const file = book([sheet]);
    expectWhole(file);
    expect(spreadsheetBytes([sheet]).equals(file.bytes)).toBe(true);
  });

  test('has real numbers and days, text that is no formula, and headers that stay', () => {
    const file = book([sheet]);
    const xml = file.xml('xl/worksheets/sheet1.xml');
    const cells = Object.fromEntries(list(xml, 'c').map(cell => [cell.attributes['r']!, cell]));
    const value = (place: string) => first(cells[place]!, 'v')!.children.join('');
    const formats = Object.fromEntries(
      list(file.xml('xl/styles.xml'), 'numFmt').map(one => [one.attributes['numFmtId'], one.attributes['formatCode']]),
    );
    const styles = list(first(file.xml('xl/styles.xml'), 'cellXfs')!, 'xf');
    const format = (place: string) => formats[styles[Number(cells[place]!.attributes['s'])]!.attributes['numFmtId']!];
    expect([value('B3'), format('B3')]).toEqual(['12345', '#,##0']);
    expect([value('C3'), format('C3')]).toEqual(['0.25', '0.00%']);
    // 1 April 2016 is day 42,461 of a spreadsheet; half past one is 1.5 of 24 hours.
    expect([value('D3'), format('D3')]).toEqual(['42461', 'dd/mm/yyyy']);
    expect([value('E3'), format('E3')]).toEqual([String(42_673 + 1.5 / 24), 'dd/mm/yyyy hh:mm']);
    expect([value('F3'), cells['F3']!.attributes['t']]).toEqual(['1', 'b']);
    expect(cells['A3']!.attributes['t']).toBe('s');
    expect(list(xml, 'f')).toEqual([]);
    expect(first(xml, 'pane')!.attributes).toMatchObject({ xSplit: '1', ySplit: '2', topLeftCell: 'B3' });
  });

  test('offers each list once, whatever the sheet of lists is called', () => {
    const file = book([{ ...sheet, name: 'Lists' }]);
    const sheets = list(file.xml('xl/workbook.xml'), 'sheet').map(one => one.attributes['name']);
    expect(sheets).toEqual(['Lists', 'Lists (2)']);
    const rules = list(file.xml('xl/worksheets/sheet1.xml'), 'dataValidation');
    expect(rules.map(rule => rule.attributes['sqref'])).toEqual(['A3:A5002', 'F3:F5002']);
    expect(rules.map(rule => first(rule, 'formula1')!.children.join(''))).toEqual([
      "'Lists (2)'!$A$1:$A$2",
      "'Lists (2)'!$A$1:$A$2",
    ]);
  });

  test('has names that spreadsheets take, none twice', () => {
    const long = 'Children at risk by district and quarter';
    const given = names(['Q1', 'q1', long, `${long} again`, 'History', "'quoted'", 'a/b', '', 'Q1']);
    expect(given).toEqual([
      'Q1',
      'q1 (2)',
      'Children at risk by district an',
      'Children at risk by distric (2)',
      'History (2)',
      'quoted',
      'a b',
      'Sheet',
      'Q1 (3)',
    ]);
    for (const name of given) expect(name.length).toBeLessThanOrEqual(31);
  });

  test('gives back every text as it was typed', async () => {
    const texts = [
      '_x0041_',
      ' led by a blank',
      'two\nlines',
      'one\r\ntwo',
      '<b> & "c"',
      '=1+1',
      '_x005F_x',
      '0012',
      '1e5',
    ];
    expect(await readBack({ name: 'S', columns: [column()], rows: texts.map(text => [text]) })).toEqual(
      texts.map(text => [text]),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 8 }),
        async given => {
          // XML has no place for control characters, and no spreadsheet for blank rows.
          const kept = given.map(
            text => `.${text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')}`,
          );
          expect(await readBack({ name: 'S', columns: [column()], rows: kept.map(text => [text]) })).toEqual(
            kept.map(text => [text]),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('keeps days from before its calendar, and what is no day, as text', async () => {
    const days = ['1900-03-01', '1899-12-31', '0044-03-15', '2016-02-30', 'last spring', '9999-12-31'];
    expect(await readBack({ name: 'S', columns: [column('date')], rows: days.map(day => [day]) })).toEqual(
      days.map(day => [day]),
    );
  });

  test('leaves a cell empty for what is no number', async () => {
    const rows = [
      [1, Number.NaN, 2],
      [3, Number.POSITIVE_INFINITY, null],
    ];
    expect(
      await readBack({ name: 'S', columns: [column('number'), column('number'), column('number')], rows }),
    ).toEqual([['1', '', '2'], ['3']]);
  });
});

describe('a ZIP file', () => {
  test('holds its parts in order, and is the same on whatever clock it is made', () => {
    const parts = [
      ['[Content_Types].xml', '<a/>'],
      ['xl/größe.bin', new Uint8Array(100_000)],
      ['empty', ''],
    ] as const;
    const zip = zipBytes(parts);
    expect([...partsOf(zip)].map(([name, bytes]) => [name, bytes.length])).toEqual([
      ['[Content_Types].xml', 4],
      ['xl/größe.bin', 100_000],
      ['empty', 0],
    ]);
    const zone = process.env['TZ'];
    try {
      for (const other of ['Pacific/Kiritimati', 'America/St_Johns', 'Europe/London']) {
        process.env['TZ'] = other;
        expect(zipBytes(parts).equals(zip), other).toBe(true);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('refuses two parts of one name', () => {
    expect(() =>
      zipBytes([
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toThrow('same name');
  });
});

test('CSV never gives a spreadsheet a formula, and quotes what must be quoted', () => {
  expect(csvText([['=1+1', '+44', '@x', '-5', -5, 'a "b"', ' c', 'd,e', 'f\ng', null, true], [], ['end']])).toBe(
    `\ufeff'=1+1,'+44,'@x,'-5,-5,"a ""b"""," c","d,e","f\ng",,true\r\n\r\nend\r\n`,
  );
});
