import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAppraisal } from '../../electron/cli/appraise.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { AppraisalResult, OptionResult } from '../../shared/contract/commissioning.ts';
import type { Fault } from '../../shared/contract/fault.ts';
import { measureIds } from '../../shared/model/appraisal.ts';
import type { Appraisal, Distribution, InputValue, Partner, Standing } from '../../shared/model/appraisal.ts';
import { drafted, model, point, resources, withInputs } from './appraisal-setting.ts';

/**
 * Inputs that nobody can mean, asked as the window asks them: each is refused in a sentence that has its name and what it may
 * be. Inputs at the very end of what they may be are answered, with nothing in the answer that cannot be.
 */

const folder = mkdtempSync(path.join(tmpdir(), 'csaf-impossible-'));
let engine: Engine;

beforeAll(async () => {
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
  });
  const made = await engine.call('workspace.create', {
    file: path.join(folder, 'empty.csaf'),
    passphrase: 'correct horse battery',
  });
  expect(made).toMatchObject({ ok: true });
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const ranged = (distribution: Distribution): InputValue => ({ ...point(0), distribution });
const input = (id: string, distribution: Distribution): Appraisal =>
  withInputs(drafted, { [id]: ranged(distribution) });
const district = (more: Partial<Appraisal['districts'][number]>): Appraisal => ({
  ...drafted,
  districts: drafted.districts.map((one, at) => (at === 5 ? { ...one, ...more } : one)),
});
const partner = (more: Partial<Partner>): Appraisal => ({
  ...drafted,
  partners: drafted.partners.map((one, at) => (at === 3 ? { ...one, ...more } : one)),
});
const countyWide = (more: Partial<Appraisal['options'][number]>): Appraisal => ({
  ...drafted,
  options: drafted.options.map((one, at) => (at === 1 ? { ...one, ...more } : one)),
});
const givenOn = (on: string): Standing => ({ basis: { state: 'given', by: 'Test', on }, source: 'test' });
const stafford = 'E07000197';
const [wide] = drafted.options[1]!.contracts;
const all = wide!.districts;

