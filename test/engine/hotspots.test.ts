import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HotSpotDescription } from '../../shared/contract/geography.ts';
import { newSetting } from './hotspots-setting.ts';
import type { MapSetting } from './hotspots-setting.ts';
import { publicFiles, resources } from './intake-setting.ts';

const stoke = 'E06000021';
/** Two months of incidents made up here: many around the first LSOAs of the city, one in each of a hundred others. */
function incidents(month: string, lsoas: readonly (readonly [string, string])[]): string {
  const header =
    'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
  const rows = lsoas.flatMap(([code], i) =>
    Array.from({ length: i < 12 ? 25 : i < 112 ? 1 : 0 }, (_, n) =>
      [
        `${month}-${code}-${n}`,
        month,
        'Staffordshire Police',
        'Staffordshire Police',
        '',
        '',
        'On or near a place',
        code,
        '',
        n % 2 ? 'Drugs' : 'Robbery',
        '',
        '',
      ].join(','),
    ),
  );
  return [header, ...rows, ''].join('\n');
}

describe('hot spots over made-up incidents and schematic cells', () => {
  let setting: MapSetting;
  let city: readonly (readonly [string, string])[];
  beforeAll(async () => {
    setting = await newSetting();
    const rows = parse(readFileSync(path.join(resources, 'gazetteer/lsoas.csv')), { columns: true }) as Record<
      string,
      string
    >[];
    city = rows.filter(row => row['district'] === stoke).map(row => [row['code']!, row['name']!] as const);
    for (const month of ['2018-10', '2018-11']) {
      const file = path.join(setting.folder, `${month}-staffordshire-street.csv`);
      writeFileSync(file, incidents(month, city));
      const report = await setting.call('intake.import', { files: [file] });
      expect(report.files[0]!.loaded, JSON.stringify(report.files[0]!.problems[0])).toBe(400);
    }
  });
  afterAll(() => setting.end());

  it('counts every area, those without incidents as 0, and says what it did', async () => {
    const found = await setting.hotspots({
      dataset: 'street-crime',
      level: 'lsoa',
      measure: 'rate',
      population: 'all-ages',
    });
    expect(found.areas.length).toBe(687);
    expect(found.areas.reduce((sum, area) => sum + area.numerator!, 0)).toBe(800);
    const first = found.areas.find(area => area.code === city[0]![0])!;
    expect(first.numerator).toBe(50);
    expect(first.rate).toBeCloseTo((50 / first.denominator!) * 1000, 9);
    expect(first.bin).toBe(3);
    expect(found.provenance).toMatchObject({
      analysed: 687,
      ofAreas: 687,
      audience: 'analyst',
      population: 'all-ages',
      shapes: { kind: 'schematic', vintage: null },
    });
    expect(found.notes.map(note => note.code)).toEqual(
      expect.arrayContaining([
        'areas-analysed',
        'neighbours',
        'boundaries',
        'significance',
        'back-test-reading',
        'true-counts',
      ]),
    );
    expect(found.breaks.counts.reduce((a, b) => a + b, 0)).toBe(687);
    expect(found.weights.islands).toEqual([]);
    expect(found.weights.histogram.reduce((a, b) => a + b, 0)).toBe(687);
    expect(found.global.moran['i']!).toBeGreaterThan(0.2);
    expect(found.backTest).toMatchObject({
      trained: { from: '2018-10-01', to: '2018-10-31' },
      tested: { from: '2018-11-01', to: '2018-11-30' },
    });
    expect(found.backTest!.accuracyIndex!).toBeGreaterThan(1);
  });

  it('a filter on where leaves areas out of the statistic and says so; one finer than the level is refused', async () => {
    const found = await setting.hotspots({
      dataset: 'street-crime',
      level: 'lsoa',
      filters: [{ field: 'district', in: [stoke] }],
      period: { from: '2018-10', to: '2018-10' },
    });
    expect(found.areas.length).toBe(city.length);
    expect(found.areas.reduce((sum, area) => sum + area.numerator!, 0)).toBe(400);
    expect(found.notes[0]!.text).toContain(`${city.length} of 687`);
    const answer = await setting.engine.call('geography.hotspots', {
      description: { dataset: 'street-crime', level: 'ward', filters: [{ field: 'lsoa', in: [city[0]![0]] }] },
    });
    expect(answer).toMatchObject({ ok: false, fault: { code: 'invalid-input', path: 'description.filters.0.field' } });
  });

  it('filters and levels count what the pivot counts', async () => {
    const filters = [{ field: 'crime_type', in: ['Drugs'] }];
    for (const level of ['lsoa', 'ward', 'district'] as const) {
      const found = await setting.hotspots({ dataset: 'street-crime', level, filters, measure: 'count' });
      const table = await setting.call('cube.pivot', {
        dataset: 'street-crime',
        rows: [level],
        values: [{ measure: 'rows' }],
        filters,
      });
      const counts = new Map(found.areas.map(area => [area.code, area.numerator]));
      table.rows.forEach((row, r) => expect(counts.get(row.path[0]!.code!)).toBe(table.cells[r]));
    }
    const msoas = await setting.hotspots({ dataset: 'street-crime', level: 'msoa', filters, measure: 'count' });
    expect(msoas.areas.length).toBe(143);
    expect(msoas.areas.reduce((sum, area) => sum + area.numerator!, 0)).toBe(12 * 12 * 2);
  });

  it('local Moran runs its permutations aside, tells progress, and repeats for a seed', async () => {
    const description: HotSpotDescription = {
      dataset: 'street-crime',
      level: 'lsoa',
      measure: 'smoothed-rate',
      statistic: 'local-moran',
      permutations: 9999,
      seed: 5,
    };
    const first = await setting.hotspots(description);
    const again = await setting.hotspots(description);
    expect(again.areas).toEqual(first.areas);
    expect(first.areas.find(area => area.code === city[0]![0])).toMatchObject({ quadrant: 'HH', z: null });
    expect(first.notes.map(note => note.code)).toContain('few-permutations');
    expect(setting.events.some(event => event.name === 'progress')).toBe(true);
    expect(first.global.moran['pPermutation']!).toBeLessThan(0.01);
  });

  it('describes how spots developed with the simple classes while there are few months', async () => {
    const found = await setting.hotspots({ dataset: 'street-crime', level: 'lsoa', patterns: true });
    expect(found.areas.find(area => area.code === city[0]![0])!.pattern).toBe('persistent');
    expect(found.areas.some(area => area.pattern === 'none')).toBe(true);
  });

  it('a series has fixed classes over all of its periods, and gaps where nothing was returned', async () => {
    const description: HotSpotDescription = {
      dataset: 'street-crime',
      level: 'lsoa',
      population: 'all-ages',
      period: { from: '2018-09', to: '2018-12' },
    };
    const series = await setting.call('geography.series', { description, by: 'month' });
    expect(series.periods.map(one => [one.code, one.complete])).toEqual([
      ['2018-09', false],
      ['2018-10', true],
      ['2018-11', true],
      ['2018-12', false],
    ]);
    expect(series.codes.length).toBe(687);
    const month = (n: number) => Array.from(series.counts.subarray(n * 687, (n + 1) * 687));
    expect(month(0).every(Number.isNaN) && month(3).every(Number.isNaN)).toBe(true);
    for (const n of [1, 2]) {
      const period = series.periods[n]!.code;
      const found = await setting.hotspots({ ...description, period: { from: period, to: period } });
      expect(month(n)).toEqual(found.areas.map(area => area.numerator));
      expect(Array.from(series.values.subarray(n * 687, (n + 1) * 687))).toEqual(found.areas.map(area => area.value));
    }
    expect(series.breaks.counts.reduce((a, b) => a + b, 0)).toBe(2 * 687);
    expect(series.notes.map(note => note.code)).toEqual(expect.arrayContaining(['fixed-classes', 'gaps']));
    const years = await setting.call('geography.series', {
      description: { dataset: 'street-crime', level: 'ward' },
      by: 'financial-year',
    });
    expect(years.periods.map(one => [one.code, one.complete])).toEqual([['2018/19', false]]);
    expect(years.counts.reduce((a, b) => a + b, 0)).toBe(800);
  });

  it('change is the rate of a period less that of another, and both must be told', async () => {
    const description: HotSpotDescription = {
      dataset: 'street-crime',
      level: 'ward',
      filters: [{ field: 'crime_type', in: ['Drugs'] }],
      measure: 'change',
      period: { from: '2018-11', to: '2018-11' },
      comparison: { from: '2018-10', to: '2018-10' },
    };
    const found = await setting.hotspots({ ...description, filters: [] });
    // Both months are alike.
    expect(found.areas.every(area => area.value === 0 || area.denominator === 0)).toBe(true);
    expect(found.notes.find(note => note.code === 'comparison')!.text).toBe('November 2018 less October 2018.');
    const uneven = await setting.hotspots({
      ...description,
      comparison: { from: '2018-10-01', to: '2018-10-07' },
    });
    expect(uneven.notes.find(note => note.code === 'comparison')!.text).toContain('nothing is scaled');
    const fault = async (more: Partial<HotSpotDescription>) => {
      const { comparison: _, ...rest } = description;
      const answer = await setting.engine.call('geography.hotspots', { description: { ...rest, ...more } });
      return answer.ok ? null : answer.fault;
    };
    expect(await fault({})).toMatchObject({ code: 'invalid-input', path: 'description.comparison' });
    expect(await fault({ comparison: { from: '2018-10', to: '2018-11' } })).toMatchObject({
      code: 'invalid-input',
      path: 'description.comparison',
    });
  });

  it('a surface spreads the counts of LSOAs over the area, as density, against residents and between periods', async () => {
    const description: HotSpotDescription = { dataset: 'street-crime', population: 'all-ages', per: 1000 };
    const surface = await setting.call('geography.surface', { description });
    const { columns, rows, cell, values } = surface;
    expect(Math.min(columns, rows)).toBeGreaterThanOrEqual(50);
    expect(values.length).toBe(columns * rows);
    const shown = values.filter(value => !Number.isNaN(value));
    // Over its cells a density adds up to about its cases: some of the kernels reach over the edge.
    const sum = shown.reduce((a, b) => a + b, 0) * (cell / 1000) ** 2;
    expect(sum).toBeGreaterThan(600);
    expect(sum).toBeLessThan(802);
    expect(values.some(Number.isNaN)).toBe(true);
    expect(surface).toMatchObject({ unit: 'incidents per km²', hidden: 0, kind: 'density' });
    expect(surface.breaks.counts.reduce((a, b) => a + b, 0)).toBe(shown.length);
    expect(surface.notes.map(note => note.code)).toEqual(
      expect.arrayContaining(['points', 'bandwidth', 'true-counts']),
    );
    const ratio = await setting.call('geography.surface', { description, kind: 'ratio-to-population' });
    const rates = (await setting.hotspots({ ...description, level: 'lsoa' })).areas.map(area => area.rate ?? 0);
    // A ratio of two kernels is a mean of rates.
    for (const value of ratio.values) expect(value > Math.max(...rates) + 1e-9 || value < 0).toBe(false);
    const difference = await setting.call('geography.surface', {
      description: {
        ...description,
        period: { from: '2018-11', to: '2018-11' },
        comparison: { from: '2018-10', to: '2018-10' },
      },
      kind: 'difference',
      bandwidth: 4000,
    });
    expect(difference.bandwidth).toBe(4000);
    expect(difference.values.every(value => Number.isNaN(value) || Math.abs(value) < 1e-9)).toBe(true);
    const answer = await setting.engine.call('geography.surface', { description, kind: 'difference' });
    expect(answer).toMatchObject({ ok: false, fault: { path: 'description.period' } });
    const city = await setting.call('geography.surface', {
      description: { ...description, filters: [{ field: 'district', in: [stoke] }] },
    });
    expect(city.cell).toBeLessThan(cell / 2);
  });

  it('a surface tells how far it is and ends when it is cancelled', async () => {
    const description: HotSpotDescription = { dataset: 'street-crime' };
    const running = setting.engine.call('geography.surface', { description, job: 'given up' });
    await setting.call('job.cancel', { job: 'given up' });
    expect(await running).toMatchObject({ ok: false, fault: { code: 'cancelled' } });
    await setting.call('geography.surface', { description, job: 'watched' });
    const stages = setting.events.flatMap(event =>
      event.name === 'progress' && event.progress.job === 'watched' ? [event.progress.stage] : [],
    );
    expect(stages).toContain('Drawing the surface');
  });

  it('hexagons gather every count once', async () => {
    const found = await setting.call('geography.hexagons', {
      description: { dataset: 'street-crime', level: 'lsoa' },
      radius: 3000,
    });
    expect(found.cells.reduce((sum, one) => sum + one.count!, 0)).toBe(800);
    expect(found.cells.reduce((sum, one) => sum + one.areas, 0)).toBe(687);
    expect(found.cells.length).toBeLessThan(400);
    expect(found.breaks.counts.reduce((a, b) => a + b, 0)).toBe(found.cells.length);
  });

  it('what its publisher protects already is shown to a board as it is', async () => {
    const description: HotSpotDescription = { dataset: 'street-crime', level: 'lsoa' };
    const analyst = await setting.hotspots(description);
    const board = await setting.hotspots({ ...description, audience: 'board' });
    expect(board.areas).toEqual(analyst.areas);
    expect(board.protection).toBeNull();
    expect(board.notes.map(note => note.code)).not.toContain('true-counts');
  });

  it('what is unknown is said with its place', async () => {
    const fault = async (description: unknown) => {
      const answer = await setting.engine.call('geography.hotspots', { description });
      return answer.ok ? null : answer.fault;
    };
    expect(await fault({ dataset: 'nothing' })).toMatchObject({ code: 'invalid-input' });
    expect(await fault({ dataset: 'street-crime', weights: 'bishop' })).toMatchObject({ path: 'description.weights' });
    expect(await fault({ dataset: 'street-crime', of: 'rate' })).toMatchObject({ path: 'description.of' });
    expect(await fault({ dataset: 'street-crime', period: { from: '2018-12', to: '2018-10' } })).toMatchObject({
      path: 'description.period.to',
    });
    expect(await fault({ dataset: 'street-crime', period: { from: '2018-13', to: '2018-14' } })).toMatchObject({
      path: 'description.period.from',
    });
  });

  it('draws every level with schematic cells until boundaries come', async () => {
    const { sets, levels } = await setting.call('geography.boundaries', {});
    expect(sets).toEqual([]);
    expect(levels.map(level => [level.level, level.areas, level.source.kind])).toEqual([
      ['lsoa', 687, 'schematic'],
      ['msoa', 143, 'schematic'],
      ['ward', 204, 'schematic'],
      ['district', 9, 'schematic'],
      ['authority', 2, 'schematic'],
      ['area', 1, 'schematic'],
    ]);
    const { topology, labels } = await setting.call('geography.shapes', { level: 'district' });
    expect(topology.transform).toBeUndefined();
    expect(labels.length).toBe(9);
    expect(labels.find(label => label.code === stoke)).toMatchObject({ name: 'Stoke-on-Trent' });
    for (const [x, y] of [...topology.arcs.flat(), ...labels.map(label => label.at)])
      expect(x > 350_000 && x < 440_000 && y > 270_000 && y < 380_000).toBe(true);
    expect(topology.objects.areas.geometries.map(one => one.id).toSorted()).toEqual(
      ['E06000021', ...Array.from({ length: 8 }, (_, i) => `E0700019${i + 2}`)].toSorted(),
    );
  });
});

