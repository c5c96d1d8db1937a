import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeTest } from '../../electron/engine/claims/change.ts';
import { pivotTable } from '../../electron/engine/cube/tables.ts';
import { readFramework } from '../../electron/engine/framework/framework.ts';
import { reportTests } from '../../electron/engine/framework/tests.ts';
import type { TestedArea } from '../../electron/engine/framework/test-about.ts';
import type { ReportTests } from '../../electron/engine/framework/tests.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { cellStatuses, pivotDescription } from '../../shared/contract/cube.ts';
import type { Audience } from '../../shared/contract/cube.ts';
import type { Framework, Indicator } from '../../shared/model/framework.ts';
import { daysOfIso, periodOf } from '../../shared/model/period.ts';
import { callOver, load, newWorkspace, places, resources } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

/*
 * Two half-years a year apart. The police send both; health begins in the second. Of the police's children some come back.
 */

const referrals = datasetNamed('referrals')!;
const code = '2.1';

/** Children from `first` on, spread over the months of a half-year and over all places. */
const halfOf = (year: number, first: number, children: number): readonly Row[] =>
  Array.from({ length: children }, (_, n): Row => {
    const place = places[n % places.length]!;
    return {
      child: first + n,
      referred_on: `${year}-${String(4 + (n % 6)).padStart(2, '0')}-10`,
      district: place.district,
      ward: place.ward,
      lsoa: place.lsoa,
      risk_at_referral: n % 4 === 0 ? 'high' : 'low',
      looked_after: 'no',
      re_referral: 'no',
      online: 'no',
    };
  });

/** Between the halves, so that the data have no gap. */
const winter = (first: number): readonly Row[] =>
  Array.from({ length: 30 }, (_, n): Row => {
    const month = [10, 11, 12, 1, 2, 3][n % 6]!;
    return {
      child: first + n,
      referred_on: `${month > 9 ? 2016 : 2017}-${String(month).padStart(2, '0')}-10`,
      district: places[n % places.length]!.district,
      risk_at_referral: 'low',
    };
  });

describe('the tests of a report', () => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  let framework: Framework;
  let version = 100;
  beforeAll(async () => {
    ({ workspace, remove } = await newWorkspace());
    // Children 1 to 120, then 61 to 240: 60 before only, 120 after only, 60 in both.
    const police = [...halfOf(2016, 1, 120), ...winter(1000), ...halfOf(2017, 61, 180)];
    await load(workspace, referrals, police, { agency: 'police', periodFrom: '2016-04-01', periodTo: '2017-09-30' });
    await load(workspace, referrals, halfOf(2017, 2000, 60), {
      agency: 'health',
      periodFrom: '2017-04-01',
      periodTo: '2017-09-30',
    });
    ({ framework } = readFramework(workspace.read, resources));
  });
  afterAll(() => remove());

  const testsOf = (
    given: {
      readonly day?: string;
      readonly area?: TestedArea;
      readonly audience?: Audience;
      readonly change?: Partial<Indicator>;
    } = {},
  ): Promise<ReportTests> => {
    const indicators = framework.indicators.map(one => (one.code === code ? { ...one, ...given.change } : one));
    version += 1;
    const upTo = periodOf(daysOfIso(given.day ?? '2017-09-30'), 'financial-quarter');
    return reportTests(
      { framework: { ...framework, indicators }, version },
      upTo,
      given.area ?? null,
      given.audience ?? 'analyst',
      callOver(workspace),
    );
  };
  const childrenIn = (before: number, after: number, both: number) =>
    (
      [
        [1, 0, before],
        [0, 1, after],
        [1, 1, both],
      ] as const
    ).map(([a, b, units]) => ({
      spans: [
        { x: a, n: a },
        { x: b, n: b },
      ],
      units,
    }));

  it('set everybody’s figures against each other, and test them on those who sent both spans', async () => {
    const changed = (await testsOf()).changes.get(code)!;
    expect([changed.spans.before.label, changed.spans.after.label]).toEqual([
      'the first half of 2016/17',
      'the first half of 2017/18',
    ]);
    expect(changed.obstacles).toEqual([]);
    expect(changed.tested!.estimate).toBe(240 / 120);
    const police = changeTest('distinct', childrenIn(60, 120, 60))!;
    expect(changed.throughout).toEqual({
      suppliers: ['police'],
      lacking: [{ agency: 'health', why: 'started', from: daysOfIso('2017-04-01') }],
      ratio: 180 / 120,
      interval: police.interval,
    });
    expect(changed.tested!.interval).toEqual(police.interval);
    expect(changed.tested!.p).toBe(police.p);
    expect(changed.tested!.error).toBe(police.error);
    // Each child of a half is there in one quarter of it.
    expect(changed.means).toEqual({ before: 60, after: 120 });
  });

  it('do not test across a change of definition, and say when it was', async () => {
    const breaks = (on: string) => ({ breaks: [{ on, text: 'Counted otherwise.' }] });
    const across = (await testsOf({ change: breaks('2017-04-01') })).changes.get(code)!;
    expect(across).toMatchObject({
      tested: null,
      throughout: null,
      obstacles: ['Its definition changed on 2017-04-01: Counted otherwise.'],
    });
    expect((await testsOf({ change: breaks('2017-09-30') })).changes.get(code)!.tested).toBeNull();
    // Both spans are of the new definition, or both of the old one.
    for (const on of ['2016-04-01', '2017-10-01'])
      expect((await testsOf({ change: breaks(on) })).changes.get(code)!.tested, on).not.toBeNull();
  });

  it('do not test what the data do not cover in full', async () => {
    const tests = await testsOf({ day: '2016-09-30' });
    expect(tests.changes.get(code)).toMatchObject({
      tested: null,
      obstacles: ['The data do not cover both the first half of 2016/17 and the first half of 2015/16 in full.'],
    });
    expect(tests.of({ kind: 'change', indicator: code })).toMatchObject({ p: null, isSaid: false });
  });

  it('of one area are of its own rows, and set no district or place against others', async () => {
    const district = places[0]!.district;
    const tests = await testsOf({ area: { field: 'district', code: district } });
    const isThere = (n: number) => places[n % places.length]!.district === district;
    const countOf = (children: number) => Array.from({ length: children }, (_, n) => n).filter(isThere).length;
    expect(tests.changes.get(code)!.tested!.estimate).toBe((countOf(180) + countOf(60)) / countOf(120));
    expect([tests.districts.size, tests.places.size]).toEqual([0, 0]);
    expect(tests.of({ kind: 'district', indicator: code, over: 'always', district })).toBeUndefined();
  });

  it('are made for every district, and share one budget', async () => {
    const tests = await testsOf();
    const districts = [...new Set(places.map(place => place.district))];
    for (const district of districts) {
      const about = { kind: 'district', indicator: code, over: 'always', district } as const;
      expect(tests.districts.get(Object.values(about).join(' '))!.value, district).toBeGreaterThan(0);
      expect(tests.of(about)!.threshold).toBeLessThan(0.05 / districts.length);
    }
    // Wards have no outlines here, so that there is no map to test; its places are tested all the same.
    expect(tests.of({ kind: 'map', dataset: 'referrals' })).toMatchObject({ p: null, isSaid: false });
    expect(tests.places.size).toBe(new Set(places.map(place => place.ward)).size);
  });
});

