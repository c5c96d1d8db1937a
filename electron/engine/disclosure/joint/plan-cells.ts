import { shapesOf } from './plan-shapes.ts';

/** One column of the units: for each unit the position of its member. "Not recorded" is a member like others. */
export interface PlanColumn {
  readonly name: string;
  readonly members: readonly string[];
  readonly codes: ArrayLike<number>;
}

/** The records of a dataset. With `children`, a count is of distinct children; without, of rows. */
export interface PlanUnits {
  readonly rows: number;
  readonly columns: readonly PlanColumn[];
  readonly children?: ArrayLike<number>;
}

/** Lines of one axis: each a set of members of the column; a subtotal has several, a total all. */
export interface PlanAxis {
  readonly column: string;
  readonly nodes: readonly { readonly name: string; readonly members: readonly string[] }[];
}

/** A table, as the lines of its axes. What is not printed is a secret: never shown, and protected where it is small. */
export interface PlanFamily {
  readonly name: string;
  readonly printed: boolean;
  readonly axes: readonly PlanAxis[];
}

/** Columns that a cell limits, and for each which members are in it. */
export interface PlanCondition {
  readonly column: number;
  readonly inside: Uint8Array;
}

/** Units and cells in canonical order, whatever the order in which tables, rows and columns were given. */
export interface PlanCells {
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  /** By column, then row. */
  readonly codes: readonly Uint16Array[];
  /** The unit that each row counts for: its child, or itself. */
  readonly unitOf: Int32Array;
  readonly rowsOf: readonly Int32Array[];
  /** For each row its position in the units as given. */
  readonly given: Int32Array;
  /** What a cell is, in words of columns and members: the same in every plan that has it. */
  readonly keys: readonly string[];
  readonly conditions: readonly (readonly PlanCondition[])[];
  readonly values: Int32Array;
  /** In how many printed tables the cell stands; 0 for a secret. */
  readonly weights: Int32Array;
  /** Positions of cells of each family, in the order of its lines, first axis slowest. */
  readonly families: readonly { readonly name: string; readonly cells: Int32Array }[];
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

interface Columns {
  readonly names: readonly string[];
  readonly members: readonly (readonly string[])[];
  readonly codes: readonly Uint16Array[];
}

/** Columns by name, members by text. */
function canonicalColumns({ columns }: PlanUnits): Columns {
  const sorted = columns.toSorted((a, b) => byText(a.name, b.name));
  const members = sorted.map(column => column.members.toSorted(byText));
  const codes = sorted.map((column, c) => {
    const places = new Map(members[c]!.map((member, i) => [member, i]));
    const place = column.members.map(member => places.get(member) ?? 0);
    return Uint16Array.from(column.codes, code => place[code]!);
  });
  return { names: sorted.map(column => column.name), members, codes };
}

/** Rows by their members, then by those of the child's other rows; the same for any order in which they were given. */
function rowOrder({ rows, children }: PlanUnits, { codes }: Columns): Int32Array {
  const texts = Array.from({ length: rows }, (_, row) => codes.map(column => String(column[row]).padStart(4)).join());
  const signatures = new Map<number, string>();
  if (children) {
    const lists = new Map<number, string[]>();
    for (let row = 0; row < rows; row++) {
      const list = lists.get(children[row]!);
      if (list) list.push(texts[row]!);
      else lists.set(children[row]!, [texts[row]!]);
    }
    for (const [child, list] of lists) signatures.set(child, list.sort(byText).join(';'));
  }
  const signature = (row: number) => (children ? (signatures.get(children[row]!) ?? '') : '');
  return Int32Array.from(
    Array.from({ length: rows }, (_, row) => row).sort(
      (a, b) => byText(texts[a]!, texts[b]!) || byText(signature(a), signature(b)) || a - b,
    ),
  );
}

interface Line {
  readonly text: string;
  readonly conditions: readonly PlanCondition[];
}

/** All cells of a family: the cross of its lines. A line of all members of a column limits nothing. */
function linesOf(family: PlanFamily, { names, members }: Columns): Line[] {
  let lines: Line[] = [{ text: '', conditions: [] }];
  for (const axis of family.axes) {
    const column = names.indexOf(axis.column);
    const own = members[column]!;
    const nodes = axis.nodes.map(node => {
      const inside = Uint8Array.from(own, member => (node.members.includes(member) ? 1 : 0));
      return inside.includes(0) ? { column, inside } : null;
    });
    lines = lines.flatMap(line =>
      nodes.map(node => (node ? { text: '', conditions: [...line.conditions, node] } : line)),
    );
  }
  return lines.map(({ conditions }) => {
    const merged = mergedConditions(conditions);
    const text = merged.map(
      ({ column, inside }) => `${names[column]!}=${members[column]!.filter((_, member) => inside[member]).join('|')}`,
    );
    return { text: text.join('; '), conditions: merged };
  });
}

/** One condition for each column: members that are in all of its conditions. */
function mergedConditions(conditions: readonly PlanCondition[]): PlanCondition[] {
  const byColumn = new Map<number, Uint8Array>();
  for (const { column, inside } of conditions) {
    const known = byColumn.get(column);
    byColumn.set(column, known ? known.map((one, member) => one & inside[member]!) : inside);
  }
  return [...byColumn].sort(([a], [b]) => a - b).map(([column, inside]) => ({ column, inside }));
}

/** Whether a row with these members is in a cell. */
export function inCell(conditions: readonly PlanCondition[], member: (column: number) => number): boolean {
  for (const { column, inside } of conditions) if (!inside[member(column)]) return false;
  return true;
}

/** A count that is given out, or that must be kept: what limits it, in members of the units' own columns. */
export interface GivenCell {
  readonly conditions: readonly PlanCondition[];
  /** Whether it is printed, be it as hidden. */
  readonly printed: boolean;
}

/** Cells of the units, each once; `placeOf` says which a given one is. No order of input matters. */
export interface PlacedCells {
  readonly cells: PlanCells;
  readonly placeOf: Int32Array;
}

/**
 * Places counts over the same units, more than once where need be: what limits them is put in canonical words once, and
 * the same limit is one object in all cells.
 */
export class CellPlacer {
  readonly #units: PlanUnits;
  readonly #columns: Columns;
  readonly #order: Int32Array;
  /** By column as given: its canonical position, and where each canonical member was given. */
  readonly #placeOf: readonly { readonly column: number; readonly given: Int32Array }[];
  readonly #canonical = new Map<Uint8Array, Uint8Array>();
  /** By canonical column the limits by their bytes, each once. */
  readonly #pool: readonly Map<string, Uint8Array>[];
  readonly #texts = new Map<Uint8Array, string>();

