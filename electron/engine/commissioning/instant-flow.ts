import { CountedFlow, countsOfDistrict, districtPlace, employed } from './flow-counts.ts';
import type { MissingService, OptionModel, Pool, PoolFlow, TargetedService } from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';
import { isSameMissing, isSameTargeted } from './same-service.ts';

/** What comes of the interviews of a pool: year × (completed, given up, share in time, what is left of the effect of the late). */
export interface InterviewPart {
  readonly years: Float64Array;
  readonly load: number;
  readonly hours: number | null;
}
export const interviewNumbers = 4;

/** What comes of the cases of a pool: year × (taken, allocated, withdrew, closed, waiting, open), and the weeks waited. */
export interface CasePart extends Pick<PoolFlow, 'waitMean' | 'waitMedian' | 'wait90'> {
  readonly years: Float64Array;
  readonly load: number;
  readonly growth: number;
}
export const caseNumbers = 6;

/** An engine that answers at once. What comes of interviews and of cases of a pool does not bear on one another. */
export interface InstantEngine {
  interviews(service: MissingService, start: string, swing: number): InterviewPart;
  cases(service: TargetedService): CasePart;
  limits(model: OptionModel): readonly number[];
}

/** A flow with what it was made of, so that another which differs in a few numbers is not worked out anew. */
export class InstantFlow extends CountedFlow {
  readonly model: OptionModel;
  readonly swings: readonly number[];
  readonly interviews: readonly InterviewPart[];
  readonly cases: readonly CasePart[];

  constructor(
    engine: InstantEngine,
    model: OptionModel,
    swings: readonly number[],
    parts: { readonly interviews: readonly InterviewPart[]; readonly cases: readonly CasePart[] },
  ) {
    super(model.districts, laidTogether(model, parts.interviews, parts.cases), () => engine.limits(model));
    this.model = model;
    this.swings = swings;
    this.interviews = parts.interviews;
    this.cases = parts.cases;
  }
}

/**
 * The flow of an option.
 * @param swings how far the highest month lies above the mean, by pool
 * @param before a flow of the same engine: pools that are the same in it, number by number, are taken over
 */
export function instantFlow(
  engine: InstantEngine,
  model: OptionModel,
  swings: readonly number[],
  before: InstantFlow | null,
): InstantFlow {
  const interviews: InterviewPart[] = [];
  const cases: CasePart[] = [];
  const isSameStart = before?.model.start === model.start;
  for (let at = 0; at < model.pools.length; at++) {
    const { missing, targeted } = model.pools[at]!;
    const known = before?.model.pools[at];
    const isSame = known && isSameStart && before.swings[at] === swings[at] && isSameMissing(known.missing, missing);
    interviews.push(isSame ? before.interviews[at]! : engine.interviews(missing, model.start, swings[at]!));
    cases.push(known && isSameTargeted(known.targeted, targeted) ? before!.cases[at]! : engine.cases(targeted));
  }
  return new InstantFlow(engine, model, swings, { interviews, cases });
}

function laidTogether(
  model: OptionModel,
  interviews: readonly InterviewPart[],
  cases: readonly CasePart[],
): Omit<CountedFlow, 'flows' | 'calendarLimit'> {
  const { years, districts, pools: all } = model;
  const counts = new Float64Array(years * districts * countsOfDistrict);
  const waiting: number[] = [];
  const open: number[] = [];
  for (let year = 0; year < years; year++) {
    waiting.push(0);
    open.push(0);
  }
  const pools: PoolFlow[] = [];
  for (let at = 0; at < all.length; at++) {
    const pool = all[at]!;
    const held = interviews[at]!;
    const helped = cases[at]!;
    for (let year = 0; year < years; year++) {
      waiting[year]! += helped.years[year * caseNumbers + 4]!;
      open[year]! += helped.years[year * caseNumbers + 5]!;
      fillDistricts(counts, districts, pool, year, held.years, helped.years);
    }
    pools.push({
      contract: pool.contract,
      missingLoad: held.load,
      targetedLoad: helped.load,
      interviewHours: held.hours,
      waitMean: helped.waitMean,
      waitMedian: helped.waitMedian,
      wait90: helped.wait90,
      growthPerWeek: helped.growth,
      changedWorker: changedWorkerOf(pool.targeted),
    });
  }
  return { counts, waiting, open, pools, wte: employed(model) };
}

/** Puts the year of a pool into its districts: interviews by who would accept, cases by referrals. */
function fillDistricts(
  into: Float64Array,
  allDistricts: number,
  { districts, missing, targeted }: Pool,
  year: number,
  held: Float64Array,
  helped: Float64Array,
): void {
  const episodes = missing.episodes[year]!;
  const referrals = targeted.referrals[year]!;
  const { accepted, acceptedBy, offered: offeredShare } = missing;
  const referred = sumOf(referrals);
  const surge = targeted.surges.perYear * targeted.surges.referrals;
  const completed = held[year * interviewNumbers]!;
  const givenUp = held[year * interviewNumbers + 1]!;
  const inTime = completed * held[year * interviewNumbers + 2]!;
  const lateEffect = completed * held[year * interviewNumbers + 3]!;
  const cases = year * caseNumbers;
  let accepting = 0;
  for (let at = 0; at < districts.length; at++) accepting += episodes[at]! * (acceptedBy?.[at] ?? accepted);
  for (let at = 0; at < districts.length; at++) {
    const own = episodes[at]!;
    const accepts = acceptedBy?.[at] ?? accepted;
    const share = accepting > 0 ? (own * accepts) / accepting : 0;
    const part = referred > 0 ? referrals[at]! / referred : 1 / districts.length;
    const offered = own * offeredShare;
    const place = districtPlace(year, allDistricts, districts[at]!);
    into[place] = own;
    into[place + 1] = offered;
    into[place + 2] = offered * accepts;
    into[place + 3] = completed * share;
    into[place + 4] = inTime * share;
    into[place + 5] = lateEffect * share;
    into[place + 6] = givenUp * share;
    into[place + 7] = referrals[at]! + surge * part;
    into[place + 8] = helped[cases]! * part;
    into[place + 9] = helped[cases + 1]! * part;
    into[place + 10] = helped[cases + 2]! * part;
    into[place + 11] = helped[cases + 3]! * part;
  }
}

/** Share of cases whose worker leaves before they end. */
const changedWorkerOf = (service: TargetedService): number =>
  1 - Math.exp((-service.turnover * service.caseWeeks) / weeksAYear);
