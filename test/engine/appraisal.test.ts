import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { appraise, formatAppraisal } from '../../electron/cli/appraise.ts';
import { checkAppraisal } from '../../electron/engine/commissioning/check.ts';
import { readAppraisal, saveAppraisal } from '../../electron/engine/commissioning/documents.ts';
import { migratedAppraisal } from '../../electron/engine/commissioning/model-changes.ts';
import { createWorkspace } from '../../electron/engine/store/workspace.ts';
import type { AppraisalEngine } from '../../shared/contract/commissioning.ts';
import { appraisalStanding } from '../../shared/model/appraisal-standing.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { currentModelVersion } from '../../shared/model/appraisal.ts';
import type { Appraisal, MeasureId } from '../../shared/model/appraisal.ts';
import { answer, certain, drafted, model, numbersIn, point, resources } from './appraisal-setting.ts';

const passphrase = 'correct horse battery';
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-appraisal-'));
const file = path.join(folder, 'demonstration.csaf');
let engine: Engine;
const told: string[] = [];

async function call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answered = await engine.call(method, input);
  if (!answered.ok) throw new Error(`${answered.fault.code} ${answered.fault.path ?? ''}: ${answered.fault.message}`);
  return answered.value as OutputOf<N>;
}

beforeAll(async () => {
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: event => {
      if (event.name === 'progress') told.push(event.progress.stage);
    },
    log: line => {
      throw new Error(line);
    },
  });
  await call('workspace.create', { file, passphrase, demonstration: true, seed: 1 });
  await call('workspace.open', { file, passphrase });
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../fixtures/commissioning', name), 'utf8'));

/** What was kept of the answers of model 1. */
interface KeptAnswers {
  readonly replications: number;
  readonly options: readonly {
    readonly id: string;
    readonly 'cost-a-year': { readonly value: number };
    readonly pence: readonly number[];
  }[];
}

/** What model 3 changed in a document of the one before, of which some inputs had a source that somebody wrote. */
const changesTo3 = (written: number): string[] => [
  '“Given up after” is new: an interview that nobody has begun by then is not made any more. It has the model’s own value; look at it where interviews wait long.',
  '“Effect of a late interview halves in” is new: what a late interview achieves falls with its delay. It has the model’s own value.',
  '“Difference between districts that stays” and “Offers lost to an hour of travel” are new: districts of one contract can differ in offers accepted. This appraisal knows neither where its districts are nor what they accepted, so they are alike by assumption; pull it again from the data, or draft a new one.',
  'Answers have changed: every figure is now the mean over the draws, not the value at the middle of every input; interviews that staff cannot do are not counted; and an interview counts in the year in which it is held.',
  `Every value now says whether it is a placeholder, comes from the data or was given, by whom and when. Who gave what was not kept before: what is not linked to the data counts as a placeholder until that is said${written > 0 ? ` (${written} of them have a source that somebody wrote, which is kept)` : ''}.`,
  'Shares, budgets and weights of the partners count as placeholders until it is said who gave them; a partner without weights of its own has no ranking.',
];

