import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultError } from '../../shared/contract/fault.ts';
import { appendAudit, brokenAuditEntry } from '../../electron/engine/store/audit-trail.ts';
import { checkWorkspace } from '../../electron/engine/store/integrity.ts';
import { latestVersion } from '../../electron/engine/store/migrations/index.ts';
import { createWorkspace, openWorkspace } from '../../electron/engine/store/workspace.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';

const settings = { actor: 'tester', at: '2017-11-14T09:00:00.000Z', demonstration: false };
let folder: string;
let file: string;
const opened: Workspace[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'csaf-store-'));
  file = path.join(folder, 'test.csaf');
});

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

async function newWorkspace(): Promise<Workspace> {
  const workspace = await createWorkspace(file, 'correct horse battery', settings, () => undefined);
  opened.push(workspace);
  return workspace;
}

const faultOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error as FaultError).fault?.code ?? String(error),
  );

const add = (workspace: Workspace, action: string) =>
  workspace.write(store => appendAudit(store, { at: settings.at, actor: settings.actor, action }));

/** The file opened beside the application, with the passphrase as any SQLCipher 4 program would give it. */
function openRaw(at: string, passphrase: string): Database.Database {
  const database = new Database(at);
  database.pragma(`cipher='sqlcipher'`);
  database.pragma('legacy=4');
  database.pragma(`key='${passphrase}'`);
  return database;
}

describe('a workspace file', () => {
  it('is encrypted, private to its owner, and says what it is once open', async () => {
    const workspace = await newWorkspace();
    await workspace.close();
    opened.length = 0;
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    expect(bytes.includes('audit_entry')).toBe(false);
    expect(bytes.includes('pseudonym_secret')).toBe(false);
    expect(statSync(file).mode & 0o077).toBe(0);
    const raw = openRaw(file, 'correct horse battery');
    expect(raw.pragma('application_id', { simple: true })).toBe(0x43534146);
    expect(raw.pragma('user_version', { simple: true })).toBe(latestVersion);
    raw.close();
  });

  it('opens with its passphrase only, and never twice under one name', async () => {
    await (await newWorkspace()).close();
    opened.length = 0;
    expect(await faultOf(openWorkspace(file, 'correct horse batterY'))).toBe('wrong-passphrase');
    const again = await openWorkspace(file, 'correct horse battery');
    opened.push(again);
    expect(again.read.get<{ n: number }>('SELECT count(*) AS n FROM audit_entry')!.n).toBe(1);
    expect(await faultOf(createWorkspace(file, 'other', settings, () => undefined))).toBe('already-exists');
  });

  it('leaves nothing behind when its preparation fails', async () => {
    const failing = createWorkspace(file, 'correct horse battery', settings, () => {
      throw new Error('no gazetteer');
    });
    await expect(failing).rejects.toThrow('no gazetteer');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses what is missing, cut short, foreign or from a newer version', async () => {
    expect(await faultOf(openWorkspace(path.join(folder, 'none.csaf'), 'x'))).toBe('not-found');
    const short = path.join(folder, 'short.csaf');
    writeFileSync(short, 'abc');
    expect(await faultOf(openWorkspace(short, 'x'))).toBe('damaged');
    await (await newWorkspace()).close();
    opened.length = 0;
    const raw = openRaw(file, 'correct horse battery');
    raw.pragma(`user_version = ${latestVersion + 1}`);
    raw.close();
    expect(await faultOf(openWorkspace(file, 'correct horse battery'))).toBe('newer-version');
    const foreign = openRaw(file, 'correct horse battery');
    foreign.pragma('application_id = 7');
    foreign.close();
    expect(await faultOf(openWorkspace(file, 'correct horse battery'))).toBe('damaged');
  });

  it('refuses a file whose pages were cut off', async () => {
    await (await newWorkspace()).close();
    opened.length = 0;
    truncateSync(file, 4096 + 100);
    const outcome = await faultOf(
      openWorkspace(file, 'correct horse battery').then(workspace => checkWorkspace(workspace.read)),
    );
    expect(['damaged', 'wrong-passphrase']).toContain(outcome);
  });
});

describe('writing', () => {
  it('commits whole or not at all, in turn, and readers see whole transactions only', async () => {
    const workspace = await newWorkspace();
    const seen: number[] = [];
    const count = () => workspace.read.get<{ n: number }>('SELECT count(*) AS n FROM pseudonym')!.n;
    const insert = (n: number, fail: boolean) =>
      workspace.write(async store => {
        for (let i = 0; i < n; i++) {
          store.run('INSERT INTO pseudonym (kind, hash) VALUES (?, ?)', 'child', Buffer.from(`${n}-${i}`));
          if (i % 10 === 0) {
            await new Promise(done => setImmediate(done));
            seen.push(count());
          }
        }
        if (fail) throw new Error('stopped');
      });
    const results = await Promise.allSettled([insert(50, false), insert(70, true), insert(30, false)]);
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(count()).toBe(80);
    expect(new Set(seen)).toEqual(new Set([0, 50]));
  });

  it('is out of reach of a reader', async () => {
    const workspace = await newWorkspace();
    expect(() => workspace.read.all(`INSERT INTO meta VALUES ('a', 'b') RETURNING name`)).toThrow(/readonly/);
  });
});

describe('the audit trail', () => {
  it('holds from the first entry to the last, and names the entry at which it was changed', async () => {
    const workspace = await newWorkspace();
    for (const action of ['import', 'withdraw', 'export', 'unlock']) await add(workspace, action);
    expect(brokenAuditEntry(workspace.read)).toBeNull();
    await expect(
      workspace.write(store => store.run(`UPDATE audit_entry SET actor = 'x' WHERE sequence = 3`)),
    ).rejects.toThrow(/append-only/);
    await expect(workspace.write(store => store.run('DELETE FROM audit_entry'))).rejects.toThrow(/append-only/);
    await workspace.close();
    opened.length = 0;
    const raw = openRaw(file, 'correct horse battery');
    raw.exec('DROP TRIGGER audit_entry_stays');
    raw.exec(`UPDATE audit_entry SET actor = 'someone else' WHERE sequence = 3`);
    raw.close();
    const again = await openWorkspace(file, 'correct horse battery');
    opened.push(again);
    expect(brokenAuditEntry(again.read)).toBe(3);
    expect(checkWorkspace(again.read).find(finding => finding.check === 'audit-chain')!.ok).toBe(false);
  });
});

describe('copies', () => {
  it('open with the same passphrase, hold the same, and only the last five are kept', async () => {
    const workspace = await newWorkspace();
    const made: string[] = [];
    for (let n = 0; n < 7; n++) {
      await add(workspace, `step ${n}`);
      made.push(await workspace.backUp(`copy-${n}`));
    }
    const kept = readdirSync(path.dirname(made[0]!));
    expect(kept.length).toBe(5);
    expect(kept.every(name => name.endsWith('.csaf'))).toBe(true);
    expect(readFileSync(made.at(-1)!).includes('audit_entry')).toBe(false);
    const copied = path.join(folder, 'restored.csaf');
    copyFileSync(made.at(-1)!, copied);
    const restored = await openWorkspace(copied, 'correct horse battery');
    opened.push(restored);
    expect(restored.read.get<{ n: number }>('SELECT count(*) AS n FROM audit_entry')!.n).toBe(8);
    expect(checkWorkspace(restored.read).every(finding => finding.ok)).toBe(true);
  });
});
