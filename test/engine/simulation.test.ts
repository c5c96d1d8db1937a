import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  MissingService,
  OptionFlow,
  OptionModel,
  TargetedService,
} from '../../electron/engine/commissioning/model.ts';
import { clockOf, WorkingTime } from '../../electron/engine/commissioning/simulation/calendar.ts';
import { usualSettings } from '../../electron/engine/commissioning/simulation/ground.ts';
import type { SimulationSettings } from '../../electron/engine/commissioning/simulation/ground.ts';
import { simulate, Simulator } from '../../electron/engine/commissioning/simulation/simulate.ts';
import type { CloseSimulation } from '../../electron/engine/commissioning/simulation/simulate.ts';
import { ordinaryOption } from './simulation-setting.ts';

const start = '2026-04-01';

/** Weeks of each year from 1 April 2026. */
function weeksOf(years: number): number[] {
  const { midnights, yearDays } = clockOf(start, years, 0);
  return Array.from({ length: years }, (_, y) => (midnights[yearDays[y + 1]!]! - midnights[yearDays[y]!]!) / 168);
}

const closed: MissingService = {
  episodes: [],
  dispersion: 1,
  meanHoursAway: 0,
  offered: 1,
  accepted: 1,
  attemptSuccess: 1,
  attempts: 1,
  hoursPerInterview: 1,
  episodesPerInterview: 1,
  wte: 1,
  directHoursPerWteWeek: 168,
  calendar: { weekends: true, bankHolidays: true, opens: 0, closes: 24 },
  targetHours: 72,
};
const empty: TargetedService = {
  referrals: [],
  dispersion: 1,
  surges: { perYear: 0, referrals: 0 },
  triageAccepted: 1,
  assessmentWeeks: 0,
  highRisk: 0,
  ageingWeeks: 0,
  caseWeeks: 1,
  caseWeeksCv: 1,
  slotsPerWte: 1,
  wte: 1,
  withdrawPerWeek: 0,
  reReferred: 0,
  weeksToReReferral: 26,
  turnover: 0,
  reallocationWeeks: 0,
  openCases: 0,
  waiting: 0,
};

/** One queue alone: Poisson arrivals at a steady rate a week to one of the services of one district. */
function queue(
  given: {
    readonly missing?: Partial<MissingService>;
    readonly targeted?: Partial<TargetedService>;
    readonly perWeek: number;
  },
  years = 5,
): OptionModel {
  const arrivals = weeksOf(years).map(weeks => [weeks * given.perWeek]);
  const none = arrivals.map(() => [0]);
  return {
    option: 'queue',
    start,
    years,
    districts: 1,
    pools: [
      {
        contract: 'one',
        districts: [0],
        missing: { ...closed, episodes: given.missing ? arrivals : none, ...given.missing },
        targeted: { ...empty, referrals: given.targeted ? arrivals : none, ...given.targeted },
      },
    ],
  };
}

const memoryless: SimulationSettings = { interview: 'exponential', week: 'even' };

function replications(model: OptionModel, count: number, settings = usualSettings, seed = 2018): CloseSimulation[] {
  const simulator = new Simulator(seed, settings);
  return Array.from({ length: count }, (_, replication) => simulator.run(model, replication));
}

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/**
 * What is wrong with a value of theory: null when it is within the 99.9 % interval of the mean of 30 replications (Student's
 * t, 29 degrees) and that interval is narrow enough to prove something.
 */
function against(values: readonly number[], theory: number): string | null {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = 3.659 * Math.sqrt(variance / values.length);
  const isProof = values.length === 30 && half < 0.1 * Math.abs(theory) && Math.abs(mean - theory) < half;
  return isProof ? null : `${mean} ± ${half} against ${theory}`;
}

function erlangC(c: number, a: number): number {
  let b = 1;
  for (let k = 1; k <= c; k++) b = (a * b) / (k + a * b);
  return b / (1 - (a / c) * (1 - b));
}

