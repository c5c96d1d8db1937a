import type { Appraisal, InputValue, InputValues } from '../../../shared/model/appraisal.ts';
import { daysOfIso } from '../../../shared/model/period.ts';
import { fitted } from '../statistics/distributions.ts';
import { acceptanceByDistrict, contractAccess, relativeAcceptance } from './access.ts';
import type { ContractAccess } from './access.ts';
import type { Model } from './inputs.ts';
import type { OptionModel, Pool } from './model.ts';

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
  const dispersion = (id: string) =>
    fitted((appraisal.inputs[id] ?? model.inputs[model.slots.get(id)!]!.value).distribution).mean;
  const { districts } = appraisal;
  const children = districts.map(district => district.children * appraisal.yearsCounted);
  const episodes = needPosteriors(
    districts.map(district => district.episodes),
    children,
    dispersion('episodes_dispersion'),
    appraisal.yearsCounted,
  );
  const referrals = needPosteriors(
    districts.map(district => district.referrals),
    children,
    dispersion('referrals_dispersion'),
    appraisal.yearsCounted,
  );
  const places = new Map(districts.map((district, at) => [district.code, at]));
  const relative = relativeAcceptance(districts);
  const options = appraisal.options.map((option): ResolvedOption => {
    const contracts = option.contracts.map((contract): ResolvedContract => {
      const held = contract.districts.map(code => places.get(code)!);
      const shares = { episodes: shareOf(held, episodes), referrals: shareOf(held, referrals) };
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

const shareOf = (held: readonly number[], need: readonly NeedPosterior[]): number => {
  const total = need.reduce((sum, one) => sum + one.mean, 0);
  return total > 0 ? held.reduce((sum, at) => sum + need[at]!.mean, 0) / total : held.length / need.length;
};

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
  if (count === 0) return counts.map(() => ({ mean: 0, shape: 1 }));
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
    return { shape, mean: (shape / rate) * (exposures[at]! / yearsCounted) };
  });
}

/** A gamma quantile over its mean, by Wilson and Hilferty's cube root; `z` is standard normal. */
export function gammaRatio(shape: number, z: number): number {
  const ninth = 1 / (9 * shape);
  return Math.max(0, 1 - ninth + z * Math.sqrt(ninth)) ** 3;
}

let numbers = new Float64Array(0);

/**
 * Every number of a contract in a draw, by slot, until the next call. Read tens of thousands of times a second, so it is one array that is
 * used again.
 */
export function numbersOf(resolved: Resolved, contract: ResolvedContract, settling: Settling): Float64Array {
  if (numbers.length !== contract.variables.length) numbers = new Float64Array(contract.variables.length);
  const into = numbers;
  const { lowest, highest, whole } = boundsOf(resolved.model);
  const { variables, factors } = contract;
  for (let slot = 0; slot < variables.length; slot++) {
    const drawn = settling.values[variables[slot]!]!;
    const held = drawn < lowest[slot]! ? lowest[slot]! : drawn > highest[slot]! ? highest[slot]! : drawn;
    into[slot] = (whole[slot] === 1 ? Math.round(held) : held) * factors[slot]!;
  }
  return into;
}

interface Bounds {
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  readonly whole: Uint8Array;
}
const bounds = new WeakMap<Model, Bounds>();

function boundsOf(model: Model): Bounds {
  let found = bounds.get(model);
  if (!found) {
    found = {
      lowest: Float64Array.from(model.inputs, input => input.lowest),
      highest: Float64Array.from(model.inputs, input => input.highest),
      whole: Uint8Array.from(model.inputs, input => (input.whole ? 1 : 0)),
    };
    bounds.set(model, found);
  }
  return found;
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

/**
 * One option with every input settled to a number.
 * @param sameNeed the option in a draw that differs in nothing that need rests on: its need is taken over
 */
export function settledOption(
  resolved: Resolved,
  option: ResolvedOption,
  settling: Settling,
  sameNeed?: OptionModel,
): OptionModel {
  const pools = option.contracts.map((contract, at) =>
    settledPool(resolved, contract, settling, sameNeed?.pools[at] ?? null),
  );
  return {
    option: option.id,
    start: resolved.start,
    years: resolved.years,
    districts: resolved.episodes.length,
    pools,
  };
}

/** Inputs that need by year and district rests on. */
const needInputs = [
  'prevalence_growth',
  'detection_growth',
  'need_variation',
  'episodes_level',
  'referrals_level',
  'awareness_step',
] as const;

/** Whether need by year and district rests on an input. */
export const isOfNeed = (model: Model, slot: number): boolean => needInputs.some(id => slotTable(model)[id] === slot);

/** Episodes and referrals by year and district of a contract, and episodes as they were counted in this draw. */
interface SettledNeed {
  readonly episodes: readonly (readonly number[])[];
  readonly referrals: readonly (readonly number[])[];
}

/** So many times each; a list of one is most often asked for. */
function timesEach(values: readonly number[], factor: number): number[] {
  if (values.length === 1) return [values[0]! * factor];
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) found.push(values[at]! * factor);
  return found;
}

function settledNeed(
  { years, yearsToFirst, model }: Resolved,
  ownEpisodes: readonly number[],
  ownReferrals: readonly number[],
  n: Float64Array,
): SettledNeed {
  const s = slotTable(model);
  const prevalence = 1 + n[s['prevalence_growth']!]!;
  const detection = prevalence * (1 + n[s['detection_growth']!]!);
  const referralsLevel = n[s['referrals_level']!]! * (1 + n[s['awareness_step']!]!);
  const episodes: number[][] = [];
  const referrals: number[][] = [];
  let moreEpisodes = n[s['episodes_level']!]! * prevalence ** yearsToFirst;
  let moreReferrals = referralsLevel * detection ** yearsToFirst;
  for (let y = 0; y < years; y++) {
    episodes.push(timesEach(ownEpisodes, moreEpisodes));
    referrals.push(timesEach(ownReferrals, moreReferrals));
    moreEpisodes *= prevalence;
    moreReferrals *= detection;
  }
  return { episodes, referrals };
}

/** Need of the districts of a contract in a draw, a year as it was counted. */
function countedNeed(
  contract: ResolvedContract,
  need: readonly NeedPosterior[],
  drawn: Float64Array,
  variation: number,
): number[] {
  const found: number[] = [];
  for (const at of contract.districts) found.push(need[at]!.mean * (1 + variation * (drawn[at]! - 1)));
  return found;
}

function settledPool(resolved: Resolved, contract: ResolvedContract, settling: Settling, sameNeed: Pool | null): Pool {
  const s = slotTable(resolved.model);
  const n = numbersOf(resolved, contract, settling);
  const variation = n[s['need_variation']!]!;
  const ownEpisodes = countedNeed(contract, resolved.episodes, settling.episodes, variation);
  const { episodes, referrals } = sameNeed
    ? { episodes: sameNeed.missing.episodes, referrals: sameNeed.targeted.referrals }
    : settledNeed(resolved, ownEpisodes, countedNeed(contract, resolved.referrals, settling.referrals, variation), n);
  const accepted = n[s['accepted']!]!;
  const acceptedBy = acceptanceByDistrict(
    contract.access,
    {
      accepted,
      carries: n[s['acceptance_carries']!]!,
      lostPerHour: n[s['accept_travel']!]!,
      hoursPerKilometre: n[s['road_factor']!]! / n[s['road_speed']!]!,
    },
    ownEpisodes,
  );
  const opens = n[s['opens']!]!;
  const workingDays = 5 * weeksAYear;
  const worked =
    Math.max(0, 1 - (n[s['leave_days']!]! + n[s['training_days']!]!) / workingDays) * (1 - n[s['absence']!]!);
  return {
    contract: contract.id,
    districts: contract.districts,
    missing: {
      episodes,
      dispersion: n[s['episodes_dispersion']!]!,
      meanHoursAway: n[s['hours_away']!]!,
      offered: n[s['offered']!]!,
      accepted,
      ...(acceptedBy ? { acceptedBy } : {}),
      attemptSuccess: n[s['attempt_success']!]!,
      attempts: n[s['attempts']!]!,
      hoursPerInterview: n[s['hours_per_interview']!]!,
      episodesPerInterview: n[s['episodes_per_interview']!]!,
      wte: n[s['interview_wte']!]!,
      directHoursPerWteWeek: n[s['hours_per_week']!]! * worked * n[s['direct_share']!]!,
      calendar: {
        weekends: n[s['weekend_cover']!] === 1,
        bankHolidays: n[s['bank_holiday_cover']!] === 1,
        opens,
        closes: Math.max(opens + 1, n[s['closes']!]!),
      },
      targetHours: n[s['target_hours']!]!,
      givesUpHours: 24 * n[s['gives_up_days']!]!,
      halfEffectHours: 24 * n[s['late_half_days']!]!,
    },
    targeted: {
      referrals,
      dispersion: n[s['referrals_dispersion']!]!,
      surges: { perYear: n[s['surges_per_year']!]!, referrals: n[s['surge_referrals']!]! },
      triageAccepted: n[s['triage_accepted']!]!,
      assessmentWeeks: n[s['assessment_weeks']!]!,
      highRisk: n[s['high_risk']!]!,
      ageingWeeks: n[s['ageing_weeks']!]!,
      caseWeeks: n[s['case_weeks']!]!,
      caseWeeksCv: n[s['case_weeks_cv']!]!,
      slotsPerWte: n[s['slots_per_wte']!]!,
      wte: n[s['targeted_wte']!]!,
      withdrawPerWeek: n[s['withdraw_per_week']!]!,
      reReferred: n[s['re_referred']!]!,
      weeksToReReferral: n[s['weeks_to_re_referral']!]!,
      turnover: n[s['turnover']!]!,
      reallocationWeeks: n[s['reallocation_weeks']!]!,
      openCases: n[s['open_cases']!]!,
      waiting: n[s['waiting']!]!,
    },
  };
}
