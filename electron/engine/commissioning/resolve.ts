import type { Appraisal, InputValue, InputValues } from '../../../shared/model/appraisal.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { fitted } from '../statistics/distributions.ts';
import { contractAccess, relativeAcceptance } from './access.ts';
import type { ContractAccess } from './access.ts';
import type { Model } from './inputs.ts';

/** An input with one distribution: contracts and options that say the same of it share the variable. */
export interface Variable {
  readonly slot: number;
  readonly value: InputValue;
  /** Whether one of those who say it is a placeholder. */
  isPlaceholder: boolean;
}

export interface ResolvedContract {
  readonly id: string;
  readonly name: string;
  /** Indexes into the appraisal's districts. */
  readonly districts: readonly number[];
  /** By slot of the model: which variable, and how much of it is this contract's. */
  readonly variables: Int32Array;
  readonly factors: Float64Array;
  readonly access: ContractAccess;
}

export interface ResolvedOption {
  readonly id: string;
  readonly name: string;
  readonly contracts: readonly ResolvedContract[];
}

/** What is known of the need of a district: a gamma posterior of its count in a year. */
export interface NeedPosterior {
  /** As it was counted, a year. */
  readonly counted: number;
  /** Drawn towards the rate of all districts. */
  readonly mean: number;
  readonly shape: number;
}

/** An appraisal with every input traced to its variable, ready to be settled with numbers as often as is wanted. */
export interface Resolved {
  readonly model: Model;
  readonly variables: readonly Variable[];
  readonly options: readonly ResolvedOption[];
  readonly episodes: readonly NeedPosterior[];
  readonly referrals: readonly NeedPosterior[];
  /** How far chance is in what was counted, 0 to 1, where need is shared out once for all draws. */
  readonly needVariation: number;
  readonly start: string;
  readonly years: number;
  /** Years of growth from the middle of what was counted to the middle of the first year. */
  readonly yearsToFirst: number;
}

/** Numbers for a draw: by variable, and by district the counted need over its mean (1 in the middle). */
export interface Settling {
  readonly values: Float64Array;
  readonly episodes: Float64Array;
  readonly referrals: Float64Array;
}

/**
 * Need of a district in a draw, a year: what was counted as far as it is taken as certain, the posterior as far as chance is
 * in it. @param variation 0 to 1 @param drawn posterior over its mean
 */
export const needAt = ({ counted, mean }: NeedPosterior, variation: number, drawn = 1): number =>
  counted + variation * (mean * drawn - counted);

export function resolvedAppraisal(appraisal: Appraisal, model: Model): Resolved {
  const variables: Variable[] = [];
  const known = new Map<string, number>();
  const variableOf = (slot: number, value: InputValue): number => {
    const key = `${slot} ${JSON.stringify(value.distribution)}`;
    let found = known.get(key);
    if (found === undefined) {
      found = variables.push({ slot, value, isPlaceholder: false }) - 1;
      known.set(key, found);
    }
    if (value.basis.state === 'placeholder') variables[found]!.isPlaceholder = true;
    return found;
  };
  const usual = (id: string) =>
    fitted((appraisal.inputs[id] ?? model.inputs[model.slots.get(id)!]!.value).distribution).mean;
  const { districts } = appraisal;
  const children = districts.map(district => district.children * appraisal.yearsCounted);
  const episodes = needPosteriors(
    districts.map(district => district.episodes),
    children,
    usual('episodes_dispersion'),
    appraisal.yearsCounted,
  );
  const referrals = needPosteriors(
    districts.map(district => district.referrals),
    children,
    usual('referrals_dispersion'),
    appraisal.yearsCounted,
  );
  const needVariation = usual('need_variation');
  const places = new Map(districts.map((district, at) => [district.code, at]));
  const relative = relativeAcceptance(districts);
  const options = appraisal.options.map((option): ResolvedOption => {
    const contracts = option.contracts.map((contract): ResolvedContract => {
      const held = contract.districts.map(code => places.get(code)!);
      const shares = {
        episodes: needShare(held, episodes, needVariation),
        referrals: needShare(held, referrals, needVariation),
      };
      const layers: readonly InputValues[] = [contract.inputs, option.inputs, appraisal.inputs];
      const slots = new Int32Array(model.inputs.length);
      const factors = new Float64Array(model.inputs.length);
      for (const [slot, input] of model.inputs.entries()) {
        const layer = layers.findIndex(inputs => Object.hasOwn(inputs, input.id));
        slots[slot] = variableOf(slot, layer < 0 ? input.value : layers[layer]![input.id]!);
        factors[slot] = input.shared && layer !== 0 ? shares[input.shared] : 1;
      }
      const access = contractAccess(appraisal, contract, held, relative);
      return { id: contract.id, name: contract.name, districts: held, variables: slots, factors, access };
    });
    return { id: option.id, name: option.name, contracts };
  });
  return {
    model,
    variables,
    options,
    episodes,
    referrals,
    needVariation,
    start: firstDay(appraisal),
    years: appraisal.years,
    yearsToFirst: yearsToFirst(appraisal),
  };
}

