import * as v from 'valibot';
import type { AppraisalFinding } from '../model/appraisal-finding.ts';
import type { AppraisalStanding } from '../model/appraisal-standing.ts';
import type { VerdictGap } from '../model/verdict-gap.ts';
import type { Note } from './cube.ts';
import { engineMethod } from './method.ts';
import type { Appraisal, Basis, Distribution, InputValue, MeasureId, Standing } from '../model/appraisal.ts';
import { contributionRules, evidenceGrades, measureIds } from '../model/appraisal.ts';

const finite = v.pipe(v.number(), v.finite());
const identifier = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
const words = (most: number) => v.pipe(v.string(), v.maxLength(most));
const whole = (least: number, most: number) => {
  const expected = `this takes a whole number from ${least.toLocaleString('en-GB')} to ${most.toLocaleString('en-GB')}.`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected));
};
/** Any number, be it endless or none: the engine says which input it is of, and what that may be. */
const anyNumber = v.custom<number>(value => typeof value === 'number', 'Expected a number.');

const distribution: v.GenericSchema<Distribution> = v.variant('kind', [
  v.strictObject({ kind: v.literal('point'), value: anyNumber }),
  v.strictObject({ kind: v.literal('uniform'), low: anyNumber, high: anyNumber }),
  v.strictObject({ kind: v.picklist(['triangular', 'pert']), minimum: anyNumber, mode: anyNumber, maximum: anyNumber }),
  v.strictObject({
    kind: v.picklist(['normal', 'lognormal', 'gamma', 'beta']),
    low: anyNumber,
    high: anyNumber,
    coverage: anyNumber,
  }),
  v.strictObject({
    kind: v.literal('empirical'),
    values: v.pipe(v.array(anyNumber), v.minLength(1), v.maxLength(10_000)),
  }),
  v.strictObject({
    kind: v.literal('discrete'),
    values: v.pipe(v.array(anyNumber), v.minLength(1), v.maxLength(100)),
    probabilities: v.pipe(v.array(anyNumber), v.minLength(1), v.maxLength(100)),
  }),
]);

const basis: v.GenericSchema<Basis> = v.variant('state', [
  v.strictObject({ state: v.literal('placeholder'), from: v.exactOptional(v.literal('other-rows')) }),
  v.strictObject({ state: v.literal('data') }),
  v.strictObject({
    state: v.literal('given'),
    by: v.pipe(words(120), v.trim(), v.minLength(1, 'Say which organisation gave it.')),
    on: v.pipe(v.string(), v.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'Say on which day it was given.')),
  }),
]);
const standing: v.GenericSchema<Standing> = v.strictObject({ basis, source: words(500) });

export const inputValue: v.GenericSchema<InputValue> = v.pipe(
  v.strictObject({
    text: words(200),
    distribution,
    basis,
    source: words(500),
    owner: words(120),
    grade: v.nullable(v.picklist(evidenceGrades)),
    reviewOn: v.nullable(v.pipe(v.string(), v.isoDate())),
    link: v.nullable(v.strictObject({ words: words(200), dataVersion: v.number(), value: finite })),
  }),
  v.check(
    value => value.basis.state !== 'placeholder' || value.grade === null,
    'A placeholder has no grade of evidence.',
  ),
  v.check(
    ({ link, basis }) =>
      (link !== null) === (basis.state === 'data' || (basis.state === 'placeholder' && basis.from === 'other-rows')),
    'What is linked to the data comes from the data.',
  ),
);
const inputValues = v.record(identifier, inputValue);

const contract = v.strictObject({
  id: identifier,
  name: words(120),
  districts: v.array(words(20)),
  bases: v.array(words(20)),
  inputs: inputValues,
});

/**
 * The document of an appraisal by its form alone. What its numbers may be and what hangs together is checked by the engine
 * (`checkAppraisal`), all at once, each by its name and range.
 */
