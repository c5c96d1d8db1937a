import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../electron/engine/briefing/changes.ts';
import { canonicalJson } from '../../electron/engine/briefing/decks.ts';
import { deckFile } from '../../electron/engine/briefing/deck-export.ts';
import { classTones } from '../../electron/engine/briefing/frozen-map.ts';
import { frozenOptions } from '../../electron/engine/briefing/frozen-options.ts';
import { frozenChart, frozenTable } from '../../electron/engine/briefing/frozen-table.ts';
import { fillRings, mapPng, mapSvg, palettePng } from '../../electron/engine/briefing/map-picture.ts';
import { protectionOrder } from '../../electron/engine/briefing/reports.ts';
import { plainStyle } from '../../shared/contract/briefing.ts';
import type { FrozenCell, FrozenDeck, FrozenMap, FrozenTable } from '../../shared/contract/briefing.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { CellStatus, Header, PivotTable } from '../../shared/contract/cube.ts';
import { turned } from '../../shared/text/table-pages.ts';
import { first, list, readOffice, textOf, under } from './briefing-reading.ts';
import type { Element } from './briefing-reading.ts';
import { model, result } from './briefing-setting.ts';

/** The parts of a deck by themselves: pure, over made-up tables. */
const member = (field: string, code: string) => ({ field, code, label: code });

const header = (kind: Header['kind'], ...codes: string[]): Header => ({
  kind,
  path: codes.map((code, at) => member(`field_${at}`, code)),
});

const nothing: PivotTable['provenance'] = {
  dataset: 'referrals',
  datasetLabel: 'Children referred',
  batches: 1,
  agencies: [],
  setAsideRows: 0,
  dataUntil: '2017-09-30',
  dataVersion: 1,
  audience: 'board',
  synthetic: true,
  rowsInDataset: null,
  rowsInTable: null,
  milliseconds: 1,
  answeredAt: '2018-01-01T00:00:00.000Z',
};

/** A table of counts; null is hidden. */
function tableOf(
  rows: readonly Header[],
  columns: readonly Header[],
  numbers: readonly (number | null)[],
  notes: PivotTable['notes'] = [],
): PivotTable {
  const fields = (headers: readonly Header[]) =>
    Array.from({ length: Math.max(0, ...headers.map(one => one.path.length)) }, (_, at) => ({
      field: `field_${at}`,
      label: `Field ${at}`,
    }));
  const place = (status: CellStatus) => cellStatuses.indexOf(status);
  return {
    description: { dataset: 'referrals', values: [{ measure: 'rows' }] } as unknown as PivotTable['description'],
    rowFields: fields(rows),
    columnFields: fields(columns),
    rows,
    columns,
    values: [
      { measure: 'rows', label: 'Referrals', unit: '', format: 'count', decimals: 0, show: 'value', interval: false },
    ],
    cells: Float64Array.from(numbers, number => number ?? NaN),
    status: Uint8Array.from(numbers, number => place(number === null ? 'hidden' : number === 0 ? 'zero' : 'value')),
    notes,
    provenance: nothing,
  };
}

