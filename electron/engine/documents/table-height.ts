/** A piece of text in the type of a table; a line feed starts a new line. */
export interface TableText {
  readonly text: string;
  readonly bold?: boolean;
}

/** Of the size of the type: how wide letters of Calibri are, and the line that they stand on. */
const letterWidths: readonly (readonly [letters: string, width: number])[] = [
  [" ,.:;Iijl’'·", 0.25],
  ['()-J[]`f{}!rt', 0.34],
  ['"/L\\csz“”?FSZgkvxy|', 0.44],
  ['&%wGNOQUADH…', 0.66],
  ['mM@W—', 0.88],
];
const usualWidth = 0.53;
const boldWider = 1.04;
const lineHeight = 1.22;

const widths = new Map(
  letterWidths.flatMap(([letters, width]) => [...letters].map(letter => [letter, width] as const)),
);

function widthOf(text: string, bold: boolean): number {
  let width = 0;
  for (const letter of text) width += widths.get(letter) ?? usualWidth;
  return bold ? width * boldWider : width;
}

/** Lines that a paragraph comes to when it breaks between words; a word that is too long breaks where the line ends. */
function linesOf(paragraph: readonly TableText[], room: number): number {
  let lines = 1;
  let used = 0;
  for (const { text, bold = false } of paragraph)
    for (const word of text.split(/(?<=[ –-])/u)) {
      const width = widthOf(word.trimEnd(), bold);
      if (used > 0 && used + width > room) {
        lines++;
        used = 0;
      }
      if (width > room) lines += Math.ceil(width / room) - 1;
      used += width > room ? width % room : widthOf(word, bold);
    }
  return lines;
}

/** Pieces of text as paragraphs of pieces: a line feed ends one. */
function paragraphsOf(pieces: readonly TableText[]): readonly (readonly TableText[])[] {
  const found: TableText[][] = [[]];
  for (const { text, bold } of pieces)
    for (const [at, line] of text.split('\n').entries()) {
      if (at > 0) found.push([]);
      found.at(-1)!.push({ text: line, bold: bold ?? false });
    }
  return found;
}

/** How a table is set, in twentieths of a point. */
export interface TableSetting {
  readonly size: number;
  /** Left and right inside a cell, together; above and below its text, with the rule between two rows. */
  readonly beside: number;
  readonly around: number;
}

/**
 * About how high a row of a table stands, in twentieths of a point: as high as its cell of the most lines.
 * @param room width of each cell with its margins
 */
export function rowHeight(
  cells: readonly (readonly TableText[])[],
  room: readonly number[],
  { size, beside, around }: TableSetting,
): number {
  const most = Math.max(
    1,
    ...cells.map((pieces, at) => {
      const ofCell = Math.max(1, (room[at] ?? 0) - beside) / size;
      return paragraphsOf(pieces).reduce((lines, paragraph) => lines + linesOf(paragraph, ofCell), 0);
    }),
  );
  return most * lineHeight * size + around;
}
