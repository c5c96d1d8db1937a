import proj4 from 'proj4';
import { nationalGrid } from '../../shared/model/national-grid.ts';
import type { Point } from './shapes.ts';

/** The area map's raster: values on a grid of the plane that it is drawn on. */
export interface Raster {
  /** South-west and north-east corner. */
  readonly from: Point;
  readonly to: Point;
  readonly columns: number;
  readonly rows: number;
  /** Red, green, blue, alpha; row after row from the north. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** To the plane that map tiles are cut from: enough to draw with, and nothing is ever measured here. */
const transformation = proj4(nationalGrid, 'EPSG:3857');

/** Easting and northing (British National Grid, metres) to Web Mercator, metres. */
export const tilePoint = ([easting, northing]: Point): Point =>
  transformation.forward([easting, northing]) as [number, number];

/** Web Mercator, metres, to easting and northing (British National Grid, metres). */
export const gridPoint = ([x, y]: Point): Point => transformation.inverse([x, y]) as [number, number];

/**
 * A raster of the National Grid drawn anew on the plane of tiles, where its rows and columns are no longer straight:
 * each new pixel takes the nearest of the old ones, and what lies outside them stays clear. Corners in Web Mercator,
 * metres.
 */
export function rasterOnTiles({ from, to, columns, rows, pixels }: Raster): Raster {
  const cell = [(to[0] - from[0]) / columns, (to[1] - from[1]) / rows] as const;
  // Its edges bow outwards, so that its corners alone do not hold it.
  const edge = Array.from({ length: 21 }, (_, i) => i / 20).flatMap(share => {
    const [x, y] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    return [tilePoint([x, from[1]]), tilePoint([x, to[1]]), tilePoint([from[0], y]), tilePoint([to[0], y])];
  });
  const [xs, ys] = [edge.map(one => one[0]), edge.map(one => one[1])];
  const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  // Twice as fine, so that no old pixel is lost between new ones.
  const [wide, high] = [columns * 2, rows * 2];
  const drawn = new Uint8ClampedArray(wide * high * 4);
  const [source, target] = [new Uint32Array(pixels.buffer, pixels.byteOffset), new Uint32Array(drawn.buffer)];
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++) {
      const [x, y] = gridPoint([
        west + ((column + 0.5) / wide) * (east - west),
        north - ((row + 0.5) / high) * (north - south),
      ]);
      const [c, r] = [Math.floor((x - from[0]) / cell[0]), Math.floor((to[1] - y) / cell[1])];
      if (c >= 0 && r >= 0 && c < columns && r < rows) target[row * wide + column] = source[r * columns + c]!;
    }
  return { from: [west, south], to: [east, north], columns: wide, rows: high, pixels: drawn };
}
