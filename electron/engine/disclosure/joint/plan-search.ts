import type { PlanCells } from './plan-cells.ts';
import type { PlanEdit, PlanEffects, PricedPlanMove } from './plan-effects.ts';

/** Pairs weighed in one search, exchanges for which a box is looked for, and boxes weighed for each. */
export const usualPairs = 4000;
const mostBoxed = 25;
const mostBoxes = 40;
/** Pairs of one class, at least. */
const leastEach = 12;
/** Less than anything costs that is not free. */
const nothing = 1e-9;

/** Rows that are alike in a column and in all columns that stand beside it in a cell. */
interface RowClass {
  readonly member: number;
  readonly rows: readonly number[];
}

/** What a column's cells tell apart. */
interface ColumnView {
  readonly classes: readonly RowClass[];
  /** The member of each row in each column of the ground, as far as it matters; columns in which none differ are left out. */
  readonly ground: readonly Uint16Array[];
  readonly sizes: readonly number[];
  /** Classes by member and ground, for boxes. */
  readonly byGround: ReadonlyMap<string, readonly RowClass[]>;
}

/** A class that a row can be taken from. */
interface OpenClass {
  readonly one: RowClass;
  readonly row: number;
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

/** All choices of so many of the list, in its order. */
function subsets(list: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return list.flatMap((first, i) => subsets(list.slice(i + 1), size - 1).map(rest => [first, ...rest]));
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
  /** Pairs of every class are weighed, those that are hardest to tell apart first: slower, and finds more. */
  isThorough = false;
  readonly #views = new Map<number, ColumnView>();
  readonly #apart = new Map<string, Int32Array>();
  readonly #mostPairs: number;

  constructor(effects: PlanEffects, ground: readonly number[], mostPairs: number) {
    this.#mostPairs = mostPairs;
    this.#effects = effects;
    this.#cells = effects.cells;
    this.#ground = ground;
  }

  /**
   * The cheapest move found by which the target changes in this direction, none of whose units is excluded. `prices` are
   * what a change of each cell costs, Infinity where it must not change; a move of `most` or more is of no use. With
   * `places` moves may cost something, and rows may also exchange their place where nothing else moves the cell.
   */
  cheapest(
    target: number,
    direction: 1 | -1,
    prices: Float64Array,
    excluded: ReadonlySet<number>,
    places: boolean,
    most = Infinity,
  ): PricedPlanMove | null {
    let best: { edits: PlanEdit[]; cost: number } | null = null;
    const candidates: Candidate[] = [];
    const weigh = (edits: PlanEdit[], under: number): number => {
      const cost = this.#effects.costOf(edits, target, direction, prices, under);
      if (cost < least()) best = { edits, cost };
      return cost;
    };
    const least = () => best?.cost ?? most;
    const columns = this.#columnsFor(target);
    const ofAttribute = columns.some(column => !this.#isGround(column));
    for (const column of columns) {
      // Moving rows to another place changes all their tables: only where nothing else moves the cell.
      if (ofAttribute && this.#isGround(column) && (least() < Infinity || !places)) break;
      // A record that simply changes is found at once, and where two places are hidden it costs nothing.
      for (const edits of this.#changes(target, direction, column, excluded)) {
        weigh(edits, least());
        if (least() === 0) return this.#priced(best);
      }
      const exchanges = this.#exchanges(target, direction, column, excluded);
      // Most cost something, which is seen at once: one that costs nothing is looked for before any is priced.
      for (const exchange of exchanges) {
        weigh(this.#edits(exchange, column), nothing);
        if (least() === 0) return this.#priced(best);
      }
      for (const exchange of places ? exchanges : []) {
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

  /** Rows as far as a change of this column can tell them apart: that is by cells that limit the column too. */
  #viewOf(column: number): ColumnView {
    const known = this.#views.get(column);
    if (known) return known;
    const { codes, unitOf, rowsOf } = this.#cells;
    const ownOrBeside = (one: number) => (one === column ? codes[one]! : this.#effects.memberBeside(column, one));
    const ground = this.#ground.map(ownOrBeside).filter(list => list.some(code => code !== list[0]));
    const attributes = this.#effects.columnsBeside(column).filter(one => !this.#isGround(one));
    const told = [...ground, ...[...new Set([...attributes, column])].map(ownOrBeside)];
    const groups = new Map<string, number[]>();
    for (let row = 0; row < unitOf.length; row++) {
      const key = told.map(list => list[row]!).join();
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    // Units of one row first: what they do is simple.
    const classes = [...groups.values()].map(rows => ({
      member: codes[column]![rows[0]!]!,
      rows: rows.sort((a, b) => rowsOf[unitOf[a]!]!.length - rowsOf[unitOf[b]!]!.length || a - b),
    }));
    const view: ColumnView = {
      classes,
      ground,
      sizes: ground.map(list => list.reduce((most, code) => Math.max(most, code + 1), 0)),
      byGround: Map.groupBy(classes, ({ member, rows }) => `${member} ${ground.map(list => list[rows[0]!]!).join()}`),
    };
    this.#views.set(column, view);
    return view;
  }

  /** For each member of a column how many limits of printed cells take in it or this one alone. */
  #apartOf(column: number, member: number): Int32Array {
    const key = `${column} ${member}`;
    const known = this.#apart.get(key);
    if (known) return known;
    const { conditions, weights, sizes } = this.#cells;
    const limits = new Set<Uint8Array>();
    conditions.forEach((list, cell) => {
      if (weights[cell]) for (const one of list) if (one.column === column) limits.add(one.inside);
    });
    const apart = new Int32Array(sizes[column]!);
    for (const inside of limits)
      for (let other = 0; other < apart.length; other++)
        if (inside[other] !== inside[member]) apart[other] = apart[other]! + 1;
    this.#apart.set(key, apart);
    return apart;
  }

  #free(rows: readonly number[], excluded: ReadonlySet<number>, but: readonly number[] = []): number {
    const { unitOf } = this.#cells;
    for (const row of rows)
      if (!excluded.has(unitOf[row]!) && !but.some(one => unitOf[one] === unitOf[row])) return row;
    return -1;
  }

  /**
   * Exchanges of a row of a class that is in the cell but for its member, or would be, with one that is elsewhere: first
   * those that differ in no column of the ground, then in one, and so on, in the order of the classes.
   */
  #exchanges(target: number, direction: 1 | -1, column: number, excluded: ReadonlySet<number>): Exchange[] {
    const { unitOf } = this.#cells;
    const conditions = this.#cells.conditions[target]!;
    const inside = conditions.find(condition => condition.column === column)!.inside;
    const from: OpenClass[] = [];
    const to: OpenClass[] = [];
    const { classes, ground, sizes } = this.#viewOf(column);
    for (const one of classes) {
      const isBeside = this.#isBeside(conditions, one, column);
      const isInside = inside[one.member] === 1;
      // Those beside leave the cell (or enter it) for the member of others that cannot be in it.
      if (isBeside ? isInside !== direction < 0 : isInside === direction < 0) continue;
      const row = this.#free(one.rows, excluded);
      if (row >= 0) (isBeside ? from : to).push({ one, row });
    }
    const all = Array.from(ground.keys());
    const each = this.isThorough
      ? Math.max(leastEach, Math.ceil(this.#mostPairs / Math.max(1, from.length)))
      : Infinity;
    const found: Exchange[] = [];
    for (let alike = all.length; alike >= 0 && found.length < this.#mostPairs; alike--)
      for (const alikeIn of subsets(all, alike)) {
        const keyOf = (row: number) => alikeIn.reduce((key, g) => key * sizes[g]! + ground[g]![row]!, 0);
        const others = Map.groupBy(to, ({ row }) => keyOf(row));
        const differ = all.filter(g => !alikeIn.includes(g)).map(g => ground[g]!);
        for (const { one, row } of from) {
          let left = each;
          for (const other of this.#inOrder(others.get(keyOf(row)) ?? [], one.member, column)) {
            if (found.length >= this.#mostPairs) return found;
            if (left <= 0) break;
            if (other.one.member === one.member || differ.some(list => list[row] === list[other.row])) continue;
            const second = unitOf[other.row] === unitOf[row] ? this.#free(other.one.rows, excluded, [row]) : other.row;
            if (second < 0) continue;
            found.push({ from: one, to: other.one, row, other: second });
            left--;
          }
        }
      }
    return found;
  }

  /** Looking thoroughly, classes of those members first that the fewest cells tell from this one. */
  #inOrder(list: readonly OpenClass[], member: number, column: number): readonly OpenClass[] {
    if (!this.isThorough || list.length < 2) return list;
    const apart = this.#apartOf(column, member);
    return list.toSorted((a, b) => apart[a.one.member]! - apart[b.one.member]!);
  }

  /** Whether the rows of a class are in the cell in every column but this one. */
  #isBeside(conditions: PlanCells['conditions'][number], one: RowClass, column: number): boolean {
    const row = one.rows[0]!;
    for (const condition of conditions)
      if (condition.column !== column && !condition.inside[this.#cells.codes[condition.column]![row]!]) return false;
    return true;
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
    for (const one of this.#viewOf(column).classes) {
      const within = own?.inside[one.member] === 1;
      if (within !== direction < 0) continue;
      const row = this.#isBeside(conditions, one, column) ? this.#free(one.rows, excluded) : -1;
      if (row < 0) continue;
      for (let member = 0; member < this.#cells.sizes[column]! && edits.length < this.#mostPairs; member++)
        if ((own?.inside[member] === 1) !== within) edits.push([{ row, column, to: member }]);
    }
    return edits;
  }

  /** The opposite exchange in another area of the same times, or in another time of the same areas. */
  #boxes(exchange: Exchange, column: number, excluded: ReadonlySet<number>): PlanEdit[][] {
    const { row, other, from, to } = exchange;
    if (this.#isGround(column)) return [];
    const found: PlanEdit[][] = [];
    const { ground, sizes, byGround } = this.#viewOf(column);
    for (const [moved, size] of sizes.entries())
      for (let member = 0; member < size; member++) {
        if (member === ground[moved]![row] && member === ground[moved]![other]) continue;
        const key = (at: number) => ground.map((list, g) => (g === moved ? member : list[at]!)).join();
        for (const second of (byGround.get(`${to.member} ${key(row)}`) ?? []).slice(0, 2))
          for (const third of (byGround.get(`${from.member} ${key(other)}`) ?? []).slice(0, 2)) {
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
