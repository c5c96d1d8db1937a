import type { Point } from '../../areas/outlines/drawing.ts';

/**
 * The centre of the hexagon that holds a point. Hexagons have a flat side up and `radius` metres from centre to corner;
 * one has its centre at the origin of the grid, so they lie the same on every map. Source: Patel, Hexagonal Grids, redblobgames.com.
 */
export function hexagonAround([x, y]: Point, radius: number): Point {
  const q = (2 / 3) * (x / radius);
  const r = (Math.sqrt(3) / 3) * (y / radius) - x / radius / 3;
  let [a, b] = [Math.round(q), Math.round(r)];
  const s = -q - r;
  const c = Math.round(s);
  // The coordinate that rounding moved most follows from the other two.
  const [da, db, dc] = [Math.abs(a - q), Math.abs(b - r), Math.abs(c - s)];
  if (da > db && da > dc) a = -b - c;
  else if (db > dc) b = -a - c;
  return [1.5 * radius * a, Math.sqrt(3) * radius * (b + a / 2)];
}
