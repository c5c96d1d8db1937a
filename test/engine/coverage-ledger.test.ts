import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { typeLedger } from '../../electron/engine/coverage/ledger.ts';
import type { LedgerClock } from '../../electron/engine/coverage/ledger.ts';
import { namesIn } from '../../electron/engine/coverage/names.ts';
import { coverageFrom } from '../../electron/engine/coverage/suppliers.ts';
import type { SentBatch, SupplyFact } from '../../electron/engine/coverage/suppliers.ts';
import { supplyIn } from '../../electron/engine/framework/returns.ts';
import type { SupplyLedger } from '../../shared/contract/coverage.ts';
import { daysOfIso, periodOf, quarterNamed } from '../../shared/model/period.ts';
import { engineSetting, filesNamedForTheYear } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';

const resources = path.resolve(import.meta.dirname, '../../resources');
const names = namesIn(resources);

describe('the ledger of a return type', () => {
  const referral = names.types.find(one => one.type === 'referral')!;
  const clock: LedgerClock = { today: daysOfIso('2017-11-14'), began: daysOfIso('2016-01-01'), asksOn: true };
  const batch = (
    id: number,
    agency: string,
    [from, to]: readonly [string, string],
    imported: string,
    more: Partial<SentBatch> = {},
  ): SentBatch => {
    const [first, last] = [daysOfIso(from), daysOfIso(to)];
    const days: number[] = [];
    for (let day = first; day <= last; day = periodOf(day, 'month').last + 1) days.push(day);
    return {
      id,
      type: 'referral',
      agency,
      fileName: `referral_${agency}.csv`,
      declared: { first, last },
      imported: daysOfIso(imported),
      current: true,
      months: days.map(day => ({ month: day, rows: 4, firstRow: day, lastRow: day })),
      days,
      ...more,
    };
  };
  const ledgerOf = (batches: readonly SentBatch[], facts: readonly SupplyFact[] = [], at = clock) =>
    typeLedger(
      {
        type: referral,
        coverage: coverageFrom(batches, facts, 'financial-quarter')!,
        batches,
        rows: [
          { batch: 3, month: '2017-05', rows: 20, filled: 15 },
          { batch: 2, month: '2017-05', rows: 99, filled: 99 },
        ],
      },
      at,
      names,
    );
  const [q4, q1, q2] = [
    ['2017-01-01', '2017-03-31'],
    ['2017-04-01', '2017-06-30'],
    ['2017-07-01', '2017-09-30'],
  ] as const;

  it('tells on time, late, missing, revised and not due', () => {
    const { lines } = ledgerOf([
      batch(1, 'health', q4, '2017-04-30'),
      batch(2, 'health', q1, '2017-07-31', { current: false }),
      batch(3, 'health', q1, '2017-08-15'),
      batch(4, 'police', q4, '2017-04-01'),
      batch(5, 'police', q2, '2017-10-01'),
    ]);
    expect(lines.map(line => [line.agencyCode, line.period, line.state, line.due, line.revised])).toEqual([
      ['health', '2016/17 Q4', 'on-time', '2017-04-30', 0],
      ['health', '2017/18 Q1', 'late', '2017-07-30', 1],
      ['health', '2017/18 Q2', 'missing', '2017-10-30', 0],
      ['police', '2016/17 Q4', 'on-time', '2017-04-30', 0],
      ['police', '2017/18 Q1', 'missing', '2017-07-30', 0],
      ['police', '2017/18 Q2', 'on-time', '2017-10-30', 0],
    ]);
    expect(lines[1]).toMatchObject({ received: '2017-07-31', rows: 20, completeness: 0.75, dataset: 'referrals' });
    expect(supplyIn({ lines, questions: [] }, quarterNamed('2017/18 Q2'))).toMatchObject({
      received: 1,
      due: 2,
      late: ['NHS health services'],
      asked: [],
      missing: ['Staffordshire Police for 2017/18 Q1'],
    });
    const early = ledgerOf([batch(1, 'health', q1, '2017-07-01')], [], { ...clock, today: daysOfIso('2017-10-15') });
    expect(early.lines.map(line => line.state)).toEqual(['on-time', 'not-due']);
  });

  it('does not judge what was due before the workspace began', () => {
    const late = { ...clock, began: daysOfIso('2017-11-14') };
    const { lines } = ledgerOf([batch(1, 'police', ['2016-04-01', '2017-09-30'], '2017-11-14')], [], late);
    expect(lines.map(line => line.state)).toEqual(Array(6).fill('received'));
  });

  it('asks whether one that begins as others fall silent took over, and asks no more once it is recorded', () => {
    const batches = [
      batch(1, 'staffordshire', ['2016-04-01', '2017-03-31'], '2017-11-14'),
      batch(2, 'missing-service', ['2017-04-01', '2017-09-30'], '2017-11-14'),
    ];
    const { lines, questions } = ledgerOf(batches);
    expect(lines.filter(line => line.state === 'missing').map(line => line.period)).toEqual([
      '2017/18 Q1',
      '2017/18 Q2',
    ]);
    expect(questions).toEqual([
      {
        text: 'Staffordshire County Council sends nothing since 1 Apr 2017, when Missing Service begins: does it send what they sent?',
        fact: {
          kind: 'succession',
          type: 'referral',
          agencies: ['staffordshire'],
          successor: 'missing-service',
          from: '2017-04-01',
        },
      },
    ]);
    const took: SupplyFact = {
      id: 1,
      type: 'referral',
      kind: 'succession',
      agencies: ['staffordshire'],
      successor: 'missing-service',
      from: daysOfIso('2017-04-01'),
      recorded: daysOfIso('2017-11-14'),
    };
    const recorded = ledgerOf(batches, [took]);
    expect(recorded.questions).toEqual([]);
    expect(recorded.lines.some(line => line.state === 'missing')).toBe(false);
    expect(recorded.lines.filter(line => line.agencyCode === 'staffordshire').at(-1)!.period).toBe('2016/17 Q4');
  });

  it('asks nothing of days to come: a quarter that runs is not due, and is asked about when it is over', () => {
    // A supplier with rows every few days sends what it has in the middle of a quarter.
    const quarter = batch(1, 'police', ['2017-07-01', '2017-09-30'], '2017-08-20');
    const days = Array.from({ length: 20 }, (_, at) => daysOfIso('2017-07-01') + at * 2);
    const months = [...Map.groupBy(days, day => periodOf(day, 'month').first)].map(([month, own]) => ({
      month,
      rows: own.length,
      firstRow: own[0]!,
      lastRow: own.at(-1)!,
    }));
    const early = { ...quarter, days, declared: null, months };
    const at = (today: string) => ledgerOf([early], [], { ...clock, today: daysOfIso(today) });
    expect(at('2017-08-20').questions).toEqual([]);
    expect(at('2017-08-20').lines.map(line => line.state)).toEqual(['not-due']);
    expect(at('2017-09-30').questions).toEqual([]);
    const over = at('2017-10-05');
    expect(over.questions).toHaveLength(1);
    const { fact } = over.questions[0]!;
    expect(fact.kind === 'nothing-more' && fact.to).toBe('2017-09-30');
    expect(over.lines.map(line => line.state)).toEqual(['confirm']);
  });

  it('asks once about a file that says a year and is silent for half of it', () => {
    const half = batch(1, 'police', ['2016-04-01', '2016-09-30'], '2017-11-14');
    const { lines, questions } = ledgerOf([
      { ...half, declared: { first: half.declared!.first, last: daysOfIso('2017-03-31') } },
    ]);
    expect(lines.map(line => [line.period, line.state])).toEqual([
      ['2016/17 Q1', 'late'],
      ['2016/17 Q2', 'late'],
      ['2016/17 Q3', 'confirm'],
      ['2016/17 Q4', 'confirm'],
      ['2017/18 Q1', 'missing'],
      ['2017/18 Q2', 'missing'],
    ]);
    expect(questions.map(one => one.text)).toEqual([
      'The file referral_police.csv of Staffordshire Police says 2016/17, but has no rows after 30 Sep 2016: was there nothing to report?',
    ]);
    expect(questions[0]!.fact).toMatchObject({ kind: 'nothing-more', from: '2016-10-01', to: '2017-03-31' });
    expect(supplyIn({ lines, questions }, quarterNamed('2016/17 Q3'))).toMatchObject({
      received: 1,
      late: [],
      asked: ['Staffordshire Police'],
      questions: questions.map(one => one.text),
      overdue: { quarters: 2, of: ['Staffordshire Police for 2017/18 Q1 to 2017/18 Q2'] },
    });
  });

  it('asks about the rest of a quarter of which a file without a period has a part', () => {
    const [lines, questions] = Object.values(
      ledgerOf([batch(1, 'police', ['2017-04-01', '2017-08-31'], '2017-11-14')]),
    ) as [SupplyLedger['lines'], SupplyLedger['questions']];
    expect(lines.at(-1)).toMatchObject({ period: '2017/18 Q2', state: 'confirm' });
    expect(questions.map(one => one.text)).toEqual([
      'Staffordshire Police has sent a part of 2017/18 Q2: was there nothing to report for 1 Sep 2017 to 30 Sep 2017?',
    ]);
  });
});

