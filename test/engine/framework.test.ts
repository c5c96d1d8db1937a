import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pivotTable } from '../../electron/engine/cube/tables.ts';
import { tableGivenOut } from '../../electron/engine/release/tables.ts';
import { definitionBreaks } from '../../electron/engine/demonstration/calibration.ts';
import { readReleases } from '../../electron/engine/disclosure/ledger.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { frameworkHandlers } from '../../electron/engine/framework/handlers.ts';
import { readFramework } from '../../electron/engine/framework/framework.ts';
import { scorecardOf } from '../../electron/engine/framework/scorecard.ts';
import { wilson } from '../../electron/engine/statistics/wilson.ts';
import type { SqlValue } from '../../electron/engine/store/store.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { scorecardQuestion } from '../../shared/contract/framework.ts';
import type { Scorecard, ScorecardQuestion } from '../../shared/contract/framework.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import type { Framework } from '../../shared/model/framework.ts';
import { callOver, load, newWorkspace, places, resources } from './cube-setting.ts';

const passphrase = 'correct horse battery';
const folder = mkdtempSync(path.join(tmpdir(), 'csaf-framework-'));
const file = path.join(folder, 'demonstration.csaf');
let engine: Engine;

async function call<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answered = await engine.call(method, input);
  if (!answered.ok) throw new Error(`${answered.fault.code} ${answered.fault.path ?? ''}: ${answered.fault.message}`);
  return answered.value as OutputOf<N>;
}

async function faultOf(method: EngineMethodName, input: unknown) {
  const answered = await engine.call(method, input);
  if (answered.ok) throw new Error('It was accepted.');
  return answered.fault;
}

