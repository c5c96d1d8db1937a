import { existsSync, globSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spreadsheetBytes } from '../../electron/engine/documents/spreadsheet.ts';
import { checkWorkspace } from '../../electron/engine/store/integrity.ts';
import type { FileReport } from '../../shared/contract/intake.ts';
import { intakeSetting, publicFiles } from './intake-setting.ts';
import type { IntakeSetting } from './intake-setting.ts';

let setting: IntakeSetting;
beforeEach(async () => {
  setting = await intakeSetting();
});
afterEach(async () => {
  expect(checkWorkspace(setting.workspace.read).filter(f => !f.ok)).toEqual([]);
  await setting.end();
});

const one = async (file: string, more: { agency?: string; type?: string } = {}): Promise<FileReport> => {
  const { files } = await setting.call('intake.import', { files: [file], ...more });
  const report = files[0]!;
  expect(report.read).toBe(report.loaded + report.setAside + report.duplicates);
  return report;
};

/** A ZIP file of the given parts, for workbooks that no library would write. */
function zipOf(
  parts: Readonly<Record<string, string | Buffer>>,
  lie: (name: string, size: number) => number = (_, size) => size,
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(bytes), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(lie(name, bytes.length), 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    locals.push(head, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

const sheetOf = (rows: string) =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`;
const bookOf = (sheet: string, more: Readonly<Record<string, string>> = {}) => ({
  'xl/workbook.xml':
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/styles.xml':
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
  'xl/worksheets/sheet1.xml': sheet,
  ...more,
});
const inline = (reference: string, text: string) => `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const headerRow = `<row r="1">${inline('A1', 'Child reference')}${inline('B1', 'Referred on')}${inline('C1', 'Age')}</row>`;

describe('a workbook', () => {
  test('is read with its dates, and says which cells are wrong and why', async () => {
    const bytes = await spreadsheetBytes([
      { name: 'About', columns: [{ header: 'About', type: 'text' }], rows: [['A note to the reader']] },
      {
        name: 'Data',
        columns: [
          { header: 'Child reference', type: 'text' },
          { header: 'Referred on', type: 'date' },
          { header: 'Age', type: 'integer' },
          { header: 'Looked after', type: 'text' },
          { header: 'Sex', type: 'text' },
        ],
        rows: [
          ['W-1', '2016-04-21', 14, true, 'Female'],
          ['W-2', '2016-04-22', 99, 'yes', 'Female'],
          ['W-3', 'last spring', 14, false, 'Wombat'],
          [null, null, null, null, null],
          ['W-5', '22/04/2016', null, null, null],
        ],
      },
    ]);
    const report = await one(setting.write('referral_stoke_2016-17_Q1.xlsx', bytes));
    expect(report).toMatchObject({ outcome: 'loaded-in-part', read: 4, loaded: 2, setAside: 2 });
    expect(report.problems.map(p => [p.row, p.column, p.found, p.code])).toEqual([
      [3, 'Age', '99', 'out-of-range'],
      [4, 'Referred on', 'last spring', 'not-a-date'],
      [4, 'Sex', 'Wombat', 'not-in-list'],
    ]);
    expect(
      setting.workspace.read.all('SELECT row_number, referred_on, looked_after FROM fact_referral ORDER BY id'),
    ).toEqual([
      { row_number: 2, referred_on: '2016-04-21', looked_after: 'yes' },
      { row_number: 6, referred_on: '2016-04-22', looked_after: null },
    ]);
  });

  test('with titles above its headers, gaps between cells, shared text and 1904 days', async () => {
    const book = bookOf(
      sheetOf(
        `<row r="1">${inline('A1', 'Quarter 1')}</row><row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row><row r="5"><c r="B5"><v>1234</v></c><c r="C5" s="1"><v>40999</v></c></row><row r="6"><c r="B6" t="str"><v>A_x0041_</v></c><c r="C6" t="e"><v>#N/A</v></c></row>`,
      ),
      {
        'xl/sharedStrings.xml':
          '<sst><si><r><t>Child </t></r><r><t>ref</t></r><rPh><t>no</t></rPh></si><si><t>Referred on</t></si></sst>',
      },
    );
    book['xl/workbook.xml'] = book['xl/workbook.xml'].replace('<workbookPr/>', '<workbookPr date1904="1"/>');
    const report = await one(setting.write('referral_health_2016-17_Q1.xlsx', zipOf(book)));
    expect(report).toMatchObject({ read: 2, loaded: 1, setAside: 1 });
    expect(report.problems[0]).toMatchObject({ row: 6, column: 'Referred on', found: '#N/A', code: 'not-a-date' });
    expect(setting.workspace.read.get('SELECT row_number, referred_on FROM fact_referral')).toEqual({
      row_number: 5,
      referred_on: '2016-04-01',
    });
  });

  test.each<[string, () => Buffer, string]>([
    [
      'made to fill a memory',
      () =>
        zipOf(bookOf(sheetOf(headerRow), { 'xl/sharedStrings.xml': 'x' }), (name, size) =>
          name.includes('shared') ? 3e9 : size,
        ),
      'unpack to far more',
    ],
    [
      'that unpacks to more than it says',
      () =>
        zipOf(bookOf(sheetOf(headerRow + `<row><c/></row>`.repeat(50_000))), (name, size) =>
          name.includes('sheet1') ? 1000 : size,
        ),
      'damaged',
    ],
    [
      'that defines entities',
      () =>
        zipOf(
          bookOf(
            `<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`,
          ),
        ),
      'XML entities',
    ],
    [
      'with a column beyond the last',
      () => zipOf(bookOf(sheetOf(`${headerRow}<row r="2"><c r="ZZZZ2"><v>1</v></c></row>`))),
      'more columns',
    ],
    [
      'with a row beyond the last',
      () => zipOf(bookOf(sheetOf(`${headerRow}<row r="99999999"><c r="A9"><v>1</v></c></row>`))),
      'more rows',
    ],
    [
      'of too many parts',
      () => zipOf(Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`p${i}`, '']))),
      'parts',
    ],
    ['that is another kind of ZIP file', () => zipOf({ 'readme.txt': 'hello' }), 'not an XLSX workbook'],
    [
      'in the old format',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      'old XLS format',
    ],
    [
      'with a password',
      () =>
        Buffer.concat([
          Buffer.from('d0cf11e0a1b11ae1', 'hex'),
          Buffer.alloc(600),
          Buffer.from('EncryptedPackage', 'utf16le'),
        ]),
      'protected with a password',
    ],
    ['cut short', () => zipOf(bookOf(sheetOf(headerRow))).subarray(0, 300), 'damaged'],
  ])('%s is refused with a sentence', async (_, bytes, sentence) => {
    const report = await one(setting.write('referral_stoke.xlsx', bytes()));
    expect(report).toMatchObject({ outcome: 'refused', batch: null, message: expect.stringContaining(sentence) });
  });
});

