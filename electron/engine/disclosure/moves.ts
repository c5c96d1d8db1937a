import { Programme, openBound } from './solver.ts';
import type { Solver } from './solver.ts';
import { blocksOf, rowSums, tightenedBounds, touchingRows } from './system.ts';
import type { Block, Knowledge, Touching } from './system.ts';
import type { Swaps } from './swaps.ts';
import type { Work } from './work.ts';

/**
 * Another table that fits everything published, as its difference from the true one. It proves by plain addition that
 * the cells in which it differs cannot be known, so no solver's word is needed for a cell that has one.
 */
export interface Move {
  readonly cells: Int32Array;
  readonly by: Float64Array;
}

export interface MoveSearch {
  /** Moves that prove cells safe. */
  readonly moves: readonly Move[];
  /** For each target that is proven safe, which moves prove it: the lowest and the highest of its values. */
  readonly proofs: ReadonlyMap<number, readonly number[]>;
  /** Targets without a proof: exposed, or not decided in time. */
  readonly exposed: readonly number[];
}

export interface MoveQuestion {
  readonly knowledge: Knowledge;
  readonly truth: Float64Array;
  readonly targets: readonly number[];
  /** Values of a target must lie this far apart. */
  readonly width: (cell: number) => number;
  /** Counts: only whole tables are taken as proof. */
  readonly whole: boolean;
  /** Proofs found earlier, of which those that still hold are taken. */
  readonly earlier?: readonly Move[];
  /** Proofs found earlier that are known to hold, because nothing that they move has changed. */
  readonly holding?: readonly Move[];
  readonly swaps?: Swaps | null;
  /** Earlier proofs and swaps alone: a target without one is called exposed although it may be safe. */
  readonly quick?: boolean;
  /** Cells of other tables that must often move along, such as the rows behind a count of children; −1 is none. */
  readonly companions?: readonly Int32Array[];
  /** Rows by cell, when the caller has them. */
  readonly touching?: Touching;
  /** What the search may still do; a target that it does not reach is called exposed. */
  readonly work: Work;
}

