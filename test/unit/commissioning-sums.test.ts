import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appraisalSums,
  greenBook,
  oneRate,
  switchingValue,
  tornado,
} from '../../electron/engine/commissioning/appraisal-sums.ts';
import { caseload } from '../../electron/engine/commissioning/caseload.ts';
import {
  contributions,
  decimalText,
  plainSettlement,
  riskShares,
  settlement,
} from '../../electron/engine/commissioning/contributions.ts';
import {
  demandPosterior,
  predictedCount,
  priorOfDistricts,
  rateRatio,
} from '../../electron/engine/commissioning/demand.ts';
import { discountFactor } from '../../electron/engine/commissioning/discount.ts';
import { accessSteps, fairness, hooverIndex, levelling } from '../../electron/engine/commissioning/fairness.ts';
import { fluidQueue, launchCaseload, reliefCapacity, weeksToClear } from '../../electron/engine/commissioning/fluid.ts';
import { information } from '../../electron/engine/commissioning/information.ts';
import {
  allenCunneen,
  erlangA,
  erlangB,
  erlangC,
  mg1,
  mmc,
  mmck,
  servedWithin,
  waitLongerThan,
  waitQuantile,
} from '../../electron/engine/commissioning/queues.ts';
import { acceptability, scaled, weightedTotals, weightStability } from '../../electron/engine/commissioning/ranking.ts';
import { interviewDeadline, returnInterviews } from '../../electron/engine/commissioning/return-interview.ts';
import { shapley } from '../../electron/engine/commissioning/shapley.ts';
import { traffic } from '../../electron/engine/commissioning/traffic.ts';
import { workforceCost } from '../../electron/engine/commissioning/workforce-cost.ts';
import { FaultError } from '../../shared/contract/fault.ts';