test.each<[string, string | Buffer, string]>([
  ['empty', '', 'is empty'],
  ['binary', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)), 'neither text nor a spreadsheet'],
  ['headers only', 'Child reference,Referred on\n', 'no rows'],
  [
    'an unclosed quotation mark',
    `Child reference,Referred on\n"A1,2016-04-21\n${'B,2016-04-21\n'.repeat(100)}`,
    'quotation mark',
  ],
  ['a row without end', `Child reference,Referred on\n"A${'x'.repeat(1_200_000)}\n`, 'quotation mark'],
  ['too many columns', `Child reference,Referred on\n${','.repeat(100_000)}\n`, 'columns in row 2'],
  ['broken JSON', '{"type":"FeatureCollection","features":[', 'not whole JSON'],
  ['other JSON', '{"hello":1}', 'neither a GeoJSON'],
  [
    'deep JSON',
    `{"type":"FeatureCollection","features":[{"properties":{"LSOA11CD":"E01014229"},"geometry":{"type":"Polygon","coordinates":${'['.repeat(5000)}${']'.repeat(5000)}}}]}`,
    'no area has an outline',
  ],
  [
    'National Grid',
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          properties: { LSOA11CD: 'E01014229' },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [390000, 348000],
                [390100, 348000],
                [390100, 348100],
                [390000, 348000],
              ],
            ],
          },
        },
      ],
    }),
    'National Grid metres',
  ],
])('%s is refused with a sentence', async (_, content, sentence) => {
  expect(await one(setting.write('referral_police.csv', content))).toMatchObject({
    outcome: 'refused',
    message: expect.stringContaining(sentence),
  });
});

