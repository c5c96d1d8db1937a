import * as v from 'valibot';
import { engineMethod } from './method.ts';

const words = (most: number) => v.pipe(v.string(), v.maxLength(most));
const code = v.pipe(words(80), v.minLength(1));
const day = v.pipe(v.string(), v.isoDate('Write a day as 2017-04-01.'));
const agencies = v.pipe(v.array(code), v.minLength(1, 'Name at least one agency.'), v.maxLength(40));
const reason = v.pipe(words(500), v.trim(), v.minLength(1, 'Say why: whoever reads this later will want to know.'));

/** What a person knows of the supply of one return type, and the data cannot say. */
const supplyFact = v.variant('kind', [
  /** From a day on, one agency sends what others sent. */
  v.strictObject({ kind: v.literal('succession'), type: code, agencies, successor: code, from: day, reason }),
  /** From a day on, agencies send nothing more, and nobody does in their place. */
  v.strictObject({ kind: v.literal('end'), type: code, agencies, from: day, reason }),
  /** From a day to a day there is nothing to report beyond the rows that are in; a return without rows. */
  v.strictObject({ kind: v.literal('nothing-more'), type: code, agencies, from: day, to: day, reason }),
]);
export type NewSupplyFact = v.InferOutput<typeof supplyFact>;

/** An agency by its code and as people call it. */
export interface Agency {
  readonly code: string;
  readonly label: string;
}

export interface RecordedSupplyFact {
  readonly id: number;
  readonly kind: NewSupplyFact['kind'];
  readonly type: string;
  readonly agencies: readonly Agency[];
  readonly successor: Agency | null;
  /** ISO dates. */
  readonly from: string;
  readonly to: string | null;
  readonly reason: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  /** One sentence. */
  readonly words: string;
}

/** A quarter of a return type that an agency is asked for. */
export interface SupplyLine {
  readonly agency: string;
  readonly agencyCode: string;
  readonly type: string;
  readonly typeLabel: string;
  readonly dataset: string;
  readonly period: string;
  readonly due: string;
  readonly received: string | null;
  /**
   * "received": it came, and was due before this workspace began, so nobody can tell whether it was in time. "confirm":
   * something came, and its rows do not tell whether it is all; `question` asks. "nothing-more": a person confirmed that
   * there was nothing (more) to report.
   */
  readonly state: 'on-time' | 'received' | 'late' | 'missing' | 'not-due' | 'confirm' | 'nothing-more';
  readonly revised: number;
  readonly rows: number | null;
  /** Share of rows with the key field filled. */
  readonly completeness: number | null;
  readonly question: string | null;
}

/** Something that only a person can answer, and what to record if the answer is yes. */
export interface SupplyQuestion {
  readonly text: string;
  readonly fact:
    | Omit<Extract<NewSupplyFact, { kind: 'nothing-more' }>, 'reason'>
    | Omit<Extract<NewSupplyFact, { kind: 'succession' }>, 'reason'>;
}

export interface SupplyLedger {
  readonly lines: readonly SupplyLine[];
  readonly questions: readonly SupplyQuestion[];
  /** Those that stand, newest first. */
  readonly facts: readonly RecordedSupplyFact[];
  /** Return types that somebody sends, and who. */
  readonly types: readonly { readonly type: string; readonly label: string; readonly agencies: readonly Agency[] }[];
  /** Everybody who could take over. */
  readonly agencies: readonly Agency[];
}

/** What is known of one dataset in one period. Days are ISO dates. */
export interface PeriodCoverage {
  readonly dataset: string;
  /** First and last day that the data speak of; null where nothing dated is in. */
  readonly data: { readonly from: string; readonly until: string } | null;
  /** The data cover the period from its first day to its last, and everybody who is asked has sent all of it. */
  readonly whole: boolean;
  readonly expected: readonly Agency[];
  readonly returned: readonly Agency[];
  readonly lacking: readonly (Agency & { readonly days: readonly { readonly from: string; readonly to: string }[] })[];
  readonly started: readonly (Agency & { readonly from: string })[];
  readonly ended: readonly (Agency & { readonly from: string })[];
  readonly tookOver: readonly (Agency & { readonly from: string; readonly others: readonly Agency[] })[];
}

export const coverage = {
  /** The supply ledger, what people recorded, and what is to be asked. */
  'coverage.read': engineMethod<SupplyLedger>()({
    access: 'read',
    reads: ['facts'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Who is asked, who has sent, who began, ended or took over in a period, and whether it is whole. */
  'coverage.period': engineMethod<PeriodCoverage>()({
    access: 'read',
    reads: ['facts', 'areas'],
    input: v.strictObject({
      dataset: code,
      from: day,
      to: day,
      /** Code of a district or an authority; suppliers whose rows lie elsewhere are not asked there. */
      area: v.optional(code),
    }),
  }),
  /** Keeps a fact with its date and reason. Faults: invalid-input with the path, refused where one stands against it. */
  'coverage.record': engineMethod<RecordedSupplyFact>()({
    access: 'write',
    changes: ['facts', 'audit'],
    input: v.strictObject({ fact: supplyFact }),
  }),
  /** Takes a fact back; it stays in the file with its reason. Fault not-found. */
  'coverage.withdraw': engineMethod<null>()({
    access: 'write',
    changes: ['facts', 'audit'],
    input: v.strictObject({ id: v.pipe(v.number(), v.integer()), reason }),
  }),
};