describe('a caseload against closed formulas', () => {
  it('M/M/c: mean wait and the probability of a wait', () => {
    const runs = replications(
      queue({ perWeek: 30, targeted: { slotsPerWte: 4, caseWeeks: 0.1, openCases: 3, waiting: 1 } }),
      30,
    ).map(({ accounts }) => accounts[0]!.targeted);
    const waits = erlangC(4, 3);
    expect(
      against(
        runs.map(run => meanOf(run.waits)),
        waits / (40 - 30),
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(run => meanOf(run.waits.map(wait => (wait > 0 ? 1 : 0)))),
        waits,
      ),
    ).toBeNull();
    // And the places in use.
    expect(
      against(
        runs.map(run => run.areaOpen / weeksOf(5).reduce((a, b) => a + b)),
        3,
      ),
    ).toBeNull();
  });

  it('M/M/c+M: children who wait and withdraw', () => {
    // Erlang A with 8 places, load 10, patience twice the length of a case.
    const model = queue({
      perWeek: 30,
      targeted: { slotsPerWte: 8, caseWeeks: 1 / 3, withdrawPerWeek: 1.5, openCases: 8, waiting: 5 },
    });
    const weeks = weeksOf(5).reduce((a, b) => a + b);
    const runs = replications(model, 30).map(({ accounts }) => accounts[0]!.targeted);
    expect(
      against(
        runs.map(run => run.withdrew / (run.withdrew + run.allocated)),
        0.22721842746115276,
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(run => run.areaWaiting / weeks),
        4.544368549223055,
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(run => 1 - run.waits.filter(wait => wait === 0).length / (run.withdrew + run.allocated)),
        0.8697936973338711,
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(run => run.areaOpen / weeks),
        7.727815725388473,
      ),
    ).toBeNull();
  });

  it('two classes, high risk first (Cobham)', () => {
    const runs = replications(
      queue({
        perWeek: 30,
        targeted: { slotsPerWte: 4, caseWeeks: 0.1, highRisk: 0.4, ageingWeeks: 1e6, openCases: 3, waiting: 1 },
      }),
      30,
    ).map(({ accounts }) => accounts[0]!.targeted);
    const first = erlangC(4, 3) / 40;
    const high = first / (1 - 0.4 * 0.75);
    const standard = high / (1 - 0.75);
    for (const [risk, theory] of [
      [1, high],
      [0, standard],
    ] as const)
      expect(
        against(
          runs.map(run => meanOf(run.waits.filter((_, i) => run.isHighRisk[i] === risk))),
          theory,
        ),
      ).toBeNull();
  });

  it.each([
    ['M/D/1', 0],
    ['M/G/1, gamma with half the variation', 0.5],
    ['M/G/1, gamma with more', 1.4],
  ])('%s: Pollaczek and Khinchine', (_, cv) => {
    const runs = replications(
      queue({ perWeek: 80, targeted: { caseWeeks: 0.0075, caseWeeksCv: cv, openCases: 1 } }, 2),
      30,
    ).map(({ accounts }) => accounts[0]!.targeted);
    expect(
      against(
        runs.map(run => meanOf(run.waits)),
        (0.6 * 0.0075 * (1 + cv * cv)) / (2 * (1 - 0.6)),
      ),
    ).toBeNull();
  });

  it('ageing: without it all are served in turn, whatever their risk', () => {
    const model = queue({ perWeek: 30, targeted: { slotsPerWte: 4, caseWeeks: 0.1, highRisk: 0.4, ageingWeeks: 0 } });
    const { waits, isHighRisk } = replications(model, 1)[0]!.accounts[0]!.targeted;
    const plain = replications(queue({ perWeek: 30, targeted: { slotsPerWte: 4, caseWeeks: 0.1, highRisk: 0 } }), 1)[0]!
      .accounts[0]!.targeted;
    expect(isHighRisk.some(risk => risk === 1)).toBe(true);
    expect(waits).toEqual(plain.waits);
  });
});

