import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cubeHandlers } from '../../electron/engine/cube/handlers.ts';
import { tableHandlers } from '../../electron/engine/release/tables.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import { analystMark } from '../../shared/text/mark.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { FaultError } from '../../shared/contract/fault.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { bumpDataVersion } from '../../electron/engine/store/audit-trail.ts';
import { writeSegments } from '../../electron/engine/store/segments.ts';
import { callOver, cell, codesOf, end, load, newWorkspace, parsed, pivot } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

const dataset = datasetNamed('referrals')!;
const population = datasetNamed('population')!;
let workspace: Workspace;
let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ workspace, folder, remove } = await newWorkspace());
});
afterEach(() => remove());

const cannock = { district: 'E07000192', ward: 'W00', lsoa: 'L000' };
const stoke = { district: 'E06000021', ward: 'W20', lsoa: 'L200' };
const year = { field: 'referred_on', by: 'financial-year' as const };
const quarter = { field: 'referred_on', by: 'financial-quarter' as const };
const table = (description: Omit<PivotDescription, 'dataset'>) =>
  pivot(workspace, { dataset: 'referrals', ...description });

async function faultOf(work: () => unknown) {
  try {
    await work();
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  return null;
}

describe('rates', () => {
  const rows: Row[] = [
    { child: 1, age: 14, sex: 'female', referred_on: '2016-05-01', agency: 'police', ...cannock },
    { child: 1, age: 14, sex: 'female', referred_on: '2016-08-01', agency: 'health', ...cannock },
    { child: 2, age: 11, sex: 'male', referred_on: '2016-06-01', agency: 'police', ...cannock },
    { child: 3, age: 16, sex: 'female', referred_on: '2016-06-01', agency: 'police', ...stoke },
    { child: 4, age: 19, sex: 'female', referred_on: '2017-03-31', agency: 'police' },
  ];

  it('follow the area, are a ratio of sums in total, and never divide what has no residents', async () => {
    await load(workspace, dataset, rows);
    const t = await table({
      rows: ['district', 'ward'],
      columns: [year],
      values: [{ measure: 'rate_10_17', interval: true }, { measure: 'children' }],
      totals: { rows: 'after', subtotals: true },
    });
    expect(cell(t, ['E07000192', 'W00'], ['2016/17'])).toEqual({ value: 100, status: 'value' });
    expect(cell(t, ['E07000192'], ['2016/17'])).toEqual({ value: 50, status: 'value' });
    expect(cell(t, [null], ['2016/17']).status).toBe('no-denominator');
    // Four children over all three districts, the one without a child referred included.
    expect(cell(t, [], ['2016/17']).value).toBeCloseTo((4 / 1200) * 10_000, 9);
    const at = t.rows.findIndex(header => header.kind === 'total') * t.values.length;
    expect(t.lower![at]).toBeCloseTo((1.0898653 / 1200) * 10_000, 5);
    expect(t.notes.map(note => note.text)).toContain('Mid-2019 population estimates stand for 2016/17.');
  });

  it('narrow with a filter on the area, and are left alone by what says nothing of residents', async () => {
    await load(workspace, dataset, rows);
    const filtered = await table({
      rows: ['agency'],
      values: [{ measure: 'rate_10_17' }],
      filters: [{ field: 'district', in: ['E07000192'] }],
      totals: { rows: 'after' },
    });
    expect(cell(filtered, ['police']).value).toBe(50);
    expect(cell(filtered, []).value).toBe(50);
    const byDecile = await table({ rows: ['deprivation'], values: [{ measure: 'rate_10_17' }] });
    // Decile 1 holds the first small area and the eleventh.
    expect(cell(byDecile, ['1']).value).toBeCloseTo((2 / 200) * 10_000, 9);
  });

  it('have no denominator by age or sex while no population by age or sex is loaded', async () => {
    await load(workspace, dataset, rows);
    for (const field of ['age_band', 'sex', 'age']) {
      const t = await table({ rows: [field], values: [{ measure: 'rate_10_17' }] });
      expect(new Set(t.rows.map((_, r) => cell(t, codesOf(t.rows[r]!)).status))).toEqual(new Set(['no-denominator']));
      expect(t.notes.some(note => note.code === 'no-denominator')).toBe(true);
    }
  });

  it('take the population tables of the years that a cell spans, by age and sex', async () => {
    await load(workspace, dataset, rows);
    const residents: Row[] = [];
    for (const [y, persons] of [
      ['2016', 10],
      ['2017', 30],
    ] as const)
      for (const district of ['E07000192', 'E07000193', 'E06000021'])
        for (let age = 0; age <= 20; age++)
          for (const sex of ['female', 'male']) residents.push({ year: y, district, age, sex, persons });
    await load(workspace, population, residents);
    const byAge = await table({
      rows: ['age_band'],
      columns: ['sex'],
      values: [{ measure: 'rate_10_17' }],
      filters: [{ field: 'referred_on', by: 'financial-year', in: ['2016/17'] }],
    });
    expect(cell(byAge, ['13-15'], ['female']).value).toBeCloseTo((1 / (3 * 3 * 10)) * 10_000, 9);
    expect(cell(byAge, ['18+'], ['female']).status).toBe('no-denominator');
    const byYear = await table({ rows: ['district'], columns: [year], values: [{ measure: 'rate_10_17' }] });
    expect(cell(byYear, ['E07000192'], ['2016/17']).value).toBeCloseTo((2 / 160) * 10_000, 9);
    // Later rows stretch the table over two years: the mean population, by months.
    await load(workspace, dataset, [{ child: 9, age: 14, referred_on: '2018-03-31', ...stoke }], {
      importedAt: '2018-04-05T00:00:00.000Z',
    });
    const both = await table({
      rows: ['district'],
      columns: [year],
      values: [{ measure: 'rate_10_17' }],
      totals: { columns: 'after' },
    });
    expect(cell(both, ['E06000021'], []).value).toBeCloseTo((2 / 320) * 10_000, 9);
    expect(cell(both, ['E06000021'], ['2017/18']).value).toBeCloseTo((1 / 480) * 10_000, 9);
    // Wards are not in these tables: the gazetteer stands in and says so.
    const wards = await table({ rows: ['ward'], columns: [year], values: [{ measure: 'rate_10_17' }] });
    expect(cell(wards, ['W00'], ['2016/17']).value).toBe(100);
    expect(wards.notes.map(note => note.text)).toContain('Mid-2019 population estimates stand for 2016/17 to 2017/18.');
  });
});

describe('a table', () => {
  const rows: Row[] = [
    { child: 1, looked_after: 'no', referred_on: '2016-05-01', agency: 'police', ...cannock },
    { child: 2, referred_on: '2016-08-01', agency: 'police', ...stoke },
    { child: 2, looked_after: 'no', referred_on: '2017-05-01', agency: 'health', ...stoke },
  ];

  it('tells zero, empty and not applicable apart', async () => {
    await load(workspace, dataset, rows);
    const t = await table({
      rows: ['district'],
      columns: [quarter],
      values: [{ measure: 'rows' }, { measure: 'share_looked_after' }],
    });
    expect(cell(t, ['E07000192'], ['2016/17 Q2'])).toEqual({ value: 0, status: 'zero' });
    expect(cell(t, ['E07000192'], ['2016/17 Q1'], 1)).toEqual({ value: 0, status: 'zero' });
    expect(cell(t, ['E07000192'], ['2016/17 Q2'], 1).status).toBe('empty');
    expect(cell(t, ['E06000021'], ['2016/17 Q2'], 1).status).toBe('not-applicable');
  });

  it('shows empty members of lists, areas and periods when asked', async () => {
    await load(workspace, dataset, rows);
    const t = await table({
      rows: ['district', 'ward'],
      columns: [year, quarter],
      values: [{ measure: 'rows' }],
      emptyMembers: true,
    });
    expect(t.rows.map(codesOf).filter(([district]) => district === 'E07000193')).toEqual([
      ['E07000193', 'W10'],
      ['E07000193', 'W11'],
    ]);
    expect(t.columns.map(header => header.path.map(member => member.label).join(' '))).toEqual([
      '2016/17 Q1',
      '2016/17 Q2',
      '2016/17 Q3',
      '2016/17 Q4',
      '2017/18 Q1',
    ]);
    expect(cell(t, ['E07000193', 'W10'], ['2016/17', '2016/17 Q1'])).toEqual({ value: 0, status: 'zero' });
    // A quarter without any row may have had nothing to report, or may not have been sent: empty, not zero.
    expect(cell(t, ['E07000193', 'W10'], ['2016/17', '2016/17 Q4'])).toEqual({ value: NaN, status: 'empty' });
    const sexes = await table({ rows: ['sex'], values: [{ measure: 'rows' }], emptyMembers: true });
    expect(sexes.rows.map(codesOf)).toEqual([['female'], ['male'], ['other'], ['unknown'], [null]]);
  });

  it('refuses members that multiply beyond any reading before it makes them', async () => {
    await load(workspace, dataset, rows);
    const before = process.memoryUsage().rss;
    const asked = () =>
      table({
        rows: [
          'district',
          'ward',
          'sex',
          'ethnic_group',
          'risk_at_referral',
          'agency',
          'service',
          { field: 'referred_on', by: 'month' },
        ],
        columns: [{ field: 'panel_on', by: 'month' }],
        values: [{ measure: 'rows' }],
        emptyMembers: true,
      });
    expect(await faultOf(asked)).toMatchObject({ code: 'too-large', path: 'emptyMembers' });
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20);
  });

  it('lists areas by name with the city last and quarters under their year', async () => {
    await load(workspace, dataset, rows);
    const t = await table({
      rows: ['district'],
      columns: [year, quarter],
      values: [{ measure: 'children' }],
      totals: { columns: 'after', subtotals: true },
    });
    expect(t.rows.map(header => header.path[0]!.label)).toEqual(['Cannock Chase', 'Stoke-on-Trent']);
    expect(t.columns.map(header => [header.kind, header.path.at(-1)?.label])).toEqual([
      ['leaf', 'Q1'],
      ['leaf', 'Q2'],
      ['subtotal', '2016/17'],
      ['leaf', 'Q1'],
      ['subtotal', '2017/18'],
      ['total', undefined],
    ]);
    expect(cell(t, ['E06000021'], []).value).toBe(1);
    expect(t.notes.map(note => note.code)).toContain('distinct-over-time');
  });

  it('computes measures of its own at each grain, and says what is wrong with one', async () => {
    await load(workspace, dataset, rows);
    const t = await table({
      rows: ['district'],
      values: [{ measure: 'each' }, { measure: 'safe' }],
      calculated: [
        { name: 'each', label: 'Each', expression: 'round(rows / children, 2) + if(rows > 1, 10, 0) − -1 × 2' },
        { name: 'safe', label: 'Safe', expression: '1 / (rows - 1)' },
      ],
      totals: { rows: 'after' },
    });
    expect(cell(t, ['E06000021']).value).toBe(14);
    expect(cell(t, []).value).toBe(13.5);
    expect(cell(t, ['E07000192'], [], 1).status).toBe('not-applicable');
    const faults = [
      ['rows +', 'At character 7: expected a number, a measure or "(", found the end.'],
      ['rows ? 2', 'At character 6: "?" is not known here. Expected a number, a measure, + − × ÷ or a bracket.'],
      ['min(rows', 'At character 9: expected ")", found the end.'],
      ['constructor', /there is no measure "constructor"/],
    ] as const;
    for (const [expression, message] of faults) {
      const fault = await faultOf(() =>
        table({ values: [{ measure: 'x' }], calculated: [{ name: 'x', label: 'X', expression }] }),
      );
      expect(fault?.code).toBe('invalid-input');
      expect(fault?.path).toBe('calculated.0.expression');
      expect(fault?.message).toMatch(message);
    }
  });

  it('names what is wrong in a description', async () => {
    await load(workspace, dataset, rows);
    const cases: [Omit<PivotDescription, 'dataset'>, string][] = [
      [{ rows: ['nowhere'], values: [{ measure: 'rows' }] }, 'rows.0'],
      [{ rows: ['child'], values: [{ measure: 'rows' }] }, 'rows.0'],
      [{ rows: [{ field: 'sex', by: 'month' }], values: [{ measure: 'rows' }] }, 'rows.0'],
      [{ values: [{ measure: 'rows' }, { measure: 'nothing' }] }, 'values.1.measure'],
      [{ values: [{ measure: 'rows' }], filters: [{ field: 'child', in: ['1'] }] }, 'filters.0.field'],
      [{ values: [{ measure: 'rows' }], filters: [{ field: 'referred_on', from: 'soon' }] }, 'filters.0.from'],
      [{ values: [{ measure: 'rows' }], sort: [{ axis: 'rows', by: 'nothing' }] }, 'sort.0.by'],
      [{ values: [{ measure: 'rows' }], top: { axis: 'rows', n: 3 } }, 'top.axis'],
      [{ values: [{ measure: 'rows', show: 'difference-from' }] }, 'values.0.base'],
    ];
    for (const [description, at] of cases)
      expect(await faultOf(() => table(description)), at).toMatchObject({ code: 'invalid-input', path: at });
    expect(await faultOf(() => pivot(workspace, { dataset: 'nothing', values: [{ measure: 'rows' }] }))).toMatchObject({
      code: 'invalid-input',
      path: 'dataset',
    });
  });

  it('keeps the rows behind a cell from a board and the public', async () => {
    await load(workspace, dataset, rows);
    for (const audience of ['board', 'public'] as const) {
      const call = callOver(workspace);
      const description = parsed({ dataset: 'referrals', rows: ['district'], values: [{ measure: 'rows' }], audience });
      expect(
        (await faultOf(() => cubeHandlers['cube.rows']({ description, row: [], column: [], from: 0, most: 10 }, call)))
          ?.code,
      ).toBe('refused');
    }
  });

  it('follows what is loaded, withdrawn, corrected in place, and what there was before', async () => {
    const count = async (asAt?: string) =>
      cell(await table({ values: [{ measure: 'rows' }, { measure: 'children' }], ...(asAt ? { asAt } : {}) }), [])
        .value;
    const first = await load(workspace, dataset, rows, { importedAt: '2018-01-01T00:00:00.000Z' });
    expect(await count()).toBe(3);
    const second = await load(workspace, dataset, rows.slice(0, 2), { importedAt: '2018-02-01T00:00:00.000Z' });
    expect(await count()).toBe(5);
    await end(workspace, [first], '2018-03-01T00:00:00.000Z');
    expect(await count()).toBe(2);
    expect(await count('2018-01-15')).toBe(3);
    expect(await count('2018-02-15T12:00:00Z')).toBe(5);
    // A correction writes the columns of the batch anew; here a child changes and nothing else does.
    await workspace.write(store => {
      store.run('UPDATE fact_referral SET child = 1, ward = NULL WHERE batch_id = ?', second);
      writeSegments(store, dataset, second);
      bumpDataVersion(store);
    });
    const t = await table({ rows: ['ward'], values: [{ measure: 'children' }], totals: { rows: 'after' } });
    expect(t.rows.map(codesOf)).toEqual([[null], []]);
    expect(cell(t, []).value).toBe(1);
  });

  it('marks periods that are not over or lack a late agency', async () => {
    const of = (referred_on: string): Row => ({ child: 1, referred_on });
    await load(workspace, dataset, [of('2016-04-01'), of('2016-06-30')], {
      agency: 'police',
      periodFrom: '2016-04-01',
      periodTo: '2016-06-30',
    });
    await load(workspace, dataset, [of('2016-04-02'), of('2016-06-02')], {
      agency: 'health',
      periodFrom: '2016-04-01',
      periodTo: '2016-06-30',
    });
    await load(workspace, dataset, [of('2016-07-02'), of('2016-09-02')], {
      agency: 'police',
      periodFrom: '2016-07-01',
      periodTo: '2016-09-30',
    });
    const t = await table({ columns: [year, quarter], values: [{ measure: 'rows' }], totals: { subtotals: true } });
    expect(t.columns.filter(header => header.incomplete).map(codesOf)).toEqual([
      ['2016/17', '2016/17 Q2'],
      ['2016/17'],
    ]);
    expect(t.notes.find(note => note.code === 'late-agency')?.text).toBe(
      'Not supplied: NHS health services for 2016/17 Q2.',
    );
    expect(t.provenance).toMatchObject({
      batches: 3,
      agencies: ['NHS health services', 'Staffordshire Police'],
      dataUntil: '2016-09-30',
      rowsInTable: 6,
    });
  });
});

