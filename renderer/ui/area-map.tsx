import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import {
  canvas,
  CRS,
  divIcon,
  GridLayer,
  imageOverlay,
  latLng,
  latLngBounds,
  layerGroup,
  map as createMap,
  marker,
  point,
  polygon,
  Projection,
  transformation,
} from 'leaflet';
import type {
  Coords,
  GridLayerOptions,
  ImageOverlay,
  LatLng,
  LatLngBoundsExpression,
  LayerGroup,
  Map as LeafletMap,
  PathOptions,
  Polygon,
} from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { Maximize2, Minus, Plus } from 'lucide-react';
import { openBaseMap } from './base-map.ts';
import type { BaseMapFile, BaseMapPainter, BaseMapPart } from './base-map.ts';
import { Button } from './button.tsx';
import { boundsOf } from './shapes.ts';
import type { Point, Shape } from './shapes.ts';
import { gridPoint, rasterOnTiles, tilePoint } from './tile-plane.ts';
import type { Raster } from './tile-plane.ts';
import './area-map.css';

/** How an area is filled: a colour, or hatched for what is hidden; null leaves it open. */
export interface Fill {
  readonly colour: string | null;
  readonly hatched?: boolean;
}

interface AreaMapProps {
  /** What is on the map, in a sentence; the table beside it says the rest. */
  readonly label: string;
  readonly shapes: readonly Shape[];
  /** One for each shape. */
  readonly fills: readonly Fill[];
  /** Borders drawn over everything, for orientation. */
  readonly outlines: readonly Shape[];
  readonly labels: readonly { readonly name: string; readonly at: Point }[];
  readonly selected: ReadonlySet<string>;
  readonly raster?: Raster | null;
  readonly colours: {
    readonly ink: string;
    readonly quiet: string;
    readonly border: string;
    readonly surface: string;
    readonly water: string;
    readonly road: string;
  };
  /** Drawn under the areas, which then let it show through; the same object for as long as it is the same file. */
  readonly baseMap?: BaseMapFile | null;
  readonly onSelect: (code: string | null, add: boolean) => void;
  /** What the tip says of a shape; null for none. */
  readonly tip: (code: string) => ReactNode;
}

/** Metres of the British National Grid on a flat plane, a thousand of them a unit, so that zoom steps are small numbers. */
const nationalGrid = { ...CRS.Simple, transformation: transformation(0.001, 0, -0.001, 0) };

/**
 * The plane of map tiles, so that they fit under shapes that stay in metres of the National Grid. Points already seen are
 * remembered: a zoom places every corner of every area anew.
 */
const nothing = (): void => undefined;
const placed = new WeakMap<LatLng, Point>();
const tileGrid = {
  ...CRS.EPSG3857,
  wrapLng: undefined,
  projection: {
    bounds: Projection.SphericalMercator.bounds,
    project(at: LatLng) {
      const known = placed.get(at) ?? tilePoint([at.lng, at.lat]);
      placed.set(at, known);
      // A new one each time, since Leaflet changes what it is given.
      return point(known[0], known[1]);
    },
    unproject({ x, y }: { readonly x: number; readonly y: number }) {
      const [easting, northing] = gridPoint([x, y]);
      return latLng(northing, easting);
    },
  },
};

/** Zoom levels by which the two planes differ at the same scale: log₂ of 0.001 × 40,075,017 m × cos 53° ÷ 256, to a half. */
const levels = 6.5;

/** As far as a map of tiles can be pulled: beyond, the National Grid is not defined. */
const farthest = latLngBounds([-1_500_000, -1_500_000], [2_500_000, 2_200_000]);

/** How much of the colour of an area stays where a base map shows through; what is hidden keeps its hatching. */
export const veil = { plain: 0.65, hatched: 0.9 };

const leafletRing = (ring: readonly Point[]) => ring.map(([x, y]): [number, number] => [y, x]);
const leafletShape = ({ polygons }: Shape) => polygons.map(rings => rings.map(leafletRing));

const bounds = (shapes: readonly Shape[]): LatLngBoundsExpression => {
  const [west, south, east, north] = boundsOf(shapes);
  return latLngBounds([south, west], [north, east]);
};

/** Lines across for what is hidden: another look than any colour. */
function hatch(colour: string, ground: string): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext('2d')!;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  for (const offset of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat')!;
}

