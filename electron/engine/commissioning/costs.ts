import type { Appraisal } from '../../../shared/model/appraisal.ts';
import { discountFactor } from './discount.ts';
import { totalPlace, totalsOfYear } from './flow-counts.ts';
import { InputReader } from './input-reader.ts';
import type { OptionFlow, OptionModel } from './model.ts';
import type { Resolved, ResolvedContract, ResolvedOption, Settling } from './resolve.ts';

/**
 * What an option costs, by year. Two ledgers that are never mixed: `real` in prices of the price base for the economic case,
 * `nominal` in those of the year, less recharges, for what partners have to find.
 */
export interface Costs {
  readonly real: readonly number[];
  readonly nominal: readonly number[];
  /** The part of the nominal cost that comes with a contract, whatever its size: not its steps, which follow its staff. */
  readonly nominalFixed: readonly number[];
  /** Real pay and unit cost of the missing service in the first year: what more interviews cost. */
  readonly missingService: number;
}

export const costReader = new InputReader([
  'on_costs',
  'overhead',
  'salary_interviewer',
  'weekend_premium',
  'salary_targeted',
  'pay_inflation',
  'general_inflation',
  'other_authority',
  'recharge',
  'interview_unit',
  'case_unit',
  'fixed_per_contract',
  'step_cost',
  'step_wte',
  'setup',
  'mobilisation',
  'exit',
]);

const startYear = (financialYear: string): number => Number(financialYear.slice(0, 4));

/** Years from the price base to the first year of an appraisal. */
export const yearsFromPriceBase = (appraisal: Appraisal): number =>
  startYear(appraisal.firstYear) - startYear(appraisal.priceBase);

/**
 * Steps that so many workers need: each started `stepWte` of them is one. 8 workers of 8 are one step, 8.1 are two.
 * @param wte employed, ≥ 0 @param stepWte WTE that one step holds, above 0
 */
export function stepsOf(wte: number, stepWte: number): number {
  return Math.max(0, Math.ceil(wte / stepWte - 1e-9));
}

const zeros = (n: number): number[] => {
  const out: number[] = [];
  for (let k = 0; k < n; k++) out.push(0);
  return out;
};

export function optionCosts(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  model: OptionModel,
  flow: OptionFlow,
  sincePriceBase: number,
): Costs {
  const { years } = resolved;
  const p = costReader.places;
  const real = zeros(years);
  const nominal = zeros(years);
  const nominalFixed = zeros(years);
  let missingService = 0;
  const planned = { missing: 0, targeted: 0 };
  for (const pool of model.pools) {
    planned.missing += pool.missing.wte;
    planned.targeted += pool.targeted.wte;
  }
  for (let at = 0; at < option.contracts.length; at++) {
    const contract: ResolvedContract = option.contracts[at]!;
    const pool = model.pools[at]!;
    const n = costReader.numbers(resolved, contract, settling);
    const perPound = (1 + n[p.on_costs]!) * (1 + n[p.overhead]!);
    const interviewer =
      n[p.salary_interviewer]! * perPound * (pool.missing.calendar.weekends ? 1 + n[p.weekend_premium]! : 1);
    const worker = n[p.salary_targeted]! * perPound;
    const payGrowth = 1 + n[p.pay_inflation]!;
    const priceGrowth = 1 + n[p.general_inflation]!;
    const recharged = n[p.other_authority]! * n[p.recharge]!;
    const interviewUnit = n[p.interview_unit]!;
    const caseUnit = n[p.case_unit]!;
    const fixed = n[p.fixed_per_contract]!;
    const stepCost = n[p.step_cost]!;
    const stepWte = n[p.step_wte]!;
    const begins = n[p.setup]! + n[p.mobilisation]!;
    const ends = n[p.exit]!;
    let prices = priceGrowth ** sincePriceBase;
    let pays = payGrowth ** sincePriceBase;
    for (let y = 0; y < years; y++) {
      // An engine may employ fewer than were planned, in all pools alike.
      const employed = flow.wte[y]!;
      const missingWte = planned.missing > 0 ? (pool.missing.wte * employed.missing) / planned.missing : 0;
      const targetedWte = planned.targeted > 0 ? (pool.targeted.wte * employed.targeted) / planned.targeted : 0;
      const total = (at * years + y) * totalsOfYear;
      // One interview may answer for several episodes.
      const interviews = flow.totals[total + totalPlace.completed]! / pool.missing.episodesPerInterview;
      const allocated = flow.totals[total + totalPlace.allocated]!;
      const pay = missingWte * interviewer + targetedWte * worker;
      const steps = stepCost > 0 ? stepCost * stepsOf(missingWte + targetedWte, stepWte) : 0;
      const other = fixed + interviews * interviewUnit + allocated * caseUnit + steps;
      const once = (y === 0 ? begins : 0) + (y === years - 1 ? ends : 0);
      nominalFixed[y]! += (fixed + once) * prices;
      real[y]! += (pay * pays) / prices + other + once;
      nominal[y]! += pay * pays + (other + once - interviews * recharged) * prices;
      if (y === 0) missingService += missingWte * interviewer + interviews * interviewUnit;
      prices *= priceGrowth;
      pays *= payGrowth;
    }
  }
  return { real, nominal, nominalFixed, missingService };
}

const factors = new Map<string, Float64Array>();

/** Discount factors of the years of an appraisal, the first undiscounted: 1 the standard schedule, 2 that for health. */
export function discountFactors(schedule: number, years: number): Float64Array {
  const key = `${schedule} ${years}`;
  let found = factors.get(key);
  if (!found) {
    found = Float64Array.from({ length: years }, (_, t) => discountFactor(schedule === 2 ? 'health' : 'standard', t));
    factors.set(key, found);
  }
  return found;
}

/** Present values as differences from the do-minimum; NPSV is their difference. */
export interface PresentValues {
  readonly costs: number;
  readonly benefits: number;
}

/**
 * @param optimism share added to additional cost, never to savings
 */
export function presentValues(
  option: { readonly real: readonly number[]; readonly benefit: readonly number[] },
  base: { readonly real: readonly number[]; readonly benefit: readonly number[] },
  optimism: number,
  schedule: number,
): PresentValues {
  const factor = discountFactors(schedule, option.real.length);
  let costs = 0;
  let benefits = 0;
  for (let y = 0; y < factor.length; y++) {
    const more = option.real[y]! - base.real[y]!;
    costs += factor[y]! * (more + (more > 0 ? optimism * more : 0));
    benefits += factor[y]! * (option.benefit[y]! - base.benefit[y]!);
  }
  return { costs, benefits };
}
