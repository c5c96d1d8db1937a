import { RandomStream } from '../statistics/random.ts';

const total = (scores: readonly number[], weights: readonly number[]) =>
  scores.reduce((sum, score, k) => sum + score * weights[k]!, 0);

/** Weights that add up to 1; all alike when none is above 0. */
function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => (sum > 0 ? weight / sum : 1 / weights.length));
}

/** Score 0 to 100 on a fixed scale, kept inside it. `worst` may be the larger. 50 when the scale has no length. */
export function scaled(value: number, worst: number, best: number): number {
  return worst === best ? 50 : Math.min(100, Math.max(0, (100 * (value - worst)) / (best - worst)));
}

/**
 * Weighted totals. On fixed scales an option's total depends on no other option, so that one more never turns the order.
 * @param scores option × criterion @param weights any scale, ≥ 0
 * Source: Department for Communities and Local Government (2009), Multi-criteria analysis: a manual.
 */
export function weightedTotals(scores: readonly (readonly number[])[], weights: readonly number[]): readonly number[] {
  const shares = normalised(weights);
  return scores.map(row => total(row, shares));
}

/**
 * For each criterion, between which of its weights the winner stays the winner, when the others keep their proportions.
 * [0, 1] when it always does. The first of equal winners counts.
 * @param scores option × criterion @param weights any scale, ≥ 0 @returns [from, to] by criterion, shares of 1
 */
export function weightStability(
  scores: readonly (readonly number[])[],
  weights: readonly number[],
): readonly (readonly [number, number])[] {
  return partStability(
    scores,
    weights,
    weights.map((_, criterion) => [criterion]),
  );
}

/**
 * The same for parts of the criteria, such as those of a group: the weight of the part goes from 0 to 1, inside it and
 * outside it proportions stay. A part that weighs nothing counts its criteria alike.
 * @param parts criteria of each part, by their places @returns [from, to] by part, shares of 1
 */
export function partStability(
  scores: readonly (readonly number[])[],
  weights: readonly number[],
  parts: readonly (readonly number[])[],
): readonly (readonly [number, number])[] {
  const shares = normalised(weights);
  const totals = weightedTotals(scores, weights);
  const winner = totals.indexOf(Math.max(...totals));
  return parts.map(part => {
    if (part.length === shares.length) return [0, 1] as const;
    const kept = (inside: boolean) => {
      const held = shares.map((share, k) => (part.includes(k) === inside ? share : 0));
      return normalised(
        held.some(share => share > 0) ? held : shares.map((_, k) => (part.includes(k) === inside ? 1 : 0)),
      );
    };
    const within = kept(true);
    const rest = kept(false);
    const now = part.reduce((sum, k) => sum + shares[k]!, 0);
    let from = 0;
    let to = 1;
    scores.forEach((row, option) => {
      if (option === winner) return;
      // The lead is a straight line in the weight: w·own + (1 − w)·left ≥ 0.
      const own = total(scores[winner]!, within) - total(row, within);
      const left = total(scores[winner]!, rest) - total(row, rest);
      const tie = left / (left - own);
      if (left < 0 && own > 0) from = Math.max(from, tie);
      else if (left > 0 && own < 0) to = Math.min(to, tie);
      else if (left < 0 && own === 0) from = 1;
      else if (left === 0 && own < 0) to = 0;
      else if (left === 0 && own > 0) from = Math.max(from, 0);
    });
    // The last digits must not say that the winner does not win where it does.
    return [Math.min(from, now), Math.max(to, now)] as const;
  });
}

const order: number[] = [];

/** Adds `amount` to the rank of every option; equals share the ranks that they take up. Thousands of times for one answer. */
function countRanks(totals: readonly number[], amount: number, into: number[][]): void {
  let largest = 1;
  order.length = 0;
  for (let option = 0; option < totals.length; option++) {
    largest = Math.max(largest, Math.abs(totals[option]!));
    let place = option;
    for (; place > 0 && totals[order[place - 1]!]! < totals[option]!; place--) order[place] = order[place - 1]!;
    order[place] = option;
  }
  const close = 1e-9 * largest;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && totals[order[to - 1]!]! - totals[order[to]!]! <= close) to++;
    for (let k = from; k < to; k++)
      for (let rank = from; rank < to; rank++) into[order[k]!]![rank]! += amount / (to - from);
    from = to;
  }
}

type Point = readonly [number, number];

const areaOf = (polygon: readonly Point[]) =>
  Math.abs(
    polygon.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = polygon[(i + 1) % polygon.length]!;
      return sum + x * nextY - nextX * y;
    }, 0),
  ) / 2;

/** The two parts of a convex polygon on both sides of f = 0, f linear. */
function cut(polygon: readonly Point[], f: (point: Point) => number): [Point[], Point[]] {
  const [positive, negative]: [Point[], Point[]] = [[], []];
  polygon.forEach((point, i) => {
    const next = polygon[(i + 1) % polygon.length]!;
    const here = f(point);
    const there = f(next);
    if (here >= 0) positive.push(point);
    if (here <= 0) negative.push(point);
    // By sign: a product of very small numbers would be nothing.
    if ((here > 0 && there < 0) || (here < 0 && there > 0)) {
      const t = here / (here - there);
      const crossing: Point = [point[0] + t * (next[0] - point[0]), point[1] + t * (next[1] - point[1])];
      positive.push(crossing);
      negative.push(crossing);
    }
  });
  return [positive, negative];
}

