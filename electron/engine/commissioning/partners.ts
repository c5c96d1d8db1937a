import type { OptionResult, PartnerResult } from '../../../shared/contract/commissioning.ts';
import type { Appraisal, Partner } from '../../../shared/model/appraisal.ts';
import { plainSettlement, riskShares } from './contributions.ts';
import { leavingResults } from './leaving.ts';
import { sampleQuantile } from './outcomes.ts';
import type { Evaluated } from './outcomes.ts';
import { aloneFor, limitPence, payersOf, placesOf, settledYears, weightsOf, yearly } from './partner-shares.ts';
import type { Resolved } from './resolve.ts';

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

/** A budget that no partner gave says nothing of what it can afford. */
const givenBudget = ({ budget, standing }: Partner): number | null =>
  standing.budget.basis.state === 'placeholder' ? null : budget;

/**
 * Who pays, who gains, who bears what it costs more, and what happens when one leaves. Floors and caps bind in every year and
 * in every draw of the probability that a budget holds; of an overspend they do not count.
 */
export function paying(
  appraisal: Appraisal,
  resolved: Resolved,
  option: PartnerQuestion,
  base: Evaluated,
): Pick<OptionResult, 'partners' | 'unpaidPence' | 'overspendPence' | 'leaving'> {
  const { partners } = appraisal;
  const { mean } = option;
  const { years } = resolved;
  const weights = weightsOf(appraisal, resolved, mean);
  const payers = payersOf(partners, weights);
  const settled = settledYears(mean.costs.nominal, payers);
  const before = settledYears(base.costs.nominal, payersOf(partners, weightsOf(appraisal, resolved, base)));
  const shares = weights.map(Number);
  const allShares = sum(shares);
  const covered = coveredDraws(partners, shares, option.drawn);
  const overspendPence = overspend(option);
  const borne = riskShares(
    overspendPence,
    appraisal.riskBands.map(({ upTo, bearer }) => ({ upToPence: upTo === null ? null : limitPence(upTo), bearer })),
    payers,
  );
  const areSharesKnown = partners.every(partner => partner.standing.share.basis.state !== 'placeholder');
  const fiscal = mean.columns[0]! + mean.columns[1]! - base.columns[0]! - base.columns[1]!;
  const found = partners.map((partner, at): PartnerResult => {
    const penceAYear = yearly(settled, at);
    const held = placesOf(appraisal, partner);
    const budget = givenBudget(partner);
    const limits = settled.map(year => year.limits[at]!);
    return {
      id: partner.id,
      name: partner.name,
      share: allShares > 0 ? shares[at]! / allShares : 0,
      pence: settled.map(year => year.pence[at]!),
      penceAYear,
      netPenceAYear: Math.round(fiscal * Number(partner.benefitShare) * 100) - (penceAYear - yearly(before, at)),
      alonePenceAYear: held.length > 0 ? Math.round((aloneFor(appraisal, resolved, mean, held) * 100) / years) : null,
      budgetPence: budget === null ? null : Math.round(budget * 100),
      affordable:
        areSharesKnown && budget !== null && option.drawn.length > 0 ? covered[at]! / option.drawn.length : null,
      limited: limits.find(limit => limit === 'cap') ?? limits.find(limit => limit !== null) ?? null,
      overspendPence: borne[at]!,
    };
  });
  return {
    partners: found,
    unpaidPence: settled.map(year => year.unpaidPence),
    overspendPence,
    leaving: leavingResults(appraisal, resolved, mean, settled, found),
  };
}

/** By partner: in how many draws its budget covers what it would pay in every year. */
function coveredDraws(
  partners: readonly Partner[],
  shares: readonly number[],
  drawn: readonly (readonly number[])[],
): number[] {
  const allShares = sum(shares);
  const parts = shares.map(share => (allShares > 0 ? share / allShares : 0));
  const limited = partners.some(({ floor, cap }) => floor !== null || cap !== null);
  const caps = partners.map(({ cap }) => cap ?? Infinity);
  const terms = { weights: parts, floors: partners.map(({ floor }, at) => Math.min(floor ?? 0, caps[at]!)), caps };
  const covered = partners.map(() => 0);
  for (const draw of drawn) {
    const paid = limited ? draw.map(cost => plainSettlement(cost, terms)) : null;
    for (let at = 0; at < partners.length; at++) {
      const { budget } = partners[at]!;
      if (budget === null) continue;
      if (draw.every((cost, year) => (paid ? paid[year]![at]! : cost * parts[at]!) <= budget)) covered[at]!++;
    }
  }
  return covered;
}

/** Pence a year on average: the 90th percentile of what it costs over what it is expected to cost; never below 0. */
function overspend({ mean, drawn }: PartnerQuestion): number {
  if (drawn.length === 0) return 0;
  const averages = Float64Array.from(drawn, draw => sum(draw) / draw.length).sort();
  const expected = sum(mean.costs.nominal) / mean.costs.nominal.length;
  return Math.max(0, Math.round((sampleQuantile(averages, 0.9) - expected) * 100));
}

/** What of the limits cannot be kept, in sentences: they are never a fault. */
export function limitNotes(
  { partners }: Appraisal,
  years: readonly string[],
  options: readonly Pick<OptionResult, 'name' | 'partners' | 'unpaidPence'>[],
): string[] {
  const crossed = partners.filter(({ floor, cap }) => floor !== null && cap !== null && floor > cap);
  const floors = sum(
    partners.map(({ floor, cap }) => Math.min(limitPence(floor ?? 0), limitPence(cap ?? Number.MAX_SAFE_INTEGER))),
  );
  const shrunk = options.flatMap(option => {
    const short = years.filter((_, y) => {
      const cost = sum(option.partners.map(partner => partner.pence[y]!)) + option.unpaidPence[y]!;
      return cost >= 0 && floors > cost;
    });
    return short.length > 0
      ? [
          `${option.name}: in ${short.join(', ')} the least amounts of the partners together are more than the cost, so each is lowered in proportion.`,
        ]
      : [];
  });
  return [
    ...crossed.map(({ name }) => `${name}: the least it is to pay is above the most; the most holds.`),
    ...shrunk,
  ];
}
