import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossings,
  drawnTopology,
  labelPoint,
  polygonsOf,
  squareToSegment,
} from '../../electron/engine/areas/outlines/drawing.ts';
import { longitudeLatitude } from '../../electron/engine/areas/outlines/national-grid.ts';
import { schematicTopology } from '../../electron/engine/geography/spatial/schematic.ts';
import { pointsOf, thinned } from '../../electron/engine/areas/outlines/thinning.ts';
import { contiguity, outlinesOf, squareKilometres, topologyOf } from '../../electron/engine/areas/outlines/topology.ts';
import type { Outline } from '../../electron/engine/areas/outlines/topology.ts';
import type { Point } from '../../electron/engine/areas/outlines/drawing.ts';

const centroids = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 3,
    maxLength: 30,
    selector: one => one.join(' '),
  })
  .map(points =>
    points.map(([x, y], i) => ({
      code: `A${i}`,
      name: `Area ${i}`,
      easting: 380_000 + 700 * x,
      northing: 310_000 + 900 * y,
    })),
  );

const isInside = (polygon: readonly (readonly Point[])[], [x, y]: Point) =>
  crossings(polygon, y).filter(at => at < x).length % 2 === 1;

/** A square of the National Grid whose sides bend in and out by `bend` metres. */
function bentSquare(code: string, east: number, bend: number): Outline {
  const side = (from: Point, to: Point): Point[] =>
    Array.from({ length: 200 }, (_, i): Point => {
      const along = i / 200;
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const off = i === 0 ? 0 : bend * Math.sin(i * 1.7) * Math.sign(dx + dy || 1);
      const length = Math.hypot(dx, dy);
      // The offset is across the side, the same seen from either area.
      return [
        from[0] + along * dx + (off * Math.abs(dy)) / length,
        from[1] + along * dy + (off * Math.abs(dx)) / length,
      ];
    });
  const corners: Point[] = [
    [east, 300_000],
    [east, 310_000],
    [east + 10_000, 310_000],
    [east + 10_000, 300_000],
  ];
  const ring = corners.flatMap((corner, i) => side(corner, corners[(i + 1) % 4]!)).map(longitudeLatitude);
  return { code, name: code, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] } };
}

describe('outlines for drawing', () => {
  it('are whole metres of the National Grid, with borders shared and no point twice in a row', () => {
    fc.assert(
      fc.property(centroids, given => {
        const outlines = schematicTopology(given);
        const drawn = drawnTopology(outlines);
        expect(drawn.transform).toBeUndefined();
        expect(drawn.objects).toEqual(outlines.objects);
        expect(drawn.arcs.length).toBe(outlines.arcs.length);
        for (const arc of drawn.arcs) {
          expect(arc.length).toBeGreaterThan(1);
          for (const [x, y] of arc) {
            expect([Number.isInteger(x), Number.isInteger(y)]).toEqual([true, true]);
            expect(x >= drawn.bbox![0]! && x <= drawn.bbox![2]! && y >= drawn.bbox![1]! && y <= drawn.bbox![3]!).toBe(
              true,
            );
          }
          if (arc.length > 2)
            expect(arc.slice(1).every((point, i) => point[0] !== arc[i]![0] || point[1] !== arc[i]![1])).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('carry a label point inside each area', () => {
    fc.assert(
      fc.property(centroids, given => {
        const drawn = drawnTopology(schematicTopology(given));
        for (const geometry of drawn.objects.areas.geometries) {
          const polygons = polygonsOf(drawn, geometry);
          expect(isInside(polygons[0]!, labelPoint(polygons)!)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('label the largest part, outside its hole, where there is most room', () => {
    const square = (x: number, y: number, size: number): Point[] => [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ];
    // The hole leaves most room in the north and in the east.
    const polygons = [[square(5000, 5000, 100)], [square(0, 0, 1000), square(100, 100, 500)]];
    const at = labelPoint(polygons)!;
    expect(isInside(polygons[1]!, at)).toBe(true);
    expect(Math.max(...at)).toBeGreaterThan(700);
    expect(labelPoint([])).toBeNull();
  });
});

describe('thinning', () => {
  it('leaves out points and moves no border by more than it says; neighbours stay', () => {
    const outlines = [bentSquare('A', 390_000, 8), bentSquare('B', 400_000, 8), bentSquare('C', 410_000, 8)];
    const codes = ['A', 'B', 'C'];
    const whole = topologyOf(outlines, 1e6);
    const few = thinned(whole, 20, 1e6);
    expect(pointsOf(few)).toBeLessThan(pointsOf(whole) / 10);
    for (const kind of ['queen', 'rook'] as const)
      expect(contiguity(few, codes, kind)).toEqual(contiguity(whole, codes, kind));
    const drawnWhole = drawnTopology(whole);
    drawnTopology(few).arcs.forEach((line, a) => {
      for (const point of drawnWhole.arcs[a]!) {
        let least = Infinity;
        for (let i = 1; i < line.length; i++) least = Math.min(least, squareToSegment(point, line[i - 1]!, line[i]!));
        // A metre of each for the grid that points are rounded to.
        expect(Math.sqrt(least)).toBeLessThan(22);
      }
    });
  });

  it('drops no area however small', () => {
    const at = (x: number, y: number) => longitudeLatitude([400_000 + x, 300_000 + y]);
    const island: Outline = {
      code: 'I',
      name: 'Island',
      geometry: { type: 'Polygon', coordinates: [[at(0, 0), at(0, 9), at(9, 9), at(9, 0), at(0, 0)]] },
    };
    const few = thinned(topologyOf([bentSquare('A', 390_000, 8), island], 1e6), 20, 1e6);
    expect(outlinesOf(few).map(one => one.code)).toEqual(['A', 'I']);
    expect(squareKilometres(few, ['I'])[0]! * 1e6).toBeCloseTo(81, -1);
  });

  const file = path.resolve(import.meta.dirname, '../../../shared/data/boundaries/lsoa2011.geojson');
  it.skipIf(!existsSync(file))('of published LSOAs keeps every neighbour (skipped where shared/data is absent)', () => {
    const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
      features: { properties: { LSOA11CD: string }; geometry: Outline['geometry'] }[];
    };
    const outlines = features.map(one => ({ code: one.properties.LSOA11CD, name: '', geometry: one.geometry }));
    const codes = outlines.map(one => one.code);
    const whole = topologyOf(outlines, 1e6);
    const few = thinned(whole, 100, 1e6);
    expect(pointsOf(few)).toBeLessThan(pointsOf(whole));
    expect(few.objects.areas.geometries.length).toBe(687);
    expect(contiguity(few, codes, 'queen').indices.length).toBe(3912);
    expect(contiguity(few, codes, 'rook').indices.length).toBe(3840);
  });
});
