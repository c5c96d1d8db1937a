import { crossings } from '../../areas/outlines/drawing.ts';
import type { WeightedPoint } from './density.ts';
import type { Point } from '../../areas/outlines/drawing.ts';

/** Squares in metres of the National Grid, row after row from the south-west corner. */
export interface Raster {
  readonly origin: Point;
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
}

type Polygons = readonly (readonly (readonly Point[])[])[];

/** Cells on the short side of a raster: 50 are the least that reads as a surface. */
const shortSide = 80;

/** A raster over outlines, in whole metres. Null where they have no extent. */
export function rasterOver(polygons: Polygons): Raster | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of polygons)
    for (const [x, y] of rings[0] ?? []) {
      west = Math.min(west, x);
      south = Math.min(south, y);
      east = Math.max(east, x);
      north = Math.max(north, y);
    }
  const [width, height] = [east - west, north - south];
  if (!(width > 0 && height > 0)) return null;
  const cell = Math.max(1, Math.floor(Math.min(width, height) / shortSide));
  return { origin: [west, south], cell, columns: Math.ceil(width / cell), rows: Math.ceil(height / cell) };
}

/** 1 for cells whose centre lies in an outline, 0 for the others. */
export function cellsInside(raster: Raster, polygons: Polygons): Uint8Array {
  const { origin, cell, columns, rows } = raster;
  const inside = new Uint8Array(columns * rows);
  // The first cell whose centre is not before a place on an axis.
  const from = (at: number, corner: number) => Math.ceil((at - corner) / cell - 0.5);
  for (const rings of polygons) {
    const heights = (rings[0] ?? []).map(point => point[1]);
    if (heights.length === 0) continue;
    const low = heights.reduce((a, b) => Math.min(a, b));
    const high = heights.reduce((a, b) => Math.max(a, b));
    const last = Math.min(rows, from(high, origin[1]));
    for (let row = Math.max(0, from(low, origin[1])); row < last; row++) {
      const at = crossings(rings, origin[1] + (row + 0.5) * cell);
      for (let k = 0; k + 1 < at.length; k += 2)
        inside.fill(
          1,
          row * columns + Math.max(0, from(at[k]!, origin[0])),
          row * columns + Math.min(columns, from(at[k + 1]!, origin[0])),
        );
    }
  }
  return inside;
}

/**
 * Density at the centre of every cell, cases per km²: the same numbers as `density`, each point spread over the cells
 * within its bandwidth. Quartic kernel; source: Silverman (1986), Density Estimation, 4.2.
 */
export function densityOver(points: readonly WeightedPoint[], bandwidth: number, raster: Raster): Float64Array {
  const { origin, cell, columns, rows } = raster;
  const values = new Float64Array(columns * rows);
  const square = bandwidth * bandwidth;
  const scale = (3 / (Math.PI * square)) * 1e6;
  for (const [x, y, weight = 1] of points) {
    if (weight === 0) continue;
    const firstRow = Math.max(0, Math.floor((y - bandwidth - origin[1]) / cell - 0.5));
    const lastRow = Math.min(rows - 1, Math.ceil((y + bandwidth - origin[1]) / cell));
    const firstColumn = Math.max(0, Math.floor((x - bandwidth - origin[0]) / cell - 0.5));
    const lastColumn = Math.min(columns - 1, Math.ceil((x + bandwidth - origin[0]) / cell));
    for (let row = firstRow; row <= lastRow; row++) {
      const north = (origin[1] + (row + 0.5) * cell - y) ** 2;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const u = (north + (origin[0] + (column + 0.5) * cell - x) ** 2) / square;
        if (u < 1) values[row * columns + column]! += scale * weight * (1 - u) ** 2;
      }
    }
  }
  return values;
}

/**
 * A bandwidth in metres for weighted points: 0.9 · min(standard distance, √(1/ln 2) · median distance from the mean
 * centre) · n^(−1/5), n the sum of weights; 0 where they lie in one place or there are none. Sources: Silverman (1986),
 * Density Estimation, formula 3.31; for points of a plane as in Esri, How Kernel Density works.
 */
export function usualBandwidth(points: readonly WeightedPoint[]): number {
  let n = 0;
  let [x, y] = [0, 0];
  for (const [px, py, weight = 1] of points) {
    n += weight;
    x += weight * px;
    y += weight * py;
  }
  if (n <= 0) return 0;
  const distances = points
    .filter(([, , weight = 1]) => weight > 0)
    .map(([px, py, weight = 1]) => ({ distance: Math.hypot(px - x / n, py - y / n), weight }))
    .sort((a, b) => a.distance - b.distance);
  const squares = distances.reduce((sum, one) => sum + one.weight * one.distance ** 2, 0);
  let passed = 0;
  const median = distances.find(one => (passed += one.weight) >= n / 2)!.distance;
  return 0.9 * Math.min(Math.sqrt(squares / n), Math.sqrt(1 / Math.LN2) * median) * Math.max(1, n) ** -0.2;
}
