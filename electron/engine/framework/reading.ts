import { isNotTold } from '../../../shared/model/claim.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { ControlLimits, ScorecardPoint, ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Variation } from '../../../shared/model/framework.ts';
import type { Indicator, Target } from '../../../shared/model/framework.ts';
import { daysOfIso, periodOf } from '../../../shared/model/period.ts';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts';
import { notTold } from '../../../shared/text/claims.ts';
import { movedClaim, specialWords } from '../../../shared/text/framework.ts';
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
      words:
        kind === 'rate'
          ? `Too few to chart: ${formatNumber(fewest, 1)} events a ${unit} on average.`
          : `Too few to chart: a ${unit} has ${formatNumber(fewest, 1)} of the rarer kind, with it or without it, on average, and limits need ${needed}.`,
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
    warnings.push(...made.warnings.map(text => (spans.length > 1 ? `From ${own[0]!.label}: ${text}` : text)));
  }
  return {
    limits: {
      type: chart,
      centre,
      lower,
      upper,
      special,
      trial: long.at(-1) === spans.at(-1) && figures(long.at(-1)!.own) < settled,
      words,
      warnings,
    },
    words,
  };
}

/** What the rules of the chart mark at the latest point, where the error budget does not let it be said. */
function markWords(points: readonly ScorecardPoint[], limits: ControlLimits): string {
  const at = points.length - 1;
  if (limits.special[at] === null) return '';
  const marked = limits.special.filter(mark => mark !== null).length;
  return marked === 1
    ? ` The chart marks ${points[at]!.label}, as chance marks one chart in many.`
    : ` The chart marks ${formatNumber(marked)} of ${formatNumber(points.length)} points, ${points[at]!.label} among them; its rules take quarters as independent of each other, and the tests do not confirm them.`;
}

/** Of a chart across a change of its suppliers, beside the test of those who sent every quarter. */
const chartOfAll = ' The chart is of everybody: what it marks is who sent as well.';

/** What was said of a line: its change on a year before, and its latest points beside those before. */
export interface LineClaims {
  readonly change: Claim | null;
  readonly shift: Claim | null;
}

const movingClaim = ({ shift, change }: LineClaims): Claim | null =>
  movedClaim([shift, change].filter(claim => claim !== null));

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** What the latest point says, in one word and one sentence, from the claims of its line. `points` are the complete ones,
 * `hasParts` is whether one that is not has a figure. */
