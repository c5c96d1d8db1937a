import { othersCode } from '../axis.ts';
import type { AxisTree } from '../axis.ts';
import type { Grain } from '../grains.ts';
import type { Evaluation } from '../evaluation.ts';

/**
 * All nodes of an axis in one list, root first, whether a line shows them or not: what is protected together. Under a
 * top-N its rest ("Others") is a node of its own between a parent and the members it stands for, so that nobody can take
 * the one from the other.
 */
export interface AxisNodes {
  readonly parent: Int32Array;
  /** Place of the first node of each depth of the whole tree. */
  readonly offsets: readonly number[];
  /** Place of a node of the tree that is displayed. */
  placeOf(depth: number, node: number): number;
  /** Leaf of the displayed tree and its place, for every "Others". */
  readonly others: readonly { readonly leaf: number; readonly place: number }[];
}

/** The nodes of an axis. `displayed` is the tree with its rest merged, where a top-N did that. */
export function axisNodesOf(tree: AxisTree, displayed: AxisTree): AxisNodes {
  const offsets: number[] = [];
  let size = 0;
  for (const level of tree.levels) {
    offsets.push(size);
    size += level.size;
  }
  const parents: number[] = [];
  tree.levels.forEach((level, depth) => {
    for (let node = 0; node < level.size; node++)
      parents.push(depth === 0 ? -1 : offsets[depth - 1]! + level.parent[node]!);
  });
  if (displayed === tree)
    return {
      parent: Int32Array.from(parents),
      offsets,
      placeOf: (depth, node) => offsets[depth]! + node,
      others: [],
    };
  const { depth } = tree;
  const leaves = tree.levels[depth]!;
  const shown = displayed.levels[depth]!;
  const keyOf = (parent: number, code: number) => `${parent}|${code}`;
  const places = new Map<string, number>();
  for (let leaf = 0; leaf < leaves.size; leaf++)
    places.set(keyOf(leaves.parent[leaf]!, leaves.code[leaf]!), offsets[depth]! + leaf);
  const others: { leaf: number; place: number }[] = [];
  const placeOfLeaf = new Int32Array(shown.size);
  for (let leaf = 0; leaf < shown.size; leaf++) {
    const parent = shown.parent[leaf]!;
    if (shown.code[leaf] !== othersCode) {
      placeOfLeaf[leaf] = places.get(keyOf(parent, shown.code[leaf]!))!;
      continue;
    }
    const place = parents.push(offsets[depth - 1]! + parent) - 1;
    placeOfLeaf[leaf] = place;
    others.push({ leaf, place });
    const kept = new Set<number>([0]);
    for (let other = 0; other < shown.size; other++) if (shown.parent[other] === parent) kept.add(shown.code[other]!);
    for (let rest = 0; rest < leaves.size; rest++)
      if (leaves.parent[rest] === parent && !kept.has(leaves.code[rest]!)) parents[offsets[depth]! + rest] = place;
  }
  return {
    parent: Int32Array.from(parents),
    offsets,
    placeOf: (at, node) => (at === depth ? placeOfLeaf[node]! : offsets[at]! + node),
    others,
  };
}

/** A table over all nodes of both axes, and how its numbers are gathered. */
export interface NodeTable {
  readonly rows: AxisNodes;
  readonly columns: AxisNodes;
  readonly size: number;
  /** Numbers at every pair of nodes, row-major. */
  gather(take: (evaluation: Evaluation, grain: Grain) => Float64Array): Float64Array;
}

/** @param displayed the evaluation whose lines are shown: `whole` itself, or one with the rest of a top-N merged */
export function nodeTableOf(whole: Evaluation, displayed: Evaluation): NodeTable {
  const rows = axisNodesOf(whole.grains.rows, sameOr(whole.grains.rows, displayed.grains.rows));
  const columns = axisNodesOf(whole.grains.columns, sameOr(whole.grains.columns, displayed.grains.columns));
  const width = columns.parent.length;
  const size = rows.parent.length * width;
  return {
    rows,
    columns,
    size,
    gather: take => {
      const out = new Float64Array(size);
      for (let rowDepth = 0; rowDepth < rows.offsets.length; rowDepth++)
        for (let columnDepth = 0; columnDepth < columns.offsets.length; columnDepth++) {
          const grain = whole.grains.grain(rowDepth, columnDepth);
          const numbers = take(whole, grain);
          for (let r = 0; r < grain.rowNodes; r++)
            for (let c = 0; c < grain.columnNodes; c++)
              out[(rows.offsets[rowDepth]! + r) * width + columns.offsets[columnDepth]! + c] =
                numbers[r * grain.columnNodes + c]!;
        }
      if (rows.others.length)
        for (let columnDepth = 0; columnDepth < columns.offsets.length; columnDepth++) {
          const grain = displayed.grains.grain(rows.offsets.length - 1, columnDepth);
          const numbers = take(displayed, grain);
          for (const { leaf, place } of rows.others)
            for (let c = 0; c < grain.columnNodes; c++)
              out[place * width + columns.offsets[columnDepth]! + c] = numbers[leaf * grain.columnNodes + c]!;
        }
      if (columns.others.length)
        for (let rowDepth = 0; rowDepth < rows.offsets.length; rowDepth++) {
          const grain = displayed.grains.grain(rowDepth, columns.offsets.length - 1);
          const numbers = take(displayed, grain);
          for (const { leaf, place } of columns.others)
            for (let r = 0; r < grain.rowNodes; r++)
              out[(rows.offsets[rowDepth]! + r) * width + place] = numbers[r * grain.columnNodes + leaf]!;
        }
      return out;
    },
  };
}

/** The displayed tree only where its leaves differ: two evaluations make two objects of the same tree. */
function sameOr(tree: AxisTree, displayed: AxisTree): AxisTree {
  const a = tree.levels[tree.depth]!.code;
  const b = displayed.levels[displayed.depth]!.code;
  return a.length === b.length && a.every((code, i) => code === b[i]) ? tree : displayed;
}
