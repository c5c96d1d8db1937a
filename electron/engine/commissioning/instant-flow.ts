import {
  countsOfDistrict,
  districtPlace,
  employed,
  keptRows,
  laidOut,
  passingRows,
  totalPlace,
  totalsOfYear,
} from './flow-counts.ts';
import type { MissingService, OptionFlow, OptionModel, Pool, PoolFlow, TargetedService } from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

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

/**
 * A flow with what it was made of, so that another which differs in a few numbers is not worked out anew. All but what
 * money follows from is laid out when somebody reads it: what would change an answer asks for that alone.
 */
export class InstantFlow implements OptionFlow {
  readonly model: OptionModel;
  readonly swings: readonly number[];
  readonly interviews: readonly InterviewPart[];
  readonly cases: readonly CasePart[];
  readonly totals: Float64Array;
  readonly wte: OptionFlow['wte'];
  readonly #engine: InstantEngine;
  #pools: readonly PoolFlow[] | null = null;

  constructor(
    engine: InstantEngine,
    model: OptionModel,
    swings: readonly number[],
    interviews: readonly InterviewPart[],
    cases: readonly CasePart[],
  ) {
    this.model = model;
    this.swings = swings;
    this.interviews = interviews;
    this.cases = cases;
    this.totals = totalsOf(model, interviews, cases);
    this.wte = employed(model);
    this.#engine = engine;
  }

  /** Laid out anew each time: they are read once in a draw, and thousands of flows are kept. */
  get counts(): Float64Array {
    return countsOf(this.model, this.interviews, this.cases);
  }

  get flows(): OptionFlow['flows'] {
    return laidOut(this.counts, this.model.years, this.model.districts);
  }

  get waiting(): readonly number[] {
    return this.#atEnds(4);
  }

  get open(): readonly number[] {
    return this.#atEnds(5);
  }

  get pools(): readonly PoolFlow[] {
    return (this.#pools ??= this.model.pools.map((pool, at) => poolFlow(pool, this.interviews[at]!, this.cases[at]!)));
  }

  get calendarLimit(): readonly number[] {
    return this.#engine.limits(this.model);
  }

  /** A number of cases by year, all pools together. */
  #atEnds(place: number): number[] {
    const found: number[] = [];
    for (let year = 0; year < this.model.years; year++) {
      let sum = 0;
      for (const { years } of this.cases) sum += years[year * caseNumbers + place]!;
      found.push(sum);
    }
    return found;
  }
}

/**
 * The flow of an option.
 * @param swings how far the highest month lies above the mean, by pool
 * @param before a flow of the same engine: services that are the same objects in it are taken over
 */
export function instantFlow(
  engine: InstantEngine,
  model: OptionModel,
  swings: readonly number[],
  before: InstantFlow | null,
): InstantFlow {
  const interviews: InterviewPart[] = [];
  const cases: CasePart[] = [];
  let isSame = before?.model === model;
  for (let at = 0; at < model.pools.length; at++) {
    const { missing, targeted } = model.pools[at]!;
    const known = before?.model.pools[at];
    const swing = swings[at]!;
    if (known?.missing === missing && before!.swings[at] === swing) interviews.push(before!.interviews[at]!);
    else {
      interviews.push(engine.interviews(missing, model.start, swing));
      isSame = false;
    }
    cases.push(known?.targeted === targeted ? before!.cases[at]! : engine.cases(targeted));
  }
  return isSame ? before! : new InstantFlow(engine, model, swings, interviews, cases);
}

function countsOf(
  { years, districts, pools }: OptionModel,
  interviews: readonly InterviewPart[],
  cases: readonly CasePart[],
): Float64Array {
  const counts = passingRows.row(years * districts * countsOfDistrict);
  for (let at = 0; at < pools.length; at++)
    for (let year = 0; year < years; year++)
      fillDistricts(counts, districts, pools[at]!, year, interviews[at]!.years, cases[at]!.years);
  return counts;
}

/** The same sums as over the counts of the districts, in the same order. */
function totalsOf(
  { years, pools }: OptionModel,
  interviews: readonly InterviewPart[],
  cases: readonly CasePart[],
): Float64Array {
  const totals = keptRows.row(pools.length * years * totalsOfYear);
  for (let at = 0; at < pools.length; at++) {
    const { missing, targeted } = pools[at]!;
    const held = interviews[at]!.years;
    const helped = cases[at]!.years;
    for (let year = 0; year < years; year++) {
      const into = (at * years + year) * totalsOfYear;
      addHeld(totals, into, missing, year, held);
      addHelped(totals, into + totalPlace.allocated, targeted, year, helped);
    }
  }
  return totals;
}

function acceptingOf({ episodes, accepted, acceptedBy }: MissingService, year: number): number {
  const own = episodes[year]!;
  let sum = 0;
  for (let at = 0; at < own.length; at++) sum += own[at]! * (acceptedBy?.[at] ?? accepted);
  return sum;
}

function addHeld(totals: Float64Array, into: number, missing: MissingService, year: number, held: Float64Array): void {
  const { accepted, acceptedBy } = missing;
  const episodes = missing.episodes[year]!;
  const accepting = acceptingOf(missing, year);
  const completed = held[year * interviewNumbers]!;
  const inTime = completed * held[year * interviewNumbers + 2]!;
  const lateEffect = completed * held[year * interviewNumbers + 3]!;
  let ofCompleted = 0;
  let ofInTime = 0;
  let ofLate = 0;
  for (let at = 0; at < episodes.length; at++) {
    const share = accepting > 0 ? (episodes[at]! * (acceptedBy?.[at] ?? accepted)) / accepting : 0;
    ofCompleted += completed * share;
    ofInTime += inTime * share;
    ofLate += lateEffect * share;
  }
  totals[into] = ofCompleted;
  totals[into + 1] = ofInTime;
  totals[into + 2] = ofLate;
}

function addHelped(
  totals: Float64Array,
  into: number,
  targeted: TargetedService,
  year: number,
  helped: Float64Array,
): void {
  const referrals = targeted.referrals[year]!;
  const referred = sumOf(referrals);
  const allocated = helped[year * caseNumbers + 1]!;
  const closed = helped[year * caseNumbers + 3]!;
  let ofAllocated = 0;
  let ofClosed = 0;
  for (let at = 0; at < referrals.length; at++) {
    const part = referred > 0 ? referrals[at]! / referred : 1 / referrals.length;
    ofAllocated += allocated * part;
    ofClosed += closed * part;
  }
  totals[into] = ofAllocated;
  totals[into + 1] = ofClosed;
}

const poolFlow = ({ contract, targeted }: Pool, held: InterviewPart, helped: CasePart): PoolFlow => ({
  contract,
  missingLoad: held.load,
  targetedLoad: helped.load,
  interviewHours: held.hours,
  waitMean: helped.waitMean,
  waitMedian: helped.waitMedian,
  wait90: helped.wait90,
  growthPerWeek: helped.growth,
  changedWorker: changedWorkerOf(targeted),
});

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
  const accepting = acceptingOf(missing, year);
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
