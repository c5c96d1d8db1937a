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
 * What a supplier's other silences say of one between a day with rows and the first or last day that a file speaks of.
 * - **unusual**: longer than chance makes with this supplier: the file begins late or was taken early, and whether there was
 *   nothing to report is for a person to say. With exponential silences, one is at least c times the longest of n others with
 *   the probability n! Γ(c+1) / Γ(n+c+1) (the maximum as a sum of independent exponential spacings: Rényi 1953, Acta Math.
 *   Hung. 4:191).
 * - **usual**: it was as long before, or chance makes one as long.
 * - **unknown**: neither, with too few others to tell.
 */
export function habitOf(silence: Span, silences: Silences): 'usual' | 'unusual' | 'unknown' {
  // The same silence goes on to the next file of the supplier.
  const others = silences.filter(one => one.first !== silence.first && one.last !== silence.last);
  const longest = others.reduce((most, one) => Math.max(most, one.last - one.first), 0);
  const days = silence.last - silence.first;
  if (others.length > 0 && days <= longest) return 'usual';
  if (others.length < fewest) return 'unknown';
  const times = days / longest;
  const chance = logGamma(others.length + 1) + logGamma(times + 1) - logGamma(others.length + times + 1);
  return chance < Math.log(level) ? 'unusual' : 'usual';
}
