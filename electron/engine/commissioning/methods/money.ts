import * as v from 'valibot';
import { contributions, decimalText } from '../contributions.ts';
import { discountFactor, discountSchedules } from '../discount.ts';
import { finite, listOf, notNegative, positive, refuse } from '../../statistics/inputs.ts';
import { shapley } from '../shapley.ts';
import { workforceCost } from '../workforce-cost.ts';
import { most, share, text, whole } from './inputs.ts';

const discountInput = v.strictObject({
  schedule: v.picklist(discountSchedules, `Expected one of ${discountSchedules.join(', ')}.`),
  years: listOf(notNegative, most),
});

const wteInput = v.strictObject({
  salary: notNegative,
  niRate: share,
  niThreshold: notNegative,
  pension: notNegative,
  overhead: notNegative,
  travel: notNegative,
  weeks: positive,
  hoursPerWeek: v.optional(positive),
  leaveDays: notNegative,
  bankHolidays: notNegative,
  trainingDays: notNegative,
  absenceRate: share,
  hoursPerDay: positive,
  directShare: share,
});

const contributionsInput = v.strictObject({
  totalPence: v.pipe(finite, v.safeInteger('Expected whole pence.')),
  shares: v.pipe(
    v.record(text(120), v.union([text(80), notNegative], 'Expected a share as decimal text, such as "0.42".')),
    v.check(shares => Object.keys(shares).length > 0, 'Expected at least one partner.'),
  ),
  floorsPence: v.optional(v.record(text(120), whole)),
  capsPence: v.optional(v.record(text(120), whole)),
});

function contributionsAnswer({ totalPence, shares, floorsPence, capsPence }: v.InferOutput<typeof contributionsInput>) {
  for (const [name, bounds] of Object.entries({ floorsPence, capsPence }))
    for (const id of Object.keys(bounds ?? {}))
      if (!Object.hasOwn(shares, id)) refuse('This partner has no share.', `${name}.${id}`);
  const payers = Object.entries(shares).map(([id, part]) => ({
    id,
    share: typeof part === 'number' ? decimalText(part) : part,
    floorPence: floorsPence?.[id],
    capPence: capsPence?.[id],
  }));
  const pence = contributions(totalPence, payers);
  return {
    result: { perPartnerPence: Object.fromEntries(payers.map(({ id }, i) => [id, pence[i]!])) },
    method:
      'Exact shares in proportion to the sum of all, whole pence by largest remainder, the first named wins a tie',
  };
}

const shapleyInput = v.strictObject({ costs: v.record(text(16), finite) });

function shapleyAnswer({ costs }: v.InferOutput<typeof shapleyInput>) {
  const players = [...new Set(Object.keys(costs).flatMap(key => [...key]))];
  if (players.length === 0) refuse('Expected the cost of at least one coalition.', 'costs');
  if (players.length > 12) refuse('Expected at most twelve partners.', 'costs');
  const table: (number | undefined)[] = Array.from({ length: 1 << players.length });
  table[0] = 0;
  for (const [key, cost] of Object.entries(costs)) {
    const members = new Set(key);
    if (members.size !== key.length) refuse('A partner is named twice.', `costs.${key}`);
    let set = 0;
    for (const member of members) set |= 1 << players.indexOf(member);
    if (set === 0 && cost !== 0) refuse('No partners cost nothing.', 'costs.');
    if (set !== 0 && table[set] !== undefined) refuse('This coalition is given twice.', `costs.${key}`);
    table[set] = cost;
  }
  const complete = table.map((cost, set) => {
    if (cost !== undefined) return cost;
    const missing = players.filter((_, i) => set & (1 << i)).join('');
    return refuse(`The cost of ${missing} is missing.`, `costs.${missing}`);
  });
  const { shares, inCore } = shapley(players.length, complete);
  return {
    result: { perPartner: Object.fromEntries(players.map((player, i) => [player, shares[i]!])), inCore },
    method: 'Mean added cost over all orders of joining; in the core when no group would pay less on its own',
  };
}

/** What a service costs, and who pays it. */
export const moneyMethods = {
  discount: {
    name: 'discount',
    input: 'schedule (standard, health, low-rate), years[] from year 0, which is not discounted',
    result: 'factors[]',
    source: 'HM Treasury, The Green Book (February 2026), chapter 6',
    schema: discountInput,
    run: ({ schedule, years }: v.InferOutput<typeof discountInput>) => ({
      result: { factors: years.map(year => discountFactor(schedule, year)) },
      method: 'Product of 1 / (1 + rate) over the years, each at its rate of the table',
    }),
  },
  workforceCost: {
    name: 'wte-cost',
    input:
      'salary, niRate, niThreshold, pension, overhead, travel, weeks, hoursPerWeek, leaveDays, bankHolidays, trainingDays, absenceRate, hoursPerDay, directShare',
    result:
      'employmentCost, fullCost, productiveDays, productiveHours, directHours, costPerProductiveHour, costPerDirectHour',
    source: 'Jones and others, Unit Costs of Health and Social Care, PSSRU',
    schema: wteInput,
    run: (given: v.InferOutput<typeof wteInput>) => ({
      result: { ...workforceCost(given) },
      method:
        '(salary + (salary − threshold)·NI + salary·pension + travel)·(1 + overhead), over (5·weeks − leave − bank holidays − training)·(1 − absence) days',
    }),
  },
  contributions: {
    name: 'contributions',
    input: 'totalPence, shares (name → decimal text), floorsPence?, capsPence? (name → whole pence)',
    result: 'perPartnerPence',
    source: 'Balinski and Young (2001), Fair Representation, 2nd ed.: Hamilton’s method',
    schema: contributionsInput,
    run: contributionsAnswer,
  },
  shapley: {
    name: 'shapley',
    input: 'costs (letters of a coalition → cost), every coalition',
    result: 'perPartner, inCore',
    source: 'Shapley (1953), A value for n-person games; Young (1994), Cost allocation',
    schema: shapleyInput,
    run: shapleyAnswer,
  },
} as const;
