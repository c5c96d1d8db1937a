import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../../electron/engine/cube/columns/facts.ts';
import { surroundingsOf } from '../../electron/engine/cube/gathering.ts';
import { pivotOf } from '../../electron/engine/cube/pivot.ts';
import type { Workspace } from '../../electron/engine/store/workspace.ts';
import type { PivotDescription, PivotTable } from '../../shared/contract/cube.ts';
import type { Dataset, Measure, MeasureKind } from '../../shared/model/dataset.ts';
import { datasetNamed } from '../../shared/model/datasets.ts';
import { cellAt, codeLists, codesOf, end, load, newWorkspace, parsed, places } from './cube-setting.ts';
import type { Row } from './cube-setting.ts';

/*
 * Every cell of every measure of random tables over random rows equals plain SQL at that cell's own grain. The tables go
 * through the encrypted workspace and the product's own description.
 */

const measure = (name: string, compute: MeasureKind): Measure => ({
  name,
  label: name,
  definition: '',
  formula: '',
  compute,
  unit: '',
  format: 'number',
  decimals: 1,
});
const referrals = datasetNamed('referrals')!;
const dataset: Dataset = {
  ...referrals,
  measures: [
    ...referrals.measures,
    measure('sum_age', { kind: 'sum', field: 'age' }),
    measure('median_age', { kind: 'median', field: 'age' }),
    measure('upper_age', { kind: 'quantile', field: 'age', q: 0.9 }),
    measure('youngest', { kind: 'minimum', field: 'age' }),
    measure('oldest', { kind: 'maximum', field: 'age' }),
    measure('mean_days', { kind: 'days-between', from: 'referred_on', to: 'allocated_on', take: 'mean' }),
    measure('wards', { kind: 'distinct', field: 'ward' }),
    measure('years', { kind: 'distinct', field: 'age' }),
    measure('older_share', {
      kind: 'share',
      numerator: [{ field: 'age', atLeast: 15 }],
      denominator: [
        { field: 'age', is: 'recorded' },
        { field: 'sex', in: ['female'] },
      ],
    }),
    measure('per_ward', { kind: 'ratio', numerator: 'rows', denominator: 'wards', per: 10 }),
  ],
};

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 6, nil: null });
const day = fc.integer({ min: 16_400, max: 17_450 }).map(n => new Date(n * 86_400_000).toISOString().slice(0, 10));
const place = fc.constantFrom(...places);
const row: fc.Arbitrary<Row> = fc
  .record({
    child: orNull(fc.integer({ min: 1, max: 30 })),
    age: orNull(fc.oneof(fc.integer({ min: 8, max: 18 }), fc.constantFrom(9, 12, 13, 17))),
    sex: orNull(fc.constantFrom('female', 'male', 'unknown', 'Dirty, "code"')),
    looked_after: orNull(fc.constantFrom('yes', 'no')),
    risk_at_referral: orNull(fc.constantFrom('low', 'medium', 'high', 'zz')),
    referred_on: orNull(day),
    allocated_on: orNull(day),
    agency: orNull(fc.constantFrom('police', 'health', 'unheard-of')),
    re_referral: orNull(fc.constantFrom('yes', 'no')),
    at: place,
    located: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ at, located, ...rest }) => ({
    ...rest,
    district: located > 0 ? at.district : null,
    ward: located > 1 ? at.ward : null,
    lsoa: located > 2 ? at.lsoa : null,
  }));

