import type { Period } from '../../../../shared/model/period.ts';

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** A field as dictionary codes: 0 is "not recorded", code c stands for `dictionary[c - 1]`. */
export interface CodeColumn {
  readonly codes: Codes;
  readonly dictionary: readonly string[];
  /** For a date taken by a period: the periods of the dictionary, in its order. */
  readonly periods?: readonly Period[];
  /** Labels that the dictionary itself implies (periods, weekdays, hours). */
  readonly labels?: readonly string[];
}

/** A field as numbers, NaN where not recorded. */
export interface NumberColumn {
  readonly numbers: Float64Array;
  /** No row lacks a number. */
  readonly complete: boolean;
}

/** A field as dense keys for distinct counts: 0 is "not recorded", `size` is one more than the largest key. */
export interface KeyColumn {
  readonly keys: Codes;
  readonly size: number;
}

/** The rows of a key column in order of key: those without one first. */
export interface KeyOrder {
  /** Place of each row in the order. */
  readonly places: Int32Array;
  /** Key at each place. */
  readonly keys: Int32Array;
  /** Places of rows that have no key. */
  readonly unrecorded: number;
}
