import type { Appraisal, Partner } from '../../../shared/model/appraisal.ts';
import { decimalText, settlement } from './contributions.ts';
import type { Payer, Settlement } from './contributions.ts';
import type { Evaluated } from './outcomes.ts';
import { needShare } from './resolve.ts';
import type { Resolved } from './resolve.ts';
import { shapley } from './shapley.ts';

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The weight of each partner by the rule of the appraisal, as decimal text; in proportion to their sum. */
export function weightsOf(appraisal: Appraisal, resolved: Resolved, option: Evaluated): string[] {
  const weights = ruledWeights(appraisal, resolved, option);
  // Where the rule gives nobody a share, all are alike.
  return weights.some(weight => Number(weight) > 0) ? weights : weights.map(() => '1');
}

function ruledWeights(appraisal: Appraisal, resolved: Resolved, option: Evaluated): string[] {
  const { partners, contribution } = appraisal;
  if (contribution === 'benefit') return partners.map(partner => partner.benefitShare);
  const local = partners.filter(partner => partner.districts.length > 0);
  if (contribution === 'fixed-share' || local.length === 0) return partners.map(partner => partner.share);
  // Partners of the whole area pay their share first; those with districts divide the rest by the rule.
  const left =
    1 - sum(partners.filter(partner => partner.districts.length === 0).map(partner => Number(partner.share)));
  const own = localWeights(appraisal, resolved, option, local);
  const all = sum(own);
  return partners.map(partner => {
    const at = local.indexOf(partner);
    if (at < 0) return partner.share;
    const part = all > 0 ? own[at]! / all : 1 / local.length;
    return decimalText(Number(Math.max(0, left * part).toFixed(12)));
  });
}

function localWeights(
  appraisal: Appraisal,
  resolved: Resolved,
  option: Evaluated,
  local: readonly Partner[],
): number[] {
  const places = local.map(partner => placesOf(appraisal, partner));
  switch (appraisal.contribution) {
    case 'population':
      return places.map(held => sum(held.map(at => appraisal.districts[at]!.children)));
    case 'activity':
      return places.map(held =>
        sum(option.flow.flows.flatMap(year => held.map(at => year[at]!.completed + year[at]!.allocated))),
      );
    case 'stand-alone':
      return places.map(held => aloneCost(resolved, option, held));
    case 'shapley': {
      const all = nominalInAll(option);
      const whole = (1 << local.length) - 1;
      const costs = Float64Array.from({ length: whole + 1 }, (_, set) => {
        if (set === 0) return 0;
        const held = new Set(places.flatMap((own, at) => (set & (1 << at) ? own : [])));
        return held.size === resolved.episodes.length ? all.total : aloneCost(resolved, option, [...held], all);
      });
      return shapley(local.length, costs).shares.map(share => Math.max(0, share));
    }
    default:
      return places.map(held => shareOfNeed(resolved, held));
  }
}

/** Indexes of the districts that a partner answers for. */
export const placesOf = (appraisal: Appraisal, partner: Partner): number[] =>
  appraisal.districts.flatMap((district, at) => (partner.districts.includes(district.code) ? [at] : []));

/** Share of the need of both services, each by its own count. */
const shareOfNeed = ({ episodes, referrals, needVariation }: Resolved, held: readonly number[]): number =>
  (needShare(held, episodes, needVariation) + needShare(held, referrals, needVariation)) / 2;

/** All years together. */
interface Nominal {
  readonly total: number;
  readonly fixed: number;
}
const nominalInAll = (option: Evaluated): Nominal => ({
  total: sum(option.costs.nominal),
  fixed: sum(option.costs.nominalFixed),
});

/** Districts on their own: staff by their need, and a contract of their own with all that comes with one. */
function aloneCost(resolved: Resolved, option: Evaluated, held: readonly number[], all = nominalInAll(option)): number {
  return (all.total - all.fixed) * shareOfNeed(resolved, held) + all.fixed / option.model.pools.length;
}

/**
 * What districts cost on their own, in pounds of all years together. Partners of the whole area pay their part of it as they
 * do of the whole, so that this is what falls to the one who answers for the districts.
 */
export function aloneFor(appraisal: Appraisal, resolved: Resolved, option: Evaluated, held: readonly number[]): number {
  const whole = appraisal.partners.filter(partner => partner.districts.length === 0);
  return aloneCost(resolved, option, held) * (1 - sum(whole.map(partner => Number(partner.share))));
}

/** What the service costs for some of its districts, in pounds of each year; all of them cost what the option costs. */
export function coalitionCosts(resolved: Resolved, option: Evaluated, held: readonly number[]): readonly number[] {
  const { nominal, nominalFixed } = option.costs;
  if (held.length === resolved.episodes.length) return nominal;
  if (held.length === 0) return nominal.map(() => 0);
  const share = shareOfNeed(resolved, held);
  return nominal.map((cost, y) => (cost - nominalFixed[y]!) * share + nominalFixed[y]! / option.model.pools.length);
}

/** Pounds of a limit in whole pence; more than can be counted is as good as no limit. */
export const limitPence = (pounds: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.round(pounds * 100));

/** Partners with their weights and limits, as they pay. */
export const payersOf = (partners: readonly Partner[], weights: readonly string[]): Payer[] =>
  partners.map(({ id, floor, cap }, at) => ({
    id,
    share: weights[at]!,
    ...(floor === null ? {} : { floorPence: limitPence(floor) }),
    ...(cap === null ? {} : { capPence: limitPence(cap) }),
  }));

/** Year by year; pence and what is unpaid add up to the cost of the year. @param costs pounds, by year */
export const settledYears = (costs: readonly number[], payers: readonly Payer[]): Settlement[] =>
  costs.map(cost => settlement(Math.round(cost * 100), payers));

/** Whole pence a year on average of what one pays; no more than the most it pays in a year. */
export const yearly = (settled: readonly Settlement[], at: number): number =>
  Math.round(sum(settled.map(year => year.pence[at]!)) / settled.length);

export const yearlyUnpaid = (settled: readonly Settlement[]): number =>
  Math.round(sum(settled.map(year => year.unpaidPence)) / settled.length);