export const appraisalDocument: v.GenericSchema<Appraisal> = v.strictObject({
  modelVersion: whole(1, 1_000_000),
  name: v.pipe(words(120), v.trim(), v.minLength(1, 'An appraisal needs a name.')),
  question: words(1000),
  firstYear: words(20),
  years: anyNumber,
  priceBase: words(20),
  seed: anyNumber,
  districts: v.pipe(
    v.array(
      v.strictObject({
        code: words(20),
        name: words(120),
        children: anyNumber,
        deprivationRank: anyNumber,
        episodes: anyNumber,
        referrals: anyNumber,
        centre: v.nullable(v.strictObject({ easting: anyNumber, northing: anyNumber })),
        acceptance: v.nullable(v.strictObject({ offers: anyNumber, accepted: anyNumber })),
      }),
    ),
    v.minLength(1),
    v.maxLength(60),
  ),
  yearsCounted: anyNumber,
  countedTo: v.nullable(words(40)),
  pulledFrom: v.optional(v.strictObject({ workspace: words(80), dataVersion: v.number() })),
  needStanding: standing,
  needStandings: v.optional(v.strictObject({ episodes: standing, referrals: standing })),
  inputs: inputValues,
  correlations: v.pipe(v.array(v.strictObject({ a: identifier, b: identifier, rank: anyNumber })), v.maxLength(200)),
  options: v.pipe(
    v.array(
      v.strictObject({
        id: identifier,
        name: words(120),
        description: words(2000),
        contracts: v.pipe(v.array(contract), v.minLength(1), v.maxLength(60)),
        inputs: inputValues,
        unquantified: v.pipe(v.array(words(500)), v.maxLength(50)),
      }),
    ),
    v.minLength(2, 'An appraisal compares a do-minimum with at least one option.'),
    v.maxLength(7, 'At most six options beside the do-minimum.'),
  ),
  partners: v.pipe(
    v.array(
      v.strictObject({
        id: identifier,
        name: words(120),
        share: words(30),
        benefitShare: words(30),
        budget: v.nullable(anyNumber),
        floor: v.nullable(anyNumber),
        cap: v.nullable(anyNumber),
        districts: v.array(words(20)),
        weights: v.array(anyNumber),
        groupWeights: v.array(anyNumber),
        standing: v.strictObject({ share: standing, benefitShare: standing, budget: standing, weights: standing }),
      }),
    ),
    v.minLength(1),
    v.maxLength(12),
  ),
  contribution: v.picklist(contributionRules),
  riskBands: v.pipe(
    v.array(v.strictObject({ upTo: v.nullable(anyNumber), bearer: v.nullable(identifier) })),
    v.maxLength(10),
  ),
  criteria: v.pipe(
    v.array(
      v.strictObject({
        id: identifier,
        name: words(120),
        measure: v.picklist(measureIds),
        group: v.nullable(identifier),
        worst: anyNumber,
        best: anyNumber,
      }),
    ),
    v.maxLength(20),
  ),
  criterionGroups: v.pipe(
    v.array(v.strictObject({ id: identifier, name: words(120), parent: v.nullable(identifier) })),
    v.maxLength(20),
  ),
});

/** What the model knows of an input. */
export interface InputDefinition {
  readonly id: string;
  readonly label: string;
  readonly group: 'demand' | 'missing-service' | 'targeted-service' | 'workforce' | 'cost' | 'outcome' | 'finance';
  /** Stage of the pathway that it belongs to; null for what is not on the picture. */
  readonly stage: string | null;
  readonly unit: string;
  readonly format: 'number' | 'percent' | 'money' | 'days' | 'weeks' | 'hours';
  readonly definition: string;
  readonly lowest: number;
  readonly highest: number;
  /** Whether contracts and options usually differ in it: a lever, not a fact. */
  readonly lever: boolean;
  readonly value: InputValue;
}

export interface PathwayStage {
  readonly id: string;
  readonly service: 'missing' | 'targeted';
  readonly name: string;
  readonly kind: 'arrival' | 'decision' | 'work' | 'queue' | 'end';
  /** Place in the picture: column from the left, row from the top. */
  readonly column: number;
  readonly row: number;
  /** Inputs that are edited here. */
  readonly inputs: readonly string[];
}

export interface PathwayLink {
  readonly from: string;
  readonly to: string;
  /** The input that says which share goes this way; null for the rest, or all. */
  readonly input: string | null;
  readonly rest: boolean;
}

export interface Pathway {
  readonly stages: readonly PathwayStage[];
  readonly links: readonly PathwayLink[];
}

export interface ModelDescription {
  readonly version: number;
  readonly inputs: readonly InputDefinition[];
  readonly pathway: Pathway;
  readonly measures: readonly {
    readonly id: MeasureId;
    readonly label: string;
    readonly definition: string;
    readonly format: 'number' | 'percent' | 'money' | 'weeks' | 'ratio';
    /** Whether more is better. */
    readonly more: boolean;
  }[];
}

/**
 * A result with its range: the mean, the 10th and the 90th percentile over what is uncertain. Null where it is not defined.
 * A ratio of money is the ratio of the means.
 */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface YearResult {
  readonly year: string;
  readonly episodes: number;
  readonly interviews: number;
  readonly within72: number;
  readonly referrals: number;
  readonly allocated: number;
  readonly waitingAtEnd: number;
  readonly openAtEnd: number;
  /** Pounds in the prices of the price base, and in those of the year. */
  readonly costReal: number;
  readonly costNominal: number;
  readonly benefitReal: number;
}

