import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startIdleLock } from '../../electron/main/idle-lock.ts';
import { createGrants } from '../../electron/main/ipc/grants.ts';
import { openLog } from '../../electron/main/log.ts';
import { initialPreferences, preferencesSchema } from '../../electron/main/preferences.ts';
import { recentsSchema, withRecent, withoutRecent } from '../../electron/main/recents.ts';
import { settingsFile } from '../../electron/main/settings-file.ts';
import { FaultError } from '../../shared/contract/fault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'settings-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

describe('settings of this computer', () => {
  test('are written whole, for this person only, and read again', () => {
    const file = path.join(folder, 'profile', 'preferences.json');
    const settings = settingsFile(file, preferencesSchema, initialPreferences);
    expect(settings.read()).toEqual(initialPreferences);
    settings.write({ ...initialPreferences, theme: 'dark' });
    expect(settingsFile(file, preferencesSchema, initialPreferences).read().theme).toBe('dark');
    expect(readdirSync(path.dirname(file))).toEqual(['preferences.json']);
    if (process.platform === 'win32') return;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  test.each(['', '{', '[]', '{"theme":"pink","textScale":99,"lockAfterMinutes":0}', 'null'])(
    'a damaged file %j counts as the initial settings',
    text => {
      const file = path.join(folder, 'preferences.json');
      writeFileSync(file, text);
      expect(settingsFile(file, preferencesSchema, initialPreferences).read()).toEqual(initialPreferences);
    },
  );

  test('one damaged preference does not lose the others', () => {
    const file = path.join(folder, 'preferences.json');
    writeFileSync(file, '{"theme":"dark","textScale":"large","lockAfterMinutes":5}');
    expect(settingsFile(file, preferencesSchema, initialPreferences).read()).toEqual({
      theme: 'dark',
      textScale: 1,
      lockAfterMinutes: 5,
      standingTables: 'by-themselves',
    });
  });
});

test('recent workspaces: newest first, each file once, ten at most', () => {
  const opened = (name: string) => ({ file: `/${name}`, name, openedAt: '2018-01-01T00:00:00Z', demonstration: false });
  let list = settingsFile(path.join(folder, 'recent.json'), recentsSchema, []).read();
  for (const name of 'abcdefghijklb') list = withRecent(list, opened(name));
  expect(list.map(one => one.name).join('')).toBe('blkjihgfed');
  expect(
    withoutRecent(list, '/l')
      .map(one => one.name)
      .join(''),
  ).toBe('bkjihgfed');
});

describe('grants', () => {
  test('put paths in the place of ids in the named members only', () => {
    const grants = createGrants();
    const a = grants.grant('/a.csv', 'read');
    const b = grants.grant('/b.csv', 'read');
    expect(grants.grant('/a.csv', 'read')).toBe(a);
    expect(grants.resolve({ files: [a, b], note: a }, { files: 'read' })).toEqual({
      files: ['/a.csv', '/b.csv'],
      note: a,
    });
    expect(grants.resolve({ other: a }, { files: 'read' })).toEqual({ other: a });
    expect(grants.resolve({ constructor: a }, {})).toEqual({ constructor: a });
  });

  test.each(['/a.csv', '', 'constructor', null, 7, {}])('refuse %j, which was never given', id => {
    expect(() => createGrants().resolve({ files: [id] }, { files: 'read' })).toThrow(FaultError);
  });

  test('to read do not allow writing; to write allow both, whatever a method is called', () => {
    const grants = createGrants();
    const read = grants.grant('/a', 'read');
    const write = grants.grant('/a', 'write');
    expect(() => grants.resolve({ file: read }, { file: 'write' })).toThrow('not chosen');
    expect(grants.resolve({ file: write }, { file: 'write' })).toEqual({ file: '/a' });
    expect(grants.resolve({ file: write }, { file: 'read' })).toEqual({ file: '/a' });
    expect(grants.resolve({ from: read, to: write }, { from: 'read', to: 'write' })).toEqual({ from: '/a', to: '/a' });
    expect(() => grants.resolve({ from: write, to: read }, { from: 'read', to: 'write' })).toThrow('not chosen');
  });
});

describe('the idle lock', () => {
  test('locks after the chosen time without a touch, not before, and not beside a running job', () => {
    vi.useFakeTimers();
    let clock = 0;
    let busy = false;
    const lock = vi.fn<() => void>();
    const idle = startIdleLock({ minutes: () => 10, busy: () => busy, lock, now: () => clock, every: 1000 });
    const pass = (minutes: number) => {
      for (let second = 0; second < minutes * 60; second += 1) {
        clock += 1000;
        vi.advanceTimersByTime(1000);
      }
    };
    pass(9);
    idle.touch();
    pass(9);
    expect(lock).not.toHaveBeenCalled();
    pass(1);
    expect(lock).toHaveBeenCalledTimes(1);
    busy = true;
    pass(30);
    busy = false;
    pass(9);
    expect(lock).toHaveBeenCalledTimes(1);
    pass(2);
    expect(lock).toHaveBeenCalledTimes(2);
    idle.stop();
  });
});

test('a log that has grown large is set aside once, and no folder is no trouble', () => {
  const log = openLog(path.join(folder, 'logs'), 'main');
  log('x'.repeat(1_100_000));
  log('next');
  expect(readdirSync(path.join(folder, 'logs')).toSorted()).toEqual(['main.log', 'main.log.1']);
  expect(readFileSync(path.join(folder, 'logs', 'main.log'), 'utf8')).toMatch(/^\d{4}-\S+Z next\n$/);
  rmSync(path.join(folder, 'logs'), { recursive: true });
  expect(() => log('lost')).not.toThrow();
});
