import * as v from 'valibot';
import { audiences } from './cube.ts';
import type { Audience, CellStatus, Note } from './cube.ts';
import { engineMethod, figures } from './method.ts';
import { indicatorKinds, polarities, themes } from '../model/framework.ts';
import type { Claim } from '../model/claim.ts';
import type { Comparison, Framework, Indicator, SpecialCause, Target, Theme, Variation } from '../model/framework.ts';

const words = (most: number) => v.pipe(v.string(), v.maxLength(most));
const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/));
const day = v.pipe(v.string(), v.isoDate());
const period = v.pipe(v.string(), v.regex(/^\d{4}\/\d{2}( Q[1-4])?$/, 'A period is written 2016/17 or 2016/17 Q1.'));
const finite = v.pipe(v.number(), v.finite());
const dated = v.pipe(v.array(v.strictObject({ on: day, text: words(500) })), v.maxLength(100));

const indicator: v.GenericSchema<Indicator> = v.strictObject({
  code: identifier,
  name: v.pipe(words(160), v.trim(), v.minLength(1, 'An indicator needs a name.')),
  definition: words(2000),
  objective: identifier,
  area: identifier,
  theme: v.picklist(themes),
  kind: v.picklist(indicatorKinds),
  per: v.pipe(finite, v.gtValue(0)),
  decimals: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)),
  polarity: v.picklist(polarities),
  frequency: v.picklist(['quarter', 'year']),
  agencies: v.pipe(v.array(words(120)), v.maxLength(40)),
  owner: words(120),
  question: words(500),
  measure: v.nullable(
    v.strictObject({
      dataset: words(64),
      measure: words(64),
      filters: v.pipe(
        v.array(v.strictObject({ field: words(64), in: v.array(v.nullable(words(200))) })),
        v.maxLength(20),
      ),
    }),
  ),
  targets: v.pipe(
    v.array(v.strictObject({ from: period, low: v.nullable(finite), high: v.nullable(finite) })),
    v.maxLength(100),
  ),
  breaks: dated,
  events: dated,
  rebases: v.pipe(
    v.array(v.strictObject({ from: period, reason: v.pipe(words(500), v.minLength(1)), decidedOn: day })),
    v.maxLength(20),
  ),
  pair: v.nullable(identifier),
});

/** The document of a framework; what hangs together beyond its form is checked by the engine, with the path of a fault. */
export const frameworkDocument: v.GenericSchema<Framework> = v.strictObject({
  name: v.pipe(words(160), v.trim(), v.minLength(1)),
  objectives: v.pipe(v.array(v.strictObject({ id: identifier, name: words(300) })), v.minLength(1), v.maxLength(20)),
  areas: v.pipe(v.array(v.strictObject({ id: identifier, name: words(300) })), v.minLength(1), v.maxLength(20)),
  statements: v.pipe(
    v.array(
      v.strictObject({
        id: identifier,
        theme: v.picklist(themes),
        text: words(500),
        indicators: v.array(identifier),
        notMeasurable: v.nullable(words(500)),
      }),
    ),
    v.maxLength(200),
  ),
  indicators: v.pipe(v.array(indicator), v.minLength(1), v.maxLength(300)),
});

export interface FrameworkVersion {
  /** 1 is the one that ships with the application. */
  readonly version: number;
  readonly savedAt: string | null;
  readonly savedBy: string | null;
  readonly reason: string;
}