export function variationOf(
  points: readonly ScorecardPoint[],
  limits: ControlLimits | null,
  chartWords: string,
  indicator: Indicator,
  stretches: readonly Stretch[],
  claims: LineClaims,
  hasParts = false,
): { readonly variation: Variation; readonly words: string } {
  const latest = points.at(-1);
  if (!latest && hasParts)
    return {
      variation: 'too-few',
      words: `No whole ${indicator.frequency} is in yet: of what came a part is lacking, or it is to be asked whether it is all.`,
    };
  if (!latest || points.every(point => point.value === null && point.status !== 'hidden')) {
    const from = indicator.agencies.join(', ');
    if (points.some(point => point.status === 'no-denominator'))
      return { variation: 'not-supplied', words: 'Not supplied: how many live there, to divide by, has not come in.' };
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
  const claim = movingClaim(claims);
  if (claim) return movedWords(claim, indicator);
  if (!limits || limits.centre[points.length - 1] === null) {
    const last = stretches.at(-1);
    return {
      variation: 'too-few',
      words:
        limits && last?.why
          ? `Too few to chart: ${formatCount(points.length - last.from, 'figure')} since this changed. ${last.why}`
          : chartWords,
    };
  }
  if (!isTested(claims)) return { variation: 'no-special-cause', words: chartAlone(points, limits) };
  const trial = limits.trial ? ' The limits are on trial.' : '';
  const power = claims.shift?.sameTestAs === undefined ? (claims.shift?.test?.power ?? '') : '';
  return {
    variation: 'no-special-cause',
    words: `${unmovedWords(latest, claims)}${trial}${claims.shift?.lacking ? chartOfAll : markWords(points, limits)}${power ? ` ${power}` : ''}`,
  };
}

/** What the tests say of a line that did not move; of a series that was not tested by itself that it was not. */
function unmovedWords({ label }: ScorecardPoint, { change, shift }: LineClaims): string {
  if (shift?.test && shift.sameTestAs !== undefined) return shift.sentence;
  if (shift?.test) {
    const verdict = isNotTold(shift)
      ? `The tests of the report: ${label} is ${notTold}`
      : `No special cause: the tests of the report find no more than chance in ${label}`;
    return [`${verdict}.`, ...shift.caveats].join(' ');
  }
  const because = shift ? ` ${shift.sentence}` : '';
  const changed = change && isNotTold(change) ? `is ${notTold}` : 'is no more than chance makes';
  return `Its quarters are not tested by themselves.${because} Its change on ${change?.about.against ?? 'the year before'} ${changed}.`;
}

/** Whether a test of the report ran on a line: of its change, or of its latest points. */
const isTested = ({ change, shift }: LineClaims): boolean =>
  [change, shift].some(claim => claim !== null && claim.strength !== 'cannot-tell');

/** What the chart alone shows of a line of which the report tests nothing. */
function chartAlone(points: readonly ScorecardPoint[], limits: ControlLimits): string {
  const at = points.length - 1;
  const { label } = points[at]!;
  const mark = limits.special[at] ?? null;
  const trial = limits.trial ? ' The limits are on trial.' : '';
  return mark === null
    ? `Not tested by the report: ${label} lies within the limits of its chart.${trial}`
    : `Not tested by the report, so nothing is said: its chart marks ${label}, ${specialWords[mark]}.${trial}`;
}

function movedWords(
  { direction, sentence }: Claim,
  { polarity }: Indicator,
): { readonly variation: Variation; readonly words: string } {
  const up = direction === 'up';
  if (polarity === 'ambiguous')
    return {
      variation: 'cannot-tell',
      words: `Cannot tell, because this ${up ? 'rises' : 'falls'} with what is found and with what is there: ${lowered(sentence)}`,
    };
  if (polarity === 'none')
    return { variation: up ? 'higher' : 'lower', words: `${up ? 'Higher' : 'Lower'}: ${sentence}` };
  const good = up === (polarity === 'high-is-good');
  return { variation: good ? 'improving' : 'worsening', words: `${good ? 'Improving' : 'Worsening'}: ${sentence}` };
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

/** "at least 70 %", "10 to 14 days". */
export function targetText(target: Target, indicator: Pick<Indicator, 'kind' | 'per' | 'decimals'>): string {
  const { low, high } = target;
  if (low !== null && high !== null) return `${valueWords(indicator, low)} to ${valueWords(indicator, high)}`;
  return low !== null ? `at least ${valueWords(indicator, low)}` : `at most ${valueWords(indicator, high!)}`;
}

/** How many of the latest points stand against what the limits say before nothing is said of the target by them. */
const pointsAgainst = 2;

/** A dated event since which there are too few points for limits, inside the stretch that the limits were made of. */
function eventWithin(points: readonly ScorecardPoint[], indicator: Indicator): Indicator['events'][number] | undefined {
  const by = indicator.frequency === 'year' ? 'financial-year' : 'financial-quarter';
  const start = stretchesOf(points, indicator).at(-1)!.from;
  return indicator.events.find(event => {
    const from = periodOf(daysOfIso(event.on), by).code;
    const at = points.findIndex(point => point.period >= from);
    return at > start && points.length - at < fewestPoints;
  });
}

/**
 * What the limits say of a target, of the process as it is: after a change that is said, or where the latest two points stand
 * against what the limits say, those limits are of the old way, and nothing is said of the new one until it has limits.
 */
export function targetReading(
  points: readonly ScorecardPoint[],
  limits: ControlLimits | null,
  target: Target | null,
  indicator: Indicator,
  claims: LineClaims,
): { readonly assurance: ScorecardLine['assurance']; readonly words: string | null } {
  const old = assuranceOf(limits, points.length - 1, target);
  if (!target || old === null || old === 'hit-and-miss') return { assurance: old, words: null };
  const event = eventWithin(points, indicator);
  if (event)
    return {
      assurance: null,
      words: `Whether what is done now meets the target of ${targetText(target, indicator)} cannot be told: the limits are of the old way too (from ${formatDate(event.on)}: ${event.text.replace(/\.$/, '')}). Set new limits from the quarter in which it changed.`,
    };
  const latest = points.slice(-pointsAgainst);
  const against = latest.every(({ value }) => value !== null && missesTarget(value, target) === (old === 'passes'));
  if (!movingClaim(claims) && !against) return { assurance: old, words: null };
  const stands = points.findLastIndex(
    ({ value }) => value !== null && missesTarget(value, target) !== (old === 'passes'),
  );
  const since = points.length - 1 - stands;
  const now =
    since > 0
      ? `; ${since === 1 ? `${points.at(-1)!.label} ${old === 'fails' ? 'meets' : 'misses'} it` : `the last ${formatNumber(since)} ${indicator.frequency === 'year' ? 'years' : 'quarters'} ${old === 'fails' ? 'meet' : 'miss'} it`}`
      : '';
  return {
    assurance: null,
    words: `The old way would ${old === 'fails' ? 'miss' : 'meet'} the target of ${targetText(target, indicator)}${now}. Set new limits from the quarter in which it changed to judge the new way.`,
  };
}

/** Whether a value lies on the wrong side of its target. */
export function missesTarget(value: number | null, target: Target | null): boolean {
  if (value === null || !target) return false;
  return (target.low !== null && value < target.low) || (target.high !== null && value > target.high);
}

/** One of four honest sentences on annual figures; for quarterly ones, where to look instead. */
export function trendWordsOf(points: readonly ScorecardPoint[], indicator: Indicator): string {
  if (points.every(point => point.value === null)) return 'Not supplied, so there is no trend to test.';
  if (indicator.frequency === 'quarter')
    return 'Tested for annual figures only; this one comes by quarter and is read against its limits.';
  const parts = (part: 'value' | 'numerator' | 'denominator' | 'lower' | 'upper') => points.map(point => point[part]);
  return indicator.kind === 'proportion'
    ? proportionTrend(parts('numerator'), parts('denominator')).reason
    : weightedTrend(parts('value'), parts('lower'), parts('upper')).reason;
}

export type Movement = 'up' | 'down' | 'level';

/** Which way an indicator moved, by the claims of its own line; null where that cannot be told. */
export function movementOf(claims: LineClaims): Movement | null {
  const claim = movingClaim(claims);
  if (claim) return claim.direction;
  const tested = [claims.change, claims.shift].some(one => one?.strength === 'none');
  return tested ? 'level' : null;
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