const missing = !existsSync(path.join(publicFiles, 'police/2018-10-staffordshire-street.csv'));

describe.skipIf(missing)('published street crime (shared/data, skipped where absent)', () => {
  let setting: MapSetting;
  beforeAll(async () => {
    setting = await newSetting();
    const files = [
      'police/2018-10-staffordshire-street.csv',
      'police/2018-11-staffordshire-street.csv',
      'boundaries/lsoa2011.geojson',
    ];
    await setting.call('intake.import', { files: files.map(file => path.join(publicFiles, file)) });
  }, 60_000);
  afterAll(() => setting.end());

  it('Gi* of anti-social behaviour agrees with a computation of its own from the files', async () => {
    const found = await setting.hotspots({
      dataset: 'street-crime',
      filters: [{ field: 'crime_type', in: ['Anti-social behaviour'] }],
      level: 'lsoa',
      measure: 'rate',
      population: 'all-ages',
      per: 1000,
      weights: 'queen',
      statistic: 'getis-ord-star',
      correction: 'none',
    });
    const csv = (file: string) =>
      parse(readFileSync(path.join(publicFiles, file)), { columns: true, bom: true }) as Record<string, string>[];
    const residents = new Map(
      csv('population/lsoa11_mid2019_single_year.csv').map(row => [
        row['lsoa11_code']!,
        Number(row['total_population']),
      ]),
    );
    const counts = new Map<string, number>();
    for (const month of ['2018-10', '2018-11'])
      for (const row of csv(`police/${month}-staffordshire-street.csv`))
        if (row['Crime type'] === 'Anti-social behaviour')
          counts.set(row['LSOA code']!, (counts.get(row['LSOA code']!) ?? 0) + 1);
    const { features } = JSON.parse(readFileSync(path.join(publicFiles, 'boundaries/lsoa2011.geojson'), 'utf8')) as {
      features: { properties: { LSOA11CD: string }; geometry: { coordinates: unknown[] } }[];
    };
    const codes = features.map(one => one.properties.LSOA11CD);
    const atPoint = new Map<string, Set<number>>();
    features.forEach((one, i) => {
      const flat = one.geometry.coordinates.flat(8) as number[];
      // A multipolygon nests one level deeper; flattened, both are pairs.
      for (let k = 0; k < flat.length; k += 2) {
        const key = `${flat[k]} ${flat[k + 1]}`;
        atPoint.set(key, (atPoint.get(key) ?? new Set()).add(i));
      }
    });
    const around = codes.map((_, i) => new Set([i]));
    for (const touching of atPoint.values()) for (const a of touching) for (const b of touching) around[a]!.add(b);
    const x = codes.map(code => ((counts.get(code) ?? 0) / residents.get(code)!) * 1000);
    const n = x.length;
    const mean = x.reduce((a, b) => a + b, 0) / n;
    const s = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
    const wanted = new Map(
      around.map((set, i) => {
        const w = set.size;
        const sum = [...set].reduce((total, j) => total + x[j]!, 0);
        return [codes[i]!, (sum - mean * w) / (s * Math.sqrt((n * w - w * w) / (n - 1)))];
      }),
    );
    expect(found.areas.length).toBe(687);
    expect(found.areas.reduce((sum, area) => sum + area.numerator!, 0)).toBe(5819);
    for (const area of found.areas) expect(Math.abs(area.z! - wanted.get(area.code)!)).toBeLessThan(1e-6);
    expect(found.weights.links).toBe(3912);
    expect(found.weights.islands).toEqual([]);
    expect(found.provenance.shapes).toMatchObject({ kind: 'boundaries', vintage: '2011' });
  });

  it('imported LSOAs draw the levels above them too', async () => {
    const { sets, levels } = await setting.call('geography.boundaries', {});
    expect(sets[0]).toMatchObject({ level: 'lsoa', vintage: '2011', areas: 687, unmatched: [] });
    expect(sets[0]!.matched.length).toBe(687);
    expect(levels.map(level => level.source.kind)).toEqual([
      'boundaries',
      ...Array.from({ length: 5 }, () => 'dissolved'),
    ]);
    const rook = await setting.hotspots({ dataset: 'street-crime', level: 'lsoa', weights: 'rook', measure: 'count' });
    expect(rook.weights.links).toBe(3840);
  });
});