const expectNear = (got: number | null, wanted: number, tolerance = 1e-9) =>
  expect(Math.abs(got! - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(wanted)),
  );
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('queues', () => {
  it('Erlang B by recursion is the sum of its definition', () => {
    assert(
      fc.property(fc.integer({ min: 1, max: 60 }), between(0.01, 50), (servers, load) => {
        const terms = [1];
        for (let n = 1; n <= servers; n++) terms.push((terms[n - 1]! * load) / n);
        expectNear(erlangB(servers, load), terms[servers]! / sum(terms), 1e-12);
      }),
    );
  });

  it('Erlang B rises with the load and falls with servers, whole or not', () => {
    assert(
      fc.property(between(0.1, 40), between(0.05, 40), between(0.01, 3), (servers, load, more) => {
        expect(erlangB(servers + more, load)).toBeLessThanOrEqual(erlangB(servers, load) * (1 + 1e-12));
        expect(erlangB(servers, load + more)).toBeGreaterThanOrEqual(erlangB(servers, load) * (1 - 1e-12));
      }),
    );
    expect(erlangB(300, 1)).toBe(0);
    expect(erlangB(3, 0)).toBe(0);
  });

  it('a finite queue with much room is M/M/c, and without room loses as Erlang B says', () => {
    assert(
      fc.property(fc.integer({ min: 1, max: 12 }), between(0.05, 0.85), (servers, rho) => {
        const load = rho * servers;
        const long = mmck(load, 1, servers, servers + 400);
        const endless = mmc(load, 1, servers);
        expectNear(sum(long.probabilities), 1, 1e-12);
        expectNear(long.meanInSystem, endless.meanInSystem!, 1e-8);
        expectNear(long.waitProbability, erlangC(servers, load), 1e-8);
        expectNear(mmck(load, 1, servers, servers).blockingProbability!, erlangB(servers, load), 1e-12);
      }),
    );
  });

  it('with reneging agrees with the sum over many states, and with M/M/c for the patient', () => {
    assert(
      fc.property(fc.integer({ min: 1, max: 12 }), between(0.2, 30), between(0.05, 4), (servers, arrivals, leaving) => {
        const logs = [0];
        for (let n = 1; n < 3000; n++)
          logs.push(logs[n - 1]! + Math.log(arrivals / (Math.min(n, servers) + Math.max(0, n - servers) * leaving)));
        const top = Math.max(...logs);
        const weights = logs.map(log => Math.exp(log - top));
        const queue = sum(weights.map((weight, n) => weight * Math.max(0, n - servers))) / sum(weights);
        const got = erlangA(arrivals, 1, servers, leaving);
        expectNear(got.meanQueue, queue, 1e-9);
        expectNear(got.abandonProbability!, (leaving * queue) / arrivals, 1e-9);
        // Who does not leave is served.
        expectNear(got.meanInSystem! - got.meanQueue!, arrivals * (1 - got.abandonProbability!), 1e-9);
      }),
      { numRuns: 40 },
    );
    expectNear(erlangA(0.7, 1, 1, 1e-9).meanQueue, mmc(0.7, 1, 1).meanQueue!, 1e-6);
    expect(erlangA(0.7, 1, 1, 0).meanQueue).toBe(mmc(0.7, 1, 1).meanQueue);
    expectNear(erlangA(100, 1, 10, 1e-5).abandonProbability!, 0.9, 1e-9);
  });

  it('one server of M/G/1 with exponential service is M/M/1, and Allen–Cunneen is exact there', () => {
    assert(
      fc.property(between(0.01, 0.98), between(0, 3), (rho, cv) => {
        expectNear(mg1(rho, 1, 1).meanWait, mmc(rho, 1, 1).meanWait!, 1e-9);
        expectNear(allenCunneen(rho, 1, 1, 1, cv).meanWait, mg1(rho, 1, cv).meanWait!, 1e-9);
      }),
    );
  });

  it('says unstable with nulls and never with a number that is none', () => {
    for (const queue of [mmc(3, 1, 3), mmc(10, 1, 9), mg1(1, 1, 1), allenCunneen(4, 1, 3, 1, 1)]) {
      expect(queue.stable).toBe(false);
      expect([queue.meanWait, queue.meanQueue, queue.meanInSystem, queue.waitProbability]).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
    expect(waitQuantile(3, 1, 3, 0.9)).toBeNull();
    expect(waitLongerThan(3, 1, 3, 10)).toBe(1);
    expect(mmc(0, 1, 2)).toMatchObject({ stable: true, meanWait: 0, meanInSystem: 0 });
  });

  it('quantiles of the wait undo its tail, and service in time is a sum of both stages', () => {
    assert(
      fc.property(fc.integer({ min: 1, max: 20 }), between(0.3, 0.98), between(0.5, 0.99), (servers, rho, p) => {
        const at = waitQuantile(rho * servers, 1, servers, p)!;
        if (at > 0) expectNear(waitLongerThan(rho * servers, 1, servers, at), 1 - p, 1e-9);
        else expect(waitLongerThan(rho * servers, 1, servers, 0)).toBeLessThanOrEqual(1 - p + 1e-12);
      }),
    );
    // One server: the whole time is exponential. Equal rates of both stages: c − a = 1.
    expectNear(servedWithin(0.8, 1, 1, 2), 1 - Math.exp(-0.4), 1e-12);
    const c = erlangC(3, 2);
    expectNear(servedWithin(2, 1, 3, 2), 1 - Math.exp(-2) * (1 + 2 * c), 1e-12);
    expectNear(servedWithin(2 - 1e-9, 1, 3, 2), servedWithin(2, 1, 3, 2), 1e-7);
  });

  it('a full caseload grows by what is not taken in', () => {
    expect(caseload(6.5, 26, 13, 13)).toMatchObject({ rho: 1, stable: false, growthPerWeek: 0, meanWaitWeeks: null });
    expectNear(caseload(7.2, 26, 13, 13).growthPerWeek, 0.7, 1e-12);
    expect(caseload(6.5, 26, 13, 14).growthPerWeek).toBe(0);
    expect(
      returnInterviews({
        episodesPerYear: 4000,
        offered: 1,
        accepted: 1,
        meanEffortDays: 1,
        interviewers: 2,
        targetDays: 3,
        daysPerYear: 365,
      }),
    ).toMatchObject({ stable: false, withinTarget: null, withinTargetOfAll: null });
  });
});

describe('pathways, launches and demand', () => {
  it('what comes in goes out', () => {
    const stages = 5;
    assert(
      fc.property(
        fc.array(between(0, 20), { minLength: stages, maxLength: stages }),
        fc.array(fc.array(between(0, 0.19), { minLength: stages, maxLength: stages }), {
          minLength: stages,
          maxLength: stages,
        }),
        (external, routing) => {
          const flow = traffic(external, routing, [1, 2, 3, 4, 5])!;
          const out = sum(flow.throughput.map((rate, i) => rate * (1 - sum(routing[i]!))));
          expectNear(out, sum(external), 1e-9);
          flow.throughput.forEach((rate, i) => expectNear(flow.inStage[i]!, rate * (i + 1)));
        },
      ),
    );
    expect(
      traffic(
        [1, 0],
        [
          [0, 1],
          [1, 0],
        ],
        [1, 1],
      ),
    ).toBeNull();
    // A ring that no one reaches does no harm.
    expect(
      traffic(
        [1, 0, 0],
        [
          [0, 0, 0],
          [0, 0, 1],
          [0, 1, 0],
        ],
        [1, 1, 1],
      )!.throughput,
    ).toEqual([1, 0, 0]);
    expect(traffic([0], [[0]], [1])!.visits).toEqual([null]);
  });

  it('a fluid queue clears when it says, and a launch never passes Little', () => {
    expect(weeksToClear(48, 6.5, 9)).toBeCloseTo(19.2, 12);
    expect(weeksToClear(48, 6.5, 6.5)).toBeNull();
    expect(weeksToClear(0, 9, 1)).toBe(0);
    assert(
      fc.property(between(1, 100), between(0, 20), between(0, 30), between(1, 50), (start, arrivals, target, weeks) => {
        const needed = reliefCapacity(start, arrivals, target, weeks);
        if (needed >= 0) expectNear(fluidQueue(start, arrivals, needed, weeks), target, 1e-9);
        for (const kind of ['exponential', 'fixed'] as const)
          expect(launchCaseload(arrivals, 26, weeks, kind)).toBeLessThanOrEqual(arrivals * Math.min(26, weeks) + 1e-9);
      }),
    );
    expect(launchCaseload(5, 0, 10, 'fixed')).toBe(0);
  });

  it('limits of a ratio turn over with the two counts', () => {
    assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        between(0.1, 9),
        (a, b, years) => {
          const one = rateRatio(a, years, b, 1, 0.95);
          const other = rateRatio(b, 1, a, years, 0.95);
          expectNear(one.lower * other.upper!, 1, 1e-8);
          expect(one.lower).toBeLessThan(one.ratio!);
          expect(one.upper!).toBeGreaterThan(one.ratio!);
        },
      ),
    );
    expect(rateRatio(0, 1, 4, 1, 0.95)).toMatchObject({ ratio: null, upper: null });
  });

  it('a district’s rate lies between its own and that of all, and its prediction is wider than Poisson', () => {
    assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        between(0.5, 50),
        between(0.1, 9),
        between(0.05, 4),
        (count, exposure, mean, sd) => {
          const posterior = demandPosterior(count, exposure, exposure, mean, sd);
          const own = count / exposure;
          expect(posterior.rate).toBeGreaterThanOrEqual(Math.min(own, mean) - 1e-9);
          expect(posterior.rate).toBeLessThanOrEqual(Math.max(own, mean) + 1e-9);
          expect(posterior.predictiveVariance).toBeGreaterThan(posterior.predictiveMean);
          expect(predictedCount(posterior, 0.1)).toBeLessThanOrEqual(predictedCount(posterior, 0.9));
        },
      ),
    );
    const certain = demandPosterior(3, 1, 2, 5, 0);
    expect(certain).toMatchObject({ rate: 5, predictiveMean: 10, predictiveVariance: 10 });
    expect(predictedCount(demandPosterior(3, 1, 0, 5, 1), 0.9)).toBe(0);
    expect(priorOfDistricts([10, 10, 10], [5, 5, 5])).toEqual({ mean: 2, sd: 0 });
    expect(priorOfDistricts([5, 50], [10, 10]).sd).toBeGreaterThan(1);
  });
});