describe('a return type that somebody adds', () => {
  it('is in the ledger as soon as a file of it is in: its JSON says which facts it becomes', async () => {
    const setting = await engineSetting();
    const own = path.join(setting.folder, 'resources');
    await setting.engine.close();
    mkdirSync(own);
    cpSync(resources, own, { recursive: true });
    const shipped = readFileSync(path.join(resources, 'returns/referral.json'), 'utf8');
    const added = {
      ...(JSON.parse(shipped) as object),
      name: 'helpline-contact',
      label: 'Contacts of the helpline',
      keyField: 'sex',
      columns: (JSON.parse(shipped) as { columns: { name: string; label: string; aliases: string[] }[] }).columns.map(
        column =>
          column.name === 'referred_on'
            ? { ...column, label: 'Contacted on', name: 'contacted_on', aliases: [] }
            : column,
      ),
      period: 'contacted_on',
      checks: [],
    };
    writeFileSync(path.join(own, 'returns/helpline-contact.json'), JSON.stringify(added));
    const other = await engineSetting({ resources: own });
    try {
      const file = path.join(other.folder, 'helpline-contact_voluntary_2017-18_Q1.csv');
      writeFileSync(file, 'child reference,contacted on,sex\nC1,2017-04-09,female\nC2,2017-06-12,\n');
      const report = await other.call('intake.import', { files: [file] });
      expect(report.files[0]).toMatchObject({ type: 'helpline-contact', loaded: 2 });
      const { lines, types } = await other.call('coverage.read', {});
      expect(lines[0]).toMatchObject({
        agency: 'Other voluntary sector',
        type: 'helpline-contact',
        typeLabel: 'Contacts of the helpline',
        dataset: 'referrals',
        period: '2017/18 Q1',
        rows: 2,
        completeness: 0.5,
      });
      expect(types.map(one => one.type)).toEqual(['helpline-contact']);
      const table = await other.call('cube.pivot', {
        dataset: 'referrals',
        columns: [{ field: 'referred_on', by: 'financial-quarter' }],
        values: [{ measure: 'rows' }],
      });
      expect(table.columns.map(column => column.incomplete ?? false)).toEqual([false]);
    } finally {
      await other.end();
      await setting.end();
    }
  });
});

