import { childrenOf } from './pivot-ground.ts';
import type { PivotGround } from './pivot-ground.ts';
import { RowsInMaking } from './rows-in-making.ts';
import type { Rows } from './solver.ts';
import type { Product } from './swaps.ts';

/** What holds between the counts of a table. Cells are the nodes of each distinct count, then rests that it does not show. */
export interface PivotRelations {
  readonly relations: Rows;
  readonly products: readonly Product[];
  /** For each pair of counts of which one is among the other: the cell that must often move along, both ways. */
  readonly companions: readonly Int32Array[];
  /** True values by cell. */
  readonly truth: Float64Array;
  /** The first cell that is a rest. */
  readonly firstRest: number;
}

/**
 * A total that its parts add up to everywhere is a sum; where parts overlap (children over years) it lies between the
 * largest part and their sum; where parts are missing from the table, the rest is a cell of its own.
 */
export function pivotRelations(ground: PivotGround): PivotRelations {
  const { unique, size, question } = ground;
  const { rows, columns } = question;
  const across = columns.parent.length;
  const axes = new AxisRelations(unique.flatMap(one => [...one.counts]));
  const products = unique.map((_, t): Product => {
    const first = t * size;
    const at = (row: number, column: number) => first + row * across + column;
    axes.relate(rows.parent, across, at);
    axes.relate(columns.parent, rows.parent.length, (node, other) => at(other, node));
    return {
      first,
      trees: [
        { parent: rows.parent, stride: across },
        { parent: columns.parent, stride: 1 },
      ],
    };
  });
  const companions = relateAmongCounts(ground, axes.making);
  const truth = axes.truth();
  return {
    relations: axes.making.rows(truth.length),
    products,
    companions: companions.map(list => extended(list, truth.length)),
    truth,
    firstRest: unique.length * size,
  };
}

/** Relations between the nodes of an axis, and the rests that they leave. */
class AxisRelations {
  readonly making = new RowsInMaking();
  readonly #counts: readonly number[];
  /** Rests that are not in the table, in cells after all others. */
  readonly #rests: number[] = [];

  constructor(counts: readonly number[]) {
    this.#counts = counts;
  }

  truth(): Float64Array {
    return Float64Array.from([...this.#counts, ...this.#rests]);
  }

  /** `across`: nodes of the other axis; `cell` leads from a node of each to a cell. */
  relate(parent: Int32Array, across: number, cell: (node: number, other: number) => number): void {
    for (const [up, children] of childrenOf(parent)) {
      const differences = Array.from({ length: across }, (_, other) =>
        children.reduce((left, child) => left - this.#counts[cell(child, other)]!, this.#counts[cell(up, other)]!),
      );
      const sums = differences.every(difference => Math.abs(difference) < 1e-9);
      const hasRest = !sums && differences.every(difference => difference >= 0);
      for (let other = 0; other < across; other++) {
        const cells = [cell(up, other), ...children.map(child => cell(child, other))];
        const factors = [1, ...children.map(() => -1)];
        if (sums) this.making.add(cells, factors, 0, 0);
        else if (hasRest) {
          this.making.add([...cells, this.#counts.length + this.#rests.length], [...factors, -1], 0, 0);
          this.#rests.push(differences[other]!);
        } else {
          this.making.add(cells, factors, -Infinity, 0);
          for (const child of children) this.making.add([cell(up, other), cell(child, other)], [1, -1], 0, Infinity);
        }
      }
    }
  }
}

/** Counts that are among others can nowhere exceed them. */
function relateAmongCounts(
  { question, unique, size, table }: PivotGround,
  making: RowsInMaking,
): readonly Int32Array[] {
  const companions: Int32Array[] = [];
  for (const one of question.counts)
    for (const larger of [one.of, one.within]) {
      if (larger === undefined || table(larger) === table(one.name)) continue;
      const [from, to] = [table(one.name) * size, table(larger) * size];
      const along = new Int32Array(unique.length * size).fill(-1);
      for (let i = 0; i < size; i++) {
        making.add([from + i, to + i], [1, -1], -Infinity, 0);
        along[from + i] = to + i;
      }
      companions.push(along, reversed(along));
    }
  return companions;
}

function reversed(list: Int32Array): Int32Array {
  const back = new Int32Array(list.length).fill(-1);
  list.forEach((to, from) => {
    if (to >= 0) back[to] = from;
  });
  return back;
}

function extended(list: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length).fill(-1);
  longer.set(list);
  return longer;
}
