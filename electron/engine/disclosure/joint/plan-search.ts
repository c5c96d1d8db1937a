import { inCell } from './plan-cells.ts';
import type { PlanCells } from './plan-cells.ts';
import type { PlanEdit, PlanEffects, PlanMove } from './plan-effects.ts';

/** Pairs weighed in one search, exchanges for which a box is looked for, and boxes weighed for each. */
export const usualPairs = 4000;
const mostBoxed = 25;
const mostBoxes = 40;

export interface PricedPlanMove {
  readonly move: PlanMove;
  readonly cost: number;
}

/** Rows that are alike in a column and in all columns that stand beside it in a cell. */
interface RowClass {
  readonly member: number;
  readonly rows: readonly number[];
}

interface Exchange {
  readonly from: RowClass;
  readonly to: RowClass;
  readonly row: number;
  readonly other: number;
}

interface Candidate {
  readonly exchange: Exchange;
  readonly column: number;
  readonly cost: number;
}

/** The cost that an exchange must stay under to be kept for boxes. */
function worstKept(candidates: readonly Candidate[]): number {
  return candidates.length < 2 * mostBoxed ? Infinity : (candidates[mostBoxed - 1]?.cost ?? Infinity);
}

/** Keeps the cheapest exchanges: now and then the list is sorted and cut. */
function keep(candidates: Candidate[], one: Candidate): void {
  if (one.cost >= worstKept(candidates)) return;
  candidates.push(one);
  if (candidates.length < 4 * mostBoxed) return;
  candidates.sort((a, b) => a.cost - b.cost);
  candidates.length = 2 * mostBoxed;
}

/**
 * Looks for moves: two rows exchange their members of one column (or one row changes it), and, where that would cost
 * something, two more exchange the same members the other way, which cancels totals: a box.
 * Sources: D. Repsilber (1994) and S. Giessing (2003) for rectangles and boxes; here on the records themselves.
 */
export class PlanSearch {
  readonly #cells: PlanCells;
  readonly #effects: PlanEffects;
  /** Columns in every table, such as district and quarter: exchanges near in them are tried first. */
  readonly #ground: readonly number[];
  readonly #classes = new Map<number, readonly RowClass[]>();
  readonly #byGround = new Map<number, ReadonlyMap<string, readonly RowClass[]>>();

  readonly #mostPairs: number;

  constructor(effects: PlanEffects, ground: readonly number[], mostPairs: number) {
    this.#mostPairs = mostPairs;
    this.#effects = effects;
    this.#cells = effects.cells;
    this.#ground = ground;
  }

