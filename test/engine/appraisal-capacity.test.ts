import { describe, expect, it } from 'vitest';
import { proveAppraisals } from '../prove/appraisals.ts';
import { answer, certain, drafted, model, point, withInputs } from './appraisal-setting.ts';
import { checkAppraisal } from '../../electron/engine/commissioning/check.ts';
import { resolvedAppraisal } from '../../electron/engine/commissioning/resolve.ts';
import { settledOption } from '../../electron/engine/commissioning/settle.ts';
import { newSettling } from '../../electron/engine/commissioning/draws.ts';
import type { Appraisal } from '../../shared/model/appraisal.ts';

const sure = certain(drafted);
const [doMinimum, countyWide] = sure.options;
/** The whole county in one pool, with so many interviewers, beside the do-minimum. */
const withInterviewers = (wte: number): Appraisal => ({
  ...sure,
  options: [doMinimum!, { ...countyWide!, inputs: { ...countyWide!.inputs, interview_wte: point(wte) } }],
});
const interviews = async (wte: number, engine: 'formulas' | 'fluid' | 'simulation'): Promise<number[]> =>
  (await answer(withInterviewers(wte), { engine, replications: 2 })).options[1]!.years.map(year => year.interviews);

describe('staff', () => {
  it('that are none hold no interviews, by every engine', async () => {
    for (const engine of ['formulas', 'fluid', 'simulation'] as const)
      expect(await interviews(0, engine), engine).toEqual([0, 0, 0, 0, 0]);
  });

  it('answer no more than their hours allow, and capacity stands beside demand for every pool and year', async () => {
    for (const wte of [2, 3, 4, 5, 12]) {
      const { options, years } = await answer(withInterviewers(wte), { replications: 1 });
      for (const pool of options[1]!.pools) {
        expect(pool.years.map(year => year.year)).toEqual(years);
        for (const { demand, capacity, answered } of pool.years) {
          expect(answered).toBeLessThanOrEqual(capacity * (1 + 1e-9));
          if (pool.service === 'missing' && demand > 1.5 * capacity) expect(answered).toBeCloseTo(capacity, -1);
        }
      }
    }
  });

  it('hold an interview in the year in which they hold it: overload is answered evenly, by the simulation too', async () => {
    const [first, ...later] = await interviews(3, 'simulation');
    for (const year of later) expect(Math.abs(year / first! - 1)).toBeLessThan(0.08);
  });

  it('give up what is too old, and what is held late has less effect', async () => {
    const overloaded = withInterviewers(5);
    const avoided = async (days: number, half: number) =>
      (
        await answer(withInputs(overloaded, { gives_up_days: point(days), late_half_days: point(half) }), {
          replications: 1,
        })
      ).options[1]!.measures;
    const soon = await avoided(5, 14);
    const late = await avoided(120, 14);
    expect(late['repeat-missing'].value!).toBeLessThan(soon['repeat-missing'].value!);
    expect((await avoided(120, 300))['repeat-missing'].value!).toBeGreaterThan(late['repeat-missing'].value!);
  });
});

describe('appraisals made at random', () => {
  it('never answer more than capacity, agree where formulas are exact, and more staff never means fewer interviews', async () => {
    const { checked, faults } = await proveAppraisals(40);
    expect(checked).toBe(40);
    expect(faults).toEqual([]);
  });
});

