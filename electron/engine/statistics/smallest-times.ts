import { normalQuantile } from './normal.ts';

const shownLevel = 0.95;
const power = 0.8;

/**
 * How many times its comparison an area of middling size would have to be to be found four times in five, from the 95 %
 * intervals of the ratios that were tested: the normal approximation on the log scale. Null where no area has an interval.
 * @param threshold the p that one of them would have needed by itself
 */
export function smallestTimes(
  ratios: readonly { readonly lower: number | null; readonly upper: number | null }[],
  threshold: number,
): number | null {
  const errors = ratios
    .flatMap(({ lower, upper }) =>
      lower !== null && upper !== null && lower > 0 && Number.isFinite(upper) ? [Math.log(upper / lower)] : [],
    )
    .map(width => width / (2 * normalQuantile(1 - (1 - shownLevel) / 2)))
    .toSorted((a, b) => a - b);
  const middle = errors[Math.floor(errors.length / 2)];
  if (middle === undefined) return null;
  return Math.exp((normalQuantile(1 - threshold / 2) + normalQuantile(power)) * middle);
}
