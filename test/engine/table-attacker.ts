import loadHighs from 'highs';
import type { Highs } from 'highs';

/** A line of a table: its label, and which members of the dimension it takes in. */
export interface PrintedLine {
  readonly label: string;
  readonly members: readonly string[];
}

/** A table as a reader has it: dimensions with their lines, and values, the first dimension slowest; null is a symbol. */
export interface PrintedTable {
  readonly title: string;
  readonly dimensions: readonly { readonly name: string; readonly lines: readonly PrintedLine[] }[];
  readonly values: readonly (number | null)[];
}

/** What a reader works out of one cell that was not printed. */
export interface Narrowed {
  readonly title: string;
  /** The position of the cell among the values of its table. */
  readonly at: number;
  readonly labels: readonly string[];
  readonly lower: number;
  readonly upper: number;
}

/** The solver by itself, asked in its text format: no code in common with the protection. */
export async function attackingSolver(): Promise<Highs> {
  return (loadHighs as unknown as () => Promise<Highs>)();
}

interface Cell {
  readonly table: number;
  readonly at: number;
  readonly labels: readonly string[];
  readonly value: number | null;
  readonly atoms: readonly number[];
}

/** Every combination of the given lists, the first slowest. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap(one => list.map(item => [...one, item])), [[]]);
}

/** All cells over the cross of all members of all dimensions: the people that may stand behind the tables. */
function cellsOf(tables: readonly PrintedTable[]): { cells: Cell[]; atoms: number } {
  const members = new Map<string, string[]>();
  for (const { dimensions } of tables)
    for (const { name, lines } of dimensions) {
      const known = members.get(name) ?? [];
      for (const member of lines.flatMap(line => line.members)) if (!known.includes(member)) known.push(member);
      members.set(name, known);
    }
  const names = [...members.keys()];
  const atoms = combinations([...members.values()]);
  const cells = tables.flatMap(({ dimensions, values }, table) =>
    combinations(dimensions.map(({ lines }) => lines)).map((lines, i) => ({
      table,
      at: i,
      labels: lines.map(line => line.label),
      value: values[i] ?? null,
      atoms: atoms.flatMap((atom, a) =>
        lines.every((line, d) => line.members.includes(atom[names.indexOf(dimensions[d]!.name)]!)) ? [a] : [],
      ),
    })),
  );
  return { cells, atoms: atoms.length };
}

const sum = (atoms: readonly number[]) => atoms.map(atom => `x${atom}`).join(' + ');

/** The smallest or the largest whole value of a sum of people that fits all printed values; infinite without a limit. */
function extreme(
  solver: Highs,
  sense: 'Minimize' | 'Maximize',
  target: readonly number[],
  rows: readonly string[],
  atoms: number,
): number {
  const names = Array.from({ length: atoms }, (_, atom) => `x${atom}`).join(' ');
  const text = [sense, ` ${sum(target)}`, 'Subject To', ...rows, 'Bounds', 'General', names, 'End', ''].join('\n');
  const solution = solver.solve(text, { output_flag: false, mip_rel_gap: 0 });
  if (solution.Status === 'Infeasible') throw new Error('No people fit the printed tables.');
  return solution.Status === 'Optimal'
    ? Math.round(solution.ObjectiveValue)
    : sense === 'Maximize'
      ? Infinity
      : -Infinity;
}

/** A sum of people that was printed, or not. */
export interface PrintedSum {
  readonly value: number | null;
  /** How far a rounded number may be from the count; 0 when not given. */
  readonly slack?: number;
  readonly atoms: readonly number[];
}

const printedRows = (name: string, atoms: readonly number[], value: number, slack: number): string[] =>
  slack
    ? [` ${name}a: ${sum(atoms)} >= ${value - slack}`, ` ${name}b: ${sum(atoms)} <= ${value + slack}`]
    : [` ${name}: ${sum(atoms)} = ${value}`];

/** For each sum that was not printed what a reader of the others works out; undefined where it was, or is of nobody. */
export function boundsOf(
  solver: Highs,
  cells: readonly PrintedSum[],
  atoms: number,
): ({ readonly lower: number; readonly upper: number } | undefined)[] {
  const rows = cells.flatMap((cell, i) =>
    cell.value === null || !cell.atoms.length ? [] : printedRows(`r${i}`, cell.atoms, cell.value, cell.slack ?? 0),
  );
  // A programme without a row is no programme.
  if (!rows.length) rows.push(' none: x0 >= 0');
  const asked = new Map<string, { lower: number; upper: number }>();
  return cells.map(cell => {
    if (cell.value !== null || !cell.atoms.length) return undefined;
    const key = cell.atoms.join();
    const known = asked.get(key) ?? {
      lower: extreme(solver, 'Minimize', cell.atoms, rows, atoms),
      upper: extreme(solver, 'Maximize', cell.atoms, rows, atoms),
    };
    asked.set(key, known);
    return known;
  });
}

/**
 * What a reader of all these tables together, who knows nothing else, works out: every cell that was not printed and of
 * which the largest less the smallest possible whole value is under `width`.
 */
export function narrowedCells(solver: Highs, tables: readonly PrintedTable[], width: number): Narrowed[] {
  const { cells, atoms } = cellsOf(tables);
  const bounds = boundsOf(solver, cells, atoms);
  return cells.flatMap((cell, i) => {
    const known = bounds[i];
    return known && known.upper - known.lower < width
      ? [{ title: tables[cell.table]!.title, at: cell.at, labels: cell.labels, ...known }]
      : [];
  });
}
