import { readFileSync } from 'node:fs';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import { partsOf } from '../app/read-workbook.ts';

/** Kinds of files in which a table leaves. */
export const fileKinds = ['json', 'csv', 'xlsx'] as const;
type FileKind = (typeof fileKinds)[number];

type Line = readonly (string | number | null)[];
type Values = readonly (readonly (number | null)[])[];

/** The lines of a CSV file, by a reader of its own, so that a writer cannot vouch for itself. */
function csvLines(text: string): readonly Line[] {
  const lines: string[][] = [[]];
  for (const [, quoted, bare, end] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/g)) {
    lines.at(-1)!.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'));
    if (end !== ',') lines.push([]);
  }
  return lines;
}

/** The numbers of the first sheet of a workbook where they stand, those that a formula was worked out to as well. */
function sheetNumbers(bytes: Buffer): readonly Line[] {
  const lines: (number | null)[][] = [];
  const sheet = partsOf(bytes).get('xl/worksheets/sheet1.xml')!.toString('utf8');
  for (const [, letters, row, attributes, inner = ''] of sheet.matchAll(
    /<c r="([A-Z]+)(\d+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g,
  )) {
    const column = [...letters!].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    const value = /<v>([^<]*)<\/v>/.exec(inner)?.[1];
    const isNumber = value !== undefined && !/t="(?:s|str|inlineStr|b|e)"/.test(attributes!);
    const line = (lines[Number(row) - 1] ??= []);
    line[column] = isNumber ? Number(value) : null;
  }
  return Array.from(lines, line => Array.from(line ?? [], cell => cell ?? null));
}

const numberIn = (cell: string | number | null | undefined): number | null =>
  typeof cell === 'number' ? cell : typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;

/** How the numbers of a table are read from each kind of file, given where they begin. */
const readers: Readonly<Record<FileKind, (bytes: Buffer, heads: number, depth: number) => Values>> = {
  json: bytes => (JSON.parse(bytes.toString('utf8')) as PivotJson).cells.map(row => row.map(([cell]) => cell!.value)),
  csv: (bytes, heads, depth) => valuesBelow(csvLines(bytes.toString('utf8')), heads, depth),
  xlsx: (bytes, heads, depth) => valuesBelow(sheetNumbers(bytes), heads, depth),
};

const valuesBelow = (lines: readonly Line[], heads: number, depth: number): Values =>
  lines.slice(heads).map(line => line.slice(depth).map(numberIn));

/** The numbers of a table of one measure as somebody reads them in its file, line by line; null where a symbol stands. */
export function readValues(kind: FileKind, file: string, { rows = [], columns = [] }: PivotDescription): Values {
  return readers[kind](readFileSync(file), columns.length + 1, Math.max(1, rows.length));
}

const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The numbers of the last table on the slides of a presentation, below its headings; null where a symbol stands. */
export function readSlideTable(file: string, rows: number): Values {
  const slides = [...partsOf(readFileSync(file))].filter(([name]) => /^ppt\/slides\/slide\d+\.xml$/.test(name));
  const lines = slides.flatMap(([, bytes]) =>
    [...bytes.toString('utf8').matchAll(/<a:tr\b[\s\S]*?<\/a:tr>/g)].map(([row]) =>
      [...row.matchAll(/<a:tc\b[\s\S]*?<\/a:tc>/g)].map(([cell]) =>
        plain([...cell.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map(([, piece]) => piece).join('')).replaceAll(',', ''),
      ),
    ),
  );
  return lines.slice(-rows).map(line => line.slice(1).map(numberIn));
}