function drawnRaster(raster: Raster, onTiles: boolean): ImageOverlay {
  const { from, to, columns, rows, pixels } = onTiles ? rasterOnTiles(raster) : raster;
  const tile = document.createElement('canvas');
  tile.width = columns;
  tile.height = rows;
  tile.getContext('2d')!.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  const corners = [
    [from[0], to[1]],
    [to[0], from[1]],
  ] as const;
  const [northWest, southEast] = corners.map(corner => {
    const [easting, northing] = onTiles ? gridPoint(corner) : corner;
    return latLng(northing, easting);
  }) as [LatLng, LatLng];
  const box = latLngBounds(northWest, southEast);
  // A rectangle of the tiles' plane is none of the grid: Leaflet shall place these two corners, not those of a box about them.
  box.getNorthWest = () => northWest;
  box.getSouthEast = () => southEast;
  return imageOverlay(tile.toDataURL(), box, { interactive: false, alt: '', opacity: onTiles ? veil.plain : 1 });
}

/** One part of a base map as a layer: tiles that it paints itself. */
function tileLayer(painter: BaseMapPainter, part: BaseMapPart, pane: string): GridLayer {
  const tiles = new Map<string, HTMLCanvasElement>();
  const draw = async (key: string, tile: HTMLCanvasElement, drawn?: () => void): Promise<void> => {
    const [x, y, z] = key.split(':').map(Number) as [number, number, number];
    await painter.draw(part, tile, { x, y, z });
    drawn?.();
  };
  const Tiles = GridLayer.extend({
    createTile({ x, y, z }: Coords, done: (error: undefined, tile: HTMLElement) => void) {
      const tile = document.createElement('canvas');
      const key = `${x}:${y}:${z}`;
      tiles.set(key, tile);
      void draw(key, tile, () => done(undefined, tile));
      return tile;
    },
  }) as unknown as new (options: GridLayerOptions) => GridLayer;
  const layer = new Tiles({ pane, updateWhenZooming: false, keepBuffer: 1 });
  layer.on('tileunload', ({ coords: { x, y, z } }) => tiles.delete(`${x}:${y}:${z}`));
  if (part === 'names')
    painter.onNamesChanged = changed => {
      for (const key of changed) {
        const tile = tiles.get(key);
        if (tile) void draw(key, tile);
      }
    };
  return layer;
}

/** Of names that lie over one another the first stays. */
function hideOverlapping(names: readonly HTMLElement[]): void {
  const shown: DOMRect[] = [];
  for (const name of names) {
    const box = name.getBoundingClientRect();
    const free = shown.every(
      one => box.left > one.right || box.right < one.left || box.top > one.bottom || box.bottom < one.top,
    );
    name.style.visibility = free ? '' : 'hidden';
    if (free) shown.push(box);
  }
}

interface Place {
  readonly centre: LatLng;
  /** In zoom levels of the plane without tiles. */
  readonly zoom: number;
}

/**
 * Areas on a plane without anything from a network. The only place that knows Leaflet. A base map is cut in squares of
 * another plane: the map is then made anew on that one, and shows the same place.
 */
export function AreaMap(props: AreaMapProps): ReactNode {
  const place = useRef<Place | null>(null);
  return <AreaPlane key={props.baseMap ? 'tiles' : 'grid'} {...props} place={place} />;
}

/** What the parts of a map share: Leaflet's own things, which change without a drawing of the page. */
interface Plane {
  readonly mapRef: RefObject<LeafletMap | null>;
  readonly drawnRef: RefObject<{ readonly shapes: readonly Shape[]; readonly layers: readonly Polygon[] } | null>;
  /** A person moved it: it stays there. */
  readonly movedRef: RefObject<boolean>;
  readonly latestRef: RefObject<Pick<AreaMapProps, 'onSelect'>>;
  readonly onTiles: boolean;
  /** Levels of zoom that the plane of tiles is further in. */
  readonly raised: number;
}

/** Makes the map in its element, and keeps its place for the next one. */
function useMadeMap(
  elementRef: RefObject<HTMLDivElement | null>,
  { mapRef, drawnRef, movedRef, latestRef, onTiles, raised }: Plane,
  placeRef: RefObject<Place | null>,
): void {
  useEffect(() => {
    const pen = canvas({ padding: 0.2 });
    const made = createMap(elementRef.current!, {
      crs: onTiles ? tileGrid : nationalGrid,
      ...(onTiles ? { maxBounds: farthest, maxBoundsViscosity: 1 } : {}),
      renderer: pen,
      attributionControl: false,
      zoomControl: false,
      zoomAnimation: false,
      fadeAnimation: false,
      inertia: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      minZoom: raised,
      maxZoom: 10 + raised,
      boxZoom: false,
    });
    // Told by the map before this one as it went, which is after this one was first rendered.
    movedRef.current = placeRef.current !== null;
    made.setView(placeRef.current?.centre ?? [0, 0], (placeRef.current?.zoom ?? 2) + raised);
    made.on('click', () => latestRef.current.onSelect(null, false));
    made.on('mousedown keydown', () => {
      movedRef.current = true;
    });
    made.getContainer().addEventListener('wheel', () => (movedRef.current = true), { passive: true });
    mapRef.current = made;
    const sized = new ResizeObserver(() => {
      made.invalidateSize({ animate: false });
      if (!movedRef.current && drawnRef.current?.shapes.length)
        made.fitBounds(bounds(drawnRef.current.shapes), { padding: point(14, 14) });
    });
    sized.observe(elementRef.current!);
    return () => {
      sized.disconnect();
      placeRef.current = movedRef.current ? { centre: made.getCenter(), zoom: made.getZoom() - raised } : null;
      made.remove();
      // Leaflet loses sight of a frame that it asked for before it moved the map; there is nothing to draw on any more.
      Object.assign(pen, { ['_clear']: nothing, ['_draw']: nothing });
      mapRef.current = null;
      drawnRef.current = null;
    };
  }, [elementRef, mapRef, drawnRef, movedRef, latestRef, onTiles, raised, placeRef]);
}

