export interface Traffic {
  /** Arrivals at each stage in the unit of time, from outside and from other stages. */
  readonly throughput: readonly number[];
  /** Mean number in each stage, by Little. */
  readonly inStage: readonly number[];
  /** Expected visits to each stage for one new referral; null without referrals. */
  readonly visits: readonly (number | null)[];
}

/** Stages that can be reached from any of the first ones by links with a share above 0. */
function reachable(from: readonly number[], links: (i: number, j: number) => boolean, n: number): boolean[] {
  const seen = Array.from({ length: n }, () => false);
  const open = [...from];
  for (const i of open) seen[i] = true;
  for (let i = open.pop(); i !== undefined; i = open.pop())
    for (let j = 0; j < n; j++)
      if (!seen[j] && links(i, j)) {
        seen[j] = true;
        open.push(j);
      }
  return seen;
}

/**
 * Traffic equations of a pathway: λ = external + λ·routing. Null when a stage is reached that no one ever leaves: the flow
 * through it has no limit.
 * @param external arrivals from outside by stage, ≥ 0
 * @param routing share of those who end a stage and go to each other; a row adds up to at most 1, the rest leaves
 * @param meanTimes in each stage, ≥ 0, in the same unit of time
 * Source: Jackson (1957), Operations Research 5:518; Little (1961), Operations Research 9:383.
 */
export function traffic(
  external: readonly number[],
  routing: readonly (readonly number[])[],
  meanTimes: readonly number[],
): Traffic | null {
  const n = external.length;
  const sources = external.flatMap((rate, i) => (rate > 0 ? [i] : []));
  const used = reachable(sources, (i, j) => routing[i]![j]! > 0, n);
  const exits = routing.flatMap((row, i) => (1 - row.reduce((a, b) => a + b, 0) > 1e-12 ? [i] : []));
  const leaves = reachable(exits, (i, j) => routing[j]![i]! > 0, n);
  if (used.some((one, i) => one && !leaves[i])) return null;
  const members = used.flatMap((one, i) => (one ? [i] : []));
  // (I − Rᵗ) λ = external over the stages in use, by elimination with pivoting.
  const rows = members.map(i => [...members.map(j => (i === j ? 1 : 0) - routing[j]![i]!), external[i]!]);
  const size = members.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let r = column + 1; r < size; r++)
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    for (let r = column + 1; r < size; r++) {
      const row = rows[r]!;
      const by = row[column]! / top[column]!;
      if (by !== 0) for (let c = column; c <= size; c++) row[c] = row[c]! - by * top[c]!;
    }
  }
  const solved = Array.from({ length: size }, () => 0);
  for (let r = size - 1; r >= 0; r--) {
    let sum = rows[r]![size]!;
    for (let c = r + 1; c < size; c++) sum -= rows[r]![c]! * solved[c]!;
    solved[r] = sum / rows[r]![r]!;
  }
  const throughput = external.map(() => 0);
  members.forEach((i, k) => {
    throughput[i] = solved[k]!;
  });
  const total = external.reduce((a, b) => a + b, 0);
  return {
    throughput,
    inStage: throughput.map((rate, i) => rate * meanTimes[i]!),
    visits: throughput.map(rate => (total > 0 ? rate / total : null)),
  };
}
