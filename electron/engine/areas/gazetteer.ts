import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Area, AreaLink } from '../../../shared/model/area.ts';
import type { AreaLevel } from '../../../shared/model/dataset.ts';

/** Persons by single year of age at mid-2019; age 90 stands for 90 and over. */
export interface DistrictAge {
  readonly district: string;
  readonly age: number;
  readonly persons: number;
}

/** Children aged 0 to 17 at mid-year, by upper-tier authority. */
export interface ChildrenOfYear {
  readonly authority: string;
  readonly year: number;
  readonly children0to17: number;
}

/** The shipped places: nine districts with what lies in them and above them, and codes of other vintages. */
export interface Gazetteer {
  /**
   * Smallest level last, each level in the order of its codes. Stoke-on-Trent stands twice under one code: as a district
   * and as the authority that it is itself.
   */
  readonly areas: readonly Area[];
  readonly links: readonly AreaLink[];
  readonly districtAges: readonly DistrictAge[];
  readonly childrenByYear: readonly ChildrenOfYear[];
}

type Row = Readonly<Record<string, string>>;

function readTable(resourcesFolder: string, file: string): readonly Row[] {
  return parse(readFileSync(path.join(resourcesFolder, 'gazetteer', file)), { columns: true }) as Row[];
}

const vintages: Readonly<Record<AreaLevel, string>> = {
  lsoa: '2011',
  msoa: '2011',
  ward: '2017',
  district: '2017',
  authority: '2017',
  area: '2017',
};

/**
 * Reads the gazetteer from `resources/gazetteer`. Throws when a table is missing or a parent does not exist, because
 * nothing can be placed without it.
 */
export function loadGazetteer(resourcesFolder: string): Gazetteer {
  const read = (file: string) => readTable(resourcesFolder, file);
  const upper = read('authorities.csv');
  const whole = upper.find(r => r['level'] === 'area')!['code']!;
  const authorityOf = new Map<string, string>();

  const area = (row: Row, level: AreaLevel, parents: Partial<Record<'msoa' | 'ward' | 'district', string>>): Area => {
    const authority = parents.district === undefined ? undefined : authorityOf.get(parents.district);
    if (parents.district !== undefined && authority === undefined)
      throw new Error(`No district ${parents.district} for ${row['name']} in the gazetteer.`);
    return Object.freeze({
      code: row['code'] ?? row['name']!,
      name: row['name']!,
      level,
      vintage: vintages[level],
      msoa: parents.msoa ?? null,
      ward: parents.ward ?? null,
      district: parents.district ?? null,
      authority: authority ?? row['authority'] ?? null,
      area: level === 'area' ? null : whole,
      easting: Number(row['easting']),
      northing: Number(row['northing']),
      persons: Number(row['persons']),
      children0to17: Number(row['children_0_17']),
      children10to17: Number(row['children_10_17']),
      deprivationDecile: row['deprivation_decile'] ? Number(row['deprivation_decile']) : null,
    });
  };

  const top = upper.map(r => area(r, r['level'] as AreaLevel, {}));
  const districts = read('districts.csv').map(r => {
    authorityOf.set(r['code']!, r['authority']!);
    return area(r, 'district', {});
  });
  const wards = read('wards.csv').map(r => area(r, 'ward', { district: r['district']! }));
  const msoas = read('msoas.csv').map(r => area(r, 'msoa', { district: r['district']! }));
  const lsoas = read('lsoas.csv').map(r =>
    area(r, 'lsoa', { msoa: r['msoa']!, ward: r['ward']!, district: r['district']! }),
  );

  const links = read('other-vintages.csv').map((r): AreaLink =>
    Object.freeze({
      code: r['code']!,
      name: r['name']!,
      level: r['level'] as AreaLevel,
      vintage: r['vintage']!,
      bestFit: r['best_fit'] || null,
      district: r['district'] || null,
      share: Number(r['share']),
    }),
  );
  return Object.freeze({
    areas: Object.freeze([...top, ...districts, ...wards, ...msoas, ...lsoas]),
    links: Object.freeze(links),
    districtAges: read('district-ages.csv').map(r => ({
      district: r['district']!,
      age: Number(r['age']),
      persons: Number(r['persons']),
    })),
    childrenByYear: read('children-by-year.csv').map(r => ({
      authority: r['authority']!,
      year: Number(r['year']),
      children0to17: Number(r['children_0_17']),
    })),
  });
}
