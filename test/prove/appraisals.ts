import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { fluidFlow } from '../../electron/engine/commissioning/fluid-engine.ts';
import { formulaFlow } from '../../electron/engine/commissioning/formulas.ts';
import type {
  MissingService,
  OptionFlow,
  OptionModel,
  TargetedService,
} from '../../electron/engine/commissioning/model.ts';
import { capacitiesOf } from '../../electron/engine/commissioning/pool-results.ts';
import type { Evaluated } from '../../electron/engine/commissioning/outcomes.ts';
import { simulate } from '../../electron/engine/commissioning/simulation/simulate.ts';
import { RandomStream } from '../../electron/engine/statistics/random.ts';

/** What was tried, and in words what did not hold. */
export interface Proof {
  readonly checked: number;
  readonly faults: readonly string[];
}

const years = 2;
const districts = 3;
const seed = 20_180_401;

/** A model drawn at random: loads from nothing to five times the capacity, no staff to forty. */
function randomModel(index: number): OptionModel {
  const stream = new RandomStream(seed, 'proof of appraisals').seat(0, index);
  const uniform = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const wte = stream.uniform() < 0.1 ? 0 : uniform(0.1, 40);
  const workers = stream.uniform() < 0.1 ? 0 : uniform(0.1, 40);
  const hours = uniform(1, 6);
  const direct = uniform(10, 30);
  const load = uniform(0, 5);
  const attemptSuccess = uniform(0.3, 1);
  const perYear = ((Math.max(wte, 1) * direct * 52.18) / hours) * load;
  const caseWeeks = uniform(6, 40);
  const referred = ((Math.max(workers, 1) * 12) / caseWeeks) * 52.18 * uniform(0, 5);
  const spread = (all: number) => Array.from({ length: years }, () => [0.2 * all, 0.3 * all, 0.5 * all]);
  const missing: MissingService = {
    episodes: spread(Math.min(6000, perYear)),
    dispersion: 1,
    meanHoursAway: 12,
    offered: uniform(0.6, 1),
    accepted: uniform(0.5, 1),
    attemptSuccess,
    attempts: 1 + Math.floor(uniform(0, 4)),
    hoursPerInterview: hours,
    episodesPerInterview: uniform(1, 1.4),
    wte,
    directHoursPerWteWeek: direct,
    calendar: { weekends: stream.uniform() < 0.5, bankHolidays: true, opens: 9, closes: 17 },
    targetHours: 72,
    givesUpHours: 24 * uniform(5, 90),
    halfEffectHours: 24 * uniform(3, 60),
  };
  const targeted: TargetedService = {
    referrals: spread(Math.min(2500, referred)),
    dispersion: 1,
    surges: { perYear: 0, referrals: 0 },
    triageAccepted: uniform(0.3, 1),
    assessmentWeeks: 1,
    highRisk: 0.3,
    ageingWeeks: 6,
    caseWeeks,
    caseWeeksCv: uniform(0, 1.2),
    slotsPerWte: 12,
    wte: workers,
    withdrawPerWeek: uniform(0, 0.05),
    reReferred: uniform(0, 0.2),
    weeksToReReferral: 26,
    turnover: 0,
    reallocationWeeks: 0,
    openCases: Math.floor(workers * 12),
    waiting: 0,
  };
  return {
    option: `random ${index}`,
    start: '2018-04-01',
    years,
    districts,
    pools: [{ contract: 'all', districts: [0, 1, 2], missing, targeted }],
  };
}

const sumOf = (flow: OptionFlow, year: number, key: 'completed' | 'allocated' | 'accepted'): number =>
  flow.flows[year]!.reduce((sum, district) => sum + district[key], 0);

const totalOf = (flow: OptionFlow, key: 'completed' | 'allocated'): number =>
  flow.flows.reduce((sum, _, year) => sum + sumOf(flow, year, key), 0);

