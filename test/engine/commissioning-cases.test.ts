import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { appraisalSums, oneRate, switchingValue } from '../../electron/engine/commissioning/appraisal-sums.ts';
import type { Streams } from '../../electron/engine/commissioning/appraisal-sums.ts';
import { riskShares } from '../../electron/engine/commissioning/contributions.ts';
import { levelling } from '../../electron/engine/commissioning/fairness.ts';
import { reliefCapacity, weeksToClear } from '../../electron/engine/commissioning/fluid.ts';
import { answerOfMethod } from '../../electron/engine/methods.ts';

const folder = path.resolve(import.meta.dirname, '../../../shared/cases');
const absent = !existsSync(path.join(folder, 'scenarios.json'));
// Reference cases are data; their shape is what the tests below read.
// eslint-disable-next-line typescript/no-explicit-any
const read = (name: string): any => (absent ? {} : JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')));
// eslint-disable-next-line typescript/no-explicit-any
const cases: any = read('scenarios').cases ?? {};
// eslint-disable-next-line typescript/no-explicit-any
const indicators: any = read('indicators');

// eslint-disable-next-line typescript/no-explicit-any
const ask = (name: string, input: unknown): any => answerOfMethod(name, input).result;
const expectNear = (got: unknown, wanted: number, tolerance = 1e-8) => {
  expect(got, 'a number').toBeTypeOf('number');
  expect(Math.abs((got as number) - wanted), `${String(got)} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(wanted)),
  );
};
const expectAllNear = (got: readonly unknown[], wanted: readonly number[], tolerance?: number) => {
  wanted.forEach((one, i) => expectNear(got[i], one, tolerance));
};

// Skipped where the reference cases do not lie beside the checkout.
describe.skipIf(absent)('reference cases of scenarios', () => {
  it('C01: discount factors, annuities and middles of years', () => {
    const { expected } = cases.C01;
    expect(ask('discount', { schedule: 'standard', years: [0] }).factors).toEqual([1]);
    for (const [key, schedule] of [
      ['df_standard', 'standard'],
      ['df_health', 'health'],
      ['df_lowrate_sensitivity', 'low-rate'],
    ] as const)
      expectAllNear(
        ask('discount', { schedule, years: Object.keys(expected[key]).map(Number) }).factors,
        Object.values(expected[key]),
        1e-10,
      );
    for (const [years, value] of Object.entries<number>(expected.annuity_in_arrears_standard)) {
      const list = Array.from({ length: Number(years) }, (_, i) => i + 1);
      const { factors } = ask('discount', { schedule: 'standard', years: list });
      expectNear(
        factors.reduce((a: number, b: number) => a + b, 0),
        value,
        1e-10,
      );
    }
    for (const [year, value] of Object.entries<number>(expected.mid_year_factor_t))
      expectNear(ask('discount', { schedule: 'standard', years: [Number(year) + 0.5] }).factors[0], value, 1e-10);
  });

  it('C02: NPSV, BCR, payback, equivalent annual value and switching values', () => {
    const { inputs, expected } = cases.C02;
    const streams = (given: Record<string, number>): Streams => {
      const x = given as Record<keyof typeof inputs, number>;
      const year = Array.from({ length: 5 }, (_, t) => t);
      const missing = x['episodes']! * x['coverage']! * x['effect']! * (1 - x['dead_m']!) * x['unit_m']!;
      const helped = x['cases']! * x['success']! * (1 - x['dead_c']!) * x['value_c']!;
      return {
        costs: year.map(
          t =>
            ((t === 0 ? x['setup']! : 0) + (x['run']! - x['base_run']!) * (t === 0 ? x['year0_fraction']! : 1)) *
            (1 + x['ob_cost']!),
        ),
        benefits: year.map(t => (missing + helped) * inputs.ramp[t] * (1 - x['ob_ben']!)),
      };
    };
    const npsvAt = (input: string) => (value: number) => {
      const given = { ...inputs, [input]: value };
      return appraisalSums(streams(given), oneRate(given.rate)).npsv;
    };
    const sums = appraisalSums(streams(inputs), oneRate(inputs.rate));
    expectNear(sums.presentCosts, expected.pv_cost);
    expectNear(sums.presentBenefits, expected.pv_benefit);
    expectNear(sums.npsv, expected.npsv);
    expectNear(sums.bcr, expected.bcr);
    expectAllNear(sums.cumulative, expected.cumulative_discounted);
    expectNear(sums.paybackDiscounted, expected.discounted_payback_years_end_year_interp);
    expectNear(sums.payback, expected.undiscounted_payback_years_end_year_interp);
    expectNear(sums.equivalentInArrears, expected.equivalent_annual_value_in_arrears);
    expectNear(sums.equivalentInAdvance, expected.equivalent_annual_value_in_advance);
    for (const [input, value] of Object.entries<number | null>(expected.switching_values_npsv_zero)) {
      const got = switchingValue(npsvAt(input), expected.switching_value_plausible_ranges[input], inputs[input]);
      if (value === null) expect(got, input).toBeNull();
      else {
        expectNear(got, value);
        expect(Math.abs(npsvAt(input)(got!))).toBeLessThan(0.01);
      }
    }
    for (const bar of expected.tornado_sorted) {
      expectNear(npsvAt(bar.input)(bar.low), bar.npsv_low);
      expectNear(npsvAt(bar.input)(bar.high), bar.npsv_high);
    }
  });

  it('C03: queues', () => {
    const { expected } = cases.C03;
    for (const one of expected.mmc) {
      const given = { model: 'mmc', arrivalRate: one.lambda, serviceRate: one.mu, servers: one.c, waitLongerThan: 1 };
      const got = ask('queue', given);
      expectNear(got.waitProbability, one.p_wait);
      expectNear(got.meanQueue, one.Lq);
      expectNear(got.meanWait, one.Wq);
      expectNear(got.meanInSystem, one.L);
      expectNear(got.waitTail, one.p_Wq_gt_1);
    }
    for (const one of expected.erlang_A) {
      const got = ask('queue', {
        model: 'erlang-a',
        arrivalRate: one.lambda,
        serviceRate: one.mu,
        servers: one.c,
        abandonRate: one.theta,
      });
      expectNear(got.abandonProbability, one.p_abandon);
      expectNear(got.waitProbability, one.p_wait);
      expectNear(got.meanInSystem - got.meanQueue, one.mean_busy);
    }
    for (const one of expected.allen_cunneen_Wq_MMc_scaled) {
      const got = ask('queue', {
        model: 'allen-cunneen',
        arrivalRate: one.lambda,
        serviceRate: one.mu,
        servers: one.c,
        cvArrival: Math.sqrt(one.ca2),
        cvService: Math.sqrt(one.cs2),
      });
      expectNear(got.meanWait, one.Wq);
      expect(got.approximate).toBe(true);
    }
    const { lambda, mu, c, K, probabilities } = expected.mm23_k3;
    const finite = { model: 'mmck', arrivalRate: lambda, serviceRate: mu, servers: c, capacity: K };
    expectAllNear(ask('queue', finite).probabilities, probabilities);
  });

  it('C04: workers for a caseload', () => {
    const { inputs, expected } = cases.C04;
    for (const one of expected.by_fte) {
      const got = ask('caseload', {
        arrivalsPerWeek: expected.accepted_per_week,
        meanLengthWeeks: inputs.mean_case_length_weeks,
        slotsPerWte: inputs.slots_per_fte,
        wte: one.fte,
      });
      expectNear(got.rho, one.rho);
      expect(got.stable).toBe(!one.unstable);
      if (one.unstable) expectNear(got.growthPerWeek, one.growth_cases_per_week);
      else expectNear(got.meanWaiting, one.Lq);
    }
  });

  it('C05: return interviews and their clock', () => {
    const { inputs, expected } = cases.C05;
    for (const one of expected.by_interviewers) {
      const got = ask('return-interview', {
        episodesPerYear: inputs.episodes_per_year,
        offered: inputs.offered,
        accepted: inputs.accepted_given_offered,
        meanEffortDays: inputs.mean_interviewer_days_per_rhi,
        interviewers: one.interviewers,
        targetDays: inputs.target_days,
        daysPerYear: inputs.days_per_year,
      });
      expectNear(got.withinTarget, one.p_complete_le_72h_given_accepted);
      expectNear(got.meanWaitDays, one.Wq_days);
    }
    for (const one of expected.deadlines)
      expect(ask('return-interview-clock', { returned: one.returned_local, hours: 72 }).deadline).toBe(
        one.deadline_elapsed_72h_local,
      );
  });

  it('C07: fluid and launch', () => {
    const { inputs, expected } = cases.C07;
    const { Q0, lambda_wk: arrivals, capacity_wk: capacity } = inputs.fluid;
    expect(weeksToClear(Q0, arrivals, capacity)).toBeNull();
    const weeks = Object.keys(expected.queue_at_week).map(Number);
    expectAllNear(
      ask('fluid', { initial: Q0, arrivals, capacity, weeks }).queue,
      Object.values(expected.queue_at_week),
      1e-9,
    );
    expectNear(reliefCapacity(Q0, arrivals, 12, 26), expected.relief_capacity_to_12_in_26wk, 1e-9);
    expectNear(
      weeksToClear(expected.drain.Q0, expected.drain.lambda, expected.drain.capacity),
      expected.drain.weeks_to_clear,
      1e-9,
    );
  });

  it('C09: demand', () => {
    const { inputs, expected } = cases.C09;
    const ratio = ask('rate-ratio', {
      count1: inputs.year_count,
      exposure1: 1,
      count2: inputs.half_year_count,
      exposure2: 0.5,
      level: 0.95,
    });
    expectNear(ratio.ratio, expected.rate_ratio, 1e-9);
    expectAllNear([ratio.lower, ratio.upper], expected.rate_ratio_95ci_exact, 1e-9);
    const probabilities = Object.keys(expected.predictive_quantiles).map(Number);
    const { district } = inputs;
    const posterior = ask('demand-posterior', {
      count: district.count,
      exposure: district.person_years_000,
      nextExposure: district.next_person_years_000,
      priorMean: district.prior_mean_per_000,
      priorSd: district.prior_sd_per_000,
      probabilities,
    });
    expectNear(posterior.ownWeight, expected.shrinkage_weight_on_data);
    expectNear(posterior.predictiveVariance, expected.predictive_var);
    expect(posterior.quantiles).toEqual(Object.values(expected.predictive_quantiles));
  });

  it('C10: fairness and levelling', () => {
    const { inputs, expected } = cases.C10;
    const { need, met, deprivation_rank_9_is_most: deprivationRank } = inputs;
    const got = ask('fairness', { need, met, deprivationRank });
    expectAllNear(
      [got.hoover, got.gini, got.theil, got.concentration, got.sii, got.rii, got.maxMin, got.chiSquared],
      [
        expected.dissimilarity_hoover,
        expected.gini_need_weighted,
        expected.theil_T,
        expected.concentration_index_most_deprived_first,
        expected.SII_most_to_least_deprived,
        expected.RII_fitted_least_over_most,
        expected.max_min_ratio,
        expected.chi_square,
      ],
      1e-9,
    );
    expectAllNear(got.funnel, Object.values(expected.funnel_z), 1e-9);
    const { mean, tolerance } = expected.hoover_null_expectation_if_rates_equal;
    expect(Math.abs(got.hooverByChance - mean)).toBeLessThan(tolerance);
    const levels = levelling(need, met, 0.8);
    expectNear(levels.toMove, expected.zero_sum_moved, 1e-9);
    expectNear(levels.levelUp, expected.level_up_extra, 1e-9);
    expectNear(levels.minimumStandard, expected.floor_80pct_extra, 1e-9);
  });

  it('C11: cost of a worker, contributions and an overspend', () => {
    const { inputs, expected } = cases.C11;
    const pence = (pounds: string) => Math.round(Number(pounds) * 100);
    const total = pence(inputs.pool_total);
    const { perPartnerPence } = ask('contributions', { totalPence: total, shares: inputs.shares });
    for (const [name, pounds] of Object.entries<string>(expected.contributions))
      expect(perPartnerPence[name]).toBe(pence(pounds));
    const payers = Object.entries<string>(inputs.shares).map(([id, share]) => ({ id, share }));
    const bands = [
      { upToPence: 0.05 * total, bearer: null },
      { upToPence: null, bearer: 'Staffordshire CC' },
    ];
    expect(riskShares(pence(inputs.overspend), bands, payers)).toEqual(
      Object.values<string>(expected.overspend_allocation).map(pence),
    );
    const game = expected.joint_vs_stand_alone;
    const { empty: _, ...costs } = game.stand_alone_and_coalition_costs;
    const shares = ask('shapley', { costs });
    expect(shares.inCore).toBe(game.in_core);
    expectAllNear(Object.values(shares.perPartner), Object.values(game.shapley_cost_share));
  });

  it('C12: random words, ranking, acceptability, information and elicitation', () => {
    const { inputs, expected } = cases.C12;
    for (const one of expected.philox4x32_10)
      expect(ask('philox', { counter: one.ctr, key: one.key }).words).toEqual(one.out);
    const ranking = ask('ranking', { scores: inputs.mcda.scores_0_100, weights: inputs.mcda.weights });
    expectAllNear(ranking.totals, Object.values(expected.mcda_totals));
    Object.values<number[]>(expected.weight_stability_interval_top_option_others_pro_rata).forEach((interval, k) =>
      expectAllNear(ranking.weightStability[k], interval),
    );
    const smaa = ask('acceptability', { scores: inputs.smaa.scores });
    expected.smaa_rank_acceptability_exact.forEach((row: number[], k: number) =>
      expectAllNear(smaa.acceptability[k], row, 1e-9),
    );
    const { evpi } = ask('perfect-information', {
      payoff: inputs.evpi.payoff_option_by_state,
      probabilities: inputs.evpi.prob,
    });
    expectNear(evpi, expected.evpi);
    const { elicitation } = expected;
    const normal = ask('elicit', { distribution: 'normal', low: 0.8, high: 0.9, coverage: 0.8 });
    expectNear(normal.sd, elicitation['normal_80pct_0.8_0.9'].sd);
    const lognormal = ask('elicit', { distribution: 'lognormal', low: 5, high: 10, coverage: 0.9 });
    for (const name of ['mu', 'sigma', 'mean', 'median'])
      expectNear(lognormal[name], elicitation.lognormal_90pct_5_10[name]);
    const pert = ask('elicit', { distribution: 'pert', minimum: 10, mode: 20, maximum: 50 });
    for (const name of ['alpha', 'beta', 'mean', 'sd']) expectNear(pert[name], elicitation.pert_10_20_50[name]);
    const beta = ask('elicit', { distribution: 'beta', mean: 0.75, sd: 0.05 });
    for (const name of ['alpha', 'beta']) expectNear(beta[name], elicitation['beta_mean.75_sd.05'][name]);
  });
});

describe.skipIf(absent)('reference cases of indicators', () => {
  it('C: standardised rates, also of children with several events', () => {
    const given = indicators.C_dsr_dobson;
    expect(given.cases.length).toBeGreaterThan(0);
    const common = { population: given.pop, standard: given.std_pop_esp2013_19bands, per: given.per };
    for (const one of given.cases)
      for (const [key, level] of [
        ['ci95', 0.95],
        ['ci998', 0.998],
      ] as const) {
        const got = ask('standardised-rate', { ...common, counts: one.counts, level });
        expectNear(got.rate, one.dsr);
        expectAllNear([got.lower, got.upper], one[key]);
      }
    for (const one of given.non_independent_events) {
      const got = ask('standardised-rate', {
        ...common,
        personsByEventFrequency: one.persons_by_event_frequency,
        level: 0.95,
      });
      expectNear(got.rate, one.dsr);
      expectAllNear([got.lower, got.upper], one.ci95);
    }
  });

  it('E, F: slopes and means', () => {
    for (const one of indicators.E_slope_index.cases) {
      const given = { kind: one.kind.split(' ')[0], population: one.population, value: one.value };
      const got = ask('slope-index', { ...given, lower: one.ci95_lower, upper: one.ci95_upper });
      expectNear(got.sii, one.sii);
      expectNear(got.rii, one.rii);
      // Theirs is simulated, at random.
      if (one.sii_ci95_sim) {
        expect(Math.abs(got.lower / one.sii_ci95_sim[0] - 1)).toBeLessThan(0.05);
        expect(Math.abs(got.upper / one.sii_ci95_sim[1] - 1)).toBeLessThan(0.05);
      }
    }
    const one = indicators.F_mean_t;
    for (const [key, level] of [
      ['ci95', 0.95],
      ['ci998', 0.998],
    ] as const) {
      const got = ask('mean-interval', { values: one.values, level });
      expectNear(got.sd, one.sd);
      expectAllNear([got.lower, got.upper], one[key]);
    }
  });

  it('G, H: control charts', () => {
    const base = indicators.G_xmr.cases[2].values;
    expect(base.length).toBeGreaterThan(13);
    for (const one of indicators.G_xmr.cases) {
      const values = one.values ?? base.map((value: number, i: number) => (i === 14 ? 10 : value));
      if (one.expect?.mean === undefined) continue;
      const { segments } = ask('control-chart', { chart: 'xmr', values, screen: one.screen_outliers ?? true });
      expectAllNear(
        [segments[0].centre, segments[0].lower, segments[0].upper],
        [one.expect.mean, one.expect.lpl, one.expect.upl],
        1e-6,
      );
      if (one.expect.nlpl !== undefined)
        expectAllNear([segments[0].nearLower, segments[0].nearUpper], [one.expect.nlpl, one.expect.nupl], 1e-6);
    }
    const rebased = indicators.G_xmr.cases[2].rebase_after_point_10;
    const { segments } = ask('control-chart', { chart: 'xmr', values: base, rebaseAfter: [10] });
    rebased.forEach((one: { mean: number; lpl: number; upl: number }, k: number) =>
      expectAllNear([segments[k].centre, segments[k].lower, segments[k].upper], [one.mean, one.lpl, one.upl], 6e-3),
    );
    const p = indicators.H_other_spc_charts.cases[1];
    const { points } = ask('control-chart', { chart: 'p', values: p.num, denominators: p.den });
    const { n52, n78 } = p.expect_first_and_last;
    for (const [point, wanted] of [
      [points[0], n52],
      [points.at(-1), n78],
    ])
      expectAllNear(
        [point.upper, point.nearUpper, point.nearLower, point.lower].map(x => x * 100),
        [wanted.ul3, wanted.ul2, wanted.ll2, wanted.ll3],
        6e-3,
      );
  });

  it('I: special causes', () => {
    const wide = { centre: 0, lower: -100, upper: 100, nearLower: -90, nearUpper: 90 };
    for (const one of indicators.I_special_cause_rules.cases) {
      if (one.relative_to_mean) {
        const { points } = ask('special-causes', { values: one.relative_to_mean, ...wide });
        // The detector marks from the seventh on; the answer marks the whole run.
        expect(points.includes('one-side')).toBe(one.detect.includes(1));
      }
      if (one.values && one.detect) {
        const { points } = ask('special-causes', { values: one.values, ...wide, centre: 3.5 });
        one.detect.forEach((found: number, i: number) => {
          if (found) expect(points.slice(i - 6, i + 1)).toEqual(Array.from({ length: 7 }, () => 'trend'));
        });
        expect(points.includes('trend')).toBe(one.detect.some(Boolean));
      }
      if (one.close) {
        const values = one.close.map((close: number, i: number) => one.side[i] * (close ? 95 : 1));
        const { points } = ask('special-causes', { values, ...wide });
        expect(points.map((mark: string) => (mark === 'two-of-three' ? 1 : 0))).toEqual(one.flagged);
      }
    }
  });

  it('K: recent trends', () => {
    for (const one of indicators.K_recent_trend.cases) {
      const got = one.value
        ? ask('trend', { kind: 'weighted', value: one.value, lower: one.lower, upper: one.upper })
        : ask('trend', { kind: 'proportion', count: one.count, denominator: one.den });
      if (one.chi2_full !== undefined) expectNear(got.chiSquared, one.chi2_full, 1e-8);
      if (one.slope !== undefined) expectNear(got.slope, one.slope, 1e-8);
      const wanted = one.result.startsWith('Increasing')
        ? 'increasing'
        : one.result.startsWith('Decreasing')
          ? 'decreasing'
          : one.result === 'NoChange'
            ? 'no-significant-change'
            : 'not-testable';
      expect(got.result).toBe(wanted);
    }
  });
});
