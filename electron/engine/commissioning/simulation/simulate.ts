import { CountedFlow, countPlace, countsOfDistrict, employed } from '../flow-counts.ts';
import type { DistrictFlow, OptionFlow, OptionModel, PoolFlow } from '../model.ts';
import { Ground, usualSettings } from './ground.ts';
import type { SimulationSettings } from './ground.ts';
import { MissingSimulator } from './missing.ts';
import type { MissingAccount } from './missing.ts';
import { Tallies } from './tallies.ts';
import { TargetedSimulator } from './targeted.ts';
import type { TargetedAccount } from './targeted.ts';

/** A replication with the books of its pools, for checks. */
export interface CloseSimulation {
  readonly flow: OptionFlow;
  readonly accounts: readonly { readonly missing: MissingAccount; readonly targeted: TargetedAccount }[];
}

const countKeys = Object.keys(countPlace) as (keyof DistrictFlow)[];

/** Tallies in one row. @param places years × districts */
function packed(tallies: Tallies, places: number): Float64Array {
  const counts = new Float64Array(places * countsOfDistrict);
  for (const key of countKeys) {
    const tally = tallies[key];
    for (let place = 0; place < places; place++) counts[place * countsOfDistrict + countPlace[key]] = tally[place]!;
  }
  return counts;
}

/**
 * Simulates options, one replication at a time; memory is kept from one to the next. Options of the same days meet the same
 * children: what a child draws depends on the seed, the replication and the child alone.
 */
export class Simulator {
  readonly #seed: number;
  readonly #settings: SimulationSettings;
  readonly #missing = new MissingSimulator();
  readonly #targeted = new TargetedSimulator();
  #ground: Ground | null = null;

  constructor(seed: number, settings: SimulationSettings = usualSettings) {
    this.#seed = seed;
    this.#settings = settings;
  }

  run(model: OptionModel, replication: number): CloseSimulation {
    if (!this.#ground?.fits(model)) this.#ground = new Ground(model, this.#seed, this.#settings);
    const ground = this.#ground;
    ground.begin(replication);
    const { years, districts } = model;
    const tallies = new Tallies(years, districts);
    const results = model.pools.map(pool => ({
      missing: this.#missing.run(ground, pool, tallies),
      targeted: this.#targeted.run(ground, pool, tallies),
    }));
    const limits = results.map(({ missing }) => missing.calendarLimit);
    const flow = new CountedFlow(
      model,
      {
        counts: packed(tallies, years * districts),
        waiting: Array.from(tallies.waiting),
        open: Array.from(tallies.open),
        pools: results.map(({ missing, targeted }, k): PoolFlow => ({
          contract: model.pools[k]!.contract,
          missingLoad: missing.load,
          targetedLoad: targeted.load,
          interviewHours: missing.interviewHours,
          waitMean: targeted.waitMean,
          waitMedian: targeted.waitMedian,
          wait90: targeted.wait90,
          growthPerWeek: targeted.growthPerWeek,
          changedWorker: targeted.changedWorker,
        })),
        wte: employed(model),
      },
      () => limits,
    );
    return {
      flow,
      accounts: results.map(({ missing, targeted }) => ({ missing: missing.account, targeted: targeted.account })),
    };
  }
}

/**
 * One replication of one option by discrete-event simulation: whole children, calendars, priorities, and today's caseload.
 * Missing episodes count in the year in which they began, interviews, referrals and cases in that of the event.
 * `calendarLimit` is by pool.
 */
export function simulate(model: OptionModel, seed: number, replication: number): OptionFlow {
  return new Simulator(seed).run(model, replication).flow;
}
