/** Costs shared by what each adds, averaged over all orders of joining. */
export interface ShapleyShares {
  /** In the order of the players; they add up to the cost of all together. */
  readonly shares: readonly number[];
  /** Whether no group of players would pay less on its own. */
  readonly inCore: boolean;
}

/**
 * Shapley's value of a cost game, and whether it lies in the core.
 * @param players at most 16
 * @param costs by coalition, as a bit set: bit i for player i; costs[0] is 0; 2^players of them
 * Source: Shapley (1953), A value for n-person games; Young (1994), Cost allocation.
 */
export function shapley(players: number, costs: ArrayLike<number>): ShapleyShares {
  // Weight of joining when s are there already: s! (n − s − 1)! / n!.
  const weights = Array.from({ length: players }, (_, s) => {
    let orders = players;
    for (let k = 1; k <= s; k++) orders = (orders * (players - k)) / k;
    return 1 / orders;
  });
  const sizeOf = (set: number) => {
    let size = 0;
    for (let rest = set; rest; rest &= rest - 1) size++;
    return size;
  };
  const all = 1 << players;
  const shares = Array.from({ length: players }, () => 0);
  for (let set = 0; set < all; set++) {
    const weight = weights[sizeOf(set)]!;
    for (let i = 0; i < players; i++)
      if (!(set & (1 << i))) shares[i]! += weight * (costs[set | (1 << i)]! - costs[set]!);
  }
  const close = 1e-9 * Math.max(1, Math.abs(costs[all - 1]!));
  let inCore = true;
  for (let set = 1; set < all; set++) {
    let sum = 0;
    for (let i = 0; i < players; i++) if (set & (1 << i)) sum += shares[i]!;
    if (sum > costs[set]! + close) inCore = false;
  }
  return { shares, inCore };
}
