import type { Appraisal, Contract, DistrictNeed } from '../../../shared/model/appraisal.ts';

/**
 * How districts of one contract differ in who accepts an offer. An assumption that the options are compared under, not a
 * result: today's difference stays in part, and distance from the nearest base costs some acceptance.
 */
export interface ContractAccess {
  /** Kilometres there and back in a straight line from the nearest base, by district of the contract. */
  readonly kilometres: readonly number[];
  /** Acceptance of a district today over that of all districts. */
  readonly relative: readonly number[];
}

/** Kilometres there and back from the nearest base; none where workers sit in the district, or where nobody knows where it is. */
function kilometresTo(district: DistrictNeed, bases: readonly DistrictNeed[]): number {
  const { centre } = district;
  const places = bases.flatMap(base => (base.centre ? [base.centre] : []));
  if (!centre || places.length === 0) return 0;
  const nearest = Math.min(
    ...places.map(base => Math.hypot(base.easting - centre.easting, base.northing - centre.northing)),
  );
  return (2 * nearest) / 1000;
}

/**
 * Shares of offers accepted over that of all, each drawn towards it the more, the fewer offers it had; 1 where none are known.
 * The spread between districts is fitted by moments, as for rates of need.
 */
export function relativeAcceptance(districts: readonly DistrictNeed[]): number[] {
  const known = districts.flatMap(({ acceptance }) => (acceptance && acceptance.offers > 0 ? [acceptance] : []));
  const offers = known.reduce((sum, one) => sum + one.offers, 0);
  const all = known.reduce((sum, one) => sum + one.accepted, 0) / offers;
  if (known.length < 2 || !(all > 0 && all < 1)) return districts.map(() => 1);
  const spread = known.reduce((sum, one) => sum + one.offers * (one.accepted / one.offers - all) ** 2, 0) / offers;
  const byChance = (all * (1 - all) * known.length) / offers;
  const between = Math.max(spread - byChance, 1e-6);
  const strength = Math.max(0, (all * (1 - all)) / between - 1);
  return districts.map(({ acceptance }) =>
    acceptance ? (acceptance.accepted + strength * all) / (acceptance.offers + strength) / all : 1,
  );
}

export function contractAccess(
  appraisal: Appraisal,
  contract: Contract,
  held: readonly number[],
  relative: readonly number[],
): ContractAccess {
  const bases = appraisal.districts.filter(district => contract.bases.includes(district.code));
  return {
    kilometres: held.map(at => kilometresTo(appraisal.districts[at]!, bases)),
    relative: held.map(at => relative[at]!),
  };
}

/** The base from which all districts are reached with the fewest kilometres for their need; null where no centre is known. */
export function centralBase(districts: readonly DistrictNeed[], need: readonly number[]): string | null {
  let best: string | null = null;
  let fewest = Infinity;
  for (const base of districts) {
    if (!base.centre) continue;
    const kilometres = districts.reduce((sum, one, at) => sum + need[at]! * kilometresTo(one, [base]), 0);
    if (kilometres < fewest) {
      fewest = kilometres;
      best = base.code;
    }
  }
  return best;
}

/** Inputs of a draw that say what becomes of the difference. */
export interface AccessInputs {
  readonly accepted: number;
  /** Share of today's difference that stays. */
  readonly carries: number;
  /** Of all offers, fewer for an hour of travel. */
  readonly lostPerHour: number;
  /** Hours of travel for a kilometre of the straight line. */
  readonly hoursPerKilometre: number;
}

/**
 * Share of offers accepted by district, its mean over `need` as the input says; null where all districts are alike.
 * @param need by district of the contract
 */
export function acceptanceByDistrict(
  { kilometres, relative }: ContractAccess,
  { accepted, carries, lostPerHour, hoursPerKilometre }: AccessInputs,
  need: readonly number[],
): number[] | null {
  if (need.length < 2) return null;
  let weight = 0;
  let meanKilometres = 0;
  let meanRelative = 0;
  for (let at = 0; at < need.length; at++) {
    weight += need[at]!;
    meanKilometres += need[at]! * kilometres[at]!;
    meanRelative += need[at]! * relative[at]!;
  }
  if (!(weight > 0)) return null;
  meanKilometres /= weight;
  meanRelative /= weight;
  const found: number[] = [];
  let reached = 0;
  for (let at = 0; at < need.length; at++) {
    const today = accepted * (1 + carries * (relative[at]! / meanRelative - 1));
    const away = lostPerHour * hoursPerKilometre * (kilometres[at]! - meanKilometres);
    const share = Math.min(1, Math.max(0, today - away));
    found.push(share);
    reached += (need[at]! * share) / weight;
  }
  // What the ends of a share cut off is made up for by the others, so that the mean is what was given.
  if (reached > 0) for (let at = 0; at < found.length; at++) found[at] = Math.min(1, (found[at]! * accepted) / reached);
  return found;
}
