import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { density } from '../../electron/engine/geography/spatial/density.ts';
import { hexagonAround } from '../../electron/engine/geography/spatial/hexagons.ts';
import {
  cellsInside,
  densityOver,
  rasterOver,
  usualBandwidth,
} from '../../electron/engine/geography/spatial/surface.ts';
import type { Point } from '../../electron/engine/areas/outlines/drawing.ts';

const square = (x: number, y: number, size: number): Point[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
];
const point = fc.tuple(
  fc.integer({ min: -500, max: 2500 }),
  fc.integer({ min: -500, max: 3500 }),
  fc.integer({ min: 0, max: 40 }),
);

describe('a surface', () => {
  it('has at least 50 cells on the short side, over the whole of the outlines', () => {
    for (const [width, height] of [
      [60_000, 90_000],
      [123, 99_999],
      [4321, 1234],
    ] as const) {
      const outline: Point[] = [
        [400_000, 300_000],
        [400_000, 300_000 + height],
        [400_000 + width, 300_000 + height],
      ];
      const raster = rasterOver([[outline]])!;
      expect(Math.min(raster.columns, raster.rows)).toBeGreaterThanOrEqual(50);
      expect(raster.columns * raster.cell).toBeGreaterThanOrEqual(width);
      expect(raster.rows * raster.cell).toBeGreaterThanOrEqual(height);
    }
    expect(rasterOver([])).toBeNull();
  });

  it('has the densities of the kernel at the centres of its cells', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 20 }), fc.integer({ min: 60, max: 1500 }), (points, bandwidth) => {
        const raster = { origin: [0, 0] as const, cell: 50, columns: 40, rows: 60 };
        const at = Array.from({ length: 2400 }, (_, i): Point => [(i % 40) * 50 + 25, Math.floor(i / 40) * 50 + 25]);
        const wanted = density(points, bandwidth, at);
        densityOver(points, bandwidth, raster).forEach((value, i) =>
          expect(Math.abs(value - wanted[i]! * 1e6)).toBeLessThan(1e-6),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('adds up to its cases where the whole kernel lies inside', () => {
    const raster = { origin: [0, 0] as const, cell: 20, columns: 200, rows: 200 };
    const values = densityOver([[2000, 2000, 7]], 900, raster);
    expect(values.reduce((sum, value) => sum + value * 0.02 * 0.02, 0)).toBeCloseTo(7, 2);
  });

  it('ends at the outline, and leaves holes out', () => {
    const raster = { origin: [0, 0] as const, cell: 10, columns: 100, rows: 100 };
    const inside = cellsInside(raster, [[square(100, 100, 500), square(200, 200, 100)], [square(800, 800, 100)]]);
    const wanted = inside.map((_, i) => {
      const [x, y] = [(i % 100) * 10 + 5, Math.floor(i / 100) * 10 + 5];
      const within = (from: number, to: number) => x > from && x < to && y > from && y < to;
      return Number((within(100, 600) && !within(200, 300)) || within(800, 900));
    });
    expect(inside).toEqual(wanted);
  });

  it('has a bandwidth that grows with the spread and shrinks with the number of cases', () => {
    const points: [number, number, number][] = [
      [0, 0, 10],
      [1000, 0, 10],
      [0, 1000, 10],
      [1000, 1000, 10],
    ];
    const once = usualBandwidth(points);
    // All lie as far from the centre, so the standard distance is the smaller of the two: 0.9 · 707.1 · 40^(−1/5).
    expect(once).toBeCloseTo(0.9 * Math.SQRT1_2 * 1000 * 40 ** -0.2, 9);
    expect(usualBandwidth(points.map(([x, y, n]) => [2 * x, 2 * y, n]))).toBeCloseTo(2 * once, 9);
    expect(usualBandwidth(points.map(([x, y, n]) => [x, y, 32 * n]))).toBeCloseTo(once / 2, 9);
    expect([usualBandwidth([]), usualBandwidth([[5, 5, 9]])]).toEqual([0, 0]);
  });
});

describe('hexagons', () => {
  it('hold what is nearer to their centre than to any other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 350_000, max: 450_000, noNaN: true }),
        fc.double({ min: 250_000, max: 400_000, noNaN: true }),
        fc.integer({ min: 500, max: 50_000 }),
        (x, y, radius) => {
          const centre = hexagonAround([x, y], radius);
          const own = Math.hypot(x - centre[0], y - centre[1]);
          expect(own).toBeLessThanOrEqual(radius * (1 + 1e-9));
          expect(hexagonAround(centre, radius)).toEqual(centre.map(one => expect.closeTo(one, 4)));
          for (let side = 0; side < 6; side++) {
            const angle = Math.PI / 6 + (side * Math.PI) / 3;
            const step = Math.sqrt(3) * radius;
            const other = [centre[0] + step * Math.cos(angle), centre[1] + step * Math.sin(angle)];
            expect(Math.hypot(x - other[0]!, y - other[1]!)).toBeGreaterThanOrEqual(own - 1e-3);
          }
        },
      ),
    );
  });
});
