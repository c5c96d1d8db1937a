import { rowSums } from './system.ts';
import type { Knowledge, Touching } from './system.ts';
import type { Swaps } from './swaps.ts';

/**
 * Another table that fits everything published, as its difference from the true one. It proves by plain addition that
 * the cells in which it differs cannot be known, so no solver's word is needed for a cell that has one.
 */
export interface Move {
  readonly cells: Int32Array;
  readonly by: Float64Array;
}

/** A move fits when every row still holds and no cell leaves what is known of it. `truth` is never changed in place. */
export function fits(
  { relations, lower, upper }: Knowledge,
  touching: Touching,
  truth: Float64Array,
  move: Move,
): boolean {
  const { cells, by } = move;
  for (let i = 0; i < cells.length; i++) {
    const value = truth[cells[i]!]! + by[i]!;
    if (value < lower[cells[i]!]! - 1e-9 || value > upper[cells[i]!]! + 1e-9) return false;
  }
  const whole = rowSums(relations, truth);
  const moved = new Map<number, number>();
  for (let i = 0; i < cells.length; i++)
    for (let t = touching.starts[cells[i]!]!; t < touching.starts[cells[i]! + 1]!; t++) {
      const row = touching.rows[t]!;
      moved.set(row, (moved.get(row) ?? whole[row]!) + touching.factors[t]! * by[i]!);
    }
  for (const [row, sum] of moved) {
    const tolerance = 1e-7 * Math.max(1, Math.abs(sum));
    if (sum < relations.lower[row]! - tolerance || sum > relations.upper[row]! + tolerance) return false;
  }
  return true;
}

/** The cheapest swap that fits, alone or with its companions in other tables. */
export function swapMove(
  swaps: Swaps,
  cell: number,
  step: number,
  price: (cell: number, sign: number) => number,
  enough: number,
  companions: readonly Int32Array[] | undefined,
  fitting: (move: Move) => boolean,
): Move | null {
  const alone = swaps.cheapest(cell, price, enough);
  if (alone) {
    const move = moveOf(alone.cells, alone.signs, step);
    if (fitting(move)) return move;
  }
  if (!companions?.length) return null;
  const along = (other: number) => companions.map(list => list[other]!).filter(one => one >= 0);
  const together = swaps.cheapest(
    cell,
    (other, sign) => along(other).reduce((sum, one) => sum + price(one, sign), price(other, sign)),
    enough,
  );
  if (!together) return null;
  const move = moveOf(
    together.cells.flatMap(other => [other, ...along(other)]),
    together.cells.flatMap((other, i) => [together.signs[i]!, ...along(other).map(() => together.signs[i]!)]),
    step,
  );
  return new Set(move.cells).size === move.cells.length && fitting(move) ? move : null;
}

/** A swap as a move of the given step. */
function moveOf(cells: readonly number[], signs: readonly number[], step: number): Move {
  return { cells: Int32Array.from(cells), by: Float64Array.from(signs, sign => sign * step) };
}
