import { betaProbability } from './beta.ts';
import { normalProbability } from './normal.ts';

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * Correlation of neighbours in residuals of a series, corrected for the bias that fitting `fitted` means makes: a quiet series
 * has −1/n for each on average. Source: Marriott and Pope (1954), Biometrika 41:390.
 */
export function lagOneOf(residuals: readonly number[], fitted = 1): number {
  const n = residuals.length;
  const squares = residuals.reduce((sum, value) => sum + value * value, 0);
  if (squares === 0 || n < 3 + 2 * fitted) return 0;
  const products = residuals.slice(1).reduce((sum, value, i) => sum + value * residuals[i]!, 0);
  return (n * (products / squares) + fitted) / (n - 2 * fitted);
}

/** Whether the points of a series hang on the points before them. */
export interface Memory {
  /** Correlation of neighbours, corrected for its bias. */
  readonly correlation: number;
  /** One-sided, of none. */
  readonly p: number;
  readonly isAutocorrelated: boolean;
}

/** Fewer points than these do not tell a memory from chance. */
const fewestForMemory = 8;

/**
 * Correlation of neighbours, tested one-sided at 5 %: the rules of a control chart take points to be independent. Where they
 * are alike at 0.5, limits by the moving range are too narrow, and 10 to 14 % of the points of a quiet series are marked.
 * Null with fewer than eight points.
 * Source: Bartlett (1946), JRSS Supplement 8:27, for its standard error 1/√n.
 */
export function memoryOf(values: readonly number[]): Memory | null {
  if (values.length < fewestForMemory) return null;
  const mean = meanOf(values);
  const correlation = lagOneOf(values.map(value => value - mean));
  // The corrected correlation is wider than the plain one by n / (n − 2).
  const n = values.length;
  const p = normalProbability((-correlation * (n - 2)) / Math.sqrt(n));
  return { correlation, p, isAutocorrelated: p < 0.05 };
}

/**
 * The series without its memory: each point less what the point before it explains, on the level of the series. A chart of it
 * marks what is new in a quarter. The first point has none and is null.
 * Source: Alwan and Roberts (1988), Journal of Business and Economic Statistics 6:87.
 */
export function withoutMemory(values: readonly number[], correlation: number): readonly (number | null)[] {
  const mean = meanOf(values);
  return values.map((value, i) => (i === 0 ? null : value - correlation * (values[i - 1]! - mean)));
}

/** Whether a series has a season. */
export interface Season {
  /** Mean of each season over the mean of all, after a straight trend is taken out: 1 is usual. */
  readonly factors: readonly number[];
  /** Highest less lowest factor. */
  readonly amplitude: number;
  /** Of no season. */
  readonly p: number;
  readonly isSeasonal: boolean;
}

/** Fewer whole years than these do not tell a season from chance. */
const fewestYears = 3;

/**
 * Season of a series by F between the seasons' means, once a straight trend is taken out; tested at 5 %. A season of 12 % in a
 * quarterly series widens the limits by the moving range so far that a rise of the same size goes unseen. Null with fewer than
 * three years, or where the level is not above 0.
 * @param values one for each season in order, `first` the place of the first in its year
 * @param seasons 4 for quarters, 12 for months
 * Source: Fisher (1925), Statistical Methods for Research Workers, for F; Cleveland and others (1990), Journal of Official
 * Statistics 6:3, on why a trend goes first.
 */
export function seasonOf(values: readonly number[], seasons: number, first = 0): Season | null {
  const n = values.length;
  if (n < fewestYears * seasons || n <= seasons + 2) return null;
  const level = meanOf(values);
  if (!(level > 0)) return null;
  const season = (i: number) => (first + i) % seasons;
  const { residual, slopeFreed } = detrended(values, season, seasons);
  const groups = Array.from({ length: seasons }, (_, s) => residual.filter((_, i) => season(i) === s));
  const means = groups.map(meanOf);
  const overall = meanOf(means);
  const between = groups.reduce((sum, group, s) => sum + group.length * (means[s]! - meanOf(residual)) ** 2, 0);
  const within = residual.reduce((sum, value, i) => sum + (value - means[season(i)]!) ** 2, 0);
  const [freedomBetween, freedomWithin] = [seasons - 1, n - seasons - slopeFreed];
  const p =
    within > 0
      ? betaProbability(within / (within + between), freedomWithin / 2, freedomBetween / 2)
      : between > 0
        ? 0
        : 1;
  const factors = means.map(mean => 1 + (mean - overall) / level);
  return { factors, amplitude: Math.max(...factors) - Math.min(...factors), p, isSeasonal: p < 0.05 };
}

/** The series less the straight trend that is the same in every season, so that no season is taken for one. */
function detrended(values: readonly number[], season: (i: number) => number, seasons: number) {
  const groups = Array.from({ length: seasons }, (_, s) => values.flatMap((_, i) => (season(i) === s ? [i] : [])));
  let [products, squares] = [0, 0];
  for (const places of groups) {
    const [time, level] = [meanOf(places), meanOf(places.map(i => values[i]!))];
    for (const i of places) {
      products += (i - time) * (values[i]! - level);
      squares += (i - time) ** 2;
    }
  }
  const slope = squares > 0 ? products / squares : 0;
  const middle = (values.length - 1) / 2;
  return { residual: values.map((value, i) => value - slope * (i - middle)), slopeFreed: 1 };
}

/** The series with its season taken out: each value over the factor of its season. */
export function withoutSeason(
  values: readonly number[],
  { factors }: Pick<Season, 'factors'>,
  first = 0,
): readonly number[] {
  return values.map((value, i) => value / (factors[(first + i) % factors.length] || 1));
}

/** How many of the values of a series have to be told apart for a run to mean anything. */
const finest = 0.5;

/**
 * Whether values come in steps so coarse that runs say nothing: a median in whole days stays at 14 for quarters whatever
 * happens, and lies on one side of an average of 13.9 each time. True where the smallest step between two values is more than
 * half the standard deviation by the moving range, or where most neighbours are equal.
 */
export function isCoarse(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
  if (steps.length === 0) return false;
  const equal = steps.filter(step => step === 0).length;
  if (equal * 2 >= steps.length) return true;
  const levels = [...new Set(values)].toSorted((a, b) => a - b);
  const smallest = Math.min(...levels.slice(1).map((value, i) => value - levels[i]!));
  const whole = values.every(value => Number.isInteger(value * 2));
  return whole && smallest > (finest * meanOf(steps)) / 1.128;
}