/** What is asked, and what its refusal says: the name, what was given and what may be. */
const impossible: Readonly<Record<string, readonly [Appraisal, ...string[]]>> = {
  'negative hours': [
    input('hours_per_interview', { kind: 'point', value: -2 }),
    'Hours for an attempt: −2 is outside 0.5 to 20 hours.',
  ],
  'a share over all of it': [
    input('offered', { kind: 'point', value: 1.3 }),
    '130\u00a0% is outside 0\u00a0% to 100\u00a0%.',
  ],
  'a range turned round': [
    input('case_weeks', { kind: 'normal', low: 19, high: 15, coverage: 0.8 }),
    'The upper end is below the lower end.',
    '2 to 104',
  ],
  'a mode outside its range': [
    input('effect_repeat', { kind: 'pert', minimum: 0.1, mode: 0.3, maximum: 0.2 }),
    'Effect on repeat missing: The most likely value is not between minimum and maximum.',
    '0 to 1.',
  ],
  'no number': [input('salary_targeted', { kind: 'point', value: NaN }), 'No number is outside £12,000 to £70,000.'],
  'a number without end': [
    input('overhead', { kind: 'uniform', low: 0, high: Infinity }),
    '0\u00a0% to A number without end is outside 0\u00a0% to 80\u00a0%.',
  ],
  'a huge number': [input('interview_wte', { kind: 'point', value: 1e300 }), 'is outside 0 to 60 WTE.'],
  'one huge value of several': [
    input('targeted_wte', { kind: 'discrete', values: [10, 1e9], probabilities: [0.5, 0.5] }),
    '10 to 1,000,000,000 is outside 0 to 120 WTE.',
  ],
  'probabilities over all': [
    input('targeted_wte', { kind: 'discrete', values: [10, 12], probabilities: [0.9, 0.9] }),
    'Probabilities add up to 1.',
    '0 to 120',
  ],
  'a coverage of everything': [
    input('case_weeks', { kind: 'normal', low: 15, high: 19, coverage: 1 }),
    'coverage between 0 and 1',
    '2 to 104',
  ],
  'a part of an attempt': [input('attempts', { kind: 'point', value: 2.5 }), '2.5 is no whole number from 1 to 10.'],
  'half a yes': [input('weekend_cover', { kind: 'point', value: 0.5 }), '0.5 is no whole number from 0 to 1.'],
  'closing before it opens': [
    withInputs(drafted, { opens: point(17), closes: point(9) }),
    '9 is outside 18 to 24, as it opens at 17.',
  ],
  'a day that is none': [
    withInputs(drafted, { offered: { ...point(0.9), basis: { state: 'given', by: 'Test', on: '2017-13-40' } } }),
    'is no day on which it can have been given',
  ],
  'a day to come': [
    withInputs(drafted, { offered: { ...point(0.9), basis: { state: 'given', by: 'Test', on: '2136-11-28' } } }),
    'Interviews offered: 28 Nov 2136 is no day on which it can have been given: say one from 1 Apr 1996 to today,',
  ],
  'a month to come': [
    withInputs(drafted, { offered: { ...point(0.9), basis: { state: 'given', by: 'Test', on: '2136-11' } } }),
    'Interviews offered: Nov 2136 is no day on which it can have been given',
  ],
  'a year to come': [
    withInputs(drafted, { offered: { ...point(0.9), basis: { state: 'given', by: 'Test', on: '2136' } } }),
    'Interviews offered: 2136 is no day on which it can have been given',
  ],
  'a day of another age': [
    withInputs(drafted, { offered: { ...point(0.9), basis: { state: 'given', by: 'Test', on: '1066-10-14' } } }),
    'Interviews offered: 14 Oct 1066 is no day on which it can have been given',
  ],
  'a budget of a day to come': [
    partner({ standing: { ...drafted.partners[3]!.standing, budget: givenOn('2136-01-01') } }),
    'NHS, budget: 1 Jan 2136 is no day on which it can have been given',
  ],
  'need of a day to come': [
    { ...drafted, needStanding: givenOn('2136-01-01') },
    'Need by district: 1 Jan 2136 is no day on which it can have been given',
  ],
  'referrals of a day that is none': [
    { ...drafted, needStandings: { episodes: drafted.needStanding, referrals: givenOn('2017-02-30') } },
    'CSE referrals by district: 30 Feb 2017 is no day on which it can have been given',
  ],
  'a review on no day': [
    withInputs(drafted, { offered: { ...point(0.9), reviewOn: '2018-02-31' } }),
    'Interviews offered: 31 Feb 2018 is no day on which it can be reviewed',
  ],
  'a review that nobody lives to see': [
    withInputs(drafted, { offered: { ...point(0.9), reviewOn: '9018-02-01' } }),
    'Interviews offered: 1 Feb 9018 is no day on which it can be reviewed',
  ],
  'years beyond the horizon': [{ ...drafted, years: 12 }, 'Years: 12 is outside 1 to 10.'],
  'no year': [{ ...drafted, years: 0 }, 'Years: 0 is outside 1 to 10.'],
  'part of a year': [{ ...drafted, years: 2.5 }, 'Years: 2.5 is no whole number from 1 to 10.'],
  'a year that runs past the last': [
    { ...drafted, firstYear: '2098/99', priceBase: '2097/98', countedTo: null },
    'Years: the last of 5 from 2098/99 is outside 1996/97 to 2100/01.',
  ],
  'prices of another age': [
    { ...drafted, firstYear: '2060/61', countedTo: null },
    'Price base: 2017/18 is outside 2030/31 to 2090/91',
  ],
  'need counted in years to come': [
    { ...drafted, countedTo: '2099-03-31' },
    '31 Mar 2099 is outside 1 Apr 1988 to 31 Mar 2023.',
  ],
  'need counted on no day': [{ ...drafted, countedTo: '2017-02-31' }, '2017-02-31 is no day.'],
  'need over no time': [{ ...drafted, yearsCounted: 0 }, 'Years over which need was counted: 0 is outside 0.05 to 20.'],
  'fewer than no episodes': [district({ episodes: -5 }), 'Missing episodes of Stafford: −5 is outside 0 to 200,000.'],
  'more referrals than the country has': [
    district({ referrals: 1e12 }),
    'CSE referrals of Stafford:',
    'is outside 0 to 200,000.',
  ],
  'a district without children': [
    district({ children: 0 }),
    'Children aged 10 to 17 of Stafford: 0 is outside 1 to 10,000,000.',
  ],
  'more accepted than offered': [
    district({ acceptance: { offers: 20, accepted: 30 } }),
    'Offers accepted in Stafford: 30 is outside 0 to 20.',
  ],
  'a place in the sea': [
    district({ centre: { easting: 1e9, northing: 300_000 } }),
    'Middle of Stafford, easting:',
    '0 to 700,000 metres.',
  ],
  'a district twice in a contract': [
    countyWide({ contracts: [{ ...wide!, districts: [...all, stafford] }] }),
    `One county-wide contract, ${wide!.name}: Stafford is in this contract twice.`,
  ],
  'a district in two contracts': [
    countyWide({ contracts: [wide!, { ...wide!, id: 'more', name: 'More', districts: [stafford] }] }),
    `One county-wide contract: Stafford is in two contracts, ${wide!.name} and More.`,
  ],
  'a district in no contract': [
    countyWide({ contracts: [{ ...wide!, districts: all.filter(code => code !== stafford) }] }),
    'One county-wide contract: Stafford is in no contract.',
  ],
  'a base that is nowhere': [
    countyWide({ contracts: [{ ...wide!, bases: ['E00000000'] }] }),
    'the appraisal has no district E00000000.',
  ],
  'a share of a partner over all': [
    partner({ share: '1.5' }),
    'Share of the cost of NHS: 150\u00a0% is outside 0\u00a0% to 100\u00a0%.',
  ],
  'a share below nothing': [partner({ benefitShare: '-0.1' }), 'Share of the benefit of NHS: −10\u00a0% is outside'],
  'a share in words': [partner({ share: 'a tenth' }), 'Share of the cost of NHS: "a tenth" is no share from 0 to 1'],
  'shares over all': [
    partner({ share: '0.29' }),
    'The fixed shares of the partners add up to 120\u00a0%, not to 100\u00a0%.',
  ],
  'benefits over all': [
    partner({ benefitShare: '0.29' }),
    'The shares of the fiscal benefit add up to 120\u00a0%',
    '0\u00a0% to 100\u00a0%',
  ],
  'a budget below nothing': [
    partner({ budget: -1 }),
    'Budget that NHS has a year: −£1 is outside £0 to £10,000,000,000.',
  ],
  'a cap without end': [
    partner({ cap: Infinity }),
    'The most that NHS pays a year: A number without end is outside £0',
  ],
  'a weight below nothing': [
    partner({ weights: [20, 30, 20, 15, -1] }),
    'Weight that NHS gives to Cost: −1 is outside 0 to 1,000,000.',
  ],
  'a scale without length': [
    { ...drafted, criteria: drafted.criteria.map((one, at) => (at === 4 ? { ...one, worst: 5, best: 5 } : one)) },
    'Cost: its scale runs from 5 to 5',
  ],
  'a correlation over one': [
    { ...drafted, correlations: [{ a: 'offered', b: 'accepted', rank: 1.2 }] },
    'Rank correlation of',
    '1.2 is outside −1 to 1.',
  ],
  'a correlation with itself': [
    { ...drafted, correlations: [{ a: 'offered', b: 'offered', rank: -1 }] },
    'moves with itself',
  ],
  'a correlation twice': [
    {
      ...drafted,
      correlations: [
        { a: 'offered', b: 'accepted', rank: 0.5 },
        { a: 'accepted', b: 'offered', rank: -0.5 },
      ],
    },
    'it is given twice',
  ],
  'a band of less than nothing': [
    { ...drafted, riskBands: [{ upTo: -5, bearer: null }] },
    'End of a band of an overspend: −£5 is outside',
  ],
  'two options of one name': [
    countyWide({ name: drafted.options[0]!.name }),
    `Two options are called “${drafted.options[0]!.name}”. Give one another name`,
  ],
  'a discount schedule of one option alone': [
    countyWide({ inputs: { ...drafted.options[1]!.inputs, discount_schedule: point(2) } }),
    'Discount schedule of',
    'given for the whole appraisal alone',
  ],
  'a discount schedule that there is not': [
    input('discount_schedule', { kind: 'point', value: 3 }),
    'Discount schedule: 3 is outside 1 to 2 (1 standard, 2 health).',
  ],
};

