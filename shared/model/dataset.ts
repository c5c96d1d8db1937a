/**
 * A dataset is facts of one grain with declared fields and measures. The declaration says everything that the screen,
 * the planner and an export need; no other place knows which measures make sense where.
 */

export type FieldGroup = 'child' | 'when' | 'where' | 'who' | 'what' | 'supply';

export type FieldType =
  /** A member of a code list, kept as text. */
  | 'code'
  /** A calendar day, Europe/London. */
  | 'date'
  /** A local wall-clock minute, Europe/London. */
  | 'datetime'
  /** A number that can be summed or averaged. */
  | 'number'
  /** A pseudonym (an integer that links rows inside this workspace); never shown, only counted. */
  | 'key'
  /** An area code of a level. */
  | 'area';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly group: FieldGroup;
  readonly type: FieldType;
  /** Name of a code list for labels and order. */
  readonly codes?: string;
  /** For areas: which level its codes are of. */
  readonly level?: AreaLevel;
  readonly description: string;
  /** False: usable in measures and drill-down, not on an axis. */
  readonly axis: boolean;
  /** Where the value comes from when it has no column of its own. */
  readonly derived?:
    | {
        readonly from: string;
        readonly by: 'authority-of-district' | 'age-band' | 'deprivation-decile' | 'msoa-of-lsoa';
      }
    | { readonly by: 'batch-agency' };
}

export type AreaLevel = 'lsoa' | 'msoa' | 'ward' | 'district' | 'authority' | 'area';

export type Population = '10-17' | '0-17' | 'all-ages';

/** What a measure computes over the rows of a cell, at that cell's own grain. */
export type MeasureKind =
  | { readonly kind: 'rows' }
  | { readonly kind: 'distinct'; readonly field: string }
  | { readonly kind: 'sum' | 'mean' | 'median' | 'minimum' | 'maximum'; readonly field: string }
  | { readonly kind: 'quantile'; readonly field: string; readonly q: number }
  /** Events (or distinct keys) over the population of the cell's area, age and period, times `per`. */
  | { readonly kind: 'rate'; readonly of: string; readonly population: Population; readonly per: number }
  /** Rows that satisfy `numerator` over rows that satisfy `denominator`. */
  | { readonly kind: 'share'; readonly numerator: readonly RowTest[]; readonly denominator: readonly RowTest[] }
  /** Days from one date to another, over rows that have both: mean or median. */
  | { readonly kind: 'days-between'; readonly from: string; readonly to: string; readonly take: 'mean' | 'median' }
  /** One measure over another, each at the cell's grain: a ratio of sums. */
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string; readonly per: number };

/** A test of one row: all tests of a list must hold. */
export type RowTest =
  | { readonly field: string; readonly is: 'recorded' | 'not-recorded' }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly field: string; readonly atMost: number }
  | { readonly field: string; readonly atLeast: number };

export interface Measure {
  readonly name: string;
  readonly label: string;
  readonly definition: string;
  readonly formula: string;
  readonly compute: MeasureKind;
  readonly unit: string;
  readonly format: 'count' | 'number' | 'percent' | 'rate' | 'days' | 'money';
  readonly decimals: number;
}

export interface Dataset {
  readonly name: string;
  readonly label: string;
  /** What one row is. */
  readonly grain: string;
  /** Table in the workspace that holds its rows. */
  readonly table: string;
  /** The date that periods, completeness and denominators follow; null where facts are undated. */
  readonly dateField: string | null;
  /** The publisher gives months and no days: a row stands on the first of its month. */
  readonly monthly?: true;
  /** The field by which all are counted anew, such as a mid-year: its members are the same people, and are never added up. */
  readonly snapshots?: string;
  readonly fields: readonly Field[];
  readonly measures: readonly Measure[];
  /** The view that opens first. */
  readonly opening: {
    readonly rows: readonly string[];
    readonly columns: readonly (string | { readonly field: string; readonly by: string })[];
    readonly measure: string;
  };
}
