import { areChildren, inCell } from './plan-cells.ts';
import type { PlanCells } from './plan-cells.ts';
import { newUnit, whose } from './plan-effects.ts';
import type { PlanEdit } from './plan-effects.ts';

/** Tuples of all columns, and atoms, that a programme of all columns may have. */
const most = { tuples: 2000, atoms: 2500 };
/** Children of one record alike who may be given a second one, and how many there must be for that: the others move. */
const pinned = { children: 2, of: 4 };

/** Children whose kept records are alike: each may have one more record, somewhere else. */
interface Hosts {
  readonly tuples: ReadonlySet<number>;
  readonly units: readonly number[];
}

/** Records that may move, alike in all columns: each its child's only one, or further ones of children of one kind. */
interface WholeAtom {
  readonly tuple: number;
  readonly rows: readonly number[];
  readonly hosts: Hosts | null;
}

/** All records of all columns as atoms of a programme. */
export interface WholeAtoms {
  /** Records in each atom. */
  readonly counts: Int32Array;
  /** Atoms of a cell. */
  atomsOf(cell: number): Int32Array;
  /** Sums of atoms that may not be more. */
  readonly limits: readonly { readonly atoms: Int32Array; readonly most: number }[];
  editsOf(atoms: Int32Array, by: Int32Array): PlanEdit[];
}

/** Every tuple of members that some cell tells from others; all that are in no cell are one. */
function tuplesOf(cells: PlanCells): { tuples: number[][]; tupleOfRow: Int32Array } | null {
  const { sizes, conditions, codes, unitOf } = cells;
  if (sizes.reduce((product, size) => product * size, 1) > most.tuples) return null;
  const all = sizes.reduce<number[][]>(
    (found, size) => found.flatMap(one => Array.from({ length: size }, (_, code) => [...one, code])),
    [[]],
  );
  const isCounted = (tuple: readonly number[]) => conditions.some(list => inCell(list, column => tuple[column]!));
  const tuples: number[][] = [];
  const places = new Map<string, number>();
  let outside = -1;
  for (const tuple of all) {
    if (isCounted(tuple)) places.set(tuple.join(), tuples.push(tuple) - 1);
    else places.set(tuple.join(), outside < 0 ? (outside = tuples.push(tuple) - 1) : outside);
  }
  const tupleOfRow = Int32Array.from(unitOf, (_, row) => places.get(codes.map(list => list[row]!).join())!);
  return { tuples, tupleOfRow };
}

/**
 * Further records of a child of several: those that are like another of its own, which are counted as rows alone, and one
 * that is elsewhere by itself.
 */
function furtherRows(rows: Int32Array, tupleOfRow: Int32Array): readonly number[] {
  const byTuple = Map.groupBy(rows, row => tupleOfRow[row]!);
  const again = [...byTuple.values()].flatMap(list => list.slice(1));
  const elsewhere = byTuple.size > 1 ? [...byTuple.values()].findLast(list => list.length === 1) : undefined;
  return [...again, ...(elsewhere ?? [])];
}

interface Kind extends Hosts {
  readonly units: number[];
  readonly further: number[];
}

/** Children by the records that they keep; records that are their child's only one move by themselves. */
function kindsOf({ rowsOf }: PlanCells, tupleOfRow: Int32Array): { kinds: Kind[]; alone: Map<number, number[]> } {
  const kinds = new Map<string, Kind>();
  const alone = new Map<number, number[]>();
  const enter = (kept: readonly number[], unit: number, further: readonly number[]) => {
    const tuples = new Set(kept.map(row => tupleOfRow[row]!));
    const key = [...tuples].toSorted((a, b) => a - b).join();
    const kind = kinds.get(key) ?? { tuples, units: [], further: [] };
    kind.units.push(unit);
    kind.further.push(...further);
    kinds.set(key, kind);
  };
  rowsOf.forEach((rows, unit) => {
    if (rows.length > 1) {
      const further = furtherRows(rows, tupleOfRow);
      enter(
        [...rows].filter(row => !further.includes(row)),
        unit,
        further,
      );
      return;
    }
    const tuple = tupleOfRow[rows[0]!]!;
    alone.set(tuple, [...(alone.get(tuple) ?? []), rows[0]!]);
  });
  return { kinds: [...kinds.values()], alone };
}