  constructor(units: PlanUnits) {
    this.#units = units;
    this.#columns = canonicalColumns(units);
    this.#order = rowOrder(units, this.#columns);
    this.#pool = this.#columns.names.map(() => new Map<string, Uint8Array>());
    this.#placeOf = units.columns.map(({ name, members }) => {
      const column = this.#columns.names.indexOf(name);
      const places = new Map(members.map((member, i) => [member, i]));
      return { column, given: Int32Array.from(this.#columns.members[column]!, member => places.get(member)!) };
    });
  }

  /**
   * Single counts as cells, with true values.
   * @param unprinted what is printed nowhere, in columns and members of an answer of this placer
   */
  place(given: readonly GivenCell[], unprinted: readonly (readonly PlanCondition[])[] = []): PlacedCells {
    const lists = given.map(({ conditions }) => this.#canonicalConditions(conditions));
    const textOf = (list: readonly PlanCondition[]) => list.map(one => this.#text(one)).join('; ');
    const texts = lists.map(textOf);
    const cells = new Map<string, Weighed>();
    given.forEach(({ printed }, i) => {
      const weight = (cells.get(texts[i]!)?.weight ?? 0) + (printed ? 1 : 0);
      cells.set(texts[i]!, { conditions: lists[i]!, weight });
    });
    for (const list of unprinted) {
      const conditions = list
        .map(({ column, inside }) => ({ column, inside: this.#pooled(column, inside) }))
        .filter(({ inside }) => inside.includes(0))
        .toSorted((a, b) => a.column - b.column);
      const text = textOf(conditions);
      if (!cells.has(text)) cells.set(text, { conditions, weight: 0 });
    }
    const made = cellsOver(this.#units, this.#columns, cells, this.#order);
    const places = new Map(made.keys.map((key, i) => [key, i]));
    return { cells: { ...made, families: [] }, placeOf: Int32Array.from(texts, text => places.get(text) ?? -1) };
  }

  #text({ column, inside }: PlanCondition): string {
    const known = this.#texts.get(inside);
    if (known !== undefined) return known;
    const { names, members } = this.#columns;
    const text = `${names[column]!}=${members[column]!.filter((_, member) => inside[member]).join('|')}`;
    this.#texts.set(inside, text);
    return text;
  }

  #pooled(column: number, inside: Uint8Array): Uint8Array {
    const key = inside.join('');
    const known = this.#pool[column]!.get(key) ?? inside;
    this.#pool[column]!.set(key, known);
    return known;
  }

  /** Conditions on the columns as given, on the canonical ones: limits of all members of a column are none. */
  #canonicalConditions(given: readonly PlanCondition[]): PlanCondition[] {
    const byColumn = new Map<number, Uint8Array>();
    for (const { column: at, inside } of given) {
      const { column, given: places } = this.#placeOf[at]!;
      let own = this.#canonical.get(inside);
      if (!own) {
        own = this.#pooled(
          column,
          Uint8Array.from(places, place => inside[place]!),
        );
        this.#canonical.set(inside, own);
      }
      const other = byColumn.get(column);
      const both =
        other &&
        this.#pooled(
          column,
          other.map((one, member) => one & own[member]!),
        );
      byColumn.set(column, both ?? own);
    }
    return [...byColumn]
      .map(([column, inside]) => ({ column, inside }))
      .filter(({ inside }) => inside.includes(0))
      .toSorted((a, b) => a.column - b.column);
  }
}

interface Weighed {
  readonly conditions: readonly PlanCondition[];
  readonly weight: number;
}

/** Rows and cells in canonical order. */
function cellsOver(
  units: PlanUnits,
  columns: Columns,
  cells: ReadonlyMap<string, Weighed>,
  given = rowOrder(units, columns),
): Omit<PlanCells, 'families'> {
  const codes = columns.codes.map(column => Uint16Array.from(given, row => column[row]!));
  const numbers = new Map<number, number>();
  const unitOf = Int32Array.from(given, (row, i) => {
    const child = units.children ? units.children[row]! : i;
    const known = numbers.get(child) ?? numbers.size;
    numbers.set(child, known);
    return known;
  });
  const rowsOf: number[][] = Array.from({ length: numbers.size }, () => []);
  unitOf.forEach((unit, row) => rowsOf[unit]!.push(row));
  const keys = [...cells.keys()].sort(byText);
  const conditions = keys.map(key => cells.get(key)?.conditions ?? []);
  return {
    names: columns.names,
    sizes: columns.members.map(list => list.length),
    codes,
    unitOf,
    rowsOf: rowsOf.map(list => Int32Array.from(list)),
    given,
    keys,
    conditions,
    values: countsOf(
      conditions,
      columns.members.map(list => list.length),
      codes,
      rowsOf,
    ),
    weights: Int32Array.from(keys, key => cells.get(key)?.weight ?? 0),
  };
}

/** All cells that the families print or keep secret, each once, with true values. Pure; no order of input matters. */
export function planCells(units: PlanUnits, families: readonly PlanFamily[]): PlanCells {
  const columns = canonicalColumns(units);
  const sorted = families.toSorted((a, b) => byText(a.name, b.name));
  const lines = sorted.map(family => linesOf(family, columns));
  const cells = new Map<string, Weighed>();
  lines.forEach((list, f) => {
    const once = new Map(list.map(line => [line.text, line.conditions]));
    for (const [text, conditions] of once) {
      const weight = (cells.get(text)?.weight ?? 0) + (sorted[f]!.printed ? 1 : 0);
      cells.set(text, { conditions, weight });
    }
  });
  const made = cellsOver(units, columns, cells);
  const places = new Map(made.keys.map((key, i) => [key, i]));
  return {
    ...made,
    families: sorted.map((family, f) => ({
      name: family.name,
      cells: Int32Array.from(lines[f]!, line => places.get(line.text) ?? -1),
    })),
  };
}

/** The true value of every cell: units that have a row in it, counted once. */
function countsOf(
  conditions: readonly (readonly PlanCondition[])[],
  sizes: readonly number[],
  codes: readonly Uint16Array[],
  rowsOf: readonly (readonly number[])[],
): Int32Array {
  const values = new Int32Array(conditions.length);
  const last = new Int32Array(conditions.length).fill(-1);
  const { shapes, shapeOfCell } = shapesOf({ sizes, codes, conditions });
  for (const { places, starts, cells } of shapes)
    rowsOf.forEach((rows, unit) => {
      for (const row of rows)
        for (let at = starts[places[row]!]!; at < starts[places[row]! + 1]!; at++) {
          const cell = cells[at]!;
          if (last[cell] === unit) continue;
          last[cell] = unit;
          values[cell] = values[cell]! + 1;
        }
    });
  return values.map((value, cell) => (shapeOfCell[cell]! < 0 ? rowsOf.length : value));
}