describe('a table that no longer moves', () => {
  it('has a heading for outer rows without a line of their own', () => {
    const table = frozenTable(
      tableOf(
        [header('leaf', 'North', 'A'), header('leaf', 'North', 'B'), header('leaf', 'South', 'A'), header('total')],
        [header('total')],
        [7, null, 9, 20],
      ),
      'By place',
    );
    expect(table.rows.map(row => [row.label, row.depth, row.kind, row.cells[0]!.text])).toEqual([
      ['North', 0, 'subtotal', ''],
      ['A', 1, 'leaf', '7'],
      ['B', 1, 'leaf', 'c'],
      ['South', 0, 'subtotal', ''],
      ['A', 1, 'leaf', '9'],
      ['Total', 0, 'total', '20'],
    ]);
    expect(table.columns).toEqual([['Referrals']]);
    expect(JSON.stringify(table)).not.toContain('NaN');
  });

  it('draws leaves alone and says no hidden number', () => {
    const table = tableOf(
      [header('leaf', 'A'), header('leaf', 'B'), header('total')],
      [header('leaf', '2016'), header('leaf', '2017')],
      [8, null, 12, 6, 20, null],
    );
    const bars = frozenChart(table, 'bar');
    expect(bars.categories).toEqual(['A', 'B']);
    expect(bars.series).toEqual([
      { name: '2016', values: [8, 12], statuses: ['value', 'value'] },
      { name: '2017', values: [null, 6], statuses: ['hidden', 'value'] },
    ]);
    expect(frozenChart(table, 'line').series.map(one => one.name)).toEqual(['A', 'B']);
    expect(bars.summary).toBe(
      'Bar chart of referrals, 2 series over 2 members. Highest 12 (2016, B), lowest 6 (2017, B) of those shown; 1 hidden.',
    );
    const ties = tableOf([header('leaf', 'A'), header('leaf', 'B')], [header('leaf', '2016')], [6, 6]);
    expect(frozenChart(ties, 'bar').summary).toContain('Highest 6 (A; B), lowest 6 (A; B).');
  });

  it('is turned on a slide where one row has too many columns', () => {
    const quarters = Array.from({ length: 9 }, (_, at) => header('leaf', `Q${at}`));
    const table = frozenTable(
      tableOf(
        [header('total')],
        quarters,
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => n * 10),
      ),
      'x',
    );
    const other = turned(table, 7);
    expect(other.rows.map(row => [row.label, row.cells[0]!.text])).toEqual(
      quarters.map((one, at) => [one.path[0]!.label, String((at + 1) * 10)]),
    );
    expect(turned(table, 9)).toBe(table);
  });
});

describe('what changed', () => {
  const cell = (value: number): FrozenCell => ({ text: String(value), value, status: 'value' });
  const deck = (id: string, title: string, table: Pick<FrozenTable, 'columns' | 'rows'>): FrozenDeck => ({
    id: 1,
    deck: null,
    name: 'x',
    template: null,
    audience: 'board',
    organisation: '',
    marking: '',
    asAt: null,
    frozenAt: '',
    frozenBy: '',
    dataVersion: 1,
    rulesVersion: 1,
    synthetic: true,
    framework: null,
    style: { organisation: '', marking: '', logo: null, logoWords: '', accent: '#0b5d67' },
    checksum: '',
    slides: [
      {
        slide: { id, layout: 'view', title, narrative: '', notes: '', pin: null },
        content: {
          table: { caption: '', rowHeads: ['Place'], format: 'count', decimals: 0, ...table },
          chart: null,
          map: null,
          picture: null,
          method: [],
          source: '',
        },
      },
    ],
  });
  const row = (label: string, depth: number, ...values: number[]) => ({
    label,
    depth,
    kind: 'leaf' as const,
    cells: values.map(cell),
  });
  const before = deck('a', 'First', {
    columns: [['2016'], ['2017 (part)']],
    rows: [row('North', 0, 1, 2), row('A', 1, 3, 4), row('South', 0, 5, 6), row('A', 1, 7, 8)],
  });

  it('is told by the rows on the way and the columns, with what is new and what is gone', () => {
    const after = deck('a', 'Now', {
      columns: [['2016'], ['2017'], ['2018']],
      rows: [row('North', 0, 1, 2, 9), row('A', 1, 3, 44, 9), row('South', 0, 5, 6, 9)],
    });
    const changes = changesBetween(before, after);
    expect(changes).toContainEqual({ slide: 'Now', where: 'North › A, 2017', before: '4', after: '44' });
    expect(changes).toContainEqual({ slide: 'Now', where: 'North, 2018', before: null, after: '9' });
    expect(changes).toContainEqual({ slide: 'Now', where: 'South › A, 2016', before: '7', after: null });
    expect(changes).toHaveLength(1 + 3 + 2);
  });

  it('finds a slide again by its title, and lists one that is gone', () => {
    expect(changesBetween(before, { ...deck('b', 'First', before.slides[0]!.content!.table!) })).toEqual([]);
    const gone = changesBetween(before, { ...before, slides: [] });
    expect(gone).toHaveLength(8);
    expect(gone.every(one => one.after === null)).toBe(true);
  });
});

describe('the order of protection', () => {
  it('is that of the report, whatever was moved or added', () => {
    const ids = ['mine', 'risk', 'opening', 'referrals'];
    expect(protectionOrder('csaf-quarterly', ids)).toEqual([3, 1, 0, 2]);
    expect(protectionOrder(null, ids)).toEqual([0, 1, 2, 3]);
  });
});

