import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { Facts, factsOf } from '../../electron/engine/cube/columns/facts.ts';
import { pivotOf } from '../../electron/engine/cube/pivot.ts';
import type { Surroundings } from '../../electron/engine/cube/evaluation.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { bumpDataVersion } from '../../electron/engine/store/audit-trail.ts';
import { writeSegments } from '../../electron/engine/store/segments.ts';
import type { Column } from '../../electron/engine/store/segments.ts';
import { createWorkspace, openWorkspace } from '../../electron/engine/store/workspace.ts';
import { pivotDescription } from '../../shared/contract/cube.ts';
import type { PivotDescription } from '../../shared/contract/cube.ts';
import { benchColumns, benchDataset, rowCells } from './bench-data.ts';
import type { BenchColumns } from './bench-data.ts';

/*
 * The product's pivot beside others on the same rows in one run. Prints, never asserts: times depend on the machine.
 *   npm run bench [-- --rows 1000000] [--only product] [--no-large]
 */
const here = import.meta.dirname;
const argument = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const rows = Number(argument('--rows') ?? 1_000_000);
const only = argument('--only');
const large = !process.argv.includes('--no-large');

const surroundings: Surroundings = {
  codeLists: {},
  coverage: null,
  population: null,
  setAsideRows: 0,
  dataVersion: 1,
  synthetic: true,
  now: () => new Date(),
};
const described = (given: Omit<PivotDescription, 'dataset'>) =>
  v.parse(pivotDescription, { dataset: 'bench', ...given });

const questions = [
  {
    name: 'Q1 district × quarter, sum',
    description: described({ rows: ['district'], columns: ['quarter'], values: [{ measure: 'sum' }] }),
  },
  {
    name: 'Q2 ward × quarter × age, subtotals',
    description: described({
      rows: ['ward', 'quarter', 'age_band'],
      values: [{ measure: 'sum' }],
      totals: { rows: 'after', subtotals: true },
    }),
  },
  {
    name: 'Q3 one agency: sum, mean, distinct wards',
    description: described({
      rows: ['indicator'],
      columns: ['district'],
      values: [{ measure: 'sum' }, { measure: 'mean' }, { measure: 'wards' }],
      filters: [{ field: 'agency', in: ['1'] }],
    }),
  },
  {
    name: 'Q4 indicator × quarter × age, all totals',
    description: described({
      rows: ['indicator'],
      columns: ['quarter', 'age_band'],
      values: [{ measure: 'sum' }],
      totals: { rows: 'after', columns: 'after', subtotals: true },
    }),
  },
] as const;

const statements = [
  'SELECT district, quarter, sum(value) FROM f GROUP BY 1, 2',
  'SELECT ward, quarter, age_band, sum(value) FROM f GROUP BY ROLLUP (ward, quarter, age_band)',
  'SELECT indicator, district, sum(value), avg(value), count(DISTINCT ward) FROM f WHERE agency = 1 GROUP BY 1, 2',
  'SELECT indicator, quarter, age_band, sum(value) FROM f GROUP BY GROUPING SETS ((indicator, quarter, age_band), (indicator, quarter), (indicator), (quarter, age_band), (quarter), ())',
];

type Times = (number | null)[];

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

