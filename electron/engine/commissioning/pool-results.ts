import type { PoolResult, PoolYear } from '../../../shared/contract/commissioning.ts';
import { formatNumber } from '../../../shared/text/format.ts';
import { interviewClock } from './interview-clock.ts';
import { poolCapacities } from './capacity.ts';
import type { PoolCapacity } from './capacity.ts';
import type { OptionRun } from './expected.ts';
import type { PoolFlow } from './model.ts';
import type { Evaluated } from './outcomes.ts';
import { weeksAYear } from './resolve.ts';

/** Capacity beside demand of an option in a draw. */
export const capacitiesOf = ({ model }: Evaluated): PoolCapacity[] =>
  poolCapacities(
    model,
    ({ calendar, targetHours }) => interviewClock(model.start, calendar, targetHours).openHoursPerWeek,
  );

const oneDecimal = (value: number): string => formatNumber(value, 1);

function interviewWords({ missing }: PoolCapacity, flow: PoolFlow, owed: number): string {
  if (missing.capacity <= 0) return missing.demand.some(one => one > 0) ? 'Nobody holds interviews' : 'No interviews';
  if (owed > 0) return `Interviews owed grow by ${oneDecimal(owed)} a week until they are too old`;
  return flow.interviewHours === null
    ? 'No interviews'
    : `${Math.round(flow.interviewHours)} hours from return to interview on average`;
}

function caseWords({ targeted }: PoolCapacity, flow: PoolFlow, withdraws: boolean): string {
  if (targeted.capacity <= 0) return 'Nobody has places for children';
  if (flow.targetedLoad >= 1)
    return flow.growthPerWeek > 0
      ? `Those who wait grow by ${oneDecimal(flow.growthPerWeek)} a week${withdraws ? ', until as many withdraw' : ''}`
      : 'More are referred than there are places';
  return flow.waitMean === null
    ? 'Those who wait grow without end'
    : `Waits ${oneDecimal(flow.waitMean)} weeks on average`;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** How the pools of an option stand, year by year, and in words. */
export function poolResults(run: OptionRun, years: readonly string[]): PoolResult[] {
  const { mean: expected, capacities } = run;
  const { model, flow } = expected;
  return model.pools.flatMap(({ contract, districts, targeted }, at): PoolResult[] => {
    const pool = flow.pools[at]!;
    const capacity = capacities[at]!;
    const answered = (key: 'completed' | 'allocated') =>
      years.map((_, y) => districts.reduce((sum, district) => sum + flow.flows[y]![district]![key], 0));
    const yearsOf = (service: 'missing' | 'targeted', done: readonly number[]): PoolYear[] =>
      years.map((year, y) => ({
        year,
        demand: capacity[service].demand[y]!,
        capacity: capacity[service].capacity,
        answered: done[y]!,
      }));
    const owed = mean(capacity.missing.demand.map(one => Math.max(0, one - capacity.missing.capacity))) / weeksAYear;
    const loadOf = (value: number) => (Number.isFinite(value) ? value : null);
    return [
      {
        contract,
        service: 'missing',
        load: loadOf(pool.missingLoad),
        stable: pool.missingLoad < 1,
        years: yearsOf('missing', answered('completed')),
        words: interviewWords(capacity, pool, pool.missingLoad >= 1 ? owed : 0),
      },
      {
        contract,
        service: 'targeted',
        load: loadOf(pool.targetedLoad),
        stable: pool.targetedLoad < 1,
        years: yearsOf('targeted', answered('allocated')),
        words: caseWords(capacity, pool, targeted.withdrawPerWeek > 0),
      },
    ];
  });
}