/** Small, fixed and the same everywhere: which direction a cell is tried in does not need chance, only variety. */
function signs(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
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

/**
 * Looks for proofs that the targets are safe, cheapest way first: proofs that still hold; one programme that pushes many
 * cells at once; then one or two programmes for each cell that is left, in whole numbers where the fractions do not do.
 */
export function movesFor(solver: Solver, question: MoveQuestion): MoveSearch {
  const { knowledge, truth, targets, width, whole, work } = question;
  const { relations } = knowledge;
  const touching = question.touching ?? touchingRows(relations);
  const moves: Move[] = [];
  const lowest = new Map<number, { by: number; move: number }>();
  const highest = new Map<number, { by: number; move: number }>();
  const wanted = new Set(targets);
  const safe = (cell: number) =>
    (highest.get(cell)?.by ?? 0) - (lowest.get(cell)?.by ?? 0) >= width(cell) - (whole ? 0 : 1e-7);
  const learn = (move: Move): boolean => {
    let useful = false;
    for (let i = 0; i < move.cells.length; i++) {
      const cell = move.cells[i]!;
      if (!wanted.has(cell)) continue;
      const by = move.by[i]!;
      if (by < (lowest.get(cell)?.by ?? 0)) {
        if (!safe(cell)) useful = true;
        else continue;
        lowest.set(cell, { by, move: moves.length });
      } else if (by > (highest.get(cell)?.by ?? 0)) {
        if (!safe(cell)) useful = true;
        else continue;
        highest.set(cell, { by, move: moves.length });
      }
    }
    if (useful) moves.push(move);
    return useful;
  };
  for (const move of question.holding ?? []) learn(move);
  for (const move of question.earlier ?? []) if (fits(knowledge, touching, truth, move)) learn(move);

  const { swaps } = question;
  if (swaps)
    for (const cell of targets) {
      if (safe(cell)) continue;
      work.spend(1);
      const step = width(cell);
      const price = (other: number, sign: number) => {
        const value = truth[other]! + sign * step;
        return value >= knowledge.lower[other]! && value <= knowledge.upper[other]! ? 0 : Infinity;
      };
      const move = swapMove(swaps, cell, step, price, 0, question.companions, one =>
        fits(knowledge, touching, truth, one),
      );
      if (move) learn(move);
    }

  const exposed: number[] = [];
  const open = targets.filter(cell => !safe(cell));
  if (question.quick) exposed.push(...open);
  else if (open.length) {
    const tight = { relations, lower: knowledge.lower.slice(), upper: knowledge.upper.slice() };
    // Nothing can be impossible: the truth fits. If rounding of values makes it look so, the cells stay exposed.
    const possible = tightenedBounds(tight, touching, whole);
    const blocks = possible ? blocksOf(tight, touching) : [];
    const inBlock = new Set<number>();
    for (const block of blocks) {
      const columns: number[] = [];
      for (let c = 0; c < block.cells.length; c++) {
        const cell = block.cells[c]!;
        inBlock.add(cell);
        if (wanted.has(cell) && !safe(cell)) {
          if (tight.upper[cell]! - tight.lower[cell]! < width(cell) - 1e-7) exposed.push(cell);
          else columns.push(c);
        }
      }
      if (columns.length) searchBlock(solver, block, columns);
    }
    for (const cell of open) if (!inBlock.has(cell)) exposed.push(cell);
  }
  const proofs = new Map<number, readonly number[]>();
  for (const cell of targets)
    if (safe(cell))
      proofs.set(
        cell,
        [lowest.get(cell)?.move, highest.get(cell)?.move].filter(move => move !== undefined),
      );
  return { moves, proofs, exposed: [...new Set(exposed)].filter(cell => !safe(cell)) };

  function searchBlock(solver: Solver, block: Block, columns: readonly number[]): void {
    const size = block.cells.length;
    const here = Float64Array.from(block.cells, cell => truth[cell]!);
    const widest = columns.reduce((most, c) => Math.max(most, width(block.cells[c]!)), 1);
    /** Near moves are proof enough and keep the numbers small. */
    const reach = whole ? Math.max(6, 2 * Math.ceil(widest)) : Math.max(6, 3 * widest);
    const movedBounds = (limit: number) => ({
      lower: Float64Array.from(block.lower, (low, i) => openBound(Math.max(low - here[i]!, -limit))),
      upper: Float64Array.from(block.upper, (high, i) => openBound(Math.min(high - here[i]!, limit))),
    });
    const { starts, indices, values } = block.rows;
    const activity = Array.from({ length: starts.length - 1 }, (_, r) => {
      let sum = 0;
      for (let k = starts[r]!; k < starts[r + 1]!; k++) sum += values[k]! * here[indices[k]!]!;
      return sum;
    });
    const rowBound = (bound: number, r: number) => {
      const left = bound - activity[r]!;
      const near = Math.round(left);
      return Math.abs(left - near) < 1e-9 ? near + 0 : left;
    };
    const rows = { ...block.rows, lower: block.rows.lower.map(rowBound), upper: block.rows.upper.map(rowBound) };
    const nearBounds = movedBounds(reach);
    let programme: Programme | null = new Programme(solver, rows, nearBounds.lower, nearBounds.upper);
    programme.branches(1000);
    const dispose = () => {
      programme?.dispose();
      programme = null;
    };
    /** Learns a solution, in the connected pieces of what it moves, so that a fraction in one does not spoil another. */
    const learnSolution = (solution: Float64Array): boolean => {
      const moved = new Float64Array(size);
      let allWhole = true;
      for (let i = 0; i < size; i++) {
        const near = Math.round(solution[i]!);
        moved[i] = Math.abs(solution[i]! - near) < 1e-6 ? near : solution[i]!;
        if (moved[i] !== near) allWhole = false;
      }
      const pieces =
        whole && !allWhole ? piecesOf(block, moved) : [Array.from(moved.keys()).filter(i => moved[i] !== 0)];
      let useful = false;
      for (const piece of pieces) {
        if (!piece.length || (whole && piece.some(i => !Number.isInteger(moved[i]!)))) continue;
        const move = {
          cells: Int32Array.from(piece, i => block.cells[i]!),
          by: Float64Array.from(piece, i => moved[i]!),
        };
        if (!fits(knowledge, touching, truth, move)) continue;
        if (learn(move)) useful = true;
      }
      return useful;
    };
    try {
      const random = signs(size * 7919 + columns.length);
      const costs = new Float64Array(size);
      let left = columns.slice();
      let idle = 0;
      for (let round = 0; left.length > 1 && idle < 2 && round < 60 && !work.isOut; round++) {
        costs.fill(0);
        for (const c of left) costs[c] = (random() < 0.5 ? -1 : 1) * (0.5 + random());
        programme.costs(costs);
        if (programme.solve(work) === 'optimal') learnSolution(programme.solution);
        const still = left.filter(c => !safe(block.cells[c]!));
        idle = still.length < left.length ? 0 : idle + 1;
        left = still;
      }
      costs.fill(0);
      programme.costs(costs);
      let far: Programme | null = null;
      try {
        for (const c of left) {
          const cell = block.cells[c]!;
          if (safe(cell)) continue;
          let bound = 0;
          for (const direction of [1, -1]) {
            if (safe(cell)) break;
            programme.cost(c, direction);
            const outcome = programme.solve(work);
            if (outcome === 'optimal') {
              bound += Math.abs(programme.objective);
              learnSolution(programme.solution);
              if (whole && !safe(cell) && Math.abs(programme.objective) > 1e-6) {
                programme.whole(true);
                if (programme.solve(work) === 'optimal') learnSolution(programme.solution);
                programme.whole(false);
              }
            }
            programme.cost(c, 0);
          }
          if (safe(cell)) continue;
          // Not within reach: once more without the limit, before the cell is called exposed.
          if (bound < reach && !whole) {
            const wide = movedBounds(1e7);
            far ??= new Programme(solver, rows, wide.lower, wide.upper);
            for (const direction of [1, -1]) {
              far.cost(c, direction);
              if (far.solve(work) === 'optimal') learnSolution(far.solution);
              far.cost(c, 0);
            }
          }
          if (!safe(cell)) exposed.push(cell);
        }
      } finally {
        (far as Programme | null)?.dispose();
      }
    } finally {
      dispose();
    }
  }
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

/** Columns that move, in groups that share rows. */
function piecesOf(block: Block, moved: Float64Array): number[][] {
  const { starts, indices } = block.rows;
  const root = Int32Array.from(moved.keys());
  const find = (i: number): number => {
    while (root[i] !== i) i = root[i] = root[root[i]!]!;
    return i;
  };
  for (let r = 0; r < starts.length - 1; r++) {
    let first = -1;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      const column = indices[k]!;
      if (moved[column] === 0) continue;
      if (first < 0) first = find(column);
      else root[find(column)] = first;
    }
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < moved.length; i++)
    if (moved[i] !== 0) {
      const group = groups.get(find(i));
      if (group) group.push(i);
      else groups.set(find(i), [i]);
    }
  return [...groups.values()];
}
