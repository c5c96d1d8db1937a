export const classMethods = [
  'fisher-jenks',
  'quantile',
  'equal-interval',
  'percentile',
  'standard-deviation',
  'box',
  'user',
] as const;
export type ClassMethod = (typeof classMethods)[number];

export interface ClassOptions {
  /** Number of classes for fisher-jenks, quantile and equal-interval; 5 unless said. */
  readonly k?: number;
  /** For percentile: 1, 10, 50, 90, 99, 100 unless said. */
  readonly percentiles?: readonly number[];
  /** For standard-deviation: −2 to 2 unless said. */
  readonly multiples?: readonly number[];
  /** For box: 1.5 unless said. */
  readonly hinge?: number;
  /** For user: upper bounds, ascending. */
  readonly upper?: readonly number[];
}

/**
 * A class is (lower, upper]: above the upper bound of the class before it, up to and including its own. The first has no
 * lower bound. Classes that hold nothing are kept.
 */
export interface Classes {
  readonly upper: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Class breaks of the values that are there (nulls are left out); no classes where there are none. Quantiles and
 * percentiles interpolate linearly (type 7 of Hyndman and Fan); the standard deviation has divisor n − 1. A class up to
 * the largest value is added where the breaks end below it. Fisher–Jenks is the exact optimum, and has at most as many
 * classes as there are different values.
 */
export function classBreaks(
  values: readonly (number | null)[],
  method: ClassMethod,
  options: ClassOptions = {},
): Classes {
  const sorted = Float64Array.from(values.filter(value => value !== null && Number.isFinite(value))).sort();
  if (sorted.length === 0) return { upper: [], counts: [] };
  const upper = upperBounds(sorted, method, options);
  const counts = upper.map(() => 0);
  for (const value of sorted) counts[classOf(value, upper)]! += 1;
  return { upper, counts };
}

/** Number of the class of a value, from 0; a value above all classes belongs to the last. */
export function classOf(value: number, upper: readonly number[]): number {
  const found = upper.findIndex(bound => value <= bound);
  return found < 0 ? upper.length - 1 : found;
}

function upperBounds(sorted: Float64Array, method: ClassMethod, options: ClassOptions): number[] {
  const k = Math.max(1, options.k ?? 5);
  const least = sorted[0]!;
  const most = sorted.at(-1)!;
  const upToMost = (bounds: readonly number[]) =>
    bounds.length > 0 && bounds.at(-1)! >= most ? [...bounds] : [...bounds, most];
  const numbered = (bound: (i: number) => number) =>
    Array.from({ length: k }, (_, i) => (i === k - 1 ? most : bound(i + 1)));
  switch (method) {
    case 'fisher-jenks':
      return naturalBounds(sorted, k);
    case 'quantile':
      return numbered(i => quantile(sorted, i / k));
    case 'equal-interval':
      return numbered(i => least + (i * (most - least)) / k);
    case 'percentile':
      return upToMost(
        (options.percentiles ?? [1, 10, 50, 90, 99, 100]).map(percent => quantile(sorted, percent / 100)),
      );
    case 'standard-deviation': {
      const n = sorted.length;
      const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
      const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
      return upToMost((options.multiples ?? [-2, -1, 0, 1, 2]).map(multiple => mean + multiple * deviation));
    }
    case 'box': {
      const [low, middle, high] = [0.25, 0.5, 0.75].map(part => quantile(sorted, part)) as [number, number, number];
      const fence = (options.hinge ?? 1.5) * (high - low);
      return [low - fence, low, middle, high, high + fence, Math.max(most, high + fence)];
    }
    case 'user':
      return upToMost(options.upper ?? []);
  }
}

/** Linear interpolation between order statistics, type 7. `part` is 0 to 1. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  const at = (sorted.length - 1) * part;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return at === below ? low : low + (at - below) * (sorted[below + 1]! - low);
}

/**
 * Upper bounds of the k classes with the least sum of squares within classes. Dynamic programming over the different
 * values, split at the middle of each stage: the best last class starts never earlier for a longer list.
 * Source: Fisher (1958), JASA 53:789; Jenks (1977); Wang and Song (2011), The R Journal 3:29.
 */
function naturalBounds(sorted: Float64Array, wanted: number): number[] {
  const different = [...new Set(sorted)];
  const n = different.length;
  const k = Math.min(wanted, n);
  const centre = sorted[sorted.length >> 1]!;
  const weight = new Float64Array(n + 1);
  const sum = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  let at = 0;
  different.forEach((value, i) => {
    let times = 0;
    for (; at < sorted.length && sorted[at] === value; at++) times++;
    const x = value - centre;
    weight[i + 1] = weight[i]! + times;
    sum[i + 1] = sum[i]! + times * x;
    squares[i + 1] = squares[i]! + times * x * x;
  });
  /** Sum of squares around their mean of the different values from `first` to before `end`. */
  const within = (first: number, end: number) => {
    const s = sum[end]! - sum[first]!;
    return Math.max(0, squares[end]! - squares[first]! - (s * s) / (weight[end]! - weight[first]!));
  };
  let cost = Float64Array.from({ length: n + 1 }, (_, end) => (end === 0 ? 0 : within(0, end)));
  const starts: Int32Array[] = [];
  for (let stage = 2; stage <= k; stage++) {
    const next = new Float64Array(n + 1).fill(Infinity);
    const start = new Int32Array(n + 1);
    const before = cost;
    const solve = (low: number, high: number, from: number, to: number): void => {
      if (low > high) return;
      const end = (low + high) >> 1;
      let best = from;
      for (let first = Math.max(from, stage - 1); first <= Math.min(to, end - 1); first++) {
        const total = before[first]! + within(first, end);
        if (total < next[end]!) {
          next[end] = total;
          best = first;
        }
      }
      start[end] = best;
      solve(low, end - 1, from, best);
      solve(end + 1, high, best, to);
    };
    solve(stage, n, stage - 1, n - 1);
    starts.push(start);
    cost = next;
  }
  const bounds: number[] = [];
  for (let stage = k, end = n; stage >= 1; stage--) {
    bounds.unshift(different[end - 1]!);
    if (stage > 1) end = starts[stage - 2]![end]!;
  }
  return bounds;
}
