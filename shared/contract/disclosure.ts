import * as v from 'valibot';
import { engineMethod } from './method.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000));
const symbol = v.pipe(v.string(), v.minLength(1), v.maxLength(8));

/** What one audience may see. */
export const audienceRules = v.pipe(
  v.strictObject({
    /** False: true counts, with a standing notice. */
    protect: v.boolean(),
    /** Counts in this range, both ends included, are hidden. Null hides none for being small. */
    hide: v.nullable(v.strictObject({ from: count, to: count })),
    /** Shown: a zero is printed, so whatever is hidden is known to be 1 or more. Protected: zeros are hidden with the small. */
    zeros: v.picklist(['shown', 'protected']),
    /** Also hides a part when what is left of its whole is in the range. */
    complement: v.boolean(),
    /** At least this far apart are the smallest and largest value that anybody can work out for a sensitive count. */
    width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    rounding: v.strictObject({
      base: v.picklist([0, 5, 10], 'Round to the nearest 5 or 10, or write 0 for no rounding.'),
      /** Independent: each total is rounded by itself. Summed: a total is the sum of the rounded cells below it. */
      totals: v.picklist(['independent', 'summed']),
    }),
    /** The total of the whole area is published although it is small. */
    wholeAreaExempt: v.boolean(),
    /** For sums over providers: (n,k) dominance and the p % rule. */
    magnitudes: v.nullable(
      v.strictObject({
        dominance: v.strictObject({
          n: v.pipe(count, v.minValue(1)),
          k: v.pipe(v.number(), v.gtValue(0), v.maxValue(100)),
        }),
        percent: v.pipe(v.number(), v.gtValue(0), v.maxValue(100)),
      }),
    ),
    /** False: fixed age bands and areas, and no filters that leave members out. */
    freeFilters: v.boolean(),
    symbols: v.strictObject({
      hidden: symbol,
      notApplicable: symbol,
      notAvailable: symbol,
      low: symbol,
      unreliable: symbol,
    }),
  }),
  v.check(rules => !rules.hide || rules.hide.from <= rules.hide.to, 'The range to hide ends before it begins.'),
  v.check(
    rules => !rules.protect || rules.hide !== null || rules.rounding.base > 0,
    'An audience that is protected needs a range to hide or a rounding.',
  ),
);

/** The rules of all audiences: data with a version, so that a release can say by which rules it was made. */
export const disclosureRules = v.strictObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  basis: v.pipe(v.string(), v.maxLength(1000)),
  audiences: v.strictObject({ analyst: audienceRules, board: audienceRules, public: audienceRules }),
});

export type AudienceRules = v.InferOutput<typeof audienceRules>;
export type DisclosureRules = v.InferOutput<typeof disclosureRules>;

/** What became of a value. Order is the wire format: index in this list. */
export const protectionStatuses = ['published', 'rounded', 'hidden', 'withheld'] as const;
export type ProtectionStatus = (typeof protectionStatuses)[number];

/** How much a table shows, under one set of rules. */
export interface ProtectionSummary {
  readonly cells: number;
  /** Hidden because they are small, or because what is left of their whole is. */
  readonly primary: number;
  /** Hidden so that the others cannot be worked out. Readers never see which is which. */
  readonly secondary: number;
  readonly withheld: number;
}

/** One version of the rules: who changed them, when and why. */
export interface RulesVersion {
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
}

/** Where a workspace's own rules ask for less than those that are shipped: for how far apart a hidden count must stay. */
export interface WeakerRule {
  readonly audience: 'board' | 'public';
  readonly width: number;
  readonly shipped: number;
}

/** A table that was given out: later tables from the same data are set against it. */
export interface ReleaseSummary {
  readonly id: number;
  readonly name: string;
  readonly purpose: string;
  readonly releasedAt: string;
  readonly releasedBy: string;
  readonly audience: string;
  readonly dataset: string;
  readonly dataVersion: number;
  readonly rulesVersion: number;
  readonly cells: number;
  /** When it turned out that it could not be written, so that nobody got it; null otherwise. */
  readonly voidAt: string | null;
  /** When its bytes had gone; null where that is not known, because the application ended meanwhile. */
  readonly writtenAt: string | null;
}

const fieldName = v.pipe(v.string(), v.minLength(1), v.maxLength(80));

/** Tables of one shape; `each` makes one table for each attribute. */
const tableFamily = v.strictObject({
  dataset: fieldName,
  rows: v.pipe(v.array(fieldName), v.maxLength(3)),
  each: v.optional(v.pipe(v.array(fieldName), v.minLength(1), v.maxLength(40))),
  columns: v.picklist(['year', 'year-and-quarter']),
  only: v.optional(v.record(fieldName, v.pipe(v.array(fieldName), v.minLength(1), v.maxLength(200)))),
});
const tableFamilies = v.pipe(v.array(tableFamily), v.maxLength(200));

