import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PMTiles } from 'pmtiles';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { baseMapSchema, createBaseMap, noBaseMap } from '../../electron/main/base-map.ts';
import type { Caller } from '../../electron/main/ipc/calls.ts';
import { settingsFile } from '../../electron/main/settings-file.ts';
import { eastingNorthing } from '../../electron/engine/areas/outlines/national-grid.ts';
import { gridPoint, rasterOnTiles, tilePoint } from '../../renderer/ui/tile-plane.ts';
import { tileArchive } from '../fixtures/map-tiles.ts';
import type { MapFeature } from '../fixtures/map-tiles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'base-map-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const caller = {} as Caller;
const features: readonly MapFeature[] = [
  {
    layer: 'places',
    type: 'point',
    parts: [[[-2.1172, 52.8066]]],
    properties: { kind: 'locality', name: 'Stafford', population_rank: 9 },
  },
];

/** The methods as the main process has them, with the file that the person would choose. */
function methodsFor(file: string | null) {
  const open = () => settingsFile(path.join(folder, 'settings.json'), baseMapSchema, noBaseMap);
  const make = () => createBaseMap({ choose: () => Promise.resolve(file), chosen: open() });
  return { ...make(), again: make };
}

function written(bytes: Uint8Array, name = 'county.pmtiles'): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The archive with one byte or more set otherwise. */
function altered(at: number, bytes: readonly number[], archive = tileArchive(features)): Buffer {
  archive.set(bytes, at);
  return archive;
}

describe('a base map from a file', () => {
  test('is chosen, described, remembered and forgotten', async () => {
    const bytes = tileArchive(features);
    const base = methodsFor(written(bytes));
    expect(await base['base-map.read']({}, caller)).toBeNull();
    const described = {
      name: 'county.pmtiles',
      bytes: bytes.byteLength,
      bounds: [-3, 52, -1, 53.5],
      maxZoom: 9,
      attribution: '© Test mappers',
      problem: null,
    };
    expect(await base['base-map.choose']({}, caller)).toEqual(described);
    expect(await base.again()['base-map.read']({}, caller)).toEqual(described);
    expect(base['base-map.forget']({}, caller)).toBeNull();
    expect(await base.again()['base-map.read']({}, caller)).toBeNull();
  });

  test.each([true, false])('is read by the library that draws it (compressed: %s)', async compressed => {
    const base = methodsFor(written(tileArchive(features, { compressed })));
    const described = await base['base-map.choose']({}, caller);
    const archive = new PMTiles({
      getKey: () => 'test',
      async getBytes(offset, length) {
        const part = await base['base-map.bytes'](
          { offset, length: Math.min(length, described!.bytes - offset) },
          caller,
        );
        return { data: part.slice().buffer };
      },
    });
    const tile = await archive.getZxy(8, 126, 83);
    expect(Buffer.from(tile!.data).toString('latin1')).toContain('Stafford');
  });

  test('gives its bytes as they lie, and none beyond them', async () => {
    const bytes = tileArchive(features);
    const base = methodsFor(written(bytes));
    await expect(async () => base['base-map.bytes']({ offset: 0, length: 1 }, caller)).rejects.toThrow(/Add one/);
    await base['base-map.choose']({}, caller);
    const part = await base['base-map.bytes']({ offset: 100, length: 50 }, caller);
    expect(Buffer.from(part)).toEqual(bytes.subarray(100, 150));
    const last = await base['base-map.bytes']({ offset: bytes.byteLength - 1, length: 1 }, caller);
    expect(Buffer.from(last)).toEqual(bytes.subarray(-1));
    for (const [offset, length] of [
      [bytes.byteLength, 1],
      [bytes.byteLength - 1, 2],
      [0, bytes.byteLength + 1],
      [Number.MAX_SAFE_INTEGER, 1],
    ] as const)
      await expect(base['base-map.bytes']({ offset, length }, caller)).rejects.toMatchObject({
        fault: { code: 'invalid-input', message: expect.stringContaining('county.pmtiles') },
      });
  });

  const refusals: readonly (readonly [string, () => Buffer, RegExp])[] = [
    ['an empty file', () => Buffer.alloc(0), /is not a PMTiles file/],
    ['another file', () => readFileSync(import.meta.filename), /is not a PMTiles file/],
    ['version 2', () => altered(0, [0x50, 0x4d, 2, 0]), /version 2, which is too old/],
    ['version 4', () => altered(7, [4]), /version 4; version 3 can be drawn/],
    ['a header cut short', () => tileArchive(features).subarray(0, 60), /cut short/],
    ['tiles cut short', () => tileArchive(features).subarray(0, -1), /cut short/],
    ['pictures', () => altered(99, [2]), /pictures \(PNG\).*MVT/],
    ['tiles of no known kind', () => altered(99, [0]), /unknown kind/],
    ['Brotli inside', () => altered(97, [3]), /Brotli/],
    ['Zstandard tiles', () => altered(98, [4]), /Brotli or Zstandard/],
    ['zooms upside down', () => altered(100, [9, 5]), /damaged/],
    ['metadata that do not unpack', () => altered(97, [2], tileArchive(features, { compressed: false })), /damaged/],
    ['metadata that are no object', () => tileArchive(features, { metadata: 'words' }), /damaged/],
    ['another country', () => tileArchive(features, { bounds: [2, 48, 2.5, 48.9] }), /no part of Great Britain/],
    [
      'another layout',
      () => tileArchive(features, { metadata: { vector_layers: [{ id: 'transportation' }, { id: 'place' }] } }),
      /another way \(transportation, place\)/,
    ],
  ];
  test.each(refusals)('%s is refused in a sentence and leaves the map as it was', async (_name, bytes, sentence) => {
    await methodsFor(written(tileArchive(features), 'good.pmtiles'))['base-map.choose']({}, caller);
    const base = methodsFor(written(bytes(), 'wrong.pmtiles'));
    await expect(base['base-map.choose']({}, caller)).rejects.toMatchObject({
      fault: { code: 'unreadable-file', message: expect.stringMatching(sentence) },
    });
    expect(await base['base-map.read']({}, caller)).toMatchObject({ name: 'good.pmtiles', problem: null });
  });

  test('metadata that unpack to more than they may are refused', async () => {
    const bytes = tileArchive(features, { metadata: { attribution: 'a'.repeat(9_000_000) } });
    await expect(methodsFor(written(bytes))['base-map.choose']({}, caller)).rejects.toThrow(/damaged/);
  });

  test('markup and control characters do not come through in the attribution', async () => {
    const bytes = tileArchive(features, {
      metadata: { attribution: '<img src=x onerror=alert(1)>© A &amp; B\u202e\n<b>C' + ' d'.repeat(500) },
    });
    const described = await methodsFor(written(bytes))['base-map.choose']({}, caller);
    expect(described!.attribution).toMatch(/^© A & B C d d/);
    expect(described!.attribution.length).toBeLessThanOrEqual(200);
  });

  test('a file that is gone, a folder, or one that may not be read is a sentence', async () => {
    const file = written(tileArchive(features));
    const base = methodsFor(file);
    await base['base-map.choose']({}, caller);
    renameSync(file, `${file}.away`);
    const read = () => base['base-map.read']({}, caller);
    expect(await read()).toMatchObject({
      name: 'county.pmtiles',
      problem: expect.stringContaining('no longer where it was'),
    });
    await expect(base['base-map.bytes']({ offset: 0, length: 9 }, caller)).rejects.toMatchObject({
      fault: { code: 'not-found' },
    });
    mkdirSync(file);
    expect((await read())!.problem).toContain('is not a file');
    rmSync(file, { recursive: true });
    renameSync(`${file}.away`, file);
    expect((await read())!.problem).toBeNull();
    if (process.getuid?.() === 0 || process.platform === 'win32') return;
    chmodSync(file, 0);
    expect((await read())!.problem).toContain('cannot be read');
  });

  test('a damaged setting counts as no base map', async () => {
    writeFileSync(path.join(folder, 'settings.json'), '{"file": 3}');
    expect(await methodsFor(null)['base-map.read']({}, caller)).toBeNull();
    expect(await methodsFor(null)['base-map.choose']({}, caller)).toBeNull();
  });
});

