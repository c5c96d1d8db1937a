import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairness } from '../../electron/engine/commissioning/fairness.ts';
import { fluidFlow } from '../../electron/engine/commissioning/fluid-engine.ts';
import { formulaFlow } from '../../electron/engine/commissioning/formulas.ts';
import { stepsOf } from '../../electron/engine/commissioning/costs.ts';
import { middleSettling } from '../../electron/engine/commissioning/draws.ts';
import { resolvedAppraisal } from '../../electron/engine/commissioning/resolve.ts';
import { settledOption } from '../../electron/engine/commissioning/settle.ts';
import { measureIds } from '../../shared/model/appraisal.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';
import { answer, certain, drafted, model, numbersIn, point, withInputs } from './appraisal-setting.ts';

const few = { replications: 40 };

/** An appraisal within what is plausible, on the whole range of a few inputs that can break a formula. */
const appraisals = fc
  .record({
    interview_wte: fc.double({ min: 0.05, max: 30, noNaN: true }),
    targeted_wte: fc.double({ min: 0.05, max: 40, noNaN: true }),
    withdraw_per_week: fc.double({ min: 0, max: 0.3, noNaN: true }),
    offered: fc.double({ min: 0, max: 1, noNaN: true }),
    accepted: fc.double({ min: 0, max: 1, noNaN: true }),
    attempts: fc.integer({ min: 1, max: 10 }),
    attempt_success: fc.double({ min: 0.05, max: 1, noNaN: true }),
    weekend_cover: fc.integer({ min: 0, max: 1 }),
    closes: fc.integer({ min: 10, max: 24 }),
    case_weeks_cv: fc.double({ min: 0, max: 3, noNaN: true }),
    slots_per_wte: fc.double({ min: 1, max: 40, noNaN: true }),
    re_referred: fc.double({ min: 0, max: 0.8, noNaN: true }),
  })
  .map(values => {
    const inputs = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, point(value)]));
    // Given for every contract of every option, so that nothing else decides.
    const options = drafted.options.map(option => ({
      ...option,
      inputs: {},
      contracts: option.contracts.map(contract => ({ ...contract, inputs })),
    }));
    return { ...drafted, options };
  });

const flowsOf = (appraisal: Appraisal) => {
  const resolved = resolvedAppraisal(appraisal, model);
  const settling = middleSettling(resolved);
  return resolved.options.map(option => settledOption(resolved, option, settling));
};
const close = (a: number, b: number) =>
  expect(Math.abs(a - b)).toBeLessThan(1e-6 * Math.max(1, Math.abs(a), Math.abs(b)));

