import type { ControlLimits, ScorecardPoint, ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Variation } from '../../../shared/model/framework.ts';
import type { Indicator, Target } from '../../../shared/model/framework.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import { formatCount, formatNumber, formatPercent, formatSigned } from '../../../shared/text/format.ts';
import { assurance } from '../statistics/assurance.ts';
import { controlChart } from '../statistics/control-chart.ts';
import { specialCauses } from '../statistics/special-causes.ts';
import type { PointLimits, SpecialCause } from '../statistics/special-causes.ts';
import { proportionTrend, weightedTrend } from '../statistics/trend.ts';

/** A stretch with fewer points has no limits of its own. */
const fewestPoints = 5;
/** Points from which limits are no longer on trial. */
const settled = 13;
/** Times the scatter that counting alone makes, from which limits come from the moving range. */
const overdispersed = 1.5;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** A value as it is said in a sentence. */
export function valueWords(indicator: Pick<Indicator, 'kind' | 'per' | 'decimals'>, value: number): string {
  const { kind, per, decimals } = indicator;
  if (kind === 'proportion') return formatPercent(value, decimals);
  if (kind === 'rate') return `${formatNumber(value, decimals)} per ${formatNumber(per)}`;
  if (kind === 'days') return `${formatNumber(value, decimals)} days`;
  return formatNumber(value, decimals);
}

/** A stretch of points of one definition: its first point, and why it begins there. */
export interface Stretch {
  readonly from: number;
  readonly why: string | null;
}

/**
 * Where new limits begin: at the point whose period holds the day of a definition break, and at rebases. Points are in
 * order; a period is a financial quarter or year.
 */
export function stretchesOf(
  points: readonly { readonly period: string }[],
  indicator: Pick<Indicator, 'breaks' | 'rebases' | 'frequency'>,
): readonly Stretch[] {
  const by = indicator.frequency === 'year' ? 'financial-year' : 'financial-quarter';
  const cuts = [
    ...indicator.breaks.map(one => ({ from: periodOf(daysOfIso(one.on), by).code, why: one.text })),
    ...indicator.rebases.map(one => ({ from: one.from, why: one.reason })),
  ];
  const found = new Map<number, string>();
  for (const { from, why } of cuts) {
    const at = points.findIndex(point => point.period >= from);
    if (at > 0) found.set(at, why);
  }
  return [{ from: 0, why: null }, ...[...found].toSorted((a, b) => a[0] - b[0]).map(([from, why]) => ({ from, why }))];
}

type Chart = ControlLimits['type'];

interface Choice {
  readonly chart: Chart | null;
  readonly words: string;
}

/**
 * Which chart the data ask for. Shares and rates: limits from counting alone (p, u), unless the figures scatter more than
 * 1.5 times as much from point to point as that explains (z-scores by moving range; Laney 2002, Quality Engineering 14:531);
 * then XmR. Counts: XmR from ten a point, c from one. Fewer than one event a point, or fewer than five in a share's
 * numerator or complement, are too few. Everything without a count behind it: XmR.
 */
export function chartFor(
  points: readonly ScorecardPoint[],
  indicator: Pick<Indicator, 'kind' | 'per' | 'frequency'>,
): Choice {
  const { kind, per, frequency } = indicator;
  const unit = frequency === 'year' ? 'year' : 'quarter';
  const shown = points.filter(point => point.value !== null);
  if (shown.length < fewestPoints)
    return {
      chart: null,
      words: `Too few to chart: ${formatCount(shown.length, unit)} with a figure, and limits need ${fewestPoints}.`,
    };
  const values = shown.map(point => point.value!);
  if (kind === 'count') {
    const middle = mean(values);
    if (middle < 1) return { chart: null, words: `Too few to chart: ${formatNumber(middle, 1)} a ${unit} on average.` };
    if (middle < 10)
      return { chart: 'c', words: `c chart: few events, ${formatNumber(middle, 1)} a ${unit} on average.` };
    return {
      chart: 'xmr',
      words: `XmR chart: many events, ${formatNumber(middle)} a ${unit} on average, so the limits come from the change from one ${unit} to the next.`,
    };
  }
  const divided = shown.every(point => point.numerator !== null && point.denominator !== null && point.denominator > 0);
  if ((kind !== 'proportion' && kind !== 'rate') || !divided)
    return {
      chart: 'xmr',
      words: `XmR chart: there is no count behind a figure of this kind, so the limits come from the change from one ${unit} to the next.`,
    };
  const events = shown.map(point => point.numerator!);
  const sizes = shown.map(point => (kind === 'rate' ? point.denominator! / per : point.denominator!));
  const centre = events.reduce((a, b) => a + b, 0) / sizes.reduce((a, b) => a + b, 0);
  const complements = events.map((x, i) => sizes[i]! - x);
  const [fewest, needed] = kind === 'rate' ? [mean(events), 1] : [Math.min(mean(events), mean(complements)), 5];
  if (fewest < needed)
    return {
      chart: null,
      words: `Too few to chart: ${formatNumber(fewest, 1)} ${kind === 'rate' ? 'events' : 'with or without it'} a ${unit} on average.`,
    };
  const spread = kind === 'rate' ? centre : centre * (1 - centre);
  const scores = events.map((x, i) => (x / sizes[i]! - centre) / Math.sqrt(spread / sizes[i]!));
  const scatter = mean(scores.slice(1).map((z, i) => Math.abs(z - scores[i]!))) / 1.128;
  if (scatter > overdispersed)
    return {
      chart: 'xmr',
      words: `XmR chart: it moves ${formatNumber(scatter, 1)} times as much from one ${unit} to the next as counting alone would make it.`,
    };
  return kind === 'rate'
    ? {
        chart: 'u',
        words: `u chart: a rate of ${formatNumber(mean(events))} events on average; the limits are those of counting.`,
      }
    : {
        chart: 'p',
        words: `p chart: a share of ${formatNumber(mean(sizes))} on average; the limits are those of counting.`,
      };
}

