/** What choosing now leaves open. All in the unit of the payoff. */
export interface Information {
  /** Expected payoff of each option. */
  readonly expected: readonly number[];
  /** The option of the highest expected payoff, the first of equals. */
  readonly best: number;
  /** Expected gain from knowing the state before choosing; 0 or more. */
  readonly evpi: number;
  /** Probability that an option is the best; equals share it. */
  readonly probabilityBest: readonly number[];
  /** Expected loss against the best option of each state. */
  readonly expectedRegret: readonly number[];
}

/**
 * Value of perfect information: Σ p·max payoff − max Σ p·payoff.
 * @param payoff option × state, more is better @param probabilities of the states; null for equally likely draws of a run
 * Source: Raiffa and Schlaifer (1961), Applied Statistical Decision Theory.
 */
export function information(
  payoff: readonly ArrayLike<number>[],
  probabilities: ArrayLike<number> | null = null,
): Information {
  const states = payoff[0]?.length ?? 0;
  const expected = payoff.map(() => 0);
  const probabilityBest = payoff.map(() => 0);
  const expectedRegret = payoff.map(() => 0);
  for (let state = 0; state < states; state++) {
    const p = probabilities ? probabilities[state]! : 1 / states;
    let highest = -Infinity;
    let equals = 0;
    for (const row of payoff) {
      if (row[state]! > highest) {
        highest = row[state]!;
        equals = 1;
      } else if (row[state] === highest) equals++;
    }
    payoff.forEach((row, option) => {
      expected[option]! += p * row[state]!;
      expectedRegret[option]! += p * (highest - row[state]!);
      if (row[state] === highest) probabilityBest[option]! += p / equals;
    });
  }
  const best = expected.indexOf(Math.max(...expected));
  return { expected, best, evpi: Math.max(0, expectedRegret[best] ?? 0), probabilityBest, expectedRegret };
}
