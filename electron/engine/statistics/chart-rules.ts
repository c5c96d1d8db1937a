/** Rules by which a control chart calls, as `run-length` takes them. */
export const chartRules = [
  'outside',
  'two-of-three',
  'two-of-three-same-side',
  'four-of-five',
  'one-side-8',
  'one-side-7',
  'trend-7',
] as const;
export type ChartRule = (typeof chartRules)[number];

/** Where a point lies: −1 below the centre, 1 above, 0 on it; and how many whole standard deviations it is beyond, 0 to 3. */
export interface Position {
  readonly side: -1 | 0 | 1;
  readonly beyond: number;
}

/** What a rule remembers of the points so far, as a whole number. */
interface Memory {
  readonly start: number;
  /** What it remembers after one more point; null when it calls. */
  next(state: number, point: Position): number | null;
}

/** 0, 1 (above) or 2 (below): a point far enough out, with its side. */
const flag = ({ side, beyond }: Position, deviations: number) => (beyond < deviations ? 0 : side > 0 ? 1 : 2);

/** `needed` of the last `window` points beyond so many deviations on one side, the others anywhere. */
function farOut(needed: number, window: number, deviations: number): Memory {
  const oldest = 3 ** (window - 2);
  return {
    start: 0,
    next: (state, point) => {
      const here = flag(point, deviations);
      let alike = here === 0 ? 0 : 1;
      for (let left = state; left > 0; left = Math.floor(left / 3)) if (here !== 0 && left % 3 === here) alike++;
      return alike >= needed ? null : (state % oldest) * 3 + here;
    },
  };
}

/** So many points in a row on one side of the centre. */
function oneSide(length: number): Memory {
  return {
    start: 0,
    next: (state, { side }) => {
      const run = side === 0 ? 0 : Math.sign(state) === side ? state + side : side;
      return Math.abs(run) >= length ? null : run;
    },
  };
}

/** Two of the last three beyond two deviations with all three on that side: the two points before as side and distance. */
const sameSide: Memory = {
  start: 0,
  next: (state, { side, beyond }) => {
    // 0 on no side, 1 and 2 above (near, far), 3 and 4 below.
    const here = side === 0 ? 0 : (side > 0 ? 1 : 3) + (beyond >= 2 ? 1 : 0);
    const three = [Math.floor(state / 5), state % 5, here];
    const own = side > 0 ? [1, 2] : [3, 4];
    const far = three.filter(one => one === own[1]).length;
    const calls = side !== 0 && three.every(one => own.includes(one)) && far >= 2;
    return calls ? null : (state % 5) * 5 + here;
  },
};

const memories: Readonly<Record<Exclude<ChartRule, 'trend-7'>, Memory>> = {
  outside: { start: 0, next: (_, { beyond }) => (beyond >= 3 ? null : 0) },
  'two-of-three': farOut(2, 3, 2),
  'two-of-three-same-side': sameSide,
  'four-of-five': farOut(4, 5, 1),
  'one-side-8': oneSide(8),
  'one-side-7': oneSide(7),
};

/** Standard deviations at which each rule tells points apart; 0 is the centre. */
const edges: Readonly<Record<ChartRule, readonly number[]>> = {
  outside: [3],
  'two-of-three': [2],
  'two-of-three-same-side': [0, 2],
  'four-of-five': [1],
  'one-side-8': [0],
  'one-side-7': [0],
  'trend-7': [],
};

/** Distances from the centre, ascending, at which these rules tell points apart. */
export function edgesOf(rules: readonly ChartRule[]): readonly number[] {
  return [...new Set(rules.flatMap(rule => edges[rule]))].toSorted((a, b) => a - b);
}

/** All that the rules remember together, but for trends: states by number, with 0 before the first point. */
export interface RuleStates {
  readonly count: number;
  /** `next[state][position]`: the state after a point there; −1 when it calls. */
  readonly next: readonly Int32Array[];
}

/**
 * The states that these rules can be in, as few as tell the same futures apart (Moore 1956), over the positions given. A trend
 * is not among them: it needs the value of the last point.
 */
export function statesOf(rules: readonly ChartRule[], positions: readonly Position[]): RuleStates {
  const parts = rules.flatMap(rule => (rule === 'trend-7' ? [] : [memories[rule]]));
  const numbers = new Map<string, number>();
  const found: (readonly number[])[] = [];
  const numberOf = (state: readonly number[]): number => {
    const key = state.join();
    let number = numbers.get(key);
    if (number === undefined) {
      numbers.set(key, (number = found.length));
      found.push(state);
    }
    return number;
  };
  numberOf(parts.map(part => part.start));
  const next: Int32Array[] = [];
  for (let at = 0; at < found.length; at++)
    next.push(
      Int32Array.from(positions, point => {
        const after = parts.map((part, i) => part.next(found[at]![i]!, point));
        return after.includes(null) ? -1 : numberOf(after as number[]);
      }),
    );
  return fewest(next);
}

/** Joins states whose futures are the same, splitting classes until nothing splits any more. */
function fewest(next: readonly Int32Array[]): RuleStates {
  let classes = next.map(() => 0);
  let count = 1;
  for (;;) {
    const keys = new Map<string, number>();
    const split = next.map((row, state) => {
      const key = `${classes[state]!}:${Array.from(row, to => (to < 0 ? -1 : classes[to]!)).join()}`;
      if (!keys.has(key)) keys.set(key, keys.size);
      return keys.get(key)!;
    });
    classes = split;
    if (keys.size === count) break;
    count = keys.size;
  }
  const rows: Int32Array[] = [];
  next.forEach((row, state) => {
    rows[classes[state]!] ??= row.map(to => (to < 0 ? -1 : classes[to]!));
  });
  return { count, next: rows };
}
