import type { Dimension } from './plan.ts';

/** Stands for the merged rest of a top-N where a code stands otherwise. */
export const othersCode = -1;

/** Tuples of codes that an axis meets: `codes[d][t]` is the code of dimension d of tuple t. */
export interface Tuples {
  readonly count: number;
  readonly codes: readonly Int32Array[];
}

/** The nodes of one depth. Children of a node are consecutive in the next level, in natural order. */
export interface Level {
  readonly size: number;
  /** Node of the level above. */
  readonly parent: Int32Array;
  /** Code in the level's dimension; 0 is "not recorded", `othersCode` the rest of a top-N. */
  readonly code: Int32Array;
  /** Children of node n in the next level are from firstChild[n] to firstChild[n + 1]; empty at the deepest level. */
  readonly firstChild: Int32Array;
}

/** An axis as a tree: level 0 is the total, level d has a node for each tuple of the first d dimensions. */
export interface AxisTree {
  readonly dimensions: readonly Dimension[];
  readonly depth: number;
  readonly levels: readonly Level[];
  /** nodeOf[d][t]: the node of depth d that tuple t belongs to. */
  readonly nodeOf: readonly Int32Array[];
  readonly tuples: Tuples;
}

/** Order of the tuples by the natural order of each dimension, outermost first. */
function orderOf(dimensions: readonly Dimension[], tuples: Tuples): Int32Array {
  const composite = new Float64Array(tuples.count);
  let product = 1;
  dimensions.forEach((dimension, d) => {
    const { rank } = dimension;
    const codes = tuples.codes[d]!;
    product *= rank.length;
    for (let t = 0; t < composite.length; t++) composite[t] = composite[t]! * rank.length + rank[codes[t]!]!;
  });
  const order = new Int32Array(tuples.count);
  if (product <= 8 * tuples.count + 4096) {
    const at = new Int32Array(product);
    for (let t = 0; t < composite.length; t++) at[composite[t]!] = t + 1;
    let n = 0;
    for (let p = 0; p < product; p++) if (at[p] !== 0) order[n++] = at[p]! - 1;
  } else if (product * tuples.count < Number.MAX_SAFE_INTEGER) {
    // Sorting numbers that carry the tuple in their low part needs no comparison function.
    const keyed = new Float64Array(tuples.count);
    for (let t = 0; t < keyed.length; t++) keyed[t] = composite[t]! * tuples.count + t;
    keyed.sort();
    for (let i = 0; i < keyed.length; i++) order[i] = keyed[i]! % tuples.count;
  } else {
    for (let t = 0; t < order.length; t++) order[t] = t;
    order.sort((a, b) => {
      for (let d = 0; d < dimensions.length; d++) {
        const { rank } = dimensions[d]!;
        const codes = tuples.codes[d]!;
        const difference = rank[codes[a]!]! - rank[codes[b]!]!;
        if (difference) return difference;
      }
      return 0;
    });
  }
  return order;
}

/** The tree over the tuples of an axis. Tuples are distinct. */
export function treeOf(dimensions: readonly Dimension[], tuples: Tuples): AxisTree {
  const depth = dimensions.length;
  const order = orderOf(dimensions, tuples);
  const nodeOf: Int32Array[] = [new Int32Array(tuples.count)];
  const parents: Int32Array[] = [new Int32Array(1)];
  const codesOf: Int32Array[] = [new Int32Array(1)];
  const sizes = [1];
  for (let d = 1; d <= depth; d++) {
    const codes = tuples.codes[d - 1]!;
    const above = nodeOf[d - 1]!;
    const nodes = new Int32Array(tuples.count);
    const parent = new Int32Array(tuples.count);
    const code = new Int32Array(tuples.count);
    let size = 0;
    for (let i = 0; i < order.length; i++) {
      const t = order[i]!;
      if (size === 0 || parent[size - 1] !== above[t] || code[size - 1] !== codes[t]) {
        parent[size] = above[t]!;
        code[size] = codes[t]!;
        size += 1;
      }
      nodes[t] = size - 1;
    }
    nodeOf.push(nodes);
    parents.push(parent.slice(0, size));
    codesOf.push(code.slice(0, size));
    sizes.push(size);
  }
  return { dimensions, depth, tuples, nodeOf, levels: levelsOf(sizes, parents, codesOf) };
}

function levelsOf(sizes: readonly number[], parents: readonly Int32Array[], codes: readonly Int32Array[]): Level[] {
  return sizes.map((size, d) => {
    const firstChild = new Int32Array(size + 1);
    const below = parents[d + 1];
    if (below) {
      for (const parent of below) firstChild[parent + 1]! += 1;
      for (let n = 0; n < size; n++) firstChild[n + 1]! += firstChild[n]!;
    }
    return { size, parent: parents[d]!, code: codes[d]!, firstChild };
  });
}

/**
 * The same tree with the leaves that are not kept merged into one "others" leaf of their parent, where "not recorded"
 * stays itself; or (`others` false) with the kept leaves only, the tuples of the rest at node −1, while the nodes above
 * still hold them. `keep[leaf]` is 1 for leaves that stay.
 */
export function treeWithOthers(tree: AxisTree, keep: Uint8Array, others: boolean): AxisTree {
  const leaves = tree.levels[tree.depth]!;
  const parents: number[] = [];
  const codes: number[] = [];
  const moved = new Int32Array(leaves.size).fill(-1);
  const above = tree.levels[tree.depth - 1]!;
  for (let p = 0; p < above.size; p++) {
    let unrecorded = -1;
    const rest: number[] = [];
    for (let leaf = above.firstChild[p]!; leaf < above.firstChild[p + 1]!; leaf++) {
      if (leaves.code[leaf] === 0) unrecorded = leaf;
      else if (keep[leaf]) {
        moved[leaf] = parents.push(p) - 1;
        codes.push(leaves.code[leaf]!);
      } else rest.push(leaf);
    }
    if (others && rest.length) {
      const place = parents.push(p) - 1;
      codes.push(othersCode);
      for (const leaf of rest) moved[leaf] = place;
    }
    if (others && unrecorded >= 0) {
      moved[unrecorded] = parents.push(p) - 1;
      codes.push(0);
    }
  }
  const nodeOf = [...tree.nodeOf.slice(0, -1), tree.nodeOf[tree.depth]!.map(leaf => moved[leaf]!)];
  const sizes = [...tree.levels.slice(0, -1).map(level => level.size), parents.length];
  const parentArrays = [...tree.levels.slice(0, -1).map(level => level.parent), Int32Array.from(parents)];
  const codeArrays = [...tree.levels.slice(0, -1).map(level => level.code), Int32Array.from(codes)];
  return { ...tree, nodeOf, levels: levelsOf(sizes, parentArrays, codeArrays) };
}

/** Tuples beneath each node of a depth, as lists. */
export function tuplesOfNodes(tree: AxisTree, depth: number): readonly (readonly number[])[] {
  const lists: number[][] = Array.from({ length: tree.levels[depth]!.size }, () => []);
  const nodes = tree.nodeOf[depth]!;
  for (let t = 0; t < nodes.length; t++) if (nodes[t]! >= 0) lists[nodes[t]!]!.push(t);
  return lists;
}
