import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eastingNorthing, longitudeLatitude } from '../../electron/engine/areas/outlines/national-grid.ts';
import { gridPoint, tilePoint } from '../../renderer/ui/tile-plane.ts';
import { gridCell } from '../../shared/model/national-grid.ts';

const distance = (a: readonly [number, number], b: readonly [number, number]) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Stations of the test data that Ordnance Survey publishes with OSTN15: latitude, longitude (ETRS89), easting, northing. */
const stations = [
  ['Isles of Scilly', 49.9222639373, -6.29977752014, 91_492.146, 11_318.804],
  ['London', 51.48936564561, -0.1199255718, 530_624.974, 178_388.464],
  ['Worcestershire', 52.2552995313, -2.15458614387, 389_544.19, 261_912.153],
  ['Nottingham', 52.96219110871, -1.19747655922, 454_002.834, 340_834.943],
  ['Cheshire', 53.3448028019, -2.6404932081, 357_455.843, 383_290.436],
  ['Edinburgh', 55.9247826551, -3.29479219337, 319_188.434, 670_947.534],
] as const;

describe('the National Grid', () => {
  test.each(stations)('has the station of %s where Ordnance Survey has it', (_, latitude, longitude, east, north) => {
    expect(distance(eastingNorthing([longitude, latitude]), [east, north])).toBeLessThan(5);
    // Nearer to the county the two datums differ less from what seven parameters say.
    if (latitude > 52 && latitude < 53.5)
      expect(distance(eastingNorthing([longitude, latitude]), [east, north])).toBeLessThan(2.5);
  });

  test('is the same plane for the engine and for the tiles of the window', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 2, noNaN: true }), fc.double({ min: 50, max: 58, noNaN: true }), (x, y) => {
        const there = eastingNorthing([x, y]);
        // The change of datum is taken back by its parameters with the other sign: right to a few millimetres.
        expect(distance(gridPoint(tilePoint(there)), there)).toBeLessThan(0.005);
        const back = longitudeLatitude(there);
        expect(Math.abs(back[0] - x)).toBeLessThan(1e-7);
        expect(Math.abs(back[1] - y)).toBeLessThan(1e-7);
      }),
    );
  });
});

describe('a cell of the National Grid', () => {
  test.each([
    // Ordnance Survey, A guide to coordinate systems, worked example: 52°39′27.25″N 1°43′4.52″E on OSGB36.
    [651_409.903, 313_177.27, 'TG5113'],
    [0, 0, 'SV0000'],
    [390_430, 348_756, 'SJ9048'],
    [699_999.99, 1_299_999.99, 'JM9999'],
    [-0.01, 0, null],
    [700_000, 0, null],
    [0, 1_300_000, null],
    [Number.NaN, 0, null],
  ])('%s, %s is %s', (easting, northing, cell) => {
    expect(gridCell([easting, northing])).toBe(cell);
  });

  test('of a centroid that the statistics office gives in both systems', () => {
    // E01014210, in Stoke-on-Trent.
    const place = eastingNorthing([-2.14416, 53.03601]);
    expect(distance(place, [390_430, 348_756])).toBeLessThan(8);
    expect(gridCell(place)).toBe('SJ9048');
  });
});
