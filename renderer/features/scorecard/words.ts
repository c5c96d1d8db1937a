import type { Figure, ScorecardLine } from '../../../shared/contract/framework.ts';
import type { Claim } from '../../../shared/model/claim.ts';
import type { Comparison } from '../../../shared/model/framework.ts';
import type { Target } from '../../../shared/model/framework.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { indicatorNumber } from '../../../shared/text/framework.ts';

export const comparisonLabels: Readonly<Record<Comparison, string>> = {
  better: 'better',
  worse: 'worse',
  similar: 'similar',
  'not-told': 'not told from chance',
  higher: 'higher',
  lower: 'lower',
  'not-compared': 'not compared',
};

/** What was found of one district beside the rest of the area, over the span of its own test; undefined where nothing was tested. */
export const districtClaimOf = (line: Pick<ScorecardLine, 'claims'>, district: string): Claim | undefined =>
  line.claims.find(claim => claim.kind === 'district' && claim.about.area === district);

type Style = Pick<ScorecardLine, 'kind' | 'decimals' | 'per'>;

/** A number of an indicator with its unit. */
export function numberText(value: number, style: Style): string {
  const text = indicatorNumber(value, style);
  return style.kind === 'days' ? `${text} days` : text;
}

/** A figure as it is read, or why there is none. */
export function figureText(figure: Figure | null, line: Style): string {
  if (!figure) return '–';
  if (figure.status === 'hidden') return 'hidden';
  return figure.value === null ? '–' : numberText(figure.value, line);
}

/** "55 % to 67 %": the interval of a figure; null without one. */
export function intervalText({ lower, upper }: Figure, line: Style): string | null {
  return lower === null || upper === null ? null : `${numberText(lower, line)} to ${numberText(upper, line)}`;
}

/** "of 1,234", "312 of 508": what a figure is made of; null where that is not told. */
export function partsText({ numerator, denominator }: Figure): string | null {
  if (numerator === null) return null;
  return denominator === null ? null : `${formatNumber(numerator)} of ${formatNumber(denominator)}`;
}

export function targetText(target: Target, line: Style): string {
  const { low, high } = target;
  if (low !== null && high !== null) return `${numberText(low, line)} to ${numberText(high, line)}`;
  if (low !== null) return `at least ${numberText(low, line)}`;
  return high === null ? 'none' : `at most ${numberText(high, line)}`;
}