describe('behind a table', () => {
  const rows: Row[] = [
    { child: 41, age: 14, looked_after: 'yes', referred_on: '2016-05-01', agency: 'police', ...cannock },
    { child: 42, age: 12, looked_after: 'no', referred_on: '2016-06-01', agency: '=2+3', ...cannock },
    { child: 41, age: 14, looked_after: 'yes', referred_on: '2016-07-01', agency: 'police', ...stoke },
  ];
  const description = parsed({
    dataset: 'referrals',
    rows: ['district'],
    columns: [quarter],
    values: [{ measure: 'share_looked_after', interval: true }, { measure: 'rate_10_17' }, { measure: 'rows' }],
    totals: { rows: 'after', columns: 'after' },
  });

  it('a number is explained', async () => {
    const batch = await load(workspace, dataset, rows);
    const explained = await cubeHandlers['cube.explain'](
      { description, row: ['E07000192'], column: [], value: 0 },
      callOver(workspace),
    );
    expect(explained).toMatchObject({
      value: 0.5,
      status: 'value',
      numerator: 1,
      denominator: 2,
      intervalMethod: 'Wilson score, 95 %',
      rows: 2,
      batches: [{ id: batch, fileName: 'test.csv', rows: 2 }],
    });
    expect(explained.lower).toBeCloseTo(0.0945, 4);
    const rate = await cubeHandlers['cube.explain'](
      { description, row: [], column: [], value: 1 },
      callOver(workspace),
    );
    expect(rate).toMatchObject({
      numerator: 2,
      denominator: 1200,
      denominatorSource: 'Residents aged 10 to 17, mid-2019 estimates by district',
    });
    expect(
      await faultOf(() =>
        cubeHandlers['cube.explain']({ description, row: ['x'], column: [], value: 0 }, callOver(workspace)),
      ),
    ).toMatchObject({ code: 'invalid-input', path: 'row' });
  });

  it('rows are shown without any identifier that outlives the answer, and the audit trail holds counts only', async () => {
    await load(workspace, dataset, rows);
    const shown = await cubeHandlers['cube.rows'](
      { description, row: [], column: [], from: 1, most: 2 },
      callOver(workspace),
    );
    const child = shown.fields.findIndex(field => field.name === 'child');
    const at = shown.fields.findIndex(field => field.name === 'referred_on');
    expect(shown.total).toBe(3);
    expect(shown.rows.map(row => [row[child], row[at]])).toEqual([
      ['Child 2', '2016-06-01'],
      ['Child 1', '2016-07-01'],
    ]);
    const entry = workspace.read.get<{ action: string; subject: string }>(
      'SELECT action, subject FROM audit_entry ORDER BY sequence DESC LIMIT 1',
    );
    expect(entry).toEqual({ action: 'reveal-rows', subject: 'referrals: 2 of 3 rows' });
  });

  it('members are counted and searched by label and code', async () => {
    await load(workspace, dataset, rows);
    const members = (field: string, contains?: string) =>
      cubeHandlers['cube.members'](
        { dataset: 'referrals', field, most: 10, ...(contains ? { contains } : {}) },
        callOver(workspace),
      );
    expect(await members('district')).toEqual([
      { field: 'district', code: 'E07000192', label: 'Cannock Chase', rows: 2 },
      { field: 'district', code: 'E06000021', label: 'Stoke-on-Trent', rows: 1 },
    ]);
    expect((await members('district', 'STOKE')).map(member => member.code)).toEqual(['E06000021']);
    expect((await members('panel_on')).map(member => member.label)).toEqual(['Not recorded']);
  });

  it('an export equals the screen and cannot carry a formula', async () => {
    await load(workspace, dataset, rows);
    const wanted = parsed({
      dataset: 'referrals',
      rows: ['agency'],
      columns: [year, quarter],
      values: [{ measure: 'rows' }, { measure: 'share_looked_after' }],
      totals: { rows: 'after', columns: 'after', subtotals: true },
    });
    const file = path.join(folder, 'out.csv');
    const done = await tableHandlers['cube.export'](
      { description: wanted, format: 'csv', file, title: 'Agencies', purpose: 'a check' },
      callOver(workspace),
    );
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    const lines = text.slice(1).split('\r\n');
    expect(done).toEqual({ rows: 3, columns: 8 });
    expect(lines.slice(0, 6)).toEqual([
      '"Referred on, by financial year",2016/17,2016/17,2016/17,2016/17,2016/17 (part),2016/17 (part),Total,Total',
      '"Referred on, by financial quarter",Q1 (part),Q1 (part),Q2 (part),Q2 (part),Total,Total,,',
      'Referring agency,Referrals,Looked after (%),Referrals,Looked after (%),Referrals,Looked after (%),Referrals,Looked after (%)',
      'Staffordshire Police,1,100,1,100,2,100,2,100',
      "'=2+3,1,0,0,,1,0,1,0",
      'Total,2,50,1,100,3,66.6666666666667,3,66.6666666666667',
    ]);
    expect(lines[6]).toBe('');
    expect(text).toContain(analystMark);
    expect(readdirSync(folder).filter(name => name.includes('.part'))).toEqual([]);
    const entry = workspace.read.get<{ action: string }>(
      'SELECT action FROM audit_entry ORDER BY sequence DESC LIMIT 1',
    );
    expect(entry?.action).toBe('export');
    const book = path.join(folder, 'out.xlsx');
    await tableHandlers['cube.export'](
      { description: wanted, format: 'xlsx', file: book, title: 'Agencies', purpose: 'a check' },
      callOver(workspace),
    );
    expect(readFileSync(book).subarray(0, 2).toString()).toBe('PK');
  });
});

