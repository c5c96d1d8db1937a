import { measureIds } from '../../../shared/model/appraisal.ts';
import type { MeasureId } from '../../../shared/model/appraisal.ts';
import { costReader, optionCosts, presentValues } from './costs.ts';
import type { Costs } from './costs.ts';
import { countPlace, districtPlace, totalPlace, totalsOfYear } from './flow-counts.ts';
import { InputReader } from './input-reader.ts';
import type { Model } from './inputs.ts';
import type { OptionFlow, OptionModel, PoolFlow } from './model.ts';
import type { Resolved, ResolvedOption, Settling } from './resolve.ts';

/** Money value of benefits by column, in the order in which the model lists their inputs; what cannot be banked is never added to what can. */
export const valueColumns = ['cashable', 'fiscal', 'economic', 'social'] as const;

/** What interviews and cases avoid and help in, all years together, and what that is worth. */
export interface Gains {
  /** Real benefit by year, all columns; the columns as a mean year. */
  readonly benefit: readonly number[];
  readonly columns: readonly number[];
  readonly avoided: number;
  readonly reduced: number;
}

/** What follows from flows in money: all that NPSV rests on. */
export interface Money {
  readonly costs: Costs;
  readonly gains: Gains;
  readonly optimism: number;
  readonly schedule: number;
}

/** An option evaluated once, in a draw. */
export interface Evaluated extends Pick<Money, 'costs' | 'optimism' | 'schedule'>, Pick<Gains, 'benefit' | 'columns'> {
  readonly model: OptionModel;
  readonly flow: OptionFlow;
  /** Those of the flow. */
  readonly counts: Float64Array;
  /** In the order of `measureIds`; NaN where one is not defined. NPSV and BCR are set against the do-minimum. */
  readonly measures: number[];
  presentCosts: number;
  presentBenefits: number;
}

/** Values in the order of `valueColumns`. */
const gainReader = new InputReader([
  'effect_repeat',
  'late_effect',
  'deadweight',
  'attribution',
  'risk_reduced',
  'turning_18',
  'episode_cashable',
  'episode_fiscal',
  'episode_economic',
  'episode_social',
  'case_cashable',
  'case_fiscal',
  'case_economic',
  'case_social',
]);
const termReader = new InputReader(['optimism_bias', 'discount_schedule']);

const places = Object.fromEntries(measureIds.map((id, at) => [id, at])) as Readonly<Record<MeasureId, number>>;
export const measurePlace = (id: MeasureId): number => places[id];

function gainsOf(resolved: Resolved, option: ResolvedOption, settling: Settling, { totals }: OptionFlow): Gains {
  const { years } = resolved;
  const p = gainReader.places;
  const { episode_cashable: episode, case_cashable: ofCase } = p;
  const benefit: number[] = [];
  for (let y = 0; y < years; y++) benefit.push(0);
  const columns = [0, 0, 0, 0];
  let avoided = 0;
  let reduced = 0;
  for (let at = 0; at < option.contracts.length; at++) {
    const n = gainReader.numbers(resolved, option.contracts[at]!, settling);
    const effect = n[p.effect_repeat]!;
    const late = n[p.late_effect]!;
    const claimed = (1 - n[p.deadweight]!) * n[p.attribution]!;
    const lessRisk = n[p.risk_reduced]! * (1 - n[p.turning_18]!);
    for (let y = 0; y < years; y++) {
      const total = (at * years + y) * totalsOfYear;
      const inTime = totals[total + totalPlace.within72]!;
      const lateHere = totals[total + totalPlace.lateEffect]!;
      const closed = totals[total + totalPlace.closed]!;
      const fewer = (inTime + late * lateHere) * effect * claimed;
      const helped = closed * lessRisk;
      avoided += fewer;
      reduced += helped;
      for (let k = 0; k < valueColumns.length; k++) {
        const value = fewer * n[episode + k]! + helped * claimed * n[ofCase + k]!;
        columns[k]! += value / years;
        benefit[y]! += value;
      }
    }
  }
  return { benefit, columns, avoided, reduced };
}

/** What stays of the money of an option with the same flow when inputs of these slots are changed. */
export const sameMoneyOf = (model: Model, money: Money, changed: readonly number[]): Partial<Money> => ({
  ...(changed.some(slot => costReader.reads(model, slot)) ? {} : { costs: money.costs }),
  ...(changed.some(slot => gainReader.reads(model, slot)) ? {} : { gains: money.gains }),
});

/** What follows from flows in money alone, whichever engine made them. @param same what of it is known already */
export function moneyOf(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  model: OptionModel,
  flow: OptionFlow,
  sincePriceBase: number,
  same: Partial<Money> = {},
): Money {
  const terms = termReader.numbers(resolved, option.contracts[0]!, settling);
  const { optimism_bias: optimism, discount_schedule: schedule } = termReader.places;
  return {
    costs: same.costs ?? optionCosts(resolved, option, settling, model, flow, sincePriceBase),
    gains: same.gains ?? gainsOf(resolved, option, settling, flow),
    optimism: terms[optimism]!,
    schedule: terms[schedule]!,
  };
}

