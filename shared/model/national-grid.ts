/**
 * The British National Grid (OSGB36, metres) as proj4 reads a projection: Airy 1830, and the seven-parameter change of
 * datum to WGS 84. It keeps within about five metres of the official transformation (OSTN15) in Great Britain and two
 * and a half in Staffordshire: enough for drawing and for a cell of one kilometre. Every process builds its transformation
 * from this text. Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes B and C; EPSG:1314.
 */
export const nationalGrid =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs';

const letters = 'ABCDEFGHJKLMNOPQRSTUVWXYZ';

/** The one-kilometre cell that holds a point, such as "SJ8747"; null outside the grid. Takes metres east and north. */
export function gridCell([easting, northing]: readonly [number, number]): string | null {
  if (!(easting >= 0 && easting < 700_000 && northing >= 0 && northing < 1_300_000)) return null;
  const e = Math.floor(easting / 100_000);
  const n = Math.floor(northing / 100_000);
  const first = 19 - n - ((19 - n) % 5) + Math.floor((e + 10) / 5);
  const second = (((19 - n) * 5) % 25) + (e % 5);
  const two = (metres: number) => String(Math.floor((metres % 100_000) / 1000)).padStart(2, '0');
  return `${letters[first]}${letters[second]}${two(easting)}${two(northing)}`;
}
