import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAreaIndex } from '../../electron/engine/areas/area-index.ts';
import { loadGazetteer } from '../../electron/engine/areas/gazetteer.ts';

const gazetteer = loadGazetteer(path.resolve(import.meta.dirname, '../../resources'));
const index = createAreaIndex(gazetteer.areas, gazetteer.links);

describe('resolving an area', () => {
  it('places an LSOA code with its ward, district and authority', () => {
    expect(index.resolve(' e01014210 ')).toMatchObject({
      kind: 'found',
      level: 'lsoa',
      lsoa: 'E01014210',
      ward: 'E05008714',
      district: 'E06000021',
      authority: 'E06000021',
    });
  });

  it.each([['Stoke on Trent'], ['STOKE-ON-TRENT'], ['E06000021']])('takes %s for the city', text => {
    expect(index.resolve(text)).toMatchObject({
      kind: 'found',
      level: 'district',
      lsoa: null,
      ward: null,
      district: 'E06000021',
      authority: 'E06000021',
    });
  });

  it('places a ward by name, and by name with its district', () => {
    expect(index.resolve('Brereton & Ravenhill')).toMatchObject({
      kind: 'found',
      ward: 'E05006902',
      district: 'E07000192',
    });
    expect(index.resolve('Town, Newcastle-under-Lyme')).toMatchObject({
      kind: 'found',
      ward: 'E05006985',
      district: 'E07000195',
    });
  });

  it('knows an MSOA by name and places its district', () => {
    expect(index.resolve('Stoke-on-Trent 012')).toMatchObject({
      kind: 'found',
      level: 'msoa',
      lsoa: null,
      ward: null,
      district: 'E06000021',
    });
  });

  it('refuses a name of several wards and says which', () => {
    for (const name of ['Town', 'Churnet'])
      expect(index.resolve(name)).toMatchObject({
        kind: 'ambiguous',
        candidates: expect.arrayContaining([expect.stringMatching(/^E05/)]),
      });
  });

  it('prefers a place of the gazetteer to one of another vintage with the same name', () => {
    expect(index.resolve('Bradwell')).toMatchObject({ kind: 'found', code: 'E05006965' });
  });

  it('recognises a retired ward by code and by name, and places it by best fit', () => {
    // Stafford redrew every ward in 2015: Baswich of 2013 lies in the Baswich of 2015.
    expect(index.resolve('E05007014')).toMatchObject({
      kind: 'retired',
      vintage: '2013',
      fit: 'best-fit',
      district: 'E07000197',
      ward: expect.stringMatching(/^E0501/),
    });
    expect(index.resolve('Abbey Hulton')).toMatchObject({
      kind: 'retired',
      vintage: '2023',
      fit: 'best-fit',
      district: 'E06000021',
    });
  });

  it('places a retired ward that fits no ward by its district only', () => {
    expect(index.resolve('E05015066')).toMatchObject({
      kind: 'retired',
      fit: 'district-only',
      ward: null,
      district: 'E07000196',
    });
  });

  it('places an LSOA of 2021 in the LSOA of 2011 that it was cut from', () => {
    expect(index.resolve('E01034047')).toMatchObject({ kind: 'retired', vintage: '2021', lsoa: 'E01029701', share: 1 });
  });

  it('knows the county and the whole area, which lie in no district', () => {
    expect(index.resolve('E10000028')).toMatchObject({
      kind: 'found',
      level: 'authority',
      district: null,
      authority: 'E10000028',
    });
    expect(index.resolve('E23000015')).toMatchObject({ kind: 'found', level: 'area', district: null, authority: null });
  });

  it.each([['E01009999'], ['E07000200'], ['W01000001']])('says that %s is outside', code =>
    expect(index.resolve(code).kind).toBe('outside'),
  );
  it.each([['Stok'], [''], ['ST16 2LH'], ['E0101421']])('does not guess at “%s”', text =>
    expect(index.resolve(text).kind).toBe('unknown'),
  );

  it('keeps to a level when asked', () => {
    expect(index.resolve('E01014210', 'ward').kind).toBe('unknown');
    expect(index.resolve('E06000021', 'authority').kind).toBe('found');
    expect(index.resolve('Staffordshire', 'authority')).toMatchObject({ kind: 'found', code: 'E10000028' });
  });

  it('resolves every area by its code, and its ward names unless ambiguous', () => {
    for (const a of gazetteer.areas) expect(index.resolve(a.code)).toMatchObject({ kind: 'found', code: a.code });
    for (const a of index.areasAt('ward')) {
      const answer = index.resolve(a.name, 'ward');
      if (answer.kind === 'ambiguous') expect(answer.candidates).toContain(a.code);
      else expect(answer).toMatchObject({ kind: 'found', code: a.code });
    }
  });

  it('learns codes from look-ups that come later', () => {
    const later = index.withLinks([
      {
        code: 'E02006084',
        name: 'Somewhere 001',
        level: 'ward',
        vintage: '2030',
        bestFit: 'E05006902',
        district: 'E07000192',
        share: 0.9,
      },
    ]);
    expect(later.resolve('E02006084')).toMatchObject({ kind: 'retired', ward: 'E05006902', share: 0.9 });
    expect(index.resolve('E02006084').kind).toBe('unknown');
  });
});

describe('residents and members', () => {
  it('gives residents by population', () => {
    expect(index.childrenIn('E23000015', '10-17')).toBe(100_924);
    expect(index.childrenIn('E23000015', '0-17')).toBe(228_096);
    expect(index.childrenIn('E06000021', 'all-ages')).toBe(256_375);
    expect(index.childrenIn('E01999999', 'all-ages')).toBeNull();
  });

  it('lists what lies within an area', () => {
    expect(index.within('E23000015', 'lsoa')).toHaveLength(687);
    expect(index.within('E10000028', 'district')).toHaveLength(8);
    expect(index.within('E06000021', 'ward')).toHaveLength(37);
  });
});
