import { mergeArcs } from 'topojson-client';
import { topology } from 'topojson-server';
import { feature } from 'topojson-client';
import type { AreaTopology } from '../../../../shared/contract/geography.ts';
import { eastingNorthing } from './national-grid.ts';
import { adjacencyOf } from './neighbours.ts';
import type { Adjacency } from './neighbours.ts';

type Geometry = AreaTopology['objects']['areas']['geometries'][number];

/** One area's outline in longitude and latitude. */
export interface Outline {
  readonly code: string;
  readonly name: string;
  readonly geometry: { readonly type: 'Polygon' | 'MultiPolygon'; readonly coordinates: unknown };
}

/** About a metre: outlines from several files meet where they differ by less. */
const joinedQuantization = 1e5;

/** A topology of outlines; what is drawn twice becomes one shared arc. */
export function topologyOf(outlines: readonly Outline[], quantization: number): AreaTopology {
  const collection = {
    type: 'FeatureCollection',
    features: outlines.map(one => ({
      type: 'Feature',
      id: one.code,
      properties: { name: one.name },
      geometry: one.geometry,
    })),
  };
  return topology({ areas: collection as never }, quantization) as unknown as AreaTopology;
}

/** Outlines of a topology, decoded. */
export function outlinesOf(given: AreaTopology): Outline[] {
  const decoded = feature(given as never, given.objects.areas as never) as unknown as {
    features: { id: string; properties: { name: string }; geometry: Outline['geometry'] }[];
  };
  return decoded.features.map(one => ({ code: one.id, name: one.properties.name, geometry: one.geometry }));
}

/** Several sets as one, on one grid of about a metre; of a code in two sets the later one counts. */
export function joined(sets: readonly AreaTopology[]): AreaTopology {
  if (sets.length === 1) return sets[0]!;
  const byCode = new Map(sets.flatMap(outlinesOf).map(one => [one.code, one]));
  return topologyOf([...byCode.values()], joinedQuantization);
}

/** Rings of an area as lists of arcs; a negative arc is its complement drawn backwards. */
export function ringsOf(geometry: Geometry): readonly (readonly number[])[] {
  return geometry.type === 'Polygon' ? geometry.arcs : geometry.arcs.flat();
}

/** The areas of a topology that are wanted, in the order asked for, and only the arcs that they use. */
export function pruned(given: AreaTopology, codes: readonly string[]): AreaTopology {
  const byCode = new Map(given.objects.areas.geometries.map(one => [one.id, one]));
  const place = new Map<number, number>();
  const arcs: AreaTopology['arcs'][number][] = [];
  const moved = (arc: number): number => {
    const old = arc < 0 ? ~arc : arc;
    let found = place.get(old);
    if (found === undefined) {
      found = arcs.push(given.arcs[old]!) - 1;
      place.set(old, found);
    }
    return arc < 0 ? ~found : found;
  };
  const geometries = codes.flatMap((code): Geometry[] => {
    const one = byCode.get(code);
    if (!one) return [];
    return [
      one.type === 'Polygon'
        ? { ...one, arcs: one.arcs.map(ring => ring.map(moved)) }
        : { ...one, arcs: one.arcs.map(polygon => polygon.map(ring => ring.map(moved))) },
    ];
  });
  return { ...given, arcs, objects: { areas: { type: 'GeometryCollection', geometries } } };
}

/** Parents made of their parts: areas of one `parentOf` merged, inner borders dropped. Parts without a parent are left out. */
export function dissolved(
  given: AreaTopology,
  parentOf: (code: string) => { readonly code: string; readonly name: string } | null,
): AreaTopology {
  const groups = new Map<string, { name: string; parts: Geometry[] }>();
  for (const part of given.objects.areas.geometries) {
    const parent = parentOf(part.id);
    if (!parent) continue;
    const group = groups.get(parent.code);
    if (group) group.parts.push(part);
    else groups.set(parent.code, { name: parent.name, parts: [part] });
  }
  const geometries = [...groups].map(([code, { name, parts }]) => ({
    ...(mergeArcs(given as never, parts as never) as unknown as Geometry),
    id: code,
    properties: { name },
  }));
  const whole: AreaTopology = { ...given, objects: { areas: { type: 'GeometryCollection', geometries } } };
  return pruned(whole, [...groups.keys()]);
}

/**
 * Who touches whom, areas in the order of `codes`. Rook: they share a stretch of border (an arc). Queen: they share at
 * least a point. A code without an outline has no neighbour.
 */
export function contiguity(given: AreaTopology, codes: readonly string[], kind: 'queen' | 'rook'): Adjacency {
  const place = new Map(codes.map((code, i) => [code, i]));
  const touching = new Map<number | string, Set<number>>();
  const touch = (key: number | string, area: number) => {
    const found = touching.get(key);
    if (found) found.add(area);
    else touching.set(key, new Set([area]));
  };
  for (const geometry of given.objects.areas.geometries) {
    const area = place.get(geometry.id);
    if (area === undefined) continue;
    for (const ring of ringsOf(geometry))
      for (const arc of ring) {
        const at = arc < 0 ? ~arc : arc;
        if (kind === 'rook') {
          touch(at, area);
          continue;
        }
        let x = 0;
        let y = 0;
        for (const point of given.arcs[at]!) {
          x = given.transform ? x + point[0] : point[0];
          y = given.transform ? y + point[1] : point[1];
          touch(given.transform ? x * 4_194_304 + y : `${x} ${y}`, area);
        }
      }
  }
  const lists = codes.map(() => new Set<number>());
  for (const areas of touching.values())
    if (areas.size > 1) for (const a of areas) for (const b of areas) if (a !== b) lists[a]!.add(b);
  return adjacencyOf(lists.map(list => [...list]));
}

/** Area of each outline in km², on the British National Grid; 0 for a code without one. */
export function squareKilometres(given: AreaTopology, codes: readonly string[]): Float64Array {
  const arcs = given.arcs.map(arc => {
    let x = 0;
    let y = 0;
    return arc.map((point): [number, number] => {
      if (!given.transform) return eastingNorthing([point[0], point[1]]);
      x += point[0];
      y += point[1];
      const { scale, translate } = given.transform;
      return eastingNorthing([x * scale[0] + translate[0], y * scale[1] + translate[1]]);
    });
  });
  const sizes = new Map<string, number>();
  for (const geometry of given.objects.areas.geometries) {
    const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
    let size = 0;
    for (const polygon of polygons)
      polygon.forEach((ring, r) => {
        const points = ring.flatMap(arc => (arc < 0 ? arcs[~arc]!.toReversed() : arcs[arc]!));
        let twice = 0;
        for (let i = 0, j = points.length - 1; i < points.length; j = i++)
          twice += points[j]![0] * points[i]![1] - points[i]![0] * points[j]![1];
        size += (r === 0 ? 1 : -1) * Math.abs(twice / 2);
      });
    sizes.set(geometry.id, (sizes.get(geometry.id) ?? 0) + size / 1e6);
  }
  return Float64Array.from(codes, code => sizes.get(code) ?? 0);
}
