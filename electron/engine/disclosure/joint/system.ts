/**
 * Counts that are given out together, as one system. An atom is a class of records that all counts treat alike; a cell
 * is the sum of some atoms. What is printed in several tables is one cell.
 */
export interface JointSystem {
  /** The true count of each atom: whole, 0 or more. */
  readonly atoms: Int32Array;
  /** The atoms of each cell, ascending, each once. */
  readonly cells: readonly Int32Array[];
  /** The true value of each cell. */
  readonly values: Float64Array;
}

/** A system in canonical order, with where each given cell went. */
export interface CanonicalSystem {
  readonly system: JointSystem;
  /** For each given cell the position of the cell in the system that has the same atoms. */
  readonly cellOf: Int32Array;
}

/** Another world that fits, as its difference from the true one: atoms and cells that differ, and by how much. */
export interface JointMove {
  readonly atoms: Int32Array;
  readonly atomsBy: Int32Array;
  readonly cells: Int32Array;
  readonly cellsBy: Int32Array;
}

/** Rounds of refinement: enough for what differs some steps away to tell atoms apart. */
const refinements = 4;

/** A well-mixed 32-bit number. Source: the finaliser of MurmurHash3 (A. Appleby, public domain). */
function mixed(seed: number): number {
  let h = seed | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Colours of atoms and cells that depend on values and memberships alone, not on positions: each takes up the colours
 * of its neighbours, added up so that their order does not matter.
 * Method: colour refinement (B. Weisfeiler and A. Leman 1968).
 */
function coloursOf(counts: Int32Array, cells: readonly Int32Array[]): { atoms: Uint32Array; cells: Uint32Array } {
  const atoms = Uint32Array.from(counts, count => mixed(count + 1));
  const colours = Uint32Array.from(cells, cell => mixed(0x9e3779b9 ^ cell.length));
  for (let round = 0; round < refinements; round++) {
    const sums = new Uint32Array(counts.length);
    for (let k = 0; k < cells.length; k++) {
      let sum = 0;
      for (const atom of cells[k]!) sum = (sum + mixed(atoms[atom]! ^ 0x51ed270b)) >>> 0;
      colours[k] = mixed(Math.imul(colours[k]!, 31) + sum);
      for (const atom of cells[k]!) sums[atom] = sums[atom]! + mixed(colours[k]! ^ 0x2545f491);
    }
    for (let atom = 0; atom < atoms.length; atom++) atoms[atom] = mixed(Math.imul(atoms[atom]!, 31) + sums[atom]!);
  }
  return { atoms, cells: colours };
}

/** Positions sorted by value, then colour; equals keep the order in which they were given. */
const sorted = (size: number, keys: readonly ArrayLike<number>[]): number[] =>
  Array.from({ length: size }, (_, i) => i).sort((a, b) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a]! - key[b]!;
    return a - b;
  });

/** Each different set of atoms once, and for each given cell which set it is. */
function distinct(given: readonly (readonly number[])[]): { sets: Int32Array[]; setOf: Int32Array } {
  const places = new Map<string, number>();
  const sets: Int32Array[] = [];
  const setOf = Int32Array.from(given, cell => {
    const set = Int32Array.from(new Set(cell)).sort();
    const key = set.join();
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, sets.length);
    return sets.push(set) - 1;
  });
  return { sets, setOf };
}

/** Atoms that are in exactly the same cells are one atom; those in no cell are left out, at −1. */
function mergedAtoms(size: number, sets: readonly Int32Array[]): { atomOf: Int32Array; count: number } {
  const members: number[][] = Array.from({ length: size }, () => []);
  sets.forEach((set, k) => {
    for (const atom of set) members[atom]!.push(k);
  });
  const places = new Map<string, number>();
  const atomOf = Int32Array.from(members, list => {
    if (!list.length) return -1;
    const key = list.join();
    const known = places.get(key) ?? places.size;
    places.set(key, known);
    return known;
  });
  return { atomOf, count: places.size };
}