const firstDay = (appraisal: Appraisal): string => `${appraisal.firstYear.slice(0, 4)}-04-01`;

/** Need that nobody knows the day of counts as that of the year before the first. */
function yearsToFirst(appraisal: Appraisal): number {
  const { countedTo, yearsCounted } = appraisal;
  if (countedTo === null) return 1;
  const middleCounted = daysOfIso(countedTo) + 1 - (yearsCounted * 365.25) / 2;
  return (daysOfIso(firstDay(appraisal)) + 365.25 / 2 - middleCounted) / 365.25;
}

/** What of all need lies in some districts, as it is expected; of no need the share of districts. */
export function needShare(held: readonly number[], need: readonly NeedPosterior[], variation: number): number {
  const total = sumOf(need.map(one => needAt(one, variation)));
  return total > 0 ? sumOf(held.map(at => needAt(need[at]!, variation))) / total : held.length / need.length;
}

/**
 * Gamma–Poisson shrinkage: a district's rate is drawn towards that of all districts, the more the fewer were counted, and
 * keeps a spread that says so. The prior is fitted by moments; events that come in clusters count as fewer (`dispersion`,
 * variance over mean). Source: Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators.
 */
export function needPosteriors(
  counts: readonly number[],
  exposures: readonly number[],
  dispersion: number,
  yearsCounted: number,
): NeedPosterior[] {
  const exposure = exposures.reduce((sum, one) => sum + one, 0);
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return counts.map(() => ({ counted: 0, mean: 0, shape: 1 }));
  const mean = count / exposure;
  const spread =
    counts.reduce((sum, one, at) => sum + exposures[at]! * (one / exposures[at]! - mean) ** 2, 0) / exposure;
  const cluster = Math.max(1, dispersion);
  const byChance = (cluster * mean) / (exposure / counts.length);
  // Districts that differ by chance alone still may differ by one in a hundred.
  const variance = Math.max(spread - byChance, (mean * 0.01) ** 2);
  return counts.map((one, at) => {
    const shape = mean ** 2 / variance + one / cluster;
    const rate = mean / variance + exposures[at]! / cluster;
    return { shape, counted: one / yearsCounted, mean: (shape / rate) * (exposures[at]! / yearsCounted) };
  });
}

/** A gamma quantile over its mean, by Wilson and Hilferty's cube root; `z` is standard normal. */
export function gammaRatio(shape: number, z: number): number {
  const ninth = 1 / (9 * shape);
  return Math.max(0, 1 - ninth + z * Math.sqrt(ninth)) ** 3;
}

/** A number of a contract in a draw, by slot. */
export function valueIn(resolved: Resolved, contract: ResolvedContract, settling: Settling, slot: number): number {
  const input = resolved.model.inputs[slot]!;
  const drawn = settling.values[contract.variables[slot]!]!;
  const held = drawn < input.lowest ? input.lowest : drawn > input.highest ? input.highest : drawn;
  return (input.whole ? Math.round(held) : held) * contract.factors[slot]!;
}

/** Weeks in a year of 365.25 days. */
export const weeksAYear = 52.178_571_428_571_43;

type Slots = Readonly<Record<string, number>>;
const slotsOf = new WeakMap<Model, Slots>();

/** Slots by id as one plain object: read tens of thousands of times a second. */
export function slotTable(model: Model): Slots {
  let found = slotsOf.get(model);
  if (!found) {
    found = Object.fromEntries(model.slots);
    slotsOf.set(model, found);
  }
  return found;
}

export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