const marks: Readonly<Record<SpecialCause, ControlLimits['special'][number]>> = {
  common: null,
  outside: 'outside',
  trend: 'trend',
  'two-of-three': 'two-in-three',
  'one-side': 'one-side',
};

/**
 * Control limits over complete points, stretch by stretch; a stretch with fewer than five figures has none. The kind of chart
 * is that of the latest stretch that can have limits. Limits stay where a figure can be: not below 0, a share not above 1.
 * Where limits collapse nothing is marked.
 */
export function limitsOf(
  points: readonly ScorecardPoint[],
  indicator: Pick<Indicator, 'kind' | 'per' | 'frequency'>,
  stretches: readonly Stretch[],
): { readonly limits: ControlLimits | null; readonly words: string } {
  const spans = stretches.map((stretch, s) => {
    const to = stretches[s + 1]?.from ?? points.length;
    return { ...stretch, to, own: points.slice(stretch.from, to) };
  });
  const figures = (own: readonly ScorecardPoint[]) => own.filter(point => point.value !== null).length;
  const long = spans.filter(span => figures(span.own) >= fewestPoints);
  const chosen = chartFor(long.at(-1)?.own ?? points, indicator);
  const { chart, words } = chosen;
  if (chart === null || !long.length) {
    const last = spans.at(-1);
    const since = last?.why ? ` since its definition or its limits changed (${last.why})` : '';
    return {
      limits: null,
      words: chart === null ? words : `Too few to chart: ${figures(last?.own ?? [])} figures${since}.`,
    };
  }
  const none = points.map(() => null);
  const centre: (number | null)[] = [...none];
  const lower: (number | null)[] = [...none];
  const upper: (number | null)[] = [...none];
  const special: ControlLimits['special'][number][] = [...none];
  const warnings: string[] = [];
  const highest = indicator.kind === 'proportion' ? 1 : Infinity;
  const kept = (value: number) => Math.min(highest, Math.max(0, value));
  const ratio = chart === 'p' || chart === 'u';
  for (const { from, own } of long) {
    const made = controlChart(
      chart,
      own.map(point => (point.value === null ? null : ratio ? point.numerator! : point.value)),
      ratio
        ? own.map(point =>
            point.value === null ? 1 : chart === 'u' ? point.denominator! / indicator.per : point.denominator!,
          )
        : null,
      { screen: true, baseline: null, rebaseAfter: [] },
    );
    const limits = made.points.map((point): PointLimits => ({
      centre: point.centre!,
      lower: kept(point.lower!),
      upper: kept(point.upper!),
      nearLower: kept(point.nearLower!),
      nearUpper: kept(point.nearUpper!),
    }));
    const collapses = made.warnings.some(warning => warning.startsWith('The limits collapse'));
    const causes = specialCauses(
      made.points.map(point => point.value),
      limits,
    );
    own.forEach((point, i) => {
      if (point.value === null) return;
      centre[from + i] = limits[i]!.centre;
      lower[from + i] = limits[i]!.lower;
      upper[from + i] = limits[i]!.upper;
      special[from + i] = collapses ? null : marks[causes[i] ?? 'common'];
    });
    warnings.push(...made.warnings.map(text => (long.length > 1 ? `From ${own[0]!.label}: ${text}` : text)));
  }
  return {
    limits: {
      type: chart,
      centre,
      lower,
      upper,
      special,
      trial: figures(long.at(-1)!.own) < settled,
      words,
      warnings,
    },
    words,
  };
}

