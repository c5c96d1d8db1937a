import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HotSpotDescription } from '../../shared/contract/geography.ts';
import { newSetting } from './hotspots-setting.ts';
import type { MapSetting } from './hotspots-setting.ts';
import { resources } from './intake-setting.ts';

/** What the engine says of a map: missing episodes at the average rate, but for one ward at four times. */
const lsoas = (
  parse(readFileSync(path.join(resources, 'gazetteer/lsoas.csv')), { columns: true }) as Record<string, string>[]
).map(row => ({
  code: row['code']!,
  ward: row['ward']!,
  district: row['district']!,
  children: Number(row['children_10_17']),
}));
const wards = [...Map.groupBy(lsoas, row => row.ward)].map(([code, rows]) => ({
  code,
  district: rows[0]!.district,
  lsoa: rows[0]!.code,
  children: rows.reduce((sum, row) => sum + row.children, 0),
}));
const usual = wards.toSorted((a, b) => a.children - b.children)[Math.floor(wards.length / 2)]!;
const restless = wards.find(ward => ward.code !== usual.code && ward.children > usual.children)!;
const perChild = 0.01;

let setting: MapSetting;
beforeAll(async () => {
  setting = await newSetting();
  const lines: string[] = [];
  const episode = (child: string, day: number, lsoa: string) =>
    lines.push(`${child},2016-05-${String(1 + (day % 28)).padStart(2, '0')}T21:00,${lsoa}`);
  for (const ward of wards) {
    const count = Math.round(ward.children * perChild * (ward === usual ? 4 : 1));
    for (let n = 0; n < count; n++) episode(`${ward.code}-${n}`, n, ward.lsoa);
  }
  // One child who goes missing again and again makes no place stand out.
  for (let n = 0; n < 60; n++) episode(`${restless.code}-0`, n, restless.lsoa);
  const file = path.join(setting.folder, 'missing-episode_police_2016-17_Q1.csv');
  writeFileSync(file, ['Child reference,Went missing,LSOA', ...lines, ''].join('\n'));
  const { files } = await setting.call('intake.import', { files: [file], type: 'missing-episode', agency: 'police' });
  expect(files[0]!.loaded, files[0]!.message).toBeGreaterThan(lines.length - 70);
}, 60_000);
afterAll(() => setting.end());

const places = (more: Partial<HotSpotDescription> = {}) =>
  setting.hotspots({ dataset: 'missing-episodes', level: 'ward', statistic: 'above-rest', ...more });
const faultOf = async (description: HotSpotDescription) => {
  const answer = await setting.engine.call('geography.hotspots', { description });
  return answer.ok ? null : answer.fault;
};

describe('single places', () => {
  it('the ward at four times stands above the rest by its children, and no other', async () => {
    const map = await places();
    const area = map.areas.find(one => one.code === usual.code)!;
    const others = map.areas.filter(one => one !== area && (one.denominator ?? 0) > 0);
    const sum = (of: 'numerator' | 'denominator') => others.reduce((all, one) => all + one[of]!, 0);
    const ratio = area.numerator! / area.denominator! / (sum('numerator') / sum('denominator'));
    expect(map.table.values).toMatchObject([{ measure: 'children' }]);
    expect(area.againstRest!.ratio).toBeCloseTo(ratio, 9);
    expect(map.areas.filter(one => one.bin === 2).map(one => one.code)).toEqual([usual.code]);
    expect(map.claims).toHaveLength(1);
    expect(map.claims[0]).toMatchObject({ kind: 'place', strength: 'found', about: { area: usual.code } });
    expect(map.claims[0]!.title).toBe(
      `${area.name}: ${area.numerator} children went missing, ${ratio.toFixed(1)} times the rate of the rest`,
    );
    expect(map.areas.find(one => one.code === restless.code)!.bin).toBe(0);
    expect(map.notes.find(note => note.code === 'significance')!.text).toContain('one-sided');
  });

  it('are asked about by what is counted once, in one period', async () => {
    const description = { dataset: 'missing-episodes', level: 'ward', statistic: 'above-rest' } as const;
    expect(await faultOf({ ...description, of: 'rows' })).toMatchObject({
      code: 'invalid-input',
      path: 'description.of',
    });
    expect(await faultOf({ ...description, measure: 'change' })).toMatchObject({ path: 'description.measure' });
  });

  it('for a board only what is shown is tested and named', async () => {
    const map = await places({ audience: 'board' });
    const hidden = map.areas.filter(area => area.status === 'hidden');
    expect(hidden.length).toBeGreaterThan(0);
    for (const area of hidden)
      expect([area.p, area.adjustedP, area.bin, area.againstRest]).toEqual([null, null, null, null]);
    const [claim] = map.claims;
    const named = map.areas.filter(area => claim!.figures.some(figure => figure.name.endsWith(area.name)));
    expect(named.every(area => area.numerator !== null)).toBe(true);
    expect(claim!.caveats[0]).toContain('hidden count');
    expect(claim!.figures[0]).toMatchObject({ value: map.areas.find(area => area.code === usual.code)!.numerator });
  });

  it('leave with their test in a table of areas', async () => {
    const file = path.join(setting.folder, 'places.csv');
    await setting.call('geography.export', {
      description: { dataset: 'missing-episodes', level: 'ward', statistic: 'above-rest', audience: 'board' },
      format: 'csv',
      file,
      title: 'Places',
    });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('Times the rate of the rest');
    expect(text).toContain('p, one-sided, corrected');
    expect(text).toMatch(/above the rest/);
    expect(text).toMatch(/^Finding,/m);
  });
});