/** Towns and roads under and over the areas. */
function useBaseTiles(
  { mapRef }: Plane,
  { baseMap = null, labels, colours }: Pick<AreaMapProps, 'baseMap' | 'labels' | 'colours'>,
): void {
  const { ink, surface, water, road } = colours;
  useEffect(() => {
    const on = mapRef.current!;
    if (!baseMap) return undefined;
    const painter = openBaseMap(baseMap, { water, road, words: ink, halo: surface }, labels);
    const names = on.getPane('names') ?? on.createPane('names');
    names.classList.add('map-names');
    const [ground, words] = [tileLayer(painter, 'ground', 'tilePane'), tileLayer(painter, 'names', 'names')];
    const enlarged = () => on.getZoomScale(on.getZoom(), Math.round(on.getZoom()));
    const zoomed = () => {
      painter.enlarge(enlarged());
      words.redraw();
    };
    painter.enlarge(enlarged());
    ground.addTo(on);
    words.addTo(on);
    on.on('zoomend', zoomed);
    return () => {
      on.off('zoomend', zoomed);
      ground.remove();
      words.remove();
    };
  }, [mapRef, baseMap, labels, ink, surface, water, road]);
}

type Pointed = { readonly code: string; readonly x: number; readonly y: number } | null;

/** The areas, which can be pointed at and chosen. */
function useDrawnShapes(
  { mapRef, drawnRef, movedRef, latestRef }: Plane,
  shapes: readonly Shape[],
  setPointed: (pointed: Pointed) => void,
): void {
  useEffect(() => {
    const group: LayerGroup = layerGroup();
    const layers = shapes.map(shape => {
      const layer = polygon(leafletShape(shape), {
        weight: 0.6,
        opacity: 1,
        fillOpacity: 1,
        smoothFactor: 0.5,
        bubblingMouseEvents: false,
      });
      layer.on('click', event => {
        const { shiftKey, ctrlKey } = event.originalEvent;
        latestRef.current.onSelect(shape.code, shiftKey || ctrlKey);
      });
      layer.on('mousemove', event =>
        setPointed({ code: shape.code, x: event.containerPoint.x, y: event.containerPoint.y }),
      );
      layer.on('mouseout', () => setPointed(null));
      return layer.addTo(group);
    });
    drawnRef.current = { shapes, layers };
    group.addTo(mapRef.current!);
    if (shapes.length > 0 && !movedRef.current)
      mapRef.current!.fitBounds(bounds(shapes), { padding: point(14, 14), animate: false });
    return () => {
      group.remove();
      setPointed(null);
    };
  }, [mapRef, drawnRef, movedRef, latestRef, shapes, setPointed]);
}

/** Their colours, and how the chosen ones stand out. */
function useFills(
  { drawnRef, onTiles }: Plane,
  { shapes, fills, selected, colours }: Pick<AreaMapProps, 'shapes' | 'fills' | 'selected' | 'colours'>,
): void {
  const pattern = useMemo(() => hatch(colours.quiet, colours.border), [colours.quiet, colours.border]);
  useEffect(() => {
    const began = performance.now();
    drawnRef.current?.layers.forEach((layer, i) => {
      const fill = fills[i];
      const chosen = selected.has(shapes[i]!.code);
      // The canvas takes a pattern wherever it takes a colour.
      const fillColor = fill?.hatched ? (pattern as unknown as string) : (fill?.colour ?? undefined);
      const style = {
        color: chosen ? colours.ink : colours.border,
        weight: chosen ? 2.4 : 0.6,
        fill: fillColor !== undefined,
        fillOpacity: onTiles ? (fill?.hatched ? veil.hatched : veil.plain) : 1,
        ...(fillColor === undefined ? {} : { fillColor }),
      };
      const now: PathOptions = layer.options;
      if (
        now.color !== style.color ||
        now.weight !== style.weight ||
        now.fill !== style.fill ||
        (style.fill && (now.fillColor !== style.fillColor || now.fillOpacity !== style.fillOpacity))
      )
        layer.setStyle(style);
      if (chosen) layer.bringToFront();
    });
    // Leaflet draws at the start of the next frame, before this; a message sent while a frame is made comes after its paint.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () =>
      performance.measure('map-redraw', { start: began, end: performance.now() }),
    );
    port1.start();
    const frame = requestAnimationFrame(() => port2.postMessage(null));
    return () => {
      cancelAnimationFrame(frame);
      port1.close();
    };
  }, [drawnRef, shapes, fills, selected, colours, pattern, onTiles]);
}

