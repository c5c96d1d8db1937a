/**
 * Where a continuous function is zero, by bisection sharpened with the secant (Dekker's rule): the bracket always holds the
 * root. Null when both ends have the same sign, or when the function is not a number at an end.
 * @param close stops once |f| is below it; 0 goes on to the last digit
 */
export function rootOf(f: (x: number) => number, from: number, to: number, close = 0): number | null {
  let low = from;
  let high = to;
  let atLow = f(low);
  const atHigh = f(high);
  if (Math.abs(atLow) <= close) return low;
  if (Math.abs(atHigh) <= close) return high;
  if (!(atLow * atHigh < 0)) return null;
  let best = high;
  let atBest = atHigh;
  let before = low;
  let atBefore = atLow;
  for (let step = 0; step < 300; step++) {
    const middle = low + (high - low) / 2;
    const secant = best - (atBest * (best - before)) / (atBest - atBefore);
    // Every third step halves, so that a bent function cannot keep one end where it is.
    const next = step % 3 < 2 && secant > Math.min(low, high) && secant < Math.max(low, high) ? secant : middle;
    const value = f(next);
    before = best;
    atBefore = atBest;
    best = next;
    atBest = value;
    if (Math.abs(value) <= close) return next;
    if (value * atLow < 0) high = next;
    else {
      low = next;
      atLow = value;
    }
    if (Math.abs(high - low) <= 4e-16 * Math.max(Math.abs(low), Math.abs(high))) break;
  }
  return best;
}
