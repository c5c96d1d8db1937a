import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { brokenAuditEntry, dataVersion } from '../../electron/engine/store/audit-trail.ts';
import { checkWorkspace } from '../../electron/engine/store/integrity.ts';
import type { FileReport } from '../../shared/contract/intake.ts';
import { intakeSetting } from './intake-setting.ts';
import type { IntakeSetting } from './intake-setting.ts';

let setting: IntakeSetting;
beforeEach(async () => {
  setting = await intakeSetting();
});
afterEach(async () => {
  expect(checkWorkspace(setting.workspace.read).filter(f => !f.ok)).toEqual([]);
  await setting.end();
});

const one = async (
  file: string,
  more: { agency?: string; type?: string; dryRun?: boolean } = {},
): Promise<FileReport> => {
  const { files } = await setting.call('intake.import', { files: [file], ...more });
  const report = files[0]!;
  expect(report.read).toBe(report.loaded + report.setAside + report.duplicates);
  return report;
};
const facts = (table: string) =>
  setting.workspace.read.all<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY rowid`);
const codes = (report: FileReport) => report.problems.map(p => [p.row, p.column, p.found, p.code]);

const referrals = `Child reference,Referred on,Referring agency,Area,Age,Sex,Looked after,Closed on,Closure reason
C-0001,2016-04-21,police,E01014229,14,Female,Y,2016-09-01,Risk reduced
C-0002,22/04/2016,Staffordshire County Council,Stafford,15,M,no,,
C-0001,2016-05-02,health,E05008716,14,female,yes,,
`;

describe('a return', () => {
  test('becomes facts, and says where it came from', async () => {
    const report = await one(setting.write('referral_police_2016-17_Q1.csv', referrals));
    expect(report).toMatchObject({
      outcome: 'loaded',
      type: 'referral',
      agency: 'police',
      periodFrom: '2016-04-01',
      periodTo: '2016-06-30',
      read: 3,
      loaded: 3,
      setAside: 0,
    });
    const rows = facts('fact_referral');
    expect(rows[0]).toMatchObject({
      referred_on: '2016-04-21',
      agency: 'police',
      age: 14,
      sex: 'female',
      looked_after: 'yes',
      lsoa: 'E01014229',
      ward: 'E05008716',
      district: 'E06000021',
      closure_reason: 'risk-reduced',
      row_number: 2,
    });
    expect(rows[1]).toMatchObject({
      referred_on: '2016-04-22',
      agency: 'staffordshire',
      sex: 'male',
      lsoa: null,
      ward: null,
      district: 'E07000197',
    });
    expect(rows[2]!['child']).toBe(rows[0]!['child']);
    expect(rows[1]!['child']).not.toBe(rows[0]!['child']);
    expect((await setting.call('intake.batches', {}))[0]).toMatchObject({
      id: report.batch,
      state: 'current',
      dataset: 'referrals',
      fileName: 'referral_police_2016-17_Q1.csv',
      importedBy: 'tester',
    });
    expect(dataVersion(setting.workspace.read)).toBe(1);
    expect(setting.workspace.read.get('SELECT rows FROM segment WHERE field = ?', 'referred_on')).toEqual({ rows: 3 });
  });

  test('with wrong cells sets those rows aside and says which and why', async () => {
    const report = await one(
      setting.write(
        'referral_police_2016-17_Q1.csv',
        [
          'Child reference,Referred on,Referring agency,Area,Age,Sex,Closed on',
          'C-1001,2016-04-21,police,E01014229,14,Femal,',
          ',2016-04-21,police,Stafford,14,Female,',
          'C-1003,2016/17,police,Staford,14,Female,',
          'C-1004,2016-04-21,police,E01009433,40,Female,2016-04-01',
          'C-1005,2031-04-21,police,ST4 2AB,x,Female,',
          'C-1006,42461,C-1006,E05005360,14,Female,',
          'C-1007,2016-04-21,police,Stafford,14,Female,,extra',
          '"C-1008",2016-04-21,"pol\u202eice",Stafford,14,Female,',
          '',
          'C-1009,2016-04-21,police,Stafford,14,Female,',
          'C-1009,2016-04-21,police,Stafford,14,Female,',
        ].join('\r\n'),
      ),
    );
    expect(report).toMatchObject({ outcome: 'loaded-in-part', read: 10, loaded: 1, setAside: 8, duplicates: 1 });
    expect(codes(report)).toEqual([
      [2, 'Sex', 'Femal', 'not-in-list'],
      [3, 'Child reference', '', 'missing-value'],
      [4, 'Referred on', '2016/17', 'not-a-date'],
      [4, 'Area', 'Staford', 'unknown-area'],
      [5, 'Age', '40', 'out-of-range'],
      [5, 'Area', 'E01009433', 'outside-area'],
      [5, 'Closed on', '2016-04-01', 'before-another'],
      [6, 'Referred on', '2031-04-21', 'in-the-future'],
      [6, 'Age', 'x', 'not-a-number'],
      [6, 'Area', '(not kept)', 'unknown-area'],
      [7, 'Referred on', '42461', 'not-a-date'],
      [7, 'Referring agency', '(not kept)', 'not-in-list'],
      [7, 'Area', 'E05005360', 'outside-area'],
      [8, null, '(not kept)', 'too-many-cells'],
      [9, 'Referring agency', '(not kept)', 'unreadable-text'],
    ]);
    expect(report.problems[0]!.message).toContain('Did you mean “female”');
    expect(report.problems[3]!.message).toContain('Stafford');
    const aside = await setting.call('intake.setAside', { batch: report.batch! });
    expect(aside).toHaveLength(8);
    expect(JSON.stringify(aside)).not.toMatch(/C-10\d\d|ST4/);
    expect(aside[0]!.values).toMatchObject({ 'Child reference': null, Sex: 'Femal', Age: '14' });
  });

  test('of missing episodes counts hours across a clock change', async () => {
    await one(
      setting.write(
        'missing-episode_stoke_2016.csv',
        'Child ref,Went missing,Returned,Home ward,RHI completed\nM1,2016-10-29 12:00,30/10/2016 12:00,Stoke-on-Trent,2016-11-02 12:00\nM2,2016-03-27 01:30,2016-03-27 09:00,,\nM3,2016-03-26 12:00,,Stafford,\nM4,2016-03-26 12:00,2016-03-26 11:00,Stafford,\n',
      ),
    ).then(report => {
      expect(report).toMatchObject({ loaded: 2, setAside: 2, unlocated: 0 });
      expect(codes(report)).toEqual([
        [3, 'Went missing', '2016-03-27 01:30', 'not-a-time'],
        [5, 'Returned', '2016-03-26 11:00', 'before-another'],
      ]);
    });
    expect(facts('fact_missing_episode')[0]).toMatchObject({
      went_missing: '2016-10-29T12:00',
      hours_missing: 25,
      interview_hours: 72,
    });
    expect(facts('fact_missing_episode')[1]).toMatchObject({ hours_missing: null, interview_hours: null });
  });

  test('for a whole county is loaded, and said to lie in no district', async () => {
    const report = await one(
      setting.write(
        'referral_health.csv',
        'Child reference,Referred on,Area\nS1,2016-04-21,Staffordshire\nS2,2016-04-21,\n',
      ),
    );
    expect(report).toMatchObject({ outcome: 'loaded', loaded: 2, unlocated: 2 });
    expect(codes(report)).toEqual([[2, 'Area', 'Staffordshire', 'no-match']]);
  });

  test('of offences', async () => {
    const report = await one(
      setting.write(
        'offence_police.csv',
        'Crime number;Date recorded;Offence type;Ward code;Charge date;Outcome\nX1;2017-05-01;Rape;E05008716;2017-08-01;Convicted\nX2;2017-05-01;grooming;;2017-04-01;open\n',
      ),
    );
    expect(report).toMatchObject({
      type: 'offence',
      loaded: 1,
      setAside: 1,
      unlocated: 0,
      periodFrom: '2017-05-01',
      periodTo: '2017-05-31',
    });
    expect(facts('fact_offence')[0]).toMatchObject({
      offence_group: 'rape',
      outcome: 'convicted',
      ward: 'E05008716',
      district: 'E06000021',
      charged_on: '2017-08-01',
    });
  });

  test('in any usual encoding and delimiter reads the same', async () => {
    const text =
      'Child reference\tReferred on\tAge\tEthnic group\tNotes\r\nÅ1\t2016-04-21\t14\twhite\t"two\r\nlines"\r\nÉ2\t2016-04-22\t15\tasian\tcafé\r\n';
    const files: [string, Buffer][] = [
      ['utf8', Buffer.from(text)],
      ['utf8-bom', Buffer.from(`\ufeff${text}`)],
      ['utf16le', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, 'utf16-le')])],
      ['utf16be', Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(text, 'utf16-be')])],
      ['utf16-without-mark', iconv.encode(text, 'utf16-le')],
      ['windows-1252', iconv.encode(text, 'win1252')],
      ['unquoted', Buffer.from(text.replace('"two\r\nlines"', 'one line'))],
    ];
    const pseudonyms = new Set<string>();
    for (const [name, bytes] of files) {
      const report = await one(setting.write(`referral_health_${name}.csv`, bytes));
      expect(report, name).toMatchObject({ loaded: 2, setAside: 0 });
      pseudonyms.add(
        JSON.stringify(
          setting.workspace.read.all(
            'SELECT child, row_number, referred_on, ethnic_group FROM fact_referral WHERE batch_id = ?',
            report.batch!,
          ),
        ),
      );
    }
    expect(pseudonyms.size).toBe(1);
  });

  test('with no agency, an unknown type or a missing column is refused with what to do', async () => {
    const file = setting.write('return.csv', referrals);
    expect(await one(file)).toMatchObject({
      outcome: 'refused',
      type: 'referral',
      message: expect.stringContaining('does not say who sent it'),
    });
    expect(await one(file, { agency: 'martians' })).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('no agency “martians”'),
    });
    expect(await one(file, { agency: 'police', type: 'offence' })).toMatchObject({
      outcome: 'refused',
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'missing-column', column: 'Offence reference' }),
      ]),
    });
    expect(await one(setting.write('shopping.csv', 'eggs,milk\n1,2\n'))).toMatchObject({
      outcome: 'refused',
      type: null,
    });
    expect(await one(file, { agency: 'police' })).toMatchObject({ outcome: 'loaded', loaded: 3 });
  });
});

describe('again and instead', () => {
  test('the same bytes change nothing', async () => {
    const file = setting.write('referral_police_2016-17_Q1.csv', referrals);
    const first = await one(file);
    expect(await one(file)).toMatchObject({
      outcome: 'already-loaded',
      batch: first.batch,
      read: 3,
      loaded: 0,
      duplicates: 3,
    });
    expect(await setting.call('intake.batches', {})).toHaveLength(1);
    expect(dataVersion(setting.workspace.read)).toBe(1);
  });

  test('a corrected file takes the place of the first, and withdrawing it brings the first back', async () => {
    const first = await one(setting.write('referral_police_2016-17_Q1.csv', referrals));
    const second = await one(
      setting.write('referral_police_2016-17_Q1 corrected.csv', referrals.replace('15,M', '16,M')),
    );
    expect(second.supersedes).toEqual([first.batch]);
    let batches = await setting.call('intake.batches', {});
    expect(batches.map(b => [b.id, b.state, b.supersededBy])).toEqual([
      [2, 'current', null],
      [1, 'superseded', 2],
    ]);
    expect(await setting.call('intake.withdraw', { batch: 2, reason: 'wrong quarter' })).toMatchObject({
      state: 'withdrawn',
      reason: 'wrong quarter',
    });
    batches = await setting.call('intake.batches', {});
    expect(batches.map(b => [b.id, b.state])).toEqual([
      [2, 'withdrawn'],
      [1, 'current'],
    ]);
    // Once withdrawn, the file may come in again.
    expect(await one(path.join(setting.folder, 'referral_police_2016-17_Q1 corrected.csv'))).toMatchObject({
      outcome: 'loaded',
      supersedes: [1],
    });
    await expect(setting.call('intake.withdraw', { batch: 2, reason: '' })).rejects.toMatchObject({
      fault: { code: 'refused' },
    });
    expect(facts('fact_referral')).toHaveLength(9);
  });

  test('another agency, another quarter and a stray date never take a place', async () => {
    await one(setting.write('referral_police_2016-17_Q1.csv', referrals));
    expect((await one(setting.write('referral_stoke_2016-17_Q1.csv', referrals + '\n'))).supersedes).toEqual([]);
    expect(
      (
        await one(
          setting.write(
            'referral_police_2016-17_Q2.csv',
            referrals
              .replaceAll('2016-0', '2016-1')
              .replaceAll('/04/', '/07/')
              .replaceAll('2016-14-21', '2016-07-21')
              .replaceAll('2016-15-02', '2016-08-02')
              .replaceAll('2016-19-01', '2016-09-01'),
          ),
        )
      ).supersedes,
    ).toEqual([]);
    const stray = await one(
      setting.write('police.csv', 'Child reference,Referred on\nZ1,2015-01-05\nZ2,2017-06-05\n'),
      { agency: 'police' },
    );
    expect(stray.supersedes).toEqual([]);
    expect(stray.problems.map(p => p.severity)).toEqual(['warning', 'warning']);
  });

  test('a file for a longer period that brings the same records again takes the place of each', async () => {
    const header = 'Child reference,Referred on\n';
    await one(setting.write('a.csv', `${header}K1,2016-04-05\nK2,2016-04-07\n`), { agency: 'health' });
    await one(setting.write('b.csv', `${header}K3,2016-05-05\nK4,2016-05-07\n`), { agency: 'health' });
    expect(
      (
        await one(
          setting.write(
            'c.csv',
            `${header}K1,2016-04-05\nK2,2016-04-07\nK3,2016-05-05\nK4,2016-05-07\nK5,2016-06-01\n`,
          ),
          { agency: 'health' },
        )
      ).supersedes,
    ).toEqual([1, 2]);
  });

  test('a trial changes nothing', async () => {
    expect(await one(setting.write('referral_police_2016-17_Q1.csv', referrals), { dryRun: true })).toMatchObject({
      outcome: 'dry-run',
      loaded: 3,
      batch: null,
    });
    for (const table of ['batch', 'fact_referral', 'pseudonym', 'segment']) expect(facts(table).length, table).toBe(0);
  });

  test('cancelling leaves nothing behind', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `N${i},2016-04-${String((i % 28) + 1).padStart(2, '0')}`);
    const file = setting.write('referral_police_2016-17_Q1.csv', `Child reference,Referred on\n${lines.join('\n')}\n`);
    setTimeout(() => setting.controller.abort(), 80);
    const { files } = await setting.call('intake.import', { files: [file, file] });
    expect(files.map(f => f.outcome)).toEqual(['cancelled', 'cancelled']);
    for (const table of ['batch', 'fact_referral', 'pseudonym', 'set_aside'])
      expect(facts(table).length, table).toBe(0);
  });
});

describe('rows set aside', () => {
  const bad =
    'Child reference,Referred on,Sex,Age\nR-7001,2016-04-21,Femal,14\nR-7002,2016-04-22,male,15\nR-7001,2016-05-22,female,14\nR-7003,soon,=cmd(),14\n';

  test('can be put right in place and keep their link to the child', async () => {
    const report = await one(setting.write('referral_police_2016-17_Q1.csv', bad));
    const [first] = await setting.call('intake.setAside', {});
    expect(await setting.call('intake.correct', { id: first!.id, values: { Sex: 'Femail' } })).toMatchObject({
      state: 'open',
      problems: [{ code: 'not-in-list' }],
    });
    expect(await setting.call('intake.correct', { id: first!.id, values: { sex: 'Female' } })).toMatchObject({
      state: 'corrected',
      problems: [],
    });
    const rows = facts('fact_referral');
    expect(rows).toHaveLength(3);
    expect(rows[2]).toMatchObject({ row_number: 2, sex: 'female', child: rows[1]!['child'] });
    expect((await setting.call('intake.batches', {}))[0]).toMatchObject({
      id: report.batch,
      read: 4,
      loaded: 3,
      setAside: 1,
      duplicates: 0,
    });
    expect(setting.workspace.read.get('SELECT rows FROM segment WHERE field = ?', 'sex')).toEqual({ rows: 3 });
    await expect(setting.call('intake.correct', { id: first!.id, values: {} })).rejects.toMatchObject({
      fault: { code: 'refused' },
    });
    await expect(setting.call('intake.correct', { id: 99, values: {} })).rejects.toMatchObject({
      fault: { code: 'not-found' },
    });
  });

  test('can be waived with a reason, and stay in the account', async () => {
    await one(setting.write('referral_police_2016-17_Q1.csv', bad));
    const [first, second] = await setting.call('intake.setAside', {});
    await expect(setting.call('intake.correct', { id: second!.id, values: { Colour: 'x' } })).rejects.toMatchObject({
      fault: { code: 'invalid-input', path: 'values.Colour' },
    });
    expect(await setting.call('intake.waive', { id: first!.id, reason: 'entered twice' })).toMatchObject({
      state: 'waived',
      reason: 'entered twice',
    });
    expect(await setting.call('intake.setAside', {})).toHaveLength(1);
    expect(await setting.call('intake.setAside', { state: 'waived' })).toHaveLength(1);
    expect((await setting.call('intake.batches', {}))[0]).toMatchObject({ loaded: 2, setAside: 2 });
  });

  test('a cell that could not be kept does not become "not recorded" by itself', async () => {
    await one(
      setting.write(
        'referral_police_2016-17_Q1.csv',
        'Child reference,Referred on,Age\nR-8001,2016-04-21,lives with her grandmother at 12 Acacia Avenue Stafford since March\n',
      ),
      { agency: 'police' },
    );
    const [row] = await setting.call('intake.setAside', {});
    expect(row!.values).toMatchObject({ Age: null });
    expect(
      await setting.call('intake.correct', { id: row!.id, values: { 'Referred on': '2016-04-20' } }),
    ).toMatchObject({ state: 'open' });
    expect(await setting.call('intake.correct', { id: row!.id, values: { Age: '' } })).toMatchObject({
      state: 'corrected',
    });
    expect(facts('fact_referral')[0]).toMatchObject({ age: null, referred_on: '2016-04-20' });
  });

  test('go back to the agency as a workbook that reads as text', async () => {
    const report = await one(setting.write('referral_police_2016-17_Q1.csv', bad));
    const out = path.join(setting.folder, 'back to police.xlsx');
    await setting.call('intake.exportSetAside', { batch: report.batch!, file: out });
    expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
    const reread = await one(out, { agency: 'police', type: 'referral' });
    // The agency's workbook keeps the agency's own headers, so it is read as a return: the references are missing.
    expect(
      codes(reread)
        .filter(([, , , code]) => code === 'not-in-list')
        .map(([, , found]) => found),
    ).toEqual(['Femal', '=cmd()']);
    expect(readdirSync(setting.folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });
});

test('every change is in the audit trail, with names and never values', async () => {
  await one(
    setting.write(
      'referral_police_2016-17_Q1.csv',
      'Child reference,Referred on,Sex\nR-1,2016-04-21,Femal\nR-2,2016-04-21,Male\n',
    ),
  );
  const [row] = await setting.call('intake.setAside', {});
  await setting.call('intake.correct', { id: row!.id, values: { Sex: 'female' } });
  await setting.call('intake.withdraw', { batch: 1, reason: 'test' });
  expect(setting.workspace.read.all('SELECT action, subject FROM audit_entry ORDER BY sequence')).toEqual([
    { action: 'create-workspace', subject: null },
    { action: 'import', subject: 'batch 1, referral, police' },
    { action: 'correct-row', subject: 'batch 1, row 2' },
    { action: 'withdraw', subject: 'batch 1' },
  ]);
  expect(brokenAuditEntry(setting.workspace.read)).toBeNull();
});

test('no reference and no word of a return is readable in any file, and no table holds a reference', async () => {
  const secret = 'ZQX-SECRET-4711';
  const report = await one(
    setting.write(
      'referral_police_2016-17_Q1.csv',
      `Child reference,Referred on,Referring agency,Sex,Postcode,Notes\n${secret},2016-04-21,police,Femal,ZE1 9QQ,Narrative-word of ${secret}\n${secret},2016-04-22,${secret},female,ZE1 9QQ,Narrative-word\n${secret}2,2016-04-23,police,female,ZE1 9QQ,Narrative-word\n`,
    ),
  );
  expect(report).toMatchObject({ loaded: 1, setAside: 2 });
  expect(JSON.stringify(report)).not.toMatch(/ZQX|Narrative|ZE1/);
  await setting.workspace.backUp('test');
  const files = readdirSync(setting.folder, { recursive: true, withFileTypes: true }).filter(
    f => f.isFile() && !f.name.endsWith('.csv'),
  );
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const file of files) {
    const bytes = readFileSync(path.join(file.parentPath, file.name)).toString('latin1');
    // Three letters stand in any megabyte of noise now and then.
    for (const word of ['ZQX-SEC', 'Narrative', 'ZE1 9QQ', 'referral', 'SQLite format', '2016-04'])
      expect(bytes.includes(word), `${word} in ${file.name}`).toBe(false);
  }
  const tables = setting.workspace.read.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`);
  for (const { name } of tables) {
    const text = JSON.stringify(setting.workspace.read.all(`SELECT * FROM ${name}`));
    for (const word of ['ZQX-SEC', 'Narrative', 'ZE1 9QQ'])
      expect(text.includes(word), `${word} in ${name}`).toBe(false);
  }
});