/** Which way the latest point moved by a special cause: 1 up, −1 down; null where there is none. */
export function specialDirection(points: readonly ScorecardPoint[], limits: ControlLimits | null): 1 | -1 | null {
  const at = points.length - 1;
  const mark = limits?.special[at] ?? null;
  const value = points[at]?.value ?? null;
  if (!limits || mark === null || value === null) return null;
  if (mark === 'trend') {
    const before = points[at - 1]?.value ?? null;
    return before === null ? null : value > before ? 1 : -1;
  }
  return value > limits.centre[at]! ? 1 : -1;
}

function causeWords(
  points: readonly ScorecardPoint[],
  limits: ControlLimits,
  indicator: Indicator,
  up: boolean,
): string {
  const at = points.length - 1;
  const unit = indicator.frequency === 'year' ? 'years' : 'quarters';
  const side = up ? 'above' : 'below';
  switch (limits.special[at]) {
    case 'outside':
      return `${points[at]!.label} lies ${side} the limits of chance, ${valueWords(indicator, limits.lower[at]!)} to ${valueWords(indicator, limits.upper[at]!)}`;
    case 'trend':
      return `seven ${unit} or more in a row have been ${up ? 'rising' : 'falling'}`;
    case 'two-in-three':
      return `two of the last three ${unit} lie close to the ${up ? 'upper' : 'lower'} limit of chance`;
    default:
      return `seven ${unit} or more in a row lie ${side} the average of ${valueWords(indicator, limits.centre[at]!)}`;
  }
}

/** What the latest point says, in one word and one sentence. `points` are the complete ones. */
export function variationOf(
  points: readonly ScorecardPoint[],
  limits: ControlLimits | null,
  chartWords: string,
  indicator: Indicator,
  stretches: readonly Stretch[],
): { readonly variation: Variation; readonly words: string } {
  const latest = points.at(-1);
  if (!latest || points.every(point => point.value === null && point.status !== 'hidden')) {
    const from = indicator.agencies.join(', ');
    return {
      variation: 'not-supplied',
      words:
        indicator.measure === null
          ? `Not supplied: ${from} would send it ready-made, and nothing has come in.`
          : `Not supplied: nothing that it is computed from has come in${from ? ` (${from})` : ''}.`,
    };
  }
  if (latest.value === null)
    return {
      variation: 'too-few',
      words:
        latest.status === 'hidden'
          ? `The figure of ${latest.label} is hidden, so nothing is said of it.`
          : `There is no figure for ${latest.label}, so nothing is said of it.`,
    };
  const at = points.length - 1;
  if (!limits || limits.centre[at] === null) {
    const last = stretches.at(-1);
    return {
      variation: 'too-few',
      words:
        limits && last?.why
          ? `Too few to chart: ${formatCount(points.length - last.from, 'figure')} since this changed. ${last.why}`
          : chartWords,
    };
  }
  const direction = specialDirection(points, limits);
  if (direction === null)
    return {
      variation: 'no-special-cause',
      words: `No special cause: ${latest.label} moves as chance would let it.${limits.trial ? ' The limits are on trial.' : ''}`,
    };
  const up = direction > 0;
  const cause = causeWords(points, limits, indicator, up);
  if (indicator.polarity === 'ambiguous')
    return {
      variation: 'cannot-tell',
      words: `Cannot tell, because this ${up ? 'rises' : 'falls'} with what is found and with what is there: ${cause}.`,
    };
  if (indicator.polarity === 'none')
    return { variation: up ? 'higher' : 'lower', words: `${up ? 'Higher' : 'Lower'}: ${cause}.` };
  const good = up === (indicator.polarity === 'high-is-good');
  return { variation: good ? 'improving' : 'worsening', words: `${good ? 'Improving' : 'Worsening'}: ${cause}.` };
}

/** The target that holds in a period: the last that begins with it or before it. */
export function targetIn(targets: readonly Target[], period: string): Target | null {
  return (
    targets
      .filter(one => one.from.slice(0, 7) < period.slice(0, 7) || one.from <= period)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1))
      .at(-1) ?? null
  );
}

/**
 * Whether the latest limits can be relied on to meet a target; a target on a limit is hit-and-miss. A range passes when the
 * limits lie wholly within it and fails when they lie wholly outside.
 */
