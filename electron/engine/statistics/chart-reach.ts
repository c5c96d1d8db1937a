import type { ChartRule } from './chart-rules.ts';
import { controlChart } from './control-chart.ts';
import { RandomStream } from './random.ts';
import { halfCalled, runLength } from './run-length.ts';
import type { ChartPoints } from './run-length.ts';
import { specialCauses } from './special-causes.ts';
import type { PointLimits } from './special-causes.ts';

/** The rules of our charts: see `specialCauses`. */
export const houseRules: readonly ChartRule[] = ['outside', 'trend-7', 'two-of-three-same-side', 'one-side-7'];

/** A chart as it stands: its centre and one standard deviation, or a centre of counts that are Poisson (c). */
export type ChartLevel = { readonly centre: number; readonly sigma: number } | { readonly poissonCentre: number };

/** Points until a chart calls. */
export interface ChartReach {
  /** Points between false calls on average, while nothing happens. */
  readonly falseCallEvery: number;
  /** After so many points a change of the size asked for has been called half the time. */
  readonly seenAfter: number;
  /** The chance that it has been called by then: ½ or more. */
  readonly seenShare: number;
}

const pointsOf = (level: ChartLevel, change: number): ChartPoints =>
  'poissonCentre' in level
    ? { poissonMean: level.poissonCentre, shiftRatio: 1 + change }
    : { shift: (change * level.centre) / level.sigma };

/**
 * What a chart can see, from its own centre and spread: "a rise of 30 % would be seen after three quarters half the time; a
 * false alarm every eleven years". Limits count as known; those from 14 points are about a tenth wider or narrower, so that
 * both numbers are round ones. Null where the chart has no spread, or where a fall takes more than there is.
 * @param change as a fraction of the centre, such as 0.3 or −0.3
 * Source: `runLength`; Champ and Woodall (1987).
 */
export function chartReach(
  level: ChartLevel,
  change: number,
  rules: readonly ChartRule[] = houseRules,
): ChartReach | null {
  const [centre, spread] =
    'poissonCentre' in level ? [level.poissonCentre, level.poissonCentre] : [level.centre, level.sigma];
  if (!(centre > 0) || !(spread > 0) || !(change > -1)) return null;
  const { median, share } = halfCalled(rules, pointsOf(level, change));
  return { falseCallEvery: falseCallEvery(level, rules), seenAfter: median, seenShare: share };
}

/** By rules, of points that are normal: where nothing happens they are alike on every chart. */
const normalFalseCalls = new Map<string, number>();

function falseCallEvery(level: ChartLevel, rules: readonly ChartRule[]): number {
  const key = rules.join(' ');
  const known = 'poissonCentre' in level ? undefined : normalFalseCalls.get(key);
  const { average } = known === undefined ? runLength(rules, pointsOf(level, 0)) : { average: known };
  if (!('poissonCentre' in level)) normalFalseCalls.set(key, average);
  return average;
}

/** The smallest rise that is called within so many points half the time, as a fraction; null above a hundredfold. */
export function smallestRise(
  level: ChartLevel,
  points: number,
  rules: readonly ChartRule[] = houseRules,
): number | null {
  const seen = (rise: number) => (chartReach(level, rise, rules)?.seenAfter ?? Infinity) <= points;
  let [low, high] = [0, 0.25];
  while (!seen(high)) {
    if (high > 100) return null;
    [low, high] = [high, high * 2];
  }
  while (high - low > 0.005 * high) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How often a chart marks something in a series in which nothing happened. */
export interface FalseCalls {
  /** Chance that any of its points is marked. */
  readonly anyPoint: number;
  /** Chance that the latest one is: what a scorecard would speak of. */
  readonly latestPoint: number;
  /** Share of points that are marked. */
  readonly points: number;
}

const simulations = 4000;

/**
 * False marks of an XmR chart that takes its limits from the very points that it judges, by simulation; the same answer each
 * time. Of charts of 14 independent points one in ten has a mark, and one in seventy at its latest point, so that of twenty
 * indicators one speaks falsely in every fourth report. With a correlation of neighbours of 0.5 four charts in ten have a
 * mark, and 14 % of all points are marked.
 * @param correlation of neighbours, from 0 up to but not 1
 * Source: Maragah and Woodall (1992), Journal of Statistical Computation and Simulation 40:29, on alike neighbours and limits
 * from the same points.
 */
export function falseCalls(points: number, correlation = 0): FalseCalls {
  const random = new RandomStream(1, 'false calls');
  const fresh = Math.sqrt(1 - correlation ** 2);
  let [any, latest, marked] = [0, 0, 0];
  for (let run = 0; run < simulations; run++) {
    random.seat(run, points);
    let value = random.normal();
    const values = Array.from({ length: points }, () => {
      const now = value;
      value = correlation * value + fresh * random.normal();
      return now;
    });
    const chart = controlChart('xmr', values, null, { screen: true, baseline: null, rebaseAfter: [] });
    const marks = specialCauses(values, chart.points as readonly PointLimits[]).map(mark => mark !== 'common');
    const count = marks.filter(Boolean).length;
    marked += count;
    if (count > 0) any++;
    if (marks.at(-1)) latest++;
  }
  return { anyPoint: any / simulations, latestPoint: latest / simulations, points: marked / simulations / points };
}
