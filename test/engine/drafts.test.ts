import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { drafts } from '../../electron/engine/store/migrations/0010-drafts.ts';
import { latestVersion, migrations } from '../../electron/engine/store/migrations/index.ts';
import { appendAudit, brokenAuditEntry } from '../../electron/engine/store/audit-trail.ts';
import { writableStore } from '../../electron/engine/store/store.ts';
import { openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Draft } from '../../shared/contract/drafts.ts';
import type { Answer } from '../../shared/contract/fault.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'drafts-'));
const inFolder = (name: string) => path.join(folder, name);
const passphrase = 'six white horses on a hill';
const here = { file: inFolder('here.csaf'), passphrase };
const there = { file: inFolder('there.csaf'), passphrase };
let engine: Engine;

async function got<T>(method: string, input: unknown): Promise<T> {
  const answer = (await engine.call(method, input)) as Answer<T>;
  if (!answer.ok) throw new Error(`${method}: ${answer.fault.message}`);
  return answer.value;
}
const faultOf = async (method: string, input: unknown) => {
  const answer = await engine.call(method, input);
  return answer.ok ? null : answer.fault.code;
};
const kept = async () => (await got<readonly Draft[]>('drafts.read', {})).map(({ name, document }) => [name, document]);

beforeAll(async () => {
  engine = createEngine({
    resources: path.resolve(import.meta.dirname, '../../resources'),
    actor: 'tester',
    emit: () => undefined,
    log: line => {
      throw new Error(line);
    },
    now: () => new Date('2017-11-14T09:00:00.000Z'),
  });
  await got('workspace.create', there);
  await got('workspace.create', here);
}, 60_000);

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('work in progress', () => {
  it('is kept by name, the latest of each, and goes when it is forgotten', async () => {
    await got('drafts.save', { name: 'appraisal:new', document: '{"a":1}' });
    await got('drafts.save', { name: 'appraisal:new', document: '{"a":2}' });
    await got('drafts.save', { name: 'note:3:slide-1', document: '"In the ward of"' });
    expect(await kept()).toEqual([
      ['appraisal:new', '{"a":2}'],
      ['note:3:slide-1', '"In the ward of"'],
    ]);
    await got('drafts.forget', { name: 'appraisal:new' });
    await got('drafts.forget', { name: 'never-there' });
    expect(await kept()).toEqual([['note:3:slide-1', '"In the ward of"']]);
    for (const name of ['', 'Ärger', '../x', 'x'.repeat(121), 'a b'])
      expect([name, await faultOf('drafts.save', { name, document: '1' })]).toEqual([name, 'invalid-input']);
  });

  it('is there again after a lock, is in no other workspace and readable in no file', async () => {
    await got('workspace.lock', {});
    expect(await faultOf('drafts.read', {})).toBe('locked');
    expect(await faultOf('drafts.save', { name: 'note', document: '1' })).toBe('locked');
    await got('workspace.unlock', { passphrase });
    expect(await kept()).toEqual([['note:3:slide-1', '"In the ward of"']]);
    await got('workspace.open', there);
    expect(await kept()).toEqual([]);
    for (const name of readdirSync(folder).filter(one => one.includes('csaf')))
      expect(readFileSync(inFolder(name)).includes('In the ward of')).toBe(false);
  });

  it('says nothing in the audit trail, which holds what was done and not what was thought of', async () => {
    await got('workspace.open', here);
    const trail = async () => (await got<readonly { sequence: number }[]>('workspace.audit', {})).length;
    const before = await trail();
    await got('drafts.save', { name: 'note', document: '"x"' });
    await got('drafts.forget', { name: 'note' });
    expect(await trail()).toBe(before);
  });
});

describe('a workspace from before there were drafts', () => {
  const old = { file: inFolder('old.csaf'), passphrase };

  function writeOldWorkspace(): void {
    const raw = new Database(old.file);
    raw.pragma(`cipher='sqlcipher'`);
    raw.pragma('legacy=4');
    raw.pragma(`key='${old.passphrase}'`);
    raw.pragma(`application_id = ${0x43534146}`);
    const before = migrations.slice(0, drafts.version - 1);
    for (const migration of before) for (const statement of migration.statements) raw.exec(statement);
    raw.pragma(`user_version = ${before.length}`);
    const store = writableStore(raw);
    for (const [name, value] of [
      ['id', 'ab12'],
      ['created_at', '2017-10-01T09:00:00.000Z'],
      ['demonstration', 'no'],
      ['data_version', '0'],
      ['pseudonym_secret', 'ff'.repeat(32)],
    ] as const)
      store.run('INSERT INTO meta (name, value) VALUES (?, ?)', name, value);
    appendAudit(store, { at: '2017-10-01T09:00:00.000Z', actor: 'x', action: 'create-workspace' });
    raw.close();
  }

  it('opens, after a copy was taken, and takes them', async () => {
    writeOldWorkspace();
    await got('workspace.open', old);
    expect(await kept()).toEqual([]);
    await got('drafts.save', { name: 'note', document: '"x"' });
    expect(await kept()).toEqual([['note', '"x"']]);
    await got('workspace.close', {});
    const workspace = await openWorkspace(old.file, passphrase);
    expect(brokenAuditEntry(workspace.read)).toBeNull();
    await workspace.close();
    const copies = readdirSync(inFolder('old backups'));
    expect(copies.some(name => name.includes(`before-version-${latestVersion}`))).toBe(true);
  });
});
