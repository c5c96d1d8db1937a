import { FaultError } from '../../../shared/contract/fault.ts';
import { Programme } from './solver.ts';
import type { Solver } from './solver.ts';
import { blocksOf, tightenedBounds, touchingRows } from './system.ts';
import type { Knowledge } from './system.ts';

/** What can be derived about one cell: the smallest and the largest value that fit; null has no upper limit. */
export interface Interval {
  readonly cell: number;
  readonly lower: number;
  readonly upper: number | null;
}

/** A solution within the solver's tolerance of a whole number is that number. */
const snapped = (value: number): number => {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-6 * Math.max(1, Math.abs(whole)) ? whole + 0 : value;
};

const doesNotFit = () =>
  new FaultError('invalid-input', 'The published cells do not add up: no table fits them.', 'cells');

/**
 * The exact interval of each target: two linear programmes a cell over the block of unknown cells that it is tied to,
 * from a basis kept warm; whole-number programmes with `whole`. A programme is not solved where an earlier solution
 * already reaches the bound that rows alone prove. Method: SDC Handbook 2nd ed. (2024) §4.5, the "attacker's problem" of
 * tau-ARGUS; bounds of single rows after Buzzigoli and Giusti (1999).
 * Faults: invalid-input when nothing fits; busy when a programme is not decided in time.
 */
export function intervalsOf(
  solver: Solver,
  knowledge: Knowledge,
  targets: readonly number[],
  whole: boolean,
): Interval[] {
  const { relations } = knowledge;
  const touching = touchingRows(relations);
  const tight = { relations, lower: knowledge.lower.slice(), upper: knowledge.upper.slice() };
  if (!tightenedBounds(tight, touching, whole)) throw doesNotFit();
  const found = new Map<number, Interval>();
  const wanted = new Set(targets);
  for (const block of blocksOf(tight, touching)) {
    const columns = Array.from(block.cells.keys()).filter(column => wanted.has(block.cells[column]!));
    if (!columns.length) continue;
    const least = new Float64Array(block.cells.length).fill(Infinity);
    const most = new Float64Array(block.cells.length).fill(-Infinity);
    const programme = new Programme(solver, block.rows, block.lower, block.upper);
    const whenWhole = whole ? new Programme(solver, block.rows, block.lower, block.upper, true) : null;
    const notice = (solution: Float64Array) => {
      for (let i = 0; i < solution.length; i++) {
        if (solution[i]! < least[i]!) least[i] = solution[i]!;
        if (solution[i]! > most[i]!) most[i] = solution[i]!;
      }
    };
    /** The extreme of one column downwards (1) or upwards (−1); infinite when there is none. */
    const extreme = (column: number, direction: 1 | -1): number => {
      programme.cost(column, direction);
      const outcome = programme.solve();
      programme.cost(column, 0);
      if (outcome === 'unbounded') return -direction * Infinity;
      if (outcome === 'infeasible') throw doesNotFit();
      if (outcome === 'undecided') throw new FaultError('busy', 'The audit of this table did not end in time.');
      const solution = programme.solution;
      const value = snapped(solution[column]!);
      const isWhole = solution.every(one => Number.isInteger(snapped(one)));
      if (!whenWhole || isWhole) {
        notice(solution);
        return value;
      }
      whenWhole.cost(column, direction);
      const outcomeWhole = whenWhole.solve();
      whenWhole.cost(column, 0);
      if (outcomeWhole === 'infeasible') throw doesNotFit();
      if (outcomeWhole !== 'optimal') throw new FaultError('busy', 'The audit of this table did not end in time.');
      notice(whenWhole.solution);
      return Math.round(whenWhole.solution[column]!);
    };
    try {
      const feasible = (whenWhole ?? programme).solve();
      if (feasible === 'infeasible') throw doesNotFit();
      if (feasible === 'optimal') notice((whenWhole ?? programme).solution);
      for (const column of columns) {
        const low = block.lower[column]!;
        const high = block.upper[column]!;
        const lower = least[column]! <= low + 1e-9 ? low : extreme(column, 1);
        const upper = most[column]! >= high - 1e-9 ? high : extreme(column, -1);
        found.set(block.cells[column]!, {
          cell: block.cells[column]!,
          lower,
          upper: upper === Infinity ? null : upper,
        });
      }
    } finally {
      programme.dispose();
      whenWhole?.dispose();
    }
  }
  return targets.map(
    cell => found.get(cell) ?? { cell, lower: snapped(tight.lower[cell]!), upper: snapped(tight.upper[cell]!) },
  );
}
