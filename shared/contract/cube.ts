import * as v from 'valibot';
import { audienceRules } from './disclosure.ts';
import type { AudienceRules } from './disclosure.ts';
import { engineMethod, figures } from './method.ts';
import type { Dataset } from '../model/dataset.ts';

export const dateParts = [
  'day',
  'month',
  'quarter',
  'year',
  'financial-quarter',
  'financial-year',
  'academic-year',
  'weekday',
  'hour',
] as const;
export type DatePart = (typeof dateParts)[number];

const fieldName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]{0,63}$/, 'A field name is lower-case letters, digits and underscores.'),
);
const measureName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]{0,63}$/, 'A measure name is lower-case letters, digits and underscores.'),
);
const code = v.nullable(v.pipe(v.string(), v.maxLength(200)));

/** A field on an axis: its name alone, or a date taken by a part. */
const axisField = v.union([fieldName, v.strictObject({ field: fieldName, by: v.optional(v.picklist(dateParts)) })]);

export const showAs = [
  'value',
  'share-of-row',
  'share-of-column',
  'share-of-parent-row',
  'share-of-parent-column',
  'share-of-total',
  'difference-from-previous',
  'change-from-previous',
  'difference-from',
  'change-from',
  'running-total',
  'rank',
  'index',
] as const;
export type ShowAs = (typeof showAs)[number];

const valueWanted = v.strictObject({
  measure: measureName,
  show: v.optional(v.picklist(showAs), 'value'),
  /** For "from previous" and "running total": along which axis; columns unless said. */
  along: v.optional(v.picklist(['rows', 'columns']), 'columns'),
  /** For "difference-from" and "change-from": the code of the member compared with, at the innermost level. */
  base: v.optional(code),
  interval: v.optional(v.boolean(), false),
});

const filter = v.pipe(
  v.strictObject({
    field: fieldName,
    by: v.optional(v.picklist(dateParts)),
    in: v.optional(v.pipe(v.array(code), v.maxLength(10_000))),
    notIn: v.optional(v.pipe(v.array(code), v.maxLength(10_000))),
    /** Inclusive. Dates as 2016-04-01 (or a part's own code such as 2016/17 Q1 with `by`), numbers as numbers. */
    from: v.optional(v.union([v.string(), v.number()])),
    to: v.optional(v.union([v.string(), v.number()])),
    contains: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  }),
  v.check(
    f =>
      f.in !== undefined ||
      f.notIn !== undefined ||
      f.from !== undefined ||
      f.to !== undefined ||
      f.contains !== undefined,
    'A filter needs one of in, notIn, from, to or contains.',
  ),
);

export const audiences = ['analyst', 'board', 'public'] as const;
export type Audience = (typeof audiences)[number];

const calculated = v.strictObject({
  name: measureName,
  label: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  expression: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  format: v.optional(v.picklist(['number', 'percent', 'rate']), 'number'),
  decimals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)), 1),
});

/** The one description that the screen, a saved view, the terminal, a slide and an export all use. */
export const pivotDescription = v.strictObject({
  dataset: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,63}$/)),
  rows: v.optional(v.pipe(v.array(axisField), v.maxLength(8)), []),
  columns: v.optional(v.pipe(v.array(axisField), v.maxLength(8)), []),
  values: v.pipe(v.array(valueWanted), v.minLength(1, 'Choose at least one value.'), v.maxLength(20)),
  filters: v.optional(v.pipe(v.array(filter), v.maxLength(50)), []),
  totals: v.optional(
    v.strictObject({
      rows: v.optional(v.picklist(['none', 'before', 'after']), 'none'),
      columns: v.optional(v.picklist(['none', 'before', 'after']), 'none'),
      subtotals: v.optional(v.boolean(), false),
    }),
    {},
  ),
  sort: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          axis: v.picklist(['rows', 'columns']),
          /** A measure's name, or "label" or "code" for the members themselves. */
          by: v.string(),
          /** Which member of the other axis holds the value: "total", or a path of codes. */
          column: v.optional(v.union([v.literal('total'), v.array(code)]), 'total'),
          direction: v.optional(v.picklist(['ascending', 'descending']), 'ascending'),
          /** The level (0 is outermost) it sorts; every level unless said. */
          level: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
        }),
      ),
      v.maxLength(8),
    ),
    [],
  ),
  top: v.optional(
    v.strictObject({
      axis: v.picklist(['rows', 'columns']),
      n: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      /** The value that decides; the first value unless said. */
      by: v.optional(measureName),
      others: v.optional(v.boolean(), true),
    }),
  ),
  calculated: v.optional(v.pipe(v.array(calculated), v.maxLength(20)), []),
  /** Shows members of a declared list or period range although no row has them. */
  emptyMembers: v.optional(v.boolean(), false),
  /** Only what was loaded by then, ISO date-time: the table as it was at that moment. */
  asAt: v.optional(v.string()),
  audience: v.optional(v.picklist(audiences), 'analyst'),
});

