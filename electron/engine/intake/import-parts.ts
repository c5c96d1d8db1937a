import type { FileReport, Problem } from '../../../shared/contract/intake.ts';
import type { AreaIndex } from '../areas/area-index.ts';
import type { WritableStore } from '../store/store.ts';
import { isDemonstration } from '../store/synthetic.ts';
import type { Call } from '../subject.ts';
import type { KnownFile } from './batches.ts';
import type { FileScan } from './file-scan.ts';
import type { ReturnType, ReturnTypes } from './return-types.ts';

export interface ImportOptions {
  readonly type?: string | undefined;
  readonly agency?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportSetting {
  readonly call: Call;
  readonly returns: ReturnTypes;
  readonly areas: AreaIndex;
  readonly options: ImportOptions;
}

/** Problems that a report carries; the rest are with the batch. */
const mostInReport = 200;
/** Warnings that are kept of one file; every row that was set aside is kept whatever their number. */
const mostWarnings = 1000;
/** Ends a transaction without keeping it, and carries what would have come of it. */
export class RolledBack extends Error {
  readonly report: FileReport;
  constructor(report: FileReport) {
    super('rolled back');
    this.report = report;
  }
}

export function refusal(name: string, message: string, more: Partial<FileReport> = {}): FileReport {
  return {
    path: name,
    batch: null,
    type: null,
    typeLabel: null,
    agency: null,
    periodFrom: null,
    periodTo: null,
    outcome: 'refused',
    message,
    read: 0,
    loaded: 0,
    setAside: 0,
    duplicates: 0,
    unlocated: 0,
    supersedes: [],
    problems: [],
    problemCount: 0,
    seconds: 0,
    ...more,
  };
}

export function alreadyLoaded(name: string, known: KnownFile, returns: ReturnTypes): FileReport {
  return {
    path: name,
    batch: known.id,
    type: known.type,
    typeLabel: returns.types.find(t => t.name === known.type)?.label ?? null,
    agency: known.agency,
    periodFrom: known.period_from,
    periodTo: known.period_to,
    outcome: 'already-loaded',
    message:
      known.state === 'superseded'
        ? `${name} is the same as ${known.file_name}, batch ${known.id}, which batch ${known.superseded_by} has replaced. Nothing was changed. Withdraw batch ${known.superseded_by} to return to it.`
        : `${name} is the same as ${known.file_name}, which is loaded as batch ${known.id}. Nothing was changed.`,
    read: known.rows_read,
    loaded: 0,
    setAside: 0,
    duplicates: known.rows_read,
    unlocated: 0,
    supersedes: [],
    problems: [],
    problemCount: 0,
    seconds: 0,
  };
}

/** What would have come of an import, when it was only to be tried: thrown, it ends the transaction. */
export const trial = (report: Omit<FileReport, 'batch' | 'outcome' | 'message'>, sentence: string): RolledBack =>
  new RolledBack({
    ...report,
    batch: null,
    outcome: 'dry-run',
    message: `A trial: nothing was changed. ${sentence}`,
  });

/** Writes the row of a batch, with its counts still at nought. Whatever a demonstration takes in is synthetic. */
export function insertBatch(
  store: WritableStore,
  given: { type: ReturnType; agency: string | null; scan: FileScan; at: string; actor: string; synthetic: boolean },
): number {
  const { type, agency, scan, at, actor, synthetic } = given;
  return store.run(
    `INSERT INTO batch (type, profile_version, dataset, agency, file_name, sha256, bytes, imported_at, imported_by, rows_read, rows_loaded, rows_set_aside, rows_duplicate, rows_unlocated, synthetic)
     VALUES (?,?,?,?,?,?,?,?,?,0,0,0,0,0,?)`,
    type.name,
    type.version,
    type.dataset,
    agency,
    scan.name,
    scan.sha256,
    scan.bytes,
    at,
    actor,
    synthetic || isDemonstration(store) ? 1 : 0,
  ).lastId;
}

export interface ProblemWriter {
  /** Those that the report carries. */
  readonly first: Problem[];
  count(): number;
  /** `setAside` is the row that was set aside for it, or null for a warning. */
  add(problem: Problem, setAside: number | null): void;
}

/** Keeps problems with their batch, and the first of them for the report. */
export function problemWriter(store: WritableStore, batch: number): ProblemWriter {
  const insert = store.prepare(
    'INSERT INTO problem (batch_id, set_aside_id, row_number, column_name, found, expected, code, message, severity) VALUES (?,?,?,?,?,?,?,?,?)',
  );
  const first: Problem[] = [];
  let count = 0;
  let warnings = 0;
  return {
    first,
    count: () => count,
    add: (problem, setAside) => {
      count += 1;
      if (first.length < mostInReport) first.push(problem);
      if (setAside === null && ++warnings > mostWarnings) return;
      insert.run(
        batch,
        setAside,
        problem.row,
        problem.column,
        problem.found,
        problem.expected,
        problem.code,
        problem.message,
        problem.severity,
      );
    },
  };
}