/** Dimensions with the SQL that says the same over the workspace's tables. */
const year = `CAST(strftime('%Y', referred_on) AS INTEGER)`;
const month = `CAST(strftime('%m', referred_on) AS INTEGER)`;
const startYear = `(${year} - (${month} < 4))`;
const financialYear = `printf('%d/%02d', ${startYear}, (${startYear} + 1) % 100)`;
const dimensions: readonly {
  readonly axis: string | { field: string; by: string };
  readonly name: string;
  readonly sql: string;
}[] = [
  ...['sex', 'looked_after', 'risk_at_referral', 'agency', 'district', 'ward', 'lsoa'].map(name => ({
    axis: name,
    name,
    sql: name,
  })),
  { axis: 'age', name: 'age', sql: 'CAST(age AS TEXT)' },
  {
    axis: 'age_band',
    name: 'age_band',
    sql: `CASE WHEN age <= 9 THEN '0-9' WHEN age <= 12 THEN '10-12' WHEN age <= 15 THEN '13-15' WHEN age <= 17 THEN '16-17' WHEN age >= 18 THEN '18+' END`,
  },
  { axis: 'authority', name: 'authority', sql: '(SELECT authority FROM area WHERE code = fact_referral.district)' },
  {
    axis: 'deprivation',
    name: 'deprivation',
    sql: '(SELECT CAST(deprivation_decile AS TEXT) FROM area WHERE code = fact_referral.lsoa)',
  },
  {
    axis: 'supplied_by',
    name: 'supplied_by',
    sql: '(SELECT b.agency FROM batch b WHERE b.id = fact_referral.batch_id)',
  },
  {
    axis: { field: 'referred_on', by: 'financial-year' },
    name: 'fy',
    sql: `CASE WHEN referred_on IS NOT NULL THEN ${financialYear} END`,
  },
  {
    axis: { field: 'referred_on', by: 'financial-quarter' },
    name: 'fq',
    sql: `CASE WHEN referred_on IS NOT NULL THEN ${financialYear} || ' Q' || (((${month} + 8) % 12) / 3 + 1) END`,
  },
  { axis: { field: 'referred_on', by: 'month' }, name: 'month', sql: `strftime('%Y-%m', referred_on)` },
  { axis: { field: 'referred_on', by: 'year' }, name: 'year', sql: `strftime('%Y', referred_on)` },
  {
    axis: { field: 'referred_on', by: 'quarter' },
    name: 'quarter',
    sql: `CASE WHEN referred_on IS NOT NULL THEN ${year} || ' Q' || ((${month} - 1) / 3 + 1) END`,
  },
  {
    axis: { field: 'referred_on', by: 'academic-year' },
    name: 'ay',
    sql: `CASE WHEN referred_on IS NOT NULL THEN printf('%d/%02d', ${year} - (${month} < 9), (${year} - (${month} < 9) + 1) % 100) END`,
  },
  {
    axis: { field: 'referred_on', by: 'weekday' },
    name: 'weekday',
    sql: `CASE strftime('%w', referred_on) WHEN '0' THEN '7' ELSE strftime('%w', referred_on) END`,
  },
];
type Dimension = (typeof dimensions)[number];

/** What SQL says of a measure over the rows of a group. */
const aggregates: Readonly<Record<string, string>> = {
  rows: 'count(*)',
  children: 'count(DISTINCT child)',
  wards: 'count(DISTINCT ward)',
  years: 'count(DISTINCT age)',
  sum_age: 'sum(age)',
  mean_age: 'avg(age)',
  youngest: 'min(age)',
  oldest: 'max(age)',
  mean_days: 'avg(julianday(allocated_on) - julianday(referred_on))',
  share_looked_after: `sum(looked_after = 'yes') * 1.0 / count(looked_after)`,
  share_high_risk: `sum(risk_at_referral = 'high') * 1.0 / count(risk_at_referral)`,
  older_share: `sum(sex = 'female' AND age >= 15) * 1.0 / sum(sex = 'female' AND age IS NOT NULL)`,
  referrals_per_child: 'count(*) * 1.0 / count(DISTINCT child)',
  per_ward: 'count(*) * 10.0 / count(DISTINCT ward)',
};
/** Quantiles have no SQL; their numbers come from SQL and the rank from here. */
const quantiles: Readonly<Record<string, readonly [string, number]>> = {
  median_age: ['age', 0.5],
  upper_age: ['age', 0.9],
  days_to_allocation: ['julianday(allocated_on) - julianday(referred_on)', 0.5],
};
const measureNames = [...Object.keys(aggregates), ...Object.keys(quantiles)];

function quantileOf(numbers: readonly number[], q: number): number | null {
  if (!numbers.length) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  return sorted[below]! + (sorted[Math.min(sorted.length - 1, below + 1)]! - sorted[below]!) * (at - below);
}