/** As written by a person or a screen: members with defaults may be left out. */
export type PivotDescription = v.InferInput<typeof pivotDescription>;
/** As the engine works with it: every default filled in. */
export type ParsedPivot = v.InferOutput<typeof pivotDescription>;

export interface Member {
  readonly field: string;
  /** The data's own code; null is "not recorded"; "others" of a top-N is marked by `others`. */
  readonly code: string | null;
  readonly label: string;
  readonly others?: true;
}

export interface Header {
  readonly path: readonly Member[];
  readonly kind: 'leaf' | 'subtotal' | 'total';
  /** The period is not over or not fully supplied: "part-year". */
  readonly incomplete?: true;
}

/** What a cell is, beside its number. Order is the wire format: index in this list. */
export const cellStatuses = [
  'value',
  /** No row is behind it: an empty intersection. A count reads 0 only where the data say so. */
  'empty',
  'zero',
  'no-denominator',
  'not-applicable',
  'hidden',
  'not-available',
  'rounded',
  /** For comparisons: the other period is incomplete or missing, so it is not compared. */
  'not-comparable',
] as const;
export type CellStatus = (typeof cellStatuses)[number];

export interface ValueColumn {
  readonly measure: string;
  readonly label: string;
  /** Short unit for a heading: "per 10,000", "%", "days"; empty for counts. */
  readonly unit: string;
  readonly format: 'count' | 'number' | 'percent' | 'rate' | 'days' | 'money';
  readonly decimals: number;
  readonly show: ShowAs;
  readonly interval: boolean;
}

export interface Note {
  readonly code: string;
  readonly text: string;
}

export interface Provenance {
  readonly dataset: string;
  readonly datasetLabel: string;
  readonly batches: number;
  readonly agencies: readonly string[];
  /** Null where the number would be a small count, or is not given to the audience. */
  readonly setAsideRows: number | null;
  readonly dataUntil: string | null;
  readonly dataVersion: number;
  readonly audience: Audience;
  readonly synthetic: boolean;
  /** Rows of the dataset before and after the filters; null for an audience to which the table itself does not tell them. */
  readonly rowsInDataset: number | null;
  readonly rowsInTable: number | null;
  readonly milliseconds: number;
  readonly answeredAt: string;
}

/**
 * A pivot's answer. `cells` are row-major: the value v of column c of row r is at (r × columns.length + c) × values.length + v.
 * Without column fields there is one column of kind "total" with an empty path. `lower` and `upper` are present when
 * a value asked for its interval (NaN where it has none), and with them what it was divided from: protected as the value is,
 * NaN where the value is not shown or not divided.
 */
export interface PivotTable {
  readonly description: ParsedPivot;
  readonly rowFields: readonly { readonly field: string; readonly label: string }[];
  readonly columnFields: readonly { readonly field: string; readonly label: string }[];
  readonly rows: readonly Header[];
  readonly columns: readonly Header[];
  readonly values: readonly ValueColumn[];
  readonly cells: Float64Array;
  readonly status: Uint8Array;
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  readonly numerators?: Float64Array;
  readonly denominators?: Float64Array;
  readonly notes: readonly Note[];
  readonly provenance: Provenance;
  /** Present when the table was protected as it was made. */
  readonly protection?: TableProtection;
}

/** How a table for a board or the public was protected. Which cells are hidden for which reason is never told. */
export interface TableProtection {
  readonly rulesVersion: number;
  /** Cells of the table that are hidden. */
  readonly hidden: number;
  readonly symbols: AudienceRules['symbols'];
}

/** "What is this number?" for one cell. */
export interface CellExplanation {
  readonly label: string;
  readonly value: number | null;
  readonly status: CellStatus;
  readonly definition: string;
  readonly formula: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly denominatorSource: string | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly intervalMethod: string | null;
  /** Rows behind the cell, and of each batch; null for an audience that is protected. */
  readonly rows: number | null;
  readonly batches: readonly { readonly id: number; readonly fileName: string; readonly rows: number | null }[];
  readonly notes: readonly Note[];
}

const path = v.array(code);
const cellAt = { description: pivotDescription, row: path, column: path };

