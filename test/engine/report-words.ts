import type { FrozenTable } from '../../shared/contract/briefing.ts';

/** Numbers of words, and whether a table bears them: sums, shares, ratios, differences and counts of rows are worked out. */

/** What is no figure: periods, dates, clock times, ages, the level of an interval, bases of rates, versions. */
const names: readonly RegExp[] = [
  /\d{4}\/\d{2}(?: Q[1-4])?/g,
  /\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b/g,
  /\b\d{2}:\d{2}\b/g,
  /\b95\s%/g,
  /\b72 hours\b/g,
  /\baged \d+ to \d+\b/g,
  /\b(?:for each|per) [\d,]+\b/g,
  /\bversion \d+\b/g,
];

/** Sentences of a method: what it would have seen, of no figure on the slide. */
const methods: readonly RegExp[] = [
  /A rise of 30\s% would (?:hardly be seen here|be seen after (?:one quarter|\d+ quarters) half the time); the chart gives a false alarm every (?:\d+ years|year)\./g,
  /In a ward of middling size, [\d.]+ times the rate of the rest would have been seen four times in five\./g,
];

export interface SaidNumber {
  readonly text: string;
  readonly value: number;
  readonly decimals: number;
  readonly isPercent: boolean;
  /** The word after it. */
  readonly after: string;
}

/** Numbers of a text that have to stand on a table. */
export function numbersSaid(text: string): readonly SaidNumber[] {
  const bare = [...methods, ...names].reduce((left, pattern) => left.replaceAll(pattern, ' · '), text);
  return [...bare.matchAll(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g)].map(match => {
    const after = bare.slice(match.index + match[0].length);
    const decimals = match[0].split('.')[1]?.length ?? 0;
    const value = Number(match[0].replaceAll(',', ''));
    // "+24 to +60 %": both ends are of the unit after the second.
    const isPercent = /^\s?%|^ points?\b|^ to [+−-]?[\d.]+(?:\s%| points)/.test(after);
    return { text: match[0], value, decimals, isPercent, after: /^\s*([a-z]+)/i.exec(after)?.[1] ?? '' };
  });
}

interface Grid {
  readonly values: readonly (readonly (number | null)[])[];
  readonly totalRows: readonly number[];
  readonly totalColumns: readonly number[];
  readonly leaves: number;
}

function gridOf({ rows, columns }: FrozenTable): Grid {
  return {
    values: rows.map(row => row.cells.map(cell => cell.value)),
    totalRows: rows.flatMap((row, at) => (row.kind === 'total' ? [at] : [])),
    totalColumns: columns.flatMap((head, at) => (head.includes('Total') ? [at] : [])),
    leaves: rows.filter(row => row.kind === 'leaf').length,
  };
}

const known = (values: readonly (number | null)[]): number[] => values.filter(value => value !== null);

/** Sums of neighbours in a line. */
function runsOf(line: readonly (number | null)[]): number[] {
  const sums: number[] = [];
  for (let from = 0; from < line.length; from++) {
    let sum = 0;
    for (let to = from; to < line.length && line[to] !== null; to++) {
      sum += line[to]!;
      sums.push(sum);
    }
  }
  return sums;
}

/** What can be worked out: sums of neighbours in the total lines, and shares of a total in its line. */
function workedOut({ values, totalRows, totalColumns }: Grid): { readonly sums: number[]; readonly shares: number[] } {
  const column = (at: number) => values.map(row => row[at] ?? null);
  const lines = [...totalRows.map(at => values[at]!), ...totalColumns.map(column)];
  const sums = lines.flatMap(runsOf);
  const wholes = known(totalRows.flatMap(row => totalColumns.map(at => values[row]![at] ?? null)));
  const rowShares = values.flatMap(row =>
    totalColumns.flatMap(at => known(row).map(value => value / (row[at] ?? Number.NaN))),
  );
  const columnShares = totalRows.flatMap(row =>
    values.flatMap(line => line.map((value, at) => (value ?? Number.NaN) / (values[row]![at] ?? Number.NaN))),
  );
  return { sums, shares: [...rowShares, ...columnShares, ...wholes.flatMap(whole => sums.map(sum => sum / whole))] };
}

