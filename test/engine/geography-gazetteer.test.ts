import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';
import { ancestorAt, comparableName, residents } from '../../shared/model/area.ts';

const root = path.resolve(import.meta.dirname, '../..');
const published = path.resolve(root, '../shared/data');
const gazetteer = loadGazetteer(path.join(root, 'resources'));
const at = (level: string) => gazetteer.areas.filter(a => a.level === level);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('the gazetteer', () => {
  it('holds the nine districts and everything in them', () => {
    expect(at('lsoa')).toHaveLength(687);
    expect(at('msoa')).toHaveLength(143);
    expect(at('ward')).toHaveLength(204);
    expect(at('district').map(a => a.code)).toEqual([
      'E06000021',
      ...Array.from({ length: 8 }, (_, i) => `E0700019${i + 2}`),
    ]);
    expect(at('authority').map(a => a.code)).toEqual(['E06000021', 'E10000028']);
    expect(at('area').map(a => a.code)).toEqual(['E23000015']);
  });

  it('adds up to the published residents at every level', () => {
    for (const level of ['lsoa', 'msoa', 'ward', 'district', 'authority', 'area']) {
      expect(sum(at(level).map(a => a.persons)), level).toBe(1_135_935);
      expect(sum(at(level).map(a => a.children0to17)), level).toBe(228_096);
      expect(sum(at(level).map(a => a.children10to17)), level).toBe(100_924);
    }
  });

  it('gives each parent the residents of its children', () => {
    for (const level of ['msoa', 'ward', 'district', 'authority'] as const)
      for (const parent of at(level)) {
        const inside = at('lsoa').filter(l => ancestorAt(l, level) === parent.code);
        expect(sum(inside.map(l => residents(l, 'all-ages'))), parent.code).toBe(parent.persons);
        expect(sum(inside.map(l => residents(l, '10-17'))), parent.code).toBe(parent.children10to17);
        expect(sum(inside.map(l => residents(l, '0-17'))), parent.code).toBe(parent.children0to17);
      }
  });

  it('names a parent that exists for every area, and every area lies in the whole', () => {
    const known = new Set(gazetteer.areas.map(a => `${a.level} ${a.code}`));
    for (const a of gazetteer.areas)
      for (const level of ['msoa', 'ward', 'district', 'authority', 'area'] as const) {
        const parent = ancestorAt(a, level);
        if (parent !== null) expect(known, `${a.code} → ${level}`).toContain(`${level} ${parent}`);
      }
    for (const a of at('lsoa'))
      expect(
        [a.ward, a.msoa, a.district, a.authority, a.area].every(p => p !== null),
        a.code,
      ).toBe(true);
  });

  it('gives names, centroids inside the county and deciles', () => {
    for (const a of gazetteer.areas) {
      expect(a.name).not.toMatch(/^E\d{8}$/);
      expect(a.easting).toBeGreaterThan(370_000);
      expect(a.easting).toBeLessThan(430_000);
      expect(a.northing).toBeGreaterThan(280_000);
      expect(a.northing).toBeLessThan(370_000);
    }
    for (const a of at('lsoa')) expect(a.deprivationDecile).toBeOneOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(at('ward').every(a => a.deprivationDecile === null)).toBe(true);
  });

  it('cannot be changed by a reader', () => {
    expect(Object.isFrozen(gazetteer.areas)).toBe(true);
    expect(gazetteer.areas.every(a => Object.isFrozen(a))).toBe(true);
  });

  it('links codes of other vintages to areas that exist', () => {
    const codes = new Set(gazetteer.areas.map(a => a.code));
    for (const link of gazetteer.links) {
      expect(codes, link.code).not.toContain(link.code);
      expect(codes).toContain(link.district);
      if (link.bestFit !== null) expect(codes).toContain(link.bestFit);
      expect(link.share >= 0 && link.share <= 1, link.code).toBe(true);
    }
  });

  it('carries ages that add up to the districts', () => {
    for (const d of at('district')) {
      const own = gazetteer.districtAges.filter(a => a.district === d.code);
      expect(own.map(a => a.age)).toEqual(Array.from({ length: 91 }, (_, i) => i));
      expect(sum(own.map(a => a.persons))).toBe(d.persons);
      expect(sum(own.filter(a => a.age >= 10 && a.age <= 17).map(a => a.persons))).toBe(d.children10to17);
    }
    expect(gazetteer.childrenByYear).toHaveLength(12);
  });

  it.skipIf(!existsSync(published))('agrees with the published files (skipped where ../shared/data is absent)', () => {
    const rows = (file: string) =>
      parse(readFileSync(path.join(published, file)), { columns: true, bom: true }) as Record<string, string>[];
    const byCode = new Map(at('lsoa').map(a => [a.code, a]));
    for (const r of rows('population/lsoa11_mid2019_single_year.csv'))
      expect(byCode.get(r['lsoa11_code']!)?.persons).toBe(Number(r['total_population']));
    for (const r of rows('lookups/lsoa11_ward17_lad.csv')) {
      expect(byCode.get(r['lsoa11_code']!)?.ward).toBe(r['ward17_code']);
      expect(byCode.get(r['lsoa11_code']!)?.district).toBe(r['lad_code']);
    }
    for (const r of rows('imd/imd2019_lsoa11_domains.csv'))
      expect(byCode.get(r['lsoa11_code']!)?.deprivationDecile).toBe(Number(r['IMD_decile']));
    const known = new Set([...gazetteer.areas.map(a => a.code), ...gazetteer.links.map(l => l.code)]);
    for (const r of rows('lookups/wards_all_vintages.csv')) expect(known).toContain(r['WDCD']);
    for (const r of rows('lookups/lsoa21_ward24_lad24.csv')) expect(known).toContain(r['lsoa21_code']);
  });
});

describe('a comparable name', () => {
  it.each([
    ['Stoke on Trent', 'Stoke-on-Trent'],
    ['St. Michael’s', "st michael's"],
    ['Etching Hill & the Heath', 'ETCHING HILL AND THE HEATH'],
    ['  Newcastle  under Lyme', 'Newcastle-under-Lyme'],
  ])('%s is %s', (a, b) => expect(comparableName(a)).toBe(comparableName(b)));
});
