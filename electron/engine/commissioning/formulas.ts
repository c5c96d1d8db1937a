import { placesOf, slotWeeks } from './capacity.ts';
import { caseloads } from './caseload-queue.ts';
import type { Caseloads } from './caseload-queue.ts';
import { calendarLimit, hoursToInterview, interviewClock } from './interview-clock.ts';
import type { InterviewClock } from './interview-clock.ts';
import { interviewing } from './interview-queue.ts';
import type { Interviewing } from './interview-queue.ts';
import type {
  DistrictFlow,
  MissingService,
  OptionFlow,
  OptionModel,
  Pool,
  PoolFlow,
  TargetedService,
} from './model.ts';
import { sumOf, weeksAYear } from './resolve.ts';

/** What comes of a year's cases of a pool. */
interface CaseYear {
  taken: number;
  allocated: number;
  withdrew: number;
  closed: number;
  waiting: number;
  open: number;
}

/** The quantile of a wait that is nothing for all but `waits`, and exponential with mean `mean` for them. */
const quantileOf = (waits: number, mean: number, p: number): number =>
  waits <= 1 - p ? 0 : mean * Math.log(waits / (1 - p));

/** Cases year by year: no more can wait or be open than there were and came, and no more begin than there are places. */
function caseYears(service: TargetedService, states: readonly Caseloads[]): CaseYear[] {
  const slots = placesOf(service);
  const mostBegun = (slots / slotWeeks(service)) * weeksAYear;
  const [first] = states;
  let waiting = first!.waiting === Infinity ? service.waiting : first!.waiting;
  let open = first!.open;
  return service.referrals.map((_, year) => {
    const state = states[year]!;
    const isEndless = state.waiting === Infinity;
    const taken = state.perWeek * weeksAYear;
    const withdrew = state.withdrewPerWeek * weeksAYear;
    const steady = Math.min(
      waiting + taken - withdrew,
      isEndless ? waiting + state.growth * weeksAYear : state.waiting,
    );
    const wanted = taken - withdrew - (steady - waiting);
    const allocated = Math.min(wanted, mostBegun + Math.max(0, slots - open));
    const waitingNow = steady + wanted - allocated;
    const openNow = Math.min(open + allocated, state.open);
    const found = {
      taken,
      allocated,
      withdrew,
      closed: allocated - (openNow - open),
      waiting: waitingNow,
      open: openNow,
    };
    waiting = waitingNow;
    open = openNow;
    return found;
  });
}

/** Weeks to a worker over the years: mean, median, 90th percentile, weighted by who is allocated; null without an end. */
function waitsOf(
  states: readonly Caseloads[],
  years: readonly CaseYear[],
): Pick<PoolFlow, 'waitMean' | 'waitMedian' | 'wait90'> {
  let mean = 0;
  let median = 0;
  let ninety = 0;
  let cases = 0;
  for (let year = 0; year < years.length; year++) {
    const { waiting, waits, perWeek } = states[year]!;
    if (waiting === Infinity) return { waitMean: null, waitMedian: null, wait90: null };
    if (!(perWeek > 0)) continue;
    // Of all who are taken on; those who withdraw waited too.
    const wait = waiting / perWeek;
    const conditional = waits > 0 ? wait / waits : 0;
    const { allocated } = years[year]!;
    cases += allocated;
    mean += allocated * wait;
    median += allocated * quantileOf(waits, conditional, 0.5);
    ninety += allocated * quantileOf(waits, conditional, 0.9);
  }
  if (cases > 0) return { waitMean: mean / cases, waitMedian: median / cases, wait90: ninety / cases };
  const nobody = states.some((state, year) => year < years.length && state.perWeek > 0) ? null : 0;
  return { waitMean: nobody, waitMedian: nobody, wait90: nobody };
}