export interface DistrictResult {
  readonly code: string;
  readonly name: string;
  readonly need: number;
  readonly met: number;
  readonly access: number;
  /** Shares step by step: of episodes offered, of offers accepted, of accepted completed, of completed in time. */
  readonly offered: number;
  readonly accepted: number;
  readonly completed: number;
  readonly inTime: number;
}

export interface FairnessResult {
  /** Share of met need that would have to move for equal access, and what chance alone would give. */
  readonly hoover: number;
  readonly hooverByChance: number;
  readonly gini: number | null;
  readonly concentration: number | null;
  readonly slopeIndex: number | null;
  readonly relativeIndex: number | null;
  readonly range: number;
  /** Interviews a year that would have to move for equal access. */
  readonly toMove: number;
  /** What is assumed of districts that share a contract: one sentence. */
  readonly assumed: string;
  /** Whether the option could differ between districts at all under what is assumed. */
  readonly varies: boolean;
  /** What it takes to bring every district up: to the best, and to a minimum standard. */
  readonly levelUp: { readonly extra: number; readonly cost: number };
  readonly minimumStandard: { readonly share: number; readonly extra: number; readonly cost: number };
}

export interface PartnerResult {
  readonly id: string;
  readonly name: string;
  /** Share of the cost that it bears. */
  readonly share: number;
  /** By year, in whole pence of that year's prices; each year's add up to the cost exactly. */
  readonly pence: readonly number[];
  /** A year on average, in pence. */
  readonly penceAYear: number;
  /** Fiscal benefit less what it pays, in pence a year, against the do-minimum. */
  readonly netPenceAYear: number;
  /** What it would pay alone for its own districts; null for a partner of the whole area. */
  readonly alonePenceAYear: number | null;
  /** Null where nobody has said what it has. */
  readonly budgetPence: number | null;
  /** Probability that its budget covers its share in every year; null while it has given none, or shares are placeholders. */
  readonly affordable: number | null;
  /** Whether in some year its floor or its cap decides what it pays, and not its share. */
  readonly limited: 'floor' | 'cap' | null;
  /** What it bears a year, on average, of `OptionResult.overspendPence`. */
  readonly overspendPence: number;
}

/** What happens when one partner leaves and takes its districts with it. */
export interface LeavingResult {
  readonly partner: string;
  /** What those who stay have to find a year, on average, in pence of each year's prices. */
  readonly costPence: number;
  /** A year on average, in the order of the partners; null for the one who leaves. */
  readonly pence: readonly (number | null)[];
  /** What those who stay cannot pay within their caps. */
  readonly unpaidPence: number;
  /** What the one who leaves pays alone for its own districts; null for a partner of the whole area. */
  readonly alonePence: number | null;
  /** One sentence for a board. */
  readonly words: string;
}

/** A year of a pool: what is asked for, what it can do and what it does. Episodes answered, or cases begun. */
export interface PoolYear {
  readonly year: string;
  readonly demand: number;
  readonly capacity: number;
  readonly answered: number;
}

/** How a pool of workers stands, and in words. */
export interface PoolResult {
  readonly contract: string;
  readonly service: 'missing' | 'targeted';
  /** Load over capacity; null where there is no capacity at all. */
  readonly load: number | null;
  readonly stable: boolean;
  readonly years: readonly PoolYear[];
  /** "Waits 1.2 weeks on average", "grows by 0.7 a week". */
  readonly words: string;
}

export interface OptionResult {
  readonly id: string;
  readonly name: string;
  /** Expected values: means over the draws, with the 10th and 90th percentile. */
  readonly measures: Readonly<Record<MeasureId, Estimate>>;
  /**
   * Monte Carlo error of each: the standard error of the mean of independent draws, an upper bound for these, which are
   * stratified (Owen 1997). Null where it is not defined.
   */
  readonly errors: Readonly<Record<MeasureId, number | null>>;
  readonly years: readonly YearResult[];
  readonly districts: readonly DistrictResult[];
  readonly fairness: FairnessResult;
  readonly partners: readonly PartnerResult[];
  /** By year: what nobody pays because every cap is reached. */
  readonly unpaidPence: readonly number[];
  /** A year on average: the 90th percentile of the nominal cost over its expected value, shared out by the risk bands. */
  readonly overspendPence: number;
  readonly leaving: readonly LeavingResult[];
  readonly pools: readonly PoolResult[];
  /** Money value of the benefits a year, in pounds: never added up with what cannot be banked. */
  readonly value: {
    readonly cashable: number;
    readonly fiscal: number;
    readonly economic: number;
    readonly social: number;
  };
  readonly presentValueCosts: number;
  readonly presentValueBenefits: number;
  /** Probability of the highest NPSV, and the regret expected when it is chosen. */
  readonly probabilityBest: number;
  readonly expectedRegret: number;
  /** The most that any staffing reaches within 72 hours under this calendar, and what seven-day cover would make of it. */
  readonly calendar: { readonly atMost: number; readonly withWeekends: number };
}