async function refusal(
  method: 'commissioning.appraise' | 'commissioning.save' | 'commissioning.grid' | 'commissioning.export',
  more: object,
): Promise<Fault> {
  const answered = await engine.call(method, more);
  if (answered.ok) throw new Error('It was answered.');
  return answered.fault;
}

const grid = { compare: ['ad-hoc', 'county-wide'], x: 'offered', y: 'accepted' };

describe('what nobody can mean', () => {
  it.each(Object.entries(impossible))('%s is refused by name and range', async (_, [appraisal, ...words]) => {
    const faults = [
      await refusal('commissioning.appraise', { appraisal }),
      await refusal('commissioning.save', { appraisal }),
      await refusal('commissioning.grid', { appraisal, ...grid }),
      await refusal('commissioning.export', { appraisal, kind: 'paper', file: path.join(folder, 'paper.docx') }),
    ];
    for (const fault of faults) {
      expect(fault.code).toBe('invalid-input');
      for (const word of words) expect(fault.message).toContain(word);
    }
  });

  it('is also what is asked of the answer', async () => {
    const asked = async (more: object) =>
      (await refusal('commissioning.appraise', { appraisal: drafted, ...more })).message;
    expect(await asked({ compare: ['hub-and-spoke', 'hub-and-spoke'] })).toBe(
      'Hub and spoke is compared with itself. Choose another option to compare it with.',
    );
    expect(await asked({ replications: 0 })).toBe('replications: this takes a whole number from 1 to 100,000.');
    expect(await asked({ replications: 1e9 })).toContain('from 1 to 100,000');
    expect(await asked({ workers: 1.5 })).toBe('workers: this takes a whole number from 1 to 16.');
    const same = await refusal('commissioning.grid', { appraisal: drafted, ...grid, y: 'offered' });
    expect(same.message).toContain('two different inputs');
  });
});