describe('overload and launch against the fluid limit', () => {
  it('a queue that grows as the arrivals that it cannot take', () => {
    // The fluid: 48 + 0.7 t, ten times as large.
    const runs = replications(
      queue(
        { perWeek: 65, targeted: { slotsPerWte: 290, caseWeeks: 5, openCases: 290, waiting: 480, ageingWeeks: 0 } },
        2,
      ),
      30,
    );
    const [first, second] = weeksOf(2);
    const at = (weeks: number): number => 480 + 7 * weeks;
    expect(
      against(
        runs.map(({ flow }) => flow.waiting[0]!),
        at(first!),
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(({ flow }) => flow.waiting[1]!),
        at(first! + second!),
      ),
    ).toBeNull();
    for (const { flow } of runs)
      expect(flow.pools[0]!.growthPerWeek).toBeCloseTo(Math.max(0, flow.waiting[1]! - flow.waiting[0]!) / second!, 9);
    expect(runs[0]!.flow.pools[0]!.targetedLoad).toBeCloseTo(65 / 58, 6);
  });

  it('a caseload that fills up from nothing', () => {
    const weeks = weeksOf(1)[0]!;
    for (const [cv, theory] of [
      [1, 65 * 26 * (1 - Math.exp(-weeks / 26))],
      [0, 65 * 26],
    ] as const) {
      const runs = replications(
        queue({ perWeek: 65, targeted: { slotsPerWte: 4000, caseWeeks: 26, caseWeeksCv: cv } }, 1),
        30,
      );
      expect(
        against(
          runs.map(({ flow }) => flow.open[0]!),
          theory,
        ),
      ).toBeNull();
    }
  });

  it('open cases of the first day end as if they had been found on any day', () => {
    // In balance from the first day: as many are open at the end as at the start, whatever the variation.
    for (const cv of [0.5, 1]) {
      const runs = replications(
        queue({ perWeek: 65, targeted: { slotsPerWte: 4000, caseWeeks: 13, caseWeeksCv: cv, openCases: 845 } }, 1),
        30,
      );
      const weeks = weeksOf(1)[0]!;
      expect(
        against(
          runs.map(({ accounts }) => accounts[0]!.targeted.areaOpen / weeks),
          845,
        ),
      ).toBeNull();
    }
  });
});

/** Those for whom an interviewer was found before the days ended. */
const begun = (waits: Float64Array): Float64Array => waits.filter(wait => !Number.isNaN(wait));

describe('interviews against closed formulas', () => {
  it('M/M/c by day and night: mean wait and the probability of a wait', () => {
    const runs = replications(
      queue({ perWeek: 94.5, missing: { wte: 3, hoursPerInterview: 4 } }, 2),
      30,
      memoryless,
    ).map(({ accounts }) => accounts[0]!.missing);
    const waits = erlangC(3, 2.25);
    expect(
      against(
        runs.map(run => meanOf(begun(run.waits))),
        (waits * 4) / (3 - 2.25),
      ),
    ).toBeNull();
    expect(
      against(
        runs.map(run => meanOf(begun(run.waits).map(wait => (wait > 0 ? 1 : 0)))),
        waits,
      ),
    ).toBeNull();
  });

  it('M/D/1, with an interviewer for half of the time', () => {
    const runs = replications(queue({ perWeek: 60, missing: { wte: 0.5, hoursPerInterview: 0.9 } }, 5), 30, {
      interview: 'fixed',
      week: 'even',
    }).map(({ accounts }) => accounts[0]!.missing);
    const load = (60 * 1.8) / 168;
    expect(
      against(
        runs.map(run => meanOf(begun(run.waits))),
        (load * 1.8) / (2 * (1 - load)),
      ),
    ).toBeNull();
  });

  it.each([
    [8, 0.78099],
    [10, 0.85235],
  ])('weekdays only, %i interviewers: share within 72 hours', (wte, published) => {
    const model = queue(
      {
        perWeek: ((2400 * 7) / 365) * 0.98 * 0.8,
        missing: {
          wte,
          hoursPerInterview: 21.6,
          directHoursPerWteWeek: 120,
          calendar: { weekends: false, bankHolidays: true, opens: 0, closes: 24 },
        },
      },
      5,
    );
    const runs = replications(model, 30, memoryless);
    const within = runs.map(({ flow }) => {
      const years = flow.flows.flat();
      return years.reduce((sum, one) => sum + one.within72, 0) / years.reduce((sum, one) => sum + one.completed, 0);
    });
    expect(against(within, published)).toBeNull();
    expect(Math.abs(meanOf(runs.map(({ flow }) => flow.calendarLimit[0]!)) - 0.8673035479240592)).toBeLessThan(0.004);
  });

  it('nobody gets beyond what the calendar allows, and with many interviewers all get there', () => {
    for (const wte of [7.5, 9, 200]) {
      const { flow } = replications(ordinaryOption('a', { missing: { wte } }, 2), 1)[0]!;
      const all = flow.flows.flat();
      const within = all.reduce((sum, one) => sum + one.within72, 0) / all.reduce((sum, one) => sum + one.completed, 0);
      if (wte === 200) expect(within).toBeCloseTo(flow.calendarLimit[0]!, 9);
      else expect(within).toBeLessThan(flow.calendarLimit[0]!);
    }
  });

  it('an overloaded pool does what its hours allow, bank holidays and weekends left out', () => {
    const calendar = { weekends: false, bankHolidays: false, opens: 9, closes: 17 };
    const model = queue(
      { perWeek: 60, missing: { wte: 1.5, directHoursPerWteWeek: 20, hoursPerInterview: 3, calendar } },
      2,
    );
    const { flow, accounts } = replications(model, 1)[0]!;
    const open = new WorkingTime(clockOf(start, 2, 28), calendar);
    // Two people at three quarters of half their time, each with one interview in hand at the end.
    const possible = (open.total * 1.5 * 0.5) / 3;
    expect(possible - accounts[0]!.missing.completed).toBeGreaterThanOrEqual(0);
    expect(possible - accounts[0]!.missing.completed).toBeLessThan(6);
    expect(flow.pools[0]!.missingLoad).toBeGreaterThan(3);
    expect(accounts[0]!.missing.inSystem).toBeGreaterThan(4000);
  });

  it('one interview answers for as many episodes as was said', () => {
    const model = ordinaryOption('a', { missing: { episodesPerInterview: 1.5, wte: 30, attemptSuccess: 1 } }, 5);
    const runs = replications(model, 10);
    const episodes = runs.reduce((sum, { flow }) => sum + flow.flows.flat().reduce((a, b) => a + b.completed, 0), 0);
    const interviews = runs.reduce((sum, { accounts }) => sum + accounts[0]!.missing.completed, 0);
    // The days after the last year are in the books and not in the flows.
    expect(Math.abs(episodes / interviews - 1.5 / (1 + 28 / 1826))).toBeLessThan(0.02);
  });
});

