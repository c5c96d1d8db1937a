import { quantize } from 'topojson-client';
import type { AreaTopology } from '../../../../shared/contract/geography.ts';
import { polygonsOf, squareToSegment, twiceArea } from './drawing.ts';
import { ringsOf } from './topology.ts';
import type { Point } from './drawing.ts';

/** Outlines with more points than this are thinned when they are brought in. */
export const mostPoints = 60_000;
/** Metres by which a border may move: 0.04 mm at 1:500,000, as in the generalised boundaries of the statistics office. */
export const thinningMetres = 20;

const metresPerDegree = 111_320;

/** Points of the arcs of a topology. */
export function pointsOf({ arcs }: AreaTopology): number {
  return arcs.reduce((sum, arc) => sum + arc.length, 0);
}

/**
 * A topology in longitude and latitude with fewer points: none that is left out lies farther than `metres` from the new
 * line. Each arc is thinned once and keeps its ends, so what was shared stays shared and who touches whom stays the same;
 * a ring that would lose half its area keeps all its points, so no area is dropped.
 * Source: Douglas and Peucker (1973), Cartographica 10:112.
 */
export function thinned(given: AreaTopology, metres: number, quantization: number): AreaTopology {
  const whole = decodedArcs(given);
  const kept = whole.map(arc => thinnedLine(arc, metres));
  for (const geometry of given.objects.areas.geometries)
    ringsOf(geometry).forEach(ring => {
      const sizeIn = (arcs: readonly (readonly Point[])[]) =>
        Math.abs(twiceArea(polygonsOf({ arcs }, { ...geometry, type: 'Polygon', arcs: [ring] })[0]![0]!));
      if (sizeIn(kept) > sizeIn(whole) / 2) return;
      for (const arc of ring) kept[arc < 0 ? ~arc : arc] = whole[arc < 0 ? ~arc : arc]!;
    });
  const { transform: _, ...rest } = given;
  return quantize({ ...rest, arcs: kept } as never, quantization) as unknown as AreaTopology;
}

function decodedArcs({ arcs, transform }: AreaTopology): Point[][] {
  return arcs.map(arc => {
    let x = 0;
    let y = 0;
    return arc.map((point): Point => {
      if (!transform) return point;
      x += point[0];
      y += point[1];
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
    });
  });
}

function thinnedLine(line: readonly Point[], metres: number): Point[] {
  const east = metresPerDegree * Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  const flat = line.map(([x, y]): Point => [x * east, y * metresPerDegree]);
  const kept = new Uint8Array(line.length);
  kept[0] = 1;
  kept[line.length - 1] = 1;
  const open: [number, number][] = [[0, line.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    let farthest = metres * metres;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const distance = squareToSegment(flat[i]!, flat[from]!, flat[to]!);
      if (distance <= farthest) continue;
      farthest = distance;
      at = i;
    }
    if (at < 0) continue;
    kept[at] = 1;
    open.push([from, at], [at, to]);
  }
  return line.filter((_, i) => kept[i]);
}