describe('what cannot be meant', () => {
  const refusal = (appraisal: Appraisal): string => {
    try {
      checkAppraisal(appraisal, model);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is refused with the name of each input and its range', () => {
    const wrong = {
      ...sure,
      firstYear: '2018/20',
      options: [
        doMinimum!,
        { ...countyWide!, inputs: { ...countyWide!.inputs, interview_wte: point(-1), accepted: point(1.2) } },
      ],
    };
    expect(refusal(wrong)).toBe(
      'First year: 2018/20 is no financial year; a year is written 2018/19. Interviewers of One county-wide contract: −1 is outside 0 to 60 WTE. Offers accepted of One county-wide contract: 120\u00a0% is outside 0\u00a0% to 100\u00a0%.',
    );
    const range = { ...point(0), distribution: { kind: 'normal', low: 90, high: 120, coverage: 0.8 } as const };
    expect(refusal(withInputs(sure, { hours_per_week: range }))).toBe(
      'Hours a week: 90 to 120 is outside 20 to 48 hours.',
    );
  });

  it('is an option without a district, or a contract without one', () => {
    const bare = { ...countyWide!, contracts: countyWide!.contracts.map(contract => ({ ...contract, districts: [] })) };
    expect(refusal({ ...sure, options: [doMinimum!, bare] })).toBe(
      'One county-wide contract: no district is in any contract.',
    );
    const [first, ...others] = doMinimum!.contracts;
    const short = { ...doMinimum!, contracts: [{ ...first!, districts: [] }, ...others] };
    expect(refusal({ ...sure, options: [short, countyWide!] })).toContain('this contract has no district.');
  });
});

describe('growth', () => {
  it('runs from the middle of what was counted to the middle of each year, however far that is', () => {
    const episodesOf = (countedTo: string | null) => {
      const grown = withInputs({ ...sure, countedTo }, { prevalence_growth: point(0.1) });
      const resolved = resolvedAppraisal(grown, model);
      const settling = newSettling(resolved);
      for (const [k, variable] of resolved.variables.entries())
        settling.values[k] = variable.value.distribution.kind === 'point' ? variable.value.distribution.value : NaN;
      const { episodes } = settledOption(resolved, resolved.options[1]!, settling).pools[0]!.missing;
      return episodes.map(year => year.reduce((sum, one) => sum + one, 0));
    };
    const unknown = episodesOf(null);
    const counted = episodesOf('2015-09-30');
    // Counted from October 2014 to September 2015, three and a half years before the middle of 2018/19.
    expect(counted[0]! / unknown[0]!).toBeCloseTo(1.1 ** 2.5, 2);
    expect(counted[4]! / counted[0]!).toBeCloseTo(1.1 ** 4, 9);
  });
});

describe('need that is taken as certain', () => {
  const counts = [131, 7, 105, 412, 96, 340, 210, 1290, 122];
  const counted: Appraisal = {
    ...drafted,
    districts: drafted.districts.map((district, at) => ({
      ...district,
      episodes: counts[at]!,
      referrals: Math.round(counts[at]! / 3),
    })),
    yearsCounted: 2,
    countedTo: null,
  };
  const needOf = async (variation: number) => {
    const asked = withInputs(counted, {
      need_variation: point(variation),
      episodes_level: point(1),
      referrals_level: point(1),
      prevalence_growth: point(0),
      detection_growth: point(0),
      surges_per_year: point(0),
    });
    const { options } = await answer(asked, { replications: 40 });
    return options.map(option => ({
      episodes: option.years[0]!.episodes,
      referrals: option.years[0]!.referrals,
      byDistrict: option.districts.map(({ need }) => need),
    }));
  };

  it('is what was counted, of every district and option, and drawn to no other', async () => {
    const total = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    for (const { episodes, referrals, byDistrict } of await needOf(0)) {
      expect(episodes).toBeCloseTo(total(counts) / 2, 6);
      expect(referrals).toBeCloseTo(total(counts.map(count => Math.round(count / 3))) / 2, 6);
      byDistrict.forEach((need, at) => expect(need).toBeCloseTo(counts[at]! / 2, 6));
    }
  });

  it('lies between what was counted and what chance allows, as far as chance is in it', async () => {
    const [none, half, all] = [await needOf(0), await needOf(0.5), await needOf(1)].map(([first]) => first!.byDistrict);
    // The district of the lowest rate is drawn up the most.
    expect(all![1]!).toBeGreaterThan(1.2 * none![1]!);
    half!.forEach((need, at) => expect(need).toBeCloseTo((none![at]! + all![at]!) / 2, 6));
  });
});
