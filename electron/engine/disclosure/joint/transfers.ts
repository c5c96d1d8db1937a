import { cellsOfAtoms, moveOfAtoms } from './system.ts';
import type { JointMove, JointSystem } from './system.ts';

/** First transfers tried, and second atoms weighed for each: fixed, so that the work is the same everywhere. */
const mostStarts = 10;
const mostSeconds = 24;
const mostSteps = 4;
/** Transfers looked up for one target and direction, and those that stand in the table. */
const mostLookups = 1_000_000;
const mostListed = 6_000_000;

/** A well-mixed 32-bit number for each cell. */
function cellKeys(size: number): Uint32Array {
  let state = 0x9e3779b9;
  return Uint32Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  });
}

/** All transfers by what they change that is shown, as one key: chains of those with the same place in a table. */
class TransferTable {
  readonly #records: readonly number[];
  readonly #keys: Uint32Array;
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  constructor(records: readonly number[], keys: Uint32Array) {
    this.#records = records;
    this.#keys = keys;
    const size = 1 << (32 - Math.clz32(Math.max(1, records.length * keys.length)));
    this.#mask = size - 1;
    this.#heads = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(records.length * keys.length);
    this.fill();
  }

  fill(): void {
    const [keys, atoms] = [this.#keys, this.#keys.length];
    this.#heads.fill(-1);
    for (let r = this.#records.length - 1; r >= 0; r--) {
      const from = keys[this.#records[r]!]!;
      for (let to = atoms - 1; to >= 0; to--) {
        const slot = this.#slot(keys[to]! - from);
        this.#next[r * atoms + to] = this.#heads[slot]!;
        this.#heads[slot] = r * atoms + to;
      }
    }
  }

  #slot(key: number): number {
    return (Math.imul(key | 0, 0x9e3779b1) >>> 7) & this.#mask;
  }

  /** Each transfer that changes the shown by this key, until `accept` answers true. */
  each(key: number, accept: (from: number, to: number) => boolean): boolean {
    const atoms = this.#keys.length;
    for (let at = this.#heads[this.#slot(key)]!; at >= 0; at = this.#next[at]!) {
      const to = at % atoms;
      const from = this.#records[(at - to) / atoms]!;
      if (((this.#keys[to]! - this.#keys[from]! - key) | 0) === 0 && accept(from, to)) return true;
    }
    return false;
  }
}

export interface PricedMove {
  readonly move: JointMove;
  readonly cost: number;
}

/** A transfer: one record leaves an atom and stands in another. */
interface Transfer {
  readonly from: number;
  readonly to: number;
}

/**
 * Moves that transfer single records from one atom to another, such that the transfers cancel in what is shown. Two that
 * cancel are the rectangles and boxes of the hypercube method (D. Repsilber 1994; S. Giessing 2003), found here in any
 * system of sums: by keys of what is shown, where nothing more need be hidden; by price, where something must.
 */
export class TransferSearch {
  /** Combinations weighed so far. */
  steps = 0;
  readonly #system: JointSystem;
  readonly #members: readonly (readonly number[])[];
  readonly #hidden: Uint8Array;
  readonly #prices: Float64Array;
  readonly #records: readonly number[];
  readonly #cellKeys: Uint32Array;
  readonly #keys: Uint32Array;
  /** The records that stand in the table: as many as its size allows. */
  readonly #listed: readonly number[];
  #table: TransferTable | null = null;
  #stale = false;
  /** For each atom its shown cells, from starts[atom] to starts[atom + 1]; made again after a change. */
  #shown: { readonly starts: Int32Array; readonly cells: Int32Array } | null = null;

  constructor(system: JointSystem, hidden: Uint8Array, price: (cell: number) => number) {
    this.#system = system;
    this.#members = cellsOfAtoms(system);
    this.#hidden = hidden;
    this.#prices = Float64Array.from(system.cells, (_, cell) => price(cell));
    this.#records = Array.from(system.atoms.keys()).filter(atom => system.atoms[atom]! > 0);
    this.#listed = this.#records.slice(0, Math.max(1, Math.floor(mostListed / Math.max(1, system.atoms.length))));
    this.#cellKeys = cellKeys(system.cells.length);
    this.#keys = new Uint32Array(system.atoms.length);
    system.cells.forEach((cell, k) => {
      if (!hidden[k]) this.#rekey(cell, this.#cellKeys[k]!);
    });
  }

  #rekey(cell: Int32Array, by: number): void {
    for (const atom of cell) this.#keys[atom] = this.#keys[atom]! + by;
    this.#stale = true;
    this.#shown = null;
  }

  /** To be called after a cell was hidden or shown again. */
  changed(cell: number, hidden: boolean): void {
    this.#rekey(this.#system.cells[cell]!, hidden ? -this.#cellKeys[cell]! : this.#cellKeys[cell]!);
  }

  #shownCells(): { readonly starts: Int32Array; readonly cells: Int32Array } {
    if (this.#shown) return this.#shown;
    const starts = new Int32Array(this.#members.length + 1);
    const cells: number[] = [];
    this.#members.forEach((list, atom) => {
      for (const cell of list) if (!this.#hidden[cell]) cells.push(cell);
      starts[atom + 1] = cells.length;
    });
    this.#shown = { starts, cells: Int32Array.from(cells) };
    return this.#shown;
  }

  #inside(target: number): Uint8Array {
    const inside = new Uint8Array(this.#system.atoms.length);
    for (const atom of this.#system.cells[target]!) inside[atom] = 1;
    return inside;
  }

  /** A move of the target that changes nothing shown, in a world that has `left` records in each atom. */
  free(target: number, direction: 1 | -1, left: Int32Array): JointMove | null {
    const inside = this.#inside(target);
    const table = this.#transfers();
    const firsts = this.#records.filter(atom => left[atom]! > 0 && inside[atom] === (direction > 0 ? 0 : 1));
    const ends = Array.from(inside.keys()).filter(atom => inside[atom] === (direction > 0 ? 1 : 0));
    let lookups = mostLookups;
    let answer: JointMove | null = null;
    for (const from of firsts)
      for (const to of ends) {
        if (answer || lookups-- <= 0) return answer;
        this.steps++;
        table.each(this.#keys[from]! - this.#keys[to]!, (second, last) => {
          if (lookups-- <= 0) return true;
          if (second === to || last === from) return false;
          if (direction * (inside[to]! + inside[last]! - inside[from]! - inside[second]!) < 1) return false;
          const transfers = [
            { from, to },
            { from: second, to: last },
          ];
          const move = this.#moveOf(transfers, left);
          if (!move?.cells.every(cell => this.#hidden[cell])) return false;
          answer = move;
          return true;
        });
      }
    return answer;
  }

  #transfers(): TransferTable {
    if (!this.#table) this.#table = new TransferTable(this.#listed, this.#keys);
    else if (this.#stale) this.#table.fill();
    this.#stale = false;
    return this.#table;
  }

  /** The transfers together; null where an atom has too few records for it. */
  #moveOf(transfers: readonly Transfer[], left: Int32Array): JointMove | null {
    for (const { from } of transfers) {
      let leaving = 0;
      for (const one of transfers) leaving += one.from === from ? 1 : one.to === from ? -1 : 0;
      if (leaving > left[from]!) return null;
    }
    const by = new Int32Array(this.#system.atoms.length);
    for (const { from, to } of transfers) {
      by[from] = by[from]! - 1;
      by[to] = by[to]! + 1;
    }
    return moveOfAtoms(this.#system, by);
  }

  /** A cheap move of the target; what it changes must be hidden. */
  cheap(target: number, direction: 1 | -1, left: Int32Array): PricedMove | null {
    let best: PricedMove | null = null;
    for (const start of this.#firstTransfers(target, direction, left)) {
      const move = this.#descend(target, direction, start, left);
      const cost = move ? this.#cost(move) : Infinity;
      if (move && cost < (best?.cost ?? Infinity)) best = { move, cost };
    }
    return best;
  }

  #cost(move: JointMove): number {
    let cost = 0;
    for (const cell of move.cells) if (!this.#hidden[cell]) cost += this.#prices[cell]!;
    return cost;
  }

  /** The transfers that move the target and change least else. */
  #firstTransfers(target: number, direction: 1 | -1, left: Int32Array): Transfer[] {
    const inside = this.#inside(target);
    const want = direction > 0 ? 0 : 1;
    const ends = Array.from(inside.keys()).filter(atom => inside[atom] !== want);
    const marked = new Uint8Array(this.#prices.length);
    const found: { from: number; to: number; cost: number }[] = [];
    const { starts, cells } = this.#shownCells();
    const prices = this.#prices;
    const own = this.#ownCosts();
    let worst = Infinity;
    for (const from of this.#records) {
      if (inside[from] !== want || left[from]! < 1) continue;
      for (const cell of this.#members[from]!) marked[cell] = 1;
      this.steps += ends.length;
      for (const to of ends) {
        let cost = own[from]! + own[to]!;
        for (let i = starts[to]!; i < starts[to + 1]!; i++) if (marked[cells[i]!]) cost -= 2 * prices[cells[i]!]!;
        if (cost >= worst) continue;
        found.push({ from, to, cost });
        if (found.length < 4 * mostStarts) continue;
        found.sort((a, b) => a.cost - b.cost);
        found.length = mostStarts;
        worst = found.at(-1)?.cost ?? Infinity;
      }
      for (const cell of this.#members[from]!) marked[cell] = 0;
    }
    return found.sort((a, b) => a.cost - b.cost).slice(0, mostStarts);
  }

  /** For each atom the price of all shown cells that it is in. */
  #ownCosts(): Float64Array {
    return Float64Array.from(this.#members, cells => {
      let cost = 0;
      for (const cell of cells) if (!this.#hidden[cell]) cost += this.#prices[cell]!;
      return cost;
    });
  }

  /** The move that puts records into one atom of the target alone: it exists wherever there is an atom. */
  single(target: number, by: number): JointMove | null {
    if (!this.#system.cells[target]!.length) return null;
    const own = this.#ownCosts();
    let best = this.#system.cells[target]![0]!;
    for (const atom of this.#system.cells[target]!) if (own[atom]! < own[best]!) best = atom;
    const change = new Int32Array(this.#system.atoms.length);
    change[best] = by;
    return moveOfAtoms(this.#system, change);
  }

  /** Adds transfers while they make the move cheaper. */
  #descend(target: number, direction: 1 | -1, start: Transfer, left: Int32Array): JointMove | null {
    const transfers = [start];
    let move = this.#moveOf(transfers, left);
    let cost = move ? this.#cost(move) : Infinity;
    for (let step = 1; step < mostSteps && move && cost > 0; step++) {
      const next = this.#next(target, direction, transfers, move, left);
      if (!next) break;
      transfers.push(next);
      const better = this.#moveOf(transfers, left);
      const lower = better ? this.#cost(better) : Infinity;
      if (!better || lower >= cost) break;
      move = better;
      cost = lower;
    }
    return move;
  }

  /** The transfer that best undoes what the move changes and is shown. */
  #next(
    target: number,
    direction: 1 | -1,
    transfers: readonly Transfer[],
    move: JointMove,
    left: Int32Array,
  ): Transfer | null {
    const inside = this.#inside(target);
    const change = new Int32Array(this.#prices.length);
    move.cells.forEach((cell, i) => (change[cell] = move.cellsBy[i]!));
    const slack = direction * change[target]! - 1;
    const { rise, fall, repair } = this.#scores(change);
    const ends = Array.from(this.#system.atoms.keys())
      .filter(atom => repair[atom]! > 0)
      .sort((a, b) => repair[b]! - repair[a]! || rise[a]! - rise[b]! || a - b)
      .slice(0, mostSeconds);
    const used = new Map<number, number>();
    for (const { from } of transfers) used.set(from, (used.get(from) ?? 0) + 1);
    const marked = new Float64Array(this.#prices.length);
    const { starts, cells } = this.#shownCells();
    const prices = this.#prices;
    let best: Transfer | null = null;
    let least = 0;
    for (const to of ends) {
      let both = 0;
      for (let i = starts[to]!; i < starts[to + 1]!; i++)
        if (change[cells[i]!] === 0) {
          marked[cells[i]!] = 2 * prices[cells[i]!]!;
          both += marked[cells[i]!]!;
        }
      this.steps += this.#records.length;
      for (const from of this.#records) {
        if (from === to || left[from]! <= (used.get(from) ?? 0)) continue;
        if (direction * (inside[from]! - inside[to]!) > slack) continue;
        let cost = rise[to]! + fall[from]!;
        if (cost - both >= least - 1e-9) continue;
        for (let i = starts[from]!; i < starts[from + 1]!; i++) cost -= marked[cells[i]!]!;
        if (cost >= least - 1e-9) continue;
        least = cost;
        best = { from, to };
      }
      for (let i = starts[to]!; i < starts[to + 1]!; i++) marked[cells[i]!] = 0;
    }
    return best;
  }

  /** For each atom: what one record more or less there costs, and how much of the change one more undoes. */
  #scores(change: Int32Array): { rise: Float64Array; fall: Float64Array; repair: Float64Array } {
    const size = this.#members.length;
    const rise = new Float64Array(size);
    const fall = new Float64Array(size);
    const repair = new Float64Array(size);
    const { starts, cells } = this.#shownCells();
    for (let atom = 0; atom < size; atom++)
      for (let i = starts[atom]!; i < starts[atom + 1]!; i++) {
        const cell = cells[i]!;
        const price = this.#prices[cell]!;
        rise[atom] = rise[atom]! + (change[cell]! < 0 ? -price : price);
        fall[atom] = fall[atom]! + (change[cell]! > 0 ? -price : price);
        if (change[cell]! < 0) repair[atom] = repair[atom]! + price;
      }
    return { rise, fall, repair };
  }
}
