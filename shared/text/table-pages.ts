import { formatCount, formatNumber } from './format.ts';

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
  /** True where the lines of a column's heading are written one after the other in one cell. */
  readonly joinedHeads: boolean;
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
 * broken between words.
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
      const taken = words.slice(0, Math.max(1, fits)).join(' ');
      left -= (page.length > 0 ? room.gap : 0) + linesOf(taken, room.width, room) * room.line;
      page.push(taken);
      words = words.slice(Math.max(1, fits));
    }
  }
  return pages;
}

/** Rows that a slide or a paper shows, over as many slides or pages as they need; the rest stand in the data annex. */
export const rowsShown = { slide: 200, page: 400 } as const;
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

/** Columns that stand beside each other: as few parts as hold them, or some more, and about as many on each. */
function columnParts(needed: readonly number[], room: number, more = 0): readonly (readonly number[])[] {
  const width = (columns: readonly number[]) => columns.reduce((sum, at) => sum + needed[at]!, 0);
  const parts: number[][] = [[]];
  needed.forEach((_, at) => {
    if (parts.at(-1)!.length > 0 && width([...parts.at(-1)!, at]) > room) parts.push([]);
    parts.at(-1)!.push(at);
  });
  const size = Math.ceil(needed.length / (parts.length + more));
  const all = needed.map((_, at) => at);
  const even = Array.from({ length: Math.ceil(needed.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );
  return even.every(part => width(part) <= room) ? even : parts;
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
  const [across] = room.padding;
  const most = Math.floor(room.width * widest);
  const heads = table.columns.map(lines => (room.joinedHeads ? [columnHead(lines)] : lines));
  const rowHead = table.rowHeads.join(' › ');
  const needed = heads.map((lines, at) =>
    Math.min(
      most,
      across +
        Math.max(
          room.figure,
          ...lines.map(line => longestWord(line, room)),
          ...table.rows.map(row => widthOf(row.cells[at]?.text ?? '', room)),
        ),
    ),
  );
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
  const [labels, parts] = [fullest, ...narrower.map(share => Math.max(least, share * room.width))]
    .filter(width => width <= fullest)
    .map(width => [width, columnParts(needed, room.width - width)] as const)
    .reduce((best, other) => (other[1].length < best[1].length ? other : best));
  // Wider columns have shorter headings, and more rows below them: what needs the fewest parts in all.
  return [parts, ...(parts.length > 1 ? [1, 2].map(more => columnParts(needed, room.width - labels, more)) : [])]
    .map(columns => pagesOf(table, room, shown, { heads, rowHead, needed, labels, parts: columns }))
    .reduce((best, other) => (other.length < best.length ? other : best));
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
    const levels = Math.max(1, ...columns.map(at => heads[at]!.length));
    const head = Array.from({ length: levels }, (_, level) =>
      Math.max(...columns.map((at, n) => lines(heads[at]![level] ?? '', widths[n + 1]!))),
    );
    const headLines = Math.max(
      head.reduce((sum, one) => sum + one, 0),
      lines(rowHead, widths[0]!),
    );
    return { columns, widths, lines, head: headLines * room.line + levels * down };
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
    : evenParts(table, shown, room.height - room.note - tallest, heightOf);
  return blocks.flatMap(({ rows, above }) => sets.map(({ columns, widths }) => ({ columns, widths, rows, above })));
}

interface RowPart {
  readonly rows: readonly number[];
  readonly above: readonly number[];
}

/** As few parts as hold the rows, none much shorter than the others. */
function evenParts(
  table: LaidTable,
  shown: readonly number[],
  room: number,
  heightOf: (row: number) => number,
): readonly RowPart[] {
  const parts = rowParts(table, shown, room, heightOf);
  const height = (rows: readonly number[]) => rows.reduce((sum, at) => sum + heightOf(at), 0);
  const last = height(parts.at(-1)!.rows);
  if (parts.length === 1 || last > room / 2) return parts;
  const even = rowParts(table, shown, Math.min(room, height(shown) / parts.length + room / 5), heightOf);
  return even.length === parts.length ? even : parts;
}

/** Rows in order in parts of a height; a row is not left at the end of a part without the first of those below it. */
function rowParts(
  table: LaidTable,
  shown: readonly number[],
  room: number,
  heightOf: (row: number) => number,
): readonly RowPart[] {
  const depth = (at: number) => table.rows[at]!.depth;
  const parts: RowPart[] = [];
  for (let from = 0; from < shown.length;) {
    const above = rowsAbove(table, shown, from);
    let used = above.reduce((sum, at) => sum + heightOf(at), 0);
    let to = from;
    while (to < shown.length && (to === from || used + heightOf(shown[to]!) <= room)) used += heightOf(shown[to++]!);
    while (to < shown.length && to - from > 1 && depth(shown[to]!) > depth(shown[to - 1]!)) to--;
    parts.push({ rows: shown.slice(from, to), above });
    from = to;
  }
  return parts.length > 0 ? parts : [{ rows: [], above: [] }];
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
