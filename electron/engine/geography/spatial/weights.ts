import type { Point } from '../../areas/outlines/drawing.ts';
import { adjacencyOf } from '../../areas/outlines/neighbours.ts';
import type { Adjacency } from '../../areas/outlines/neighbours.ts';

/** The k nearest of each point, by straight distance between centroids; of equally near ones the earlier in the list. */
export function nearest(points: readonly Point[], k: number): Adjacency {
  return adjacencyOf(
    points.map((from, i) =>
      points
        .map((to, j) => ({ j, distance: j === i ? Infinity : (to[0] - from[0]) ** 2 + (to[1] - from[1]) ** 2 }))
        .sort((a, b) => a.distance - b.distance || a.j - b.j)
        .slice(0, Math.min(k, points.length - 1))
        .map(one => one.j),
    ),
  );
}

/** Every point within a distance, the distance itself included. */
export function withinDistance(points: readonly Point[], metres: number): Adjacency {
  const limit = metres * metres * (1 + 1e-12);
  return adjacencyOf(
    points.map((from, i) =>
      points.flatMap((to, j) => (j !== i && (to[0] - from[0]) ** 2 + (to[1] - from[1]) ** 2 <= limit ? [j] : [])),
    ),
  );
}

/** The smallest distance at which every point has a neighbour: the largest distance to a nearest one. 0 for one point. */
export function smallestBand(points: readonly Point[]): number {
  let band = 0;
  points.forEach((from, i) => {
    let least = Infinity;
    points.forEach((to, j) => {
      if (j !== i) least = Math.min(least, (to[0] - from[0]) ** 2 + (to[1] - from[1]) ** 2);
    });
    if (least < Infinity) band = Math.max(band, least);
  });
  return Math.sqrt(band);
}

/** Areas that can be reached in at most k steps from neighbour to neighbour. */
export function upToOrder({ size, starts, indices }: Adjacency, k: number): Adjacency {
  const lists: number[][] = [];
  for (let i = 0; i < size; i++) {
    const seen = new Set([i]);
    let edge = [i];
    for (let step = 0; step < k; step++) {
      const next: number[] = [];
      for (const j of edge)
        for (const to of indices.subarray(starts[j]!, starts[j + 1]!))
          if (!seen.has(to)) {
            seen.add(to);
            next.push(to);
          }
      edge = next;
    }
    seen.delete(i);
    lists.push([...seen]);
  }
  return adjacencyOf(lists);
}
