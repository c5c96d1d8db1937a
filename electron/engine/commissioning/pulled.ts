import * as v from 'valibot';
import { pivotDescription } from '../../../shared/contract/cube.ts';
import type { ParsedPivot, PivotDescription } from '../../../shared/contract/cube.ts';
import type { Distribution, InputValue } from '../../../shared/model/appraisal.ts';
import { financialYear, isoOfDays } from '../../../shared/model/period.ts';
import { datasetsOf, pivotTable } from '../cube/tables.ts';
import { wilson } from '../statistics/wilson.ts';
import { dataVersion } from '../store/audit-trail.ts';
import { readMeta } from '../store/meta.ts';
import type { Call } from '../subject.ts';

/** Counts of a district, or of all, over the quarters that were pulled. */
export interface PulledCounts {
  readonly returned: number;
  readonly offered: number;
  readonly agreed: number;
  readonly completed: number;
  readonly otherAuthority: number;
  readonly referrals: number;
  readonly serviceRecorded: number;
  readonly targeted: number;
  readonly highRisk: number;
  readonly riskRecorded: number;
  readonly reReferred: number;
  readonly reReferralRecorded: number;
  readonly open: number;
  readonly waiting: number;
}

export type NeedKind = 'episodes' | 'referrals';

/** The quarters over which need of a kind was counted. */
export interface CountedPeriod {
  readonly from: number;
  readonly to: number;
  /** "last four quarters, 2016/17 Q3 to 2017/18 Q2". */
  readonly words: string;
}

/** The quarters of a kind, or why it cannot be counted. */
export type PulledPeriod = { readonly counted: CountedPeriod } | { readonly counted: null; readonly why: string };

export interface Pulled {
  /** What there is to count of each kind. */
  readonly periods: Readonly<Record<NeedKind, PulledPeriod>>;
  readonly years: number;
  readonly dataVersion: number;
  /** The id of the workspace. */
  readonly workspace: string;
  /** The last day that was counted, as days since 1970; null without data. */
  readonly until: number | null;
  readonly districts: ReadonlyMap<string, PulledCounts>;
  readonly all: PulledCounts;
}

/** Where what is pulled comes from. */
export const returnsHere = 'Returns in this workspace';

const quartersPulled = 4;

type Count = { readonly dataset: 'missing-episodes' | 'referrals'; readonly filters: PivotDescription['filters'] };
const recorded = (field: string) => ({ field, by: 'year' as const, notIn: [null] });
const notRecorded = (field: string) => ({ field, by: 'year' as const, in: [null] });

/** What is counted: the period is added, but for what is open or waiting now. */
const counts: Readonly<Record<keyof PulledCounts, Count & { readonly now?: true }>> = {
  returned: { dataset: 'missing-episodes', filters: [recorded('returned')] },
  offered: { dataset: 'missing-episodes', filters: [recorded('returned'), recorded('offered_at')] },
  agreed: {
    dataset: 'missing-episodes',
    filters: [recorded('returned'), recorded('offered_at'), recorded('consented_at')],
  },
  completed: {
    dataset: 'missing-episodes',
    filters: [recorded('returned'), recorded('offered_at'), recorded('consented_at'), recorded('completed_at')],
  },
  otherAuthority: {
    dataset: 'missing-episodes',
    filters: [recorded('returned'), { field: 'other_authority', in: ['yes'] }],
  },
  referrals: { dataset: 'referrals', filters: [] },
  serviceRecorded: { dataset: 'referrals', filters: [{ field: 'service', notIn: [null] }] },
  targeted: { dataset: 'referrals', filters: [{ field: 'service', in: ['targeted'] }] },
  highRisk: {
    dataset: 'referrals',
    filters: [
      { field: 'service', in: ['targeted'] },
      { field: 'risk_at_referral', in: ['high'] },
    ],
  },
  riskRecorded: {
    dataset: 'referrals',
    filters: [
      { field: 'service', in: ['targeted'] },
      { field: 'risk_at_referral', notIn: [null] },
    ],
  },
  reReferred: { dataset: 'referrals', filters: [{ field: 're_referral', in: ['yes'] }] },
  reReferralRecorded: { dataset: 'referrals', filters: [{ field: 're_referral', notIn: [null] }] },
  open: {
    dataset: 'referrals',
    filters: [{ field: 'service', in: ['targeted'] }, recorded('started_on'), notRecorded('closed_on')],
    now: true,
  },
  waiting: {
    dataset: 'referrals',
    filters: [
      { field: 'service', in: ['targeted'] },
      recorded('allocated_on'),
      notRecorded('started_on'),
      notRecorded('closed_on'),
    ],
    now: true,
  },
};
const dates = { 'missing-episodes': 'went_missing', referrals: 'referred_on' } as const;
const datasetNames = { episodes: 'missing-episodes', referrals: 'referrals' } as const;
const kindWords = { episodes: 'missing episodes', referrals: 'referrals' } as const;
const kindOf = (dataset: Count['dataset']): NeedKind => (dataset === 'referrals' ? 'referrals' : 'episodes');

