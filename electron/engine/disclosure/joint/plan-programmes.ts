import type { Solver } from '../solver.ts';
import type { PlanCells } from './plan-cells.ts';
import type { KnownBounds } from './plan-book.ts';
import type { PlanEdit, PlanEffects, PlanMove } from './plan-effects.ts';
import { JointProgramme } from './programme.ts';
import type { JointSystem } from './system.ts';

/** Larger programmes take too long for what they gain. */
const mostAtoms = 6000;
/** Of all columns at once, where whole numbers are harder to come by. */
const mostWhole = 2000;
const limits = { pivots: 60_000, branches: 50 };

interface Clique {
  readonly columns: readonly number[];
  readonly programme: JointProgramme;
  /** The cell of the plan behind each cell of the programme; −1 for a place of the ground, which is held still. */
  readonly planCells: Int32Array;
  readonly rows: readonly (readonly number[])[];
  /** Members of each atom, by column of the clique; atoms of one place stand together. */
  readonly members: readonly (readonly number[])[];
  readonly places: Int32Array;
}

/**
 * Whole tables of one attribute (and of those that are crossed with it), with every place of the ground held still, as
 * programmes. No other table crosses the attribute, so any such table can be put together with the rest to records: the
 * answer is given as edits of rows. Of children only those with one row are moved, which is careful, never lax.
 */
export class PlanProgrammes {
  /** Questions asked so far. */
  asked = 0;
  readonly #solver: Solver;
  readonly #cells: PlanCells;
  readonly #effects: PlanEffects;
  readonly #ground: readonly number[];
  readonly #known: KnownBounds | null;
  readonly #cliques = new Map<string, Clique | null>();

  constructor(solver: Solver, effects: PlanEffects, ground: readonly number[], known: KnownBounds | null) {
    this.#solver = solver;
    this.#cells = effects.cells;
    this.#effects = effects;
    this.#ground = ground;
    this.#known = known;
  }

