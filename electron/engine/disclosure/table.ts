import { FaultError } from '../../../shared/contract/fault.ts';
import type { Rows } from './solver.ts';
import type { Product } from './swaps.ts';

/** One dimension of a table: a root and, for each member that is a sum, the members that it sums. */
export interface Dimension {
  readonly root: string;
  readonly tree: Readonly<Record<string, readonly string[]>>;
}

/**
 * A table apart from any pivot: every point of the product of its dimensions is a cell. `relations` says that a parent
 * is the sum of its children, along each dimension and at every point of the others.
 */
export interface TableModel {
  readonly dims: readonly Dimension[];
  readonly members: readonly (readonly string[])[];
  readonly size: number;
  readonly relations: Rows;
  readonly product: Product;
  /** The number of a cell. Fault invalid-input when a code is not a member. */
  cellAt(at: readonly string[], path: string): number;
  codesOf(cell: number): readonly string[];
}

/** Cells that one table may have; more is refused before any work is done. */
const mostCells = 200_000;

function membersOf(dimension: Dimension, path: string): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (code: string, depth: number): void => {
    if (seen.has(code) || depth > 50)
      throw new FaultError('invalid-input', `"${code}" has more than one place in the tree.`, path);
    seen.add(code);
    found.push(code);
    for (const child of Object.hasOwn(dimension.tree, code) ? dimension.tree[code]! : []) visit(child, depth + 1);
  };
  visit(dimension.root, 0);
  const stray = Object.keys(dimension.tree).find(code => !seen.has(code));
  if (stray !== undefined) throw new FaultError('invalid-input', `"${stray}" does not hang below the root.`, path);
  return found;
}

/** The model of a table with these dimensions. Faults invalid-input (a tree that is none) and too-large. */
export function tableModelOf(dims: readonly Dimension[]): TableModel {
  const members = dims.map((dimension, d) => membersOf(dimension, `dims.${d}.tree`));
  const size = members.reduce((product, list) => product * list.length, 1);
  if (size > mostCells) throw new FaultError('too-large', 'This table has too many cells to be protected as one.');
  const numbers = members.map(list => new Map(list.map((code, i) => [code, i])));
  const strides = dims.map(() => 1);
  for (let d = dims.length - 2; d >= 0; d--) strides[d] = strides[d + 1]! * members[d + 1]!.length;

  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  dims.forEach((dimension, d) => {
    const stride = strides[d]!;
    const length = members[d]!.length;
    const parents = members[d]!.flatMap((code, at) => {
      const children = Object.hasOwn(dimension.tree, code) ? dimension.tree[code]! : [];
      return children.length ? [{ at, children: children.map(child => numbers[d]!.get(child)!) }] : [];
    });
    for (let cell = 0; cell < size; cell++) {
      if (Math.floor(cell / stride) % length !== 0) continue;
      for (const { at, children } of parents) {
        indices.push(cell + at * stride);
        values.push(1);
        for (const child of children) {
          indices.push(cell + child * stride);
          values.push(-1);
        }
        starts.push(indices.length);
      }
    }
  });
  return {
    dims,
    members,
    size,
    relations: {
      columns: size,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
      lower: new Float64Array(starts.length - 1),
      upper: new Float64Array(starts.length - 1),
    },
    product: {
      first: 0,
      trees: dims.map((dimension, d) => {
        const parent = new Int32Array(members[d]!.length).fill(-1);
        members[d]!.forEach((code, at) => {
          for (const child of Object.hasOwn(dimension.tree, code) ? dimension.tree[code]! : [])
            parent[numbers[d]!.get(child)!] = at;
        });
        return { parent, stride: strides[d]! };
      }),
    },
    cellAt: (at, path) => {
      if (at.length !== dims.length)
        throw new FaultError('invalid-input', `Expected ${dims.length} codes, one for each dimension.`, path);
      return at.reduce((sum, code, d) => {
        const number = numbers[d]!.get(code);
        if (number === undefined)
          throw new FaultError('invalid-input', `"${code.slice(0, 60)}" is not in the dimension.`, `${path}.${d}`);
        return sum + number * strides[d]!;
      }, 0);
    },
    codesOf: cell => strides.map((stride, d) => members[d]![Math.floor(cell / stride) % members[d]!.length]!),
  };
}
