import { falseDiscovery } from './fdr.ts';

/**
 * One error budget a report.
 *
 * **What is kept.** Of reports made where nothing happened, at most one in twenty says anything of a change, a hot spot or a
 * difference between districts, in any of its titles, facts, cards and notes together. Not: each sentence is right nineteen
 * times in twenty. A report makes some three hundred tests (twenty cards in two ways, nine districts on three measures over two
 * spans and on eight shares, two hundred wards on three maps), so that at 5 % each it would say fifteen false things.
 *
 * **How.** The 5 % are split beforehand over the parts below, by what a part needs to see what it is there for, and never by
 * the data. Within a part the false discovery rate is kept at the part's share (Benjamini and Hochberg 1995). Where nothing
 * happened anywhere every discovery is false, so that this share is also the chance that the part says anything (Simes 1986,
 * which holds for tests that do not pull against each other: counts of the same children pull the same way). The parts' chances
 * add up to 5 % at most, with a reserve that no part spends. Where something did happen the first finding makes the next one easier, and of what a part then says at
 * most its share is expected to be false.
 *
 * **Why not a second quarter.** To wait for a confirming quarter would keep the budget as well, at the price of three months in
 * which nothing is said of a step that is already beyond doubt; and a child who is in both quarters makes the second no
 * confirmation. False discovery control says it at once.
 *
 * **What a test is.** One for each question, made before looking, whether or not its answer gets a place on a slide: a test that
 * is left out because it found nothing is a false claim to come. A rate and its count over the same residents are one question;
 * so are a card and the slide on the same measure, and the two halves of a pair (each moves by its own card's test). Twice the
 * same question does no harm here, but costs power.
 *
 * **What it costs.** With 830 children referred and 870 missing in a year, the last half-year set against the one before: a step
 * of 40 % is found 94 times in a hundred by its change alone, and more often with the shift beside it; a share that goes from 60
 * to 75 % always. A district at 1.5 times is found 98 times in a hundred on the children of all years and 55 times on one year's,
 * hence two parts: over all whole periods, for what has always been so, and over the latest year, for what is new. A ward of
 * middling size at three times is found 86 times in a hundred on the missing children of all years, and 17 times on one year's:
 * places are asked about over all years, and have the largest share.
 *
 * Sources: Benjamini and Hochberg (1995), JRSS B 57:289; Simes (1986), Biometrika 73:751; Sarkar (1998), Annals of Statistics
 * 26:494, for tests that pull the same way.
 */

/** What a report may get wrong, where nothing happened. */
export const reportBudget = 0.05;

/**
 * What no part may spend: for what the tests do not know of real returns (referrals that come in one batch, an extract that was
 * early), and because a count over two hundred worlds has to stay under one in twenty, not its average alone.
 */
export const budgetReserve = 0.018;

/** Parts of a report's claims, each with its share of the budget; with the reserve they add up to it. */
export const budgetShares = {
  /** Change of a card against the same span a year before (`distinctChange`, `clusteredChange`, `shareChange`). */
  changes: 0.006,
  /** Special causes: the latest points against those before, once a card (`recentShift`). */
  shifts: 0.004,
  /** A district's rate against the rest over all whole periods (`rateAgainstRest`, `childrenAgainstRest`). */
  'districts-always': 0.004,
  /** The same over the latest whole year. */
  'districts-year': 0.003,
  /** Shares of a district against the rest (`shareChange`). */
  'district-shares': 0.001,
  /** Change within single districts. */
  'district-changes': 0.001,
  /** Single places above the rest, in equal parts over the maps that are tried (`placesAboveRest`). */
  places: 0.011,
  /** Neighbourhoods: the whole-map tests, in equal parts over the maps that are tried; behind them the local statistics keep their own 5 %. */
  'hot-spots': 0.002,
} as const;

export type BudgetPart = keyof typeof budgetShares;

/** Maps that a report tries: each has its own part of the shares of places and of hot spots. */
const mapsTried = 3;

/**
 * What one of the maps of a report may err by: in its test as a whole, and (as a false discovery rate) over its single places.
 * A map by itself keeps to the same for its places, so that a ward stands above the rest on every page or on none.
 */
export const mapShares = {
  wholeMap: budgetShares['hot-spots'] / mapsTried,
  places: budgetShares.places / mapsTried,
} as const;

const sharesOfOne: Readonly<Partial<Record<BudgetPart, number>>> = {
  'hot-spots': mapShares.wholeMap,
  places: mapShares.places,
};

/** A test that a report makes, with what it is about. */
export interface ReportTest<T> {
  readonly part: BudgetPart;
  /** Which of the maps that are tried, where the part is split among them. */
  readonly of?: string;
  /** Null where it could not be made: it costs nothing. */
  readonly p: number | null;
  readonly about: T;
}

/** What the budget allows of a test. */
export interface BudgetedTest<T> extends ReportTest<T> {
  /** Whether it may be said. */
  readonly isSaid: boolean;
  /** p on the scale of the whole report: said at `reportBudget` or less. */
  readonly reportP: number | null;
  /**
   * Of what may be said, the p that it had to keep to beside the others that are said (the critical value of Benjamini and
   * Hochberg). Of what may not, the p that it would have needed on its own, as the first of its part: for "what would have
   * been seen".
   */
  readonly threshold: number;
}

/**
 * Which of all the tests of a report may be said. Give all that were made, in one call.
 * @returns in the order given
 */
export function withinBudget<T>(tests: readonly ReportTest<T>[]): readonly BudgetedTest<T>[] {
  const result: BudgetedTest<T>[] = [];
  const familyOf = ({ part, of }: ReportTest<T>) => (of === undefined ? part : `${part} ${of}`);
  for (const places of Map.groupBy(tests.keys(), at => familyOf(tests[at]!)).values()) {
    const { part, of } = tests[places[0]!]!;
    const share = (of === undefined ? undefined : sharesOfOne[part]) ?? budgetShares[part];
    const { adjusted, rejected, threshold } = falseDiscovery(
      places.map(at => tests[at]!.p),
      share,
    );
    const made = adjusted.filter(one => one !== null).length;
    places.forEach((at, i) => {
      const own = adjusted[i] ?? null;
      result[at] = {
        ...tests[at]!,
        isSaid: rejected[i]!,
        reportP: own === null ? null : Math.min(1, (own * reportBudget) / share),
        threshold: rejected[i] ? threshold : share / Math.max(1, made),
      };
    });
  }
  return result;
}
