/**
 * Writes the tables of this folder from published files. Run where those files are:
 *   node resources/gazetteer/build.ts FOLDER
 * FOLDER holds boundaries/, lookups/, population/, imd/ and dfe/ as README.md lists them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { feature } from 'topojson-client';

type Row = Readonly<Record<string, string>>;
type Ring = readonly (readonly [number, number])[];
interface Shape {
  readonly id?: string;
  readonly properties: Row;
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };
}

const wholeArea = { code: 'E23000015', name: 'Staffordshire and Stoke-on-Trent' };

/** Below this share of its residents a ward of another vintage is told by its district only. */
const leastShare = 0.5;

const source = process.argv[2];
if (!source) {
  console.error('Give the folder that holds the published files.');
  process.exit(2);
}
const target = path.dirname(fileURLToPath(import.meta.url));

const table = (file: string): readonly Row[] =>
  parse(readFileSync(path.join(source, file)), { columns: true, bom: true, trim: true }) as Row[];
const json = (file: string): unknown => JSON.parse(readFileSync(path.join(source, file), 'utf8'));
const by = (rows: readonly Row[], column: string): ReadonlyMap<string, Row> => new Map(rows.map(r => [r[column]!, r]));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const group = <T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> =>
  Map.groupBy(items, key);

function write(file: string, columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void {
  const cell = (v: string | number | null) =>
    v === null ? '' : /[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v);
  writeFileSync(path.join(target, file), [columns, ...rows].map(r => r.map(cell).join(',')).join('\n') + '\n');
  console.log(`${file}: ${rows.length}`);
}

function insideRing([x, y]: readonly [number, number], ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!;
    const [xj, yj] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function inside(point: readonly [number, number], shape: Shape): boolean {
  const polygons = shape.geometry.type === 'Polygon' ? [shape.geometry.coordinates] : shape.geometry.coordinates;
  return polygons.some(([outer, ...holes]) => insideRing(point, outer!) && !holes.some(h => insideRing(point, h)));
}

const population = by(table('population/lsoa11_mid2019_single_year.csv'), 'lsoa11_code');
const deprivation = by(table('imd/imd2019_lsoa11_domains.csv'), 'lsoa11_code');
const parents = table('lookups/lsoa11_ward17_lad.csv');
const centres = by(
  (json('boundaries/lsoa2011.geojson') as { features: Shape[] }).features.map(f => f.properties),
  'LSOA11CD',
);
const allWards = by(table('lookups/wards_all_vintages.csv'), 'WDCD');
const places = table('lookups/lad24_csp24_pfa24.csv');

/** Persons of the ages from..to in a single-year row. */
const ages = (row: Row, from: number, to: number) =>
  sum(Array.from({ length: to - from + 1 }, (_, i) => Number(row[`age_${from + i}`])));

const lsoas = parents
  .map(p => {
    const code = p['lsoa11_code']!;
    const people = population.get(code)!;
    const centre = centres.get(code)!;
    return {
      code,
      name: people['lsoa11_name']!,
      // "Stoke-on-Trent 012A" lies in the MSOA "Stoke-on-Trent 012": the letter tells LSOAs of one MSOA apart.
      msoa: people['lsoa11_name']!.replace(/[A-Z]$/, ''),
      ward: p['ward17_code']!,
      district: p['lad_code']!,
      easting: Number(centre['BNG_E']),
      northing: Number(centre['BNG_N']),
      point: [Number(centre['LONG']), Number(centre['LAT'])] as const,
      persons: Number(people['total_population']),
      children0: ages(people, 0, 17),
      children10: ages(people, 10, 17),
      decile: Number(deprivation.get(code)!['IMD_decile']),
    };
  })
  .toSorted((a, b) => a.code.localeCompare(b.code));
type Lsoa = (typeof lsoas)[number];

const sizes = (members: readonly Lsoa[]) => {
  const persons = sum(members.map(m => m.persons));
  const mean = (pick: (m: Lsoa) => number) => Math.round(sum(members.map(m => pick(m) * m.persons)) / persons);
  return [
    mean(m => m.easting),
    mean(m => m.northing),
    persons,
    sum(members.map(m => m.children0)),
    sum(members.map(m => m.children10)),
  ] as const;
};
const sizeColumns = ['easting', 'northing', 'persons', 'children_0_17', 'children_10_17'];
const sorted = (groups: ReadonlyMap<string, readonly Lsoa[]>) => [...groups].toSorted(([a], [b]) => a.localeCompare(b));

write(
  'lsoas.csv',
  ['code', 'name', 'msoa', 'ward', 'district', ...sizeColumns, 'deprivation_decile'],
  lsoas.map(l => [
    l.code,
    l.name,
    l.msoa,
    l.ward,
    l.district,
    l.easting,
    l.northing,
    l.persons,
    l.children0,
    l.children10,
    l.decile,
  ]),
);
write(
  'msoas.csv',
  ['name', 'district', ...sizeColumns],
  sorted(group(lsoas, l => l.msoa)).map(([name, m]) => [name, m[0]!.district, ...sizes(m)]),
);

const oldWards = (['E07000194', 'E07000197'] as const).flatMap(district => {
  // Lichfield and Stafford redrew every ward in 2015; elsewhere the codes of 2013 were still those of 2017.
  const topology = json(`boundaries/topojson_wards2013/topo_${district}.json`) as Parameters<typeof feature>[0];
  const shapes = (feature(topology, Object.values(topology.objects)[0]!) as unknown as { features: Shape[] }).features;
  return shapes.map(s => ({ district, code: s.properties['WD13CD']!, name: s.properties['WD13NM']!, shape: s }));
});

write(
  'wards.csv',
  ['code', 'name', 'district', ...sizeColumns],
  sorted(group(lsoas, l => l.ward)).map(([code, m]) => {
    const name = allWards.get(code)?.['WDNM'] ?? oldWards.find(w => w.code === code)?.name;
    if (!name) console.warn(`no name for ward ${code}`);
    return [code, name ?? code, m[0]!.district, ...sizes(m)];
  }),
);

const authorityOf = new Map([...allWards.values()].map(w => [w['LADCD']!, { code: w['UTLACD']!, name: w['UTLANM']! }]));
write(
  'districts.csv',
  ['code', 'name', 'authority', 'community_safety_partnership', ...sizeColumns],
  sorted(group(lsoas, l => l.district)).map(([code, m]) => {
    const place = places.find(p => p['ltla24_code'] === code)!;
    return [code, place['ltla24_name']!, authorityOf.get(code)!.code, place['csp24_code']!, ...sizes(m)];
  }),
);
write(
  'authorities.csv',
  ['code', 'name', 'level', ...sizeColumns],
  [
    ...sorted(group(lsoas, l => authorityOf.get(l.district)!.code)).map(([code, m]) => [
      code,
      authorityOf.get(m[0]!.district)!.name,
      'authority',
      ...sizes(m),
    ]),
    [wholeArea.code, wholeArea.name, 'area', ...sizes(lsoas)],
  ],
);

/** Where the residents of a code of another vintage live: the best fit and its share. */
function bestFit(weights: ReadonlyMap<string, number>): { readonly code: string; readonly share: number } {
  const [best] = [...weights].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return { code: best![0], share: best![1] / sum([...weights.values()]) };
}

const byCode = new Map(lsoas.map(l => [l.code, l]));
const changes = table('lookups/lsoa11_lsoa21_lad22.csv');
const pieces = group(changes, c => c['lsoa11_code']!);
const wardOf2021 = by(table('lookups/lsoa21_ward24_lad24.csv'), 'lsoa21_code');

const weigh = (entries: readonly (readonly [string, number])[]) =>
  entries.reduce((m, [code, persons]) => m.set(code, (m.get(code) ?? 0) + persons), new Map<string, number>());

const links: (readonly [string, string, string, string, string, string | null, string])[] = [];
for (const [code, rows] of group(changes, c => c['lsoa21_code']!)) {
  if (byCode.has(code)) continue;
  const fit = bestFit(weigh(rows.map(r => [r['lsoa11_code']!, byCode.get(r['lsoa11_code']!)!.persons] as const)));
  links.push([
    code,
    rows[0]!['lsoa21_name']!,
    'lsoa',
    '2021',
    rows[0]!['ltla22_code']!,
    fit.code,
    fit.share.toFixed(3),
  ]);
}
const wardFit = (weights: ReadonlyMap<string, number>) => {
  const fit = bestFit(weights);
  return [fit.share >= leastShare ? fit.code : null, fit.share.toFixed(3)] as const;
};
for (const w of oldWards) {
  const members = lsoas.filter(l => l.district === w.district && inside(l.point, w.shape));
  // A ward smaller than any LSOA has no centroid in it and can be told by its district only.
  links.push([
    w.code,
    w.name,
    'ward',
    '2013',
    w.district,
    ...(members.length ? wardFit(weigh(members.map(m => [m.ward, m.persons] as const))) : ([null, '0.000'] as const)),
  ]);
}
const current = new Set(lsoas.map(l => l.ward));
const newMembers = group(
  changes.map(c => {
    const old = byCode.get(c['lsoa11_code']!)!;
    // Persons of a split LSOA are shared equally among its pieces: mid-2019 numbers are not published for the pieces.
    return {
      ward: wardOf2021.get(c['lsoa21_code']!)!['ward24_code']!,
      entry: [old.ward, old.persons / pieces.get(old.code)!.length] as const,
    };
  }),
  m => m.ward,
);
for (const [code, w] of allWards) {
  if (current.has(code)) continue;
  const members = newMembers.get(code);
  if (!members) console.warn(`no members of ward ${code} ${w['WDNM']}`);
  links.push([
    code,
    w['WDNM']!,
    'ward',
    w['SOURCEFILE']!,
    w['LADCD']!,
    ...(members ? wardFit(weigh(members.map(m => m.entry))) : ([null, '0.000'] as const)),
  ]);
}
write(
  'other-vintages.csv',
  ['code', 'name', 'level', 'vintage', 'district', 'best_fit', 'share'],
  links.toSorted((a, b) => a[0].localeCompare(b[0])),
);

write(
  'district-ages.csv',
  ['district', 'age', 'persons'],
  table('population/population19_ltla19_single_year.csv')
    .toSorted((a, b) => a['ltla19_code']!.localeCompare(b['ltla19_code']!))
    .flatMap(r =>
      Array.from({ length: 91 }, (_, age) => [r['ltla19_code']!, age, Number(r[age === 90 ? '90+' : String(age)])]),
    ),
);
write(
  'children-by-year.csv',
  ['authority', 'year', 'children_0_17'],
  table('dfe/ons_mid-year_population_estimates_2012_to_2024_staffs_stoke_wm_eng.csv')
    .filter(
      r =>
        r['geographic_level'] === 'Local authority' &&
        Number(r['time_period']) >= 2014 &&
        Number(r['time_period']) <= 2019,
    )
    .map(r => [r['new_la_code']!, Number(r['time_period']), Number(r['population_estimate'])] as const)
    .toSorted((a, b) => a[0].localeCompare(b[0]) || a[1] - b[1]),
);