/** Everything of an option that has ends. */
function beyond(option: OptionResult, result: AppraisalResult): string[] {
  const isShare = (value: number | null) => value === null || (value >= -1e-9 && value <= 1 + 1e-9);
  const found: string[] = [];
  for (const id of measureIds) {
    const { format } = model.measures.find(measure => measure.id === id)!;
    const { value, low, high } = option.measures[id];
    if (format === 'percent' && ![value, low, high].every(isShare)) found.push(`${id} ${value} ${low} ${high}`);
    if (format !== 'money' && format !== 'ratio' && (value ?? 0) < -1e-9) found.push(`${id} ${value}`);
    if (low !== null && high !== null && low > high) found.push(`${id} ${low} over ${high}`);
  }
  for (const { name, access, offered, accepted, completed, inTime, need, met } of option.districts) {
    if (![access, offered, accepted, completed, inTime].every(isShare)) found.push(`${name} ${access} ${completed}`);
    if (!(need >= 0 && met >= 0)) found.push(`${name} ${need} ${met}`);
  }
  for (const pool of option.pools)
    for (const year of pool.years)
      if (
        !(year.answered <= year.capacity + 1e-6 + 0.5 * year.capacity) ||
        year.answered < -1e-9 ||
        !(year.capacity >= 0)
      )
        found.push(`${pool.contract} ${pool.service} ${year.answered} of ${year.capacity}`);
  if (!isShare(option.probabilityBest) || option.expectedRegret < -1e-6) found.push('chance');
  const paid = option.partners.reduce((sum, one) => sum + one.share, 0);
  if (Math.abs(paid - 1) > 1e-6) found.push(`shares ${paid}`);
  if (result.options.length === 0) found.push('no option');
  return found;
}

