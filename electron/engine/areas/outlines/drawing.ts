import type { AreaTopology } from '../../../../shared/contract/geography.ts';
import { eastingNorthing } from './national-grid.ts';

/** East and north in metres. */
export type Point = readonly [number, number];

/** The arcs of a topology in metres of the British National Grid, decoded. */
function metricArcs({ arcs, transform }: AreaTopology): Point[][] {
  return arcs.map(arc => {
    let x = 0;
    let y = 0;
    return arc.map(point => {
      if (!transform) return eastingNorthing([point[0], point[1]]);
      x += point[0];
      y += point[1];
      return eastingNorthing([
        x * transform.scale[0] + transform.translate[0],
        y * transform.scale[1] + transform.translate[1],
      ]);
    });
  });
}

/**
 * A topology in longitude and latitude as it is drawn: whole metres of the British National Grid, no transform, points
 * that fall together left out. Borders stay shared, and an arc keeps both of its ends.
 */
export function drawnTopology(given: AreaTopology): AreaTopology {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const arcs = metricArcs(given).map(arc => {
    const kept: Point[] = [];
    arc.forEach((point, i) => {
      const x = Math.round(point[0]);
      const y = Math.round(point[1]);
      const before = kept.at(-1);
      if (before?.[0] === x && before[1] === y && !(i === arc.length - 1 && kept.length === 1)) return;
      kept.push([x, y]);
      bounds[0] = Math.min(bounds[0]!, x);
      bounds[1] = Math.min(bounds[1]!, y);
      bounds[2] = Math.max(bounds[2]!, x);
      bounds[3] = Math.max(bounds[3]!, y);
    });
    return kept;
  });
  return { type: 'Topology', bbox: bounds, arcs, objects: given.objects };
}

/** Polygons of an area as rings of points, the outer ring first, each closed. Of a topology without a transform. */
export function polygonsOf(
  { arcs }: Pick<AreaTopology, 'arcs'>,
  geometry: AreaTopology['objects']['areas']['geometries'][number],
): Point[][][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
  return polygons.map(polygon =>
    polygon.map(ring =>
      ring.flatMap((arc, i) => {
        const points = arc < 0 ? arcs[~arc]!.toReversed() : arcs[arc]!;
        return i === 0 ? [...points] : points.slice(1);
      }),
    ),
  );
}

/** Twice the signed area of a closed ring. */
export function twiceArea(ring: readonly Point[]): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    twice += ring[j]![0] * ring[i]![1] - ring[i]![0] * ring[j]![1];
  return twice;
}

/** Where a horizontal line crosses rings, from west to east: inside between the first and the second, and so on. */
export function crossings(rings: readonly (readonly Point[])[], y: number): number[] {
  const found: number[] = [];
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j]!;
      const [bx, by] = ring[i]!;
      if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  return found.sort((a, b) => a - b);
}

const lines = 15;

/**
 * A point well inside the largest of an area's polygons: of the middles of its width on fifteen level lines the one that
 * is farthest from any border. Null without a polygon that has an area.
 */
export function labelPoint(polygons: readonly (readonly (readonly Point[])[])[]): Point | null {
  const largest = polygons
    .map(rings => ({ rings, size: Math.abs(twiceArea(rings[0] ?? [])) }))
    .reduce<{ rings: readonly (readonly Point[])[]; size: number } | null>(
      (best, one) => (one.size > (best?.size ?? 0) ? one : best),
      null,
    );
  if (!largest) return null;
  const { rings } = largest;
  const heights = rings[0]!.map(point => point[1]);
  const low = heights.reduce((a, b) => Math.min(a, b));
  const high = heights.reduce((a, b) => Math.max(a, b));
  let best: { point: Point; distance: number } | null = null;
  for (let line = 1; line <= lines; line++) {
    const y = low + ((high - low) * line) / (lines + 1);
    const at = crossings(rings, y);
    for (let k = 0; k + 1 < at.length; k += 2) {
      const point: Point = [(at[k]! + at[k + 1]!) / 2, y];
      // Half its width limits the distance to a border.
      if (best && (at[k + 1]! - at[k]!) / 2 <= best.distance) continue;
      const distance = borderDistance(rings, point);
      if (distance > (best?.distance ?? -1)) best = { point, distance };
    }
  }
  return best && best.point;
}

function borderDistance(rings: readonly (readonly Point[])[], point: Point): number {
  let least = Infinity;
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) least = Math.min(least, squareToSegment(point, ring[i - 1]!, ring[i]!));
  return Math.sqrt(least);
}

/** Square of the distance from a point to a stretch of line. */
export function squareToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const along = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}