/** Any model, with small services that may be idle, overloaded or not there at all. */
const anyModel: fc.Arbitrary<OptionModel> = fc
  .record({
    years: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    missing: fc.record({
      dispersion: fc.constantFrom(0, 1, 2.5),
      meanHoursAway: fc.constantFrom(0, 20, 200),
      offered: fc.constantFrom(0.5, 1),
      accepted: fc.constantFrom(0, 0.8, 1),
      attemptSuccess: fc.constantFrom(0, 0.5, 1),
      attempts: fc.integer({ min: 1, max: 5 }),
      hoursPerInterview: fc.constantFrom(1, 6),
      episodesPerInterview: fc.constantFrom(1, 1.3),
      wte: fc.constantFrom(0, 0.4, 2.5, 6),
      directHoursPerWteWeek: fc.constantFrom(10, 37),
      calendar: fc.record({
        weekends: fc.boolean(),
        bankHolidays: fc.boolean(),
        opens: fc.constantFrom(0, 9, 10.5),
        closes: fc.constantFrom(17, 20, 24),
      }),
      targetHours: fc.constant(72),
    }),
    targeted: fc.record({
      dispersion: fc.constantFrom(0, 1, 3),
      surges: fc.constantFrom({ perYear: 0, referrals: 0 }, { perYear: 3, referrals: 7.5 }),
      triageAccepted: fc.constantFrom(0, 0.6, 1),
      assessmentWeeks: fc.constantFrom(0, 3),
      highRisk: fc.constantFrom(0, 0.4, 1),
      ageingWeeks: fc.constantFrom(0, 5, 1000),
      caseWeeks: fc.constantFrom(4, 26),
      caseWeeksCv: fc.constantFrom(0, 0.6, 1, 1.3),
      slotsPerWte: fc.constantFrom(8, 12.5),
      wte: fc.constantFrom(0, 0.6, 3.3, 8),
      withdrawPerWeek: fc.constantFrom(0, 0.1),
      reReferred: fc.constantFrom(0, 0.3),
      weeksToReReferral: fc.constantFrom(2, 26),
      turnover: fc.constantFrom(0, 0.9),
      reallocationWeeks: fc.constantFrom(0, 6),
      openCases: fc.constantFrom(0, 17, 120),
      waiting: fc.constantFrom(0, 9),
    }),
  })
  .map(({ years, missing, targeted, seed }) => {
    const byYear = (scale: number): number[][] =>
      Array.from({ length: years }, (_, y) => [0, scale, scale * (1 + y), scale / 7]);
    const pool = (contract: string, districts: number[]) => ({
      contract,
      districts,
      missing: { ...missing, episodes: byYear(100).map(year => districts.map(d => year[d]!)) },
      targeted: { ...targeted, referrals: byYear(40).map(year => districts.map(d => year[d]!)) },
    });
    return {
      option: `any ${seed}`,
      start,
      years,
      districts: 4,
      pools: seed % 2 === 0 ? [pool('all', [0, 1, 2, 3])] : [pool('one', [3, 0]), pool('other', [1, 2])],
    };
  });