export function assuranceOf(
  limits: ControlLimits | null,
  at: number,
  target: Target | null,
): ScorecardLine['assurance'] {
  const [lower, upper] = [limits?.lower[at] ?? null, limits?.upper[at] ?? null];
  if (!target || lower === null || upper === null) return null;
  const ends = [
    target.low === null ? null : assurance(lower, upper, target.low, 'increase'),
    target.high === null ? null : assurance(lower, upper, target.high, 'decrease'),
  ].filter(end => end !== null);
  if (ends.includes('fail')) return 'fails';
  return ends.length > 0 && ends.every(end => end === 'pass') ? 'passes' : 'hit-and-miss';
}

/** Whether a value lies on the wrong side of its target. */
export function missesTarget(value: number | null, target: Target | null): boolean {
  if (value === null || !target) return false;
  return (target.low !== null && value < target.low) || (target.high !== null && value > target.high);
}

const quarterNames = ['one quarter', 'two quarters', 'three quarters', 'four'];

/** Value of a financial year as far as it is in, and of how many whole quarters. */
export interface YearSoFar {
  readonly year: string;
  readonly value: number | null;
  readonly quarters: number;
}

/**
 * Like for like with a year before. Counts and rates: what a quarter of the year so far holds on average against what a
 * quarter of the whole year before held, so that 568 in two quarters against 834 in four is +36 % a quarter; both values are
 * of the year itself, in which a child counts once. Everything else: the same quarter a year before. Annual figures: the
 * year before. Null where a definition changed in between, or where a value is hidden or missing.
 * @param years values of financial years, complete to the quarter of the latest point
 */
export function changeOf(
  points: readonly ScorecardPoint[],
  years: readonly YearSoFar[],
  indicator: Indicator,
): { readonly change: ScorecardLine['change']; readonly words: string | null } {
  const nothing = { change: null, words: null };
  const latest = points.at(-1);
  if (!latest || latest.value === null) return nothing;
  const yearOf = (period: string) => period.slice(0, 7);
  const before = yearBefore(yearOf(latest.period));
  const broken = (from: string) => {
    const found = breakBetween(indicator, from, latest.period);
    return found ? { change: null, words: `Not compared with a year before: ${found.text}` } : null;
  };
  if (indicator.frequency === 'quarter' && (indicator.kind === 'count' || indicator.kind === 'rate')) {
    const now = years.find(one => one.year === yearOf(latest.period));
    const then = years.find(one => one.year === before);
    if (!now || !then || now.value === null || then.value === null || !(then.value > 0)) return nothing;
    if (then.quarters !== 4 || now.quarters !== Number(latest.period.slice(-1))) return nothing;
    const changed = broken(`${before} Q1`);
    if (changed) return changed;
    const value = now.value / now.quarters / (then.value / then.quarters) - 1;
    const percent = `${formatSigned(value * 100)} %`;
    return {
      change: { value, words: `${percent} a quarter` },
      words: `${valueWords(indicator, now.value)} in ${quarterNames[now.quarters - 1]} of ${now.year} against ${valueWords(indicator, then.value)} in four of ${then.year} is ${percent} a quarter.`,
    };
  }
  const other = points.find(point => point.period === `${before}${latest.period.slice(7)}`);
  if (!other || other.value === null) return nothing;
  const changed = broken(other.period);
  if (changed) return changed;
  const { kind, decimals } = indicator;
  const difference = latest.value - other.value;
  const said = `${valueWords(indicator, latest.value)} in ${latest.label} against ${valueWords(indicator, other.value)} in ${other.label}.`;
  if (kind === 'count' || kind === 'rate') {
    if (!(other.value > 0)) return nothing;
    const value = difference / other.value;
    return { change: { value, words: `${formatSigned(value * 100)} % on ${other.label}` }, words: said };
  }
  const amount =
    kind === 'proportion'
      ? `${formatSigned(difference * 100, decimals)} ${formatNumber(Math.abs(difference * 100), decimals) === '1' ? 'point' : 'points'}`
      : kind === 'days'
        ? `${formatSigned(difference, decimals)} ${formatNumber(Math.abs(difference), decimals) === '1' ? 'day' : 'days'}`
        : formatSigned(difference, decimals);
  return { change: { value: difference, words: `${amount} on ${other.label}` }, words: said };
}

/** "2016/17" → "2015/16". */
function yearBefore(year: string): string {
  const start = Number(year.slice(0, 4)) - 1;
  return `${start}/${String((start + 1) % 100).padStart(2, '0')}`;
}

