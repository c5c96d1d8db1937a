import { crc32, deflateSync } from 'node:zlib';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { FrozenMap } from '../../../shared/contract/briefing.ts';
import type { AreaTopology } from '../../../shared/contract/geography.ts';
import { xmlText } from '../documents/office-package.ts';

type Point = readonly [x: number, y: number];
/** Rings of one area; what lies inside an odd number of them is in it. */
type Rings = readonly (readonly Point[])[];
type Colour = readonly [red: number, green: number, blue: number];

/** The map alone: its legend stands beside it as words of the file. */
export const mapSize = { width: 560, height: 500 } as const;
const margin = 8;

const colours: Readonly<Record<string, string>> = {
  'hot-3': 'a50f15',
  'hot-2': 'de5b49',
  'hot-1': 'f4a98c',
  none: 'e9ecef',
  'cold-1': 'a8cbe6',
  'cold-2': '4f94c7',
  'cold-3': '1a5a94',
  'sequence-1': 'e3eef0',
  'sequence-2': 'b8d6da',
  'sequence-3': '7fb4bc',
  'sequence-4': '3f8a96',
  'sequence-5': '0b5f6b',
};
const ink = '101820';
const border = '9aa5b0';

const ringsOf = (topology: AreaTopology): Rings[] => {
  const whole = topology as unknown as Topology<{ areas: GeometryCollection }>;
  return feature(whole, whole.objects.areas).features.map(({ geometry }) => {
    if (geometry.type === 'Polygon') return geometry.coordinates as unknown as Rings;
    if (geometry.type === 'MultiPolygon') return (geometry.coordinates as unknown as Rings[]).flat();
    return [];
  });
};

/** Areas and outlines of a map in pixels of a drawing: north is up, nothing is stretched. */
function drawn(map: FrozenMap, width: number, height: number) {
  const areas = ringsOf(map.areas);
  const outlines = ringsOf(map.outlines);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of [...areas, ...outlines])
    for (const ring of rings)
      for (const [x, y] of ring) {
        west = Math.min(west, x);
        south = Math.min(south, y);
        east = Math.max(east, x);
        north = Math.max(north, y);
      }
  const scale = Math.min((width - 2 * margin) / (east - west || 1), (height - 2 * margin) / (north - south || 1));
  const at = ([x, y]: Point): Point => [
    (width - (east - west) * scale) / 2 + (x - west) * scale,
    (height - (north - south) * scale) / 2 + (north - y) * scale,
  ];
  const moved = (all: readonly Rings[]) => all.map(rings => rings.map(ring => ring.map(at)));
  return { areas: moved(areas), outlines: moved(outlines), at };
}

const toneOf = (map: FrozenMap, area: number): string | null => {
  const place = map.fills[area] ?? null;
  return place === null ? null : (map.legend[place]?.tone ?? null);
};

/** Fill of a tone as six hexadecimal digits; hidden is a hatch, what has no colour has no fill. */
export const toneFill = (tone: string): string | 'hatch' | null =>
  tone === 'hidden' ? 'hatch' : (colours[tone] ?? null);

