import { contributions, decimalText } from './contributions.ts';
import type { Appraisal, Partner } from '../../../shared/model/appraisal.ts';
import type { PartnerResult } from '../../../shared/contract/commissioning.ts';
import type { Evaluated } from './outcomes.ts';
import type { Resolved } from './resolve.ts';
import { shapley } from './shapley.ts';

/** What an option means for the partners: its mean, and its nominal cost in every draw, year by year. */
export interface PartnerQuestion {
  readonly mean: Evaluated;
  readonly drawn: readonly (readonly number[])[];
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The weight of each partner as decimal text; in proportion to their sum. */
function weightsOf(appraisal: Appraisal, resolved: Resolved, option: Evaluated): string[] {
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
      return places.map(held => aloneCost(resolved, option, held, nominalInAll(option)));
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
      return places.map(held => needShare(resolved, held));
  }
}

const placesOf = (appraisal: Appraisal, partner: Partner): number[] =>
  appraisal.districts.flatMap((district, at) => (partner.districts.includes(district.code) ? [at] : []));

/** Share of the need of both services, each by its own count. */
function needShare(resolved: Resolved, held: readonly number[]): number {
  const share = (need: Resolved['episodes']) => {
    const all = sum(need.map(one => one.mean));
    return all > 0 ? sum(held.map(at => need[at]!.mean)) / all : held.length / need.length;
  };
  return (share(resolved.episodes) + share(resolved.referrals)) / 2;
}

interface Nominal {
  readonly total: number;
  readonly fixed: number;
}
const nominalInAll = (option: Evaluated): Nominal => ({
  total: sum(option.costs.nominal),
  fixed: sum(option.costs.nominalFixed),
});

/** Districts on their own: staff by their need, and a contract of their own with all that comes with one. */
function aloneCost(resolved: Resolved, option: Evaluated, held: readonly number[], all: Nominal): number {
  return (all.total - all.fixed) * needShare(resolved, held) + all.fixed / option.model.pools.length;
}

/** Who pays and who gains; every year's pence add up to that year's cost exactly. */
export function partnerResults(
  appraisal: Appraisal,
  resolved: Resolved,
  option: PartnerQuestion,
  base: PartnerQuestion,
): PartnerResult[] {
  const { partners } = appraisal;
  const { years } = resolved;
  const paid = paidBy(appraisal, resolved, option.mean);
  const before = paidBy(appraisal, resolved, base.mean);
  const shares = weightsOf(appraisal, resolved, option.mean).map(Number);
  const allShares = sum(shares);
  const fiscal = option.mean.columns[0]! + option.mean.columns[1]! - base.mean.columns[0]! - base.mean.columns[1]!;
  const wholeShare = sum(partners.filter(one => one.districts.length === 0).map(one => Number(one.share)));
  return partners.map((partner, at): PartnerResult => {
    const pence = paid.map(year => year[at]!);
    const penceAYear = Math.round(sum(pence) / years);
    const penceBefore = Math.round(sum(before.map(year => year[at]!)) / years);
    const share = allShares > 0 ? shares[at]! / allShares : 0;
    const held = placesOf(appraisal, partner);
    const alone =
      held.length > 0 ? aloneCost(resolved, option.mean, held, nominalInAll(option.mean)) * (1 - wholeShare) : null;
    let covered = 0;
    for (const draw of option.drawn) if (draw.every(cost => cost * share <= partner.budget)) covered++;
    return {
      id: partner.id,
      name: partner.name,
      share,
      pence,
      penceAYear,
      netPenceAYear: Math.round(fiscal * Number(partner.benefitShare) * 100) - (penceAYear - penceBefore),
      alonePenceAYear: alone === null ? null : Math.round((alone * 100) / years),
      budgetPence: Math.round(partner.budget * 100),
      affordable: option.drawn.length > 0 ? covered / option.drawn.length : null,
      limited: null,
      overspendPence: 0,
    };
  });
}

/** Year × partner, whole pence. */
function paidBy(appraisal: Appraisal, resolved: Resolved, option: Evaluated): (readonly number[])[] {
  const weights = weightsOf(appraisal, resolved, option);
  const payers = appraisal.partners.map((partner, at) => ({ id: partner.id, share: weights[at]! }));
  return option.costs.nominal.map(cost => contributions(Math.round(cost * 100), payers));
}
