import { rateAgainstRest } from './against-rest.ts';
import type { CountedRate } from './against-rest.ts';

/** Who is first of several rates, and whether that can be told. */
export interface Leader {
  /** Places in the list; several where they are equal. */
  readonly first: readonly number[];
  /** Places of the next; empty where all are equal. */
  readonly next: readonly number[];
  /** Of the first against the next, two-sided; null where several are first or nobody is next. */
  readonly p: number | null;
  /** Strictly first, and the next is not as high by chance. */
  readonly isClear: boolean;
}

/**
 * Whether the highest rate of several is the highest beyond chance. It is enough to set the first against the next: with a
 * two-sided p the chance of naming a wrong one is at most alpha, whatever the others are. Call it only where the first already
 * stands above the rest within the error budget of the report: it then costs nothing of that budget.
 * @param areas with residents > 0
 * Source: Gutmann and Maymin (1987), Annals of Statistics 15:456, on whether the selected population is the best.
 */
export function leaderOf(areas: readonly CountedRate[], alpha = 0.05): Leader {
  const rates = areas.map(({ count, residents }) => count / residents);
  const placesOf = (rate: number | undefined) =>
    rate === undefined ? [] : rates.flatMap((one, i) => (one === rate ? [i] : []));
  const levels = [...new Set(rates)].toSorted((a, b) => b - a);
  const [first, next] = [placesOf(levels[0]), placesOf(levels[1])];
  if (first.length !== 1 || next.length === 0) return { first, next, p: null, isClear: false };
  const { p } = rateAgainstRest(areas[first[0]!]!, areas[next[0]!]!);
  return { first, next, p, isClear: p <= alpha };
}
