import type { AudienceRules } from '../../../shared/contract/disclosure.ts';
import { FaultError } from '../../../shared/contract/fault.ts';
import { isSmall } from './primary.ts';
import { Programme } from './solver.ts';
import type { Rows, Solver } from './solver.ts';

/** To the nearest multiple of `base`, halves up; base 0 leaves the value. */
export function roundedTo(value: number, base: number): number {
  return base === 0 ? value : Math.floor(value / base + 0.5) * base;
}

/** What a reader knows of a count that shows as `shown`: whole numbers from lower to upper. Zeros that are shown are zeros. */
export function countsBehind(shown: number, rules: AudienceRules): { readonly lower: number; readonly upper: number } {
  const { base } = rules.rounding;
  if (base === 0) return { lower: shown, upper: shown };
  let lower = shown - Math.floor(base / 2);
  let upper = shown + Math.ceil(base / 2) - 1;
  if (lower < 0) lower = 0;
  if (rules.hide) {
    const { from, to } = rules.hide;
    if (shown === 0 && from <= 1) upper = Math.min(upper, from - 1);
    if (lower >= from && lower <= to) lower = to + 1;
  }
  return { lower, upper: Math.max(lower, upper) };
}

/**
 * One count as it is printed: a number, or the symbol of what is hidden. A count that rounds to 0 prints as 0: to mark it
 * as low would say more than its rounding does. Faults invalid-input for what is no count, or
 * one above 100,000,000.
 */
export function displayedCount(count: number, rules: AudienceRules): string {
  if (!Number.isInteger(count) || count < 0 || count > 1e8)
    throw new FaultError('invalid-input', 'Expected a whole number from 0 to 100,000,000.');
  if (isSmall(count, rules)) return rules.symbols.hidden;
  return String(roundedTo(count, rules.rounding.base));
}

/**
 * Printed numbers that say more than the rounding should: fewer counts are behind them than the base. With 1 to 5
 * hidden and rounding to 5, a printed 5 can only be 6 or 7. Empty when the rules agree with one another.
 */
export function roundingLeaks(rules: AudienceRules): { readonly shown: number; readonly counts: number[] }[] {
  const { base } = rules.rounding;
  if (base === 0 || !rules.hide) return [];
  const behind = new Map<number, number[]>();
  for (let count = 1; count <= rules.hide.to + 2 * base; count++)
    if (!isSmall(count, rules)) {
      const shown = roundedTo(count, base);
      behind.set(shown, [...(behind.get(shown) ?? []), count]);
    }
  return [...behind]
    .filter(([shown, counts]) => counts.length < base && shown <= rules.hide!.to + base / 2)
    .map(([shown, counts]) => ({ shown, counts }));
}

/** Midpoint-6 rounding: 0 stays, else the middle of its band of six. Source: OpenSAFELY, statistical disclosure control. */
export function midpointOfSix(count: number): number {
  return count === 0 ? 0 : Math.ceil(count / 6) * 6 - 3;
}

/**
 * Zero-restricted controlled rounding: each cell goes to a multiple of `base` next to it, sums stay sums, and the table
 * is as near to the true one as can be. `relations` are sums that hold. Source: SDC Handbook 2nd ed. (2024) §5.4.3;
 * L. Cox (1987), JASA 82:520. Null when there is none.
 */
export function controlledRounding(
  solver: Solver,
  relations: Rows,
  truth: Float64Array,
  base: number,
): Float64Array | null {
  const low = truth.map(value => Math.floor(value / base));
  const upper = truth.map((value, cell) => Number(value !== low[cell]! * base));
  const activity = (row: number) => {
    let sum = 0;
    for (let k = relations.starts[row]!; k < relations.starts[row + 1]!; k++)
      sum += relations.values[k]! * low[relations.indices[k]!]!;
    return sum;
  };
  const fixed = relations.lower.map((_, row) => -activity(row));
  const programme = new Programme(
    solver,
    { ...relations, lower: fixed, upper: fixed },
    new Float64Array(truth.length),
    upper,
    true,
  );
  try {
    programme.costs(
      truth.map((value, cell) => Math.abs((low[cell]! + 1) * base - value) - Math.abs(low[cell]! * base - value)),
    );
    if (programme.solve() !== 'optimal') return null;
    return low.map((value, cell) => (value + Math.round(programme.solution[cell]!)) * base);
  } finally {
    programme.dispose();
  }
}