beforeAll(async () => {
  engine = createEngine({
    resources,
    actor: 'tester',
    emit: () => undefined,
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

/** Without how long it took. */
const still = (card: Scorecard) => ({ ...card, provenance: { ...card.provenance, milliseconds: 0 } });
const card = async (question: ScorecardQuestion = {}) => still(await call('framework.scorecard', { question }));
const lineIn = (found: Scorecard, code: string) => found.lines.find(line => line.code === code)!;

describe('the framework that ships', () => {
  let framework: Framework;
  beforeAll(async () => {
    ({ framework } = await call('framework.read', {}));
  });

  it('has three objectives, four outcome areas and indicators in each, by theme', () => {
    expect(framework.objectives).toHaveLength(3);
    expect(framework.areas).toHaveLength(4);
    expect(framework.indicators.length).toBeGreaterThan(34);
    const computed = framework.indicators.filter(one => one.measure);
    expect(computed.length).toBeGreaterThanOrEqual(15);
    for (const area of framework.areas) expect(framework.indicators.some(one => one.area === area.id)).toBe(true);
    for (const objective of framework.objectives)
      expect(framework.indicators.some(one => one.objective === objective.id)).toBe(true);
    for (const one of framework.indicators) {
      expect(one.question, one.code).toMatch(/\?$/);
      expect(one.definition, one.code).not.toBe('');
      expect(one.owner, one.code).not.toBe('');
    }
  });

  it('serves every statement of difference or says why not, and every indicator serves one', () => {
    expect(framework.statements.map(one => one.theme).toSorted()).toEqual(
      [
        ...Array<string>(3).fill('prepare'),
        ...Array<string>(10).fill('prevent'),
        ...Array<string>(6).fill('protect'),
        ...Array<string>(8).fill('pursue'),
      ].toSorted(),
    );
    for (const one of framework.statements)
      expect(one.indicators.length > 0 || (one.notMeasurable ?? '').length > 20, one.id).toBe(true);
    const serving = new Set(framework.statements.flatMap(one => one.indicators));
    expect(framework.indicators.filter(one => !serving.has(one.code))).toEqual([]);
  });

  it('knows each definition break of the demonstration', () => {
    const days = new Set(framework.indicators.flatMap(one => one.breaks.map(({ on }) => on)));
    expect([...days].toSorted()).toEqual([...new Set(definitionBreaks.map(({ on }) => on))].toSorted());
  });

  it('refuses what does not hang together, with the path', async () => {
    /** The framework with another value at a path. */
    const changed = (where: string, value: unknown) => {
      const copy: unknown = structuredClone(framework);
      const names = where.split('.');
      const holder = names.slice(0, -1).reduce((at, name) => Reflect.get(at as object, name) as unknown, copy);
      Reflect.set(holder as object, names.at(-1)!, value);
      return { framework: copy, reason: 'A test.' };
    };
    const referred = framework.indicators.findIndex(one => one.code === '2.1');
    const rate = framework.indicators.findIndex(one => one.code === '2.2');
    const cases: readonly (readonly [set: string, value: unknown, path: string])[] = [
      ['indicators.1.code', framework.indicators[0]!.code, 'indicators.1.code'],
      ['indicators.0.objective', 'O9', 'indicators.0.objective'],
      ['indicators.0.area', 'A9', 'indicators.0.area'],
      ['indicators.0.pair', '9.9', 'indicators.0.pair'],
      [`indicators.${referred}.measure.measure`, 'nonsense', `indicators.${referred}.measure.measure`],
      [`indicators.${referred}.measure.dataset`, 'nonsense', `indicators.${referred}.measure.dataset`],
      [`indicators.${referred}.kind`, 'proportion', `indicators.${referred}.kind`],
      [
        `indicators.${referred}.measure.filters`,
        [{ field: 'child', in: ['1'] }],
        `indicators.${referred}.measure.filters.0.field`,
      ],
      [`indicators.${rate}.per`, 1000, `indicators.${rate}.per`],
      ['indicators.0.targets', [{ from: '2016/17', low: null, high: null }], 'indicators.0.targets.0'],
      ['statements.0.indicators', ['9.9'], 'statements.0.indicators.0'],
      ['statements.0.indicators', [], 'statements.0'],
    ];
    for (const [set, value, at] of cases)
      expect(await faultOf('framework.save', changed(set, value)), at).toMatchObject({
        code: 'invalid-input',
        path: at,
      });
    expect((await call('framework.read', {})).version).toBe(1);
  });
});

describe('the scorecard of the demonstration', () => {
  let whole: Scorecard;
  beforeAll(async () => {
    whole = await card();
  });

  it('is of the latest quarter, of each indicator the latest that is whole, with its pair', () => {
    expect(whole.period.code).toBe('2017/18 Q2');
    expect(whole.periods[0]!.code).toBe('2014/15 Q1');
    const referred = lineIn(whole, '2.1');
    // A return is late, so its latest quarter is a part: shown, and not compared.
    expect(referred.points.at(-1)).toMatchObject({ period: '2017/18 Q2', value: 301, complete: false });
    expect(referred.latest).toMatchObject({ period: '2017/18 Q1', value: 276, complete: true });
    // Its first half is compared all the same, with its own test on those who sent both.
    expect(referred.change!.value).toBeCloseTo(568 / 403 - 1, 12);
    expect(referred.change!.words).toBe('+41\u00a0% on the first half of 2016/17; +33\u00a0% on those who sent both');
    const [change] = referred.claims;
    expect(change).toMatchObject({ kind: 'change', strength: 'found', direction: 'up' });
    expect(change!.figures.slice(0, 2).map(figure => figure.value)).toEqual([403, 568]);
    expect(change!.sentence).toMatch(
      /\+33\u00a0% on Staffordshire Police, Staffordshire County Council and Stoke-on-Trent City Council, who returned throughout \(95\u00a0% interval \+\d+ to \+\d+\u00a0%\)\.$/,
    );
    expect(referred.variation).toBe('cannot-tell');
    expect(referred.pairWords).toContain('More is found');
    const missing = lineIn(whole, '2.7');
    expect(missing.latest).toMatchObject({ period: '2017/18 Q2', complete: true });
    expect(missing.change!.value).toBeCloseTo(640 / 591 - 1, 12);
    expect(missing.change!.words).toBe('no change beyond chance (+8.3\u00a0% on the first half of 2016/17)');
    expect(missing.variation).toBe('no-special-cause');
    expect(referred.points.map(point => point.value).slice(8)).toEqual([198, 214, 221, 226, 276, 301]);
    expect(referred.notes.find(note => note.code === 'late-agency')!.text).toContain('NHS health services');
    expect(whole.findings.length).toBeGreaterThan(0);
    expect(whole.findings.length).toBeLessThanOrEqual(4);
    expect(whole.findings.some(one => one.label === 'Children referred' && one.figure === referred.change!.words)).toBe(
      true,
    );
    expect(JSON.stringify(whole)).not.toMatch(/% a quarter/);
    expect(whole.provenance).toMatchObject({ synthetic: true, hidden: 0, rulesVersion: null });
  });

  it('gives shares with their parts and Wilson limits', () => {
    const { latest } = lineIn(whole, '3.2');
    const expected = wilson(latest!.numerator!, latest!.denominator!);
    expect(latest!.value).toBe(latest!.numerator! / latest!.denominator!);
    expect(latest!.lower).toBeCloseTo(expected.lower, 12);
    expect(latest!.upper).toBeCloseTo(expected.upper, 12);
    expect(latest!.denominator).toBeGreaterThan(100);
  });

  it('has a limit, or none, for each complete point of each line', () => {
    for (const line of whole.lines) {
      if (!line.limits) continue;
      const complete = line.points.filter(point => point.complete);
      for (const part of ['centre', 'lower', 'upper', 'special'] as const)
        expect(line.limits[part].length, line.code).toBe(complete.length);
    }
  });

  it('starts new limits where the risk levels were redefined', () => {
    const { limits } = lineIn(whole, '2.3');
    expect(limits!.centre.slice(0, 4)).toEqual([null, null, null, null]);
    expect(limits!.centre[4]).not.toBeNull();
    expect(limits).toMatchObject({ type: 'p', trial: true });
  });

  it('leaves out what has not had time to ripen, and what nobody recorded yet', () => {
    const charged = lineIn(whole, '3.9');
    expect(charged.latest!.period).toBe('2016/17 Q2');
    expect(charged.points.filter(point => !point.complete)).toHaveLength(4);
    expect(charged.notes.some(note => note.code === 'not-ripe')).toBe(true);
    const online = lineIn(whole, '2.4');
    for (const point of online.points.slice(0, 8))
      expect(point).toMatchObject({ value: null, status: 'not-available' });
    expect(online.points[8]!.value).toBeGreaterThan(0);
  });

  it('never says 0 of what was not supplied', () => {
    const silent = whole.lines.filter(line => line.measure === null || line.measure.dataset === 'assessment-factors');
    expect(silent.length).toBeGreaterThan(15);
    for (const line of silent) expect(line).toMatchObject({ variation: 'not-supplied', latest: null, points: [] });
  });

  it('compares districts with the rest of the area by their claims', () => {
    const rate = lineIn(whole, '2.2');
    expect(rate.districts).toHaveLength(9);
    const claims = new Map(rate.claims.flatMap(one => (one.kind === 'district' ? [[one.about.area, one]] : [])));
    for (const one of rate.districts) {
      const { direction, strength, test, about } = claims.get(one.code)!;
      expect(about.against).toBe('the rest of the area');
      const [lower, upper] = test!.interval!;
      // Whose interval leaves out no difference, and is not found among all that is tested, is not said to be similar.
      const unsaid = test!.p! < 0.05 || lower > 1 || upper < 1 ? 'not-told' : 'similar';
      expect(one.comparison, one.name).toBe(direction === null ? unsaid : direction === 'up' ? 'higher' : 'lower');
      // What is said of a district is beyond its 95 % interval, and more: all of them share one budget.
      if (strength === 'found') expect(direction === 'up' ? lower > 1 : upper < 1, one.name).toBe(true);
    }
    const places = (code: string) => lineIn(whole, code).districts.map(one => one.comparison);
    expect(places('2.1')).toEqual(places('2.2'));
    expect(new Set(places('2.2'))).toContain('higher');
    expect(lineIn(whole, '2.6').districts).toEqual([]);
  });

  it('of an earlier quarter knows nothing that came after it', async () => {
    const earlier = await card({ period: '2016/17 Q2' });
    const referred = lineIn(earlier, '2.1');
    expect(referred.points.map(point => point.period)).toHaveLength(10);
    expect(referred.latest!.value).toBe(214);
    expect(referred.points).toEqual(lineIn(whole, '2.1').points.slice(0, 10));
    expect(referred.change!.words).toBe(
      '+28\u00a0% on those who sent both, not told from chance among so many comparisons; of all it cannot be told: NHS health services began in 2016/17 Q1',
    );
    expect(JSON.stringify(earlier.lines.flatMap(line => line.claims))).not.toContain('2017/18');
    expect(earlier.supply).toMatchObject({ received: 4, due: 4, late: [], asked: [], missing: [] });
    // What did not come afterwards is no figure of then.
    expect(earlier.supply.overdue!.of).toEqual(['NHS health services for 2017/18 Q2']);
    expect((await card({ period: '2016/17' })).period.code).toBe('2016/17 Q4');
  });

  it('of a district is of its own figures', async () => {
    const stoke = await card({ area: 'E06000021', indicators: ['2.1', '3.2'] });
    expect(stoke.lines.map(line => line.code)).toEqual(['2.1', '3.2']);
    expect(lineIn(stoke, '2.1').latest!.value).toBe(
      lineIn(whole, '2.1').districts.find(one => one.code === 'E06000021')!.value,
    );
    expect(await faultOf('framework.scorecard', { question: { area: 'E99' } })).toMatchObject({
      code: 'invalid-input',
      path: 'question.area',
    });
    expect(await faultOf('framework.scorecard', { question: { period: '2019/20 Q1' } })).toMatchObject({
      path: 'question.period',
    });
    expect(await faultOf('framework.scorecard', { question: { indicators: ['9.9'] } })).toMatchObject({
      path: 'question.indicators.0',
    });
  });

  it('for a board hides no more than it must, and computes from nothing hidden', async () => {
    const board = await card({ audience: 'board' });
    expect(board.provenance.hidden).toBeGreaterThan(0);
    expect(board.notes.some(note => note.code === 'audience')).toBe(true);
    expect(lineIn(board, '2.1').latest).toMatchObject({ period: '2017/18 Q1', value: 276 });
    let hidden = 0;
    for (const line of board.lines) {
      const complete = line.points.filter(point => point.complete);
      for (const point of [...line.points, ...line.districts])
        if (point.status === 'hidden') {
          hidden += 1;
          expect(point).toMatchObject({ value: null, numerator: null, denominator: null, lower: null, upper: null });
        }
      complete.forEach((point, at) => {
        if (point.value === null && line.limits) expect(line.limits.upper[at], line.code).toBeNull();
      });
      for (const one of line.districts) if (one.value === null) expect(one.comparison).toBe('not-compared');
      // No count of 1 to 5, and none that is that far from its denominator.
      for (const one of [...line.points, ...line.districts]) {
        if (one.numerator === null || line.code === '1.10') continue;
        expect(one.numerator === 0 || one.numerator > 5, line.code).toBe(true);
        if (line.kind === 'proportion') {
          const rest = one.denominator! - one.numerator;
          expect(rest === 0 || rest > 5, line.code).toBe(true);
        }
      }
    }
    expect(hidden).toBeGreaterThan(0);
  });
});

describe('versions of the framework', () => {
  it('in another order says the same of each indicator', async () => {
    const before = await card();
    const { framework } = await call('framework.read', {});
    const saved = await call('framework.save', {
      framework: { ...framework, indicators: framework.indicators.toReversed() },
      reason: 'Read from the end.',
    });
    expect(saved).toMatchObject({ version: 2, reason: 'Read from the end.', savedBy: 'tester' });
    const after = await card();
    expect(after.framework.version).toBe(2);
    expect(after.lines.toReversed()).toEqual(before.lines);
    const { versions, version } = await call('framework.read', {});
    expect(version).toBe(2);
    expect(versions.map(one => one.version)).toEqual([1, 2]);
    expect((await call('framework.read', { version: 1 })).framework).toEqual(framework);
    expect(await faultOf('framework.read', { version: 7 })).toMatchObject({ code: 'not-found' });
    const [entry] = await call('workspace.audit', { most: 1 });
    expect(entry).toMatchObject({ action: 'change-framework', subject: 'framework version 2', actor: 'tester' });
  });
});

describe('supply and worth', () => {
  it('shows the return that is late, the one that was corrected and who followed whom', async () => {
    const { lines, questions, facts } = await call('coverage.read', {});
    expect(lines.filter(line => line.state === 'missing')).toMatchObject([
      { agency: 'NHS health services', type: 'referral', period: '2017/18 Q2', due: '2017-10-30', rows: null },
    ]);
    expect(lines.filter(line => line.revised > 0)).toMatchObject([
      { agency: 'Staffordshire Police', period: '2016/17 Q4', revised: 1, rows: 111 },
    ]);
    const councils = lines.filter(line => line.type === 'missing-episode' && line.agency.includes('Council'));
    expect(councils.at(-1)!.period).toBe('2016/17 Q4');
    for (const line of lines)
      if (line.completeness !== null) expect(line.completeness > 0.5 && line.completeness <= 1).toBe(true);
    expect(questions).toEqual([]);
    expect(facts.map(fact => fact.words)).toEqual([
      'From 1 Apr 2017 Missing Service sends what Staffordshire County Council and Stoke-on-Trent City Council sent.',
    ]);
  });

  it('counts the decisions that name an indicator', async () => {
    const worth = await call('framework.rationalise', {});
    const { framework } = await call('framework.read', {});
    expect(worth.map(one => one.code)).toEqual(framework.indicators.map(one => one.code));
    const named = (code: string) => worth.find(one => one.code === code)!;
    expect(named('2.1').overlap).toEqual({ code: '2.2', correlation: 1 });
    expect([named('2.1').proposal, named('2.2').proposal].toSorted()).toEqual(['keep', 'merge']);
    expect(named('1.4')).toMatchObject({ completeness: 0, decisions: 0, signal: null });
    for (const one of worth) expect(one.reason.length, one.code).toBeGreaterThan(10);
  });
});

describe('a hidden number', () => {
  const referrals = datasetNamed('referrals')!;
  /** Children referred in the quarters of 2015/16 and 2016/17, spread over places, every third at high risk. */
  async function cardOf(
    counts: readonly number[],
    audience: 'board' | 'analyst',
    offline = 0,
    indicators?: readonly string[],
  ) {
    const { workspace, remove } = await newWorkspace();
    try {
      const rows: Record<string, SqlValue>[] = [];
      counts.forEach((count, quarter) => {
        for (let n = 0; n < count; n++) {
          // In the first and the last month of each quarter, so that the rows speak for all of it.
          const month = 4 + (quarter % 4) * 3 + (n % 2) * 2;
          const year = 2015 + Math.floor(quarter / 4) + (month > 12 ? 1 : 0);
          const place = places[(n * 5) % places.length]!;
          rows.push({
            child: rows.length + 1,
            age: 14,
            sex: 'female',
            looked_after: 'no',
            risk_at_referral: counts[quarter]! > 5 && n % 3 === 0 ? 'high' : 'low',
            re_referral: 'no',
            online: n < offline ? 'no' : 'yes',
            referred_on: `${year}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-15`,
            lsoa: place.lsoa,
            ward: place.ward,
            district: place.district,
          });
        }
      });
      await load(workspace, referrals, rows, { agency: 'police', periodFrom: '2015-04-01', periodTo: '2017-03-31' });
      return await read(workspace, audience, indicators);
    } finally {
      await remove();
    }
  }
  const read = async (workspace: Workspace, audience: 'board' | 'analyst', indicators?: readonly string[]) => {
    const over = callOver(workspace);
    return still(
      await scorecardOf(
        v.parse(scorecardQuestion, { audience, indicators }),
        description => pivotTable(description, over),
        over,
      ),
    );
  };

  it('changes nothing that a board is told', async () => {
    const [one, other] = [
      [30, 3, 4, 33, 36, 31, 34, 38],
      [30, 4, 3, 33, 36, 31, 34, 38],
    ];
    expect(lineIn(await cardOf(one!, 'analyst'), '2.1')).not.toEqual(lineIn(await cardOf(other!, 'analyst'), '2.1'));
    const board = await cardOf(one!, 'board');
    expect(board).toEqual(await cardOf(other!, 'board'));
    const { points, limits } = lineIn(board, '2.1');
    expect(points.map(point => point.status === 'hidden')).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(limits!.centre[1]).toBeNull();
    expect(limits!.centre[0]).not.toBeNull();
  });

  it('stands in no test that a board is shown', async () => {
    // A rise that is said, after two hidden quarters of which only their order differs.
    const [one, other] = [
      [30, 2, 5, 33, 36, 31, 80, 85],
      [30, 5, 2, 33, 36, 31, 80, 85],
    ];
    const shiftIn = (found: Scorecard) => lineIn(found, '2.1').claims.find(claim => claim.kind === 'special-cause');
    const [known, otherwise] = [await cardOf(one!, 'analyst'), await cardOf(other!, 'analyst')];
    expect(shiftIn(known)!.test!.p).not.toBe(shiftIn(otherwise)!.test!.p);
    const board = await cardOf(one!, 'board');
    expect(board).toEqual(await cardOf(other!, 'board'));
    expect(shiftIn(board)).toBeUndefined();
    const hidden = new Set(lineIn(board, '2.1').districts.flatMap(one => (one.status === 'hidden' ? [one.code] : [])));
    for (const line of board.lines)
      for (const claim of line.claims)
        if (claim.kind === 'district') expect(hidden.has(claim.about.area!), claim.title).toBe(false);
  });

  it('cannot be had by taking a filtered figure from the same one without its filter', async () => {
    const counts = [30, 33, 31, 33, 36, 31, 34, 38];
    const few = lineIn(await cardOf(counts, 'board', 4), '2.4');
    expect(few.points.every(point => point.status === 'hidden' && point.value === null)).toBe(true);
    expect(few.variation).toBe('too-few');
    expect(lineIn(await cardOf(counts, 'board', 4, ['2.4']), '2.4')).toEqual(few);
    const many = lineIn(await cardOf(counts, 'board', 15), '2.4');
    expect(many.latest).toMatchObject({ value: 23, status: 'value' });
    expect(many.districts).toEqual([]);
    expect(lineIn(await cardOf(counts, 'analyst', 4), '2.4').latest!.value).toBe(34);
  });

  it('in the latest quarter leaves nothing to say of it', async () => {
    const board = await cardOf([30, 33, 31, 33, 36, 31, 3, 4], 'board');
    const referred = lineIn(board, '2.1');
    expect(referred.latest).toMatchObject({ period: '2016/17 Q4', value: null, status: 'hidden', numerator: null });
    expect(referred.variation).toBe('too-few');
    expect(referred.assurance).toBeNull();
    expect(referred.districts.every(one => one.comparison === 'not-compared')).toBe(true);
    expect(board.findings.filter(one => one.indicator === '2.1')).toEqual([]);
  });

  it('is remembered when a scorecard is given out', async () => {
    const { workspace, remove } = await newWorkspace();
    try {
      const rows = Array.from({ length: 162 }, (_, n): Record<string, SqlValue> => ({
        child: n + 1,
        age: 14,
        referred_on: `2016-${String(4 + (n % 6)).padStart(2, '0')}-10`,
        district: places[n % places.length]!.district,
        risk_at_referral: 'low',
      }));
      await load(workspace, referrals, rows, { agency: 'police', periodFrom: '2016-04-01', periodTo: '2016-09-30' });
      const over = callOver(workspace);
      const given = await scorecardOf(
        v.parse(scorecardQuestion, { audience: 'board' }),
        description => tableGivenOut(description, { name: 'Scorecard', purpose: 'briefing' }, over),
        over,
      );
      expect(given.lines.find(line => line.code === '2.1')!.latest!.value).toBe(81);
      expect(readReleases(workspace.read, 'referrals').length).toBeGreaterThan(0);
    } finally {
      await remove();
    }
  });
});

describe('published years', () => {
  it('add up areas only where all of them are there, and are tested for a trend', async () => {
    const { workspace, remove } = await newWorkspace();
    try {
      const county = [200, 190, 180, null, 150, 120, 90];
      const rows = county.flatMap((episodes, at) =>
        (['E10000028', 'E06000021'] as const).map((geography, other) => ({
          year: String(2011 + at),
          geography,
          factor: 'Child_sexual_exploitation',
          quality: episodes === null && other === 0 ? 'c' : null,
          episodes: other === 0 ? episodes : 100,
          assessed: 4000,
        })),
      );
      await load(workspace, datasetNamed('assessment-factors')!, rows, { agency: 'dfe' });
      const over = callOver(workspace);
      const read = async (area?: string) => {
        const found = await scorecardOf(
          v.parse(scorecardQuestion, area ? { area } : {}),
          description => pivotTable(description, over),
          over,
        );
        return lineIn(found, '2.12');
      };
      const line = await read();
      expect(line.points.map(point => [point.period, point.value, point.status])).toEqual([
        ['2010/11', 300, 'value'],
        ['2011/12', 290, 'value'],
        ['2012/13', 280, 'value'],
        ['2013/14', null, 'not-available'],
        ['2014/15', 250, 'value'],
        ['2015/16', 220, 'value'],
        ['2016/17', 190, 'value'],
      ]);
      expect(line.trendWords).toBe('Tested over five years: it has been falling, whichever year is left out.');
      // No child can be told apart in what is published, so no change of one year on another is tested or said.
      expect(line).toMatchObject({ change: null, claims: [], variation: 'no-special-cause' });
      expect((await read('E10000028')).latest).toMatchObject({ period: '2016/17', value: 90 });
      expect((await read('E07000192')).points).toEqual([]);
    } finally {
      await remove();
    }
  });
});

describe('decisions', () => {
  it('are lines of the action plan that name the indicator in their latest version', async () => {
    const { workspace, remove } = await newWorkspace();
    try {
      const line = (indicator: string | null) => JSON.stringify({ kind: 'action', text: 'Do it.', indicator });
      await workspace.write(store => {
        for (const [id, version, document] of [
          [1, 1, line('2.1')],
          [1, 2, line('3.2')],
          [2, 1, line('3.2')],
          [3, 1, line(null)],
        ] as const) {
          store.run(
            'INSERT OR REPLACE INTO action (id, version, created_at) VALUES (?, ?, ?)',
            id,
            version,
            '2018-01-01',
          );
          store.run(
            'INSERT INTO action_version (action_id, version, document, saved_at, saved_by) VALUES (?, ?, ?, ?, ?)',
            id,
            version,
            document,
            '2018-01-01',
            'tester',
          );
        }
      });
      const worth = await frameworkHandlers['framework.rationalise']({ job: 'test' }, callOver(workspace));
      expect(worth.filter(one => one.decisions > 0)).toMatchObject([{ code: '3.2', decisions: 2 }]);
    } finally {
      await remove();
    }
  });
});

describe('the terminal', () => {
  it('answers scorecard, supply and rationalise', async () => {
    const run = promisify(execFile);
    const csaf = (...words: string[]) =>
      run(process.execPath, [path.resolve(import.meta.dirname, '../../electron/cli/csaf.ts'), ...words], {
        env: { ...process.env, CSAF_PASSPHRASE: passphrase },
        maxBuffer: 1 << 26,
      });
    const own = path.join(folder, 'terminal.csaf');
    await csaf('new', own);
    const empty = JSON.parse((await csaf('scorecard', own, '--audience', 'board')).stdout) as Scorecard;
    expect(empty.lines.every(line => line.variation === 'not-supplied')).toBe(true);
    expect(empty).toMatchObject({ periods: [], findings: [], audience: 'board' });
    expect(JSON.parse((await csaf('supply', own)).stdout)).toEqual({ supply: [], questions: [], facts: [] });
    const worth = JSON.parse((await csaf('rationalise', own)).stdout) as { indicators: unknown[] };
    expect(worth.indicators).toHaveLength(empty.lines.length);
    await expect(csaf('scorecard', own, '--period', 'soon')).rejects.toMatchObject({ code: 1 });
  });
});

describe('a workspace of its own', () => {
  it('knows nothing of what changed in the world of the synthetic data', async () => {
    const dated = (framework: Framework) => framework.indicators.flatMap(one => [...one.breaks, ...one.events]);
    expect(dated((await call('framework.read', { version: 1 })).framework).length).toBeGreaterThan(0);
    const own = await newWorkspace();
    try {
      expect(dated(readFramework(own.workspace.read, resources).framework)).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});
