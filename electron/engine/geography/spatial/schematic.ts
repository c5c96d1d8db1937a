import { Delaunay } from 'd3-delaunay';
import type { AreaTopology } from '../../../../shared/contract/geography.ts';
import { longitudeLatitude } from '../../areas/outlines/national-grid.ts';
import { topologyOf } from '../../areas/outlines/topology.ts';
import type { Point } from '../../areas/outlines/drawing.ts';

/** A centroid that stands for an area until official boundaries are imported. */
export interface Centroid {
  readonly code: string;
  readonly name: string;
  readonly easting: number;
  readonly northing: number;
}

/** Convex hull, anticlockwise, without its repeated first point. Source: Andrew (1979), monotone chain. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (list: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of list) {
      while (kept.length > 1 && cross(kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

const cross = (o: Point, a: Point, b: Point) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** The hull of discs around the points: room for half a cell outside the outermost centroids. */
export function roundedHull(points: readonly Point[], radius: number): Point[] {
  const corners = 16;
  const outer = convexHull(points);
  return convexHull(
    // All in one place: the chain has no edge.
    (outer.length > 0 ? outer : points.slice(0, 1)).flatMap(([x, y]) =>
      Array.from({ length: corners }, (_, i): Point => {
        const angle = (2 * Math.PI * i) / corners;
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      }),
    ),
  );
}

/** The part of a convex polygon inside a convex, anticlockwise hull. Source: Sutherland and Hodgman (1974). */
export function clipped(polygon: readonly Point[], hull: readonly Point[]): Point[] {
  let kept = [...polygon];
  hull.forEach((a, i) => {
    const b = hull[(i + 1) % hull.length]!;
    const before = kept;
    kept = [];
    before.forEach((to, j) => {
      const from = before[(j + before.length - 1) % before.length]!;
      const atFrom = cross(a, b, from);
      const atTo = cross(a, b, to);
      if (atFrom >= 0 !== atTo >= 0) kept.push(between(from, to, atFrom, atTo));
      if (atTo >= 0) kept.push(to);
    });
  });
  return kept;
}

/** Where the line between two points on either side of an edge crosses it; the same to the last bit from either end. */
function between(from: Point, to: Point, atFrom: number, atTo: number): Point {
  const swap = from[0] > to[0] || (from[0] === to[0] && from[1] > to[1]);
  const [p, q, u, v] = swap ? [to, from, atTo, atFrom] : [from, to, atFrom, atTo];
  const share = u / (u - v);
  return [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])];
}

export interface Cell {
  readonly code: string;
  readonly name: string;
  /** Corners in metres, anticlockwise, without the repeated first one; empty where an earlier area has the same centroid. */
  readonly corners: readonly Point[];
}

/** Voronoi cells of centroids, clipped to a rounded hull half a mean cell wide. With the hull: its cells cover it exactly. */
export function schematicCells(centroids: readonly Centroid[]): {
  readonly cells: readonly Cell[];
  readonly hull: readonly Point[];
} {
  if (centroids.length === 0) return { cells: [], hull: [] };
  const points = centroids.map((one): Point => [one.easting, one.northing]);
  const [x, y] = [points.map(p => p[0]), points.map(p => p[1])];
  const [left, right, bottom, top] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  const spacing = Math.sqrt(((right - left + 1000) * (top - bottom + 1000)) / points.length);
  const hull = roundedHull(points, spacing / 2);
  const reach = 2 * (right - left + (top - bottom) + spacing);
  const cells =
    points.length === 1
      ? [hull]
      : (() => {
          const voronoi = Delaunay.from(points as [number, number][]).voronoi([
            left - reach,
            bottom - reach,
            right + reach,
            top + reach,
          ]);
          return points.map((_, i) => {
            const cell = (voronoi.cellPolygon(i) as Point[] | null)?.slice(0, -1) ?? [];
            const turn = cell.reduce((sum, p, j) => sum + cross(cell[0]!, p, cell[(j + 1) % cell.length]!), 0);
            return clipped(turn < 0 ? cell.toReversed() : cell, hull);
          });
        })();
  return {
    hull,
    cells: centroids.map(({ code, name }, i) => ({ code, name, corners: cells[i]! })),
  };
}

/** Cells as a topology in longitude and latitude, on a grid of about a tenth of a metre. */
export function schematicTopology(centroids: readonly Centroid[]): AreaTopology {
  const outlines = schematicCells(centroids)
    .cells.filter(cell => cell.corners.length > 2)
    .map(({ code, name, corners }) => {
      // TopoJSON draws outlines clockwise, as GeoJSON readers on a plane expect.
      const ring = corners.toReversed().map(longitudeLatitude);
      return { code, name, geometry: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] } };
    });
  return topologyOf(outlines, 1e6);
}
