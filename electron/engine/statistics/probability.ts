import { upperGamma } from './normal.ts';

/** Chance of a standard normal value at least as far from 0 as z, on both sides: erfc(|z| / √2). */
export function twoSided(z: number): number {
  return z === 0 ? 1 : upperGamma(0.5, (z * z) / 2);
}