describe('on a slide', () => {
  it('the legend counts what stands above, what does not and what is hidden, and the finding stands in it', async () => {
    const map = await places({ audience: 'board' });
    const view = { dataset: 'missing-episodes', level: 'ward', statistic: 'above-rest' };
    const pin = { kind: 'map', view, layer: 'places' } as const;
    const { id } = await setting.call('briefing.save', {
      deck: {
        name: 'Places',
        template: null,
        audience: 'board',
        organisation: 'The partnership',
        marking: '',
        slides: [{ id: 'one', layout: 'view', title: map.claims[0]!.title, narrative: '', notes: '', pin }],
      },
    });
    const { slides } = await setting.call('briefing.freeze', { id });
    const { map: drawn, table } = slides[0]!.content!;
    const frozen = drawn!;
    const count = (is: (area: (typeof map.areas)[number]) => boolean) => map.areas.filter(is).length;
    expect(frozen.legend.map(({ label, count: shown }) => [label.replace(/,.*/, ''), shown])).toEqual(
      [
        ['Above the rest', count(area => area.bin === 2)],
        ['Not above the rest', count(area => area.bin === 0)],
        ['Hidden', count(area => area.status === 'hidden')],
        ['No residents', count(area => area.status !== 'hidden' && area.bin === null)],
      ].filter(([, shown]) => shown !== 0),
    );
    expect(frozen.lines.find(line => line.name === 'Finding')!.text).toBe(`${map.claims[0]!.title} (p below 0.001)`);
    const heads = table!.columns.map(column => column[0]);
    expect(heads).toEqual(expect.arrayContaining(['Count', 'Residents', 'Times the rest', 'Finding']));
    const at = heads.indexOf('Finding');
    for (const row of table!.rows) if (row.cells[0]!.status === 'hidden') expect(row.cells[at]!.status).toBe('hidden');
  });
});

describe('neighbourhoods', () => {
  it('one ward is none, and the episodes of one child are none', async () => {
    for (const of of ['children', 'rows']) {
      const { claims, global } = await setting.hotspots({ dataset: 'missing-episodes', level: 'ward', of });
      expect(global.moran['pRandomised']!).toBeGreaterThan(0.05);
      expect(claims).toHaveLength(1);
      expect(claims[0]).toMatchObject({ kind: 'neighbourhood', strength: 'none' });
      expect(claims[0]!.title).not.toMatch(/hot spots? of/i);
      expect(claims[0]!.test!.power).toMatch(/four times in five/);
    }
  });

  it('which p is one-sided and which two-sided is said beside each', async () => {
    const noteOf = async (statistic: 'getis-ord-star' | 'local-moran') => {
      const map = await setting.hotspots({ dataset: 'missing-episodes', level: 'ward', statistic, permutations: 99 });
      return map.notes.find(note => note.code === 'significance')!.text;
    };
    for (const statistic of ['getis-ord-star', 'local-moran'] as const) {
      const text = await noteOf(statistic);
      expect(text).toContain('two-sided');
      expect(text).toContain('one-sided');
    }
  });
});

describe('where nothing lies in an area of the map', () => {
  it('nothing is found: what has no ward is counted', async () => {
    const file = path.join(setting.folder, 'referral_stoke_2016-17.csv');
    const rows = Array.from({ length: 9 }, (_, n) => `R-${n},2016-04-0${n + 1},E06000021`);
    writeFileSync(file, ['child_reference,referred_on,area', ...rows, ''].join('\n'));
    const { files } = await setting.call('intake.import', { files: [file], type: 'referral', agency: 'stoke' });
    expect(files[0]!.loaded, files[0]!.message).toBe(9);
    for (const statistic of ['above-rest', 'getis-ord-star'] as const) {
      const { claims } = await setting.hotspots({ dataset: 'referrals', level: 'ward', statistic, of: 'children' });
      expect(claims).toHaveLength(1);
      expect(claims[0]).toMatchObject({ strength: 'cannot-tell', test: null, figures: [] });
      expect(claims[0]!.title).toMatch(/^9 of 9 children have no ward recorded and are on no map: choose District$/);
    }
  });
});
