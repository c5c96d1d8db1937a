export const chartKinds = ['xmr', 'c', 'p', 'u', 'g', 't'] as const;
export type ChartKind = (typeof chartKinds)[number];

export interface Limits {
  readonly centre: number | null;
  /** Three standard deviations to both sides; null where every point has its own. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two thirds of the way to them. */
  readonly nearLower: number | null;
  readonly nearUpper: number | null;
}

export interface ChartSegment extends Limits {
  /** Points of the segment, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** XmR and t alone: mean moving range behind the limits, after screening. */
  readonly movingRange: number | null;
}

export interface ControlChart {
  readonly segments: readonly ChartSegment[];
  readonly points: readonly (Limits & { readonly value: number | null })[];
  /** Plain sentences. */
  readonly warnings: readonly string[];
}

export interface ChartOptions {
  /** Leaves moving ranges out that are themselves a signal. */
  readonly screen: boolean;
  /** Limits of the first segment come from so many first points of it. */
  readonly baseline: number | null;
  /** New limits after so many points each. */
  readonly rebaseAfter: readonly number[];
}

const nothing: Limits = { centre: null, lower: null, upper: null, nearLower: null, nearUpper: null };

/** Points below which limits are still on trial. */
const settled = 13;

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Limits at three deviations and two thirds of them, kept within what the value can be. */
function around(middle: number, deviation: number, lowest: number, highest: number, centre = middle): Limits {
  const kept = (value: number) => Math.min(highest, Math.max(lowest, value));
  return {
    centre,
    lower: kept(middle - 3 * deviation),
    upper: kept(middle + 3 * deviation),
    nearLower: kept(middle - 2 * deviation),
    nearUpper: kept(middle + 2 * deviation),
  };
}

/** Mean moving range, without those of 3.267 means and more; all of them when screening would leave no variation. */
function movingRange(values: readonly number[], screen: boolean): { mean: number | null; collapses: boolean } {
  const ranges = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
  if (ranges.length === 0) return { mean: null, collapses: false };
  const mean = meanOf(ranges);
  if (!screen || mean === 0) return { mean, collapses: mean === 0 };
  const left = ranges.filter(range => range < 3.267 * mean);
  const screened = left.length > 0 ? meanOf(left) : 0;
  return screened > 0 ? { mean: screened, collapses: false } : { mean, collapses: true };
}

/** Exponent that makes times between rare events nearly normal. Nelson (1994), Journal of Quality Technology 26:239. */
const nelson = 3.6;

/**
 * Control chart: limits of chance by segment and point.
 * - xmr: mean ± 2.66 × mean moving range.
 * - c: counts, mean ± 3√mean, not below 0.
 * - p: shares `values / denominators`, p ± 3√(p(1 − p)/n), between 0 and 1.
 * - u: rates `values / denominators`, u ± 3√(u/n), not below 0.
 * - g: cases between rare events, centre their median, mean + 3√(mean(mean + 1)), not below 0.
 * - t: days between rare events: limits of their power 1/3.6 by moving ranges (3/1.128), taken back.
 * A null value is left out: the moving range goes over it.
 * @param denominators of p and u, > 0, as many as values
 * Source: Shewhart (1931); Provost and Murray (2011), The Health Care Data Guide; Benneyan (2001), Health Care Management
 * Science 4:305; screening after Nelson (1982), Journal of Quality Technology 14:172.
 */
export function controlChart(
  chart: ChartKind,
  values: readonly (number | null)[],
  denominators: readonly number[] | null,
  options: ChartOptions,
): ControlChart {
  const cuts = [0, ...options.rebaseAfter.filter(at => at > 0 && at < values.length), values.length];
  const warnings: string[] = [];
  const segments: ChartSegment[] = [];
  const points: (Limits & { value: number | null })[] = [];
  for (let s = 0; s + 1 < cuts.length; s++) {
    const from = cuts[s]!;
    const to = cuts[s + 1]!;
    if (from === to) continue;
    const named = cuts.length > 2 ? `Points ${from + 1} to ${to}: ` : '';
    const upTo = s === 0 && options.baseline !== null ? Math.min(to, from + options.baseline) : to;
    const used: number[] = [];
    for (let i = from; i < upTo; i++) if (values[i] !== null) used.push(i);
    const ratio = chart === 'p' || chart === 'u';
    const shown = (i: number) => (values[i] === null ? null : ratio ? values[i]! / denominators![i]! : values[i]!);
    const given = used.map(i => values[i]!);
    let whole: Limits = nothing;
    let limitsAt: ((i: number) => Limits) | null = null;
    let range: number | null = null;
    let collapses = false;
    if (used.length > 0)
      switch (chart) {
        case 'xmr':
        case 't': {
          const plain = chart === 't' ? given.map(value => value ** (1 / nelson)) : given;
          const moving = movingRange(plain, options.screen);
          range = moving.mean;
          ({ collapses } = moving);
          if (range === null) {
            whole = { ...nothing, centre: given[0]! };
            warnings.push(`${named}One point alone has no limits.`);
          } else if (chart === 'xmr') whole = around(meanOf(plain), (2.66 * range) / 3, -Infinity, Infinity);
          else {
            const back = (value: number | null) => Math.max(0, value!) ** nelson;
            const power = around(meanOf(plain), range / 1.128, 0, Infinity);
            whole = {
              centre: back(power.centre),
              lower: back(power.lower),
              upper: back(power.upper),
              nearLower: back(power.nearLower),
              nearUpper: back(power.nearUpper),
            };
          }
          break;
        }
        case 'c': {
          const mean = meanOf(given);
          whole = around(mean, Math.sqrt(mean), 0, Infinity);
          collapses = mean === 0;
          break;
        }
        case 'g': {
          const mean = meanOf(given);
          const ordered = given.toSorted((a, b) => a - b);
          const half = ordered.length >> 1;
          const median = ordered.length % 2 ? ordered[half]! : (ordered[half - 1]! + ordered[half]!) / 2;
          whole = around(mean, Math.sqrt(mean * (mean + 1)), 0, Infinity, median);
          collapses = mean === 0;
          break;
        }
        case 'p':
        case 'u': {
          const events = given.reduce((a, b) => a + b, 0);
          const centre = events / used.reduce((sum, i) => sum + denominators![i]!, 0);
          const variance = chart === 'p' ? centre * (1 - centre) : centre;
          collapses = variance <= 0;
          limitsAt = i =>
            around(centre, Math.sqrt(Math.max(0, variance) / denominators![i]!), 0, chart === 'p' ? 1 : Infinity);
          const first = denominators![from]!;
          let alike = true;
          for (let i = from; i < to; i++) if (denominators![i] !== first) alike = false;
          whole = alike ? limitsAt(from) : { ...nothing, centre };
          break;
        }
      }
    else warnings.push(`${named}There is nothing to take limits from.`);
    if (collapses)
      warnings.push(
        `${named}The limits collapse, as there is ${range === 0 || range === null ? 'no variation' : 'almost no variation'} between one point and the next: points outside them are not a signal.`,
      );
    if (used.length > 1 && used.length < settled)
      warnings.push(`${named}Trial limits, from ${used.length} points; ${settled} settle them.`);
    segments.push({ from, to, movingRange: range, ...whole });
    for (let i = from; i < to; i++) points.push({ value: shown(i), ...(limitsAt?.(i) ?? whole) });
  }
  return { segments, points, warnings };
}
