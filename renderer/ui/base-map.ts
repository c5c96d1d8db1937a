import { PMTiles } from 'pmtiles';
import {
  CenteredTextSymbolizer,
  exp,
  Labelers,
  LineLabelSymbolizer,
  LineSymbolizer,
  paint,
  PmtilesSource,
  PolygonSymbolizer,
  TileCache,
  View,
} from 'protomaps-leaflet';
import type { Feature, LabelRule, LabelSymbolizer, PaintRule, PreparedTile } from 'protomaps-leaflet';
import type { Point } from './shapes.ts';
import { tilePoint } from './tile-plane.ts';

/** A file of vector tiles and the way to its bytes; nothing is ever asked of a network. */
export interface BaseMapFile {
  readonly name: string;
  readonly bytes: number;
  readonly maxZoom: number;
  readonly attribution: string;
  /** A part of the file, within its length. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
  /** Hears once that the file cannot be drawn, with what was thrown. */
  readonly onProblem: (error: unknown) => void;
}

export interface BaseMapColours {
  readonly water: string;
  readonly road: string;
  readonly words: string;
  readonly halo: string;
}

export interface TilePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A name that the map writes itself, at easting and northing: the base map keeps clear of it. */
interface OwnName {
  readonly name: string;
  readonly at: Point;
}

export type BaseMapPart = 'ground' | 'names';

/** Draws tiles: the ground under the areas, and the names over them. */
export interface BaseMapPainter {
  draw(part: BaseMapPart, tile: HTMLCanvasElement, place: TilePlace): Promise<void>;
  /** Says how much larger than they are tiles are shown from now on: names drawn anew keep the size of other words. */
  enlarge(times: number): void;
  /** Names that cross into tiles drawn before; called with the tiles to draw again, as `x:y:z`. */
  onNamesChanged: (tiles: ReadonlySet<string>) => void;
}

export const tileSize = 256;
const overlap = 16;
const family = "'Inter Variable', Inter, 'Segoe UI', Arial, sans-serif";

const kind =
  (...kinds: readonly string[]) =>
  (_zoom: number, { props }: Feature) =>
    kinds.includes(String(props['kind']));

/** Under a map of values the ground is quiet: water and roads in greys, no land use, no buildings, no colours. */
const groundRules = ({ water, road }: BaseMapColours): PaintRule[] => {
  const line = (widths: [number, number][], opacity = 1) =>
    new LineSymbolizer({ color: road, opacity, lineJoin: 'round', width: zoom => exp(1.5, widths)(zoom) });
  return [
    {
      dataLayer: 'water',
      symbolizer: new PolygonSymbolizer({ fill: water }),
      filter: (_zoom, { geomType }) => Number(geomType) === 3,
    },
    {
      dataLayer: 'water',
      symbolizer: new LineSymbolizer({
        color: water,
        width: zoom =>
          exp(1.5, [
            [8, 0.6],
            [18, 8],
          ])(zoom),
      }),
      filter: (_zoom, { geomType, props }) =>
        Number(geomType) === 2 && ['river', 'canal'].includes(String(props['kind'])),
    },
    {
      dataLayer: 'roads',
      minzoom: 13,
      symbolizer: line(
        [
          [13, 0.4],
          [18, 7],
        ],
        0.6,
      ),
      filter: kind('minor_road', 'other'),
    },
    {
      dataLayer: 'roads',
      minzoom: 9,
      symbolizer: line(
        [
          [9, 0.5],
          [13, 1.2],
          [18, 10],
        ],
        0.8,
      ),
      filter: kind('major_road'),
    },
    {
      dataLayer: 'roads',
      symbolizer: line([
        [6, 0.6],
        [10, 1.6],
        [18, 14],
      ]),
      filter: kind('highway'),
    },
  ];
};

const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** Metres of Web Mercator around the world. */
const around = 40_075_016.686;

/** A symbol that is not drawn where it would lie over one of the map's own names. */
function clearOf(own: readonly OwnName[], enlarged: number, symbol: LabelSymbolizer): LabelSymbolizer {
  const taken = own.map(({ name, at }) => {
    const [x, y] = tilePoint(at);
    return { x: 0.5 + x / around, y: 0.5 - y / around, half: (name.length * 3.4 + 4) / enlarged, high: 9 / enlarged };
  });
  return {
    place(layout, geometry, feature) {
      const across = tileSize * 2 ** layout.zoom;
      const free = symbol
        .place(layout, geometry, feature)
        ?.filter(({ bboxes }) =>
          bboxes.every(box =>
            taken.every(
              ({ x, y, half, high }) =>
                box.maxX < x * across - half ||
                box.minX > x * across + half ||
                box.maxY < y * across - high ||
                box.minY > y * across + high,
            ),
          ),
        );
      return free?.length ? free : undefined;
    },
  };
}

