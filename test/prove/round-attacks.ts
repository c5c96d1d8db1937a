import type { Highs } from 'highs';
import type { PivotJson } from '../../electron/engine/cube/pivot-json.ts';
import type { Random } from '../../electron/engine/demonstration/random.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { boundsOf } from '../engine/table-attacker.ts';
import type { PrintedSum } from '../engine/table-attacker.ts';

/** A count of a file: where it stands, and its value; null where a symbol stands. */
interface ReadCell {
  /** Members by field, a period by its own code; a field that is not named is over all of its members. */
  readonly of: Readonly<Record<string, string>>;
  readonly value: number | null;
  readonly hidden: boolean;
}

/** A table as somebody has it who was given its file. */
export interface ReadTable {
  /** The latest quarter that was in when it was given out. */
  readonly until: string;
  readonly at: number;
  readonly filtered: boolean;
  readonly cells: readonly ReadCell[];
  readonly hidden: number;
}

/** Reads a table's JSON as a stranger does: labels, values and symbols, and nothing of the application. */
export function readTable(at: number, until: string, description: PivotDescription, table: PivotJson): ReadTable {
  const cells = table.rows.flatMap((row, r) =>
    table.columns.map((column, c): ReadCell => {
      const members = [...row.path, ...column.path].map(
        ({ field, code }) => [field.split(' ')[0]!, code ?? '?'] as const,
      );
      const { value, status } = table.cells[r]![c]![0]!;
      return { of: Object.fromEntries(members), value, hidden: status === 'hidden' };
    }),
  );
  return {
    at,
    until,
    filtered: (description.filters ?? []).length > 0,
    cells,
    hidden: cells.filter(cell => cell.hidden).length,
  };
}

/** The authority of a district, as every reader knows it. */
const authorityOf = (district: string) =>
  district === '?' ? '?' : district.startsWith('E06') ? district : 'E10000028';

/** Whether a person of these members is in a cell. */
function isIn(of: ReadCell['of'], person: Readonly<Record<string, string>>): boolean {
  return Object.entries(of).every(([field, code]) =>
    field === 'authority'
      ? authorityOf(person['district']!) === code
      : field === 'referred_on'
        ? person['referred_on']!.startsWith(code)
        : person[field] === code,
  );
}

/**
 * Whether a record was in when its own quarter was the latest, and later: its file is sent again in the quarter after, with
 * some records corrected. A reader does not know which.
 */
const lives = { kept: [true, true], out: [true, false], later: [false, true] } as const;

const isFew = (by: number) => Math.abs(by) >= 1 && Math.abs(by) <= 5;

/** A cell of some round as a sum over those who may stand behind it. */
interface RoundSum extends PrintedSum {
  readonly cell: ReadCell & { readonly until: string };
}

/** The cells of all rounds that speak of one attribute, by district or authority and by time. */
function sumsOf(tables: readonly ReadTable[], attribute: string, isCorrected: boolean) {
  const fields = new Set(['district', 'authority', 'referred_on', attribute]);
  const own = tables
    .filter(table => !table.filtered)
    .flatMap(table => table.cells.map(cell => ({ ...cell, until: table.until })))
    .filter(cell => Object.keys(cell.of).every(field => fields.has(field)));
  const membersOf = (field: string) => [...new Set(own.flatMap(cell => cell.of[field] ?? []))];
  const quarters = membersOf('referred_on').filter(code => code.includes('Q'));
  const people = membersOf('district').flatMap(district =>
    quarters.flatMap(referred_on =>
      membersOf(attribute).flatMap(member =>
        (isCorrected ? Object.values(lives) : [lives.kept]).map(life => ({
          person: { district, referred_on, [attribute]: member },
          // What was said of a year when a quarter of it was in is said of that quarter.
          isIn: (until: string) => (referred_on < until && life[1]) || (referred_on === until && life[0]),
        })),
      ),
    ),
  );
  const sums = own.map((cell): RoundSum => ({
    cell,
    value: cell.value,
    atoms: people.flatMap(({ person, isIn: wasIn }, at) => (wasIn(cell.until) && isIn(cell.of, person) ? [at] : [])),
  }));
  return { sums, atoms: people.length };
}

/**
 * Tries hidden counts against all tables of one attribute, by district and by authority, by year and by quarter, of every
 * round that is given, as one programme: what is the least and the most that each can be? First those that were shown in
 * another round: whoever works one out has the change.
 * @param most how many hidden counts are tried for each attribute
 * @param isCorrected whether files are sent again with corrections
 */
export function narrowedOf(
  solver: Highs,
  tables: readonly ReadTable[],
  attributes: readonly string[],
  most: number,
  random: Random,
  isCorrected: boolean,
): { readonly tried: number; readonly narrowed: readonly string[] } {
  let tried = 0;
  const narrowed: string[] = [];
  for (const attribute of attributes) {
    const { sums, atoms } = sumsOf(tables, attribute, isCorrected);
    const printed = sums.filter(({ value }) => value !== null);
    const shownAt = Map.groupBy(printed, ({ cell }) => JSON.stringify(cell.of));
    const targets = sums
      .filter(({ cell }) => cell.hidden)
      .map(one => ({ one, key: random.uniform() - Number(shownAt.has(JSON.stringify(one.cell.of))) / 2 }))
      .toSorted((a, b) => a.key - b.key)
      .slice(0, most)
      .map(({ one }) => one);
    const bounds = boundsOf(solver, [...printed, ...targets], atoms).slice(printed.length);
    targets.forEach(({ cell }, i) => {
      const found = bounds[i];
      if (!found) return;
      tried += 1;
      if (found.upper !== found.lower) return;
      const words = `${JSON.stringify(cell.of)} in ${cell.until} is ${found.lower}`;
      // A larger count that hides others may be worked out: it is nobody's secret, but where it tells a small change.
      if (isFew(found.lower)) narrowed.push(words);
      for (const { value, cell: other } of shownAt.get(JSON.stringify(cell.of)) ?? [])
        if (isFew(found.lower - value!)) narrowed.push(`${words}, and ${value} in ${other.until}`);
    });
  }
  return { tried, narrowed };
}

/** Counts that stood in a table of an earlier round and stand in the same table now, and differ by 1 to 5. */
export function changesTold(rounds: readonly (readonly ReadTable[])[]): readonly string[] {
  const now = rounds.at(-1)!;
  const told: string[] = [];
  for (const table of now) {
    const present = new Map(table.cells.map(cell => [JSON.stringify(cell.of), cell.value]));
    for (const [round, earlier] of rounds.slice(0, -1).entries())
      for (const { of, value } of earlier.find(other => other.at === table.at)?.cells ?? []) {
        // A year that a further quarter was added to counts too: the difference is that quarter.
        const after = present.get(JSON.stringify(of));
        if (value === null || after === null || after === undefined) continue;
        const by = Math.abs(after - value);
        if (by >= 1 && by <= 5)
          told.push(`table ${table.at}, round ${round + 1}: ${JSON.stringify(of)} ${value}, now ${after}`);
      }
  }
  return told;
}
