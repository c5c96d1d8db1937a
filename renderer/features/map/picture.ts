import { boundsOf } from '../../ui/shapes.ts';
import type { Point, Shape } from '../../ui/shapes.ts';
import type { Raster } from '../../ui/tile-plane.ts';
import type { MapColours } from './colours.ts';
import type { LayerView, LegendItem } from './layer-view.ts';

/** A picture as a list of things to draw, in points from the top left: the same for a drawing file and for pixels. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly things: readonly Thing[];
}

type Thing =
  | {
      readonly kind: 'shape';
      readonly rings: readonly (readonly Point[])[];
      readonly fill: string | null;
      readonly hatch: string | null;
      readonly stroke: string | null;
      readonly weight: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly weight: 400 | 600 | 700;
      readonly colour: string;
      readonly halo: string | null;
      readonly middle: boolean;
    }
  | {
      readonly kind: 'raster';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly raster: Raster;
    };

export interface PictureParts {
  readonly title: string;
  readonly subtitle: string;
  readonly view: LayerView;
  readonly outlines: readonly Shape[];
  readonly labels: readonly { readonly name: string; readonly at: Point }[];
  readonly selected: ReadonlySet<string>;
  readonly lines: readonly { readonly name: string; readonly text: string }[];
  /** Under the legend: the back-test, sources. */
  readonly foot: readonly string[];
  readonly colours: MapColours;
}

const family = "'Inter Variable', Inter, 'Segoe UI', Arial, sans-serif";
const width = 1600;
const height = 1130;

type WidthOf = (text: string, size: number, weight: number) => number;

/** How wide words are when they are drawn. */
function textWidths(): WidthOf {
  const pen = document.createElement('canvas').getContext('2d')!;
  return (text, size, weight) => {
    pen.font = `${weight} ${size}px ${family}`;
    return pen.measureText(text).width;
  };
}