/** The table families that a partnership publishes. */
export const planDefinition = v.strictObject({
  version: v.pipe(v.number(), v.integer()),
  basis: v.string(),
  families: tableFamilies,
});
export type PlanDefinition = v.InferOutput<typeof planDefinition>;

/** One choice of the standing tables: who made it, when and why. */
export interface TablesVersion {
  readonly version: number;
  readonly reason: string;
  readonly changedAt: string;
  readonly changedBy: string;
}

/** The standing tables that are chosen now; `changed` is null for those that are shipped. */
export interface ChosenTables {
  readonly families: PlanDefinition['families'];
  readonly changed: TablesVersion | null;
  readonly shipped: PlanDefinition['families'];
}

/** How the standing plan of one dataset stands. Cells count once in every table that prints them. */
export interface PlanState {
  readonly dataset: string;
  readonly label: string;
  /** outdated: data, rules or the tables have changed since. too-large: more records than are planned together. */
  readonly state: 'solved' | 'outdated' | 'not-solved' | 'too-large';
  readonly tables: number;
  readonly cells: number;
  readonly hidden: number;
  /** Tables that are not in it, because a small count in them has no proof that it is safe. */
  readonly leftOut: readonly string[];
  readonly solvedAt: string | null;
}

export const disclosure = {
  /** The standing plan of tables: solved or not, what it hides, what stands in the way. */
  'disclosure.plan': engineMethod<readonly PlanState[]>()({
    access: 'read',
    reads: ['facts', 'areas', 'rules', 'releases'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Works out the plans that are not of the present data. It can be cancelled; what was solved until then is kept. */
  'disclosure.solve-plan': engineMethod<readonly PlanState[]>()({
    access: 'job',
    reads: ['facts', 'set-aside', 'areas', 'rules', 'releases'],
    changes: ['releases', 'audit'],
    input: v.optional(
      v.strictObject({
        datasets: v.optional(v.pipe(v.array(v.string()), v.maxLength(20))),
        job: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(80)), 'standing-plan'),
      }),
      {},
    ),
  }),
  /** The tables that the partnership publishes, and is protected in together. */
  'disclosure.tables': engineMethod<ChosenTables>()({
    access: 'read',
    reads: ['rules'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /**
   * Chooses other standing tables; plans of those before are of earlier tables from then on. Fault invalid-input for a table
   * that cannot be made, with its path, and for more of them than are planned together.
   */
  'disclosure.change-tables': engineMethod<ChosenTables>()({
    access: 'write',
    changes: ['rules', 'audit'],
    input: v.strictObject({
      families: tableFamilies,
      reason: v.pipe(
        v.string(),
        v.trim(),
        v.minLength(3, 'Give a reason of at least three letters.'),
        v.maxLength(500),
      ),
    }),
  }),
  /** The rules in force, every version before them, newest first, and where they ask for less than those shipped now. */
  'disclosure.rules': engineMethod<{
    readonly rules: DisclosureRules;
    readonly versions: readonly RulesVersion[];
    readonly weaker: readonly WeakerRule[];
  }>()({
    access: 'read',
    reads: ['rules'],
    input: v.optional(v.strictObject({}), {}),
  }),
  /** Changes the rules of one audience; the new version and the reason are in the audit trail. The analyst's are fixed. */
  'disclosure.change': engineMethod<DisclosureRules>()({
    access: 'write',
    changes: ['rules', 'audit'],
    input: v.strictObject({
      audience: v.picklist(['board', 'public']),
      rules: audienceRules,
      reason: v.pipe(
        v.string(),
        v.trim(),
        v.minLength(3, 'Give a reason of at least three letters.'),
        v.maxLength(500),
      ),
    }),
  }),
  /** What was to be put on the clipboard could not be: its entries were given to nobody. Only the main process asks. */
  'disclosure.void': engineMethod<null>()({
    access: 'write',
    changes: ['releases', 'audit'],
    roles: [],
    input: v.strictObject({ releases: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.maxLength(1000)) }),
  }),
  /**
   * A person says of an entry of which it is not known whether it was written: it was, or nobody got it. Fault refused for
   * one that is settled.
   */
  'disclosure.settle': engineMethod<null>()({
    access: 'write',
    changes: ['releases', 'audit'],
    input: v.strictObject({ release: v.pipe(v.number(), v.integer()), written: v.boolean() }),
  }),
  'disclosure.releases': engineMethod<readonly ReleaseSummary[]>()({
    access: 'read',
    reads: ['releases'],
    input: v.optional(v.strictObject({}), {}),
  }),
};
