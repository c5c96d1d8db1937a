import { negativeBinomialQuantile, poissonQuantile } from './count-quantiles.ts';
import { normalQuantile } from './normal.ts';

// Multipliers, and the Weyl constants that bump the key each round.
const m0 = 0xd2511f53;
const m1 = 0xcd9e8d57;
const w0 = 0x9e3779b9;
const w1 = 0xbb67ae85;

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function upperHalf(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** Ten rounds into `out`, as signed 32-bit words. */
function rounds(out: Int32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const high0 = upperHalf(m0, c0);
    const low0 = Math.imul(m0, c0);
    const high1 = upperHalf(m1, c2);
    const low1 = Math.imul(m1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + w0) | 0;
    k1 = (k1 + w1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * Philox4x32-10: four unsigned 32-bit words from a counter of four and a key of two.
 * Source: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  const out = new Int32Array(4);
  rounds(out, ...counter, ...key);
  return [out[0]! >>> 0, out[1]! >>> 0, out[2]! >>> 0, out[3]! >>> 0];
}

/** In (0, 1), never an end: the middle of one of 2⁵² equal steps. */
function unit(a: number, b: number): number {
  return ((a >>> 6) * 67_108_864 + (b >>> 6) + 0.5) / 4_503_599_627_370_496;
}

/** FNV-1a, for streams that are named. */
function numberOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * Draws of one entity (a child, a referral, a month of a district) in one replication. Key: study seed and stream; counter:
 * replication, entity, draw. Every call below takes exactly one draw number, whatever the distribution, so that two options
 * that ask the same entity the same questions get the same answers, and no other entity's answers ever change.
 * Nothing is allocated in a draw.
 */
export class RandomStream {
  #replication = 0;
  #entity = 0;
  #draw = 0;
  #block = -1;
  readonly #seed: number;
  readonly #stream: number;
  readonly #words = new Int32Array(4);
  readonly #tries = new Int32Array(4);

  /** @param studySeed whole, 0 to 2³² − 1 @param streamId what is asked about: a number, or a name */
  constructor(studySeed: number, streamId: number | string, replication = 0, entity = 0) {
    this.#seed = studySeed | 0;
    this.#stream = (typeof streamId === 'string' ? numberOf(streamId) : streamId) | 0;
    this.seat(replication, entity);
  }

  /** Goes to the first draw of an entity, without a new stream. */
  seat(replication: number, entity: number): this {
    this.#replication = replication | 0;
    this.#entity = entity | 0;
    this.#draw = 0;
    this.#block = -1;
    return this;
  }

  /** In (0, 1), ends excluded. */
  uniform(): number {
    const draw = this.#draw++;
    const block = draw >>> 1;
    const words = this.#words;
    if (block !== this.#block) {
      rounds(words, this.#replication, this.#entity, block, 0, this.#seed, this.#stream);
      this.#block = block;
    }
    return draw & 1 ? unit(words[2]!, words[3]!) : unit(words[0]!, words[1]!);
  }

  /** The first uniforms of the entity, into `out`: as so many calls of `uniform` after `seat`. */
  uniformsInto(out: Float64Array, at: number, count: number): void {
    const words = this.#words;
    for (let draw = 0; draw < count; draw += 2) {
      rounds(words, this.#replication, this.#entity, draw >>> 1, 0, this.#seed, this.#stream);
      out[at + draw] = unit(words[0]!, words[1]!);
      if (draw + 1 < count) out[at + draw + 1] = unit(words[2]!, words[3]!);
    }
    this.#draw = count;
    this.#block = (count - 1) >>> 1;
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** By inversion. */
  normal(mean = 0, sd = 1): number {
    return mean + sd * normalQuantile(this.uniform());
  }

  /** By the mean and the coefficient of variation of the variable itself. */
  lognormal(mean: number, cv: number): number {
    const variance = Math.log1p(cv * cv);
    return mean * Math.exp(Math.sqrt(variance) * normalQuantile(this.uniform()) - variance / 2);
  }

  /**
   * By mean and coefficient of variation; cv 0 is the mean itself, 1 an exponential. Marsaglia and Tsang (2000), ACM TOMS
   * 26:363. Rejected tries count in the fourth word of the counter, so that they take no further draw.
   */
  gamma(mean: number, cv: number): number {
    if (!(cv > 0)) {
      this.#draw++;
      return mean;
    }
    if (cv === 1) return this.exponential(mean);
    const shape = 1 / (cv * cv);
    const draw = this.#draw++;
    const tries = this.#tries;
    // Below shape 1 by the boost of one power of a uniform.
    const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (let attempt = 1; ; attempt++) {
      rounds(tries, this.#replication, this.#entity, draw, attempt, this.#seed, this.#stream);
      const x = normalQuantile(unit(tries[0]!, tries[1]!));
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(((tries[2]! >>> 0) + 0.5) / 2 ** 32) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        const boost = shape < 1 ? (((tries[3]! >>> 0) + 0.5) / 2 ** 32) ** (1 / shape) : 1;
        return (d * v * boost * mean) / shape;
      }
    }
  }

  /** By inversion: rises with the mean for the same draw. */
  poisson(mean: number): number {
    return poissonQuantile(this.uniform(), mean);
  }

  /** By inversion; `dispersion` is variance over mean, 1 or less a Poisson count. */
  negativeBinomial(mean: number, dispersion: number): number {
    return negativeBinomialQuantile(this.uniform(), mean, dispersion);
  }
}
