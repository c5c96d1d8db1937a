import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { AreaTopology } from '../../shared/contract/geography.ts';

export type Point = readonly [easting: number, northing: number];

/** An area as it is drawn: polygons of rings of points, the outer ring first. */
export interface Shape {
  readonly code: string;
  readonly name: string;
  readonly polygons: readonly (readonly (readonly Point[])[])[];
}

/** The shapes of a topology, in its own coordinates. */
export function shapesOf(topology: AreaTopology): readonly Shape[] {
  const whole = topology as unknown as Topology<{ areas: GeometryCollection<{ name: string }> }>;
  return feature(whole, whole.objects.areas).features.flatMap(({ id, properties, geometry }) => {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return [{ code: String(id), name: properties.name, polygons: polygons as unknown as Shape['polygons'] }];
  });
}

/** A regular hexagon with a flat side up. */
export function hexagon(code: string, name: string, [x, y]: Point, radius: number): Shape {
  const corners = Array.from({ length: 7 }, (_, i): Point => {
    const angle = (Math.PI / 3) * i;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
  return { code, name, polygons: [[corners]] };
}

/** The rectangle around shapes: west, south, east, north. */
export function boundsOf(shapes: readonly Shape[]): readonly [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { polygons } of shapes)
    for (const [outer] of polygons)
      for (const [x, y] of outer!) {
        west = Math.min(west, x);
        south = Math.min(south, y);
        east = Math.max(east, x);
        north = Math.max(north, y);
      }
  return [west, south, east, north];
}
