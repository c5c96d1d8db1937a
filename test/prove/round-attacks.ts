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
 * Tries hidden counts against all tables of one attribute, by district and by authority, by year and by quarter, of every
 * round that is given, as one programme: what is the least and the most that each can be?
 * @param most how many hidden counts are tried for each attribute
 */
export function narrowedOf(
  solver: Highs,
  tables: readonly ReadTable[],
  attributes: readonly string[],
  most: number,
  random: Random,
): { readonly tried: number; readonly narrowed: readonly string[] } {
  let tried = 0;
  const narrowed: string[] = [];
  for (const attribute of attributes) {
    const fields = new Set(['district', 'authority', 'referred_on', attribute]);
    const own = tables
      .filter(table => !table.filtered)
      .flatMap(table => table.cells.map(cell => ({ ...cell, until: table.until })))
      .filter(cell => Object.keys(cell.of).every(field => fields.has(field)));
    const membersOf = (field: string) => [...new Set(own.flatMap(cell => cell.of[field] ?? []))];
    const quarters = membersOf('referred_on').filter(code => code.includes('Q'));
    const people = membersOf('district').flatMap(district =>
      quarters.flatMap(referred_on =>
        membersOf(attribute).map(member => ({ district, referred_on, [attribute]: member })),
      ),
    );
    const sums = own.map((cell): PrintedSum & { readonly cell: ReadCell } => ({
      cell,
      value: cell.value,
      // What was said of a year when a quarter of it was in is said of that quarter.
      atoms: people.flatMap((person, at) => (person.referred_on <= cell.until && isIn(cell.of, person) ? [at] : [])),
    }));
    const printed = sums.filter(({ value }) => value !== null);
    const targets = sums
      .filter(({ cell }) => cell.hidden)
      .map(one => ({ one, key: random.uniform() }))
      .toSorted((a, b) => a.key - b.key)
      .slice(0, most)
      .map(({ one }) => one);
    const bounds = boundsOf(solver, [...printed, ...targets], people.length).slice(printed.length);
    targets.forEach(({ cell }, i) => {
      const found = bounds[i];
      if (!found) return;
      tried += 1;
      // A larger count that hides others may be worked out: it is nobody's secret.
      if (found.upper === found.lower && found.lower >= 1 && found.lower <= 5)
        narrowed.push(`${JSON.stringify(cell.of)} is ${found.lower}`);
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