/** One of four honest sentences on annual figures; for quarterly ones, where to look instead. */
export function trendWordsOf(points: readonly ScorecardPoint[], indicator: Indicator): string {
  if (points.every(point => point.value === null)) return 'Not supplied, so there is no trend to test.';
  if (indicator.frequency === 'quarter')
    return 'A recent trend is tested over five annual figures; quarterly figures are read against their limits.';
  const parts = (part: 'value' | 'numerator' | 'denominator' | 'lower' | 'upper') => points.map(point => point[part]);
  return indicator.kind === 'proportion'
    ? proportionTrend(parts('numerator'), parts('denominator')).reason
    : weightedTrend(parts('value'), parts('lower'), parts('upper')).reason;
}

export type Movement = 'up' | 'down' | 'level';

/**
 * Which way an indicator moved: by its special cause, else when the 95 % interval of its difference from the same period a
 * year before leaves 0 out. Null where that cannot be told.
 * Source of the interval of a difference from two intervals: Newcombe (1998), Statistics in Medicine 17:873, method 10.
 */
export function movementOf(
  points: readonly ScorecardPoint[],
  limits: ControlLimits | null,
  indicator: Pick<Indicator, 'breaks' | 'frequency'>,
): Movement | null {
  const latest = points.at(-1);
  if (!latest || latest.value === null) return null;
  const direction = specialDirection(points, limits);
  if (direction !== null) return direction > 0 ? 'up' : 'down';
  const before = `${yearBefore(latest.period.slice(0, 7))}${latest.period.slice(7)}`;
  const other = points.find(point => point.period === before);
  if (other && other.value !== null && !breakBetween(indicator, before, latest.period)) {
    const difference = latest.value - other.value;
    if (latest.lower !== null && latest.upper !== null && other.lower !== null && other.upper !== null) {
      const down = Math.hypot(latest.value - latest.lower, other.upper - other.value);
      const up = Math.hypot(latest.upper - latest.value, other.value - other.lower);
      return difference - down > 0 ? 'up' : difference + up < 0 ? 'down' : 'level';
    }
  }
  return limits && limits.centre[points.length - 1] !== null ? 'level' : null;
}

/** The definition break that lies after one period, up to another. */
function breakBetween(indicator: Pick<Indicator, 'breaks' | 'frequency'>, from: string, to: string) {
  const by = indicator.frequency === 'year' ? 'financial-year' : 'financial-quarter';
  return indicator.breaks.find(one => {
    const period = periodOf(daysOfIso(one.on), by).code;
    return period > from && period <= to;
  });
}

const movementWords: Readonly<Record<Movement, string>> = { up: 'up', down: 'down', level: 'no clear change' };

/** What a pair says together. Where one is ambiguous it stands for finding, and the other for harm or for what came of it. */
export function pairWordsOf(
  one: { readonly indicator: Indicator; readonly movement: Movement | null },
  other: { readonly indicator: Indicator; readonly movement: Movement | null },
): string {
  const [found, harm] = one.indicator.polarity === 'ambiguous' ? [one, other] : [other, one];
  if (one.movement === null || other.movement === null) {
    const missing = one.movement === null ? one : other;
    return `${one.indicator.name} is read with ${other.indicator.name}; of ${missing.indicator.name} too little can be told to do so.`;
  }
  const both = `${found.indicator.name}: ${movementWords[found.movement!]}; ${harm.indicator.name}: ${movementWords[harm.movement!]}.`;
  const { polarity } = harm.indicator;
  if (found.indicator.polarity !== 'ambiguous' || polarity === 'ambiguous' || polarity === 'none') return both;
  const better = harm.movement === 'level' ? null : (harm.movement === 'up') === (polarity === 'high-is-good');
  const risk = polarity === 'low-is-good';
  const conclusion =
    found.movement === 'up'
      ? better === null
        ? 'More is found, and nothing shows yet what came of it.'
        : better
          ? risk
            ? 'Consistent with earlier finding.'
            : 'More is found, and more comes of it.'
          : risk
            ? 'Consistent with more harm; look at both.'
            : 'More is found, and less comes of it.'
      : found.movement === 'down'
        ? better === null
          ? 'Less is found; whether less is there cannot be told.'
          : better
            ? risk
              ? 'Consistent with less harm, and with looking less.'
              : 'Less is found, and more comes of it.'
            : risk
              ? 'Consistent with later finding; look at both.'
              : 'Less is found, and less comes of it.'
        : better === null
          ? 'Neither shows a change.'
          : better
            ? 'As much is found, with a better result.'
            : 'As much is found, with a worse result.';
  return `${both} ${conclusion}`;
}