/** Everything that follows from flows, whichever engine made them. */
export function evaluated(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  model: OptionModel,
  flow: OptionFlow,
  sincePriceBase: number,
): Evaluated {
  const { costs, gains, optimism, schedule } = moneyOf(resolved, option, settling, model, flow, sincePriceBase);
  const { counts } = flow;
  return {
    model,
    flow,
    counts,
    costs,
    benefit: gains.benefit,
    columns: gains.columns,
    optimism,
    schedule,
    measures: measuresOf(model, flow.pools, counts, costs, gains),
    presentCosts: 0,
    presentBenefits: 0,
  };
}

/** The measures of an option, those against the do-minimum not yet set. */
function measuresOf(
  model: OptionModel,
  pools: readonly PoolFlow[],
  counts: Float64Array,
  costs: Costs,
  { avoided, reduced }: Gains,
): number[] {
  const { years } = model;
  let episodes = 0;
  let completed = 0;
  let inTime = 0;
  let allocated = 0;
  let withdrew = 0;
  let weighted = 0;
  let weighted90 = 0;
  let weights = 0;
  for (let at = 0; at < model.pools.length; at++) {
    let ownAllocated = 0;
    for (let y = 0; y < years; y++) {
      let inTimeHere = 0;
      let completedHere = 0;
      for (const district of model.pools[at]!.districts) {
        const place = districtPlace(y, model.districts, district);
        episodes += counts[place + countPlace.episodes]!;
        completedHere += counts[place + countPlace.completed]!;
        inTimeHere += counts[place + countPlace.within72]!;
        ownAllocated += counts[place + countPlace.allocated]!;
        withdrew += counts[place + countPlace.withdrew]!;
      }
      completed += completedHere;
      inTime += inTimeHere;
    }
    allocated += ownAllocated;
    const pool = pools[at]!;
    const weight = ownAllocated > 0 ? ownAllocated : 1e-9;
    weighted += weight * (pool.waitMean ?? NaN);
    weighted90 += weight * (pool.wait90 ?? NaN);
    weights += weight;
  }
  const measures = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const set = (id: MeasureId, value: number) => (measures[places[id]] = value);
  let cost = 0;
  for (const one of costs.real) cost += one / years;
  set('cost-a-year', cost);
  set('npsv', NaN);
  set('bcr', NaN);
  set('interviews-completed', completed / years);
  set('within-72-hours', completed > 0 ? inTime / completed : NaN);
  set('within-72-hours-of-all', episodes > 0 ? inTime / episodes : NaN);
  set('weeks-to-allocation', weighted / weights);
  set('weeks-to-allocation-90', weighted90 / weights);
  set('children-helped', allocated / years);
  set('unmet', (withdrew + episodes - completed) / years);
  set('repeat-missing', avoided / years);
  set('risk-reduced', reduced / years);
  set('postcode-lottery', lotteryOf(counts, model));
  return measures;
}

/** Hoover's index of answered over counted episodes, all years together. */
function lotteryOf(counts: Float64Array, { years, districts }: OptionModel): number {
  let need = 0;
  let met = 0;
  const needs: number[] = [];
  const mets: number[] = [];
  for (let at = 0; at < districts; at++) {
    needs.push(0);
    mets.push(0);
  }
  for (let year = 0; year < years; year++)
    for (let at = 0; at < districts; at++) {
      const place = districtPlace(year, districts, at);
      const ofNeed = counts[place + countPlace.episodes]!;
      const ofMet = counts[place + countPlace.completed]!;
      needs[at]! += ofNeed;
      mets[at]! += ofMet;
      need += ofNeed;
      met += ofMet;
    }
  if (!(need > 0) || !(met > 0)) return NaN;
  let moved = 0;
  for (let at = 0; at < districts; at++) moved += Math.abs(mets[at]! / met - needs[at]! / need);
  // What rounding alone leaves is nothing.
  return moved < 1e-12 ? 0 : moved / 2;
}

/** NPSV of an option against the do-minimum. */
export function npsvAgainst(option: Money, base: Money): number {
  const { costs, benefits } = presentValues(
    { real: option.costs.real, benefit: option.gains.benefit },
    { real: base.costs.real, benefit: base.gains.benefit },
    option.optimism,
    option.schedule,
  );
  return benefits - costs;
}

/** Sets present values, NPSV and BCR against the do-minimum. */
export function setAgainst(option: Evaluated, base: Evaluated): void {
  const { costs, benefits } = presentValues(
    { real: option.costs.real, benefit: option.benefit },
    { real: base.costs.real, benefit: base.benefit },
    option.optimism,
    option.schedule,
  );
  option.presentCosts = costs;
  option.presentBenefits = benefits;
  option.measures[places.npsv] = benefits - costs;
  option.measures[places.bcr] = costs > 1e-9 ? benefits / costs : NaN;
}

/** A quantile of sorted values, between them in a straight line. Source: Hyndman and Fan (1996), definition 7. */
export function sampleQuantile(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
