/**
 * Longitude and latitude (WGS 84) to the British National Grid (OSGB36), by a seven-parameter Helmert change of datum:
 * right to about five metres, enough for a cell of one kilometre. Source: Ordnance Survey, A guide to coordinate
 * systems in Great Britain, annexes B and C.
 */
const radians = Math.PI / 180;

function cartesian(latitude: number, longitude: number, a: number, b: number): [number, number, number] {
  const e2 = 1 - (b * b) / (a * a);
  const sin = Math.sin(latitude);
  const nu = a / Math.sqrt(1 - e2 * sin * sin);
  return [
    nu * Math.cos(latitude) * Math.cos(longitude),
    nu * Math.cos(latitude) * Math.sin(longitude),
    nu * (1 - e2) * sin,
  ];
}

/** Metres east and north. */
export function eastingNorthing(longitude: number, latitude: number): readonly [number, number] {
  const [x, y, z] = cartesian(latitude * radians, longitude * radians, 6_378_137, 6_356_752.314_245);
  const second = radians / 3600;
  const s = 1 + 20.4894e-6;
  const rx = -0.1502 * second;
  const ry = -0.247 * second;
  const rz = -0.8421 * second;
  const x2 = -446.448 + s * x - rz * y + ry * z;
  const y2 = 125.157 + rz * x + s * y - rx * z;
  const z2 = -542.06 - ry * x + rx * y + s * z;

  const a = 6_377_563.396;
  const b = 6_356_256.909;
  const e2 = 1 - (b * b) / (a * a);
  const p = Math.hypot(x2, y2);
  let phi = Math.atan2(z2, p * (1 - e2));
  for (let i = 0; i < 5; i++)
    phi = Math.atan2(z2 + (e2 * a * Math.sin(phi)) / Math.sqrt(1 - e2 * Math.sin(phi) ** 2), p);
  const lambda = Math.atan2(y2, x2);

  const f0 = 0.999_601_271_7;
  const phi0 = 49 * radians;
  const lambda0 = -2 * radians;
  const n = (a - b) / (a + b);
  const sin = Math.sin(phi);
  const cos = Math.cos(phi);
  const tan2 = Math.tan(phi) ** 2;
  const nu = (a * f0) / Math.sqrt(1 - e2 * sin * sin);
  const rho = (a * f0 * (1 - e2)) / (1 - e2 * sin * sin) ** 1.5;
  const eta2 = nu / rho - 1;
  const d = phi - phi0;
  const t = phi + phi0;
  const m =
    b *
    f0 *
    ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * d -
      (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(d) * Math.cos(t) +
      (1.875 * n ** 2 + 1.875 * n ** 3) * Math.sin(2 * d) * Math.cos(2 * t) -
      (35 / 24) * n ** 3 * Math.sin(3 * d) * Math.cos(3 * t));
  const l = lambda - lambda0;
  const northing =
    m -
    100_000 +
    (nu / 2) * sin * cos * l ** 2 +
    (nu / 24) * sin * cos ** 3 * (5 - tan2 + 9 * eta2) * l ** 4 +
    (nu / 720) * sin * cos ** 5 * (61 - 58 * tan2 + tan2 ** 2) * l ** 6;
  const easting =
    400_000 +
    nu * cos * l +
    (nu / 6) * cos ** 3 * (nu / rho - tan2) * l ** 3 +
    (nu / 120) * cos ** 5 * (5 - 18 * tan2 + tan2 ** 2 + 14 * eta2 - 58 * tan2 * eta2) * l ** 5;
  return [easting, northing];
}

const letters = 'ABCDEFGHJKLMNOPQRSTUVWXYZ';

/** The one-kilometre cell that holds a point, such as "SJ8747"; null outside the grid. Takes metres east and north. */
export function gridCell(easting: number, northing: number): string | null {
  if (!(easting >= 0 && easting < 700_000 && northing >= 0 && northing < 1_300_000)) return null;
  const e = Math.floor(easting / 100_000);
  const n = Math.floor(northing / 100_000);
  const first = 19 - n - ((19 - n) % 5) + Math.floor((e + 10) / 5);
  const second = (((19 - n) * 5) % 25) + (e % 5);
  const two = (metres: number) => String(Math.floor((metres % 100_000) / 1000)).padStart(2, '0');
  return `${letters[first]}${letters[second]}${two(easting)}${two(northing)}`;
}