describe('the plane of tiles', () => {
  // Stafford Castle and the corners of the county, roughly: longitude and latitude by the formula of Web Mercator.
  const radius = 6378137;
  test.each([
    [-2.1469, 52.7985],
    [-2.6, 52.4],
    [-1.6, 53.2],
  ] as const)('%s, %s lies where Web Mercator has it', (longitude, latitude) => {
    const [x, y] = tilePoint(eastingNorthing([longitude, latitude]));
    expect(x).toBeCloseTo((radius * longitude * Math.PI) / 180, 1);
    expect(y).toBeCloseTo(radius * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)), 1);
    const [easting, northing] = eastingNorthing([longitude, latitude]);
    const back = gridPoint([x, y]);
    expect(back[0]).toBeCloseTo(easting, 2);
    expect(back[1]).toBeCloseTo(northing, 2);
  });

  test('a raster is placed pixel by pixel', () => {
    const [columns, rows] = [40, 50];
    const pixels = new Uint8ClampedArray(columns * rows * 4);
    for (let i = 0; i < columns * rows; i++) pixels.set([i % columns, Math.floor(i / columns), 7, 255], i * 4);
    const raster = { from: [370_000, 300_000], to: [410_000, 350_000], columns, rows, pixels } as const;
    const drawn = rasterOnTiles(raster);
    let [inside, clear] = [0, 0];
    for (let row = 0; row < drawn.rows; row++)
      for (let column = 0; column < drawn.columns; column++) {
        const [easting, northing] = gridPoint([
          drawn.from[0] + ((column + 0.5) / drawn.columns) * (drawn.to[0] - drawn.from[0]),
          drawn.to[1] - ((row + 0.5) / drawn.rows) * (drawn.to[1] - drawn.from[1]),
        ]);
        const found = [...drawn.pixels.subarray((row * drawn.columns + column) * 4).subarray(0, 4)];
        const expected = [Math.floor((easting - 370_000) / 1000), Math.floor((350_000 - northing) / 1000), 7, 255];
        const within = easting >= 370_000 && easting < 410_000 && northing > 300_000 && northing <= 350_000;
        if (within) inside++;
        else clear++;
        expect(found).toEqual(within ? expected : [0, 0, 0, 0]);
      }
    expect(inside).toBeGreaterThan(drawn.columns * drawn.rows * 0.9);
    expect(clear).toBeGreaterThan(0);
    // No pixel of the old raster is lost.
    const seen = new Set<number>();
    for (let i = 0; i < drawn.pixels.length; i += 4)
      if (drawn.pixels[i + 3]) seen.add(drawn.pixels[i]! + columns * drawn.pixels[i + 1]!);
    expect(seen.size).toBe(columns * rows);
  });
});