describe('what a person records', () => {
  let setting: EngineSetting;
  beforeEach(async () => {
    setting = await engineSetting();
  });
  afterEach(() => setting.end());

  const write = (agency: string, period: string, days: readonly string[]): string => {
    const file = path.join(setting.folder, `referral_${agency}_${period}.csv`);
    writeFileSync(file, `child reference,referred on\n${days.map((day, n) => `${agency}${n},${day}`).join('\n')}\n`);
    return file;
  };
  const bringIn = (...files: readonly string[]) => setting.call('intake.import', { files: [...files] });
  const parts = async (more: object = {}) => {
    const table = await setting.call('cube.pivot', {
      dataset: 'referrals',
      columns: [{ field: 'referred_on', by: 'financial-quarter' }],
      values: [{ measure: 'rows' }],
      ...more,
    });
    return table.columns.filter(column => column.incomplete).map(column => column.path[0]!.code);
  };

  it('ends the asking of who went, from its day on, with its reason in the audit trail; and can be taken back', async () => {
    await bringIn(
      write('stoke', '2016-17_Q4', ['2017-01-09', '2017-03-02']),
      write('staffordshire', '2016-17_Q4', ['2017-01-19', '2017-03-09']),
      write('targeted-service', '2017-18_Q1', ['2017-04-09', '2017-06-30']),
    );
    expect(await parts()).toEqual(['2017/18 Q1']);
    const before = await setting.call('workspace.state', {});
    const fact = await setting.call('coverage.record', {
      fact: {
        kind: 'succession',
        type: 'referral',
        agencies: ['stoke', 'staffordshire'],
        successor: 'targeted-service',
        from: '2017-04-01',
        reason: 'One service for both.',
      },
    });
    expect(fact).toMatchObject({
      words:
        'From 1 Apr 2017 Targeted CSE Service sends what Stoke-on-Trent City Council and Staffordshire County Council sent.',
      reason: 'One service for both.',
      recordedBy: 'tester',
    });
    expect(await parts()).toEqual([]);
    expect((await setting.call('workspace.state', {})).dataVersion).toBe(before.dataVersion + 1);
    const [entry] = await setting.call('workspace.audit', { most: 1 });
    expect(entry).toMatchObject({
      action: 'record-supply',
      subject: `succession ${fact.id}, referral`,
      actor: 'tester',
    });
    expect((await setting.call('workspace.check', {})).every(finding => finding.ok)).toBe(true);
    // As it was before that was recorded, the quarter is a part still.
    expect(await parts({ asAt: new Date(Date.parse(fact.recordedAt) - 1).toISOString() })).toEqual(['2017/18 Q1']);
    await setting.call('coverage.withdraw', { id: fact.id, reason: 'Only Stoke went.' });
    expect(await parts()).toEqual(['2017/18 Q1']);
    expect((await setting.call('coverage.read', {})).facts).toEqual([]);
    expect(await setting.fault('coverage.withdraw', { id: fact.id, reason: 'Again.' })).toMatchObject({
      code: 'not-found',
    });
  });

  it('answers the question of a file that is silent, as the question proposes', async () => {
    await bringIn(write('voluntary', '2017-18', ['2017-04-09', '2017-06-02', '2017-08-20', '2017-09-11']));
    const { questions } = await setting.call('coverage.read', {});
    expect(questions.map(one => one.text)).toEqual([
      'The file referral_voluntary_2017-18.csv of Other voluntary sector says 2017/18, but has no rows after 30 Sep 2017: was there nothing to report?',
    ]);
    const year = { dataset: 'referrals', from: '2017-04-01', to: '2018-03-31' };
    expect(await setting.call('coverage.period', year)).toMatchObject({
      whole: false,
      data: { from: '2017-04-01', until: '2017-09-30' },
    });
    await setting.call('coverage.record', { fact: { ...questions[0]!.fact, reason: 'Told so by the charity.' } });
    expect(await setting.call('coverage.period', year)).toMatchObject({
      whole: true,
      data: { from: '2017-04-01', until: '2018-03-31' },
      returned: [{ code: 'voluntary', label: 'Other voluntary sector' }],
    });
    const { lines, questions: left } = await setting.call('coverage.read', {});
    expect(left).toEqual([]);
    expect(lines.filter(line => line.state === 'nothing-more').map(line => [line.period, line.rows])).toEqual([
      ['2017/18 Q3', 0],
      ['2017/18 Q4', 0],
    ]);
  });

  it('is asked for the rest of a quarter of which a file named for it has one row', async () => {
    await bringIn(write('voluntary', '2024-25_Q1', ['2024-05-04']));
    expect(await parts()).toEqual(['2024/25 Q1']);
    const quarter = { dataset: 'referrals', from: '2024-04-01', to: '2024-06-30' };
    expect(await setting.call('coverage.period', quarter)).toMatchObject({
      whole: false,
      data: { from: '2024-05-01', until: '2024-05-31' },
    });
    const { questions } = await setting.call('coverage.read', {});
    expect(questions.map(one => one.text)).toEqual([
      'The file referral_voluntary_2024-25_Q1.csv of Other voluntary sector says 2024/25 Q1, but has no rows for 1 Apr 2024 to 30 Apr 2024 and 1 Jun 2024 to 30 Jun 2024: was there nothing to report?',
    ]);
    await setting.call('coverage.record', { fact: { ...questions[0]!.fact, reason: 'Told so by the charity.' } });
    expect(await parts()).toEqual([]);
    expect(await setting.call('coverage.period', quarter)).toMatchObject({ whole: true });
    expect((await setting.call('coverage.read', {})).questions).toEqual([]);
  });

  it('is asked for in the districts that a supplier serves, and not elsewhere', async () => {
    const placed = (agency: string, period: string, month: string, district: string, rows: number) => {
      const file = path.join(setting.folder, `referral_${agency}_${period}.csv`);
      const [year, first] = month.split('-').map(Number);
      const day = (n: number) => `${year}-0${first! + (n % 3)}-09`;
      const lines = Array.from({ length: rows }, (_, n) => `${agency}${n},${day(n)},${district}`);
      writeFileSync(file, `child reference,referred on,area\n${lines.join('\n')}\n`);
      return file;
    };
    await bringIn(
      placed('stoke', '2017-18_Q1', '2017-04', 'E06000021', 40),
      placed('staffordshire', '2017-18_Q1', '2017-04', 'E07000192', 40),
      placed('housing', '2017-18_Q1', '2017-04', 'E06000021', 3),
      placed('staffordshire', '2017-18_Q2', '2017-07', 'E07000192', 40),
      placed('housing', '2017-18_Q2', '2017-07', 'E06000021', 3),
    );
    const period = { dataset: 'referrals', from: '2017-07-01', to: '2017-09-30' };
    expect(await setting.call('coverage.period', period)).toMatchObject({ whole: false, lacking: [{ code: 'stoke' }] });
    const county = await setting.call('coverage.period', { ...period, area: 'E07000192' });
    expect(county).toMatchObject({ whole: true });
    // Three rows are too few to say that a supplier serves one district alone.
    expect(county.expected.map(one => one.code)).toEqual(['housing', 'staffordshire']);
    expect(await setting.call('coverage.period', { ...period, area: 'E06000021' })).toMatchObject({ whole: false });
    expect(await parts({ filters: [{ field: 'district', in: ['E07000192'] }] })).toEqual([]);
    expect(await parts({ filters: [{ field: 'district', in: ['E06000021'] }] })).toEqual(['2017/18 Q2']);
    const series = await setting.call('geography.series', {
      description: { dataset: 'referrals', level: 'ward', filters: [{ field: 'district', in: ['E07000192'] }] },
      by: 'financial-quarter',
    });
    expect(series.periods.map(one => one.complete)).toEqual([true, true]);
    const card = await setting.call('framework.scorecard', { question: { area: 'E07000192', indicators: ['2.1'] } });
    expect(card.lines[0]!.points.map(point => point.complete)).toEqual([true, true]);
    expect((await setting.fault('coverage.period', { ...period, area: 'E99' })).path).toBe('area');
  });

  it('is refused where it cannot be meant, with the path', async () => {
    await bringIn(write('stoke', '2017-18_Q1', ['2017-05-09']));
    const end = { kind: 'end', type: 'referral', agencies: ['stoke'], from: '2017-07-01', reason: 'It closed.' };
    const more = { kind: 'nothing-more', type: 'referral', agencies: ['stoke'], reason: 'Told so.' };
    const taken = { ...end, kind: 'succession', successor: 'stoke' };
    const cases: readonly (readonly [fact: object, path: string])[] = [
      [{ ...end, type: 'nonsense' }, 'fact.type'],
      [{ ...end, agencies: ['stoke', 'police'] }, 'fact.agencies.1'],
      [{ ...end, agencies: [] }, 'fact.agencies'],
      [{ ...end, reason: ' ' }, 'fact.reason'],
      [{ ...end, from: '2017-02-30' }, 'fact.from'],
      [{ ...end, from: '2017-04-01' }, 'fact.from'],
      [taken, 'fact.successor'],
      [{ ...taken, successor: 'nobody' }, 'fact.successor'],
      [{ ...more, from: '2017-07-01', to: '2017-06-01' }, 'fact.to'],
      [{ ...more, from: '2017-07-01', to: '2999-06-01' }, 'fact.to'],
    ];
    for (const [fact, at] of cases)
      expect(await setting.fault('coverage.record', { fact }), at).toMatchObject({ code: 'invalid-input', path: at });
    await setting.call('coverage.record', { fact: end as never });
    expect(await setting.fault('coverage.record', { fact: { ...end, from: '2017-10-01' } })).toMatchObject({
      code: 'refused',
    });
  });
});

