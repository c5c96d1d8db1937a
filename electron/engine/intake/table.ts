import type { Problem } from '../../../shared/contract/intake.ts';

/** A row as it stands in a file. `number` is what a spreadsheet shows beside it; the header is usually row 1. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A file as rows, read in lots as it is asked for. */
export interface TableReader {
  /** Rows in order, several at a time; blank rows are left out. Faults: unreadable-file, too-large. */
  readonly lots: AsyncIterator<readonly SheetRow[]>;
  /** What the file says of itself beside its cells: title and category of a workbook. */
  readonly about: readonly string[];
  /** Bytes of the file read so far. */
  bytesRead(): number;
  close(): Promise<void>;
}

/** One thing wrong, before it is known where the row ends up. `column` is the header as the file has it. */
export type Finding = Omit<Problem, 'row'>;

/** Stands in a report where a value must not be repeated. */
export const notKept = '(not kept)';

/**
 * Whether a cell holds what no return needs and what can mislead a reader: NUL, marks that turn the direction of
 * writing, halves of a pair, and the sign that stands where a byte could not be read.
 */
export function isUnreadable(cell: string): boolean {
  return perhaps.test(cell) && (misleading.test(cell) || !cell.isWellFormed());
}

const misleading = /[\u0000\u202a-\u202e\u2066-\u2069\ufffd-\uffff]/;
const perhaps = /[\u0000\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]/;
