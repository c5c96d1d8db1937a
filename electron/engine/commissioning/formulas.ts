import { placesOf, slotWeeks } from './capacity.ts';
import { caseloads } from './caseload-queue.ts';
import type { Caseloads } from './caseload-queue.ts';
import { keptRows } from './flow-counts.ts';
import { caseNumbers, instantFlow, interviewNumbers } from './instant-flow.ts';
import type { CasePart, InstantEngine, InterviewPart } from './instant-flow.ts';
import { calendarLimit, hoursToInterview, interviewClock } from './interview-clock.ts';
import type { InterviewClock } from './interview-clock.ts';
import { interviewing } from './interview-queue.ts';
import type { MissingService, OptionFlow, OptionModel, PoolFlow, TargetedService } from './model.ts';
import { weeksAYear } from './resolve.ts';

/** The quantile of a wait that is nothing for all but `waits`, and exponential with mean `mean` for them. */
const quantileOf = (waits: number, mean: number, p: number): number =>
  waits <= 1 - p ? 0 : mean * Math.log(waits / (1 - p));

/** Cases year by year: no more can wait or be open than there were and came, and no more begin than there are places. */
function caseYears(service: TargetedService, states: readonly Caseloads[]): Float64Array {
  const slots = placesOf(service);
  const mostBegun = (slots / slotWeeks(service)) * weeksAYear;
  const [first] = states;
  const years = service.referrals.length;
  const found = keptRows.row(years * caseNumbers);
  let waiting = first!.waiting === Infinity ? service.waiting : first!.waiting;
  let open = first!.open;
  for (let year = 0; year < years; year++) {
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
    const openBefore = open;
    waiting = steady + wanted - allocated;
    open = Math.min(open + allocated, state.open);
    const at = year * caseNumbers;
    found[at] = taken;
    found[at + 1] = allocated;
    found[at + 2] = withdrew;
    found[at + 3] = allocated - (open - openBefore);
    found[at + 4] = waiting;
    found[at + 5] = open;
  }
  return found;
}

/** Weeks to a worker over the years: mean, median, 90th percentile, weighted by who is allocated; null without an end. */
function waitsOf(
  states: readonly Caseloads[],
  found: Float64Array,
  years: number,
): Pick<PoolFlow, 'waitMean' | 'waitMedian' | 'wait90'> {
  let mean = 0;
  let median = 0;
  let ninety = 0;
  let cases = 0;
  let anyone = false;
  for (let year = 0; year < years; year++) {
    const { waiting, waits, perWeek } = states[year]!;
    if (waiting === Infinity) return { waitMean: null, waitMedian: null, wait90: null };
    if (!(perWeek > 0)) continue;
    anyone = true;
    // Of all who are taken on; those who withdraw waited too.
    const wait = waiting / perWeek;
    const conditional = waits > 0 ? wait / waits : 0;
    const allocated = found[year * caseNumbers + 1]!;
    cases += allocated;
    mean += allocated * wait;
    median += allocated * quantileOf(waits, conditional, 0.5);
    ninety += allocated * quantileOf(waits, conditional, 0.9);
  }
  if (cases > 0) return { waitMean: mean / cases, waitMedian: median / cases, wait90: ninety / cases };
  const nobody = anyone ? null : 0;
  return { waitMean: nobody, waitMedian: nobody, wait90: nobody };
}

/** What comes of the interviews of a pool, year by year. */
function interviewPart(missing: MissingService, start: string): InterviewPart {
  const clock = interviewClock(start, missing.calendar, missing.targetHours);
  const states = interviewing(missing, clock);
  const years = missing.episodes.length;
  const found = keptRows.row(years * interviewNumbers);
  let load = 0;
  let wait = 0;
  let held = 0;
  for (let year = 0; year < years; year++) {
    const state = states[year]!;
    load += state.load / years;
    wait += state.completed * state.wait;
    held += state.completed;
    const at = year * interviewNumbers;
    found[at] = state.completed;
    found[at + 1] = state.givenUp;
    found[at + 2] = state.inTime;
    found[at + 3] = state.lateEffect;
  }
  const { attemptSuccess, attempts, hoursPerInterview } = missing;
  const hours = held > 0 ? hoursToInterview(clock, attemptSuccess, attempts, hoursPerInterview, wait / held) : null;
  return { years: found, load, hours };
}

/** What comes of the cases of a pool, year by year. */
function casePart(targeted: TargetedService): CasePart {
  const states = caseloads(targeted);
  const years = targeted.referrals.length;
  const found = caseYears(targeted, states);
  let load = 0;
  let growth = 0;
  for (let year = 0; year < years; year++) {
    load += states[year]!.load / years;
    growth += states[year]!.growth / years;
  }
  const { waitMean, waitMedian, wait90 } = waitsOf(states, found, years);
  return { years: found, load, growth, waitMean, waitMedian, wait90 };
}

/**
 * The instant engine: closed forms for every year of an option, as if each year's demand had been there for long. Today's
 * caseload and queue do not count; the fluid and the simulation start from them. What is more than a pool can do in a year
 * is carried over whole.
 */
export const formulaEngine: InstantEngine = { interviews: interviewPart, cases: casePart, limits: calendarLimits };

/** Closed forms for one option by itself. */
export const formulaFlow = (model: OptionModel): OptionFlow =>
  instantFlow(
    formulaEngine,
    model,
    model.pools.map(() => 0),
    null,
  );

/** The most that any number of workers reaches in time, by pool. */
export function calendarLimits(model: OptionModel): number[] {
  return model.pools.map(({ missing }) =>
    limitOf(missing, interviewClock(model.start, missing.calendar, missing.targetHours)),
  );
}

/** The calendar limit of a pool, however many work there. */
export const limitOf = (missing: MissingService, clock: InterviewClock): number =>
  calendarLimit(clock, missing.attemptSuccess, missing.attempts, missing.hoursPerInterview);
