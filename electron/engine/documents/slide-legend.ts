import { linesOf } from '../../../shared/text/table-pages.ts';
import { xmlText } from './office-package.ts';
import { decorative, ink, quiet, solid, transform } from './slide-frame.ts';
import type { Place } from './slide-frame.ts';

/** What a picture means, beside it: words and signs of the slide itself, so that every program shows them. */
export interface SlideLegend {
  /** Sentences above the signs. */
  readonly facts: readonly string[];
  readonly items: readonly {
    readonly label: string;
    /** Six hexadecimal digits; a hatch; null for an empty box. */
    readonly fill: string | 'hatch' | null;
  }[];
  /** Sentences below the signs, the most needed first: as many as there is room for. */
  readonly lines: readonly string[];
  /** How many of the first lines have to be there: the text is made smaller for them. */
  readonly needed: number;
}

const px = 9525;
/** Points from which the largest is taken at which facts, signs and the lines that are needed fit. */
const sizes = [18, 16, 14, 13, 12] as const;
/** Points below which text is not made smaller only to have all lines. */
const allFrom = 14;
const lineOfPoint = 1.6;
/** Of a point: pixels of a letter and of a figure on average. */
const letters = { letter: 0.667, figure: 0.7 } as const;
/** Pixels of a sign, and what lies between things that belong together. */
const sign = { width: 28, height: 18, gap: 12 } as const;
const gap = 10;

interface Laid {
  readonly text: string;
  readonly fill?: string | 'hatch' | null;
  readonly colour: string;
  readonly top: number;
  readonly height: number;
}

/** Everything in its place at a size, in pixels from the top; the lines only as far as the room goes. */
function laidAt(points: number, { facts, items, lines, needed }: SlideLegend, width: number, room: number) {
  const metrics = { letter: letters.letter * points, figure: letters.figure * points };
  const heightOf = (text: string, indent: number) =>
    linesOf(text, width - indent, metrics) * Math.ceil(points * lineOfPoint);
  const laid: Laid[] = [];
  let top = 0;
  const put = (text: string, colour: string, after: number, fill?: string | 'hatch' | null) => {
    const height = heightOf(text, fill === undefined ? 0 : sign.width + sign.gap);
    laid.push({ text, colour, top, height, ...(fill === undefined ? {} : { fill }) });
    top += height + after;
  };
  facts.forEach((fact, at) => put(fact, ink, at === facts.length - 1 ? gap : gap / 2));
  items.forEach((item, at) => put(item.label, ink, at === items.length - 1 ? gap : 2, item.fill));
  const above = laid.length;
  for (const line of lines) {
    if (top + heightOf(line, 0) > room) break;
    put(line, quiet, gap / 2);
  }
  const told = laid.length - above;
  return {
    laid,
    hasAll: told === lines.length,
    hasNeeded: told >= Math.min(needed, lines.length) && top <= room + gap,
  };
}

/**
 * A legend as a group of shapes: a sign before each label, sentences above and below. Text is never smaller than 12 points.
 * @param id of the group; its parts take those after it
 */
export function legendXml(id: number, legend: SlideLegend, place: Place): string {
  const [width, room] = [place.width / px, place.height / px];
  const tried = sizes.map(points => ({ points, ...laidAt(points, legend, width, room) }));
  const { points, laid } =
    tried.find(one => one.hasAll && one.points >= allFrom) ?? tried.find(one => one.hasNeeded) ?? tried.at(-1)!;
  let next = id + 1;
  const at = (x: number, y: number, w: number, h: number): Place => ({
    x: place.x + Math.round(x * px),
    y: place.y + Math.round(y * px),
    width: Math.round(w * px),
    height: Math.round(h * px),
  });
  const shapes = laid.flatMap(({ text, fill, colour, top, height }) => {
    const indent = fill === undefined ? 0 : sign.width + sign.gap;
    const words = textXml(next++, text, points, colour, at(indent, top, width - indent, height));
    if (fill === undefined) return [words];
    const middle = top + (Math.ceil(points * lineOfPoint) - sign.height) / 2;
    return [signXml(next++, fill, at(0, middle, sign.width, sign.height)), words];
  });
  const { x, y } = place;
  const whole = `<a:off x="${x}" y="${y}"/><a:ext cx="${place.width}" cy="${place.height}"/><a:chOff x="${x}" y="${y}"/><a:chExt cx="${place.width}" cy="${place.height}"/>`;
  return `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="${id}" name="Legend"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>${whole}</a:xfrm></p:grpSpPr>${shapes.join('')}</p:grpSp>`;
}

const hatch = `<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="2C3844"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>`;

function signXml(id: number, fill: string | 'hatch' | null, place: Place): string {
  const look = fill === 'hatch' ? hatch : fill === null ? '<a:noFill/>' : solid(fill.toUpperCase());
  return `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="Sign">${decorative}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>${transform(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>${look}<a:ln w="9525">${solid(quiet)}</a:ln></p:spPr></p:sp>`;
}

const textXml = (id: number, text: string, points: number, colour: string, place: Place): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="Words of the legend"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>${transform(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"/><a:lstStyle/><a:p><a:r><a:rPr lang="en-GB" sz="${points * 100}">${solid(colour)}<a:latin typeface="+mn-lt"/></a:rPr><a:t>${xmlText(text)}</a:t></a:r></a:p></p:txBody></p:sp>`;
