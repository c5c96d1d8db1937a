import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intakeSetting, resources } from './intake-setting.ts';
import type { IntakeSetting } from './intake-setting.ts';

const lsoas = parse(readFileSync(path.join(resources, 'gazetteer/lsoas.csv')), { columns: true }) as Record<
  string,
  string
>[];
const wardOf = (code: string) => lsoas.find(row => row['code'] === code)!['ward']!;
const [first, second] = [
  ...Map.groupBy(
    lsoas.filter(row => row['district'] === 'E06000021'),
    row => row['ward']!,
  ).values(),
].filter(inside => inside.length > 2) as [Record<string, string>[], Record<string, string>[]];

const header = 'lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code';
const wardHeader = 'lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code';
const city = 'Stoke-on-Trent,E06000021';
const episodes = (codes: readonly string[]) =>
  [
    'Child reference,Went missing,Area',
    ...codes.map((code, i) => `r${i},2017-05-0${(i % 8) + 1}T10:00,${code}`),
    '',
  ].join('\n');

describe('look-ups between vintages', () => {
  let setting: IntakeSetting;
  beforeAll(async () => (setting = await intakeSetting()));
  afterAll(() => setting.end());
  const load = async (name: string, content: string, options: object = {}) =>
    (await setting.call('intake.import', { files: [setting.write(name, content)], ...options })).files[0]!;

  it('a code that nobody knows is set aside, and the report counts it', async () => {
    const report = await load('missing-episode_police_2017-18_Q1.csv', episodes(['E01099001', first[0]!['code']!]), {
      agency: 'police',
    });
    expect(report).toMatchObject({ loaded: 1, setAside: 1 });
    expect(report.message).toContain('1 row has no match');
  });

  it('a look-up says how many of its rows it cannot connect, and moves facts from then on', async () => {
    const [a, b, c] = [first[0]!['code']!, first[1]!['code']!, second[0]!['code']!];
    const look = await load(
      'lookup.csv',
      [
        header,
        `one,${a},S,New one,E01099001,${city}`,
        `one,${a},S,New two,E01099002,${city}`,
        `two,${b},M,New three,E01099003,${city}`,
        `three,${c},M,New three,E01099003,${city}`,
        'far,W01000001,U,far,W01000001,Far,W06000001',
        '',
      ].join('\n'),
    );
    expect(look.message).toContain('1 row has no match');
    const wards = await load(
      'wards.csv',
      [
        wardHeader,
        `New one,E01099001,New ward,E05099001,${city}`,
        `x,${first[1]!['code']!},New ward,E05099001,${city}`,
        `x,${first[2]!['code']!},New ward,E05099001,${city}`,
        `x,${second[0]!['code']!},New ward,E05099001,${city}`,
        '',
      ].join('\n'),
    );
    expect(wards.message).not.toContain('no match');
    const report = await load(
      'missing-episode_police_2017-18_Q2.csv',
      episodes(['E01099001', 'E01099002', 'E01099003', 'E05099001', 'E05099009']),
      { agency: 'police' },
    );
    expect(report).toMatchObject({ loaded: 4, setAside: 1 });
    expect(report.message).toContain('4 rows name places of another vintage');
    expect(report.message).toContain('1 row has no match');
    const placed = setting.workspace.read.all<{ lsoa: string | null; ward: string | null; district: string }>(
      'SELECT lsoa, ward, district FROM fact_missing_episode WHERE batch_id = ? ORDER BY row_number',
      report.batch!,
    );
    const persons = (code: string) => Number(lsoas.find(row => row['code'] === code)!['persons']);
    const larger = persons(b) > persons(c) ? b : c;
    expect(placed.map(row => [row.lsoa, row.ward, row.district])).toEqual([
      [a, wardOf(a), 'E06000021'],
      [a, wardOf(a), 'E06000021'],
      [larger, wardOf(larger), 'E06000021'],
      [null, wardOf(a), 'E06000021'],
    ]);
  });

  it('a withdrawn look-up is forgotten', async () => {
    const batches = await setting.call('intake.batches', {});
    for (const batch of batches.filter(one => one.type.startsWith('lookup')))
      await setting.call('intake.withdraw', { batch: batch.id, reason: 'a test' });
    const report = await load('missing-episode_police_2017-18_Q3.csv', episodes(['E01099001', 'E05099001']), {
      agency: 'police',
    });
    expect(report).toMatchObject({ loaded: 0, setAside: 2 });
  });
});
