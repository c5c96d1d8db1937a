import { isNotTold } from '../model/claim.ts';
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
  readonly claims: readonly Pick<Claim, 'kind' | 'strength' | 'direction' | 'test'>[];
}): string {
  const unmoved = variation === 'no-special-cause' ? unmovedLabels[unmovedBy(claims)] : null;
  if (unmoved) return unmoved;
  const moved = variation === 'cannot-tell' ? movedClaim(claims) : null;
  return moved?.direction ? `${moved.direction === 'up' ? 'Up' : 'Down'}, cannot tell why` : variationLabels[variation];
}

/** Whether a line has anything to show: its returns came, and what it is computed from was recorded in them. */
export const hasFigures = ({ variation }: { readonly variation: Variation }): boolean =>
  variation !== 'not-supplied' && variation !== 'not-recorded';

/**
 * What the tests say of a line that did not move: nothing, since none ran; that one of them is not told from chance; or that
 * its latest points, its change or both are no more than chance.
 */
export type Unmoved = 'untested' | 'not-told' | 'series' | 'change' | 'both';

export function unmovedBy(claims: readonly Pick<Claim, 'kind' | 'strength' | 'test'>[]): Unmoved {
  const tested = claims.filter(
    ({ kind, strength }) => (kind === 'change' || kind === 'special-cause') && strength !== 'cannot-tell',
  );
  if (tested.length === 0) return 'untested';
  if (tested.some(isNotTold)) return 'not-told';
  if (tested.length === 2) return 'both';
  return tested[0]!.kind === 'change' ? 'change' : 'series';
}

const unmovedLabels: Readonly<Record<Unmoved, string>> = {
  untested: 'Not tested',
  'not-told': 'Not told from chance',
  series: variationLabels['no-special-cause'],
  change: 'No change beyond chance',
  both: variationLabels['no-special-cause'],
};

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