/** A value with what it is made of. Null where it is hidden, not supplied or not defined; the status says which. */
export interface Figure {
  readonly value: number | null;
  readonly status: CellStatus;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** 95 %. */
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface ScorecardPoint extends Figure {
  /** Code and label of a financial quarter or year. */
  readonly period: string;
  readonly label: string;
  /** Whether the data cover it to its last day; one that is not complete is never compared. */
  readonly complete: boolean;
}

/** A control chart over the complete points of a line, in their order; null at a point that has no limits. */
export interface ControlLimits {
  readonly type: 'xmr' | 'c' | 'u' | 'p' | 'g' | 't';
  readonly centre: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly special: readonly (SpecialCause | null)[];
  /** Fewer than 13 points. */
  readonly trial: boolean;
  /** Why this kind of chart, in a sentence. */
  readonly words: string;
  readonly warnings: readonly string[];
}

export interface ScorecardLine {
  readonly code: string;
  readonly name: string;
  readonly theme: Theme;
  readonly objective: string;
  readonly area: string;
  readonly kind: Indicator['kind'];
  readonly per: number;
  readonly decimals: number;
  readonly polarity: Indicator['polarity'];
  readonly question: string;
  readonly owner: string;
  readonly definition: string;
  /** The dataset and its measure, for "Open in Explore"; null when it is supplied ready-made. */
  readonly measure: Indicator['measure'];
  readonly points: readonly ScorecardPoint[];
  /** The last complete point up to the period asked for. */
  readonly latest: ScorecardPoint | null;
  readonly limits: ControlLimits | null;
  readonly variation: Variation;
  /** One sentence: what it is and why. */
  readonly variationWords: string;
  /** Against the target that holds in the latest period. */
  readonly target: Target | null;
  readonly assurance: 'passes' | 'fails' | 'hit-and-miss' | null;
  /**
   * The same quarters of this year and the last, as far as they are in: "+41 %" where more than chance makes it, else words that
   * say so. Null where nothing was tested.
   */
  readonly change: { readonly value: number; readonly words: string } | null;
  /** What is said of it and of its districts, each with its test. */
  readonly claims: readonly Claim[];
  /** Why nothing is said of the target by the limits that there are; null where they hold. */
  readonly targetWords: string | null;
  /** Annual data only: one of four sentences. */
  readonly trendWords: string;
  /** What it and its pair say together; null without a pair. */
  readonly pairWords: string | null;
  readonly districts: readonly (Figure & {
    readonly code: string;
    readonly name: string;
    /** Against the rest of the area, corrected for the number of districts and within the error budget of a report. */
    readonly comparison: Comparison;
  })[];
  readonly breaks: Indicator['breaks'];
  readonly events: Indicator['events'];
  readonly rebases: Indicator['rebases'];
  readonly worseAndWorsening: boolean;
  readonly notes: readonly Note[];
}

export interface Scorecard {
  readonly framework: { readonly name: string; readonly version: number };
  readonly period: { readonly code: string; readonly label: string };
  readonly periods: readonly { readonly code: string; readonly label: string }[];
  readonly audience: Audience;
  readonly lines: readonly ScorecardLine[];
  /** What there is to talk about, the most important first; up to four. */
  readonly findings: readonly {
    readonly indicator: string | null;
    readonly label: string;
    readonly figure: string;
    readonly words: string;
  }[];
  /** Returns of the quarter shown, by agency. */
  readonly supply: {
    readonly due: number;
    /** Agencies of which something came of all that is due, `asked` among them. */
    readonly received: number;
    readonly late: readonly string[];
    /** Agencies whose return came, and of which is to be asked whether it is all. */
    readonly asked: readonly string[];
    /** What is open about returns up to this quarter. */
    readonly questions: readonly string[];
    /** What of earlier quarters is not in: "Housing for 2016/17 Q3". */
    readonly missing: readonly string[];
    /** What of later quarters is past its due day; null where nothing is. */
    readonly overdue: { readonly quarters: number; readonly label: string; readonly of: readonly string[] } | null;
  };
  readonly notes: readonly Note[];
  readonly provenance: {
    readonly dataVersion: number;
    readonly dataUntil: string | null;
    readonly agencies: readonly string[];
    readonly synthetic: boolean;
    readonly hidden: number;
    readonly rulesVersion: number | null;
    readonly milliseconds: number;
  };
}

/** How an indicator earns its keep; each part 0 to 1, null where it cannot be told. */
export interface IndicatorWorth {
  readonly code: string;
  readonly name: string;
  readonly completeness: number | null;
  readonly timeliness: number | null;
  readonly signal: number | null;
  /** The other indicator that moves most alike, and |ρ| with it. */
  readonly overlap: { readonly code: string; readonly correlation: number } | null;
  /** Fields that agencies fill for it alone, over all fields that it needs. */
  readonly burden: number | null;
  readonly decisions: number;
  readonly proposal: 'keep' | 'merge' | 'report-less-often' | 'retire';
  readonly reason: string;
}

/** A view of the scorecard: what the screen, the terminal and a slide ask for. */
export const scorecardQuestion = v.strictObject({
  /** Financial quarter; the latest that is complete unless said. */
  period: v.optional(period),
  /** Code of a district or authority; the whole area unless said. */
  area: v.optional(words(20)),
  /** Codes of indicators; all unless said. */
  indicators: v.optional(v.pipe(v.array(identifier), v.maxLength(300))),
  /** Also by district. What is not asked for is not given out. */
  districts: v.optional(v.boolean(), true),
  audience: v.optional(v.picklist(audiences), 'analyst'),
});
export type ScorecardQuestion = v.InferInput<typeof scorecardQuestion>;
export type ParsedScorecard = v.InferOutput<typeof scorecardQuestion>;

const job = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

export const framework = {
  'framework.read': engineMethod<{
    readonly framework: Framework;
    readonly version: number;
    readonly versions: readonly FrameworkVersion[];
  }>()({
    access: 'read',
    // What changed in the world of synthetic data is known where there are any.
    reads: ['framework', 'facts'],
    input: v.optional(v.strictObject({ version: v.optional(v.number()) }), {}),
  }),
  /** Keeps a new version; the versions before it stay. */
  'framework.save': engineMethod<FrameworkVersion>()({
    access: 'write',
    changes: ['framework', 'audit'],
    input: v.strictObject({
      framework: frameworkDocument,
      reason: v.pipe(words(500), v.trim(), v.minLength(1, 'Say why the framework changes.')),
    }),
  }),
  'framework.scorecard': engineMethod<Scorecard>()({
    access: 'job',
    reads: [...figures, 'framework'],
    changes: [],
    input: v.strictObject({ question: v.optional(scorecardQuestion, {}), job: v.optional(job, 'scorecard') }),
  }),
  /** A scorecard that is printed, entered as given out with every table behind it. Only a terminal asks. */
  'framework.print': engineMethod<Scorecard>()({
    access: 'job',
    roles: [],
    reads: [...figures, 'framework'],
    changes: ['releases', 'audit'],
    input: v.strictObject({ question: v.optional(scorecardQuestion, {}), job: v.optional(job, 'scorecard') }),
  }),
  'framework.rationalise': engineMethod<readonly IndicatorWorth[]>()({
    access: 'job',
    reads: ['facts', 'set-aside', 'areas', 'framework', 'action-plan'],
    changes: [],
    input: v.strictObject({ job: v.optional(job, 'rationalise') }),
  }),
};