describe('canonical JSON', () => {
  it('is the same whatever the order of members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: 1 })).toBe('{"a":1,"b":[1,{"c":"x","d":null}]}');
  });
});

describe('the picture of a map', () => {
  const square = (x: number, y: number, size: number) =>
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ] as const;

  it('fills the pixels whose centres are inside, holes left out, and the shared edge once', () => {
    const raster = { width: 8, height: 4, pixels: new Uint8Array(32) };
    fillRings(raster, [square(0, 0, 4), square(1, 1, 2)], () => 1);
    fillRings(raster, [square(4, 0, 4)], () => 2);
    const lines = [0, 1, 2, 3].map(y => [...raster.pixels.subarray(y * 8, y * 8 + 8)].join(''));
    expect(lines).toEqual(['11112222', '10012222', '10012222', '11112222']);
    const triangle = { width: 4, height: 4, pixels: new Uint8Array(16) };
    fillRings(
      triangle,
      [
        [
          [0, 0],
          [4, 4],
          [0, 4],
        ],
      ],
      () => 1,
    );
    expect(triangle.pixels.reduce((sum, one) => sum + one, 0)).toBe(6);
  });

  it('is a PNG that holds its pixels', () => {
    const png = palettePng({ width: 2, height: 2, pixels: Uint8Array.of(0, 1, 1, 0) }, [
      [255, 255, 255],
      [165, 15, 21],
    ]);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const at = png.indexOf('IDAT');
    const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect([...lines]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  const frozenMap = (lines: FrozenMap['lines']): FrozenMap => {
    const ring = square(0, 0, 1000).map(([x, y]) => [x, y] as const);
    const other = square(1000, 0, 1000).map(([x, y]) => [x, y] as const);
    const topology: FrozenMap['areas'] = {
      type: 'Topology',
      arcs: [ring, other],
      objects: {
        areas: {
          type: 'GeometryCollection',
          geometries: [
            { type: 'Polygon', arcs: [[0]], id: 'A', properties: { name: 'A & B' } },
            { type: 'Polygon', arcs: [[1]], id: 'B', properties: { name: 'B' } },
          ],
        },
      },
    };
    return {
      areas: topology,
      outlines: topology,
      labels: [{ name: 'A & B', at: [500, 500] }],
      legend: [
        { label: 'Hot, 99 %', tone: 'hot-3', count: 1 },
        { label: 'Hidden', tone: 'hidden', count: 1 },
      ],
      fills: [0, 1],
      lines,
      summary: 'Two areas',
    };
  };

  it('shows every area in its tone with the names of its districts', () => {
    const map = frozenMap([]);
    const svg = mapSvg(map);
    for (const words of ['#a50f15', 'url(#hidden)', 'A &amp; B']) expect(svg).toContain(words);
    expect(mapPng(map).length).toBeGreaterThan(100);
  });

  it.each([
    ['short', 2],
    ['long', 40],
  ])(
    'has a %s legend as words and signs of the slide, beside the picture and never below 12 points',
    async (_, many) => {
      const lines = Array.from({ length: many }, (__, at) => ({
        name: at === 1 ? 'Period' : `Line ${at}`,
        text: 'what must be known of it',
      }));
      const map = frozenMap(lines);
      const [slide] = await slidesOfMap(map, ['A fact.', 'Another one.']);
      const legend = first(slide!, 'p:grpSp')!;
      const texts = list(legend, 'p:sp').map(textOf);
      const signs = list(legend, 'p:sp').filter(one => textOf(one) === '');
      expect(texts.slice(0, 2)).toEqual(['A fact.', 'Another one.']);
      expect(texts).toContain('Hot, 99 %: 1');
      expect(texts).toContain('Hidden: 1');
      expect(texts).toContain('Period: what must be known of it');
      expect(signs.map(one => first(under(one, 'p:spPr')[0]!, 'a:prstGeom') && fillOf(one))).toEqual([
        'a:solidFill A50F15',
        'a:pattFill 2C3844',
      ]);
      const drawing = placeOf(first(slide!, 'p:pic')!);
      let foot = 0;
      for (const one of list(legend, 'p:sp').filter(shape => textOf(shape) !== '')) {
        const { left, top, right, bottom } = placeOf(one);
        expect(left).toBeGreaterThanOrEqual(drawing.right);
        expect(right).toBeLessThanOrEqual(1216);
        expect(top).toBeGreaterThanOrEqual(foot);
        expect(bottom).toBeLessThanOrEqual(592);
        foot = bottom;
        expect(Number(first(one, 'a:rPr')!.attributes['sz'])).toBeGreaterThanOrEqual(1200);
      }
      // What has no room stands on the slide that says how to read it.
      const said = (await slidesOfMap(map, [])).flatMap(one => list(one, 'a:tc').map(textOf));
      for (const { name } of lines) expect(said).toContain(name);
    },
  );

  it('has tones from light to dark, or from cold over nothing to hot', () => {
    expect(classTones([1, 2, 3, 4, 5], false)).toEqual([1, 2, 3, 4, 5].map(n => `sequence-${n}`));
    expect(classTones([-5, 0, 1, 4, 9], true)).toEqual(['cold-3', 'cold-1', 'none', 'hot-1', 'hot-3']);
    expect(classTones([4], false)).toEqual(['sequence-5']);
  });
});

/** Edges of a shape in pixels of a slide of 1280 × 720. */
function placeOf(shape: Element) {
  const [off, size] = ['a:off', 'a:ext'].map(name => first(first(shape, 'a:xfrm')!, name)!.attributes);
  const [left, top] = [Number(off!['x']) / 9525, Number(off!['y']) / 9525];
  return { left, top, right: left + Number(size!['cx']) / 9525, bottom: top + Number(size!['cy']) / 9525 };
}

function fillOf(shape: Element): string {
  const fill =
    under(under(shape, 'p:spPr')[0]!, 'a:pattFill')[0] ?? under(under(shape, 'p:spPr')[0]!, 'a:solidFill')[0]!;
  return `${fill.name} ${first(fill, 'a:srgbClr')!.attributes['val']}`;
}

/** The slides of a deck that holds one map. */
async function slidesOfMap(map: FrozenMap, facts: readonly string[]): Promise<readonly Element[]> {
  const cell = { text: '1', value: 1, status: 'value' as const };
  const table: FrozenTable = {
    caption: 'Areas',
    rowHeads: ['Area'],
    columns: [['Count']],
    rows: [{ label: 'A', depth: 0, kind: 'leaf', cells: [cell] }],
    format: 'count',
    decimals: 0,
  };
  const slide = {
    id: 'map',
    layout: 'view' as const,
    title: 'Where',
    narrative: facts.join('\n'),
    notes: '',
    pin: null,
  };
  const content = { table, chart: null, map, picture: null, method: [], source: 'Referrals; Board' };
  const deck: FrozenDeck = {
    id: 1,
    deck: 1,
    name: 'Where',
    template: null,
    audience: 'board',
    organisation: 'The partnership',
    marking: 'OFFICIAL',
    asAt: null,
    frozenAt: '2017-10-20T09:00:00.000Z',
    frozenBy: 'tester',
    dataVersion: 1,
    rulesVersion: 1,
    synthetic: false,
    framework: null,
    style: plainStyle,
    checksum: 'a'.repeat(64),
    slides: [{ slide, content }],
  };
  const file = readOffice(Buffer.from(await deckFile(deck, 'pptx')));
  return file.paths(/^ppt\/slides\/slide\d+\.xml$/).map(path => file.xml(path));
}

describe('a comparison of options', () => {
  it('has every measure with its range, shares to the penny, and no count of children by district', () => {
    const compare = frozenOptions(result, model, 'compare', 'Options');
    const { name } = result.options[0]!;
    expect(compare.table.columns.slice(0, 2)).toEqual([
      [name, 'expected'],
      [name, 'range'],
    ]);
    expect(compare.table.rows.length).toBeGreaterThan(0);
    expect(compare.chart!.categories).toEqual(result.options.map(option => option.name));
    const partners = frozenOptions(result, model, 'partners', 'Who pays');
    result.options.forEach((option, at) => {
      const pence = option.partners.reduce((sum, partner) => sum + partner.penceAYear, 0);
      expect(partners.table.rows.at(-1)!.cells[at]!.value).toBe(pence / 100);
    });
    const districts = frozenOptions(result, model, 'districts', 'Access');
    expect(districts.table.format).toBe('percent');
    expect(frozenOptions(result, model, 'tornado', 'What matters').table.rows).toHaveLength(
      Math.min(12, result.tornado.bars.length),
    );
  });
});
