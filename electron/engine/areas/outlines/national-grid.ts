import proj4 from 'proj4';
import { nationalGrid } from '../../../../shared/model/national-grid.ts';

const transformation = proj4(nationalGrid, 'WGS84');

/** British National Grid, metres, to longitude and latitude (WGS 84), degrees. */
export function longitudeLatitude(point: readonly [number, number]): [number, number] {
  return transformation.forward([point[0], point[1]]) as [number, number];
}

/** Longitude and latitude (WGS 84), degrees, to British National Grid, metres. */
export function eastingNorthing(point: readonly [number, number]): [number, number] {
  return transformation.inverse([point[0], point[1]]) as [number, number];
}
