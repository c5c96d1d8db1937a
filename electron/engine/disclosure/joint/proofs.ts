import type { JointMove, JointSystem } from './system.ts';

/** A move taken so many times; a negative number takes it backwards. */
export interface Use {
  readonly move: number;
  readonly times: number;
}

/** Two worlds that fit: in one the target is higher, in the other lower, together by the width at least. */
export interface Proof {
  readonly up: readonly Use[];
  readonly down: readonly Use[];
}

/** Moves weighed for one proof: enough to add small ones up, and a limit that is the same on every computer. */
const mostWeighed = 400;

/**
 * All moves found so far and which cells they prove. A move holds while every cell that it changes is hidden; moves add
 * up while no atom falls below 0 and no hidden cell below what is known of it.
 */
export class ProofBook {
  readonly moves: JointMove[] = [];
  /** Moves weighed so far. */
  steps = 0;
  readonly proofs = new Map<number, Proof>();
  readonly #system: JointSystem;
  readonly #hidden: Uint8Array;
  readonly #targets: ReadonlySet<number>;
  readonly #width: number;
  readonly #floors: ArrayLike<number> | null;
  readonly #shownCells: number[] = [];
  readonly #byTarget = new Map<number, number[]>();
  readonly #byCell = new Map<number, number[]>();
  readonly #known = new Map<string, number>();

  constructor(
    system: JointSystem,
    hidden: Uint8Array,
    targets: readonly number[],
    width: number,
    floors: ArrayLike<number> | null = null,
  ) {
    this.#system = system;
    this.#hidden = hidden;
    this.#targets = new Set(targets);
    this.#width = width;
    this.#floors = floors;
  }

