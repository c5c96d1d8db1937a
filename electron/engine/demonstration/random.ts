/** Draws from one stream of a seed. The same seed and name give the same draws on every system. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Whole number in [from, to], both included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A member, with probability in proportion to its weight. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  normal(): number;
  logistic(): number;
  /** Lognormal by its median and the standard deviation of its logarithm. */
  lognormal(median: number, spread: number): number;
  gamma(shape: number, mean: number): number;
  poisson(mean: number): number;
  shuffled<T>(items: readonly T[]): T[];
}

/** FNV-1a over the name, mixed with the seed, so that each stream is its own. */
function startOf(seed: number, name: string): number {
  let h = 0x811c9dc5 ^ Math.imul(seed | 0, 0x9e3779b1);
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * A stream of random numbers: sfc32 (C. Doty-Humphrey, PractRand; public domain), 32-bit integer arithmetic only.
 * Streams have names so that a change in one part of the demonstration leaves the others as they were.
 */
export function randomStream(seed: number, name: string): Random {
  let a = startOf(seed, name);
  let b = startOf(seed, `${name} b`);
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();

  const uniform = next;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const whole = (from: number, to: number) => from + Math.floor(uniform() * (to - from + 1));
  const gamma = (shape: number, mean: number): number => {
    // Marsaglia and Tsang (2000); below shape 1 by the boost of one power of a uniform.
    if (shape < 1) return gamma(shape + 1, (mean * (shape + 1)) / shape) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * mean) / shape;
    }
  };
  return {
    uniform,
    whole,
    chance: probability => uniform() < probability,
    pick: items => items[whole(0, items.length - 1)]!,
    weighted: items => {
      let left = uniform() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) if ((left -= weight) < 0) return item;
      return items.at(-1)![0];
    },
    normal,
    logistic: () => {
      const u = Math.max(uniform(), Number.EPSILON);
      return Math.log(u / (1 - u));
    },
    lognormal: (median, spread) => median * Math.exp(spread * normal()),
    gamma,
    poisson: mean => {
      // Products of uniforms (Knuth); the means here are small.
      const limit = Math.exp(-mean);
      let k = 0;
      for (let p = uniform(); p > limit; p *= uniform()) k++;
      return k;
    },
    shuffled: items => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = whole(0, i);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
  };
}

/** Whole shares of a total in proportion to weights, by largest remainder; they add up to the total. */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map(w => (total * w) / sum);
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((a, b) => a + b, 0);
  const order = exact.map((e, i) => [e - shares[i]!, i] as const).toSorted((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, i] of order.slice(0, left)) shares[i]!++;
  return shares;
}
