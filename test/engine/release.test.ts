import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import { analystMark } from '../../shared/text/mark.ts';

const root = path.resolve(import.meta.dirname, '../..');
const passphrase = 'six white horses on a hill';

let folder: string;
let engine: Engine;

async function ask<N extends EngineMethodName>(method: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const answer = await engine.call(method, input);
  if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
  return answer.value as OutputOf<N>;
}

const place = (name: string) => path.join(folder, name);
const textOf = (name: string) => readFileSync(place(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'release-'));
  engine = createEngine({
    resources: path.join(root, 'resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
    now: () => new Date('2018-01-10T09:00:00.000Z'),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A workspace with 46 children who are not looked after and two who are. */
async function withFortyEight(): Promise<void> {
  await ask('workspace.create', { file: place('w.csaf'), passphrase });
  const rows = Array.from(
    { length: 48 },
    (_, i) => `R${i},2016-05-${String((i % 28) + 1).padStart(2, '0')},Stafford,14,female,${i < 2 ? 'yes' : 'no'}`,
  );
  const file = place('referral_police_2016-17_Q1.csv');
  writeFileSync(
    file,
    ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...rows].join('\r\n'),
  );
  const { files } = await ask('intake.import', { files: [file] });
  expect(files[0]).toMatchObject({ loaded: 48 });
}

const everybody: PivotDescription = { dataset: 'referrals', values: [{ measure: 'children' }], audience: 'board' };
const notLookedAfter: PivotDescription = { ...everybody, filters: [{ field: 'looked_after', in: ['no'] }] };

const exported = (description: PivotDescription, name: string, format: 'csv' | 'json' | 'xlsx' = 'csv') =>
  ask('cube.export', { description, format, file: place(name), title: name });

/** The number of a table of one cell, as its CSV shows it. */
const onlyCell = (name: string) => textOf(name).replace('\ufeff', '').split('\r\n')[1]!.split(',').at(-1)!;

describe('two that leave at once', () => {
  it('are set against each other as if one left after the other', async () => {
    await withFortyEight();
    await Promise.all([exported(everybody, 'all.csv'), exported(notLookedAfter, 'part.csv')]);
    expect([onlyCell('all.csv'), onlyCell('part.csv')]).toEqual(['48', 'c']);
  });

  it('whatever they are: a file beside a freeze, a copy beside a file', async () => {
    await withFortyEight();
    const { id } = await ask('briefing.save', {
      deck: {
        name: 'Board',
        template: null,
        audience: 'board',
        organisation: '',
        marking: 'OFFICIAL',
        slides: [
          {
            id: 'a',
            layout: 'view',
            title: 'Children',
            narrative: '',
            notes: '',
            pin: { kind: 'table', view: everybody },
          },
        ],
      },
    });
    const [frozen] = await Promise.all([ask('briefing.freeze', { id }), exported(notLookedAfter, 'part.csv')]);
    expect(frozen.slides[0]!.content!.table!.rows[0]!.cells[0]!.text).toBe('48');
    expect(onlyCell('part.csv')).toBe('c');
    const [copied] = await Promise.all([
      ask('cube.copy', { description: notLookedAfter }),
      exported(everybody, 'all.csv'),
    ]);
    expect(copied.text).not.toContain('46');
  });
});

describe('a file that leaves', () => {
  it('never takes the place of a workspace, the open one or another', async () => {
    await withFortyEight();
    const other = place('other.csaf');
    writeFileSync(other, 'another workspace');
    const before = readFileSync(place('w.csaf'));
    for (const name of ['w.csaf', 'w.csaf-wal', 'other.csaf']) {
      const answer = await engine.call('cube.export', { description: everybody, format: 'csv', file: place(name) });
      expect([name, answer.ok || answer.fault.code]).toEqual([name, 'already-exists']);
    }
    expect(readFileSync(other, 'utf8')).toBe('another workspace');
    expect(readFileSync(place('w.csaf')).subarray(0, 4096)).toEqual(before.subarray(0, 4096));
    expect(await ask('disclosure.releases', {})).toEqual([]);
  });
});

describe('the ledger', () => {
  it('is written before the file: where it cannot be, nothing leaves', async () => {
    await withFortyEight();
    await ask('workspace.lock', {});
    const workspace = await openWorkspace(place('w.csaf'), passphrase);
    await workspace.write(store =>
      store.run(`CREATE TRIGGER full BEFORE INSERT ON release BEGIN SELECT raise(ABORT, 'full'); END`),
    );
    await workspace.close();
    await ask('workspace.unlock', { passphrase });
    const answer = await engine.call('cube.export', {
      description: everybody,
      format: 'csv',
      file: place('all.csv'),
    });
    expect(answer.ok).toBe(false);
    expect(existsSync(place('all.csv'))).toBe(false);
    expect(readdirSync(folder).filter(name => name.includes('.part'))).toEqual([]);
  });

  it('marks an entry void where the file could not be written, and later tables do not suffer from it', async () => {
    await withFortyEight();
    // The folder is there when it is asked for, and gone when the bytes come.
    mkdirSync(place('stick'));
    const file = path.join(folder, 'stick', 'all.csv');
    const leaving = engine.call('cube.export', { description: everybody, format: 'csv', file });
    rmSync(place('stick'), { recursive: true });
    expect(await leaving).toMatchObject({ ok: false, fault: { code: 'disk' } });
    expect(await ask('disclosure.releases', {})).toMatchObject([{ voidAt: '2018-01-10T09:00:00.000Z' }]);
    await exported(notLookedAfter, 'part.csv');
    expect(onlyCell('part.csv')).toBe('46');
    const trail = await ask('workspace.audit', {});
    expect(trail.map(entry => entry.action).filter(action => /export|not-given/.test(action))).toEqual([
      'export',
      'not-given-out',
      'export',
    ]);
  });

  it('keeps what an analyst takes along out of it, marks it, and notes it', async () => {
    await withFortyEight();
    await ask('cube.export', {
      description: { ...everybody, audience: 'analyst' },
      format: 'csv',
      file: place('own.csv'),
      purpose: 'a check',
    });
    expect(await ask('disclosure.releases', {})).toEqual([]);
    expect(textOf('own.csv')).toContain('Do not pass on');
    expect((await ask('workspace.audit', { most: 1 }))[0]).toMatchObject({ action: 'export' });
    expect((await ask('workspace.audit', { most: 1 }))[0]!.subject).toContain('for analyst: a check');
  });

  it('lets an analyst take true counts along only with a purpose, in JSON too, and marks that', async () => {
    await withFortyEight();
    const taken = {
      description: { ...everybody, audience: 'analyst' },
      format: 'json',
      file: place('own.json'),
    } as const;
    expect(await engine.call('cube.export', taken)).toMatchObject({
      ok: false,
      fault: { code: 'invalid-input', path: 'purpose' },
    });
    expect(existsSync(place('own.json'))).toBe(false);
    await ask('cube.export', { ...taken, purpose: 'a check' });
    expect(JSON.parse(textOf('own.json'))).toMatchObject({ mark: analystMark, purpose: 'a check' });
    await exported(everybody, 'board.json', 'json');
    expect(JSON.parse(textOf('board.json'))).not.toHaveProperty('mark');
  });

  it('hears of JSON as of CSV', async () => {
    await withFortyEight();
    await exported(everybody, 'all.json', 'json');
    expect(await ask('disclosure.releases', {})).toHaveLength(1);
    await exported(notLookedAfter, 'part.csv');
    expect(onlyCell('part.csv')).toBe('c');
  });

  it('is not emptied by an import: a count that still holds stays in the check', async () => {
    await withFortyEight();
    await exported(everybody, 'all.csv');
    const other = place('2017-10-staffordshire-street.csv');
    writeFileSync(
      other,
      [
        'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context',
        ',2017-10,Staffordshire Police,Staffordshire Police,-2.18,53.02,On or near Street,E01014254,Stoke-on-Trent 001A,Anti-social behaviour,,',
      ].join('\n'),
    );
    expect((await ask('intake.import', { files: [other] })).files[0]).toMatchObject({ loaded: 1 });
    await exported(notLookedAfter, 'part.csv');
    expect(onlyCell('part.csv')).toBe('c');
  });

  it('does not let a change of a few be read off two releases, in total or by a part', async () => {
    await withFortyEight();
    await exported(everybody, 'before.csv');
    expect(onlyCell('before.csv')).toBe('48');
    const later = async (name: string, children: number) => {
      const file = place(name);
      const rows = Array.from({ length: children }, (_, i) => `${name}${i},2016-06-03,Stafford,14,male,no`);
      writeFileSync(
        file,
        ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...rows].join('\r\n'),
      );
      expect((await ask('intake.import', { files: [file] })).files[0]).toMatchObject({ loaded: children });
    };
    await later('referral_health_2016-17_Q1.csv', 3);
    await exported(everybody, 'after.csv');
    expect(onlyCell('after.csv')).toBe('c');
    expect(textOf('after.csv')).toContain('may differ by a few from what was given out');
    const bySex = { ...everybody, rows: ['sex'], totals: { rows: 'after' as const } };
    const table = await ask('cube.pivot', bySex);
    // 48 girls stand as they were given out in total; with the boys or the total, the three would be told.
    expect([...table.status].map(status => cellStatuses[status])).toEqual(['value', 'hidden', 'hidden']);
    await later('referral_education_2016-17_Q1.csv', 30);
    await exported(everybody, 'many.csv');
    expect(onlyCell('many.csv')).toBe('81');
  });

  it('takes the present count where rows came that the released one did not have, and says so', async () => {
    await withFortyEight();
    await exported(everybody, 'all.csv');
    const more = place('referral_health_2016-17_Q1.csv');
    writeFileSync(
      more,
      [
        'Child reference,Referral date,Area,Age at referral,Sex,Looked-after child',
        ...Array.from({ length: 10 }, (_, i) => `H${i},2016-06-01,Stafford,15,male,no`),
      ].join('\r\n'),
    );
    expect((await ask('intake.import', { files: [more] })).files[0]).toMatchObject({ loaded: 10 });
    const table: PivotTable = await ask('cube.pivot', notLookedAfter);
    // 58 children in all now: with it, 56 would tell the two who are looked after.
    expect(cellStatuses[table.status[0]!]).toBe('hidden');
    expect(table.notes.map(note => note.code)).toContain('changed-release');
  });
});

describe('a picture of a map', () => {
  it('leaves only while it shows what would be shown now', async () => {
    await withFortyEight();
    const description = { dataset: 'referrals', level: 'district', measure: 'count', audience: 'board' } as const;
    const map = await ask('geography.hotspots', { description });
    const picture = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"></svg>');
    const save = (fingerprint: string, name: string) =>
      engine.call('geography.export', {
        description,
        format: 'svg',
        file: place(name),
        picture,
        drawn: { layer: 'areas', fingerprint },
      });
    expect(await save('of an earlier answer', 'old.svg')).toMatchObject({ ok: false, fault: { code: 'refused' } });
    expect(existsSync(place('old.svg'))).toBe(false);
    expect(await ask('disclosure.releases', {})).toEqual([]);
    expect(await save(map.fingerprint, 'now.svg')).toMatchObject({ ok: true });
    expect(await ask('disclosure.releases', {})).toHaveLength(1);
  });

  it('of true counts leaves only with a purpose and with the mark in it', async () => {
    await withFortyEight();
    const description = { dataset: 'referrals', level: 'district', measure: 'count', audience: 'analyst' } as const;
    const { fingerprint } = await ask('geography.hotspots', { description });
    const save = (text: string, purpose: string) =>
      engine.call('geography.export', {
        description,
        format: 'svg',
        file: place('map.svg'),
        picture: new TextEncoder().encode(`<svg xmlns="http://www.w3.org/2000/svg"><text>${text}</text></svg>`),
        drawn: { layer: 'areas', fingerprint },
        purpose,
      });
    const refused = (at: string) => ({ ok: false, fault: { code: 'invalid-input', path: at } });
    expect(await save(analystMark, '')).toMatchObject(refused('purpose'));
    expect(await save('no mark', 'a check')).toMatchObject(refused('picture'));
    expect(existsSync(place('map.svg'))).toBe(false);
    // A drawing breaks its lines where they are full.
    const [first, ...rest] = analystMark.split('. ');
    expect(await save(`${first}.</text><text>${rest.join('. ')}`, 'a check')).toMatchObject({ ok: true });
    expect((await ask('workspace.audit', { most: 1 }))[0]!.subject).toContain('for analyst: a check');
  });
});

describe('a name that no disk takes', () => {
  it('is a sentence, and the entry is void', async () => {
    await withFortyEight();
    const file = place(`${'long'.repeat(80)}.csv`);
    const answer = await engine.call('cube.export', { description: everybody, format: 'csv', file });
    expect(answer).toMatchObject({ ok: false, fault: { code: 'disk' } });
    await exported(notLookedAfter, 'part.csv');
    expect(onlyCell('part.csv')).toBe('46');
  });
});

describe('a folder that may not be written', () => {
  it.skipIf(process.getuid?.() === 0)('is a sentence, and the entry is void', async () => {
    await withFortyEight();
    chmodSync(folder, 0o500);
    try {
      const answer = await engine.call('cube.export', { description: everybody, format: 'csv', file: place('a.csv') });
      expect(answer).toMatchObject({ ok: false, fault: { code: 'disk' } });
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});

describe('an engine that is killed while a file leaves', () => {
  const killedAt = async (at: 'rename' | 'readdir'): Promise<void> => {
    await withFortyEight();
    await ask('workspace.close', {});
    const child = path.join(import.meta.dirname, 'release-kill-child.ts');
    const words = [place('w.csaf'), passphrase, place('all.csv'), JSON.stringify(everybody), at];
    const { signal } = spawnSync(process.execPath, [child, ...words]);
    expect(signal).toBe('SIGKILL');
    await ask('workspace.open', { file: place('w.csaf'), passphrase });
  };
  const unfinished = () => readdirSync(folder).filter(name => name.endsWith('.part'));
  const notConfirmed = async () =>
    (await ask('workspace.audit', { most: 20 })).filter(entry => entry.action === 'not-confirmed');

  it('leaves no half of a file, an entry that counts until somebody says otherwise, and a word in the trail', async () => {
    await killedAt('rename');
    expect([existsSync(place('all.csv')), unfinished()]).toEqual([false, []]);
    const [entry] = await ask('disclosure.releases', {});
    expect(entry).toMatchObject({ writtenAt: null, voidAt: null });
    const noted = await notConfirmed();
    expect(noted).toHaveLength(1);
    expect(noted[0]!.subject).toContain('all.csv');
    // Told once, not at each opening.
    await ask('workspace.lock', {});
    await ask('workspace.unlock', { passphrase });
    expect(await notConfirmed()).toHaveLength(1);
    await exported(notLookedAfter, 'part.csv');
    expect(onlyCell('part.csv')).toBe('c');
    expect((await ask('disclosure.releases', {}))[0]).toMatchObject({ writtenAt: '2018-01-10T09:00:00.000Z' });
    await ask('disclosure.settle', { release: entry!.id, written: false });
    expect((await ask('disclosure.releases', {})).at(-1)).toMatchObject({ voidAt: '2018-01-10T09:00:00.000Z' });
    expect((await ask('workspace.audit', { most: 1 }))[0]).toMatchObject({ action: 'settle-release' });
  });

  it('does not know of a file that has its name whether it left, until somebody says so', async () => {
    await killedAt('readdir');
    expect(onlyCell('all.csv')).toBe('48');
    const [entry] = await ask('disclosure.releases', {});
    expect(entry).toMatchObject({ writtenAt: null, voidAt: null });
    expect(await notConfirmed()).toHaveLength(1);
    await ask('disclosure.settle', { release: entry!.id, written: true });
    expect((await ask('disclosure.releases', {}))[0]).toMatchObject({
      writtenAt: '2018-01-10T09:00:00.000Z',
      voidAt: null,
    });
    // What is settled is settled.
    const again = await engine.call('disclosure.settle', { release: entry!.id, written: false });
    expect(again).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });

  it('leaves the same word and no half of a file where the analyst’s own file was written', async () => {
    await withFortyEight();
    await ask('workspace.close', {});
    const own = JSON.stringify({ ...everybody, audience: 'analyst' });
    const child = path.join(import.meta.dirname, 'release-kill-child.ts');
    spawnSync(process.execPath, [child, place('w.csaf'), passphrase, place('own.csv'), own, 'rename']);
    await ask('workspace.open', { file: place('w.csaf'), passphrase });
    expect([existsSync(place('own.csv')), unfinished()]).toEqual([false, []]);
    expect((await notConfirmed()).map(entry => entry.subject)).toEqual([expect.stringContaining('own.csv')]);
  });
});

describe('the footer of a file', () => {
  it('says in words what was filtered and counted', async () => {
    await withFortyEight();
    const filtered: PivotDescription = {
      ...everybody,
      rows: ['sex'],
      filters: [
        { field: 'referred_on', from: '2016-04-01', to: '2017-03-31' },
        { field: 'district', in: ['E07000197', null] },
        { field: 'looked_after', notIn: ['yes'] },
      ],
    };
    const footer = async (description: PivotDescription) => {
      await ask('cube.export', { description, format: 'csv', file: place('f.csv'), purpose: 'a check' });
      return textOf('f.csv').split('\r\n');
    };
    const own = await footer({ ...filtered, audience: 'analyst' });
    expect(own.find(line => line.startsWith('Filters'))).toBe(
      'Filters,"Referred on from 2016-04-01 to 2017-03-31; District is Stafford, Not recorded; Looked after is not Yes"',
    );
    expect(own).toContain('Rows counted,46 of 48');
    const board = await footer({ ...filtered, rows: [], filters: [filtered.filters![0]!] });
    expect(board.join(' ')).not.toMatch(/of not given|referred_on/);
  });
});