const withStaff = (model: OptionModel, times: number): OptionModel => ({
  ...model,
  pools: model.pools.map(pool => ({
    ...pool,
    missing: { ...pool.missing, wte: pool.missing.wte * times + (times > 1 ? 1 : 0) },
  })),
});

/** Chance lets a year of a simulation come out above its expectation by so many standard deviations at most. */
const deviations = 5;

function faultsOf(index: number): string[] {
  const model = randomModel(index);
  const { missing, targeted } = model.pools[0]!;
  const capacity = capacitiesOf({ model } as Evaluated)[0]!;
  const engines: Readonly<Record<string, (of: OptionModel) => OptionFlow>> = {
    formulas: formulaFlow,
    fluid: of => fluidFlow(of, [0]),
    simulation: of => simulate(of, seed, index),
  };
  const faults: string[] = [];
  const fault = (engine: string, words: string) => faults.push(`${model.option}, ${engine}: ${words}`);
  const places = Math.floor(targeted.slotsPerWte * targeted.wte);
  for (const [engine, run] of Object.entries(engines)) {
    const flow = run(model);
    const isChance = engine === 'simulation';
    for (let year = 0; year < years; year++) {
      const answered = sumOf(flow, year, 'completed');
      // Attempts that succeed, and episodes that one interview answers for, vary around what is expected of them.
      const chance = isChance ? deviations * Math.sqrt(capacity.missing.capacity * 2 + 1) + 5 : 0;
      if (answered > capacity.missing.capacity * (1 + 1e-9) + chance)
        fault(engine, `answers ${answered} of at most ${capacity.missing.capacity} in year ${year}`);
      const begun = sumOf(flow, year, 'allocated');
      // Places that are free at the start of a year are filled beside those that come free.
      const most = capacity.targeted.capacity + places;
      const chanceOfCases = isChance ? deviations * Math.sqrt(most * (1 + targeted.caseWeeksCv ** 2) + 1) : 0;
      if (begun > most * (1 + 1e-9) + chanceOfCases + 1)
        fault(engine, `begins ${begun} of at most ${most} in year ${year}`);
      if (missing.wte === 0 && answered !== 0) fault(engine, 'answers without staff');
      if (targeted.wte === 0 && begun !== 0) fault(engine, 'begins cases without staff');
    }
    const more = totalOf(run(withStaff(model, 1.3)), 'completed');
    const now = totalOf(flow, 'completed');
    // The simulation ends in the middle of the work of some.
    if (more < now - (isChance ? 4 + 0.01 * now : 1e-6)) fault(engine, `more staff answer ${more}, fewer ${now}`);
  }
  faults.push(...disagreements(model, capacity.missing.capacity, capacity.missing.demand[0]!));
  return faults;
}

/** Formulas are exact far below and far above capacity: what is asked for is answered, or what can be. */
function disagreements(model: OptionModel, capacity: number, demand: number): string[] {
  const load = demand > 0 ? demand / capacity : 0;
  if (load > 0.6 && load < 1.6) return [];
  const formulas = totalOf(formulaFlow(model), 'completed');
  const fluid = totalOf(fluidFlow(model, [0]), 'completed');
  const close = 0.02 * Math.max(formulas, fluid) + 1;
  return Math.abs(formulas - fluid) <= close
    ? []
    : [`${model.option}: formulas answer ${formulas}, the fluid ${fluid} at a load of ${load}`];
}

/**
 * Over so many random appraisals no engine answers more than capacity in any year, the engines agree where a formula is exact,
 * and more staff never means fewer interviews.
 */
export async function proveAppraisals(count: number): Promise<Proof> {
  const faults: string[] = [];
  for (let index = 0; index < count; index++) {
    faults.push(...faultsOf(index));
    // Others may have their turn.
    await new Promise(done => setImmediate(done));
  }
  return { checked: count, faults };
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const { checked, faults } = await proveAppraisals(Number(process.argv[2] ?? 500));
  process.stdout.write(`${faults.length === 0 ? `${checked} random appraisals hold` : faults.join('\n')}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