describe('what must always hold', () => {
  it('children come from somewhere and end somewhere; what is there over time is the time they spend there', () => {
    fc.assert(
      fc.property(anyModel, fc.integer({ min: 0, max: 5 }), (model, replication) => {
        const { flow, accounts } = new Simulator(99).run(model, replication);
        for (const { missing, targeted } of accounts) {
          expect(missing.arrived).toBe(missing.completed + missing.left + missing.inSystem);
          expect(Math.abs(missing.area - missing.sojourn)).toBeLessThanOrEqual(1e-10 * (1 + missing.area));
          expect(targeted.taken + targeted.waitingFirst).toBe(
            targeted.allocated + targeted.withdrew + targeted.waiting + targeted.inAssessment,
          );
          expect(targeted.openFirst + targeted.allocated).toBe(targeted.closed + targeted.open);
          expect(Math.abs(targeted.areaWaiting - targeted.waited)).toBeLessThanOrEqual(1e-10 * (1 + targeted.waited));
          expect(Math.abs(targeted.areaOpen - targeted.wasOpen)).toBeLessThanOrEqual(1e-10 * (1 + targeted.wasOpen));
        }
        let open = accounts.reduce((sum, { targeted }) => sum + targeted.openFirst, 0);
        flow.flows.forEach((year, y) => {
          for (const district of year) {
            expect(district.episodes).toBeGreaterThanOrEqual(district.offered);
            expect(district.offered).toBeGreaterThanOrEqual(district.accepted);
            expect(district.completed).toBeGreaterThanOrEqual(district.within72);
            open += district.allocated - district.closed;
          }
          expect(flow.open[y]).toBe(open);
        });
        // An interview counts in the year in which it is held: none is held that was not accepted before.
        for (let d = 0; d < model.districts; d++) {
          let accepted = 0;
          let completed = 0;
          for (const year of flow.flows) {
            accepted += year[d]!.accepted;
            completed += year[d]!.completed;
            expect(accepted).toBeGreaterThanOrEqual(completed);
          }
        }
        const values = JSON.stringify(flow, (_, value: unknown) => {
          if (typeof value === 'number' && Number.isNaN(value)) throw new Error('not a number');
          return value;
        });
        expect(values).not.toContain('undefined');
      }),
      { numRuns: 60, seed: 72 },
    );
  });

  it('the order of districts and of contracts is nothing to the result', () => {
    const model = ordinaryOption('a', {}, 2);
    const pool = model.pools[0]!;
    const turned = {
      ...model,
      pools: [
        {
          ...pool,
          districts: pool.districts.toReversed(),
          missing: { ...pool.missing, episodes: pool.missing.episodes.map(year => year.toReversed()) },
          targeted: { ...pool.targeted, referrals: pool.targeted.referrals.map(year => year.toReversed()) },
        },
      ],
    };
    expect(simulate(turned, 5, 1)).toEqual(simulate(model, 5, 1));
  });

  it('the same option by another name has the same flow, and other options change nothing', () => {
    const alone = simulate(ordinaryOption('a', {}, 2), 7, 3);
    const simulator = new Simulator(7);
    const other = ordinaryOption('b', { missing: { wte: 14 }, targeted: { caseWeeks: 20, wte: 30 } }, 2);
    expect(simulator.run(other, 3).flow).not.toEqual(alone);
    expect(simulator.run(ordinaryOption('c', {}, 2), 3).flow).toEqual(alone);
    expect(simulator.run(ordinaryOption('c', {}, 2), 4).flow).not.toEqual(alone);
    expect(simulator.run(ordinaryOption('a', {}, 2), 3).flow).toEqual(alone);
  });

  it('all options meet the same children', () => {
    const met = (model: OptionModel): readonly unknown[] =>
      simulate(model, 11, 0).flows.map(year => year.map(d => [d.episodes, d.offered, d.accepted, d.referrals]));
    const base = ordinaryOption('a', {}, 2);
    expect(met(ordinaryOption('b', { missing: { wte: 3 }, targeted: { wte: 40, turnover: 0 } }, 2))).toEqual(met(base));
    // More that are found are added to those who were there.
    const pool = base.pools[0]!;
    const more = pool.missing.episodes.map(year => year.map(episodes => episodes * 1.2));
    const found = simulate({ ...base, pools: [{ ...pool, missing: { ...pool.missing, episodes: more } }] }, 11, 0);
    simulate(base, 11, 0).flows.forEach((year, y) =>
      year.forEach((district, d) => expect(found.flows[y]![d]!.accepted).toBeGreaterThanOrEqual(district.accepted)),
    );
    // So does a district that has a contract of its own.
    const split = {
      ...base,
      pools: [pool.districts.slice(0, 4), pool.districts.slice(4)].map((districts, k) => ({
        contract: `part ${k}`,
        districts,
        missing: { ...pool.missing, episodes: pool.missing.episodes.map(year => districts.map(d => year[d]!)) },
        targeted: {
          ...pool.targeted,
          surges: { perYear: 0, referrals: 0 },
          referrals: pool.targeted.referrals.map(year => districts.map(d => year[d]!)),
        },
      })),
    };
    const whole = ordinaryOption('a', { targeted: { surges: { perYear: 0, referrals: 0 } } }, 2);
    expect(met(split)).toEqual(met(whole));
  });

  it('without chance every replication is the same', () => {
    const still = ordinaryOption(
      'still',
      {
        missing: { dispersion: 0, offered: 1, accepted: 1, attemptSuccess: 1, episodesPerInterview: 1 },
        targeted: {
          dispersion: 0,
          surges: { perYear: 2, referrals: 5 },
          triageAccepted: 1,
          highRisk: 0,
          caseWeeksCv: 0,
          withdrawPerWeek: 0,
          reReferred: 0,
          turnover: 0,
        },
      },
      3,
    );
    const flows: OptionFlow[] = [simulate(still, 1, 0), simulate(still, 1, 1), simulate(still, 2, 2)];
    expect(flows[1]).toEqual(flows[0]);
    expect(flows[2]).toEqual(flows[0]);
    const counted = flows[0]!.flows.flat().reduce((sum, flow) => sum + flow.episodes, 0);
    expect(Math.abs(counted - 7200)).toBeLessThan(5);
  });

  it('cases of a worker who leaves go first, and their number is what turnover makes of it', () => {
    const runs = replications(
      queue({
        perWeek: 4,
        targeted: { wte: 12, slotsPerWte: 12, caseWeeks: 26, turnover: 0.9, reallocationWeeks: 4, openCases: 104 },
      }),
      30,
    );
    // A case meets a departure before its end with probability rate / (rate + 1 / mean), if the days do not end before.
    const rate = (0.9 * 7) / 365.2425;
    const weeks = weeksOf(5).reduce((a, b) => a + b);
    const both = rate + 1 / 26;
    const ofFirst = (rate / both) * (1 - Math.exp(-both * weeks));
    const ofNew = (rate / both) * (1 - (1 - Math.exp(-both * weeks)) / (both * weeks));
    const theory = (104 * ofFirst + 4 * weeks * ofNew) / (104 + 4 * weeks);
    expect(
      against(
        runs.map(({ flow }) => flow.pools[0]!.changedWorker),
        theory,
      ),
    ).toBeNull();
  });
});