describe('saved views', () => {
  const description = parsed({ dataset: 'referrals', rows: ['district'], values: [{ measure: 'rows' }] });
  const save = (given: { id?: number; name: string; folder?: string; note?: string }) =>
    cubeHandlers['views.save'](
      { folder: '', note: '', presentation: { chart: 'bar' }, description, ...given },
      callOver(workspace),
    );

  it('keep their versions, their names and their place', async () => {
    const first = await save({ name: 'Districts', folder: 'Board' });
    const again = await save({ name: 'Districts', folder: 'Board', note: 'second' });
    expect([again.id, again.version]).toEqual([first.id, 2]);
    const renamed = await save({ id: first.id, name: 'By district', folder: 'Board' });
    expect(renamed.version).toBe(3);
    const other = await save({ name: 'Districts', folder: 'Board' });
    expect(other.id).not.toBe(first.id);
    expect((await faultOf(() => save({ id: other.id, name: 'By district', folder: 'Board' })))?.code).toBe(
      'already-exists',
    );
    const list = await cubeHandlers['views.list']({}, callOver(workspace));
    expect(list.map(view => [view.folder, view.name, view.version])).toEqual([
      ['Board', 'By district', 3],
      ['Board', 'Districts', 1],
    ]);
    expect(list[0]).toMatchObject({ description, presentation: { chart: 'bar' } });
    const versions = await cubeHandlers['views.versions']({ id: first.id }, callOver(workspace));
    expect(versions.map(view => [view.version, view.name, view.note])).toEqual([
      [3, 'By district', ''],
      [2, 'Districts', 'second'],
      [1, 'Districts', ''],
    ]);
    await cubeHandlers['views.delete']({ id: first.id }, callOver(workspace));
    expect((await cubeHandlers['views.list']({}, callOver(workspace))).map(view => view.name)).toEqual(['Districts']);
    expect((await faultOf(() => cubeHandlers['views.delete']({ id: first.id }, callOver(workspace))))?.code).toBe(
      'not-found',
    );
  });
});