/** Words in lines no wider than they may be. */
function wrapped(widthOf: WidthOf, text: string, most: number, size: number, weight = 400): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(longer, size, weight) > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** A map with its title and a legend that says all that it needs to be read without this application. */
export function pictureOf({
  title,
  subtitle,
  view,
  outlines,
  labels,
  selected,
  lines,
  foot,
  colours,
}: PictureParts): Picture {
  const widthOf = textWidths();
  const things: Thing[] = [];
  const text = (
    x: number,
    y: number,
    words: string,
    size: number,
    options: Partial<Extract<Thing, { kind: 'text' }>> = {},
  ): void => {
    things.push({
      kind: 'text',
      x,
      y,
      text: words,
      size,
      weight: 400,
      colour: colours.ink,
      halo: null,
      middle: false,
      ...options,
    });
  };
  const frame = { x: 40, y: 120, width: 1060, height: 970 };
  const drawn = outlines.length > 0 ? [...view.shapes, ...outlines] : view.shapes;
  const [west, south, east, north] = boundsOf(drawn);
  const scale = Math.min(frame.width / (east - west), frame.height / (north - south));
  const [left, top] = [
    frame.x + (frame.width - (east - west) * scale) / 2,
    frame.y + (frame.height - (north - south) * scale) / 2,
  ];
  const place = ([x, y]: Point): Point => [left + (x - west) * scale, top + (north - y) * scale];
  const rings = (shape: Shape) => shape.polygons.flatMap(polygon => polygon.map(ring => ring.map(place)));
  view.shapes.forEach((shape, i) => {
    const fill = view.fills[i];
    things.push({
      kind: 'shape',
      rings: rings(shape),
      fill: fill?.hatched ? colours.none : (fill?.colour ?? null),
      hatch: fill?.hatched ? colours.quiet : null,
      stroke: view.raster ? null : colours.border,
      weight: 0.6,
    });
  });
  if (view.raster) {
    const { raster } = view;
    const [x, y] = place([raster.from[0], raster.to[1]]);
    things.push({
      kind: 'raster',
      x,
      y,
      width: (raster.to[0] - raster.from[0]) * scale,
      height: (raster.to[1] - raster.from[1]) * scale,
      raster,
    });
  }
  for (const shape of outlines)
    things.push({ kind: 'shape', rings: rings(shape), fill: null, hatch: null, stroke: colours.quiet, weight: 1.4 });
  for (const shape of view.shapes.filter(one => selected.has(one.code)))
    things.push({ kind: 'shape', rings: rings(shape), fill: null, hatch: null, stroke: colours.ink, weight: 3 });
  for (const { name, at } of labels) {
    const [x, y] = place(at);
    text(x, y + 5, name, 14, { weight: 600, halo: colours.surface, middle: true });
  }

  wrapped(widthOf, title, width - 80, 34, 700)
    .slice(0, 1)
    .forEach(line => text(40, 62, line, 34, { weight: 700 }));
  text(40, 94, subtitle, 18, { colour: colours.quiet });

  const x = 1130;
  const most = width - x - 40;
  let y = 140;
  for (const item of view.legend) {
    things.push({ kind: 'shape', ...swatch(item, x, y - 14, colours) });
    text(x + 44, y + 2, item.label, 18);
    if (item.count !== null) {
      const number = item.count.toLocaleString('en-GB');
      text(x + most - widthOf(number, 18, 400), y + 2, number, 18);
    }
    y += 32;
  }
  y += 10;
  for (const { name, text: words } of lines) {
    const all = wrapped(widthOf, `${name}: ${words}`, most, 15);
    all.forEach((line, i) => {
      if (i === 0) {
        text(x, y, `${name}:`, 15, { weight: 600 });
        text(x + widthOf(`${name}: `, 15, 600), y, line.slice(name.length + 2), 15, { colour: colours.quiet });
      } else text(x, y, line, 15, { colour: colours.quiet });
      y += 21;
    });
    y += 5;
  }
  y += 8;
  for (const sentence of foot) {
    for (const line of wrapped(widthOf, sentence, most, 14)) {
      text(x, y, line, 14, { colour: colours.quiet });
      y += 19;
    }
    y += 6;
  }
  // A legend is never cut off: the picture grows with it.
  return { width, height: Math.max(height, Math.ceil(y + 20)), ground: colours.surface, things };
}

