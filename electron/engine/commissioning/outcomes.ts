import { measureIds } from '../../../shared/model/appraisal.ts';
import type { MeasureId } from '../../../shared/model/appraisal.ts';
import { optionCosts, presentValues } from './costs.ts';
import type { Costs } from './costs.ts';
import type { OptionFlow, OptionModel } from './model.ts';
import { numbersOf, slotTable, valueIn } from './resolve.ts';
import type { Resolved, ResolvedOption, Settling } from './resolve.ts';

/** Money value of benefits by column, in the order in which the model lists their inputs; what cannot be banked is never added to what can. */
export const valueColumns = ['cashable', 'fiscal', 'economic', 'social'] as const;

/** An option evaluated once: with the middle of every input, or in a draw. */
export interface Evaluated {
  readonly model: OptionModel;
  readonly flow: OptionFlow;
  readonly costs: Costs;
  /** Real benefit by year, all columns; the columns as a mean year. */
  readonly benefit: readonly number[];
  readonly columns: readonly number[];
  readonly optimism: number;
  readonly schedule: number;
  /** In the order of `measureIds`; NaN where one is not defined. NPSV and BCR are set against the do-minimum. */
  readonly measures: number[];
  presentCosts: number;
  presentBenefits: number;
}

const places = Object.fromEntries(measureIds.map((id, at) => [id, at])) as Readonly<Record<MeasureId, number>>;
export const measurePlace = (id: MeasureId): number => places[id];

/** Everything that follows from flows, whichever engine made them. */
export function evaluated(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  model: OptionModel,
  flow: OptionFlow,
  sincePriceBase: number,
): Evaluated {
  const { years } = resolved;
  const s = slotTable(resolved.model);
  const costs = optionCosts(resolved, option, settling, model, flow, sincePriceBase);
  const benefit: number[] = [];
  for (let y = 0; y < years; y++) benefit.push(0);
  const columns = [0, 0, 0, 0];
  let episodes = 0;
  let completed = 0;
  let inTime = 0;
  let allocated = 0;
  let withdrew = 0;
  let avoided = 0;
  let reduced = 0;
  let weighted = 0;
  let weighted90 = 0;
  let weights = 0;
  for (let at = 0; at < option.contracts.length; at++) {
    const contract = option.contracts[at]!;
    const n = numbersOf(resolved, contract, settling);
    const effect = n[s['effect_repeat']!]!;
    const late = n[s['late_effect']!]!;
    const claimed = (1 - n[s['deadweight']!]!) * n[s['attribution']!]!;
    const lessRisk = n[s['risk_reduced']!]! * (1 - n[s['turning_18']!]!);
    const episodeSlot = s['episode_cashable']!;
    const caseSlot = s['case_cashable']!;
    let ownAllocated = 0;
    for (let y = 0; y < years; y++) {
      let inTimeHere = 0;
      let lateHere = 0;
      let completedHere = 0;
      let closedHere = 0;
      for (const district of model.pools[at]!.districts) {
        const one = flow.flows[y]![district]!;
        episodes += one.episodes;
        completedHere += one.completed;
        inTimeHere += one.within72;
        lateHere += one.lateEffect;
        closedHere += one.closed;
        ownAllocated += one.allocated;
        withdrew += one.withdrew;
      }
      const fewer = (inTimeHere + late * lateHere) * effect * claimed;
      const helped = closedHere * lessRisk;
      completed += completedHere;
      inTime += inTimeHere;
      avoided += fewer;
      reduced += helped;
      for (let k = 0; k < valueColumns.length; k++) {
        const value = fewer * n[episodeSlot + k]! + helped * claimed * n[caseSlot + k]!;
        columns[k]! += value / years;
        benefit[y]! += value;
      }
    }
    allocated += ownAllocated;
    const pool = flow.pools[at]!;
    const weight = ownAllocated > 0 ? ownAllocated : 1e-9;
    weighted += weight * (pool.waitMean ?? NaN);
    weighted90 += weight * (pool.wait90 ?? NaN);
    weights += weight;
  }
  const first = option.contracts[0]!;
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
  set('postcode-lottery', lotteryOf(flow, model.districts));
  return {
    model,
    flow,
    costs,
    benefit,
    columns,
    optimism: valueIn(resolved, first, settling, s['optimism_bias']!),
    schedule: valueIn(resolved, first, settling, s['discount_schedule']!),
    measures,
    presentCosts: 0,
    presentBenefits: 0,
  };
}

/** Hoover's index of answered over counted episodes, all years together. */
function lotteryOf(flow: OptionFlow, districts: number): number {
  let need = 0;
  let met = 0;
  const needs: number[] = [];
  const mets: number[] = [];
  for (let at = 0; at < districts; at++) {
    needs.push(0);
    mets.push(0);
  }
  for (const year of flow.flows)
    for (let at = 0; at < districts; at++) {
      const one = year[at]!;
      needs[at]! += one.episodes;
      mets[at]! += one.completed;
      need += one.episodes;
      met += one.completed;
    }
  if (!(need > 0) || !(met > 0)) return NaN;
  let moved = 0;
  for (let at = 0; at < districts; at++) moved += Math.abs(mets[at]! / met - needs[at]! / need);
  // What rounding alone leaves is nothing.
  return moved < 1e-12 ? 0 : moved / 2;
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