describe('residents, who are counted anew each year', () => {
  it('are never added up over years: a year on an axis or one year chosen, or no figure and a note', async () => {
    const rows: Row[] = ['2016', '2017'].flatMap((counted, at) =>
      ['E07000192', 'E06000021'].map(district => ({ year: counted, district, age: 12, persons: 100 + at })),
    );
    await load(workspace, population, rows);
    const asked = (of: Omit<PivotDescription, 'dataset' | 'values'>) =>
      pivot(workspace, { dataset: 'population', values: [{ measure: 'persons' }], ...of });
    const added = await asked({ rows: ['district'], totals: { rows: 'after' } });
    expect(cell(added, ['E06000021']).status).toBe('not-applicable');
    expect(cell(added, []).status).toBe('not-applicable');
    expect(added.notes.find(note => note.code === 'snapshots')?.text).toContain('years are not added up');
    const byYear = await asked({ rows: ['district'], columns: ['year'], totals: { rows: 'after', columns: 'after' } });
    expect(cell(byYear, ['E06000021'], ['2017']).value).toBe(101);
    expect(cell(byYear, [], ['2016']).value).toBe(200);
    expect(cell(byYear, [], []).status).toBe('not-applicable');
    const one = await asked({
      rows: ['district'],
      totals: { rows: 'after' },
      filters: [{ field: 'year', in: ['2016'] }],
    });
    expect(cell(one, []).value).toBe(200);
    expect(one.notes.some(note => note.code === 'snapshots')).toBe(false);
  });
});
