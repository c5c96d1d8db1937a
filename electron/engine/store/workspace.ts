import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { FaultError } from '../../../shared/contract/fault.ts';
import { appendAudit } from './audit-trail.ts';
import { keyOfFile, newKey } from './key.ts';
import { writeMeta } from './meta.ts';
import { latestVersion, migrations } from './migrations/index.ts';
import { readableStore, writableStore } from './store.ts';
import type { ReadableStore, WritableStore } from './store.ts';

/** "CSAF" as a big-endian integer: the file says what it is once it is open. */
const applicationId = 0x43534146;
const backupsKept = 5;

/** An open workspace: one reader that sees whole transactions only, and one writer at a time. */
export interface Workspace {
  /** The same object for every view of one open file, in a transaction too: what is kept for the file is kept by it. */
  readonly identity: object;
  readonly path: string;
  readonly name: string;
  readonly read: ReadableStore;
  /** Runs `work` in one transaction, after every write asked for before. It commits whole or, if `work` throws, not at all. */
  write<T>(work: (store: WritableStore) => T | Promise<T>): Promise<T>;
  /**
   * Runs `work` after everything asked for before, and lets nothing else write until it has ended: for several
   * transactions, and what happens between them, that belong together.
   */
  inTurn<T>(work: (transaction: Workspace['write']) => Promise<T>): Promise<T>;
  /** An encrypted copy of the file as it is now, beside it in `backups/`; returns its path. */
  backUp(label: string): Promise<string>;
  close(): Promise<void>;
}

function connect(file: string, key: string, options: Database.Options): Database.Database {
  const database = new Database(file, options);
  database.pragma(`cipher='sqlcipher'`);
  database.pragma('legacy=4');
  database.pragma(`key=${key}`);
  database.pragma('busy_timeout = 5000');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON');
  database.pragma('temp_store = MEMORY');
  return database;
}

/** What a person is told where the disk or the file stands in the way; everything else as it was thrown. */
export function storeFault(error: unknown, file: string): unknown {
  // The code of an abort is a number.
  const code = String((error as { code?: unknown }).code ?? '');
  const name = path.basename(file);
  if (['SQLITE_FULL', 'ENOSPC', 'EDQUOT'].includes(code))
    return new FaultError('disk', 'The disk is full. Nothing was changed. Free some space and try again.');
  if (code === 'SQLITE_READONLY' || code === 'SQLITE_CANTOPEN' || /^E[A-Z]+$/.test(code))
    return new FaultError(
      'disk',
      `${name} cannot be written there. Nothing was changed. Choose a folder in which you may save files.`,
    );
  if (code === 'SQLITE_BUSY')
    return new FaultError(
      'busy',
      `Another program is writing to ${name}. Nothing was changed. Close it there and try again.`,
    );
  if (code.startsWith('SQLITE_IOERR'))
    return new FaultError(
      'disk',
      `The disk that holds ${name} did not answer. Nothing was changed. Check that it is still connected and try again.`,
    );
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new FaultError(
      'damaged',
      `${name} is damaged. Nothing was changed. Restore a copy from its backups folder.`,
    );
  return error;
}

/** Bytes that a name may have on the disks of all three systems. */
const longestName = 255;

/** Refusals of a passphrase are answered later each time, up to eight seconds. */
const refusals = new Map<string, number>();

async function pauseAfterRefusals(file: string): Promise<void> {
  const count = refusals.get(file) ?? 0;
  if (count > 1) await new Promise(done => setTimeout(done, Math.min(8000, 250 * 2 ** (count - 2))));
}

/**
 * Creates a new encrypted workspace. `prepare` fills it (areas, settings) in the first transaction.
 * Faults: already-exists, disk.
 */
export async function createWorkspace(
  file: string,
  passphrase: string,
  settings: { actor: string; at: string; demonstration: boolean },
  prepare: (store: WritableStore) => void,
): Promise<Workspace> {
  if (existsSync(file))
    throw new FaultError(
      'already-exists',
      `${path.basename(file)} is already there. Choose another name; nothing was changed.`,
    );
  // The database keeps its journal beside it, under the same name with an ending.
  if (Buffer.byteLength(path.basename(file)) > longestName - '-journal'.length)
    throw new FaultError('disk', 'This name is too long for a workspace. Nothing was changed. Give it a shorter name.');
  const key = await newKey(passphrase);
  // Filled under another name, so that a crash never leaves half a workspace under this one.
  const unfinished = path.join(path.dirname(file), `.csaf-${randomBytes(6).toString('hex')}.part`);
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const database = connect(unfinished, key, {});
    database.pragma(`application_id = ${applicationId}`);
    database.pragma('journal_mode = DELETE');
    const store = writableStore(database);
    database.transaction(() => {
      for (const migration of migrations) for (const statement of migration.statements) database.exec(statement);
      database.pragma(`user_version = ${latestVersion}`);
      const meta = {
        id: randomBytes(8).toString('hex'),
        created_at: settings.at,
        demonstration: settings.demonstration ? 'yes' : 'no',
        data_version: '0',
        pseudonym_secret: randomBytes(32).toString('hex'),
      };
      for (const [name, value] of Object.entries(meta)) writeMeta(store, name as keyof typeof meta, value);
      prepare(store);
      appendAudit(store, { at: settings.at, actor: settings.actor, action: 'create-workspace' });
    })();
    database.close();
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    rmSync(`${unfinished}-journal`, { force: true });
    throw storeFault(error, file);
  }
  return openWith(file, key);
}

