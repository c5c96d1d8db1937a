import { hoursOfWhole, interviewersOf, limitOf, slotWeeks } from './formulas.ts';
import {
  attemptsOf,
  hoursToInterview,
  interviewClock,
  shareInTimeAfter,
  spareHours,
  successOf,
} from './interview-clock.ts';
import type { DistrictFlow, OptionFlow, OptionModel, PoolFlow } from './model.ts';
import { weeksAYear } from './resolve.ts';

const stepsAYear = 52;
const spare = new Float64Array(169);

/**
 * The fluid engine: children as a stream, week by week, from today's caseload and queue, with the seasons. It shows launches,
 * overload and exits; waits that come from chance alone are not in it.
 * @param swing how far the highest month lies above the mean, by pool
 */
export function fluidFlow(model: OptionModel, swing: readonly number[]): OptionFlow {
  const { years } = model;
  const flows: DistrictFlow[][] = Array.from({ length: years }, () => [] as DistrictFlow[]);
  const waitingAtEnd = Array.from({ length: years }, () => 0);
  const openAtEnd = Array.from({ length: years }, () => 0);
  const pools: PoolFlow[] = [];
  let missingWte = 0;
  let targetedWte = 0;
  const weeks = weeksAYear / stepsAYear;
  for (const [at, { contract, districts, missing, targeted }] of model.pools.entries()) {
    const clock = interviewClock(model.start, missing.calendar, missing.targetHours);
    const { attemptSuccess: p, attempts } = missing;
    const success = successOf(p, attempts);
    const work = attemptsOf(p, attempts);
    const { count, hours } = interviewersOf(missing, clock);
    const perStep = (count / hours) * clock.openHoursPerWeek * weeks;
    spareHours(clock, p, attempts, hours, spare);
    const length = slotWeeks(targeted);
    const slots = targeted.slotsPerWte * targeted.wte;
    const surge = targeted.surges.perYear * targeted.surges.referrals;
    let backlog = 0;
    let waiting = targeted.waiting;
    let open = targeted.openCases;
    let again = 0;
    const waits: { wait: number; cases: number }[] = [];
    const growth: number[] = [];
    let interviewWait = 0;
    let interviewed = 0;
    let missingLoad = 0;
    let targetedLoad = 0;
    for (let year = 0; year < years; year++) {
      const episodes = missing.episodes[year]!.reduce((sum, one) => sum + one, 0);
      const referrals = targeted.referrals[year]!.reduce((sum, one) => sum + one, 0);
      const waitingBefore = waiting;
      let completed = 0;
      let inTime = 0;
      let taken = 0;
      let allocated = 0;
      let withdrew = 0;
      let closed = 0;
      for (let step = 0; step < stepsAYear; step++) {
        // Highest in July, a quarter into the financial year and a month.
        const season = 1 + swing[at]! * Math.cos((2 * Math.PI * (step - 15)) / stepsAYear);
        const children =
          ((episodes * missing.offered * missing.accepted) / missing.episodesPerInterview / stepsAYear) * season;
        const demand = backlog + children * work;
        const served = Math.min(demand, perStep);
        const before = backlog;
        backlog = demand - served;
        const wait = ((before + backlog) / 2 / perStep) * clock.openHoursPerWeek * weeks;
        const done = (served / work) * success * missing.episodesPerInterview;
        completed += done;
        inTime += done * shareInTimeAfter(spare, wait);
        interviewWait += done * wait;
        interviewed += done;
        missingLoad += (children * work) / perStep / (years * stepsAYear);

        const closes = Math.min(open, (open / length) * weeks);
        const comes = ((referrals + surge) / stepsAYear) * targeted.triageAccepted + again;
        again = closes * targeted.reReferred;
        const leaves = Math.min(waiting, waiting * targeted.withdrawPerWeek * weeks);
        open -= closes;
        const starts = Math.max(0, Math.min(waiting - leaves + comes, slots - open));
        const queued = waiting;
        waiting += comes - leaves - starts;
        open += starts;
        taken += comes;
        withdrew += leaves;
        allocated += starts;
        closed += closes;
        if (starts > 0) waits.push({ wait: ((queued + waiting) / 2 / starts) * weeks, cases: starts });
        targetedLoad += comes / weeks / (slots / length) / (years * stepsAYear);
      }
      growth.push(Math.max(0, (waiting - waitingBefore) / weeksAYear));
      waitingAtEnd[year]! += waiting;
      openAtEnd[year]! += open;
      const row = flows[year]!;
      for (let k = 0; k < districts.length; k++) {
        const own = missing.episodes[year]![k]!;
        const share = episodes > 0 ? own / episodes : 0;
        const referred = targeted.referrals[year]![k]!;
        const part = referrals > 0 ? referred / referrals : 1 / districts.length;
        row[districts[k]!] = {
          episodes: own,
          offered: own * missing.offered,
          accepted: own * missing.offered * missing.accepted,
          completed: completed * share,
          within72: inTime * share,
          referrals: referred + surge * part,
          taken: taken * part,
          allocated: allocated * part,
          withdrew: withdrew * part,
          closed: closed * part,
        };
      }
    }
    const quantile = weightedQuantiles(waits);
    const cases = waits.reduce((sum, one) => sum + one.cases, 0);
    pools.push({
      contract,
      missingLoad,
      targetedLoad,
      interviewHours:
        interviewed > 0
          ? hoursToInterview(
              clock,
              p,
              attempts,
              Math.max(hours, hoursOfWhole(missing, clock)),
              interviewWait / interviewed,
            )
          : null,
      waitMean: cases > 0 ? waits.reduce((sum, one) => sum + one.wait * one.cases, 0) / cases : 0,
      waitMedian: quantile(0.5),
      wait90: quantile(0.9),
      growthPerWeek: targetedLoad >= 1 ? growth.reduce((sum, one) => sum + one, 0) / years : 0,
      changedWorker: 1 - Math.exp((-targeted.turnover * targeted.caseWeeks) / weeksAYear),
    });
    missingWte += missing.wte;
    targetedWte += targeted.wte;
  }
  return {
    flows,
    waiting: waitingAtEnd,
    open: openAtEnd,
    pools,
    wte: Array.from({ length: years }, () => ({ missing: missingWte, targeted: targetedWte })),
    get calendarLimit() {
      return model.pools.map(({ missing }) =>
        limitOf(missing, interviewClock(model.start, missing.calendar, missing.targetHours)),
      );
    },
  };
}

function weightedQuantiles(waits: { wait: number; cases: number }[]): (p: number) => number {
  const order = waits.toSorted((a, b) => a.wait - b.wait);
  const all = order.reduce((sum, one) => sum + one.cases, 0);
  return p => {
    let reached = 0;
    for (const one of order) {
      reached += one.cases;
      if (reached >= p * all) return one.wait;
    }
    return 0;
  };
}