/** Towns, then villages as there is room; roads by name once one is close. */
const nameRules = ({ words, halo }: BaseMapColours, own: readonly OwnName[], enlarged: number): LabelRule[] => {
  const style = { labelProps: ['name:en', 'name'], fill: words, stroke: halo, width: 2.5 / enlarged };
  const font = (weight: number, size: number) => `${weight} ${size / enlarged}px ${family}`;
  const known = new Set(own.map(({ name }) => name));
  return [
    {
      dataLayer: 'places',
      symbolizer: clearOf(
        own,
        enlarged,
        new CenteredTextSymbolizer({
          ...style,
          lineHeight: 1.3,
          font: (_zoom, feature) =>
            number(feature?.props['population_rank'], 0) > 8 ? font(500, 11.5) : font(400, 11),
        }),
      ),
      sort: (a, b) => number(a['min_zoom'], 20) - number(b['min_zoom'], 20),
      filter: (zoom, { props }) =>
        props['kind'] === 'locality' && number(props['min_zoom'], 0) <= zoom + 1 && !known.has(String(props['name'])),
    },
    {
      dataLayer: 'roads',
      minzoom: 13,
      symbolizer: clearOf(own, enlarged, new LineLabelSymbolizer({ ...style, font: font(400, 10.5) })),
      filter: kind('highway', 'major_road'),
    },
  ];
};

/**
 * Opens a file of tiles for drawing. The only place that knows PMTiles and the layout of its tiles; `own` are names
 * that the map writes itself.
 */
export function openBaseMap(file: BaseMapFile, colours: BaseMapColours, own: readonly OwnName[]): BaseMapPainter {
  const archive = new PMTiles({
    getKey: () => `${file.name} ${file.bytes}`,
    async getBytes(offset, length) {
      // It reads its first part before it knows how long the file is.
      const part = await file.read(offset, Math.min(length, file.bytes - offset));
      return { data: part.slice().buffer };
    },
  });
  const tiles = new View(new TileCache(new PmtilesSource(archive, false), tileSize * 2), file.maxZoom, 1);
  const ground = groundRules(colours);
  const scratch = document.createElement('canvas').getContext('2d')!;
  let enlarged = 1;
  const startNames = () =>
    new Labelers(scratch, nameRules(colours, own, enlarged), 64, changed => painter.onNamesChanged(changed));
  let labelers = startNames();
  let failed = false;

  const drawNow = (part: BaseMapPart, tile: HTMLCanvasElement, place: TilePlace, from: PreparedTile): void => {
    const whole = new Map([['', [from]]]);
    if (part === 'names') labelers.add(place.z, whole);
    // Lines bear being resampled, words do not: their tile has just the pixels that it is shown with.
    const sharp = part === 'names' ? window.devicePixelRatio * enlarged : Math.max(2, window.devicePixelRatio);
    tile.width = tile.height = Math.round(tileSize * sharp);
    const pen = tile.getContext('2d')!;
    pen.scale(tile.width / tileSize, tile.height / tileSize);
    const [x, y] = [place.x * tileSize, place.y * tileSize];
    const box = { minX: x - overlap, minY: y - overlap, maxX: x + tileSize + overlap, maxY: y + tileSize + overlap };
    const names = part === 'names' ? (labelers.getIndex(place.z) ?? null) : null;
    const origin = { x, y } as Parameters<typeof paint>[6];
    paint(pen, place.z, whole, names, part === 'ground' ? ground : [], box, origin, false);
  };

  const painter: BaseMapPainter = {
    onNamesChanged: () => {},
    enlarge(times) {
      if (times === enlarged) return;
      enlarged = times;
      labelers = startNames();
    },
    async draw(part, tile, place) {
      try {
        drawNow(part, tile, place, await tiles.getDisplayTile(place));
      } catch (error) {
        if (!failed) file.onProblem(error);
        failed = true;
      }
    },
  };
  return painter;
}
