/** A value with its unit, where its name does not say it and its figures do not. */
export const valueHeading = ({ label, unit }: { readonly label: string; readonly unit: string }): string =>
  unit && unit !== '%' && !label.toLowerCase().includes(unit.toLowerCase()) ? `${label} (${unit})` : label;

/** A member of an axis as it is headed: one that the data do not hold whole says so. */
export const memberHeading = (label: string, isPart: boolean): string => (isPart ? `${label} (part)` : label);

/** A heading of a table: what columns beside each other share with all that stands above it is one of them. */
export interface HeadCell {
  readonly text: string;
  /** The first of the columns that it stands over. */
  readonly first: number;
  /** Columns that it stands over. */
  readonly span: number;
  /** Lines that it takes: a column with fewer lines than others is headed down to the foot. */
  readonly lines: number;
}

/** The same lines down to this one, so that one heading says it of both. */
const shares = (one: readonly string[], other: readonly string[], line: number): boolean =>
  one.length > line + 1 &&
  other.length > line + 1 &&
  one.slice(0, line + 1).every((text, level) => text === other[level]);

/**
 * The headings of columns beside each other, line by line from the outermost: the one place where they are joined, for the
 * wall, slides and papers.
 * @param heads of each column, its lines from the outermost; the last line of a column is its own
 */
export function headLines(heads: readonly (readonly string[])[]): readonly (readonly HeadCell[])[] {
  const depth = Math.max(1, ...heads.map(head => head.length));
  return Array.from({ length: depth }, (_, line) => {
    const cells: HeadCell[] = [];
    heads.forEach((head, first) => {
      if (line > 0 && line >= head.length) return;
      const before = cells.at(-1);
      const isShared =
        before !== undefined && before.first + before.span === first && shares(head, heads[before.first]!, line);
      if (isShared) cells[cells.length - 1] = { ...before, span: before.span + 1 };
      else cells.push({ text: head[line] ?? '', first, span: 1, lines: line + 1 >= head.length ? depth - line : 1 });
    });
    return cells;
  });
}
