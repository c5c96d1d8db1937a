import type { PreparedWrite, WritableStore } from '../store/store.ts';
import type { CheckedRow } from './checking/row-state.ts';
import { DigestSet } from './digest-set.ts';
import { problemWriter } from './import-parts.ts';
import type { ImportSetting, ProblemWriter } from './import-parts.ts';
import { Pseudonyms } from './pseudonyms.ts';
import type { HeaderMatch } from './recognition.ts';
import type { ReturnType } from './return-types.ts';
import { rowChecker } from './row-checker.ts';
import type { RowChecker } from './row-checker.ts';
import { finerTotals, keyOf, linkTest } from './row-comparison.ts';
import type { FinerTotals } from './row-comparison.ts';
import { rowLoader } from './row-loader.ts';
import type { RowLoader } from './row-loader.ts';
import type { Finding, SheetRow } from './table.ts';

/** What came of the rows of a file: each that was read was loaded, set aside, or skipped as a duplicate. */
export interface Counts {
  read: number;
  loaded: number;
  setAside: number;
  duplicates: number;
  /** Of the loaded ones, those without an area. */
  unlocated: number;
}

/** Rows whose place is of another vintage, and rows whose place is not known. */
export interface Placing {
  moved: number;
  unmatched: number;
}

const repeatedKey: Finding = {
  column: null,
  found: '',
  expected: 'one row for each area and year',
  code: 'duplicate-row',
  message: 'An earlier row speaks of the same area and year with other numbers. Check which is right.',
  severity: 'set-aside',
};

/** Takes the rows of one file into its batch: each is checked, then loaded, set aside or skipped. */
export class RowIntake {
  readonly counts: Counts = { read: 0, loaded: 0, setAside: 0, duplicates: 0, unlocated: 0 };
  readonly placing: Placing = { moved: 0, unmatched: 0 };
  readonly problems: ProblemWriter;
  /** Days since 1970 of the first and the last loaded row. */
  firstDay = Infinity;
  lastDay = -Infinity;
  /** Dates that only make sense with the month first. */
  monthFirst = 0;
  private readonly type: ReturnType;
  private readonly batch: number;
  private readonly checker: RowChecker;
  private readonly load: RowLoader;
  private readonly pseudonyms: Pseudonyms;
  private readonly insertAside: PreparedWrite;
  /** Rows that were met, each as the text of its cells. */
  private readonly seen = new DigestSet();
  /** Keys that were met, for tables that have one row of a kind. */
  private readonly keys: DigestSet | null;
  private readonly finer: FinerTotals | null;
  private readonly isKnownLink: ((row: SheetRow) => boolean) | null;
  /** Pseudonyms of the row that is being taken. */
  private readonly ids: (number | null)[];

  constructor(
    store: WritableStore,
    { returns, areas }: ImportSetting,
    { match, batch, now }: { readonly match: HeaderMatch; readonly batch: number; readonly now: Date },
  ) {
    const { type } = match;
    this.type = type;
    this.batch = batch;
    this.checker = rowChecker(match, returns.lists, areas, now);
    this.problems = problemWriter(store, batch);
    this.load = rowLoader(store, type, this.checker, batch, match);
    this.pseudonyms = new Pseudonyms(store);
    this.insertAside = store.prepare(
      'INSERT INTO set_aside (batch_id, row_number, cells, pseudonyms) VALUES (?,?,?,?)',
    );
    this.keys = type.covers ? new DigestSet() : null;
    this.finer = finerTotals(store, type, this.checker);
    this.isKnownLink = type.load === 'links' ? linkTest(type, match, areas) : null;
    this.ids = this.checker.identifiers.map(() => null);
  }

  take(row: SheetRow): void {
    const { counts } = this;
    counts.read += 1;
    const checked = this.checker.check(row.cells);
    this.notePlace(row, checked);
    if (this.isRepeated(row, checked)) {
      counts.duplicates += 1;
      return;
    }
    this.pseudonymise(checked);
    if (!checked.setAside && this.keys?.sees(keyOf(this.type, this.checker, checked))) refuse(checked, repeatedKey);
    if (!checked.setAside && this.finer) {
      const disagrees = this.finer(checked);
      if (disagrees === null) {
        counts.duplicates += 1;
        return;
      }
      refuse(checked, disagrees);
    }
    if (checked.setAside) this.putAside(row, checked);
    else this.keep(row, checked);
  }

  private notePlace(row: SheetRow, { findings }: CheckedRow): void {
    const { placing } = this;
    if (this.isKnownLink && !this.isKnownLink(row)) placing.unmatched += 1;
    if (findings.some(finding => finding.code === 'retired-area')) placing.moved += 1;
    if (findings.some(finding => finding.code === 'outside-area' || finding.code === 'unknown-area'))
      placing.unmatched += 1;
  }

  /** Rows that name what they are about, and rows of tables, are the same when every cell is. */
  private isRepeated(row: SheetRow, { references }: CheckedRow): boolean {
    const isNamed = this.checker.identifiers.length === 0 || references.some(reference => reference !== null);
    return isNamed && this.seen.sees(row.cells.join('\u001f'));
  }

  private pseudonymise({ references, values }: CheckedRow): void {
    const { identifiers } = this.checker;
    for (let i = 0; i < identifiers.length; i++) {
      const { target, kind } = identifiers[i]!;
      const reference = references[i]!;
      const id = reference === null || target < 0 ? null : this.pseudonyms.idOf(kind, reference);
      this.ids[i] = id;
      if (target >= 0) values[target] = id;
    }
  }

  private putAside(row: SheetRow, { findings }: CheckedRow): void {
    this.counts.setAside += 1;
    const { identifiers } = this.checker;
    const id = this.insertAside.run(
      this.batch,
      row.number,
      JSON.stringify(this.checker.keptCells(row.cells)),
      JSON.stringify(Object.fromEntries(identifiers.map((identifier, i) => [identifier.column, this.ids[i]!]))),
    ).lastId;
    for (const finding of findings) {
      if (finding.code === 'not-a-date' && finding.message.startsWith('The month seems to come first'))
        this.monthFirst += 1;
      this.problems.add({ row: row.number, ...finding }, id);
    }
  }

  private keep(row: SheetRow, checked: CheckedRow): void {
    for (const finding of checked.findings) this.problems.add({ row: row.number, ...finding }, null);
    this.load(row, checked);
    this.counts.loaded += 1;
    if (checked.unlocated) this.counts.unlocated += 1;
    if (checked.day < this.firstDay) this.firstDay = checked.day;
    if (checked.day > this.lastDay) this.lastDay = checked.day;
  }
}

function refuse(checked: CheckedRow, finding: Finding): void {
  checked.findings.push(finding);
  checked.setAside = true;
}