export interface TornadoBar {
  readonly input: string;
  readonly label: string;
  /** Whether what moves here is a placeholder of the application in one of the two options. */
  readonly isPlaceholder: boolean;
  /** Expected NPSV difference at the 10th, 30th, 50th, 70th and 90th percentile of the input, over the draws of the others. */
  readonly at: readonly number[];
  readonly monotonic: boolean;
  /** Spearman's, between the input and the difference over the runs. */
  readonly rankCorrelation: number | null;
  /** Where the expected difference is nothing, within what is plausible; null where it does not switch there. */
  readonly switching: number | null;
  /** Nearly where it is nothing only beyond what is plausible, within what the model permits; null where it is not either. */
  readonly switchingOutside: number | null;
  /** Ends of the input's own range in the first option; the same twice where it is held certain. */
  readonly plausible: readonly [number, number];
}

export interface Ranking {
  readonly options: readonly string[];
  /** One row a partner, the last one pooled: scores 0 to 100 in the order of the options. */
  readonly scores: readonly { readonly partner: string; readonly totals: readonly number[] }[];
  /** By criterion: between which pooled weights the winner stays; null where it always does. */
  readonly stability: readonly {
    readonly criterion: string;
    readonly from: number;
    readonly to: number;
    readonly now: number;
  }[];
  /** The same by group of criteria. */
  readonly groupStability: readonly {
    readonly group: string;
    readonly from: number;
    readonly to: number;
    readonly now: number;
  }[];
  /** Option × rank: share of all weightings under which it has that rank. */
  readonly acceptability: readonly (readonly number[])[];
  readonly warnings: readonly string[];
}

/** What an appraisal rests on. */
export interface ResultStanding extends AppraisalStanding {
  /** Share of what moves the answer (swings of the tornado) that is placeholder; null until that is worked out. */
  readonly movedByPlaceholders: number | null;
  /** What is missing for a verdict; none where it may be said which option is better. */
  readonly gaps: readonly VerdictGap[];
  /** It bears no verdict, or more than a fifth of what moves it is placeholder: every page says so. */
  readonly isDraft: boolean;
}

export type AppraisalEngine = 'formulas' | 'fluid' | 'simulation';

export interface AppraisalResult {
  readonly engine: AppraisalEngine;
  readonly modelVersion: number;
  readonly seed: number;
  readonly replications: number;
  readonly milliseconds: number;
  /** Headlines alone, or with what would change them and the check of one engine against another. */
  readonly detail: 'headlines' | 'full';
  readonly standing: ResultStanding;
  /** The decision in findings: money, time, fairness, affordability, each partner's order; where they disagree. */
  readonly findings: readonly AppraisalFinding[];
  readonly options: readonly OptionResult[];
  /** Between the two options named: what would change the answer. */
  readonly tornado: { readonly option: string; readonly against: string; readonly bars: readonly TornadoBar[] };
  readonly perfectInformation: number;
  readonly ranking: Ranking;
  readonly years: readonly string[];
  /** Engines that disagree, approximations, data that have moved on, double counting. */
  readonly notes: readonly Note[];
}

export interface AppraisalSummary {
  readonly id: number;
  readonly name: string;
  readonly question: string;
  readonly options: number;
  readonly version: number;
  readonly modelVersion: number;
  readonly savedAt: string;
  readonly savedBy: string;
}

export interface OpenedAppraisal extends AppraisalSummary {
  readonly appraisal: Appraisal;
  /** What a later model did to it when it was opened: one sentence each; none when nothing changed. */
  readonly changes: readonly string[];
  /** Linked inputs whose data have moved on since they were pulled. */
  readonly stale: readonly { readonly input: string; readonly was: number; readonly now: number }[];
}

export interface RangeReading {
  readonly ok: boolean;
  readonly distribution: Distribution | null;
  /** "a middle of 985, and 820 to 1,150 in eight of ten cases", or what is wrong and what to write. */
  readonly words: string;
}