const real = existsSync(publicFiles);
describe.skipIf(!real)(`published files${real ? '' : ' (skipped: shared/data is not there)'}`, () => {
  const load = (name: string) => one(path.join(publicFiles, name));

  test('street crime: every row accounted for, none outside the nine districts, points reduced to a cell', async () => {
    for (const [month, read, inside, unlocated] of [
      ['2018-10', 10_938, 9762, 1157],
      ['2018-11', 9959, 8794, 1152],
    ] as const) {
      const report = await load(`police/${month}-staffordshire-street.csv`);
      expect(report).toMatchObject({
        type: 'police-street-crime',
        agency: 'police',
        read,
        loaded: inside + unlocated,
        unlocated,
        duplicates: 0,
        supersedes: [],
      });
      expect(report.problems.every(p => p.code === 'outside-area')).toBe(true);
      expect((await load(`police/${month}-staffordshire-street.csv`)).loaded).toBe(0);
    }
    const counts = Object.fromEntries(
      setting.workspace.read
        .all<{ district: string; n: number }>(
          'SELECT district, count(*) AS n FROM fact_street_crime WHERE district IS NOT NULL GROUP BY district',
        )
        .map(r => [r.district, r.n]),
    );
    expect(counts).toEqual({
      E07000192: 1492,
      E07000193: 1678,
      E07000194: 1282,
      E07000195: 1869,
      E07000196: 1081,
      E07000197: 1845,
      E07000198: 1108,
      E06000021: 7008,
      E07000199: 1193,
    });
    expect(
      setting.workspace.read.get(
        `SELECT count(*) AS n FROM fact_street_crime WHERE lsoa IS NOT NULL AND grid NOT GLOB 'S[JKOP][0-9][0-9][0-9][0-9]'`,
      ),
    ).toEqual({ n: 0 });
  });

  test('every published table is recognised by itself', async () => {
    const kinds = new Map<string, string>();
    for (const file of globSync('**/*.{csv,json,geojson}', { cwd: publicFiles }).toSorted()) {
      if (file.startsWith('police')) continue;
      const report = await load(file);
      expect(report.type, file).not.toBeNull();
      kinds.set(path.basename(file), `${report.outcome} ${report.read}`);
    }
    expect(Object.fromEntries([...kinds].filter(([name]) => !name.startsWith('topo_')))).toEqual({
      'lad2013.geojson': 'loaded 9',
      'lad2024_ultrageneralised.geojson': 'loaded 9',
      'lsoa2011.geojson': 'loaded 687',
      'lsoa2021.geojson': 'loaded 697',
      'wards2017_composite.geojson': 'loaded 204',
      'wards2025.geojson': 'loaded 185',
      'c3_factors_identified_at_end_of_assessment_2018_to_2025_staffs_stoke_wm_eng.csv': 'loaded 32',
      'ons_mid-year_population_estimates_2012_to_2024_staffs_stoke_wm_eng.csv': 'refused 0',
      'statistical_neighbours_2025.csv': 'loaded 2',
      'imd2019_lsoa11_domains.csv': 'loaded 687',
      'lad24_csp24_pfa24.csv': 'loaded 9',
      'lsoa11_lsoa21_lad22.csv': 'loaded 698',
      'lsoa11_rural_urban_2011.csv': 'loaded 687',
      'lsoa11_ward17_lad.csv': 'loaded 687',
      'lsoa21_ward24_lad24.csv': 'loaded 697',
      'wards_all_vintages.csv': 'loaded 307',
      'lsoa11_mid2019_single_year.csv': 'loaded 687',
      // The same people in less detail: nothing to add once the LSOA table is there.
      'population19_ltla19_single_year.csv': 'already-loaded 9',
    });
    expect([...kinds].filter(([name]) => name.startsWith('topo_')).every(([, kind]) => kind.startsWith('loaded'))).toBe(
      true,
    );
    expect((await setting.call('intake.batches', {})).every(b => b.state === 'current')).toBe(true);
    expect(setting.workspace.read.get('SELECT sum(persons) AS n FROM fact_population')).toEqual({ n: 1_135_935 });
    expect(setting.workspace.read.get(`SELECT change, count(*) AS n FROM area_link WHERE change = 'U'`)).toEqual({
      change: 'U',
      n: 674,
    });
    expect(
      setting.workspace.read.get(
        `SELECT episodes, assessed FROM fact_assessment_factor WHERE geography = 'E92000001' AND year = '2025' AND factor = 'Child_sexual_exploitation'`,
      ),
    ).toEqual({ episodes: 12_400, assessed: 513_250 });
    expect(
      setting.workspace.read.get(
        `SELECT quality, episodes FROM fact_assessment_factor WHERE quality IS NOT NULL LIMIT 1`,
      ),
    ).toMatchObject({ episodes: null });
  });

  test('a district table before the detailed one counts, until the detailed one takes its place', async () => {
    await load('population/population19_ltla19_single_year.csv');
    expect(setting.workspace.read.get('SELECT sum(persons) AS n FROM fact_population')).toEqual({ n: 1_135_935 });
    expect((await load('population/lsoa11_mid2019_single_year.csv')).supersedes).toEqual([1]);
  });
});