interface FilterCase {
  readonly filter: NonNullable<PivotDescription['filters']>[number];
  readonly sql: string;
}
const quoted = (code: string) => `'${code.replaceAll("'", "''")}'`;
const listCase = (name: string, sql: string, codes: readonly string[], by?: string): fc.Arbitrary<FilterCase> =>
  fc.tuple(fc.uniqueArray(fc.constantFrom(...codes, null), { minLength: 1 }), fc.boolean()).map(([chosen, inside]) => {
    const texts = chosen
      .filter(code => code !== null)
      .map(quoted)
      .join(', ');
    const within = `(${texts ? `coalesce(${sql} IN (${texts}), 0)` : '0'}${chosen.includes(null) ? ` OR ${sql} IS NULL` : ''})`;
    return {
      filter: { field: name, ...(by ? { by: by as 'financial-year' } : {}), [inside ? 'in' : 'notIn']: chosen },
      sql: inside ? within : `NOT ${within}`,
    };
  });
const filterCase: fc.Arbitrary<FilterCase> = fc.oneof(
  listCase('sex', 'sex', ['female', 'male', 'nowhere']),
  listCase('agency', 'agency', ['police', 'health']),
  listCase('district', 'district', ['E07000192', 'E06000021']),
  listCase('age_band', 'age_band', ['13-15', '16-17']),
  listCase('referred_on', 'fy', ['2015/16', '2016/17'], 'financial-year'),
  fc.tuple(day, day).map(([a, b]) => {
    const [from, to] = a < b ? [a, b] : [b, a];
    return {
      filter: { field: 'referred_on', from, to },
      sql: `coalesce(referred_on BETWEEN ${quoted(from)} AND ${quoted(to)}, 0)`,
    };
  }),
  fc.integer({ min: 9, max: 17 }).map(n => ({ filter: { field: 'age', from: n }, sql: `coalesce(age >= ${n}, 0)` })),
  fc.constantFrom('2015/16 Q3', '2016/17 Q2').map(code => ({
    filter: { field: 'referred_on', by: 'financial-quarter' as const, to: code },
    sql: `coalesce(fq <= ${quoted(code)}, 0)`,
  })),
  fc.constant({
    filter: { field: 'risk_at_referral', from: 'low', to: 'medium' },
    sql: `coalesce(risk_at_referral IN ('low', 'medium'), 0)`,
  }),
  fc.constant({ filter: { field: 'ward', contains: 'ward w0' }, sql: `coalesce(ward LIKE 'W0%', 0)` }),
);

interface Case {
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  readonly measures: readonly string[];
  readonly filters: readonly FilterCase[];
  readonly totals: NonNullable<PivotDescription['totals']>;
  readonly sort: {
    readonly axis: 'rows' | 'columns';
    readonly by: string;
    readonly direction: 'ascending' | 'descending';
  } | null;
  readonly top: NonNullable<PivotDescription['top']> | null;
}
const oneCase: fc.Arbitrary<Case> = fc
  .record({
    dims: fc.uniqueArray(fc.constantFrom(...dimensions), { maxLength: 4, selector: d => d.name }),
    split: fc.integer({ min: 0, max: 4 }),
    measures: fc.uniqueArray(fc.constantFrom(...measureNames), { minLength: 2, maxLength: 6 }),
    filters: fc.array(filterCase, { maxLength: 2 }),
    totals: fc.record({
      rows: fc.constantFrom('none' as const, 'before' as const, 'after' as const),
      columns: fc.constantFrom('none' as const, 'after' as const),
      subtotals: fc.boolean(),
    }),
    sort: fc.option(
      fc.record({
        axis: fc.constantFrom('rows' as const, 'columns' as const),
        by: fc.constantFrom('rows', 'children', 'mean_age', 'label', 'code'),
        direction: fc.constantFrom('ascending' as const, 'descending' as const),
      }),
    ),
    top: fc.option(
      fc.record({
        axis: fc.constantFrom('rows' as const, 'columns' as const),
        n: fc.integer({ min: 1, max: 3 }),
        by: fc.constantFrom('rows', 'children', 'mean_age'),
        others: fc.boolean(),
      }),
    ),
  })
  .map(({ dims, split, top, ...rest }) => {
    const rows = dims.slice(0, split);
    const columns = dims.slice(split);
    return { ...rest, rows, columns, top: top && (top.axis === 'rows' ? rows : columns).length ? top : null };
  });