describe('the clock of 72 hours', () => {
  const london = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const localOf = (at: number) => london.format(at).replace(' ', 'T');

  it('runs on elapsed time wherever the clocks change', () => {
    assert(
      fc.property(
        fc.integer({ min: Date.UTC(1997, 0, 1) / 1000, max: Date.UTC(2036, 0, 1) / 1000 }),
        fc.integer({ min: 0, max: 5000 }),
        (seconds, hours) => {
          const answer = interviewDeadline(localOf(seconds * 1000), hours)!;
          const at = Date.parse(answer);
          expect(answer.slice(0, 19)).toBe(localOf(at));
          // Of an hour that comes twice the first is meant.
          const late = seconds + hours * 3600 - at / 1000;
          expect([0, 3600]).toContain(late);
          expect(Date.parse(interviewDeadline(`${localOf(seconds * 1000)}${answerOffset(seconds)}`, hours)!)).toBe(
            (seconds + hours * 3600) * 1000,
          );
        },
      ),
    );
  });
  const answerOffset = (seconds: number) =>
    Date.parse(`${localOf(seconds * 1000)}Z`) === seconds * 1000 ? '+00:00' : '+01:00';

  it('takes no time that there is not', () => {
    for (const text of ['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:00', 'tomorrow', '1980-01-01T10:00'])
      expect(interviewDeadline(text, 72)).toBeNull();
    expect(interviewDeadline('2026-03-29T01:30', 1)).toBe('2026-03-29T03:30:00+01:00');
    expect(interviewDeadline('2026-06-05T23:59', 0.5)).toBe('2026-06-06T00:29:00+01:00');
  });
});