/** The number of a calendar quarter since the year 0, and its first day since 1970. */
const quarterOf = (day: Date): number => day.getUTCFullYear() * 4 + Math.floor(day.getUTCMonth() / 3);
const firstDayOf = (quarter: number): number => Date.UTC(Math.floor(quarter / 4), (quarter % 4) * 3, 1) / 86_400_000;

/** The four quarters that end with a day or before it. */
function quartersTo(until: string): CountedPeriod {
  const last = new Date(`${until}T00:00:00Z`);
  // The day after the data end lies in the first quarter that is not whole.
  last.setUTCDate(last.getUTCDate() + 1);
  const quarter = quarterOf(last);
  const name = (q: number) => `${financialYear(Math.floor((q - 1) / 4))} Q${((((q - 1) % 4) + 4) % 4) + 1}`;
  return {
    from: firstDayOf(quarter - quartersPulled),
    to: firstDayOf(quarter) - 1,
    words: `last four quarters, ${name(quarter - quartersPulled)} to ${name(quarter - 1)}`,
  };
}

/**
 * The last four quarters of each kind, each by itself: what is there of one is used whether or not the other is in. Where both
 * are, they are counted over the same quarters.
 */
function lastQuarters(call: Call): Pulled['periods'] {
  const datasets = datasetsOf(call);
  const inWorkspace = (kind: NeedKind) => datasets.find(dataset => dataset.name === datasetNames[kind]);
  const ends = (['episodes', 'referrals'] as const).flatMap(kind => {
    const dataset = inWorkspace(kind);
    return dataset && dataset.rows > 0 && dataset.until ? [dataset.until] : [];
  });
  const periodOf = (kind: NeedKind): PulledPeriod => {
    const dataset = inWorkspace(kind);
    if (!dataset?.until || !dataset.from || dataset.rows === 0)
      return { counted: null, why: `no ${kindWords[kind]} are in this workspace` };
    const counted = quartersTo(ends.toSorted()[0]!);
    return quarterOf(new Date(`${dataset.from}T00:00:00Z`)) > quarterOf(new Date(counted.from * 86_400_000))
      ? { counted: null, why: `fewer than four quarters of ${kindWords[kind]} are in this workspace` }
      : { counted };
  };
  return { episodes: periodOf('episodes'), referrals: periodOf('referrals') };
}

/** What is counted by district in a period, as the cube is asked for it. */
function countedBy(key: keyof PulledCounts, period: { readonly from: number; readonly to: number }): ParsedPivot {
  const { dataset, filters, now } = counts[key];
  const inPeriod = { field: dates[dataset], from: isoOfDays(period.from), to: isoOfDays(period.to) };
  return v.parse(pivotDescription, {
    dataset,
    rows: ['district'],
    values: [{ measure: 'rows' }],
    filters: now ? filters : [inPeriod, ...filters!],
  });
}

/** The tables behind need by district: none of a kind that is not in the data. */
export function needTables(call: Call): Readonly<Record<NeedKind, ParsedPivot | null>> {
  const { episodes, referrals } = lastQuarters(call);
  return {
    episodes: episodes.counted && countedBy('returned', episodes.counted),
    referrals: referrals.counted && countedBy('referrals', referrals.counted),
  };
}

/** Counts need and shares by district with the cube's own pivot; of a kind that is not in the data nothing. */
export async function pullData(call: Call): Promise<Pulled> {
  const periods = lastQuarters(call);
  const districts = new Map<string, Record<keyof PulledCounts, number>>();
  const none = () => Object.fromEntries(Object.keys(counts).map(key => [key, 0])) as Record<keyof PulledCounts, number>;
  const all = none();
  for (const key of Object.keys(counts) as (keyof PulledCounts)[]) {
    const { counted } = periods[kindOf(counts[key].dataset)];
    if (!counted) continue;
    const table = await pivotTable(countedBy(key, counted), call);
    for (const [row, header] of table.rows.entries()) {
      const count = table.cells[row * table.columns.length * table.values.length]!;
      if (header.kind !== 'leaf' || Number.isNaN(count)) continue;
      all[key] += count;
      const code = header.path[0]?.code;
      if (code == null) continue;
      const own = districts.get(code) ?? none();
      districts.set(code, own);
      own[key] = count;
    }
  }
  const ends = [periods.episodes, periods.referrals].flatMap(({ counted }) => (counted ? [counted.to] : []));
  return {
    periods: {
      episodes: withRows(periods.episodes, 'episodes', all.returned),
      referrals: withRows(periods.referrals, 'referrals', all.referrals),
    },
    years: quartersPulled / 4,
    dataVersion: dataVersion(call.workspace.read),
    workspace: readMeta(call.workspace.read, 'id') ?? '',
    until: ends.length > 0 ? Math.max(...ends) : null,
    districts,
    all,
  };
}

