import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { longitudeLatitude } from '../../electron/engine/areas/outlines/national-grid.ts';
import { boundsOf, shapesOf } from '../../renderer/ui/shapes.ts';
import type { Shape } from '../../renderer/ui/shapes.ts';
import { tileArchive } from '../fixtures/map-tiles.ts';
import type { MapFeature } from '../fixtures/map-tiles.ts';
import { faultsOf } from './harness.ts';
import type { Launched } from './harness.ts';
import { ask, withWindow } from './with-window.ts';

/**
 * Towns and roads under the areas, from a file. The archive's lake has the outline of one ward: where the map draws the
 * lake and where it draws the ward must be one place.
 */
let window: Launched;
let ward: Shape;
let features: readonly MapFeature[];
let archive: string;

const middle = (shape: Shape): readonly [number, number] => {
  const [west, south, east, north] = boundsOf([shape]);
  return [(west + east) / 2, (south + north) / 2];
};

const pointsOf = (shapes: readonly Shape[]) =>
  shapes.flatMap(({ polygons }) => polygons.flat(2).map(([x, y]) => `${x} ${y}`));

async function shapesAt(level: 'ward' | 'district'): Promise<readonly Shape[]> {
  return shapesOf((await ask(window, 'geography.shapes', { level })).topology);
}

withWindow(
  'base-map',
  () => window,
  async opened => {
    window = opened;
    const [wards, districts] = [await shapesAt('ward'), await shapesAt('district')];
    const [west, south, east, north] = boundsOf(wards);
    const far = (shape: Shape) =>
      Math.hypot(middle(shape)[0] - (west + east) / 2, middle(shape)[1] - (south + north) / 2);
    // Not on a border of a district, whose line is drawn over that of a chosen ward.
    const borders = new Set(pointsOf(districts));
    const inside = wards.filter(shape => !pointsOf([shape]).some(at => borders.has(at)));
    ward = inside.toSorted((a, b) => far(a) - far(b))[0]!;
    features = [
      {
        layer: 'water',
        type: 'polygon',
        parts: ward.polygons.flatMap(rings => rings.map(ring => ring.map(longitudeLatitude))),
        properties: { kind: 'lake' },
      },
      {
        layer: 'places',
        type: 'point',
        parts: [[longitudeLatitude(middle(ward))]],
        properties: { kind: 'locality', name: 'Lakeside Town', population_rank: 10, min_zoom: 4 },
      },
      {
        layer: 'roads',
        type: 'line',
        parts: [[longitudeLatitude([west, south]), longitudeLatitude([east, north])]],
        properties: { kind: 'highway', name: 'Long Road' },
      },
    ];
    archive = path.join(window.scratch, 'county.pmtiles');
    writeFileSync(archive, tileArchive(features));
    await window.page.getByRole('link', { name: 'Map' }).click();
    await window.page.getByRole('application', { name: /Hot spots \(Gi/ }).waitFor();
    await show({ layer: 'areas' });
  },
);

const show = (state: object) =>
  window.page.evaluate(
    given => {
      location.hash = `#/map/${encodeURIComponent(JSON.stringify(given))}`;
    },
    { dataset: 'referrals', level: 'ward', ...state },
  );

const section = () => window.page.getByRole('region', { name: 'Base map' });

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** The rectangle on the screen around everything of one colour in the canvases of a layer; null where there is none. */
function boxOf(pane: string, colour: '--map-water' | '--map-road' | '--ink'): Promise<Box | null> {
  return window.page.evaluate(
    ([selector, token]) => {
      const value = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
      const wanted = [1, 3, 5].map(at => Number.parseInt(value.slice(at, at + 2), 16));
      const seen = document.querySelector('.area-map .leaflet-container')!.getBoundingClientRect();
      let box: [number, number, number, number] | null = null;
      for (const canvas of document.querySelectorAll<HTMLCanvasElement>(`.leaflet-${selector}-pane canvas`)) {
        if (canvas.width === 0) continue;
        const at = canvas.getBoundingClientRect();
        const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3]! < 250 || wanted.some((channel, c) => Math.abs(data[i + c]! - channel) > 2)) continue;
          const x = at.left + (((i / 4) % width) + 0.5) * (at.width / width);
          const y = at.top + (Math.floor(i / 4 / width) + 0.5) * (at.height / height);
          if (x < seen.left || x > seen.right || y < seen.top || y > seen.bottom) continue;
          box = box
            ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)]
            : [x, y, x, y];
        }
      }
      return box;
    },
    [pane, colour] as const,
  );
}

