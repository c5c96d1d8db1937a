import type { BasisState } from '../model/appraisal.ts';

/** What is known of how even access is between districts under an option. */
interface FairnessSaid {
  readonly fairness: {
    readonly hoover: number;
    readonly hooverByChance: number;
    /** Whether the districts could differ at all under what is assumed, and what that is. */
    readonly varies: boolean;
    readonly assumed: string;
  };
  readonly districts: readonly { readonly need: number; readonly met: number }[];
}

/**
 * Whether districts differ in how much of their need is met. A verdict only where need comes from somebody's data, something
 * is met, and the districts could differ under what is assumed of them.
 */
export function fairnessVerdict({ fairness, districts }: FairnessSaid, need: BasisState): string {
  const { hoover, hooverByChance, varies, assumed } = fairness;
  if (need === 'placeholder')
    return 'Whether districts differ cannot be told: need in each is the application\u2019s own placeholder, and no data of them are in.';
  if (!districts.some(one => one.need > 0) || !districts.some(one => one.met > 0))
    return 'Whether districts differ cannot be told: there is no need, or none of it is met.';
  if (!varies) return `Nothing is said of a difference. ${assumed}`;
  return hoover > hooverByChance
    ? 'That is more than chance alone would show.'
    : 'Chance alone would show as much: no difference between the districts can be seen.';
}
