import type { Claim } from '../../../shared/model/claim.ts';
import { sameTestText, seriesSuppliersText, shiftWords, untestedSeriesWords } from '../../../shared/text/claims.ts';
import type { SeriesSuppliers } from '../../../shared/text/claims.ts';
import { chartReach } from '../statistics/chart-reach.ts';
import type { RecentShift } from '../statistics/recent-shift.ts';

export interface ShiftSaid {
  readonly about: Omit<Claim['about'], 'period' | 'against'>;
  readonly shift: RecentShift;
  /** Labels of the latest points that differ, oldest first. */
  readonly points: readonly string[];
  /** A value as it is said. */
  readonly valueWords: (value: number) => string;
  readonly isSaid: boolean;
  readonly threshold: number;
  /** What a chart of this measure can see, in a sentence; null where there is no chart. */
  readonly reach: string | null;
  /** Those who sent every quarter, where the suppliers differ; the series is theirs. */
  readonly throughout?: SeriesSuppliers | null;
}

/** A rise of which it is told how soon it would be seen. */
const told = 0.3;

/** Whether the latest points differ by more than what a chart of independent points is said to see. */
const isLarge = ({ before, after }: RecentShift): boolean => before > 0 && Math.abs(after / before - 1) > told;

/** The p of a test by itself, below which it would stand out. */
const alone = 0.05;

/** What may be said of the latest points of a series beside those before them. */
export function shiftClaim(given: ShiftSaid): Claim {
  const { about, shift, points, isSaid, threshold, valueWords, throughout = null } = given;
  const standsAlone = !isSaid && shift.p < alone;
  const reach = isLarge(shift)
    ? 'Neighbouring quarters are alike here, and such a series drifts this far by chance.'
    : given.reach;
  const { title, sentence } = shiftWords({ ...given, standsAlone, reach, throughout });
  return {
    kind: 'special-cause',
    about: { ...about, period: points.join(', '), against: 'the quarters before' },
    strength: isSaid ? 'found' : 'none',
    direction: isSaid ? (shift.difference > 0 ? 'up' : 'down') : null,
    figures: [
      { name: 'mean before', value: shift.before, text: valueWords(shift.before) },
      { name: 'mean of the latest', value: shift.after, text: valueWords(shift.after) },
    ],
    test: {
      method:
        'means of the last one to seven points against those before, corrected for the choice and for alike neighbours',
      source: 'Bayley and Hammersley (1946), JRSS Supplement 8:184',
      alpha: threshold,
      p: shift.p,
      interval: null,
      power: isSaid ? null : reach,
      ...(standsAlone ? { standsAlone: true } : {}),
    },
    caveats: throughout ? [seriesSuppliersText(throughout)] : [],
    ...(throughout ? { lacking: throughout.lacking } : {}),
    title,
    sentence,
  };
}

/** A series across a change of its suppliers, of whom nobody sent every quarter: nothing is tested. */
export function untestedShift(about: ShiftSaid['about'], lacking: string): Claim {
  const { title, sentence } = untestedSeriesWords(about.subject, lacking);
  return {
    kind: 'special-cause',
    about: { ...about, period: null, against: 'the quarters before' },
    strength: 'cannot-tell',
    direction: null,
    figures: [],
    test: null,
    caveats: [sentence],
    lacking,
    title,
    sentence,
  };
}

/**
 * What is said of a rate over its quarters: the finding of the count behind it, whose test is the only one over the same rows.
 * @param things what is counted: "children"
 */
export function sharedShift(count: Claim, about: ShiftSaid['about'], things: string): Claim {
  const same = sameTestText(things, count.about.subject);
  return {
    ...count,
    about: { ...count.about, ...about },
    caveats: [`${same}.`, ...count.caveats],
    sameTestAs: count.about.subject,
    title: `${about.subject}: the same ${things} as ${count.title}`,
    sentence: `${same}: ${count.sentence.charAt(0).toLowerCase()}${count.sentence.slice(1)}`,
  };
}

const mostQuarters = 40;

/**
 * "A rise of 30 % would be seen after three quarters half the time; a false alarm every eleven years": what a chart of this
 * centre and spread can see. Null where it has no spread.
 * @param perYear points in a year
 */
export function reachWords(centre: number, sigma: number, perYear: 1 | 4): string | null {
  const reach = centre > 0 && sigma > 0 ? chartReach({ centre, sigma }, told) : null;
  if (!reach) return null;
  const [unit, units] = perYear === 1 ? ['year', 'years'] : ['quarter', 'quarters'];
  const seen =
    reach.seenAfter > mostQuarters
      ? `A rise of 30\u00a0% would hardly be seen here`
      : `A rise of 30\u00a0% would be seen after ${reach.seenAfter === 1 ? `one ${unit}` : `${reach.seenAfter} ${units}`} half the time`;
  const years = Math.max(1, Math.round(reach.falseCallEvery / perYear));
  return `${seen}; the chart gives a false alarm every ${years === 1 ? 'year' : `${years} years`}.`;
}
