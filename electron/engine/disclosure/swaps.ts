/** A run of cells that is a product of trees: cell = first + Σ node × stride. Node 0 of a tree is its root. */
export interface Product {
  readonly first: number;
  readonly trees: readonly { readonly parent: Int32Array; readonly stride: number }[];
}

/** Nodes of one tree that go up or down together, such that every sum below the common ancestor stays. */
interface Shift {
  readonly nodes: readonly number[];
  readonly signs: readonly number[];
}

/** Shifts tried for one node of one tree; the shortest come first. */
const mostShifts = 240;

/**
 * Swaps in a product of trees: in each tree one unit goes from a leaf to another, or in at a leaf and out at the root,
 * and the product of these is a move that keeps every sum. In flat tables these are the rectangles and boxes of the
 * hypercube method (D. Repsilber 1994; S. Giessing 2003), here with hierarchies and with bounds.
 */
export class Swaps {
  readonly #products: readonly Product[];
  readonly #sizes: readonly number[];
  readonly #shifts = new Map<string, readonly Shift[]>();

  constructor(products: readonly Product[]) {
    this.#products = products;
    this.#sizes = products.map(product => product.trees.reduce((size, tree) => size * tree.parent.length, 1));
  }

  #shiftsOf(p: number, t: number, node: number): readonly Shift[] {
    const key = `${p} ${t} ${node}`;
    const kept = this.#shifts.get(key);
    if (kept) return kept;
    const { parent } = this.#products[p]!.trees[t]!;
    const isParent = new Uint8Array(parent.length);
    for (const up of parent) if (up >= 0) isParent[up] = 1;
    const chain = (leaf: number): number[] => {
      const nodes = [];
      for (let at = leaf; at >= 0; at = parent[at]!) nodes.push(at);
      return nodes;
    };
    const below = (leaf: number) => chain(leaf).includes(node);
    const leaves = Array.from(parent.keys()).filter(leaf => !isParent[leaf]);
    const inside = leaves.filter(below).map(chain);
    const outside = leaves.filter(leaf => !below(leaf)).map(chain);
    const shifts: Shift[] = [];
    for (const from of inside.slice(0, 40)) {
      shifts.push({ nodes: from, signs: from.map(() => 1) });
      for (const to of outside) {
        const up = from.filter(at => !to.includes(at));
        const down = to.filter(at => !from.includes(at));
        shifts.push({ nodes: [...up, ...down], signs: [...up.map(() => 1), ...down.map(() => -1)] });
      }
    }
    shifts.sort((a, b) => a.nodes.length - b.nodes.length);
    const found = shifts.slice(0, mostShifts);
    this.#shifts.set(key, found);
    return found;
  }

  /**
   * The cheapest swap that moves a cell by one step up or down. `price(cell, sign)` is what it costs to let a cell move
   * so, Infinity when it cannot. Returns cells with signs, or null when no swap is finite.
   */
  cheapest(
    cell: number,
    price: (cell: number, sign: number) => number,
    enough = 0,
  ): { readonly cells: readonly number[]; readonly signs: readonly number[]; readonly cost: number } | null {
    const p = this.#products.findIndex((one, i) => cell >= one.first && cell < one.first + this.#sizes[i]!);
    if (p < 0) return null;
    const { first, trees } = this.#products[p]!;
    const nodes = trees.map(tree => Math.floor((cell - first) / tree.stride) % tree.parent.length);
    let best: { cells: readonly number[]; signs: readonly number[]; cost: number } | null = null;
    let steps = 0;
    const extend = (t: number, cells: readonly number[], signs: readonly number[], cost: number): void => {
      if (t === trees.length) {
        best = { cells, signs, cost };
        return;
      }
      const { stride } = trees[t]!;
      const here = nodes[t]! * stride;
      const shifts = this.#shiftsOf(p, t, nodes[t]!);
      for (const shift of shifts) {
        if (best && best.cost <= enough) return;
        // A search that finds nothing soon is left to the programmes.
        if (++steps > 60_000) return;
        const limit = best ? best.cost : Infinity;
        let sum = cost;
        const more: number[] = cells.slice();
        const moreSigns: number[] = signs.slice();
        for (let k = 0; k < shift.nodes.length && sum < limit; k++) {
          const by = shift.nodes[k]! * stride - here;
          if (by === 0) continue;
          for (let i = 0; i < cells.length; i++) {
            const other = cells[i]! + by;
            const sign = signs[i]! * shift.signs[k]!;
            sum += price(other, sign);
            if (sum >= limit) break;
            more.push(other);
            moreSigns.push(sign);
          }
        }
        if (sum < limit) extend(t + 1, more, moreSigns, sum);
      }
    };
    for (const sign of [1, -1]) {
      const cost = price(cell, sign);
      if (cost < Infinity && !(best && (best as { cost: number }).cost <= cost)) extend(0, [cell], [sign], cost);
    }
    return best;
  }
}
