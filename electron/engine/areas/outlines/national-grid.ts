import proj4 from 'proj4';

/** OSGB36 by the seven-parameter change of datum: about two metres from the official transformation in Staffordshire. */
const grid =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs';
const transformation = proj4(grid, 'WGS84');

/** British National Grid, metres, to longitude and latitude (WGS 84), degrees. */
export function longitudeLatitude(point: readonly [number, number]): [number, number] {
  return transformation.forward([point[0], point[1]]) as [number, number];
}

/** Longitude and latitude (WGS 84), degrees, to British National Grid, metres. */
export function eastingNorthing(point: readonly [number, number]): [number, number] {
  return transformation.inverse([point[0], point[1]]) as [number, number];
}