const water = () => boxOf('tile', '--map-water');

/** Waits until the lake and the outline of the chosen ward end at the same places, but for the line's own width. */
async function expectOnePlace(): Promise<void> {
  await expect
    .poll(async () => {
      const [lake, outline] = [await water(), await boxOf('overlay', '--ink')];
      return lake && outline ? Math.max(...lake.map((side, i) => Math.abs(side - outline[i]!))) : Infinity;
    })
    .toBeLessThan(5);
}

/** The outline of the chosen ward, once the map has come to rest: a key moves it over several frames. */
async function outlineAtRest(): Promise<Box> {
  let last: Box | null = null;
  await expect
    .poll(
      async () => {
        const before = last;
        last = await boxOf('overlay', '--ink');
        return last && before ? Math.max(...last.map((side, i) => Math.abs(side - before[i]!))) : Infinity;
      },
      { interval: 400 },
    )
    .toBe(0);
  return last!;
}

/** The edges of what is drawn of the surface, as shares of the width and height of the county. */
async function surfaceInCounty(): Promise<readonly number[]> {
  await window.page.getByRole('button', { name: 'Show the whole area' }).click();
  return window.page.evaluate(async () => {
    const image = document.querySelector<HTMLImageElement>('.leaflet-image-layer')!;
    await image.decode();
    const drawn = (source: HTMLImageElement | HTMLCanvasElement, width: number, height: number) => {
      const sheet = new OffscreenCanvas(width, height);
      const pen = sheet.getContext('2d')!;
      pen.drawImage(source, 0, 0);
      const { data } = pen.getImageData(0, 0, width, height);
      const at = source.getBoundingClientRect();
      let box: readonly [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < width * height; i++) {
        if (data[i * 4 + 3] === 0) continue;
        const [x, y] = [i % width, Math.floor(i / width)];
        box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
      }
      return box.map((side, i) =>
        i % 2 === 0 ? at.left + (side * at.width) / width : at.top + (side * at.height) / height,
      ) as [number, number, number, number];
    };
    const areas = document.querySelector<HTMLCanvasElement>('.leaflet-overlay-pane canvas')!;
    const county = drawn(areas, areas.width, areas.height);
    return drawn(image, image.naturalWidth, image.naturalHeight).map(
      (side, i) => (side - county[i % 2]!) / (county[2 + (i % 2)]! - county[i % 2]!),
    );
  });
}

async function choose(file: string, button: RegExp): Promise<void> {
  window.answerDialogs({ 'files.choose': { 'base-map': [file] } });
  await section().getByRole('button', { name: button }).click();
}