describe('flows', () => {
  it('lose no child: those who came are helped, have left or are there still', () => {
    fc.assert(
      fc.property(appraisals, appraisal => {
        for (const option of flowsOf(appraisal)) {
          const fluid = fluidFlow(
            option,
            option.pools.map(() => 0.12),
          );
          const formulas = formulaFlow(option);
          const start = option.pools.reduce((sum, pool) => sum + pool.targeted.waiting + pool.targeted.openCases, 0);
          for (const [flow, from] of [
            [fluid, 0],
            [formulas, 1],
          ] as const) {
            let there = from === 0 ? start : flow.waiting[0]! + flow.open[0]!;
            for (let y = from; y < option.years; y++) {
              for (const one of flow.flows[y]!) {
                there += one.taken - one.withdrew - one.closed;
                expect(one.completed).toBeLessThanOrEqual(one.accepted + 1e-9);
                expect(one.within72).toBeLessThanOrEqual(one.completed + 1e-9);
                expect(Math.min(...Object.values(one))).toBeGreaterThanOrEqual(-1e-9);
              }
              close(there, flow.waiting[y]! + flow.open[y]!);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never reach more in time than the calendar allows', () => {
    fc.assert(
      fc.property(appraisals, appraisal => {
        for (const option of flowsOf(appraisal)) {
          const flow = formulaFlow(option);
          for (const [at, pool] of option.pools.entries())
            for (const year of flow.flows)
              for (const district of pool.districts) {
                const { completed, within72 } = year[district]!;
                expect(within72).toBeLessThanOrEqual(completed * flow.calendarLimit[at]! + 1e-9);
              }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('an answer', () => {
  it('holds no number that is none, whatever is plausible', async () => {
    await fc.assert(
      fc.asyncProperty(appraisals, async appraisal => {
        const result = await answer(appraisal, { replications: 3 });
        for (const [at, value] of numbersIn(result)) expect(Number.isFinite(value), at).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it('has NPSV = PVB − PVC, and contributions that add up to the cost to the penny, by every rule', async () => {
    for (const contribution of [
      'fixed-share',
      'population',
      'need',
      'activity',
      'benefit',
      'stand-alone',
      'shapley',
    ] as const) {
      const result = await answer({ ...drafted, contribution }, few);
      for (const option of result.options) {
        expect(option.measures.npsv.value).toBe(option.presentValueBenefits - option.presentValueCosts);
        for (const [y, year] of option.years.entries()) {
          const paid = option.partners.reduce((sum, partner) => sum + partner.pence[y]!, 0);
          expect(paid).toBe(Math.round(year.costNominal * 100));
        }
        expect(option.partners.reduce((sum, partner) => sum + partner.share, 0)).toBeCloseTo(1, 9);
      }
    }
  });

  it('differs by exactly nothing for an option that is the do-minimum again', async () => {
    const again = { ...drafted.options[0]!, id: 'again', name: 'The same again' };
    for (const engine of ['formulas', 'fluid', 'simulation'] as const) {
      const result = await answer({ ...drafted, options: [drafted.options[0]!, again] }, { engine, replications: 4 });
      const [first, second] = result.options;
      expect(second!.measures.npsv).toEqual({ value: 0, low: 0, high: 0 });
      expect({ ...second, id: '', name: '' }).toEqual({ ...first, id: '', name: '' });
      expect(result.perfectInformation).toBe(0);
    }
  });

  it('is the deterministic one at every percentile when nothing varies', async () => {
    for (const engine of ['formulas', 'fluid'] as const) {
      const result = await answer(certain(drafted), { engine, ...few });
      for (const option of result.options)
        for (const id of measureIds) {
          const { value, low, high } = option.measures[id];
          expect([low, high], id).toEqual([value, value]);
        }
      expect(result.perfectInformation).toBe(0);
    }
  });

  it('does not change with the order of options or inputs, nor when one is added', async () => {
    const shown = (result: Awaited<ReturnType<typeof answer>>, id: string) => {
      const { probabilityBest: _best, expectedRegret: _regret, ...rest } = result.options.find(one => one.id === id)!;
      return rest;
    };
    const compare: [string, string] = ['hub-and-spoke', 'county-wide'];
    const usual = await answer(drafted, { ...few, compare, detail: 'full' });
    const [first, ...others] = drafted.options;
    const turned = await answer(
      {
        ...drafted,
        options: [first!, ...others.toReversed()].map(option => ({
          ...option,
          inputs: Object.fromEntries(Object.entries(option.inputs).toReversed()),
        })),
        correlations: drafted.correlations.toReversed(),
      },
      { ...few, compare, detail: 'full' },
    );
    const fewer = await answer({ ...drafted, options: drafted.options.slice(0, 2) }, few);
    for (const { id } of drafted.options) expect(shown(turned, id)).toEqual(shown(usual, id));
    expect(turned.tornado).toEqual(usual.tornado);
    for (const id of ['ad-hoc', 'county-wide']) expect(shown(fewer, id)).toEqual(shown(usual, id));
  });

  it('says of each input where it turns the order, within its own range or near to where outside of it', async () => {
    const compare: [string, string] = ['hub-and-spoke', 'county-wide'];
    const sure = certain(drafted);
    const { tornado } = await answer(drafted, { ...few, compare, detail: 'full' });
    const middles = await answer(sure, { ...few, compare, detail: 'full' });
    // What is uncertain turns the order within its own range or only outside of it; what is certain has no range.
    for (const { switching, switchingOutside, plausible } of tornado.bars) {
      expect(switching === null || switchingOutside === null).toBe(true);
      if (switching !== null) expect(switching >= plausible[0] && switching <= plausible[1]).toBe(true);
      if (switchingOutside !== null)
        expect(switchingOutside < plausible[0] || switchingOutside > plausible[1]).toBe(true);
    }
    const places = middles.tornado.bars.filter(bar => bar.switchingOutside !== null);
    const uncertain = tornado.bars.filter(bar => bar.switching !== null || bar.switchingOutside !== null);
    expect(uncertain.length + places.length).toBeGreaterThan(3);
    for (const bar of places) {
      expect([bar.switching, bar.plausible[0]]).toEqual([null, bar.plausible[1]]);
      const turning = bar.switchingOutside!;
      // Where the second option says the same, it moves in both; else it is a choice of the first.
      const options = sure.options.map(option =>
        option.id === 'hub-and-spoke'
          ? { ...option, inputs: { ...option.inputs, [bar.input]: point(turning) } }
          : option,
      );
      const isOwn = sure.options.some(option => Object.hasOwn(option.inputs, bar.input));
      const switched = isOwn ? { ...sure, options } : withInputs(sure, { [bar.input]: point(turning) });
      const { options: results } = await answer(switched, { replications: 1, compare });
      const npsv = (id: string) => results.find(option => option.id === id)!.measures.npsv.value!;
      expect(Math.abs(npsv('hub-and-spoke') - npsv('county-wide')), bar.input).toBeLessThan(500);
    }
  });

  it('is the same for one worker and for two', async () => {
    const question = { engine: 'simulation', replications: 6 } as const;
    const one = await answer(drafted, { ...question, workers: 1 });
    const two = await answer(drafted, { ...question, workers: 2 });
    expect({ ...two, milliseconds: 0 }).toEqual({ ...one, milliseconds: 0 });
  });
});

describe('fairness', () => {
  it('is left as it is when a district is split at equal rates', () => {
    const district = fc.record({
      need: fc.double({ min: 1, max: 1000, noNaN: true }),
      rate: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(district, { minLength: 2, maxLength: 12 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (districts, part) => {
          const indices = (all: readonly { need: number; rate: number; rank: number }[]) =>
            fairness(
              all.map(one => one.need),
              all.map(one => one.need * one.rate),
              all.map(one => one.rank),
              0,
            );
          const ranked = districts.map((one, rank) => ({ ...one, rank }));
          const [first, ...others] = ranked;
          const split = [
            { ...first!, need: first!.need * part },
            { ...first!, need: first!.need * (1 - part) },
            ...others,
          ];
          const before = indices(ranked);
          const after = indices(split);
          for (const key of ['hoover', 'gini', 'theil', 'concentration', 'sii'] as const)
            expect(after[key] ?? 0).toBeCloseTo(before[key] ?? 0, 9);
        },
      ),
    );
  });
});

describe('steps', () => {
  it('are each started number of workers, whole ones not rounded up by dust', () => {
    for (const [wte, stepWte, steps] of [
      [0, 8, 0],
      [0.1, 8, 1],
      [8, 8, 1],
      [8.01, 8, 2],
      [16, 8, 2],
      [0.3, 0.1, 3],
      [24.9, 8, 4],
    ] as const)
      expect(stepsOf(wte, stepWte), `${wte} of ${stepWte}`).toBe(steps);
  });

  it('cost what they cost in every contract and year, and nothing else changes', async () => {
    const priced = (cost: number) =>
      withInputs(certain(drafted), { general_inflation: point(0.02), step_cost: point(cost), step_wte: point(4) });
    const without = await answer(priced(0), few);
    const with10 = await answer(priced(10_000), few);
    const since = Number(drafted.firstYear.slice(0, 4)) - Number(drafted.priceBase.slice(0, 4));
    const resolved = resolvedAppraisal(priced(10_000), model);
    const settling = middleSettling(resolved);
    for (const [at, option] of with10.options.entries()) {
      const before = without.options[at]!;
      const { pools } = settledOption(resolved, resolved.options[at]!, settling);
      const steps = pools.reduce((sum, pool) => sum + Math.ceil((pool.missing.wte + pool.targeted.wte) / 4), 0);
      expect(steps).toBeGreaterThan(at === 0 ? 8 : 5);
      option.years.forEach((year, y) => {
        expect(year.costReal - before.years[y]!.costReal).toBeCloseTo(10_000 * steps, 6);
        expect(year.costNominal - before.years[y]!.costNominal).toBeCloseTo(10_000 * steps * 1.02 ** (since + y), 5);
        expect(year.interviews).toBe(before.years[y]!.interviews);
        expect(year.allocated).toBe(before.years[y]!.allocated);
      });
      // They are shared out among the partners as all else is.
      option.years.forEach((year, y) =>
        expect(option.partners.reduce((sum, partner) => sum + partner.pence[y]!, 0)).toBe(
          Math.round(year.costNominal * 100),
        ),
      );
    }
  });
});

describe('the time until a child is referred again', () => {
  it('moves the simulation alone, where those who come late come after the end', async () => {
    const after = (weeks: number) =>
      // Places enough for all, so that it is not they who decide.
      withInputs(certain(drafted), {
        weeks_to_re_referral: point(weeks),
        re_referred: point(0.4),
        slots_per_wte: point(40),
      });
    const helped = async (weeks: number, engine: 'formulas' | 'simulation') =>
      (await answer(after(weeks), { engine, replications: 3 })).options[0]!.years.map(year => year.allocated);
    const [soon, late] = [await helped(2, 'simulation'), await helped(150, 'simulation')];
    expect(soon.reduce((a, b) => a + b, 0)).toBeGreaterThan(late.reduce((a, b) => a + b, 0));
    expect(await helped(2, 'formulas')).toEqual(await helped(150, 'formulas'));
  });
});
