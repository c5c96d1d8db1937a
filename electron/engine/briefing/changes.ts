import type {
  DeckChange,
  FrozenCell,
  FrozenDeck,
  FrozenSlide,
  FrozenTable,
} from '../../../shared/contract/briefing.ts';

/** Labels of the rows on the way to each row, outermost first. */
function rowPaths(table: FrozenTable): string[] {
  const path: string[] = [];
  return table.rows.map(row => {
    path.length = row.depth;
    path[row.depth] = row.label;
    return path.join(' › ');
  });
}

/** A mark on a period that was not over says nothing of which period it is. */
const bare = (label: string): string => label.replaceAll(' (part)', '');

/** What a cell told, and where; the first of equal places counts. */
function numbersOf({ content }: FrozenSlide): ReadonlyMap<string, FrozenCell> {
  const numbers = new Map<string, FrozenCell>();
  const table = content?.table;
  if (!table) return numbers;
  const paths = rowPaths(table);
  table.rows.forEach((row, r) =>
    row.cells.forEach((cell, c) => {
      const where = bare([paths[r]!, ...(table.columns[c] ?? [])].join(', '));
      if (!numbers.has(where)) numbers.set(where, cell);
    }),
  );
  return numbers;
}

const told = (cell: FrozenCell | undefined): string | null =>
  cell === undefined || (cell.text === '' && cell.value === null) ? null : cell.text;

/** Slides of two decks that are the same one: by id, else by title. */
function pairsOf(before: FrozenDeck, after: FrozenDeck): (readonly [FrozenSlide | null, FrozenSlide | null])[] {
  const left = new Set(before.slides);
  const find = (slide: FrozenSlide) => {
    const found =
      [...left].find(one => one.slide.id === slide.slide.id) ??
      [...left].find(one => one.slide.title === slide.slide.title);
    if (found) left.delete(found);
    return found ?? null;
  };
  const pairs = after.slides.map(slide => [find(slide), slide] as const);
  return [...pairs, ...[...left].map(slide => [slide, null] as const)];
}

/** Number by number, what differs between two frozen decks; what is only in one has null for the other. */
export function changesBetween(before: FrozenDeck, after: FrozenDeck): DeckChange[] {
  return pairsOf(before, after).flatMap(([was, is]) => {
    const slide = (is ?? was)!.slide.title;
    const [old, now] = [was ? numbersOf(was) : new Map(), is ? numbersOf(is) : new Map()];
    return [...new Set([...now.keys(), ...old.keys()])].flatMap((where: string) => {
      const change = { slide, where, before: told(old.get(where)), after: told(now.get(where)) };
      return change.before === change.after ? [] : [change];
    });
  });
}
