import { periodOf } from '../../../shared/model/period.ts';
import { logGamma } from '../statistics/normal.ts';
import type { Span } from './spans.ts';

/** Silences of a supplier: from a day with rows to the next one (days since 1970-01-01), in order of time. */
export type Silences = readonly Span[];

/** The silences between days with rows, of one or many files; none that holds a whole quarter: that is a return not in. */
export function silencesBetween(files: readonly (readonly number[])[]): Silences {
  const days = [...new Set(files.flat())].toSorted((a, b) => a - b);
  return days.slice(1).flatMap((last, at) => {
    const first = days[at]!;
    const next = periodOf(periodOf(first, 'financial-quarter').last + 1, 'financial-quarter');
    return next.last < last ? [] : [{ first, last }];
  });
}

/** With fewer silences nobody knows what a supplier is used to. */
const fewest = 10;
const level = 0.001;

/**
 * Whether a silence (between a day with rows and the first or last day that a file speaks of) is longer than chance makes
 * with this supplier: then the file begins late or was taken early, and whether there was nothing to report is for a person
 * to say. With exponential silences, one is at least c times the longest of n others with the probability
 * n! Γ(c+1) / Γ(n+c+1) (the maximum as a sum of independent exponential spacings: Rényi 1953, Acta Math. Hung. 4:191).
 */
export function isUnusual(silence: Span, silences: Silences): boolean {
  // The same silence goes on to the next file of the supplier.
  const others = silences.filter(one => one.first !== silence.first && one.last !== silence.last);
  const longest = others.reduce((most, one) => Math.max(most, one.last - one.first), 0);
  const days = silence.last - silence.first;
  if (others.length < fewest || days <= longest) return false;
  const times = days / longest;
  return logGamma(others.length + 1) + logGamma(times + 1) - logGamma(others.length + times + 1) < Math.log(level);
}
