import { evenParts } from './even-parts.ts';
import { formatCount, formatNumber } from './format.ts';
import { headLines } from './table-heads.ts';
import type { HeadCell } from './table-heads.ts';

/** What of a frozen table decides how it is laid out. */
export interface LaidTable {
  readonly rowHeads: readonly string[];
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly {
    readonly label: string;
    readonly depth: number;
    readonly kind: 'leaf' | 'subtotal' | 'total';
    readonly cells: readonly { readonly text: string }[];
  }[];
  readonly formats?: readonly unknown[];
}

/** Room for a table on one slide or page, in one unit of length. */
export interface TableRoom {
  readonly width: number;
  /** For the header and the rows; Infinity where rows flow on by themselves. */
  readonly height: number;
  /** A small letter on average, and a figure; generous, because what is too narrow is cut. */
  readonly letter: number;
  readonly figure: number;
  /** A line of text. */
  readonly line: number;
  /** What a cell adds to its text, left and right together, and above and below together. */
  readonly padding: readonly [across: number, down: number];
  /** Added to a row label for each level that it lies deeper. */
  readonly indent: number;
  /** What the line takes that says which part of the table it is. */
  readonly note: number;
}

/** A part of a table that fits the room. Its row labels are repeated on every part. */
export interface TablePage {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** Rows that stand above the first one and lie on a page before: their labels alone are said again. */
  readonly above: readonly number[];
  /** Of the row labels, then of each column; they add up to the room's width. */
  readonly widths: readonly number[];
}

/** The words of a heading of several lines, or of a part of a table, in one line. */
export const columnHead = (lines: readonly string[]): string => lines.join(', ');

/** More of the width than this is not given to row labels, nor to a column of words: they wrap. */
const widest = 0.4;
/** Shares that row labels are narrowed to where more columns then stand beside each other. */
const narrower = [0.32, 0.25, 0.2] as const;

/** A small letter on average, and a figure. */
export type Letters = Pick<TableRoom, 'letter' | 'figure'>;