function swatch(item: LegendItem, x: number, y: number, colours: MapColours) {
  const corners: Point[] = [
    [x, y],
    [x + 32, y],
    [x + 32, y + 20],
    [x, y + 20],
    [x, y],
  ];
  return {
    rings: [corners],
    fill: item.colour,
    hatch: item.hatched ? colours.quiet : null,
    stroke: colours.quiet,
    weight: 0.7,
  };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function rasterAddress({ columns, rows, pixels }: Raster): string {
  const tile = document.createElement('canvas');
  tile.width = columns;
  tile.height = rows;
  tile.getContext('2d')!.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return tile.toDataURL();
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The picture as an SVG document. */
export function svgOf({ width: w, height: h, ground, things }: Picture, title: string): string {
  const path = (rings: readonly (readonly Point[])[]) =>
    rings.map(ring => `M${ring.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z`).join('');
  const hatches = [...new Set(things.flatMap(thing => (thing.kind === 'shape' && thing.hatch ? [thing.hatch] : [])))];
  const body = things.map(thing => {
    if (thing.kind === 'shape') {
      const stroke = thing.stroke ? ` stroke="${thing.stroke}" stroke-width="${thing.weight}"` : '';
      const d = path(thing.rings);
      const plain = `<path d="${d}" fill="${thing.fill ?? 'none'}" fill-rule="evenodd"${stroke}/>`;
      return thing.hatch ? `${plain}<path d="${d}" fill="url(#hatch-${hatches.indexOf(thing.hatch)})"/>` : plain;
    }
    if (thing.kind === 'raster')
      return `<image x="${round(thing.x)}" y="${round(thing.y)}" width="${round(thing.width)}" height="${round(thing.height)}" preserveAspectRatio="none" href="${rasterAddress(thing.raster)}"/>`;
    const halo = thing.halo
      ? ` paint-order="stroke" stroke="${thing.halo}" stroke-width="3" stroke-linejoin="round"`
      : '';
    return `<text x="${round(thing.x)}" y="${round(thing.y)}" font-size="${thing.size}" font-weight="${thing.weight}" fill="${thing.colour}"${thing.middle ? ' text-anchor="middle"' : ''}${halo}>${escaped(thing.text)}</text>`;
  });
  const patterns = hatches.map(
    (colour, i) =>
      `<pattern id="hatch-${i}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="${colour}" stroke-width="1"/></pattern>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="${escaped(family)}" role="img" aria-label="${escaped(title)}"><title>${escaped(title)}</title><defs>${patterns.join('')}</defs><rect width="${w}" height="${h}" fill="${ground}"/>${body.join('\n')}</svg>`;
}

/** The picture as PNG, twice as many pixels as points. */
export async function pngOf({ width: w, height: h, ground, things }: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const sheet = document.createElement('canvas');
  const times = 2;
  sheet.width = w * times;
  sheet.height = h * times;
  const draw = sheet.getContext('2d')!;
  draw.scale(times, times);
  draw.fillStyle = ground;
  draw.fillRect(0, 0, w, h);
  for (const thing of things) {
    if (thing.kind === 'shape') {
      const outline = new Path2D();
      for (const ring of thing.rings) {
        ring.forEach(([x, y], i) => (i === 0 ? outline.moveTo(x, y) : outline.lineTo(x, y)));
        outline.closePath();
      }
      if (thing.fill) {
        draw.fillStyle = thing.fill;
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- it fills a path, not an array
        draw.fill(outline, 'evenodd');
      }
      if (thing.hatch) hatched(draw, outline, thing.rings, thing.hatch);
      if (thing.stroke) {
        draw.strokeStyle = thing.stroke;
        draw.lineWidth = thing.weight;
        draw.stroke(outline);
      }
    } else if (thing.kind === 'raster') {
      const { raster } = thing;
      const tile = document.createElement('canvas');
      tile.width = raster.columns;
      tile.height = raster.rows;
      tile.getContext('2d')!.putImageData(new ImageData(raster.pixels, raster.columns, raster.rows), 0, 0);
      draw.drawImage(tile, thing.x, thing.y, thing.width, thing.height);
    } else {
      draw.font = `${thing.weight} ${thing.size}px ${family}`;
      draw.textAlign = thing.middle ? 'center' : 'left';
      if (thing.halo) {
        draw.strokeStyle = thing.halo;
        draw.lineWidth = 3;
        draw.lineJoin = 'round';
        draw.strokeText(thing.text, thing.x, thing.y);
      }
      draw.fillStyle = thing.colour;
      draw.fillText(thing.text, thing.x, thing.y);
    }
  }
  const blob = await new Promise<Blob>((resolve, reject) =>
    sheet.toBlob(made => (made ? resolve(made) : reject(new Error('The picture could not be made.'))), 'image/png'),
  );
  return new Uint8Array(await blob.arrayBuffer());
}

function hatched(
  draw: CanvasRenderingContext2D,
  outline: Path2D,
  rings: readonly (readonly Point[])[],
  colour: string,
): void {
  const points = rings.flat();
  const [left, right] = [Math.min(...points.map(p => p[0])), Math.max(...points.map(p => p[0]))];
  const [top, bottom] = [Math.min(...points.map(p => p[1])), Math.max(...points.map(p => p[1]))];
  draw.save();
  draw.clip(outline, 'evenodd');
  draw.strokeStyle = colour;
  draw.lineWidth = 0.8;
  draw.beginPath();
  for (let x = left - (bottom - top); x < right; x += 6) {
    draw.moveTo(x, bottom);
    draw.lineTo(x + (bottom - top), top);
  }
  draw.stroke();
  draw.restore();
}
