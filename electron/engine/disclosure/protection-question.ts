import type { Move } from './move.ts';
import type { Cells } from './repair.ts';
import type { Rows } from './solver.ts';
import type { Product } from './swaps.ts';
import type { Knowledge } from './system.ts';
import type { Work } from './work.ts';

/** free: may be published or hidden. hidden: must be. known: published whatever happens. unseen: never displayed. */
export const roles = { free: 0, hidden: 1, known: 2, unseen: 3 } as const;

export interface ProtectionQuestion extends Cells {
  readonly relations: Rows;
  readonly role: Uint8Array;
  /** Which cells are products of trees; the search for moves is quicker there. */
  readonly products?: readonly Product[];
  readonly companions?: readonly Int32Array[];
  /** Cells that must not be derivable: those that are hidden first, and unseen ones such as a complement. */
  readonly sensitive: readonly number[];
  /** Values of a sensitive cell must be at least this far apart; 1 for a count. */
  readonly width: (cell: number) => number;
  readonly whole: boolean;
  /** What may still be done; what is not proven when it is used up stays exposed. */
  readonly work: Work;
  readonly stopped?: () => boolean;
  readonly progress?: (done: number, of: number) => void;
}

export interface Protection {
  /** 1 where a cell is not published (sensitive, secondary or unseen). */
  readonly hidden: Uint8Array;
  /** Cells hidden only to protect others. */
  readonly secondary: readonly number[];
  /** Sensitive cells that could not be shown safe: the table must not be given out. */
  readonly exposed: readonly number[];
  /** Another table for each sensitive cell that fits all that is published. */
  readonly proofs: ReadonlyMap<number, readonly Move[]>;
}

/** What a reader of the table with these cells hidden knows. */
export function knowledgeOf(question: Cells & { readonly relations: Rows }, hidden: Uint8Array): Knowledge {
  return {
    relations: question.relations,
    lower: question.publishedLower.map((low, cell) => (hidden[cell] ? question.hiddenLower[cell]! : low)),
    upper: question.publishedUpper.map((high, cell) => (hidden[cell] ? Infinity : high)),
  };
}
