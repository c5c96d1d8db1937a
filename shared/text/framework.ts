import type { Claim } from '../model/claim.ts';
import type { Indicator, SpecialCause, Theme, Variation } from '../model/framework.ts';
import { formatNumber, formatPercent } from './format.ts';

/** How the themes of the framework read. */
export const themeLabels: Readonly<Record<Theme, string>> = {
  prepare: 'Prepare',
  prevent: 'Prevent',
  protect: 'Protect',
  pursue: 'Pursue',
};

/** What chance does and does not explain, in words. */
export const variationLabels: Readonly<Record<Variation, string>> = {
  improving: 'Improving',
  worsening: 'Worsening',
  higher: 'Higher',
  lower: 'Lower',
  'cannot-tell': 'Cannot tell yet',
  'no-special-cause': 'No special cause',
  'too-few': 'Too few to chart',
  'not-supplied': 'Not supplied',
  'not-recorded': 'Not recorded',
};

/**
 * What chance does and does not explain of a line. A line that moved, though nobody can tell whether for good or bad, says
 * which way: the claim that it moved and the word beside it are one.
 */
export function variationText({
  variation,
  claims,
}: {
  readonly variation: Variation;
  readonly claims: readonly Pick<Claim, 'kind' | 'strength' | 'direction'>[];
}): string {
  if (isUntested({ variation, claims })) return 'Not tested';
  const moved = variation === 'cannot-tell' ? movedClaim(claims) : null;
  return moved?.direction ? `${moved.direction === 'up' ? 'Up' : 'Down'}, cannot tell why` : variationLabels[variation];
}

/** Whether a line has anything to show: its returns came, and what it is computed from was recorded in them. */
export const hasFigures = ({ variation }: { readonly variation: Variation }): boolean =>
  variation !== 'not-supplied' && variation !== 'not-recorded';

/** Whether a line has a chart alone, and no test of the report ran on it: of its change, or of its latest points. */
export const isUntested = ({
  variation,
  claims,
}: {
  readonly variation: Variation;
  readonly claims: readonly Pick<Claim, 'kind' | 'strength'>[];
}): boolean =>
  variation === 'no-special-cause' &&
  !claims.some(({ kind, strength }) => (kind === 'change' || kind === 'special-cause') && strength !== 'cannot-tell');

/** The claim by which a line moved: its latest points, else its change; null where neither is said. */
export function movedClaim<T extends Pick<Claim, 'kind' | 'strength'>>(claims: readonly T[]): T | null {
  const found = (kind: Claim['kind']) => claims.find(claim => claim.kind === kind && claim.strength === 'found');
  return found('special-cause') ?? found('change') ?? null;
}

/** How an indicator stands against its target. */
export const assuranceLabels = {
  passes: 'Limits meet target',
  fails: 'Limits miss target',
  'hit-and-miss': 'Hit and miss',
} as const;

/** Why a point of a control chart stands out. */
export const specialWords: Readonly<Record<SpecialCause, string>> = {
  outside: 'outside the limits',
  trend: 'part of a run that rises or falls',
  'two-in-three': 'two of three near a limit',
  'one-side': 'part of a run on one side',
};

/** A number of an indicator: shares as percentages, everything else with its decimals. */
export function indicatorNumber(value: number, { kind, decimals }: Pick<Indicator, 'kind' | 'decimals'>): string {
  return kind === 'proportion' ? formatPercent(value, decimals) : formatNumber(value, decimals);
}