let workspace: Workspace;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ workspace, remove } = await newWorkspace());
});
afterAll(() => remove());

/** Every way of placing rows in cells: index as place, numbered axes, numbered cells; keys marked or read in order. */
const limits = [
  undefined,
  { direct: 0, dense: 1e7, marks: 0 },
  { direct: 0, dense: 0, marks: 0 },
  { direct: 1 << 20, dense: 1e7, marks: 0 },
  { direct: 0, dense: 40, marks: 0 },
];
let turn = 0;

function answer(description: PivotDescription): PivotTable {
  const facts = factsOf(workspace, dataset);
  const asked = parsed(description);
  return pivotOf(facts, asked, {
    ...surroundingsOf({ workspace, resources: 'resources', now: () => new Date(0) }, facts, asked),
    codeLists,
    population: null,
    setAsideRows: 0,
    dataVersion: 0,
    synthetic: false,
    now: () => new Date(0),
    ...(limits[turn++ % limits.length] ? { limits: limits[(turn - 1) % limits.length]! } : {}),
  });
}

/** The current rows with every dimension as a column, in a plain database of their own. */
function plainCopy(): Database.Database {
  const copy = new Database(':memory:');
  const own = [
    'child',
    'age',
    'sex',
    'looked_after',
    'risk_at_referral',
    'referred_on',
    'allocated_on',
    'agency',
    're_referral',
    'district',
    'ward',
    'lsoa',
  ];
  const derived = dimensions.filter(d => !own.includes(d.name));
  copy.exec(`CREATE TABLE f (${[...own, ...derived.map(d => d.name)].join(', ')}, age_text)`);
  const rows = workspace.read.iterateRaw(
    `SELECT ${own.join(', ')}, ${derived.map(d => d.sql).join(', ')}, CAST(age AS TEXT) FROM fact_referral WHERE batch_id IN (SELECT id FROM batch WHERE state = 'current')`,
  );
  const insert = copy.prepare(`INSERT INTO f VALUES (${[...own, ...derived, ''].map(() => '?').join(', ')})`);
  copy.transaction(() => {
    for (const one of rows) insert.run(...one);
  })();
  return copy;
}

const columnOf = (dimension: Dimension) => (dimension.name === 'age' ? 'age_text' : dimension.name);
const keyOf = (codes: readonly unknown[]) => JSON.stringify(codes);

