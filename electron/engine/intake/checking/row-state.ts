import type { ProblemCode } from '../../../../shared/contract/intake.ts';
import { comparable, isPostcode, nearest } from '../cells.ts';
import { isUnreadable, notKept } from '../table.ts';
import type { Finding } from '../table.ts';
import type { RowLayout } from './row-layout.ts';

export type Value = string | number | null;

/** What came of one row. The checker uses the same object for every row: take what is needed before the next. */
export interface CheckedRow {
  /** In the order of `RowChecker.targets`; identifiers are still empty. */
  readonly values: Value[];
  /** The references of the row, by target (or column) in the order of `RowChecker.identifiers`; null where empty. */
  readonly references: (string | null)[];
  readonly spread: { name: string | number; value: number | null; symbol: string | null }[];
  readonly findings: Finding[];
  setAside: boolean;
  unlocated: boolean;
  /** Day that counts for the period of the file; NaN when there is none. */
  day: number;
}

const longestKept = 60;

/** The row that is being checked. One object serves every row of a file, so that a cell that is right takes no memory. */
export class RowState {
  readonly row: CheckedRow;
  /** Dates and numbers as numbers, by column; NaN where empty or wrong. */
  readonly parsed: Float64Array;
  /** Columns that hold something, right or wrong. */
  readonly filled: Uint8Array;
  /** The row as it stands in the file. */
  cells: readonly string[] = [];
  private readonly places: readonly number[];
  private readonly labels: readonly string[];
  /** The nearest word costs a comparison with each: after a while a file of nonsense is not worth it. */
  private hintsLeft = 1000;

  constructor({ match, targets, identifiers, labels }: RowLayout) {
    this.places = match.places;
    this.labels = labels;
    this.row = {
      values: targets.map(() => null),
      references: identifiers.map(() => null),
      spread: [],
      findings: [],
      setAside: false,
      unlocated: false,
      day: NaN,
    };
    this.parsed = new Float64Array(match.type.columns.length);
    this.filled = new Uint8Array(match.type.columns.length);
  }

  begin(cells: readonly string[]): void {
    const { row } = this;
    this.cells = cells;
    row.values.fill(null);
    row.references.fill(null);
    row.findings.length = 0;
    row.spread.length = 0;
    row.setAside = false;
    row.unlocated = false;
    row.day = NaN;
    this.parsed.fill(NaN);
    this.filled.fill(0);
  }

  /** The cell of a column, without blanks around it; empty where the file has no such column. */
  cellOf(at: number): string {
    const place = this.places[at]!;
    return place < 0 ? '' : (this.cells[place] ?? '').trim();
  }

  /** Fills a target; −1 is none. */
  set(target: number, value: Value): void {
    if (target >= 0) this.row.values[target] = value;
  }

  /** Notes what is wrong with a cell; `at` is a column of the type, or a header of the file. */
  find(
    at: number | string,
    cell: string,
    expected: string,
    code: ProblemCode,
    message: string,
    severity: Finding['severity'] = 'set-aside',
  ): void {
    const column = typeof at === 'number' ? this.labels[at]! : at;
    this.row.findings.push({
      column,
      found: this.mayKeep(cell) ? cell : notKept,
      expected,
      code,
      message,
      severity,
    });
    if (severity === 'set-aside') this.row.setAside = true;
  }

  /** Whether a cell may be repeated in a report: not a reference of the row, not a postcode, not a sentence. */
  mayKeep(cell: string): boolean {
    if (cell.length > longestKept || isUnreadable(cell) || isPostcode(cell)) return false;
    const { references } = this.row;
    const plain = comparable(cell);
    for (let i = 0; i < references.length; i++) {
      const reference = references[i];
      if (!reference) continue;
      const secret = comparable(reference);
      if (secret !== '' && (plain === secret || (secret.length >= 4 && plain.includes(secret)))) return false;
    }
    return true;
  }

  /** The word that was perhaps meant. */
  hint(text: string, words: () => readonly string[]): string | null {
    return text.length <= 60 && this.hintsLeft-- > 0 ? nearest(text, words()) : null;
  }
}