/** Puts the year of a pool into its districts: interviews by who would accept, cases by referrals. */
export function fillDistricts(
  row: DistrictFlow[],
  { districts, missing, targeted }: Pool,
  year: number,
  interviews: Pick<Interviewing, 'completed' | 'givenUp'> & { readonly inTime: number; readonly lateEffect: number },
  cases: Pick<CaseYear, 'taken' | 'allocated' | 'withdrew' | 'closed'>,
): void {
  const episodes = missing.episodes[year]!;
  const referrals = targeted.referrals[year]!;
  const referred = sumOf(referrals);
  const surge = targeted.surges.perYear * targeted.surges.referrals;
  let accepting = 0;
  for (let at = 0; at < districts.length; at++)
    accepting += episodes[at]! * (missing.acceptedBy?.[at] ?? missing.accepted);
  for (let at = 0; at < districts.length; at++) {
    const own = episodes[at]!;
    const accepts = missing.acceptedBy?.[at] ?? missing.accepted;
    const share = accepting > 0 ? (own * accepts) / accepting : 0;
    const part = referred > 0 ? referrals[at]! / referred : 1 / districts.length;
    const offered = own * missing.offered;
    row[districts[at]!] = {
      episodes: own,
      offered,
      accepted: offered * accepts,
      completed: interviews.completed * share,
      within72: interviews.completed * interviews.inTime * share,
      lateEffect: interviews.completed * interviews.lateEffect * share,
      givenUp: interviews.givenUp * share,
      referrals: referrals[at]! + surge * part,
      taken: cases.taken * part,
      allocated: cases.allocated * part,
      withdrew: cases.withdrew * part,
      closed: cases.closed * part,
    };
  }
}

/** Share of cases whose worker leaves before they end. */
export const changedWorkerOf = (service: TargetedService): number =>
  1 - Math.exp((-service.turnover * service.caseWeeks) / weeksAYear);

/** Year by year of one pool, put into the flows of the option; what there is to say of the pool. */
function poolFlow(
  pool: Pool,
  clock: InterviewClock,
  flows: DistrictFlow[][],
  waiting: number[],
  open: number[],
): PoolFlow {
  const { missing, targeted } = pool;
  const years = flows.length;
  const interviews = interviewing(missing, clock);
  const states = caseloads(targeted);
  const cases = caseYears(targeted, states);
  let missingLoad = 0;
  let targetedLoad = 0;
  let growth = 0;
  let wait = 0;
  let held = 0;
  for (let year = 0; year < years; year++) {
    const state = interviews[year]!;
    missingLoad += state.load / years;
    targetedLoad += states[year]!.load / years;
    growth += states[year]!.growth / years;
    wait += state.completed * state.wait;
    held += state.completed;
    waiting[year]! += cases[year]!.waiting;
    open[year]! += cases[year]!.open;
    fillDistricts(flows[year]!, pool, year, state, cases[year]!);
  }
  const { attemptSuccess, attempts, hoursPerInterview } = missing;
  return {
    contract: pool.contract,
    missingLoad,
    targetedLoad,
    interviewHours: held > 0 ? hoursToInterview(clock, attemptSuccess, attempts, hoursPerInterview, wait / held) : null,
    ...waitsOf(states, cases),
    growthPerWeek: growth,
    changedWorker: changedWorkerOf(targeted),
  };
}

/**
 * The instant engine: closed forms for every year of an option, as if each year's demand had been there for long. Today's
 * caseload and queue do not count; the fluid and the simulation start from them. What is more than a pool can do in a year
 * is carried over whole.
 */
export function formulaFlow(model: OptionModel): OptionFlow {
  const { years } = model;
  const flows: DistrictFlow[][] = [];
  const waiting: number[] = [];
  const open: number[] = [];
  for (let year = 0; year < years; year++) {
    flows.push([]);
    waiting.push(0);
    open.push(0);
  }
  const pools = model.pools.map(pool => {
    const clock = interviewClock(model.start, pool.missing.calendar, pool.missing.targetHours);
    return poolFlow(pool, clock, flows, waiting, open);
  });
  return {
    flows,
    waiting,
    open,
    pools,
    wte: employed(model),
    // Seldom asked for, and as much work as all the rest.
    get calendarLimit() {
      return calendarLimits(model);
    },
  };
}

/** Worker-years, in all years alike. */
export function employed(model: OptionModel): OptionFlow['wte'] {
  const wte = { missing: 0, targeted: 0 };
  for (const { missing, targeted } of model.pools) {
    wte.missing += missing.wte;
    wte.targeted += targeted.wte;
  }
  return Array.from({ length: model.years }, () => wte);
}

/** The most that any number of workers reaches in time, by pool. */
export const calendarLimits = (model: OptionModel): number[] =>
  model.pools.map(({ missing }) =>
    limitOf(missing, interviewClock(model.start, missing.calendar, missing.targetHours)),
  );

/** The calendar limit of a pool, however many work there. */
export const limitOf = (missing: MissingService, clock: InterviewClock): number =>
  calendarLimit(clock, missing.attemptSuccess, missing.attempts, missing.hoursPerInterview);