/** Checks one table against SQL; answers how many cells were compared. */
function compareWithSql(copy: Database.Database, one: Case): number {
  const description: PivotDescription = {
    dataset: 'referrals',
    rows: one.rows.map(d => d.axis as string),
    columns: one.columns.map(d => d.axis as string),
    values: one.measures.map(name => ({ measure: name })),
    filters: one.filters.map(f => f.filter),
    totals: one.totals,
    ...(one.sort ? { sort: [one.sort] } : {}),
    ...(one.top ? { top: one.top } : {}),
  };
  const table = answer(description);
  const where = one.filters.length ? `WHERE ${one.filters.map(f => f.sql).join(' AND ')}` : '';

  // With a top-N the innermost member of its axis is the member itself, "others" or not recorded.
  const expressions = (axis: 'rows' | 'columns') =>
    one[axis].map((dimension, d) => {
      const column = columnOf(dimension);
      if (one.top?.axis !== axis || d !== one[axis].length - 1) return column;
      const kept = table[axis].filter(header => header.kind === 'leaf' && header.path.at(-1)!.code !== null);
      const conditions = kept.map(header =>
        header.path
          .map((member, p) => `${columnOf(one[axis][p]!)} IS ${member.code === null ? 'NULL' : quoted(member.code)}`)
          .join(' AND '),
      );
      return `CASE WHEN ${column} IS NULL THEN NULL ${conditions.length ? `WHEN ${conditions.map(c => `(${c})`).join(' OR ')} THEN ${column}` : ''} ELSE 'OTHERS' END`;
    });
  const rowSql = expressions('rows');
  const columnSql = expressions('columns');
  const groups = new Map<string, Map<string, (number | null)[]>>();
  const groupAt = (a: number, b: number) => {
    const key = `${a}|${b}`;
    let found = groups.get(key);
    if (found) return found;
    const by = [...rowSql.slice(0, a), ...columnSql.slice(0, b)].map((sql, i) => `${sql} AS g${i}`);
    const group = by.length ? `GROUP BY ${by.map((_, i) => i + 1).join(', ')}` : '';
    const wanted = one.measures.map(name => aggregates[name] ?? 'NULL');
    found = new Map();
    for (const result of copy
      .prepare(`SELECT ${[...by, 'count(*)', ...wanted].join(', ')} FROM f ${where} ${group}`)
      .raw()
      .all() as (string | number | null)[][])
      if (result[by.length] !== 0)
        found.set(keyOf(result.slice(0, by.length)), result.slice(by.length + 1) as (number | null)[]);
    one.measures.forEach((name, m) => {
      const quantile = quantiles[name];
      if (!quantile) return;
      const lists = new Map<string, number[]>();
      for (const result of copy
        .prepare(`SELECT ${[...by, quantile[0]].join(', ')} FROM f ${where}`)
        .raw()
        .all() as (string | number | null)[][]) {
        const at = keyOf(result.slice(0, by.length));
        const number = result.at(-1);
        lists.set(at, [...(lists.get(at) ?? []), ...(typeof number === 'number' ? [number] : [])]);
      }
      for (const [at, numbers] of lists) found!.get(at)![m] = quantileOf(numbers, quantile[1]);
    });
    groups.set(key, found);
    return found;
  };

  // Headers: every group of SQL has its leaf and no other.
  for (const axis of ['rows', 'columns'] as const) {
    const leaves = table[axis].filter(header => header.kind === 'leaf').map(header => keyOf(codesOf(header)));
    expect(new Set(leaves).size).toBe(leaves.length);
    const depth = one[axis].length;
    if (depth === 0) expect(table[axis]).toEqual([{ path: [], kind: 'total' }]);
    else {
      const expected = [...(axis === 'rows' ? groupAt(depth, 0) : groupAt(0, depth)).keys()];
      const shown =
        one.top?.axis === axis && !one.top.others
          ? expected.filter(
              key =>
                (JSON.parse(key) as unknown[]).at(-1) !== 'OTHERS' && (JSON.parse(key) as unknown[]).at(-1) !== null,
            )
          : expected;
      expect(leaves.toSorted()).toEqual(shown.toSorted());
      expect(table[axis].filter(header => header.kind === 'total').length).toBe(one.totals[axis] === 'none' ? 0 : 1);
    }
  }

  let compared = 0;
  table.rows.forEach((rowHeader, r) =>
    table.columns.forEach((columnHeader, c) => {
      const group = groupAt(rowHeader.path.length, columnHeader.path.length).get(
        keyOf([...codesOf(rowHeader), ...codesOf(columnHeader)]),
      );
      one.measures.forEach((name, m) => {
        const got = cellAt(table, r, c, m);
        const wanted = group?.[m] ?? null;
        compared += 1;
        const at = () =>
          `${name} at ${keyOf(codesOf(rowHeader))} × ${keyOf(codesOf(columnHeader))} of ${JSON.stringify(description)}`;
        if (wanted === null) {
          const isCount = ['rows', 'children', 'wards', 'years'].includes(name);
          if (isCount && got.status === 'zero') return;
          expect(got.value, at()).toBeNaN();
          expect(['empty', 'not-applicable', 'not-available'], at()).toContain(got.status);
          return;
        }
        expect(Math.abs(got.value - wanted), `${at()}: ${got.value} is not ${wanted}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(wanted)),
        );
        expect(got.status, at()).toBe(wanted === 0 ? 'zero' : 'value');
      });
    }),
  );

  // Order among siblings: by the value, with missing values, "others" and "not recorded" at the end.
  if (one.sort && ['rows', 'children', 'mean_age'].includes(one.sort.by)) {
    const { axis, by, direction } = one.sort;
    const depth = one[axis].length;
    const totals = new Map(
      (
        copy
          .prepare(
            `SELECT ${[...(axis === 'rows' ? rowSql : columnSql).map((sql, i) => `${sql} AS g${i}`), aggregates[by]!].join(', ')} FROM f ${where} ${depth ? `GROUP BY ${Array.from({ length: depth }, (_, i) => i + 1).join(', ')}` : ''}`,
          )
          .raw()
          .all() as (string | number | null)[][]
      ).map(result => [keyOf(result.slice(0, depth)), result[depth] as number | null]),
    );
    const leaves = table[axis].filter(header => header.kind === 'leaf' && depth > 0);
    for (let i = 1; i < leaves.length; i++) {
      const [a, b] = [leaves[i - 1]!, leaves[i]!];
      if (keyOf(codesOf(a).slice(0, -1)) !== keyOf(codesOf(b).slice(0, -1))) continue;
      const rank = (header: typeof a) => (header.path.at(-1)!.others ? 1 : header.path.at(-1)!.code === null ? 2 : 0);
      expect(rank(a)).toBeLessThanOrEqual(rank(b));
      if (rank(a) !== 0 || rank(b) !== 0) continue;
      const x = totals.get(keyOf(codesOf(a))) ?? null;
      const y = totals.get(keyOf(codesOf(b))) ?? null;
      if (y === null) continue;
      expect(x).not.toBeNull();
      expect(direction === 'ascending' ? x! - y : y - x!).toBeLessThanOrEqual(1e-9);
    }
  }

  // The top members have the largest values of their parent.
  if (one.top) {
    const { axis, n, by } = one.top;
    const depth = one[axis].length;
    const columns = one[axis].map(columnOf);
    const all = copy
      .prepare(
        `SELECT ${columns.join(', ')}, ${aggregates[by!]!} FROM f ${where} GROUP BY ${columns.map((_, i) => i + 1).join(', ')}`,
      )
      .raw()
      .all() as (string | number | null)[][];
    const kept = new Set(
      table[axis]
        .filter(header => header.kind === 'leaf' && header.path.at(-1)!.code !== null)
        .map(header => keyOf(codesOf(header))),
    );
    const parents = new Map<string, (string | number | null)[][]>();
    for (const result of all)
      if (result[depth - 1] !== null)
        parents.set(keyOf(result.slice(0, depth - 1)), [
          ...(parents.get(keyOf(result.slice(0, depth - 1))) ?? []),
          result,
        ]);
    for (const members of parents.values()) {
      const value = (result: (string | number | null)[]) => (result[depth] as number | null) ?? -Infinity;
      const inside = members.filter(result => kept.has(keyOf(result.slice(0, depth)))).map(value);
      const outside = members.filter(result => !kept.has(keyOf(result.slice(0, depth)))).map(value);
      expect(inside.length).toBe(Math.min(n, members.length));
      if (outside.length) expect(Math.min(...inside)).toBeGreaterThanOrEqual(Math.max(...outside) - 1e-9);
    }
  }
  return compared;
}

describe('every cell is the truth at its own grain', () => {
  it('random tables over random rows agree with SQL', async () => {
    let tables = 0;
    let cells = 0;
    let loaded: number[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 120, size: 'max' }), { minLength: 1, maxLength: 3 }),
        fc.array(oneCase, { minLength: 30, maxLength: 30 }),
        async (batches, cases) => {
          await end(workspace, loaded);
          loaded = [];
          for (const [b, rows] of batches.entries())
            loaded.push(await load(workspace, dataset, rows, { agency: (['police', null, 'health'] as const)[b]! }));
          const copy = plainCopy();
          try {
            for (const one of cases) {
              try {
                cells += compareWithSql(copy, one);
              } catch (error) {
                throw new Error(
                  `${(error as Error).message}\nin ${JSON.stringify({ ...one, rows: one.rows.map(d => d.name), columns: one.columns.map(d => d.name) })}`,
                  { cause: error },
                );
              }
              tables += 1;
            }
          } finally {
            copy.close();
          }
        },
      ),
      {
        numRuns: 10,
        endOnFailure: true,
        seed: 20171114,
        // The table that is wrong says more than the rows that made it so.
        asyncReporter: async run => {
          if (run.failed) throw run.errorInstance;
        },
      },
    );
    expect(tables).toBeGreaterThanOrEqual(300);
    expect(cells).toBeGreaterThan(20_000);
  }, 60_000);
});