/** Three criteria: the triangle of weights in pieces in each of which the order is the same. */
function exactOfThree(scores: readonly (readonly number[])[], into: number[][]): void {
  const totalsAt = ([x, y]: Point) => scores.map(row => total(row, [x, y, 1 - x - y]));
  let pieces: Point[][] = [
    [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  ];
  const close = 1e-9 * Math.max(1, ...scores.flat().map(Math.abs));
  for (let a = 0; a < scores.length; a++)
    for (let b = a + 1; b < scores.length; b++) {
      const difference = scores[a]!.map((score, k) => score - scores[b]![k]!);
      // Options that are told apart by rounding alone count as equal, as `countRanks` has it.
      const largest = Math.max(...difference.map(Math.abs));
      if (largest <= close) continue;
      // Where two options are equal does not hang on how far apart they are.
      const direction = difference.map(one => one / largest);
      const lead = ([x, y]: Point) => total(direction, [x, y, 1 - x - y]);
      pieces = pieces.flatMap(piece => cut(piece, lead)).filter(piece => piece.length > 2 && areaOf(piece) > 1e-15);
    }
  const all = pieces.reduce((sum, piece) => sum + areaOf(piece), 0);
  for (const piece of pieces) {
    const middle: Point = [
      piece.reduce((sum, [x]) => sum + x, 0) / piece.length,
      piece.reduce((sum, [, y]) => sum + y, 0) / piece.length,
    ];
    countRanks(totalsAt(middle), areaOf(piece) / all, into);
  }
}

/** Two criteria: the line of weights in pieces. */
function exactOfTwo(scores: readonly (readonly number[])[], into: number[][]): void {
  const crossings = new Set([0, 1]);
  for (const a of scores)
    for (const b of scores) {
      const left = a[1]! - b[1]!;
      const tie = left / (left - (a[0]! - b[0]!));
      if (tie > 0 && tie < 1) crossings.add(tie);
    }
  const ends = [...crossings].toSorted((x, y) => x - y);
  for (let i = 1; i < ends.length; i++) {
    const middle = (ends[i - 1]! + ends[i]!) / 2;
    countRanks(
      scores.map(row => total(row, [middle, 1 - middle])),
      ends[i]! - ends[i - 1]!,
      into,
    );
  }
}

/** More of them are asked for once. */
const mostWeightings = 10_000;
const weightingsBefore = new Map<string, Float64Array>();

/** Draws of weights, draw by criterion: they hang on nothing that is ranked, so that those of a screen are drawn once. */
function weightingsOf(criteria: number, draws: number): Float64Array {
  const key = `${criteria} ${draws}`;
  let found = weightingsBefore.get(key);
  if (!found) {
    found = new Float64Array(criteria * draws);
    const stream = new RandomStream(1, 'acceptability');
    for (let draw = 0; draw < draws; draw++) {
      stream.seat(draw, 0);
      for (let k = 0; k < criteria; k++) found[draw * criteria + k] = stream.exponential(1);
    }
    if (draws <= mostWeightings) {
      if (weightingsBefore.size > 4) weightingsBefore.clear();
      weightingsBefore.set(key, found);
    }
  }
  return found;
}

/**
 * Share of all possible weightings (uniform on the simplex) under which each option has each rank. Exact up to three
 * criteria; from four on by seeded draws, with a standard error of at most 0.5 / √draws.
 * @param scores option × criterion @returns option × rank, rows and columns add up to 1
 * Source: Lahdelma, Hokkanen and Salminen (1998), European Journal of Operational Research 106:137.
 */
export function acceptability(
  scores: readonly (readonly number[])[],
  draws = 100_000,
): { readonly shares: readonly (readonly number[])[]; readonly exact: boolean } {
  const into = scores.map(() => scores.map(() => 0));
  const criteria = scores[0]?.length ?? 0;
  if (criteria === 1)
    countRanks(
      scores.map(row => row[0]!),
      1,
      into,
    );
  else if (criteria === 2) exactOfTwo(scores, into);
  else if (criteria === 3) exactOfThree(scores, into);
  else {
    const weightings = weightingsOf(criteria, draws);
    const totals = scores.map(() => 0);
    for (let draw = 0; draw < draws; draw++) {
      const from = draw * criteria;
      let sum = 0;
      for (let k = 0; k < criteria; k++) sum += weightings[from + k]!;
      for (let option = 0; option < scores.length; option++) {
        const row = scores[option]!;
        let all = 0;
        for (let k = 0; k < criteria; k++) all += row[k]! * weightings[from + k]!;
        totals[option] = all / sum;
      }
      countRanks(totals, 1 / draws, into);
    }
  }
  return { shares: into, exact: criteria <= 3 };
}
