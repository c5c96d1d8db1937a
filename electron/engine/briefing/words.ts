import type { FrozenContent, FrozenTable } from '../../../shared/contract/briefing.ts';
import type { Slide } from '../../../shared/model/deck.ts';

/** Numbers in what a person typed on a slide, set against what its table hides. */

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
/** Before a number that is a name, an age or a day: "aged 10 to 17", "version 2", "September 30". */
const namedBefore = new RegExp(
  `(?:\\b(?:aged?|ages|per|version|slide|page|table|figure|option|step|phase|tier|level|grade|band|rule|quarter|${months})\\s+(?:\\d+\\s+(?:to|and|or)\\s+)?|[\\w£/.:–−-])$`,
  'i',
);
/** After a number that is a share, a time, a day, or counts no children: "72 hours", "95 %", "30 Sep", "7 wards". */
const measuredAfter = new RegExp(
  `^(?:[\\w/:–-]|[.,]\\d|\\s*(?:%|per\\s?cent\\b|hours?\\b|minutes?\\b|days?\\b|weeks?\\b|months?\\b|years?\\b|[ap]m\\b|(?:${months})\\b|(?:wards?|districts?|areas?|agenc(?:y|ies)|partners?|options?|services?|quarters?|slides?|series)\\b))`,
  'i',
);

const isYear = (text: string): boolean => /^(?:19|20)\d\d$/.test(text);

/** Whole numbers that stand by themselves in a text: no years, dates, times, ages, shares or parts of other numbers. */
export function countsIn(text: string): readonly number[] {
  return [...text.matchAll(/\d{1,3}(?:,\d{3})+|\d+/g)].flatMap(match => {
    const [found] = match;
    const before = text.slice(0, match.index);
    const after = text.slice(match.index + found.length);
    if (isYear(found) || /\d,$/.test(before) || namedBefore.test(before) || measuredAfter.test(after)) return [];
    return [Number(found.replaceAll(',', ''))];
  });
}

export const wordsOf = ({ title, narrative, notes }: Slide): string => [title, narrative, notes].join('\n');

/** Labels that tell nothing of which cell is meant: every deck speaks of years and totals. */
const isGeneral = (label: string): boolean => /^(?:total|all|not recorded|(?:19|20)\d\d\b.*)$/i.test(label);

interface NamedCell {
  /** What tells it from the others: its rows, from the outermost; of a table of one row the lines of its column's heading. */
  readonly labels: readonly string[];
  readonly cell: FrozenTable['rows'][number]['cells'][number];
}

function cellsByName({ rows, columns }: FrozenTable): Map<string, NamedCell> {
  const named = new Map<string, NamedCell>();
  const path: string[] = [];
  for (const row of rows) {
    path.length = row.depth;
    path.push(row.label);
    row.cells.forEach((cell, at) => {
      const heading = columns[at] ?? [];
      const own = path.filter(label => !isGeneral(label));
      const labels = own.length > 0 ? own : heading.filter(label => !isGeneral(label));
      named.set(JSON.stringify([row.kind, row.depth, ...path, ...heading]), { labels, cell });
    });
  }
  return named;
}

/** With more hidden cells than these almost every small number is one of theirs: then the words must name its row too. */
const manyHidden = 20;

/** True where a table hides something that words with figures could tell. */
export const couldTell = (slide: Slide, { table }: FrozenContent): boolean =>
  table !== null &&
  table.rows.some(row => row.cells.some(cell => cell.status === 'hidden')) &&
  countsIn(wordsOf(slide)).length > 0;

/**
 * Whether the words of a slide hold a number that its table hides: the true value of a hidden cell, and of no cell that is
 * shown. Where very much is hidden the words must also name its row. `truth` is the same table unprotected.
 */
export function tellsHidden(slide: Slide, table: FrozenTable, truth: FrozenTable): boolean {
  const words = wordsOf(slide).toLocaleLowerCase('en-GB');
  const numbers = new Set(countsIn(wordsOf(slide)));
  const known = cellsByName(truth);
  const cells = [...cellsByName(table)];
  const shown = new Set(cells.flatMap(([, { cell }]) => (cell.value === null ? [] : [cell.value])));
  const hidden = cells.filter(([, { cell }]) => cell.status === 'hidden');
  const named = ({ labels }: NamedCell) =>
    hidden.length <= manyHidden ||
    labels.length === 0 ||
    labels.some(label => words.includes(label.toLocaleLowerCase('en-GB')));
  return hidden.some(([name, one]) => {
    const real = known.get(name)?.cell.value ?? null;
    return real !== null && numbers.has(real) && !shown.has(real) && named(one);
  });
}