/** A map with the names of its districts, as SVG. */
export function mapSvg(map: FrozenMap): string {
  const { areas, outlines, at } = drawn(map, mapSize.width, mapSize.height);
  const path = (rings: Rings) =>
    rings.map(ring => `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`).join('');
  const fill = (tone: string | null) => {
    const own = tone === null ? null : toneFill(tone);
    return own === 'hatch' ? 'url(#hidden)' : own === null ? 'none' : `#${own}`;
  };
  const names = map.labels.map(({ name, at: point }) => {
    const [left, top] = at(point);
    const place = `x="${left.toFixed(1)}" y="${top.toFixed(1)}" font-size="13" text-anchor="middle"`;
    // The halo is a text of its own: not every program knows in which order to paint one.
    return `<text ${place} fill="#ffffff" stroke="#ffffff" stroke-width="3">${xmlText(name)}</text><text ${place} fill="#${ink}">${xmlText(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${mapSize.width} ${mapSize.height}" width="${mapSize.width}" height="${mapSize.height}" font-family="Segoe UI, Arial, sans-serif"><title>${xmlText(map.summary)}</title><defs><pattern id="hidden" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#ffffff"/><path d="M0 8L8 0" stroke="#2c3844" stroke-width="1"/></pattern></defs><rect width="${mapSize.width}" height="${mapSize.height}" fill="#ffffff"/>${areas
    .map(
      (rings, area) =>
        `<path d="${path(rings)}" fill="${fill(toneOf(map, area))}" fill-rule="evenodd" stroke="#${border}" stroke-width="0.5"/>`,
    )
    .join('')}${outlines
    .map(rings => `<path d="${path(rings)}" fill="none" stroke="#${ink}" stroke-width="1.4"/>`)
    .join('')}${names.join('')}</svg>`;
}

/** A picture of one byte a pixel: its place in a list of colours. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Fills every pixel whose centre lies inside an odd number of the rings, with what `shade` says of it. */
export function fillRings(raster: Raster, rings: Rings, shade: (x: number, y: number) => number): void {
  const { width, height, pixels } = raster;
  let [top, bottom] = [Infinity, -Infinity];
  for (const ring of rings)
    for (const [, y] of ring) {
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y < height && y + 0.5 <= bottom; y++) {
    const crossings: number[] = [];
    for (const ring of rings)
      for (let i = 0; i < ring.length; i++) {
        const [x1, y1] = ring[i]!;
        const [x2, y2] = ring[(i + 1) % ring.length]!;
        // Half-open, so that a corner on the line counts once.
        if (y1 <= y + 0.5 !== y2 <= y + 0.5) crossings.push(x1 + ((y + 0.5 - y1) * (x2 - x1)) / (y2 - y1));
      }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2)
      for (let x = Math.max(0, Math.ceil(crossings[i]! - 0.5)); x < width && x + 0.5 < crossings[i + 1]!; x++)
        pixels[y * width + x] = shade(x, y);
  }
}

/** Draws the rings as lines of so many pixels. */
function strokeRings({ width, height, pixels }: Raster, rings: Rings, colour: number, thick: number): void {
  const dot = (x: number, y: number) => {
    for (let dy = 0; dy < thick; dy++)
      for (let dx = 0; dx < thick; dx++)
        if (x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height) pixels[(y + dy) * width + x + dx] = colour;
  };
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i++) {
      const [x1, y1] = ring[i]!;
      const [x2, y2] = ring[i + 1]!;
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
      for (let step = 0; step <= steps; step++)
        dot(Math.floor(x1 + ((x2 - x1) * step) / steps), Math.floor(y1 + ((y2 - y1) * step) / steps));
    }
}

function pngPart(type: string, data: Uint8Array): Buffer {
  const part = Buffer.alloc(12 + data.length);
  part.writeUInt32BE(data.length, 0);
  part.write(type, 4, 'latin1');
  part.set(data, 8);
  part.writeUInt32BE(crc32(part.subarray(4, 8 + data.length)), 8 + data.length);
  return part;
}

/** A picture as a PNG with a palette (ISO/IEC 15948, colour type 3). */
export function palettePng({ width, height, pixels }: Raster, palette: readonly Colour[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngPart('IHDR', header),
    pngPart('PLTE', Uint8Array.from(palette.flat())),
    pngPart('IDAT', deflateSync(lines)),
    pngPart('IEND', new Uint8Array()),
  ]);
}

const rgb = (hex: string): Colour =>
  [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;

/** The map without words, for programs that show no SVG. */
export function mapPng(map: FrozenMap): Buffer {
  const [width, height] = [mapSize.width * 2, mapSize.height * 2];
  const names = ['ffffff', ink, border, '2c3844', ...Object.values(colours)];
  const tones = Object.keys(colours);
  const raster: Raster = { width, height, pixels: new Uint8Array(width * height) };
  const { areas, outlines } = drawn(map, width, height);
  areas.forEach((rings, area) => {
    const tone = toneOf(map, area);
    if (tone === 'hidden') fillRings(raster, rings, (x, y) => ((x + y) % 14 < 2 ? 3 : 0));
    else if (tone !== null && tones.includes(tone)) fillRings(raster, rings, () => 4 + tones.indexOf(tone));
  });
  for (const rings of areas) strokeRings(raster, rings, 2, 1);
  for (const rings of outlines) strokeRings(raster, rings, 1, 3);
  return palettePng(raster, names.map(rgb));
}