function widthOf(text: string, { letter, figure }: Letters): number {
  let width = 0;
  for (const one of text)
    width += /[0-9£%]/.test(one)
      ? figure
      : /[A-ZÀ-Þ@—]/.test(one)
        ? letter * 1.3
        : /[ .,;:'’|]/.test(one)
          ? letter * 0.5
          : letter;
  return width;
}

const wordsOf = (text: string): readonly string[] => text.split(/[ \u2003]+/);

const longestWord = (text: string, letters: Letters): number =>
  Math.max(0, ...wordsOf(text).map(word => widthOf(word, letters)));

/** Lines that a text takes in a width, broken between words, and inside a word that is longer than a line. */
export function linesOf(text: string, width: number, letters: Letters): number {
  const space = letters.letter * 0.5;
  let lines = 1;
  let used = 0;
  for (const word of wordsOf(text)) {
    const needed = widthOf(word, letters);
    if (used === 0 ? needed <= width : used + space + needed <= width) {
      used += (used === 0 ? 0 : space) + needed;
      continue;
    }
    if (used > 0) lines += 1;
    // Inside a word each line loses the letter that does not fit any more.
    const line = Math.max(letters.letter, width - letters.figure);
    lines += needed > width ? Math.ceil(needed / line) - 1 : 0;
    used = needed > width ? width : needed;
  }
  return lines;
}

/**
 * Paragraphs over as many parts as they need, none longer than the room: one that is longer goes on in the next part,
 * after its last sentence that fits, or between words where not even one does.
 * @param room width and height in one unit of length; `gap` between paragraphs
 */
export function paragraphPages(
  paragraphs: readonly string[],
  room: Letters & Pick<TableRoom, 'width' | 'height' | 'line'> & { readonly gap: number },
): readonly (readonly string[])[] {
  const pages: string[][] = [[]];
  let left = room.height;
  for (const paragraph of paragraphs) {
    let words = wordsOf(paragraph);
    while (words.length > 0) {
      const page = pages.at(-1)!;
      const free = Math.floor((left - (page.length > 0 ? room.gap : 0)) / room.line);
      let fits = words.length;
      while (fits > 0 && linesOf(words.slice(0, fits).join(' '), room.width, room) > free) fits -= 1;
      // A whole paragraph goes to the next part sooner than it is broken; on a part of its own it takes what fits.
      if (page.length > 0 && fits < words.length) {
        pages.push([]);
        left = room.height;
        continue;
      }
      const sentence = words.slice(0, fits).findLastIndex(word => /[.!?]$/.test(word)) + 1;
      if (fits < words.length && sentence > 0) fits = sentence;
      const taken = words.slice(0, Math.max(1, fits)).join(' ');
      left -= (page.length > 0 ? room.gap : 0) + linesOf(taken, room.width, room) * room.line;
      page.push(taken);
      words = words.slice(Math.max(1, fits));
    }
  }
  return pages;
}

/** Rows that slides or a paper show: nobody leafs through fifteen slides of one table. The rest stand in the data annex. */
export const rowsShown = { slide: 60, page: 400 } as const;
/** A table of areas: those that stand out come first, and the map beside it has them all. */
export const areasShown = { slide: 12, page: 40 } as const;

/** A table without the rows after the first so many, and the sentence that says so. */
export function withinRows<T extends LaidTable>(
  table: T,
  most: number,
): { readonly table: T; readonly cut: string | null } {
  if (table.rows.length <= most) return { table, cut: null };
  return {
    table: { ...table, rows: table.rows.slice(0, most) },
    cut: `The first ${formatNumber(most)} of ${formatCount(table.rows.length, 'row')}; all are in the data annex.`,
  };
}

/**
 * A table of one row with more than so many columns, turned: a row for each member, a column for each measure. Others stay
 * as they are.
 */
export function turned<T extends LaidTable>(table: T, most: number): T {
  const [row, ...others] = table.rows;
  if (!row || others.length > 0 || table.columns.length <= most) return table;
  const lasts = [...new Set(table.columns.map(lines => lines.at(-1) ?? ''))];
  const members = [...new Set(table.columns.map(lines => columnHead(lines.slice(0, -1))))];
  const measures =
    lasts.length * members.length === table.columns.length && members.length > lasts.length ? lasts : null;
  const formats = table.formats && measures?.map((_, at) => table.formats![at]);
  return {
    ...table,
    rowHeads: [row.label === 'All' ? 'Period or group' : row.label],
    columns: measures ? measures.map(measure => [measure]) : [[row.label]],
    rows: measures
      ? members.map((label, at) => ({
          label,
          depth: 0,
          kind: 'leaf',
          cells: row.cells.slice(at * measures.length, (at + 1) * measures.length),
        }))
      : table.columns.map((lines, at) => ({
          label: columnHead(lines),
          depth: 0,
          kind: lines.at(-1) === 'Total' ? 'subtotal' : 'leaf',
          cells: [row.cells[at]!],
        })),
    ...(formats ? { formats } : {}),
  };
}

/** Columns that stand beside each other: as few parts as hold them, or some more, about as wide, those of one group together. */
function columnParts(
  needed: readonly number[],
  heads: readonly (readonly string[])[],
  room: number,
  more = 0,
): readonly (readonly number[])[] {
  const upTo = sums(needed);
  const begins = evenParts({
    count: needed.length,
    size: (from, to) => upTo[to]! - upTo[from]!,
    room,
    tears: at => heads[at]!.length > 1 && heads[at]![0] === heads[at - 1]![0],
    more,
  });
  return begins.map((from, part) => range(from, begins[part + 1] ?? needed.length));
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** Sums of the first so many, from none on. */
function sums(values: readonly number[]): readonly number[] {
  const upTo = [0];
  for (const value of values) upTo.push(upTo.at(-1)! + value);
  return upTo;
}

/**
 * A table as parts that fit a room, each with its row labels: nothing is cut and nothing is smaller. Parts of the same rows
 * follow each other. `shown` are the rows that are to be seen, in order.
 */
export function tablePages(
  table: LaidTable,
  room: TableRoom,
  shown: readonly number[] = table.rows.map((_, at) => at),
): readonly TablePage[] {
  let best = layoutAt(table, room, shown, 1);
  if (!table.rows.some(row => row.cells.some(cell => isBreakable(cell.text)))) return best;
  // A cell of words that is broken needs less width and more height: only where that saves a part.
  for (const share of brokenShares) {
    if (best.length === 1) break;
    const other = layoutAt(table, room, shown, share);
    if (other.length < best.length) best = other;
  }
  return best;
}

/** Words in a cell that are longer than so many letters may be broken between lines; what is shorter is one figure or range. */
const wholeLetters = 16;
/** Shares of its length that such a cell has for a line. */
const brokenShares = [0.6, 0.4] as const;
const isBreakable = (text: string): boolean => text.length > wholeLetters;

/** Room that a column needs for its heading and its cells, where long cells are broken into lines of a share of their length. */
function columnWidth(table: LaidTable, at: number, head: readonly string[], room: TableRoom, share: number): number {
  const cell = (text: string) => {
    const whole = widthOf(text, room);
    return isBreakable(text) ? Math.max(whole * share, longestWord(text, room)) : whole;
  };
  return (
    room.padding[0] +
    Math.max(
      room.figure,
      ...head.map(line => longestWord(line, room)),
      ...table.rows.map(row => cell(row.cells[at]?.text ?? '')),
    )
  );
}

/** The parts of a table where long cells are broken into lines of a share of their length. */
function layoutAt(table: LaidTable, room: TableRoom, shown: readonly number[], share: number): readonly TablePage[] {
  const [across] = room.padding;
  const most = Math.floor(room.width * widest);
  const heads = table.columns;
  const rowHead = table.rowHeads.join(' › ');
  const needed = heads.map((lines, at) => Math.min(most, columnWidth(table, at, lines, room, share)));
  const labelled = (measured: (text: string) => number) =>
    across +
    Math.max(
      room.figure,
      longestWord(rowHead, room),
      ...table.rows.map(row => measured(row.label) + row.depth * room.indent),
    );
  const fullest = Math.min(
    most,
    labelled(text => widthOf(text, room)),
  );
  const least = Math.min(
    fullest,
    labelled(text => longestWord(text, room)),
  );
  const [labels, parts] = [fullest, ...narrower.map(one => Math.max(least, one * room.width))]
    .filter(width => width <= fullest)
    .map(width => [width, columnParts(needed, table.columns, room.width - width)] as const)
    .reduce((best, other) => (other[1].length < best[1].length ? other : best));
  // Wider columns have shorter headings, and more rows below them: what needs the fewest parts in all.
  const more = parts.length > 1 ? [1, 2] : [];
  return [parts, ...more.map(one => columnParts(needed, table.columns, room.width - labels, one))]
    .map(columns => pagesOf(table, room, shown, { heads, rowHead, needed, labels, parts: columns }))
    .reduce((best, other) => (other.length < best.length ? other : best));
}

/**
 * Sizes of the text of a table on a slide, in pixels of a slide of 1920 × 1080, the largest first. None is smaller than the
 * least of the type scale.
 */
export const tableSizes = [36, 32, 30, 28, 27, 24] as const;

export interface FittedTable {
  /** One of the sizes. */
  readonly size: number;
  readonly pages: readonly TablePage[];
}

/**
 * A table on as few parts as the smallest of its sizes allows, in the largest size that needs no more: what can be read as one
 * is one slide.
 * @param roomAt the room in one unit of length, with letters of a size
 */
export function fittedTable(
  table: LaidTable,
  roomAt: (size: number) => TableRoom,
  shown: readonly number[] = table.rows.map((_, at) => at),
): FittedTable {
  const at = (size: number): FittedTable => ({ size, pages: tablePages(table, roomAt(size), shown) });
  let found = at(tableSizes[0]);
  if (found.pages.length === 1) return found;
  found = at(tableSizes.at(-1)!);
  const fewest = found.pages.length;
  // Smaller text needs no more parts: between the largest, and the smallest that is sure to do.
  let [tooLarge, enough] = [-1, tableSizes.length - 1];
  while (enough - tooLarge > 1) {
    const middle = Math.floor((tooLarge + enough) / 2);
    const fitted = at(tableSizes[middle]!);
    if (fitted.pages.length <= fewest) [found, enough] = [fitted, middle];
    else tooLarge = middle;
  }
  return found;
}

/** Height of each line of the headings of columns of these widths. */
export function headHeights(
  heads: readonly (readonly string[])[],
  widths: readonly number[],
  room: Pick<TableRoom, 'line' | 'padding'> & Letters,
): readonly number[] {
  const [across, down] = room.padding;
  const lines = headLines(heads);
  const height = ({ text, first, span }: HeadCell) => {
    const width = widths.slice(first, first + span).reduce((sum, one) => sum + one, 0);
    return down + room.line * linesOf(text, width - across, room);
  };
  const heights = lines.map(cells =>
    Math.max(down + room.line, ...cells.filter(cell => cell.lines === 1).map(cell => height(cell))),
  );
  // What stands over several lines may be taller than all of them.
  const tallest = Math.max(0, ...lines.flat().map(cell => (cell.lines > 1 ? height(cell) : 0)));
  const lacking = tallest - heights.reduce((sum, one) => sum + one, 0);
  return lacking > 0 ? [...heights.slice(0, -1), heights.at(-1)! + lacking] : heights;
}

interface Laid {
  readonly heads: readonly (readonly string[])[];
  readonly rowHead: string;
  /** Width of each column, and of the row labels, before what is left over is given out. */
  readonly needed: readonly number[];
  readonly labels: number;
  readonly parts: readonly (readonly number[])[];
}

function pagesOf(
  table: LaidTable,
  room: TableRoom,
  shown: readonly number[],
  { heads, rowHead, needed, labels, parts }: Laid,
): readonly TablePage[] {
  const [across, down] = room.padding;
  const sets = parts.map(columns => {
    const used = labels + columns.reduce((sum, at) => sum + needed[at]!, 0);
    const scale = room.width / used;
    const widths = [labels, ...columns.map(at => needed[at]!)].map(width => Math.floor(width * scale));
    const lines = (text: string, width: number) => linesOf(text, width - across, room);
    const head = headHeights([[rowHead], ...columns.map(at => heads[at]!)], widths, room);
    return { columns, widths, lines, head: head.reduce((sum, height) => sum + height, 0) };
  });
  const tallest = Math.max(...sets.map(set => set.head));
  const heightOf = (at: number) => {
    const row = table.rows[at]!;
    const taken = sets.flatMap(({ columns, widths, lines }) => [
      lines(row.label, widths[0]! - row.depth * room.indent),
      ...columns.map((column, n) => lines(row.cells[column]?.text ?? '', widths[n + 1]!)),
    ]);
    return Math.max(...taken) * room.line + down;
  };
  const whole = tallest + shown.reduce((sum, at) => sum + heightOf(at), 0);
  const single = sets.length === 1 && whole <= room.height;
  const blocks = single
    ? [{ rows: shown, above: [] }]
    : rowParts(table, shown, room.height - room.note - tallest, heightOf);
  return blocks.flatMap(({ rows, above }) => sets.map(({ columns, widths }) => ({ columns, widths, rows, above })));
}

interface RowPart {
  readonly rows: readonly number[];
  readonly above: readonly number[];
}

/** As few parts as hold the rows, all about as tall; a row is not left at the end of a part without the first of those below it. */
function rowParts(
  table: LaidTable,
  shown: readonly number[],
  room: number,
  heightOf: (row: number) => number,
): readonly RowPart[] {
  const depth = (at: number) => table.rows[shown[at]!]!.depth;
  const above = shown.map((_, at) => rowsAbove(table, shown, at));
  const repeated = above.map(rows => rows.reduce((sum, at) => sum + heightOf(at), 0));
  const upTo = sums(shown.map(heightOf));
  const begins = evenParts({
    count: shown.length,
    size: (from, to) => repeated[from]! + upTo[to]! - upTo[from]!,
    room,
    mayBegin: at => depth(at) <= depth(at - 1),
  });
  return begins.map((from, part) => ({
    rows: shown.slice(from, begins[part + 1] ?? shown.length),
    above: above[from] ?? [],
  }));
}

/** The rows that a row lies under, from the outermost. */
function rowsAbove(table: LaidTable, shown: readonly number[], from: number): readonly number[] {
  const above: number[] = [];
  let depth = table.rows[shown[from]!]!.depth;
  for (let at = from - 1; at >= 0 && depth > 0; at--) {
    const row = table.rows[shown[at]!]!;
    if (row.depth >= depth) continue;
    above.unshift(shown[at]!);
    depth = row.depth;
  }
  return above;
}

/** Which part of its table a page holds: "Columns 1 to 12 of 20, rows 1 to 11 of 60"; "" where it holds all of it. */
export function partWords(page: TablePage, columns: number, shown: readonly number[]): string {
  const span = (name: string, from: number, to: number, of: number) =>
    from === to ? `${name} ${from} of ${of}` : `${name}s ${from} to ${to} of ${of}`;
  const words = [
    ...(page.columns.length < columns ? [span('column', page.columns[0]! + 1, page.columns.at(-1)! + 1, columns)] : []),
    ...(page.rows.length < shown.length
      ? [span('row', shown.indexOf(page.rows[0]!) + 1, shown.indexOf(page.rows.at(-1)!) + 1, shown.length)]
      : []),
  ].join(', ');
  return words && `${words[0]!.toUpperCase()}${words.slice(1)}`;
}
