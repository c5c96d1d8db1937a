import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import {
  canvas,
  CRS,
  divIcon,
  imageOverlay,
  latLngBounds,
  layerGroup,
  map as createMap,
  marker,
  point,
  polygon,
  transformation,
} from 'leaflet';
import type {
  ImageOverlay,
  LatLngBoundsExpression,
  LayerGroup,
  Map as LeafletMap,
  PathOptions,
  Polygon,
} from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { Maximize2, Minus, Plus } from 'lucide-react';
import { Button } from './button.tsx';
import { boundsOf } from './shapes.ts';
import type { Point, Shape } from './shapes.ts';
import './area-map.css';

/** How an area is filled: a colour, or hatched for what is hidden; null leaves it open. */
export interface Fill {
  readonly colour: string | null;
  readonly hatched?: boolean;
}

export interface Raster {
  /** South-west and north-east corner. */
  readonly from: Point;
  readonly to: Point;
  readonly columns: number;
  readonly rows: number;
  /** Red, green, blue, alpha; row after row from the north. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
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
  readonly colours: { readonly ink: string; readonly quiet: string; readonly border: string };
  readonly onSelect: (code: string | null, add: boolean) => void;
  /** What the tip says of a shape; null for none. */
  readonly tip: (code: string) => ReactNode;
}

/** Metres of the British National Grid on a flat plane, a thousand of them a unit, so that zoom steps are small numbers. */
const nationalGrid = { ...CRS.Simple, transformation: transformation(0.001, 0, -0.001, 0) };

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

function drawnRaster({ from, to, columns, rows, pixels }: Raster): ImageOverlay {
  const tile = document.createElement('canvas');
  tile.width = columns;
  tile.height = rows;
  tile.getContext('2d')!.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return imageOverlay(
    tile.toDataURL(),
    [
      [from[1], from[0]],
      [to[1], to[0]],
    ],
    { interactive: false, alt: '' },
  );
}

/** Areas on a plane without anything from a network. The only place that knows Leaflet. */
export function AreaMap({
  label,
  shapes,
  fills,
  outlines,
  labels,
  selected,
  raster,
  colours,
  onSelect,
  tip,
}: AreaMapProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const map = useRef<LeafletMap | null>(null);
  const drawn = useRef<{ readonly shapes: readonly Shape[]; readonly layers: readonly Polygon[] } | null>(null);
  const moved = useRef(false);
  const latest = useRef({ onSelect });
  latest.current = { onSelect };
  const [pointed, setPointed] = useState<{ code: string; x: number; y: number } | null>(null);
  const pattern = useMemo(() => hatch(colours.quiet, colours.border), [colours.quiet, colours.border]);

  useEffect(() => {
    const made = createMap(element.current!, {
      crs: nationalGrid,
      renderer: canvas({ padding: 0.2 }),
      attributionControl: false,
      zoomControl: false,
      zoomAnimation: false,
      fadeAnimation: false,
      inertia: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      minZoom: 0,
      maxZoom: 10,
      boxZoom: false,
    });
    made.setView([0, 0], 2);
    made.on('click', () => latest.current.onSelect(null, false));
    made.on('mousedown keydown', () => {
      moved.current = true;
    });
    made.getContainer().addEventListener('wheel', () => (moved.current = true), { passive: true });
    map.current = made;
    const sized = new ResizeObserver(() => {
      made.invalidateSize({ animate: false });
      if (!moved.current && drawn.current?.shapes.length)
        made.fitBounds(bounds(drawn.current.shapes), { padding: point(14, 14) });
    });
    sized.observe(element.current!);
    return () => {
      sized.disconnect();
      made.remove();
      map.current = null;
      drawn.current = null;
    };
  }, []);

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
        latest.current.onSelect(shape.code, shiftKey || ctrlKey);
      });
      layer.on('mousemove', event =>
        setPointed({ code: shape.code, x: event.containerPoint.x, y: event.containerPoint.y }),
      );
      layer.on('mouseout', () => setPointed(null));
      return layer.addTo(group);
    });
    drawn.current = { shapes, layers };
    group.addTo(map.current!);
    if (shapes.length > 0 && !moved.current)
      map.current!.fitBounds(bounds(shapes), { padding: point(14, 14), animate: false });
    return () => {
      group.remove();
      setPointed(null);
    };
  }, [shapes]);

  useEffect(() => {
    const began = performance.now();
    drawn.current?.layers.forEach((layer, i) => {
      const fill = fills[i];
      const chosen = selected.has(shapes[i]!.code);
      // The canvas takes a pattern wherever it takes a colour.
      const fillColor = fill?.hatched ? (pattern as unknown as string) : (fill?.colour ?? undefined);
      const style = {
        color: chosen ? colours.ink : colours.border,
        weight: chosen ? 2.4 : 0.6,
        fill: fillColor !== undefined,
        ...(fillColor === undefined ? {} : { fillColor }),
      };
      const now: PathOptions = layer.options;
      if (
        now.color !== style.color ||
        now.weight !== style.weight ||
        now.fill !== style.fill ||
        (style.fill && now.fillColor !== style.fillColor)
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
  }, [shapes, fills, selected, colours, pattern]);

  useEffect(() => {
    if (!raster) return undefined;
    const overlay = drawnRaster(raster).addTo(map.current!);
    return () => void overlay.remove();
  }, [raster]);

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
    for (const { name, at } of labels) {
      const words = document.createElement('span');
      words.textContent = name;
      marker([at[1], at[0]], {
        icon: divIcon({ className: 'map-label', html: words, iconSize: point(0, 0) }),
        interactive: false,
        keyboard: false,
      }).addTo(group);
    }
    group.addTo(map.current!);
    return () => void group.remove();
  }, [outlines, labels, colours, shapes]);

  const said = pointed ? tip(pointed.code) : null;
  const whole = () => {
    moved.current = false;
    if (drawn.current?.shapes.length) map.current?.fitBounds(bounds(drawn.current.shapes), { padding: point(14, 14) });
  };
  return (
    <div className="area-map">
      <div ref={element} role="application" aria-roledescription="map" aria-label={label} />
      <div className="map-zoom">
        <Button size="small" aria-label="Zoom in" icon={<Plus aria-hidden />} onPress={() => map.current?.zoomIn()} />
        <Button
          size="small"
          aria-label="Zoom out"
          icon={<Minus aria-hidden />}
          onPress={() => map.current?.zoomOut()}
        />
        <Button size="small" aria-label="Show the whole area" icon={<Maximize2 aria-hidden />} onPress={whole} />
      </div>
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
