import type { Draws } from './draws.ts';
import type { InstantFlow } from './instant-flow.ts';
import type { NeedPosterior, Resolved, ResolvedContract, ResolvedOption } from './resolve.ts';
import { unchangedParts } from './settle.ts';
import type { Unchanged } from './settle.ts';

/** The flows of one engine, by option and draw. */
export type KnownFlows = ReadonlyMap<string, readonly InstantFlow[]>;

/** Flows with what they rest on. */
export interface DrawnFlows {
  readonly resolved: Resolved;
  readonly draws: Draws;
  readonly flows: KnownFlows;
}

function isSameRow(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

const areSameRows = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): boolean =>
  a.length === b.length && a.every((row, at) => isSameRow(row, b[at]!));

const isSameNeed = (a: readonly NeedPosterior[], b: readonly NeedPosterior[]): boolean =>
  a.length === b.length && a.every(({ counted, mean }, at) => counted === b[at]!.counted && mean === b[at]!.mean);

/** Whether two versions draw the same need of the same districts in the same years. */
const isSameGround = (a: DrawnFlows, b: Omit<DrawnFlows, 'flows'>): boolean =>
  a.resolved.model === b.resolved.model &&
  a.resolved.start === b.resolved.start &&
  a.resolved.years === b.resolved.years &&
  a.resolved.yearsToFirst === b.resolved.yearsToFirst &&
  isSameNeed(a.resolved.episodes, b.resolved.episodes) &&
  isSameNeed(a.resolved.referrals, b.resolved.referrals) &&
  a.draws.n === b.draws.n &&
  areSameRows(a.draws.episodes, b.draws.episodes) &&
  areSameRows(a.draws.referrals, b.draws.referrals);

const isSameContract = (a: ResolvedContract, b: ResolvedContract): boolean =>
  a.id === b.id &&
  isSameRow(a.districts, b.districts) &&
  isSameRow(a.access.kilometres, b.access.kilometres) &&
  isSameRow(a.access.relative, b.access.relative);

/** Whether two variables have the same number in every draw: contracts share variables, so that each pair is looked at once. */
function comparedVariables(before: Draws, now: Draws): (a: number, b: number) => boolean {
  const known = new Map<number, boolean>();
  return (a, b) => {
    const key = a * now.values.length + b;
    let isSame = known.get(key);
    if (isSame === undefined) {
      isSame = isSameRow(before.values[a]!, now.values[b]!);
      known.set(key, isSame);
    }
    return isSame;
  };
}

/** Inputs of a contract that have another number in some draw. */
function changedSlots(
  isSameVariable: (a: number, b: number) => boolean,
  [a, b]: readonly [ResolvedContract, ResolvedContract],
): number[] {
  const found: number[] = [];
  for (let slot = 0; slot < b.variables.length; slot++)
    if (a.factors[slot] !== b.factors[slot] || !isSameVariable(a.variables[slot]!, b.variables[slot]!))
      found.push(slot);
  return found;
}

/**
 * What an option shares with the same option of the version before, number by number in every draw; null where that is
 * nothing. So an edit works out again what it bears on, and an answer is the same as if nothing had been known.
 */
export function sharedParts(
  before: DrawnFlows | null,
  resolved: Resolved,
  draws: Draws,
): readonly (Unchanged | null)[] {
  if (!before || !isSameGround(before, { resolved, draws })) return resolved.options.map(() => null);
  const isSameVariable = comparedVariables(before.draws, draws);
  return resolved.options.map((option: ResolvedOption) => {
    const old = before.resolved.options.find(({ id }) => id === option.id);
    if (!old || old.contracts.length !== option.contracts.length) return null;
    const pairs = old.contracts.map((contract, at) => [contract, option.contracts[at]!] as const);
    if (!pairs.every(([a, b]) => isSameContract(a, b))) return null;
    return unchangedParts(
      resolved.model,
      pairs.flatMap(pair => changedSlots(isSameVariable, pair)),
    );
  });
}
