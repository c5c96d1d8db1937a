import { feature } from 'topojson-client';
import { FaultError } from '../../../shared/contract/fault.ts';
import { isUnreadable } from './table.ts';

const mostAreas = 50_000;
const mostPoints = 20_000_000;

type Position = readonly number[];
type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: Position[][] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: Position[][][] };

export interface AreaShape {
  readonly code: string;
  readonly name: string;
  readonly geometry: Geometry;
}

/** An outline that cannot be drawn; `row` is its place in the file, from 1. */
export interface WrongOutline {
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

export interface ReadBoundaries {
  readonly level: string;
  readonly vintage: string;
  readonly shapes: readonly AreaShape[];
  readonly wrong: readonly WrongOutline[];
}

/** The level and vintage that a property name of the statistics office speaks of: LSOA11CD, WD25CD, LAD13CD. */
const codeProperty = /^(LSOA|MSOA|WD|LAD|LTLA|CTYUA|UTLA)(\d{2})CD$/i;
const levels: Readonly<Record<string, string>> = {
  lsoa: 'lsoa',
  msoa: 'msoa',
  wd: 'ward',
  lad: 'district',
  ltla: 'district',
  ctyua: 'authority',
  utla: 'authority',
};

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function features(name: string, text: string): Json[] {
  let json: unknown;
  try {
    json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new FaultError(
      'unreadable-file',
      `${name} is not whole JSON: it may be cut short. Fetch it again. Nothing was changed.`,
    );
  }
  if (!isObject(json))
    throw new FaultError('unreadable-file', `${name} is JSON, but neither GeoJSON nor TopoJSON. Nothing was changed.`);
  if (json['type'] === 'FeatureCollection' && Array.isArray(json['features'])) return json['features'].filter(isObject);
  if (json['type'] === 'Topology' && isObject(json['objects']) && Array.isArray(json['arcs'])) {
    try {
      return Object.values(json['objects']).flatMap(object => {
        if (!isObject(object)) return [];
        const found = feature(json as never, object as never) as unknown as Json;
        return (Array.isArray(found['features']) ? found['features'] : [found]).filter(isObject);
      });
    } catch {
      throw new FaultError(
        'unreadable-file',
        `${name} is TopoJSON, but its arcs do not fit together. Fetch it again. Nothing was changed.`,
      );
    }
  }
  throw new FaultError(
    'unreadable-file',
    `${name} is JSON, but neither a GeoJSON feature collection nor TopoJSON. Nothing was changed.`,
  );
}

/** Reads a file of boundaries. Faults: unreadable-file, too-large. */
export function readBoundaries(name: string, text: string): ReadBoundaries {
  const all = features(name, text);
  if (all.length === 0) throw new FaultError('unreadable-file', `${name} holds no areas. Nothing was changed.`);
  if (all.length > mostAreas)
    throw new FaultError(
      'too-large',
      `${name} holds ${all.length.toLocaleString('en-GB')} areas, more than ${mostAreas.toLocaleString('en-GB')}. Cut it down to the districts of the partnership.`,
    );
  const property = Object.keys(isObject(all[0]!['properties']) ? all[0]!['properties'] : {}).find(key =>
    codeProperty.test(key),
  );
  const told = property ? codeProperty.exec(property)! : null;
  if (!told)
    throw new FaultError(
      'unreadable-file',
      `${name}: the areas carry no official code (such as LSOA11CD, WD25CD or LAD13CD). Use boundaries of the statistics office. Nothing was changed.`,
    );
  const nameKey = property!.replace(/CD$/i, 'NM');
  const shapes: AreaShape[] = [];
  const wrong: { row: number; code: string; message: string }[] = [];
  const codes = new Set<string>();
  let points = 0;
  for (const [at, f] of all.entries()) {
    const properties = isObject(f['properties']) ? f['properties'] : {};
    const code = String(properties[property!] ?? '')
      .trim()
      .toUpperCase();
    const refuse = (message: string) =>
      wrong.push({ row: at + 1, code: /^[A-Z]\d{8}$/.test(code) ? code : '(not kept)', message });
    if (!/^[A-Z]\d{8}$/.test(code)) {
      refuse('The area has no official code.');
      continue;
    }
    if (codes.has(code)) {
      refuse('An earlier area has the same code.');
      continue;
    }
    const checked = polygonsOf(f['geometry']);
    if (typeof checked === 'string') {
      if (checked === nationalGrid)
        throw new FaultError(
          'unreadable-file',
          `${name} is in National Grid metres. Choose the version in longitude and latitude (WGS84, EPSG:4326). Nothing was changed.`,
        );
      refuse(checked);
      continue;
    }
    points += checked.points;
    if (points > mostPoints)
      throw new FaultError(
        'too-large',
        `${name} has more than 20 million points. Choose generalised boundaries (BGC or BSC).`,
      );
    codes.add(code);
    const label = String(properties[nameKey] ?? code);
    shapes.push({ code, name: label.length <= 200 && !isUnreadable(label) ? label : code, geometry: checked.geometry });
  }
  if (shapes.length === 0)
    throw new FaultError(
      'unreadable-file',
      `${name}: no area has an outline that can be used. ${wrong[0]?.message ?? ''} Nothing was changed.`,
    );
  return { level: levels[told[1]!.toLowerCase()]!, vintage: `20${told[2]}`, shapes, wrong };
}

const nationalGrid = 'national-grid';

function polygonsOf(geometry: unknown): { readonly geometry: Geometry; readonly points: number } | string {
  if (!isObject(geometry) || !Array.isArray(geometry['coordinates'])) return 'The area has no outline.';
  if (geometry['type'] !== 'Polygon' && geometry['type'] !== 'MultiPolygon') return 'The outline is not a polygon.';
  const polygons: unknown = geometry['type'] === 'Polygon' ? [geometry['coordinates']] : geometry['coordinates'];
  let points = 0;
  for (const polygon of polygons as unknown[]) {
    if (!Array.isArray(polygon) || polygon.length === 0) return 'The outline is empty.';
    for (const ring of polygon as unknown[]) {
      if (!Array.isArray(ring) || ring.length < 4) return 'The outline has fewer than three sides.';
      for (const point of ring as unknown[]) {
        if (
          !Array.isArray(point) ||
          typeof point[0] !== 'number' ||
          typeof point[1] !== 'number' ||
          !Number.isFinite(point[0]) ||
          !Number.isFinite(point[1])
        )
          return 'The outline has a point that is not a number.';
        if (Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90) return nationalGrid;
        if (point[0] < -9 || point[0] > 3 || point[1] < 49 || point[1] > 61)
          return 'The outline lies outside Great Britain.';
      }
      points += ring.length;
      const first = ring[0] as number[];
      const last = ring.at(-1) as number[];
      if (first[0] !== last[0] || first[1] !== last[1]) return 'The outline is not closed.';
    }
  }
  return { geometry: geometry as unknown as Geometry, points };
}
