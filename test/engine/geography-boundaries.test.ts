import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatBoundaries } from '../../electron/cli/maps.ts';
import { longitudeLatitude } from '../../electron/engine/areas/outlines/national-grid.ts';
import { newSetting } from './hotspots-setting.ts';
import type { MapSetting } from './hotspots-setting.ts';

/** A square whose four sides have `points` points in all, those on a side shared with its neighbour to the last bit. */
function square(code: string, name: string, east: number, points: number) {
  const side = points / 4;
  const size = 10_000;
  const corner = [
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 0],
    [0, 0],
  ] as const;
  const ring = corner.slice(0, 4).flatMap(([x, y], i) => {
    const [u, w] = corner[i + 1]!;
    return Array.from({ length: side }, (_, k): [number, number] => {
      // Counted from the south-west, so that either area walks over the same places.
      const at = u + w > x + y ? k / side : 1 - k / side;
      const [fromX, fromY] = u + w > x + y ? [x, y] : [u, w];
      const [dx, dy] = [Math.abs(u - x), Math.abs(w - y)];
      const bend = 6 * Math.sin(at * 300);
      return longitudeLatitude([
        east + size * (fromX + at * dx) + dy * bend,
        300_000 + size * (fromY + at * dy) + dx * bend,
      ]);
    });
  });
  return {
    type: 'Feature',
    properties: { LAD13CD: code, LAD13NM: name },
    geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
  };
}

const collection = (points: number, codes: readonly string[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: codes.map((code, i) => square(code, `Area ${i}`, 390_000 + 10_000 * i, points)),
  });

const districts = ['E06000021', ...Array.from({ length: 8 }, (_, i) => `E0700019${i + 2}`)];

describe('boundaries that are brought in', () => {
  let setting: MapSetting;
  beforeAll(async () => (setting = await newSetting()));
  afterAll(() => setting.end());
  const load = async (name: string, content: string) => {
    const file = path.join(setting.folder, name);
    writeFileSync(file, content);
    return (await setting.call('intake.import', { files: [file] })).files[0]!;
  };
  const drawn = async () => {
    const shapes = await setting.call('geography.shapes', { level: 'district' });
    return { ...shapes, points: shapes.topology.arcs.reduce((sum, arc) => sum + arc.length, 0) };
  };

  it('stay as they are while they are plain', async () => {
    const plain = await load('plain.geojson', collection(2000, districts));
    expect(plain.message).not.toContain('thinned');
    const { source, points } = await drawn();
    expect(source.kind).toBe('boundaries');
    expect(points).toBeGreaterThan(10_000);
  });

  it('are thinned once when they are detailed, and the report says by how much', async () => {
    const detailed = await load('detailed.geojson', collection(20_000, [...districts, 'E07999999']));
    expect(detailed).toMatchObject({ loaded: 10, setAside: 0 });
    expect(detailed.message).toMatch(
      /Borders were thinned from 1\d\d,\d{3} to [\d,]+ points, none moved by more than 20 m/,
    );
    const { topology, labels, points } = await drawn();
    expect(points).toBeLessThan(2000);
    expect(topology.objects.areas.geometries.length).toBe(9);
    expect(labels.length).toBe(9);
  });

  it('that the gazetteer does not know are listed, for a person too', async () => {
    const found = await setting.call('geography.boundaries', {});
    expect(found.sets.at(-1)!.unmatched).toEqual(['E07999999']);
    expect(formatBoundaries(found)).toContain('In detailed.geojson but not in the gazetteer: E07999999.');
  });
});