describe('fairness', () => {
  const districts = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), between(0.05, 1)), {
    minLength: 2,
    maxLength: 9,
  });

  it('stays as it is when a district is split at equal access', () => {
    assert(
      fc.property(districts, between(0.1, 0.9), (given, part) => {
        const need = given.map(([n]) => n);
        const met = given.map(([n, access]) => n * access);
        const rank = given.map((_, i) => i);
        const whole = fairness(need, met, rank, 0);
        const split = (list: number[]) => [list[0]! * part, ...list.slice(1), list[0]! * (1 - part)];
        const parts = fairness(split(need), split(met), [...rank, 0], 0);
        for (const name of ['hoover', 'gini', 'theil', 'concentration', 'sii', 'maxMin', 'range'] as const)
          expectNear(parts[name], whole[name]!, 1e-9);
      }),
    );
  });

  it('turns its sign with the order of deprivation, stays when all access is halved, and lies between 0 and 1', () => {
    assert(
      fc.property(districts, given => {
        const need = given.map(([n]) => n);
        const met = given.map(([n, access]) => n * access);
        const rank = given.map((_, i) => i);
        const one = fairness(need, met, rank, 0);
        const other = fairness(
          need,
          met,
          rank.map(r => -r),
          0,
        );
        const half = fairness(
          need,
          met.map(m => m / 2),
          rank,
          0,
        );
        expectNear(other.concentration, -one.concentration!, 1e-9);
        expectNear(other.sii, -one.sii!, 1e-9);
        for (const name of ['hoover', 'gini', 'theil', 'concentration', 'maxMin'] as const)
          expectNear(half[name], one[name]!, 1e-9);
        expect(one.gini).toBeGreaterThanOrEqual(0);
        expect(one.gini).toBeLessThanOrEqual(1);
        const move = levelling(need, met, 0.5);
        expectNear(move.toMove, one.hoover! * sum(met), 1e-9);
        expectNear(sum(move.byDistrict.map(district => district.toMove)), 0, 1e-9);
      }),
    );
  });

  it('has no index where nothing is needed or met, and never NaN', () => {
    const none = fairness([10, 20], [0, 0], [1, 2]);
    expect(none).toMatchObject({ overall: 0, hoover: null, gini: null, maxMin: null, sii: null });
    expect(fairness([0, 0], [0, 0], null).overall).toBeNull();
    const all = fairness([10, 20], [10, 20], [1, 2]);
    expect(all).toMatchObject({ hoover: 0, hooverByChance: 0, gini: 0, maxMin: 1 });
    expect(fairness([10, 0], [5, 0], [1, 2])).toMatchObject({ hoover: 0, sii: null, funnel: [0, null] });
    for (const result of [none, all])
      for (const value of Object.values(result).flat()) if (typeof value === 'number') expect(value).not.toBeNaN();
  });

  it('shows by chance alone what equal chances give', () => {
    // One child in each of two districts, met with probability ½: one is met half of the time, and half would move.
    expectNear(fairness([1, 1], [0.5, 0.5], null).hooverByChance, (0.5 * 0.5) / 0.75, 0.01);
    expect(hooverIndex([1], [0])).toBeNull();
  });

  it('is taken apart by steps', () => {
    const steps = [
      [0.9, 0.9],
      [0.5, 1],
    ];
    const [offered, accepted] = accessSteps([100, 100], steps);
    expect(offered).toMatchObject({ alone: 0 });
    expectNear(offered!.without, accepted!.alone!);
    expectNear(accepted!.without, 0);
    expectNear(accepted!.overall, 0.75);
  });
});