  /**
   * The cheapest move found by which the target changes in this direction, none of whose units is excluded. `price` is
   * what a change of a cell costs, Infinity where it must not change. With `places` rows may also exchange their place where
   * nothing else moves the cell.
   */
  cheapest(
    target: number,
    direction: 1 | -1,
    price: (cell: number) => number,
    excluded: ReadonlySet<number>,
    places: boolean,
  ): PricedPlanMove | null {
    let best: { edits: PlanEdit[]; cost: number } | null = null;
    const candidates: Candidate[] = [];
    const weigh = (edits: PlanEdit[], most: number): number => {
      const cost = this.#effects.costOf(edits, target, direction, price, most);
      if (cost < (best?.cost ?? Infinity)) best = { edits, cost };
      return cost;
    };
    const least = () => best?.cost ?? Infinity;
    const columns = this.#columnsFor(target);
    const ofAttribute = columns.some(column => !this.#isGround(column));
    for (const column of columns) {
      // Moving rows to another place changes all their tables: only where nothing else moves the cell.
      if (ofAttribute && this.#isGround(column) && (best || !places)) break;
      // A record that simply changes is found at once, and where two places are hidden it costs nothing.
      for (const edits of this.#changes(target, direction, column, excluded)) {
        weigh(edits, least());
        if (least() === 0) return this.#priced(best);
      }
      for (const exchange of this.#exchanges(target, direction, column, excluded)) {
        // Beyond the cheapest so far a cost is of use only to choose for which exchanges a box is looked for.
        const cost = weigh(this.#edits(exchange, column), worstKept(candidates));
        if (least() === 0) return this.#priced(best);
        keep(candidates, { exchange, column, cost });
      }
    }
    for (const { exchange, column } of candidates.toSorted((a, b) => a.cost - b.cost).slice(0, mostBoxed))
      for (const edits of this.#boxes(exchange, column, excluded)) {
        weigh(edits, least());
        if (least() === 0) return this.#priced(best);
      }
    return this.#priced(best);
  }

  #priced(best: { readonly edits: readonly PlanEdit[]; readonly cost: number } | null): PricedPlanMove | null {
    return best && { move: this.#effects.moveOf(best.edits), cost: best.cost };
  }

  #isGround(column: number): boolean {
    return this.#ground.includes(column);
  }

  /** The columns to exchange: those of the cell that are no ground, then its ground. */
  #columnsFor(target: number): number[] {
    const columns = this.#cells.conditions[target]!.map(one => one.column);
    const own = columns.filter(column => !this.#isGround(column));
    return [...own, ...columns.filter(column => this.#isGround(column)).toReversed()];
  }

  #classesOf(column: number): readonly RowClass[] {
    const known = this.#classes.get(column);
    if (known) return known;
    const { codes, unitOf, rowsOf } = this.#cells;
    const beside = [...new Set([...this.#effects.columnsBeside(column), ...this.#ground])];
    const groups = new Map<string, number[]>();
    for (let row = 0; row < unitOf.length; row++) {
      const key = beside.map(one => codes[one]![row]!).join();
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    // Units of one row first: what they do is simple.
    const classes = [...groups.values()].map(rows => ({
      member: codes[column]![rows[0]!]!,
      rows: rows.sort((a, b) => rowsOf[unitOf[a]!]!.length - rowsOf[unitOf[b]!]!.length || a - b),
    }));
    this.#classes.set(column, classes);
    return classes;
  }

  #groundKey(row: number): string {
    return this.#ground.map(column => this.#cells.codes[column]![row]!).join();
  }

  /** Classes by member and ground, for boxes. */
  #classesByGround(column: number): ReadonlyMap<string, readonly RowClass[]> {
    const known = this.#byGround.get(column);
    if (known) return known;
    const groups = new Map<string, RowClass[]>();
    for (const one of this.#classesOf(column)) {
      const key = `${one.member} ${this.#groundKey(one.rows[0]!)}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    this.#byGround.set(column, groups);
    return groups;
  }

  #free(rows: readonly number[], excluded: ReadonlySet<number>, but: readonly number[] = []): number {
    const { unitOf } = this.#cells;
    for (const row of rows)
      if (!excluded.has(unitOf[row]!) && !but.some(one => unitOf[one] === unitOf[row])) return row;
    return -1;
  }

  /** How many columns of the ground differ; near pairs change less. */
  #distance(a: number, b: number): number {
    return this.#ground.reduce(
      (sum, column) => sum + (this.#cells.codes[column]![a] === this.#cells.codes[column]![b] ? 0 : 1),
      0,
    );
  }

  #exchanges(target: number, direction: 1 | -1, column: number, excluded: ReadonlySet<number>): Exchange[] {
    const { codes } = this.#cells;
    const conditions = this.#cells.conditions[target]!;
    const inside = (row: number, member: number) =>
      inCell(conditions, one => (one === column ? member : codes[one]![row]!)) ? 1 : 0;
    const classes = this.#classesOf(column);
    const firsts = classes.filter(one => inside(one.rows[0]!, one.member) === (direction < 0 ? 1 : 0));
    const pairs: (Exchange & { readonly distance: number })[] = [];
    for (const from of direction < 0 ? firsts : classes.filter(one => this.#wouldEnter(conditions, one, column))) {
      const row = this.#free(from.rows, excluded);
      if (row < 0) continue;
      for (const to of classes) {
        if (to.member === from.member) continue;
        const gain =
          inside(row, to.member) -
          inside(row, from.member) +
          inside(to.rows[0]!, from.member) -
          inside(to.rows[0]!, to.member);
        if (gain * direction < 1) continue;
        const other = this.#free(to.rows, excluded, [row]);
        if (other >= 0) pairs.push({ from, to, row, other, distance: this.#distance(row, other) });
      }
    }
    return pairs
      .sort((a, b) => a.distance - b.distance || a.row - b.row || a.other - b.other)
      .slice(0, this.#mostPairs);
  }

  /** Whether a row of this class would be in the cell with some other member of the column. */
  #wouldEnter(conditions: PlanCells['conditions'][number], one: RowClass, column: number): boolean {
    const own = conditions.find(condition => condition.column === column);
    if (own?.inside[one.member]) return false;
    return conditions.every(
      condition => condition.column === column || condition.inside[this.#cells.codes[condition.column]![one.rows[0]!]!],
    );
  }

  #edits({ from, to, row, other }: Exchange, column: number): PlanEdit[] {
    return [
      { row, column, to: to.member },
      { row: other, column, to: from.member },
    ];
  }

  /** Single rows that change the member. */
  #changes(target: number, direction: 1 | -1, column: number, excluded: ReadonlySet<number>): PlanEdit[][] {
    const conditions = this.#cells.conditions[target]!;
    const own = conditions.find(condition => condition.column === column);
    const edits: PlanEdit[][] = [];
    for (const one of this.#classesOf(column)) {
      const within = own?.inside[one.member] === 1;
      if (within !== direction < 0) continue;
      const ground = conditions.every(
        condition =>
          condition.column === column || condition.inside[this.#cells.codes[condition.column]![one.rows[0]!]!],
      );
      const row = ground ? this.#free(one.rows, excluded) : -1;
      if (row < 0) continue;
      for (let member = 0; member < this.#cells.sizes[column]!; member++)
        if ((own?.inside[member] === 1) !== within) edits.push([{ row, column, to: member }]);
    }
    return edits;
  }

  /** The opposite exchange in another area of the same times, or in another time of the same areas. */
  #boxes(exchange: Exchange, column: number, excluded: ReadonlySet<number>): PlanEdit[][] {
    const { codes, sizes } = this.#cells;
    const { row, other, from, to } = exchange;
    if (this.#isGround(column)) return [];
    const found: PlanEdit[][] = [];
    const groups = this.#classesByGround(column);
    for (const moved of this.#ground)
      for (let member = 0; member < sizes[moved]!; member++) {
        const key = (at: number) => this.#ground.map(one => (one === moved ? member : codes[one]![at]!)).join();
        if (member === codes[moved]![row] && member === codes[moved]![other]) continue;
        for (const second of (groups.get(`${to.member} ${key(row)}`) ?? []).slice(0, 2))
          for (const third of (groups.get(`${from.member} ${key(other)}`) ?? []).slice(0, 2)) {
            const a = this.#free(second.rows, excluded, [row, other]);
            const b = a < 0 ? -1 : this.#free(third.rows, excluded, [row, other, a]);
            if (a < 0 || b < 0 || found.length >= mostBoxes) continue;
            found.push([
              ...this.#edits(exchange, column),
              { row: a, column, to: from.member },
              { row: b, column, to: to.member },
            ]);
          }
      }
    return found;
  }
}
