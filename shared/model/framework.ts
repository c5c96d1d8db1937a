/**
 * An outcomes framework as data: objectives, outcome areas, statements of difference and the indicators that serve them.
 * Plain values; every version is kept, and results name the version they were made with.
 */

export const themes = ['prepare', 'prevent', 'protect', 'pursue'] as const;
export type Theme = (typeof themes)[number];

export const indicatorKinds = ['count', 'proportion', 'rate', 'mean', 'days'] as const;
export const polarities = ['high-is-good', 'low-is-good', 'ambiguous', 'none'] as const;
export type Polarity = (typeof polarities)[number];

/** A measure of a dataset as the pivot knows it. */
export interface IndicatorMeasure {
  readonly dataset: string;
  readonly measure: string;
  /** As in a pivot's description. */
  readonly filters: readonly { readonly field: string; readonly in: readonly (string | null)[] }[];
}

/** What is aimed at from a period on; a range where both ends are given. */
export interface Target {
  /** Financial quarter or year from which it holds: "2016/17 Q1". */
  readonly from: string;
  readonly low: number | null;
  readonly high: number | null;
}

/** A day on which something happened that a reader of the chart must know. */
export interface DatedEvent {
  readonly on: string;
  readonly text: string;
}

/** New limits from a period on; a person said why and when. The old ones stay visible before it. */
export interface Rebase {
  readonly from: string;
  readonly reason: string;
  readonly decidedOn: string;
}

export interface Indicator {
  /** "P3.2"; never used again for another. */
  readonly code: string;
  readonly name: string;
  readonly definition: string;
  readonly objective: string;
  readonly area: string;
  readonly theme: Theme;
  readonly kind: (typeof indicatorKinds)[number];
  /** Of a rate: per so many; 1 for everything else. */
  readonly per: number;
  readonly decimals: number;
  readonly polarity: Polarity;
  readonly frequency: 'quarter' | 'year';
  readonly agencies: readonly string[];
  readonly owner: string;
  /** What a board should ask when it moves. */
  readonly question: string;
  /** Null for one that an agency supplies ready-made. */
  readonly measure: IndicatorMeasure | null;
  readonly targets: readonly Target[];
  /** Days on which its definition changed. */
  readonly breaks: readonly DatedEvent[];
  readonly events: readonly DatedEvent[];
  readonly rebases: readonly Rebase[];
  /** Detection and harm read together: the code of the other one. */
  readonly pair: string | null;
}

export interface Framework {
  readonly name: string;
  readonly objectives: readonly { readonly id: string; readonly name: string }[];
  readonly areas: readonly { readonly id: string; readonly name: string }[];
  /** What shows that a difference was made: served by indicators, or not measurable and why. */
  readonly statements: readonly {
    readonly id: string;
    readonly theme: Theme;
    readonly text: string;
    readonly indicators: readonly string[];
    readonly notMeasurable: string | null;
  }[];
  readonly indicators: readonly Indicator[];
}

/** Five words and three states; never red and green. */
export const variations = [
  'improving',
  'worsening',
  /** Special cause, but without a good direction. */
  'higher',
  'lower',
  /** A direction that means both harm and detection. */
  'cannot-tell',
  'no-special-cause',
  'too-few',
  'not-supplied',
  /** Returns came, and no row of them has what it is computed from. */
  'not-recorded',
] as const;
export type Variation = (typeof variations)[number];

/** Why a point of a control chart stands out; the first of these that holds. */
export type SpecialCause = 'outside' | 'trend' | 'two-in-three' | 'one-side';

export const comparisons = ['better', 'worse', 'similar', 'not-told', 'higher', 'lower', 'not-compared'] as const;
export type Comparison = (typeof comparisons)[number];