describe('money', () => {
  const payers = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 9 })
    .filter(weights => sum(weights) > 0)
    .map(weights => weights.map((weight, i) => ({ id: `p${i}`, share: decimalText(weight / 1000) })));

  it('contributions add up to the penny and lie within one of the exact share', () => {
    assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), payers, (total, given) => {
        const pence = contributions(total, given);
        expect(sum(pence)).toBe(total);
        const all = sum(given.map(payer => Number(payer.share)));
        pence.forEach((one, i) =>
          expect(Math.abs(one - (total * Number(given[i]!.share)) / all)).toBeLessThan(1 + 1e-6),
        );
      }),
    );
  });

  it('floors and caps hold, and what they leave is shared', () => {
    assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), between(0, 0.15), between(0.2, 1)), {
          minLength: 1,
          maxLength: 6,
        }),
        (total, given) => {
          const bounded = given.map(([weight, floor, cap], i) => ({
            id: `p${i}`,
            share: String(weight),
            floorPence: Math.floor(floor * total),
            capPence: Math.ceil(cap * total) + 1,
          }));
          let pence: readonly number[];
          try {
            pence = contributions(total, bounded);
          } catch (error) {
            // Only when the bounds leave no way.
            expect(error).toBeInstanceOf(FaultError);
            expect((error as FaultError).fault.code).toBe('invalid-input');
            expect(
              sum(bounded.map(one => one.floorPence)) > total || sum(bounded.map(one => one.capPence)) < total,
            ).toBe(true);
            return;
          }
          expect(sum(pence)).toBe(total);
          pence.forEach((one, i) => {
            expect(one).toBeGreaterThanOrEqual(bounded[i]!.floorPence);
            expect(one).toBeLessThanOrEqual(bounded[i]!.capPence);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  const limited = fc.record({
    total: fc.integer({ min: -100_000, max: 1_000_000 }),
    payers: fc
      .array(
        fc.record({
          weight: fc.integer({ min: 0, max: 99 }),
          floor: fc.option(fc.integer({ min: 0, max: 400_000 })),
          cap: fc.option(fc.integer({ min: 0, max: 900_000 })),
        }),
        { minLength: 1, maxLength: 6 },
      )
      .filter(list => list.some(one => one.weight > 0))
      .map(list =>
        list.map(({ weight, floor, cap }, i) => ({
          id: `p${i}`,
          share: String(weight),
          ...(floor === null ? {} : { floorPence: floor }),
          ...(cap === null ? {} : { capPence: cap }),
        })),
      ),
  });

  it('floors and caps that leave no way have an answer too: unpaid, or lower floors', () => {
    const met = { unpaid: 0, shrunk: 0, within: 0 };
    assert(
      fc.property(limited, ({ total, payers }) => {
        const { pence, unpaidPence, limits } = settlement(total, payers);
        expect(sum(pence) + unpaidPence).toBe(total);
        expect(unpaidPence).toBeGreaterThanOrEqual(0);
        if (total < 0) return;
        const floors = payers.map(({ floorPence, capPence }) => Math.min(floorPence ?? 0, capPence ?? Infinity));
        const shrunk = sum(floors) > total;
        pence.forEach((one, i) => {
          const { capPence = Infinity, share } = payers[i]!;
          expect(one).toBeLessThanOrEqual(capPence);
          expect(one).toBeGreaterThanOrEqual(shrunk ? 0 : floors[i]!);
          if (share === '0') expect(one).toBeLessThanOrEqual(floors[i]!);
          else if (unpaidPence > 0) expect([one, limits[i]]).toEqual([capPence, 'cap']);
          if (limits[i] === 'cap') expect(one).toBe(capPence);
          if (limits[i] === 'floor' && !shrunk) expect(one).toBe(floors[i]);
        });
        if (shrunk) {
          met.shrunk++;
          pence.forEach((one, i) => expect(Math.abs(one - (floors[i]! * total) / sum(floors))).toBeLessThan(1 + 1e-6));
        } else if (unpaidPence > 0) met.unpaid++;
        else {
          met.within++;
          expect(pence).toEqual(
            contributions(
              total,
              payers.map((payer, i) => ({ ...payer, floorPence: floors[i]! })),
            ),
          );
        }
      }),
      { numRuns: 600, seed: 1 },
    );
    expect(Math.min(...Object.values(met))).toBeGreaterThan(30);
  });

  it('in floating point are within a penny of the exact ones', () => {
    assert(
      fc.property(limited, ({ total, payers }) => {
        const { pence } = settlement(total, payers);
        const caps = payers.map(({ capPence }) => capPence ?? Infinity);
        const plain = plainSettlement(total, {
          weights: payers.map(({ share }) => Number(share)),
          floors: payers.map(({ floorPence }, i) => Math.min(floorPence ?? 0, caps[i]!)),
          caps,
        });
        pence.forEach((one, i) => expect(Math.abs(one - plain[i]!)).toBeLessThanOrEqual(1 + 1e-6));
      }),
      { numRuns: 1000 },
    );
  });

  it('without limits is what contributions are', () => {
    assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000_000 }), payers, (total, given) => {
        expect(settlement(total, given)).toEqual({
          pence: contributions(total, given),
          unpaidPence: 0,
          limits: given.map(() => null),
        });
      }),
    );
  });

  it('bands of an overspend add up and the last has no end', () => {
    assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 5_000_000 }),
        payers,
        (over, band, given) => {
          const borne = riskShares(
            over,
            [
              { upToPence: band, bearer: null },
              { upToPence: null, bearer: 'p0' },
            ],
            given,
          );
          expect(sum(borne)).toBe(over);
          expect(borne[0]!).toBeGreaterThanOrEqual(Math.max(0, over - band));
        },
      ),
    );
  });

  it('Shapley’s shares add up, and no one pays for what costs nothing to add', () => {
    assert(
      fc.property(fc.array(between(0, 1000), { minLength: 8, maxLength: 8 }), costs => {
        costs[0] = 0;
        const { shares, inCore } = shapley(3, costs);
        expectNear(sum(shares), costs[7]!, 1e-9);
        const fair = [1, 2, 3, 4, 5, 6].every(
          set => sum(shares.filter((_, i) => set & (1 << i))) <= costs[set]! + 1e-6,
        );
        if (!fair) expect(inCore).toBe(false);
        const dummy = shapley(3, [0, 4, 7, 11, 0, 4, 7, 11]);
        expectNear(dummy.shares[2]!, 0);
      }),
    );
  });

  it('NPSV is PVB less PVC, nothing for the do-minimum itself, and a switching value gives less than a penny', () => {
    const stream = fc.array(between(-1e6, 1e6), { minLength: 1, maxLength: 10 });
    assert(
      fc.property(stream, stream, (costs, benefits) => {
        const sums = appraisalSums({ costs, benefits }, greenBook('standard'));
        expect(sums.npsv).toBe(sums.presentBenefits - sums.presentCosts);
        expectNear(sums.cumulative.at(-1)!, sums.npsv, 1e-9);
        expect(appraisalSums({ costs, benefits: costs }, oneRate(0.035)).npsv).toBe(0);
      }),
    );
    assert(
      fc.property(between(-5e6, 5e6), between(100, 1e6), between(0.5, 3), (start, slope, power) => {
        const npsv = (x: number) => start + slope * Math.sign(x) * Math.abs(x) ** power;
        const value = switchingValue(npsv, [-10, 10], 1);
        if (value === null) expect(npsv(-10) * npsv(10)).toBeGreaterThan(-1);
        else expect(Math.abs(npsv(value))).toBeLessThan(0.01);
      }),
    );
    // Two roots: the one that is nearer to the present value; a jump over 0 is none.
    expectNear(
      switchingValue(x => 1e6 * (x - 2) * (x - 7), [0, 10], 6),
      7,
      1e-6,
    );
    expect(switchingValue(x => (x < 5 ? -100 : 100), [0, 10], 6)).toBeNull();
    expect(switchingValue(x => x + 1, [0, 10], 6)).toBeNull();
  });

  it('payback is when the sum stays above nothing', () => {
    const of = (costs: number[], benefits: number[]) => appraisalSums({ costs, benefits }, oneRate(0)).payback;
    expect(of([100, 0, 0], [0, 50, 100])).toBeCloseTo(2.5, 12);
    expect(of([100, 0], [0, 50])).toBeNull();
    expect(of([0, 0], [10, 10])).toBe(0);
    expect(of([10, 0, 100, 0], [0, 20, 0, 100])).toBeCloseTo(3.9, 12);
  });

  it('a tornado marks what turns', () => {
    const at = (p: number) => 10 * p;
    expect(tornado(at, x => 3 * x - 9)).toMatchObject({ monotonic: true, crosses: true });
    expect(tornado(at, x => (x - 5) ** 2)).toMatchObject({ monotonic: false, crosses: false });
    expect(tornado(at, () => 4)).toMatchObject({ monotonic: true, swing: 0 });
  });

  it('discounting goes on from year to year and over parts of one', () => {
    assert(
      fc.property(between(0, 400), between(0, 50), (year, more) => {
        for (const schedule of ['standard', 'health', 'low-rate'] as const)
          expect(discountFactor(schedule, year + more)).toBeLessThanOrEqual(discountFactor(schedule, year));
      }),
    );
    expectNear(discountFactor('standard', 30.5), discountFactor('standard', 30) / Math.sqrt(1.03), 1e-12);
  });

  it('a worker below the threshold costs no insurance, and one who is never there costs no hour', () => {
    const given = {
      salary: 4000,
      niRate: 0.15,
      niThreshold: 5000,
      pension: 0,
      overhead: 0,
      travel: 0,
      weeks: 52,
      leaveDays: 260,
      bankHolidays: 0,
      trainingDays: 0,
      absenceRate: 0,
      hoursPerDay: 7.4,
      directShare: 1,
    };
    expect(workforceCost(given)).toMatchObject({
      fullCost: 4000,
      costPerDirectHour: null,
      costPerProductiveHour: null,
    });
  });
});