const id = v.pipe(v.number(), v.integer());
const jobName = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

export const commissioning = {
  'commissioning.model': engineMethod<ModelDescription>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Reads a number or a range as people write it, for an input of the model. */
  'commissioning.reading': engineMethod<RangeReading>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    /** With a distribution, what that says, whatever text it was typed as. */
    input: v.strictObject({ input: identifier, text: words(200), distribution: v.exactOptional(distribution) }),
  }),
  'commissioning.list': engineMethod<readonly AppraisalSummary[]>()({
    access: 'read',
    reads: ['appraisals'],
    input: v.optional(v.strictObject({}), {}),
  }),
  'commissioning.open': engineMethod<OpenedAppraisal>()({
    access: 'read',
    reads: ['appraisals', 'facts', 'set-aside', 'areas', 'rules'],
    input: v.strictObject({ id }),
  }),
  /** Keeps a new version; without an id a new appraisal. */
  'commissioning.save': engineMethod<AppraisalSummary>()({
    access: 'write',
    changes: ['appraisals', 'audit'],
    input: v.strictObject({ id: v.optional(id), appraisal: appraisalDocument }),
  }),
  'commissioning.delete': engineMethod<null>()({
    access: 'write',
    changes: ['appraisals', 'audit'],
    input: v.strictObject({ id }),
  }),
  /**
   * A new appraisal, not yet kept: do-minimum, one county-wide contract, two council contracts, hub and spoke, with need
   * and shares pulled from the data where there are any.
   */
  'commissioning.draft': engineMethod<Appraisal>()({
    access: 'read',
    reads: ['facts', 'set-aside', 'areas'],
    input: v.optional(v.strictObject({ name: v.optional(words(120)) }), {}),
  }),
  /** Pulls again what is linked to the data. */
  'commissioning.pull': engineMethod<{ readonly appraisal: Appraisal; readonly changed: readonly string[] }>()({
    access: 'read',
    reads: ['facts', 'set-aside', 'areas'],
    input: v.strictObject({ appraisal: appraisalDocument }),
  }),
  'commissioning.appraise': engineMethod<AppraisalResult>()({
    access: 'job',
    reads: ['facts', 'set-aside', 'areas', 'rules'],
    changes: [],
    input: v.strictObject({
      appraisal: appraisalDocument,
      engine: v.optional(v.picklist(['formulas', 'fluid', 'simulation']), 'formulas'),
      replications: v.optional(whole(1, 100_000)),
      workers: v.optional(whole(1, 16)),
      /** Headlines come first on a screen; what would change them takes longer. */
      detail: v.optional(v.picklist(['headlines', 'full']), 'full'),
      /** Ids of the options that the tornado compares; the highest NPSV and the next unless said. */
      compare: v.optional(v.tuple([identifier, identifier])),
      job: v.optional(jobName, 'appraise'),
    }),
  }),
  /** The NPSV difference over two inputs' plausible ranges, for a heat map. */
  'commissioning.grid': engineMethod<{
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** y × x. */
    readonly values: readonly (readonly number[])[];
  }>()({
    access: 'read',
    reads: ['facts', 'set-aside', 'areas', 'rules'],
    input: v.strictObject({
      appraisal: appraisalDocument,
      compare: v.tuple([identifier, identifier]),
      x: identifier,
      y: identifier,
    }),
  }),
  /** Options paper (DOCX), data annex (XLSX) or assumptions log (CSV or XLSX). Runs what it prints. */
  'commissioning.export': engineMethod<{ readonly pages: number | null }>()({
    access: 'job',
    files: { file: 'write' },
    reads: ['facts', 'set-aside', 'areas', 'rules', 'releases', 'style'],
    changes: ['audit', 'releases'],
    input: v.strictObject({
      appraisal: appraisalDocument,
      /** A paper, its annex and log; or the document itself and its answer, as JSON for programs. */
      kind: v.picklist(['paper', 'annex', 'log', 'document', 'answer']),
      engine: v.optional(v.picklist(['formulas', 'fluid', 'simulation']), 'formulas'),
      replications: v.optional(whole(1, 100_000)),
      /** What a person types instead of the house style; for whom stands nowhere else. */
      about: v.optional(
        v.strictObject({
          organisation: v.exactOptional(words(200)),
          audience: v.exactOptional(words(200)),
          marking: v.exactOptional(words(80)),
        }),
        {},
      ),
      file: v.string(),
      job: v.optional(jobName, 'paper'),
    }),
  }),
};