/**
 * Opens a workspace; an older one is brought up to date after a copy is taken.
 * Faults: not-found, wrong-passphrase, newer-version, damaged, disk, busy.
 */
export async function openWorkspace(file: string, passphrase: string): Promise<Workspace> {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new FaultError('not-found', `${path.basename(file)} is not there any more. Choose the file again.`);
  await pauseAfterRefusals(file);
  const key = await keyOfFile(passphrase, file);
  if (!key)
    throw new FaultError(
      'damaged',
      `${path.basename(file)} is not a workspace, or it is cut short. Restore a copy from its backups folder.`,
    );
  return openWith(file, key);
}

async function openWith(file: string, key: string): Promise<Workspace> {
  const writer = open(file, key);
  let version: number;
  try {
    version = writer.pragma('user_version', { simple: true }) as number;
    if (writer.pragma('application_id', { simple: true }) !== applicationId)
      throw new FaultError('damaged', `${path.basename(file)} is a database of another program, not a workspace.`);
    if (version > latestVersion)
      throw new FaultError(
        'newer-version',
        `${path.basename(file)} was written by a newer version of this application. Nothing was changed. Open it there, or install that version here.`,
      );
    writer.pragma('journal_mode = WAL');
    writer.pragma('synchronous = FULL');
    if (version < latestVersion) {
      copyBeside(writer, file, `before-version-${latestVersion}`);
      for (const migration of migrations.slice(version)) {
        writer.transaction(() => {
          for (const statement of migration.statements) writer.exec(statement);
          writer.pragma(`user_version = ${migration.version}`);
        })();
      }
    }
  } catch (error) {
    writer.close();
    throw storeFault(error, file);
  }
  const reader = connect(file, key, { readonly: true });
  return workspaceOver(file, writer, reader);
}

function open(file: string, key: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = connect(file, key, { fileMustExist: true });
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    refusals.delete(file);
    return database;
  } catch (error) {
    database?.close();
    if ((error as { code?: string }).code === 'SQLITE_NOTADB') {
      refusals.set(file, (refusals.get(file) ?? 0) + 1);
      throw new FaultError(
        'wrong-passphrase',
        `That passphrase does not open ${path.basename(file)}. Check capital letters and try again.`,
      );
    }
    throw storeFault(error, file);
  }
}

function copyBeside(writer: Database.Database, file: string, label: string): string {
  writer.pragma('wal_checkpoint(TRUNCATE)');
  const folder = path.join(path.dirname(file), `${path.basename(file, '.csaf')} backups`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date()
    .toISOString()
    .replaceAll(':', '')
    .replace(/\.\d+Z/, 'Z');
  const target = path.join(folder, `${path.basename(file, '.csaf')} ${stamp} ${label}.csaf`);
  const unfinished = `${target}.part`;
  // Readers may go on; the writer stands still inside this call, and the log was folded in just before.
  copyFileSync(file, unfinished);
  const handle = openSync(unfinished, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, target);
  const old = readdirSync(folder)
    .filter(name => name.endsWith('.csaf'))
    .toSorted()
    .slice(0, -backupsKept);
  for (const name of old) rmSync(path.join(folder, name), { force: true });
  return target;
}

function workspaceOver(file: string, writer: Database.Database, reader: Database.Database): Workspace {
  const store = writableStore(writer);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const transaction: Workspace['write'] = async work => {
    try {
      writer.exec('BEGIN IMMEDIATE');
      const result = await work(store);
      writer.exec('COMMIT');
      return result;
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw storeFault(error, file);
    }
  };
  return {
    identity: {},
    path: file,
    name: path.basename(file),
    read: readableStore(reader),
    write: work => inTurn(() => transaction(work)),
    inTurn: work => inTurn(() => work(transaction)),
    backUp: label => inTurn(async () => copyBeside(writer, file, label)),
    close: () =>
      inTurn(async () => {
        reader.close();
        writer.pragma('wal_checkpoint(TRUNCATE)');
        writer.close();
      }),
  };
}