describe('whatever comes', () => {
  const cell = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        '2016-04-21',
        '21/04/2016',
        '04/13/2016',
        '42461',
        'police',
        'Stafford',
        'E01014229',
        'E01009433',
        '14',
        '-1',
        'Female',
        'femal',
        'yes',
        'Y',
        '',
        ' ',
        'C-1',
        'C-2',
        'C-3',
        '2099-01-01',
        'N/A',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('a"b', '"', '\u202e', '\u0000', '=1+1', 'x'.repeat(400), 'line\nbreak') },
  );
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  test('rows read are rows loaded, set aside or skipped, and all of them are where the report says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { maxLength: 8 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, end) => {
          const text = [
            'Child reference,Referred on,Agency,Area,Age,Sex',
            ...rows.map(row => row.map(quoted).join(',')),
          ].join(end);
          const report = await one(setting.write('referral_police.csv', text));
          if (report.batch === null) return;
          const count = (table: string) =>
            setting.workspace.read.get<{ n: number }>(
              `SELECT count(*) AS n FROM ${table} WHERE batch_id = ?`,
              report.batch!,
            )!.n;
          expect(report.read).toBe(rows.filter(row => row.length > 1 || (row.length === 1 && row[0] !== '')).length);
          if (report.outcome === 'already-loaded') return;
          expect(count('fact_referral')).toBe(report.loaded);
          expect(count('set_aside')).toBe(report.setAside);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('mutated files never crash, hang or load in part', async () => {
    const seeds: [string, Buffer][] = [
      [
        'referral_police.csv',
        Buffer.from(
          'Child reference,Referred on,Area,Age,Notes\nA1,2016-04-21,Stafford,14,"x, y"\nA2,22/04/2016,E01014229,15,\n',
        ),
      ],
      [
        'missing_stoke.csv',
        Buffer.from('\ufeffChild ref;Went missing;Returned\nM1;2016-10-29 12:00;30/10/2016 12:00\n', 'utf16le'),
      ],
      [
        'street.csv',
        Buffer.from(
          'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n,2018-10,Staffordshire Police,Staffordshire Police,-1.961055,52.764535,On or near Parking Area,E01029368,Cannock Chase 001A,Anti-social behaviour,,\n',
        ),
      ],
      [
        'referral_stoke.xlsx',
        zipOf(
          bookOf(
            sheetOf(
              `${headerRow}<row r="2">${inline('A2', 'X1')}<c r="B2" s="1"><v>42461</v></c><c r="C2"><v>14</v></c></row>`,
            ),
          ),
        ),
      ],
      [
        'areas.json',
        Buffer.from(
          JSON.stringify({
            type: 'FeatureCollection',
            features: [
              {
                type: 'Feature',
                properties: { LSOA11CD: 'E01014229', LSOA11NM: 'Stoke-on-Trent 013A' },
                geometry: {
                  type: 'Polygon',
                  coordinates: [
                    [
                      [-2.1, 53],
                      [-2.1, 53.1],
                      [-2.2, 53.1],
                      [-2.1, 53],
                    ],
                  ],
                },
              },
            ],
          }),
        ),
      ],
    ];
    const mutation = fc.record({
      kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat', 'none'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    });
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(seeds.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async (which, mutations) => {
          const [name, seed] = seeds[which]!;
          let bytes = Buffer.from(seed);
          for (const m of mutations) {
            const at = Math.floor(m.at * bytes.length);
            if (m.kind === 'flip' && at < bytes.length) bytes[at] = m.bytes[0]!;
            if (m.kind === 'cut') bytes = bytes.subarray(0, at);
            if (m.kind === 'insert') bytes = Buffer.concat([bytes.subarray(0, at), m.bytes, bytes.subarray(at)]);
            if (m.kind === 'repeat') bytes = Buffer.concat([bytes, bytes.subarray(at)]);
            bytes = Buffer.from(bytes);
          }
          const before = performance.now();
          const batches = () => setting.workspace.read.get<{ n: number }>('SELECT count(*) AS n FROM batch')!.n;
          const had = batches();
          const report = await one(setting.write(name, bytes));
          expect(performance.now() - before).toBeLessThan(5000);
          expect(report.message.length).toBeGreaterThan(10);
          const came = report.outcome === 'loaded' || report.outcome === 'loaded-in-part';
          expect(batches() - had).toBe(came ? 1 : 0);
          if (came) loaded += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(loaded).toBeGreaterThan(20);
  }, 120_000);
});

test('a file that shrinks while it is read is refused', async () => {
  const file = setting.write(
    'referral_police.csv',
    `Child reference,Referred on\n${Array.from({ length: 40_000 }, (_, i) => `T${i},2016-04-21`).join('\n')}\n`,
  );
  const running = one(file);
  setTimeout(() => truncateSync(file, 100_000), 15);
  const report = await running;
  if (report.outcome === 'loaded') expect(report.loaded).toBe(40_000);
  else
    expect(report).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('was changed while it was read'),
    });
  expect(readFileSync(file).length).toBe(100_000);
});
