import * as v from 'valibot';
import { engineMethod } from './method.ts';

const job = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const batchId = v.pipe(v.number(), v.integer(), v.minValue(1));

export const problemCodes = [
  'missing-value',
  'missing-column',
  'not-a-date',
  'not-a-number',
  'not-a-time',
  'not-in-list',
  'out-of-range',
  'in-the-future',
  'before-another',
  'unknown-area',
  'outside-area',
  'retired-area',
  'duplicate-row',
  'too-many-cells',
  'unreadable-text',
  'total-disagrees',
  'no-match',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One thing wrong with one cell: where, what was found, what was expected, what to do. */
export interface Problem {
  /** Row number as a spreadsheet shows it: the header is row 1. Null: the file as a whole. */
  readonly row: number | null;
  readonly column: string | null;
  /** Identifiers, postcodes and free text are never repeated here; they read "(not kept)". */
  readonly found: string;
  readonly expected: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity: 'set-aside' | 'warning';
}

export interface FileReport {
  /** The file's name, without its folder. */
  readonly path: string;
  readonly batch: number | null;
  /** Return type or public profile; null when it could not be told. */
  readonly type: string | null;
  readonly typeLabel: string | null;
  readonly agency: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly outcome: 'loaded' | 'loaded-in-part' | 'already-loaded' | 'refused' | 'dry-run' | 'cancelled';
  /** One sentence that says what happened and what to do next. */
  readonly message: string;
  readonly read: number;
  readonly loaded: number;
  readonly setAside: number;
  readonly duplicates: number;
  readonly unlocated: number;
  readonly supersedes: readonly number[];
  /** The first 200 problems; the rest are with the batch. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly seconds: number;
}

export interface ImportReport {
  readonly files: readonly FileReport[];
}

export interface Batch {
  readonly id: number;
  readonly type: string;
  readonly typeLabel: string;
  readonly dataset: string | null;
  readonly agency: string | null;
  readonly agencyLabel: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly fileName: string;
  readonly sha256: string;
  readonly importedAt: string;
  readonly importedBy: string;
  readonly read: number;
  readonly loaded: number;
  readonly setAside: number;
  readonly duplicates: number;
  readonly unlocated: number;
  readonly state: 'current' | 'superseded' | 'withdrawn';
  readonly supersededBy: number | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
  readonly synthetic: boolean;
}

export interface SetAsideRow {
  readonly id: number;
  readonly batch: number;
  readonly fileName: string;
  readonly row: number;
  readonly state: 'open' | 'corrected' | 'waived';
  readonly reason: string | null;
  /** What the row held, by column; identifiers and free text are not kept and read null. */
  readonly values: Readonly<Record<string, string | null>>;
  readonly problems: readonly Problem[];
}

export interface ReturnTypeSummary {
  readonly type: string;
  readonly label: string;
  readonly grain: string;
  readonly kind: 'return' | 'public';
  readonly columns: readonly {
    readonly name: string;
    readonly label: string;
    readonly required: boolean;
    readonly note: string;
    readonly codes: readonly { readonly code: string; readonly label: string }[] | null;
  }[];
}

export const intake = {
  'intake.import': engineMethod<ImportReport>()({
    access: 'job',
    files: { files: 'read' },
    reads: [],
    changes: ['facts', 'set-aside', 'areas', 'audit'],
    input: v.strictObject({
      files: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(500)),
      type: v.optional(v.string()),
      agency: v.optional(v.string()),
      profile: v.optional(v.string()),
      dryRun: v.optional(v.boolean(), false),
      job: v.optional(job, 'import'),
    }),
  }),
  'intake.types': engineMethod<readonly ReturnTypeSummary[]>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Writes an empty template of a return type (CSV, or XLSX with drop-downs and notes). */
  'intake.template': engineMethod<null>()({
    access: 'read',
    needs: 'nothing',
    files: { file: 'write' },
    reads: [],
    input: v.strictObject({
      type: v.string(),
      format: v.picklist(['csv', 'xlsx']),
      file: v.string(),
    }),
  }),
  'intake.batches': engineMethod<readonly Batch[]>()({
    access: 'read',
    reads: ['facts'],
    input: v.optional(v.strictObject({}), {}),
  }),
  'intake.withdraw': engineMethod<Batch>()({
    access: 'write',
    changes: ['facts', 'audit'],
    input: v.strictObject({ batch: batchId, reason: v.pipe(v.string(), v.maxLength(500)) }),
  }),
  'intake.setAside': engineMethod<readonly SetAsideRow[]>()({
    access: 'read',
    reads: ['set-aside', 'facts'],
    input: v.strictObject({
      batch: v.optional(batchId),
      state: v.optional(v.picklist(['open', 'corrected', 'waived', 'all']), 'open'),
      most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5000)), 500),
    }),
  }),
  /** Leaves a row out for good, with a reason. */
  'intake.waive': engineMethod<SetAsideRow>()({
    access: 'write',
    changes: ['set-aside', 'audit'],
    input: v.strictObject({
      id: batchId,
      reason: v.pipe(
        v.string(),
        v.trim(),
        v.minLength(3, 'Give a reason of at least three letters.'),
        v.maxLength(500),
      ),
    }),
  }),
  /** Puts right the named cells of a set-aside row and tries it again; loads it when nothing is wrong any more. */
  'intake.correct': engineMethod<SetAsideRow>()({
    access: 'write',
    changes: ['set-aside', 'facts', 'audit'],
    input: v.strictObject({ id: batchId, values: v.record(v.string(), v.nullable(v.string())) }),
  }),
  /** Writes the set-aside rows of a batch as a spreadsheet for the agency, each problem beside its cell. */
  'intake.exportSetAside': engineMethod<null>()({
    access: 'write',
    files: { file: 'write' },
    reads: ['set-aside', 'facts', 'releases'],
    changes: ['audit'],
    input: v.strictObject({ batch: batchId, file: v.string() }),
  }),
};