  /** Enters a move and returns its number; one that is known, either way round, keeps its number. */
  learn(move: JointMove): number {
    const sign = Math.sign(move.atomsBy[0]!);
    const key = `${move.atoms.join()} ${move.atomsBy.map(by => by * sign).join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.moves.push(move) - 1;
    this.#known.set(key, number);
    let shown = 0;
    for (const cell of move.cells) {
      if (!this.#hidden[cell]) shown++;
      append(this.#byCell, cell, number);
      if (this.#targets.has(cell)) append(this.#byTarget, cell, number);
    }
    this.#shownCells.push(shown);
    return number;
  }

  /** Hides a cell, or shows it again; moves that change a shown cell no longer hold. */
  setHidden(cell: number, hidden: boolean): void {
    if ((this.#hidden[cell] === 1) === hidden) return;
    this.#hidden[cell] = hidden ? 1 : 0;
    for (const move of this.#byCell.get(cell) ?? [])
      this.#shownCells[move] = this.#shownCells[move]! + (hidden ? -1 : 1);
  }

  /** Targets whose proof changes the cell. */
  affected(cell: number): number[] {
    const touching = new Set(this.#byCell.get(cell) ?? []);
    const targets: number[] = [];
    if (touching.size)
      for (const [target, proof] of this.proofs)
        if ([...proof.up, ...proof.down].some(use => touching.has(use.move))) targets.push(target);
    return targets;
  }

  /** Whether a proof of the target can be put together from the moves that hold, these first; it is kept. */
  prove(target: number, first: readonly number[] = []): boolean {
    const holding = this.#holding(target);
    const candidates = first.length
      ? [...holding.filter(one => first.includes(one.move)), ...holding.filter(one => !first.includes(one.move))]
      : holding;
    for (const candidate of candidates) {
      const alone = this.#worlds(target, [candidate]);
      if (alone) return this.#keep(target, alone);
    }
    const together = candidates.length > 1 ? this.#worlds(target, candidates) : null;
    return together !== null && this.#keep(target, together);
  }

  /** The counts of atoms in the farthest world of the target that the moves known so far add up to. */
  world(target: number, direction: 1 | -1): Int32Array {
    const { atoms } = this.#sum(target, this.#holding(target), direction, this.#width);
    const counts = this.#system.atoms.slice();
    for (const [atom, by] of atoms) counts[atom] = counts[atom]! + by;
    return counts;
  }

  #holding(target: number): { move: number; by: number }[] {
    return (this.#byTarget.get(target) ?? [])
      .filter(move => this.#shownCells[move] === 0)
      .slice(0, mostWeighed)
      .map(move => ({ move, by: this.#by(move, target) }));
  }

  #keep(target: number, proof: Proof): boolean {
    this.proofs.set(target, proof);
    return true;
  }

  #by(move: number, cell: number): number {
    const { cells, cellsBy } = this.moves[move]!;
    return cellsBy[cells.indexOf(cell)]!;
  }

  /** The highest and the lowest world that the given moves add up to, where together they are wide enough. */
  #worlds(target: number, candidates: readonly { move: number; by: number }[]): Proof | null {
    const up = this.#sum(target, candidates, 1, this.#width);
    if (up.reached >= this.#width) return { up: up.uses, down: [] };
    const down = this.#sum(target, candidates, -1, this.#width - up.reached);
    if (up.reached + down.reached < this.#width) return null;
    return { up: up.uses, down: down.uses };
  }

  #sum(
    target: number,
    candidates: readonly { move: number; by: number }[],
    direction: 1 | -1,
    wanted: number,
  ): { uses: Use[]; reached: number; atoms: ReadonlyMap<number, number> } {
    const atoms = new Map<number, number>();
    const cells = new Map<number, number>();
    const uses: Use[] = [];
    let reached = 0;
    for (const { move, by } of candidates) {
      if (reached >= wanted) break;
      const sign = direction * Math.sign(by);
      const most = Math.ceil((wanted - reached) / Math.abs(by));
      const times = this.#room(this.moves[move]!, sign, most, atoms, cells);
      if (!times) continue;
      add(atoms, this.moves[move]!.atoms, this.moves[move]!.atomsBy, sign * times);
      if (this.#floors) add(cells, this.moves[move]!.cells, this.moves[move]!.cellsBy, sign * times);
      uses.push({ move, times: sign * times });
      reached += times * Math.abs(by);
    }
    return { uses, reached, atoms };
  }

  /** How many times the move can be added to what is there. */
  #room(
    move: JointMove,
    sign: number,
    most: number,
    atoms: ReadonlyMap<number, number>,
    cells: ReadonlyMap<number, number>,
  ): number {
    this.steps++;
    let times = most;
    for (let i = 0; i < move.atoms.length && times > 0; i++) {
      const by = sign * move.atomsBy[i]!;
      if (by >= 0) continue;
      const left = this.#system.atoms[move.atoms[i]!]! + (atoms.get(move.atoms[i]!) ?? 0);
      times = Math.min(times, Math.floor(left / -by));
    }
    if (this.#floors)
      for (let i = 0; i < move.cells.length && times > 0; i++) {
        const by = sign * move.cellsBy[i]!;
        if (by >= 0) continue;
        const cell = move.cells[i]!;
        const left = this.#system.values[cell]! + (cells.get(cell) ?? 0) - this.#floors[cell]!;
        times = Math.min(times, Math.floor(left / -by));
      }
    return Math.max(0, times);
  }
}

function append(lists: Map<number, number[]>, key: number, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function add(sums: Map<number, number>, keys: Int32Array, by: Int32Array, times: number): void {
  keys.forEach((key, i) => sums.set(key, (sums.get(key) ?? 0) + by[i]! * times));
}

/** The world that a proof's moves lead to, by plain addition: how far the target moves, or null where it does not fit. */
function replayed(
  system: JointSystem,
  hidden: Uint8Array,
  target: number,
  moves: readonly JointMove[],
  uses: readonly Use[],
): number | null {
  const counts = system.atoms.slice();
  for (const { move, times } of uses) {
    const { atoms, atomsBy } = moves[move]!;
    atoms.forEach((atom, i) => (counts[atom] = counts[atom]! + times * atomsBy[i]!));
  }
  if (counts.some(count => count < 0)) return null;
  for (let cell = 0; cell < system.cells.length; cell++) {
    if (hidden[cell]) continue;
    let sum = 0;
    for (const atom of system.cells[cell]!) sum += counts[atom]!;
    if (sum !== system.values[cell]) return null;
  }
  let value = 0;
  for (const atom of system.cells[target]!) value += counts[atom]!;
  return value - system.values[target]!;
}

/** Sensitive cells whose proof does not hold when all counts are added up again. */
export function withoutProof(
  system: JointSystem,
  hidden: Uint8Array,
  sensitive: readonly number[],
  width: number,
  moves: readonly JointMove[],
  proofs: ReadonlyMap<number, Proof>,
): number[] {
  return sensitive.filter(target => {
    const proof = proofs.get(target);
    if (!proof || !hidden[target]) return true;
    const up = replayed(system, hidden, target, moves, proof.up);
    const down = replayed(system, hidden, target, moves, proof.down);
    return up === null || down === null || up - down < width;
  });
}