/** A kind of which nothing happened in its quarters is taken as not reported. */
const withRows = (period: PulledPeriod, kind: NeedKind, rows: number): PulledPeriod =>
  period.counted && rows === 0
    ? { counted: null, why: `there are no ${kindWords[kind]} in the ${period.counted.words}` }
    : period;

/** Counts of several districts together. */
export function countsOf(pulled: Pulled, codes: readonly string[]): PulledCounts {
  const sum = Object.fromEntries(Object.keys(counts).map(key => [key, 0])) as Record<keyof PulledCounts, number>;
  for (const code of codes) {
    const own = pulled.districts.get(code);
    if (own) for (const key of Object.keys(sum) as (keyof PulledCounts)[]) sum[key] += own[key];
  }
  return sum;
}

/** Attempts at an interview as they are made today; the data have only what came of all of them. */
export const attemptsToday = 3;

interface Pull {
  readonly kind: NeedKind;
  readonly words: string;
  readonly of: (c: PulledCounts) => readonly [part: number, whole: number] | number;
  /** From the share that was counted to the input. */
  readonly turn?: (share: number) => number;
}

/** Inputs that can be pulled, and how. */
const pulls: Readonly<Record<string, Pull>> = {
  offered: { kind: 'episodes', words: 'offered of returned', of: c => [c.offered, c.returned] },
  accepted: { kind: 'episodes', words: 'agreed of offered', of: c => [c.agreed, c.offered] },
  attempt_success: {
    kind: 'episodes',
    words: 'completed of agreed, as three attempts',
    of: c => [c.completed, c.agreed],
    turn: share => 1 - (1 - share) ** (1 / attemptsToday),
  },
  other_authority: {
    kind: 'episodes',
    words: 'placed by another authority, of returned',
    of: c => [c.otherAuthority, c.returned],
  },
  triage_accepted: {
    kind: 'referrals',
    words: 'Targeted Service of referrals with a service',
    of: c => [c.targeted, c.serviceRecorded],
  },
  high_risk: {
    kind: 'referrals',
    words: 'high risk of those of the Targeted Service',
    of: c => [c.highRisk, c.riskRecorded],
  },
  re_referred: { kind: 'referrals', words: 're-referrals of referrals', of: c => [c.reReferred, c.reReferralRecorded] },
  open_cases: { kind: 'referrals', words: 'started and not closed', of: c => c.open },
  waiting: { kind: 'referrals', words: 'allocated and not started', of: c => c.waiting },
};

/** Inputs whose counts an appraisal holds by district. */
const countedByDistrict: ReadonlySet<string> = new Set(['offered', 'accepted']);
/** A share tells the counts that it is made of: of fewer than so many it is not pulled. */
const fewest = 6;

export const pullable = (input: string): boolean => Object.hasOwn(pulls, input);

/** Why an input that could be counted is a placeholder all the same. */
export function notPulledWords(input: string, { periods }: Pulled): string {
  const { kind, words } = pulls[input]!;
  const period = periods[kind];
  return period.counted ? `Too few to count (${words})` : upper(period.why);
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const shown = (share: number): string => (share * 100).toFixed(1).replace(/\.0$/, '');

/** An input as the data have it; null when there is nothing to count. Shares have the range of Wilson’s 80 % interval. */
export function pulledInput(
  input: string,
  counts: PulledCounts,
  pulled: Pulled,
  about: Pick<InputValue, 'owner' | 'reviewOn'>,
): InputValue | null {
  const pull = pulls[input]!;
  const { counted } = pulled.periods[pull.kind];
  if (!counted) return null;
  const found = pull.of(counts);
  const linked = (text: string, distribution: Distribution, value: number): InputValue => ({
    text,
    distribution,
    basis: { state: 'data' },
    source: returnsHere,
    owner: about.owner,
    grade: 'A',
    reviewOn: about.reviewOn,
    link: { words: `${counted.words}: ${pull.words}`, dataVersion: pulled.dataVersion, value },
  });
  if (typeof found === 'number') return linked(found.toLocaleString('en-GB'), { kind: 'point', value: found }, found);
  const [part, whole] = found;
  if (whole < 10 || part === 0 || part > whole) return null;
  // Acceptance by district is looked at where it is answered; of the others nobody keeps the counts.
  if (!countedByDistrict.has(input) && [part, whole - part].some(count => count > 0 && count < fewest)) return null;
  const turn = pull.turn ?? ((share: number) => share);
  const interval = wilson(part, whole, 0.8);
  const low = Math.round(turn(interval.lower) * 1000) / 1000;
  const high = Math.round(turn(Math.min(interval.upper, 0.999)) * 1000) / 1000;
  const value = turn(Math.min(part / whole, 0.999));
  if (!(low > 0 && low < high && high < 1)) return linked(`${shown(value)} %`, { kind: 'point', value }, value);
  return linked(`${shown(low)} to ${shown(high)} %`, { kind: 'beta', low, high, coverage: 0.8 }, value);
}
