import { normalProbability } from './normal.ts';
import { rootOf } from './root.ts';

/** A value and how many units have it. */
export interface Weighted {
  readonly value: number;
  readonly units: number;
}

/** Where the sum is so near 0 that the expansion divides nothing by nothing. */
const nearZero = 1e-9;

/**
 * Two-sided p of a sum of contributions, were the sign of each unit's contribution a fair coin: what is the chance of a sum at
 * least as far from 0? With a unit for each child it is right for children with any number of events, as long as a child is as
 * likely to have had its events the other way round. By the saddle point of Σ units · ln cosh(t · value), which holds in the
 * far tail, where a normal p of a few children with very many events is far too small or too large.
 * Source: Robinson (1982), JRSS B 44:91; Lugannani and Rice (1980), Advances in Applied Probability 12:475.
 */
export function signFlip(contributions: readonly Weighted[]): number {
  const own = contributions.filter(({ value, units }) => value !== 0 && units > 0);
  const sum = Math.abs(own.reduce((all, { value, units }) => all + value * units, 0));
  const most = own.reduce((all, { value, units }) => all + Math.abs(value) * units, 0);
  if (own.length === 0 || sum <= nearZero * most) return 1;
  const count = own.reduce((all, { units }) => all + units, 0);
  // All of one sign: that is one way of 2ⁿ, and so is its mirror.
  const least = Math.min(1, 2 ** (1 - count));
  if (sum >= most * (1 - nearZero)) return least;
  const spread = Math.sqrt(own.reduce((all, { value, units }) => all + value * value * units, 0));
  const total = (of: (scaled: number) => number) =>
    own.reduce((all, { value, units }) => all + units * of(Math.abs(value) / spread), 0);
  const wanted = sum / spread;
  const slope = (t: number) => total(v => v * Math.tanh(t * v)) - wanted;
  let far = 2 * wanted + 1;
  while (slope(far) < 0 && far < 1e6) far *= 2;
  const t = rootOf(slope, 0, far, 1e-13);
  if (t === null || t === 0) return 1;
  // ln cosh without overflow.
  const cumulant = total(v => t * v + Math.log1p(Math.exp(-2 * t * v)) - Math.LN2);
  const w = Math.sqrt(Math.max(0, 2 * (t * wanted - cumulant)));
  const u = t * Math.sqrt(total(v => (v / Math.cosh(t * v)) ** 2));
  if (w < 1e-4) return 1;
  const density = Math.exp((-w * w) / 2) / Math.sqrt(2 * Math.PI);
  const tail = normalProbability(-w) + density * (1 / u - 1 / w);
  return Math.min(1, Math.max(least, 2 * tail));
}