describe('the tests of a report for a board', () => {
  let workspace: Workspace;
  let remove: () => Promise<void>;
  const few = places.at(-1)!;
  beforeAll(async () => {
    ({ workspace, remove } = await newWorkspace());
    const elsewhere = places.filter(place => place.district !== few.district);
    const childrenOf = (place: (typeof places)[number], first: number, children: number): readonly Row[] =>
      Array.from({ length: children }, (_, n): Row => {
        const { district, ward, lsoa } = place;
        return { child: first + n, referred_on: `2016-0${4 + (n % 3)}-10`, district, ward, lsoa };
      });
    const rows = [...elsewhere.flatMap((place, at) => childrenOf(place, 1000 * at, 60)), ...childrenOf(few, 90_000, 3)];
    await load(workspace, referrals, rows, { agency: 'police', periodFrom: '2016-04-01', periodTo: '2016-06-30' });
  });
  afterAll(() => remove());

  it('find nothing in figures that are hidden from it, and make as many as for an analyst', async () => {
    const { framework } = readFramework(workspace.read, resources);
    const upTo = periodOf(daysOfIso('2016-06-30'), 'financial-quarter');
    const of = (audience: Audience) =>
      reportTests({ framework, version: 1 }, upTo, null, audience, callOver(workspace));
    const [analyst, board] = [await of('analyst'), await of('board')];
    const hidden = { kind: 'district', indicator: code, over: 'always', district: few.district } as const;
    expect(analyst.of(hidden)).toMatchObject({ isSaid: true });
    expect(board.of(hidden)).toMatchObject({ p: 1, isSaid: false });
    // As many tests are made for both: what one alone would need of its part is the same.
    const made = (tests: typeof analyst) => [...tests.districts.keys()].length;
    expect(made(board)).toBe(made(analyst));
    expect(board.of(hidden)!.threshold).toBeLessThanOrEqual(analyst.of(hidden)!.threshold);
    const ward = { kind: 'place', dataset: 'referrals', code: few.ward } as const;
    expect(analyst.of(ward)!.p).toBeGreaterThan(0.5);
    expect(board.of(ward)!.p).toBe(1);
  });

  it('find nothing in figures that are hidden to protect another either', async () => {
    const { framework } = readFramework(workspace.read, resources);
    const upTo = periodOf(daysOfIso('2016-06-30'), 'financial-quarter');
    const of = (audience: Audience) =>
      reportTests({ framework, version: 2 }, upTo, null, audience, callOver(workspace));
    const [analyst, board] = [await of('analyst'), await of('board')];
    const description = v.parse(pivotDescription, {
      dataset: 'referrals',
      audience: 'board',
      rows: ['district'],
      values: [{ measure: 'children' }],
      filters: [{ field: 'referred_on', from: '2016-04-01', to: '2016-06-30' }],
      totals: { rows: 'after' },
    });
    const table = await pivotTable(description, callOver(workspace));
    const districts = table.rows.flatMap((header, row) => {
      const code = header.path[0]?.code;
      return header.kind === 'leaf' && code
        ? [{ district: code, isHidden: cellStatuses[table.status[row]!] === 'hidden' }]
        : [];
    });
    const beside = districts.filter(one => one.isHidden && one.district !== few.district);
    expect(beside.length).toBeGreaterThan(0);
    expect(districts.some(one => !one.isHidden)).toBe(true);
    for (const { district, isHidden } of districts) {
      const about = { kind: 'district', indicator: code, over: 'always', district } as const;
      expect(board.of(about)!.p, district).toBe(isHidden ? 1 : analyst.of(about)!.p);
    }
  });
});
