/**
 * An options appraisal as it is kept: a document of plain values. The engine works everything else out of it, so that one
 * saved today opens in later versions with a note of what has changed since.
 */

/** A quantity as a distribution. Two bounds with `coverage` hold that share of the probability between equal tails. */
export type Distribution =
  | { readonly kind: 'point'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | {
      readonly kind: 'triangular' | 'pert';
      readonly minimum: number;
      readonly mode: number;
      readonly maximum: number;
    }
  | {
      readonly kind: 'normal' | 'lognormal' | 'gamma' | 'beta';
      readonly low: number;
      readonly high: number;
      /** 0 to 1: 0.8 for a range from the 10th to the 90th percentile. */
      readonly coverage: number;
    }
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  | { readonly kind: 'discrete'; readonly values: readonly number[]; readonly probabilities: readonly number[] };

/** A: measured here and checked. B: measured elsewhere. C: judged by several people. D: one person's guess. */
export const evidenceGrades = ['A', 'B', 'C', 'D'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

/** How sure anyone may be of where a value comes from. */
export const basisStates = ['placeholder', 'data', 'given'] as const;
export type BasisState = (typeof basisStates)[number];

/**
 * Where a value comes from. A placeholder is the application's own: nobody has said it, and it speaks for nobody; so does what
 * was pulled from rows that the workspace in which it is read does not have, or was changed since it was pulled. One that is
 * given has the organisation, and the day on which it gave it (or, of what is published, the year or month).
 */
export type Basis =
  | { readonly state: 'placeholder'; readonly from?: 'other-rows' }
  | { readonly state: 'data' }
  | { readonly state: 'given'; readonly by: string; readonly on: string };

export const placeholder: Basis = { state: 'placeholder' };

/** The same with its source, for what is not an input of the model. */
export interface Standing {
  readonly basis: Basis;
  readonly source: string;
}

/** A number of the model, with what the assumptions log says of it. */
export interface InputValue {
  /** As it was typed: "820 to 1,150", "about 900". Shares as "60 %" or 0.6. */
  readonly text: string;
  /** In the unit of the input; shares and percentages as fractions of 1. */
  readonly distribution: Distribution;
  readonly basis: Basis;
  readonly source: string;
  /** Who looks after it; empty for a placeholder. */
  readonly owner: string;
  /** Null for a placeholder: what nobody has said is no evidence. */
  readonly grade: EvidenceGrade | null;
  /** ISO date; null when it needs no review. */
  readonly reviewOn: string | null;
  /** Where it was pulled from the data, also from rows that are not here; null when it was typed. */
  readonly link: {
    /** What was asked of the data, in words: "last four quarters". */
    readonly words: string;
    readonly dataVersion: number;
    /** The middle that was pulled. */
    readonly value: number;
  } | null;
}

/** Values by the ids of the model's inputs (`commissioning.inputs`); what is missing has the model's own value. */
export type InputValues = Readonly<Record<string, InputValue>>;

/** One contract: who provides for which districts, as one pool of workers. */
export interface Contract {
  readonly id: string;
  readonly name: string;
  /** Official codes. Each district is in exactly one contract of an option. */
  readonly districts: readonly string[];
  /** Districts in which its workers have their bases; none where they sit in every district that they serve. */
  readonly bases: readonly string[];
  readonly inputs: InputValues;
}

export interface AppraisalOption {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly contracts: readonly Contract[];
  readonly inputs: InputValues;
  /** What no number holds: one line each. */
  readonly unquantified: readonly string[];
}

/** Need in a district, as counted; small districts borrow strength from all of them. */
export interface DistrictNeed {
  readonly code: string;
  readonly name: string;
  /** Children aged 10 to 17. */
  readonly children: number;
  /** 1 least deprived, to as many as there are districts. */
  readonly deprivationRank: number;
  /** Missing episodes and CSE referrals in the years counted. */
  readonly episodes: number;
  readonly referrals: number;
  /** Where its people live in the middle, in metres of the National Grid; null where that is not known. */
  readonly centre: { readonly easting: number; readonly northing: number } | null;
  /** Offers of an interview and how many of them were accepted, as counted; null where that is not known. */
  readonly acceptance: { readonly offers: number; readonly accepted: number } | null;
}

export const contributionRules = [
  'fixed-share',
  'population',
  'need',
  'activity',
  'benefit',
  'stand-alone',
  'shapley',
] as const;
export type ContributionRule = (typeof contributionRules)[number];

export interface Partner {
  readonly id: string;
  readonly name: string;
  /** Decimal text, 0 to 1: "0.42". For `fixed-share`; all of them add up to 1. */
  readonly share: string;
  /** Share of the fiscal benefit that falls to this partner, as decimal text. */
  readonly benefitShare: string;
  /** What it has for this service, in pounds a year; null where nobody has said. */
  readonly budget: number | null;
  /** It pays at least and at most so much, in pounds a year of that year's prices; null without a limit. */
  readonly floor: number | null;
  readonly cap: number | null;
  /** Districts that it answers for; none for a partner of the whole area. */
  readonly districts: readonly string[];
  /** Swing weights of the criteria, in the order of `criteria`; any scale, compared among those of one group. */
  readonly weights: readonly number[];
  /** The same of the groups, in the order of `criterionGroups`. */
  readonly groupWeights: readonly number[];
  /** Where each of them comes from. Without weights of its own a partner has no ranking. */
  readonly standing: {
    readonly share: Standing;
    readonly benefitShare: Standing;
    readonly budget: Standing;
    readonly weights: Standing;
  };
}

/** A part of a year's overspend and who bears it, from where the band before ends. What no band holds goes by the shares. */
export interface RiskBand {
  /** Pounds of overspend a year at which it ends; null for what is left. */
  readonly upTo: number | null;
  /** The partner that bears it alone; null for all by their shares. */
  readonly bearer: string | null;
}

/** A branch of the tree of criteria. */
export interface CriterionGroup {
  readonly id: string;
  readonly name: string;
  /** The group that it belongs to; null at the root. */
  readonly parent: string | null;
}

/** Criteria of the ranking: a measure of the results on a fixed scale, so that a further option never turns the order. */
export interface Criterion {
  readonly id: string;
  readonly name: string;
  readonly measure: MeasureId;
  /** The group that it belongs to; null at the root. */
  readonly group: string | null;
  /** Values that score 0 and 100; the first may be the larger. */
  readonly worst: number;
  readonly best: number;
}

/** Results that are compared between options; each in the unit of its declaration in the contract. */
export const measureIds = [
  'cost-a-year',
  'npsv',
  'bcr',
  'interviews-completed',
  'within-72-hours',
  'within-72-hours-of-all',
  'weeks-to-allocation',
  'weeks-to-allocation-90',
  'children-helped',
  'unmet',
  'repeat-missing',
  'risk-reduced',
  'postcode-lottery',
] as const;
export type MeasureId = (typeof measureIds)[number];

export interface Appraisal {
  readonly modelVersion: number;
  readonly name: string;
  readonly question: string;
  /** First financial year: "2018/19". */
  readonly firstYear: string;
  /** 1 to 10. */
  readonly years: number;
  /** Financial year in whose prices costs and benefits are given. */
  readonly priceBase: string;
  readonly seed: number;
  readonly districts: readonly DistrictNeed[];
  /** Years over which need was counted. */
  readonly yearsCounted: number;
  /** The last day counted, ISO; null where nobody knows, and need is taken as that of the year before the first. */
  readonly countedTo: string | null;
  /** The workspace from whose rows need and linked inputs were pulled, and the version that its data had; none where nothing was. */
  readonly pulledFrom?: { readonly workspace: string; readonly dataVersion: number } | undefined;
  readonly needStanding: Standing;
  /** Where episodes and referrals do not come from the same place; else `needStanding` is that of both. */
  readonly needStandings?: { readonly episodes: Standing; readonly referrals: Standing } | undefined;
  readonly inputs: InputValues;
  /** Rank correlations between inputs, by their ids: −1 to 1. */
  readonly correlations: readonly { readonly a: string; readonly b: string; readonly rank: number }[];
  /** The first is the do-minimum; two to six more. */
  readonly options: readonly AppraisalOption[];
  readonly partners: readonly Partner[];
  readonly contribution: ContributionRule;
  /** In order; none when an overspend goes by the shares. */
  readonly riskBands: readonly RiskBand[];
  readonly criteria: readonly Criterion[];
  readonly criterionGroups: readonly CriterionGroup[];
}

/** The version of the model that this release of the application computes with. */
export const currentModelVersion = 3;
