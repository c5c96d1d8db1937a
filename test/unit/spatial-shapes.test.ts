import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { islandsOf } from '../../electron/engine/areas/outlines/neighbours.ts';
import { schematicCells, schematicTopology } from '../../electron/engine/geography/spatial/schematic.ts';
import {
  contiguity,
  dissolved,
  joined,
  outlinesOf,
  squareKilometres,
  topologyOf,
} from '../../electron/engine/areas/outlines/topology.ts';
import type { Outline } from '../../electron/engine/areas/outlines/topology.ts';

const centroids = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })), {
    minLength: 3,
    maxLength: 40,
    selector: one => one.join(' '),
  })
  .map(points =>
    points.map(([x, y], i) => ({
      code: `A${i}`,
      name: `Area ${i}`,
      easting: 380_000 + 137 * x,
      northing: 310_000 + 151 * y,
    })),
  );

const sizeOf = (corners: readonly (readonly [number, number])[]) =>
  corners.reduce((sum, [x, y], i) => {
    const [u, w] = corners[(i + 1) % corners.length]!;
    return sum + x * w - u * y;
  }, 0) / 2;

describe('schematic cells', () => {
  it('partition their hull, each around its own centroid', () => {
    fc.assert(
      fc.property(centroids, given => {
        const { cells, hull } = schematicCells(given);
        const whole = sizeOf(hull);
        const sum = cells.reduce((total, cell) => total + sizeOf(cell.corners), 0);
        expect(Math.abs(sum - whole)).toBeLessThanOrEqual(1e-6 * whole);
        cells.forEach((cell, i) => {
          expect(sizeOf(cell.corners)).toBeGreaterThan(0);
          // Every corner is at least as near to its own centroid as to any other.
          for (const [x, y] of cell.corners) {
            const own = Math.hypot(x - given[i]!.easting, y - given[i]!.northing);
            for (const other of given)
              expect(Math.hypot(x - other.easting, y - other.northing)).toBeGreaterThanOrEqual(own - 1e-3);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('of a chessboard of centroids touch as squares do', () => {
    const given = Array.from({ length: 9 }, (_, i) => ({
      code: `A${i}`,
      name: `Area ${i}`,
      easting: 390_000 + 1000 * (i % 3),
      northing: 340_000 + 1000 * Math.floor(i / 3),
    }));
    const topology = schematicTopology(given);
    const codes = given.map(one => one.code);
    const rook = contiguity(topology, codes, 'rook');
    expect(rook.indices.length).toBe(24);
    expect([...rook.indices.subarray(rook.starts[4]!, rook.starts[5]!)]).toEqual([1, 3, 5, 7]);
    const columns = dissolved(topology, code => ({ code: `C${Number(code.slice(1)) % 3}`, name: '' }));
    const [a, b, c] = squareKilometres(columns, ['C0', 'C1', 'C2']);
    const total = squareKilometres(topology, codes).reduce((sum, one) => sum + one, 0);
    expect(a! + b! + c!).toBeCloseTo(total, 6);
    expect([...contiguity(columns, ['C0', 'C1', 'C2'], 'rook').indices]).toEqual([1, 0, 2, 1]);
  });

  it('are there for one area, and left out for a second one in the same place', () => {
    const one = { code: 'A', name: 'A', easting: 390_000, northing: 340_000 };
    expect(schematicCells([one]).cells[0]!.corners.length).toBeGreaterThan(10);
    expect(schematicCells([])).toEqual({ cells: [], hull: [] });
    const topology = schematicTopology([one, { ...one, code: 'B' }, { ...one, code: 'C', easting: 391_000 }]);
    expect(topology.objects.areas.geometries.map(g => g.id)).toEqual(['A', 'C']);
  });
});

describe('borders', () => {
  const square = (code: string, x: number, y: number): Outline => ({
    code,
    name: code,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x, y + 0.1],
          [x + 0.1, y + 0.1],
          [x + 0.1, y],
          [x, y],
        ],
      ],
    },
  });
  const codes = ['A', 'B', 'C', 'D'];
  const links = (given: ReturnType<typeof topologyOf>, kind: 'queen' | 'rook') => {
    const { starts, indices } = contiguity(given, codes, kind);
    return codes.map((_, i) => [...indices.subarray(starts[i]!, starts[i + 1]!)]);
  };

  it('queen counts a corner, rook needs a stretch; an island has neither', () => {
    const given = topologyOf(
      [square('A', -2, 53), square('B', -1.9, 53), square('C', -1.9, 53.1), square('D', -1.5, 53)],
      1e6,
    );
    expect(links(given, 'queen')).toEqual([[1, 2], [0, 2], [0, 1], []]);
    expect(links(given, 'rook')).toEqual([[1], [0, 2], [1], []]);
    expect(islandsOf(contiguity(given, codes, 'queen'))).toEqual([3]);
  });

  it('of two files meet, though their grids differ', () => {
    const left = topologyOf([square('A', -2, 53), square('C', -2.1, 53)], 1e6);
    const right = topologyOf([square('B', -1.9, 53), square('D', -1.8, 53)], 7e5);
    expect(links(joined([left, right]), 'rook')).toEqual([[1, 2], [0, 3], [0], [1]]);
    expect(outlinesOf(joined([left, right])).length).toBe(4);
  });

  it('the size of a square of a tenth of a degree at 53 degrees', () => {
    const [size] = squareKilometres(topologyOf([square('A', -2, 53)], 1e6), ['A']);
    expect(size).toBeGreaterThan(74);
    expect(size).toBeLessThan(75);
  });
});

const file = path.resolve(import.meta.dirname, '../../../shared/data/boundaries/lsoa2011.geojson');

describe.skipIf(!existsSync(file))('LSOAs of 2011 (shared/data/boundaries, skipped where absent)', () => {
  it('have 3,912 queen and 3,840 rook links and no island', () => {
    const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
      features: { properties: { LSOA11CD: string }; geometry: Outline['geometry'] }[];
    };
    const topology = topologyOf(
      features.map(f => ({ code: f.properties.LSOA11CD, name: '', geometry: f.geometry })),
      1e6,
    );
    const codes = features.map(f => f.properties.LSOA11CD);
    expect(codes.length).toBe(687);
    const queen = contiguity(topology, codes, 'queen');
    expect(queen.indices.length).toBe(3912);
    expect(contiguity(topology, codes, 'rook').indices.length).toBe(3840);
    expect(islandsOf(queen)).toEqual([]);
  });
});
