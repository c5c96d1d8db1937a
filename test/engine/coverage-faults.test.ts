import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellStatuses } from '../../shared/contract/cube.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import { byPart, engineSetting, filesNamedForTheYear, partsOf } from './coverage-setting.ts';
import type { EngineSetting } from './coverage-setting.ts';

const published = path.resolve(import.meta.dirname, '../../../shared/faults/pivot');
const isAbsent = !existsSync(published);

const noteOf = (notes: readonly { readonly code: string; readonly text: string }[], code: string): string =>
  notes
    .filter(note => note.code === code)
    .map(note => note.text)
    .join(' ');

describe('the demonstration', () => {
  let setting: EngineSetting;
  beforeAll(async () => {
    setting = await engineSetting({ demonstration: true });
  }, 120_000);
  afterAll(() => setting.end());
  const pivot = (description: PivotDescription) => setting.call('cube.pivot', description);

  it('knows everywhere who took over from whom: no quarter of missing episodes is a part', async () => {
    const table = await pivot(byPart('missing-episodes', 'went_missing', 'financial-quarter'));
    expect(partsOf(table)).toEqual([]);
    expect(noteOf(table.notes, 'late-agency')).toBe('');
    const series = await setting.call('geography.series', {
      description: { dataset: 'missing-episodes', level: 'district' },
      by: 'financial-quarter',
    });
    expect(series.periods.filter(period => !period.complete)).toEqual([]);
    const card = await setting.call('framework.scorecard', { question: { indicators: ['3.2'] } });
    expect(card.lines[0]!.points.every(point => point.complete)).toBe(true);
    const deck = await setting.call('briefing.template', { template: 'csaf-quarterly' });
    const slide = deck.slides.find(one => one.title.includes('within 72 hours'))!;
    // The halves of two years, not a quarter before the succession as the latest.
    expect(slide.title).toContain(
      '74\u00a0% in the first half of 2017/18, 16 points more than in the first half of 2016/17',
    );
    expect(`${slide.title} ${slide.narrative}`).not.toContain('Best quarter');
  });

  it('marks a part at the start of the data as one at its end, and compares neither with a whole', async () => {
    const values = [{ measure: 'rows' as const }, { measure: 'rows' as const, show: 'change-from-previous' as const }];
    const table = await pivot({ ...byPart('referrals', 'referred_on', 'year'), values });
    expect(table.columns.map(column => column.path[0]!.code)).toEqual(['2014', '2015', '2016', '2017']);
    expect(partsOf(table)).toEqual(['2014', '2017']);
    // Of each year the second value is the change on the year before: only 2016 against 2015 is one of two wholes.
    const changes = table.columns.map((_, at) => table.cells[at * 2 + 1]!);
    expect(changes.map(Number.isNaN)).toEqual([true, true, false, true]);
    const academic = await pivot(byPart('offences', 'recorded_on', 'academic-year'));
    expect(partsOf(academic)).toEqual(['2013/14', '2017/18']);
    expect(noteOf(table.notes, 'incomplete-period')).toContain('Data are in from 1 Apr 2014 to 30 Sep 2017');
  });

  it('calls a quarter a part on the scorecard, the map and the pivot alike while an agency has not sent it', async () => {
    const table = await pivot(byPart('referrals', 'referred_on', 'financial-quarter'));
    expect(partsOf(table)).toEqual(['2017/18 Q2']);
    const card = await setting.call('framework.scorecard', { question: { indicators: ['2.1'] } });
    const [line] = card.lines;
    expect(line!.points.filter(point => !point.complete).map(point => point.period)).toEqual(['2017/18 Q2']);
    expect(line!.latest!.period).toBe('2017/18 Q1');
    const series = await setting.call('geography.series', {
      description: { dataset: 'referrals', level: 'district' },
      by: 'financial-quarter',
    });
    expect(series.periods.filter(period => !period.complete).map(period => period.code)).toEqual(['2017/18 Q2']);
    expect(noteOf(line!.notes, 'late-agency')).toContain('NHS health services for 2017/18 Q2');
    expect(noteOf(line!.notes, 'supplier-change')).toContain('Schools and education: first return for 2017/18 Q1.');
  });

  it('sets the children referred against the same half, and tells it of those who sent both beside it', async () => {
    const table = await pivot({
      dataset: 'referrals',
      columns: [{ field: 'referred_on', by: 'financial-year' }],
      values: [{ measure: 'children' }],
    });
    const note = noteOf(table.notes, 'like-for-like');
    expect(note).toContain(
      '568 in Apr to Sep 2017, 403 in Apr to Sep 2016: +40.9\u00a0%, not of the same suppliers: Schools and education began in 2017/18 Q1; NHS health services has not sent 2017/18 Q2. ',
    );
    expect(note).not.toMatch(/\+40\.9\u00a0% \(95/);
    expect(note).toContain(
      '+33.2\u00a0% on Staffordshire Police, Staffordshire County Council and Stoke-on-Trent City Council, who returned throughout (95\u00a0% interval',
    );
    expect(note).toMatch(
      /By the mean of the own counts of the quarters, 2017\/18 against 2016\/17: [^(]*\(\+34\.\d\u00a0%\)/,
    );
    // Of two whole years that others sent, those who sent both as well.
    const years = table.notes.find(one => one.code === 'like-for-like' && one.text.includes('Apr 2016 to Mar 2017'))!;
    expect(years.text).toContain('NHS health services began in 2016/17 Q1');
    expect(years.text).toMatch(
      /\+26\.\d\u00a0% on Staffordshire Police, Staffordshire County Council and Stoke-on-Trent City Council/,
    );
    expect(years.text).not.toMatch(/\+32\.8\u00a0% \(95/);
  });

  it('has the change of a share among what its scorecard talks about first', async () => {
    const { findings } = await setting.call('framework.scorecard', { question: {} });
    expect(findings.map(one => one.indicator)).toContain('3.2');
    expect(findings.find(one => one.indicator === '3.2')!.figure).toMatch(/^\+16 points on the first half of 2016\/17/);
  });

  it('shows no zero of a quarter in another year, nor of what a supplier did not send or is not asked for', async () => {
    const quarter = { field: 'referred_on', by: 'financial-quarter' } as const;
    const values = [{ measure: 'rows' }];
    const statusesOf = (table: PivotTable, row: string) => {
      const r = table.rows.findIndex(header => header.path[0]!.code === row);
      return new Map(
        table.columns.map((header, c) => [
          header.path[0]!.code,
          cellStatuses[table.status[r * table.columns.length + c]!],
        ]),
      );
    };
    const years = await pivot({
      dataset: 'referrals',
      rows: [{ field: 'referred_on', by: 'financial-year' }],
      columns: [quarter],
      values,
    });
    const year = statusesOf(years, '2015/16');
    expect([year.get('2014/15 Q1'), year.get('2015/16 Q1'), year.get('2016/17 Q1')]).toEqual([
      'not-applicable',
      'value',
      'not-applicable',
    ]);
    const agencies = await pivot({ dataset: 'referrals', rows: ['supplied_by'], columns: [quarter], values });
    const health = statusesOf(agencies, 'health');
    expect([health.get('2014/15 Q1'), health.get('2016/17 Q1'), health.get('2017/18 Q2')]).toEqual([
      'not-applicable',
      'value',
      'not-available',
    ]);
  });

  it('cuts a year by a filter and never sets the cut year against a whole one', async () => {
    const from = { field: 'went_missing', from: '2014-10-01' };
    const shown = { measure: 'rows' as const, show: 'change-from-previous' as const };
    const description = byPart('missing-episodes', 'went_missing', 'financial-year');
    const table = await pivot({ ...description, values: [shown], filters: [from] });
    expect(partsOf(table)).toEqual(['2014/15', '2017/18']);
    expect([...table.cells].map(Number.isNaN)).toEqual([true, true, false, true]);
    expect(noteOf(table.notes, 'incomplete-period')).toContain('Cut by the filters: 2014/15');
  });

  it('sets two years that are cut alike against each other', async () => {
    const halves = ['04', '05', '06', '07', '08', '09'].flatMap(month => [`2016-${month}`, `2017-${month}`]);
    const table = await pivot({
      ...byPart('missing-episodes', 'went_missing', 'financial-year'),
      values: [{ measure: 'children', show: 'change-from-previous' }],
      filters: [{ field: 'went_missing', by: 'month', in: halves }],
    });
    expect(partsOf(table)).toEqual(['2016/17', '2017/18']);
    expect(table.cells[1]).toBeCloseTo(640 / 591 - 1, 12);
  });

  it('tells of a map over rows without a ward that nothing was tested, and tests nothing', async () => {
    const description = {
      dataset: 'referrals',
      level: 'ward',
      filters: [{ field: 'supplied_by', in: ['health'] }],
    };
    const map = await setting.call('geography.hotspots', { description: description as never });
    const rows = (await pivot({ dataset: 'referrals', values: [{ measure: 'rows' }], filters: description.filters }))
      .cells[0]!;
    expect(rows).toBeGreaterThan(50);
    expect(map.areas.every(area => area.bin === null && area.z === null && area.p === null)).toBe(true);
    expect(Object.values(map.global.moran).every(value => value === null)).toBe(true);
    expect(map.global.generalG).toBeNull();
    expect(map.backTest).toBeNull();
    expect(map.provenance.analysed).toBe(0);
    const told = noteOf(map.notes, 'nothing-placed');
    expect(told).toMatch(new RegExp(`^${rows} of ${rows} referrals have no ward recorded and are on no map`));
    expect(told).toContain('choose District');
    expect(noteOf(map.notes, 'areas-analysed')).toBe('');
  });

  it('counts in words what a map cannot place beside what it can', async () => {
    const map = await setting.call('geography.hotspots', { description: { dataset: 'referrals', level: 'ward' } });
    expect(noteOf(map.notes, 'without-area')).toMatch(
      /^[\d,]+ of [\d,]+ referrals have no ward recorded and are on no map; [\d,]+ of these lie in a known district: choose District to see them\.$/,
    );
    expect(map.areas.some(area => area.z !== null)).toBe(true);
  });

  it('refuses a map of the change from a whole year to a part of one', async () => {
    const description = { dataset: 'offences', level: 'district', measure: 'change' };
    const [whole, before, part] = [2016, 2015, 2017].map(year => ({ from: `${year}-04`, to: `${year + 1}-03` }));
    const found = await setting.call('geography.hotspots', {
      description: { ...description, period: whole, comparison: before } as never,
    });
    expect(found.areas.length).toBe(9);
    const fault = await setting.fault('geography.hotspots', {
      description: { ...description, period: part, comparison: whole },
    });
    expect(fault).toMatchObject({ code: 'invalid-input', path: 'description.period' });
    expect(fault.message).toContain('2017/18 is a part');
  });

  describe.skipIf(isAbsent)(`inputs that went wrong${isAbsent ? ' (skipped: shared/faults is not there)' : ''}`, () => {
    const description = (name: string) =>
      JSON.parse(readFileSync(path.join(published, name), 'utf8')) as PivotDescription;

    it('part-year-at-start: 2014 is a part; 2015 against it on the same nine months is +32.0 %', async () => {
      const table = await pivot(description('part-year-at-start.json'));
      expect(partsOf(table)).toEqual(['2014', '2017']);
      expect(table.cells[3]).toBeNaN();
      expect(noteOf(table.notes, 'like-for-like')).toMatch(
        /647 in Apr to Dec 2015, 490 in Apr to Dec 2014: \+32\.0\u00a0% \(95\u00a0% interval \+14 to \+53\u00a0%\)/,
      );
    });

    it('children-halves: 591 children in the first half, of a year that the filter cuts', async () => {
      const table = await pivot(description('children-halves.json'));
      expect(table.cells[0]).toBe(591);
      expect(table.rows[0]!.incomplete).toBe(true);
    });

    it('like-for-like-children: 591 → 640 is +8.3 %, and +11.6 % by the mean of quarters; never +47 %', async () => {
      const table = await pivot(description('like-for-like-children.json'));
      const note = noteOf(table.notes, 'like-for-like');
      expect(note).toContain('640 in Apr to Sep 2017, 591 in Apr to Sep 2016: +8.3\u00a0% (95\u00a0% interval ');
      expect(note).toContain(
        'no more than chance makes. A change of 16\u00a0% up or 14\u00a0% down would have been seen four times in five at the 5\u00a0% of this table; a report, which tests more, needs more.',
      );
      expect(note).toContain('412 against 369 (+11.6\u00a0%)');
      expect(table.notes.some(one => one.text.includes('47'))).toBe(false);
    });
  });
});

describe('files that are named for a year and hold two quarters of it', () => {
  let setting: EngineSetting;
  beforeAll(async () => {
    setting = await engineSetting();
    const files = filesNamedForTheYear(path.join(setting.folder, 'returns'));
    await setting.call('intake.import', { files: [...files] });
  }, 120_000);
  afterAll(() => setting.end());

  it('make no whole quarter of nothing', async () => {
    const quarters = await setting.call('cube.pivot', {
      ...byPart('referrals', 'referred_on', 'financial-quarter'),
      emptyMembers: true,
    });
    expect(quarters.provenance.dataUntil).toBe('2017-09-30');
    expect(quarters.columns.at(-1)!.path[0]!.code).toBe('2017/18 Q2');
    const years = await setting.call('cube.pivot', byPart('offences', 'recorded_on', 'financial-year'));
    expect(partsOf(years)).toEqual(['2017/18']);
    expect((await setting.call('workspace.state', {})).dataUntil).toBe('2017-09-30');
  });

  it('are asked about in a table as in the ledger, and called missing in neither', async () => {
    const table = await setting.call('cube.pivot', byPart('referrals', 'referred_on', 'financial-quarter'));
    const { questions, lines } = await setting.call('coverage.read', {});
    const asked = table.notes.filter(note => note.code === 'confirm').map(note => note.text);
    expect(asked.length).toBeGreaterThan(0);
    expect(questions.map(question => question.text)).toEqual(expect.arrayContaining(asked));
    expect(noteOf(table.notes, 'late-agency')).toBe('');
    const named = lines.filter(line => line.dataset === 'referrals' && line.period < '2018');
    expect(named.filter(line => line.state === 'missing')).toEqual([]);
  });

  it('are not a fall on the scorecard, nor a full set of returns', async () => {
    const card = await setting.call('framework.scorecard', { question: {} });
    expect(card.period.code).toBe('2017/18 Q2');
    for (const line of card.lines) expect(line.change?.words ?? '', line.code).not.toMatch(/^−4\d % a quarter/);
    for (const period of ['2017/18 Q3', '2017/18 Q4'])
      expect((await setting.fault('framework.scorecard', { question: { period } })).path).toBe('question.period');
  });

  it('draw no months of nothing on the map', async () => {
    const series = await setting.call('geography.series', {
      description: { dataset: 'offences', level: 'district', period: { from: '2017-04', to: '2018-03' } },
      by: 'financial-quarter',
    });
    expect(series.periods.map(period => period.complete)).toEqual([true, true, false, false]);
    expect(series.values.slice(series.codes.length * 2).every(Number.isNaN)).toBe(true);
  });
});

describe('data that are in from a month in the middle of a year', () => {
  it('make a part of that year, month by month as a publisher gives them', async () => {
    const setting = await engineSetting();
    try {
      const header =
        'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
      const months = ['2018-10', '2018-11', '2018-12', '2019-01', '2019-03'];
      const files = months.map(month => {
        const file = path.join(setting.folder, `${month}-staffordshire-street.csv`);
        const row = (n: number) =>
          `,${month},Staffordshire Police,Staffordshire Police,-2.1,52.${800 + n},On or near,E01014246,Stoke,Anti-social behaviour,,`;
        writeFileSync(file, `${header}\n${Array.from({ length: 5 }, (_, n) => row(n)).join('\n')}\n`);
        return file;
      });
      await setting.call('intake.import', { files });
      const years = await setting.call('cube.pivot', byPart('street-crime', 'month', 'year'));
      expect(partsOf(years)).toEqual(['2018', '2019']);
      const table = await setting.call('cube.pivot', {
        ...byPart('street-crime', 'month', 'month'),
        emptyMembers: true,
      });
      expect(table.columns.map(column => column.path[0]!.code)).toEqual([...months.slice(0, 4), '2019-02', '2019-03']);
      expect(partsOf(table)).toEqual(['2019-02']);
    } finally {
      await setting.end();
    }
  });
});
