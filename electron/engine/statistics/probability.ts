import { betaProbability } from './beta.ts';
import { upperGamma } from './normal.ts';

/** Chance of a standard normal value at least as far from 0 as z, on both sides: erfc(|z| / √2). */
export function twoSided(z: number): number {
  return z === 0 ? 1 : upperGamma(0.5, (z * z) / 2);
}

/** Chance of a Student's t value at least as far from 0 as t, on both sides. Source: Abramowitz and Stegun 26.7. */
export function studentTwoSided(t: number, freedom: number): number {
  if (t === 0) return 1;
  if (!Number.isFinite(t)) return 0;
  return betaProbability(freedom / (freedom + t * t), freedom / 2, 0.5);
}