describe('an appraisal of the demonstration', () => {
  let draft: Appraisal;
  beforeAll(async () => {
    draft = await call('commissioning.draft', {});
  });

  it('is drafted from the data, by district, with links', () => {
    expect(draft.options.map(option => option.name)).toEqual([
      'Ad hoc provision',
      'One county-wide contract',
      'Two council contracts',
      'Hub and spoke',
    ]);
    expect(draft.firstYear).toBe('2018/19');
    expect(draft.districts).toHaveLength(9);
    expect(draft.districts.map(district => district.deprivationRank).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(draft.districts.find(district => district.name === 'Stoke-on-Trent')!.deprivationRank).toBe(9);
    const episodes = draft.districts.reduce((sum, district) => sum + district.episodes, 0);
    expect(episodes).toBeGreaterThan(2000);
    expect(draft.inputs['offered']!.link!.words).toBe(
      'last four quarters, 2016/17 Q3 to 2017/18 Q2: offered of returned',
    );
    expect(draft.options[0]!.contracts).toHaveLength(9);
    for (const contract of draft.options[0]!.contracts) {
      expect(contract.inputs['offered']!.basis).toEqual({ state: 'data' });
      expect(contract.inputs['interview_wte']).toMatchObject({ basis: { state: 'placeholder' }, grade: null });
    }
  });

  it('is worked out once for headlines and whole, which say the same, asked together or apart', async () => {
    const few = { appraisal: draft, replications: 30 };
    const [headlines, whole] = await Promise.all([
      call('commissioning.appraise', { ...few, detail: 'headlines', job: 'headlines' }),
      call('commissioning.appraise', { ...few, detail: 'full', job: 'whole' }),
    ]);
    expect(whole.options).toEqual(headlines.options);
    // Another answer in between, so that it is worked out anew.
    await call('commissioning.appraise', { ...few, replications: 3, detail: 'headlines' });
    const compare: [string, string] = ['ad-hoc', 'hub-and-spoke'];
    const again = await call('commissioning.appraise', { ...few, compare });
    expect(again.options).toEqual(whole.options);
    expect(again.tornado.bars).not.toEqual(whole.tornado.bars);
  });

  it('is answered with options that differ for reasons', async () => {
    const result = await call('commissioning.appraise', { appraisal: draft, detail: 'headlines' });
    const [adHoc, countyWide, councils, hub] = result.options;
    for (const [at, value] of numbersIn(result)) expect(Number.isFinite(value), at).toBe(true);
    const inTime = (option: typeof hub) => option!.measures['within-72-hours'].value!;
    expect(inTime(hub)).toBeGreaterThan(inTime(countyWide));
    expect(inTime(countyWide)).toBeGreaterThan(inTime(adHoc));
    // One contract does not make districts alike: its workers travel, and a part of today's difference stays.
    for (const option of [adHoc, countyWide, councils]) expect(option!.fairness.hoover).toBeGreaterThan(0.0005);
    expect(countyWide!.fairness.hoover).toBeGreaterThan(hub!.fairness.hoover);
    expect(countyWide!.fairness.assumed).toMatch(
      /^Assumed of districts of its contract: acceptance falls with travel from /,
    );
    expect(hub!.measures['cost-a-year'].value!).toBeGreaterThan(countyWide!.measures['cost-a-year'].value!);
    expect(countyWide!.calendar.atMost).toBeLessThan(countyWide!.calendar.withWeekends);
    expect(hub!.calendar.atMost).toBe(hub!.calendar.withWeekends);
    expect(result.notes.find(note => note.code === 'calendar')!.text).toMatch(
      /^72 hours is first a calendar question: with Monday to Friday cover no number of staff passes \d\d\s%(?: to \d\d\s%, by option)?; with weekends \d\d(?:\.\d)?\s%(?: to \d\d(?:\.\d)?\s%, by option)?\.$/,
    );
    expect(result.options.reduce((sum, option) => sum + option.probabilityBest, 0)).toBeCloseTo(1, 9);
  });

  it('has formulas that agree with the simulation where a pool is not overloaded', async () => {
    const certainly = certain(draft);
    const formulas = await call('commissioning.appraise', {
      appraisal: certainly,
      replications: 1,
      detail: 'headlines',
    });
    const simulated = await call('commissioning.appraise', {
      appraisal: certainly,
      engine: 'simulation',
      replications: 12,
      detail: 'headlines',
    });
    for (const [at, option] of formulas.options.entries()) {
      const other = simulated.options[at]!;
      const both = (id: MeasureId) => [option.measures[id].value!, other.measures[id].value!] as const;
      for (const id of ['interviews-completed', 'children-helped', 'cost-a-year'] as const) {
        const [a, b] = both(id);
        expect(Math.abs(a / b - 1), `${option.id} ${id}`).toBeLessThan(0.06);
      }
      if (option.pools.some(pool => pool.service === 'missing' && !pool.stable)) continue;
      const [a, b] = both('within-72-hours');
      expect(Math.abs(a - b), option.id).toBeLessThan(0.1);
    }
  });

  it('is kept with its versions, opened again as it was, and audited', async () => {
    const saved = await call('commissioning.save', { appraisal: draft });
    const next = await call('commissioning.save', { id: saved.id, appraisal: { ...draft, name: 'Second thoughts' } });
    expect([saved.version, next.version, next.id]).toEqual([1, 2, saved.id]);
    const opened = await call('commissioning.open', { id: saved.id });
    expect(opened.appraisal).toEqual({ ...draft, name: 'Second thoughts' });
    expect([opened.changes, opened.stale]).toEqual([[], []]);
    expect((await call('commissioning.list', {})).map(one => one.name)).toEqual(['Second thoughts']);
    await call('commissioning.delete', { id: saved.id });
    expect(await call('commissioning.list', {})).toEqual([]);
    const actions = (await call('workspace.audit', { most: 3 })).map(entry => entry.action);
    expect(actions).toEqual(['delete-appraisal', 'save-appraisal', 'save-appraisal']);
    expect((await call('workspace.check', {})).every(finding => finding.ok)).toBe(true);
  });

  it('says when the data have moved on, and pulls them again', async () => {
    const { id } = await call('commissioning.save', { appraisal: draft });
    const batches = await call('intake.batches', {});
    const last = batches.find(batch => batch.type === 'missing-episode' && batch.state === 'current')!;
    await call('intake.withdraw', { batch: last.id, reason: 'test' });
    const { stale, appraisal } = await call('commissioning.open', { id });
    expect(stale.map(link => link.input)).toContain('offered');
    const pulled = await call('commissioning.pull', { appraisal });
    expect(pulled.changed.some(sentence => sentence.startsWith('Need of '))).toBe(true);
    expect((await call('commissioning.pull', { appraisal: pulled.appraisal })).changed).toEqual([]);
  });

  it('is simulated with progress, and its log and annex are written', async () => {
    const result = await call('commissioning.appraise', {
      appraisal: draft,
      engine: 'simulation',
      replications: 4,
      detail: 'headlines',
    });
    expect(result.replications).toBe(4);
    expect(told).toContain('Simulating');
    const log = path.join(folder, 'log.csv');
    await call('commissioning.export', { appraisal: draft, kind: 'log', file: log });
    expect(readFileSync(log, 'utf8')).toContain('Offers accepted');
    for (const [kind, name] of [
      ['annex', 'annex.xlsx'],
      ['paper', 'paper.docx'],
    ] as const) {
      await call('commissioning.export', { appraisal: draft, kind, file: path.join(folder, name), replications: 10 });
      expect(existsSync(path.join(folder, name))).toBe(true);
    }
  });

  it('stops when it is cancelled', async () => {
    const running = engine.call('commissioning.appraise', { appraisal: draft, engine: 'simulation', job: 'long' });
    await new Promise(done => setTimeout(done, 50));
    await call('job.cancel', { job: 'long' });
    expect(await running).toMatchObject({ ok: false, fault: { code: 'cancelled' } });
  });

  it('shows NPSV over two inputs, and reads a range', async () => {
    const grid = await call('commissioning.grid', {
      appraisal: draft,
      compare: ['hub-and-spoke', 'county-wide'],
      x: 'effect_repeat',
      y: 'weekend_premium',
    });
    expect([grid.x.length, grid.y.length, grid.values.length, grid.values[0]!.length]).toEqual([11, 11, 11, 11]);
    expect(grid.values[0]![10]!).toBeGreaterThan(grid.values[0]![0]!);
    expect(grid.values[10]![0]!).toBeLessThan(grid.values[0]![0]!);
    const reading = await call('commissioning.reading', { input: 'interview_wte', text: '8 to 12' });
    expect(reading).toMatchObject({ ok: true, distribution: { kind: 'normal', low: 8, high: 12 } });
  });

  it('is refused with the path of what does not hang together', async () => {
    const faultOf = async (appraisal: Appraisal) => {
      const answered = await engine.call('commissioning.appraise', { appraisal });
      return answered.ok ? null : answered.fault;
    };
    const [first, second, ...others] = draft.options;
    const halved = { ...second!, contracts: [{ ...second!.contracts[0]!, districts: ['E06000021'] }] };
    expect(await faultOf({ ...draft, options: [first!, halved, ...others] })).toMatchObject({
      code: 'invalid-input',
      path: 'appraisal.options.1.contracts',
    });
    const unknown = { ...draft, inputs: { ...draft.inputs, magic: draft.inputs['offered']! } };
    expect(await faultOf(unknown)).toMatchObject({ path: 'appraisal.inputs.magic' });
    const shares = draft.partners.map((partner, at) => (at === 0 ? { ...partner, share: '0.5' } : partner));
    expect(await faultOf({ ...draft, partners: shares })).toMatchObject({ path: 'appraisal.partners' });
    const [children, worker] = draft.criterionGroups;
    for (const [groups, path] of [
      [[{ ...children!, parent: 'nobody' }, worker!], 'criterionGroups.0.parent'],
      [[{ ...children!, parent: 'children' }, worker!], 'criterionGroups.0.parent'],
      [[{ ...children!, parent: 'named-worker' }, worker!], 'criterionGroups.0.parent'],
      [[children!, { ...worker!, id: 'children' }], 'criterionGroups.1'],
      [[children!, { ...worker!, id: 'worker' }], 'criteria.1.group'],
      [[children!], 'criteria.1.group'],
    ] as const)
      expect(await faultOf({ ...draft, criterionGroups: groups })).toMatchObject({
        code: 'invalid-input',
        path: `appraisal.${path}`,
      });
    const short = draft.partners.map((partner, at) => (at === 2 ? { ...partner, groupWeights: [1] } : partner));
    expect(await faultOf({ ...draft, partners: short })).toMatchObject({ path: 'appraisal.partners.2.groupWeights' });
  });
});

describe('an appraisal of an older model', () => {
  const stored = fixture('appraisal-model-0.json');
  const toModel2 = [
    '“Cost of a step” and “WTE of a step” are new: a manager or a room for so many workers. A step costs nothing until you say what it costs, so no number has changed by it.',
    '“Weeks until referred again” can now be set; it is 26 as it always was, so no number has changed by it.',
    'Partners can now have a least and a most that they pay, and bands for who bears an overspend. None are set, so nobody pays more or less by it.',
    'Criteria can now stand in groups. None are set, so the ranking is as it was.',
  ];
  const toModel3 = changesTo3;

  it('opens with a sentence for everything that changed, and can be answered', async () => {
    const { appraisal, changes } = migratedAppraisal(stored, model);
    expect(changes).toEqual([
      '“Uptake” is now “Offers accepted”; the value stays.',
      '“Minutes of an interview” is now “Hours for an attempt”; the value was turned into hours.',
      '“Travel minutes” is no longer an input: hours of an attempt include travel.',
      '“Withdraw while waiting” is new; it has the model’s own value. Look at it before you rely on waits.',
      'Need is now counted over a number of years; one year was assumed.',
      ...toModel2,
      ...toModel3(3),
      '“panel_lottery” is not an input of the model any more and was left out.',
    ]);
    const now = appraisal as Appraisal;
    expect(now.inputs['hours_per_interview']).toMatchObject({
      text: '2.3 to 2.9',
      distribution: { low: 2.3, high: 2.9 },
    });
    expect(Object.keys(now.inputs)).not.toContain('uptake');
    const result = await answer(now, { replications: 10 });
    expect(result.options).toHaveLength(2);
  });

  it('is told what changed, counts as placeholder what nobody is known to have given, and is answered by every engine', async () => {
    const { appraisal, changes } = migratedAppraisal(fixture('appraisal-model-1.json'), model);
    expect(changes).toEqual([...toModel2, ...toModel3(0)]);
    const document = appraisal as Appraisal;
    const { inputs, budgets, weights } = appraisalStanding(document, model.inputs);
    expect([inputs.given, budgets.given, weights.given]).toEqual([0, 0, 0]);
    const before = fixture('answers-model-1.json') as Record<AppraisalEngine, KeptAnswers>;
    for (const engine of ['formulas', 'fluid', 'simulation'] as const) {
      const result = await answer(document, { engine, replications: before[engine].replications });
      expect(result.ranking.scores).toEqual([]);
      for (const [at, option] of result.options.entries()) {
        const kept = before[engine].options[at]!;
        expect(option.id).toBe(kept.id);
        // Pay does not depend on who is heard: what a year costs is what it cost, but for the interviews that were not held.
        expect(Math.abs(option.measures['cost-a-year'].value! / kept['cost-a-year'].value! - 1)).toBeLessThan(0.02);
        expect(option.partners.map(partner => partner.affordable)).toEqual(kept.pence.map(() => null));
      }
    }
  });

  it('is told nothing when it is of this model, and refused when it is of a later one', () => {
    expect(migratedAppraisal(drafted, model)).toEqual({ appraisal: drafted, changes: [] });
    expect(() => migratedAppraisal({ ...drafted, modelVersion: currentModelVersion + 1 }, model)).toThrow(
      /newer version/,
    );
  });

  it('opens out of an encrypted workspace that was filled by an older application, and can be kept again', async () => {
    const old = path.join(folder, 'older.csaf');
    const settings = { actor: 'tester', at: '2017-11-14T09:00:00.000Z', demonstration: false };
    const workspace = await createWorkspace(old, passphrase, settings, () => undefined);
    try {
      for (const name of ['appraisal-model-0.json', 'appraisal-model-1.json']) {
        const document = fixture(name) as Appraisal;
        const { id } = await workspace.write(store =>
          saveAppraisal(store, undefined, document, settings.at, settings.actor),
        );
        const opened = readAppraisal(workspace.read, id, model);
        expect(opened.summary.modelVersion).toBe(document.modelVersion);
        expect(opened.changes).toEqual(migratedAppraisal(document, model).changes);
        expect(opened.changes).toEqual(expect.arrayContaining(toModel2));
        checkAppraisal(opened.appraisal, model);
        await workspace.write(store => saveAppraisal(store, id, opened.appraisal, settings.at, settings.actor));
        expect(readAppraisal(workspace.read, id, model)).toMatchObject({
          summary: { version: 2, modelVersion: currentModelVersion },
          changes: [],
          appraisal: opened.appraisal,
        });
      }
    } finally {
      await workspace.close();
    }
  });

  it('is brought up by the terminal as well, which says what changed', async () => {
    for (const name of ['appraisal-model-0.json', 'appraisal-model-1.json']) {
      const spec = fixture(name) as object;
      const options = { engine: 'formulas' as const, replications: 10, seed: undefined, out: undefined };
      const answered = await appraise(call, spec, options, resources);
      expect(answered.changes).toEqual(migratedAppraisal(spec, model).changes);
      expect(answered.modelVersion).toBe(currentModelVersion);
      const printed = formatAppraisal(answered);
      for (const sentence of toModel2) expect(printed).toContain(sentence);
      await expect(
        appraise(call, { ...spec, modelVersion: currentModelVersion + 1 }, options, resources),
      ).rejects.toThrow(/newer version/);
    }
    // What is of this model is taken as it is: an input that nobody knows is a mistake, not history.
    const unknown = { ...drafted, inputs: { ...drafted.inputs, magic: point(1) } };
    const options = { engine: 'formulas' as const, replications: 10, seed: undefined, out: undefined };
    await expect(appraise(call, unknown, options, resources)).rejects.toThrow(/no input "magic"/);
    expect((await appraise(call, drafted, options, resources)).changes).toEqual([]);
  });
});