export interface FactRows {
  readonly fields: readonly { readonly name: string; readonly label: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly total: number;
}

export interface DatasetSummary extends Dataset {
  readonly rows: number;
  readonly batches: number;
  readonly from: string | null;
  readonly until: string | null;
}

export interface SavedView {
  readonly id: number;
  readonly folder: string;
  readonly name: string;
  readonly note: string;
  readonly version: number;
  readonly savedAt: string;
  readonly description: PivotDescription;
  /** What the screen keeps beside the table: chart kind, bars, widths. */
  readonly presentation: Readonly<Record<string, unknown>>;
}

/** A coarser table that can be shown, and how much of it. */
export interface FreeingChange {
  readonly words: string;
  readonly description: ParsedPivot;
  readonly cells: number;
  readonly shown: number;
}

export const cube = {
  'cube.datasets': engineMethod<readonly DatasetSummary[]>()({
    access: 'read',
    reads: ['facts', 'areas'],
    input: v.optional(v.strictObject({}), {}),
  }),
  'cube.pivot': engineMethod<PivotTable>()({
    access: 'read',
    reads: figures,
    input: pivotDescription,
  }),
  /** As `cube.pivot`, for a table that has to be protected first: tells how far it is, and can be cancelled. */
  'cube.protected': engineMethod<PivotTable>()({
    access: 'job',
    reads: figures,
    changes: [],
    input: v.strictObject({ description: pivotDescription, job: v.pipe(v.string(), v.minLength(1), v.maxLength(80)) }),
  }),
  /** For a table that cannot be given to its audience: the smallest changes with which it can, at most three. */
  'cube.freeing': engineMethod<readonly FreeingChange[]>()({
    access: 'job',
    reads: figures,
    changes: [],
    input: v.strictObject({ description: pivotDescription, job: v.pipe(v.string(), v.minLength(1), v.maxLength(80)) }),
  }),
  /** How many cells of a table, by itself, other rules would hide, and those in force. Shows no figure. */
  'cube.preview': engineMethod<{ readonly cells: number; readonly hiddenNow: number; readonly hiddenThen: number }>()({
    access: 'read',
    reads: figures,
    input: v.strictObject({ description: pivotDescription, rules: audienceRules }),
  }),
  'cube.members': engineMethod<readonly (Member & { readonly rows: number })[]>()({
    access: 'read',
    reads: ['facts', 'areas'],
    input: v.strictObject({
      dataset: v.string(),
      field: fieldName,
      by: v.optional(v.picklist(dateParts)),
      contains: v.optional(v.string()),
      most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5000)), 500),
    }),
  }),
  'cube.explain': engineMethod<CellExplanation>()({
    access: 'read',
    reads: figures,
    input: v.strictObject({ ...cellAt, value: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  }),
  /** The rows behind a cell, with pseudonyms only. For an analyst's own screen; it is noted in the audit trail. */
  'cube.rows': engineMethod<FactRows>()({
    access: 'write',
    reads: figures,
    changes: ['audit'],
    input: v.strictObject({
      ...cellAt,
      from: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 200),
    }),
  }),
  /** Writes exactly what the screen shows: CSV, or XLSX with a notes sheet. */
  'cube.export': engineMethod<{ readonly rows: number; readonly columns: number }>()({
    access: 'write',
    files: { file: 'write' },
    reads: figures,
    changes: ['releases', 'audit'],
    input: v.strictObject({
      description: pivotDescription,
      format: v.picklist(['csv', 'xlsx', 'json']),
      file: v.string(),
      title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
      purpose: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
    }),
  }),
  /** A table for the clipboard, entered as given out. Only the main process asks, which puts it there. */
  'cube.copy': engineMethod<{ readonly text: string; readonly html: string; readonly releases: readonly number[] }>()({
    access: 'write',
    roles: [],
    reads: figures,
    changes: ['releases', 'audit'],
    input: v.strictObject({
      description: pivotDescription,
      title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
    }),
  }),
  /** A table that is printed where it can go on anywhere, entered as given out. Only a terminal asks. */
  'cube.print': engineMethod<PivotTable>()({
    access: 'write',
    roles: [],
    reads: figures,
    changes: ['releases', 'audit'],
    input: pivotDescription,
  }),
  'views.list': engineMethod<readonly SavedView[]>()({
    access: 'read',
    reads: ['views'],
    input: v.optional(v.strictObject({}), {}),
  }),
  'views.save': engineMethod<SavedView>()({
    access: 'write',
    changes: ['views', 'audit'],
    input: v.strictObject({
      id: v.optional(v.pipe(v.number(), v.integer())),
      folder: v.optional(v.pipe(v.string(), v.maxLength(80)), ''),
      name: v.pipe(v.string(), v.trim(), v.minLength(1, 'A view needs a name.'), v.maxLength(120)),
      note: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
      description: pivotDescription,
      presentation: v.optional(v.record(v.string(), v.unknown()), {}),
    }),
  }),
  'views.delete': engineMethod<null>()({
    access: 'write',
    changes: ['views', 'audit'],
    input: v.strictObject({ id: v.pipe(v.number(), v.integer()) }),
  }),
  'views.versions': engineMethod<readonly SavedView[]>()({
    access: 'read',
    reads: ['views'],
    input: v.strictObject({ id: v.pipe(v.number(), v.integer()) }),
  }),
};