/**
 * All records of all columns as atoms, where there are few enough: those that are their child's only one, and where units
 * are children further ones, which are counted as rows, and as children only where their child has no other.
 * Null where there are too many.
 */
export function wholeAtoms(cells: PlanCells): WholeAtoms | null {
  const found = tuplesOf(cells);
  if (!found) return null;
  const { tuples, tupleOfRow } = found;
  const { kinds, alone } = kindsOf(cells, tupleOfRow);
  const ofChildren = areChildren(cells);
  if (ofChildren)
    for (const [tuple, rows] of alone)
      if (rows.length >= pinned.of && tuples.length) {
        const units = rows.splice(-pinned.children).map(row => cells.unitOf[row]!);
        kinds.push({ tuples: new Set([tuple]), units, further: [] });
      }
  const atoms: WholeAtom[] = tuples.map((_, tuple) => ({ tuple, rows: alone.get(tuple) ?? [], hosts: null }));
  const limits: { atoms: Int32Array; most: number }[] = [];
  for (const hosts of ofChildren ? kinds : []) {
    if (atoms.length + tuples.length > most.atoms) break;
    const first = atoms.length;
    tuples.forEach((_, tuple) => {
      atoms.push({ tuple, rows: hosts.further.filter(row => tupleOfRow[row] === tuple), hosts });
    });
    const elsewhere = tuples.flatMap((_, tuple) => (hosts.tuples.has(tuple) ? [] : [first + tuple]));
    limits.push({ atoms: Int32Array.from(elsewhere), most: hosts.units.length });
  }
  const atomsOf = (cell: number) => {
    const isIn = tuples.map(tuple => inCell(cells.conditions[cell]!, column => tuple[column]!));
    const isNew = ({ hosts }: WholeAtom) =>
      !hosts || cells.ofRows[cell] === 1 || ![...hosts.tuples].some(one => isIn[one]);
    return Int32Array.from(atoms.flatMap((atom, i) => (isIn[atom.tuple] && isNew(atom) ? [i] : [])));
  };
  return {
    counts: Int32Array.from(atoms, ({ rows }) => rows.length),
    atomsOf,
    limits,
    editsOf: (moved, by) => editsOf({ cells, tuples, atoms }, moved, by),
  };
}

interface Whole {
  readonly cells: PlanCells;
  readonly tuples: readonly (readonly number[])[];
  readonly atoms: readonly WholeAtom[];
}

/** Records leave the atoms that fall for those that rise. */
function editsOf({ cells, tuples, atoms }: Whole, moved: Int32Array, by: Int32Array): PlanEdit[] {
  const rising: WholeAtom[] = [];
  const leaving: { readonly row: number; readonly from: WholeAtom }[] = [];
  moved.forEach((at, i) => {
    const atom = atoms[at]!;
    for (let times = 0; times < by[i]!; times++) rising.push(atom);
    for (let times = 0; times < -by[i]!; times++) leaving.push({ row: atom.rows[times]!, from: atom });
  });
  const gone = new Set(leaving.map(({ row }) => row));
  const taken = new Set<number>();
  for (const { rows, hosts, tuple } of atoms)
    if (hosts && !hosts.tuples.has(tuple)) for (const row of rows) if (!gone.has(row)) taken.add(cells.unitOf[row]!);
  return leaving.flatMap(({ row, from }, i) => {
    const to = rising[i];
    if (!to) return [];
    const edits: PlanEdit[] = tuples[to.tuple]!.flatMap((member, column) =>
      member === cells.codes[column]![row] ? [] : [{ row, column, to: member }],
    );
    if (!to.hosts) return from.hosts ? [...edits, { row, column: whose, to: newUnit(cells, row) }] : edits;
    const isFurther = !to.hosts.tuples.has(to.tuple);
    const unit = to.hosts.units.find(one => !isFurther || !taken.has(one)) ?? to.hosts.units[0]!;
    if (isFurther) taken.add(unit);
    return [...edits, { row, column: whose, to: unit }];
  });
}