  dispose(): void {
    for (const clique of this.#cliques.values()) clique?.programme.dispose();
    this.#cliques.clear();
  }

  /** Attribute columns that are crossed with those of the cell, directly or through others. */
  #columnsOf(target: number): number[] {
    const columns = this.#cells.conditions[target]!.map(one => one.column).filter(one => !this.#ground.includes(one));
    for (let i = 0; i < columns.length; i++)
      for (const beside of this.#effects.columnsBeside(columns[i]!))
        if (!columns.includes(beside) && !this.#ground.includes(beside)) columns.push(beside);
    return columns.sort((a, b) => a - b);
  }

  #cliqueOf(columns: readonly number[]): Clique | null {
    const key = columns.join();
    const known = this.#cliques.get(key);
    if (known !== undefined) return known;
    const made = this.#make(columns, this.#ground, this.#places(columns));
    this.#cliques.set(key, made);
    return made;
  }

  /** Rows by place of the ground, as far as cells that limit the columns tell places apart; only places that have rows. */
  #places(columns: readonly number[]): number[][] {
    const told = columns.flatMap(column => this.#ground.map(ground => this.#effects.memberBeside(column, ground)));
    const groups = new Map<string, number[]>();
    for (let row = 0; row < this.#cells.unitOf.length; row++) {
      const key = told.map(list => list[row]!).join();
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    return [...groups.values()];
  }

  /** All columns, with nothing held still but the number of records; null where that would be too large. */
  #wholeClique(): Clique | null {
    const known = this.#cliques.get('whole');
    if (known !== undefined) return known;
    const columns = Array.from(this.#cells.sizes.keys());
    const size = columns.reduce((product, column) => product * this.#cells.sizes[column]!, 1);
    const rows = Array.from(this.#cells.unitOf.keys());
    const made = size <= mostWhole ? this.#make(columns, [], [rows]) : null;
    this.#cliques.set('whole', made);
    return made;
  }

  /**
   * @param ground columns that no move changes
   * @param places rows that are alike in them
   */
  #make(columns: readonly number[], ground: readonly number[], places: readonly (readonly number[])[]): Clique | null {
    const { codes, sizes, conditions, values, unitOf, rowsOf } = this.#cells;
    const tuples = columns.reduce<number[][]>(
      (all, column) => all.flatMap(one => Array.from({ length: sizes[column]! }, (_, code) => [...one, code])),
      [[]],
    );
    if (tuples.length * places.length > mostAtoms) return null;
    const tupleOf = new Map(tuples.map((tuple, i) => [tuple.join(), i]));
    const rows: number[][] = Array.from({ length: tuples.length * places.length }, () => []);
    places.forEach((list, p) => {
      for (const row of list)
        if (rowsOf[unitOf[row]!]!.length === 1)
          rows[p * tuples.length + (tupleOf.get(columns.map(column => codes[column]![row]!).join()) ?? 0)]!.push(row);
    });
    const used = conditions.flatMap((list, cell) => {
      const own = list.filter(one => !ground.includes(one.column));
      return own.length && own.every(one => columns.includes(one.column)) ? [cell] : [];
    });
    const atomsOf = (cell: number) =>
      places.flatMap((list, p) => {
        const inGround = conditions[cell]!.every(
          ({ column, inside }) => !ground.includes(column) || inside[codes[column]![list[0]!]!],
        );
        return inGround
          ? tuples.flatMap((tuple, i) =>
              conditions[cell]!.every(
                ({ column, inside }) => ground.includes(column) || inside[tuple[columns.indexOf(column)]!],
              )
                ? [p * tuples.length + i]
                : [],
            )
          : [];
      });
    const still = places.map((_, p) => Int32Array.from(tuples, (_tuple, i) => p * tuples.length + i));
    const system: JointSystem = {
      atoms: Int32Array.from(rows, list => list.length),
      cells: [...used.map(cell => Int32Array.from(atomsOf(cell))), ...still],
      values: Float64Array.from([...used.map(cell => values[cell]!), ...places.map(list => list.length)]),
    };
    const planCells = Int32Array.from([...used, ...places.map(() => -1)]);
    const floors = Float64Array.from(planCells, cell => this.#known?.lower[cell] ?? 0);
    const ceilings = Float64Array.from(planCells, cell => this.#known?.upper[cell] ?? Infinity);
    return {
      columns,
      programme: new JointProgramme(this.#solver, { system, floors, ceilings, limits }),
      planCells,
      rows,
      members: rows.map((_, atom) => tuples[atom % tuples.length]!),
      places: Int32Array.from(rows, (_, atom) => Math.floor(atom / tuples.length)),
    };
  }

  /** The cheapest move by which the target changes by exactly `by`, or null. */
  ask(target: number, by: number, price: (cell: number) => number): PlanMove | null {
    const columns = this.#columnsOf(target);
    return (
      (columns.length ? this.#askIn(this.#cliqueOf(columns), target, by, price) : null) ??
      this.#askIn(this.#wholeClique(), target, by, price)
    );
  }

  #askIn(clique: Clique | null, target: number, by: number, price: (cell: number) => number): PlanMove | null {
    const place = clique?.planCells.indexOf(target) ?? -1;
    if (!clique || place < 0) return null;
    clique.programme.prices(Float64Array.from(clique.planCells, cell => (cell < 0 ? Infinity : price(cell))));
    this.asked++;
    const move = clique.programme.ask(place, by);
    return move && this.#effects.moveOf(editsOf(clique, this.#cells, move.atoms, move.atomsBy));
  }
}

/** In each place rows leave the atoms that fall for those that rise. */
function editsOf(clique: Clique, cells: PlanCells, atoms: Int32Array, by: Int32Array): PlanEdit[] {
  const rising = new Map<number, number[]>();
  atoms.forEach((atom, i) => {
    for (let times = 0; times < by[i]!; times++) {
      const place = clique.places[atom]!;
      rising.set(place, [...(rising.get(place) ?? []), atom]);
    }
  });
  const edits: PlanEdit[] = [];
  atoms.forEach((atom, i) => {
    for (let times = 0; times < -by[i]!; times++) {
      const row = clique.rows[atom]![times]!;
      const to = rising.get(clique.places[atom]!)?.pop();
      if (to === undefined) continue;
      clique.columns.forEach((column, c) => {
        const member = clique.members[to]![c]!;
        if (member !== cells.codes[column]![row]) edits.push({ row, column, to: member });
      });
    }
  });
  return edits;
}