describe('a base map', () => {
  test('that is none leaves the map as it is; a wrong file is a sentence', async () => {
    const { page } = window;
    await section().getByText('Nothing is fetched').waitFor();
    const wrong = path.join(window.scratch, 'notes.pmtiles');
    writeFileSync(wrong, 'no tiles');
    await choose(wrong, /^Add a base map/);
    await section().getByText('notes.pmtiles is not a PMTiles file.').waitFor();
    expect(await water()).toBeNull();
    expect(await page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('lies under the areas, each thing in its place, at every zoom', async () => {
    const { page } = window;
    await choose(archive, /^Add a base map/);
    await page.locator('.map-attribution').getByText('© Test mappers').waitFor();
    await expect.poll(water).not.toBeNull();
    // A click in the middle of the lake lies in the ward whose outline it has.
    const [left, top, right, bottom] = (await water())!;
    await page.mouse.click((left + right) / 2, (top + bottom) / 2);
    await page.getByRole('heading', { name: `Chosen: ${ward.name}` }).waitFor();
    await expectOnePlace();
    // Its name is written over the areas, in the middle of it.
    await expect
      .poll(async () => {
        const name = await boxOf('names', '--ink');
        return name && Math.hypot((name[0] + name[2] - left - right) / 2, (name[1] + name[3] - top - bottom) / 2);
      })
      .toBeLessThan(6);
    expect(await boxOf('tile', '--map-road')).not.toBeNull();
    await page.getByRole('application').focus();
    for (const key of ['+', '+', '+', 'ArrowRight', '-']) {
      const before = await water();
      await page.keyboard.press(key);
      await expect.poll(water).not.toEqual(before);
      await expectOnePlace();
    }
    await page.getByRole('button', { name: 'Show the whole area' }).click();
    await expectOnePlace();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('follows the theme and is put away and back with the place kept', async () => {
    const { page } = window;
    const theme = (chosen: 'light' | 'dark') => window.call('preferences.write', { theme: chosen });
    await page.getByRole('application').focus();
    for (const key of ['+', '+', 'ArrowRight']) {
      const before = await water();
      await page.keyboard.press(key);
      await expect.poll(water).not.toEqual(before);
    }
    await expectOnePlace();
    const outline = await outlineAtRest();
    await section().getByText('Show it under the areas').click();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    await page.getByRole('heading', { name: `Chosen: ${ward.name}` }).waitFor();
    // The two planes differ by a few hundredths in scale at the same zoom.
    const alone = await outlineAtRest();
    expect(Math.max(...alone.map((side, i) => Math.abs(side - outline[i]!)))).toBeLessThan(12);
    await theme('dark');
    await page.reload();
    await section().getByText('county.pmtiles').waitFor();
    await section().getByText('Show it under the areas').click();
    await expect.poll(water).not.toBeNull();
    expect(await faultsOf(page)).toEqual([]);
    await theme('light');
    await page.reload();
    await expect.poll(water).not.toBeNull();
  });

  test('is no part of an exported drawing, which says so; the legend has the colours of the screen', async () => {
    const { page } = window;
    await show({ layer: 'areas', baseMap: true });
    await expect.poll(water).not.toBeNull();
    const swatch = page.locator('.map-legend .map-swatch').last();
    const colour = () => swatch.evaluate(element => getComputedStyle(element).backgroundColor);
    const veiled = await colour();
    const drawing = path.join(window.scratch, 'county.svg');
    window.answerDialogs({ 'files.save': { export: drawing } });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Drawing (SVG)…' }).click();
    await page.getByText('county.svg is saved').waitFor();
    expect(readFileSync(drawing, 'utf8')).toContain('on the screen only');
    await section().getByText('Show it under the areas').click();
    await expect.poll(colour).not.toBe(veiled);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Drawing (SVG)…' }).click();
    await expect.poll(() => readFileSync(drawing, 'utf8')).not.toContain('on the screen only');
    await section().getByText('Show it under the areas').click();
    await expect.poll(water).not.toBeNull();
  });

  test('lies under a density surface, which is drawn on its plane', async () => {
    const { page } = window;
    await show({ layer: 'density' });
    await page.locator('.leaflet-image-layer').waitFor();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBeGreaterThan(0);
    const onTiles = await surfaceInCounty();
    await show({ layer: 'density', baseMap: false });
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    const alone = await surfaceInCounty();
    // The surface is clear outside the county, so its edges lie within it as they do without tiles.
    expect(alone[2]! - alone[0]!).toBeGreaterThan(0.9);
    expect(Math.max(...onTiles.map((side, i) => Math.abs(side - alone[i]!)))).toBeLessThan(0.012);
    await show({ layer: 'areas' });
  });

  test('whose file is gone, or damaged, is a sentence; the areas stay', async () => {
    const { page } = window;
    await show({ layer: 'areas' });
    await expect.poll(water).not.toBeNull();
    renameSync(archive, `${archive}.away`);
    await section().getByText('Show it under the areas').click();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    await section().getByText('Show it under the areas').click();
    await section().getByText('county.pmtiles is no longer where it was.').waitFor();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    await page.locator('.leaflet-container').click({ position: { x: 200, y: 300 } });
    await page.getByRole('heading', { name: /^Chosen: / }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    // So it is after a new start of the page, too.
    await page.reload();
    await section().getByText('county.pmtiles is no longer where it was.').waitFor();

    const torn = path.join(window.scratch, 'torn.pmtiles');
    writeFileSync(torn, tileArchive(features, { tile: Uint8Array.from({ length: 40 }, () => 0xff) }));
    await choose(torn, /^Choose the file again/);
    await section().getByText('torn.pmtiles is damaged: tiles in it cannot be read.').waitFor();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);

    renameSync(`${archive}.away`, archive);
    await choose(archive, /^Choose the file again/);
    await expect.poll(water).not.toBeNull();
    await section().getByRole('button', { name: 'Remove' }).click();
    await section()
      .getByRole('button', { name: /^Add a base map/ })
      .waitFor();
    await expect.poll(() => page.locator('.leaflet-tile-pane canvas').count()).toBe(0);
    const left = await window.call('base-map.bytes', { offset: 0, length: 10 });
    expect(left).toMatchObject({ ok: false, fault: { code: 'not-found' } });
    expect(window.foreignRequests).toEqual([]);
  });
});
