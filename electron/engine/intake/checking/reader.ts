import type { CodeLists, ReturnColumn } from '../return-types.ts';
import type { RowState } from './row-state.ts';

/** Reads a cell of its column that is not empty: fills its target and its number, or notes what is wrong. */
export type Reader = (cell: string) => void;

/** The column that a reader is for, and what is the same for every row. */
export interface ReaderSetting {
  readonly column: ReturnColumn;
  /** Place of the column in the type. */
  readonly at: number;
  /** Target that it fills, or −1. */
  readonly target: number;
  readonly state: RowState;
  readonly lists: CodeLists;
  /** Local minutes since 1970 at which the file is read. */
  readonly now: number;
}
