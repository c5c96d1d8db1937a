import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskFault, writeWhole } from '../../electron/engine/documents/whole-file.ts';
import { FaultError } from '../../shared/contract/fault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'whole-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failure = async (file: string): Promise<FaultError> => {
  const error = await writeWhole(file, 'new').then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FaultError)) throw new Error(`It should have been a fault, and was ${String(error)}.`);
  return error;
};

describe('a file that is written whole', () => {
  test('holds what was given, for its owner alone, and leaves nothing beside it', async () => {
    const file = path.join(folder, 'table.csv');
    await writeWhole(file, 'first');
    await writeWhole(file, new Uint8Array([0x50, 0x4b]));
    expect([...readFileSync(file)]).toEqual([0x50, 0x4b]);
    expect(readdirSync(folder)).toEqual(['table.csv']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('clears away what a crash left there under another name, and nothing else', async () => {
    const left = path.join(folder, '.csaf-0123456789ab.part');
    const underWay = path.join(folder, '.csaf-ba9876543210.part');
    const another = path.join(folder, '.of another program.part');
    for (const file of [left, underWay, another]) writeFileSync(file, 'half');
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const file of [left, another]) utimesSync(file, yesterday, yesterday);
    await writeWhole(path.join(folder, 'table.csv'), 'whole');
    expect(readdirSync(folder).toSorted()).toEqual(
      [path.basename(another), path.basename(underWay), 'table.csv'].toSorted(),
    );
  });

  test('is one or the other where two are written at once', async () => {
    const file = path.join(folder, 'table.csv');
    const texts = ['a'.repeat(2_000_000), 'b'.repeat(1_000_000)];
    await Promise.all(texts.map(text => writeWhole(file, text)));
    expect(texts.includes(readFileSync(file, 'utf8'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['table.csv']);
  });

  test.each([
    ['a folder that is not there', 'missing/table.csv'],
    ['a name that is longer than the disk takes', `${'long'.repeat(80)}.csv`],
    ['a place below a file', 'kept.csv/table.csv'],
    ['the name of a folder', 'reports'],
  ])('is refused with a sentence for %s', async (_, name) => {
    writeFileSync(path.join(folder, 'kept.csv'), 'kept');
    mkdirSync(path.join(folder, 'reports', 'inner'), { recursive: true });
    const { fault } = await failure(path.join(folder, name));
    expect(fault.code).toBe('disk');
    expect(fault.message).toMatch(
      /^[^{}]+ (cannot be written, because its folder is not there|is a folder|has a name)[^{}]*\.$/,
    );
    expect(fault.message).not.toMatch(/E[A-Z]{4,}|errno|syscall/);
    expect(readFileSync(path.join(folder, 'kept.csv'), 'utf8')).toBe('kept');
    expect(readdirSync(folder)).toEqual(['kept.csv', 'reports']);
  });
});

describe('what is there already and is no file', () => {
  /** What stands under a name and is no file of its own, made in the folder of the test. */
  const others = {
    'a link to a file': (name: string) => symlinkSync(path.join(folder, 'kept.csv'), name),
    'a link to nothing': (name: string) => symlinkSync(path.join(folder, 'nothing'), name),
    'a pipe': (name: string) => execFileSync('mkfifo', [name]),
  };

  test.skipIf(process.platform === 'win32').each(Object.entries(others))('stays as it is: %s', async (_, make) => {
    writeFileSync(path.join(folder, 'kept.csv'), 'kept');
    const name = path.join(folder, 'table.csv');
    make(name);
    const before = lstatSync(name).mode;
    const { fault } = await failure(name);
    expect(fault).toMatchObject({ code: 'disk' });
    expect(fault.message).toMatch(
      /^table\.csv is (a link to another place|a device or a pipe)[^{}]*Nothing was written\..*\.$/,
    );
    expect(lstatSync(name).mode).toBe(before);
    expect(readFileSync(path.join(folder, 'kept.csv'), 'utf8')).toBe('kept');
    expect(readdirSync(folder).toSorted()).toEqual(['kept.csv', 'table.csv']);
  });
});

describe('what a disk answers', () => {
  test.each([
    'ENOSPC',
    'EDQUOT',
    'EBUSY',
    'EPERM',
    'EACCES',
    'EROFS',
    'EIO',
    'EMFILE',
    'EFBIG',
    'ETXTBSY',
    'EWHATEVER',
  ])('becomes a sentence that names the file and what to do: %s', code => {
    const error = diskFault(Object.assign(new Error(`${code}: oh dear, open '/x/y'`), { code }), '/x/y/table.csv');
    expect(error).toBeInstanceOf(FaultError);
    const { fault } = error as FaultError;
    expect(fault.code).toBe('disk');
    expect(fault.message).toMatch(/table\.csv/);
    expect(fault.message).toMatch(/\. [A-Z][^.]*\.$/);
    expect(fault.message).not.toContain(code);
    expect(fault.message).not.toContain('/x/y');
  });

  test('is left alone where it is no disk that speaks', () => {
    const error = new TypeError('a mistake in the code');
    expect(diskFault(error, 'table.csv')).toBe(error);
  });
});