/** At the ends of what may be meant. */
const extreme: Readonly<Record<string, Appraisal>> = {
  'an effect whose range is one value': input('effect_repeat', { kind: 'triangular', minimum: 0, mode: 0, maximum: 0 }),
  'ranges without width of every kind': withInputs(drafted, {
    effect_repeat: ranged({ kind: 'pert', minimum: 0.1, mode: 0.1, maximum: 0.1 }),
    offered: ranged({ kind: 'beta', low: 0.9, high: 0.9, coverage: 0.8 }),
    case_weeks: ranged({ kind: 'gamma', low: 17, high: 17, coverage: 0.8 }),
    salary_targeted: ranged({ kind: 'lognormal', low: 30_000, high: 30_000, coverage: 0.8 }),
    overhead: ranged({ kind: 'normal', low: 0.2, high: 0.2, coverage: 0.8 }),
    absence: ranged({ kind: 'uniform', low: 0.05, high: 0.05 }),
    hours_per_interview: ranged({ kind: 'empirical', values: [2.5] }),
  }),
  'nobody in either service under several options': {
    ...drafted,
    options: drafted.options.map((option, at) =>
      at === 0
        ? option
        : { ...option, inputs: { ...option.inputs, interview_wte: point(0), targeted_wte: point(at === 2 ? 0 : 5) } },
    ),
  },
  'nobody anywhere': {
    ...drafted,
    options: drafted.options.map(option => ({
      ...option,
      inputs: { ...option.inputs, interview_wte: point(0), targeted_wte: point(0) },
      contracts: option.contracts.map(contract => ({
        ...contract,
        inputs: { ...contract.inputs, interview_wte: point(0), targeted_wte: point(0) },
      })),
    })),
  },
  'no need at all': { ...drafted, districts: drafted.districts.map(one => ({ ...one, episodes: 0, referrals: 0 })) },
  'nobody who accepts, and attempts that seldom succeed': withInputs(drafted, {
    accepted: point(0),
    offered: point(0),
    attempt_success: point(0.05),
    attempts: point(10),
  }),
  'everything at the lowest that it may be': withInputs(
    drafted,
    Object.fromEntries(model.inputs.map(one => [one.id, point(one.lowest)])),
  ),
  'ranges over all that an input may be': withInputs(
    drafted,
    Object.fromEntries(
      model.inputs
        .filter(one => !one.whole && one.id !== 'opens' && one.id !== 'closes')
        .map(one => [one.id, ranged({ kind: 'uniform', low: one.lowest, high: one.highest })]),
    ),
  ),
  'the longest horizon': { ...drafted, years: 10 },
  'weights of nothing': partner({ weights: [0, 0, 0, 0, 0], groupWeights: [0, 0] }),
};

describe('the ends of what may be meant', () => {
  it.each(Object.entries(extreme))(
    '%s: nothing in the answer cannot be',
    async (_, appraisal) => {
      for (const engineName of ['formulas', 'fluid'] as const) {
        const answered = await engine.call('commissioning.appraise', {
          appraisal,
          engine: engineName,
          replications: 30,
        });
        if (!answered.ok) throw new Error(answered.fault.message);
        const result = answered.value as AppraisalResult;
        for (const option of result.options) expect(beyond(option, result), option.name).toEqual([]);
        expect(result.options.reduce((sum, option) => sum + option.probabilityBest, 0)).toBeCloseTo(1, 9);
        expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity|undefined/);
      }
    },
    60_000,
  );

  it.each([
    ['weigh nothing at all', [0, 0, 0, 0, 0], [0, 0], 'weigh nothing, so'],
    ['weigh nothing at the root', [20, 30, 20, 0, 0], [0, 50], 'weigh nothing, so'],
    [
      'weigh nothing in a group that weighs',
      [0, 30, 20, 15, 15],
      [70, 0],
      'weigh nothing in “Children and families”, so',
    ],
    [
      'weigh nothing in a group of a group',
      [20, 0, 0, 15, 15],
      [70, 50],
      'weigh nothing in “A worker of one’s own”, so',
    ],
  ])('weights that %s make no ranking, and it is said', async (_, weights, groupWeights, words) => {
    const appraisal = partner({ weights, groupWeights });
    const answered = await engine.call('commissioning.appraise', { appraisal, replications: 5 });
    const result = answered.ok ? (answered.value as AppraisalResult) : null;
    expect(result!.standing.weights.given).toBe(drafted.partners.length - 1);
    expect(result!.ranking.scores.map(row => row.partner)).not.toContain('NHS');
    expect(result!.findings.some(one => one.about.partner === 'NHS')).toBe(false);
    const said = [`The weights that NHS gave ${words}`, 'they count as not given.'];
    const shown = [result!.ranking.warnings.join(' '), formatAppraisal({ ...result!, changes: [] })];
    for (const word of said) for (const text of shown) expect(text).toContain(word);
  });

  it.each([
    ['one criterion alone', [0, 0, 0, 0, 25], [0, 0]],
    ['a group of nothing beside one that weighs', [20, 0, 0, 15, 15], [70, 0]],
  ])('weights of %s are a ranking', async (_, weights, groupWeights) => {
    const appraisal = partner({ weights, groupWeights });
    const answered = await engine.call('commissioning.appraise', { appraisal, replications: 5 });
    const result = answered.ok ? (answered.value as AppraisalResult) : null;
    expect(result!.ranking.scores.map(row => row.partner)).toContain('NHS');
    expect(result!.ranking.warnings.filter(warning => warning.includes('count as not given'))).toEqual([]);
  });
});