describe('ranking', () => {
  const table = fc.integer({ min: 2, max: 5 }).chain(criteria =>
    fc.tuple(
      fc.array(fc.array(between(0, 100), { minLength: criteria, maxLength: criteria }), {
        minLength: 2,
        maxLength: 5,
      }),
      fc.array(between(0.01, 1), { minLength: criteria, maxLength: criteria }),
    ),
  );

  it('never turns two options when a third is added', () => {
    assert(
      fc.property(table, ([scores, weights]) => {
        const more = weightedTotals(scores, weights);
        expect(weightedTotals(scores.slice(0, -1), weights)).toEqual(more.slice(0, -1));
      }),
    );
  });

  it('keeps the winner within the interval of each weight, and loses it outside', () => {
    assert(
      fc.property(table, ([scores, weights]) => {
        const all = sum(weights);
        const shares = weights.map(weight => weight / all);
        const totals = weightedTotals(scores, weights);
        const winner = totals.indexOf(Math.max(...totals));
        weightStability(scores, weights).forEach(([from, to], k) => {
          expect(from).toBeLessThanOrEqual(shares[k]! + 1e-12);
          expect(to).toBeGreaterThanOrEqual(shares[k]! - 1e-12);
          const leadAt = (weight: number) => {
            const moved = shares.map((share, i) => (i === k ? weight : (share / (1 - shares[k]!)) * (1 - weight)));
            const then = weightedTotals(scores, moved);
            return then[winner]! - Math.max(...then);
          };
          expect(leadAt(from)).toBeGreaterThan(-1e-7);
          expect(leadAt(to)).toBeGreaterThan(-1e-7);
          if (from > 1e-6) expect(leadAt(from * (1 - 1e-3))).toBeLessThan(1e-9);
          if (to < 1 - 1e-6) expect(leadAt(to + (1 - to) * 1e-3)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('acceptability adds up by option and by rank; equals share', () => {
    assert(
      fc.property(table, ([scores]) => {
        const { shares } = acceptability(scores, 500);
        shares.forEach((row, i) => {
          expectNear(sum(row), 1, 1e-9);
          expectNear(sum(shares.map(other => other[i]!)), 1, 1e-9);
        });
      }),
      { numRuns: 40 },
    );
    expect(
      acceptability([
        [1, 2],
        [1, 2],
      ]).shares,
    ).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    // Options that hardly differ are still told apart, or counted as equal: never left out.
    acceptability([
      [1e-7, 0, 0],
      [0, 0, 0],
      [0, 0, 5e-324],
    ]).shares.forEach(row => expectNear(sum(row), 1, 1e-9));
    expect(acceptability([[5], [7]]).shares).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('drawn acceptability agrees with the exact where a fourth criterion tells nothing apart', () => {
    const scores = [
      [80, 40, 60],
      [50, 90, 50],
      [60, 60, 75],
    ];
    // Weights on the first two of three given the third: uniform on the simplex stays uniform when one is left out.
    const exact = acceptability(scores).shares;
    const drawn = acceptability(scores.map(row => [...row, 0]));
    expect(drawn.exact).toBe(false);
    exact.forEach((row, i) => row.forEach((share, k) => expectNear(drawn.shares[i]![k]!, share, 0.006)));
  });

  it('scores stay on their fixed scale', () => {
    expect(scaled(5, 0, 10)).toBe(50);
    expect(scaled(30, 50, 10)).toBe(50);
    expect(scaled(99, 0, 10)).toBe(100);
    expect(scaled(3, 3, 3)).toBe(50);
  });

  it('knowing more is never worth less than nothing', () => {
    assert(
      fc.property(
        fc.array(fc.array(between(-100, 100), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        payoff => {
          const { evpi, probabilityBest, expectedRegret, best } = information(payoff);
          expect(evpi).toBeGreaterThanOrEqual(0);
          expectNear(evpi, expectedRegret[best]!);
          expectNear(sum(probabilityBest), 1);
        },
      ),
    );
  });
});
