import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';

/** What leaves by a terminal, printed or written, leaves by the one door. */
const root = path.resolve(import.meta.dirname, '../..');
const passphrase = 'six white horses on a hill';

let folder: string;

const place = (name: string) => path.join(folder, name);

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function csaf(...words: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'electron/cli/csaf.ts'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, CSAF_PASSPHRASE: passphrase, USER: 'tester' },
  });
  return { status, stdout, stderr };
}

const json = (name: string, value: unknown): string => {
  writeFileSync(place(name), JSON.stringify(value));
  return place(name);
};

type Ask = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

/** Works in an engine of this process, while no terminal has the workspace open. */
async function inEngine<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  const engine = createEngine({
    resources: path.join(root, 'resources'),
    actor: 'tester',
    emit: () => undefined,
    log: () => undefined,
  });
  try {
    return await work(async (method, input) => {
      const answer = await engine.call(method, input);
      if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.message}`);
      return answer.value as never;
    });
  } finally {
    await engine.close();
  }
}

/** Asks the workspace itself. */
const ask: Ask = (method, input) =>
  inEngine(async within => {
    await within('workspace.open', { file: place('w.csaf'), passphrase });
    return within(method, input);
  });

const releases = () => ask('disclosure.releases', {});
const lastAction = async () => {
  const entries = await ask('workspace.audit', { most: 20 });
  return entries.find(entry => !['unlock', 'lock'].includes(entry.action));
};

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'terminal-'));
  // 46 children who are not looked after and two who are.
  const rows = Array.from(
    { length: 48 },
    (_, i) => `R${i},2016-05-${String((i % 28) + 1).padStart(2, '0')},Stafford,14,female,${i < 2 ? 'yes' : 'no'}`,
  );
  writeFileSync(
    place('referral_police_2016-17_Q1.csv'),
    ['Child reference,Referral date,Area,Age at referral,Sex,Looked-after child', ...rows].join('\r\n'),
  );
  await inEngine(async within => {
    await within('workspace.create', { file: place('w.csaf'), passphrase });
    await within('intake.import', { files: [place('referral_police_2016-17_Q1.csv')] });
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const everybody = { dataset: 'referrals', values: [{ measure: 'children' }] };
const notLookedAfter = { ...everybody, filters: [{ field: 'looked_after', in: ['no'] }] };

describe('what is printed for a board or the public to be given out', () => {
  it('is a release: a table', async () => {
    const all = ['pivot', place('w.csaf'), '--spec', json('all.json', everybody), '--audience', 'board'];
    // Looked at, it is a view as on the screen, and says so.
    const looked = csaf(...all);
    expect(looked.stderr).toContain('not entered as given out');
    expect(await releases()).toEqual([]);
    const first = csaf(...all, '--give-out');
    expect(JSON.parse(first.stdout).cells[0][0][0]).toMatchObject({ value: 48, status: 'value' });
    const [entry] = await releases();
    expect(entry).toMatchObject({ audience: 'board', dataset: 'referrals', releasedBy: 'tester', voidAt: null });
    expect(await lastAction()).toMatchObject({ action: 'print', actor: 'tester' });
    // What was printed is set against what is printed next, also where the description itself names the audience.
    const part = { ...notLookedAfter, audience: 'board' };
    const second = csaf('pivot', place('w.csaf'), '--spec', json('part.json', part), '--give-out');
    expect(JSON.parse(second.stdout).cells[0][0][0]).toMatchObject({ value: null, status: 'hidden' });
    expect(await releases()).toHaveLength(2);
  });

  it('is a release: a scorecard, a map and claims', async () => {
    for (const words of [
      ['scorecard', place('w.csaf'), '--audience', 'board'],
      ['hotspots', place('w.csaf'), '--spec', json('map.json', { dataset: 'referrals', level: 'district' })],
      ['claims', place('w.csaf'), '--audience', 'public'],
    ]) {
      const before = (await releases()).length;
      const { status, stderr } = csaf(
        ...words,
        '--give-out',
        ...(words.includes('--audience') ? [] : ['--audience', 'board']),
      );
      expect([words[0], status, stderr]).toEqual([words[0], 0, '']);
      expect([words[0], (await releases()).length > before]).toEqual([words[0], true]);
      expect(await lastAction()).toMatchObject({ action: 'print' });
    }
  });

  it('is answered in the same form as for an analyst, whose own look is no release', async () => {
    for (const words of [
      ['pivot', place('w.csaf'), '--spec', json('all.json', everybody)],
      ['scorecard', place('w.csaf')],
      ['hotspots', place('w.csaf'), '--spec', json('map.json', { dataset: 'referrals', level: 'district' })],
      ['claims', place('w.csaf')],
    ]) {
      const own = csaf(...words);
      expect(await releases()).toEqual([]);
      expect((await lastAction())?.action).toBe('import');
      expect([words[0], own.status]).toEqual([words[0], 0]);
    }
    const form = (text: string) => Object.keys(JSON.parse(text) as object);
    const words = ['pivot', place('w.csaf'), '--spec', place('all.json')];
    expect(form(csaf(...words, '--audience', 'board').stdout)).toEqual(form(csaf(...words).stdout));
  });
});

describe('a place where nothing can be written', () => {
  const exporting = (to: string) =>
    csaf(
      'pivot',
      place('w.csaf'),
      '--spec',
      json('all.json', { ...everybody, audience: 'board' }),
      '--format',
      'csv',
      '--out',
      to,
    );

  it.skipIf(process.platform === 'win32')('is refused with its reason, and nothing is entered', async () => {
    mkdirSync(place('folder'));
    writeFileSync(place('kept.csv'), 'kept');
    symlinkSync(place('kept.csv'), place('link.csv'));
    execFileSync('mkfifo', [place('pipe.csv')]);
    for (const [name, reason] of [
      ['folder', /folder is a folder\. Nothing was written\./],
      ['link.csv', /link\.csv is a link to another place\. Nothing was written\./],
      ['pipe.csv', /pipe\.csv is a device or a pipe, and no file\. Nothing was written\./],
      ['missing/all.csv', /all\.csv cannot be written, because its folder is not there\./],
      [`${'long'.repeat(70)}.csv`, /has a name that is too long/],
    ] as const) {
      const { status, stderr, stdout } = exporting(place(name));
      expect([name, status, stdout]).toEqual([name, 1, '']);
      expect(stderr).toMatch(reason);
    }
    expect(await releases()).toEqual([]);
    expect(readFileSync(place('kept.csv'), 'utf8')).toBe('kept');
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('is refused where a folder is asked for and a file is there', () => {
    writeFileSync(place('taken'), 'kept');
    for (const words of [
      ['brief', place('w.csaf'), '--deck', 'csaf-quarterly', '--out', place('taken')],
      ['appraise', place('w.csaf'), '--spec', json('draft.json', { draft: true }), '--out', place('taken')],
    ]) {
      const { status, stderr } = csaf(...words);
      expect([words[0], status]).toEqual([words[0], 1]);
      expect(stderr).toMatch(/taken is a file, and no folder\. Nothing was written\./);
    }
    expect(existsSync(place('taken'))).toBe(true);
  });
});

describe('a reader that goes away', () => {
  it.skipIf(process.platform === 'win32')('ends it quietly', () => {
    const command = `"${process.execPath}" "${path.join(root, 'electron/cli/csaf.ts')}" datasets "${place('w.csaf')}" --json; echo "status $?" >&2`;
    // A reader that closes before the first word comes.
    const { stderr } = spawnSync('bash', ['-c', `{ ${command}; } | true`], {
      encoding: 'utf8',
      env: { ...process.env, CSAF_PASSPHRASE: passphrase, USER: 'tester' },
    });
    expect(stderr).toBe('status 0\n');
  });
});

describe('what a terminal cannot do', () => {
  it('is said in a sentence, with no stack: a damaged file, a file that a command does not write', async () => {
    const file = place('w.csaf');
    expect(csaf('scorecard', file, '--audience', 'board', '--out', place('x.csv'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('scorecard writes no file'),
    });
    const sound = readFileSync(file);
    const torn = Buffer.from(sound);
    for (let at = 4096 * 6; at < torn.length; at += 4096) torn[at + 2000]! ^= 0xff;
    writeFileSync(file, torn);
    const check = csaf('check', file);
    expect(check.stdout + check.stderr).toMatch(/is damaged/);
    expect(check.status).toBe(1);
    for (const words of [['check'], ['datasets'], ['batches'], ['supply']]) {
      const { stdout, stderr, status } = csaf(words[0]!, file);
      expect(`${stdout}${stderr}`).not.toMatch(/SqliteError|\.ts:\d|at .*\(/);
      expect(status).not.toBe(4);
    }
  });
});