/** Median of `repeats` runs after `warm` runs, in milliseconds. */
async function timeOf(work: () => unknown, repeats = 15, warm = 5): Promise<number> {
  for (let i = 0; i < warm; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return middle(times);
}

function factsInMemory(columns: BenchColumns, count: number): Facts {
  const held = columns as unknown as Record<string, Column>;
  const batch = {
    id: 1,
    agency: null,
    periodFrom: null,
    periodTo: null,
    fileName: 'bench',
    importedAt: '2018-01-01',
    firstCameIn: '2018-01-01',
    synthetic: true,
    start: 0,
    rows: count,
    stamp: '',
  };
  return new Facts(benchDataset, [batch], new Map(), (_, field) => held[field], null);
}

async function peers(): Promise<void> {
  if (existsSync(path.join(here, 'node_modules'))) return;
  process.stdout.write('Installing what the bench compares with, into test/bench …\n');
  spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

const peer = createRequire(path.join(here, 'package.json'));

interface DuckConnection {
  run(sql: string): Promise<{ fetchAllChunks(): Promise<unknown> }>;
  createAppender(
    table: string,
  ): Promise<{ appendInteger(n: number): void; appendDouble(n: number): void; endRow(): void; closeSync(): void }>;
}

/** Answers a statement in full. */
async function duckdb(columns: BenchColumns): Promise<(sql: string) => Promise<unknown>> {
  const { DuckDBInstance } = (await import(pathToFileURL(peer.resolve('@duckdb/node-api')).href)) as {
    DuckDBInstance: { create(path: string, options: object): Promise<{ connect(): Promise<DuckConnection> }> };
  };
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const names = ['district', 'ward', 'quarter', 'age_band', 'agency', 'indicator'] as const;
  await connection.run(`CREATE TABLE raw (${names.map(name => `${name} INTEGER`).join(', ')}, value DOUBLE)`);
  const appender = await connection.createAppender('raw');
  for (let i = 0; i < rows; i++) {
    for (const name of names) appender.appendInteger(columns[name].codes[i]!);
    appender.appendDouble(columns.value.numbers[i]!);
    appender.endRow();
  }
  appender.closeSync();
  // The narrowest types, which are its fastest.
  await connection.run(
    `CREATE TABLE f AS SELECT ${names.map(name => `${name}::UTINYINT AS ${name}`).join(', ')}, value FROM raw`,
  );
  return async sql => (await connection.run(sql)).fetchAllChunks();
}

/**
 * The product, and DuckDB where it is there: by turns, because a machine that is shared is faster at one time than at
 * another and what is compared should meet the same.
 */
async function closeTimes(facts: Facts, ask: ((sql: string) => Promise<unknown>) | null): Promise<[Times, Times]> {
  const own: number[][] = questions.map(() => []);
  const other: number[][] = questions.map(() => []);
  for (let round = 0; round < 7; round++)
    for (const [q, { description }] of questions.entries()) {
      own[q]!.push(await timeOf(() => pivotOf(facts, description, surroundings), 9, 6));
      if (ask) other[q]!.push(await timeOf(() => ask(statements[q]!), 9, 6));
    }
  return [own.map(middle), other.map(times => (times.length ? middle(times) : null))];
}

async function sqliteTimes(columns: BenchColumns): Promise<Times> {
  const database = new Database(':memory:');
  database.exec(
    'CREATE TABLE f (district INTEGER, ward INTEGER, quarter INTEGER, age_band INTEGER, agency INTEGER, indicator INTEGER, value REAL)',
  );
  const insert = database.prepare('INSERT INTO f VALUES (?,?,?,?,?,?,?)');
  database.transaction(() => {
    for (let i = 0; i < rows; i++) insert.run(...rowCells(columns, i));
  })();
  // It has no ROLLUP: each grouping set is a statement of its own.
  const sum = (by: string) => `SELECT ${by ? `${by}, ` : ''}sum(value) FROM f ${by ? `GROUP BY ${by}` : ''}`;
  const perQuestion = [
    [statements[0]!],
    ['ward, quarter, age_band', 'ward, quarter', 'ward', ''].map(sum),
    [statements[2]!],
    ['indicator, quarter, age_band', 'indicator, quarter', 'indicator', 'quarter, age_band', 'quarter', ''].map(sum),
  ];
  const times: Times = [];
  for (const list of perQuestion) {
    const prepared = list.map(sql => database.prepare(sql).raw());
    times.push(await timeOf(() => prepared.forEach(statement => statement.all()), 3, 1));
  }
  database.close();
  return times;
}

interface ArqueroTable {
  groupby(...names: string[]): ArqueroTable;
  rollup(values: Record<string, unknown>): ArqueroTable;
  filter(test: unknown): ArqueroTable;
  objects(): unknown[];
}

async function arqueroTimes(columns: BenchColumns): Promise<Times> {
  const aq = (await import(pathToFileURL(peer.resolve('arquero')).href)) as {
    table(columns: object): ArqueroTable;
    op: { sum(name: string): unknown; mean(name: string): unknown; distinct(name: string): unknown };
    escape(test: (row: { agency: number }) => boolean): unknown;
  };
  const { district, ward, quarter, age_band, agency, indicator, value } = columns;
  const table = aq.table({
    district: district.codes,
    ward: ward.codes,
    quarter: quarter.codes,
    age_band: age_band.codes,
    agency: agency.codes,
    indicator: indicator.codes,
    value: value.numbers,
  });
  const sum = { sum: aq.op.sum('value') };
  const sets = (lists: string[][]) => lists.map(by => (by.length ? table.groupby(...by) : table).rollup(sum).objects());
  return [
    await timeOf(() => table.groupby('district', 'quarter').rollup(sum).objects(), 5, 2),
    await timeOf(() => sets([['ward', 'quarter', 'age_band'], ['ward', 'quarter'], ['ward'], []]), 3, 1),
    await timeOf(
      () =>
        table
          .filter(aq.escape(d => d.agency === 1))
          .groupby('indicator', 'district')
          .rollup({ ...sum, mean: aq.op.mean('value'), wards: aq.op.distinct('ward') })
          .objects(),
      5,
      2,
    ),
    await timeOf(
      () =>
        sets([
          ['indicator', 'quarter', 'age_band'],
          ['indicator', 'quarter'],
          ['indicator'],
          ['quarter', 'age_band'],
          ['quarter'],
          [],
        ]),
      3,
      1,
    ),
  ];
}

/** PivotTable.js expects a page with jQuery; its arithmetic needs five small functions of it. */
async function pivotTableTimes(columns: BenchColumns): Promise<Times> {
  const jquery = {
    extend: (...given: unknown[]) => Object.assign({}, ...given.filter(one => typeof one === 'object')),
    isFunction: (one: unknown) => typeof one === 'function',
    isArray: Array.isArray,
    isEmptyObject: (one: object) => Object.keys(one).length === 0,
    fn: {},
    pivotUtilities: undefined as unknown,
  };
  const source = readFileSync(peer.resolve('pivottable/dist/pivot.js'), 'utf8');
  const load = runInThisContext(`(function (exports, module, require) {${source}\n})`) as (
    e: object,
    m: object,
    r: () => unknown,
  ) => void;
  load({}, {}, () => jquery);
  const { PivotData, aggregators } = jquery.pivotUtilities as {
    PivotData: new (input: unknown[], options: object) => { getRowKeys(): unknown[]; getColKeys(): unknown[] };
    aggregators: Record<string, (fields: string[]) => unknown>;
  };
  const { district, ward, quarter, age_band, agency, indicator, value } = columns;
  const records = Array.from({ length: rows }, (_, i) => ({
    district: district.codes[i]!,
    ward: ward.codes[i]!,
    quarter: quarter.codes[i]!,
    age_band: age_band.codes[i]!,
    agency: agency.codes[i]!,
    indicator: indicator.codes[i]!,
    value: value.numbers[i]!,
  }));
  const run = (
    rowFields: string[],
    columnFields: string[],
    aggregator: string,
    field: string,
    filter?: (record: { agency: number }) => boolean,
  ) => {
    const data = new PivotData(records, {
      rows: rowFields,
      cols: columnFields,
      vals: [field],
      aggregator: aggregators[aggregator]!([field]),
      ...(filter ? { filter } : {}),
    });
    data.getRowKeys();
    data.getColKeys();
  };
  const one = (record: { agency: number }) => record.agency === 1;
  return [
    await timeOf(() => run(['district'], ['quarter'], 'Sum', 'value'), 3, 1),
    await timeOf(
      () => [3, 2, 1].forEach(n => run(['ward', 'quarter', 'age_band'].slice(0, n), [], 'Sum', 'value')),
      3,
      1,
    ),
    await timeOf(
      () =>
        (['Sum', 'Average', 'Count Unique Values'] as const).forEach(name =>
          run(['indicator'], ['district'], name, name.startsWith('Count') ? 'ward' : 'value', one),
        ),
      3,
      1,
    ),
    await timeOf(
      () => [['quarter', 'age_band'], ['quarter']].forEach(by => run(['indicator'], by, 'Sum', 'value')),
      3,
      1,
    ),
  ];
}

function show(name: string, times: Times, own: Times | null): void {
  const cells = times.map((time, q) => {
    if (time === null) return '—'.padStart(16);
    const ratio = own ? ` (${(time / own[q]!).toFixed(1)}×)` : '';
    return `${time.toFixed(time < 10 ? 2 : 0)}${ratio}`.padStart(16);
  });
  process.stdout.write(`${name.padEnd(26)}${cells.join('')}\n`);
}

/** Rows a second through the whole door of an import: reading, checking, placing, pseudonyms, facts and columns. */
async function importTimes(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-bench-'));
  const engine = createEngine({
    resources: path.resolve(here, '../../resources'),
    actor: 'bench',
    emit: () => undefined,
    log: line => process.stdout.write(`${line}\n`),
  });
  try {
    await engine.call('workspace.create', {
      file: path.join(folder, 'import.csaf'),
      passphrase: 'correct horse battery',
    });
    const count = Math.min(rows, 200_000);
    const types = ['Anti-social behaviour', 'Burglary', 'Violence and sexual offences', 'Drugs'];
    const lines = [
      'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context',
    ];
    for (let i = 0; i < count; i++)
      lines.push(
        `${i},2018-10,Staffordshire Police,Staffordshire Police,-2.1${i % 1000},52.8${i % 997},On or near a street,E0102${9500 + (i % 100)},A name,${types[i % 4]},Under investigation,`,
      );
    const file = path.join(folder, '2018-10-staffordshire-street.csv');
    writeFileSync(file, lines.join('\n'));
    const began = performance.now();
    const answer = await engine.call('intake.import', { files: [file] });
    const seconds = (performance.now() - began) / 1000;
    if (!answer.ok) throw new Error(answer.fault.message);
    const { loaded, setAside } = (answer.value as { files: { loaded: number; setAside: number }[] }).files[0]!;
    process.stdout.write(
      `Import of ${count.toLocaleString('en-GB')} rows of a CSV: ${Math.round(count / seconds).toLocaleString('en-GB')} rows a second (${loaded} loaded, ${setAside} set aside)\n`,
    );
  } catch (error) {
    process.stdout.write(`Import not measured: ${(error as Error).message}\n`);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unlockTimes(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'csaf-bench-'));
  const file = path.join(folder, 'bench.csaf');
  const passphrase = 'correct horse battery';
  try {
    const workspace = await createWorkspace(
      file,
      passphrase,
      { actor: 'bench', at: '2018-01-01T00:00:00.000Z', demonstration: true },
      () => undefined,
    );
    const columns = benchColumns(rows);
    const insertBegan = performance.now();
    await workspace.write(store => {
      store.run(
        `CREATE TABLE fact_bench (id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batch(id), row_number INTEGER NOT NULL,
           district TEXT, ward TEXT, quarter TEXT, age_band TEXT, agency TEXT, indicator TEXT, value REAL) STRICT`,
      );
      const batch = store.run(
        `INSERT INTO batch (type, profile_version, dataset, file_name, sha256, bytes, imported_at, imported_by, rows_read, rows_loaded, rows_set_aside, rows_duplicate, rows_unlocated)
         VALUES ('bench', 1, 'bench', 'bench.csv', '', 1, '2018-01-01T00:00:00.000Z', 'bench', ?, ?, 0, 0, 0)`,
        rows,
        rows,
      ).lastId;
      const insert = store.prepare(
        'INSERT INTO fact_bench (batch_id, row_number, district, ward, quarter, age_band, agency, indicator, value) VALUES (?,?,?,?,?,?,?,?,?)',
      );
      for (let i = 0; i < rows; i++) {
        const cells = rowCells(columns, i);
        insert.run(batch, i, ...cells.slice(0, 6).map(String), cells[6]!);
      }
      writeSegments(store, benchDataset, batch);
      bumpDataVersion(store);
    });
    const inserted = performance.now() - insertBegan;
    await workspace.close();
    const began = performance.now();
    const again = await openWorkspace(file, passphrase);
    const opened = performance.now();
    const facts = factsOf(again, benchDataset);
    pivotOf(facts, questions[1].description, surroundings);
    const answered = performance.now();
    for (const { description } of questions) pivotOf(facts, description, surroundings);
    const all = performance.now();
    process.stdout.write(
      `\nEncrypted workspace, ${rows.toLocaleString('en-GB')} rows: written with columns ${(inserted / 1000).toFixed(1)} s; unlock ${(opened - began).toFixed(0)} ms (key derivation), ` +
        `first answer (Q2) ${(answered - opened).toFixed(0)} ms after, all columns in memory ${(all - opened).toFixed(0)} ms after\n`,
    );
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.stdout.write(
  `${rows.toLocaleString('en-GB')} rows, ${cpus().length} processors, Node ${process.versions.node}; medians in ms; (×) against the product\n\n`,
);
process.stdout.write(`${''.padEnd(26)}${questions.map(question => question.name.slice(0, 2).padStart(16)).join('')}\n`);
const columns = benchColumns(rows);
const notMeasured = (name: string, error: unknown) =>
  process.stdout.write(`${name.padEnd(26)} not measured: ${(error as Error).message.split('\n')[0]}\n`);
let ask: Awaited<ReturnType<typeof duckdb>> | null = null;
if (!only) {
  await peers();
  ask = await duckdb(columns).catch((error: unknown) => {
    notMeasured('DuckDB', error);
    return null;
  });
}
const [own, close] = await closeTimes(factsInMemory(columns, rows), ask);
show('product', own, null);
if (ask) show('DuckDB, 2 threads', close, own);
if (!only)
  for (const [name, measure] of [
    ['arquero', arqueroTimes],
    ['PivotTable.js', pivotTableTimes],
    ['SQLite, no index', sqliteTimes],
  ] as const) {
    try {
      show(name, await measure(columns), own);
    } catch (error) {
      notMeasured(name, error);
    }
  }
for (const question of questions) process.stdout.write(`  ${question.name}\n`);
if (large) {
  const many = 10_000_000;
  const facts = factsInMemory(benchColumns(many), many);
  const began = performance.now();
  const first = questions.map(({ description }) => {
    const start = performance.now();
    pivotOf(facts, description, surroundings);
    return performance.now() - start;
  });
  process.stdout.write(
    `\n10,000,000 rows, first run of each: ${first.map(time => `${time.toFixed(0)} ms`).join(', ')}; in all ${(performance.now() - began).toFixed(0)} ms; memory of the process ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB\n`,
  );
}
await unlockTimes();
await importTimes();