/** Ratios and differences of two figures of one row. */
function ofRows({ values }: Grid): { readonly ratios: number[]; readonly differences: number[] } {
  const pairs = values.flatMap(row => {
    const own = known(row).slice(0, 8);
    return own.flatMap((a, at) => own.flatMap((b, other) => (at === other ? [] : [[a, b] as const])));
  });
  return { ratios: pairs.map(([a, b]) => a / b), differences: pairs.map(([a, b]) => Math.abs(a - b)) };
}

/** How many rows read alike in a column. */
function rowCounts({ rows, columns }: FrozenTable): ReadonlySet<number> {
  const counts = new Set([0]);
  columns.forEach((_, at) => {
    for (const group of Map.groupBy(rows, row => row.cells[at]?.text ?? '').values()) counts.add(group.length);
  });
  return counts;
}

const counted = new Set(['indicator', 'indicators', 'quarter', 'quarters', 'year', 'years']);

/** Numbers of a text that its table does not bear. */
export function strayNumbers(text: string, table: FrozenTable): readonly string[] {
  const written = [
    ...table.rows.flatMap(row => [row.label, ...row.cells.map(cell => cell.text)]),
    ...table.columns.flat(),
  ].flatMap(numbersSaid);
  const grid = gridOf(table);
  const { sums, shares } = workedOut(grid);
  const { ratios, differences } = ofRows(grid);
  const counts = rowCounts(table);
  const alike = (a: number, { value, decimals }: SaidNumber, scale = 1) =>
    Math.abs(Math.abs(a) * scale - value) <= 0.5 * 10 ** -decimals + 1e-9;
  return numbersSaid(text)
    .filter(one => {
      if (written.some(other => other.value === one.value)) return false;
      if (one.isPercent) return ![...shares, ...ratios.map(ratio => ratio - 1)].some(value => alike(value, one, 100));
      if (counted.has(one.after)) return one.value > grid.leaves;
      if (one.decimals === 0 && counts.has(one.value)) return false;
      return ![...sums, ...ratios, ...differences, ...grid.values.flatMap(known)].some(value => alike(value, one));
    })
    .map(one => one.text);
}

/** Words that set one thing above another. */
const comparing =
  /\b(?:more|fewer|less|higher|highest|lower|lowest|above|below|most|best|worst|rose|rises?|rising|fell|falls?|falling|increas\w+|decreas\w+|improv\w+|worsen\w*|hot spots?|stands? out|outlier|\d+ times)\b/i;

/** Clauses that say that nothing is told, or that name no finding. */
const harmless: readonly RegExp[] = [
  /\bno [^.;]*?(?:beyond chance|than chance makes[^.;]*)/gi,
  /\bin no district[^.;]*/gi,
  /In a (?:district|ward) of middling size, .*? would have been seen four times in five\./g,
  /\b0 (?:improves?|worsens?|worsen)\b/gi,
  /A rise of 30\s% would (?:hardly )?be seen[^.]*\./g,
  /\bat (?:most|least)\b/g,
  /A change of (?:[\d.]+ points or more|[\d.,]+\s% up or [\d.]+\s% down) would have been seen four times in five\./g,
  /\bnot told from chance among so many comparisons/g,
  /Boys may be missed: fewer are recognised[^.]*/g,
  /most ages hidden/g,
  /younger and older ones/g,
  // Described, and tested by itself: the first of several counts beside the next.
  /Largest age group: [^.]*|Busiest hour: [^.]*/g,
];

/** The comparing word of a text; null where nothing is compared. */
export function comparingWord(text: string): string | null {
  const left = harmless.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text);
  return comparing.exec(left)?.[0] ?? null;
}
