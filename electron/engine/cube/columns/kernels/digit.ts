import type { Codes } from '../column-types.ts';

/** A column and its weight in a mixed-radix index. */
export interface Digit {
  readonly codes: Codes;
  readonly stride: number;
}