/** Inputs: counts of atoms, and cells as lists of their positions. The same system results from any order of either. */
export function canonicalSystem(counts: readonly number[], given: readonly (readonly number[])[]): CanonicalSystem {
  const { sets, setOf } = distinct(given);
  const { atomOf, count } = mergedAtoms(counts.length, sets);
  const merged = new Int32Array(count);
  counts.forEach((value, atom) => {
    if (atomOf[atom]! >= 0) merged[atomOf[atom]!] = merged[atomOf[atom]!]! + value;
  });
  const cells = sets.map(set => Int32Array.from(new Set(Array.from(set, atom => atomOf[atom]!))).sort());
  const colours = coloursOf(merged, cells);
  const atomOrder = sorted(count, [colours.atoms]);
  const rank = new Int32Array(count);
  atomOrder.forEach((atom, i) => (rank[atom] = i));
  const values = Float64Array.from(cells, cell => cell.reduce((sum, atom) => sum + merged[atom]!, 0));
  const cellOrder = sorted(cells.length, [values, cells.map(cell => cell.length), colours.cells]);
  const place = new Int32Array(cells.length);
  cellOrder.forEach((cell, i) => (place[cell] = i));
  return {
    system: {
      atoms: Int32Array.from(atomOrder, atom => merged[atom]!),
      cells: cellOrder.map(cell => cells[cell]!.map(atom => rank[atom]!).sort()),
      values: Float64Array.from(cellOrder, cell => values[cell]!),
    },
    cellOf: setOf.map(set => place[set]!),
  };
}

/** A cell written with other cells: their sum, and the atoms that are left. */
export interface Parts {
  readonly cells: readonly number[];
  readonly atoms: readonly number[];
}

/**
 * Each cell as the sum of smaller cells that do not overlap, largest first, and the atoms that are left. It says the
 * same with far fewer numbers, which is what a programme's time goes by.
 */
export function partsOf({ atoms, cells }: JointSystem): Parts[] {
  const words = (atoms.length + 31) >> 5;
  const bits = cells.map(cell => {
    const set = new Int32Array(words);
    for (const atom of cell) set[atom >> 5] = set[atom >> 5]! | (1 << (atom & 31));
    return set;
  });
  const bySize = Array.from(cells.keys()).sort((a, b) => cells[b]!.length - cells[a]!.length || a - b);
  return cells.map((cell, k) => {
    const rest = bits[k]!.slice();
    const parts: number[] = [];
    let left = cell.length;
    for (const j of bySize) {
      const size = cells[j]!.length;
      if (size < 2 || left < 2) break;
      if (size > left || size >= cell.length) continue;
      const part = bits[j]!;
      const first = cells[j]![0]!;
      if (!((rest[first >> 5]! >>> (first & 31)) & 1)) continue;
      let inside = true;
      for (let w = first >> 5; w < words && inside; w++) inside = (part[w]! & ~rest[w]!) === 0;
      if (!inside) continue;
      parts.push(j);
      left -= size;
      for (let w = 0; w < words; w++) rest[w] = rest[w]! & ~part[w]!;
    }
    return { cells: parts, atoms: Array.from(cell.filter(atom => (rest[atom >> 5]! >>> (atom & 31)) & 1)) };
  });
}

const lists = new WeakMap<JointSystem, readonly (readonly number[])[]>();

/** For each atom the cells that it is in. */
export function cellsOfAtoms(system: JointSystem): readonly (readonly number[])[] {
  const known = lists.get(system);
  if (known) return known;
  const made: number[][] = Array.from(system.atoms, () => []);
  system.cells.forEach((cell, k) => {
    for (const atom of cell) made[atom]!.push(k);
  });
  lists.set(system, made);
  return made;
}

/** A move of atoms with what it does to cells, by plain addition. */
export function moveOfAtoms(system: JointSystem, by: Int32Array): JointMove {
  const members = cellsOfAtoms(system);
  const changes = new Map<number, number>();
  const atoms: number[] = [];
  for (let a = 0; a < by.length; a++) {
    if (!by[a]) continue;
    atoms.push(a);
    for (const cell of members[a]!) changes.set(cell, (changes.get(cell) ?? 0) + by[a]!);
  }
  const cells = [...changes.keys()].filter(cell => changes.get(cell) !== 0).sort((a, b) => a - b);
  return {
    atoms: Int32Array.from(atoms),
    atomsBy: Int32Array.from(atoms, a => by[a]!),
    cells: Int32Array.from(cells),
    cellsBy: Int32Array.from(cells, cell => changes.get(cell)!),
  };
}