/** A surface that knows no borders. */
function useRaster({ mapRef, onTiles }: Plane, raster: AreaMapProps['raster']): void {
  useEffect(() => {
    if (!raster) return undefined;
    const overlay = drawnRaster(raster, onTiles).addTo(mapRef.current!);
    return () => void overlay.remove();
  }, [mapRef, raster, onTiles]);
}

/** Outlines over the areas with their names, of which none stands on another. */
function useNames(
  { mapRef }: Plane,
  { outlines, labels, colours, shapes }: Pick<AreaMapProps, 'outlines' | 'labels' | 'colours' | 'shapes'>,
): void {
  useEffect(() => {
    const group = layerGroup();
    for (const shape of outlines)
      polygon(leafletShape(shape), {
        fill: false,
        interactive: false,
        color: colours.quiet,
        weight: 1.1,
        smoothFactor: 0.5,
      }).addTo(group);
    const names = labels.map(({ name, at }) => {
      const words = document.createElement('span');
      words.textContent = name;
      marker([at[1], at[0]], {
        icon: divIcon({ className: 'map-label', html: words, iconSize: point(0, 0) }),
        interactive: false,
        keyboard: false,
      }).addTo(group);
      return words;
    });
    const on = mapRef.current!;
    group.addTo(on);
    const clear = () => hideOverlapping(names);
    clear();
    on.on('zoomend resize', clear);
    return () => {
      on.off('zoomend resize', clear);
      group.remove();
    };
  }, [mapRef, outlines, labels, colours, shapes]);
}

function AreaPlane({ place, ...props }: AreaMapProps & { readonly place: RefObject<Place | null> }): ReactNode {
  const { label, shapes, baseMap = null, onSelect, tip } = props;
  const element = useRef<HTMLDivElement>(null);
  const mapRef = useRef<LeafletMap | null>(null);
  const drawnRef = useRef<{ readonly shapes: readonly Shape[]; readonly layers: readonly Polygon[] } | null>(null);
  const movedRef = useRef(false);
  const latestRef = useRef({ onSelect });
  latestRef.current = { onSelect };
  const onTiles = baseMap !== null;
  const [pointed, setPointed] = useState<Pointed>(null);
  const plane: Plane = { mapRef, drawnRef, movedRef, latestRef, onTiles, raised: onTiles ? levels : 0 };
  useMadeMap(element, plane, place);
  useBaseTiles(plane, props);
  useDrawnShapes(plane, shapes, setPointed);
  useFills(plane, props);
  useRaster(plane, props.raster);
  useNames(plane, props);

  const said = pointed ? tip(pointed.code) : null;
  const whole = () => {
    movedRef.current = false;
    if (drawnRef.current?.shapes.length)
      mapRef.current?.fitBounds(bounds(drawnRef.current.shapes), { padding: point(14, 14) });
  };
  return (
    <div className="area-map">
      <div ref={element} role="application" aria-roledescription="map" aria-label={label} />
      <div className="map-zoom">
        <Button
          size="small"
          aria-label="Zoom in"
          icon={<Plus aria-hidden />}
          onPress={() => mapRef.current?.zoomIn()}
        />
        <Button
          size="small"
          aria-label="Zoom out"
          icon={<Minus aria-hidden />}
          onPress={() => mapRef.current?.zoomOut()}
        />
        <Button size="small" aria-label="Show the whole area" icon={<Maximize2 aria-hidden />} onPress={whole} />
      </div>
      {baseMap?.attribution ? <p className="map-attribution">{baseMap.attribution}</p> : null}
      {pointed && said ? (
        <div
          className="map-tip"
          aria-hidden
          style={{
            left: Math.min(pointed.x + 14, Math.max(0, (element.current?.clientWidth ?? 0) - 270)),
            top: Math.min(pointed.y + 14, Math.max(0, (element.current?.clientHeight ?? 0) - 110)),
          }}
        >
          {said}
        </div>
      ) : null}
    </div>
  );
}