describe('files that are named for a year and hold two quarters of it', () => {
  let setting: EngineSetting;
  beforeAll(async () => {
    setting = await engineSetting();
    await setting.call('intake.import', {
      files: [...filesNamedForTheYear(path.join(setting.folder, 'returns'))],
    });
  }, 120_000);
  afterAll(() => setting.end());

  it('are asked about by each sender, and count as returned by nobody', async () => {
    const { lines, questions } = await setting.call('coverage.read', {});
    const silent = lines.filter(line => ['2017/18 Q3', '2017/18 Q4'].includes(line.period));
    expect(silent.every(line => line.state === 'confirm' || line.state === 'missing')).toBe(true);
    const inQuarter = (code: string) => supplyIn({ lines, questions }, quarterNamed(code));
    const third = inQuarter('2017/18 Q3');
    expect(third.late.length + third.asked.length).toBe(third.due);
    expect(inQuarter('2017/18 Q2')).toMatchObject({ asked: expect.arrayContaining(['NHS health services']) });
    const asked = questions.filter(one => one.fact.kind === 'nothing-more').map(one => one.text);
    expect(asked).toContain(
      'The file offence_police_2017-18.csv of Staffordshire Police says 2017/18, but has no rows after 30 Sep 2017: was there nothing to report?',
    );
    // Health has the first quarter alone, in a file that says the year.
    expect(asked.some(text => text.includes('referral_health_2017-18.csv') && text.includes('after 30 Jun 2017'))).toBe(
      true,
    );
    expect(questions.some(one => one.fact.kind === 'succession' && one.fact.successor === 'missing-service')).toBe(
      true,
    );
  });

  it('are told on the terminal with what is to be asked', async () => {
    const run = promisify(execFile);
    await setting.engine.close();
    const { stdout } = await run(
      process.execPath,
      [path.resolve(resources, '../electron/cli/csaf.ts'), 'supply', setting.file],
      { env: { ...process.env, CSAF_PASSPHRASE: 'correct horse battery' } },
    );
    const told = JSON.parse(stdout) as { supply: SupplyLedger['lines']; questions: SupplyLedger['questions'] };
    expect(told.supply.length).toBeGreaterThan(50);
    expect(told.questions.length).toBeGreaterThan(5);
  });
});
